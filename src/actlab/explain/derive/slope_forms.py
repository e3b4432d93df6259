"""The slope as papers print it: in the value itself, in known functions, as one fraction of exponentials; each proved.

Swish: beta f + sigmoid(beta x) (1 - beta f). Mish: tanh(sp) + x / (cosh(sp)^2 (1 + e^-x)) and e^x w / d^2.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import sympy

from actlab.define.activation import Activation
from actlab.define.expression import derivative, mathematics, sigmoid, softplus, symbols_of, x
from actlab.define.language import CHOICES
from actlab.define.limits import attempted, within_limits
from actlab.define.registry import is_own
from actlab.explain.derive.closed_form import PATIENCE, PROVED, equal, plain, rational_form, shortest
from actlab.explain.derive.graph import Graph, Node, graph_of, symbolic
from actlab.explain.derive.operations import local_slope, pretty

LONG = 4  # operations of a factor of a fraction from which on it gets a name
_F, _SP = (sympy.Symbol(name, real=True) for name in ("f", "sp"))
_UPPER, _LOWER = "wvu", "dgh"
_ARITHMETIC = frozenset({"+", "-", "*", "/", "**", "neg"})


@dataclass(frozen=True)
class SlopeForm:
    """One way to write the slope; ``names`` says what stands for what, and ``f`` is the value."""

    title: str
    formula: sympy.Expr
    names: tuple[tuple[str, sympy.Expr], ...] = ()

    def __str__(self) -> str:
        where = ", ".join(f"{name} = {pretty(meant)}" for name, meant in self.names)
        return pretty(self.formula) + (f", where {where}" if where else "")

    def written_out(self, value: sympy.Expr) -> sympy.Expr:
        """In x and the parameters alone."""
        meant = {sympy.Symbol(name, real=True): plain(formula) for name, formula in self.names}
        return plain(self.formula).subs({_F: value, **meant}, simultaneous=True)


def slope_forms(activation: Activation) -> tuple[SlopeForm, ...]:
    """The proved forms of the slope, the shortest first; of a choice by cases it is one, shortened case by case.

    >>> from actlab.define import record
    >>> print(slope_forms(record("swish"))[0])
    beta·f + (1 − beta·f)·sigmoid(beta·x)
    """
    if is_own(activation):
        return within_limits(activation, _slope_forms, activation)
    return _slope_forms(activation)


def curvature_form(activation: Activation) -> str:
    """The curvature, shortened.

    >>> from actlab.define import record
    >>> curvature_form(record("hard_swish"))
    '(1/3 if (x > −3) and (x < 3) else 0)'
    """
    if is_own(activation):
        return within_limits(activation, _curvature_form, activation)
    return _curvature_form(activation)


def _curvature_form(activation: Activation) -> str:
    slope = derivative(mathematics(activation.formula, symbols_of(activation)), x)
    return pretty(shortest(derivative(slope, x)))


def _slope_forms(activation: Activation) -> tuple[SlopeForm, ...]:
    symbols = symbols_of(activation)
    value = mathematics(activation.formula, symbols)
    slope = derivative(value, x)
    parameters = {name: symbol for name, symbol in symbols.items() if name != "x"}
    graph = graph_of(activation.formula, parameters)
    forms = attempted(4 * PATIENCE, [], lambda: list(_forms(graph, slope)))
    forms = [_with(form, symbols) for form in forms]
    proved = [form for form in forms if equal(form.written_out(value), slope) == PROVED]
    if not proved:
        return (SlopeForm("shortened", shortest(slope)),)
    distinct = {str(form): form for form in sorted(proved, key=lambda form: len(str(form)))}
    return tuple(distinct.values())


def _with(form: SlopeForm, symbols: dict[str, sympy.Symbol]) -> SlopeForm:
    """With the record's own symbols, which know the signs of the parameters."""
    table = {sympy.Symbol(name, real=True): symbol for name, symbol in symbols.items()}
    return SlopeForm(form.title, form.formula.xreplace(table), tuple((n, e.xreplace(table)) for n, e in form.names))


def _forms(graph: Graph, slope: sympy.Expr) -> Iterator[SlopeForm]:
    if any(node.operation.startswith("where") or node.operation in CHOICES for node in graph.nodes):
        return
    fraction = rational_form(slope)
    if fraction is not None and not fraction.has(sympy.I):
        yield _named_fraction(fraction)
    gradient = _gradient(graph)
    in_the_value = _in_the_value(graph, gradient)
    in_functions = _in_functions(graph, gradient)
    if in_the_value is not None and len(pretty(in_the_value)) <= len(str(in_functions)):
        yield SlopeForm("in the value f = y", in_the_value)
    yield in_functions


def _gradient(graph: Graph) -> sympy.Expr:
    """dy/dx in the names of the graph."""
    arriving: dict[int, sympy.Expr] = {graph.output: sympy.Integer(1)}
    for number in reversed(range(graph.output)):
        users = [(user, place) for user, place in graph.users(number) if user in arriving]
        if users and not graph.nodes[number].is_constant:
            arriving[number] = sympy.Add(*(arriving[user] * local_slope(graph, user, place) for user, place in users))
    return arriving[graph.number("x")]


def _in_the_value(graph: Graph, gradient: sympy.Expr) -> sympy.Expr | None:
    """The gradient without x, by y = x * (functions of x) or by the law of the last function, such as 1 - y^2."""
    y = graph.symbol(graph.output)
    arithmetic = _expanded(graph, lambda operation: operation in _ARITHMETIC)
    table = {
        graph.symbol(number): arithmetic[number]
        for number, node in enumerate(graph.nodes)
        if node.operation in _ARITHMETIC and number != graph.output
    }
    gradient = gradient.subs(table, simultaneous=True)
    factor = sympy.cancel(arithmetic[graph.output] / x)
    if not factor.has(x, y) and not any(function.has(x) for function in gradient.atoms(sympy.Function)):
        gradient = sympy.cancel(gradient.subs(x, y / factor))
    if gradient.has(x) or not gradient.has(y):
        return None
    functions = [symbol for _, symbol in _operations(graph) if symbol != y]
    collected = sympy.collect(sympy.expand(gradient), functions)
    gradient = min(collected, sympy.factor(gradient), key=sympy.count_ops)
    return gradient.subs({**_written(graph), y: _F}, simultaneous=True)


def _in_functions(graph: Graph, gradient: sympy.Expr) -> SlopeForm:
    """The gradient with its functions by name; 1 - tanh^2 as 1 / cosh^2, softplus as sp where it stands twice."""
    for node, symbol in _operations(graph):
        if node.operation == "tanh":
            gradient = gradient.subs(1 - symbol**2, sympy.cosh(graph.symbol(node.inputs[0])) ** -2)
    shown = gradient.subs(_written(graph), simultaneous=True)
    if shown.has(sympy.cosh):
        shown = shown.replace(sigmoid, lambda u: 1 / (1 + sympy.exp(-u)))
    sums = shown.atoms(softplus)
    if len(sums) == 1 and sum(part in sums for part in sympy.preorder_traversal(shown)) > 1:
        (meant,) = sums
        return SlopeForm("in known functions", shown.subs(meant, _SP), (("sp", meant),))
    return SlopeForm("in known functions", shown)


def _named_fraction(fraction: sympy.Expr) -> SlopeForm:
    """e^x w / d^2, where w and d are the long factors above and below."""
    names: list[tuple[str, sympy.Expr]] = []

    def named(factor: sympy.Expr, letters: Iterator[str]) -> sympy.Expr:
        base, exponent = factor.as_base_exp()
        if not base.is_Add or sympy.count_ops(base) < LONG:
            return factor
        letter = next(letters)
        names.append((letter, base))
        return sympy.Symbol(letter, real=True) ** exponent

    upper, lower = sympy.fraction(fraction)
    above, below = iter(_UPPER), iter(_LOWER)
    try:
        over = sympy.Mul(*(named(factor, above) for factor in sympy.Mul.make_args(upper)))
        under = sympy.Mul(*(named(factor, below) for factor in sympy.Mul.make_args(lower)))
    except StopIteration:
        return SlopeForm("as one fraction in x and e^x", fraction)
    return SlopeForm("as one fraction in x and e^x", over / under, tuple(names))


def _operations(graph: Graph) -> list[tuple[Node, sympy.Symbol]]:
    return [(node, graph.symbol(number)) for number, node in enumerate(graph.nodes) if node.inputs]


def _written(graph: Graph) -> dict[sympy.Symbol, sympy.Expr]:
    """Every operation in x and the parameters, its functions by name."""
    formulas = _expanded(graph, lambda _: True)
    return {graph.symbol(number): formulas[number] for number, node in enumerate(graph.nodes) if node.inputs}


def _expanded(graph: Graph, is_written: Callable[[str], bool]) -> list[sympy.Expr]:
    """Every node; an operation that is not to be written out is its name."""
    formulas: list[sympy.Expr] = []
    for number, node in enumerate(graph.nodes):
        if node.inputs and is_written(node.operation):
            formulas.append(symbolic(node.operation, *(formulas[i] for i in node.inputs), stable=True))
        else:
            formulas.append(graph.symbol(number))
    return formulas
