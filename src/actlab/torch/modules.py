"""One ``torch.nn.Module`` per record, made from it: ``nn.Mish()``, ``nn.Swish(beta=1.0, learnable=True)``."""

from functools import cache
from typing import Any

import torch
from torch import Tensor
from torch.overrides import has_torch_function_unary

from actlab.define import Choice, choose, names, record
from actlab.define.activation import Activation
from actlab.define.registry import aliases
from actlab.errors import BadValue, UnknownName
from actlab.torch.evaluate import evaluate
from actlab.torch.functional import function
from actlab.torch.gates import gate_class, gate_classes
from actlab.torch.storage import SavingMish


class ActivationModule(torch.nn.Module):
    """The base of all modules made from records: element by element, shape and type of the input are kept.

    Parameters of the function are keyword arguments. With ``learnable=True`` those that the record calls learnable
    become ``torch.nn.Parameter`` scalars; the others stay numbers and are not in the state dict.
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
        """What ``torch.jit.script`` takes for it."""
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


_MORE = {"mish": SavingMish}  # what the module of a record has besides


def module(activation: str | Choice, **options: Any) -> ActivationModule:
    """A module for any activation by name: ``module("leaky_relu:slope=0.05")``."""
    choice = choose(activation)
    return _class(choice.activation.class_name)(**{**choice.parameters, **options})


@cache
def _class(class_name: str) -> type[ActivationModule]:
    known = _class_names()
    if class_name not in known:
        raise UnknownName("module", class_name, known)
    choice = known[class_name]
    made = choice.activation
    text = f"{made.title}: ``{made.formula}``\n\nParameters: {_defaults(choice)}.\nSource: {made.source}."
    space = {"record": made, "defaults": dict(choice.parameters), "__doc__": text, "__module__": "actlab.nn"}
    space["parameter_names"] = tuple(parameter.name for parameter in made.parameters)
    if made.key not in _MORE:
        return type(class_name, (ActivationModule,), space)
    more = _MORE[made.key]
    space["__doc__"] = f"{text}\n\n{more.__doc__}"
    return type(class_name, (more, ActivationModule), space)


def _class_names() -> dict[str, Choice]:
    records = {record(key).class_name: choose(key) for key in names()}
    return {alias.class_name: choose(alias.key) for alias in aliases()} | records


def _defaults(choice: Choice) -> str:
    return ", ".join(f"{name}={value:g}" for name, value in choice.parameters.items()) or "none"


def __getattr__(name: str) -> type[torch.nn.Module]:
    if name.startswith("_"):
        raise AttributeError(name)
    if name in gate_classes():
        return gate_class(name)
    try:
        return _class(name)
    except UnknownName as error:
        raise AttributeError(str(error)) from None


def __dir__() -> list[str]:
    return ["ActivationModule", "GatedMLP", "module", *_class_names(), *gate_classes()]
