"""Networks of several seeds trained at once: their weights are stacked, and each step is one program for all.

Each seed has its own weights, batches, dropout and running statistics, drawn as when it is trained alone. Sums are
added in another order than there, so the last digits differ; they are the same whichever seeds stand beside it.
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor
from torch.func import functional_call, stack_module_state, vmap
from torch.nn.functional import cross_entropy

from actlab.errors import BadValue
from actlab.lab.data.augment import Mixed
from actlab.lab.data.own import CLASSIFICATION
from actlab.lab.data.sets import task_of
from actlab.lab.plan.setting import Setting
from actlab.lab.training import image_networks, networks, tasks
from actlab.lab.training.alone import EVALUATION_BATCH, Tested
from actlab.lab.training.feed import Feed, Split
from actlab.lab.training.learned import outside_bounds
from actlab.lab.training.updates import autocast, updates_of
from actlab.vision.parts import Dropout, choice_of

Figures = list[tuple[float, float]]  # accuracy and loss of each seed


class Together:
    """The networks of all seeds: see ``Trainee`` in lab/training/trainer.py."""

    def __init__(self, setting: Setting, seeds: Sequence[int], split: Split, classes: int) -> None:
        if (task := task_of(setting.data)) != CLASSIFICATION:
            raise BadValue(f"seeds_together: several seeds at once are for classes, not for {task}; leave it out.")
        self._setting = setting
        self._feeds = [Feed(split, setting, seed) for seed in seeds]
        shape = tuple(split.images.shape[1:])
        self._network = Stack([image_networks.network_of(setting, shape, classes, seed) for seed in seeds], setting)
        self._updates = updates_of(self._network.one, self._network.weights, setting, len(split.labels))
        self._loss = tasks.loss_of(setting)

    def one_epoch(self) -> Figures:
        """Judges step by step: a step has many images."""
        self._network.train()
        epochs = [feed.epoch() for feed in self._feeds]
        figures = self._room(len(epochs[0]))
        for step, batches in enumerate(zip(*epochs, strict=True)):
            figures[step] = self._step(batches)
        means = figures.double().sum(0) / sum(map(len, epochs[0]))
        return [(correct, loss) for correct, loss in means.tolist()]

    def _room(self, parts: int) -> Tensor:
        """One tensor for the sums of all parts: a small one for each, between the large ones that a step frees, left
        holes of 1 GB in an epoch of ten seeds on MNIST.
        """
        return torch.empty(parts, len(self._feeds), 2, device=self._setting.device)

    def outside_bounds(self) -> list[str]:
        """Of each network."""
        return outside_bounds(self._network.one, self._network.weights)

    def _step(self, batches: Sequence[Tensor]) -> Tensor:
        """One update of every seed; [seeds, 2], the sums over the batch of right answers and of losses."""
        taken = [feed.take(batch) for feed, batch in zip(self._feeds, batches, strict=True)]
        scores = self._scores(torch.stack([mixed.images for mixed in taken]), 0)
        parts = _parts(taken)
        losses = sum((share * self._losses(scores, targets) for targets, share in parts), scores.new_zeros(()))
        self._updates.step((losses + self._penalty()).sum())  # a seed's weights are in its own term alone
        answers = scores.detach().argmax(2)
        right = sum((share * (answers == targets).sum(1) for targets, share in parts), scores.new_zeros(()))
        return torch.stack([right, losses.detach() * len(batches[0])], 1)

    def _scores(self, images: Tensor, seeds_at: int | None) -> Tensor:
        with autocast(self._setting):
            return self._network(images, seeds_at).float()

    def _losses(self, scores: Tensor, targets: Tensor) -> Tensor:
        """The mean over the images, for each seed."""
        if self._loss is not cross_entropy:
            return vmap(self._loss)(scores, targets)
        each = cross_entropy(scores.flatten(0, 1), targets.flatten(), reduction="none")
        return each.view(targets.shape).mean(1)

    def _penalty(self) -> Tensor | float:
        """As for one seed alone, for each."""
        penalty: Tensor | float = 0.0
        for weight in self._network.penalised:
            penalty = (
                penalty + self._setting.l1 * weight.abs().sum((1, 2)) + self._setting.l2 * weight.square().sum((1, 2))
            )
        return penalty

    @torch.no_grad()
    def evaluate(self, tests: Sequence[Split], scores: Sequence[str] = ()) -> list[Tested]:
        """One pass of the images for all, where all have the same test."""
        self._network.eval()
        split, alike = tests[0], len(set(map(id, tests))) == 1
        starts = range(0, len(split.labels), EVALUATION_BATCH)
        figures, outputs = self._room(len(starts)), list[Tensor]()
        for part, start in enumerate(starts):
            chosen = slice(start, start + EVALUATION_BATCH)
            labels = split.labels[chosen]
            images = split.images[chosen] if alike else torch.stack([test.images[chosen] for test in tests])
            output = self._scores(images, None if alike else 0)
            losses = self._losses(output, labels.expand(len(tests), -1))
            figures[part] = torch.stack([(output.argmax(2) == labels).sum(1), losses * len(labels)], 1)
            outputs += [output] if scores else []
        means = (figures.double().sum(0) / len(split.labels)).tolist()
        of_seed = torch.cat(outputs, 1) if scores else [None] * len(tests)
        return [
            Tested(accuracy, loss, {name: tasks.scored(name, one, split.labels) for name in scores})
            for (accuracy, loss), one in zip(means, of_seed, strict=True)
        ]


def _parts(taken: Sequence[Mixed]) -> list[tuple[Tensor, Tensor]]:
    """What the scores are compared with, [seeds, images], and the share that it counts, [seeds]."""
    first, second = (torch.stack([getattr(mixed, name) for mixed in taken]) for name in ("first", "second"))
    share = torch.tensor([mixed.share for mixed in taken], device=first.device)
    return [(first, share)] if bool((share == 1).all()) else [(first, share), (second, 1 - share)]


class Stack:
    """Networks of the same form as one function; all their weights in tensors with the seed in front."""

    def __init__(self, each: Sequence[torch.nn.Module], setting: Setting) -> None:
        self.weights, self._statistics = stack_module_state([network.to(setting.device) for network in each])
        self.one = each[0]
        dense = image_networks.dense_layers(self.one, setting) if setting.l1 or setting.l2 else []
        named = self.one.named_modules()
        self.penalised = [self.weights[f"{name}.weight"] for name, part in named if part in dense]
        for place, part in list(self.one.named_modules()):
            if isinstance(part, Dropout | networks.Dropout):
                self.one.set_submodule(place, _EachApart([network.get_submodule(place) for network in each]))
        self._seeds = len(each)
        self._layers = _dense_chain(self.one)

    def train(self) -> None:
        """As a module's."""
        self.one.train()

    def eval(self) -> None:
        """As a module's."""
        self.one.eval()

    def __call__(self, images: Tensor, seeds_at: int | None) -> Tensor:
        """Scores [seeds, images, classes] of images with an axis for the seeds, or of the same images for all."""
        if self._layers:
            return self._through_layers(images if seeds_at == 0 else images.expand(self._seeds, *images.shape))
        scores: Tensor = vmap(self._call, in_dims=(0, 0, seeds_at))(self.weights, self._statistics, images)
        return scores

    def _through_layers(self, images: Tensor) -> Tensor:
        """A product of matrices a layer, without the rules of vmap: they took half of the time of a small network."""
        x = images.flatten(2)
        for place, part in self._layers:
            if isinstance(part, torch.nn.Linear):
                weight, bias = self.weights[f"{place}.weight"], self.weights[f"{place}.bias"]
                x = torch.baddbmm(bias[:, None], x, weight.transpose(1, 2))
            else:
                x = part.apart(x, 0) if isinstance(part, _EachApart) else part(x)
        return x

    def _call(self, weights: dict[str, Tensor], statistics: dict[str, Tensor], images: Tensor) -> Any:
        return functional_call(self.one, (weights, statistics), (images,))


def _dense_chain(network: torch.nn.Module) -> list[tuple[str, torch.nn.Module]]:
    """The layers of a chain of dense layers, activations without weights and dropout; empty for another network."""
    layers = [(place, part) for place, part in network.named_children() if not isinstance(part, torch.nn.Flatten)]
    elementwise = [part for _, part in layers if not list(part.parameters()) and choice_of(part) is not None]
    known = (torch.nn.Linear, _EachApart)
    return layers if all(isinstance(part, known) or part in elementwise for _, part in layers) else []


class _EachApart(torch.nn.Module):
    """In the place of a dropout of each network: every seed's part goes through its own."""

    def __init__(self, dropouts: Sequence[torch.nn.Module]) -> None:
        super().__init__()
        self.dropouts = torch.nn.ModuleList(dropouts)

    def forward(self, x: Tensor) -> Tensor:
        """``x``, of one seed as vmap shows it."""
        return _Apart.apply(x, self) if self.training else x  # type: ignore[no-untyped-call]

    def apart(self, x: Tensor, axis: int) -> Tensor:
        """``x`` of all seeds along ``axis``, with the seed in front."""
        if not self.training:
            return x.movedim(axis, 0)
        return torch.stack([dropout(part) for dropout, part in zip(self.dropouts, x.unbind(axis), strict=True)])


class _Apart(torch.autograd.Function):
    """What vmap makes of :class:`_EachApart`: it stands outside of vmap and sees the seeds."""

    @staticmethod
    def forward(*_: Any) -> Tensor:
        raise AssertionError("only under vmap")

    @staticmethod
    def setup_context(*_: Any) -> None:
        """Saves nothing: the rule below consists of operators that have derivatives."""

    @staticmethod
    def vmap(_: Any, axes: tuple[int, ...], x: Tensor, each: _EachApart) -> tuple[Tensor, int]:
        return each.apart(x, axes[0]), 0
