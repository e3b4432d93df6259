"""ShuffleNet v1 and v2: Zhang et al. (2017), arXiv:1707.01083; Ma et al. (2018), arXiv:1807.11164.

In the forms of the published CIFAR runs: a 3x3 stem without stride, no pooling behind it.
"""

import torch
from torch import Tensor

from actlab.vision.parts import Concat, Form, Shuffle, Sum, convolution, head, normalised

GROUPS = 3
STEM = 24
UNITS = (4, 8, 4)


def shufflenet_v1(setting: Form) -> torch.nn.Sequential:
    """Grouped 1x1 convolutions with a shuffle between them; three groups, 240, 480 and 960 channels."""
    layers: list[torch.nn.Module] = [setting.unit(setting.in_channels, STEM)]
    width_in = STEM
    for width, count in zip((240, 480, 960), UNITS, strict=True):
        for number in range(count):
            layers += [_unit_v1(setting, width_in, width, 2 if number == 0 else 1), setting.activate()]
            width_in = width
    return torch.nn.Sequential(*layers, head(width_in, setting.classes))


def _unit_v1(setting: Form, width_in: int, width: int, stride: int) -> torch.nn.Module:
    hidden, residual_width = width // 4, width - width_in if stride == 2 else width
    groups = 1 if width_in == STEM else GROUPS  # the paper: too few channels to group
    residual = torch.nn.Sequential(
        setting.unit(width_in, hidden, 1, groups=groups),
        Shuffle(GROUPS),
        normalised(convolution(hidden, hidden, 3, stride, groups=hidden)),
        normalised(convolution(hidden, residual_width, 1, groups=GROUPS)),
    )
    if stride == 1:
        return Sum(residual, torch.nn.Identity())
    return Concat(torch.nn.AvgPool2d(3, 2, padding=1), residual)


def shufflenet_v2(setting: Form) -> torch.nn.Sequential:
    """Half of the channels pass, the other half is filtered; 116, 232 and 464 channels, no activation at the stem."""
    layers: list[torch.nn.Module] = [normalised(convolution(setting.in_channels, STEM))]
    width_in = STEM
    for width, count in zip((116, 232, 464), UNITS, strict=True):
        half = width // 2
        beside = torch.nn.Sequential(_filtered(width_in, 2), setting.unit(width_in, half, 1))
        layers += [Concat(beside, _branch(setting, width_in, half, 2)), Shuffle(2)]
        for _ in range(count - 1):
            layers += [_Half(_branch(setting, half, half, 1)), Shuffle(2)]
        width_in = width
    return torch.nn.Sequential(*layers, setting.unit(width_in, 1024, 1), head(1024, setting.classes))


def _branch(setting: Form, width_in: int, width: int, stride: int) -> torch.nn.Sequential:
    return torch.nn.Sequential(
        setting.unit(width_in, width, 1), _filtered(width, stride), setting.unit(width, width, 1)
    )


def _filtered(width: int, stride: int) -> torch.nn.Sequential:
    return normalised(convolution(width, width, 3, stride, groups=width))


class _Half(torch.nn.Module):
    def __init__(self, branch: torch.nn.Module) -> None:
        super().__init__()
        self.branch = branch

    def forward(self, x: Tensor) -> Tensor:
        passing, filtered = x.chunk(2, 1)
        return torch.cat([passing, self.branch(filtered)], 1)
