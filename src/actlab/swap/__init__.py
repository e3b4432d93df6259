"""Layer 3: find and replace activations in PyTorch models and ONNX graphs. The package itself can be called."""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from actlab.swap.finding import find
    from actlab.swap.places import FindReport, Place
    from actlab.swap.report import SwapMissed, SwapReport
    from actlab.swap.swapping import assign

__all__ = ["FindReport", "Place", "SwapMissed", "SwapReport", "assign", "find"]

# Loaded when asked for: they import torch, and the command line imports this package for its options.
_WHERE = {
    "FindReport": "places",
    "Place": "places",
    "SwapMissed": "report",
    "SwapReport": "report",
    "assign": "swapping",
    "find": "finding",
}


def __getattr__(name: str) -> Any:
    if name == "onnx":  # a package of its own, which needs the extra
        return import_module("actlab.swap.onnx")
    if name not in _WHERE:
        raise AttributeError(f"module 'actlab.swap' has no attribute {name!r}")
    return getattr(import_module(f"actlab.swap.{_WHERE[name]}"), name)


class _CallablePackage(ModuleType):
    """The package as a function.

    `actlab.swap(model, {...})` is the natural call, and importing the package binds the name `actlab.swap` to this
    module: so the module is what must answer it.
    """

    def __call__(self, *args: Any, **options: Any) -> "SwapReport":
        """Replace activations in any model: :func:`actlab.swap.swapping.swap`."""
        from actlab.swap.swapping import swap

        return swap(*args, **options)


sys.modules[__name__].__class__ = _CallablePackage
