"""Four classic sets of points in the plane, two classes each: circle, xor, gauss and spiral; and when a loss settles.

The shapes and the square from -6 to 6 are those of the neural-network playground that the articles read epochs from.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from actlab.errors import BadValue, one_of
from actlab.lab.data.data_set import Arrays, DataSet, content_hash

Points = tuple[NDArray[np.float64], NDArray[np.int64]]  # [rows, 2] and the class of each row
RADIUS = 5.0
ROWS = 250  # for training, and as many for testing
SEED = 0
SETTLED = 0.05  # of the way from the first loss to the lowest


def circle(rows: int, noise: float, generator: RandomState) -> Points:
    """A disc (class 1) within a ring (class 0)."""
    inside = np.arange(rows) % 2
    radius = RADIUS * np.where(inside, generator.uniform(0, 0.5, rows), generator.uniform(0.7, 1, rows))
    return _polar(radius, generator.uniform(0, 2 * np.pi, rows), inside, noise, generator)


def xor(rows: int, noise: float, generator: RandomState) -> Points:
    """Class 1 where both coordinates have the same sign; a gap of 0.3 on both sides of the axes."""
    x = generator.uniform(-RADIUS, RADIUS, (rows, 2))
    x += 0.3 * np.sign(x)
    kinds = (x.prod(axis=1) > 0).astype(np.int64)
    return x + noise * generator.uniform(-RADIUS, RADIUS, x.shape), kinds


def gauss(rows: int, noise: float, generator: RandomState) -> Points:
    """Two clouds around (2, 2) and (-2, -2), class 1 and 0; ``noise`` widens them from variance 0.5 to 4."""
    kinds = np.arange(rows) % 2
    centres = np.where(kinds, 2.0, -2.0)[:, None]
    return centres + np.sqrt(0.5 + 7 * noise) * generator.randn(rows, 2), kinds


def spiral(rows: int, noise: float, generator: RandomState) -> Points:
    """Two arms of one and three quarter turns each."""
    kinds = np.arange(rows) % 2
    along = (np.arange(rows) // 2 + 1) / ((rows + 1) // 2)  # from 1: at 0 both arms would meet
    return _polar(RADIUS * along, 1.75 * 2 * np.pi * along + np.pi * kinds, kinds, noise, generator)


KINDS: dict[str, Callable[[int, float, RandomState], Points]] = {
    "circle": circle,
    "xor": xor,
    "gauss": gauss,
    "spiral": spiral,
}


def points(kind: str, rows: int, noise: float, generator: RandomState) -> Points:
    """Points of one kind with their classes.

    Arguments:
        kind: circle, xor, gauss or spiral.
        rows: how many points; half of them of each class (for xor, about half).
        noise: 0 to 0.5; how far points stray, as a part of the radius.
        generator: everything is drawn from it.

    >>> x, kinds = points("spiral", 4, 0.0, RandomState(0))
    >>> x.shape, kinds.tolist()
    ((4, 2), [0, 1, 0, 1])
    """
    one_of("set of points", KINDS)(kind)
    if rows < 2:
        raise BadValue(f"expected at least 2 points, got {rows}.")
    if not 0 <= noise <= 0.5:
        raise BadValue(f"noise: expected a number from 0 to 0.5, got {noise:g}.")
    return KINDS[kind](rows, noise, generator)


def load(kind: str) -> DataSet:
    """The set that is compared on: 250 points to learn from, 250 others to test, without noise, from one seed."""
    x, kinds = points(kind, 2 * ROWS, 0.0, RandomState(SEED))
    order = RandomState(SEED).permutation(2 * ROWS)
    train, test = order[:ROWS], order[ROWS:]
    arrays: Arrays = (x[train], kinds[train], x[test], kinds[test])
    source = f"points made by actlab.lab.data.plane with seed {SEED}"
    return DataSet(kind, *arrays, white=1, sha256=content_hash(arrays), source=source, classes=2)


def settled(losses: Sequence[float]) -> int | None:
    """The first epoch from which on the loss stays within 5 % of the way from its start to its lowest.

    ``losses[0]`` is from before training. None if the loss never fell, if some loss is not finite, or if it was not
    watched inside that band for as long as it took to get there: while it falls, its lowest is only what came last.

    >>> settled([1.0, 0.5, 0.01, 0.0, 0.0])
    2
    >>> settled([1.0, 0.75, 0.5, 0.25, 0.0]) is None
    True
    """
    values = np.asarray(losses, dtype=np.float64)
    if not np.isfinite(values).all() or values.min() >= values[0]:
        return None
    outside = np.flatnonzero(values > values.min() + SETTLED * (values[0] - values.min()))
    first = int(outside[-1]) + 1
    return first if 2 * first <= len(values) - 1 else None


def _polar(
    radius: NDArray[np.float64],
    angle: NDArray[np.float64],
    kinds: NDArray[np.int64],
    noise: float,
    generator: RandomState,
) -> Points:
    x = radius[:, None] * np.stack([np.sin(angle), np.cos(angle)], axis=1)
    return x + noise * generator.uniform(-RADIUS, RADIUS, x.shape), kinds
