"""First weights: large enough that a signal does not die on its way through the layers, small enough not to explode."""

from collections.abc import Callable

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

Array = NDArray[np.float64]
Initializer = Callable[[int, int, RandomState], Array]


def he(inputs: int, outputs: int, generator: RandomState) -> Array:
    """N(0, 2 / inputs): keeps the variance through layers that silence half of what comes (ReLU and its kin)."""
    return np.asarray(generator.randn(inputs, outputs) * np.sqrt(2 / inputs))


def xavier(inputs: int, outputs: int, generator: RandomState) -> Array:
    """N(0, 1 / inputs): keeps the variance through layers that are nearly the identity around 0, such as tanh."""
    return np.asarray(generator.randn(inputs, outputs) * np.sqrt(1 / inputs))


def glorot(inputs: int, outputs: int, generator: RandomState) -> Array:
    """Uniform with variance 2 / (inputs + outputs): a compromise between the way forward and the way back."""
    bound = np.sqrt(6 / (inputs + outputs))
    return generator.uniform(-bound, bound, (inputs, outputs))


def zeros(inputs: int, outputs: int, _: RandomState) -> Array:
    """All 0, to see what goes wrong: every neuron of a layer then stays the twin of its neighbours."""
    return np.zeros((inputs, outputs))


INITIALIZERS: dict[str, Initializer] = {"he": he, "xavier": xavier, "glorot": glorot, "zeros": zeros}
