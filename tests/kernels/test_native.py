"""The kernels against values made independently, at every position, alignment and instruction set."""

import ast
import ctypes
import os
import subprocess
import sys

import numpy as np
import pytest
from helpers import portable
from scipy.special import expit

import actlab
from actlab.define import choose
from actlab.errors import BadType, BadValue, UnknownName
from actlab.kernels import arrays as native
from actlab.kernels import search

SPECIAL = np.array([0.0, -0.0, np.inf, -np.inf, np.nan], np.float32)


def mish(x):
    """Mish in double without cancellation; good to 1e-15."""
    e = np.exp(np.minimum(x, 300.0))
    n = e * (e + 2)
    return x * (n / (n + 2))


def mish_slope(x):
    c = np.clip(x, -1000.0, 100.0)
    e = np.exp(c)
    r = 1 / (e * (e + 2) + 2)
    return (e * (e + 2) + 4 * c * e * (1 + e) * r) * r


FUNCTIONS = {
    ("mish", "value"): (mish, ()),
    ("mish", "slope"): (mish_slope, ()),
    ("swish", "value"): (lambda x: x * expit(x), (1.0,)),
    ("swish", "slope"): (lambda x: expit(x) * (1 + x * expit(-x)), (1.0,)),
    ("sigmoid", "value"): (expit, ()),
    ("sigmoid", "slope"): (lambda x: expit(x) * expit(-x), ()),
    ("softplus", "value"): (lambda x: np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x))), (1.0,)),
    ("softplus", "slope"): (expit, (1.0,)),
    ("tanh", "value"): (np.tanh, ()),
    ("tanh", "slope"): (lambda x: 4 * np.exp(-2 * np.abs(x)) / (1 + np.exp(-2 * np.abs(x))) ** 2, ()),
}
BY_HAND = pytest.mark.parametrize("key", ["mish", "swish", "sigmoid", "softplus", "tanh"])
BOTH = pytest.mark.parametrize("what", ["value", "slope"])


def run(key, what, x, *arguments, **keywords):
    return native.run(key, what, x, *arguments, parameters=FUNCTIONS[key, what][1], **keywords)


def dense_floats():
    """Every 4001st float of each sign, subnormals included, and a grid where the functions bend; shuffled."""
    bits = np.arange(1, 0x7F800000, 4001, dtype=np.uint32).view(np.float32)
    grid = np.linspace(-110, 110, 400_001, dtype=np.float32)
    points = np.concatenate([bits, -bits, grid])
    np.random.default_rng(0).shuffle(points)
    return points


def ulp_error(got, wanted):
    exponent = np.maximum(np.frexp(wanted)[1], -125)
    return np.abs(got.astype(np.float64) - wanted) / np.ldexp(1.0, exponent - 24)


@BY_HAND
def test_float32_values_stay_within_2_ulp_over_the_whole_domain(key):
    x = dense_floats()
    with np.errstate(all="ignore"):
        errors = ulp_error(run(key, "value", x), FUNCTIONS[key, "value"][0](x.astype(np.float64)))
    assert errors.max() <= 2.0, x[errors.argmax()]


@BY_HAND
def test_float32_slopes_stay_within_2_5e_7_everywhere(key):
    x = dense_floats()
    with np.errstate(all="ignore"):
        errors = np.abs(run(key, "slope", x) - FUNCTIONS[key, "slope"][0](x.astype(np.float64)))
    assert errors.max() <= 2.5e-7, x[errors.argmax()]


@BY_HAND
def test_float32_slopes_stay_within_3_ulp_away_from_their_zero(key):
    x = dense_floats()
    x = x[np.abs(x + 1.24) > 0.2]  # mish's slope is 0 at -1.1924, swish's at -1.2785
    with np.errstate(all="ignore"):
        errors = ulp_error(run(key, "slope", x), FUNCTIONS[key, "slope"][0](x.astype(np.float64)))
    assert errors.max() <= 3.0, x[errors.argmax()]


COMPARED = {
    "threshold": [(0.3, 0.1), (-0.7, 0.2), (1e-50, 0.1)],
    "hard_tanh": [(-0.3, 0.7), (-1.1, 0.1), (0.1, 0.3), (0.0, 0.7), (-0.3, 0.0), (1e-50, 0.7), (-0.3, -1e-50)],
    "hard_shrink": [(0.3, 0.0), (0.1, 0.5), (0.1, 0.3)],
    "soft_shrink": [(0.3,), (0.5,), (1e-50,), (123.4567,), (3.3e38,)],
}
SUBTRACTED = ("soft_shrink", "value")  # in floats too, so that its last bit may be another


@BOTH
@pytest.mark.parametrize(("key", "numbers"), [(key, each) for key, every in COMPARED.items() for each in every])
def test_a_parameter_that_is_no_float_is_compared_exactly(key, what, numbers):
    near = np.array([sign * number for number in numbers for sign in (1, -1)], np.float32)
    near = np.concatenate([near, np.nextafter(near, np.float32(9)), np.nextafter(near, np.float32(-9)), SPECIAL])
    x = np.concatenate([near, np.random.default_rng(0).normal(0, 1, 1000)]).astype(np.float32)
    got, wide = (native.run(key, what, each, parameters=numbers) for each in (x, x.astype(np.float64)))
    right = wide.astype(np.float32)
    if (key, what) == SUBTRACTED:
        np.testing.assert_array_max_ulp(got, right, maxulp=1)
    else:
        np.testing.assert_array_equal(got, right)
        known = ~np.isnan(right)
        np.testing.assert_array_equal(np.signbit(got)[known], np.signbit(right)[known])  # of a zero too


def test_soft_shrink_by_more_than_any_float_leaves_infinities():
    x = np.array([np.inf, -np.inf, 3.4e38, 1], np.float32)
    np.testing.assert_array_equal(native.run("soft_shrink", "value", x, parameters=(1e39,)), [np.inf, -np.inf, 0, 0])


BETAS = (1.702, 0.3, 100.0, 2.0**-11)  # with the last it is computed in double


POSITIVE = [
    *(("swish", beta) for beta in BETAS),
    *(("softplus", beta) for beta in (1.3, 2.0, 100.0, 0.5)),
    *((key, alpha) for key in ("elu", "celu") for alpha in (0.3, 0.5, 2.5, 2.0**-11)),
]
OF_BETA = pytest.mark.parametrize(("key", "beta"), [*POSITIVE, ("swish", -2.0)])


def of_beta(key, beta, x):
    """Value and slope in double; exp(w) alone is 0 where x exp(w) is a float still."""
    w = beta * x.astype(np.float64)
    if key == "softplus":
        return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(w))) / beta, expit(w)
    if key in ("elu", "celu"):
        u = np.minimum(x.astype(np.float64) / (beta if key == "celu" else 1), 0)
        return np.where(x > 0, x, beta * np.expm1(u)), np.where(x > 0, 1, np.exp(u) * (1 if key == "celu" else beta))
    return x * np.where(w < -40, np.exp(w), expit(w)), np.where(np.abs(w) > 700, w > 0, expit(w) * (1 + w * expit(-w)))


def slope_tolerance(key, beta):
    """As with 1; of ELU the slope is alpha times that."""
    return 2.5e-7 * (beta if key == "elu" else 1)


@OF_BETA
def test_float32_stays_within_its_errors_with_any_beta(key, beta):
    x = np.concatenate([dense_floats(), np.linspace(-130 / abs(beta), 130 / abs(beta), 100_001, dtype=np.float32)])
    x = x[np.abs(x) < 1e17]
    with np.errstate(all="ignore"):
        value, slope = of_beta(key, beta, x)
        errors = ulp_error(native.run(key, "value", x, parameters=(beta,)), value)
        of_slopes = np.abs(native.run(key, "slope", x, parameters=(beta,)) - slope)
    assert errors.max() <= (2.0 if key == "swish" else 3.0), x[errors.argmax()]
    assert of_slopes.max() <= slope_tolerance(key, beta), x[of_slopes.argmax()]


@pytest.mark.parametrize(("key", "beta"), POSITIVE)
def test_another_beta_is_seen(key, beta):
    width = {"celu": beta, "elu": 1.0}.get(key, 1 / beta)
    x = np.linspace(-4 * width, 4 * width, 1001, dtype=np.float32)
    value, slope = of_beta(key, beta * 1.001, x)
    assert ulp_error(native.run(key, "value", x, parameters=(beta,)), value).max() > 3
    assert np.abs(native.run(key, "slope", x, parameters=(beta,)) - slope).max() > slope_tolerance(key, beta)


@pytest.mark.parametrize(("key", "beta"), POSITIVE)
def test_limits_with_any_beta(key, beta):
    x = np.concatenate([SPECIAL, np.array([-3e38, 3e38], np.float32)])
    value = native.run(key, "value", x, parameters=(beta,))
    at_zero = np.float32(np.log(2.0) / beta) if key == "softplus" else 0
    far_left = -beta if key in ("elu", "celu") else 0
    np.testing.assert_allclose(value, [at_zero, at_zero, np.inf, far_left, np.nan, far_left, 3e38], rtol=2e-7)
    np.testing.assert_array_equal(np.signbit(value[:2]), [False, key != "softplus"])


def test_the_check_refuses_a_wrong_function():
    x = dense_floats()
    with np.errstate(all="ignore"):
        assert ulp_error(native.run("swish", "value", x, parameters=(1.0,)), mish(x.astype(np.float64))).max() > 1e5


def test_limits_at_infinity_zero_and_nan():
    value = native.run("mish", "value", SPECIAL)
    np.testing.assert_array_equal(value, [0.0, -0.0, np.inf, -0.0, np.nan])
    np.testing.assert_array_equal(np.signbit(value[:4]), [False, True, False, True])
    slope = native.run("mish", "slope", SPECIAL)
    np.testing.assert_array_equal(slope, np.array([0.6, 0.6, 1.0, 0.0, np.nan], np.float32))


@BY_HAND
@BOTH
@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64, np.uint16])
def test_same_bits_at_every_position_length_and_alignment(key, what, kind):
    # Unusual neighbours send a group another way; that must not change the bits of the others.
    generator = np.random.default_rng(1)
    values = generator.normal(0, 3, 300).astype(np.float32)
    values[100:110] = [-95, 1e-40, 60, -np.inf, np.inf, -86.55, -86.7, 43.6, -87.4, 1e30]
    values[290] = -95
    with np.errstate(over="ignore"):
        x = (values.view(np.uint32) >> 16).astype(np.uint16) if kind is np.uint16 else values.astype(kind)
    whole = run(key, what, x)
    for start in range(0, 40, 3):
        for length in (1, 2, 7, 16, 17, 33, 64, 250):
            part = run(key, what, x[start : start + length].copy())
            assert part.tobytes() == whole[start : start + length].tobytes()
    buffer = np.zeros(x.nbytes + 64, np.uint8)
    for offset in (1, 2, 4, 8, 33):
        shifted = buffer[offset : offset + x.nbytes].view(x.dtype)
        shifted[:] = x
        assert run(key, what, shifted).tobytes() == whole.tobytes()


EVERY = pytest.mark.parametrize("key", actlab.names())
UNUSUAL = [
    -np.inf,
    np.inf,
    -300,
    -95,
    -86.6,
    -40.25,
    -13.5,
    -8.0,
    -0.5,
    -0.0,
    0.0,
    1e-45,
    -1e-40,
    1e-30,
    0.5,
    1.0,
    7.75,
    20.5,
    60,
    127.9,
    128,
    1e30,
    np.nan,
]


def gradients(what, gradient):
    """None, and one for a slope."""
    return (None,) if what == "value" else (None, gradient)


def run_default(key, what, x, gradient=None):
    return native.run(key, what, x, gradient, parameters=tuple(choose(key).parameters.values()))


@EVERY
@BOTH
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_results_are_batch_invariant_and_position_invariant_bit_for_bit(key, what, kind):
    generator = np.random.default_rng(5)
    x = np.concatenate([generator.normal(0, 3, 200), UNUSUAL, generator.normal(0, 3, 200)]).astype(kind)
    g = generator.normal(0, 1, x.size).astype(kind)
    g[::7], g[3::50] = 1e30, 1e-40
    for gradient in gradients(what, g):
        whole = run_default(key, what, x, gradient)
        for start, length in ((0, 1), (7, 250), (200, 24), (201, 64), (203, 17), (333, 5)):
            part = slice(start, start + length)
            alone = run_default(key, what, x[part].copy(), None if gradient is None else gradient[part].copy())
            assert alone.tobytes() == whole[part].tobytes()
        turned = run_default(key, what, x[::-1].copy(), None if gradient is None else gradient[::-1].copy())
        assert turned[::-1].tobytes() == whole.tobytes()


@pytest.mark.parametrize(("beta", "threshold"), [(2.0, 20.0), (100.0, 20.0), (1.7, 5.0), (3.0, 0.3), (5.0, -2.0)])
def test_softplus_with_any_threshold_is_a_line_from_there_on(beta, threshold):
    def softplus(what, x):
        return native.run("softplus_threshold", what, x, parameters=(beta, threshold))

    edge = np.array([threshold / beta], np.float32).view(np.int32) + np.arange(-500, 500)  # with a step in the middle
    random = np.random.default_rng(0)
    x = np.concatenate([edge.view(np.float32), random.normal(0, 1, 5000), random.normal(0, 20 / beta, 5000), SPECIAL])
    x = x.astype(np.float32)
    wide = x.astype(np.float64)
    finite = np.isfinite(x)
    assert ulp_error(softplus("value", x[finite]), softplus("value", wide[finite])).max() <= 3
    np.testing.assert_array_equal(softplus("value", x[~finite]), softplus("value", wide[~finite]))
    np.testing.assert_allclose(softplus("slope", x), softplus("slope", wide), rtol=0, atol=2.5e-7)
    if threshold < 10:  # seen where it is
        assert ulp_error(softplus("value", x[finite]), softplus("value", wide[finite] + 1e-6)).max() > 1e3


@pytest.mark.parametrize("kind", ["float16", "float32", "float64"])
@pytest.mark.parametrize("length", [1, 8192])  # of 16 bits few are computed, many are in a table
def test_swish_of_any_sign_is_right_far_out(kind, length):
    far = float(np.finfo(kind).max)
    x = np.array([-np.inf, -far, -20, -0.0, 20, far, np.inf, np.nan])
    for beta, value, slope in (
        (-2.0, [-np.inf, -far, -20, -0.0, 0, 0, 0, np.nan], [1, 1, 1, 0.5, 0, 0, 0, np.nan]),
        (0.0, [*x[:1], *(x[1:6] / 2), *x[6:]], [0.5] * 7 + [np.nan]),
        (2.0, [0, 0, 0, -0.0, 20, far, np.inf, np.nan], [0, 0, 0, 0.5, 1, 1, 1, np.nan]),
    ):
        for what, right in (("value", value), ("slope", slope)):
            got = native.run("swish", what, np.tile(x, length).astype(kind), parameters=(beta,))[-8:]
            np.testing.assert_allclose(got, np.array(right).astype(kind), rtol=1e-6, atol=1e-14)


@BOTH
@OF_BETA
def test_any_beta_is_position_invariant_too(what, key, beta):
    x = np.concatenate([np.random.default_rng(5).normal(0, 3, 200), UNUSUAL]).astype(np.float32)
    whole = native.run(key, what, x, parameters=(beta,))
    for i in range(190, x.size):
        assert native.run(key, what, x[i : i + 1].copy(), parameters=(beta,)).tobytes() == whole[i].tobytes()


@EVERY
@BOTH
@pytest.mark.parametrize("scale", [3, 6, 100])  # a few of 16 numbers are beyond 8, some, and most
def test_numbers_beyond_a_table_are_each_computed_as_alone(key, what, scale):
    x = np.concatenate([np.random.default_rng(8).normal(0, scale, 1_111), UNUSUAL]).astype(np.float32)
    g = np.linspace(0.5, 2, x.size, dtype=np.float32) if what == "slope" else None
    whole, place = run_default(key, what, x, g), x.copy()
    native.run(key, what, place, g, tuple(choose(key).parameters.values()), out=place)
    np.testing.assert_array_equal(place.view(np.uint32), whole.view(np.uint32))
    for i in np.flatnonzero(~(np.abs(x) < 8)):
        alone = run_default(key, what, x[i : i + 1].copy(), None if g is None else g[i : i + 1].copy())
        assert alone.tobytes() == whole[i].tobytes(), x[i]


@EVERY
@BOTH
def test_a_zero_keeps_its_sign_in_every_type(key, what):
    zeros = np.array([-0.0, 0.0])
    signs = [np.signbit(run_default(key, what, zeros.astype(kind))) for kind in (np.float32, np.float64, np.float16)]
    assert (signs[0] == signs).all()


@EVERY
def test_the_gradient_beside_a_number_does_not_change_its_bits(key):
    slopes = []
    for beside in (1.0, 0.0, 1e-44, 3e38, np.nan):
        x = np.resize(np.array([-95, -1, -104.5, -1, -50, -1, -13.5, -1, -1.5, -1], np.float32), 100)
        g = np.resize(np.array([1e3, beside, 1e20, beside, 1e20, beside, 1e20, beside, 1e-3, beside], np.float32), 100)
        slopes.append(run_default(key, "slope", x, g)[::2].tobytes())
    assert len(set(slopes)) == 1


@pytest.mark.parametrize("key", ["gelu", "gelu_tanh", "mish", "swish", "tanh", "elu", "celu", "selu", "log_tanh_exp"])
@pytest.mark.parametrize("length", [1, 64, 200])
def test_a_negative_zero_stays_one(key, length):
    for kind in (np.float32, np.float64):
        zeros = np.zeros(length, kind)
        assert not np.signbit(run_default(key, "value", zeros)).any()
        assert np.signbit(run_default(key, "value", -zeros)).all()


@BOTH
@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64])
def test_a_wave_has_no_limit(what, kind):
    x = np.array([-np.inf], kind)
    assert np.isnan(run_default("sine_relu", what, x)).all()
    assert np.isnan(run_default("gcu", what, x)).all()


@pytest.mark.parametrize("key", ["sine_relu", "gcu"])
def test_float64_waves_are_right_far_out(key):
    x = -np.array(
        [2.0**20, 1e9, 1e22, 6381956970095103 * 2.0**797, 1e300]
    )  # the fourth is 5e-19 from a multiple of pi/2
    assert search.errors(key, "float64", "value", x).normal.max() < 2


@pytest.mark.parametrize(
    ("key", "what", "low", "high", "bound"),
    [
        ("mish", "value", -745.2, -700, 2),
        ("mish", "slope", -745.2, -700, 3),
        ("swish", "value", -745.2, -700, 2),
        ("swish", "slope", -745.2, -700, 3),
        ("sigmoid", "value", -745.2, -700, 3),
        ("sigmoid", "slope", -745.2, -700, 4),
        ("tanh", "slope", -373, -350, 4),
        ("gelu", "value", -38.6, -20, 4),
        ("gelu", "slope", -38.6, -20, 4),
    ],
)
def test_float64_tails_keep_their_digits_until_they_are_subnormal(key, what, low, high, bound):
    found = search.errors(key, "float64", what, np.linspace(low, high, 1501))
    assert found.normal.max() <= bound
    assert found.subnormal.max() <= 1


# Where a lane changes its way: the ends of the table, far out, subnormal results, the limit of the exponent.
TURNS = [-110.0, -91.8, -87.35, -86.6, -83.0, -82.0, -55.0, -41.5, -21.0, -10.5, -8.25, 7.75, 10.5, 21.0, 41.0, 88.5]


@BY_HAND
@BOTH
@pytest.mark.parametrize("middle", TURNS)
@pytest.mark.parametrize("others", [[-95, 0.5, 60, 1e-40, np.nan], [-30.5, 0.5, 20, -0.0, 9]], ids=["any", "usual"])
def test_groups_that_are_alike_have_the_bits_of_mixed_ones(key, what, middle, others):
    steps = np.arange(-8192, 8192, dtype=np.int32)
    x = (np.float32(middle).view(np.int32) + steps).view(np.float32)
    mixed = np.repeat(x, 2)
    mixed[::2] = np.resize(np.array(others, np.float32), x.size)
    for gradient in gradients(what, 1.5):
        g, g_mixed = (None, None) if gradient is None else (np.full(n.size, gradient, np.float32) for n in (x, mixed))
        assert run(key, what, x, g).tobytes() == run(key, what, mixed, g_mixed)[1::2].tobytes()


@pytest.mark.parametrize("key", ["mish", "swish", "sigmoid", "softplus", "tanh", "elu", "gelu", "gelu_tanh", "phish"])
@BOTH
@pytest.mark.parametrize("value", [-95.0, -50.0, 50.0, 1e-40, 0.0, 1.0])
def test_nan_stays_nan_between_equal_numbers(key, what, value):
    parameters = tuple(choose(key).parameters.values())
    for place in range(0, 256, 5):
        x = np.full(256, value, np.float32)
        for nan in (0x7FC00000, 0x7FA00000, -1):  # quiet, signalling, negative
            x.view(np.int32)[place] = nan
            y = native.run(key, what, x, parameters=parameters)
            assert np.flatnonzero(np.isnan(y)) == [place]
            assert np.unique(np.delete(y, place)).size == 1


@BY_HAND
@pytest.mark.parametrize("x", [-95.0, -86.0, -50.0, -1.0, 1.0, 30.0])
@pytest.mark.parametrize("g", [1e-45, 1e-38, 1e-25, -3.0, 1e30])
def test_a_product_with_any_gradient_is_that_of_the_slope(key, x, g):
    for length in (1, 64, 200):
        at, gradient = np.full(length, x, np.float32), np.full(length, g, np.float32)
        exact = gradient.astype(np.float64) * run(key, "slope", at.astype(np.float64))
        # Half a step for each of slope and product, and of the 3 ULP of the slope.
        unit = np.ldexp(1.0, np.maximum(np.frexp(exact)[1], -125) - 24) + np.abs(g) * 2.0**-149
        assert np.all(np.abs(run(key, "slope", at, gradient) - exact) <= 4 * unit)


@BY_HAND
@pytest.mark.parametrize("kind", [np.float32, np.float64])
@pytest.mark.parametrize("length", [0, 1, 7, 8, 1003])
def test_value_and_slope_in_one_call_are_those_of_two(key, kind, length):
    x = np.random.default_rng(4).normal(0, 30, length).astype(kind)
    value, slope = np.empty_like(x), np.empty_like(x)
    parameters = (ctypes.c_double * 4)(*FUNCTIONS[key, "value"][1])
    pointers = [ctypes.c_void_p(array.ctypes.data) for array in (x, value, slope)]
    library = native.load()
    record = library.actlab_find(key.encode())
    library.actlab_run_both(record, int(kind is np.float64), parameters, *pointers, ctypes.c_int64(length))
    assert value.tobytes() == run(key, "value", x).tobytes()
    assert slope.tobytes() == run(key, "slope", x).tobytes()


def test_a_large_array_written_past_the_cache_has_the_same_bits():
    x = np.random.default_rng(2).normal(0, 3, 3_000_017).astype(np.float32)
    whole = native.run("mish", "value", x[1:])
    parts = [native.run("mish", "value", x[1:][i : i + 100_003]) for i in range(0, len(x), 100_003)]
    assert np.concatenate(parts).tobytes() == whole.tobytes()


def test_in_place_equals_out_of_place_with_unusual_values_too():
    x = np.random.default_rng(3).normal(0, 3, 20_000).astype(np.float32)
    x[[5, 9_000, 19_999]] = [-95, 1e-40, 60]
    expected = native.run("mish", "value", x)
    native.run("mish", "value", x, out=x)
    assert x.tobytes() == expected.tobytes()


@BY_HAND
@BOTH
@pytest.mark.parametrize("kind", ["bfloat16", "float16"])
@pytest.mark.parametrize("length", [65536, 64])
def test_all_16_bit_values_are_rounded_correctly(key, what, kind, length):
    # By a table when there are many, each computed when there are few.
    h = np.arange(65536, dtype=np.uint32).astype(np.uint16)
    x = h.view(np.float16) if kind == "float16" else h
    with np.errstate(all="ignore"):
        floats = x if kind == "float16" else (h.astype(np.uint32) << 16).view(np.float32)
        wide = floats.astype(np.float64)
        right = FUNCTIONS[key, what][0](wide)
        wanted = right.astype(np.float16).view(np.uint16) if kind == "float16" else to_bfloat16(right)
    got = np.concatenate([run(key, what, part) for part in x.reshape(-1, length)]).view(np.uint16)
    different = (got != wanted) & ((got | wanted) & 0x7FFF != 0)  # but for the sign of 0
    assert np.flatnonzero(np.isfinite(wide) & different).size == 0


STRAIGHT = (
    "relu",
    "relu6",
    "leaky_relu",
    "prelu",
    "threshold",
    "hard_tanh",
    "hard_shrink",
    "soft_shrink",
    "hard_sigmoid",
)
OTHERS = {"leaky_relu": (0.2,), "prelu": (0.1,), **{key: every[0] for key, every in COMPARED.items()}}
IN_FEW_AND_IN_MANY = """
import ast, sys
import numpy as np
from actlab.kernels import arrays as native
every = np.arange(65536, dtype=np.uint16)
along = np.random.default_rng(0).permutation(every)

def result(key, what, kind, parameters, n):
    parts = []
    for i in range(0, every.size, n):
        g = along[i : i + n].view(kind) if what == "slope" else None
        parts.append(native.run(key, what, every[i : i + n].view(kind), g, parameters).view(np.uint16))
    bits = np.concatenate(parts)
    is_nan = (bits & 0x7FFF) > (0x7F80 if kind is np.uint16 else 0x7C00)
    return np.where(is_nan, 0x7FFF, bits)  # which of two NaN a product keeps is nobody's promise

for key, parameters in ast.literal_eval(sys.argv[1]):
    for kind in (np.uint16, np.float16):
        for what in ("value", "slope"):
            few, many = (result(key, what, kind, parameters, n) for n in (1024, 65536))
            print(key, kind.__name__, what, np.count_nonzero(few != many), np.count_nonzero(every != many))
"""


SEVERAL = [(key, (number,)) for number in (1.0, 1.702, 0.5, 2.0, 3.0, 0.25) for key in ("swish", "prelu", "softplus")]


@pytest.mark.parametrize("which", ["defaults", "others", "several"])  # more than there is room for
def test_functions_of_16_bits_have_the_same_bits_in_few_and_in_many(which):
    """Few are computed in double, many by a table, or in floats where these give all that is in it."""
    defaults = [(key, tuple(choose(key).parameters.values())) for key in STRAIGHT]
    functions = {"defaults": defaults, "others": list(OTHERS.items()), "several": SEVERAL}[which]
    command = [sys.executable, "-c", IN_FEW_AND_IN_MANY, repr(functions)]  # a table is kept: so in a process of its own
    lines = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True).stdout.splitlines()
    assert len(lines) == 4 * len(functions)
    assert all(line.split()[3] == "0" for line in lines), lines
    assert not any(line.split()[4] == "0" for line in lines)  # what is not the function has others


def to_bfloat16(numbers):
    """Rounded once: to odd in float32, then to nearest."""
    near = numbers.astype(np.float32)
    back = near.astype(np.float64)
    bits = near.view(np.uint32).astype(np.uint64)
    inexact = np.isfinite(back) & (back != numbers)
    toward_zero = np.where(np.abs(back) > np.abs(numbers), bits - 1, bits)
    bits = np.where(inexact, toward_zero | 1, bits)
    return ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype(np.uint16)


def test_portable_results_have_the_same_bits_everywhere():
    environment = {**os.environ, "ACTLAB_INSTRUCTIONS": "portable", "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", "from helpers import portable; print(portable.computed())"]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=True)
    again = "ACTLAB_INSTRUCTIONS=portable PYTHONPATH=tests python -m helpers.portable"
    assert ast.literal_eval(result.stdout) == portable.stated(), again


# The baseline is what a digest of each function is stated for, in portable.csv.
@pytest.mark.parametrize("instructions", ["avx2", pytest.param("baseline", marks=pytest.mark.slow)])
def test_the_other_instruction_sets_pass_too(instructions):
    environment = {**os.environ, "ACTLAB_INSTRUCTIONS": instructions}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", __file__, "-k", "not other_instruction"]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=550, check=False)
    assert result.returncode == 0, result.stdout[-2000:]


def test_wrong_use_is_refused():
    x = np.zeros(4, np.float32)
    with pytest.raises(BadType, match="expected an array of float32.*got int64"):
        native.run("mish", "value", np.zeros(4, np.int64))
    with pytest.raises(BadValue, match="no native kernel is called 'mush'"):
        native.run("mush", "value", x)
    with pytest.raises(UnknownName, match="unknown kind of kernel 'jump'"):
        native.run("mish", "jump", x)
    with pytest.raises(BadValue, match="out must be a writeable, contiguous array"):
        native.run("mish", "value", x, out=np.zeros(3, np.float32))
    whole = np.zeros(8, np.float32)
    with pytest.raises(BadValue, match="out overlaps x"):
        native.run("mish", "value", whole[:6], out=whole[2:])
