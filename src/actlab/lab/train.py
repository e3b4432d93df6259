"""Train one arm with one seed. The same task gives the same numbers: one thread, every draw from the seed."""

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from actlab.define import choose
from actlab.lab import data, networks
from actlab.lab.optimizers import optimizer
from actlab.lab.runs import Epoch, Run, Task
from actlab.lab.specification import Specification

EVALUATION_BATCH = 10_000  # rows a forward pass without gradient; 8 MB of activations for a width of 100


@dataclass(frozen=True)
class _Split:
    inputs: Tensor
    labels: Tensor


def train(specification: Specification, task: Task) -> Iterator[Epoch | Run]:
    """Yield each epoch when it is done, and the whole run at the end.

    Weights and data order are drawn from two generators seeded by ``task.seed``; neither knows the activation, so the
    arms of one seed start from the same weights and see the same batches. The global generator is not touched.
    """
    data_set = data.load(specification.data)
    training, test = _split(data_set, "train"), _split(data_set, "test")
    network = networks.mlp(
        training.inputs.shape[1],
        specification.hidden,
        data_set.classes,
        choose(task.activation),
        _generator(task.seed, stream=0),
    )
    stepper = optimizer(specification.optimizer, network.parameters(), specification.learning_rate)
    order = _generator(task.seed, stream=1)
    epochs = [Epoch(0, *_evaluate(network, training), *_evaluate(network, test), seconds=0.0)]
    yield epochs[0]
    for number in range(1, specification.epochs + 1):
        started = time.perf_counter()
        accuracy, loss = _one_epoch(network, stepper, training, specification.batch_size, order)
        seconds = time.perf_counter() - started
        test_accuracy, test_loss = _evaluate(network, test)
        epochs.append(Epoch(number, accuracy, loss, test_accuracy, test_loss, seconds))
        yield epochs[-1]
        if not (math.isfinite(loss) and math.isfinite(test_loss)):
            yield Run(task, "diverged", f"the loss was no longer finite in epoch {number}", tuple(epochs))
            return
    yield Run(task, "finished", "", tuple(epochs))


def _generator(seed: int, stream: int) -> torch.Generator:
    return torch.Generator().manual_seed(2 * seed + stream)


def _split(data_set: data.DataSet, split: str) -> _Split:
    return _Split(torch.from_numpy(data_set.inputs(split)), torch.from_numpy(data_set.labels(split)))


def _one_epoch(
    network: torch.nn.Module, stepper: torch.optim.Optimizer, split: _Split, batch_size: int, order: torch.Generator
) -> tuple[float, float]:
    count = len(split.labels)
    correct, loss_sum = torch.zeros((), dtype=torch.int64), torch.zeros((), dtype=torch.float64)
    for batch in torch.randperm(count, generator=order).split(batch_size):
        labels = split.labels[batch]
        outputs = network(split.inputs[batch])
        loss = cross_entropy(outputs, labels)
        stepper.zero_grad()
        loss.backward()
        stepper.step()
        with torch.no_grad():
            correct += (outputs.argmax(1) == labels).sum()
            loss_sum += loss.double() * len(labels)
    return correct.item() / count, loss_sum.item() / count


@torch.no_grad()
def _evaluate(network: torch.nn.Module, split: _Split) -> tuple[float, float]:
    correct, loss = 0.0, 0.0
    for inputs, labels in zip(split.inputs.split(EVALUATION_BATCH), split.labels.split(EVALUATION_BATCH), strict=True):
        outputs = network(inputs)
        correct += (outputs.argmax(1) == labels).sum().item()
        loss += cross_entropy(outputs, labels, reduction="sum").item()
    return correct / len(split.labels), loss / len(split.labels)
