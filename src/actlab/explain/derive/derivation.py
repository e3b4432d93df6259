"""The derivative of a formula, step by step: values forward, gradients back, each step checked twice.

Every gradient is compared with a difference of the formula itself at 60 digits, and with SymPy's own derivative of the
rest of the formula by the node in question.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import mpmath
import sympy

from actlab.define import Choice
from actlab.define.expression import derivative, mathematics
from actlab.define.limits import attempted
from actlab.errors import BadValue
from actlab.explain.derive.closed_form import PATIENCE, UNDECIDED, WRONG, equal, plain, rational_form, shortest
from actlab.explain.derive.graph import Graph, symbolic
from actlab.explain.derive.operations import START, USED_TWICE, forward, law_of, local_slope

DIGITS = 60
STEP = "1e-18"  # a central difference then errs by 1e-36 from the curve and 1e-42 from rounding
SMALLEST = "1e-12"  # of the values to which the step is relative: 1 / exp(6 x) bends at exp(-22) as x does at 1
TOLERANCE = 1e-25
MORE_DIGITS, SMALLER_STEP = 300, "1e-100"  # where the first do not agree: exp(exp(4)) bends 1e28 times as much
TRIED_AT = ("-3.7", "-1.3", "-0.4", "0.6", "1.7", "4.2")
Point = float | tuple[float, ...]  # a value of x, or of both inputs of a gate


@dataclass(frozen=True)
class Forward:
    """One operation on the way forward."""

    number: int
    formula: sympy.Expr
    value: Any


@dataclass(frozen=True)
class Step:
    """One gradient on the way back: dy by the node, in the names of the graph."""

    number: int
    name: str
    law: str
    formula: sympy.Expr
    expanded: sympy.Expr
    value: Any
    differences: int | None  # at how many points a difference of the formula agrees; None: none could be tried
    proof: str  # what SymPy said
    parts: tuple[tuple[int, int, sympy.Expr], ...] = ()  # (node, place, gradient that comes back from there)

    @property
    def checked(self) -> bool:
        """Whether it passed both checks."""
        return bool(self.differences) and self.proof not in (WRONG, UNDECIDED)

    @property
    def is_wrong(self) -> bool:
        """Whether it failed one of them; where a check is out of reach, a step is neither."""
        return self.differences == 0 or self.proof == WRONG


@dataclass(frozen=True)
class Slope:
    """The derivative by one variable, its names written out; as SymPy's shortest; as one fraction in x and e^x."""

    result: sympy.Expr
    simplified: sympy.Expr
    fraction: sympy.Expr | None  # where it is one: the closed form that papers print


@dataclass(frozen=True)
class Derivation:
    """Everything that is known of the derivative of one formula."""

    graph: Graph
    at: Point | None
    parameters: Mapping[str, float]
    forward: tuple[Forward, ...]
    steps: tuple[Step, ...]
    slopes: Mapping[str, Slope]  # by each variable of the graph
    values: tuple[Any, ...] | None
    gradients: Mapping[tuple[int, int], Any]
    kink: float | None  # the declared slope, where the formula has a kink at ``at``

    @property
    def checked(self) -> bool:
        """Whether every step passed both checks."""
        return all(step.checked for step in self.steps)

    @property
    def slope(self) -> Slope:
        """That of a function of one input."""
        (only,) = self.slopes.values()
        return only

    @property
    def point(self) -> dict[str, float]:
        """The variables at ``at``."""
        return {} if self.at is None else point_of(self.graph, self.at)


def point_of(graph: Graph, at: Point) -> dict[str, float]:
    """The variables of a graph at a point."""
    return dict(zip(graph.variables, at if isinstance(at, tuple) else (at,), strict=True))


def derive(graph: Graph, choice: Choice, at: Point | None) -> Derivation:
    """Derive the result of ``graph`` by its variables, and by each parameter that may be learned.

    Arguments:
        graph: of the formula.
        choice: the activation with its parameters set.
        at: where to give values, a number for each variable; None leaves the graph symbolic.
    """
    parameters = dict(choice.parameters)
    with mpmath.workdps(DIGITS if at is None else digits_for(at)):
        values = None if at is None else _values(graph, at, parameters)
        kink = _kink(choice, at)
        steps = _steps(graph, parameters, values, at if kink is None else None)
        gradients = {} if values is None else _flows(graph, values)
        lines = tuple(
            Forward(number, _named(graph, number), None if values is None else values[number])
            for number, node in enumerate(graph.nodes)
            if node.inputs
        )
    results = {step.name: step.expanded for step in steps if step.name in graph.variables}
    slopes = {name: _slope(graph, results[name]) for name in graph.variables}
    return Derivation(graph, at, parameters, lines, tuple(steps), slopes, values, gradients, kink)


def _slope(graph: Graph, result: sympy.Expr) -> Slope:
    return Slope(result, shortest(result), rational_form(result) if graph.variables == ("x",) else None)


def _values(graph: Graph, at: Point, parameters: Mapping[str, float]) -> tuple[Any, ...]:
    place = point_of(graph, at)
    try:
        values = tuple(forward(graph, {**place, **parameters}))
    except (ValueError, ZeroDivisionError, OverflowError, TypeError):
        values = (mpmath.mpc(0),)
    if any(isinstance(value, mpmath.mpc) or not mpmath.isfinite(value) for value in values):
        where = ", ".join(f"{name} = {value:g}" for name, value in place.items())
        raise BadValue(f"the formula has no finite real value at {where}.")
    return values


def digits_for(at: Point) -> int:
    """So many that exp(-|x|) still shows beside 1."""
    size = max(map(abs, at)) if isinstance(at, tuple) else abs(at)
    return int(DIGITS + 0.9 * min(size, 3000))


def _kink(choice: Choice, at: Point | None) -> float | None:
    """The slope that the record declares, if ``at`` is one of its kinks."""
    if at is None or isinstance(at, tuple):
        return None
    names = {parameter.name: sympy.Symbol(parameter.name, real=True) for parameter in choice.activation.parameters}
    values = {symbol: choice.parameters[name] for name, symbol in names.items()}
    for kink in choice.activation.kinks:
        if float(mathematics(kink.at, names).subs(values)) == at:
            return float(mathematics(kink.slope, names).subs(values))
    return None


def _named(graph: Graph, number: int) -> sympy.Expr:
    node = graph.nodes[number]
    return symbolic(node.operation, *(graph.symbol(taken) for taken in node.inputs), stable=True)


def _steps(graph: Graph, parameters: Mapping[str, float], values: Sequence[Any] | None, at: Point | None) -> list[Step]:
    expanded = _expanded(graph)
    arriving: dict[int, sympy.Expr] = {graph.output: sympy.Integer(1)}
    steps = []
    for number in reversed(range(len(graph.nodes))):
        node = graph.nodes[number]
        if node.is_constant or not _leads_to_input(graph, number, parameters):
            continue
        law, parts = START, []
        if number != graph.output:
            parts = [
                (user, place, arriving[user] * local_slope(graph, user, place))
                for user, place in graph.users(number)
                if user in arriving and not (graph.nodes[user].operation.startswith("where") and place < 2)
            ]
            arriving[number] = sympy.Add(*(part for _, _, part in parts))
            law = "; ".join(dict.fromkeys(law_of(graph.nodes[user]) for user, _, _ in parts))
            law += f"; {USED_TWICE}" if len(parts) > 1 else ""
        formula = arriving[number]
        written_out = _substituted(formula, graph, expanded)
        steps.append(
            Step(
                number,
                node.name,
                law,
                formula,
                written_out,
                None if values is None else _value(formula, graph, values),
                attempted(PATIENCE, None, _differences, graph, number, formula, parameters, at),
                attempted(2 * PATIENCE, UNDECIDED, _proof, graph, number, formula),
                tuple(parts),
            )
        )
    return steps


def _leads_to_input(graph: Graph, number: int, parameters: Mapping[str, float]) -> bool:
    """Whether a gradient has to pass here: parameters get theirs, but it stops at operations that only they feed."""
    node = graph.nodes[number]
    if node.operation == "input":
        return node.name in graph.variables or node.name in parameters
    return any(_leads_to_input(graph, taken, parameters) for taken in node.inputs)


def _expanded(graph: Graph) -> list[sympy.Expr]:
    """Every node in the variables and parameters, as plain mathematics."""
    terms: list[sympy.Expr] = []
    for number, node in enumerate(graph.nodes):
        taken = [terms[i] for i in node.inputs]
        terms.append(symbolic(node.operation, *taken) if node.inputs else graph.symbol(number))
    return terms


def _substituted(formula: sympy.Expr, graph: Graph, expanded: Sequence[sympy.Expr]) -> sympy.Expr:
    table = {graph.symbol(n): expanded[n] for n, node in enumerate(graph.nodes) if node.inputs}
    return plain(formula).subs(table, simultaneous=True)


def _value(formula: sympy.Expr, graph: Graph, values: Sequence[Any]) -> Any:
    names = [graph.symbol(n) for n, node in enumerate(graph.nodes) if not node.is_constant]
    numbers = [values[n] for n, node in enumerate(graph.nodes) if not node.is_constant]
    return mpmath.mpf(sympy.lambdify(names, plain(formula), "mpmath")(*numbers))


def _flows(graph: Graph, values: Sequence[Any]) -> dict[tuple[int, int], Any]:
    """The gradient that comes back along each edge, by (node, place), as numbers."""
    arriving: dict[int, Any] = {graph.output: mpmath.mpf(1)}
    flows: dict[tuple[int, int], Any] = {}
    for number in reversed(range(len(graph.nodes))):
        node = graph.nodes[number]
        for place, taken in enumerate(node.inputs):
            if graph.nodes[taken].is_constant:
                continue
            flow = arriving[number] * _value(local_slope(graph, number, place), graph, values)
            flows[number, place] = flow
            arriving[taken] = arriving.get(taken, mpmath.mpf(0)) + flow
    return flows


def _differences(
    graph: Graph, number: int, formula: sympy.Expr, parameters: Mapping[str, float], at: Point | None
) -> int | None:
    """At how many points the formula agrees with a difference; 0 if it fails at one, None without a point."""
    agreeing = 0
    names = [graph.symbol(n) for n, node in enumerate(graph.nodes) if not node.is_constant]
    function = sympy.lambdify(names, plain(formula), "mpmath")
    for point in _points(graph, at):
        agrees: bool | None = False
        for digits, step in ((DIGITS if at is None else digits_for(at), STEP), (MORE_DIGITS, SMALLER_STEP)):
            with mpmath.workdps(digits):
                try:
                    agrees = _agrees(graph, number, function, parameters, point, step)
                except (ValueError, ZeroDivisionError, OverflowError, TypeError):
                    agrees = None  # outside the domain of the formula, such as log(x) at -1
            if agrees is not False:
                break
        if agrees is False:
            return 0
        agreeing += agrees is True
    return agreeing or None


def _points(graph: Graph, at: Point | None) -> list[dict[str, str]]:
    """Where differences are tried: a second variable gets the same numbers in another order."""
    turned = [TRIED_AT[2 * place :] + TRIED_AT[: 2 * place] for place in range(len(graph.variables))]
    points = [dict(zip(graph.variables, each, strict=True)) for each in zip(*turned, strict=True)]
    return points if at is None else [*points, {name: repr(value) for name, value in point_of(graph, at).items()}]


def _agrees(
    graph: Graph, number: int, function: Any, parameters: Mapping[str, float], point: Mapping[str, str], smallest: str
) -> bool | None:
    """Whether a gradient is the difference at one point, None where there is nothing to compare with.

    At a point where the two one-sided differences differ there is a kink, and where half a step changes them there is a
    jump. Large values on the way leave a difference fewer digits.
    """
    inputs = {**point, **parameters}
    values = forward(graph, inputs)
    derived = function(*(v for v, node in zip(values, graph.nodes, strict=True) if not node.is_constant))
    step = min(max(abs(values[number]), mpmath.mpf(SMALLEST)), 1) * mpmath.mpf(smallest)
    low, high = _one_sided(graph, number, values, inputs, step)
    if any(isinstance(each, mpmath.mpc) or not mpmath.isfinite(each) for each in (derived, low, high)):
        return None
    size = max(abs(low), abs(high), mpmath.mpf("1e-30"))
    if abs(low - high) > 1e-6 * size:
        return None
    rounding = max(map(abs, values)) * mpmath.mpf(10) ** (2 - mpmath.mp.dps) / step
    if abs((low + high) / 2 - derived) <= TOLERANCE * size + rounding + mpmath.mpf("1e-32"):
        return True
    half, _ = _one_sided(graph, number, values, inputs, step / 2)
    return False if abs(half - low) <= 1e-6 * size + rounding else None


def _one_sided(graph: Graph, number: int, values: Sequence[Any], inputs: dict[str, Any], step: Any) -> tuple[Any, Any]:
    sides = [forward(graph, inputs, {number: values[number] + sign * step})[graph.output] for sign in (-1, 1)]
    return (values[graph.output] - sides[0]) / step, (sides[1] - values[graph.output]) / step


def _proof(graph: Graph, number: int, formula: sympy.Expr) -> str:
    """SymPy differentiates the rest of the formula by this node; ``proved``, ``equal to 40 digits`` or nothing."""
    node = graph.nodes[number]
    own = sympy.Symbol(node.name, real=True) if node.inputs else graph.symbol(number)
    rest: list[sympy.Expr] = []
    for n, other in enumerate(graph.nodes):
        taken = [rest[i] for i in other.inputs]
        rest.append(own if n == number else symbolic(other.operation, *taken) if other.inputs else graph.symbol(n))
    by_sympy = derivative(rest[graph.output], own)
    table = {graph.symbol(n): rest[n] for n, other in enumerate(graph.nodes) if other.inputs and n != number}
    return equal(by_sympy, plain(formula).subs(table, simultaneous=True))
