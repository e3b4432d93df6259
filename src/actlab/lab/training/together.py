"""Train one setting with several seeds at once: their weights are stacked, and each step is one program for all.

Each seed has its own weights, batches, dropout and running statistics, drawn as when it is trained alone. Sums are
added in another order than there, so the last digits differ.
"""

import math
import time
from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.func import functional_call, stack_module_state, vmap

from actlab.errors import BadValue
from actlab.lab.data.augment import Mixed
from actlab.lab.plan.run import Epoch, Run, Task
from actlab.lab.plan.setting import Setting
from actlab.lab.training import image_networks
from actlab.lab.training.seeds import weights_of
from actlab.lab.training.train_images import (
    EVALUATION_BATCH,
    NOT_ASKED,
    Feed,
    Split,
    Stepper,
    autocast,
    diverged,
    outcome,
    refuse,
    splits,
)
from actlab.lab.training.train_images import train as train_apart
from actlab.vision.parts import Dropout

Events = Iterator[tuple[Task, Epoch] | Run]
Figures = list[tuple[float, float]]  # accuracy and loss of each seed


def train(tasks: Sequence[Task]) -> Events:
    """Yield each epoch of each task when it is done, and the whole runs at the end.

    Where a GPU has too little memory for all of them, they are trained one after another.

    Arguments:
        tasks: of one setting, each with another seed.

    Raises:
        BadValue: for a network or an activation that torch.func cannot run for several seeds at once.
    """
    setting = tasks[0].setting
    refuse(setting)
    left: dict[Task, list[Epoch]] = {task: [] for task in tasks}
    try:
        yield from _epochs(tasks, left)
    except torch.OutOfMemoryError:
        pass  # gone on below: until this error is forgotten, its frames hold the memory
    except (RuntimeError, NotImplementedError) as error:
        if not any(word in str(error) for word in ("vmap", "atching rule", "functorch")):
            raise
        raise BadValue(
            f"seeds_together: torch cannot train {setting.network} with {setting.activation} with several seeds at "
            f"once ({str(error).splitlines()[0]}); leave it out."
        ) from error
    for task in left:
        yield from ((task, event) if isinstance(event, Epoch) else event for event in train_apart(task))


def _epochs(tasks: Sequence[Task], left: dict[Task, list[Epoch]]) -> Events:
    setting = tasks[0].setting
    training, test, classes = splits(setting)
    steps = _Steps(tasks, training, classes)
    if setting.test == "every epoch":
        for task, trained, tested in zip(tasks, steps.evaluate(training), steps.evaluate(test), strict=True):
            left[task].append(Epoch(0, *trained, *tested, seconds=0.0))
            yield task, left[task][-1]
    for number in range(1, setting.epochs + 1):
        started = time.perf_counter()
        found = steps.one_epoch()
        seconds = (time.perf_counter() - started) / len(tasks)  # each seed's share
        asked = setting.test == "every epoch" or number == setting.epochs
        found_in_test = steps.evaluate(test) if asked else [NOT_ASKED] * len(tasks)
        for task, (accuracy, loss), tested in zip(tasks, found, found_in_test, strict=True):
            if task in left:
                row = Epoch(number, accuracy, loss, *(tested if math.isfinite(loss) else NOT_ASKED), seconds)
                left[task].append(row)
                yield task, row
                if number == setting.epochs or not math.isfinite(loss) or (asked and diverged(row)):
                    yield outcome(task, left.pop(task))
        if not left:
            return


class _Steps:
    """Training of all seeds, epoch by epoch."""

    def __init__(self, tasks: Sequence[Task], split: Split, classes: int) -> None:
        self._setting = setting = tasks[0].setting
        self._feeds = [Feed(split, setting, task.seed) for task in tasks]
        shape = tuple(split.images.shape[1:])
        networks = [image_networks.build(setting, shape, classes, weights_of(task.seed)) for task in tasks]
        self._network = _Stack(networks, setting)
        self._stepper = Stepper(self._network.weights.values(), setting, len(split.labels))
        self._loss = image_networks.loss_of(setting)

    def one_epoch(self) -> Figures:
        """As in train_images: over the images, each before the update of its batch."""
        self._network.train()
        epochs = [feed.epoch() for feed in self._feeds]
        found = torch.stack([self._step(batches) for batches in zip(*epochs, strict=True)]).double().sum(0)
        return [(correct, loss) for correct, loss in (found / sum(map(len, epochs[0]))).tolist()]

    def _step(self, batches: Sequence[Tensor]) -> Tensor:
        """One update of every seed; [seeds, 2], the sums over the batch of right answers and of losses."""
        taken = [feed.take(batch) for feed, batch in zip(self._feeds, batches, strict=True)]
        scores = self._scores(torch.stack([mixed.images for mixed in taken]), 0)
        parts = _parts(taken)
        losses = sum((share * vmap(self._loss)(scores, targets) for targets, share in parts), scores.new_zeros(()))
        self._stepper.step((losses + self._penalty()).sum())  # a seed's weights are in its own term alone
        answers = scores.detach().argmax(2)
        right = sum((share * (answers == targets).sum(1) for targets, share in parts), scores.new_zeros(()))
        return torch.stack([right, losses.detach() * len(batches[0])], 1)

    def _scores(self, given: Tensor, seeds_at: int | None) -> Tensor:
        with autocast(self._setting):
            return self._network(given, seeds_at).float()

    def _penalty(self) -> Tensor | float:
        """As in train_images, for each seed."""
        penalty: Tensor | float = 0.0
        for weight in self._network.penalised:
            penalty = (
                penalty + self._setting.l1 * weight.abs().sum((1, 2)) + self._setting.l2 * weight.square().sum((1, 2))
            )
        return penalty

    @torch.no_grad()
    def evaluate(self, split: Split) -> Figures:
        """Accuracy and loss of each seed, a mean over the images."""
        self._network.eval()
        parts = []
        for given, labels in zip(
            split.images.split(EVALUATION_BATCH), split.labels.split(EVALUATION_BATCH), strict=True
        ):
            scores = self._scores(given, None)
            losses = vmap(self._loss, in_dims=(0, None))(scores, labels)
            parts.append(torch.stack([(scores.argmax(2) == labels).sum(1), losses * len(labels)], 1).double())
        found = torch.stack(parts).sum(0) / len(split.labels)
        return [(correct, loss) for correct, loss in found.tolist()]


def _parts(taken: Sequence[Mixed]) -> list[tuple[Tensor, Tensor]]:
    """What the scores are compared with, [seeds, images], and the share that it counts, [seeds]."""
    first, second = (torch.stack([getattr(mixed, name) for mixed in taken]) for name in ("first", "second"))
    share = torch.tensor([mixed.share for mixed in taken], device=first.device)
    return [(first, share)] if bool((share == 1).all()) else [(first, share), (second, 1 - share)]


class _Stack:
    """Networks of the same form as one function; all their weights in tensors with the seed in front."""

    def __init__(self, networks: Sequence[torch.nn.Module], setting: Setting) -> None:
        self.weights, self._statistics = stack_module_state([made.to(setting.device) for made in networks])
        self._one = networks[0]
        dense = image_networks.dense_layers(self._one, setting) if setting.l1 or setting.l2 else []
        named = self._one.named_modules()
        self.penalised = [self.weights[f"{name}.weight"] for name, part in named if part in dense]
        for place, part in list(self._one.named_modules()):
            if isinstance(part, Dropout):
                self._one.set_submodule(place, _EachApart([made.get_submodule(place) for made in networks]))

    def train(self) -> None:
        self._one.train()

    def eval(self) -> None:
        self._one.eval()

    def __call__(self, given: Tensor, seeds_at: int | None) -> Tensor:
        """Scores [seeds, images, classes] of images with an axis for the seeds, or of the same images for all."""
        scores: Tensor = vmap(self._call, in_dims=(0, 0, seeds_at))(self.weights, self._statistics, given)
        return scores

    def _call(self, weights: dict[str, Tensor], statistics: dict[str, Tensor], given: Tensor) -> Any:
        return functional_call(self._one, (weights, statistics), (given,))


class _EachApart(torch.nn.Module):
    """In the place of a dropout of each network: every seed's part goes through its own."""

    def __init__(self, dropouts: Sequence[torch.nn.Module]) -> None:
        super().__init__()
        self.dropouts = torch.nn.ModuleList(dropouts)

    def forward(self, x: Tensor) -> Tensor:
        """``x``, of one seed as vmap shows it."""
        return _Apart.apply(x, self.dropouts) if self.training else x  # type: ignore[no-untyped-call]


class _Apart(torch.autograd.Function):
    """What vmap makes of :class:`_EachApart`: it stands outside of vmap and sees the seeds."""

    @staticmethod
    def forward(*_: Any) -> Tensor:
        raise AssertionError("only under vmap")

    @staticmethod
    def setup_context(*_: Any) -> None:
        """Nothing is kept: the rule below is made of operators that have derivatives."""

    @staticmethod
    def vmap(_: Any, axes: tuple[int, ...], x: Tensor, dropouts: torch.nn.ModuleList) -> tuple[Tensor, int]:
        parts = x.unbind(axes[0])
        return torch.stack([dropout(part) for dropout, part in zip(dropouts, parts, strict=True)]), 0
