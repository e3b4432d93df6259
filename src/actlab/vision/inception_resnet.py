"""Inception-ResNet v2: Szegedy et al. (2016), arXiv:1602.07261.

On images below 75 pixels the stem keeps its first stride and drops the other reductions, so that 32x32 images come out
of it as 16x16; the weights are those of the paper's form.
"""

import torch

from actlab.vision.inception import EPS, chain, pooled_unit, shrink
from actlab.vision.parts import Concat, Form, Size, Sum, convolution, head

SMALL = 75  # the least size that the paper's stem leaves anything of


def inception_resnet_v2(setting: Form) -> torch.nn.Sequential:
    """A stem, 10 blocks of 320 channels, 20 of 1,088, 10 of 2,080, and between them reductions."""
    layers: list[torch.nn.Module] = [*_stem(setting), _mixed(setting)]
    layers += [block for _ in range(10) for block in _block(setting, 320, 0.17, *_branches_35)]
    layers.append(
        Concat(
            shrink(setting, 320, (384, 3)),
            shrink(setting, 320, (256, 1), (256, 3), (384, 3)),
            torch.nn.MaxPool2d(3, 2),
        )
    )
    layers += [block for _ in range(20) for block in _block(setting, 1088, 0.10, *_branches_17)]
    layers.append(
        Concat(
            shrink(setting, 1088, (256, 1), (384, 3)),
            shrink(setting, 1088, (256, 1), (288, 3)),
            shrink(setting, 1088, (256, 1), (288, 3), (320, 3)),
            torch.nn.MaxPool2d(3, 2),
        )
    )
    layers += [block for _ in range(9) for block in _block(setting, 2080, 0.20, *_branches_8)]
    layers.append(_block(setting, 2080, 1.0, *_branches_8)[0])  # the last has neither scale nor activation
    return torch.nn.Sequential(*layers, *chain(setting, 2080, (1536, 1)), head(1536, setting.classes))


Branch = tuple[tuple[int, Size], ...]
_branches_35: tuple[Branch, ...] = (((32, 1),), ((32, 1), (32, 3)), ((32, 1), (48, 3), (64, 3)))
_branches_17: tuple[Branch, ...] = (((192, 1),), ((128, 1), (160, (1, 7)), (192, (7, 1))))
_branches_8: tuple[Branch, ...] = (((192, 1),), ((192, 1), (224, (1, 3)), (256, (3, 1))))


def _stem(setting: Form) -> list[torch.nn.Module]:
    small = setting.image_size < SMALL
    padding = 1 if small else 0
    pool = torch.nn.Identity() if small else torch.nn.MaxPool2d(3, 2)
    return [
        setting.unit(setting.in_channels, 32, 3, 2, padding=padding, eps=EPS),
        setting.unit(32, 32, padding=padding, eps=EPS),
        setting.unit(32, 64, eps=EPS),
        pool,
        setting.unit(64, 80, 1, eps=EPS),
        setting.unit(80, 192, padding=padding, eps=EPS),
        pool,
    ]


def _mixed(setting: Form) -> Concat:
    return Concat(
        chain(setting, 192, (96, 1)),
        chain(setting, 192, (48, 1), (64, 5)),
        chain(setting, 192, (64, 1), (96, 3), (96, 3)),
        pooled_unit(setting, 192, 64),
    )


def _block(setting: Form, width: int, scale: float, *branches: Branch) -> tuple[Sum, torch.nn.Module]:
    joined = sum(branch[-1][0] for branch in branches)
    residual = torch.nn.Sequential(
        Concat(*(chain(setting, width, *branch) for branch in branches)),
        convolution(joined, width, 1, bias=True),
    )
    return Sum(residual, torch.nn.Identity(), scale=scale), setting.activate()
