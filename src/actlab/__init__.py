"""actlab: the workbench for the activation functions of neural networks."""

from importlib import import_module
from importlib.metadata import version as _version
from types import ModuleType

from actlab.arrays import backward, derivative, slope, value
from actlab.define import Activation, Choice, choose, names, record
from actlab.errors import ActlabError, Missing

__version__ = _version("actlab")
__all__ = [
    "Activation",
    "ActlabError",
    "Choice",
    "backward",
    "choose",
    "derivative",
    "functional",
    "names",
    "nn",
    "record",
    "slope",
    "value",
]

_NEED_TORCH = ("nn", "functional")


def __getattr__(name: str) -> ModuleType:
    if name not in _NEED_TORCH:
        raise AttributeError(f"module 'actlab' has no attribute {name!r}")
    try:
        return import_module(f"actlab.{name}")
    except ModuleNotFoundError as error:
        if error.name != "torch":
            raise
        raise Missing("PyTorch", f"actlab.{name}", "pip install 'actlab[torch]'") from None
