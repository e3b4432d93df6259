"""Which part of a call or operation in the source is the tensor that torch got as its first, second, ... argument."""

import ast
import builtins
import inspect
from collections.abc import Callable
from types import CodeType, FunctionType, ModuleType
from typing import Any

import torch
from torch import nn

from actlab.swap.find.places import Part
from actlab.swap.find.recognise import named

UNKNOWN = object()


class Names:
    """What the names in a function mean where its source says so: globals, closures, attributes of its module."""

    def __init__(self, function: FunctionType, running: CodeType, owner: nn.Module | None = None) -> None:
        self.function, self.owner = function, owner
        self._local = set(running.co_varnames) | set(running.co_cellvars)
        cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
        self._cells = dict(cells)

    def meaning(self, node: ast.AST) -> Any:
        """The object a name or a dotted name means; ``UNKNOWN`` for what only a run knows."""
        if isinstance(node, ast.Constant):
            return node.value
        if isinstance(node, ast.Name):
            return self._name(node.id)
        if not isinstance(node, ast.Attribute):
            return UNKNOWN
        base = self.meaning(node.value)
        if base is self.owner and base is not None:
            value = vars(base).get(node.attr, UNKNOWN)
            return value if isinstance(value, int | float) else UNKNOWN  # what else it is may change
        if isinstance(base, ModuleType | type):
            return getattr(base, node.attr, UNKNOWN)
        return UNKNOWN

    def _name(self, name: str) -> Any:
        first = self.function.__code__.co_varnames[:1]
        if self.owner is not None and (name,) == first:
            return self.owner
        if name in self._local:
            return UNKNOWN
        if name in self._cells:
            try:
                return self._cells[name].cell_contents
            except ValueError:  # not filled yet
                return UNKNOWN
        return self.function.__globals__.get(name, getattr(builtins, name, UNKNOWN))

    def is_number(self, node: ast.AST) -> bool:
        """Whether an expression is a number, whatever runs."""
        if isinstance(node, ast.BinOp):
            return self.is_number(node.left) and self.is_number(node.right)
        if isinstance(node, ast.UnaryOp):
            return self.is_number(node.operand)
        if isinstance(node, ast.Call):
            home = getattr(self.meaning(node.func), "__module__", None)
            return home in ("math", "numpy", "builtins") and all(map(self.is_number, node.args))
        return isinstance(self.meaning(node), int | float)


def is_method(node: ast.Call, part: Part, names: Names) -> bool:
    """Whether a call is one of a tensor's method, so that the tensor stands before the dot."""
    if not isinstance(node.func, ast.Attribute) or names.meaning(node.func) is not UNKNOWN:
        return False
    return getattr(torch.Tensor, node.func.attr, None) is part.function or node.func.attr == part.function.__name__


def calls_directly(node: ast.Call, part: Part, names: Names) -> bool | None:
    """Whether a call in the source is the call of torch that ran; None where only a run knows what is called."""
    if is_method(node, part, names):
        return True
    callee = names.meaning(node.func)
    if callee is UNKNOWN:
        return None
    same = named(callee)
    return callee is part.function or (same is not None and same == named(part.function))


def operand(node: ast.AST, key: int | str, part: Part, names: Names) -> ast.expr | None:
    """The expression that was argument ``key`` of the call that ran; None where the source does not tell."""
    if isinstance(node, ast.Call):
        return _of_call(node, key, part, names)
    if isinstance(node, ast.AugAssign):
        return node.target if key == 0 else node.value if key == 1 else None
    if isinstance(node, ast.UnaryOp):
        return node.operand if key == 0 else None
    if isinstance(node, ast.Compare):
        return node.left if key == 0 else node.comparators[0] if key == 1 else None
    if isinstance(node, ast.BinOp) and key in (0, 1):
        reflected = _reflected(node, part, names)
        return None if reflected is None else (node.right if (key == 0) == reflected else node.left)
    return None


def _reflected(node: ast.BinOp, part: Part, names: Names) -> bool | None:
    """Whether torch's first argument stood on the right, as in ``2 * x``; None where the source does not show it."""
    if part.function.__name__.startswith("__r") or part.function.__name__ == "rsub":
        return True
    if {0, 1} <= part.tensors:
        return False
    if names.is_number(node.right):
        return False
    return True if names.is_number(node.left) else None


def _of_call(node: ast.Call, key: int | str, part: Part, names: Names) -> ast.expr | None:
    shift = 0
    if is_method(node, part, names):
        if key == 0:
            return node.func.value if isinstance(node.func, ast.Attribute) else None
        shift = 1
    parameters = _parameters(part.function)
    place = parameters.index(key) if key in parameters else key
    if isinstance(place, int):
        before = node.args[: place - shift + 1]
        if any(isinstance(argument, ast.Starred) for argument in before):
            return None
        if place - shift < len(node.args):
            return node.args[place - shift]
    name = parameters[place] if isinstance(place, int) and place < len(parameters) else key
    return next((keyword.value for keyword in node.keywords if keyword.arg == name), None)


def _parameters(function: Callable[..., Any]) -> list[str]:
    if isinstance(function, FunctionType):
        return list(inspect.signature(function).parameters)
    return ["input"]  # torch's built-in functions have no signature; their first argument has this name
