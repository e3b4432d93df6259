"""Train a network of images with one seed: augmentation, Mixup, any device. Whole batches as tensors, nothing else.

On a CPU the same task gives the same numbers: one thread, every draw from the seed. A GPU adds in an order of its own.
"""

import math
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d

from actlab.errors import BadValue
from actlab.lab import image_networks, images
from actlab.lab.augment import augmentation, mixup
from actlab.lab.optimizers import optimizer
from actlab.lab.rates import rates
from actlab.lab.runs import Epoch, Run, Task
from actlab.lab.seeds import generator, order_of, weights_of
from actlab.lab.setting import Setting

EVALUATION_BATCH = 500  # images a forward pass
NOT_ASKED = (math.nan, math.nan)


@dataclass(frozen=True)
class _Split:
    images: Tensor
    labels: Tensor


def train(task: Task) -> Iterator[Epoch | Run]:
    """Yield each epoch when it is done, and the whole run at the end.

    Weights, order, dropout, augmentation and Mixup are drawn from generators seeded by ``task.seed``; none of them
    knows the activation. A GPU that lacks memory ends the run as failed, and the message names the batch size.
    """
    setting = task.setting
    if setting.device == "cuda" and not torch.cuda.is_available():
        raise BadValue("device: a GPU was asked for and torch sees none; choose --device cpu.")
    epochs: list[Epoch] = []
    try:
        yield from _epochs(task, epochs)
    except torch.OutOfMemoryError:
        advice = (
            f"the GPU has too little memory for batches of {setting.batch_size} images; choose a smaller batch_size"
        )
        yield Run(task, "failed", advice, tuple(epochs))
        return
    last = epochs[-1]
    if not math.isfinite(last.train_loss) or math.isinf(last.test_loss):
        yield Run(task, "diverged", f"the loss was no longer finite in epoch {last.epoch}", tuple(epochs))
    else:
        yield Run(task, "finished", "", tuple(epochs))


def _epochs(task: Task, done: list[Epoch]) -> Iterator[Epoch]:
    setting = task.setting
    training, test, classes = _splits(setting)
    shape = tuple(training.images.shape[1:])
    made = image_networks.build(setting, shape, classes, weights_of(task.seed))
    made.to(setting.device, memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's stub lacks it
    steps = _Steps(made, training, setting, task.seed)
    if setting.test == "every epoch":
        done.append(Epoch(0, *steps.evaluate(training), *steps.evaluate(test), seconds=0.0))
        yield done[-1]
    for number in range(1, setting.epochs + 1):
        started = time.perf_counter()
        accuracy, loss = steps.one_epoch()
        seconds = time.perf_counter() - started
        asked = (setting.test == "every epoch" or number == setting.epochs) and math.isfinite(loss)
        done.append(Epoch(number, accuracy, loss, *(steps.evaluate(test) if asked else NOT_ASKED), seconds))
        yield done[-1]
        if not math.isfinite(loss) or (asked and not math.isfinite(done[-1].test_loss)):
            return


class _Steps:
    """Training, epoch by epoch."""

    def __init__(self, network: torch.nn.Module, split: _Split, setting: Setting, seed: int) -> None:
        self._network, self._split, self._setting = network, split, setting
        self._stepper = optimizer(setting.optimizer, network.parameters(), setting.learning_rate)
        if setting.weight_decay:
            for group in self._stepper.param_groups:
                group["weight_decay"] = setting.weight_decay
        self._order = order_of(seed)
        self._augment, self._augmenting = augmentation(setting.augmentation), generator(seed, "augmentation")
        self._mixing = generator(seed, "mixup")
        self._loss = image_networks.loss_of(setting)
        self._hidden = image_networks.dense_layers(network, setting)
        self._done = 0
        self._rate = rates(setting, setting.epochs * math.ceil(len(split.labels) / setting.batch_size))

    def one_epoch(self) -> tuple[float, float]:
        """Accuracy and loss over the images, each before the update of its batch; of mixed images by their shares.

        A single image left over is left out: batch normalisation cannot train on it.
        """
        self._network.train()
        batches = torch.randperm(len(self._split.labels), generator=self._order).split(self._setting.batch_size)
        kept = [batch for batch in batches if len(batch) > 1] or list(batches)
        found = torch.stack([self._step(batch.to(self._setting.device)) for batch in kept]).double().sum(0)
        correct, loss = (found / sum(map(len, kept))).tolist()
        return correct, loss

    def _step(self, batch: Tensor) -> Tensor:
        """One update; the sums over the batch of right answers and of losses, left on the device."""
        setting = self._setting
        labels = self._split.labels[batch]
        given = self._augment(self._split.images[batch], self._augmenting)
        mixed = mixup(given, labels, setting.mixup, self._mixing)
        with torch.autocast(setting.device, torch.bfloat16, enabled=setting.precision == "bfloat16"):
            scores: Tensor = self._network(mixed.images.contiguous(memory_format=torch.channels_last))
        scores = scores.float()
        parts = ((mixed.first, mixed.share), (mixed.second, 1 - mixed.share))
        loss = sum((share * self._loss(scores, target) for target, share in parts if share), torch.zeros(()).to(scores))
        self._stepper.zero_grad()
        (loss + self._penalty()).backward()
        for group in self._stepper.param_groups:
            group["lr"] = self._rate(self._done)
        self._stepper.step()
        self._done += 1
        answers = scores.detach().argmax(1)
        right = sum(share * (answers == target).sum() for target, share in parts if share)
        return torch.stack([torch.as_tensor(right).to(scores), loss.detach() * len(batch)])

    def _penalty(self) -> Tensor | float:
        """Sums over the kernel of the hidden dense layer, as Keras has them."""
        setting, weights = self._setting, [layer.weight for layer in self._hidden]
        penalty: Tensor | float = 0.0
        if setting.l1:
            penalty = penalty + setting.l1 * sum(weight.abs().sum() for weight in weights)
        if setting.l2:
            penalty = penalty + setting.l2 * sum(weight.square().sum() for weight in weights)
        return penalty

    @torch.no_grad()
    def evaluate(self, split: _Split) -> tuple[float, float]:
        """Accuracy and loss, a mean over the images."""
        self._network.eval()
        correct, loss = 0.0, 0.0
        for given, labels in zip(
            split.images.split(EVALUATION_BATCH), split.labels.split(EVALUATION_BATCH), strict=True
        ):
            with torch.autocast(self._setting.device, torch.bfloat16, enabled=self._setting.precision == "bfloat16"):
                scores = self._network(given.contiguous(memory_format=torch.channels_last)).float()
            correct += (scores.argmax(1) == labels).sum().item()
            loss += self._loss(scores, labels).item() * len(labels)
        return correct / len(split.labels), loss / len(split.labels)


def _splits(setting: Setting) -> tuple[_Split, _Split, int]:
    """Training images, those to test on, and the number of classes; all on the device."""
    whole = images.load(setting.data)
    count = len(whole.labels("train")) - setting.validation_images
    training = _part(setting, "train", 0, min(count, setting.train_images or count))
    if setting.test == "validation":
        return training, _part(setting, "train", count, count + setting.validation_images), whole.classes
    tested = len(whole.labels("test"))
    return training, _part(setting, "test", 0, min(tested, setting.test_images or tested)), whole.classes


def _part(setting: Setting, split: str, start: int, stop: int) -> _Split:
    return _tensors(setting.data, setting.scaling, setting.shrink, setting.device, split, start, stop)


@lru_cache(maxsize=4)
def _tensors(name: str, scaling: str, shrink: int, device: str, split: str, start: int, stop: int) -> _Split:
    """As [images, channels, rows, columns] of float32: 12 kB an image of CIFAR."""
    given, labels = images.tensors(images.load(name), split, scaling, start, stop)
    small = avg_pool2d(given, shrink) if shrink > 1 else given
    return _Split(small.to(device), labels.to(device))
