"""A small network of the from-scratch package with real numbers: every value forward, every gradient back."""

from dataclasses import dataclass
from math import isfinite
from typing import Any

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from actlab.errors import BadValue
from actlab.explain.derive.operations import number_text
from actlab.scratch import GradientCheck, Model, build, gradient_check

Array = NDArray[Any]


@dataclass(frozen=True)
class Stage:
    """One layer: what comes out of it, and dL by what comes out of it."""

    title: str
    value: Array
    gradient: Array
    weights: Array | None = None
    weight_gradients: Array | None = None
    bias: Array | None = None
    bias_gradients: Array | None = None


@dataclass(frozen=True)
class NetworkFacts:
    """One example on its way through a network and back."""

    title: str
    label: int
    loss: float
    probabilities: Array
    stages: tuple[Stage, ...]
    check: GradientCheck


def network_facts(text: str, x: tuple[float, ...], label: int, seed: int) -> NetworkFacts:
    """Send one example of class ``label`` through a network and back; ``seed`` is that of the first weights."""
    if not 0 <= seed < 2**32:
        raise BadValue(f"seed: expected a number from 0 to {2**32 - 1}, got {seed}.")
    model = build(text, len(x), RandomState(seed))
    example = np.array([x], dtype=np.float64)
    labels = np.array([label])
    with np.errstate(all="ignore"):
        loss = model.loss(example, labels)
    if not isfinite(loss):
        raise BadValue(f"x: expected numbers with which the loss is finite, got {x}, where it is {loss:g}.")
    check = gradient_check(model, example, labels, RandomState(seed))
    stages, probabilities = _stages(model, example, labels)
    shown = ", ".join(map(number_text, x))
    return NetworkFacts(f"{text}, for x = ({shown}) of class {label}", label, loss, probabilities, stages, check)


def _stages(model: Model, example: Array, labels: Array) -> tuple[tuple[Stage, ...], Array]:
    values = [example]
    for layer in model.layers:
        values.append(layer.forward(values[-1]))
    probabilities = model.softmax.forward(values[-1])
    gradients = [model.softmax.backward(labels)]
    for layer in reversed(model.layers):
        gradients.insert(0, layer.backward(gradients[0]))
    stages = [Stage("x", values[0][0], gradients[0][0])]
    for layer, value, gradient in zip(model.layers, values[1:], gradients[1:], strict=True):
        own, slopes = layer.parameters, layer.gradients
        stages.append(
            Stage(layer.title, value[0], gradient[0], own.get("W"), slopes.get("W"), own.get("b"), slopes.get("b"))
        )
    return tuple(stages), probabilities[0]
