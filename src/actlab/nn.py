"""A torch module for each activation: ``actlab.nn.Mish()``."""

from actlab.torch.batch_norm import BatchNormAct2d
from actlab.torch.gates import GatedMLP, GateModule
from actlab.torch.modules import ActivationModule, __dir__, __getattr__, module

__all__ = ["ActivationModule", "BatchNormAct2d", "GateModule", "GatedMLP", "__dir__", "__getattr__", "module"]
