"""Activations that train the numbers in their formula: one of each for every channel, or for every unit of a layer."""

from collections.abc import Mapping

import torch

from actlab.lab.plan.setting import Setting
from actlab.torch.modules import ActivationModule, module
from actlab.vision.parts import choice_of


def learn(network: torch.nn.Module, setting: Setting, shape: tuple[int, ...]) -> None:
    """Turn the numbers that a setting has learned into weights of ``network``, for examples of ``shape``.

    "usual": those that the record calls learnable, of an arm that does not state them: PReLU's slope is learned, the
    slope of ``prelu:slope=0.1`` and Swish's beta, 1 by default, are not. "all": also these.
    """
    if setting.learned == "none" or (setting.learned == "usual" and ":" in setting.activation):
        return
    places = {}
    for name, part in list(network.named_modules()):
        choice = choice_of(part)
        if choice is None or not any(parameter.learnable for parameter in choice.activation.parameters):
            continue
        if setting.learned == "all" or isinstance(part, ActivationModule):
            places[name] = module(choice)
            network.set_submodule(name, places[name])
    for name, channels in _channels(network, places, shape).items():
        for parameter in places[name].record.parameters:
            if parameter.learnable:
                start = float(getattr(places[name], parameter.name))
                setattr(places[name], parameter.name, torch.nn.Parameter(torch.full(channels, start)))


def _channels(
    network: torch.nn.Module, places: dict[str, ActivationModule], shape: tuple[int, ...]
) -> dict[str, tuple[int, ...]]:
    """The shape that broadcasts over the channels at each place, by running an empty example through."""
    shapes: dict[str, tuple[int, ...]] = {}
    if not places:
        return shapes
    names = {id(part): name for name, part in places.items()}

    def look(part: torch.nn.Module, inputs: tuple[torch.Tensor, ...], _: torch.Tensor) -> None:
        (x,) = inputs
        shapes[names[id(part)]] = (x.shape[1], *(1 for _ in x.shape[2:]))

    hooks = [part.register_forward_hook(look) for part in places.values()]
    with torch.no_grad():
        network.eval()
        network(torch.zeros(1, *shape))
        network.train()
    for hook in hooks:
        hook.remove()
    return shapes


def outside_bounds(network: torch.nn.Module, weights: Mapping[str, torch.Tensor]) -> list[str]:
    """For each seed, which learned numbers lie outside the bounds of their record; empty where all lie inside.

    Arguments:
        network: what says where activations stand.
        weights: by name in ``network``, with an axis for the seeds in front.
    """
    outside: dict[int, list[str]] = {}
    for place, part in network.named_modules():
        for parameter in part.record.parameters if isinstance(part, ActivationModule) else ():
            values = weights.get(f"{place}.{parameter.name}")
            for seed, each in enumerate(() if values is None else values.detach().reshape(len(values), -1)):
                low, high = each.min().item(), each.max().item()
                if low < parameter.lower or high > parameter.upper:
                    bounds = f"[{parameter.lower:g}, {parameter.upper:g}]"
                    message = f"{parameter.name} left {bounds} in {place}: it lies in [{low:.3g}, {high:.3g}]"
                    outside.setdefault(seed, []).append(message)
    seeds = len(next(iter(weights.values())))
    return ["; ".join(outside.get(seed, [])) for seed in range(seeds)]
