"""Activations as the source of a model's methods shows them, so that a branch which did not run is seen too."""

import ast
import builtins
import linecache
from collections.abc import Iterator
from functools import lru_cache
from types import CodeType, FunctionType
from typing import Any

import torch
from torch import nn

from actlab.define import choose
from actlab.errors import ActlabError
from actlab.swap.find.frames import Site
from actlab.swap.find.recognise import Function, named, plain, shape_changers, torch_classes


def calls_in(cls: type[nn.Module]) -> Iterator[tuple[Site, Function]]:
    """Each call of a torch activation in the methods of ``cls``, outside of torch's own classes."""
    seen = set()
    for owner in cls.__mro__:
        if owner.__module__.startswith("torch.") or not issubclass(owner, nn.Module):
            continue
        for name, function in vars(owner).items():
            if isinstance(function, staticmethod | classmethod):
                function = function.__func__
            if isinstance(function, FunctionType) and name not in seen and name != "__init__":
                seen.add(name)
                yield from calls_in_function(function)


def calls_in_function(function: FunctionType) -> Iterator[tuple[Site, Function]]:
    """Each call of a torch activation in the source of one function."""
    code = function.__code__
    first, last = code.co_firstlineno, _last_line(code)
    for node in _calls(code.co_filename):
        if first <= node.lineno <= last and (name := _activation(node, function)):
            yield Site(code.co_filename, code.co_qualname, *_positions(node)), _function(name)


def _positions(node: ast.Call) -> tuple[int, int, int, int]:
    """Where Python says that a call stands: that of a method in a chain over several lines starts at its name."""
    line, column = node.lineno, node.col_offset
    end_line, end_column = node.end_lineno or line, -1 if node.end_col_offset is None else node.end_col_offset
    target = node.func
    if isinstance(target, ast.Attribute) and target.end_lineno and target.end_lineno != target.lineno:
        line, column = target.end_lineno, (target.end_col_offset or 0) - len(target.attr)
    return line, column, end_line, end_column


def _function(name: str) -> Function:
    for text in (name, next((k for k in _record_names() if plain(k) == name), name)):
        try:
            choice = choose(text)
            return Function(choice.activation.key, choice, choice.parameters)
        except ActlabError:
            continue
    return Function(name)


def _record_names() -> list[str]:
    from actlab.define import names
    from actlab.define.registry import aliases

    return [*names(), *(alias.key for alias in aliases())]


def _activation(node: ast.Call, function: FunctionType) -> str | None:
    target = node.func
    found = _resolve(target, function)
    if found is not None:
        return named(found) or _clamp(getattr(found, "__name__", ""), node)
    if not isinstance(target, ast.Attribute) or _starts_with_self(target):
        return None
    name = plain(target.attr)
    if name in torch_classes() and name not in shape_changers() and hasattr(torch.Tensor, target.attr):
        return name
    return _clamp(target.attr, node)


def _clamp(name: str, node: ast.Call) -> str | None:
    """ReLU written as a clamp: from 0 up, without an upper end."""
    keywords = {k.arg: k.value for k in node.keywords}
    lower = keywords.get("min", node.args[-1] if node.args and name.rstrip("_") == "clamp_min" else None)
    zero = isinstance(lower, ast.Constant) and lower.value == 0
    return "relu" if name.rstrip("_") in ("clamp", "clamp_min") and zero and "max" not in keywords else None


def _starts_with_self(node: ast.expr) -> bool:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
        if isinstance(node, ast.Name):
            return node.id == "self" and not isinstance(node, ast.Call)
    return False


def _resolve(node: ast.expr, function: FunctionType) -> Any:
    """The object a dotted name means in a function's globals; None for locals and everything else."""
    if isinstance(node, ast.Name):
        if node.id in function.__code__.co_varnames:
            return None
        return function.__globals__.get(node.id, getattr(builtins, node.id, None))
    if isinstance(node, ast.Attribute):
        base = _resolve(node.value, function)
        return None if base is None else getattr(base, node.attr, None)
    return None


def decides_by_data(function: Any) -> bool:
    """Whether a method loops, or branches on something else than attributes of the module: then a run shows a part."""
    code = getattr(function, "__code__", None)
    if code is None:
        return False
    first, last = code.co_firstlineno, _last_line(code)
    for node in _branches(code.co_filename):
        if not first <= node.lineno <= last:
            continue
        names = {part.id for part in ast.walk(getattr(node, "test", node)) if isinstance(part, ast.Name)}
        if isinstance(node, ast.For | ast.While) or (names & set(code.co_varnames)) - {"self"}:
            return True
    return False


@lru_cache(maxsize=512)
def _nodes(file: str) -> tuple[ast.AST, ...]:
    lines = linecache.getlines(file)
    try:
        return tuple(ast.walk(ast.parse("".join(lines))))
    except (SyntaxError, ValueError):  # not Python, or made at run time without a source
        return ()


@lru_cache(maxsize=512)
def _calls(file: str) -> tuple[ast.Call, ...]:
    return tuple(node for node in _nodes(file) if isinstance(node, ast.Call))


@lru_cache(maxsize=512)
def _branches(file: str) -> tuple[ast.For | ast.While | ast.If | ast.IfExp, ...]:
    return tuple(node for node in _nodes(file) if isinstance(node, ast.For | ast.While | ast.If | ast.IfExp))


def _last_line(code: CodeType) -> int:
    lines = [line for _, _, line in code.co_lines() if line]
    nested = [_last_line(constant) for constant in code.co_consts if isinstance(constant, CodeType)]
    return max([code.co_firstlineno, *lines, *nested])
