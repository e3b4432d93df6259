"""One ``torch.nn.Module`` per record, made from it: ``nn.Mish()``, ``nn.Swish(beta=1.0, learnable=True)``."""

from collections.abc import Callable
from functools import cache
from typing import Any

import torch
from torch import Tensor, fx
from torch.compiler import is_compiling
from torch.overrides import has_torch_function_unary

from actlab.define import Choice, choose, names, record
from actlab.define.activation import Activation
from actlab.define.registry import aliases
from actlab.emitted import docstring
from actlab.errors import BadType, BadValue, UnknownName
from actlab.torch.evaluate import evaluate
from actlab.torch.functional import NOT_YET_KNOWN, at, function
from actlab.torch.gates import gate_class, gate_classes
from actlab.torch.leaves import leaf
from actlab.torch.scripts import traced
from actlab.torch.storage import SavingMish


class ActivationModule(torch.nn.Module):
    """The base of all modules in ``actlab.nn``: the output has the shape and the type of the input.

    Parameters of the function are keyword arguments. With ``learnable=True`` those that the record calls learnable
    become ``torch.nn.Parameter`` scalars, or with ``channels`` one number for each channel of dimension ``dim``; the
    others stay numbers and are not in the state dict. ``fully_shard`` takes no scalars: give it
    ``ignored_params={*module.parameters()}``.

    Raises:
        BadType: for a parameter that is no number, also where one is set later, or has no name.
        BadValue: for a parameter out of its bounds, also where one is set later, for ``learnable=True`` of a function
            without such a parameter, ``channels`` without it, an input with another number of channels, and a trace by
            ``torch.fx`` of a module with ``channels`` alone.
        UnknownName: for a parameter that the function does not have.
    """

    record: Activation
    defaults: dict[str, float]
    parameter_names: tuple[str, ...]
    function: Callable[..., Tensor]
    _direct: Callable[[Tensor], Tensor] | None = None  # of its numbers, which to read at each call takes 1 us

    def __init__(
        self,
        *unnamed: Any,
        learnable: bool = False,
        channels: int | None = None,
        dim: int = 1,
        **parameters: float,
    ) -> None:
        super().__init__()
        if unnamed:
            raise BadType(self._without_names(unnamed))
        values = self.record.values_of({**self.defaults, **parameters})
        if learnable and not any(parameter.learnable for parameter in self.record.parameters):
            raise BadValue(f"{self.record.title} has no learnable parameter; leave out learnable=True.")
        if channels is not None and (isinstance(channels, bool) or not isinstance(channels, int) or channels < 1):
            raise BadValue(f"channels expects a whole number from 1 on, got {channels!r}.")
        if channels is not None and not learnable:
            raise BadValue(f"channels={channels} is for parameters that are learned: add learnable=True.")
        self.learnable, self.channels, self.dim = learnable, channels, dim
        for parameter in self.record.parameters:
            number: Any = values[parameter.name]
            if learnable and parameter.learnable:
                number = torch.nn.Parameter(torch.full(() if channels is None else (channels,), number))
            setattr(self, parameter.name, number)

    def _without_names(self, unnamed: tuple[Any, ...]) -> str:
        names, cls = self.parameter_names, self.record.class_name
        text = f"{cls} expects arguments with their names, got {', '.join(map(repr, unnamed))} without; "
        text += f"its parameters: {', '.join(names)}." if names else "it has no parameters."
        if any(parameter.learnable for parameter in self.record.parameters):
            text += f" One number for each of 3 channels: {cls}(learnable=True, channels=3)."
        return text

    def forward(self, x: Tensor) -> Tensor:
        """The activation of ``x``, a tensor of a float type and any shape."""
        if self._direct is not None and not has_torch_function_unary(x):
            return self._direct(x)
        if self.channels is not None:
            return leaf(self, x) if isinstance(x, fx.Proxy) else self.function(x, **self._by_channel(x))
        values = {name: getattr(self, name) for name in self.parameter_names}
        if has_torch_function_unary(x) or any(isinstance(value, Tensor) and value.ndim for value in values.values()):
            return self.function(x, **values)
        if not is_compiling() and {*map(type, values.values())} <= {float}:
            self._direct = at(self.record, **values)
        return evaluate(self.record, x, tuple(values.values()))

    def __setattr__(self, name: str, value: Any) -> None:
        if name in self.parameter_names:
            vars(self).pop("_direct", None)
            if not isinstance(value, NOT_YET_KNOWN):
                value = self.record.parameters[self.parameter_names.index(name)].check(value)
        super().__setattr__(name, value)

    def __delattr__(self, name: str) -> None:
        vars(self).pop("_direct", None)  # before a parameter or a buffer takes the place of a number
        super().__delattr__(name)

    def _by_channel(self, x: Tensor) -> dict[str, Any]:
        """The parameters in shapes that broadcast with ``x``."""
        here = x.shape[self.dim] if -x.ndim <= self.dim < x.ndim else "none"
        if here != self.channels:
            raise BadValue(
                f"{self.record.class_name} has parameters for {self.channels} channels in dimension {self.dim}; "
                f"an input of shape {tuple(x.shape)} has {here}."
            )
        shape = [1] * x.ndim
        shape[self.dim] = -1
        values = {name: getattr(self, name) for name in self.parameter_names}
        return {name: value.view(shape) if isinstance(value, Tensor) else value for name, value in values.items()}

    def __prepare_scriptable__(self) -> torch.nn.Module:
        """The module itself, which ``torch.jit.script`` puts in its own place, with what a script calls."""
        if self.learnable:
            raise BadValue(
                f"torch.jit.script cannot read {self.record.class_name}(learnable=True); "
                "use torch.jit.trace(model, example) or torch.export.export(model, (example,))."
            )
        vars(self)["_trace"] = traced(self.forward)
        return self

    def __getstate__(self) -> dict[str, Any]:
        state: dict[str, Any] = super().__getstate__()  # type: ignore[no-untyped-call]
        return {name: value for name, value in state.items() if name not in ("_trace", "_direct")}  # of this process

    def extra_repr(self) -> str:
        """The parameters, as torch's own modules print them."""
        values = {name: getattr(self, name) for name in self.parameter_names}
        shown = [f"{name}={_shown(value)}" for name, value in values.items()]
        shown += ["learnable=True"] * self.learnable
        shown += [] if self.channels is None else [f"channels={self.channels}"]
        return ", ".join(shown + ([f"dim={self.dim}"] if self.channels and self.dim != 1 else []))


def _shown(value: Any) -> str:
    """A number as it is, of one for each channel the smallest and the largest; ``...`` of what has no numbers here."""
    if not isinstance(value, Tensor):
        return f"{value:g}"
    if value.is_meta or type(value) not in (Tensor, torch.nn.Parameter):  # to read a DTensor waits for all ranks
        return "..."
    low, high = value.min().item(), value.max().item()
    return f"{low:g}" if low == high else f"{low:g}..{high:g}"


def _scripted(self: Any, x: Tensor) -> Tensor:
    return self._trace(x)  # type: ignore[no-any-return]


# TorchScript reads the source of a method where ``__wrapped__`` leads.
for _forward in (ActivationModule.forward, SavingMish.forward):
    setattr(_forward, "__wrapped__", _scripted)  # noqa: B010  # functions have no such attribute to a type checker


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
    space["function"] = staticmethod(function(activation.key))
    bases = (_MORE[activation.key], ActivationModule) if activation.key in _MORE else (ActivationModule,)
    return type(class_name, bases, space)


def _class_names() -> dict[str, Choice]:
    records = {record(key).class_name: choose(key) for key in names()}
    return {alias.class_name: choose(alias.key) for alias in aliases()} | records


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
    return ["ActivationModule", "BatchNormAct2d", "GatedMLP", "module", *_class_names(), *gate_classes()]
