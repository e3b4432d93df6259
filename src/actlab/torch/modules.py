"""One ``torch.nn.Module`` per record, made from it: ``nn.Mish()``, ``nn.Swish(beta=1.0, learnable=True)``."""

from functools import cache
from typing import Any

import torch
from torch import Tensor
from torch.overrides import has_torch_function_unary

from actlab.define import Choice, choose, names, record
from actlab.define.activation import Activation
from actlab.define.registry import aliases
from actlab.emitted import docstring
from actlab.errors import BadValue, UnknownName
from actlab.torch.evaluate import evaluate
from actlab.torch.functional import function
from actlab.torch.storage import SavingMish


class ActivationModule(torch.nn.Module):
    """The base of all modules in ``actlab.nn``: the output has the shape and the type of the input.

    Parameters of the function are keyword arguments. With ``learnable=True`` those that the record calls learnable
    become ``torch.nn.Parameter`` scalars; the others stay numbers and are not in the state dict.

    Raises:
        BadType: for a parameter that is no number.
        BadValue: for a parameter out of its bounds, and for ``learnable=True`` of a function without such a parameter.
        UnknownName: for a parameter that the function does not have.
    """

    record: Activation
    defaults: dict[str, float]
    parameter_names: tuple[str, ...]

    def __init__(self, *, learnable: bool = False, **parameters: float) -> None:
        super().__init__()
        values = self.record.values_of({**self.defaults, **parameters})
        if learnable and not any(parameter.learnable for parameter in self.record.parameters):
            raise BadValue(f"{self.record.title} has no learnable parameter; leave out learnable=True.")
        self.learnable = learnable
        for parameter in self.record.parameters:
            number: Any = values[parameter.name]
            if learnable and parameter.learnable:
                number = torch.nn.Parameter(torch.tensor(number))
            setattr(self, parameter.name, number)

    def forward(self, x: Tensor) -> Tensor:
        """The activation of ``x``, a tensor of a float type and any shape."""
        if has_torch_function_unary(x):
            return function(self.record.key)(x, **{name: getattr(self, name) for name in self.parameter_names})
        names = self.parameter_names  # a generator over none of them takes 0.5 us, a third of F.mish
        return evaluate(self.record, x, tuple([getattr(self, name) for name in names]) if names else ())

    def __prepare_scriptable__(self) -> torch.nn.Module:
        """The module that ``torch.jit.script`` compiles in place of this one."""
        if self.learnable:
            raise BadValue(
                f"torch.jit.script cannot read {self.record.class_name}(learnable=True); "
                "use torch.jit.trace(model, example) or torch.export.export(model, (example,))."
            )
        return _Scriptable(self)

    def extra_repr(self) -> str:
        """The parameters, as torch's own modules print them."""
        values = [getattr(self, p.name) for p in self.record.parameters]
        numbers = [value.item() if isinstance(value, Tensor) else value for value in values]
        shown = [f"{p.name}={number:g}" for p, number in zip(self.record.parameters, numbers, strict=True)]
        return ", ".join([*shown, "learnable=True"] if self.learnable else shown)


class _Scriptable(torch.nn.Module):
    """An activation as a script can read it: its trace, which is one call for every shape and type."""

    def __init__(self, activation: ActivationModule) -> None:
        super().__init__()
        self.function = torch.jit.trace(activation.forward, torch.zeros(2), check_trace=False)

    def forward(self, x: Tensor) -> Tensor:
        """The activation of ``x``."""
        return self.function(x)  # type: ignore[no-any-return]


_MORE = {"mish": SavingMish}  # further base classes


def module(activation: str | Choice, **options: Any) -> ActivationModule:
    """Return a module for any activation by name.

    Arguments:
        activation: a name such as ``"mish"`` or ``"leaky_relu:slope=0.05"``, or a :class:`~actlab.define.Choice`.
        options: as for the class of the activation, such as ``learnable=True``.

    Returns:
        A module of the class that the record names.

    Raises:
        UnknownName: for a name that no record has.

    Examples:
        >>> module("leaky_relu:slope=0.05")
        LeakyReLU(slope=0.05)
    """
    choice = choose(activation)
    return _class(choice.activation.class_name)(**{**choice.parameters, **options})


@cache
def _class(class_name: str) -> type[ActivationModule]:
    known = _class_names()
    if class_name not in known:
        raise UnknownName("module", class_name, known)
    choice = known[class_name]
    activation = choice.activation
    space = {"record": activation, "defaults": dict(choice.parameters), "__module__": "actlab.nn"}
    space["__doc__"] = docstring("nn", class_name, activation)
    space["parameter_names"] = tuple(parameter.name for parameter in activation.parameters)
    bases = (_MORE[activation.key], ActivationModule) if activation.key in _MORE else (ActivationModule,)
    return type(class_name, bases, space)


def _class_names() -> dict[str, Choice]:
    records = {record(key).class_name: choose(key) for key in names()}
    return {alias.class_name: choose(alias.key) for alias in aliases()} | records


def __getattr__(name: str) -> type[ActivationModule]:
    if name.startswith("_"):
        raise AttributeError(name)
    try:
        return _class(name)
    except UnknownName as error:
        raise AttributeError(str(error)) from None


def __dir__() -> list[str]:
    return ["ActivationModule", "BatchNormAct2d", "module", *_class_names()]
