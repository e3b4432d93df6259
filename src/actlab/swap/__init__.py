"""Layer 3: find and replace activations in PyTorch models and ONNX graphs. The package itself can be called."""

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from actlab.swap.find.finding import find
    from actlab.swap.find.places import FindReport, Place
    from actlab.swap.libraries import lightning_callback, swapped_before
    from actlab.swap.replace.patch import patch_of
    from actlab.swap.replace.recipes import SwapStale
    from actlab.swap.replace.report import SwapMissed, SwapReport
    from actlab.swap.replace.swapping import assign, swap

__all__ = [
    "FindReport",
    "Place",
    "SwapMissed",
    "SwapReport",
    "SwapStale",
    "assign",
    "find",
    "lightning_callback",
    "patch_of",
    "swapped_before",
]

# Loaded on first use: they import torch, and the command line imports this package for its options.
_WHERE = {
    "FindReport": "find.places",
    "Place": "find.places",
    "SwapMissed": "replace.report",
    "SwapReport": "replace.report",
    "SwapStale": "replace.recipes",
    "assign": "replace.swapping",
    "lightning_callback": "libraries",
    "patch_of": "replace.patch",
    "swapped_before": "libraries",
}


def __getattr__(name: str) -> Any:
    if name in ("find", "onnx"):
        return import_module(f"actlab.swap.{name}")  # packages: the first can be called, the other needs the extra
    if name not in _WHERE:
        raise AttributeError(f"module 'actlab.swap' has no attribute {name!r}")
    return getattr(import_module(f"actlab.swap.{_WHERE[name]}"), name)


class CallablePackage(ModuleType):
    """Makes the package callable.

    `actlab.swap(model, {...})` is the natural call, and importing the package binds the name `actlab.swap` to this
    module: so the module itself must answer the call.
    """

    if TYPE_CHECKING:
        __call__ = staticmethod(swap)
    else:

        def __call__(self, *args: Any, **options: Any) -> "SwapReport":
            """Replace activations in any model: :func:`actlab.swap.replace.swapping.swap`."""
            from actlab.swap.replace.swapping import swap

            return swap(*args, **options)


sys.modules[__name__].__class__ = CallablePackage
