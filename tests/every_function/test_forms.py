"""Paper formula, stable form, tuned body and every emitted derivative are the same function, to 50 digits."""

from collections.abc import Callable

import numpy as np
import pytest
import sympy
from mpmath import mp, mpf

import actlab
from actlab import exact
from actlab.define.expression import derivative, mathematics, stable, symbols_of, x
from actlab.emit.derivatives import derivatives

EVERY = pytest.mark.parametrize("name", actlab.names())
WORKING = 420  # digits: gelu(-40) is 1 + erf(-28), where 350 of them cancel
SMALLEST = mpf(10) ** -350  # what is smaller is compared to 1e-400 absolutely: gelu_tanh(-40) is 1e-2000
BENDS = mpf(10) ** -60  # the same for second derivatives, which are 0 beyond a clamp: tanhexp's is 1e-129 there
# No kink lies on the grid; the tails reach where float64 would have lost all digits of the paper's formula.
GRID = [mpf(n) / 4 + mpf(1) / 16 for n in range(-48, 49)] + [mpf(n) for n in (-40, -25, -17, 17, 20, 25, 40)]
STABLE = {
    "sigmoid": lambda u: 1 / (1 + mp.exp(-u)),
    "softplus": lambda u: mp.log(1 + mp.exp(u)),
    "stable_tanh": mp.tanh,
    "stable_erfc": mp.erfc,
    "expm1": mp.expm1,
    "log1p": mp.log1p,
    "maximum": max,
    "minimum": min,
}

Function = Callable[[mpf], mpf]


def function(expression: sympy.Expr, record: actlab.Activation) -> Function:
    symbols = symbols_of(record)
    given = {symbols[p.name]: sympy.Rational(*p.default.as_integer_ratio()) for p in record.parameters}
    return sympy.lambdify(x, expression.subs(given), modules=[STABLE, "mpmath"])


def check_same(one: Function, other: Function, points: list[mpf], digits: int = 50, smallest: mpf = SMALLEST) -> None:
    with mp.workdps(WORKING):
        for point in points:
            a, b = mpf(one(point)), mpf(other(point))
            assert abs(a - b) <= mpf(10) ** -digits * max(abs(a), smallest), f"they differ at x = {mp.nstr(point, 8)}"


def paper(record: actlab.Activation, *by: str) -> Function:
    symbols = symbols_of(record)
    return function(derivative(mathematics(record.formula, symbols), *(symbols[name] for name in by)), record)


@EVERY
def test_the_stable_form_is_the_formula(name: str) -> None:
    record = actlab.record(name)
    check_same(paper(record), function(mathematics(record.stable_form, symbols_of(record)), record), GRID)


@EVERY
def test_every_emitted_derivative_is_that_of_the_formula(name: str) -> None:
    record = actlab.record(name)
    for by, (expression,) in derivatives(record).items():
        points = GRID if by in ((), ("x",), ("x", "x")) else GRID[::7]
        smallest = SMALLEST if by in ((), ("x",)) else BENDS
        check_same(paper(record, *by), function(expression, record), points, smallest=smallest)


@EVERY
def test_tuned_bodies_are_the_formula_and_its_slope(name: str) -> None:
    record = actlab.record(name)
    for text, by in ((record.tuned_value, ()), (record.tuned_slope, ("x",))):
        if text is not None:
            tuned = function(mathematics(text, symbols_of(record)), record)
            check_same(paper(record, *by), tuned, [point for point in GRID if point <= 20])
            # Beyond their clamp they are right to float64: mish's gate at 20 is 1 - 8.5e-18.
            check_same(paper(record, *by), tuned, [point for point in GRID if point > 20], digits=15)


@EVERY
def test_fronts_take_the_declared_slope_at_a_kink(name: str) -> None:
    record = actlab.record(name)
    symbols = symbols_of(record)
    given = {symbols[p.name]: p.default for p in record.parameters}
    for kink in record.kinks:
        at, declared = (float(mathematics(text, symbols).subs(given)) for text in (kink.at, kink.slope))
        assert actlab.slope(name, at) == pytest.approx(declared, rel=4e-16)
        assert actlab.slope(name, np.float32(at)) == pytest.approx(declared, rel=4e-7)
        before, after = (float(exact.slope(name, at + step, digits=20)) for step in (-1e-9, 1e-9))
        jumps = abs(before - after) > 1e-6 or record.discontinuous
        assert jumps or name == "elu", f"{name} has no kink at {at}"  # elu's is there for any alpha but the default


@EVERY
def test_kinks_hold_at_other_parameters(name: str) -> None:
    record = actlab.record(name)
    if not record.kinks or not record.parameters:
        return
    changed = {p.name: min(p.upper, max(p.lower, p.default * 0.75)) for p in record.parameters}
    symbols = symbols_of(record)
    given = {symbols[key]: number for key, number in changed.items()}
    for kink in record.kinks:
        at, declared = (float(mathematics(text, symbols).subs(given)) for text in (kink.at, kink.slope))
        assert float(exact.slope(name, at, **changed)) == pytest.approx(declared, rel=4e-16)
        assert actlab.slope(name, at, **changed) == pytest.approx(declared, rel=4e-16)


# What articles print -----------------------------------------------------------------------------------------------


def mish_slope() -> sympy.Expr:
    return sympy.diff(mathematics(actlab.record("mish").formula), x)


def printed_slope_of_mish(square: sympy.Expr) -> sympy.Expr:
    e = sympy.exp(x)
    w = 4 * (x + 1) + 4 * square + sympy.exp(3 * x) + e * (4 * x + 6)
    d = 2 * e + square + 2
    return e * w / d**2


def difference(one: sympy.Expr, other: sympy.Expr) -> sympy.Expr:
    t = sympy.Symbol("t", positive=True)
    return sympy.simplify((one - other).rewrite(sympy.exp).subs(x, sympy.log(t)))


def test_the_printed_slope_of_mish_is_proved() -> None:
    assert difference(mish_slope(), printed_slope_of_mish(sympy.exp(2 * x))) == 0


def test_the_misprinted_slope_of_mish_is_refused() -> None:
    wrong = printed_slope_of_mish(sympy.E**2 * x)
    assert difference(mish_slope(), wrong) != 0
    errors = [abs(float((mish_slope() - wrong).subs(x, at))) for at in (-2.0, 0.5, 2.0)]
    assert min(errors) > 0.05


def test_the_slope_of_swish_is_beta_f_and_a_gate() -> None:
    record = actlab.record("swish")
    symbols = symbols_of(record)
    beta, f = symbols["beta"], mathematics(record.formula, symbols)
    gate = 1 / (1 + sympy.exp(-beta * x))
    assert sympy.simplify(sympy.diff(f, x) - (beta * f + gate * (1 - beta * f))) == 0
    assert sympy.simplify(sympy.diff(f, x) - (beta * f + gate * (1 - f))) != 0  # without beta it is another function


def test_the_slope_of_mish_through_its_gate() -> None:
    softplus = sympy.log(1 + sympy.exp(x))
    printed = sympy.tanh(softplus) + x / (sympy.cosh(softplus) ** 2 * (1 + sympy.exp(-x)))
    assert difference(mish_slope(), printed) == 0
    assert difference(mish_slope(), printed + x / 1000 * sympy.exp(x)) != 0


def test_a_form_that_is_nearly_the_formula_is_refused() -> None:
    record = actlab.record("mish")
    right = paper(record)
    for wrong in ("x * tanh(softplus(x)) + 0.0000000000000000000000000000000000000000001", "x * sigmoid(x)"):
        with pytest.raises(AssertionError, match="they differ at x"):
            check_same(right, function(stable(wrong), record), GRID)
    unclamped = function(stable("e = exp(min(x, 2)); n = e * (e + 2); x * (n / (n + 2))"), record)
    with pytest.raises(AssertionError, match=r"they differ at x = 2\."):
        check_same(right, unclamped, GRID)
