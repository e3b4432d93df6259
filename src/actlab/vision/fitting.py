"""A training loop for networks of images: stochastic gradient descent with momentum, the rate dropped twice."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

Loss = Callable[[Tensor, Tensor], Tensor]
Augmentation = Callable[[Tensor, torch.Generator], Tensor]


@dataclass(frozen=True)
class Recipe:
    """The rate is divided by 10 after a half and after three quarters of the epochs."""

    epochs: int
    batch_size: int = 128
    learning_rate: float = 0.1
    momentum: float = 0.9
    weight_decay: float = 5e-4


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

    Order and augmentation are drawn from ``generator``. An incomplete last batch is left out: batch normalisation of a
    network that ends in 1x1 images cannot train on a single one.
    """
    stepper = torch.optim.SGD(
        network.parameters(), plan.learning_rate, momentum=plan.momentum, weight_decay=plan.weight_decay
    )
    size = min(plan.batch_size, len(images))
    network.train()
    for epoch in range(plan.epochs):
        drops = sum(epoch >= part * plan.epochs for part in (0.5, 0.75)) if plan.epochs > 1 else 0
        for group in stepper.param_groups:
            group["lr"] = plan.learning_rate * 0.1**drops
        order = torch.randperm(len(images), generator=generator)
        for batch in order[: len(order) // size * size].split(size):
            chosen = images[batch] if augmentation is None else augmentation(images[batch], generator)
            value = loss(network(chosen), labels[batch])
            stepper.zero_grad()
            value.backward()
            stepper.step()
            yield value.item()
