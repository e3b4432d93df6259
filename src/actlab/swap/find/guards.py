"""A ``clamp(min=0)`` under a root, a logarithm or a division keeps numbers valid: it is a guard and no activation."""

import ast
from collections.abc import Iterator, Mapping

from actlab.swap.find.lineage import Root
from actlab.swap.find.recognise import plain
from actlab.swap.find.trace import Event

_CLAMPS = frozenset({"clamp", "clampmin", "clip", "maximum", "max"})
_UNDEFINED = frozenset({"sqrt", "rsqrt", "log", "log2", "log10", "log1p", "reciprocal", "pow", "floatpower", "rdiv"})
_DIVISIONS = frozenset({"div", "divide", "truediv", "truedivide"})
_ON_THE_WAY = frozenset({"add", "radd", "mul", "rmul", "sum", "mean", "unsqueeze", "clone", "to", "float", "double"})
_LONGEST_WAY = 3  # calls between the clamp and what it guards, such as + eps


def guarded(event: Event, readers: Mapping[Root, list[Event]]) -> str:
    """What a clamp guards, empty for none; ``readers`` are the calls that took each tensor."""
    if plain(event.name).strip("_") not in _CLAMPS or event.result is None:
        return ""
    roots = [event.result]
    for _ in range(_LONGEST_WAY):
        following = []
        for root in roots:
            for reader in readers.get(root, ()):
                name = plain(reader.name)
                if (name in _UNDEFINED and reader.inputs[root] == 0) or _divides(name, reader.inputs[root]):
                    return f"a {'division' if 'div' in name or name == 'reciprocal' else name}"
                if name in _ON_THE_WAY and reader.result is not None:
                    following.append(reader.result)
        roots = following
    return ""


def _divides(name: str, key: int | str) -> bool:
    return (name in _DIVISIONS and key in (1, "other")) or (name in ("rtruediv", "rdiv") and key == 0)


def guarded_in(tree: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """The expressions in a source that stand under a root, a logarithm or a division, and under which."""
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            yield from ((part, "a division") for part in _terms(node.right))
        elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and _is_root(node.right):
            yield from ((part, "a pow") for part in _terms(node.left))
        elif isinstance(node, ast.Call):
            target = node.func
            name = plain(target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", ""))
            if name in _UNDEFINED:
                operands = [*node.args[:1], *([target.value] if isinstance(target, ast.Attribute) else [])]
                yield from ((part, f"a {name}") for operand in operands for part in _terms(operand))


def _is_root(exponent: ast.expr) -> bool:
    """Whether a power is one of positive numbers alone: 0.5, -1, and not 2."""
    try:
        power = ast.literal_eval(exponent)
    except ValueError:
        return False
    return isinstance(power, int | float) and (power < 0 or power != int(power))


def _terms(node: ast.expr) -> Iterator[ast.expr]:
    yield node
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mult):
        yield from _terms(node.left)
        yield from _terms(node.right)
