"""The stated bounds: each witness gives what is stated, nothing found is larger, and the walk sees a wrong kernel."""

import os
import subprocess
import sys
from itertools import product

import numpy as np
import pytest

import actlab
from actlab import exact
from actlab.kernels import arrays as native
from actlab.kernels import bounds, search

OF_THIS_SET = [bound for bound in bounds.FLOAT32 if bound in bounds.stated()]
EVERY = pytest.mark.parametrize("bound", OF_THIS_SET, ids=lambda bound: f"{bound.function} {bound.what}")


@EVERY
def test_a_witness_gives_what_is_stated(bound):
    x = np.array([float.fromhex(bound.x)], np.float32)
    found = bounds.errors(bound.function, bound.what, x)
    error = found.chosen(bound.unit)[0]
    assert float(found.got[0]) == float.fromhex(bound.got)
    assert 0.99 * bound.error <= error <= bound.error


@EVERY
def test_the_right_result_of_a_witness_is_that_of_the_oracle(bound):
    of = exact.value if bound.what == "value" else exact.slope
    parameters = {"swish": {"beta": 1.0}, "softplus": {"beta": 1.0}}.get(bound.function, {})
    right = float(of(bound.function, float.fromhex(bound.x), **parameters))
    assert right == pytest.approx(float.fromhex(bound.right), rel=1e-14)


@EVERY
def test_no_error_is_larger_than_its_bound(bound):
    found, subnormal = bounds.largest(bound.function, bound.what, bound.unit, step=4001)
    assert found.error <= bound.error
    assert subnormal <= bounds.SUBNORMAL


def test_a_wrong_kernel_is_seen(monkeypatch):
    right, factor = native.run, np.float32(1 + 3 * 2.0**-23)

    def wrong(key, what, x, **rest):
        return right(key, what, x, **rest) * (factor if x.dtype == np.float32 else 1)

    monkeypatch.setattr(native, "run", wrong)
    found, _ = bounds.largest("mish", "value", "ULP", step=400_001)
    assert found.error > 2 * bounds.FLOAT32[0].error


def of(function):
    return [bound for bound in bounds.searched() if bound.function == function]


def test_every_kernel_has_one_entry():
    stated = [(bound.function, bound.type, bound.what) for bound in bounds.stated()]
    assert sorted(stated) == sorted(product(actlab.names(), native.TYPES, search.BY)), "make bounds FUNCTIONS=..."


def test_arm_has_the_bounds_of_the_set_whose_bits_it_has():
    assert bounds.searched("neon") == bounds.searched("avx2") != bounds.searched("baseline")
    assert bounds.searched("portable") == bounds.searched("baseline") != bounds.searched("avx512")


@pytest.mark.parametrize("function", actlab.names())
def test_witnesses_against_the_oracle_give_what_is_stated(function):
    for bound in of(function):
        found = search.errors(function, bound.type, bound.what, np.array([float.fromhex(bound.x)]))
        assert (found.got[0], found.right[0]) == (float.fromhex(bound.got), float.fromhex(bound.right)), bound
        assert 0.998 * bound.error <= found.chosen(bound.unit)[0] <= bound.error, bound


@pytest.mark.parametrize("function", actlab.names())
def test_no_error_against_the_oracle_is_larger_than_its_bound(function):
    for bound in of(function):
        found = search.errors(function, bound.type, bound.what, search.points(bound.type)[48::97])
        assert found.chosen(bound.unit).max() <= bound.error, bound
        assert found.subnormal.max() <= bound.subnormal, bound


def test_a_sibling_in_its_place_is_seen(monkeypatch):
    right = native.run
    monkeypatch.setattr(native, "run", lambda key, what, x, **_: right("swish", what, x, parameters=(1.0,)))
    for bound in of("mish"):
        found = search.errors("mish", bound.type, bound.what, search.points(bound.type)[48::97])
        assert found.chosen(bound.unit).max() > 10 * bound.error, bound


@pytest.mark.slow
@pytest.mark.parametrize("instructions", ["baseline", "avx2"])
def test_the_bounds_of_other_instruction_sets_hold_too(instructions):
    environment = {**os.environ, "ACTLAB_INSTRUCTIONS": instructions}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", __file__, "-k", "not other_instruction"]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=900, check=False)
    assert result.returncode == 0, result.stdout[-2000:]
