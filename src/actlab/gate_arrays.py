"""The NumPy front of the gates: value and both slopes of functions of two inputs."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from actlab.define.activation import Choice
from actlab.define.gate import GateChoice
from actlab.define.registry import choose_gate
from actlab.emit.numpy_mathematics import mathematics
from actlab.emitted import functions_of
from actlab.errors import BadType, BadValue

FloatArray = NDArray[Any]


def value(gate: str | Choice, a: ArrayLike, b: ArrayLike | None, **parameters: float) -> FloatArray:
    """The gate at every pair of ``a``, the gate's input, and ``b``, the other half: of their shape and type.

    float16 and float32 are computed in float64 and rounded once; with ``rounding=steps`` float16 is rounded after each
    factor too. NaN in either input gives NaN.

    Raises:
        BadValue: for inputs of different shapes, a parameter outside its bounds.
        BadType: for inputs of different types or none of a float type, a function of one input.

    >>> value("swiglu", [1.0], [2.0]).round(6)
    array([1.462117])
    """
    choice = chosen(gate, parameters)
    one, other = _inputs(choice, a, b)
    if choice.rounding == "steps" and one.dtype == np.float16:
        first, second = (_run(choice, (factor,), one, other) for factor in ("first", "other"))
        return np.multiply(first, second)[()]
    return _run(choice, (), one, other)


def slope(gate: str | Choice, a: ArrayLike, b: ArrayLike | None, **parameters: float) -> tuple[FloatArray, FloatArray]:
    """The derivatives by ``a`` and by ``b``; at a clamp's end they are those inside of it, as torch has it.

    >>> slope("reglu", [2.0], [3.0])
    (array([3.]), array([2.]))
    """
    choice = chosen(gate, parameters)
    one, other = _inputs(choice, a, b)
    return _run(choice, ("a",), one, other), _run(choice, ("b",), one, other)


def chosen(gate: str | Choice, parameters: dict[str, Any]) -> GateChoice:
    """The gate with the parameters that differ from those of ``gate``."""
    if isinstance(gate, Choice) and not isinstance(gate, GateChoice):
        raise BadType(f"{gate.activation.title} is a function of one input; two came.")
    choice = choose_gate(gate)
    if not parameters:
        return choice
    words = choice.layout, choice.gate, choice.rounding
    return GateChoice(choice.activation, {**choice.parameters, **parameters}, *words)


def _inputs(choice: GateChoice, a: ArrayLike, b: ArrayLike | None) -> tuple[FloatArray, FloatArray]:
    if b is None:
        key = choice.activation.key
        raise BadValue(f"{key} is a gate, a function of two inputs; one came. Write value({key!r}, a, b).")
    pair = [read(array) for array in (a, b)]
    pair = [array.astype(np.float64) if array.dtype.kind in "iu" else array for array in pair]
    one, other = pair
    for array in pair:
        if array.dtype.kind != "f":
            raise BadType(f"expected two arrays of a float type, got {array.dtype}; convert it with a.astype(float).")
    if one.dtype != other.dtype:
        raise BadType(f"expected two inputs of one type, got {one.dtype} and {other.dtype}; convert one of them.")
    if one.shape != other.shape:
        raise BadValue(f"expected two inputs of one shape, got {one.shape} and {other.shape}.")
    return one, other


def read(x: ArrayLike) -> NDArray[Any]:
    """An array of whatever type in the machine's order of bytes, of what NumPy takes for one."""
    try:
        array = np.asarray(x)
        return array.astype(array.dtype.newbyteorder("="), copy=False)
    except ValueError as error:  # rows of several lengths
        raise BadType(f"expected an array of a float type, got what NumPy makes no array of: {error}") from None


def _run(choice: GateChoice, by: tuple[str, ...], a: FloatArray, b: FloatArray) -> FloatArray:
    wide = a.dtype if a.dtype.itemsize > 4 else np.dtype(np.float64)
    numbers = map(wide.type, choice.parameters.values())
    with np.errstate(all="ignore"):
        result = functions_of(choice.activation, by)(mathematics, a.astype(wide), b.astype(wide), *numbers)
        return np.asarray(result).astype(a.dtype)[()]
