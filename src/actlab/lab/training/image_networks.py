"""The networks that a setting of the lab names, small ones and those of ``actlab.vision``, and their losses."""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from actlab.define import choose
from actlab.lab.plan.setting import SMALL, Setting
from actlab.lab.training import networks, ranks
from actlab.lab.training.initializers import INITIALIZERS, scale_of
from actlab.lab.training.learned import learn
from actlab.lab.training.seeds import generator, weights_of
from actlab.vision import network
from actlab.vision.capsule import margin_loss
from actlab.vision.parts import Form, draw
from actlab.vision.small import cnn6

Loss = Callable[..., Tensor]


def network_of(setting: Setting, shape: tuple[int, ...], classes: int, seed: int) -> torch.nn.Module:
    """The network for examples of ``shape``; weights and dropout are drawn from generators of ``seed``."""
    if setting.of_images:
        made = build(setting, shape, classes, weights_of(seed))
    else:
        masks = "dropout" if ranks.rank() == 0 else f"dropout {ranks.rank()}"  # other masks for other images
        made = networks.build(setting, shape, classes, weights_of(seed), generator(seed, masks))
    learn(made, setting, shape)
    return made


def build(setting: Setting, shape: tuple[int, ...], classes: int, weights: torch.Generator) -> torch.nn.Module:
    """The network for images of ``shape`` (channels, rows, columns), all weights and dropout seeds from ``weights``."""
    channels, size, _ = shape
    if setting.network == "cnn6":
        return _cnn6(setting, channels, size, classes, weights)
    return network(setting.network, classes, setting.activation, weights, channels, size)


def dense_layers(made: torch.nn.Module, setting: Setting) -> list[torch.nn.Linear]:
    """The dense layers but the last, which is what a penalty is laid on; only small networks and ``cnn6`` take one."""
    layers = [part for part in made.modules() if isinstance(part, torch.nn.Linear)]
    return layers[:-1] if setting.network in (*SMALL, "cnn6") else []


def loss_of(setting: Setting) -> Loss:
    """Cross-entropy in nats; a capsule network is trained by the lengths of its capsules."""
    return margin_loss if setting.network == "capsnet" else cross_entropy


def _cnn6(setting: Setting, channels: int, size: int, classes: int, weights: torch.Generator) -> torch.nn.Module:
    """With the setting's filters, dense width, dropout (one rate for its three layers) and first weights."""
    form = Form(classes, choose(setting.activation), channels, size)
    rate = setting.dropout
    made = cnn6(form, setting.hidden[0], (rate, rate, rate), setting.filters)
    draw(made, weights)  # the seeds of dropout; the weights are drawn again below
    hidden = dense_layers(made, setting)
    layers = [part for part in made.modules() if isinstance(part, torch.nn.Conv2d | torch.nn.Linear)]
    for layer in layers:
        inputs = layer.weight[0].numel()
        outputs = layer.weight.numel() // layer.weight.shape[1]
        name = setting.dense_initializer if layer in hidden and setting.dense_initializer else setting.initializer
        with torch.no_grad():
            INITIALIZERS[name](layer.weight, inputs, outputs, weights)
            layer.weight.mul_(1.0 if layer is layers[0] else scale_of(setting, name))
    return made
