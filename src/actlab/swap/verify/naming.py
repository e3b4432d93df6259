"""Which function a callable is instead of the one it should be: a record or a gate, with fitted parameters."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actlab import arrays
from actlab.define import Choice, GateChoice, choose_gate, gates, names, record
from actlab.define.same import POINTS, fitted, snapped
from actlab.errors import ActlabError
from actlab.swap.find.gates import by_pairs
from actlab.swap.find.lineage import ORDER
from actlab.swap.find.recognise import GRID, by_curve, is_line, plain, same
from actlab.swap.verify.calling import Called

Array = NDArray[np.float64]

_FAR = 1e4  # beyond every clamp
_NEAR = np.linspace(-0.97, 0.93, 11)  # within every clamp that anybody has


def name_of(called: Called, expected: Choice) -> Choice | None:
    """The choice whose values a callable has: one that is known, else ``expected`` with other parameters, else any."""
    return _gate(called, expected) if isinstance(expected, GateChoice) else _function(called, expected)


def _function(called: Called, expected: Choice) -> Choice | None:
    on_grid = called.values(GRID)
    if on_grid is None or not np.isfinite(on_grid).all():
        return None
    found = by_curve(on_grid, expected.parameters.values(), plain(expected.activation.key))
    if found is not None or is_line(on_grid):
        return found
    values = called.values(POINTS)
    records = [expected.activation, *(record(key) for key in names() if record(key) != expected.activation)]
    for candidate in (found for found in records if found.parameters and values is not None):
        if (fit := fitted(candidate, values)) is not None:
            return next(snapped(fit), fit)
    return None


def _gate(called: Called, expected: GateChoice) -> Choice | None:
    values = called.values(GRID, GRID[ORDER])
    if values is None or not np.isfinite(values).all():
        return None
    if (found := by_pairs(values, expected.parameters.values())) is not None:
        return found
    others = (choose_gate(key) for key in gates() if key != expected.activation.key)
    return next((gate for known in (expected, *others) for gate in _fitted(called, known, values)), None)


def _fitted(called: Called, known: GateChoice, values: Array) -> Iterator[GateChoice]:
    """The gate with the parameters that the values show: the constant, the clamp, then those of its function."""
    if (shown := _plus_and_limit(called)) is None or "limit" not in known.parameters:
        return
    free = [name for name in known.parameters if name not in ("plus", "limit")]
    for numbers in _numbers(called, known, free, shown):
        try:
            gate = GateChoice(known.activation, {**numbers, **shown})
        except ActlabError:  # outside of the bounds
            continue
        if same(np.asarray(arrays.value(gate, GRID, GRID[ORDER])), values):
            yield gate
            return


def _plus_and_limit(called: Called) -> dict[str, float] | None:
    ends = called.values(np.full(4, 1.0), np.array([0.0, 1.0, _FAR, -_FAR]))
    if ends is None or not (step := ends[1] - ends[0]):
        return None
    plus, limit = float(ends[0] / step), float((ends[2] - ends[3]) / step / 2)
    return {"plus": _rounded(plus), "limit": np.inf if limit > _FAR / 2 else _rounded(limit)}


def _numbers(called: Called, known: GateChoice, free: list[str], shown: dict[str, float]) -> Iterator[dict[str, float]]:
    if not free:
        yield {}
        return
    from scipy.optimize import least_squares

    a, b = (axis.reshape(-1) for axis in np.meshgrid(_NEAR, _NEAR))
    values = called.values(a, b)

    def off(numbers: Any) -> Array:
        try:
            gate = GateChoice(known.activation, {**dict(zip(free, map(float, numbers), strict=True)), **shown})
        except ActlabError:
            return np.full(a.shape, 1e3)
        return np.asarray(arrays.value(gate, a, b)) - values

    fit = least_squares(off, [known.parameters[name] for name in free], xtol=1e-15, ftol=1e-15, gtol=1e-15)
    yield {name: _rounded(float(number)) for name, number in zip(free, fit.x, strict=True)}


def _rounded(number: float) -> float:
    """A number as somebody would write it."""
    return float(f"{number:.7g}") if abs(number) > 1e-9 else 0.0
