"""The networks of the lab, with the activation as an argument."""

from collections.abc import Sequence
from itertools import pairwise

import torch

from actlab.define import Choice
from actlab.torch.modules import module


def mlp(
    inputs: int, hidden: Sequence[int], classes: int, activation: Choice, generator: torch.Generator
) -> torch.nn.Sequential:
    """Fully connected layers with ``activation`` between them.

    Weights are drawn from ``generator`` layer by layer as N(0, 2 / inputs of the layer) (He), biases are 0: the same
    generator gives the same weights whatever the activation.
    """
    layers: list[torch.nn.Module] = []
    for width_in, width_out in pairwise([inputs, *hidden, classes]):
        layers += [_linear(width_in, width_out, generator), module(activation)]
    return torch.nn.Sequential(*layers[:-1])


def _linear(width_in: int, width_out: int, generator: torch.Generator) -> torch.nn.Linear:
    layer: torch.nn.Linear = torch.nn.utils.skip_init(torch.nn.Linear, width_in, width_out)
    with torch.no_grad():
        layer.weight.normal_(0.0, (2.0 / width_in) ** 0.5, generator=generator)
        layer.bias.zero_()
    return layer
