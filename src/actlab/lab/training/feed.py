"""What a network is trained and tested on: the images of a setting, and the batches that a seed sees of them."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d

from actlab.lab.data.augment import Mixed, augmentation, mixup
from actlab.lab.data.own import OwnData
from actlab.lab.data.prepare import tensors
from actlab.lab.data.sets import load
from actlab.lab.plan.setting import Own, Setting, Text
from actlab.lab.training.seeds import generator, order_of


@dataclass(frozen=True)
class Split:
    """Images [count, channels, rows, columns], points [count, coordinates] or a user's data, and what is learned."""

    images: Tensor
    labels: Tensor


class Feed:
    """What a seed sees: its order, augmentation, noise and Mixup, each drawn from a generator of its own."""

    def __init__(self, split: Split, setting: Setting, seed: int) -> None:
        self._split, self._setting = split, setting
        self._order = order_of(seed)
        self._augment = None if setting.augmentation == "none" else augmentation(setting.augmentation)
        self._augmenting, self._mixing = generator(seed, "augmentation"), generator(seed, "mixup")
        self._noise = generator(seed, "noise") if setting.noise and setting.noise_in != "test" else None

    def epoch(self) -> list[Tensor]:
        """The numbers of the images in each batch. A rest that batch normalisation cannot train on has no batch.

        That is one image; over several processes, fewer than two for each. The networks of images leave it out, the
        small ones add one image to the batch before it.
        """
        setting = self._setting
        batches = list(torch.randperm(len(self._split.labels), generator=self._order).split(setting.batch_size))
        if setting.of_images or setting.processes > 1:
            return [batch for batch in batches if len(batch) >= 2 * setting.processes] or batches
        if setting.batch_norm and len(batches[-1]) == 1 and len(batches) > 1:
            batches[-2:] = [torch.cat(batches[-2:])]
        return batches

    def take(self, batch: Tensor) -> Mixed:
        """The images of a batch, augmented, with noise, and mixed; on the device."""
        setting, rows = self._setting, batch.to(self._setting.device)
        images, labels = self._split.images.index_select(0, rows), self._split.labels.index_select(0, rows)
        if self._augment is not None:
            images = self._augment(images, self._augmenting)
        if self._noise is not None:
            images = noisy(images, setting.noise, self._noise)
        if setting.mixup:
            return mixup(images, labels, setting.mixup, self._mixing)
        return Mixed(images, labels, labels, 1.0)


def splits(setting: Setting) -> tuple[Split, Split, int]:
    """Training images, those to test on without noise, and the number of classes; all on the device."""
    whole = load(setting.data)
    count = len(whole.labels("train")) - setting.validation_images
    training = _part(setting, "train", 0, min(count, setting.train_images or count))
    if setting.test == "validation":
        return training, _part(setting, "train", count, count + setting.validation_images), whole.classes
    tested = len(whole.labels("test"))
    return training, _part(setting, "test", 0, min(tested, setting.test_images or tested)), whole.classes


def tested_on(setting: Setting, seed: int) -> Split:
    """The images to test on, with the seed's noise where the setting has noise there."""
    _, split, _ = splits(setting)
    if setting.noise and setting.noise_in != "training":
        return replace(split, images=noisy(split.images, setting.noise, generator(seed, "test noise")))
    return split


def noisy(images: Tensor, deviation: float, drawing: torch.Generator) -> Tensor:
    """Images plus normal noise, drawn on the CPU: the same on every device."""
    return images + deviation * torch.empty_like(images, device="cpu").normal_(generator=drawing).to(images.device)


def _part(setting: Setting, split: str, start: int, stop: int) -> Split:
    whole = load(setting.data)
    if isinstance(whole, OwnData):
        return _own(whole, setting, split, slice(start, stop))
    return _tensors(setting.data, setting.scaling, setting.shrink, setting.device, split, start, stop)


def _own(whole: OwnData, setting: Setting, split: str, rows: slice) -> Split:
    """A user's data as they are; a network of ours takes numbers, never tokens."""
    x = torch.from_numpy(np.ascontiguousarray(whole.channels_first(split)[rows]))
    y = torch.from_numpy(np.ascontiguousarray(whole.labels(split)[rows]))
    return Split((x if isinstance(setting, Own | Text) else x.float()).to(setting.device), y.to(setting.device))


@lru_cache(maxsize=4)
def _tensors(name: str, scaling: str, shrink: int, device: str, split: str, start: int, stop: int) -> Split:
    """As float32, 12 kB an image of CIFAR, 3 kB one of MNIST."""
    images, labels = tensors(load(name), split, scaling, start, stop)
    small = avg_pool2d(images, shrink) if shrink > 1 else images
    return Split(small.to(device), labels.to(device))
