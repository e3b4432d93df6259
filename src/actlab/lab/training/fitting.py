"""Train any network on tensors in memory: what a search scores, what a landscape is drawn around."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from actlab.lab.training.updates import Updates

Loss = Callable[[Tensor, Tensor], Tensor]
Augmentation = Callable[[Tensor, torch.Generator], Tensor]


@dataclass(frozen=True)
class Recipe:
    """Stochastic gradient descent with momentum; the rate falls to a tenth after a half and after three quarters.

    Without ``drops`` it stays. With ``whole_batches`` an incomplete last batch is left out: batch normalisation of a
    network that ends in 1x1 images cannot train on a single one.
    """

    epochs: int
    batch_size: int = 128
    learning_rate: float = 0.1
    momentum: float = 0.9
    weight_decay: float = 5e-4
    drops: bool = True
    whole_batches: bool = True


def fit(
    network: torch.nn.Module,
    images: Tensor,
    labels: Tensor,
    plan: Recipe,
    generator: torch.Generator,
    augmentation: Augmentation | None = None,
    loss: Loss = cross_entropy,
) -> Iterator[float]:
    """Train ``network`` in place and yield the loss of every step, before the step.

    Order and augmentation are drawn from ``generator``.
    """
    stepper = torch.optim.SGD(
        network.parameters(), plan.learning_rate, momentum=plan.momentum, weight_decay=plan.weight_decay
    )
    size = min(plan.batch_size, len(images))
    used = len(images) // size * size if plan.whole_batches else len(images)
    steps = plan.epochs * -(-used // size)
    updates = Updates(stepper, partial(_rate, plan, steps) if plan.drops and plan.epochs > 1 else None)
    network.train()
    for _ in range(plan.epochs):
        order = torch.randperm(len(images), generator=generator)
        for batch in order[:used].split(size):
            chosen = images[batch] if augmentation is None else augmentation(images[batch], generator)
            value = loss(network(chosen), labels[batch])
            updates.step(value)
            yield value.item()


def _rate(plan: Recipe, steps: int, step: int) -> float:
    """By whole epochs."""
    epoch = step // (steps // plan.epochs)
    return plan.learning_rate * 0.1 ** sum(epoch >= part * plan.epochs for part in (0.5, 0.75))
