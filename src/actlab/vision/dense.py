"""DenseNet-BC: Huang et al. (2016), arXiv:1608.06993, with a 3x3 stem for small images."""

import torch

from actlab.vision.parts import Concat, Form, convolution, head

# The published runs changed only the activation behind the last normalisation; here it is changed everywhere.
FORMS = {  # growth and layers of the four blocks
    121: (32, (6, 12, 24, 16)),
    161: (48, (6, 12, 36, 24)),
    169: (32, (6, 12, 32, 32)),
    201: (32, (6, 12, 48, 32)),
}


def densenet(setting: Form, depth: int) -> torch.nn.Sequential:
    """Four blocks in which every layer sees all before it; between them the width is halved."""
    growth, blocks = FORMS[depth]
    width = 2 * growth
    layers: list[torch.nn.Module] = [convolution(setting.in_channels, width)]
    for number, count in enumerate(blocks):
        for _ in range(count):
            layers.append(Concat(torch.nn.Identity(), _layer(setting, width, growth)))
            width += growth
        if number < len(blocks) - 1:
            layers += [_before(setting, width), convolution(width, width // 2, 1), torch.nn.AvgPool2d(2)]
            width //= 2
    return torch.nn.Sequential(*layers, _before(setting, width), head(width, setting.classes))


def _layer(setting: Form, width: int, growth: int) -> torch.nn.Sequential:
    return torch.nn.Sequential(
        _before(setting, width),
        convolution(width, 4 * growth, 1),
        _before(setting, 4 * growth),
        convolution(4 * growth, growth),
    )


def _before(setting: Form, width: int) -> torch.nn.Sequential:
    return torch.nn.Sequential(torch.nn.BatchNorm2d(width), setting.activate())
