"""Gates on tensors: ``functional.swiglu(x)``, ``nn.SwiGLU()`` and the block ``nn.GatedMLP(d, hidden, gate="swiglu")``.

A gate keeps its two inputs for backward and nothing else; where both are in one tensor, that tensor.
"""

import re
from collections.abc import Callable
from functools import cache, partial
from textwrap import indent
from typing import Any

import torch
from torch import Tensor
from torch.overrides import handle_torch_function, has_torch_function

from actlab.define.gate import FACTORS, WORDS, Gate, GateChoice, check_word
from actlab.define.registry import choose_gate, gate_aliases, gates
from actlab.emitted import HIGHEST_ORDER, functions_of
from actlab.errors import BadType, BadValue
from actlab.torch import inputs
from actlab.torch.gate_kernels import native
from actlab.torch.learnable import transformed
from actlab.torch.mathematics import mathematics

REDUCED = (torch.float16, torch.bfloat16)
Numbers = tuple[float, ...]


def apply(gate: str | GateChoice, x: Tensor, other: Tensor | None = None, dim: int = -1) -> Tensor:
    """Any gate by name: ``apply("swiglu:limit=7", x)`` of one tensor with both halves, or of ``(a, b)``."""
    choice = choose_gate(gate)
    check(x, other, dim)
    if x.is_nested:
        if other is not None:
            return inputs.of_values(partial(apply, choice), x, other)
        return inputs.of_values(partial(apply, choice, dim=_dim_of_values(x, dim)), x)
    result = native(choice, x, other, dim)
    return composed(choice, x, other, dim) if result is None else result


def composed(choice: GateChoice, x: Tensor, other: Tensor | None, dim: int) -> Tensor:
    """The gate by the emitted code on plain torch."""
    a, b = both_halves(choice, x, other, dim)
    numbers = tuple(choice.parameters.values())
    return evaluate(choice.activation, a, b, numbers, steps=choice.rounding == "steps" and a.dtype in REDUCED)


def check(x: Tensor, other: Tensor | None, dim: int) -> None:
    """Refuse what is no input of a gate.

    Raises:
        BadValue: for an odd number of elements along ``dim``, no such dimension, or two tensors of different shapes
            or on different devices.
        BadType: for two types, one that is no float type, or a tensor that is not dense.
    """
    inputs.check(x)
    if other is not None:
        inputs.check(other)
        if x.dtype != other.dtype:
            raise BadType(f"expected two inputs of one type, got {x.dtype} and {other.dtype}.")
        if x.device != other.device:
            raise BadValue(f"expected two inputs on one device, got {x.device} and {other.device}.")
        if x.shape != other.shape:
            raise BadValue(f"expected two inputs of one shape, got {tuple(x.shape)} and {tuple(other.shape)}.")
    elif x.ndim and not -x.ndim <= dim < x.ndim:
        raise BadValue(f"a gate halves dimension {dim}, which an input of shape {tuple(x.shape)} does not have.")
    elif x.is_nested:
        _dim_of_values(x, dim)
    elif not x.ndim or x.shape[dim] % 2:
        size = x.shape[dim] if x.ndim else "none"
        raise BadValue(f"a gate halves dimension {dim}: expected an even number of elements there, got {size}.")


def _dim_of_values(x: Tensor, dim: int) -> int:
    """The dimension ``dim`` of a jagged tensor in its values, which have none for the sequences."""
    place = dim % x.ndim
    if place in (0, inputs.ragged_dimension(x)):
        raise BadValue(f"a gate of a jagged tensor halves a dimension in which all have one size, got {dim}.")
    return place - 1


def both_halves(choice: GateChoice, x: Tensor, other: Tensor | None, dim: int) -> tuple[Tensor, Tensor]:
    """The gate's input and the other half: views of ``x``, or the two tensors as they are."""
    if other is not None:
        return x, other
    if choice.layout == "halves":
        first, second = x.chunk(2, dim) if x.shape[dim] else (x, x)
    else:
        dim %= x.ndim
        first, second = x.unflatten(dim, (-1, 2) if x.shape[dim] else (0, 2)).unbind(dim + 1)
    return (first, second) if choice.gate == "first" else (second, first)


def evaluate(
    gate: Gate, a: Tensor, b: Tensor, numbers: Numbers, by: tuple[str, ...] = (), *, steps: bool = False
) -> Tensor:
    """The value, or the derivative by the inputs in ``by``, of every pair; differentiable to any order."""
    if len(by) >= HIGHEST_ORDER or torch.compiler.is_exporting() or transformed():
        return formula(gate, by, a, b, numbers, steps)
    return _Evaluation.apply(gate, by, a, b, numbers, steps)  # type: ignore[no-untyped-call, no-any-return]


def formula(gate: Gate, by: tuple[str, ...], a: Tensor, b: Tensor, numbers: Numbers, steps: bool = False) -> Tensor:
    """The emitted code on plain torch: in float32 for float16 and bfloat16, rounded once, or after each factor too."""
    if steps:
        first, other = (formula(gate, (factor,), a, b, numbers) for factor in FACTORS)
        return first * other
    wide = torch.float32 if a.dtype in REDUCED else a.dtype
    result: Tensor = functions_of(gate, by)(mathematics, a.to(wide), b.to(wide), *numbers)
    return result.to(a.dtype)


class _Evaluation(torch.autograd.Function):
    """One emitted function; its derivatives are the next emitted functions, rounded once."""

    @staticmethod
    def forward(
        ctx: Any, gate: Gate, by: tuple[str, ...], a: Tensor, b: Tensor, numbers: Numbers, steps: bool
    ) -> Tensor:
        ctx.gate, ctx.by, ctx.numbers = gate, by, numbers
        ctx.save_for_backward(a, b)
        return formula(gate, by, a, b, numbers, steps)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Any:
        a, b = ctx.saved_tensors
        slopes = (
            gradient * evaluate(ctx.gate, a, b, ctx.numbers, tuple(sorted((*ctx.by, name)))) if needed else None
            for name, needed in zip("ab", ctx.needs_input_grad[2:4], strict=True)
        )
        return None, None, *slopes, None, None


@cache
def function(name: str) -> Callable[..., Tensor]:
    """The function of one gate: ``function("swiglu")(x, dim=-1, layout="halves")``."""
    usual = choose_gate(name)

    def call(x: Tensor, other: Tensor | None = None, dim: int = -1, **settings: Any) -> Tensor:
        if has_torch_function((x, other)):
            return handle_torch_function(call, (x, other), x, other, dim, **settings)
        return apply(with_settings(usual, settings), x, other, dim)

    call.__name__ = call.__qualname__ = name
    call.__module__ = "actlab.functional"
    vars(call)["__prepare_scriptable__"] = partial(_refuse_script, name)
    call.__doc__ = _described(
        usual,
        "x: a tensor of any float type that holds both inputs along ``dim``, or the gate's input alone.",
        "other: the other half, where it is a tensor of its own, of the shape and type of ``x``.",
    )
    return call


def _refuse_script(name: str) -> None:
    raise BadValue(_no_script(name))


def _no_script(name: str) -> str:
    return (
        f"torch.jit.script cannot read {name}; use torch.jit.trace(model, example) or "
        "torch.export.export(model, (example,))."
    )


def with_settings(choice: GateChoice, settings: dict[str, Any]) -> GateChoice:
    """The choice with other parameters, layout, gate or rounding."""
    if not settings:
        return choice
    words = {word: settings.get(word, getattr(choice, word)) for word in WORDS}
    for word, known in WORDS.items():
        check_word(word, words[word], known)
    numbers = {key: number for key, number in settings.items() if key not in words}
    return GateChoice(choice.activation, {**choice.parameters, **numbers}, **words)


class GateModule(torch.nn.Module):
    """The base of all modules made from gates: ``forward(x)`` of one tensor with both halves, or ``forward(a, b)``.

    Parameters, ``layout``, ``gate`` and ``rounding`` are keyword arguments, as is the dimension ``dim`` that is halved.
    """

    record: Gate
    defaults: GateChoice

    def __init__(self, *, dim: int = -1, **settings: Any) -> None:
        super().__init__()
        self.dim = dim
        self.choice = with_settings(self.defaults, settings)

    def forward(self, x: Tensor, other: Tensor | None = None) -> Tensor:
        """The gate of ``x``, a tensor of a float type: half as many elements along ``dim``."""
        if has_torch_function((x, other)):
            words = {word: getattr(self.choice, word) for word in WORDS}
            return function(self.record.key)(x, other, self.dim, **self.choice.parameters, **words)
        return apply(self.choice, x, other, self.dim)

    def __prepare_scriptable__(self) -> torch.nn.Module:
        """What ``torch.jit.script`` takes for it: nothing."""
        raise BadValue(_no_script(self.record.class_name))

    def extra_repr(self) -> str:
        """What differs from the record, as torch's own modules print it."""
        words = re.sub(r"\b(layout|gate|rounding)=(\w+)", r"\1='\2'", self.choice.key.partition(":")[2])
        parameters = words.replace(",", ", ")
        return ", ".join(filter(None, [f"dim={self.dim}" if self.dim != -1 else "", parameters]))


@cache
def gate_class(class_name: str) -> type[GateModule]:
    """The module of a gate by the name of its class."""
    choice = gate_classes()[class_name]
    record = choice.activation
    space = {"record": record, "defaults": choice, "__doc__": _described(choice), "__module__": "actlab.nn"}
    return type(class_name, (GateModule,), space)


def _described(choice: GateChoice, *inputs: str) -> str:
    """The docstring of a gate's module or function."""
    gate = choice.activation
    numbers = ", ".join(f"{key} = {number:g}" for key, number in choice.parameters.items())
    arguments = [
        *inputs,
        "dim: the dimension that is halved.",
        f"layout: ``halves`` or ``interleaved``; default ``{choice.layout}``.",
        f"gate: which half is the gate's input, ``first`` or ``second``; default ``{choice.gate}``.",
        "rounding: of 16 bits: ``once``, or ``steps`` after each factor too.",
        f"others: numbers; {numbers}.",
    ]
    raises = [
        "BadType: for an input of no float type, or two of different types.",
        "BadValue: for an odd number of elements along ``dim``, or inputs of different shapes.",
    ]
    parts = [f"{gate.title}, of each pair of a gate's input a and another half b.", f"Formula: ``{gate.formula}``"]
    parts += ["Arguments:\n" + indent("\n".join(arguments), "    "), "Raises:\n" + indent("\n".join(raises), "    ")]
    return "\n\n".join([*parts, f"Source: {gate.source}."])


def gate_classes() -> dict[str, GateChoice]:
    """What stands behind each name of a class."""
    records = {choose_gate(key).activation.class_name: choose_gate(key) for key in gates()}
    return {alias.class_name: choose_gate(alias.key) for alias in gate_aliases()} | records


def gate_module(gate: str | GateChoice, *, dim: int = -1) -> GateModule:
    """A module for any gate by name: ``gate_module("swiglu:limit=7")``."""
    choice = choose_gate(gate)
    words = {word: getattr(choice, word) for word in WORDS}
    return gate_class(choice.activation.class_name)(dim=dim, **choice.parameters, **words)


class GatedMLP(torch.nn.Module):
    """The block of today's transformers: ``down(gate(up(x)))``, both halves from one matrix.

    Arguments:
        d: the features of input and output.
        hidden: those between; ``up`` has twice as many outputs.
        gate: a gate by name, such as ``"swiglu"`` or ``"swiglu_oai"``.
        bias: whether both matrices add a bias.

    >>> GatedMLP(8, 16, gate="geglu")(torch.zeros(2, 8)).shape
    torch.Size([2, 8])
    """

    def __init__(
        self, d: int, hidden: int, gate: str | GateChoice = "swiglu", *, bias: bool = False, **options: Any
    ) -> None:
        super().__init__()
        if d < 1 or hidden < 1:
            raise BadValue(f"GatedMLP expects at least one feature outside and between, got d={d} and hidden={hidden}.")
        self.up = torch.nn.Linear(d, 2 * hidden, bias=bias, **options)
        self.gate = gate_module(gate)
        self.down = torch.nn.Linear(hidden, d, bias=bias, **options)

    def forward(self, x: Tensor) -> Tensor:
        """The block on ``x`` with ``d`` features in its last dimension."""
        result: Tensor = self.down(self.gate(self.up(x)))
        return result
