"""Layer 3: find and replace activations in PyTorch models and ONNX graphs. The package itself can be called."""

import sys
from types import ModuleType
from typing import Any

from actlab.swap.finding import find
from actlab.swap.places import FindReport, Place
from actlab.swap.report import SwapMissed, SwapReport
from actlab.swap.swapping import assign
from actlab.swap.swapping import swap as _swap

__all__ = ["FindReport", "Place", "SwapMissed", "SwapReport", "assign", "find"]


class _CallablePackage(ModuleType):
    """The package as a function.

    `actlab.swap(model, {...})` is the natural call, and importing the package binds the name `actlab.swap` to this
    module: so the module is what must answer it.
    """

    def __call__(self, *args: Any, **options: Any) -> SwapReport:
        """Replace activations in any model: :func:`actlab.swap.swapping.swap`."""
        return _swap(*args, **options)


sys.modules[__name__].__class__ = _CallablePackage
