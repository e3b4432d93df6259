"""One training step of whole networks with ReLU and with Mish, for the benchmark."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

from actlab.define import choose
from actlab.lab.training.updates import Updates
from actlab.vision import network
from actlab.vision.parts import activation_module

Call = Callable[[], Any]


def mlp(activation: str, generator: torch.Generator) -> tuple[nn.Module, Tensor]:
    """784-512-512-10 on batches of 128."""
    widths = (784, 512, 512)
    layers: list[nn.Module] = []
    for inputs, outputs in pairwise(widths):
        layers += [nn.Linear(inputs, outputs), activation_module(choose(activation))]
    return nn.Sequential(*layers, nn.Linear(512, 10)), torch.randn(128, 784, generator=generator)


def cnn(activation: str, generator: torch.Generator) -> tuple[nn.Module, Tensor]:
    """Convolutions 16-16-32-32-64-64 with batch normalisation, pooling after every second; 128 images as MNIST's."""
    layers: list[nn.Module] = []
    inputs = 1
    for number, outputs in enumerate((16, 16, 32, 32, 64, 64), 1):
        layers += [nn.Conv2d(inputs, outputs, 3, padding=1, bias=False), nn.BatchNorm2d(outputs)]
        layers.append(activation_module(choose(activation)))
        if number % 2 == 0:
            layers.append(nn.MaxPool2d(2))
        inputs = outputs
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(64 * 9, 10)), torch.randn(128, 1, 28, 28, generator=generator)


def resnet(activation: str, generator: torch.Generator) -> tuple[nn.Module, Tensor]:
    """ResNet-20 on batches of 32 of CIFAR's shape."""
    return network("resnet-v1-20", 10, activation, generator), torch.randn(32, 3, 32, 32, generator=generator)


NETWORKS: dict[str, Callable[[str, torch.Generator], tuple[nn.Module, Tensor]]] = {
    "MLP": mlp,
    "CNN": cnn,
    "ResNet-20": resnet,
}


def step(name: str, activation: str, kind: torch.dtype, seed: int) -> Call:
    """A call that makes one step of SGD: forward, loss, backward, update."""
    generator = torch.Generator().manual_seed(seed)
    network, x = NETWORKS[name](activation, generator)
    network, x = network.to(kind), x.to(kind)
    labels = torch.randint(0, 10, (len(x),), generator=generator)
    updates = Updates(torch.optim.SGD(network.parameters(), lr=1e-3))
    return lambda: updates.step(functional.cross_entropy(network(x).float(), labels))
