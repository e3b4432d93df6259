"""A function on tensors for each activation: ``actlab.functional.mish(x)``."""

from typing import Any

from actlab.torch import functional as _functional
from actlab.torch.functional import __dir__, apply

__all__ = ["__dir__", "__getattr__", "apply"]


def __getattr__(name: str) -> Any:
    function = globals()[name] = getattr(_functional, name)  # kept: to look it up takes as long as half of a call
    return function
