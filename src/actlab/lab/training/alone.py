"""The network of one seed, trained step by step."""

from collections.abc import Sequence

import torch
from torch import Tensor

from actlab.lab.data.augment import Mixed
from actlab.lab.plan.setting import Setting
from actlab.lab.training import image_networks, ranks
from actlab.lab.training.feed import Feed, Split
from actlab.lab.training.learned import outside_bounds
from actlab.lab.training.updates import autocast, updates_of

EVALUATION_BATCH = 500  # images a forward pass: 130 MB of activations for 20 and 50 filters on 28 x 28


class Alone:
    """One network: see ``Trainee`` in lab/training/trainer.py."""

    def __init__(self, setting: Setting, seeds: Sequence[int], split: Split, classes: int) -> None:
        (seed,) = seeds
        self._setting = setting
        self._network = image_networks.network_of(setting, tuple(split.images.shape[1:]), classes, seed)
        # Channels last: 1.4 times as fast to train on one thread, for 20 and 50 filters on 28 x 28.
        self._network.to(setting.device, memory_format=torch.channels_last)  # type: ignore[call-overload]  # its stub
        self._shared = ranks.shared(self._network, setting)
        self._feed = Feed(split, setting, seed)
        self._updates = updates_of(self._network, dict(self._network.named_parameters()), setting, len(split.labels))
        self._loss = image_networks.loss_of(setting)
        self._hidden = image_networks.dense_layers(self._network, setting)

    def one_epoch(self) -> list[tuple[float, float]]:
        """Scores are kept and judged at the end: judging each batch cost a tenth of the time of a small network."""
        self._network.train()
        batches = self._feed.epoch()
        steps = [self._step(batch) for batch in batches]
        with torch.no_grad():
            found = sum((self._judged(scores, mixed) for scores, mixed in self._joined(steps)), torch.zeros(2).double())
            correct, loss = (ranks.total(found, self._setting) / sum(map(len, batches))).tolist()
        return [(correct, loss)]

    def evaluate(self, tests: Sequence[Split]) -> list[tuple[float, float]]:
        """Over several processes, as the first one finds it."""
        (split,) = tests
        return [ranks.from_first(lambda: self._evaluate(split), self._setting)]

    def outside_bounds(self) -> list[str]:
        """Of the one network."""
        weights = {name: weight[None] for name, weight in self._network.named_parameters()}
        return outside_bounds(self._network, weights)

    def _step(self, batch: Tensor) -> tuple[Tensor, Mixed]:
        """One update; the scores, and what they are compared with."""
        mixed = ranks.share(self._feed.take(batch), self._setting)
        scores = self._scores(self._shared, mixed.images)
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
        if self._setting.mixup:
            return steps
        labels = torch.cat([mixed.first for _, mixed in steps])
        return [(torch.cat([scores for scores, _ in steps]), Mixed(labels, labels, labels, 1.0))]

    def _judged(self, scores: Tensor, mixed: Mixed) -> Tensor:
        """Sums over the images of right answers, by their shares, and of losses."""
        answers = scores.argmax(1)
        right = [(answers == target).double().sum().cpu() for target in (mixed.first, mixed.second)]
        loss = self._loss_of(scores.double(), mixed).cpu()
        return torch.stack([mixed.share * right[0] + (1 - mixed.share) * right[1], loss * len(scores)])

    def _scores(self, network: torch.nn.Module, images: Tensor) -> Tensor:
        if images.ndim == 4 and self._setting.network != "mlp":
            images = images.contiguous(memory_format=torch.channels_last)
        with autocast(self._setting):
            scores: Tensor = network(images)
        return scores.float()

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
    def _evaluate(self, split: Split) -> tuple[float, float]:
        self._network.eval()
        found = torch.zeros(2).double()
        parts = (split.images.split(EVALUATION_BATCH), split.labels.split(EVALUATION_BATCH))
        for images, labels in zip(*parts, strict=True):
            found += self._judged(self._scores(self._network, images), Mixed(images, labels, labels, 1.0))
        correct, loss = (found / len(split.labels)).tolist()
        return correct, loss
