"""The kernels against values made independently, at every position, alignment and instruction set."""

import os
import subprocess
import sys

import numpy as np
import pytest
from scipy.special import expit

from actlab.errors import BadType, BadValue, UnknownName
from actlab.kernels import native

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
}
VALUE_BOUNDS = {"mish": 2.0, "swish": 2.0, "sigmoid": 1.5}  # ULP; measured 1.67, 1.64 and 1.21 on AVX-512


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


@pytest.mark.parametrize("key", VALUE_BOUNDS)
def test_float32_values_stay_within_their_bound_over_the_whole_domain(key):
    x = dense_floats()
    function, parameters = FUNCTIONS[key, "value"]
    with np.errstate(all="ignore"):
        errors = ulp_error(native.run(key, "value", x, parameters=parameters), function(x.astype(np.float64)))
    assert errors.max() <= VALUE_BOUNDS[key], x[errors.argmax()]


@pytest.mark.parametrize("key", ["mish", "swish"])
def test_float32_slopes_stay_within_2_5e_7_everywhere(key):
    x = dense_floats()
    function, parameters = FUNCTIONS[key, "slope"]
    with np.errstate(all="ignore"):
        errors = np.abs(native.run(key, "slope", x, parameters=parameters) - function(x.astype(np.float64)))
    assert errors.max() <= 2.5e-7, x[errors.argmax()]


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


@pytest.mark.parametrize("key", ["mish", "swish", "sigmoid"])
@pytest.mark.parametrize("what", ["value", "slope"])
@pytest.mark.parametrize("kind", [np.float16, np.float32, np.float64, np.uint16])
def test_same_bits_at_every_position_length_and_alignment(key, what, kind):
    # Neighbours outside the fast domain send a block another way; that must not change the bits of the others.
    generator = np.random.default_rng(1)
    values = generator.normal(0, 3, 300).astype(np.float32)
    values[100:110] = [-95, 1e-40, 60, -np.inf, np.inf, -86.55, -86.7, 43.6, -87.4, 1e30]
    values[290] = -95
    with np.errstate(over="ignore"):
        x = (values.view(np.uint32) >> 16).astype(np.uint16) if kind is np.uint16 else values.astype(kind)
    parameters = (1.0,) if key == "swish" else ()
    whole = native.run(key, what, x, parameters=parameters)
    for start in range(0, 40, 3):
        for length in (1, 2, 7, 16, 17, 33, 64, 250):
            part = native.run(key, what, x[start : start + length].copy(), parameters=parameters)
            assert part.tobytes() == whole[start : start + length].tobytes()
    buffer = np.zeros(x.nbytes + 64, np.uint8)
    for offset in (1, 2, 4, 8, 33):
        shifted = buffer[offset : offset + x.nbytes].view(x.dtype)
        shifted[:] = x
        assert native.run(key, what, shifted, parameters=parameters).tobytes() == whole.tobytes()


@pytest.mark.parametrize("key", ["mish", "swish", "sigmoid"])
@pytest.mark.parametrize("what", ["value", "slope"])
@pytest.mark.parametrize("middle", [-91.8, -87.35, -86.6, -86.5, 43.5, 44.0, 86.5, 87.4, 88.5])
def test_an_unusual_neighbour_changes_no_bit_near_the_edges_of_the_fast_domain(key, what, middle):
    # On AVX-512 the processor's flags decide which way a block goes: every float outside the domain must raise one.
    parameters = (1.0,) if key == "swish" else ()
    steps = np.arange(-8192, 8192, dtype=np.int32)
    x = (np.float32(middle).view(np.int32) + steps).view(np.float32)
    pieces = [native.run(key, what, piece, parameters=parameters) for piece in x.reshape(-1, 16)]
    mixed = np.repeat(x, 2)
    mixed[::2] = -95
    careful = native.run(key, what, mixed, parameters=parameters)[1::2]
    assert np.concatenate(pieces).tobytes() == careful.tobytes()


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


@pytest.mark.parametrize("kind", ["bfloat16", "float16"])
def test_all_16_bit_values_of_mish_are_rounded_correctly(kind):
    h = np.arange(65536, dtype=np.uint32)
    with np.errstate(all="ignore"):
        if kind == "float16":
            x = h.astype(np.uint16).view(np.float16)
            got = native.run("mish", "value", x).view(np.uint16)
            wide = x.astype(np.float64)
            wanted = mish(wide).astype(np.float16).view(np.uint16)
        else:
            wide = (h << 16).view(np.float32).astype(np.float64)
            got = native.run("mish", "value", h.astype(np.uint16))
            wanted = to_bfloat16(mish(wide))
    finite = np.isfinite(wide)
    assert np.flatnonzero(finite & (got != wanted)).size == 0


def to_bfloat16(numbers):
    """Rounded once: to odd in float32, then to nearest."""
    near = numbers.astype(np.float32)
    back = near.astype(np.float64)
    bits = near.view(np.uint32).astype(np.uint64)
    inexact = np.isfinite(back) & (back != numbers)
    toward_zero = np.where(np.abs(back) > np.abs(numbers), bits - 1, bits)
    bits = np.where(inexact, toward_zero | 1, bits)
    return ((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16).astype(np.uint16)


@pytest.mark.parametrize("instructions", ["baseline", "avx2"])
def test_the_other_instruction_sets_pass_too(instructions):
    environment = {**os.environ, "ACTLAB_INSTRUCTIONS": instructions}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", __file__, "-k", "not other_instruction"]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)
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
