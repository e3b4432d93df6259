"""Xception: Chollet (2016), arXiv:1610.02357; on images below 71 pixels the stem has no stride."""

import torch

from actlab.vision.parts import Form, Sum, convolution, head, normalised

SMALL = 71  # the least size that the paper's stem leaves anything of


def xception(setting: Form) -> torch.nn.Sequential:
    """Separable convolutions in 12 residual blocks: 3 that reduce, 8 of 728 channels, 1 that reduces."""
    small = setting.image_size < SMALL
    layers: list[torch.nn.Module] = [
        setting.unit(setting.in_channels, 32, 3, 1 if small else 2, padding=1 if small else 0),
        setting.unit(32, 64, padding=1 if small else 0),
        _reducing(setting, 64, (128, 128), starts_activated=True),
        _reducing(setting, 128, (256, 256)),
        _reducing(setting, 256, (728, 728)),
    ]
    layers += [Sum(_separables(setting, 728, (728, 728, 728)), torch.nn.Identity()) for _ in range(8)]
    layers.append(_reducing(setting, 728, (728, 1024)))
    for width_in, width in ((1024, 1536), (1536, 2048)):
        layers += [_separable(width_in, width), setting.activate()]
    return torch.nn.Sequential(*layers, head(2048, setting.classes))


def _reducing(setting: Form, width_in: int, widths: tuple[int, ...], starts_activated: bool = False) -> Sum:
    residual = list(_separables(setting, width_in, widths))
    if starts_activated:  # behind the stem, which ends in an activation
        del residual[0]
    return Sum(
        torch.nn.Sequential(*residual, torch.nn.MaxPool2d(3, 2, padding=1)),
        normalised(convolution(width_in, widths[-1], 1, 2)),
    )


def _separables(setting: Form, width_in: int, widths: tuple[int, ...]) -> torch.nn.Sequential:
    layers: list[torch.nn.Module] = []
    for width in widths:
        layers += [setting.activate(), _separable(width_in, width)]
        width_in = width
    return torch.nn.Sequential(*layers)


def _separable(width_in: int, width: int) -> torch.nn.Sequential:
    return torch.nn.Sequential(
        convolution(width_in, width_in, 3, groups=width_in), *normalised(convolution(width_in, width, 1))
    )
