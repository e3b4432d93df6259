"""A formula cut where it changes its branch: between two cuts it is one smooth expression."""

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import sympy
from mpmath import mp
from sympy.core.relational import Relational

from actlab.define.activation import Choice
from actlab.define.expression import mathematics, symbols_of, x

HIGHEST_ORDER = 6  # functions that agree up to this derivative count as smooth
_DIGITS = 60
Numbers = dict[sympy.Symbol, sympy.Expr]  # the numbers that stand for the parameters
_WINDOW, _STEPS = 20, 4000  # where cuts are searched by their numbers if they are no roots of polynomials


@dataclass(frozen=True)
class Piece:
    """One smooth expression in ``x`` between two cuts, which may be infinite."""

    low: sympy.Expr
    high: sympy.Expr
    expression: sympy.Expr

    @property
    def flat(self) -> bool:
        """Whether it is a constant."""
        return not self.expression.has(x)

    def at(self, place: sympy.Expr, order: int = 0) -> sympy.Expr:
        """A derivative at a point of the piece or at one of its ends."""
        return sympy.N(self.expression.diff(x, order), _DIGITS, subs={x: place})


@lru_cache(maxsize=256)
def pieces(choice: Choice) -> tuple[Piece, ...]:
    """The paper's formula with its parameters set, piece by piece from -inf to +inf.

    >>> from actlab.define import choose
    >>> [piece.expression for piece in pieces(choose("relu6"))]
    [0, x, 6]
    """
    formula, numbers = _read(choice)
    return _pieces(formula.subs(numbers), {})


def written_pieces(choice: Choice) -> tuple[Piece, ...]:
    """The same with the parameters' names kept, for printing; the cuts are in the order that ``choice`` gives them.

    >>> from actlab.define import choose
    >>> written_pieces(choose("threshold"))[1]
    Piece(low=theta, high=oo, expression=x)
    """
    return _pieces(*_read(choice))


def owner(choice: Choice, left: Piece, right: Piece) -> Piece:
    """Which of two neighbours the point between them belongs to; where both give its value, the left one."""
    formula, numbers = _read(choice)
    taken = _resolve(formula, left.high, numbers)
    return right if taken == right.expression != left.expression else left


def order_at_cut(left: Piece, right: Piece) -> int | None:
    """How often the function can be differentiated where two pieces meet: -1 is a jump, 0 a kink, None endlessly."""
    for order in range(HIGHEST_ORDER + 1):
        one, other = left.at(left.high, order), right.at(left.high, order)
        if not (one.is_finite and other.is_finite) or abs(one - other) > 10 ** (10 - _DIGITS) * (1 + abs(one)):
            return order - 1
    return None


def _read(choice: Choice) -> tuple[sympy.Expr, Numbers]:
    symbols = symbols_of(choice.activation)
    numbers = {symbols[name]: sympy.Rational(*number.as_integer_ratio()) for name, number in choice.parameters.items()}
    return mathematics(choice.activation.formula, symbols), numbers


def _pieces(formula: sympy.Expr, numbers: Numbers) -> tuple[Piece, ...]:
    cuts = [-sympy.oo, *_cuts(formula, numbers), sympy.oo]
    merged: list[Piece] = []
    for low, high in pairwise(cuts):
        expression = _resolve(formula, _between(low.subs(numbers), high.subs(numbers)), numbers)
        if merged and merged[-1].expression == expression:
            low = merged.pop().low
        merged.append(Piece(low, high, expression))
    return tuple(merged)


def _between(low: sympy.Expr, high: sympy.Expr) -> sympy.Expr:
    if low.is_infinite or high.is_infinite:
        return sympy.Integer(0) if low.is_infinite and high.is_infinite else high - 1 if low.is_infinite else low + 1
    return (low + high) / 2


def _resolve(node: sympy.Basic, inside: sympy.Expr, numbers: Numbers) -> sympy.Basic:
    """The branch of every choice in ``node`` that holds at ``inside``; parameters keep their names."""
    if isinstance(node, sympy.Piecewise):
        taken = next(value for value, condition in node.args if condition.subs(x, inside).subs(numbers) == sympy.true)
        return _resolve(taken, inside, numbers)
    if isinstance(node, sympy.Abs | sympy.sign):
        argument = _resolve(node.args[0], inside, numbers)
        side = sympy.sign(argument.subs(x, inside).subs(numbers))
        return side * argument if isinstance(node, sympy.Abs) else side
    return node.func(*(_resolve(part, inside, numbers) for part in node.args)) if node.args else node


def _cuts(formula: sympy.Expr, numbers: Numbers) -> list[sympy.Expr]:
    conditions = {relation.lhs - relation.rhs for relation in formula.atoms(Relational)}
    conditions |= {choice.args[0] for choice in formula.atoms(sympy.Abs, sympy.sign)}
    places: dict[sympy.Expr, sympy.Expr] = {}
    for condition in conditions:
        for root in _roots(condition, numbers):
            places.setdefault(root.subs(numbers).evalf(_DIGITS), root)
    return [places[place] for place in sorted(places)]


def _roots(condition: sympy.Expr, numbers: Numbers) -> list[sympy.Expr]:
    inner = [node for node in sympy.preorder_traversal(condition) if isinstance(node, sympy.Abs)]
    if inner:  # |u| > c: the roots of u - c and of -u - c
        both = (condition.xreplace({inner[0]: sign * inner[0].args[0]}) for sign in (1, -1))
        return [root for one in both for root in _roots(one, numbers)]
    if not condition.has(x):
        return []
    if condition.free_symbols != {x}:
        try:
            return list(sympy.solve(condition, x))
        except NotImplementedError:  # where GELU is a parameter; a Float is a number that is not exact
            return [
                root if root.q < 10**10 else sympy.Float(root, _DIGITS) for root in _searched(condition.subs(numbers))
            ]
    if condition.is_polynomial(x):
        return list(dict.fromkeys(sympy.real_roots(sympy.Poly(condition, x))))
    return _searched(condition)


def _searched(condition: sympy.Expr) -> list[sympy.Expr]:
    function = sympy.lambdify(x, condition, "mpmath")
    grid = [mp.mpf(_WINDOW) * (2 * n - _STEPS) / _STEPS for n in range(_STEPS + 1)]
    values = [function(point) for point in grid]
    with mp.workdps(2 * _DIGITS):
        # GELU is 10 not at 10, as 15 digits say, but 7e-23 beyond it.
        values = [value or function(mp.mpf(str(point))) for point, value in zip(grid, values, strict=True)]
        values = [value if abs(value) > mp.mpf(10) ** -_DIGITS else mp.mpf(0) for value in values]
        roots = [sympy.Rational(str(point)) for point, value in zip(grid, values, strict=True) if value == 0]
        for (low, high), (one, other) in zip(pairwise(grid), pairwise(values), strict=True):
            if one * other < 0:
                root = mp.findroot(function, (low, high), solver="anderson", tol=mp.mpf(10) ** -_DIGITS)
                roots.append(sympy.Rational(mp.nstr(root, _DIGITS + 10)))
    return roots
