"""SE-ResNet: Hu et al. (2017), arXiv:1709.01507, in the form of the published CIFAR runs."""

import torch

from actlab.vision.parts import Form, Gate, Sum, convolution, head, normalised

# 516 and not 512 channels in the last stage: so it is in the notebooks that the published figures come from.
WIDTHS = (64, 128, 256, 516)
REDUCTION = 16
BOTTLENECK = 4
FORMS = {18: ((2, 2, 2, 2), False), 34: ((3, 4, 6, 3), False), 50: ((3, 4, 6, 3), True)}


def senet(setting: Form, depth: int) -> torch.nn.Sequential:
    """Residual blocks whose branch ends in an activation and a gate; convolutions have biases."""
    blocks, bottleneck = FORMS[depth]
    layers: list[torch.nn.Module] = [setting.unit(setting.in_channels, WIDTHS[0], bias=True)]
    width_in = WIDTHS[0]
    for stage, (width, count) in enumerate(zip(WIDTHS, blocks, strict=True)):
        width_out = BOTTLENECK * width if bottleneck else width
        for block in range(count):
            stride = 2 if stage and block == 0 else 1
            residual = _residual(setting, width_in, width, width_out, stride)
            changes = stride != 1 or width_in != width_out
            project = normalised(convolution(width_in, width_out, 1, stride, bias=True)) if changes else None
            layers += [Sum(residual, project or torch.nn.Identity()), setting.activate()]
            width_in = width_out
    return torch.nn.Sequential(*layers, head(width_in, setting.classes))


def _residual(setting: Form, width_in: int, width: int, width_out: int, stride: int) -> torch.nn.Sequential:
    if width_out == width:
        units = [setting.unit(width_in, width, 3, stride, bias=True), setting.unit(width, width, 3, bias=True)]
    else:
        units = [
            setting.unit(width_in, width, 1, bias=True),
            setting.unit(width, width, 3, stride, bias=True),
            setting.unit(width, width_out, 1, bias=True),
        ]
    return torch.nn.Sequential(*units, Gate(setting, width_out, width_out // REDUCTION))
