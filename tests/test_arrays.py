"""The NumPy front: shapes, types, specials, parameters, and what it refuses."""

import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from helpers.measure import OF_ERF

import actlab
from actlab import arrays
from actlab.errors import ActlabError, BadValue

EVERY = pytest.mark.parametrize("name", actlab.names())
TYPES = [np.float16, np.float32, np.float64, np.longdouble]


@EVERY
@pytest.mark.parametrize("dtype", TYPES)
def test_type_and_shape_are_kept(name: str, dtype: type) -> None:
    for shape in ((), (0,), (3,), (2, 0, 3), (2, 3, 4)):
        x = np.full(shape, 0.75, dtype=dtype)
        for result in (arrays.value(name, x), arrays.slope(name, x), arrays.derivative(name, x, "x", "x")):
            assert (result.dtype, result.shape) == (x.dtype, x.shape)


@EVERY
def test_nan_stays_nan_and_the_ends_are_the_limits(name: str) -> None:
    from actlab import exact

    for by in ((), ("x",)):
        got = arrays.derivative(name, [np.nan, -np.inf, np.inf], *by)
        wanted = [float(exact.limit(name, side, *by)) for side in (-1, 1)]
        assert np.isnan(got[0]) or (name == "identity" and by)  # a slope that does not ask for x
        for found, limit in zip(got[1:], wanted, strict=True):
            assert np.isnan(limit) or found == pytest.approx(limit, rel=4e-16)


@EVERY
def test_any_layout_gives_the_same_numbers(name: str) -> None:
    x = np.linspace(-9, 9, 240).reshape(12, 20)
    for view in (x.T, x[::-2, ::3], np.asfortranarray(x), x[:, :0]):
        copy = np.ascontiguousarray(view)
        np.testing.assert_array_equal(arrays.value(name, view), arrays.value(name, copy))


@EVERY
def test_what_was_given_is_not_written_to(name: str) -> None:
    x = np.linspace(-4, 4, 9)
    x.flags.writeable = False
    gradient = np.ones(9)
    arrays.value(name, x), arrays.slope(name, x)
    assert np.array_equal(arrays.backward(name, x, gradient), arrays.slope(name, x))
    assert np.array_equal(gradient, np.ones(9))


def test_integers_are_read_as_float64() -> None:
    result = arrays.value("relu", [-1, 2])
    assert result.dtype == np.float64
    assert result.tolist() == [0, 2]


def test_a_number_gives_a_number() -> None:
    assert arrays.value("tanh", 0.5) == np.tanh(0.5)
    assert np.ndim(arrays.value("tanh", 0.5)) == 0


def test_mish_keeps_the_sign_of_zero() -> None:
    assert np.signbit(arrays.value("mish", [-0.0, -np.inf, -1e4])).all()
    assert not np.signbit(arrays.value("mish", 0.0))


def test_parameters_by_name_by_text_and_by_choice_are_the_same() -> None:
    x = np.linspace(-3, 3, 13)
    wanted = x / (1 + np.exp(-2 * x))
    for result in (
        arrays.value("swish", x, beta=2.0),
        arrays.value("swish:beta=2", x),
        arrays.value(actlab.choose("swish:2"), x),
    ):
        np.testing.assert_allclose(result, wanted, rtol=1e-14)


def test_backward_multiplies_by_the_slope_of_the_input() -> None:
    x, gradient = np.linspace(-3, 3, 13), np.arange(13.0)
    np.testing.assert_array_equal(arrays.backward("mish", x, gradient), gradient * arrays.slope("mish", x))


@EVERY
@pytest.mark.parametrize("dtype", TYPES[:3])
def test_value_and_slope_together_are_what_they_are_alone(name: str, dtype: type) -> None:
    x = np.linspace(-30, 30, 2001).astype(dtype)
    value, slope = arrays.value_and_slope(name, x)
    np.testing.assert_array_equal(value, arrays.value(name, x))
    np.testing.assert_array_equal(slope, arrays.slope(name, x))
    assert value.dtype == slope.dtype == x.dtype


def test_a_gradient_broadcasts_to_the_shape_of_x() -> None:
    x = np.linspace(-3, 3, 12).reshape(3, 4)
    for gradient in (2.0, np.arange(4.0), np.ones((3, 1), np.float32)):
        np.testing.assert_array_equal(arrays.backward("mish", x, gradient), gradient * arrays.slope("mish", x))


@pytest.mark.parametrize("name", ["mish", "gelu", "leaky_relu"])
def test_native_and_emitted_code_agree(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    x = np.linspace(-9, 9, 4001)
    native = arrays.value(name, x), arrays.slope(name, x), *arrays.value_and_slope(name, x)
    monkeypatch.setattr(arrays.native, "available", lambda: False)
    emitted = arrays.value(name, x), arrays.slope(name, x), *arrays.value_and_slope(name, x)
    for ours, theirs in zip(native, emitted, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-14, atol=1e-15)
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        np.testing.assert_allclose(arrays.value("swish", x), arrays.value("mish", x), rtol=1e-14, atol=1e-15)


def test_without_a_compiler_numpy_goes_on_and_one_warning_says_so(tmp_path: Path) -> None:
    code = (
        "import warnings, actlab\n"
        "with warnings.catch_warnings(record=True) as caught:\n"
        "    warnings.simplefilter('always')\n"
        "    found = [float(actlab.value('relu', 2.0)), float(actlab.slope('relu', 2.0))]\n"
        "assert found == [2.0, 1.0]\n"
        "assert len(caught) == 1 and 'plain NumPy' in str(caught[0].message), [str(c.message) for c in caught]\n"
    )
    environment = {**os.environ, "PATH": str(tmp_path), "ACTLAB_CACHE": str(tmp_path), "CXX": ""}
    command = [sys.executable, "-c", code]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode == 0, result.stderr


@EVERY
def test_derivatives_by_parameters_against_differences(name: str) -> None:
    record = actlab.record(name)
    x = np.array([-3.3, -1.7, -0.4, 0.3, 1.6, 3.4])
    for parameter in record.parameters:
        step = 1e-6 * max(1.0, abs(parameter.default))
        middle = parameter.default if parameter.default - step >= parameter.lower else parameter.default + step
        if middle + step > parameter.upper:
            middle = parameter.default - step
        low, high = (arrays.value(name, x, **{parameter.name: middle + side * step}) for side in (-1, 1))
        got = arrays.derivative(name, x, parameter.name, **{parameter.name: middle})
        # Central differences: rounding 1e-16 / 1e-6, truncation 1e-12.
        np.testing.assert_allclose((high - low) / (2 * step), got, rtol=1e-7, atol=2e-9)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: arrays.value("mosh", 1.0), "unknown activation 'mosh'. Did you mean 'mish'"),
        (lambda: arrays.value("mish", 1j), "expected an array of a float type, got complex128"),
        (lambda: arrays.value("mish", ["a"]), "expected an array of a float type"),
        (lambda: arrays.value("mish", [[1], [1, 2]]), "NumPy makes no array of: .* inhomogeneous shape"),
        (lambda: arrays.value("reglu", [[1], [1, 2]], [1.0]), "NumPy makes no array of: .* inhomogeneous shape"),
        (lambda: arrays.backward("mish", [1.0], "a"), "expected an array of a float type"),
        (lambda: arrays.value("elu", 1.0, alpha=-1.0), r"'alpha' must lie in \[0, inf\]"),
        (lambda: arrays.derivative("mish", 1.0, "beta"), "unknown variable of mish 'beta'"),
        (lambda: arrays.derivative("mish", 1.0, "x", "x", "x"), "at most 2 variables, got x, x, x"),
        (lambda: arrays.value("mish", 1.0, beta=2.0), "mish has no parameters"),
    ],
)
def test_wrong_use_is_refused(call: object, message: str) -> None:
    with pytest.raises(ActlabError, match=message):
        call()


@EVERY
@pytest.mark.parametrize("dtype", ["f2", "f4", "f8"])
def test_the_order_of_bytes_changes_no_bit(name: str, dtype: str) -> None:
    x = np.random.default_rng(0).normal(size=100).astype(f"<{dtype}")
    for function in (arrays.value, arrays.slope):
        np.testing.assert_array_equal(function(name, x.astype(f">{dtype}")), function(name, x), strict=True)


@pytest.mark.parametrize("name", sorted(OF_ERF))
def test_long_doubles_have_the_error_function_of_doubles(name: str) -> None:
    x = np.linspace(-3, 3, 25)
    np.testing.assert_allclose(arrays.value(name, x.astype(np.longdouble)), arrays.value(name, x), rtol=1e-13)


def test_a_gradient_may_be_a_tensor() -> None:
    torch = pytest.importorskip("torch")
    x = torch.tensor([-1.0, 2.0])
    np.testing.assert_array_equal(arrays.backward("mish", x, x), arrays.backward("mish", x.numpy(), x.numpy()))


@pytest.mark.parametrize(("shape", "of_gradient"), [((3, 1), (4,)), ((), (1,)), ((2,), (1, 2))])
def test_a_gradient_that_would_make_x_larger_is_refused(shape: tuple, of_gradient: tuple) -> None:
    with pytest.raises(
        BadValue, match=f"expected a gradient of the shape of x, {re.escape(f'{shape}, got {of_gradient}')}"
    ):
        arrays.backward("mish", np.ones(shape), np.ones(of_gradient))


def test_a_gradient_of_another_shape_is_refused() -> None:
    with pytest.raises(BadValue, match=r"expected a gradient of the shape of x, \(2,\), got \(3,\)"):
        arrays.backward("mish", [1.0, 2.0], [1.0, 2.0, 3.0])
