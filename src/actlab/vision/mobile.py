"""MobileNet v1 and v2: Howard et al. (2017), arXiv:1704.04861; Sandler et al. (2018), arXiv:1801.04381.

In the forms of the published CIFAR runs, which reduce 32x32 images more slowly than the papers reduce 224x224 ones.
"""

import torch

from actlab.vision.parts import Form, Sum, convolution, head, normalised

SEPARABLE = ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *((512, 1),) * 5, (1024, 2), (1024, 1))
BOTTLENECKS = (  # expansion, channels, blocks, stride of the first
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 1),
    (6, 320, 1, 1),
)


def mobilenet_v1(setting: Form) -> torch.nn.Sequential:
    """A 3x3 convolution, then thirteen pairs of a depthwise 3x3 and a 1x1 convolution."""
    layers: list[torch.nn.Module] = [setting.unit(setting.in_channels, 32)]
    width_in = 32
    for width, stride in SEPARABLE:
        layers += [setting.unit(width_in, width_in, 3, stride, groups=width_in), setting.unit(width_in, width, 1)]
        width_in = width
    return torch.nn.Sequential(*layers, head(width_in, setting.classes))


def mobilenet_v2(setting: Form) -> torch.nn.Sequential:
    """Inverted residual blocks: widen by 1x1, filter by depthwise 3x3, narrow by 1x1 without an activation."""
    layers: list[torch.nn.Module] = [setting.unit(setting.in_channels, 32, 1, padding=1)]
    width_in = 32
    for expansion, width, count, stride in BOTTLENECKS:
        for block in range(count):
            layers.append(_inverted(setting, width_in, width, stride if block == 0 else 1, expansion))
            width_in = width
    return torch.nn.Sequential(*layers, setting.unit(width_in, 1280, 1), head(1280, setting.classes))


def _inverted(setting: Form, width_in: int, width: int, stride: int, expansion: int) -> torch.nn.Module:
    hidden = expansion * width_in
    residual = torch.nn.Sequential(
        setting.unit(width_in, hidden, 1),
        setting.unit(hidden, hidden, 3, stride, groups=hidden),
        normalised(convolution(hidden, width, 1)),
    )
    return Sum(residual, torch.nn.Identity()) if stride == 1 and width_in == width else residual
