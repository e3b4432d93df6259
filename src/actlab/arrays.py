"""The NumPy front: value, slope and the other derivatives of any activation on arrays of any float type and shape.

Values and slopes of the catalogue run on the native kernels where those can be had; long doubles, other derivatives and
a user's own functions on emitted NumPy code, as everything does without a compiler. There the error function of a long
double has the digits of a double.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from actlab import gate_arrays
from actlab.define import Choice, choose, names
from actlab.define.gate import GateChoice
from actlab.define.registry import is_gate
from actlab.emit.numpy_mathematics import mathematics
from actlab.emitted import functions_of
from actlab.errors import BadType, BadValue
from actlab.kernels import arrays as native

FloatArray = NDArray[Any]


def value(activation: str | Choice, x: ArrayLike, other: ArrayLike | None = None, **parameters: float) -> FloatArray:
    """The activation of every element of ``x``; of a gate, with ``x`` the gate's input and ``other`` the other half.

    Arguments:
        activation: a name such as ``"mish"``, ``"leaky_relu:slope=0.05"``, or a :class:`~actlab.define.Choice`.
        x: an array of any float type and shape; integers are read as float64, as NumPy does.
        other: for a gate the second input, of the shape and type of ``x``.
        parameters: parameters of the activation; the others keep their defaults.

    Returns:
        An array of the shape and float type of ``x``. float16 is computed in float32 and rounded once.

    Raises:
        UnknownName: for a name or a parameter that the catalogue lacks; it lists the nearest.
        BadType: for an array of no number type.
        BadValue: for a parameter out of its bounds, or a gate without its second input.

    >>> value("relu", [-1.0, 2.0])
    array([0., 2.])
    >>> value("reglu", [-1.0, 2.0], [3.0, 3.0])
    array([0., 6.])

    At -inf and +inf the value is the limit; NaN stays NaN; -0.0 keeps its sign where the function does.
    """
    if other is not None or _is_gate(activation):
        return gate_arrays.value(activation, x, other, **parameters)
    if type(x) is np.ndarray and type(activation) is str and not parameters and x.ndim and x.flags.c_contiguous:
        run = _small.get((activation, x.dtype)) or _prepare(activation, x.dtype)
        if run is not None:
            return run(x)
    return derivative(activation, x, **parameters)


def slope(activation: str | Choice, x: ArrayLike, other: ArrayLike | None = None, **parameters: float) -> Any:
    """The derivative by x, of the shape and type of ``x``; at a kink it is the value the record declares.

    Arguments, errors and types are those of :func:`value`.

    Returns:
        An array of the shape and float type of ``x``; of a gate the pair of the derivatives by its input ``x`` and by
        the ``other`` half.

    >>> slope("leaky_relu", [-1.0, 0.0, 2.0], slope=0.05)
    array([0.05, 0.05, 1.  ])
    """
    if other is not None or _is_gate(activation):
        return gate_arrays.slope(activation, x, other, **parameters)
    return derivative(activation, x, "x", **parameters)


def _is_gate(activation: str | Choice) -> bool:
    return is_gate(activation) if type(activation) is str else isinstance(activation, GateChoice)


def backward(activation: str | Choice, x: ArrayLike, gradient: ArrayLike, **parameters: float) -> FloatArray:
    """The gradient for the input ``x``, from the one for the output: ``gradient * slope(x)``.

    Arguments:
        activation: as in :func:`value`, but no gate.
        x: the input of the forward pass, an array of any float type and shape.
        gradient: the derivative of the loss by the output, of the shape of ``x`` or one that NumPy broadcasts to it.
        parameters: parameters of the activation; the others keep their defaults.

    Returns:
        An array of the shape of ``x``.

    Raises:
        BadValue: for a gradient of another shape; the errors of :func:`value` besides.

    >>> backward("relu", [-1.0, 2.0], [5.0, 5.0])
    array([0., 5.])
    """
    choice = _chosen(activation, parameters)
    array, along = _floats(x), gate_arrays.read(gradient)
    if along.dtype == array.dtype and along.shape == array.shape:
        result = _native(choice, "slope", array, along)
        if result is not None:
            return result
    shape = _floats(along).shape
    if not _broadcasts(shape, array.shape):
        raise BadValue(f"expected a gradient of the shape of x, {array.shape}, got {shape}.")
    return along * derivative(choice, array, "x")


def _broadcasts(shape: tuple[int, ...], to: tuple[int, ...]) -> bool:
    """Whether an array of ``shape`` can take the shape ``to``, not merely a larger one together with it."""
    try:
        return np.broadcast_shapes(shape, to) == to
    except ValueError:
        return False


def value_and_slope(activation: str | Choice, x: ArrayLike, **parameters: float) -> tuple[FloatArray, FloatArray]:
    """Both at once, for a forward pass that a backward pass follows: the slope then costs hardly more than the value.

    >>> value_and_slope("relu", [-1.0, 2.0])
    (array([0., 2.]), array([0., 1.]))
    """
    choice = _chosen(activation, parameters)
    array = _floats(x)
    if array.dtype in _BOTH and native.has_kernels(choice.activation):
        value, slope = native.run_both(choice.activation.key, array, tuple(choice.parameters.values()))
        return value[()], slope[()]
    return derivative(choice, array), derivative(choice, array, "x")


def derivative(activation: str | Choice, x: ArrayLike, *by: str, **parameters: float) -> FloatArray:
    """The derivative by the variables named: none is the value, ``"x", "x"`` the curvature, ``"beta"`` by a parameter.

    Arguments:
        activation: as in :func:`value`, but no gate.
        x: an array of any float type and shape.
        by: ``"x"`` or names of parameters, one for each order.
        parameters: parameters of the activation; the others keep their defaults.

    Returns:
        An array of the shape and float type of ``x``.

    >>> derivative("swish", [0.0], "x", "x")
    array([0.5])
    """
    choice = _chosen(activation, parameters)
    array = _floats(x)
    what = _WHATS.get(by)
    result = _native(choice, what, array) if what else None
    if result is not None:
        return result[()]
    working = array.astype(np.float32) if array.dtype == np.float16 else array
    function = functions_of(choice.activation, by)
    with np.errstate(all="ignore"):
        result = function(mathematics, working, *map(working.dtype.type, choice.parameters.values()))
    return np.asarray(result).astype(array.dtype, copy=False)[()]


_small: dict[tuple[str, Any], Callable[[FloatArray], FloatArray]] = {}  # value() of 16 numbers is all overhead


def _prepare(name: str, dtype: Any) -> Callable[[FloatArray], FloatArray] | None:
    choice = choose(name)
    if dtype not in _NATIVE or not native.has_kernels(choice.activation):
        return None
    run = native.prepare(choice.activation.key, "value", dtype, tuple(choice.parameters.values()))
    if run is not None and name in names():
        _small[name, dtype] = run
    return run


_WHATS = {(): "value", ("x",): "slope"}
_BOTH = frozenset(map(np.dtype, ("float32", "float64")))
_NATIVE = _BOTH | {np.dtype("float16")}


def _native(choice: Choice, what: str, x: FloatArray, gradient: FloatArray | None = None) -> FloatArray | None:
    """What the native kernel of a record gives; None where there is none."""
    if x.dtype not in _NATIVE or not native.has_kernels(choice.activation):
        return None
    return native.run(choice.activation.key, what, x, gradient, tuple(choice.parameters.values()))


def _chosen(activation: str | Choice, parameters: dict[str, float]) -> Choice:
    choice = choose(activation)
    return Choice(choice.activation, {**choice.parameters, **parameters}) if parameters else choice


def _floats(x: ArrayLike) -> FloatArray:
    array = gate_arrays.read(x)
    if array.dtype.kind in "iu":
        return array.astype(np.float64)
    if array.dtype.kind != "f":
        raise BadType(f"expected an array of a float type, got {array.dtype}; convert it with x.astype(float).")
    return array
