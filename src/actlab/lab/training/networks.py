"""The networks of the lab, with the activation as an argument."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor

from actlab.lab.plan.setting import Convolutional, Dense, Plane, Setting
from actlab.lab.training.initializers import INITIALIZERS, scale_of
from actlab.lab.training.own import maker

KERNEL = 5  # rows and columns of every convolution


class Dropout(torch.nn.Module):
    """Dropout whose masks come from a generator of the run: torch's own draws from the global one."""

    def __init__(self, rate: float, generator: torch.Generator) -> None:
        super().__init__()
        self.rate, self.generator = rate, generator

    def forward(self, x: Tensor) -> Tensor:
        """Zero a share of ``rate`` while training and scale the rest, so that the mean stays."""
        if not self.training:
            return x
        keep = 1.0 - self.rate
        # By the order of the elements in memory, which is that of images with their channels last wherever it runs.
        layout = torch.channels_last if x.ndim == 4 else torch.contiguous_format
        mask = torch.empty(x.shape, dtype=x.dtype, memory_format=layout).bernoulli_(keep, generator=self.generator)
        return x * mask.div_(keep).to(x.device)


class Network(torch.nn.Sequential):
    """A chain of layers; ``hidden`` are the dense layers but the last."""

    hidden: tuple[torch.nn.Linear, ...]


def build(
    setting: Setting, shape: tuple[int, ...], classes: int, weights: torch.Generator, dropout: torch.Generator
) -> Network:
    """The network of ``setting`` for images of ``shape`` (channels, rows, columns).

    ``mlp``: dense layers alone. ``conv``: two 5x5 convolutions without padding, 2x2 pooling, dropout, dense layers: the
    network of the paper's sweeps on MNIST. ``lenet``: two 5x5 convolutions with padding, each pooled, dense layers.
    With ``batch_norm`` every hidden dense layer is normalised before its activation, and dropout follows each of them.

    Weights are drawn layer by layer from ``weights``, biases are 0: the same generator gives the same weights whatever
    the activation.
    """
    assert isinstance(setting, Dense | Convolutional | Plane)
    activate = partial(maker, setting.activation, "none")  # learned numbers come later, one for each channel
    parts: list[torch.nn.Module] = []
    width = torch.Size(shape).numel()
    if not isinstance(setting, Convolutional):
        parts.append(torch.nn.Flatten())
    else:
        parts += _convolutions(setting, shape[0], activate, weights)
        width = _width_after(parts, shape)
        if setting.dropout:
            parts.append(Dropout(setting.dropout, dropout))
        parts.append(torch.nn.Flatten())
    hidden: list[torch.nn.Linear] = []
    after_every_layer = not isinstance(setting, Convolutional) or setting.batch_norm
    for inputs, outputs in pairwise([width, *setting.widths]):
        name = setting.dense_initializer or setting.initializer
        first = setting.network == "mlp" and not hidden
        hidden.append(_dense(inputs, outputs, name, weights, 1.0 if first else scale_of(setting, name)))
        parts.append(hidden[-1])
        if setting.batch_norm:
            parts.append(torch.nn.BatchNorm1d(outputs))
        parts.append(activate())
        if setting.dropout and after_every_layer:
            parts.append(Dropout(setting.dropout, dropout))
    parts.append(
        _dense(setting.widths[-1], classes, setting.initializer, weights, scale_of(setting, setting.initializer))
    )
    network = Network(*parts)
    network.hidden = tuple(hidden)
    return network


def _convolutions(
    setting: Convolutional, channels: int, activate: Callable[[], torch.nn.Module], weights: torch.Generator
) -> Iterator[torch.nn.Module]:
    padded = setting.network == "lenet"
    for index, filters in enumerate(setting.filters):
        layer = _blank(torch.nn.Conv2d, channels, filters, KERNEL, padding=KERNEL // 2 if padded else 0)
        scale = scale_of(setting, setting.initializer) if index else 1.0
        _draw(layer, setting.initializer, channels * KERNEL**2, filters * KERNEL**2, weights, scale)
        yield layer
        yield activate()
        if padded or index == len(setting.filters) - 1:
            yield torch.nn.MaxPool2d(2)
        channels = filters


def _width_after(parts: list[torch.nn.Module], shape: tuple[int, ...]) -> int:
    """By running an empty image through; too small an image is an error of torch with the sizes in it."""
    with torch.no_grad():
        return int(torch.nn.Sequential(*parts)(torch.zeros(1, *shape)).numel())


def _dense(inputs: int, outputs: int, initializer: str, weights: torch.Generator, scale: float) -> torch.nn.Linear:
    layer: torch.nn.Linear = _blank(torch.nn.Linear, inputs, outputs)
    _draw(layer, initializer, inputs, outputs, weights, scale)
    return layer


def _blank(kind: type[torch.nn.Module], *arguments: Any, **options: Any) -> Any:
    return torch.nn.utils.skip_init(kind, *arguments, **options)  # its own draw would move the global generator


def _draw(layer: Any, initializer: str, inputs: int, outputs: int, generator: torch.Generator, scale: float) -> None:
    with torch.no_grad():
        INITIALIZERS[initializer](layer.weight, inputs, outputs, generator)
        layer.weight.mul_(scale)
        layer.bias.zero_()
