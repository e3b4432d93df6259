"""Docstrings and type stubs of :mod:`actlab.nn` and :mod:`actlab.functional`, written from the records.

``make emit`` writes ``emitted/docstrings.json``, which the modules and functions read when they are first used, and
``nn.pyi`` and ``functional.pyi``, which editors and type checkers read.
"""

import json
from functools import cache
from textwrap import fill, indent

import numpy as np
import torch

from actlab.define import Choice, choose, choose_gate, gates, names, record
from actlab.define.activation import Activation, Parameter
from actlab.define.registry import aliases, gate_aliases
from actlab.emit.numpy_mathematics import mathematics
from actlab.emitted import functions_of
from actlab.explain.derive.slope_forms import slope_forms
from actlab.kernels import bounds
from actlab.properties import properties
from actlab.torch.gates import function as gate_function
from actlab.torch.gates import gate_class

_TRIED = (-1.0, 0.5, 2.0)  # the input of every example
_WIDTH = 110
_LEARNABLE = "float | Tensor"
_LEARNING = "learnable: bool = False, channels: int | None = None, dim: int = 1"
_SAVES = 'saves: Literal["input", "output", "byte"] = "input", inplace: bool = False, '
_MISH = """
saves: what the backward pass keeps: ``"input"`` (4 bytes an element in float32), ``"output"`` (0.125 bytes more
    than ReLU) or ``"byte"`` (1 byte); the last two refuse second derivatives.
inplace: overwrite the input; needs ``saves="output"`` or ``saves="byte"``."""


def stubs(header: str) -> dict[str, str]:
    """The text of each file, by its path in the package."""
    return {
        "emitted/docstrings.json": docstrings(),
        "nn.pyi": module_stub(header),
        "functional.pyi": function_stub(header),
    }


def docstrings() -> str:
    """The JSON with the docstring of every module and function, by the name of either."""
    texts = {
        "nn": {_class_name(name): _module_text(name) for name in _names()},
        "functional": {name: _function_text(name) for name in _names()},
    }
    return json.dumps(texts, indent=1, ensure_ascii=False) + "\n"


def module_stub(header: str) -> str:
    """``nn.pyi``: a class for each record and each alias."""
    first = (
        f'"""A ``torch.nn.Module`` for each activation function. {header}"""\n\n'
        "from typing import Literal\n\n"
        "from torch import Tensor\n\n"
        "from actlab.torch.batch_norm import BatchNormAct2d as BatchNormAct2d\n"
        "from actlab.torch.gates import GatedMLP as GatedMLP\n"
        "from actlab.torch.gates import GateModule as GateModule\n"
        "from actlab.torch.modules import ActivationModule as ActivationModule\n"
        "from actlab.torch.modules import module as module\n\n"
        "def __dir__() -> list[str]: ...\n"
    )
    classes = "".join(_class_stub(name) for name in sorted(_names(), key=_class_name))
    return first + classes + "".join(map(_gate_class_stub, _gate_names()))


def function_stub(header: str) -> str:
    """``functional.pyi``: a function for each record and each alias."""
    first = (
        f'"""A function on tensors for each activation function. {header}"""\n\n'
        "from torch import Tensor\n\n"
        "from actlab.torch.functional import apply as apply\n\n"
        "def __dir__() -> list[str]: ...\n"
    )
    return first + "".join(_def_stub(name) for name in sorted(_names())) + "".join(map(_gate_def_stub, _gate_names()))


def _names() -> list[str]:
    """The keys of the records, then the keys of their aliases."""
    return [*names(), *(alias.key for alias in aliases())]


def _gate_names() -> list[str]:
    """The keys of the gates, then those of their aliases."""
    return [*gates(), *(alias.key for alias in gate_aliases())]


def _gate_class_stub(name: str) -> str:
    title = {alias.key: alias.class_name for alias in gate_aliases()}.get(name)
    title = title or choose_gate(name).activation.class_name
    return (
        f"\nclass {title}(GateModule):\n{_quoted(gate_class(title).__doc__ or '')}\n"
        f"    def __init__(self, *, dim: int = -1, {_gate_arguments(name)}) -> None: ...\n"
        "    def __call__(self, x: Tensor, other: Tensor | None = None) -> Tensor: ...\n"
    )


def _gate_def_stub(name: str) -> str:
    arguments = f"x: Tensor, other: Tensor | None = None, dim: int = -1, *, {_gate_arguments(name)}"
    return f"\ndef {name}({arguments}) -> Tensor:\n{_quoted(gate_function(name).__doc__ or '')}\n"


def _gate_arguments(name: str) -> str:
    choice = choose_gate(name)
    numbers = (
        f"{key}: float = {default!r}" if default < float("inf") else f"{key}: float = ..."
        for key, default in choice.parameters.items()
    )
    return ", ".join(
        [*numbers, f"layout: str = {choice.layout!r}", f"gate: str = {choice.gate!r}", 'rounding: str = "once"']
    )


def _class_name(name: str) -> str:
    return {alias.key: alias.class_name for alias in aliases()}.get(name) or record(name).class_name


def _class_stub(name: str) -> str:
    choice = choose(name)
    parameters = choice.activation.parameters
    arguments = "".join(f", {p.name}: float = {choice.parameters[p.name]!r}" for p in parameters)
    more = _SAVES if choice.activation.key == "mish" else ""
    fields = "".join(f"    {p.name}: {_LEARNABLE if p.learnable else 'float'}\n" for p in parameters)
    return (
        f"\nclass {_class_name(name)}(ActivationModule):\n{_quoted(_module_text(name))}\n{fields}"
        f"    def __init__(self, *, {more}{_LEARNING}{arguments}) -> None: ...\n"
        "    def __call__(self, x: Tensor) -> Tensor: ...\n"
    )


def _def_stub(name: str) -> str:
    choice = choose(name)
    arguments = "".join(f", {key}: float | Tensor = {default!r}" for key, default in choice.parameters.items())
    star = ", *" if arguments else ""
    return f"\ndef {name}(x: Tensor{star}{arguments}) -> Tensor:\n{_quoted(_function_text(name))}\n"


def _quoted(text: str) -> str:
    return indent(f'"""{text}\n"""', "    ", lambda line: bool(line.strip()))


@cache
def _module_text(name: str) -> str:
    choice = choose(name)
    learnable = (
        "learnable: train the learnable parameters, each as one ``torch.nn.Parameter`` without dimensions.\n"
        "channels: with ``learnable=True``, one number for each of so many channels.\n"
        "dim: the dimension of the channels; default 1."
    )
    if not any(parameter.learnable for parameter in choice.activation.parameters):
        learnable = f"learnable: refused, as {choice.activation.title} has no learnable parameter."
    arguments = [learnable, *(_MISH.strip("\n").splitlines() if choice.activation.key == "mish" else ())]
    arguments += [f"{p.name}: a number; {_limits_of(p, choice)}." for p in choice.activation.parameters]
    call = f"actlab.nn.{_class_name(name)}()"
    shape = "Shape: any; the output has the shape, the type and the device of the input."
    return _text(
        choice, arguments, "BadType: for a parameter that is no number; for an input of no float type.", shape, call
    )


@cache
def _function_text(name: str) -> str:
    choice = choose(name)
    arguments = ["x: a tensor of any float type and any shape."]
    arguments += [
        f"{p.name}: a number, or a tensor that broadcasts with ``x``; {_limits_of(p, choice)}."
        for p in choice.activation.parameters
    ]
    returns = "Returns:\n    A tensor of the shape, the type and the device of ``x``."
    call = f"actlab.functional.{name}"
    return _text(choice, arguments, "BadType: where ``x`` is no tensor of a float type.", returns, call)


def _limits_of(parameter: Parameter, choice: Choice) -> str:
    lower = f"at least {parameter.lower:g}" if parameter.lower > -float("inf") else ""
    upper = f"at most {parameter.upper:g}" if parameter.upper < float("inf") else ""
    learnable = "learnable" if parameter.learnable else ""
    return ", ".join(filter(None, (lower, upper, learnable, f"default {choice.parameters[parameter.name]:g}")))


def _text(choice: Choice, arguments: list[str], refusal: str, shape: str, call: str) -> str:
    activation = choice.activation
    parts = [f"{activation.title}, element by element.", "\n".join(_facts(activation))]
    parts.append("Arguments:\n" + indent("\n".join(arguments), "    "))
    parts.append(shape)
    raises = [refusal, *(["BadValue: for a parameter out of its bounds."] if activation.parameters else ())]
    parts.append("Raises:\n" + indent("\n".join(raises), "    "))
    parts.append("Examples:\n" + indent(_example(choice, call), "    "))
    parts.append(_wrapped(f"Source: {activation.source}."))
    return "\n\n".join(parts)


def _facts(activation: Activation) -> list[str]:
    known = dict(properties(activation.key).describe())
    kinks = "; ".join(f"``x = {kink.at}``, where the slope is ``{kink.slope}``" for kink in activation.kinks) or "none"
    lines = [
        f"Formula: ``{activation.formula}``",
        f"Slope: ``{slope_forms(activation)[0]}``",
        f"Kinks: {kinks}.",
        f"Limits: {known['limits']}; of the slope {known['limits of the slope']}. NaN gives NaN.",
        f"Largest error in float32: {_errors(activation.key)}.",
    ]
    return [f"- {line}" for line in lines]


def _errors(key: str) -> str:
    entries = {bound.what: bound for bound in bounds.of(key, "avx512") if bound.type == "float32"}
    texts = [f"{what} {_error(bound)}" for what, bound in entries.items()]
    return ", ".join(texts) + " (AVX-512)" if texts else "not measured"


def _error(bound: bounds.Bound) -> str:
    if not bound.error:
        return "exact"
    return f"{bound.error:.3g} {bound.unit} at x = {float.fromhex(bound.x):.9g}"


def _example(choice: Choice, call: str) -> str:
    value = functions_of(choice.activation)(mathematics, np.array(_TRIED), *choice.parameters.values())
    values = torch.tensor(value, dtype=torch.float32)
    return f">>> import actlab, torch\n>>> {call}(torch.tensor({list(_TRIED)}))\n{values}"


def _wrapped(text: str) -> str:
    return fill(text, _WIDTH, break_long_words=False, break_on_hyphens=False)
