"""Intervals over seeds and verdicts over paired differences."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, inf, nan, sqrt

import numpy as np

LEVEL = 0.95
POWER = 0.8
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
    """What the paired differences of one arm against another say."""

    word: str
    difference: Interval
    more_seeds: float


def interval(values: Sequence[float], level: float = LEVEL) -> Interval:
    """Mean and t interval of ``values``, one for each seed.

    >>> interval([1.0, 2.0, 3.0]).low < 2.0 < interval([1.0, 2.0, 3.0]).high
    True
    """
    n = len(values)
    mean = float(np.mean(values)) if n else nan
    if n < 2:
        return Interval(mean, nan, nan, n, level)
    half = _quantile(level, n) * float(np.std(values, ddof=1)) / sqrt(n)
    return Interval(mean, mean - half, mean + half, n, level)


def compare(arm: Sequence[float], against: Sequence[float], comparisons: int = 1) -> Verdict:
    """Judge ``arm`` against ``against``, whose values belong to the same seeds in the same order; larger is better.

    The interval holds simultaneously over all ``comparisons`` of the study (Bonferroni), so the verdict and the
    interval that is shown always agree. ``more_seeds`` is how many seeds more would be needed to see a difference as
    large as the one found with a power of 80 %.
    """
    differences = np.subtract(arm, against)
    level = 1 - (1 - LEVEL) / comparisons
    found = interval(differences.tolist(), level)
    if found.n < 2:
        word = "no verdict from one seed"
    elif found.low > 0:
        word = "better"
    elif found.high < 0:
        word = "worse"
    else:
        word = "cannot tell apart"
    return Verdict(word, found, _more_seeds(differences, level) if word == "cannot tell apart" else nan)


def _quantile(level: float, n: int) -> float:
    from scipy.stats import t

    return float(t.ppf((1 + level) / 2, n - 1))


def _more_seeds(differences: np.ndarray, level: float) -> float:
    """The smallest number of seeds that sees the mean difference found, less those there are."""
    from scipy.stats import nct, t

    deviation = float(np.std(differences, ddof=1))
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
