"""Inputs that reach every branch of a function, the right results there, and how far off a result may be."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from actlab import arrays, exact
from actlab.define import Choice, GateChoice
from actlab.golden import kinks, pairs, points

Array = NDArray[np.float64]

FARTHEST = 1e4  # beyond, a cube or a square leaves float32 and every formula ends in its own way
LEAST = 8  # units in the last place of the largest of 1, the input and the result: a formula of ten calls keeps so much
NEAR_KINK = 4  # units in the last place: x + 3 rounds onto the kink of a hard sigmoid


@lru_cache(maxsize=256)
def inputs_of(choice: Choice, kind: str) -> tuple[Array, ...]:
    """The inputs at which a choice is compared."""
    if isinstance(choice, GateChoice):
        return pairs(choice, kind)
    x = points(choice, kind)
    return (x[np.abs(x) <= FARTHEST],)


@lru_cache(maxsize=256)
def right_of(choice: Choice, kind: str) -> tuple[Array, tuple[Array, ...]]:
    """The value and the slope by each input there; of a gate in float64, whose error is far below every bound here."""
    inputs = inputs_of(choice, kind)
    if isinstance(choice, GateChoice):
        return np.asarray(arrays.value(choice, *inputs)), tuple(map(np.asarray, arrays.slope(choice, *inputs)))
    value, slope = (exact.pairs(choice, inputs[0], *by)[0] for by in ((), ("x",)))
    return value, (slope,)


def allowed(inputs: tuple[Array, ...], right: Array, kind: str, ulp: float | None) -> Array:
    """The largest error of a result beside ``right``."""
    digits, lowest, _ = exact.FORMATS[kind]
    unit = 2.0 ** (1 - digits)
    if ulp is not None:
        exponents = np.floor(np.log2(np.maximum(np.abs(right), 2.0**-1000)))
        return np.maximum(ulp * unit * 2.0**exponents, 2.0**lowest)
    size = np.prod([np.maximum(np.abs(x), 1.0) for x in inputs], axis=0)
    # The rounding of the exponent alone costs exp(x) as many units as x has.
    with np.errstate(over="ignore"):
        steep = np.minimum(np.abs(inputs[0]), 128.0) * np.abs(right)
        return np.asarray(unit * np.maximum(LEAST * np.maximum(size, np.abs(right)), steep))


def away_from_kinks(choice: Choice, kind: str) -> NDArray[np.bool_]:
    """The inputs at which slopes are compared."""
    inputs = inputs_of(choice, kind)
    unit = 2.0 ** (1 - exact.FORMATS[kind][0])
    far = np.ones(len(inputs[0]), dtype=bool)
    for x, places in zip(inputs, _kinks(choice), strict=True):
        for kink in places:
            far &= np.abs(x - kink) > NEAR_KINK * unit * max(1.0, abs(kink))
    return far


def _kinks(choice: Choice) -> tuple[list[float], ...]:
    if not isinstance(choice, GateChoice):
        return (kinks(choice),)
    limit = choice.parameters.get("limit", np.inf)
    both = [limit, -limit] if np.isfinite(limit) else []
    inner = kinks(choice.function) if choice.activation.function else []
    after = choice.activation.clamps_after and np.isfinite(limit)
    return [*both[:1], *inner, *(_reaches(choice.function, limit) if after else [])], both


def _reaches(function: Choice, limit: float) -> list[float]:
    """About where a function of one input reaches a clamp that follows it: the slope jumps there."""
    x = np.linspace(limit - 2, limit + 2, 4001)
    at = float(x[np.argmin(np.abs(np.asarray(arrays.value(function, x)) - limit))])
    return [at + step for step in np.linspace(-1e-3, 1e-3, 9)]
