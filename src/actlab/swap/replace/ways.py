"""Whether an expression is the one that ran on every way that leads to it, and not only with the example inputs."""

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping

from torch import Tensor, nn

from actlab.swap.find.code import FunctionSource
from actlab.swap.find.definitions import FUNCTIONS
from actlab.swap.find.names import UNKNOWN, Names
from actlab.swap.replace.recipes import CannotRewrite

_PURE = ("torch", "math", "numpy", "builtins", "_operator")  # homes of functions that change nothing else
# What a tensor passes through with its values, or gives nothing but its shape and type to. All else that takes a part
# of an expression and was none of its steps, such as a dropout of a model in evaluation, does something at other times.
_CASTS = ("to", "float", "double", "half", "bfloat16", "type", "type_as", "cpu", "cuda", "contiguous", "expand_as")
_SHAPES = ("size", "dim", "numel", "shape", "ndim", "dtype", "device")
_FILLS = ("zeros_like", "ones_like", "full_like", "new_zeros", "new_ones", "new_full", "new_tensor")
_KEEPS_VALUES = frozenset((*_CASTS, *_SHAPES, *_FILLS, "finfo"))
_NO_VALUES = ("inplace", "dtype", "device")  # keywords that say nothing of the values
_CHOOSES = (ast.IfExp, ast.BoolOp, ast.NamedExpr, ast.Lambda, ast.Await, ast.Yield, ast.YieldFrom, ast.comprehension)


class Ways:
    """The parts of one expression in one function.

    Arguments:
        source: of the function.
        names: what its names mean.
        ran: the numbers of the nodes under which the calls of the expression ran.
        decides: why a call in it that ran might compute something else at another time; empty where it cannot.
    """

    def __init__(
        self, source: FunctionSource, names: Names, ran: Iterable[int], decides: Callable[[ast.Call], str]
    ) -> None:
        self.names, self._decides = names, decides
        self._parts = [source.nodes[number] for number in ran]
        self._ran = {id(part) for part in self._parts}
        self._definitions = names.definitions
        self._names = [node for node in source.nodes if isinstance(node, ast.Name)]
        self._stored = {n.attr for n in source.nodes if isinstance(n, ast.Attribute) and isinstance(n.ctx, ast.Store)}
        self._flags = _flags(source.node)
        self._writers = [(node, name) for node in source.nodes for name in _written_by(node)]
        self._inputs: list[ast.AST] = []
        self._done: set[int] = set()
        self._last: ast.AST = source.node

    def check(self, last: ast.AST, value: ast.expr) -> None:
        """Refuse an expression of which a part may be something else than what ran; ``value`` is its input."""
        self._inputs = [value]
        while isinstance(known := self._same_value(self._inputs[-1]), ast.expr) and known not in self._inputs:
            self._inputs.append(known)
        self._last = last
        if isinstance(last, ast.Call):
            self._done.add(id(last))
            self._call_parts(last)
        else:
            self._children(last)

    def _same_value(self, node: ast.AST) -> ast.AST | None:
        """What an expression has its value from: what a name was given, or what was converted."""
        if isinstance(node, ast.NamedExpr):
            return node.value
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _CASTS:
            return node.func.value
        return self._definitions.only(node) if isinstance(node, ast.Name) else None

    def _is_input(self, node: ast.AST) -> bool:
        text = _loaded(node)
        return any(node is one or (text == _loaded(one) and self._alike(node, one)) for one in self._inputs)

    def _alike(self, node: ast.AST, known: ast.AST) -> bool:
        """Whether the names in two equal expressions have their values from the same places; calls may differ."""
        if any(isinstance(part, ast.Call) for part in ast.walk(node)):
            return False
        pairs = zip(ast.walk(node), ast.walk(known), strict=True)
        named = ((a, b) for a, b in pairs if isinstance(a, ast.Name) and isinstance(b, ast.Name))
        return all(self._definitions.of(a) == self._definitions.of(b) for a, b in named)

    def _check(self, node: ast.AST) -> None:
        if isinstance(node, ast.Name):
            self._unwritten(node)
        if id(node) in self._done or self._is_input(node) or self.names.is_number(node):
            return
        self._done.add(id(node))
        if isinstance(node, _CHOOSES):
            raise CannotRewrite(f"the expression may be another one: {ast.unparse(node)} is a part of it")
        if isinstance(node, ast.Name):
            self._name(node)
        elif isinstance(node, ast.Call):
            self._call(node)
        elif isinstance(node, ast.Attribute):
            self._attribute(node)
        elif isinstance(node, ast.AugAssign):
            self._check(node.target)
            self._check(node.value)
        else:
            self._children(node)

    def _children(self, node: ast.AST) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr | ast.keyword | ast.comprehension):
                self._check(child)

    def _name(self, node: ast.Name) -> None:
        known = self._definitions.of(node)
        for one in known:
            if isinstance(one, ast.arg) and one.arg in self._flags:
                continue
            if not isinstance(one, ast.expr | ast.AugAssign):
                raise CannotRewrite(f"the expression may be another one: {node.id} comes in from outside of it")
            if len(known) > 1 and id(one) not in self._ran and not self._is_input(one):
                raise CannotRewrite(f"the expression may be another one: {node.id} may be {ast.unparse(one)}")
            self._check(one)

    def _unwritten(self, node: ast.Name) -> None:
        """Refuse a tensor that something else may overwrite between the parts of the expression."""
        begin = min((_position(part) for part in self._parts), default=_position(self._last))
        for writer, name in self._writers:
            between = begin < _position(writer) < _position(self._last)
            if name == node.id and between and id(writer) not in self._ran:
                raise CannotRewrite(f"the expression may be another one: {ast.unparse(writer)} changes {name}")

    def _attribute(self, node: ast.Attribute) -> None:
        owner = self.names.owner
        if node.attr in _SHAPES:
            return None
        if owner is None or self.names.meaning(node.value) is not owner:
            return self._check(node.value)
        value = vars(owner).get(node.attr)
        if node.attr in self._stored or isinstance(value, Tensor):
            raise CannotRewrite(f"the expression may be another one: {ast.unparse(node)} is set elsewhere")
        return None

    def _call(self, node: ast.Call) -> None:
        if id(node) in self._ran:
            if reason := self._decides(node):
                raise CannotRewrite(reason)
            if written := self._result_read_elsewhere(node):
                raise CannotRewrite(f"the expression also writes into {written}, which is read besides")
            return self._call_parts(node)
        if not self.may_go(node):
            raise CannotRewrite(f"the expression also calls {ast.unparse(node.func)}(), which would no longer run")
        if isinstance(node.func, ast.Attribute):
            self._check(node.func)
            if node.func.attr in _CASTS:
                return None
        return self._call_arguments(node)

    def _call_parts(self, node: ast.Call) -> None:
        """What is called may be defined here; what comes before the dot of a method, and the arguments."""
        callee = node.func
        known = self._definitions.of(callee) if isinstance(callee, ast.Name) else frozenset()
        if not known or not all(isinstance(one, FUNCTIONS) for one in known):
            self._check(callee)
        self._call_arguments(node)

    def _call_arguments(self, node: ast.Call) -> None:
        for argument in (*node.args, *(k.value for k in node.keywords if k.arg not in _NO_VALUES)):
            self._check(argument)

    def _result_read_elsewhere(self, node: ast.Call) -> str:
        """The tensor that a part of the expression writes its result into and that something else reads."""
        parts = {id(inner) for part in (*self._parts, self._last) for inner in ast.walk(part)}
        for name in _written_by(node):
            reads = (n for n in self._names if n.id == name and id(n) not in parts)
            if any(isinstance(n.ctx, ast.Load) for n in reads) or any(k.arg == "out" for k in node.keywords):
                return name
        return ""

    def may_go(self, node: ast.Call) -> bool:
        """Whether a call may be left out: a part of the expression, or one that only computes and changes no value."""
        if id(node) in self._ran:
            return not self._result_read_elsewhere(node)
        meaning = self.names.meaning(node.func)
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in _KEEPS_VALUES:
            return meaning is not UNKNOWN or hasattr(nn.Parameter, name)
        if meaning is UNKNOWN or self._takes_a_part(node):
            return False
        return str(getattr(meaning, "__module__", "") or "").split(".")[0] in _PURE

    def _takes_a_part(self, node: ast.Call) -> bool:
        """Whether something that is computed goes into a call: names of the function, or parts of the expression."""
        arguments = (part for a in (*node.args, *node.keywords) for part in _read_in(a))
        return any(id(a) in self._ran or (isinstance(a, ast.Name) and self._definitions.of(a)) for a in arguments)


def _read_in(node: ast.AST) -> Iterator[ast.AST]:
    """The parts of an expression whose values go into it: not those of which it takes the shape or the type."""
    if isinstance(node, ast.Attribute) and node.attr in _SHAPES:
        return
    yield node
    for child in ast.iter_child_nodes(node):
        yield from _read_in(child)


def _position(node: ast.AST) -> tuple[int, int]:
    return node.lineno, node.col_offset  # type: ignore[attr-defined]  # every expression and statement has them


def _written_by(node: ast.AST) -> Iterator[str]:
    """The names of tensors that a call or an assignment overwrites: ``x.add_(1)``, ``out=x``, ``x[0] = 1``."""
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name):
        yield node.value.id
    if not isinstance(node, ast.Call):
        return
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    places = [k.value for k in node.keywords if k.arg == "out"]
    if (name.endswith("_") and not name.endswith("__")) or any(k.arg == "inplace" for k in node.keywords):
        places += [*node.args[:1], *([node.func.value] if isinstance(node.func, ast.Attribute) else [])]
    yield from (place.id for place in places if isinstance(place, ast.Name))


def _loaded(node: ast.AST) -> str:
    """The text of a tree; of the target of ``x *= 2`` as where it is read."""
    return ast.dump(node).replace("ctx=Store()", "ctx=Load()")


def _flags(tree: ast.AST) -> set[str]:
    """The parameters that are True or False unless a caller says otherwise, such as ``inplace``."""
    arguments: ast.arguments = getattr(tree, "args")  # noqa: B009  # of each of the kinds of functions
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults: Mapping[str, ast.expr | None] = {
        **dict(zip((a.arg for a in reversed(positional)), reversed(arguments.defaults), strict=False)),
        **dict(zip((a.arg for a in arguments.kwonlyargs), arguments.kw_defaults, strict=True)),
    }
    return {
        name for name, value in defaults.items() if isinstance(value, ast.Constant) and isinstance(value.value, bool)
    }
