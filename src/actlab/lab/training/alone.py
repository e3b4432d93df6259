"""The network of one seed, trained step by step."""

import math
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field

import torch
from torch import Tensor

from actlab.errors import ActlabError, BadType
from actlab.lab.data.augment import Mixed
from actlab.lab.data.own import CLASSIFICATION, NEXT_TOKEN
from actlab.lab.data.sets import task_of
from actlab.lab.plan.setting import DENSE, Own, Setting
from actlab.lab.training import image_networks, own, ranks, tasks
from actlab.lab.training.feed import Feed, Split
from actlab.lab.training.learned import outside_bounds
from actlab.lab.training.updates import autocast, updates_of

EVALUATION_BATCH = 500  # images a forward pass: 130 MB of activations for 20 and 50 filters on 28 x 28


@dataclass(frozen=True)
class Tested:
    """What a test found; ``scores`` by name."""

    accuracy: float
    loss: float
    scores: dict[str, float] = field(default_factory=dict)


UNTESTED = Tested(math.nan, math.nan)


class Alone:
    """One network: see ``Trainee`` in lab/training/trainer.py."""

    def __init__(self, setting: Setting, seeds: Sequence[int], split: Split, classes: int) -> None:
        (seed,) = seeds
        self._setting, self._classes = setting, classes
        draws = own.Draws(seed, setting.device) if isinstance(setting, Own) else None
        self._draws: Callable[..., AbstractContextManager[None]] = draws or (lambda **_: nullcontext())
        with self._draws():
            self._network = image_networks.network_of(setting, tuple(split.images.shape[1:]), classes, seed)
        # Channels last: 1.4 times as fast to train on one thread, for 20 and 50 filters on 28 x 28.
        self._network.to(setting.device, memory_format=torch.channels_last)  # type: ignore[call-overload]  # its stub
        self._shared = ranks.shared(self._network, setting)
        self._feed = Feed(split, setting, seed)
        self._updates = updates_of(self._network, dict(self._network.named_parameters()), setting, len(split.labels))
        self._loss, self._users_step = tasks.loss_of(setting), own.step_of(setting)
        self._hidden = image_networks.dense_layers(self._network, setting)

    def one_epoch(self) -> list[tuple[float, float]]:
        """Judges the scores of all batches at the end: one by one cost a tenth of the time of a small network."""
        self._network.train()
        batches = self._feed.epoch()
        with self._draws():
            if self._users_step is not None:
                return [self._users_epoch(batches)]
            steps = [self._step(batch) for batch in batches]
        with torch.no_grad():
            sums = sum((self._judged(scores, mixed) for scores, mixed in self._joined(steps)), torch.zeros(2).double())
            correct, loss = (ranks.total(sums, self._setting) / sum(map(len, batches))).tolist()
        return [(correct, loss)]

    def evaluate(self, tests: Sequence[Split], scores: Sequence[str] = ()) -> list[Tested]:
        """With several processes, the result of the first."""
        (split,) = tests
        with self._draws(aside=True):
            return [ranks.from_first(lambda: self._evaluate(split, scores), self._setting)]

    def _users_epoch(self, batches: Sequence[Tensor]) -> tuple[float, float]:
        """With the user's own step, which hands over a loss alone."""
        losses = []
        for batch in batches:
            mixed = ranks.share(self._feed.take(batch), self._setting)
            loss = self._users_loss(self._shared, mixed.images, mixed.first)
            self._updates.step(loss)
            losses.append(loss.detach().double() * len(batch))
        return math.nan, float(torch.stack(losses).sum() / sum(map(len, batches)))

    def _users_loss(self, network: torch.nn.Module, x: Tensor, y: Tensor) -> Tensor:
        with autocast(self._setting):
            loss: Tensor = self._users_step(network, (x, y))
        if not isinstance(loss, Tensor) or loss.numel() != 1:
            raise BadType(
                f"step: expected a function that returns a loss, a tensor of one number; got {own.kind_of(loss)}."
            )
        return loss.reshape(())

    def outside_bounds(self) -> list[str]:
        """Of the one network."""
        weights = {name: weight[None] for name, weight in self._network.named_parameters()}
        return outside_bounds(self._network, weights)

    def _step(self, batch: Tensor) -> tuple[Tensor, Mixed]:
        """One update; the scores, and what they are compared with."""
        mixed = ranks.share(self._feed.take(batch), self._setting)
        scores = self._scores_for(self._shared, mixed.images, mixed.first)
        loss, count = self._loss_of(scores, mixed), len(scores)
        if count != len(batch):  # gradients are averaged over the processes: each counts by its share of the batch
            loss = loss * (count * self._setting.processes / len(batch))
        self._updates.step(loss + self._penalty())
        return scores.detach(), mixed

    def _loss_of(self, scores: Tensor, mixed: Mixed) -> Tensor:
        first = self._loss(scores, mixed.first)
        if mixed.share == 1:
            return first
        return mixed.share * first + (1 - mixed.share) * self._loss(scores, mixed.second)

    def _joined(self, steps: list[tuple[Tensor, Mixed]]) -> list[tuple[Tensor, Mixed]]:
        """All of them as one batch, where none is mixed."""
        if self._setting.mixup or task_of(self._setting.data) == NEXT_TOKEN:  # scores of many tokens take much memory
            return steps
        labels = torch.cat([mixed.first for _, mixed in steps])
        return [(torch.cat([scores for scores, _ in steps]), Mixed(labels, labels, labels, 1.0))]

    def _judged(self, scores: Tensor, mixed: Mixed) -> Tensor:
        """Sums over the images of right answers, by their shares, and of losses."""
        right = tasks.right_answers(scores, mixed.first)
        if mixed.share != 1:
            right = mixed.share * right + (1 - mixed.share) * tasks.right_answers(scores, mixed.second)
        loss = self._loss_of(scores.double(), mixed).cpu()
        return torch.stack([right, loss * len(scores)])

    def _scores(self, network: torch.nn.Module, images: Tensor) -> Tensor:
        if images.ndim == 4 and self._setting.network != DENSE:
            images = images.contiguous(memory_format=torch.channels_last)
        with autocast(self._setting):
            scores: Tensor = network(images)
        return scores.float()

    def _scores_for(self, network: torch.nn.Module, x: Tensor, targets: Tensor) -> Tensor:
        """Of a user's network in the shape that its targets need."""
        if not isinstance(self._setting, Own):
            return self._scores(network, x)
        with autocast(self._setting):
            output = network(x)
        return tasks.scores_of(output, targets, self._classes).float()

    def _penalty(self) -> Tensor | float:
        """Sums over the kernels of the hidden dense layers, as Keras has them: not means, the square not halved."""
        setting = self._setting
        penalty: Tensor | float = 0.0
        if setting.l1:
            penalty = penalty + setting.l1 * sum(layer.weight.abs().sum() for layer in self._hidden)
        if setting.l2:
            penalty = penalty + setting.l2 * sum(layer.weight.square().sum() for layer in self._hidden)
        return penalty

    @torch.no_grad()
    def _evaluate(self, split: Split, scores: Sequence[str]) -> Tested:
        self._network.eval()
        sums, outputs = torch.zeros(2).double(), []
        parts = (split.images.split(EVALUATION_BATCH), split.labels.split(EVALUATION_BATCH))
        for x, y in zip(*parts, strict=True):
            output = self._answers(x, y, needed=bool(scores))
            judged = sums.new_full((2,), math.nan) if output is None else self._judged(output, Mixed(x, y, y, 1.0))
            if self._users_step is not None:
                judged[1] = self._users_loss(self._network, x, y).double().cpu() * len(x)
            sums += judged
            outputs += [output] if scores and output is not None else []
        accuracy, loss = (sums / len(split.labels)).tolist()
        whole = torch.cat(outputs) if scores else torch.empty(0)
        return Tested(accuracy, loss, {name: tasks.scored(name, whole, split.labels) for name in scores})

    def _answers(self, x: Tensor, y: Tensor, needed: bool) -> Tensor | None:
        """The scores; None where a user's step decides alone, as for what the network returns to it."""
        if self._users_step is None or needed:
            return self._scores_for(self._network, x, y)
        if task_of(self._setting.data) != CLASSIFICATION:
            return None
        try:
            return self._scores_for(self._network, x, y)
        except ActlabError:  # not one score for each class: such a network has no accuracy
            return None
