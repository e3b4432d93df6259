"""Runs that collapsed: far on the bad side of their arm's other runs, by the median and the median deviation.

False alarms where nothing collapses, for one arm: 0.8 % at 5 normal values, 0.5 % at 6, 0.1 % at 10, below 0.01 % at
20; of Student's t with 3 degrees of freedom 1.4 %, 1.7 %, 1.5 %, 2.1 %. `docs/verdicts.md` holds the whole table.
"""

from collections.abc import Sequence
from math import sqrt

import numpy as np
from numpy.typing import NDArray

FEWEST = 5  # of fewer values none is far from "the others"
FAR, FAR_AT_FEWEST = 10.0, 15.0  # robust standard deviations; the median deviation of 5 values is a poor scale
NORMAL = 1.4826  # a normal standard deviation in median absolute deviations


def collapsed(values: Sequence[float] | NDArray[np.float64], resolution: float) -> list[int]:
    """The indices of the collapsed ones among ``values``, one arm's runs; larger is better.

    ``resolution``: the step of the values, such as 1 / test examples: the scale is at least its rounding error.

    >>> collapsed([0.97, 0.96, 0.98, 0.11, 0.97, 0.97], resolution=0.001)
    [3]
    """
    return [int(index) for index in np.flatnonzero(distances(np.asarray(values, float), resolution) < -1)]


def distances(values: NDArray[np.float64], resolution: float) -> NDArray[np.float64]:
    """How far each value lies from the median, as a share of the distance that counts as collapsed; signed."""
    n = len(values)
    if n < FEWEST:
        return np.zeros(n)
    off = values - np.median(values)
    scale = max(NORMAL * float(np.median(np.abs(off))), resolution / sqrt(6))
    far = FAR_AT_FEWEST if n == FEWEST else FAR
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.nan_to_num(off / (far * scale), nan=0.0)
