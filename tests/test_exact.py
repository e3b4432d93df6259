"""The oracle: known numbers, correct rounding, limits, kinks, and the same digits from both of its libraries."""

import math
from fractions import Fraction

import numpy as np
import pytest
import sympy
from mpmath import mp

import actlab
from actlab import exact
from actlab.define.expression import mathematics
from actlab.errors import ActlabError

MISH_AT_1 = "0.86509838826731034611623344925631238688643"  # tanh(log(1 + e)), by mpmath with 60 digits
MISH_SLOPE_AT_1 = "1.0490362200997921591"


@pytest.fixture
def without_flint(monkeypatch: pytest.MonkeyPatch) -> None:
    backend = exact._Mpmath()
    monkeypatch.setattr(exact, "_backend", lambda: backend)
    monkeypatch.setattr(exact, "_function", lambda choice, by: exact._Function(choice, by, exact._backend()))
    monkeypatch.setattr(exact, "_constant", exact._constant.__wrapped__)


def test_mish_at_one_has_its_digits() -> None:
    assert mp.nstr(exact.value("mish", 1, digits=50), 41) == MISH_AT_1
    assert mp.nstr(exact.slope("mish", 1, digits=50), 20) == MISH_SLOPE_AT_1


@pytest.mark.parametrize("digits", [5, 50, 500])
def test_all_digits_are_correct(digits: int) -> None:
    with mp.workdps(digits + 20):
        wanted = -1000 * mp.tanh(mp.log1p(mp.exp(-1000)))
        assert abs(exact.value("mish", -1000, digits=digits) / wanted - 1) < mp.mpf(10) ** -digits


def test_a_slope_far_in_the_tail_has_all_digits() -> None:
    with mp.workdps(40):
        wanted = mp.sech(1000) ** 2
        assert abs(exact.slope("tanh", 1000, digits=30) / wanted - 1) < mp.mpf(10) ** -30


@pytest.mark.parametrize(
    ("at", "wanted"),
    [(1, "1"), (0.1, "0.1000000000000000055511151231257827"), ("0.1", "0.1"), (Fraction(1, 10), "0.1")],
)
def test_a_float_is_read_exactly_and_a_text_as_the_decimal_number(at: object, wanted: str) -> None:
    with mp.workdps(40):
        assert mp.nstr(exact.value("identity", at), 34) == mp.nstr(mp.mpf(wanted), 34)


def test_parameters_are_set_by_name() -> None:
    assert exact.value("swish:beta=2", 1) == exact.value("swish", 1, beta=2.0) != exact.value("swish", 1)


@pytest.mark.parametrize("name", actlab.names())
def test_the_slope_at_a_kink_is_the_declared_one(name: str) -> None:
    choice = actlab.choose(name)
    given = {sympy.Symbol(key, real=True): number for key, number in choice.parameters.items()}
    for kink in choice.activation.kinks:
        at, slope = (float(mathematics(text, tuple(choice.parameters)).subs(given)) for text in (kink.at, kink.slope))
        assert float(exact.slope(name, at)) == pytest.approx(slope, rel=1e-15)


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("mish", 0, math.inf),
        ("tanh", -1, 1),
        ("relu6", 0, 6),
        ("leaky_relu", -math.inf, math.inf),
        ("elu:alpha=0.1", -0.1, math.inf),
        ("soft_root_sign", 0, 2),
        ("gcu", math.nan, math.nan),
        ("sine_relu", math.nan, math.inf),
        ("log_sigmoid", -math.inf, 0),
    ],
)
def test_limits(name: str, low: float, high: float) -> None:
    found = [float(exact.limit(name, side)) for side in (-1, 1)]
    assert found == pytest.approx([low, high], rel=1e-16, nan_ok=True)
    assert [float(exact.value(name, at)) for at in (-math.inf, math.inf)] == pytest.approx(found, nan_ok=True)


def test_nan_stays_nan() -> None:
    assert mp.isnan(exact.value("relu", math.nan))
    assert np.isnan(exact.pairs("mish", [math.nan])[0][0])


@pytest.mark.parametrize(("kind", "dtype"), [("float16", np.float16), ("float32", np.float32), ("float64", np.float64)])
def test_one_rounding_agrees_with_numpys_cast(kind: str, dtype: type) -> None:
    points = np.concatenate(
        [np.random.default_rng(1).normal(size=200), [65519.9, 65520.0, 3e-8, 2.98e-8, 2.99e-8, 1e30]]
    )
    for point in points:
        with np.errstate(over="ignore"):
            assert exact.rounded("identity", float(point), kind) == float(dtype(point))


def test_one_rounding_to_bfloat16_agrees_with_torch() -> None:
    torch = pytest.importorskip("torch")
    points = torch.randn(200, generator=torch.Generator().manual_seed(1), dtype=torch.float64).float()
    wanted = points.bfloat16().double().tolist()
    assert [exact.rounded("identity", float(point), "bfloat16") for point in points] == wanted


def test_a_tie_goes_to_even() -> None:
    assert exact.rounded("identity", 1 + 2.0**-11, "float16") == 1.0
    assert exact.rounded("identity", 1 + 3 * 2.0**-11, "float16") == 1 + 2.0**-9


def test_what_is_too_small_is_a_zero_with_the_right_sign() -> None:
    assert math.copysign(1, exact.rounded("mish", -200.0, "float32")) == -1
    assert exact.rounded("mish", -200.0, "float32") == 0
    assert exact.rounded("mish", -200.0, "float64") < 0


def test_pairs_hold_more_than_thirty_digits() -> None:
    high, low = exact.pairs("mish", [-3.0, 0.5])
    for point, a, b in zip([-3.0, 0.5], high, low, strict=True):
        with mp.workdps(40):
            assert abs((mp.mpf(a) + mp.mpf(b)) / exact.value("mish", point) - 1) < mp.mpf(10) ** -31


@pytest.mark.parametrize("name", actlab.names())
def test_mpmath_alone_finds_the_same(name: str, without_flint: None, request: pytest.FixtureRequest) -> None:
    points = [-8.25, -1.0, -0.375, 0.5, 2.0, 9.5]
    found = [[exact.pairs(name, points, *by)] for by in ((), ("x",))]
    request.getfixturevalue("monkeypatch").undo()
    for by, (result,) in zip(((), ("x",)), found, strict=True):
        high, low = exact.pairs(name, points, *by)
        np.testing.assert_array_equal(result[0], high)
        np.testing.assert_allclose(result[1], low, rtol=0, atol=2.0**-95 * np.abs(high).max())


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: exact.value("mish", "x"), "Invalid literal"),
        (lambda: exact.value("mish", None), "expected a number, got None"),
        (lambda: exact.value("mish", 1, digits=0), "digits must be at least 1"),
        (lambda: exact.rounded("mish", 1, "float8"), "unknown float type 'float8'"),
        (lambda: exact.derivative("mish", 1, "beta"), "unknown variable of mish 'beta'"),
        (lambda: exact.value("mesh", 1), "unknown activation 'mesh'"),
    ],
)
def test_wrong_use_is_refused(call: object, message: str) -> None:
    with pytest.raises((ActlabError, ValueError), match=message):
        call()
