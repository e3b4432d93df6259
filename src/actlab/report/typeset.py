"""Formulas as MathML, which browsers typeset by themselves."""

from html import unescape
from itertools import pairwise
from typing import Any

import sympy
from markupsafe import Markup
from sympy.printing.mathml import mathml

from actlab.define import Activation, Choice, choose
from actlab.define.expression import derivative, mathematics, symbols_of, x
from actlab.define.limits import limited
from actlab.define.pieces import Piece, owner, written_pieces
from actlab.explain.derive.closed_form import shortest

# SymPy writes a double-struck e, which few fonts have, log for the natural logarithm, and hyphens for minus signs.
_BETTER = {
    "ⅇ": "e",
    "<mi>log</mi>": "<mi>ln</mi>",
    "<mi>lambd</mi>": "<mi>λ</mi>",
    "<mo>-</mo>": "<mo>\N{MINUS SIGN}</mo>",
    "<mn>-": "<mn>\N{MINUS SIGN}",
}

Case = tuple[sympy.Expr, str]  # an expression, and where it holds


@limited
def formula(named: str | Choice) -> Markup:
    """The paper's formula, by cases where it has them."""
    activation = choose(named).activation
    choice = Choice(activation, {})
    parts = written_pieces(choice)
    if len(parts) == 1 or _of_absolute_values(activation):
        return _display(_math(mathematics(activation.formula, symbols_of(activation))))
    left = [owner(choice, one, other) is one for one, other in pairwise(parts)]
    return _display(_cases([(part.expression, where) for part, where in zip(parts, _where(parts, left), strict=True)]))


@limited
def slope(named: str | Choice) -> Markup:
    """The slope, derived case by case and shortened; at a kink it is the declared one."""
    choice = Choice(choose(named).activation, {})
    parts: list[Piece] = []
    for part in written_pieces(choice):
        expression = shortest(derivative(part.expression, x))
        low = parts.pop().low if parts and parts[-1].expression == expression else part.low
        parts.append(Piece(low, part.high, expression))
    if len(parts) == 1:
        return _display(_math(parts[0].expression))
    left = [_declared_left(choice, one, other) for one, other in pairwise(parts)]
    return _display(_cases([(part.expression, where) for part, where in zip(parts, _where(parts, left), strict=True)]))


def _of_absolute_values(activation: Activation) -> bool:
    expression = mathematics(activation.formula, symbols_of(activation))
    return not expression.has(sympy.Piecewise, sympy.sign)


def _declared_left(choice: Choice, left: Piece, right: Piece) -> bool:
    """Whether the declared slope of the kink between two pieces is the left one's."""
    symbols = symbols_of(choice.activation)
    values = {symbols[name]: number for name, number in choice.parameters.items()}
    place = left.high.subs(values)
    for kink in choice.activation.kinks:
        if mathematics(kink.at, symbols).subs(values) == place:
            declared = mathematics(kink.slope, symbols).subs(values)
            before, after = (side.expression.subs(values).subs(x, place) for side in (left, right))
            return bool(abs(declared - before) <= abs(declared - after))
    return True


def _where(parts: list[Piece] | tuple[Piece, ...], left: list[bool]) -> list[str]:
    """The interval of each piece; ``left`` says of each cut whether it belongs to the piece on its left."""
    texts = []
    for index, part in enumerate(parts):
        low, high = (_end(end) for end in (part.low, part.high))
        above = "<mo>&lt;</mo>" if index == 0 or left[index - 1] else "<mo>≤</mo>"
        below = "<mo>≤</mo>" if index == len(left) or left[index] else "<mo>&lt;</mo>"
        if index == 0:
            texts.append(f"<mi>x</mi>{below}{high}")
        elif index == len(left):
            opposite = {"<mo>&lt;</mo>": "<mo>&gt;</mo>", "<mo>≤</mo>": "<mo>≥</mo>"}[above]
            texts.append(f"<mi>x</mi>{opposite}{low}")
        else:
            texts.append(f"{low}{above}<mi>x</mi>{below}{high}")
    return texts


def _end(end: sympy.Expr) -> str:
    """A cut; one without a closed form as digits, so many that clipped GELU's is seen to lie 8e-23 beyond 10."""
    return f"<mn>{str(end)[:28]}…</mn>" if isinstance(end, sympy.Float) else _math(end)


def _cases(cases: list[Case]) -> str:
    rows = "".join(
        f'<mtr><mtd style="text-align:left">{_math(expression)}</mtd>'
        f'<mtd style="text-align:left;padding-left:2em">{where}</mtd></mtr>'
        for expression, where in cases
    )
    # Few fonts can stretch a brace over several rows; a line at the left shows the same everywhere.
    return f'<mtable style="border-left:1.5px solid;border-radius:.5em;padding-left:.3em">{rows}</mtable>'


def _math(expression: Any) -> str:
    text = unescape(mathml(expression, printer="presentation", fold_short_frac=False))  # no comparison is in there
    for written, better in _BETTER.items():
        text = text.replace(written, better)
    return text


def _display(text: str) -> Markup:
    return Markup(f'<math display="block">{text}</math>')
