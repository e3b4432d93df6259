"""Networks for images, each with the activation as a parameter that reaches every place."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from actlab.vision.registry import NETWORKS, Network, network

__all__ = ["NETWORKS", "Network", "network"]


def __getattr__(name: str) -> Any:
    """Load a name at its first use: the networks import torch, their names do not."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.registry"), name)
