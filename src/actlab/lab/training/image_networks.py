"""The networks that a setting of the lab names, small ones and those of ``actlab.vision``, and their losses."""

import torch

from actlab import vision
from actlab.define import choose
from actlab.errors import BadValue
from actlab.lab.plan.arms import choice_of, title_of
from actlab.lab.plan.setting import SMALL, Cnn6, Own, Setting, Text
from actlab.lab.training import decoder, networks, own, ranks
from actlab.lab.training.initializers import INITIALIZERS, scale_of
from actlab.lab.training.learned import learn
from actlab.lab.training.seeds import generator, weights_of
from actlab.vision.parts import Form, draw
from actlab.vision.small import cnn6


def network_of(setting: Setting, shape: tuple[int, ...], classes: int, seed: int) -> torch.nn.Module:
    """The network for examples of ``shape``; weights and dropout are drawn from generators of ``seed``."""
    if isinstance(setting, Own):
        return own.build(setting)
    masks = "dropout" if ranks.rank() == 0 else f"dropout {ranks.rank()}"  # other masks for other images
    if isinstance(setting, Text):
        return decoder.build(setting, shape[0], classes, weights_of(seed), generator(seed, masks))
    if setting.of_images:
        network = build(setting, shape, classes, weights_of(seed))
    else:
        network = networks.build(setting, shape, classes, weights_of(seed), generator(seed, masks))
    learn(network, setting, shape)
    return network


def build(setting: Setting, shape: tuple[int, ...], classes: int, weights: torch.Generator) -> torch.nn.Module:
    """The network for images of ``shape`` (channels, rows, columns), all weights and dropout seeds from ``weights``."""
    channels, size, _ = shape
    if choice_of(setting.activation) is None:
        raise BadValue(
            f"network {setting.network!r} takes functions of actlab, and {title_of(setting.activation)} is a module "
            "of your own; choose network mlp, conv or lenet, or give a network of your own."
        )
    if isinstance(setting, Cnn6):
        return _cnn6(setting, channels, size, classes, weights)
    return vision.network(setting.network, classes, setting.activation, weights, channels, size)


def dense_layers(network: torch.nn.Module, setting: Setting) -> list[torch.nn.Linear]:
    """The dense layers but the last, whose weights a penalty counts; only small networks and ``cnn6`` have one."""
    layers = [part for part in network.modules() if isinstance(part, torch.nn.Linear)]
    return layers[:-1] if setting.network in (*SMALL, "cnn6") else []


def _cnn6(setting: Cnn6, channels: int, size: int, classes: int, weights: torch.Generator) -> torch.nn.Module:
    """With the setting's filters, dense width, dropout (one rate for its three layers) and first weights."""
    form = Form(classes, choose(setting.activation), channels, size)
    rate = setting.dropout
    network = cnn6(form, setting.hidden[0], (rate, rate, rate), setting.filters)
    draw(network, weights)  # the seeds of dropout; the weights are drawn again below
    hidden = dense_layers(network, setting)
    layers = [part for part in network.modules() if isinstance(part, torch.nn.Conv2d | torch.nn.Linear)]
    for layer in layers:
        inputs = layer.weight[0].numel()
        outputs = layer.weight.numel() // layer.weight.shape[1]
        name = setting.dense_initializer if layer in hidden and setting.dense_initializer else setting.initializer
        with torch.no_grad():
            INITIALIZERS[name](layer.weight, inputs, outputs, weights)
            layer.weight.mul_(1.0 if layer is layers[0] else scale_of(setting, name))
    return network
