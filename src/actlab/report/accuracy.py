"""The largest error of a function that is seen at fixed points, with the point: the figures of its page."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actlab import exact
from actlab.arrays import derivative
from actlab.define import Choice, choose

TYPES = ("float16", "float32", "float64")
_BY: dict[str, tuple[str, ...]] = {"value": (), "slope": ("x",)}


@dataclass(frozen=True)
class Error:
    """An error in units in the last place of the right result, and the witness: where, what came, what is right."""

    what: str
    type: str
    ulp: float
    x: float
    got: float
    right: float


def points(kind: str) -> NDArray[Any]:
    """The points: every 0.025 from -20 to 20 and magnitudes from 1e-30 (float16: 1e-7) to 1e4 on both sides of 0."""
    sizes = np.geomspace(1e-7 if kind == "float16" else 1e-30, 1e4, 300)
    grid = np.concatenate([np.linspace(-20, 20, 1601), sizes, -sizes])
    return np.unique(grid.astype(kind))


def errors(activation: str | Choice) -> list[Error]:
    """The largest error of value and slope in each type, among results that are neither 0 nor subnormal.

    >>> {found.ulp <= 0.5 for found in errors("relu")}
    {True}
    """
    choice = choose(activation)
    return [_largest(choice, what, kind) for what in _BY for kind in TYPES]


def _largest(choice: Choice, what: str, kind: str) -> Error:
    x = points(kind)
    got = np.asarray(derivative(choice, x, *_BY[what]), dtype=np.float64)
    high, low = exact.pairs(choice, x.astype(np.float64), *_BY[what])
    normal = np.isfinite(got) & (np.abs(high) >= np.finfo(kind).tiny) & (np.abs(high) <= np.finfo(kind).max)
    if not normal.any():
        return Error(what, kind, 0.0, float(x[0]), float(got[0]), float(high[0]))
    unit = np.ldexp(1.0, np.frexp(np.where(normal, high, 1.0))[1] - exact.FORMATS[kind][0])
    found = np.where(normal, np.abs((np.where(normal, got, high) - high) - low) / unit, -1.0)
    place = int(found.argmax())
    return Error(what, kind, float(found[place]), float(x[place]), float(got[place]), float(high[place]))
