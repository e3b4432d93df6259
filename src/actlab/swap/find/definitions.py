"""Where a name that is read in a function may have its value from: every assignment, on every way that leads there."""

import ast
from collections.abc import Iterator

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_LOOPS = (ast.For, ast.AsyncFor, ast.While)
_NAMED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.ExceptHandler, ast.MatchAs, ast.MatchStar)
_ENDS = (ast.Return, ast.Raise, ast.Continue, ast.Break)
_BLOCKS = ("body", "orelse", "finalbody", "handlers", "cases")


class Definitions:
    """The definitions of the names in one function, and in those that it defines."""

    def __init__(self, tree: ast.AST) -> None:
        self.parents = {id(child): node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
        self._known: dict[int, frozenset[ast.AST]] = {}
        self._nonlocal = [node for node in ast.walk(tree) if isinstance(node, ast.Nonlocal)]

    def of(self, read: ast.Name) -> frozenset[ast.AST]:
        """What may have given a name its value; nothing for a name of the module or of an enclosing function.

        An assignment to the name alone counts as the expression assigned. All else is what binds the name: a parameter,
        a statement, the clause of a comprehension.
        """
        if id(read) not in self._known:
            self._known[id(read)] = self._search(read)
        return self._known[id(read)]

    def _search(self, read: ast.Name) -> frozenset[ast.AST]:
        name, node, runs_later = read.id, read, False
        sources: set[ast.AST] = {statement for statement in self._nonlocal if name in statement.names}
        while (parent := self.parents.get(id(node))) is not None:
            if isinstance(parent, _COMPREHENSIONS):
                clauses = [clause for clause in parent.generators if _names(clause.target, name)]
                if clauses:
                    return frozenset(sources.union(clauses))
            elif isinstance(node, ast.stmt) and not runs_later:
                before, certain = self._before(node, parent, name)
                sources |= before
                if certain:
                    return frozenset(sources)
            if isinstance(parent, FUNCTIONS):
                bound = set(self._bound(parent, name))
                entered = set(_entering(parent, name))
                if bound or entered:
                    return frozenset(sources | entered | (bound if runs_later else set()))
                runs_later = True  # a function that is defined here: any assignment may come before its call
            node = parent  # type: ignore[assignment]
        return frozenset(sources)

    def only(self, read: ast.Name) -> ast.AST | None:
        """The one thing that gives a name its value; None where there are several, or none."""
        known = self.of(read)
        return next(iter(known)) if len(known) == 1 else None

    def _before(self, statement: ast.stmt, parent: ast.AST, name: str) -> tuple[set[ast.AST], bool]:
        """What a statement finds bound by those before it in its block and by what the block belongs to."""
        sources = self._in_header(statement, name)
        for block in (getattr(parent, field, None) for field in _BLOCKS):
            if isinstance(block, list) and any(other is statement for other in block):
                place = next(n for n, other in enumerate(block) if other is statement)
                before, certain = self._after(block[:place], name)
                sources |= before
                if certain:
                    return sources, True
        if isinstance(parent, ast.For | ast.AsyncFor) and _names(parent.target, name):
            return sources | {parent}, True
        if isinstance(parent, (*_LOOPS, ast.Try)):
            sources |= set(self._bound(parent, name))
        if isinstance(parent, ast.With | ast.AsyncWith) and _bound_by_with(parent, name):
            return sources | {parent}, True
        return sources | self._in_header(parent, name), False

    def _after(self, block: list[ast.stmt], name: str) -> tuple[set[ast.AST], bool]:
        """What may be bound when a block has run, and whether it binds the name on every way."""
        sources: set[ast.AST] = set()
        for statement in reversed(block):
            bound, certain = self._through(statement, name)
            sources |= bound
            if certain:
                return sources, True
        return sources, False

    def _through(self, statement: ast.stmt, name: str) -> tuple[set[ast.AST], bool]:
        if isinstance(statement, _ENDS):  # nothing that follows is reached through it
            return set(), True
        if isinstance(statement, ast.If):
            first, second = self._after(statement.body, name), self._after(statement.orelse, name)
            certain = first[1] and second[1]
            return first[0] | second[0] | (set() if certain else self._in_header(statement, name)), certain
        if isinstance(statement, ast.With | ast.AsyncWith):
            inside, certain = self._after(statement.body, name)
            own = set() if certain else {statement} if _bound_by_with(statement, name) else set()
            return inside | own, certain or bool(own)
        bound = set(self._bound(statement, name))
        return bound, bool(bound) and not isinstance(statement, (*_LOOPS, ast.Try, ast.Match))

    def _in_header(self, statement: ast.AST, name: str) -> set[ast.AST]:
        """What ``:=`` binds in the expressions of a statement, not in its blocks."""
        heads = [child for child in ast.iter_child_nodes(statement) if isinstance(child, ast.expr | ast.withitem)]
        heads = [] if isinstance(statement, FUNCTIONS) else heads
        inside = (node for head in heads for node in _own(head) if isinstance(node, ast.NamedExpr))
        return {node.value for node in inside if node.target.id == name}

    def _bound(self, root: ast.AST, name: str) -> Iterator[ast.AST]:
        """Everything in some code, but in no function inside of it, that binds a name."""
        for node in _own(root):
            if isinstance(node, ast.Name) and node.id == name and not isinstance(node.ctx, ast.Load):
                yield self._binding(node)
            elif node is not root and _binds_itself(node) == name:
                yield node

    def _binding(self, target: ast.Name) -> ast.AST:
        holder = self.parents[id(target)]
        if isinstance(holder, ast.Assign | ast.AnnAssign | ast.NamedExpr):
            return holder.value or holder
        while not isinstance(holder, ast.stmt | ast.comprehension):
            holder = self.parents[id(holder)]
        return holder


def _own(root: ast.AST) -> Iterator[ast.AST]:
    """The nodes of some code without what is inside of its functions and comprehensions, which have their own names."""
    yield root
    for child in ast.iter_child_nodes(root):
        if isinstance(child, (*FUNCTIONS, ast.ClassDef)):
            yield child
        elif not isinstance(child, ast.comprehension):
            yield from _own(child)


def _binds_itself(node: ast.AST) -> str | None:
    """The name that an import, a function, a class or a pattern binds."""
    if isinstance(node, ast.alias):
        return node.asname or node.name.partition(".")[0]
    return node.name if isinstance(node, _NAMED) else None


def _entering(function: ast.AST, name: str) -> Iterator[ast.AST]:
    """The parameter of a name, or the statement that says it is another function's: set before the function begins."""
    arguments = getattr(function, "args")  # noqa: B009  # of each of the kinds of functions
    yield from (node for node in ast.walk(arguments) if isinstance(node, ast.arg) and node.arg == name)
    yield from (node for node in _own(function) if isinstance(node, ast.Global | ast.Nonlocal) and name in node.names)


def _names(target: ast.AST, name: str) -> bool:
    return any(isinstance(node, ast.Name) and node.id == name for node in ast.walk(target))


def _bound_by_with(statement: ast.With | ast.AsyncWith, name: str) -> bool:
    return any(item.optional_vars is not None and _names(item.optional_vars, name) for item in statement.items)
