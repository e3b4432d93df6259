"""From a call that ran to what has to be rewritten so that it goes elsewhere: its function, and those that call it.

The innermost function is mostly a method of the module, which a subclass overrides. A function of another file is
rewritten too, and the name by which the method calls it then means the new one, for this module alone.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from types import CellType, CodeType, FunctionType, MethodType
from typing import Any

from torch import nn

from actlab.swap.find.code import FunctionSource, original_of, path_to, position, rewritten_as, source_of
from actlab.swap.find.frames import MODULE, TORCH, Step
from actlab.swap.find.names import UNKNOWN, Names
from actlab.swap.find.places import CallHandle, Part, Place
from actlab.swap.find.recognise import named, plain
from actlab.swap.find.source import decides_by_data
from actlab.swap.find.wrappers import unwrapped
from actlab.swap.replace.loaded import functions_of
from actlab.swap.replace.operands import calls_directly, operand
from actlab.swap.replace.recipes import WRITES_ELSEWHERE, CannotRewrite, Edit, FunctionRecipe, MethodRecipe, Reference
from actlab.swap.replace.rewriting import base_of, source_for
from actlab.swap.replace.ways import Ways


def recipes_for(place: Place, target: str, child: str) -> list[MethodRecipe]:
    """The rewriting that puts another activation in the place of a call; says why where there is none."""
    call = place.call
    if call is None:
        raise CannotRewrite("it is not a call")
    if call.last is None:
        return [_unrun(place, call, target, child)]
    recipes = []
    for way in (call, *call.also):
        if way.last and "out" in way.last.tensors and not place.in_place:
            raise CannotRewrite(WRITES_ELSEWHERE)
        if way.last is None or not way.last.steps:
            raise CannotRewrite("no code of the model's own calls it")
        recipes += _upwards(way, _Writer(place, way, target, child))
    return recipes


def _unrun(place: Place, call: CallHandle, target: str, child: str) -> MethodRecipe:
    """A call that the source shows and that did not run: the input is its first argument."""
    function = call.function
    method = None if function is None else _method(call.owner, function.__code__)
    if method is None:
        raise CannotRewrite("it did not run, and its source does not say what its input is")
    source = source_for(function)
    node = source.nodes[call.node]
    if not isinstance(node, ast.Call):
        raise CannotRewrite("it did not run, and is not a call")
    names = Names(original_of(function), source, call.owner)
    resolved = names.meaning(node.func) is not UNKNOWN
    if any(k.arg in ("out", None) for k in node.keywords):
        raise CannotRewrite(WRITES_ELSEWHERE)
    operands = [node.args[0]] if node.args else [k.value for k in node.keywords if k.arg == "input"]
    if not resolved and isinstance(node.func, ast.Attribute):  # a tensor's method, or a function of what holds some
        operands = [node.func.value] if all(map(names.is_number, node.args)) else []
    if not operands or isinstance(operands[0], ast.Starred):
        raise CannotRewrite("it did not run, and its source does not say what its input is")
    edit = Edit(call.node, source.nodes.index(operands[0]), target, child, in_place=place.in_place)
    name, path, _ = method
    return MethodRecipe(name, path, FunctionRecipe(source.digest, (edit,)))


def _upwards(call: CallHandle, writer: "_Writer") -> list[MethodRecipe]:
    """Rewrite the function of the call, and then the callers, up to one that is a method of the module."""
    steps = writer.steps
    place = _outermost(steps, 0)
    method = _method(call.owner, steps[place].code)
    function = method[2] if method else _function(steps[place].code)
    recipe = writer.recipe(function, steps[place].code)
    beside: list[MethodRecipe] = []
    while method is None:
        caller, place, method, nodes, how = _caller(call.owner, steps, place, function)
        if recipe.children and how != "super":
            recipe = replace(recipe, bound=True)
        beside += _other_methods(call.owner, function, recipe)
        references = tuple(Reference(node, original_of(function), recipe, how) for node in nodes)
        recipe, function = FunctionRecipe(source_for(caller).digest, (), references), caller
    return [*beside, MethodRecipe(*method[:2], recipe)]


def _other_methods(owner: nn.Module, called: FunctionType, recipe: FunctionRecipe) -> Iterator[MethodRecipe]:
    """Methods that did not run, or not this way, and name the same function."""
    for name, attribute in _attributes(owner):
        for path, function in unwrapped(attribute):
            if called.__name__ not in function.__code__.co_names or name in vars(owner):
                continue
            try:
                source = source_for(function)
            except CannotRewrite:
                continue
            nodes = _naming(source, called, Names(original_of(function), source, owner))
            if nodes:
                references = tuple(Reference(node, original_of(called), recipe) for node in nodes)
                yield MethodRecipe(name, path, FunctionRecipe(source.digest, (), references))


_Method = tuple[str, tuple[str, ...], FunctionType]


def _caller(
    owner: nn.Module, steps: tuple[Step, ...], place: int, called: FunctionType
) -> tuple[FunctionType, int, _Method | None, list[int], str]:
    """The next function above that names the called one, or else that calls it whatever it is named."""
    direct = next((n for n in range(place + 1, len(steps)) if steps[n].code.co_filename != MODULE), place + 1)
    for by_name in (True, False):
        for number in range(place + 1, len(steps)):
            top = _outermost(steps, number)
            method = _method(owner, steps[top].code)
            function = method[2] if method else _function_or_none(steps[top].code, called)
            source = source_of(function) if function else None
            if function is None or source is None:
                continue
            nodes, how = _naming(source, called, Names(original_of(function), source, owner)), "name"
            node = _node(source, steps[number], steps[top].code)
            if not by_name and number == direct and isinstance(node, ast.Call):
                nodes, how = [source.nodes.index(node)], "super" if _is_super(node.func, called) else "pick"
            if nodes:
                return function, top, method, nodes, how
    raise CannotRewrite(f"the code that calls {called.__qualname__} cannot be rewritten")


def _is_super(node: ast.expr, called: FunctionType) -> bool:
    """Whether ``super().method`` is written, with the name of the function that ran."""
    if not isinstance(node, ast.Attribute) or node.attr != called.__name__ or not isinstance(node.value, ast.Call):
        return False
    return isinstance(node.value.func, ast.Name) and node.value.func.id == "super"


def _naming(source: FunctionSource, called: FunctionType, names: Names) -> list[int]:
    """The numbers of the names that mean a function, wherever they stand in the caller."""
    original, numbers = original_of(called), []
    for number, node in enumerate(source.nodes):
        if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
            meaning = names.meaning(node)
            if isinstance(meaning, FunctionType) and original_of(meaning) is original:
                numbers.append(number)
    return numbers


def _outermost(steps: tuple[Step, ...], place: int) -> int:
    """The last frame whose code holds the code at ``place``: the function that made a closure."""
    code = steps[place].code
    return max(n for n in range(place, len(steps)) if n == place or path_to(steps[n].code, code) is not None)


def _method(owner: nn.Module, code: CodeType) -> tuple[str, tuple[str, ...], FunctionType] | None:
    """The method of a module that holds some code: its name, the way through its decorators, the function."""
    rewriting = rewritten_as(code)
    for name, attribute in _attributes(owner):
        for path, function in unwrapped(attribute):
            codes = (function.__code__, original_of(function).__code__)  # it may have been rewritten since it ran
            if any(path_to(c, code) is not None for c in codes) or (rewriting and rewriting.original is function):
                return name, path, function
    return None


def _attributes(owner: nn.Module) -> Iterator[tuple[str, Any]]:
    """The functions an instance reaches, its own and its class's: not those that a subclass overrides."""
    cls = type(owner)
    for name, value in vars(owner).items():
        if isinstance(value, FunctionType | MethodType | partial):
            yield name, value
    seen: set[str] = set()
    for home in (base_of(cls), *cls.__mro__):
        for defined in home.__mro__ if home is not cls else (cls,):
            if defined is nn.Module or defined is object:
                continue
            for name, value in vars(defined).items():
                if name not in seen and not name.startswith("_actlab"):
                    yield name, value
            seen |= set(vars(defined))


def _function(code: CodeType) -> FunctionType:
    function = _function_or_none(code)
    if function is None:
        raise CannotRewrite(f"{code.co_qualname} exists anew at every call, or is not a function")
    return function


def _function_or_none(code: CodeType, inside: FunctionType | None = None) -> FunctionType | None:
    """The one function that has some code; of the wrappers that a decorator makes, the one with a function inside."""
    rewriting = rewritten_as(code)
    if rewriting:
        return rewriting.original
    functions = functions_of(code)
    if len(functions) > 1 and inside is not None:
        functions = [f for f in functions if any(function is inside for _, function in unwrapped(f))]
    return functions[0] if len(functions) == 1 else None


def _node(source: FunctionSource, step: Step, outer: CodeType) -> ast.AST | None:
    where = position(source, step.code, outer, step.instruction)
    number = None if where is None else source.number_at(where)
    return None if number is None else source.nodes[number]


class _Writer:
    """Writes the edit of the function in which a call stands."""

    def __init__(self, place: Place, call: CallHandle, target: str, child: str) -> None:
        self.place, self.call, self.target, self.child = place, call, target, child
        assert call.last is not None
        self.last: Part = call.last
        self.steps = self.last.steps

    def recipe(self, function: FunctionType, outer: CodeType) -> FunctionRecipe:
        """The recipe of the innermost function; ``outer`` is its code as it ran."""
        source = source_for(function)
        self.source, self.outer = source, outer
        self.names = Names(original_of(function), source, self.call.owner)
        node = _node(source, self.steps[0], outer)
        if node is None:
            raise CannotRewrite("its place in the source is not known")
        number = source.nodes.index(node)
        if self._old_edit(number):
            return FunctionRecipe(source.digest, (Edit(number, number, self.target, self.child),))
        if isinstance(node, ast.Call) and not self.call.parts:
            return FunctionRecipe(source.digest, (self._simple(node, number),))
        return FunctionRecipe(source.digest, (self._expression(node, number),))

    def _old_edit(self, number: int) -> bool:
        """Whether the call is one that an earlier swap put here: then only what it calls changes."""
        earlier = rewritten_as(self.outer)
        return earlier is not None and any(edit.node == number for edit in earlier.recipe.edits)

    def _simple(self, node: ast.Call, number: int) -> Edit:
        direct = calls_directly(node, self.last, self.names)
        if direct is None:
            called = plain(self.last.function.__name__)
            return Edit(number, number, self.target, self.child, in_place=self.place.in_place, called=called)
        if self.place.beside:
            raise CannotRewrite(f"the same call computes {' and '.join(self.place.beside)} too")
        value = operand(node, self.call.argument, self.last, self.names) if self.call.argument is not None else None
        if not direct or value is None:
            raise CannotRewrite("its source does not say what its input is")
        if named(self.last.function) is None:  # a clamp or a maximum, whose other arguments make it an activation
            Ways(self.source, self.names, (), lambda _: "").check(node, value)
        return Edit(number, self._number(value), self.target, self.child, in_place=self.place.in_place)

    def _expression(self, node: ast.AST, number: int) -> Edit:
        if self.place.beside:
            raise CannotRewrite(f"the same expression computes {' and '.join(self.place.beside)} too")
        if isinstance(node, ast.Call) and not calls_directly(node, self.last, self.names):
            raise CannotRewrite(f"only a run knows what {ast.unparse(node.func)}() calls")
        value, captured = self._input(node)
        ran = self._ran()
        ways = Ways(self.source, self.names, ran, lambda call: _decides(ran[self._number(call)]))
        ways.check(node, value)
        inside = {id(part) for part in ast.walk(node)}
        stays = {id(part) for part in ast.walk(value)} if captured else set()
        elsewhere = tuple(
            n
            for n in sorted(self._own_parts())
            if id(self.source.nodes[n]) not in inside and _all_may_go(self.source.nodes[n], ways, stays)
        )
        return Edit(number, self._number(value), self.target, self.child, elsewhere, captured, self.place.in_place)

    def _input(self, node: ast.AST) -> tuple[ast.expr, bool]:
        """The expression whose value is the input, and whether it stands in another statement."""
        if self.call.argument is not None:
            value = operand(node, self.call.argument, self.last, self.names)
            if value is not None:
                return value, False
        inside = {id(part) for part in ast.walk(node)}
        elsewhere = None
        for part, key in self.call.entries:
            at = self._node_of(part)
            value = operand(at, key, part, self.names) if at is not None else None
            if value is None or (isinstance(at, ast.AugAssign) and value is at.target):
                continue
            if id(at) in inside and at is not node:
                return value, False
            elsewhere = elsewhere or value
        if elsewhere is None or not isinstance(elsewhere, ast.expr):
            raise CannotRewrite("its source does not say where its input comes in")
        return elsewhere, True

    def _node_of(self, part: Part) -> ast.AST | None:
        """The node of a part that stands in the same function."""
        if not part.steps or path_to(self.outer, part.steps[0].code) is None:
            return None
        return _node(self.source, part.steps[0], self.outer)

    def _own_parts(self) -> set[int]:
        """The nodes of this function under which parts ran, and nothing else did."""
        steps = (step for part in self.call.parts for step in part.steps if step.key not in self.call.others)
        nodes = (_node(self.source, step, self.outer) for step in steps if self._is_inside(step))
        return {self._number(node) for node in nodes if node is not None}

    def _ran(self) -> dict[int, set[CodeType]]:
        """The nodes of this function under which parts ran, each with the code between it and the call of torch."""
        ran: dict[int, set[CodeType]] = {}
        for part in self.call.parts:
            for place, step in enumerate(part.steps):
                node = _node(self.source, step, self.outer) if self._is_inside(step) else None
                if node is not None:
                    ran.setdefault(self._number(node), set()).update(inner.code for inner in part.steps[:place])
        return ran

    def _is_inside(self, step: Step) -> bool:
        return path_to(self.outer, step.code) is not None

    def _number(self, node: ast.AST) -> int:
        return self.source.nodes.index(node)


def _decides(codes: Iterable[CodeType]) -> str:
    """Why what is called between a node and a call of torch may do something else at another time."""
    for code in codes:
        cells = tuple(CellType() for _ in code.co_freevars)
        if not code.co_filename.startswith(TORCH) and decides_by_data(FunctionType(code, {}, closure=cells)):
            return f"the expression may be another one: {code.co_qualname} chooses what it computes"
    return ""


def _all_may_go(node: ast.AST, ways: Ways, stays: set[int]) -> bool:
    """Whether a statement may go with all in it but ``stays``, its input, which a variable keeps."""
    calls = (part for part in ast.walk(node) if isinstance(part, ast.Call) and id(part) not in stays)
    return all(ways.may_go(part) for part in calls)
