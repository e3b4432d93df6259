"""One update of the weights after another: the optimizer, its schedule, and which weights decay."""

import math
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import torch
from torch import Tensor

from actlab.lab.plan.setting import Setting
from actlab.lab.training.optimizers import optimizer
from actlab.lab.training.rates import rates
from actlab.torch.modules import ActivationModule


class Updates:
    """An optimizer, and the rate of each step where it is not constant."""

    def __init__(self, optimizer: torch.optim.Optimizer, rate: Callable[[int], float] | None = None) -> None:
        self.optimizer, self._rate, self._done = optimizer, rate, 0

    def step(self, loss: Tensor) -> None:
        """Find the gradient of ``loss`` and update."""
        self.optimizer.zero_grad()
        loss.backward()
        if self._rate is not None:
            for group in self.optimizer.param_groups:
                group["lr"] = self._rate(self._done)
        self.optimizer.step()
        self._done += 1


def updates_of(
    network: torch.nn.Module, weights: Mapping[str, torch.nn.Parameter], setting: Setting, images: int
) -> Updates:
    """What a setting asks for, over ``weights`` by the names that they have in ``network``."""
    stepper = optimizer(setting.optimizer, _groups(network, weights, setting), setting.learning_rate)
    if setting.weight_decay:
        for group in stepper.param_groups:
            group["weight_decay"] = setting.weight_decay if group["decayed"] else 0.0
    steps = setting.epochs * math.ceil(images / setting.batch_size)
    return Updates(stepper, None if setting.schedule == "constant" else rates(setting, steps))


def autocast(setting: Setting) -> AbstractContextManager[None]:
    """Bfloat16 for what it is good for, where the setting asks for it."""
    if setting.precision == "bfloat16":
        return torch.autocast(setting.device, torch.bfloat16)
    return nullcontext()


def _groups(
    network: torch.nn.Module, weights: Mapping[str, torch.nn.Parameter], setting: Setting
) -> list[dict[str, Any]]:
    """All weights, or kernels apart from the rest, which do not decay: biases, normalisation, activations."""
    if setting.decayed == "everything":
        return [{"params": list(weights.values()), "decayed": True}]
    kernels = {
        f"{place}.{name}" if place else name
        for place, part in network.named_modules()
        for name, weight in part.named_parameters(recurse=False)
        if weight.ndim > 1 and not isinstance(part, ActivationModule)
    }
    apart: dict[bool, list[torch.nn.Parameter]] = {True: [], False: []}
    for name, weight in weights.items():
        apart[name in kernels].append(weight)
    return [
        {"params": chosen, "decayed": decayed, **({} if decayed else {"weight_decay": 0.0})}
        for decayed, chosen in apart.items()
        if chosen
    ]
