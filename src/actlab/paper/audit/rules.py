"""The rules that turn comparisons into a word on a claim; `docs/audit.md` holds how often each errs.

A claim asks one or more comparisons, all of which must speak for it. Each claim is a family: Holm's procedure inside
it, at the level of its share of the whole audit, so that all words of an audit together err in at most one of twenty.
Since every comparison must pass, a claim is an intersection-union test: it *holds* only if the worst comparison passes
alone, whatever the others gain. One comparison that is worse refutes it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import nan

import numpy as np

from actlab.lab.verdicts.looks import alpha
from actlab.lab.verdicts.procedure import (
    BETTER,
    EQUIVALENT,
    LEANS_BETTER,
    LEANS_WORSE,
    NO_VERDICT,
    WORSE,
    Pairing,
    Verdict,
    judge,
)
from actlab.paper.judgement import CANNOT_TELL, HOLDS, NOT_RUN, REFUTED, Line

TESTED = 26  # claims that tests decide, M8 to M33; each spends this part of the error, however few have runs
SHARE = 1 / TESTED
SHOWS_TAIL, LESS = 24, 0.4  # fewer comparisons in a study show too little of a tail: they spend this part of the error
FEWEST_SEEDS = 10  # of a comparison that decides at the published protocol
MARGIN, FAR = 0.001, 0.01  # "at least as good": no more than 0.1 point below; "by far": more than 1 point above


@dataclass(frozen=True)
class Want:
    """What a claim says of a comparison: that the difference exceeds ``beyond``, or that there is none (``alike``).

    ``opposite``: of ``words``, where that is not "worse".
    """

    words: str
    beyond: float = 0.0
    alike: bool = False
    opposite: str = ""


STRICTLY = Want("better")
MORE, SMALLER = Want("more", opposite="less"), Want("smaller", opposite="larger")
AS_GOOD = Want("at least as good", -MARGIN)
BY_FAR = Want("better by far", FAR)
ALIKE = Want("no difference", alike=True)


@dataclass(frozen=True)
class Unit:
    """How a difference is printed: times ``scale``, or as the ratio whose logarithm to 10 it is."""

    name: str
    digits: int
    scale: float = 1.0
    ratio: bool = False

    def printed(self, value: float) -> float:
        """A difference in this unit."""
        return 10.0 ** (self.scale * value) if self.ratio else self.scale * value


@dataclass(frozen=True, eq=False)
class Pool:
    """Comparisons that share network, data and seeds: the shape of their differences is pooled.

    ``look``: the number of times they were judged with other seeds.
    """

    pairings: tuple[Pairing, ...] = ()
    look: int = 1


@dataclass(frozen=True, eq=False)
class Comparison:
    """One comparison that a claim asks. In ``pairing`` larger speaks for the claim.

    ``diverged``: seeds in which the first arm alone diverged, the other alone, and all; it then has no values.
    ``why``: why it decides nothing, such as an arm that did not train. ``sign``: of the printed difference.
    """

    title: str
    want: Want
    unit: Unit
    pairing: Pairing | None = None
    diverged: tuple[int, int, int] | None = None
    why: str = ""
    published: float | None = None
    decides: bool = True
    study: str = ""
    pool: Pool = field(default_factory=Pool)


def decide(
    comparisons: Sequence[Comparison], fewest: int = FEWEST_SEEDS, share: float = SHARE
) -> tuple[str, list[Line]]:
    """The word on a claim that needs every one of its comparisons, and each of them.

    Arguments:
        comparisons: all of the claim; those that do not decide are judged as a family of their own.
        fewest: seeds below which a comparison speaks for nothing; below 6 the lab's verdicts lean, and where ``fewest``
            is less than that, leaning counts.
        share: of the error of the audit that the claim spends.
    """
    families = ([one for one in comparisons if one.decides], [one for one in comparisons if not one.decides])
    judged = {id(one): line for family in families for one, line in _judged(family, fewest, share)}
    lines = [judged[id(one)] for one in comparisons]
    return _word([line for line in lines if line.decides]), lines


def _word(lines: Sequence[Line]) -> str:
    if not any(line.n for line in lines):
        return NOT_RUN
    if any(line.speaks < 0 for line in lines):
        return REFUTED
    return HOLDS if all(line.speaks > 0 for line in lines) else CANNOT_TELL


def diverges_more(alone: int, other: int) -> float:
    """The exact two-sided p (McNemar's test) that of two arms one diverges more often than the other.

    Seeds in which both diverge, or neither, say nothing of the difference.

    >>> diverges_more(9, 0)
    0.00390625
    """
    from scipy.stats import binomtest

    return float(binomtest(alone, alone + other).pvalue) if alone + other else 1.0


def _judged(family: Sequence[Comparison], fewest: int, share: float) -> list[tuple[Comparison, Line]]:
    lines: dict[int, Line] = {}
    with_values = [one for one in family if one.pairing is not None and not one.why]
    for pool in {id(one.pool): one.pool for one in with_values}.values():
        group = [one for one in with_values if one.pool is pool]
        for one, verdict in zip(group, _verdicts(group, len(family), share), strict=True):
            lines[id(one)] = _line(one, verdict, fewest)
    for one in family:
        if id(one) not in lines:
            lines[id(one)] = _without_values(one, share / len(family), fewest)
    return [(one, lines[id(one)]) for one in family]


def _verdicts(group: Sequence[Comparison], size: int, share: float) -> list[Verdict]:
    pairings = [one.pairing for one in group if one.pairing is not None]
    beside = [other for other in group[0].pool.pairings if not any(other is one for one in pairings)]
    shifted = [_shifted(pairing, one.want) for pairing, one in zip(pairings, group, strict=True)]
    counted = sum(len(pairing.differences) > 1 for pairing in shifted)
    share *= LESS if len(pairings) + len(beside) < SHOWS_TAIL else 1
    return judge(shifted, look=group[0].pool.look, share=share, others=size - counted, beside=beside)


def _shifted(pairing: Pairing, want: Want) -> Pairing:
    """Beyond a bound is better than the other raised by it; only where the bound is 0 is there an equivalence."""
    if not want.beyond:
        return pairing
    return Pairing(np.subtract(pairing.arm, want.beyond), pairing.against, pairing.resolution)


def _line(one: Comparison, verdict: Verdict, fewest: int) -> Line:
    difference, beyond = verdict.difference, one.want.beyond
    assert one.pairing is not None
    low, high = sorted(map(one.unit.printed, (difference.low + beyond, difference.high + beyond)))
    few = difference.n < fewest
    speaks = 0 if few else _speaks(verdict.word, one.want, leaning=fewest < FEWEST_SEEDS)
    note = f"fewer than {fewest} seeds" if few else verdict.reason if not speaks else ""
    return Line(
        one.title,
        one.unit.name,
        one.unit.digits,
        one.want.words,
        _in_words(verdict.word, one.want),
        speaks,
        difference.n,
        tuple(map(one.unit.printed, one.pairing.differences.tolist())),
        one.unit.printed(difference.mean + beyond),
        low,
        high,
        difference.level,
        one.published,
        note,
        one.decides,
        one.study,
    )


def _speaks(word: str, want: Want, leaning: bool) -> int:
    up, down = ((BETTER, LEANS_BETTER), (WORSE, LEANS_WORSE)) if leaning else ((BETTER,), (WORSE,))
    if want.alike:
        return 1 if word == EQUIVALENT else -1 if word in up + down else 0
    if word == EQUIVALENT:
        return -1  # equivalent is not better
    return 1 if word in up else -1 if word in down else 0


def _in_words(word: str, want: Want) -> str:
    if not (want.beyond or want.opposite) or word not in (BETTER, WORSE, LEANS_BETTER, LEANS_WORSE):
        return word
    lean = "leans " if word in (LEANS_BETTER, LEANS_WORSE) else ""
    if word in (BETTER, LEANS_BETTER):
        return lean + want.words
    if want.opposite:
        return lean + want.opposite
    return lean + ("worse by more than the margin" if want.beyond < 0 else "not better by far")


def _without_values(one: Comparison, level: float, fewest: int) -> Line:
    """A comparison that does not decide, or in which runs diverged: the exact test says whether one arm does more."""
    word, speaks, n, note = NO_VERDICT, 0, 0, one.why or "not run"
    if one.diverged is not None and not one.why:
        alone, other, n = one.diverged
        p = diverges_more(alone, other)
        note = f"of {n} seeds the first alone diverged in {alone}, the other alone in {other}; exact p {p:.2g}"
        if n >= fewest and p <= level * alpha(one.pool.look):
            word, speaks = (WORSE, -1) if alone > other else (BETTER, -1 if one.want.alike else 1)
    elif one.pairing is not None:
        n = len(one.pairing.differences)
    differences = [] if one.pairing is None else one.pairing.differences.tolist()
    mean = one.unit.printed(float(np.mean(differences))) if differences else nan
    return Line(
        one.title,
        one.unit.name,
        one.unit.digits,
        one.want.words,
        word,
        speaks,
        n,
        tuple(map(one.unit.printed, differences)),
        mean,
        published=one.published,
        note=note,
        decides=one.decides,
        study=one.study,
    )
