"""The check beside Student's t: critical values from the shape that the family's own differences have.

Student's t takes differences for normal. Ten seeds are too few to see the shape of one comparison, but the comparisons
of a family share network, data and seeds, so they are pooled: each comparison's differences less their median, in units
of their median deviation, all turned to the same side by the sign of their skewness (which side an arm's bad runs fall
on depends on the order of the two names). Samples from this pool give the distribution of the largest statistics where
the mean difference is 0. A studentised bootstrap within each comparison is as safe and has less power: it sees ten
values where the pool holds ten for each comparison.
"""

from collections.abc import Sequence
from math import sqrt

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
SHARE = 0.7  # of the level: the pool's tails are estimated; at 1 exponential ones err in .06 to .07
BEYOND = 30  # samples beyond the critical value of the smallest level: its quantile errs by 18 % of the level
FEWEST_DRAWS, MOST_DRAWS = 20_000, 4_000_000  # the most are needed beyond 4000 comparisons, or 400 at a second look
AT_ONCE = 2_000_000  # values drawn at once, 16 MB


class Shape:
    """The distribution of |t| under no effect, for samples of any size from the family's pooled residuals.

    Arguments:
        differences: one array for each comparison, each with some spread.
        resolutions: the step of each comparison's values; residuals get the rounding error back, or ties would make
            samples without spread.
        level: the smallest at which a comparison will be tested.
        generator: draws the rounding errors and the samples.
    """

    def __init__(
        self, differences: Sequence[Array], resolutions: Sequence[float], level: float, generator: np.random.Generator
    ) -> None:
        pool = np.concatenate(
            [_residuals(values, step, generator) for values, step in zip(differences, resolutions, strict=True)]
        )
        self._pool = pool - pool.mean()
        self._draws = int(np.clip(BEYOND / (SHARE * level), FEWEST_DRAWS, MOST_DRAWS))
        self._generator = generator
        self._statistics: dict[int, Array] = {}

    def p(self, t: Array, n: int) -> Array:
        """Two-sided p of each ``t`` of ``n`` seeds, to be compared with the whole level."""
        above = self._draws - np.searchsorted(self._drawn(n), np.abs(t), side="left")
        return np.minimum(1.0, (above + 1) / (self._draws + 1) / SHARE)

    def critical(self, level: Array, n: int) -> Array:
        """The value that |t| of ``n`` seeds must exceed for ``p <= level``; infinite beyond what the draws resolve."""
        allowed = (level * SHARE * (self._draws + 1) * (1 + 1e-12)).astype(int) - 1
        return np.where(allowed >= 0, self._drawn(n)[self._draws - 1 - np.maximum(allowed, 0)], np.inf)

    def _drawn(self, n: int) -> Array:
        if n not in self._statistics:
            rows = max(1, AT_ONCE // n)
            parts = [
                _absolute_t(self._pool[self._generator.integers(0, len(self._pool), (min(rows, left), n))])
                for left in range(self._draws, 0, -rows)
            ]
            self._statistics[n] = np.sort(np.concatenate(parts))
        return self._statistics[n]


def _absolute_t(samples: Array) -> Array:
    n = samples.shape[1]
    mean = samples.mean(axis=1)
    variance = (np.einsum("ij,ij->i", samples, samples) - n * mean**2) / (n - 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.abs(mean) * sqrt(n) / np.sqrt(np.maximum(variance, 0.0))
    return np.where(np.isnan(t) | (variance <= 0), np.inf, t)


def _residuals(values: Array, resolution: float, generator: np.random.Generator) -> Array:
    if resolution:
        values = values + resolution * (generator.random(len(values)) - generator.random(len(values)))
    off = values - np.median(values)
    scale = float(np.median(np.abs(off))) or float(np.abs(off).mean())
    skewed = np.sum((values - values.mean()) ** 3)
    return off / scale * (np.sign(skewed) or 1.0)
