"""The six-layer network of the published CIFAR-10 sweeps, and SimpleNet."""

import torch

from actlab.vision.parts import Dropout, Form, convolution, linear


def cnn6(
    setting: Form,
    width: int = 512,
    dropout: tuple[float, float, float] = (0.25, 0.25, 0.5),
    filters: tuple[int, ...] = (32, 64),
) -> torch.nn.Sequential:
    """Four convolutions and two fully connected layers, as in the CIFAR-10 example of Keras (2015).

    ``width`` is that of the fully connected layer, ``dropout`` the rates after each pair of convolutions and after it,
    ``filters`` the channels of the two pairs.
    """
    layers: list[torch.nn.Module] = []
    width_in, size = setting.in_channels, setting.image_size
    for channels, rate in zip(filters, dropout, strict=False):
        for inputs, padding in ((width_in, 1), (channels, 0)):
            layers += [convolution(inputs, channels, 3, bias=True, padding=padding), setting.activate()]
        layers += [torch.nn.MaxPool2d(2), Dropout(rate)]
        width_in, size = channels, (size - 2) // 2
    flat = width_in * size * size
    layers += [torch.nn.Flatten(), linear(flat, width), setting.activate(), Dropout(dropout[2])]
    return torch.nn.Sequential(*layers, linear(width, setting.classes))


# Channels of the 3x3 and 1x1 convolutions, "pool" between them: Hasanpour et al. (2016), arXiv:1608.06037, table 1.
_SIMPLENET: tuple[int | str, ...] = (
    *(64, 128, 128, 128, "pool"),
    *(128, 128, 256, "pool"),
    *(256, 256, "pool", 512, "pool"),
)


def simplenet(setting: Form) -> torch.nn.Sequential:
    """Thirteen convolutions with batch normalisation, pooling and light dropout, and one fully connected layer."""
    layers: list[torch.nn.Module] = []
    width = setting.in_channels
    for entry in _SIMPLENET:
        if isinstance(entry, int):
            layers.append(setting.unit(width, entry, bias=True))
            width = entry
        else:
            layers += [_halve(), Dropout(0.1, channels=True)]
    layers += [setting.unit(512, 2048, 1, bias=True), setting.unit(2048, 256, 1, bias=True), _halve()]
    layers += [Dropout(0.1, channels=True), setting.unit(256, 256, bias=True)]
    layers += [torch.nn.AdaptiveMaxPool2d(1), torch.nn.Flatten(), linear(256, setting.classes)]
    return torch.nn.Sequential(*layers)


def _halve() -> torch.nn.MaxPool2d:
    return torch.nn.MaxPool2d(2, ceil_mode=True)  # 28x28 images must survive five halvings; 32x32 do not notice
