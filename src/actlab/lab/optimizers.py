"""The optimizers by name, each with the settings stated here and torch's defaults for the rest."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch

OPTIMIZERS: dict[str, tuple[str, dict[str, Any]]] = {
    "sgd": ("SGD", {}),
    "momentum": ("SGD", {"momentum": 0.9}),
    "nesterov": ("SGD", {"momentum": 0.9, "nesterov": True}),
    "adagrad": ("Adagrad", {}),
    "adadelta": ("Adadelta", {}),
    "rmsprop": ("RMSprop", {}),
    "adam": ("Adam", {}),
    "amsgrad": ("Adam", {"amsgrad": True}),
    "adamax": ("Adamax", {}),
    "nadam": ("NAdam", {}),
}


def optimizer(name: str, parameters: "Iterable[torch.nn.Parameter]", learning_rate: float) -> "torch.optim.Optimizer":
    """A torch optimizer over ``parameters``."""
    import torch

    class_name, settings = OPTIMIZERS[name]
    make: Callable[..., torch.optim.Optimizer] = getattr(torch.optim, class_name)
    return make(parameters, lr=learning_rate, **settings)
