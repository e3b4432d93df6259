"""Words and intervals of the one procedure: what they promise, and when there is none."""

from dataclasses import fields
from math import sqrt

import numpy as np
import pytest
from scipy import stats

from actlab.lab.verdicts.procedure import WORDS, Pairing, Verdict, holm, improvement, judge
from actlab.lab.verdicts.shape import Array

IMAGE = 1 / 360


def pairing(differences: object, resolution: float = 0.0, margin: float = 0.0) -> Pairing:
    values = np.asarray(differences, float)
    return Pairing(values, np.zeros(len(values)), resolution, margin)


def one(differences: object, resolution: float = 0.0, margin: float = 0.0) -> Verdict:
    return judge([pairing(differences, resolution, margin)])[0]


def test_three_seeds_that_each_gain_one_image_are_no_verdict() -> None:
    verdict = one([IMAGE] * 3, IMAGE)
    assert (verdict.word, verdict.reason) == ("no verdict", "no spread: every seed gives the same difference")
    assert np.isnan(verdict.difference.low)


def test_no_spread_is_no_verdict_whatever_the_rounding_of_the_values() -> None:
    accuracies = np.arange(90, 99) / 100
    gained = np.arange(91, 100) / 100
    assert len(np.unique(gained - accuracies)) > 1  # the differences differ in their last digits
    assert judge([Pairing(gained, accuracies, 0.01)])[0].word == "no verdict"
    assert judge([Pairing(gained, accuracies, 0.0)])[0].word == "no verdict"


def test_a_resolution_cannot_be_forgotten() -> None:
    assert "resolution" in {field.name for field in fields(Pairing)}
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'resolution'"):
        Pairing([1.0], [0.0])  # type: ignore[call-arg]


def test_less_than_one_example_is_no_verdict() -> None:
    gains = IMAGE * np.linspace(0.2, 0.9, 10)
    assert one(gains, IMAGE).word == "no verdict"
    assert "below the resolution" in one(gains, IMAGE).reason
    assert one(gains, IMAGE / 10).word == "better"


def test_values_have_at_least_the_spread_that_rounding_gives() -> None:
    values = 0.01 + 0.0001 * np.array([0, 2, -1, 1, 3, -2, 0, -3])
    wide, narrow = one(values, 0.009).difference, one(values, 0.0).difference
    assert wide.high - wide.low > 10 * (narrow.high - narrow.low)
    assert one(values, 0.009).effect == pytest.approx(0.01 / (0.009 / sqrt(6)))


@pytest.mark.parametrize("seeds", [2, 3, 5])
def test_fewer_than_six_seeds_lean_at_most(seeds: int) -> None:
    generator = np.random.default_rng(seeds)
    verdict = one(-100 + generator.normal(size=seeds))
    assert (verdict.word, verdict.reason) == ("leans worse", "fewer than 6 seeds")
    assert verdict.difference.high < 0
    assert one(generator.normal(size=seeds), margin=100.0).word == "cannot tell apart"


def test_one_seed_and_none_are_no_verdict() -> None:
    assert [verdict.reason for verdict in judge([pairing([0.1]), pairing([])])] == [
        "one seed has no spread",
        "no seeds",
    ]
    assert judge([]) == []


def test_pairing_sees_what_unpaired_means_hide() -> None:
    seeds = np.linspace(0.90, 0.99, 10)
    gain = 0.001 + 0.0001 * np.array([0, 2, -1, 1, 0, -2, 1, 0, 1, -1])
    assert judge([Pairing(seeds + gain, seeds, 1e-5)])[0].word == "better"
    assert judge([Pairing(seeds, seeds + gain, 1e-5)])[0].word == "worse"


def test_equivalent_means_that_the_whole_interval_lies_within_the_margin() -> None:
    close = 0.0001 * np.array([2, -1, 1, 0, -2, 1, 0, -1, 1, -1])
    verdict = one(close, margin=0.001)
    assert verdict.word == "equivalent"
    assert -0.001 < verdict.difference.low < verdict.difference.high < 0.001
    assert one(close).word == one(10 * close, margin=0.001).word == "cannot tell apart"
    assert one(close, 0.002, margin=0.001).word == "cannot tell apart"  # half an example cannot be seen


def test_the_word_and_its_interval_agree() -> None:
    generator = np.random.default_rng(4)
    words = set()
    for _ in range(60):
        gains = generator.choice([0.0, 0.0, 0.05, 1.5, 3.0], 7)
        family = [pairing(generator.normal(gain, 1.0, generator.choice([5, 8, 12])), margin=1.2) for gain in gains]
        for verdict, judged in zip(judge(family), family, strict=True):
            low, high, n = verdict.difference.low, verdict.difference.high, verdict.difference.n
            words.add(verdict.word)
            apart = low > 0 or high < 0
            match verdict.word:
                case "better" | "worse":
                    assert apart
                    assert n >= 6
                    assert verdict.adjusted_p <= 0.05
                    assert (low > 0) == (verdict.word == "better")
                case "equivalent":
                    assert max(abs(low), abs(high)) <= judged.margin
                case "cannot tell apart":
                    assert not apart
                case _:
                    assert verdict.word in WORDS
                    assert verdict.reason
    assert words >= {"better", "equivalent", "cannot tell apart", "leans better"}


def test_with_too_few_seeds_for_the_check_the_interval_is_students() -> None:
    values = np.random.default_rng(2).normal(size=5)
    low, high = stats.t.interval(0.95, 4, loc=values.mean(), scale=stats.sem(values))
    assert (one(values).difference.low, one(values).difference.high) == pytest.approx((low, high), rel=1e-9)


def test_the_check_widens_the_interval_of_skewed_differences_more_than_that_of_normal_ones() -> None:
    def widened(values: Array) -> float:
        found = one(values).difference
        return float((found.high - found.mean) / (stats.t.isf(0.025, len(values) - 1) * stats.sem(values)))

    quantiles = (np.arange(12) + 0.5) / 12
    assert 1 <= widened(stats.norm.ppf(quantiles)) < 1.2 < 1.35 < widened(stats.expon.ppf(quantiles))


def test_adjusted_p_are_holms_of_the_larger_p() -> None:
    generator = np.random.default_rng(3)
    family = [pairing(generator.normal(gain, 1.0, 8)) for gain in (0.0, 0.5, 1.0, 4.0)]
    verdicts = judge(family)
    raw = [stats.ttest_1samp(judged.differences, 0.0).pvalue for judged in family]
    assert [verdict.p for verdict in verdicts] == pytest.approx(raw, rel=1e-9)
    larger = np.array([max(verdict.p, verdict.check_p) for verdict in verdicts])
    order = np.argsort(larger)
    wanted = np.empty(4)
    wanted[order] = np.minimum(1.0, np.maximum.accumulate(larger[order] * np.array([4, 3, 2, 1])))
    assert [verdict.adjusted_p for verdict in verdicts] == pytest.approx(wanted.tolist(), rel=1e-12)
    # Those told apart have the level of their step, the first and the second of four; the others hold over all four.
    assert [verdict.word for verdict in verdicts[2:]] == ["better", "better"]
    assert [verdict.difference.level for verdict in verdicts] == pytest.approx([1 - 0.05 / k for k in (4, 4, 3, 4)])


def test_holm_counts_comparisons_without_a_p() -> None:
    adjusted, left = holm(np.array([0.01, 0.02]), 5)
    assert adjusted.tolist() == pytest.approx([0.05, 0.08])
    assert left.tolist() == [5, 4]
    family = [pairing(np.arange(8.0) + 9), pairing(np.ones(8))]
    assert judge(family)[0].adjusted_p == pytest.approx(2 * max(judge(family)[0].p, judge(family)[0].check_p))


def test_a_family_in_which_runs_collapse_gives_no_verdict_but_one_rare_collapse_leaves_the_others() -> None:
    generator = np.random.default_rng(7)
    values = generator.normal(3.0, 1.0, (10, 10))
    values[0, 3] = -200.0
    assert {verdict.word for verdict in judge([pairing(row) for row in values[:4]])} == {
        "cannot tell apart",
        "leans better",
    }
    reasons = {verdict.reason for verdict in judge([pairing(row) for row in values[:4]])}
    assert reasons == {"runs collapsed in 1 of 4 comparisons"}
    rare = judge([pairing(row + 6) for row in values])
    assert rare[0].word == "cannot tell apart"
    assert {verdict.word for verdict in rare[1:]} == {"better"}


def test_a_later_look_has_a_smaller_level() -> None:
    values = np.random.default_rng(0).normal(0.7, 1.0, 10)
    first, second = judge([pairing(values)])[0], judge([pairing(values)], look=2)[0]
    assert (first.word, second.word) == ("better", "cannot tell apart")
    assert second.difference.level == pytest.approx(0.995)


def test_the_half_widths_to_expect_come_about() -> None:
    """Medians over 90 comparisons, each of a standard error of 3 %."""
    generator = np.random.default_rng(5)
    twice, four_times = [], []
    for _ in range(30):
        values = generator.standard_normal((3, 40))
        now, later, last = (
            judge([pairing(row[:n]) for row in values], look=look) for n, look in ((10, 1), (20, 2), (40, 2))
        )
        for verdict, at_twice, at_four in zip(now, later, last, strict=True):
            twice.append((at_twice.difference.high - at_twice.difference.mean) / verdict.at_twice)
            four_times.append((at_four.difference.high - at_four.difference.mean) / verdict.at_four_times)
    assert np.median(twice) == pytest.approx(1, abs=0.1)
    assert np.median(four_times) == pytest.approx(1, abs=0.1)


def test_the_same_numbers_get_the_same_verdict_and_the_generator_matters() -> None:
    family = [pairing(np.random.default_rng(row).normal(size=9)) for row in range(3)]
    np.random.seed(1)  # noqa: NPY002  # the legacy generator is what must not matter
    first = judge(family)
    np.random.seed(2)  # noqa: NPY002
    assert judge(family) == first
    assert judge(family, generator=np.random.default_rng(1)) != first


def test_the_probability_of_improvement_is_that_of_mann_and_whitney() -> None:
    generator = np.random.default_rng(0)
    arm, other = generator.integers(0, 8, 12).astype(float), generator.integers(2, 9, 12).astype(float)
    wanted = stats.mannwhitneyu(arm, other).statistic / 144
    assert improvement(arm.tolist(), other.tolist()) == pytest.approx(wanted, rel=1e-12)


def test_the_effect_is_the_mean_over_the_deviation_of_the_differences() -> None:
    assert one([1.0, 2.0, 4.0]).effect == pytest.approx(np.mean([1, 2, 4]) / np.std([1, 2, 4], ddof=1))


def test_every_word_is_listed_once() -> None:
    assert len(set(WORDS)) == len(WORDS) == 7
