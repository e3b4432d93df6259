"""Which choice of the catalogue is the same function as a formula: ``x / (1 + exp(-2 * x))`` is ``swish:beta=2``.

Numbers find it (least squares over the parameters of each record), and 50 digits decide.
"""

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from typing import Any

import mpmath
import numpy as np
import sympy
from numpy.typing import NDArray

from actlab.define.activation import Activation, Choice
from actlab.define.expression import mathematics, symbols_of
from actlab.define.library import RECORDS

_POINTS = np.array([-9.7, -6.1, -4.3, -3.2, -2.4, -1.7, -1.1, -0.6, -0.2, 0.3, 0.7, 1.2, 1.9, 2.6, 3.4, 4.7, 6.3, 8.9])
_FAR = [-600.0, -110.0, -30.0, -13.0, -0.01, 0.01, 13.0, 30.0, 110.0, 600.0]
_DECIDING = [*map(float, _POINTS), *_FAR, *(-10.1 + 0.317 * n for n in range(64))]
_NEAR = 1e-7  # of a fit, relative; least squares ends at about 1e-12 where the functions are equal
_STARTS = (1.0, -1.0)  # times the default of each parameter, or half of it where the default is 0
_DIGITS, _EQUAL = 50, mpmath.mpf("1e-40")
_SNAPPED = 1000  # the largest denominator of a number as people write it: 1/3 or 0.125, not one of least squares

Array = NDArray[np.float64]


def same_as(activation: Activation, records: tuple[Activation, ...] = RECORDS) -> Choice | None:
    """The first choice of ``records`` that is the same function for all x, its parameters at their defaults.

    >>> from actlab.define import record
    >>> same_as(record("celu")).key
    'elu'
    """
    return next(equals(Choice(activation, {}), records), None)


def equals(choice: Choice, records: tuple[Activation, ...] = RECORDS) -> Iterator[Choice]:
    """All choices of ``records`` that are the same function as ``choice``, at most one of each record, simple first."""
    values = _values(choice)
    if not np.isfinite(values).all():
        return
    for record in sorted(records, key=lambda record: len(record.parameters)):
        if record.key != choice.activation.key and (fitted := _fitted(record, values)) is not None:
            for candidate in _snapped(fitted):
                if _is_equal(choice, candidate):
                    yield candidate
                    break


def _fitted(record: Activation, values: Array) -> Choice | None:
    """The record with the parameters that come nearest, if it comes near at all."""
    if not record.parameters:
        near = _distance(_values(Choice(record, {})), values) < _NEAR
        return Choice(record, {}) if near else None
    from scipy.optimize import least_squares

    function = _function(record)
    bounds = tuple(zip(*((parameter.lower, parameter.upper) for parameter in record.parameters), strict=True))
    for start in _starts(record):
        with np.errstate(all="ignore"):
            solution = least_squares(
                lambda numbers: np.nan_to_num(function(_POINTS, *numbers) - values, nan=1e3, posinf=1e3, neginf=-1e3),
                start,
                bounds=bounds,
                xtol=1e-15,
                ftol=1e-15,
                gtol=1e-15,
                max_nfev=60,
            )
        numbers = dict(zip((parameter.name for parameter in record.parameters), map(float, solution.x), strict=True))
        if _distance(function(_POINTS, *solution.x), values) < _NEAR and record.allows(numbers):
            return Choice(record, numbers)
    return None


def _starts(record: Activation) -> Iterator[list[float]]:
    for factor in _STARTS:
        start = [factor * (parameter.default or 0.5) for parameter in record.parameters]
        yield [
            min(max(number, parameter.lower), parameter.upper)
            for number, parameter in zip(start, record.parameters, strict=True)
        ]


def _snapped(fitted: Choice) -> Iterator[Choice]:
    """With parameters as somebody would write them, nearest first; at the default where that is as near."""
    numbers = {name: float(Fraction(number).limit_denominator(_SNAPPED)) for name, number in fitted.parameters.items()}
    decimal = {name: float(f"{number:.9g}") for name, number in fitted.parameters.items()}
    for candidate in (numbers, decimal):
        if fitted.activation.allows(candidate):
            yield Choice(fitted.activation, candidate)


def _is_equal(one: Choice, other: Choice) -> bool:
    """Whether 50 digits agree at all points; a float64 parameter means the decimal number it prints as."""
    with mpmath.workdps(_DIGITS):
        functions = [_exact(choice) for choice in (one, other)]
        for point in _DECIDING:
            try:
                first, second = (function(mpmath.mpf(repr(point))) for function in functions)
            except (ValueError, ZeroDivisionError, OverflowError, TypeError):
                return False
            if not abs(first - second) <= _EQUAL * max(1, abs(first)):
                return False
    return True


def _exact(choice: Choice) -> Callable[[Any], Any]:
    symbols = symbols_of(choice.activation)
    numbers = {symbols[name]: sympy.Rational(repr(number)) for name, number in choice.parameters.items()}
    function: Callable[[Any], Any] = sympy.lambdify(
        [symbols["x"]], mathematics(choice.activation.formula, symbols).subs(numbers), "mpmath"
    )
    return function


def _values(choice: Choice) -> Array:
    return _function(choice.activation)(_POINTS, *choice.parameters.values())


def _distance(one: Array, other: Array) -> float:
    with np.errstate(all="ignore"):
        return float(np.nan_to_num(np.abs(one - other) / (1 + np.abs(other)), nan=np.inf).max())


@cache
def _function(record: Activation) -> Callable[..., Array]:
    symbols = symbols_of(record)
    function = sympy.lambdify(list(symbols.values()), mathematics(record.formula, symbols), modules=["scipy", "numpy"])

    def run(x: Array, *parameters: float) -> Array:
        with np.errstate(all="ignore"):
            columns = (np.full_like(x, number) for number in parameters)  # SymPy's `and` takes only arrays of one shape
            return np.broadcast_to(np.asarray(function(x, *columns), dtype=np.float64), x.shape)

    return run
