"""Reads activations from the source of a model's methods, which includes branches that did not run."""

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from types import CodeType, FunctionType
from typing import Any

from torch import nn

from actlab.define import choose
from actlab.swap.find.arguments import Called, activation_called, meant_by
from actlab.swap.find.code import Rewritten, original_of, position_of, rewritten_as, running_positions, source_of
from actlab.swap.find.frames import Site
from actlab.swap.find.guards import guarded_in
from actlab.swap.find.modules import changes_forward, known_class
from actlab.swap.find.names import Names
from actlab.swap.find.recognise import POWERS, Function, named, plain, raised, torch_classes
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
    obstacle: str = ""  # what only a run shows


def calls_in(module: nn.Module) -> Iterator[SourceCall]:
    """Each call of a torch activation in the methods of a module, outside of torch's own classes."""
    for function in methods_in(module):
        yield from calls_in_function(function, module)


def methods_in(module: nn.Module) -> Iterator[FunctionType]:
    """The functions in the methods of a module that name an activation, each method once."""
    cls = type(module)
    own = {name: value for name, value in vars(module).items() if callable(value) and hasattr(cls, name)}
    for value in own.values():  # as forward replaced on the instance, which hides that of the class
        yield from (function for _, function in unwrapped(value) if _may_call(function, cls))
    seen = set(own)
    for owner in cls.__mro__:
        if owner.__module__.startswith("torch.nn.") or not issubclass(owner, nn.Module):
            continue
        for name, attribute in vars(owner).items():
            for _, function in unwrapped(attribute) if name not in seen and name != "__init__" else ():
                if _may_call(function, cls):
                    yield function
        seen |= set(vars(owner))
    yield from _forward_above(module)


def _forward_above(module: nn.Module) -> Iterator[FunctionType]:
    """The ``forward`` of torch's own activation that a subclass changes, where the subclass calls it."""
    base = known_class(type(module))
    if base is None or not changes_forward(module):
        return
    below = [cls for cls in type(module).__mro__ if issubclass(cls, base) and cls is not base]
    attributes = [value for home in (module, *below) for value in list(vars(home).values())]
    functions = [function for value in attributes for _, function in unwrapped(value)]
    if any({"forward", "__call__"} & set(function.__code__.co_names) for function in functions):
        yield base.forward  # type: ignore[attr-defined]  # a class of modules


def _may_call(function: FunctionType, cls: type) -> bool:
    """Whether some name in the code could be an activation: reading the source of every method would take seconds."""
    return any(
        plain(name) in torch_classes()
        or name.startswith(("clamp", "clip", "actlab_"))
        or named(meant_by(name, function))
        or named(getattr(cls, name, None))
        for name in _names_in(function.__code__)
    )


def _names_in(code: CodeType) -> Iterator[str]:
    yield from (*code.co_names, *code.co_freevars)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _names_in(constant)


def calls_in_function(function: FunctionType, module: nn.Module) -> Iterator[SourceCall]:
    """Each call of a torch activation in the source of a module's function; of a swapped one, in its present source."""
    source, rewritten = source_of(function), rewritten_as(function.__code__)
    if source is None:
        return
    code, tree = function.__code__, rewritten.node if rewritten else source.node
    names = Names(original_of(function), source, module, tree)
    guards = {id(node): text for node, text in guarded_in(tree)}
    powers = {id(node): power for node, power in _powers_in(tree)}
    lines = {} if rewritten else running_positions(source.code, code)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        known = _swapped(node, rewritten) if rewritten else None
        known = known or activation_called(node, names, module)
        if not known:
            continue
        where = position_of(node, source.imported)
        number = source.number_at(where)
        line, end_line, column, end_column = lines.get(where, where)
        site = Site(source.file, code.co_qualname, line, column, end_line, end_column, code.co_filename)
        guard = guards.get(id(node), "") if _is_clamp(node) else ""
        power = "" if guard else powers.get(id(node), "")
        called = raised(known.function, power) if power else known.function
        obstacle = f"{called} is seen whole only in a run: give example_inputs" if power else known.obstacle
        node_number = -1 if number is None else number
        yield SourceCall(site, called, function, node_number, known.in_place, guard, obstacle)


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


def _swapped(node: ast.Call, rewritten: Rewritten) -> Called | None:
    """The function that a swap put in the place of a call."""
    edit = rewritten.cells.get(node.func.id) if isinstance(node.func, ast.Name) else None
    target: str = getattr(edit, "target", "")
    if edit is None or not target or edit.called:
        return None
    choice = choose(target)
    return Called(Function(choice.activation.key, choice, choice.parameters), edit.in_place)


def _is_clamp(node: ast.Call) -> bool:
    return (node.func.attr if isinstance(node.func, ast.Attribute) else "").startswith(("clamp", "clip"))


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
