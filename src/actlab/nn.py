"""``actlab.nn``: a torch module per activation. The classes are made in :mod:`actlab.torch.modules`."""

from actlab.torch.modules import ActivationModule, __dir__, __getattr__, module

__all__ = ["ActivationModule", "__dir__", "__getattr__", "module"]
