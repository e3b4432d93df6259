"""Train a network of images with one seed: augmentation, Mixup, any device. Whole batches as tensors, nothing else.

On a CPU the same task gives the same numbers: one thread, every draw from the seed. A GPU adds in an order of its own.
Under torchrun each process has its share of every batch; see lab/training/ranks.py.
"""

import math
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d

from actlab.errors import BadValue
from actlab.lab.data.augment import Mixed, augmentation, mixup
from actlab.lab.data.prepare import tensors
from actlab.lab.data.sets import load
from actlab.lab.plan.run import Epoch, Run, Task
from actlab.lab.plan.setting import Setting
from actlab.lab.training import image_networks, ranks
from actlab.lab.training.optimizers import optimizer
from actlab.lab.training.rates import rates
from actlab.lab.training.seeds import generator, order_of, weights_of

EVALUATION_BATCH = 500  # images a forward pass
NOT_ASKED = (math.nan, math.nan)


@dataclass(frozen=True)
class Split:
    """Images [count, channels, rows, columns] and their classes."""

    images: Tensor
    labels: Tensor


def train(task: Task) -> Iterator[Epoch | Run]:
    """Yield each epoch when it is done, and the whole run at the end.

    Weights, order, dropout, augmentation and Mixup are drawn from generators seeded by ``task.seed``; none of them
    knows the activation. A GPU that lacks memory ends the run as failed, and the message names the batch size.
    """
    setting = task.setting
    refuse(setting)
    epochs: list[Epoch] = []
    try:
        yield from _epochs(task, epochs)
    except torch.OutOfMemoryError:
        advice = (
            f"the GPU has too little memory for batches of {setting.batch_size} images; choose a smaller batch_size"
        )
        yield Run(task, "failed", advice, tuple(epochs))
        return
    yield outcome(task, epochs)


def refuse(setting: Setting) -> None:
    """Raise BadValue where this machine, or the way actlab was started, is not what the setting asks for."""
    if setting.device == "cuda" and not torch.cuda.is_available():
        raise BadValue("device: a GPU was asked for and torch sees none; choose --device cpu.")
    ranks.refuse(setting)


def outcome(task: Task, epochs: Sequence[Epoch]) -> Run:
    """The run whose last epoch has been trained."""
    last = epochs[-1]
    if diverged(last):
        return Run(task, "diverged", f"the loss was no longer finite in epoch {last.epoch}", tuple(epochs))
    return Run(task, "finished", "", tuple(epochs))


def diverged(last: Epoch) -> bool:
    """Whether an epoch that was the last, or was tested, has a loss that is not finite."""
    return not (math.isfinite(last.train_loss) and math.isfinite(last.test_loss))


def _epochs(task: Task, done: list[Epoch]) -> Iterator[Epoch]:
    setting = task.setting
    training, test, classes = splits(setting)
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
        if not math.isfinite(loss) or (asked and diverged(done[-1])):
            return


class Feed:
    """What a seed sees: its order, augmentation and Mixup, each drawn from a generator of its own."""

    def __init__(self, split: Split, setting: Setting, seed: int) -> None:
        self._split, self._setting = split, setting
        self._order = order_of(seed)
        self._augment, self._augmenting = augmentation(setting.augmentation), generator(seed, "augmentation")
        self._mixing = generator(seed, "mixup")

    def epoch(self) -> list[Tensor]:
        """The numbers of the images in each batch. A rest that batch normalisation cannot train on is left out.

        That is one image; over several processes, fewer than two for each.
        """
        batches = torch.randperm(len(self._split.labels), generator=self._order).split(self._setting.batch_size)
        return [batch for batch in batches if len(batch) >= 2 * self._setting.processes] or list(batches)

    def take(self, batch: Tensor) -> Mixed:
        """The images of a batch, augmented and mixed, on the device."""
        rows = batch.to(self._setting.device)
        given = self._augment(self._split.images[rows], self._augmenting)
        return mixup(given, self._split.labels[rows], self._setting.mixup, self._mixing)


class Stepper:
    """An optimizer and its schedule: one update of the weights after another."""

    def __init__(self, weights: Iterable[torch.nn.Parameter], setting: Setting, images: int) -> None:
        self._optimizer = optimizer(setting.optimizer, weights, setting.learning_rate)
        if setting.weight_decay:
            for group in self._optimizer.param_groups:
                group["weight_decay"] = setting.weight_decay
        self._rate = rates(setting, setting.epochs * math.ceil(images / setting.batch_size))
        self._done = 0

    def step(self, loss: Tensor) -> None:
        """Find the gradient of ``loss`` and update."""
        self._optimizer.zero_grad()
        loss.backward()
        for group in self._optimizer.param_groups:
            group["lr"] = self._rate(self._done)
        self._optimizer.step()
        self._done += 1


class _Steps:
    """Training, epoch by epoch."""

    def __init__(self, network: torch.nn.Module, split: Split, setting: Setting, seed: int) -> None:
        self._network, self._setting = network, setting
        self._shared = ranks.shared(network, setting)
        self._feed = Feed(split, setting, seed)
        self._stepper = Stepper(network.parameters(), setting, len(split.labels))
        self._loss = image_networks.loss_of(setting)
        self._hidden = image_networks.dense_layers(network, setting)

    def one_epoch(self) -> tuple[float, float]:
        """Accuracy and loss over the images, each before the update of its batch; of mixed images by their shares."""
        self._network.train()
        batches = self._feed.epoch()
        found = torch.stack([self._step(batch) for batch in batches]).double().sum(0)
        correct, loss = (ranks.total(found, self._setting) / sum(map(len, batches))).tolist()
        return correct, loss

    def _step(self, batch: Tensor) -> Tensor:
        """One update; the sums over the batch of right answers and of losses, left on the device."""
        mixed = ranks.share(self._feed.take(batch), self._setting)
        scores = self._scores(self._shared, mixed.images)
        parts = ((mixed.first, mixed.share), (mixed.second, 1 - mixed.share))
        loss = sum((share * self._loss(scores, target) for target, share in parts if share), torch.zeros(()).to(scores))
        count = len(scores)
        # Gradients are averaged over the processes: each loss counts by its share of the batch.
        weighted = loss if count == len(batch) else loss * (count * self._setting.processes / len(batch))
        self._stepper.step(weighted + self._penalty())
        answers = scores.detach().argmax(1)
        right = sum(share * (answers == target).sum() for target, share in parts if share)
        return torch.stack([torch.as_tensor(right).to(scores), loss.detach() * count])

    def _scores(self, network: torch.nn.Module, given: Tensor) -> Tensor:
        with autocast(self._setting):
            scores: Tensor = network(given.contiguous(memory_format=torch.channels_last))
        return scores.float()

    def _penalty(self) -> Tensor | float:
        """Sums over the kernel of the hidden dense layer, as Keras has them."""
        setting, weights = self._setting, [layer.weight for layer in self._hidden]
        penalty: Tensor | float = 0.0
        if setting.l1:
            penalty = penalty + setting.l1 * sum(weight.abs().sum() for weight in weights)
        if setting.l2:
            penalty = penalty + setting.l2 * sum(weight.square().sum() for weight in weights)
        return penalty

    def evaluate(self, split: Split) -> tuple[float, float]:
        """Accuracy and loss, a mean over the images; over several processes, the first one's."""
        return ranks.from_first(lambda: self._evaluate(split), self._setting)

    @torch.no_grad()
    def _evaluate(self, split: Split) -> tuple[float, float]:
        self._network.eval()
        correct, loss = 0.0, 0.0
        for given, labels in zip(
            split.images.split(EVALUATION_BATCH), split.labels.split(EVALUATION_BATCH), strict=True
        ):
            scores = self._scores(self._network, given)
            correct += (scores.argmax(1) == labels).sum().item()
            loss += self._loss(scores, labels).item() * len(labels)
        return correct / len(split.labels), loss / len(split.labels)


def autocast(setting: Setting) -> torch.autocast:
    """Bfloat16 for what it is good for, where the setting asks for it."""
    return torch.autocast(setting.device, torch.bfloat16, enabled=setting.precision == "bfloat16")


def splits(setting: Setting) -> tuple[Split, Split, int]:
    """Training images, those to test on, and the number of classes; all on the device."""
    whole = load(setting.data)
    count = len(whole.labels("train")) - setting.validation_images
    training = _part(setting, "train", 0, min(count, setting.train_images or count))
    if setting.test == "validation":
        return training, _part(setting, "train", count, count + setting.validation_images), whole.classes
    tested = len(whole.labels("test"))
    return training, _part(setting, "test", 0, min(tested, setting.test_images or tested)), whole.classes


def _part(setting: Setting, split: str, start: int, stop: int) -> Split:
    return _tensors(setting.data, setting.scaling, setting.shrink, setting.device, split, start, stop)


@lru_cache(maxsize=4)
def _tensors(name: str, scaling: str, shrink: int, device: str, split: str, start: int, stop: int) -> Split:
    """As [images, channels, rows, columns] of float32: 12 kB an image of CIFAR."""
    given, labels = tensors(load(name), split, scaling, start, stop)
    small = avg_pool2d(given, shrink) if shrink > 1 else given
    return Split(small.to(device), labels.to(device))
