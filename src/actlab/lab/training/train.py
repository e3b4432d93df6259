"""Train one arm with one seed. The same task gives the same numbers: one thread, every draw from the seed."""

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d, cross_entropy

from actlab.lab.data import sets as data
from actlab.lab.plan.run import Epoch, Run, Task
from actlab.lab.plan.setting import Setting
from actlab.lab.training import networks
from actlab.lab.training.optimizers import optimizer
from actlab.lab.training.rates import rates
from actlab.lab.training.seeds import generator, order_of, weights_of

EVALUATION_BATCH = 500  # images a forward pass: 130 MB of activations for 20 and 50 filters on 28 x 28
NOT_ASKED = (math.nan, math.nan)


@dataclass(frozen=True)
class _Split:
    inputs: Tensor
    labels: Tensor

    def part(self, start: int, stop: int) -> "_Split":
        return _Split(self.inputs[start:stop], self.labels[start:stop])


def train(task: Task) -> Iterator[Epoch | Run]:
    """Yield each epoch when it is done, and the whole run at the end.

    Weights, data order, dropout and noise are drawn from generators seeded by ``task.seed``; none of them knows the
    activation, so the arms of one seed start from the same weights and see the same batches with the same noise. The
    global generator is not touched.
    """
    setting = task.setting
    training, test, classes = _splits(setting)
    network = networks.build(
        setting, tuple(training.inputs.shape[1:]), classes, weights_of(task.seed), generator(task.seed, "dropout")
    )
    if setting.noise and setting.noise_in != "training":
        test = _Split(_noisy(test.inputs, setting.noise, generator(task.seed, "test noise")), test.labels)
    every_epoch = setting.test == "every epoch"
    epochs = [Epoch(0, *_evaluate(network, training), *_evaluate(network, test), seconds=0.0)] if every_epoch else []
    yield from epochs
    steps = _Steps(network, training, setting, task.seed)
    for number in range(1, setting.epochs + 1):
        started = time.perf_counter()  # a clock that nobody sets
        accuracy, loss = steps.one_epoch()
        seconds = time.perf_counter() - started
        asked = every_epoch or number == setting.epochs
        tested = _evaluate(network, test) if asked and math.isfinite(loss) else NOT_ASKED
        epochs.append(Epoch(number, accuracy, loss, *tested, seconds))
        yield epochs[-1]
        if not math.isfinite(loss) or (asked and not math.isfinite(tested[1])):
            yield Run(task, "diverged", f"the loss was no longer finite in epoch {number}", tuple(epochs))
            return
    yield Run(task, "finished", "", tuple(epochs))


class _Steps:
    """Training, epoch by epoch."""

    def __init__(self, network: networks.Network, split: _Split, setting: Setting, seed: int) -> None:
        self._network, self._split, self._setting = network, split, setting
        self._stepper = optimizer(setting.optimizer, network.parameters(), setting.learning_rate)
        self._order = order_of(seed)
        self._noise = generator(seed, "noise") if setting.noise and setting.noise_in != "test" else None
        self._done = 0
        self._rate = rates(setting, setting.epochs * math.ceil(len(split.labels) / setting.batch_size))

    def one_epoch(self) -> tuple[float, float]:
        """Accuracy and loss over the batches, each before its own update.

        Outputs are kept and judged once at the end: judging each batch cost a tenth of the time of a small network.
        """
        self._network.train()
        order = torch.randperm(len(self._split.labels), generator=self._order)
        outputs = [self._step(batch) for batch in self._batches(order)]
        self._network.eval()
        with torch.no_grad():
            found, labels = torch.cat(outputs), self._split.labels[order]
            loss = cross_entropy(found.double(), labels).item()
            return (found.argmax(1) == labels).double().mean().item(), loss

    def _batches(self, order: Tensor) -> list[Tensor]:
        batches = list(order.split(self._setting.batch_size))
        if self._setting.batch_norm and len(batches[-1]) == 1 and len(batches) > 1:
            batches[-2:] = [torch.cat(batches[-2:])]  # one image has no variance to be normalised by
        return batches

    def _step(self, batch: Tensor) -> Tensor:
        inputs = self._split.inputs.index_select(0, batch)
        if self._noise is not None:
            inputs = _noisy(inputs, self._setting.noise, self._noise)
        outputs: Tensor = self._network(inputs)
        loss = cross_entropy(outputs, self._split.labels.index_select(0, batch)) + _penalty(
            self._network, self._setting
        )
        self._stepper.zero_grad()
        loss.backward()
        if self._setting.schedule != "constant":
            for group in self._stepper.param_groups:
                group["lr"] = self._rate(self._done)
        self._stepper.step()
        self._done += 1
        return outputs.detach()


def _penalty(network: networks.Network, setting: Setting) -> Tensor | float:
    """Sums over the kernels of the hidden dense layers, as Keras has them: not means, the square not halved."""
    penalty: Tensor | float = 0.0
    if setting.l1:
        penalty = penalty + setting.l1 * sum(layer.weight.abs().sum() for layer in network.hidden)
    if setting.l2:
        penalty = penalty + setting.l2 * sum(layer.weight.square().sum() for layer in network.hidden)
    return penalty


def _noisy(inputs: Tensor, deviation: float, generator: torch.Generator) -> Tensor:
    return inputs + deviation * torch.empty_like(inputs).normal_(generator=generator)


def _splits(setting: Setting) -> tuple[_Split, _Split, int]:
    training, test, classes = _tensors(setting.data, setting.shrink)
    count = len(training.labels) - setting.validation_images
    if setting.test == "validation":
        test = training.part(count, len(training.labels))
    return training.part(0, min(count, setting.train_images or count)), test, classes


@lru_cache(maxsize=2)
def _tensors(name: str, shrink: int) -> tuple[_Split, _Split, int]:
    """The whole set in memory, as [images, channels, rows, columns] of float32: MNIST takes 220 MB, CIFAR 740 MB."""
    found = data.load(name)

    def split(which: str) -> _Split:
        images = torch.from_numpy(np.ascontiguousarray(found.channels_first(which))).float().div_(found.white)
        return _Split(avg_pool2d(images, shrink) if shrink > 1 else images, torch.from_numpy(found.labels(which)))

    return split("train"), split("test"), found.classes


@torch.no_grad()
def _evaluate(network: torch.nn.Module, split: _Split) -> tuple[float, float]:
    network.eval()
    correct, loss = 0.0, 0.0
    for inputs, labels in zip(split.inputs.split(EVALUATION_BATCH), split.labels.split(EVALUATION_BATCH), strict=True):
        outputs = network(inputs)
        correct += (outputs.argmax(1) == labels).sum().item()
        loss += cross_entropy(outputs, labels, reduction="sum").item()
    return correct / len(split.labels), loss / len(split.labels)
