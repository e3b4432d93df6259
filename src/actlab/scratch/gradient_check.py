"""Does each backward agree with its forward? Compare its gradients with differences of the loss itself."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.random import RandomState

from actlab.scratch.layers import Array, Dropout, Labels
from actlab.scratch.model import Model

STEP = 1e-5  # a central difference errs by about STEP^2 from the curve and 1e-16 / STEP from rounding: 1e-10, 1e-11
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Gradient:
    """One number of a gradient, as backward computes it and as the loss itself changes."""

    layer: str
    parameter: str
    index: tuple[int, ...]
    analytic: float
    numeric: float

    @property
    def difference(self) -> float:
        """Relative to the larger of the two; below 1e-3 the rounding of the loss counts, so relative to that."""
        return abs(self.analytic - self.numeric) / max(abs(self.analytic), abs(self.numeric), 1e-3)

    def __str__(self) -> str:
        index = ", ".join(map(str, self.index))
        return (
            f"{self.layer}, {self.parameter}[{index}]: analytic {self.analytic:.10g}, numeric {self.numeric:.10g}, "
            f"relative difference {self.difference:.1e}"
        )


@dataclass(frozen=True)
class GradientCheck:
    """The worst number of each parameter, and whether all agree."""

    worst: tuple[Gradient, ...]

    @property
    def agrees(self) -> bool:
        """Whether every relative difference is at most 1e-6."""
        return all(worst.difference <= TOLERANCE for worst in self.worst)

    def __str__(self) -> str:
        return "\n".join(("ok    " if worst.difference <= TOLERANCE else "WRONG ") + str(worst) for worst in self.worst)


def gradient_check(model: Model, x: Array, labels: Labels, generator: RandomState, samples: int = 20) -> GradientCheck:
    """Compare the gradients of ``model`` with (L(w + h) - L(w - h)) / 2h, h = 1e-5; the model stays as it was.

    Arguments:
        model: any model; dropout keeps one mask throughout, batch normalisation works as in training.
        x: a few examples, [rows, inputs]; near a kink of the activation the comparison means little.
        labels: their classes.
        generator: draws which numbers of each parameter are tried.
        samples: how many; parameters with fewer numbers are tried whole.

    Returns:
        The worst number of every parameter and of the input, named by layer, parameter and index.
    """
    x = np.array(x, dtype=np.float64)
    before = [(layer, dict(vars(layer))) for layer in model.layers]  # running averages are moved by every pass
    masks = [(layer, layer.generator.get_state()) for layer in model.layers if isinstance(layer, Dropout)]

    def loss() -> float:
        for dropout, mask in masks:
            dropout.generator.set_state(mask)
        return model.loss(x, labels, training=True)

    loss()
    to_input = model.backward(labels, to_input=True)
    places = [(model.name(number), name, value, gradient) for number, name, value, gradient in model.parameters()]
    worst = []
    for where, name, value, gradient in [("the data", "x", x, to_input), *places]:
        analytic = gradient.copy()
        tried = generator.permutation(value.size)[:samples]
        compared = [
            Gradient(where, name, index, float(analytic[index]), _numeric(loss, value, index))
            for index in (tuple(map(int, np.unravel_index(flat, value.shape))) for flat in tried)
        ]
        worst.append(max(compared, key=lambda entry: (np.isnan(entry.difference), entry.difference)))
    for layer, state in before:
        vars(layer).update(state)
    for dropout, mask in masks:
        dropout.generator.set_state(mask)
    return GradientCheck(tuple(worst))


def _numeric(loss: Callable[[], float], value: Array, index: tuple[int, ...]) -> float:
    before = value[index]
    value[index] = before + STEP
    above = loss()
    value[index] = before - STEP
    below = loss()
    value[index] = before
    return (above - below) / (2 * STEP)
