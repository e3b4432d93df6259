"""ResNet v1 and v2 for CIFAR: He et al. (2015), arXiv:1512.03385, and (2016), arXiv:1603.05027.

In the form of the CIFAR-10 example of Keras, which the published runs followed: convolutions have biases, and a
shortcut whose shape changes is a 1x1 convolution without normalisation.
"""

import torch

from actlab.vision.parts import Form, Sum, convolution, head

WIDTH = 16


def resnet_v1(setting: Form, depth: int) -> torch.nn.Sequential:
    """Post-activation blocks of two 3x3 convolutions; ``depth`` = 6 n + 2."""
    layers: list[torch.nn.Module] = [setting.unit(setting.in_channels, WIDTH, bias=True)]
    width_in = WIDTH
    for width, stride in ((WIDTH, 1), (2 * WIDTH, 2), (4 * WIDTH, 2)):
        for block in range((depth - 2) // 6):
            layers += [_block_v1(setting, width_in, width, stride if block == 0 else 1), setting.activate()]
            width_in = width
    return torch.nn.Sequential(*layers, head(width_in, setting.classes))


def resnet_v2(setting: Form, depth: int) -> torch.nn.Sequential:
    """Pre-activation bottleneck blocks; ``depth`` = 9 n + 2."""
    layers: list[torch.nn.Module] = [setting.unit(setting.in_channels, WIDTH, bias=True)]
    width_in, width = WIDTH, WIDTH
    for stage in range(3):
        width_out = 4 * width if stage == 0 else 2 * width
        for block in range((depth - 2) // 9):
            first = block == 0
            residual = _residual_v2(setting, width_in, width, width_out, 2 if first and stage else 1, not layers[1:])
            shortcut = _projection(width_in, width_out, 2 if stage else 1) if first else torch.nn.Identity()
            layers.append(Sum(residual, shortcut))
            width_in = width_out
        width = width_out
    layers += [torch.nn.BatchNorm2d(width_in), setting.activate()]
    return torch.nn.Sequential(*layers, head(width_in, setting.classes))


def _block_v1(setting: Form, width_in: int, width: int, stride: int) -> Sum:
    residual = torch.nn.Sequential(
        setting.unit(width_in, width, stride=stride, bias=True),
        convolution(width, width, bias=True),
        torch.nn.BatchNorm2d(width),
    )
    return Sum(residual, torch.nn.Identity() if width_in == width else _projection(width_in, width, stride))


def _residual_v2(
    setting: Form, width_in: int, width: int, width_out: int, stride: int, at_stem: bool
) -> torch.nn.Sequential:
    layers: list[torch.nn.Module] = []
    for inputs, outputs, kernel in ((width_in, width, 1), (width, width, 3), (width, width_out, 1)):
        if layers or not at_stem:  # behind the stem, what comes in is normalised and activated already
            layers += [torch.nn.BatchNorm2d(inputs), setting.activate()]
        layers.append(convolution(inputs, outputs, kernel, stride, bias=True))
        stride = 1
    return torch.nn.Sequential(*layers)


def _projection(width_in: int, width_out: int, stride: int) -> torch.nn.Conv2d:
    return convolution(width_in, width_out, 1, stride, bias=True)
