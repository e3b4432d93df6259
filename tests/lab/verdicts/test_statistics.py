"""Intervals cover what they say, verdicts are as rarely wrong as they say."""

from math import inf, isnan, sqrt

import numpy as np
import pytest
from scipy import stats

from actlab.lab.verdicts.statistics import (
    Pairing,
    bootstrap,
    compare,
    compare_all,
    improvement,
    interval,
    permutation_p,
)

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


@pytest.mark.parametrize("n", [5, 10, 20])
def test_the_bootstrap_interval_covers_what_it_says(n: int) -> None:
    generator = np.random.default_rng(n)
    found = [bootstrap(generator.normal(0.001, 0.002, n), generator=generator) for _ in range(REPEATS)]
    covered = np.mean([band.low <= 0.001 <= band.high for band in found])
    assert COVERED[0] <= covered <= COVERED[1]


def test_the_bootstrap_interval_covers_skewed_differences_better_than_the_percentile_one() -> None:
    generator = np.random.default_rng(0)
    studentised, percentile = [], []
    for _ in range(500):
        values = generator.exponential(1.0, 10)
        band = bootstrap(values, generator=generator)
        studentised.append(band.low <= 1.0 <= band.high)
        means = values[generator.integers(0, 10, (500, 10))].mean(axis=1)
        percentile.append(np.quantile(means, 0.025) <= 1.0 <= np.quantile(means, 0.975))
    assert np.mean(studentised) >= 0.92
    assert np.mean(percentile) < 0.92


def test_too_few_values_get_no_bootstrap_interval() -> None:
    assert isnan(bootstrap([0.1, 0.2, 0.3, 0.4]).low)


def test_the_seed_of_the_bootstrap_matters_and_the_global_generator_does_not() -> None:
    values = [0.1, 0.3, 0.2, 0.5, 0.4, 0.6]
    np.random.seed(1)  # noqa: NPY002  # the legacy generator is what must not matter
    first = bootstrap(values)
    np.random.seed(2)  # noqa: NPY002
    assert bootstrap(values) == first
    assert bootstrap(values, generator=np.random.default_rng(1)) != first


@pytest.mark.parametrize("n", [4, 9, 30])
def test_the_permutation_p_is_scipys(n: int) -> None:
    values = np.random.default_rng(n).normal(0.4, 1.0, n)
    wanted = stats.permutation_test(
        (values,), np.mean, permutation_type="samples", n_resamples=20_000, rng=np.random.default_rng(1)
    ).pvalue
    assert permutation_p(values) == pytest.approx(wanted, abs=0.0 if n < 14 else 0.015)


def test_the_probability_of_improvement_is_that_of_mann_and_whitney() -> None:
    generator = np.random.default_rng(0)
    one, other = generator.integers(0, 8, 12).astype(float), generator.integers(2, 9, 12).astype(float)
    wanted = stats.mannwhitneyu(one, other).statistic / 144
    assert improvement(one.tolist(), other.tolist()) == pytest.approx(wanted, rel=1e-12)


def test_holm_keeps_the_family_at_five_per_cent_and_sees_more_than_bonferroni() -> None:
    generator = np.random.default_rng(8)
    wrong = holm = bonferroni = 0
    repeats = 400  # 5 % has a standard error of 1.1 %
    for _ in range(repeats):
        gains = np.array([0.0, 0.0, 0.0, 0.004, 0.006, 0.008])
        arms = generator.normal(gains, 0.002, (6, 6)).T
        pairings = [Pairing(values.tolist(), [0.0] * 6) for values in arms]
        words = [verdict.word for verdict in compare_all(pairings)]
        wrong += any(word != "cannot tell apart" for word in words[:3])
        holm += sum(word == "better" for word in words[3:])
        bonferroni += sum(compare(p.arm, p.against, 6).word == "better" for p in pairings[3:])
    assert wrong / repeats <= 0.083
    assert holm > bonferroni


def test_adjusted_p_are_holms() -> None:
    generator = np.random.default_rng(3)
    pairings = [Pairing(generator.normal(gain, 1.0, 8).tolist(), [0.0] * 8) for gain in (0.0, 0.5, 1.0, 2.0)]
    found = compare_all(pairings)
    raw = np.array([stats.ttest_1samp(pairing.differences, 0.0).pvalue for pairing in pairings])
    order = np.argsort(raw)
    wanted = np.empty(4)
    wanted[order] = np.minimum(1.0, np.maximum.accumulate(raw[order] * np.array([4, 3, 2, 1])))
    np.testing.assert_allclose([verdict.adjusted_p for verdict in found], wanted, rtol=1e-9)


def test_verdict_interval_and_adjusted_p_agree() -> None:
    generator = np.random.default_rng(4)
    for _ in range(200):
        gains = generator.choice([0.0, 0.0, 0.5, 1.5, 3.0], 7)
        pairings = [Pairing(generator.normal(gain, 1.0, 5).tolist(), [0.0] * 5) for gain in gains]
        for verdict in compare_all(pairings):
            shown = verdict.difference.low > 0 or verdict.difference.high < 0
            assert shown == (verdict.adjusted_p <= 0.05) == (verdict.word in ("better", "worse"))


def test_equivalent_means_that_the_whole_interval_lies_within_the_margin() -> None:
    close = [0.0002, -0.0001, 0.0001, 0.0, -0.0002]
    assert compare(close, [0.0] * 5, margin=0.001).word == "equivalent"
    assert compare(close, [0.0] * 5).word == "cannot tell apart"
    assert compare([0.01 * value for value in (1, -1, 2, -2, 0)], [0.0] * 5, margin=0.001).word == "cannot tell apart"


def test_equivalence_is_rarely_said_of_a_difference_of_the_margin() -> None:
    generator = np.random.default_rng(6)
    said = [
        compare(generator.normal(0.001, 0.0002, 8).tolist(), [0.0] * 8, margin=0.001).word == "equivalent"
        for _ in range(REPEATS)
    ]
    assert np.mean(said) <= 0.025 + 3 * 0.0035


def test_equal_steps_by_chance_are_no_proof() -> None:
    """Two seeds that both gain one image of 360: without the resolution there is no spread at all."""
    gain = [1 / 360, 1 / 360]
    assert compare(gain, [0.0, 0.0]).word == "better"
    assert compare(gain, [0.0, 0.0], resolution=1 / 360).word == "cannot tell apart"


def test_the_effect_is_the_mean_over_the_deviation_of_the_differences() -> None:
    verdict = compare([1.0, 2.0, 4.0], [0.0, 0.0, 0.0])
    assert verdict.effect == pytest.approx(np.mean([1, 2, 4]) / np.std([1, 2, 4], ddof=1))
