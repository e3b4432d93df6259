"""Is a hand-written value or slope right? Compare it with a record, and say which term is likely missing."""

import importlib
import importlib.util
import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import permutations
from pathlib import Path
from typing import Any

import mpmath
import numpy as np
import sympy
from numpy.typing import NDArray

from actlab.define import Choice
from actlab.define.expression import mathematics
from actlab.define.limits import limited
from actlab.errors import BadValue
from actlab.explain.derive.closed_form import plain, shortest
from actlab.explain.derive.derivation import derive, digits_for
from actlab.explain.derive.explanation import chosen
from actlab.explain.derive.graph import graph_of
from actlab.explain.derive.operations import pretty
from actlab.faults import of_users_code

Array = NDArray[np.float64]
Function = Callable[..., Any]

KINDS = ("value", "slope", "backward")
FARTHEST = 30.0
TOLERANCE = 1e-9  # relative; a correct formula in float64 keeps ten digits where it does not cancel
SMALL = 1e-3  # below this the error counts beside SMALL: a naive formula that is right loses digits in its tail
SHOWN = 5
MATCH = 1e-6  # how near a guess must come to what was got, relative, to be named
_X = sympy.Symbol("x", real=True)


@dataclass(frozen=True)
class Region:
    """A stretch of x on which the answer is wrong, and its worst point."""

    low: float
    high: float
    worst: float
    got: float
    right: float

    def __str__(self) -> str:
        return (
            f"wrong from x = {self.low:.4g} to {self.high:.4g}; worst at x = {self.worst:.6g}: got {self.got:.9g}, "
            f"expected {self.right:.9g} (off by {self.got - self.right:.3g})"
        )


@dataclass(frozen=True)
class Check:
    """What came out of a check."""

    name: str
    against: str
    kind: str
    points: int
    regions: tuple[Region, ...]
    hint: str
    note: str = ""  # right, but with fewer digits than float64 has

    @property
    def agrees(self) -> bool:
        """Whether the function is right everywhere it was tried."""
        return not self.regions

    def __str__(self) -> str:
        head = f"{self.name} as the {self.kind} of {self.against}"
        if self.agrees:
            agrees = f"{head}: agrees at all {self.points} points from {-FARTHEST:g} to {FARTHEST:g}."
            return f"{agrees}\n  {self.note}" if self.note else agrees
        shown = [f"  {region}" for region in self.regions[:SHOWN]]
        if len(self.regions) > SHOWN:
            shown.append(f"  and {len(self.regions) - SHOWN} more stretches")
        return "\n".join([f"{head}: WRONG", *shown, f"  {self.hint}"])


def check(function: Function, against: str | Choice, kind: str | None = None, **parameters: float) -> Check:
    """Compare a function written by hand with an activation.

    Arguments:
        function: takes an array x and returns the value or the slope; or a backward, that takes x and a gradient, and
            perhaps the value too (in any order), and returns the gradient times the slope: ``mish_back(dz, u, z)``. An
            argument named like a parameter gets that: ``swish_back(dz, u, z, beta)``. A function of one number will do.
        against: the activation, such as ``"mish"``, or a formula.
        kind: value, slope or backward; without it, the one to which the results are nearest.
        parameters: of the activation.

    Returns:
        Where it is wrong and by how much, and which term of the formula is likely missing.

    >>> import numpy as np
    >>> check(lambda x: np.maximum(x, 0), "relu").agrees
    True
    """
    choice = chosen(against, parameters)
    if kind is not None and kind not in KINDS:
        raise BadValue(f"kind: expected {', '.join(KINDS)}, got {kind!r}.")
    x = _points(choice)
    exact = {"value": _exact(choice, x, slope=False), "slope": _exact(choice, x, slope=True)}
    name = getattr(function, "__name__", "the function")
    kind, got = _called(function, name, x, kind, exact, choice.parameters)
    side = "value" if kind == "value" else "slope"
    regions = tuple(_regions(x, got, exact[side]))
    hint = _hint(choice, x, got, side) if regions else ""
    return Check(name, choice.title, kind, len(x), regions, hint, _note(x, got, exact[side]))


def load(where: str) -> Function:
    """The function named by ``module:function`` or ``file.py:function``."""
    module, separator, name = where.rpartition(":")
    if not separator or not module or not name:
        raise BadValue(f"expected module:function or file.py:function, got {where!r}.")
    loaded = _module(module)
    if not callable(getattr(loaded, name, None)):
        known = [key for key, attribute in vars(loaded).items() if callable(attribute) and not key.startswith("_")]
        raise BadValue(f"{module} has no function {name!r}; it has: {', '.join(known) or 'none'}.")
    function: Function = getattr(loaded, name)
    return function


def _module(text: str) -> Any:
    path = Path(text)
    if path.suffix == ".py":
        if not path.is_file():
            raise BadValue(f"there is no file {text!r}.")
        specification = importlib.util.spec_from_file_location(path.stem, path)
        assert specification is not None
        assert specification.loader is not None
        module = importlib.util.module_from_spec(specification)
        with _explained(text):
            specification.loader.exec_module(module)
        return module
    sys.path.insert(0, str(Path.cwd()))
    try:
        with _explained(text):
            return importlib.import_module(text)
    except ModuleNotFoundError as error:
        if error.name != text:
            raise
        raise BadValue(f"there is no module {text!r} here or among the installed ones.") from None
    finally:
        sys.path.pop(0)


@contextmanager
def _explained(text: str) -> Iterator[None]:
    """Turn what a user's file raises into a message; a library that is missing says by itself what to install."""
    try:
        yield
    except ModuleNotFoundError:
        raise
    except Exception as error:
        raise BadValue(f"{text} cannot be run ({of_users_code(error)}).") from error


def _points(choice: Choice) -> Array:
    """Both signs, small to large, and no kink: the slope there is a matter of declaration."""
    steps = np.concatenate([np.geomspace(1e-3, 0.5, 24), np.linspace(0.53, FARTHEST, 180)])
    x = np.concatenate([-steps[::-1], steps])
    names = {name: sympy.Symbol(name, real=True) for name in choice.parameters}
    parameters = {names[name]: value for name, value in choice.parameters.items()}
    kinks = [float(mathematics(kink.at, names).subs(parameters)) for kink in choice.activation.kinks]
    return x[[all(abs(point - kink) > 1e-6 for kink in kinks) for point in x]]


@cache
def _expressions(choice: Choice) -> tuple[sympy.Expr, sympy.Expr, tuple[sympy.Expr, ...]]:
    """Value and slope in x alone, parameters put in, and the slope as people write it."""
    return _derived(choice)


@limited
def _derived(choice: Choice) -> tuple[sympy.Expr, sympy.Expr, tuple[sympy.Expr, ...]]:
    names = {name: sympy.Symbol(name, real=True) for name in choice.parameters}
    values = {symbol: sympy.Rational(repr(choice.parameters[name])) for name, symbol in names.items()}
    derivation = derive(graph_of(choice.activation.formula, names), choice, None)
    value = mathematics(choice.activation.formula, names).subs(values)
    slope = derivation.slope.result.subs(values)
    written = () if derivation.slope.fraction is None else (derivation.slope.fraction.subs(values),)
    return value, slope, (*written, slope, shortest(slope))


def _exact(choice: Choice, x: Array, slope: bool) -> Array:
    value, derived, _ = _expressions(choice)
    return _evaluated(derived if slope else value, x)


def _evaluated(formula: sympy.Expr, x: Array) -> Array:
    function = sympy.lambdify([_X], plain(formula), "mpmath")
    with mpmath.workdps(digits_for(FARTHEST)):
        return np.array([float(function(mpmath.mpf(float(point)))) for point in x])


def _called(
    function: Function,
    name: str,
    x: Array,
    kind: str | None,
    exact: Mapping[str, Array],
    parameters: Mapping[str, float],
) -> tuple[str, Array]:
    taken = _arguments(function)
    numbers = {argument: parameters[argument] for argument in taken if argument in parameters}
    count = len(taken) - len(numbers)
    if count > 3:
        known = f" ({', '.join(parameters)})" if parameters else ""
        raise BadValue(
            f"{name} takes {', '.join(taken)}; expected x, or x and a gradient, or x, a gradient and the value, "
            f"and perhaps parameters by their names{known}."
        )
    if count < 2 and kind != "backward":
        got = _run(function, name, (x,), numbers)
        if kind is None:
            kind = min(("value", "slope"), key=lambda side: _distance(got, exact[side]))
        return kind, got
    arguments = (x, np.ones_like(x), exact["value"])[: max(count, 2)]
    results = [_run(function, name, order, numbers) for order in permutations(arguments)]
    return "backward", min(results, key=lambda result: _distance(result, exact["slope"]))


def _arguments(function: Function) -> list[str]:
    """The names of the required arguments."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return ["x"]
    return [
        argument.name
        for argument in signature.parameters.values()
        if argument.default is argument.empty and argument.kind not in (argument.VAR_POSITIONAL, argument.VAR_KEYWORD)
    ]


def _run(function: Function, name: str, arrays: tuple[Array, ...], numbers: Mapping[str, float]) -> Array:
    with np.errstate(all="ignore"):
        try:
            got = np.asarray(function(*(array.copy() for array in arrays), **numbers), dtype=np.float64)
        except (TypeError, ValueError):
            got = _one_by_one(function, name, arrays, numbers)
        except Exception as error:  # a user's code
            raise BadValue(f"{name} fails for an array ({of_users_code(error)}).") from error
    if got.shape != arrays[0].shape:
        raise BadValue(f"{name} returned the shape {list(got.shape)} for an array of {list(arrays[0].shape)}.")
    return got


def _one_by_one(function: Function, name: str, arrays: tuple[Array, ...], numbers: Mapping[str, float]) -> Array:
    def at(*point: float) -> float:
        try:
            return float(function(*point, **numbers))
        except OverflowError:
            return float("nan")  # math.exp says so instead of returning infinity

    try:
        return np.array([at(*map(float, row)) for row in zip(*arrays, strict=True)])
    except Exception as error:
        raise BadValue(f"{name} takes neither an array nor a number ({of_users_code(error)}).") from error


def _distance(got: Array, right: Array) -> float:
    inner = slice(len(got) // 4, -len(got) // 4)
    return float(np.median(np.abs(np.nan_to_num(got[inner], nan=1e9) - right[inner])))


def _regions(x: Array, got: Array, right: Array) -> Iterator[Region]:
    with np.errstate(all="ignore"):
        errors = np.abs(got - right)
        errors[~np.isfinite(got)] = np.inf
        wrong = errors > TOLERANCE * np.maximum(np.abs(right), SMALL)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], wrong, [False]]).astype(int)))
    for start, stop in edges.reshape(-1, 2):
        worst = start + int(np.argmax(errors[start:stop]))
        yield Region(float(x[start]), float(x[stop - 1]), float(x[worst]), float(got[worst]), float(right[worst]))


def _note(x: Array, got: Array, right: Array) -> str:
    """Where a right answer has lost digits."""
    with np.errstate(all="ignore"):
        relative = np.abs(got - right) / np.abs(right)
    worst = int(np.nanargmax(np.where(np.isfinite(relative), relative, -1)))
    if relative[worst] <= TOLERANCE:
        return ""
    return (
        f"it loses digits: at x = {x[worst]:.6g} it gives {got[worst]:.9g} instead of {right[worst]:.9g}; "
        "see actlab explain for a stable form."
    )


def _hint(choice: Choice, x: Array, got: Array, side: str) -> str:
    """The first change of the formula, of one place, that gives what was got."""
    value, derived, forms = _expressions(choice)
    written = (value,) if side == "value" else forms
    few = np.flatnonzero(np.isfinite(got) & (np.abs(x) > 0.2) & (np.abs(x) < 6))[::9]
    if len(few) < 4:
        return "it is not a number where the formula is one."
    if side == "slope" and _near(value, x[few], got[few]):
        return "this is the value itself, not its slope."
    if side == "value" and _near(derived, x[few], got[few]):
        return "this is the slope, not the value."
    right = _evaluated(written[0], x[few])
    if np.all(np.abs(got[few] - right) <= MATCH * np.maximum(np.abs(right), 1e-9)):
        return "right in the middle: the formula fails only far out, where it overflows or loses its digits."
    for formula in written:
        for what, changed in _changes(formula):
            if _near(changed, x[few], got[few]):
                return f"{what}; the whole formula is {pretty(formula)}."
    return "no single missing term, factor, sign or exponent explains it."


def _near(formula: sympy.Expr, x: Array, got: Array) -> bool:
    try:
        guess = _evaluated(formula, x)
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return False
    return bool(np.all(np.abs(guess - got) <= MATCH * np.maximum(np.abs(got), 1e-9)))


def _changes(formula: sympy.Expr) -> Iterator[tuple[str, sympy.Expr]]:
    """Every formula that differs in one place: a term or factor left out, a sign, an exponent, a number."""
    for path, part in _places(formula, ()):
        if part.is_Add or part.is_Mul:
            what = "term" if part.is_Add else "factor"
            for index, argument in enumerate(part.args):
                rest = part.func(*(other for i, other in enumerate(part.args) if i != index))
                yield f"the {what} {pretty(argument)} is likely missing", _replaced(formula, path, rest)
                if part.is_Add:
                    turned = part.func(*(-other if i == index else other for i, other in enumerate(part.args)))
                    yield f"the sign of {pretty(argument)} is likely wrong", _replaced(formula, path, turned)
        if isinstance(part, sympy.exp):
            inner = part.args[0]
            coefficient = inner.as_coeff_Mul()[0]
            if coefficient != 1:
                misread = sympy.exp(coefficient) * _X
                yield f"{pretty(part)} was likely read as e^{coefficient}·x", _replaced(formula, path, misread)
            yield f"the sign inside {pretty(part)} is likely wrong", _replaced(formula, path, sympy.exp(-inner))
        if part.is_Pow and part.args[1].is_Integer and abs(part.args[1]) > 1:
            less = part.args[0] ** sympy.sign(part.args[1])
            yield f"the exponent of {pretty(part.args[0])} is likely missing", _replaced(formula, path, less)
        if part.is_Integer and path and part not in (1, -1):
            for other in (part - 1, part + 1, sympy.Integer(1)):
                yield f"a {part} was likely written as {other}", _replaced(formula, path, other)


def _places(formula: sympy.Expr, path: tuple[int, ...]) -> Iterator[tuple[tuple[int, ...], sympy.Expr]]:
    yield path, formula
    for index, argument in enumerate(formula.args):
        if isinstance(argument, sympy.Expr):
            yield from _places(argument, (*path, index))


def _replaced(formula: sympy.Expr, path: tuple[int, ...], part: sympy.Expr) -> sympy.Expr:
    if not path:
        return part
    arguments = list(formula.args)
    arguments[path[0]] = _replaced(arguments[path[0]], path[1:], part)
    return formula.func(*arguments)
