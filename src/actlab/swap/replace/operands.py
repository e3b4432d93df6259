"""Which part of a call or operation in the source is the tensor that torch got as its first, second, ... argument."""

import ast
import inspect
from collections.abc import Callable
from types import FunctionType
from typing import Any

import torch

from actlab.swap.find.names import UNKNOWN, Names
from actlab.swap.find.places import Part
from actlab.swap.find.recognise import named


def is_method(node: ast.Call, part: Part, names: Names) -> bool:
    """Whether a call is one of a tensor's method, so that the tensor stands before the dot."""
    if not isinstance(node.func, ast.Attribute) or names.meaning(node.func) is not UNKNOWN:
        return False
    name = node.func.attr
    if getattr(torch.Tensor, name, None) is part.function:
        return True
    functions = (getattr(home, name, None) for home in (torch, torch.nn.functional))  # of a module of unknown name
    return name == part.function.__name__ and not any(one is part.function for one in functions)


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
