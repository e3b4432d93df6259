"""Intervals cover what they say."""

from math import isnan, sqrt

import numpy as np
import pytest
from scipy import stats

from actlab.lab.verdicts.statistics import interval

REPEATS = 2000
# 95 % of 2,000 repeats has a standard error of 0.49 %: three of them.
COVERED = (0.935, 0.965)


def test_the_interval_is_students() -> None:
    values = np.random.default_rng(0).normal(size=7)
    low, high = stats.t.interval(0.95, 6, loc=values.mean(), scale=stats.sem(values))
    found = interval(values.tolist())
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-12)


@pytest.mark.parametrize("n", [3, 5, 20])
def test_the_interval_covers_what_it_says(n: int) -> None:
    generator = np.random.default_rng(n)
    found = [interval(generator.normal(0.97, 0.004, n).tolist()) for _ in range(REPEATS)]
    covered = np.mean([band.low <= 0.97 <= band.high for band in found])
    assert COVERED[0] <= covered <= COVERED[1]


def test_the_coverage_check_refuses_a_normal_interval_at_three_seeds() -> None:
    generator = np.random.default_rng(3)
    draws = generator.normal(size=(REPEATS, 3))
    half = 1.96 * draws.std(axis=1, ddof=1) / sqrt(3)
    assert not COVERED[0] <= np.mean(np.abs(draws.mean(axis=1)) <= half) <= COVERED[1]


def test_one_value_has_no_interval() -> None:
    assert isnan(interval([1.0]).low)


def test_the_interval_ends_at_the_limits_of_its_values() -> None:
    found = interval([0.9, 1.0, 1.0], limits=(0.0, 1.0))
    assert (found.high, found.low > 0) == (1.0, True)


def test_equal_values_have_the_interval_of_their_rounding() -> None:
    found = interval([0.9] * 3, resolution=0.01)
    assert found.high - found.mean == pytest.approx(stats.t.isf(0.025, 2) * 0.01 / sqrt(12) / sqrt(3))
