"""Which activation a call in the source is, as far as its arguments say so without a run."""

import ast
import builtins
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import FunctionType
from typing import Any

import torch
from torch import nn

from actlab.define import choose, names
from actlab.define.registry import aliases
from actlab.errors import ActlabError
from actlab.swap.find.names import UNKNOWN, Names
from actlab.swap.find.recognise import Function, function_with, named, plain, shape_changers, torch_classes

_UNKNOWN = object()  # what only a run knows
_ONLY_IN_A_RUN = "only a run shows: give example_inputs"
_CLAMPS = ("clamp", "clamp_min", "clip")


@dataclass(frozen=True)
class Called:
    """The function that a call computes, whether in place, and what only a run shows of it."""

    function: Function
    in_place: bool = False
    obstacle: str = ""


@dataclass(frozen=True)
class _Arguments:
    """The arguments of a call besides its input."""

    unnamed: tuple[Any, ...]
    by_name: Mapping[str, Any]

    @property
    def known(self) -> bool:
        return _UNKNOWN not in (*self.unnamed, *self.by_name.values())


def activation_called(node: ast.Call, meant: Names, module: nn.Module) -> Called | None:
    """The activation that a call in a function of a module computes; None for any other call."""
    function = meant.function
    called, shift = _resolve(node.func, function), 1
    if called is None and (inner := meant.meaning(node.func)) is not UNKNOWN:
        called = inner
    elif called is None:
        called, shift = _method(node.func), 0
    name = None if called is None else named(called)
    if name is None:
        return _clamp(called, node, shift)
    arguments = _read(node, shift, function, module)
    in_place = _in_place(called, arguments)
    if in_place is _UNKNOWN:
        return Called(_default(name), obstacle=f"whether it works in place {_ONLY_IN_A_RUN}")
    arguments = _without_in_place(called, arguments)
    if not arguments.known:
        # The argument of Gelu alone chooses between two records; of all others it is a parameter of one.
        obstacle = f"which gelu it is {_ONLY_IN_A_RUN}" if name == "gelu" else ""
        return Called(Function(_default(name).key), bool(in_place), obstacle)
    return Called(_with_arguments(name, called, arguments.unnamed, tuple(arguments.by_name.items())), bool(in_place))


def _method(target: ast.expr) -> Any:
    """The method of a tensor that an attribute of something unknown may be."""
    if not isinstance(target, ast.Attribute) or _starts_with_self(target) or plain(target.attr) in shape_changers():
        return None
    is_activation = plain(target.attr) in torch_classes() or target.attr.rstrip("_") in _CLAMPS
    return getattr(torch.Tensor, target.attr, None) if is_activation else None


def _clamp(called: Any, node: ast.Call, shift: int) -> Called | None:
    """ReLU written as a clamp: from 0 up, without an upper end."""
    name = getattr(called, "__name__", "")
    if name.rstrip("_") not in _CLAMPS or called not in (getattr(torch, name), getattr(torch.Tensor, name)):
        return None
    ends = dict(zip(("min", "max"), node.args[shift:], strict=False)) | {str(k.arg): k.value for k in node.keywords}
    lower, upper = ends.get("min"), ends.get("max", ast.Constant(None))
    open_above = isinstance(upper, ast.Constant) and upper.value is None
    if not isinstance(lower, ast.Constant) or lower.value != 0 or not open_above:
        return None
    whole = f"whether it clamps whole numbers, as indices, {_ONLY_IN_A_RUN}"
    return Called(_default("relu"), name.endswith("_"), "" if isinstance(lower.value, float) else whole)


def _read(node: ast.Call, shift: int, function: FunctionType, module: nn.Module) -> _Arguments:
    """The arguments of a call, of which the first ``shift`` unnamed ones are its input."""
    if any(isinstance(a, ast.Starred) for a in node.args) or any(k.arg is None for k in node.keywords):
        return _Arguments((), {"inplace": _UNKNOWN, "**": _UNKNOWN})
    by_name = {str(k.arg): k.value for k in node.keywords if k.arg != "input"}
    return _Arguments(
        tuple(_value(argument, function, module) for argument in node.args[shift:]),
        {name: _value(argument, function, module) for name, argument in by_name.items()},
    )


def _value(node: ast.expr, function: FunctionType, module: nn.Module) -> Any:
    """The number, text or truth value that an expression is, also as an attribute of the module."""
    try:
        value = ast.literal_eval(node)
    except ValueError:
        value = _attribute(node, function, module)
    return value if value is None or isinstance(value, int | float | str) else _UNKNOWN


def _attribute(node: ast.expr, function: FunctionType, module: nn.Module) -> Any:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
        name, owner = node.attr, node.value.id
        if owner in function.__code__.co_varnames[:1]:
            return vars(module).get(name, getattr(type(module), name, _UNKNOWN))
    value = _resolve(node, function)
    return _UNKNOWN if value is None else value


def _in_place(called: Callable[..., Any], arguments: _Arguments) -> Any:
    """Whether a call works in place; ``_UNKNOWN`` where the source does not say so."""
    parameters = _parameters(called)
    if "inplace" not in parameters:
        return called.__name__.endswith("_")
    return {**dict(zip(parameters[1:], arguments.unnamed, strict=False)), **arguments.by_name}.get("inplace", False)


def _without_in_place(called: Callable[..., Any], arguments: _Arguments) -> _Arguments:
    parameters = [*_parameters(called)[1:], *("" for _ in arguments.unnamed)]
    unnamed = tuple(v for name, v in zip(parameters, arguments.unnamed, strict=False) if name != "inplace")
    return _Arguments(unnamed, {name: v for name, v in arguments.by_name.items() if name != "inplace"})


def _parameters(called: Callable[..., Any]) -> list[str]:
    """The names of what a function takes; none of a built-in one, which does not state them."""
    return list(inspect.signature(called).parameters) if isinstance(called, FunctionType) else []


@lru_cache(maxsize=1024, typed=True)
def _with_arguments(
    name: str, called: Callable[..., Any], unnamed: tuple[Any, ...], by_name: tuple[tuple[str, Any], ...]
) -> Function:
    constants = [*unnamed, *(value for _, value in by_name)]
    return function_with(name, lambda x: called(x, *unnamed, **dict(by_name)), constants)


@lru_cache(maxsize=1024)
def _default(name: str) -> Function:
    """The record that a torch name stands for, with its usual parameters."""
    keys = [*names(), *(alias.key for alias in aliases())]
    for text in (name, next((key for key in keys if plain(key) == name), name)):
        try:
            choice = choose(text)
            return Function(choice.activation.key, choice, choice.parameters)
        except ActlabError:
            continue
    return Function(name)


def _starts_with_self(node: ast.expr) -> bool:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
        if isinstance(node, ast.Name):
            return node.id == "self"
    return False


def _resolve(node: ast.expr, function: FunctionType) -> Any:
    """The object a dotted name means in a function's globals; None for locals and everything else."""
    if isinstance(node, ast.Name):
        return None if node.id in function.__code__.co_varnames else meant_by(node.id, function)
    if isinstance(node, ast.Attribute):
        base = _resolve(node.value, function)
        return None if base is None else getattr(base, node.attr, None)
    return None


def meant_by(name: str, function: FunctionType) -> Any:
    """What a name means outside of a function: in its closure, its globals, or built in."""
    if name in function.__code__.co_freevars:
        return _in_closure(name, function)
    return function.__globals__.get(name, getattr(builtins, name, None))


def _in_closure(name: str, function: FunctionType) -> Any:
    try:
        return (function.__closure__ or ())[function.__code__.co_freevars.index(name)].cell_contents
    except (IndexError, ValueError):  # not filled yet
        return None
