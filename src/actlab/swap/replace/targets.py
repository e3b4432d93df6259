"""What takes the place of an activation: a module made from a record, torch's own where it is the same function."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

import torch
from torch import Tensor, nn
from torch.jit._trace import is_tracing

from actlab.define import Choice, choose
from actlab.errors import ActlabError, BadType, BadValue
from actlab.kernels.speed import faster_everywhere
from actlab.swap.find.recognise import (
    arguments_of,
    callables_named,
    curve_of,
    plain,
    run_on_grid,
    same,
    shape_changers,
    torch_classes,
)
from actlab.torch.functional import function
from actlab.torch.modules import module as record_module
from actlab.torch.scripts import scriptable

PROBE = (2, 6, 4, 4)  # an even number of channels, so that a gated unit shows that it halves them instead of failing


class InPlace(nn.Module):
    """Writes the result of an activation back into its input, for models whose other parts look at that input."""

    def __init__(self, inner: nn.Module) -> None:
        super().__init__()
        self.inner = inner

    def forward(self, x: Tensor) -> Tensor:
        """``x``, overwritten."""
        return x.copy_(self.inner(x.clone() if is_recorded(x) else x))


def is_recorded(x: Tensor) -> bool:
    """Whether a backward pass may read an input that is overwritten; what is traced may be run with one later."""
    tracing = is_tracing()
    if tracing or not isinstance(x, Tensor):  # torch.fx traces with what is no tensor
        return True
    return torch.is_grad_enabled() and x.requires_grad


@dataclass(frozen=True)
class Target:
    """One right side of a mapping."""

    text: str
    choice: Choice | None
    factory: Callable[[], nn.Module] | None = None
    learnable: bool = False

    @property
    def is_function(self) -> bool:
        """Whether a name says all of it: no parameters to learn, no module of the user's."""
        if self.choice is None or (self.learnable and any(p.learnable for p in self.choice.activation.parameters)):
            return False
        try:
            return choose(self.text) == self.choice
        except ActlabError:  # a record that no name leads to
            return False

    def build(self, in_place: bool = False) -> nn.Module:
        """A new module."""
        if self.factory is not None:
            new = self.factory()
        elif self.choice is None:
            raise AssertionError("a target has a choice or a factory")
        elif self.learnable and any(parameter.learnable for parameter in self.choice.activation.parameters):
            new = record_module(self.choice, learnable=True)
        else:
            return built(self.choice, in_place)
        return InPlace(new) if in_place and not getattr(new, "inplace", False) else new


@cache
def activation(text: str, in_place: bool = False) -> Callable[[Tensor], Tensor]:
    """The function of one tensor that a call of another activation becomes: torch's own, or ours where it is faster."""
    choice = choose(text)
    new = built(choice, in_place)
    if in_place:
        return _called(new.forward) if is_torchs(new) else _overwriting(activation(text))
    own = _function_of_torch(choice) if is_torchs(new) else function(choice.key)
    return own or _called(new.forward)


def _called(function: Callable[..., Tensor], **numbers: Any) -> Callable[[Tensor], Tensor]:
    """A function with its numbers filled in: a call of a module costs half a microsecond more."""

    def call(x: Tensor) -> Tensor:
        return function(x, **numbers)

    return scriptable(call)


def _overwriting(function: Callable[[Tensor], Tensor]) -> Callable[[Tensor], Tensor]:
    """What :class:`InPlace` does, for a call: torch.fx knows no module but those of the model."""

    def call(x: Tensor) -> Tensor:
        return x.copy_(function(x.clone() if is_recorded(x) else x))

    return scriptable(call)


def _function_of_torch(choice: Choice) -> Callable[[Tensor], Tensor] | None:
    try:
        own, numbers = torch_function(choice)
    except KeyError:
        return None
    return _called(own, **numbers) if numbers else own


def torch_function(choice: Choice) -> tuple[Callable[..., Tensor], dict[str, Any]]:
    """Torch's function for a record, and the numbers it takes besides the tensor; ``KeyError`` where it has none."""
    for name in _names(choice):
        for candidate in sorted(callables_named(name), key=repr):
            if getattr(candidate, "__objclass__", None) or candidate.__name__.endswith("_"):
                continue
            names = arguments_of(torch_classes()[name])
            for numbers in ({}, dict(zip(names, choice.parameters.values(), strict=False))):
                curve = run_on_grid(partial(candidate, **numbers))
                if curve is not None and same(curve, curve_of(choice)):
                    return candidate, numbers
    raise KeyError(choice.key)


def is_torchs(module: nn.Module) -> bool:
    """Whether a module is torch's own."""
    return type(module).__module__.startswith("torch.")


def built(choice: Choice, in_place: bool = False) -> nn.Module:
    """A new module for a record: torch's where it is the same function, ours where ours is faster or there is none."""
    aten = choice.activation.aten
    # Where ours wins on some processors alone torch's stays: exporters know it, and the program is the same everywhere.
    ours = aten is not None and aten.operator in faster_everywhere()
    module = None if ours else from_torch(choice, in_place)
    module = module or record_module(choice)
    return InPlace(module) if in_place and not getattr(module, "inplace", False) else module


def target(value: Any, learnable: bool = False) -> Target:
    """Read the right side of a mapping: a name such as ``"mish"``, a choice, or a callable that makes a module."""
    if isinstance(value, str | Choice):
        text = value if isinstance(value, str) else value.key
        if plain(text.partition(":")[0]) in shape_changers():
            raise BadValue(
                f"{text!r} does not work element by element (GLU halves the channels, softmax mixes them), so it "
                "cannot take the place of an activation. Choose a function of one element; `actlab list` shows them."
            )
        return Target(text, choose(value), learnable=learnable)
    if isinstance(value, nn.Module):
        raise BadType(
            f"a target must make a new module for each place: give {type(value).__name__} itself or a lambda."
        )
    if not callable(value):
        raise BadType(f"a target must be a name or a callable that makes a module, got {value!r}.")
    try:
        module = value()
    except TypeError as error:
        raise BadType(f"a target is called without arguments, and {_name(value)} refused that: {error}.") from error
    if not isinstance(module, nn.Module):
        raise BadType(f"the target {_name(value)} must make a torch.nn.Module, it made {type(module).__name__}.")
    _check_shape(module, _name(value))
    return Target(_name(value), None, value)


def _name(factory: Any) -> str:
    return str(getattr(factory, "__name__", repr(factory)))


def _check_shape(module: nn.Module, name: str) -> None:
    x = torch.linspace(-3, 3, 2 * 6 * 4 * 4).reshape(PROBE)
    try:
        with torch.no_grad(), torch.random.fork_rng(devices=[]):
            result = module(x)
    except Exception as error:  # a foreign module may raise anything
        raise BadValue(f"the target {name} does not run on a tensor of shape {PROBE}: {error}") from error
    shape = tuple(result.shape) if isinstance(result, Tensor) else type(result).__name__
    if shape != PROBE:
        raise BadValue(f"the target {name} changes the shape {PROBE} to {shape}; an activation must keep it.")


def _names(choice: Choice) -> list[str]:
    """The plain names under which torch may know a record."""
    keys = [choice.activation.key, choice.activation.class_name]
    keys += [name for alias in choice.activation.aliases for name in (alias.key, alias.class_name)]
    return list(dict.fromkeys(map(plain, keys)))


def from_torch(choice: Choice, in_place: bool = False) -> nn.Module | None:
    """The module of torch itself for a record, if it computes the same: exporters and `accelerate()` know it."""
    for name in _names(choice):
        cls = torch_classes().get(name)
        if cls is None:
            continue
        parameters = arguments_of(cls)
        values = tuple(choice.parameters.values())[: len(parameters)]
        try:
            module: nn.Module = cls(*values)
        except (TypeError, ValueError, ActlabError):
            continue
        if any(True for _ in module.parameters()):
            continue
        curve = run_on_grid(module)
        if curve is not None and same(curve, curve_of(choice)):
            if in_place and hasattr(module, "inplace"):
                setattr(module, "inplace", True)  # noqa: B010  # torch types attributes of modules as tensors
            return module
    return None
