"""A small network of the from-scratch package with real numbers: every value forward, every gradient back."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from actlab.explain.drawing import Box, Line, draw, number_text
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
class NetworkExplanation:
    """One example on its way through a network and back. ``print`` it, or take its ``.svg()``, ``.html()``."""

    title: str
    label: int
    loss: float
    probabilities: Array
    stages: tuple[Stage, ...]
    check: GradientCheck

    def __str__(self) -> str:
        return self.text()

    def text(self, show: str = "all") -> str:
        """For the terminal."""
        return "\n".join(_lines(self, show))

    def markdown(self, show: str = "all") -> str:
        """The text, and every layer's numbers as they are."""
        first, *rest = _lines(self, show)
        return "\n".join([f"# {first}", "", "```", *rest, "```", ""])

    def svg(self) -> str:
        """Every neuron and weight, forward values in black, gradients back in red."""
        return draw(*_picture(self))

    def html(self, show: str = "all") -> str:
        """One page with the picture and the numbers."""
        from html import escape

        from actlab.explain.page import document

        lines = escape("\n".join(_lines(self, show)[1:]))
        body = [f'<div class="picture">{self.svg()}</div>', f'<div class="wide"><pre>{lines}</pre></div>']
        return document(self.title, "<p>One example forward, and its gradients back.</p>", body)

    def _repr_html_(self) -> str:
        return self.svg()


def explain_network(
    text: str = "affine 3, mish, affine 2, softmax", x: tuple[float, ...] = (1.0, -0.5), label: int = 0, seed: int = 0
) -> NetworkExplanation:
    """Send one example through a network and back.

    Arguments:
        text: the layers, as :func:`actlab.scratch.build` reads them.
        x: the example.
        label: its right class.
        seed: of the first weights.

    Returns:
        Every layer's value and gradient; each gradient is compared with differences of the loss.

    >>> explain_network().check.agrees
    True
    """
    model = build(text, len(x), RandomState(seed))
    example = np.array([x], dtype=np.float64)
    labels = np.array([label])
    check = gradient_check(model, example, labels, RandomState(seed))
    stages, probabilities = _stages(model, example, labels)
    loss = model.loss(example, labels)
    return NetworkExplanation(
        f"{text}, for x = {_row(example)} of class {label}", label, loss, probabilities, stages, check
    )


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


def _row(values: Array) -> str:
    return "(" + ", ".join(number_text(value) for value in np.ravel(values)) + ")"


def _lines(found: NetworkExplanation, show: str) -> list[str]:
    lines = [found.title, "", "Forward"]
    for number, stage in enumerate(found.stages):
        rule = "" if number == 0 else " = x W + b" if stage.weights is not None else " = f(u)"
        lines.append(f"  {stage.title}{rule}: {_row(stage.value)}")
    lines.append(f"  softmax: {_row(found.probabilities)}")
    lines.append(f"  loss = -log p[{found.label}] = {number_text(found.loss)}")
    lines += ["", "Back"]
    lines.append(f"  dL/d(input of softmax) = p - onehot({found.label}): {_row(found.stages[-1].gradient)}")
    for before, stage in reversed(list(zip(found.stages, found.stages[1:], strict=False))):
        if stage.weights is not None:
            lines.append(f"  {stage.title}: dW = x^T d: {_matrix(stage.weight_gradients)}")
            lines.append(f"  {'':{len(stage.title)}}  db = d: {_matrix(stage.bias_gradients)}")
            lines.append(f"  {'':{len(stage.title)}}  dL/d({before.title}) = d W^T: {_row(before.gradient)}")
        else:
            lines.append(f"  {stage.title}: dL/d({before.title}) = d f'(u): {_row(before.gradient)}")
    if show != "graph":
        lines += [
            "",
            "Each gradient beside a difference of the loss",
            *(f"  {line}" for line in str(found.check).splitlines()),
        ]
    return lines


def _matrix(values: Array | None) -> str:
    return "; ".join(_row(row) for row in np.atleast_2d(values if values is not None else 0.0))


def _picture(found: NetworkExplanation) -> tuple[list[Box], list[Line], str, str]:
    boxes: list[Box] = []
    lines: list[Line] = []
    numbers: list[int] = []
    for position, stage in enumerate(found.stages):
        names = [f"x{i + 1}" if position == 0 else _unit(stage, i) for i in range(len(stage.value))]
        start = len(boxes)
        boxes += [Box(name, position == 0) for name in names]
        if position:
            lines += _between(found.stages[position - 1], stage, numbers, start)
        numbers = list(range(start, len(boxes)))
    boxes.append(Box("softmax, −log p", False))
    last = found.stages[-1]
    lines += [
        Line(n, len(boxes) - 1, number_text(last.value[i]), number_text(last.gradient[i]), i)
        for i, n in enumerate(numbers)
    ]
    boxes.append(Box("L", True))
    lines.append(Line(len(boxes) - 2, len(boxes) - 1, number_text(found.loss), "1"))
    below = f"p = {_row(found.probabilities)}; on lines into a sum: weight w and dL/dw"
    return boxes, lines, found.title, below


def _unit(stage: Stage, i: int) -> str:
    if stage.bias is not None:
        return f"sum + {number_text(stage.bias[i])}"
    return stage.title


def _between(before: Stage, stage: Stage, numbers: list[int], start: int) -> list[Line]:
    if stage.weights is None or stage.weight_gradients is None:
        return [
            Line(n, start + i, number_text(before.value[i]), number_text(before.gradient[i]))
            for i, n in enumerate(numbers)
        ]
    return [
        Line(n, start + j, f"w {number_text(stage.weights[i, j])}", f"{number_text(stage.weight_gradients[i, j])}", i)
        for i, n in enumerate(numbers)
        for j in range(stage.weights.shape[1])
    ]
