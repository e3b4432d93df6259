"""Landscapes: the output of a random network over a plane, the loss around a trained one, gradients over depth.

Nothing here draws. Arms of one seed differ in the activation alone: the same weights at the start, the same directions.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite, nan
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import cross_entropy

from actlab.define import Choice, choose
from actlab.errors import BadValue
from actlab.lab.verdicts.statistics import Interval, interval
from actlab.torch.evaluate import evaluate
from actlab.vision.parts import activation_module, choice_of

FloatArray = NDArray[np.float64]

WIDTHS = (2, 64, 32, 16, 1)  # of the published output landscape
SIDE = 10.0  # its inputs run from 0 to 10 along both axes
SHARP = 0.01  # the sharpest share of the plane, whose part of all bend is a result
CHUNK = 500  # images a forward pass of the loss
LARGEST = 1e30  # gain, span or learning rate: far beyond, they leave float32, and the steps of a grid float64
FLAT = 1e-3  # below this slope nothing is learned: a gradient passes on less than a thousandth


@dataclass(frozen=True)
class Surface:
    """Values over a square: ``values[row, column]`` at ``(x[column], y[row])``; both axes have equal steps."""

    x: FloatArray
    y: FloatArray
    values: FloatArray


@dataclass(frozen=True)
class Roughness:
    """How a surface bends, once values run from 0 to 1 and each side is 1 long; NaN where it is constant.

    ``bend`` is the roughness: the mean of the absolute Laplacian. It hardly depends on the grid. ``steepness`` is the
    mean length of the gradient. ``sharpest`` is the share of all bend in the sharpest 1 % of the plane: 0.01 if it is
    spread evenly, and the nearer to 1 the more the surface is planes that meet in edges.
    """

    bend: float
    steepness: float
    sharpest: float


def roughness(surface: Surface) -> Roughness:
    """The roughness of a surface of at least 3 x 3 points.

    >>> line = np.linspace(0.0, 1.0, 11)
    >>> x, y = np.meshgrid(line, line)
    >>> roughness(Surface(line, line, x + 2 * y)).bend < 1e-9  # a plane
    True
    >>> round(roughness(Surface(line, line, x**2)).bend, 6)  # a parabola: its second derivative
    2.0
    """
    values = surface.values
    low, high = float(values.min()), float(values.max())
    if not (isfinite(low) and isfinite(high)) or high / 2 == low / 2:
        return Roughness(nan, nan, nan)
    scaled = (values / 2 - low / 2) / (high / 2 - low / 2)  # halves: the whole range may be beyond the largest number
    step = 1 / (len(surface.x) - 1)
    inner = scaled[1:-1, 1:-1]
    around = scaled[2:, 1:-1] + scaled[:-2, 1:-1] + scaled[1:-1, 2:] + scaled[1:-1, :-2]
    bend = np.sort(np.abs(around - 4 * inner).ravel())[::-1] / step**2
    down, right = np.gradient(scaled, step)
    total = float(bend.sum())
    sharpest = float(bend[: max(1, round(SHARP * len(bend)))].sum()) / total if total else nan
    return Roughness(float(bend.mean()), float(np.hypot(down, right).mean()), sharpest)


@dataclass(frozen=True)
class OutputArm:
    """One activation: the surface of each seed, and how rough each is."""

    activation: str
    surfaces: tuple[Surface, ...]
    networks: tuple[Roughness, ...]

    @property
    def constant(self) -> int:
        """How many networks have nothing to measure: the same number everywhere, or one that is not finite."""
        return sum(not isfinite(entry.bend) for entry in self.networks)

    def over_seeds(self, figure: str) -> Interval:
        """Mean and interval of ``"bend"``, ``"steepness"`` or ``"sharpest"`` over the seeds that are not constant."""
        return interval([value for entry in self.networks if isfinite(value := getattr(entry, figure))])


def output_landscape(
    activations: Sequence[str | Choice], seeds: Sequence[int], points: int = 200, gain: float = 1.0
) -> list[OutputArm]:
    """The output of random networks 2-64-32-16-1 over the square from 0 to 10, an activation behind every layer.

    Arguments:
        activations: the arms; those of one seed have the same weights.
        seeds: one network a seed and arm.
        points: along each axis; 400 in the published pictures.
        gain: weights and biases are drawn from U(-gain / sqrt(inputs), gain / sqrt(inputs)); 1 is torch's default.
    """
    _at_least("points", points, 3)
    if not 0 < gain <= LARGEST:
        raise BadValue(f"gain: expected a number greater than 0, at most {LARGEST:g}, got {gain:g}.")
    line = np.linspace(0.0, SIDE, points)
    plane = torch.from_numpy(np.stack(np.meshgrid(line, line), -1).reshape(-1, 2))
    arms = []
    for choice in map(choose, activations):
        surfaces = [_output_surface(choice, seed, line, plane, gain) for seed in seeds]
        arms.append(OutputArm(choice.key, tuple(surfaces), tuple(map(roughness, surfaces))))
    return arms


@torch.no_grad()
def _output_surface(choice: Choice, seed: int, line: FloatArray, plane: Tensor, gain: float) -> Surface:
    generator = torch.Generator().manual_seed(seed)
    x = plane
    for width_in, width_out in pairwise(WIDTHS):
        bound = gain * width_in**-0.5
        weight, bias = (
            torch.empty(shape, dtype=plane.dtype).uniform_(-bound, bound, generator=generator)
            for shape in ((width_out, width_in), (width_out,))
        )
        x = activation_module(choice)(x @ weight.T + bias)
    return Surface(line, line, x.view(len(line), len(line)).numpy())


Directions = tuple[list[Tensor], list[Tensor]]


def draw_directions(network: torch.nn.Module, generator: torch.Generator) -> Directions:
    """Two random directions in weight space, N(0, 1) in every weight; the same for all networks of one shape."""
    first, second = (
        [torch.randn(weights.shape, generator=generator).to(weights) for weights in network.parameters()]
        for _ in range(2)
    )
    return first, second


def filter_normalised(network: torch.nn.Module, direction: Sequence[Tensor]) -> list[Tensor]:
    """Scale each filter of a direction to the norm of the network's own: Li et al. (2018), arXiv:1712.09913.

    A filter is what makes one output channel. Biases and batch normalisation do not move. Without this, networks whose
    weights are of different size, but whose function is the same, would have different landscapes.
    """
    scaled = []
    for weights, entry in zip(network.parameters(), direction, strict=True):
        if weights.dim() < 2:
            scaled.append(torch.zeros_like(weights))
            continue
        shape = (-1, *(1 for _ in weights.shape[1:]))
        own, drawn = (values.detach().flatten(1).norm(dim=1).view(shape) for values in (weights, entry))
        scaled.append(entry * (own / drawn.clamp(min=torch.finfo(drawn.dtype).tiny)))
    return scaled


@torch.no_grad()
def loss_surface(
    network: torch.nn.Module,
    images: Tensor,
    labels: Tensor,
    directions: Directions,
    points: int = 21,
    span: float = 1.0,
    happened: Callable[[], None] = lambda: None,
) -> Surface:
    """The mean cross-entropy over ``images`` at weights + x first + y second, x and y from -span to span.

    The network is in evaluation mode meanwhile, so batch normalisation keeps the statistics of the training; its
    weights come back unchanged. A loss that is not finite is NaN. ``happened`` is called behind each point.
    """
    check_plane(points, span)
    line = np.linspace(-span, span, points)
    values = np.empty((points, points))
    weights = list(network.parameters())
    before, was_training = [entry.clone() for entry in weights], network.training
    first, second = (filter_normalised(network, direction) for direction in directions)
    network.eval()
    try:
        for row, y in enumerate(line):
            for column, x in enumerate(line):
                for entry, start, along, across in zip(weights, before, first, second, strict=True):
                    entry.copy_(start + float(x) * along + float(y) * across)
                loss = _mean_loss(network, images, labels)
                values[row, column] = loss if isfinite(loss) else nan
                happened()
    finally:
        for entry, start in zip(weights, before, strict=True):
            entry.copy_(start)
        network.train(was_training)
    return Surface(line, line, values)


def check_plane(points: int, span: float) -> None:
    """Refuse a plane that :func:`loss_surface` cannot walk over."""
    _at_least("points", points, 3)
    if points % 2 == 0:
        raise BadValue(f"points: expected an odd number, so that the trained network itself is one, got {points}.")
    if not 0 < span <= LARGEST:
        raise BadValue(f"span: expected a number greater than 0, at most {LARGEST:g}, got {span:g}.")


def rise(surface: Surface, radius: float) -> float:
    """How far the loss at ``radius`` from the centre lies above that in the centre, on average: small if wide.

    Means are over the logarithm of 1 + loss, so that one point at 1e6 does not decide.

    >>> line = np.linspace(-1.0, 1.0, 21)
    >>> x, y = np.meshgrid(line, line)
    >>> 0.24 < rise(Surface(line, line, x**2 + y**2), 0.5) < 0.26
    True
    """
    x, y = np.meshgrid(surface.x, surface.y)
    step = float(surface.x[1] - surface.x[0])
    around = np.abs(np.hypot(x, y) - radius) <= 0.75 * step
    return float(np.expm1(np.log1p(surface.values[around]).mean()) - centre(surface))


def logarithm(surface: Surface) -> Surface:
    """The logarithm of 1 + loss, as it is drawn and measured: at the corners losses may be a thousand times higher."""
    return Surface(surface.x, surface.y, np.log1p(surface.values))


def centre(surface: Surface) -> float:
    """The loss of the network itself."""
    return float(surface.values[len(surface.y) // 2, len(surface.x) // 2])


def _mean_loss(network: torch.nn.Module, images: Tensor, labels: Tensor) -> float:
    total = 0.0
    for inputs, targets in zip(images.split(CHUNK), labels.split(CHUNK), strict=True):
        total += cross_entropy(network(inputs), targets, reduction="sum").item()
    return total / len(labels)


@dataclass(frozen=True)
class Layer:
    """What passes one activation: the norm of the gradient, and how much of it is cut off.

    ``gradient`` is the root mean square, over the images, of the norm of the slope of an image's loss by all that comes
    into the activation. A unit is a channel, or a number where there are no channels. ``dead`` is the share of units
    whose slope is below 0.001 for every image and place; ``flat`` is the share of all numbers that come in.
    """

    number: int
    units: int
    gradient: float
    dead: float
    flat: float


def depth_profile(network: torch.nn.Module, inputs: Tensor, labels: Tensor) -> list[Layer]:
    """One :class:`Layer` for each activation, in the order they are passed; one batch, cross-entropy.

    Buffers (the running statistics of batch normalisation) and gradients are put back; the mode is left as it is.
    """
    seen: list[tuple[torch.nn.Module, Tensor]] = []

    def watch(part: torch.nn.Module, inputs: tuple[Any, ...]) -> tuple[Tensor]:
        x = inputs[0] if inputs[0].requires_grad else inputs[0].detach().requires_grad_()
        seen.append((part, x))
        return (x,)

    hooks = [part.register_forward_pre_hook(watch) for part in network.modules() if choice_of(part)]
    buffers = [(buffer, buffer.clone()) for buffer in network.buffers()]
    try:
        loss = cross_entropy(network(inputs), labels, reduction="sum")
        gradients = torch.autograd.grad(loss, [x for _, x in seen])
    finally:
        for hook in hooks:
            hook.remove()
        with torch.no_grad():
            for buffer, before in buffers:
                buffer.copy_(before)
    return [
        _layer(number, part, x.detach(), gradient)
        for number, ((part, x), gradient) in enumerate(zip(seen, gradients, strict=True), 1)
    ]


@torch.no_grad()
def _layer(number: int, part: torch.nn.Module, x: Tensor, gradient: Tensor) -> Layer:
    choice = choice_of(part)
    assert choice is not None  # only activations are watched
    flat = evaluate(choice.activation, x, tuple(choice.parameters.values()), ("x",)).abs() < FLAT
    by_unit = flat.transpose(0, 1).flatten(1)
    norms = gradient.flatten(1).double().norm(dim=1)
    return Layer(
        number,
        len(by_unit),
        norms.square().mean().sqrt().item(),
        by_unit.all(1).double().mean().item(),
        flat.double().mean().item(),
    )


def _at_least(what: str, number: int, least: int) -> None:
    if number < least:
        raise BadValue(f"{what}: expected at least {least}, got {number}.")
