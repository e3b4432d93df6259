"""``actlab.functional``: a function on tensors per activation. They are made in :mod:`actlab.torch.functional`."""

from actlab.torch.functional import __dir__, __getattr__, apply

__all__ = ["__dir__", "__getattr__", "apply"]
