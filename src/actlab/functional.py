"""A function on tensors for each activation: ``actlab.functional.mish(x)``."""

from actlab.torch.functional import __dir__, __getattr__, apply

__all__ = ["__dir__", "__getattr__", "apply"]
