"""Wide residual networks: Zagoruyko and Komodakis (2016), arXiv:1605.07146."""

import torch
from torch import Tensor

from actlab.vision.parts import Form, convolution, head


def wide_resnet(setting: Form, depth: int, factor: int) -> torch.nn.Sequential:
    """Pre-activation blocks of two 3x3 convolutions, ``factor`` times as wide as ResNet; ``depth`` = 6 n + 4."""
    layers: list[torch.nn.Module] = [convolution(setting.in_channels, 16)]
    width_in = 16
    for width, stride in ((16 * factor, 1), (32 * factor, 2), (64 * factor, 2)):
        for block in range((depth - 4) // 6):
            layers.append(Block(setting, width_in, width, stride if block == 0 else 1))
            width_in = width
    layers += [torch.nn.BatchNorm2d(width_in), setting.activate()]
    return torch.nn.Sequential(*layers, head(width_in, setting.classes))


class Block(torch.nn.Module):
    """Where the width changes, the shortcut starts behind the first activation."""

    def __init__(self, setting: Form, width_in: int, width: int, stride: int) -> None:
        super().__init__()
        self.before = torch.nn.Sequential(torch.nn.BatchNorm2d(width_in), setting.activate())
        self.residual = torch.nn.Sequential(
            convolution(width_in, width, stride=stride),
            torch.nn.BatchNorm2d(width),
            setting.activate(),
            convolution(width, width),
        )
        self.shortcut = convolution(width_in, width, 1, stride) if width_in != width else None

    def forward(self, x: Tensor) -> Tensor:
        """Images [count, width_in, rows, columns] to [count, width, rows / stride, columns / stride]."""
        activated = self.before(x)
        residual: Tensor = self.residual(activated)
        return residual + (x if self.shortcut is None else self.shortcut(activated))
