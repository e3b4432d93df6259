"""What each operation does to values and to gradients: the few laws from which every derivation is built."""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

import mpmath
import sympy
from sympy.printing.str import StrPrinter

from actlab.define import language
from actlab.define.expression import FUNCTIONS, derivative, mathematics, stable
from actlab.explain.derive.graph import Graph, Node, symbolic

# The slope by each input, as textbooks write it, in the inputs u and v and the result y. What is not here is derived;
# that each one equals the derivative of its function is a test.
SLOPES: dict[str, tuple[str, ...]] = {
    "+": ("1", "1"),
    "-": ("1", "-1"),
    "*": ("v", "u"),
    "/": ("1 / v", "-y / v"),
    "**": ("v * u**(v - 1)", "y * log(u)"),
    "neg": ("-1",),
    "exp": ("y",),
    "expm1": ("y + 1",),
    "log": ("1 / u",),
    "log1p": ("1 / (1 + u)",),
    "sqrt": ("1 / (2 * y)",),
    "tanh": ("1 - y**2",),
    "sigmoid": ("y * (1 - y)",),
    "softplus": ("sigmoid(u)",),
    "abs": ("sign(u)",),
    "max": ("where(u > v, 1, 0)", "where(u > v, 0, 1)"),
    "min": ("where(u < v, 1, 0)", "where(u < v, 0, 1)"),
}

LAWS = {
    "+": "sum: the gradient passes unchanged",
    "-": "difference: the gradient passes, with a minus sign to the second",
    "*": "product: swap the factors",
    "/": "quotient: 1 over the lower to the upper, minus the quotient over the lower to the lower",
    "**": "power: the exponent comes down, one less stays",
    "neg": "minus sign: the gradient changes its sign",
    "max": "maximum: the gradient goes to the larger",
    "min": "minimum: the gradient goes to the smaller",
    "where": "choice: the gradient goes to the chosen side",
}
USED_TWICE = "used more than once: the gradients add up"
START = "start: dy/dy = 1"

_U, _V, _Y = (sympy.Symbol(name, real=True) for name in "uvy")
_SIGNS = {"*": "\N{MULTIPLICATION SIGN}", "/": "\N{DIVISION SIGN}", "-": "\N{MINUS SIGN}", "neg": "\N{MINUS SIGN}"}


def law_of(node: Node) -> str:
    """The law by which gradients go back through an operation."""
    operation = "where" if node.operation.startswith("where") else node.operation
    return LAWS.get(operation) or f"chain rule with a known slope: {operation}'(u) = {known_slope(operation)}"


def known_slope(operation: str) -> str:
    """The slope of a function as text in u and y = f(u)."""
    return SLOPES[operation][0] if operation in SLOPES else str(derived_slope(operation))


@cache
def derived_slope(operation: str) -> sympy.Expr:
    """The slope of a function of one argument, by SymPy."""
    return derivative(FUNCTIONS[operation].stable(_U), _U)


def local_slope(graph: Graph, number: int, place: int, plain: bool = False) -> sympy.Expr:
    """How the node changes with one of its inputs, in the names of the graph."""
    node = graph.nodes[number]
    names = [graph.symbol(taken) for taken in node.inputs]
    if node.operation.startswith("where"):
        if place < 2:
            return sympy.Integer(0)
        sides = [sympy.Integer(int(side == place)) for side in (2, 3)]
        return symbolic(node.operation, *names[:2], *sides)
    if node.operation in SLOPES:
        read = mathematics if plain else stable
        law = read(SLOPES[node.operation][place], {"u": _U, "v": _V, "y": _Y})
    else:
        law = derived_slope(node.operation)
    # All at once: the names of a graph may be u, v or y themselves.
    return law.subs(
        dict(zip((_U, _V, _Y), [*names, *[_V] * (2 - len(names)), graph.symbol(number)], strict=True)),
        simultaneous=True,
    )


@cache
def numeric(operation: str) -> Callable[..., Any]:
    """The operation on numbers of any precision."""
    if operation.startswith("where"):
        return {
            "<": lambda a, b, p, q: p if a < b else q,
            "<=": lambda a, b, p, q: p if a <= b else q,
            ">": lambda a, b, p, q: p if a > b else q,
            ">=": lambda a, b, p, q: p if a >= b else q,
        }[operation[5:]]
    count = language.FUNCTIONS[operation].arguments if operation in language.FUNCTIONS else len(SLOPES[operation])
    arguments = sympy.symbols(f"u:{count}", real=True)
    if operation in ("max", "min"):
        return max if operation == "max" else min
    function: Callable[..., Any] = sympy.lambdify(arguments, symbolic(operation, *arguments), "mpmath")
    return function


def forward(graph: Graph, inputs: dict[str, Any], fixed: dict[int, Any] | None = None) -> list[Any]:
    """The value of every node at the working precision of mpmath; ``fixed`` puts a value in place of some nodes."""
    values: list[Any] = []
    for number, node in enumerate(graph.nodes):
        if fixed and number in fixed:
            values.append(fixed[number])
        elif node.constant is not None:
            values.append(mpmath.mpmathify(node.constant.evalf(mpmath.mp.dps + 5)))
        elif not node.inputs:
            values.append(mpmath.mpf(inputs[node.name]))
        else:
            values.append(numeric(node.operation)(*(values[taken] for taken in node.inputs)))
    return values


def label(graph: Graph, number: int) -> str:
    """What is written into the box of a node; a constant operand stands beside the sign."""
    node = graph.nodes[number]
    operation = node.operation
    if operation == "input":
        return node.name
    sign = _SIGNS.get(operation, operation)
    shown = [pretty(graph.nodes[taken].constant) if graph.nodes[taken].is_constant else None for taken in node.inputs]
    if operation.startswith("where"):
        return "where"
    if operation == "**" and shown[1]:
        return {"2": "square", "3": "cube"}.get(shown[1], f"power {shown[1]}")
    if operation in ("max", "min"):
        constant = next((text for text in shown if text), None)
        return f"{operation}(\N{MIDDLE DOT}, {constant})" if constant else operation
    if len(shown) == 2 and operation in ("+", "-", "*", "/"):
        if shown[1]:
            return f"{sign} {shown[1]}"
        if shown[0]:
            return f"{sign} {shown[0]}" if operation in "+*" else f"{shown[0]} {sign}"
    return sign


_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


_SHOWN = {"**": "^", "*": "\N{MIDDLE DOT}", "-": "\N{MINUS SIGN}", "<=": "≤", ">=": "≥", " & ": " and ", " | ": " or "}


class _Line(StrPrinter):  # type: ignore[misc]
    """Formulas in one line: cases as ``a if x > 0 else b``, the stable functions by their plain names."""

    def _print_Piecewise(self, expression: sympy.Piecewise) -> str:  # noqa: N802 - SymPy's name
        *cases, (last, _) = expression.args
        text = "".join(f"{self._print(case)} if {self._print(condition)} else " for case, condition in cases)
        return f"({text}{self._print(last)})"

    def _print_Function(self, expression: sympy.Function) -> str:  # noqa: N802 - SymPy's name
        name = type(expression).__name__.removeprefix("stable_")
        return f"{name}({', '.join(self._print(argument) for argument in expression.args)})"

    def _print_Abs(self, expression: sympy.Abs) -> str:  # noqa: N802 - SymPy's name
        return f"abs({self._print(expression.args[0])})"

    def _print_Equality(self, expression: sympy.Eq) -> str:  # noqa: N802 - SymPy's name
        return " = ".join(map(self._print, expression.args))

    def _print_Float(self, number: sympy.Float) -> str:  # noqa: N802 - SymPy's name
        return f"{float(number):.6g}"


_line = _Line({"order": "none"})


def pretty(expression: Any) -> str:
    """A formula in one line of ordinary text: a middle dot for products, raised digits for powers.

    >>> pretty(sympy.Symbol("x") ** 2 * 3)
    '3·x²'
    """
    text = expression if isinstance(expression, str) else _line.doprint(expression)
    text = re.sub(r"\*\*(?:\((-?\d+)\)|(\d+)(?![.\d]))", lambda m: (m[1] or m[2]).translate(_SUPERSCRIPTS), text)
    for written, shown in _SHOWN.items():
        text = text.replace(written, shown)
    return text


def equation(formula: str) -> str:
    """``y =`` a formula, with the names that it binds behind it.

    >>> equation("u = min(limit, a); u * b")
    'y = u · b, with u = min(limit, a)'
    """
    *bindings, last = formula.split("; ")
    return pretty(", with ".join([f"y = {last}", *([", ".join(bindings)] if bindings else [])]))


def number_text(value: object) -> str:
    """Five digits, with a real minus sign."""
    text = f"{float(value):.5g}"  # type: ignore[arg-type]
    return ("0" if text == "-0" else text).replace("-", "\N{MINUS SIGN}")
