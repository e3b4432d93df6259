"""Inception v3: Szegedy et al. (2015), arXiv:1512.00567, with the stem of the published CIFAR runs."""

from functools import partial

import torch

from actlab.vision.parts import Concat, Dropout, Form, Size, linear

EPS = 1e-3


def inception_v3(setting: Form) -> torch.nn.Sequential:
    """A stem without stride, three A, one B, four C, one D and two E modules; dropout of whole channels."""
    unit = partial(setting.unit, eps=EPS)
    layers: list[torch.nn.Module] = [unit(setting.in_channels, 32), unit(32, 32), unit(32, 64), unit(64, 80, 1)]
    layers += [unit(80, 192, padding=0)]
    width = 192
    for pooled in (32, 64, 64):
        layers.append(_a(setting, width, pooled))
        width = 224 + pooled
    layers.append(_b(setting, width))
    layers += [_c(setting, hidden) for hidden in (128, 160, 160, 192)]
    layers += [_d(setting), _e(setting, 1280), _e(setting, 2048)]
    layers += [torch.nn.AdaptiveAvgPool2d(1), Dropout(0.5, channels=True), torch.nn.Flatten()]
    return torch.nn.Sequential(*layers, linear(2048, setting.classes))


def chain(setting: Form, width: int, *steps: tuple[int, Size]) -> torch.nn.Sequential:
    """Units one behind the other, each given by its channels and kernel."""
    units = []
    for width_out, kernel in steps:
        units.append(setting.unit(width, width_out, kernel, eps=EPS))
        width = width_out
    return torch.nn.Sequential(*units)


def shrink(setting: Form, width: int, *steps: tuple[int, Size]) -> torch.nn.Sequential:
    """Units one behind the other, the last with stride 2 and without padding."""
    *before, (last, kernel) = steps
    width_in = before[-1][0] if before else width
    return torch.nn.Sequential(
        *chain(setting, width, *before), setting.unit(width_in, last, kernel, 2, padding=0, eps=EPS)
    )


def pooled_unit(setting: Form, width: int, width_out: int) -> torch.nn.Sequential:
    """A 3x3 mean, then a 1x1 unit."""
    return torch.nn.Sequential(torch.nn.AvgPool2d(3, 1, padding=1), *chain(setting, width, (width_out, 1)))


def _a(setting: Form, width: int, pooled: int) -> Concat:
    return Concat(
        chain(setting, width, (64, 1)),
        chain(setting, width, (48, 1), (64, 5)),
        chain(setting, width, (64, 1), (96, 3), (96, 3)),
        pooled_unit(setting, width, pooled),
    )


def _b(setting: Form, width: int) -> Concat:
    return Concat(
        shrink(setting, width, (384, 3)),
        shrink(setting, width, (64, 1), (96, 3), (96, 3)),
        torch.nn.MaxPool2d(3, 2),
    )


def _c(setting: Form, hidden: int) -> Concat:
    row, column = (1, 7), (7, 1)
    return Concat(
        chain(setting, 768, (192, 1)),
        chain(setting, 768, (hidden, 1), (hidden, row), (192, column)),
        chain(setting, 768, (hidden, 1), (hidden, column), (hidden, row), (hidden, column), (192, row)),
        pooled_unit(setting, 768, 192),
    )


def _d(setting: Form) -> Concat:
    return Concat(
        shrink(setting, 768, (192, 1), (320, 3)),
        shrink(setting, 768, (192, 1), (192, (1, 7)), (192, (7, 1)), (192, 3)),
        torch.nn.MaxPool2d(3, 2),
    )


def _e(setting: Form, width: int) -> Concat:
    def fork() -> Concat:
        return Concat(chain(setting, 384, (384, (1, 3))), chain(setting, 384, (384, (3, 1))))

    return Concat(
        chain(setting, width, (320, 1)),
        torch.nn.Sequential(*chain(setting, width, (384, 1)), fork()),
        torch.nn.Sequential(*chain(setting, width, (448, 1), (384, 3)), fork()),
        pooled_unit(setting, width, 192),
    )
