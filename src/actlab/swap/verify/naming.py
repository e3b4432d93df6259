"""Which function a callable is instead of the one it should be: a record or a gate, with fitted parameters."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actlab import arrays
from actlab.define import Choice, GateChoice, choose_gate, gates, names, record
from actlab.errors import ActlabError
from actlab.swap.find.gates import by_pairs
from actlab.swap.find.lineage import ORDER
from actlab.swap.find.recognise import GRID, by_curve, is_line, plain, same
from actlab.swap.verify.calling import Called

Array = NDArray[np.float64]

Make = Callable[[dict[str, float]], Choice]

_MOST_STEPS = 60  # of a fit; where the functions are equal it ends after about ten
_FAR = 1e4  # beyond every clamp
_NEAR = np.linspace(-0.97, 0.93, 11)  # within every clamp that anybody has


def name_of(called: Called, expected: Choice) -> Choice | None:
    """The choice whose values a callable has: one that is known, else ``expected`` with other parameters, else any."""
    return _gate(called, expected) if isinstance(expected, GateChoice) else _function(called, expected)


def _function(called: Called, expected: Choice) -> Choice | None:
    on_grid = called.values(GRID)
    if on_grid is None or not np.isfinite(on_grid).all():
        return None
    record_choice = by_curve(on_grid, expected.parameters.values(), plain(expected.activation.key))
    if record_choice is not None or is_line(on_grid):
        return record_choice
    records = [expected.activation, *(record(key) for key in names() if record(key) != expected.activation)]
    for activation in (known for known in records if known.parameters):
        make = partial(Choice, activation)
        choice = _within_bounds(make, _numbers(make, Choice(activation).parameters, (GRID,), on_grid))
        if choice is not None and same(np.asarray(arrays.value(choice, GRID)), on_grid):
            return choice
    return None


def _gate(called: Called, expected: GateChoice) -> Choice | None:
    values = called.values(GRID, GRID[ORDER])
    if values is None or not np.isfinite(values).all():
        return None
    if (fixed_gate := by_pairs(values, expected.parameters.values())) is not None:
        return fixed_gate
    others = (choose_gate(key) for key in gates() if key != expected.activation.key)
    return next((gate for known in (expected, *others) for gate in _fitted(called, known, values)), None)


def _fitted(called: Called, known: GateChoice, values: Array) -> Iterator[GateChoice]:
    """The gate with the parameters that the values show: the constant, the clamp, then those of its function."""
    if (shown := _plus_and_limit(called)) is None or "limit" not in known.parameters:
        return
    start = {name: number for name, number in known.parameters.items() if name not in shown}
    near = tuple(axis.reshape(-1) for axis in np.meshgrid(_NEAR, _NEAR))

    def make(parameters: dict[str, float]) -> Choice:
        return GateChoice(known.activation, {**parameters, **shown})

    gate = _within_bounds(make, _numbers(make, start, near, called.values(*near)))
    if isinstance(gate, GateChoice) and same(np.asarray(arrays.value(gate, GRID, GRID[ORDER])), values):
        yield gate


def _plus_and_limit(called: Called) -> dict[str, float] | None:
    ends = called.values(np.full(4, 1.0), np.array([0.0, 1.0, _FAR, -_FAR]))
    if ends is None or not (step := ends[1] - ends[0]):
        return None
    plus, limit = float(ends[0] / step), float((ends[2] - ends[3]) / step / 2)
    return {"plus": _rounded(plus), "limit": np.inf if limit > _FAR / 2 else _rounded(limit)}


def _numbers(make: Make, start: Mapping[str, float], inputs: tuple[Array, ...], values: Any) -> dict[str, float]:
    """The parameters with which a choice comes nearest to some values."""
    if not start:
        return {}
    from scipy.optimize import least_squares

    def off(numbers: Any) -> Array:
        choice = _within_bounds(make, dict(zip(start, map(float, numbers), strict=True)))
        if choice is None:
            return np.full(values.shape, 1e3)
        differences: Array = np.nan_to_num(np.asarray(arrays.value(choice, *inputs)) - values, nan=1e3)
        return differences.clip(-1e3, 1e3)

    fit = least_squares(off, list(start.values()), xtol=1e-15, ftol=1e-15, gtol=1e-15, max_nfev=_MOST_STEPS)
    return {name: _rounded(float(number)) for name, number in zip(start, fit.x, strict=True)}


def _within_bounds(make: Make, numbers: dict[str, float]) -> Choice | None:
    try:
        return make(numbers)
    except ActlabError:
        return None


def _rounded(number: float) -> float:
    """A number as somebody would write it."""
    return float(f"{number:.7g}") if abs(number) > 1e-9 else 0.0
