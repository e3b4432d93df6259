"""The oracle for gates: value and slopes of g(a) h(b) at any precision, from the factors' formulas.

Each factor is a function of one input, so :mod:`actlab.exact` gives its digits; their product is exact.
"""

from collections.abc import Iterable
from functools import cache
from math import isfinite, nan
from typing import Any

import numpy as np
from mpmath import libmp, mp, mpf
from numpy.typing import NDArray

from actlab import exact
from actlab.define.activation import Activation, Choice, Parameter
from actlab.define.gate import GateChoice, factors_of
from actlab.define.registry import choose_gate
from actlab.errors import BadValue, UnknownName

_DIGITS = 38  # of a factor whose product is rounded: two float64 hold 32
_FLOOR = -2300  # of a factor that another one, up to 2^1024, multiplies


def value(gate: str | GateChoice, a: Any, b: Any, digits: int = 50) -> mpf:
    """The gate at one pair, with ``digits`` correct digits.

    Arguments:
        gate: a name or a choice, as everywhere.
        a: the gate's input: an int, a finite float of any kind (read exactly), a Fraction, or a decimal number as text.
        b: the other half, likewise.
        digits: significant digits.

    >>> print(mp.nstr(value("swiglu", 1, 2), 15))
    1.46211715726001
    """
    return _rounded_to(_product(choose_gate(gate), (), a, b, digits), digits)


def slope(gate: str | GateChoice, a: Any, b: Any, digits: int = 50) -> tuple[mpf, mpf]:
    """The derivatives by a and by b; at a clamp's end those inside of it, at a kink of g what its record declares."""
    choice = choose_gate(gate)
    by_a, by_b = (_rounded_to(_product(choice, (name,), a, b, digits), digits) for name in "ab")
    return by_a, by_b


def rounded(gate: str | GateChoice, a: float, b: float, kind: str, *by: str) -> float:
    """The value, or the derivative by ``"a"`` or ``"b"``, rounded once to a type of :data:`actlab.exact.FORMATS`."""
    if kind not in exact.FORMATS:
        raise UnknownName("float type", kind, exact.FORMATS)
    if not (isfinite(a) and isfinite(b)):
        return nan
    sign, man, exponent, _ = _product(choose_gate(gate), by, a, b, _DIGITS, _FLOOR)._mpf_
    return exact.round_fraction(exact.fraction_of(-man if sign else man, exponent), kind)


def pairs(
    gate: str | GateChoice, a: Iterable[float], b: Iterable[float], *by: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The results at many pairs, each as an unevaluated sum of two float64; at infinities and NaN the first is NaN."""
    choice = choose_gate(gate)
    rows = [_pair(choice, by, one, other) for one, other in zip(a, b, strict=True)]
    high, low = np.array(rows, dtype=np.float64).reshape(-1, 2).T
    return high, low


def _pair(choice: GateChoice, by: tuple[str, ...], a: float, b: float) -> tuple[float, float]:
    if not (isfinite(a) and isfinite(b)):
        return nan, 0.0
    whole = _product(choice, by, a, b, _DIGITS, _FLOOR)
    high = float(whole)
    with mp.workprec(500):
        return high, float(whole - high) if isfinite(high) else 0.0


def _product(choice: GateChoice, by: tuple[str, ...], a: Any, b: Any, digits: int, floor: int | None = None) -> mpf:
    """Without a rounding of its own; each factor has ``digits`` digits and some."""
    first, other = (
        exact.derivative(function, at, *("x" for name in by if name == variable), digits=digits + 3, floor=floor)
        for function, variable, at in zip(_functions(choice), "ab", (a, b), strict=True)
    )
    return mp.make_mpf(libmp.mpf_mul(first._mpf_, other._mpf_))


def _rounded_to(number: mpf, digits: int) -> mpf:
    with mp.workdps(digits):
        return +number


@cache
def _functions(choice: GateChoice) -> tuple[Choice, Choice]:
    """Both factors as functions of x."""
    gate = choice.activation
    if not gate.function:
        raise BadValue(f"{gate.key} is a gate of your own, for which there are no exact values.")
    functions = []
    for name, text in zip(("first", "other"), factors_of(choice), strict=True):
        parameters = tuple(Parameter(p.name, choice.parameters[p.name]) for p in gate.parameters if p.name in text)
        kinks = choice.function.activation.kinks if name == "first" else ()
        record = Activation(f"{gate.key} {name}", gate.title, text, gate.source, parameters=parameters, kinks=kinks)
        functions.append(Choice(record, {}))
    return functions[0], functions[1]
