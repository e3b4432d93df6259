"""The networks by name."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import torch

from actlab.define import Choice, choose
from actlab.errors import BadValue, UnknownName
from actlab.vision import names
from actlab.vision.capsule import capsnet
from actlab.vision.dense import densenet
from actlab.vision.efficient import efficientnet_b0
from actlab.vision.inception import inception_v3
from actlab.vision.inception_resnet import inception_resnet_v2
from actlab.vision.mobile import mobilenet_v1, mobilenet_v2
from actlab.vision.parts import Form, draw
from actlab.vision.resnet import resnet_v1, resnet_v2
from actlab.vision.shuffle import shufflenet_v1, shufflenet_v2
from actlab.vision.small import cnn6, simplenet
from actlab.vision.squeeze import squeezenet
from actlab.vision.squeeze_excitation import senet
from actlab.vision.wide import wide_resnet
from actlab.vision.xception import xception


@dataclass(frozen=True)
class Network:
    """How a network is built, and the smallest square image it takes."""

    build: Callable[[Form], torch.nn.Module]
    smallest: int = 8


NETWORKS: dict[str, Network] = {
    "cnn6": Network(cnn6, 12),
    "simplenet": Network(simplenet),
    **{f"resnet-v1-{depth}": Network(partial(resnet_v1, depth=depth)) for depth in names.RESNET_V1},
    **{f"resnet-v2-{depth}": Network(partial(resnet_v2, depth=depth)) for depth in names.RESNET_V2},
    **{
        f"wrn-{depth}-{factor}": Network(partial(wide_resnet, depth=depth, factor=factor))
        for depth, factor in names.WIDE
    },
    **{f"densenet-{depth}": Network(partial(densenet, depth=depth)) for depth in names.DENSENET},
    **{f"senet-{depth}": Network(partial(senet, depth=depth)) for depth in names.SENET},
    "mobilenet-v1": Network(mobilenet_v1),
    "mobilenet-v2": Network(mobilenet_v2),
    "shufflenet-v1": Network(shufflenet_v1),
    "shufflenet-v2": Network(shufflenet_v2),
    "squeezenet": Network(squeezenet),
    "inception-v3": Network(inception_v3, 17),
    "inception-resnet-v2": Network(inception_resnet_v2, 29),
    "xception": Network(xception),
    "efficientnet-b0": Network(efficientnet_b0),
    "capsnet": Network(capsnet, 17),
}


def network(
    name: str,
    classes: int,
    activation: str | Choice,
    generator: torch.Generator,
    in_channels: int = 3,
    image_size: int = 32,
) -> torch.nn.Module:
    """Build a network by name, with ``activation`` in every place and all weights drawn from ``generator``.

    Arguments:
        name: one of :data:`NETWORKS`.
        classes: how many scores it gives.
        activation: a name, or a choice with parameters.
        generator: the same generator state gives the same weights, whatever the activation; torch's own is not touched.
        in_channels: 3 for colour, 1 for grey.
        image_size: rows, and columns, of the images.

    Returns:
        A module in training mode from [count, in_channels, image_size, image_size] to [count, classes].

    >>> resnet = network("resnet-v1-20", 10, "mish", torch.Generator().manual_seed(0))
    >>> sum(weights.numel() for weights in resnet.parameters())
    273066
    """
    if name not in NETWORKS:
        raise UnknownName("network", name, NETWORKS)
    entry = NETWORKS[name]
    for what, number, least in (
        ("classes", classes, 1),
        ("in_channels", in_channels, 1),
        ("image_size", image_size, entry.smallest),
    ):
        if number < least:
            raise BadValue(f"{what} of {name}: expected at least {least}, got {number}.")
    built = entry.build(Form(classes, choose(activation), in_channels, image_size))
    draw(built, generator)
    return built
