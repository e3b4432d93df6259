"""Look at a formula by its numbers: is it finite, does it jump, where does its slope jump."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import sympy
from numpy.typing import NDArray

from actlab.define.activation import Activation
from actlab.define.expression import derivative, mathematics, stable, symbols_of
from actlab.define.gate import Gate
from actlab.define.gates import GATES
from actlab.define.stable_form import refuse_another_function
from actlab.errors import BadValue

SPAN, STEPS = 20.0, 40_000  # a grid point every 0.001, zero and the halves and quarters among them
NARROW = 1e-12  # an interval is halved down to this width; a step that is left is a jump
_LARGEST_SLOPE = 1e6  # a step over NARROW that a slope up to this explains is not a jump


def examine(activation: Activation) -> tuple[list[tuple[float, float]], str | None]:
    """The kinks of a formula, and the choice of the catalogue that is the same function, if one is.

    Raises:
        BadValue: for a formula that is not mathematics, not finite, or jumps without saying so, and for a stable form
            that is another function.
    """
    refuse_what_cannot_be_used(activation)
    refuse_another_function(activation)
    from actlab.define.same import same_as

    known, places = same_as(activation), kinks(activation)
    _refuse_another_slope(activation, places)
    return places, None if known is None else known.key


def examine_gate(gate: Gate) -> str | None:
    """The gate of the catalogue that is the same function at its defaults, if one is.

    Raises:
        BadValue: for a formula that is not finite, or jumps without saying so, and for a stable form that is another
            function.
    """
    symbols = symbols_of(gate)
    for text in {gate.formula, gate.stable_form}:
        first = [derivative(stable(text, symbols), symbols[name]) for name in gate.inputs]
        _ = [derivative(slope, symbols[name]) for slope in first for name in gate.inputs]
    of_pairs, side = _of_pairs(gate), np.linspace(-SPAN, SPAN, 401)
    a, b = (grid.ravel() for grid in np.meshgrid(side, side))
    lost = ~np.isfinite(of_pairs(a, b))
    if lost.any():
        raise BadValue(
            f"{gate.key} is not a finite number for {lost.sum()} of {a.size} pairs, the first a = {a[lost][0]:g}, "
            f"b = {b[lost][0]:g} (a division by zero, a logarithm or a root of a negative number?): {gate.formula}"
        )
    for fixed in () if gate.discontinuous else _CROSSED:
        along = {"a": lambda x, at=fixed: of_pairs(x, at + 0 * x), "b": lambda x, at=fixed: of_pairs(at + 0 * x, x)}
        for name, function in along.items():
            for place, _ in _jumps(function):
                raise BadValue(f"{gate.key} jumps at {name} = {place:g}; if that is meant, say discontinuous=True.")
    refuse_another_function(gate)
    values, near = of_pairs(a, b), 1e-13
    for known in GATES:
        with np.errstate(all="ignore"):
            if (np.abs(_of_pairs(known)(a, b) - values) <= near * (1 + np.abs(values))).all():
                return known.key
    return None


_CROSSED = (-3.17, 0.61, 5.23)  # of the other input, where a jump is looked for


def _of_pairs(gate: Gate) -> Callable[[NDArray[np.float64], NDArray[np.float64]], Any]:
    symbols = symbols_of(gate)
    numbers = {symbols[p.name]: p.default if np.isfinite(p.default) else sympy.oo for p in gate.parameters}
    expression = mathematics(gate.formula, symbols).subs(numbers).xreplace({sympy.zoo: sympy.nan})
    function = sympy.lambdify([symbols["a"], symbols["b"]], expression, modules=["scipy", "numpy"])

    def run(a: NDArray[np.float64], b: NDArray[np.float64]) -> Any:
        with np.errstate(all="ignore"):
            return np.broadcast_to(np.asarray(function(a, b), dtype=np.float64), a.shape)

    return run


def refuse_what_cannot_be_used(activation: Activation) -> None:
    """Raise BadValue for a formula that is not mathematics, not finite, or jumps without saying so."""
    symbols = symbols_of(activation)
    for text in {activation.formula, activation.stable_form}:
        mathematics(text, symbols)
    # Emitters write code from these later: refuse now what SymPy cannot differentiate in the time there is.
    slope = derivative(stable(activation.stable_form, symbols), symbols["x"])
    derivative(slope, symbols["x"])
    value = _function(activation, ())
    grid = _grid()
    lost = grid[~np.isfinite(value(grid))]
    if lost.size:
        raise BadValue(
            f"{activation.key} is not a finite number for {lost.size} of {grid.size} points from x = {lost[0]:g} to "
            f"{lost[-1]:g} (a division by zero, a logarithm or a root of a negative number?): {activation.formula}"
        )
    jumps = _jumps(value)
    if jumps and not activation.discontinuous:
        places = ", ".join(f"x = {place:g}" for place, _ in jumps[:5]) + (
            f" and {len(jumps) - 5} more places" if jumps[5:] else ""
        )
        raise BadValue(f"{activation.key} jumps at {places}; if that is meant, say discontinuous=True.")


def kinks(activation: Activation) -> list[tuple[float, float]]:
    """Where the slope or the value jumps, with the slope there."""
    slope = _function(activation, ("x",))
    places = {place for place, _ in [*_jumps(slope), *_jumps(_function(activation, ()))]}
    return [(place, float(slope(np.array([place]))[0])) for place in sorted(places)]


def _refuse_another_slope(activation: Activation, declared: list[tuple[float, float]]) -> None:
    """Raise BadValue where the stable form has another slope at a kink, as where(x >= 0, x, 0) for max(x, 0)."""
    of_stable = _function(replace(activation, formula=activation.stable_form), ("x",))
    slopes = of_stable(np.array([place for place, _ in declared]))
    for (place, slope), got in zip(declared, slopes, strict=True):
        if np.isfinite(got) and abs(got - slope) > 1e-6 * (1 + abs(slope)):
            raise BadValue(
                f"the stable form of {activation.key} has another slope: at the kink x = {place:g} that of the "
                f"formula is {slope:g} and that of the stable form {got:g}; expected x = {place:g} in the same branch."
            )


def _grid() -> NDArray[np.float64]:
    return np.linspace(-SPAN, SPAN, STEPS + 1)


def _function(activation: Activation, by: tuple[str, ...]) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    symbols = symbols_of(activation)
    expression = derivative(mathematics(activation.formula, symbols), *(symbols[name] for name in by))
    expression = expression.xreplace({sympy.zoo: sympy.nan})  # NumPy has no word for SymPy's 1/0
    function = sympy.lambdify(list(symbols.values()), expression, modules=["scipy", "numpy"])
    parameters = [parameter.default for parameter in activation.parameters]

    def run(x: NDArray[np.float64]) -> Any:
        with np.errstate(all="ignore"):
            return np.broadcast_to(np.asarray(function(x, *parameters), dtype=np.float64), x.shape)

    return run


def _jumps(function: Callable[[NDArray[np.float64]], NDArray[np.float64]]) -> list[tuple[float, float]]:
    """The places where the function still steps over an interval as narrow as NARROW, with the height of the step."""
    grid = _grid()
    values = function(grid)
    steps = np.abs(np.diff(values))
    steep = np.flatnonzero(steps > NARROW * _LARGEST_SLOPE)
    low, high = grid[steep], grid[steep + 1]
    while low.size and (high - low).max() > NARROW:
        middle = (low + high) / 2
        left, right = np.abs(function(middle) - function(low)), np.abs(function(high) - function(middle))
        low, high = np.where(left > right, low, middle), np.where(left > right, middle, high)
    height = np.abs(function(high) - function(low))
    scale = 1 + np.abs(function(low))
    is_jump = height > NARROW * _LARGEST_SLOPE * scale
    places = {
        _round(place): float(step) for place, step in zip((low + high)[is_jump] / 2, height[is_jump], strict=True)
    }
    return sorted(places.items())


def _round(place: float) -> float:
    return round(float(place), 9) + 0.0  # + 0.0 makes -0.0 plain zero
