"""The examples a model learns from, checked once, before anything is trained."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actlab.errors import BadData, BadType, BadValue
from actlab.scratch.layers import Array, Labels


@dataclass(frozen=True)
class Data:
    """Examples, [rows, inputs] of any float type, and their classes, [rows] of whole numbers from 0.

    The model computes in float64 whatever comes in: float32 examples take half the memory and are widened batch by
    batch.
    """

    x_train: NDArray[Any]
    y_train: NDArray[Any]
    x_test: NDArray[Any]
    y_test: NDArray[Any]

    def check(self, inputs: int, classes: int) -> None:
        """Say what does not fit a model of so many inputs and classes."""
        for split, x, y in (("training", self.x_train, self.y_train), ("test", self.x_test, self.y_test)):
            if x.ndim != 2 or x.shape[1] != inputs:
                raise BadValue(f"the model expects [rows, {inputs}], but the {split} data is {list(x.shape)}.")
            if x.dtype.kind != "f":
                raise BadType(f"the {split} data is of type {x.dtype}; convert it with x.astype(float).")
            if y.dtype.kind not in "iu":
                raise BadType(f"the {split} labels are of type {y.dtype}; expected whole numbers.")
            if y.shape != x.shape[:1] or not len(y):
                raise BadValue(f"the {split} data has {len(x)} rows, but {list(y.shape)} labels; expected one a row.")
            _first(~np.isfinite(x), x, f"the {split} data", "every number must be finite")
            _first((y < 0) | (y >= classes), y, f"the {split} labels", f"the classes are 0 to {classes - 1}")


def _first(wrong: NDArray[np.bool_], values: NDArray[Any], where: str, rule: str) -> None:
    if wrong.any():
        index = tuple(int(i) for i in np.unravel_index(wrong.argmax(), wrong.shape))
        raise BadData(f"{where}: found {values[index]} at index {list(index)}, but {rule} ({wrong.sum()} such in all).")


class Widener:
    """Brings rows of the examples into float64, always into the same memory, which stays in the cache."""

    def __init__(self, x: NDArray[Any], rows: int) -> None:
        self.x = x
        self._narrow = np.empty((rows, x.shape[1]), x.dtype)
        self._wide = np.empty((rows, x.shape[1]))

    def rows(self, which: slice | Labels) -> Array:
        """The rows ``which``, an array of indices or a slice; valid until the next call."""
        if isinstance(which, slice):
            narrow = self.x[which]
        else:
            narrow = np.take(self.x, which, axis=0, out=self._narrow[: len(which)], mode="clip")
        wide = self._wide[: len(narrow)]
        np.copyto(wide, narrow)
        return wide
