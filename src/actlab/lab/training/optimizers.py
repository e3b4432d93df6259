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
    "adadelta": ("Adadelta", {"rho": 0.95}),  # Zeiler's and Keras'; torch takes 0.9
    "rmsprop": ("RMSprop", {"alpha": 0.9}),  # Hinton's and Keras'; torch takes 0.99
    "adam": ("Adam", {}),
    "amsgrad": ("Adam", {"amsgrad": True}),
    "adamax": ("Adamax", {}),
    "nadam": ("NAdam", {}),
    "adamw": ("AdamW", {"weight_decay": 0.01}),
    "radam": ("RAdam", {}),
}
_FUSED = ("SGD", "Adam", "AdamW", "Adagrad")  # torch runs these as one operator over all weights


def optimizer(name: str, parameters: Iterable[dict[str, Any]], learning_rate: float) -> "torch.optim.Optimizer":
    """A torch optimizer over groups of ``parameters``."""
    import torch

    class_name, settings = OPTIMIZERS[name]
    make: Callable[..., torch.optim.Optimizer] = getattr(torch.optim, class_name)
    fast = {"fused": True} if class_name in _FUSED else {}
    return make(parameters, lr=learning_rate, **settings, **fast)
