"""The NumPy front: value, slope and the other derivatives of any activation on arrays of any float type and shape."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from actlab.define import Choice, choose
from actlab.emit.numpy_mathematics import mathematics
from actlab.emitted import functions_of
from actlab.errors import BadType

FloatArray = NDArray[Any]


def value(activation: str | Choice, x: ArrayLike, **parameters: float) -> FloatArray:
    """The activation of every element of ``x``.

    Arguments:
        activation: a name such as ``"mish"``, ``"leaky_relu:slope=0.05"``, or a :class:`~actlab.define.Choice`.
        x: an array of any float type and shape; integers are read as float64, as NumPy does.
        parameters: parameters of the activation; those not given keep their defaults.

    Returns:
        An array of the shape and float type of ``x``. float16 is computed in float32 and rounded once.

    >>> value("relu", [-1.0, 2.0])
    array([0., 2.])

    At -inf and +inf the value is the limit; NaN stays NaN; -0.0 keeps its sign where the function does.
    """
    return derivative(activation, x, **parameters)


def slope(activation: str | Choice, x: ArrayLike, **parameters: float) -> FloatArray:
    """The derivative by x, of the shape and type of ``x``; at a kink it is the value the record declares.

    >>> slope("leaky_relu", [-1.0, 0.0, 2.0], slope=0.05)
    array([0.05, 0.05, 1.  ])
    """
    return derivative(activation, x, "x", **parameters)


def backward(activation: str | Choice, x: ArrayLike, gradient: ArrayLike, **parameters: float) -> FloatArray:
    """The gradient for the input ``x``, given the one for the output: ``gradient * slope(x)``.

    >>> backward("relu", [-1.0, 2.0], [5.0, 5.0])
    array([0., 5.])
    """
    return np.multiply(gradient, slope(activation, x, **parameters))


def derivative(activation: str | Choice, x: ArrayLike, *by: str, **parameters: float) -> FloatArray:
    """The derivative by the variables named: none is the value, ``"x", "x"`` the curvature, ``"beta"`` by a parameter.

    >>> derivative("swish", [0.0], "x", "x")
    array([0.5])
    """
    choice = choose(activation)
    if parameters:
        choice = Choice(choice.activation, {**choice.parameters, **parameters})
    given = _floats(x)
    working = given.astype(np.float32) if given.dtype == np.float16 else given
    function = functions_of(choice.activation, by)
    with np.errstate(all="ignore"):
        result = function(mathematics, working, *map(working.dtype.type, choice.parameters.values()))
    return np.asarray(result).astype(given.dtype, copy=False)[()]


def _floats(x: ArrayLike) -> FloatArray:
    array = np.asarray(x)
    if array.dtype.kind in "iu":
        return array.astype(np.float64)
    if array.dtype.kind != "f":
        raise BadType(f"expected an array of a float type, got {array.dtype}; convert it with x.astype(float).")
    return array
