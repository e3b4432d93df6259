"""Which function a chain of nodes computes, by its values: a record, a record of a tensor, or a hard sigmoid."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actlab.define import Choice, choose, names
from actlab.swap.find.recognise import GRID, Function, by_curve, curve_of, is_line, same

Array = NDArray[Any]

PROBES = (0.35, 0.8)  # what a parameter that is a tensor is tried with: a curve for each


@dataclass(frozen=True)
class Chain:
    """How a tensor follows from a root: its values on the grid, by which nodes, with which numbers and tensors."""

    values: Array
    nodes: tuple[int, ...] = ()
    constants: tuple[float, ...] = ()
    tensors: tuple[str, ...] = ()
    rounding: float = 0.0


def of_curve(chain: Chain, hint: str) -> Function | None:
    """The function of a chain of numbers alone; ``hint`` is a plain name that is tried first."""
    choice = by_curve(chain.values, chain.constants, hint)
    if choice is None and chain.rounding:
        choice = _nearest(chain.values, 4 * chain.rounding)
    if choice is not None:
        return Function(choice.activation.key, choice)
    return _hard_sigmoid(chain.values)


def of_tensor(chain: Chain) -> tuple[Function | None, dict[str, str]]:
    """The function of a chain with a tensor as parameter: with each probe it is the record with that number."""
    rows = [by_curve(row, (*chain.constants, probe), "prelu") for row, probe in zip(chain.values, PROBES, strict=True)]
    if None in rows:
        return None, {}
    first, second = (row for row in rows if row is not None)
    named = [p for p, v in first.parameters.items() if (v, second.parameters.get(p)) == PROBES]
    if first.activation.key != second.activation.key or len(named) != 1:
        return None, {}
    others = {p: v for p, v in first.parameters.items() if p not in named}
    return Function(first.activation.key, None, others), {named[0]: chain.tensors[0]}


def _nearest(curve: Array, tolerance: float) -> Choice | None:
    """The record nearest to a curve whose numbers are rounded to 16 bits, if no other is nearly as near.

    Gelu with tanh in bfloat16 is 3.4e-4 from itself and 5.7e-4 from Gelu; every other record is 0.15 away.
    """
    if not np.all(np.isfinite(curve)) or is_line(curve):
        return None
    choices = [choose(key) for key in names()]
    errors = [float(np.max(np.abs(curve - curve_of(c)) / np.maximum(1, np.abs(curve_of(c))))) for c in choices]
    order = np.argsort(errors)
    clear = errors[order[0]] <= tolerance and errors[order[1]] > 1.5 * errors[order[0]]
    return choices[order[0]] if clear else None


def _hard_sigmoid(curve: Array) -> Function | None:
    """min(max(alpha x + beta, 0), 1) of any alpha and beta: ``linear_sigmoid``."""
    inside = (curve > 1e-6) & (curve < 1 - 1e-6)
    if inside.sum() < 3 or inside.all() or not np.all(np.isfinite(curve)) or curve.min() < 0 or curve.max() > 1:
        return None
    alpha, beta = (float(v) for v in np.polyfit(GRID[inside], curve[inside], 1))
    if (
        alpha <= 0
        or (abs(alpha - 1) < 1e-6 and abs(beta) < 1e-6)
        or not same(np.clip(alpha * GRID + beta, 0, 1), curve)
    ):
        return None
    choice = choose(f"linear_sigmoid:alpha={alpha:.7g},beta={beta:.7g}")
    return Function(choice.activation.key, choice)
