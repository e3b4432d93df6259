"""SqueezeNet: Iandola et al. (2016), arXiv:1602.07360, with batch normalisation, as in the published CIFAR runs."""

import torch

from actlab.vision.parts import Concat, Form, Sum, convolution

# Channels out and squeezed of each Fire module, and whether its input is added to its output.
FIRES: tuple[tuple[int, int, bool] | None, ...] = (
    (128, 16, False),
    (128, 16, True),
    (256, 32, False),
    None,  # a pooling layer
    (256, 32, True),
    (384, 48, False),
    (384, 48, True),
    (512, 64, False),
    None,
    (512, 64, False),
)


def squeezenet(setting: Form) -> torch.nn.Sequential:
    """A 3x3 convolution, eight Fire modules, a 1x1 convolution to the classes without an activation, and the mean."""
    layers: list[torch.nn.Module] = [setting.unit(setting.in_channels, 96), torch.nn.MaxPool2d(2)]
    width = 96
    for entry in FIRES:
        if entry is None:
            layers.append(torch.nn.MaxPool2d(2))
            continue
        width_out, squeezed, skip = entry
        fire = _fire(setting, width, width_out, squeezed)
        layers.append(Sum(fire, torch.nn.Identity()) if skip else fire)
        width = width_out
    last = convolution(width, setting.classes, 1, bias=True)
    return torch.nn.Sequential(*layers, last, torch.nn.AdaptiveAvgPool2d(1), torch.nn.Flatten())


def _fire(setting: Form, width: int, width_out: int, squeezed: int) -> torch.nn.Sequential:
    half = width_out // 2
    expand = Concat(setting.unit(squeezed, half, 1), setting.unit(squeezed, half, 3))
    return torch.nn.Sequential(setting.unit(width, squeezed, 1), expand)
