"""The interval of a mean over seeds."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, nan, sqrt
from typing import Any

import numpy as np

LEVEL = 0.95


def tail(degrees: Any, t: Any) -> Any:
    """The probability of less than ``t`` under Student's distribution."""
    from scipy.special import stdtr  # late: a look at a running study has no verdict, and starts 0.2 s sooner

    return stdtr(degrees, t)


def quantile(degrees: Any, probability: Any) -> Any:
    """The inverse of :func:`tail`."""
    from scipy.special import stdtrit

    return stdtrit(degrees, probability)


@dataclass(frozen=True)
class Interval:
    """A mean with its interval over ``n`` seeds; with one seed there is no interval (NaN)."""

    mean: float
    low: float
    high: float
    n: int
    level: float


def interval(
    values: Sequence[float],
    level: float = LEVEL,
    resolution: float = 0.0,
    limits: tuple[float, float] = (-inf, inf),
) -> Interval:
    """Mean and Student's t interval of ``values``, one for each seed.

    ``resolution``: the step of the values, such as 1 / test examples; their standard deviation is at least that of
    rounding to it. ``limits``: what a value can be; the interval ends there.

    >>> interval([1.0, 2.0, 3.0]).low < 2.0 < interval([1.0, 2.0, 3.0]).high
    True
    """
    n = len(values)
    mean = float(np.mean(values)) if n else nan
    if n < 2:
        return Interval(mean, nan, nan, n, level)
    deviation = max(float(np.std(values, ddof=1)), resolution / sqrt(12))
    half = float(quantile(n - 1, (1 + level) / 2)) * deviation / sqrt(n)
    return Interval(mean, max(limits[0], mean - half), min(limits[1], mean + half), n, level)
