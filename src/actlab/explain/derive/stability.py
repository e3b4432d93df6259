"""Why a stable form is needed: run the naive forms in float32 and find where and why they fail.

Nothing here is known beforehand. A form is evaluated operation by operation, as a program would, at points over the
whole range of the type; what comes out is compared with the value at high precision. The first failing point on each
side of zero comes from halving, and the report names the first operation that goes wrong there.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import mpmath
import numpy as np
import sympy
from sympy.printing.str import StrPrinter

from actlab.define.language import LONGEST
from actlab.define.limits import attempted
from actlab.emit.numpy_mathematics import mathematics as arrays
from actlab.errors import BadValue
from actlab.explain.derive.graph import Graph
from actlab.explain.derive.operations import forward, label

FAILED = 1e-3  # a relative error from which a form counts as failed: three digits left of seven
SMALLEST_NORMAL = {"float32": float(np.finfo(np.float32).tiny), "float64": float(np.finfo(np.float64).tiny)}
FARTHEST = 200.0  # e^200 and e^-200 are far outside float32; what is well there goes on well
PATIENCE = 0.6  # seconds for one form of an own formula
_HALVINGS = 60


@dataclass(frozen=True)
class Failure:
    """One place where a form goes wrong."""

    x: float
    got: float
    right: float
    operation: str
    reason: str

    def __str__(self) -> str:
        return f"at x = {self.x:.6g} it gives {_as_word(self.got)} instead of {self.right:.6g}: {self.reason}"


@dataclass(frozen=True)
class Form:
    """One way to compute the value or the slope, and where it fails."""

    title: str
    formula: str
    failures: tuple[Failure, ...]
    is_tried: bool = True  # an own formula may take too long


class Exact:
    """What should come out, at high precision: a graph or a function of x, each point computed once for all forms."""

    def __init__(self, exact: Graph | Callable[[Any], Any], parameters: Mapping[str, float], precision: str) -> None:
        self.exact, self.parameters, self.precision = exact, dict(parameters), precision
        self.at = cache(self._at)

    def _at(self, x: float) -> float:
        """NaN where the formula has no real value."""
        x = float(np.dtype(self.precision).type(x))
        with mpmath.workdps(int(60 + 0.9 * abs(x))):
            try:
                if isinstance(self.exact, Graph):
                    result = forward(self.exact, {"x": x, **self.parameters})[-1]
                else:
                    result = self.exact(mpmath.mpf(x))
                return float("nan") if isinstance(result, mpmath.mpc) else float(result)
            except (ValueError, ZeroDivisionError, OverflowError, TypeError):
                return float("nan")


def form(title: str, graph: Graph, exact: Exact) -> Form:
    """Try ``graph``, operation by operation."""
    return _tried(title, graph.formula, _Trial(graph, exact))


def tried(title: str, formula: str, function: Callable[[Any], Any], exact: Exact) -> Form:
    """Try a function on arrays instead of a graph: the code that is really used."""
    return _tried(title, formula, _Trial(None, exact, function))


def _tried(title: str, formula: str, trial: "_Trial") -> Form:
    failures = attempted(PATIENCE, None, lambda: [trial.first_failure(sign) for sign in (-1, 1)])
    if failures is None:
        return Form(title, formula, (), is_tried=False)
    return Form(title, formula, tuple(failure for failure in failures if failure is not None))


class _Trial:
    def __init__(self, graph: Graph | None, exact: Exact, function: Callable[[Any], Any] | None = None) -> None:
        self.graph, self.exact, self.function = graph, exact, function
        self.parameters, self.precision = exact.parameters, exact.precision

    def first_failure(self, sign: int) -> Failure | None:
        """The failing point nearest to zero on one side, to six digits."""
        grid = sign * np.geomspace(1e-3, FARTHEST, 140)
        well = None
        for point in grid:
            if self.fails(float(point)):
                return self.explained(float(point) if well is None else self._halved(well, float(point)))
            well = float(point)
        return None

    def _halved(self, well: float, failing: float) -> float:
        for _ in range(_HALVINGS):
            middle = (well + failing) / 2
            well, failing = (well, middle) if self.fails(middle) else (middle, failing)
            if abs(failing - well) < 1e-6 * abs(failing):
                break
        return failing

    def fails(self, x: float) -> bool:
        right = self.right(x)
        if np.isnan(right):
            return False  # outside the domain, such as log(x) at -1: nothing to compare with
        if abs(right) < SMALLEST_NORMAL[self.precision]:
            return not np.isfinite(self.got(x)[-1])
        return _error(self.got(x)[-1], right) > FAILED

    def right(self, x: float) -> float:
        return self.exact.at(x)

    def got(self, x: float) -> list[Any]:
        """Every node in the type, operation by operation."""
        kind = np.dtype(self.precision).type
        if self.graph is None:
            assert self.function is not None
            return [self.function(np.array([x], kind))[0]]
        values: list[Any] = []
        with np.errstate(all="ignore"):
            for node in self.graph.nodes:
                if node.constant is not None:
                    values.append(kind(float(node.constant)))
                elif not node.inputs:
                    values.append(kind(x if node.name == "x" else self.parameters[node.name]))
                else:
                    values.append(kind(_floating(node.operation, *(values[taken] for taken in node.inputs))))
        return values

    def explained(self, x: float) -> Failure:
        """Which operation is the first to go wrong, and how."""
        got = self.got(x)
        if self.graph is None:
            return Failure(x, float(got[-1]), self.right(x), "", "rounding")
        with mpmath.workdps(int(60 + 0.9 * abs(x))):
            exact = forward(self.graph, {"x": float(np.dtype(self.precision).type(x)), **self.parameters})
        operation, reason = "", "the rounding errors of all operations together"
        for number, node in enumerate(self.graph.nodes):
            if not node.inputs:
                continue
            name = f"{label(self.graph, number)}"
            taken = [got[i] for i in node.inputs]
            if np.isinf(got[number]) and all(np.isfinite(taken)):
                operation, reason = name, f"{name} overflows to infinity"
                continue  # infinity may be right so far; the operation after it may go wrong
            if np.isnan(got[number]):
                reason = f"{reason}, and {_indeterminate(node.operation, taken)}" if operation else f"{name} gives NaN"
                operation = operation or name
                break
            if np.isfinite(got[number]) and not operation and _error(got[number], exact[number]) > FAILED:
                operation, reason = name, _lost(name, node.operation, taken, got[number])
                break
        return Failure(x, float(got[-1]), self.right(x), operation, reason)


def _lost(name: str, operation: str, taken: list[Any], got: Any) -> str:
    if operation == "log":
        return f"log of a number rounded to {float(taken[0]):.9g}: what was added to 1 is lost"
    if operation in ("-", "+"):
        first, second = (f"{abs(float(value)):.7g}" for value in taken)
        return f"{name} takes the difference of {first} and {second}: the leading digits cancel"
    return f"{name} underflows to 0" if got == 0 else f"{name} has lost its digits"


def _indeterminate(operation: str, taken: list[Any]) -> str:
    signs = {"/": "/", "*": "\N{MULTIPLICATION SIGN}", "-": "\N{MINUS SIGN}", "+": "+"}
    if operation in signs and len(taken) == 2:
        return f"{_as_word(taken[0])} {signs[operation]} {_as_word(taken[1])} is NaN"
    return f"{operation} of it is NaN"


def _error(got: Any, right: Any) -> float:
    if not np.isfinite(got):
        return np.inf
    return float(abs(mpmath.mpf(float(got)) - right) / abs(right)) if right else float(abs(got))


def _as_word(value: Any) -> str:
    if np.isnan(value):
        return "NaN"
    return ("\N{MINUS SIGN}" if value < 0 else "") + "infinity" if np.isinf(value) else f"{float(value):.6g}"


_PLAIN: dict[str, Any] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
    "**": np.power,
    "neg": np.negative,
    "max": np.maximum,
    "min": np.minimum,
    "where<": lambda a, b, p, q: p if a < b else q,
    "where<=": lambda a, b, p, q: p if a <= b else q,
    "where>": lambda a, b, p, q: p if a > b else q,
    "where>=": lambda a, b, p, q: p if a >= b else q,
}


def _floating(operation: str, *values: Any) -> Any:
    function = _PLAIN.get(operation) or getattr(arrays, operation)
    return function(*values)


def as_text(expression: sympy.Expr) -> str:
    """A SymPy formula in the language of the records, so that it can be run operation by operation.

    Raises:
        BadValue: for nested choices whose text is too large.
    """
    return str(_Text().doprint(expression))


class _Text(StrPrinter):  # type: ignore[misc]
    """SymPy's own text, with cases as ``where``."""

    def _print_Piecewise(self, expression: sympy.Piecewise) -> str:  # noqa: N802 - SymPy's name
        *cases, (last, _) = expression.args
        text = self._print(last)
        for case, condition in reversed(cases):
            text = self._where(condition, self._print(case), text)
        return str(text)

    def _where(self, condition: sympy.Basic, chosen: str, otherwise: str) -> str:
        if isinstance(condition, sympy.And):
            first, *rest = condition.args
            return self._where(first, self._where(sympy.And(*rest), chosen, otherwise), otherwise)
        if isinstance(condition, sympy.Or):
            first, *rest = condition.args
            return self._where(first, chosen, self._where(sympy.Or(*rest), chosen, otherwise))
        text = f"where({self._print(condition)}, {chosen}, {otherwise})"
        if len(text) > LONGEST:  # each condition in a condition doubles it
            raise BadValue("this choice by cases is too large to be written with where().")
        return text

    def _print_Exp1(self, _: Any) -> str:  # noqa: N802 - SymPy's name
        return "exp(1)"

    def _print_Abs(self, expression: sympy.Abs) -> str:  # noqa: N802 - SymPy's name
        return f"abs({self._print(expression.args[0])})"
