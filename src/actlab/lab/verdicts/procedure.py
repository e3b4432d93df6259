"""One procedure for every verdict: a family of paired comparisons in, a word and an interval for each out.

*Better* and *worse* need Holm's procedure over the family to reject with the larger of two p values: Student's, and
that of the pooled shape (`shape.py`), which does not take differences for normal. *Equivalent* needs the interval to
lie within the margin at a level that holds for all comparisons at once (two one-sided tests, Bonferroni). *Leans* is
what Student's t with Holm alone says, where a condition fails: fewer than 6 seeds, the check, or a family in which runs
collapse. `docs/verdicts.md` holds the errors and the power of all this.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import nan, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actlab.lab.verdicts.collapse import distances
from actlab.lab.verdicts.looks import FEWEST, alpha
from actlab.lab.verdicts.shape import Array, Shape
from actlab.lab.verdicts.statistics import Interval, quantile, tail

BETTER, WORSE, EQUIVALENT = "better", "worse", "equivalent"
LEANS_BETTER, LEANS_WORSE = "leans better", "leans worse"
NOT_APART, NO_VERDICT = "cannot tell apart", "no verdict"
WORDS = (BETTER, WORSE, EQUIVALENT, LEANS_BETTER, LEANS_WORSE, NOT_APART, NO_VERDICT)
OPEN = (NOT_APART, LEANS_BETTER, LEANS_WORSE)  # more seeds may decide these
Values = Sequence[float] | Array
COLLAPSING = 0.2  # share of comparisons with a collapsed run beyond which the others' luck is not trusted


@dataclass(frozen=True)
class Pairing:
    """One comparison: two arms' values over the same seeds in the same order; larger is better.

    ``resolution``: the step of a value, such as 1 / test examples; 0 for a number without one. ``margin``: differences
    within it are equivalent; with 0 none are.
    """

    arm: Values
    against: Values
    resolution: float
    margin: float = 0.0

    @cached_property
    def differences(self) -> Array:
        """Arm less other, seed by seed."""
        return np.subtract(self.arm, self.against, dtype=float)

    @cached_property
    def deviation(self) -> float:
        """The standard deviation; at least that of the difference of two values rounded to ``resolution``."""
        return max(float(np.std(self.differences, ddof=1)), self.resolution / sqrt(6))

    @property
    def why_not(self) -> str:
        """Why there is no verdict whatever the family, or an empty string."""
        if len(self.differences) < 2:
            return "one seed has no spread" if len(self.differences) else "no seeds"
        spread = float(np.ptp(self.differences))
        largest = max(float(np.max(np.abs(values))) for values in (self.arm, self.against))
        rounding = max(1e-6 * self.resolution, 1e-12 * largest)
        return "" if spread > rounding else "no spread: every seed gives the same difference"


@dataclass(frozen=True)
class Verdict:
    """What the paired differences of one arm against another say.

    ``word``: one of `WORDS`; ``reason``: why it is none of the first three, where there is more to say than that.
    ``difference``: the interval at the level at which the word was decided: better and worse leave out 0, equivalent
    lies within the margin. ``p``: Student's; ``check_p``: of the pooled shape, 1 where there are too few seeds;
    ``adjusted_p``: Holm's, of the larger. ``effect``: Cohen's d of the paired differences. ``improvement``: how
    probably a run of the arm beats one of the other. ``at_twice``, ``at_four_times``: the half-width of the interval
    that 2 and 4 times as many seeds would bring at the next look, if they spread as these do.
    """

    word: str
    difference: Interval
    reason: str = ""
    p: float = nan
    check_p: float = nan
    adjusted_p: float = nan
    effect: float = nan
    improvement: float = nan
    at_twice: float = nan
    at_four_times: float = nan


def judge(
    family: Sequence[Pairing],
    *,
    look: int = 1,
    generator: np.random.Generator | None = None,
    share: float = 1.0,
    others: int = 0,
    beside: Sequence[Pairing] = (),
) -> list[Verdict]:
    """Judge every comparison of a family: all pairs of arms, cells and metrics of a study.

    Arguments:
        family: the comparisons.
        look: the number of times the family was judged with other seeds, this one included.
        generator: of the bootstrap; a fixed one by default, so that the same numbers get the same words.
        share: of the error that families may spend together, what this one spends.
        others: tests of the family that are not in the list; they count as not rejected.
        beside: comparisons that share network, data and seeds with these; not judged, their shape is pooled too.
    """
    size = sum(len(pairing.differences) > 1 for pairing in family) + others
    judged = [index for index, pairing in enumerate(family) if not pairing.why_not]
    verdicts = [_without(pairing) for pairing in family]
    if judged:
        decided = _Family(
            [family[index] for index in judged],
            size,
            (share * alpha(look), share * alpha(look + 1)),
            [pairing for pairing in beside if not pairing.why_not],
            generator or np.random.default_rng(0),
        )
        for place, index in enumerate(judged):
            verdicts[index] = decided.verdict(place)
    return verdicts


def judge_one(arm: Values, against: Values, *, resolution: float, margin: float = 0.0) -> Verdict:
    """Judge one comparison that belongs to no family."""
    return judge([Pairing(arm, against, resolution, margin)])[0]


def improvement(arm: Values, against: Values) -> float:
    """The share of all pairs of runs, whatever their seeds, in which the arm is larger; ties count half.

    >>> improvement([3.0, 2.0], [1.0, 2.0])
    0.875
    """
    signs = np.sign(np.subtract.outer(np.asarray(arm), np.asarray(against)))
    return float(np.mean((signs + 1) / 2))


def holm(p: Array, size: int) -> tuple[Array, NDArray[np.int_]]:
    """Holm's adjusted p values in a family of ``size`` tests, and how many were left at each one's step.

    ``size`` exceeds the number of values where some tests have no p; these count as never rejected.

    >>> holm(np.array([0.01, 0.04, 0.02]), 3)[0].round(3).tolist()
    [0.03, 0.04, 0.04]
    """
    order = np.argsort(p, kind="stable")
    left = np.empty(len(p), int)
    left[order] = size - np.arange(len(p))
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(p[order] * left[order]))
    return adjusted, left


def _without(pairing: Pairing) -> Verdict:
    n = len(pairing.differences)
    mean = float(pairing.differences.mean()) if n else nan
    return Verdict(NO_VERDICT, Interval(mean, nan, nan, n, nan), pairing.why_not)


class _Family:
    """The comparisons that can be judged, out of ``size``."""

    def __init__(
        self,
        pairings: list[Pairing],
        size: int,
        levels: tuple[float, float],
        beside: list[Pairing],
        generator: np.random.Generator,
    ) -> None:
        self.pairings, self.size = pairings, size
        self.alpha, self.next_alpha = levels
        pooled = [*pairings, *beside]
        self.n = np.array([len(pairing.differences) for pairing in pairings])
        self.mean = np.array([pairing.differences.mean() for pairing in pairings])
        self.error = np.array([pairing.deviation for pairing in pairings]) / np.sqrt(self.n)
        self.enough = self.n >= FEWEST
        self.shape = Shape(
            [pairing.differences for pairing in pooled],
            [pairing.resolution for pairing in pooled],
            self.alpha / size,
            generator,
        )
        t = np.abs(self.mean / self.error)
        self.p = 2 * tail(self.n - 1, -t)
        self.check_p = np.ones(len(pairings))
        for n in np.unique(self.n[self.enough]):
            self.check_p[self.n == n] = self.shape.p(t[self.n == n], int(n))
        tested = np.where(self.enough, np.maximum(self.p, self.check_p), self.p)
        self.adjusted, self.left = holm(tested, size)
        self.leaning = holm(self.p, size)[0] <= self.alpha
        self.over_all = self._half_widths(np.full(len(pairings), size))
        self.tested = self._half_widths(self.left)
        self.at_twice, self.at_four_times = self._expected_half_widths(2), self._expected_half_widths(4)
        self.collapses = sum(bool(np.any(np.abs(distances(p.differences, p.resolution)) > 1)) for p in pooled)
        self.watched = size + len(beside)

    def verdict(self, index: int) -> Verdict:
        pairing = self.pairings[index]
        word, reason, difference = self._word(index)
        return Verdict(
            word,
            difference,
            reason,
            p=float(self.p[index]),
            check_p=float(self.check_p[index]),
            adjusted_p=float(self.adjusted[index]),
            effect=float(self.mean[index] / pairing.deviation),
            improvement=improvement(pairing.arm, pairing.against),
            at_twice=float(self.at_twice[index]),
            at_four_times=float(self.at_four_times[index]),
        )

    def _word(self, index: int) -> tuple[str, str, Interval]:
        pairing, over_all = self.pairings[index], self._interval(index, self.over_all, self.size)
        reason = self._doubt(index)
        inside = max(abs(over_all.low), abs(over_all.high)) <= pairing.margin and pairing.margin >= pairing.resolution
        if inside and not reason:
            return EQUIVALENT, "", over_all
        apart = bool(self.adjusted[index] <= self.alpha)
        tested = self._interval(index, self.tested, self.left[index]) if apart else over_all
        if not (apart or self.leaning[index]):
            return NOT_APART, reason, tested
        if abs(self.mean[index]) < pairing.resolution * (1 - 1e-9):
            return NO_VERDICT, "a difference below the resolution, such as less than one test example", tested
        better = self.mean[index] > 0
        if apart and not reason:
            return (BETTER if better else WORSE), "", tested
        why = reason or "the check that takes nothing for normal does not confirm it"
        return (LEANS_BETTER if better else LEANS_WORSE), why, tested

    def _doubt(self, index: int) -> str:
        if not self.enough[index]:
            return f"fewer than {FEWEST} seeds"
        if self.collapses > COLLAPSING * self.watched:
            return f"runs collapsed in {self.collapses} of {self.watched} comparisons"
        return ""

    def _interval(self, index: int, half_widths: Array, tests: int) -> Interval:
        half, mean = float(half_widths[index]), float(self.mean[index])
        return Interval(mean, mean - half, mean + half, int(self.n[index]), float(1 - self.alpha / tests))

    def _half_widths(self, tests: NDArray[Any]) -> Array:
        """Of each comparison's interval, at the level of one of ``tests`` tests."""
        level = self.alpha / tests
        critical = -quantile(self.n - 1, level / 2)
        for n in np.unique(self.n[self.enough]):
            here = self.n == n
            critical[here] = np.maximum(critical[here], self.shape.critical(level[here], int(n)))
        return np.asarray(critical * self.error)

    def _expected_half_widths(self, times: int) -> Array:
        """Of the intervals at the next look, with ``times`` as many seeds that spread as these do.

        What the shape adds to Student's critical value shrinks as 1 / seeds. Without that addition the half-widths come
        out 10 to 20 % too small for normal differences and 40 % for exponential ones.
        """
        level = np.array([self.alpha / self.size])
        expected = np.empty(len(self.n))
        for n in np.unique(self.n):
            seen = int(n if n >= FEWEST else 2 * n)  # smaller samples have no check
            added = max(0.0, float(self.shape.critical(level, seen)[0] / -quantile(seen - 1, level / 2)[0]) - 1)
            then = (self.next_alpha if n >= FEWEST else self.alpha) / self.size
            expected[self.n == n] = -quantile(times * n - 1, then / 2) * (1 + added * seen / (times * n))
        return np.asarray(expected * self.error / sqrt(times))
