"""``actlab.nn``: a torch module per activation. The classes are made in :mod:`actlab.torch.modules`."""

from actlab.torch.batch_norm import BatchNormAct2d
from actlab.torch.gates import GatedMLP, GateModule
from actlab.torch.modules import ActivationModule, __dir__, __getattr__, module

__all__ = ["ActivationModule", "BatchNormAct2d", "GateModule", "GatedMLP", "__dir__", "__getattr__", "module"]
