"""actlab: the workbench for the activation functions of neural networks."""

from importlib import import_module
from importlib.metadata import version as _version
from typing import Any

from actlab import define
from actlab.arrays import backward, derivative, slope, value
from actlab.define import Activation, Choice, choose, names, record
from actlab.errors import ActlabError, Missing

__version__ = _version("actlab")
__all__ = [
    "Activation",
    "ActlabError",
    "Choice",
    "accelerate",
    "accelerated",
    "backward",
    "choose",
    "compare",
    "define",
    "derivative",
    "explain",
    "find",
    "functional",
    "metric",
    "names",
    "nn",
    "record",
    "slope",
    "study",
    "swap",
    "value",
]

# name: (module, attribute of it or the module itself); loaded when asked for
_LATE = {
    "accelerate": ("actlab.torch.accelerate", "accelerate"),
    "accelerated": ("actlab.torch.accelerate", "accelerated"),
    "compare": ("actlab.report.comparing", "compare"),
    "explain": ("actlab.explain", None),
    "find": ("actlab.swap.find.finding", "find"),
    "functional": ("actlab.functional", None),
    "metric": ("actlab.lab.plan.bringing", "stated"),
    "nn": ("actlab.nn", None),
    "study": ("actlab.report.comparing", "study"),
    "swap": ("actlab.swap", None),
}


def __getattr__(name: str) -> Any:
    if name not in _LATE:
        raise AttributeError(f"module 'actlab' has no attribute {name!r}")
    module, attribute = _LATE[name]
    try:
        found = import_module(module)
        return getattr(found, attribute) if attribute else found
    except ModuleNotFoundError as error:
        if error.name != "torch":
            raise
        raise Missing("PyTorch", f"actlab.{name}", "pip install 'actlab[torch]'") from None
