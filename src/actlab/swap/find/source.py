"""Reads activations from the source of a model's methods, which includes branches that did not run."""

import ast
import builtins
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType, FunctionType
from typing import Any

import torch
from torch import nn

from actlab.define import choose
from actlab.errors import ActlabError
from actlab.swap.find.code import Rewritten, original_of, position_of, rewritten_as, running_positions, source_of
from actlab.swap.find.frames import Site
from actlab.swap.find.guards import guarded_in
from actlab.swap.find.recognise import POWERS, Function, named, plain, raised, shape_changers, torch_classes
from actlab.swap.find.wrappers import unwrapped

_ROOTS = {"square": 2, "sqrt": 0.5}


@dataclass(frozen=True, eq=False)
class SourceCall:
    """A call of an activation in the source: where, which, in what function and at which node of it."""

    site: Site
    function: Function
    holder: FunctionType
    node: int
    in_place: bool
    guards: str = ""
    power: bool = False  # the function is a power of what is called


def calls_in(module: nn.Module) -> Iterator[SourceCall]:
    """Each call of a torch activation in the methods of a module, outside of torch's own classes."""
    for function in methods_in(module):
        yield from calls_in_function(function)


def methods_in(module: nn.Module) -> Iterator[FunctionType]:
    """The functions in the methods of a module that name an activation, each method once."""
    cls = type(module)
    own = {name: value for name, value in vars(module).items() if callable(value) and hasattr(cls, name)}
    for value in own.values():  # as forward replaced on the instance, which hides that of the class
        yield from (function for _, function in unwrapped(value) if _may_call(function.__code__))
    seen = set(own)
    for owner in cls.__mro__:
        if owner.__module__.startswith("torch.nn.") or not issubclass(owner, nn.Module):
            continue
        for name, attribute in vars(owner).items():
            for _, function in unwrapped(attribute) if name not in seen and name != "__init__" else ():
                if _may_call(function.__code__):
                    yield function
        seen |= set(vars(owner))


def _may_call(code: CodeType) -> bool:
    """Whether some name in the code could be an activation: reading the source of every method would take seconds."""
    names = (*code.co_names, *code.co_freevars)
    inner = (constant for constant in code.co_consts if isinstance(constant, CodeType))
    named_here = any(plain(n) in torch_classes() or n.startswith(("clamp", "actlab_")) for n in names)
    return named_here or any(map(_may_call, inner))


def calls_in_function(function: FunctionType) -> Iterator[SourceCall]:
    """Each call of a torch activation in the source of one function; for a swapped one, in its present source."""
    source, rewritten = source_of(function), rewritten_as(function.__code__)
    if source is None:
        return
    code, tree = function.__code__, rewritten.node if rewritten else source.node
    guards = {id(node): text for node, text in guarded_in(tree)}
    powers = {id(node): power for node, power in _powers_in(tree)}
    lines = {} if rewritten else running_positions(source.code, code)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        new = _swapped(node, rewritten) if rewritten else None
        name = None if new else _activation(node, original_of(function))
        if not new and not name:
            continue
        where = position_of(node)
        number = source.number_at(where)
        line, end_line, column, end_column = lines.get(where, where)
        site = Site(source.file, code.co_qualname, line, column, end_line, end_column, code.co_filename)
        guard = guards.get(id(node), "") if _is_clamp(node) else ""
        node_number = -1 if number is None else number
        power = "" if guard else powers.get(id(node), "")
        called = new or _function(name or "")
        called = raised(called, power) if power else called
        yield SourceCall(site, called, function, node_number, _in_place(node), guard, bool(power))


def _powers_in(tree: ast.AST) -> Iterator[tuple[ast.expr, str]]:
    """The expressions whose power is taken, there or where a name for it is read and nowhere else, and which power."""
    read = Counter(node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load))
    stored = Counter(
        node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    )
    values = {
        node.targets[0].id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and stored[node.targets[0].id] == 1
    }
    for bases, power in map(_power, ast.walk(tree)):
        for base in bases:
            yield base, power
            if isinstance(base, ast.Name) and base.id in values and read[base.id] == len(bases):
                yield values[base.id], power


def _power(node: ast.AST) -> tuple[list[ast.expr], str]:
    """What a node may take the power of, and which; nothing where it is no power."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult) and isinstance(node.left, ast.Name):
        same = isinstance(node.right, ast.Name) and node.right.id == node.left.id
        return ([node.left, node.right], "2") if same else ([], "")
    bases: list[ast.expr] = []
    exponent: object = None
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        bases, exponent = [node.left], getattr(node.right, "value", None)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        operands = [node.func.value, *node.args]  # before the dot of x.pow(2) and x.square(), within torch.pow(x, 2)
        if node.func.attr in _ROOTS:
            bases, exponent = operands[-1:], _ROOTS[node.func.attr]
        elif node.func.attr == "pow" and len(operands) > 1:
            bases, exponent = operands[-2:-1], getattr(operands[-1], "value", None)
    return (bases, f"{exponent:g}") if exponent in POWERS else ([], "")


def _swapped(node: ast.Call, rewritten: Rewritten) -> Function | None:
    """The function that a swap put in the place of a call."""
    edit = rewritten.cells.get(node.func.id) if isinstance(node.func, ast.Name) else None
    target: str = getattr(edit, "target", "")
    if edit is None or not target or edit.called:
        return None
    choice = choose(target)
    return Function(choice.activation.key, choice, choice.parameters)


def _is_clamp(node: ast.Call) -> bool:
    return (node.func.attr if isinstance(node.func, ast.Attribute) else "").startswith("clamp")


def _in_place(node: ast.Call) -> bool:
    in_keyword = any(
        k.arg == "inplace" and isinstance(k.value, ast.Constant) and k.value.value is True for k in node.keywords
    )
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return in_keyword or (name.endswith("_") and not name.endswith("__"))


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
    called = _resolve(target, function)
    if called is not None:
        return named(called) or _clamp(getattr(called, "__name__", ""), node)
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
        if node.id in function.__code__.co_freevars:
            return _in_closure(node.id, function)
        return function.__globals__.get(node.id, getattr(builtins, node.id, None))
    if isinstance(node, ast.Attribute):
        base = _resolve(node.value, function)
        return None if base is None else getattr(base, node.attr, None)
    return None


def _in_closure(name: str, function: FunctionType) -> Any:
    try:
        return (function.__closure__ or ())[function.__code__.co_freevars.index(name)].cell_contents
    except (IndexError, ValueError):  # not filled yet
        return None


def decides_by_data(function: Any) -> bool:
    """Whether a method loops, or branches on something else than attributes of the module: then a run shows a part."""
    source = source_of(function) if isinstance(function, FunctionType) else None
    if source is None:
        return False
    for node in ast.walk(source.node):
        if not isinstance(node, ast.For | ast.While | ast.If | ast.IfExp):
            continue
        names = {part.id for part in ast.walk(getattr(node, "test", node)) if isinstance(part, ast.Name)}
        if isinstance(node, ast.For | ast.While) or (names & set(source.code.co_varnames)) - {"self"}:
            return True
    return False
