"""Each rule decides as it should on data whose truth is known, and errs as rarely as `docs/audit.md` has it."""

from math import sqrt

import numpy as np
import pytest

from actlab.lab.verdicts.procedure import Pairing
from actlab.paper.audit import coverage
from actlab.paper.audit.coverage import decided_by_divergence, errors_without_effect, false_holds, tables_with_an_error
from actlab.paper.audit.rules import (
    ALIKE,
    AS_GOOD,
    BY_FAR,
    MARGIN,
    SHOWS_TAIL,
    STRICTLY,
    Comparison,
    Pool,
    Unit,
    Want,
    decide,
    diverges_more,
)
from actlab.paper.judgement import CANNOT_TELL, HOLDS, NOT_RUN, REFUTED

POINTS = Unit("points", 2, 100)


def claim(want: Want, *gains: float, seeds: int = 10, spread: float = 0.0002) -> list[Comparison]:
    """Comparisons of one study with these true differences."""
    generator = np.random.default_rng(3)
    pairings = tuple(
        Pairing(0.9 + gain + spread * generator.standard_normal(seeds), np.full(seeds, 0.9), 1e-4, MARGIN)
        for gain in gains
    )
    pool = Pool(pairings)
    return [Comparison(f"cell {n}", want, POINTS, pairing, pool=pool) for n, pairing in enumerate(pairings)]


@pytest.mark.parametrize(
    ("want", "gains", "word"),
    [
        (AS_GOOD, (0.0, 0.0, 0.05), HOLDS),
        (AS_GOOD, (0.05, 0.05, -0.002), REFUTED),  # one cell is worse by more than 0.1 point, the mean is far above
        (AS_GOOD, (0.05, 0.05, -MARGIN), CANNOT_TELL),
        (STRICTLY, (0.01, 0.01), HOLDS),
        (STRICTLY, (0.01, -0.01), REFUTED),
        (STRICTLY, (0.01, 0.0), REFUTED),  # equivalent is not better
        (BY_FAR, (0.02, 0.02), HOLDS),
        (BY_FAR, (0.02, 0.005), REFUTED),  # better, but not by a point
        (ALIKE, (0.0, 0.0), HOLDS),
        (ALIKE, (0.0, 0.01), REFUTED),
    ],
)
def test_a_claim_of_every_cell_rests_on_the_worst(want: Want, gains: tuple[float, ...], word: str) -> None:
    found, lines = decide(claim(want, *gains), share=1.0)
    assert found == word
    assert all(line.low <= line.mean <= line.high for line in lines)
    if want is AS_GOOD:  # one level for one comparison: the interval and the word never disagree
        assert all((line.low > -100 * MARGIN) == (line.speaks > 0) for line in lines)


def test_fewer_than_ten_seeds_decide_nothing_and_below_six_they_lean() -> None:
    nine, five = claim(STRICTLY, 0.01, 0.01, seeds=9), claim(STRICTLY, 0.01, 0.01, seeds=5)
    assert decide(nine)[0] == CANNOT_TELL
    assert decide(nine)[1][0].note == "fewer than 10 seeds"
    assert decide(five, fewest=2)[0] == HOLDS
    assert decide(five, fewest=2)[1][0].word == "leans better"


def test_what_is_absent_or_did_not_train_keeps_a_claim_from_holding_and_never_refutes() -> None:
    sound = claim(STRICTLY, 0.01)
    idle = Comparison("cell", STRICTLY, POINTS, claim(STRICTLY, -0.05)[0].pairing, why="not trained: chance")
    absent = Comparison("study", STRICTLY, POINTS, why="not run")
    assert decide(sound)[0] == HOLDS
    assert decide([*sound, idle])[0] == decide([*sound, absent])[0] == CANNOT_TELL
    assert decide([absent])[0] == NOT_RUN
    assert decide([idle])[1][0].seeds  # it is shown


def test_what_stands_beside_decides_nothing() -> None:
    beside = Comparison("tuned", STRICTLY, POINTS, claim(STRICTLY, -0.05)[0].pairing, decides=False)
    word, lines = decide([*claim(STRICTLY, 0.01), beside])
    assert word == HOLDS
    assert lines[-1].speaks == -1


def diverging(alone: int, other: int, seeds: int) -> list[Comparison]:
    return [Comparison("cell", AS_GOOD, POINTS, diverged=(alone, other, seeds))]


def test_divergence_has_an_exact_paired_test() -> None:
    assert diverges_more(0, 0) == 1.0
    assert diverges_more(5, 0) == pytest.approx(2 * 0.5**5)
    assert diverges_more(3, 1) == pytest.approx(2 * 5 / 16)
    assert decide(diverging(20, 0, 20))[0] == REFUTED
    assert decide(diverging(0, 20, 20))[0] == HOLDS
    assert decide(diverging(5, 0, 20))[0] == CANNOT_TELL  # counting alone would refute
    assert decide(diverging(9, 0, 9))[0] == CANNOT_TELL  # fewer than 10 seeds


def at_most(limit: float, repeats: int) -> float:
    """The limit and three standard errors of a share."""
    return limit + 3 * sqrt(limit * (1 - limit) / repeats)


@pytest.mark.parametrize(("cells", "shape"), [(1, "normal"), (6, "normal"), (3, coverage.DOWN)])
def test_holds_is_rare_where_one_cell_is_at_the_margin(cells: int, shape: str) -> None:
    rules, by_mean = false_holds(cells, MARGIN, shape, 150)
    assert rules <= at_most(0.05, 150)
    if cells > 1:
        assert by_mean > at_most(0.05, 150)  # the same bound refuses the mean over the cells


def test_an_audit_without_any_effect_decides_nothing() -> None:
    rules, by_mean = errors_without_effect("normal", 60)
    assert rules <= at_most(0.06, 60) < by_mean


def test_a_study_too_small_to_show_a_tail_spends_less_of_the_error() -> None:
    differences = 1 + coverage.DRAWS["normal"](np.random.default_rng(5), (SHOWS_TAIL, 10))
    few, many = (decide(coverage._family(differences[:rows], STRICTLY, 1))[1][0] for rows in (12, SHOWS_TAIL))
    assert few.low < many.low < many.high < few.high


def test_arms_that_diverge_alike_are_rarely_told_apart() -> None:
    rules, counted = decided_by_divergence(0.5, 3, 20, 150)
    assert rules <= at_most(0.05, 150) < counted


def test_a_table_of_equal_means_carries_no_difference() -> None:
    corrected, plain = tables_with_an_error(8, 5, 100)
    assert corrected <= at_most(0.05, 100) < plain


def test_the_simulation_sees_a_rule_that_errs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage, "decide", lambda *_, **__: (HOLDS, []))
    assert false_holds(3, MARGIN / 2, "normal", 60)[0] > at_most(0.05, 60)
