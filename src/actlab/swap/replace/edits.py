"""The syntax tree of a function with its edits, and the text that goes with it."""

import ast
import copy
import linecache
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from actlab.swap.find.code import FunctionNode, FunctionSource, position_of
from actlab.swap.replace.recipes import CannotRewrite, Edit, FunctionRecipe, Reference

OWNER = "actlab_owner"  # the argument with which a function outside of a class gets the module it runs for
Change = tuple[ast.AST, ast.AST | None]  # a node of the original and what stands there now; None: it is gone


@dataclass
class Edited:
    """A new tree, the names in it that no variable of the function has, and what changed, outermost nodes only."""

    node: FunctionNode
    cells: dict[str, Any]  # name: an Edit (an activation, or a table of what is called) or a Reference
    changes: list[Change] = field(default_factory=list)


def edited(source: FunctionSource, recipe: FunctionRecipe) -> Edited:
    """Apply a recipe to a copy of a function's tree."""
    tree = copy.deepcopy(source.node)
    nodes = list(ast.walk(tree))
    writer = _Writer(source, nodes, recipe)
    body = writer.visit(tree)
    if recipe.bound:
        body.args.kwonlyargs.append(ast.arg(OWNER))
        body.args.kw_defaults.append(None)
    if writer.left:
        raise CannotRewrite("a call that is to be swapped is a part of another one")
    _Remains(writer, nodes).drop(body)
    return Edited(body, writer.cells, writer.changes)


def text_of(file: str, changes: list[Change], same_lines: bool = True) -> list[str]:
    """The lines of a file with the changes in it; with ``same_lines`` what follows a change stays on its line."""
    lines = [line.encode() for line in linecache.getlines(file)]
    for old, new in sorted(changes, key=lambda change: _span(change[0]), reverse=True):
        line, end_line, column, end_column = _span(old)
        text = "pass" if new is None else ast.unparse(new)
        if not same_lines:
            pass
        elif end_line > line and new is not None:
            head, equals, tail = text.partition(" = ") if isinstance(new, ast.Assign) else ("", "", text)
            text = f"{head}{equals}({tail}" + "\n" * (end_line - line) + ")"
        elif end_line > line:
            text += "\n" * (end_line - line)
        whole = lines[line - 1][:column] + text.encode() + lines[end_line - 1][end_column:]
        lines[line - 1 : end_line] = whole.splitlines(keepends=True)
    return [line.decode() for line in lines]


def _span(node: ast.AST) -> tuple[int, int, int, int]:
    line, end, column, end_column = node.lineno, node.end_lineno, node.col_offset, node.end_col_offset  # type: ignore[attr-defined]
    return line, end, column, end_column


class _Writer(ast.NodeTransformer):
    """Puts calls of other activations where the edits say."""

    def __init__(self, source: FunctionSource, nodes: list[ast.AST], recipe: FunctionRecipe) -> None:
        self.nodes = nodes
        self.numbers = {id(node): number for number, node in enumerate(nodes)}
        self.edits = {edit.node: edit for edit in recipe.edits}
        self.references = {reference.node: reference for reference in recipe.references}
        self.captures = {edit.operand: edit for edit in recipe.edits if edit.captured}
        self.left = set(self.edits) | set(self.references)
        self.cells: dict[str, Any] = {}
        self.changes: list[Change] = []
        self._taken = {n.id for n in nodes if isinstance(n, ast.Name)} | {
            n.arg for n in nodes if isinstance(n, ast.arg)
        }
        self._self = OWNER if recipe.bound else self._first_argument(source.node)
        self._originals, self._imported = source.nodes, source.imported
        self._depth = 0

    def visit(self, node: ast.AST) -> Any:
        number = self.numbers.get(id(node), -1)
        if number in self.captures and number not in self.edits:
            return self._noted(number, lambda: self._capture(number, node))
        if number in self.edits:
            return self._noted(number, lambda: self._call(self.edits[number], node))
        if number in self.references:
            return self._noted(number, lambda: self._refer(self.references[number], node))
        return self.generic_visit(node)

    def _noted(self, number: int, make: Any) -> ast.AST:
        self._depth += 1
        new: ast.AST = make()
        self._depth -= 1
        self.left.discard(number)
        if not self._depth:
            self.changes.append((self._originals[number], new))
        return new

    def _call(self, edit: Edit, node: ast.AST) -> ast.AST:
        if edit.called:
            return self._pick(edit, node)
        operand = self.nodes[edit.operand]
        self._forget(node, operand)
        value: ast.expr = ast.Name(f"actlab_input_{edit.operand}", ast.Load())
        if not edit.captured:
            value = self.visit(operand)
        if isinstance(node, ast.AugAssign):
            value = copy.deepcopy(value)
            for part in ast.walk(value):
                if part is value:
                    setattr(part, "ctx", ast.Load())  # noqa: B010  # it was the target of an assignment
        call = ast.Call(self._activation(edit), [value], [])
        new = ast.Assign([node.target], call) if isinstance(node, ast.AugAssign) else call
        place = node
        if isinstance(node, ast.Call):  # a new call stands where Python reports the old one
            line, end_line, column, end_column = position_of(node, self._imported)
            place = ast.Name("", lineno=line, end_lineno=end_line, col_offset=column, end_col_offset=end_column)
        return _placed(new, place, value)  # type: ignore[no-any-return]

    def _forget(self, node: ast.AST, operand: ast.AST) -> None:
        """What is inside a swapped call and does not run any more needs no edit."""
        remaining = {id(part) for part in ast.walk(operand)}
        for part in ast.walk(node):
            if id(part) not in remaining:
                self.left.discard(self.numbers.get(id(part), -1))

    def _activation(self, edit: Edit) -> ast.expr:
        if edit.child:
            if not self._self:
                raise CannotRewrite("the new activation has parameters, and the function does not get the module")
            return ast.Attribute(ast.Name(self._self, ast.Load()), edit.child, ast.Load())
        return ast.Name(self._cell(edit.target + ("_in_place" if edit.in_place else ""), edit), ast.Load())

    def _pick(self, edit: Edit, node: ast.AST) -> ast.AST:
        """``callee(x)`` becomes ``pick(callee)(x)``: which function that is only a run knows."""
        if not isinstance(node, ast.Call):
            raise CannotRewrite("what is called is not a function")
        if edit.child:
            raise CannotRewrite("the new activation has parameters, and which function is called only a run knows")
        name = self._cell(f"pick_{edit.target}_{edit.node}", edit)
        return self._picked(name, node)

    def _picked(self, name: str, node: ast.Call) -> ast.Call:
        call: Any = self.generic_visit(node)
        call.func = _placed(ast.Call(ast.Name(name, ast.Load()), [call.func], []), node.func, node.func)
        return call  # type: ignore[no-any-return]  # a call stays one

    def _refer(self, reference: Reference, node: ast.AST) -> ast.AST:
        if reference.recipe.bound and (not self._self or reference.how != "name"):
            raise CannotRewrite("the new activation has parameters, and the function does not get the module")
        name = self._cell(f"{reference.function.__name__}_{reference.node}", reference)
        if reference.how != "name":
            if not isinstance(node, ast.Call):
                raise CannotRewrite("what is called is not a function")
            return self._picked(name, node) if reference.how == "pick" else self._above(name, node)
        if reference.recipe.bound:
            call = ast.Call(ast.Name(name, ast.Load()), [ast.Name(self._self, ast.Load())], [])
            return _placed(call, node, ast.Pass())  # type: ignore[no-any-return]  # a call stays one
        return ast.copy_location(ast.Name(name, ast.Load()), node)

    def _above(self, name: str, node: ast.Call) -> ast.Call:
        """``super().method(x)`` becomes ``method(self, x)`` with the method that was rewritten."""
        if not self._self:
            raise CannotRewrite("super() is called where the module has no name")
        call: Any = self.generic_visit(node)
        call.args = [_placed(ast.Name(self._self, ast.Load()), node.func, ast.Pass()), *call.args]
        call.func = _placed(ast.Name(name, ast.Load()), node.func, ast.Pass())
        return call  # type: ignore[no-any-return]  # a call stays one

    def _capture(self, number: int, node: ast.AST) -> ast.AST:
        target = ast.Name(f"actlab_input_{number}", ast.Store())
        value: Any = self.generic_visit(node)
        return _placed(ast.NamedExpr(target, value), node, value)  # type: ignore[no-any-return]

    def _cell(self, label: str, what: Any) -> str:
        base = "actlab_" + "".join(letter if letter.isalnum() else "_" for letter in label).strip("_")
        name, number = base, 1
        while name in self._taken or (name in self.cells and not _same_cell(self.cells[name], what)):
            number += 1
            name = f"{base}_{number}"
        self.cells[name] = what
        return name

    @staticmethod
    def _first_argument(node: FunctionNode) -> str:
        arguments = [*node.args.posonlyargs, *node.args.args]
        if not arguments or isinstance(node, ast.Lambda):
            return ""
        name = arguments[0].arg
        inner = [n for n in ast.walk(node) if isinstance(n, ast.arguments) and n is not node.args]
        hidden = any(
            a.arg == name
            for parameters in inner
            for a in (*parameters.posonlyargs, *parameters.args, *parameters.kwonlyargs)
        )
        stored = any(isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Store) for n in ast.walk(node))
        return "" if hidden or stored else name


def _same_cell(a: Any, b: Any) -> bool:
    if isinstance(a, Edit) and isinstance(b, Edit):
        return (a.target, a.in_place, a.called) == (b.target, b.in_place, b.called)
    return a is b


def _placed(new: Any, place: ast.AST, keep: ast.AST) -> Any:
    """Give new nodes a place; those of ``keep``, which were there before, have theirs."""
    old = {id(part) for part in ast.walk(keep)}
    for part in ast.walk(new):
        if id(part) not in old:
            ast.copy_location(part, place)
    return new


class _Remains:
    """Statements that only computed parts of what was swapped, and whose results nothing reads any more."""

    def __init__(self, writer: _Writer, nodes: list[ast.AST]) -> None:
        self.writer = writer
        self.parts = {id(nodes[number]) for edit in writer.edits.values() for number in edit.parts}
        self.shared: set[str] = set()  # names that other functions read

    def drop(self, tree: FunctionNode) -> None:
        """Remove them, until nothing more can go."""
        if not self.parts or isinstance(tree, ast.Lambda) or _asks_for_locals(tree):
            return
        shared = [node for node in ast.walk(tree) if isinstance(node, ast.Global | ast.Nonlocal)]
        self.shared = {name for statement in shared for name in statement.names}
        while any(self._drop_one(tree, block) for block in _blocks(tree)):
            pass

    def _drop_one(self, tree: FunctionNode, block: list[ast.stmt]) -> bool:
        for place, statement in enumerate(block):
            name = self._computed(statement)
            if name and not _is_read(tree, block, place, name):
                number = self.writer.numbers[id(statement)]
                captures = [n for n in ast.walk(statement) if isinstance(n, ast.NamedExpr)]
                captured: list[ast.stmt] = [ast.copy_location(ast.Expr(n), statement) for n in captures]
                block[place : place + 1] = captured or [ast.copy_location(ast.Pass(), statement)]
                inside = {id(n) for n in ast.walk(self.writer._originals[number])}
                self.writer.changes = [c for c in self.writer.changes if id(c[0]) not in inside]
                new = captured[0] if captured else None
                self.writer.changes.append((self.writer._originals[number], new))
                return True
        return False

    def _computed(self, statement: ast.stmt) -> str:
        """The local name to which a statement gives what was only a part; empty for every other statement."""
        single = isinstance(statement, ast.AnnAssign) or (
            isinstance(statement, ast.Assign) and len(statement.targets) == 1
        )
        if not single or id(getattr(statement, "value", None)) not in self.parts:
            return ""
        target = statement.target if isinstance(statement, ast.AnnAssign) else statement.targets[0]  # type: ignore[attr-defined]
        return target.id if isinstance(target, ast.Name) and target.id not in self.shared else ""


def _blocks(tree: ast.AST) -> Iterator[list[ast.stmt]]:
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list):
                yield block


def _is_read(tree: FunctionNode, block: list[ast.stmt], place: int, name: str) -> bool:
    """Whether the value that a statement gives a name may be read."""
    inside = {id(node) for node in ast.walk(block[place])}
    elsewhere = [node for node in ast.walk(tree) if id(node) not in inside and _reads(node, name)]
    if not elsewhere:
        return False
    if any(_reads(n, name) for inner in _inner_functions(tree) for n in ast.walk(inner)):
        return True
    for statement in block[place + 1 :]:
        if any(_reads(node, name) for node in ast.walk(statement)):
            return True
        if isinstance(statement, ast.Assign) and any(
            isinstance(t, ast.Name) and t.id == name for t in statement.targets
        ):
            return False
    return block is not tree.body  # in a loop or a branch, what reads it may stand above or below


def _reads(node: ast.AST, name: str) -> bool:
    if isinstance(node, ast.AugAssign):
        return isinstance(node.target, ast.Name) and node.target.id == name
    return isinstance(node, ast.Name) and node.id == name and not isinstance(node.ctx, ast.Store)


def _inner_functions(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) and node is not tree:
            yield node


def _asks_for_locals(tree: ast.AST) -> bool:
    return any(isinstance(node, ast.Name) and node.id in ("locals", "eval", "exec", "vars") for node in ast.walk(tree))
