"""A small network with its numbers, as text and as a picture."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from actlab.explain.derive.network import NetworkFacts, Stage
from actlab.explain.derive.operations import number_text
from actlab.explain.show.drawing import Box, Line

Array = NDArray[Any]


def _row(values: Array) -> str:
    return "(" + ", ".join(number_text(value) for value in np.ravel(values)) + ")"


def lines_of(facts: NetworkFacts, show: str) -> list[str]:
    """The title, then every value forward and every gradient back."""
    lines = [facts.title, "", "Forward"]
    for number, stage in enumerate(facts.stages):
        rule = "" if number == 0 else " = x W + b" if stage.weights is not None else " = f(u)"
        lines.append(f"  {stage.title}{rule}: {_row(stage.value)}")
    lines.append(f"  softmax: {_row(facts.probabilities)}")
    lines.append(f"  loss = -log p[{facts.label}] = {number_text(facts.loss)}")
    lines += ["", "Back"]
    lines.append(f"  dL/d(input of softmax) = p - onehot({facts.label}): {_row(facts.stages[-1].gradient)}")
    for before, stage in reversed(list(zip(facts.stages, facts.stages[1:], strict=False))):
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
            *(f"  {line}" for line in str(facts.check).splitlines()),
        ]
    return lines


def _matrix(values: Array | None) -> str:
    return "; ".join(_row(row) for row in np.atleast_2d(values if values is not None else 0.0))


def picture_of(facts: NetworkFacts) -> tuple[list[Box], list[Line], str, str]:
    """Boxes, lines, heading and the line below, to draw."""
    boxes: list[Box] = []
    lines: list[Line] = []
    numbers: list[int] = []
    for position, stage in enumerate(facts.stages):
        names = [f"x{i + 1}" if position == 0 else _unit(stage, i) for i in range(len(stage.value))]
        start = len(boxes)
        boxes += [Box(name, position == 0) for name in names]
        if position:
            lines += _between(facts.stages[position - 1], stage, numbers, start)
        numbers = list(range(start, len(boxes)))
    boxes.append(Box("softmax, −log p", False))
    last = facts.stages[-1]
    lines += [
        Line(n, len(boxes) - 1, number_text(last.value[i]), number_text(last.gradient[i]), i)
        for i, n in enumerate(numbers)
    ]
    boxes.append(Box("L", True))
    lines.append(Line(len(boxes) - 2, len(boxes) - 1, number_text(facts.loss), "1"))
    below = f"p = {_row(facts.probabilities)}; on lines into a sum: weight w and dL/dw"
    return boxes, lines, facts.title, below


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
