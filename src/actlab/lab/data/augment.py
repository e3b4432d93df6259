"""Augmentation of whole batches as tensors. Every draw comes from the generator: the same seed gives the same batches.

Images are [count, channels, rows, columns], of a float type and scaled so that 0 is what a border is filled with.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import isfinite

import numpy as np
import torch
from torch import Tensor
from torch.nn.functional import affine_grid, cross_entropy, grid_sample, pad

from actlab.errors import BadValue
from actlab.lab.data.steps import STEPS, read_steps

Augmentation = Callable[[Tensor, torch.Generator], Tensor]


def crop(images: Tensor, generator: torch.Generator, padding: float = 4, mode: str = "constant") -> Tensor:
    """Shift each image by up to ``padding`` pixels along both axes; what comes in from outside is zero.

    A ``padding`` below 1 is a share of the image; ``mode="replicate"`` repeats the border instead.
    """
    rows, columns = images.shape[2:]
    by_row, by_column = (int(padding * size) if 0 < padding < 1 else int(padding) for size in (rows, columns))
    padded = pad(images, (by_column, by_column, by_row, by_row), mode)
    row = _integers(2 * by_row + 1, len(images), generator, images.device)[:, None] + _range(rows, images)
    column = _integers(2 * by_column + 1, len(images), generator, images.device)[:, None] + _range(columns, images)
    which = _range(len(images), images)[:, None, None]
    # Advanced indices around a slice put the channels last.
    return padded[which, :, row[:, :, None], column[:, None, :]].permute(0, 3, 1, 2).contiguous()


def shift(images: Tensor, generator: torch.Generator, share: float = 0.1) -> Tensor:
    """Shift each image by up to ``share`` of its size, by whole pixels; the border is repeated."""
    return crop(images, generator, share, "replicate")


def flip(images: Tensor, generator: torch.Generator, probability: float = 0.5) -> Tensor:
    """Mirror each image, left to right, with ``probability``."""
    chosen = (torch.rand(len(images), generator=generator) < probability).to(images.device)
    return torch.where(chosen[:, None, None, None], images.flip(3), images)


def cutout(images: Tensor, generator: torch.Generator, size: float = 16) -> Tensor:
    """Set a square of ``size`` pixels to 0 around a point anywhere in the image: DeVries and Taylor (2017).

    The square may reach over the border, so that less is cut out: the paper found that this matters.
    """
    rows, columns = images.shape[2:]
    inside = [
        _within(_integers(length, len(images), generator, images.device), length, int(size), images)
        for length in (rows, columns)
    ]
    return images.masked_fill((inside[0][:, :, None] & inside[1][:, None, :])[:, None], 0.0)


def rotate(images: Tensor, generator: torch.Generator, degrees: float = 30) -> Tensor:
    """Turn each image by up to ``degrees`` either way around its middle, with linear interpolation."""
    angle = (2 * torch.rand(len(images), generator=generator) - 1).to(images.device) * (degrees * np.pi / 180)
    cosine, sine = angle.cos(), angle.sin()
    rows, columns = images.shape[2:]
    stretch = columns / rows  # the grid runs from -1 to 1 along both axes, whatever their lengths
    zero = torch.zeros_like(angle)
    matrix = torch.stack([cosine, -sine / stretch, zero, sine * stretch, cosine, zero], 1).view(-1, 2, 3)
    grid = affine_grid(matrix.to(images.dtype), list(images.shape), align_corners=False)
    return grid_sample(images, grid, align_corners=False)


_APPLY: dict[str, Callable[..., Tensor]] = {
    "crop": crop,
    "shift": shift,
    "flip": flip,
    "cutout": cutout,
    "rotate": rotate,
}


def augmentation(text: str) -> Augmentation:
    """Read steps such as ``"crop:4,flip,cutout:8"``; they are done in that order. ``"none"`` keeps the images.

    Known: crop:PIXELS, shift:SHARE, flip:PROBABILITY, cutout:PIXELS, rotate:DEGREES; a number left out is 4, 0.1, 0.5,
    16 or 30.

    >>> images = torch.arange(4.0).view(1, 1, 2, 2)
    >>> augmentation("flip:1")(images, torch.Generator()).flatten().tolist()
    [1.0, 0.0, 3.0, 2.0]
    """
    steps = [partial(_APPLY[name], **{STEPS[name].keyword: value}) for name, value in read_steps(text)]

    def apply(images: Tensor, generator: torch.Generator) -> Tensor:
        for step in steps:
            images = step(images, generator)
        return images

    return apply


@dataclass(frozen=True)
class Mixed:
    """A batch of weighted means of two images each: ``share`` of the first label, the rest of the second."""

    images: Tensor
    first: Tensor
    second: Tensor
    share: float

    def loss(self, scores: Tensor) -> Tensor:
        """The cross-entropy on the mixed labels: the mean of both, weighted by their shares."""
        return self.share * cross_entropy(scores, self.first) + (1 - self.share) * cross_entropy(scores, self.second)


def mixup(images: Tensor, labels: Tensor, alpha: float, generator: torch.Generator) -> Mixed:
    """Mixup: Zhang et al. (2017), arXiv:1710.09412. One share a batch, drawn from Beta(alpha, alpha).

    Arguments:
        images: [count, channels, rows, columns].
        labels: [count], int64.
        alpha: 0 for no mixing; the larger, the nearer the share is to a half.
        generator: of the share and of who is mixed with whom; as many draws whatever alpha is.
    """
    if not (isfinite(alpha) and alpha >= 0):
        raise BadValue(f"alpha of Mixup: expected a number of at least 0, got {alpha:g}.")
    seed = int(torch.randint(2**62, (), generator=generator))
    partner = torch.randperm(len(images), generator=generator).to(images.device)
    share = float(np.random.default_rng(seed).beta(alpha, alpha)) if alpha > 0 else 1.0
    mixed = images if share == 1.0 else torch.lerp(images[partner], images, share)
    return Mixed(mixed, labels, labels[partner], share)


def _integers(end: int, count: int, generator: torch.Generator, device: torch.device) -> Tensor:
    return torch.randint(end, (count,), generator=generator).to(device)


def _range(end: int, like: Tensor) -> Tensor:
    return torch.arange(end, device=like.device)


def _within(centre: Tensor, length: int, size: int, like: Tensor) -> Tensor:
    start = centre[:, None] - size // 2
    place = _range(length, like)
    return (place >= start) & (place < start + size)
