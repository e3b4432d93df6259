"""Train the networks of a loss landscape or a depth profile, and measure each."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from math import isfinite

import torch
from torch import Tensor

from actlab.define import Choice, choose
from actlab.errors import BadValue, UnknownName, one_of
from actlab.lab.data.augment import augmentation
from actlab.lab.data.data_set import DataSet
from actlab.lab.data.prepare import tensors
from actlab.lab.data.sets import IMAGES, load
from actlab.lab.training.devices import one_thread
from actlab.lab.training.fitting import Recipe, fit
from actlab.landscape.numbers import (
    LARGEST,
    Layer,
    Roughness,
    Surface,
    centre,
    check_plane,
    depth_profile,
    draw_directions,
    logarithm,
    loss_surface,
    roughness,
)
from actlab.vision import NETWORKS, network
from actlab.vision.parts import activation_module, draw, linear

SHOWN = 256  # the first images of the training set, over which a landscape is computed: 441 points take a minute


@dataclass(frozen=True)
class Training:
    """What the arms have in common. ``mlp`` has ``depth`` hidden layers of ``width``; others ignore the two."""

    data: str = "digits"
    network: str = "resnet-v1-20"
    images: int = 1000
    epochs: int = 5
    batch_size: int = 128
    learning_rate: float = 0.1
    augmentation: str = "none"
    depth: int = 30
    width: int = 100

    def __post_init__(self) -> None:
        for name in ("images", "batch_size", "depth", "width"):
            if getattr(self, name) < 1:
                raise BadValue(f"{name}: expected at least 1, got {getattr(self, name)}.")
        if self.epochs < 0:
            raise BadValue(f"epochs: expected at least 0, got {self.epochs}.")
        if not 0 < self.learning_rate <= LARGEST:
            raise BadValue(
                f"learning_rate: expected a number greater than 0, at most {LARGEST:g}, got {self.learning_rate:g}."
            )
        if self.network not in (*NETWORKS, "mlp"):
            raise UnknownName("network", self.network, (*NETWORKS, "mlp"))
        augmentation(self.augmentation)


@dataclass(frozen=True)
class LossRun:
    """One trained network: the loss of each step, the surface around it, and how rough log(1 + loss) is over it."""

    activation: str
    seed: int
    losses: tuple[float, ...]
    surface: Surface
    roughness: Roughness

    @property
    def diverged(self) -> bool:
        """Whether a loss, or that of the trained network, is not finite."""
        return not all(map(isfinite, (*self.losses, centre(self.surface))))


@dataclass(frozen=True)
class DepthRun:
    """One network: its layers before the first step and after the last, and the loss of each step."""

    activation: str
    seed: int
    losses: tuple[float, ...]
    before: tuple[Layer, ...]
    after: tuple[Layer, ...]

    @property
    def diverged(self) -> bool:
        """Whether a loss, or a gradient of the trained network, is not finite."""
        return not all(map(isfinite, (*self.losses, *(layer.gradient for layer in self.after))))


def loss_runs(
    activations: Sequence[str | Choice],
    seeds: Sequence[int],
    training: Training,
    points: int = 21,
    span: float = 1.0,
    happened: Callable[[str], None] = lambda _: None,
) -> Iterator[LossRun]:
    """Train each arm with each seed and walk around it; ``happened`` is called behind each point with the arm's title.

    The surface is that of the first 256 images that were learned from, without augmentation. First weights, order of
    the images and directions are drawn from the seed alone.
    """
    check_plane(points, span)
    inputs, labels, data_set = _examples(training)
    shown = inputs[:SHOWN], labels[:SHOWN]
    for choice in map(choose, activations):
        for seed in seeds:
            with one_thread():
                network = _build(training, data_set, choice, seed)
                losses = _train(network, inputs, labels, training, seed)
                directions = draw_directions(network, _generator(seed, 2))
                surface = loss_surface(network, *shown, directions, points, span, partial(happened, choice.title))
            yield LossRun(choice.key, seed, losses, surface, roughness(logarithm(surface)))


def depth_runs(
    activations: Sequence[str | Choice],
    seeds: Sequence[int],
    training: Training,
    happened: Callable[[str], None] = lambda _: None,
) -> Iterator[DepthRun]:
    """Profile each arm with each seed before and after training, on the same images."""
    inputs, labels, data_set = _examples(training)
    shown = inputs[:SHOWN], labels[:SHOWN]
    for choice in map(choose, activations):
        for seed in seeds:
            with one_thread():
                network = _build(training, data_set, choice, seed)
                before = tuple(depth_profile(network, *shown))
                losses = _train(network, inputs, labels, training, seed)
                after = tuple(depth_profile(network, *shown))
            happened(choice.title)
            yield DepthRun(choice.key, seed, losses, before, after)


def _examples(training: Training) -> tuple[Tensor, Tensor, DataSet]:
    data_set = load(one_of("data set", IMAGES)(training.data))
    inputs, labels = tensors(data_set, "train")
    return inputs[: training.images], labels[: training.images], data_set


def _build(training: Training, data_set: DataSet, choice: Choice, seed: int) -> torch.nn.Module:
    generator = _generator(seed, 0)
    if training.network == "mlp":
        return _stack(training, data_set.x_train[0].size, data_set.classes, choice, generator)
    shape = data_set.x_train.shape
    channels = shape[3] if len(shape) == 4 else 1
    return network(training.network, data_set.classes, choice, generator, channels, shape[1])


def _stack(
    training: Training, inputs: int, classes: int, choice: Choice, generator: torch.Generator
) -> torch.nn.Module:
    layers: list[torch.nn.Module] = [torch.nn.Flatten()]
    for _ in range(training.depth):
        layers += [linear(inputs, training.width), activation_module(choice)]
        inputs = training.width
    network = torch.nn.Sequential(*layers, linear(inputs, classes))
    draw(network, generator)
    return network


def _train(
    network: torch.nn.Module, inputs: Tensor, labels: Tensor, training: Training, seed: int
) -> tuple[float, ...]:
    """The loss of each step, up to the first that is not finite: from there on nothing is learned."""
    plan = Recipe(training.epochs, training.batch_size, training.learning_rate)
    losses = []
    for loss in fit(network, inputs, labels, plan, _generator(seed, 1), augmentation(training.augmentation)):
        losses.append(loss)
        if not isfinite(loss):
            break
    return tuple(losses)


def _generator(seed: int, stream: int) -> torch.Generator:
    return torch.Generator().manual_seed(4 * seed + stream)
