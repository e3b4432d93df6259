"""Intervals over seeds and verdicts over paired differences.

The verdict and its interval are Student's t for paired differences, at the level at which Holm's procedure tests the
comparison, so that they always agree. Five seeds allow nothing else: the smallest p of a permutation test of five pairs
is 0.0625. Beside them stand a studentised bootstrap interval and a permutation p, which assume less.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil, inf, isnan, nan, sqrt

import numpy as np
from numpy.typing import NDArray

LEVEL = 0.95
POWER = 0.8
MARGIN = 0.001  # differences of accuracy below 0.1 % are called equivalent
RESAMPLES = 2000
FEWEST_FOR_BOOTSTRAP = 5  # 94.9 % covered at 5 normal differences, 93.5 % at 5 exponential ones
MOST_FLIPPED = 14  # pairs whose 2^n sign flips are all tried
MOST_SEEDS = 1000  # beyond it nobody will train; said as "more than"


@dataclass(frozen=True)
class Interval:
    """A mean with Student's t interval over ``n`` seeds; with one seed there is no interval (NaN)."""

    mean: float
    low: float
    high: float
    n: int
    level: float


@dataclass(frozen=True)
class Verdict:
    """What the paired differences of one arm against another say.

    ``word``: better, worse, equivalent, cannot tell apart, or no verdict from one seed. ``difference``: its interval at
    the level it was tested at. ``more_seeds``: how many more would show a difference as large as the one found, with a
    power of 80 %. ``p``: of Student's t; ``adjusted_p``: by Holm over the family; ``permutation_p``: of sign flips.
    ``effect``: Cohen's d of the paired differences. ``improvement``: how probably a run of the arm beats one of the
    other. ``bootstrap``: the studentised bootstrap interval, 95 % for this comparison alone.
    """

    word: str
    difference: Interval
    more_seeds: float
    p: float = nan
    adjusted_p: float = nan
    permutation_p: float = nan
    effect: float = nan
    improvement: float = nan
    bootstrap: Interval = Interval(nan, nan, nan, 0, LEVEL)


@dataclass(frozen=True)
class Pairing:
    """The values of two arms over the same seeds in the same order; larger is better."""

    arm: Sequence[float]
    against: Sequence[float]

    @property
    def differences(self) -> NDArray[np.float64]:
        """Arm less other, seed by seed."""
        return np.subtract(self.arm, self.against)


def interval(values: Sequence[float], level: float = LEVEL, resolution: float = 0.0) -> Interval:
    """Mean and t interval of ``values``, one for each seed.

    >>> interval([1.0, 2.0, 3.0]).low < 2.0 < interval([1.0, 2.0, 3.0]).high
    True
    """
    n = len(values)
    mean = float(np.mean(values)) if n else nan
    if n < 2:
        return Interval(mean, nan, nan, n, level)
    half = _quantile(level, n) * _deviation(np.asarray(values), resolution) / sqrt(n)
    return Interval(mean, mean - half, mean + half, n, level)


def compare(
    arm: Sequence[float],
    against: Sequence[float],
    comparisons: int = 1,
    margin: float = 0.0,
    resolution: float = 0.0,
) -> Verdict:
    """Judge ``arm`` against ``against``, whose values belong to the same seeds in the same order; larger is better.

    The interval holds over all ``comparisons`` together (Bonferroni). ``margin``: an interval within it is called
    equivalent. ``resolution``: the step of the values, such as 1 / test images: equal differences by chance are not
    taken for a spread of nothing.
    """
    return _judge(Pairing(arm, against), 1 - (1 - LEVEL) / comparisons, margin, resolution)


def compare_all(pairings: Sequence[Pairing], margin: float = 0.0, resolution: float = 0.0) -> list[Verdict]:
    """Judge a family of comparisons: at most 5 % of such families hold a false difference (Holm).

    The interval of the k-th smallest p of m has the level 1 - 0.05 / (m - k + 1), from the first that is not told apart
    on all have its level: an interval leaves out 0 if and only if Holm's procedure rejects.
    """
    ps = [_t_test(pairing.differences, resolution) for pairing in pairings]
    order = sorted((index for index, p in enumerate(ps) if not isnan(p)), key=lambda index: ps[index])
    verdicts = [_judge(pairing, LEVEL, margin, resolution) for pairing in pairings]
    left, adjusted, stopped = len(order), 0.0, False
    for rank, index in enumerate(order):
        adjusted = max(adjusted, min(1.0, (len(order) - rank) * ps[index]))
        verdict = _judge(pairings[index], 1 - (1 - LEVEL) / left, margin, resolution)
        verdicts[index] = replace(verdict, adjusted_p=adjusted)
        stopped = stopped or ps[index] > (1 - LEVEL) / left
        left -= not stopped
    return verdicts


def _judge(pairing: Pairing, level: float, margin: float, resolution: float) -> Verdict:
    differences = pairing.differences
    found = interval(differences.tolist(), level, resolution)
    if found.n < 2:
        return Verdict("no verdict from one seed" if found.n else "no verdict", found, nan)
    if margin and -margin <= found.low and found.high <= margin:
        word = "equivalent"
    elif found.low > 0:
        word = "better"
    elif found.high < 0:
        word = "worse"
    else:
        word = "cannot tell apart"
    deviation = _deviation(differences, resolution)
    return Verdict(
        word,
        found,
        _more_seeds(differences, deviation, level) if word == "cannot tell apart" else nan,
        p=_t_test(differences, resolution),
        adjusted_p=_t_test(differences, resolution),
        permutation_p=permutation_p(differences),
        effect=found.mean / deviation if deviation else (0.0 if found.mean == 0 else inf),
        improvement=improvement(pairing.arm, pairing.against),
        bootstrap=bootstrap(differences),
    )


def improvement(arm: Sequence[float], against: Sequence[float]) -> float:
    """The share of all pairs of runs, whatever their seeds, in which the arm is larger; ties count half.

    >>> improvement([3.0, 2.0], [1.0, 2.0])
    0.875
    """
    signs = np.sign(np.subtract.outer(np.asarray(arm), np.asarray(against)))
    return float(np.mean((signs + 1) / 2))


def permutation_p(
    differences: Sequence[float] | NDArray[np.float64], generator: np.random.Generator | None = None
) -> float:
    """Two-sided p of flipping the signs of paired differences: all 2^n flips up to 14 pairs, beyond 10,000 at random.

    >>> permutation_p([1.0, 2.0, 3.0])
    0.25
    """
    values = np.asarray(differences, dtype=float)
    n = len(values)
    if n <= MOST_FLIPPED:
        flips = 1 - 2 * ((np.arange(2**n)[:, None] >> np.arange(n)) & 1)
        extra = 0
    else:
        flips = (generator or np.random.default_rng(0)).choice((-1, 1), (10_000, n))
        extra = 1  # the flips as found
    seen = abs(values.sum()) * (1 - 1e-12)
    return float((np.sum(np.abs(flips @ values) >= seen) + extra) / (len(flips) + extra))


def bootstrap(
    values: Sequence[float] | NDArray[np.float64], level: float = LEVEL, generator: np.random.Generator | None = None
) -> Interval:
    """The studentised bootstrap interval of a mean; none below five values, too few to resample."""
    data = np.asarray(values, dtype=float)
    n = len(data)
    mean = float(data.mean()) if n else nan
    spread = float(data.std(ddof=1)) if n > 1 else 0.0
    if n < FEWEST_FOR_BOOTSTRAP or not spread:
        return Interval(mean, nan, nan, n, level)
    draws = data[(generator or np.random.default_rng(0)).integers(0, n, (RESAMPLES, n))]
    errors = draws.std(axis=1, ddof=1)
    usable = errors > 0
    t = (draws.mean(axis=1)[usable] - mean) / errors[usable]
    low, high = np.quantile(t, [(1 - level) / 2, (1 + level) / 2])
    return Interval(mean, mean - float(high) * spread, mean - float(low) * spread, n, level)


def _deviation(values: NDArray[np.float64], resolution: float) -> float:
    """The standard deviation; at least that of the difference of two values rounded to ``resolution``."""
    return max(float(np.std(values, ddof=1)), resolution / sqrt(6))


def _t_test(differences: NDArray[np.float64], resolution: float) -> float:
    from scipy.stats import t

    n = len(differences)
    if n < 2:
        return nan
    deviation, mean = _deviation(differences, resolution), abs(float(np.mean(differences)))
    if deviation == 0:
        return 0.0 if mean else 1.0
    return float(2 * t.sf(mean / deviation * sqrt(n), n - 1))


def _quantile(level: float, n: int) -> float:
    from scipy.stats import t

    return float(t.ppf((1 + level) / 2, n - 1))


def _more_seeds(differences: NDArray[np.float64], deviation: float, level: float) -> float:
    """The smallest number of seeds that sees the mean difference found, less those there are."""
    from scipy.stats import nct, t

    effect = abs(float(np.mean(differences))) / deviation if deviation else 0.0

    def power(n: int) -> float:
        critical = t.ppf((1 + level) / 2, n - 1)
        return float(nct.sf(critical, n - 1, effect * sqrt(n)))

    low, high = len(differences), MOST_SEEDS
    if effect == 0 or power(high) < POWER:
        return inf
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if power(middle) >= POWER else (middle + 1, high)
    return float(max(ceil(low) - len(differences), 1))
