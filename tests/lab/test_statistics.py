"""Intervals cover what they say, verdicts are as rarely wrong as they say."""

from math import inf, isnan, sqrt

import numpy as np
import pytest
from scipy import stats

from actlab.lab.statistics import compare, interval

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


def test_equal_arms_are_told_apart_in_five_per_cent_of_studies_over_all_pairs() -> None:
    """Three arms, three comparisons: at least one false verdict in at most 5 % of the studies."""
    generator = np.random.default_rng(5)
    wrong = 0
    for _ in range(REPEATS):
        seeds = generator.normal(0.97, 0.005, 5)
        arms = seeds + generator.normal(0, 0.002, (3, 5))
        pairs = [(1, 0), (2, 0), (2, 1)]
        wrong += any(compare(arms[a], arms[b], 3).word != "cannot tell apart" for a, b in pairs)
    assert wrong / REPEATS <= COVERED[1] - 0.9  # 5 % and three standard errors


def test_pairing_sees_what_unpaired_means_hide() -> None:
    seeds = np.array([0.95, 0.96, 0.97, 0.98, 0.99])
    gain = np.array([0.0010, 0.0012, 0.0009, 0.0011, 0.0010])
    assert compare(seeds + gain, seeds).word == "better"
    assert compare(seeds, seeds + gain).word == "worse"


def test_the_number_of_seeds_needed_reaches_the_power_promised() -> None:
    verdict = compare([0.012, -0.004, 0.010, -0.002, 0.005], [0.0] * 5)
    assert verdict.word == "cannot tell apart"
    n = 5 + int(verdict.more_seeds)
    differences = np.array([0.012, -0.004, 0.010, -0.002, 0.005])
    generator = np.random.default_rng(1)
    draws = generator.normal(differences.mean(), differences.std(ddof=1), (REPEATS, n))
    seen = np.mean([compare(row, np.zeros(n)).word == "better" for row in draws])
    assert 0.77 <= seen <= 0.86  # 80 % with three standard errors, and up: whole seeds


def test_no_difference_at_all_needs_no_number_of_seeds() -> None:
    verdict = compare([0.97] * 5, [0.97] * 5)
    assert (verdict.word, verdict.more_seeds) == ("cannot tell apart", inf)


def test_one_seed_gives_neither_interval_nor_verdict() -> None:
    verdict = compare([0.98], [0.97])
    assert verdict.word == "no verdict from one seed"
    assert isnan(verdict.difference.low)
    assert isnan(interval([1.0]).low)
