"""EfficientNet B0: Tan and Le (2019), arXiv:1905.11946, without stochastic depth.

The stem keeps its stride of 2 on small images, as in the published CIFAR runs.
"""

import torch

from actlab.vision.parts import Form, Gate, Sum, convolution, head, normalised

EPS = 1e-3
STAGES = (  # expansion, kernel, stride of the first, channels, blocks
    (1, 3, 1, 16, 1),
    (6, 3, 2, 24, 2),
    (6, 5, 2, 40, 2),
    (6, 3, 2, 80, 3),
    (6, 5, 1, 112, 3),
    (6, 5, 2, 192, 4),
    (6, 3, 1, 320, 1),
)


def efficientnet_b0(setting: Form) -> torch.nn.Sequential:
    """Inverted residual blocks with gates; dropout of 0.2 before the last layer."""
    layers: list[torch.nn.Module] = [setting.unit(setting.in_channels, 32, 3, 2, eps=EPS)]
    width_in = 32
    for expansion, kernel, stride, width, count in STAGES:
        for block in range(count):
            layers.append(_block(setting, width_in, width, kernel, stride if block == 0 else 1, expansion))
            width_in = width
    return torch.nn.Sequential(
        *layers, setting.unit(width_in, 1280, 1, eps=EPS), head(1280, setting.classes, dropout=0.2)
    )


def _block(setting: Form, width_in: int, width: int, kernel: int, stride: int, expansion: int) -> torch.nn.Module:
    hidden = expansion * width_in
    widen = [setting.unit(width_in, hidden, 1, eps=EPS)] if expansion > 1 else []
    residual = torch.nn.Sequential(
        *widen,
        setting.unit(hidden, hidden, kernel, stride, groups=hidden, eps=EPS),
        Gate(setting, hidden, max(1, width_in // 4)),
        normalised(convolution(hidden, width, 1), EPS),
    )
    return Sum(residual, torch.nn.Identity()) if stride == 1 and width_in == width else residual
