"""actlab: the workbench for the activation functions of neural networks."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from actlab.arrays import backward, derivative, slope, value
from actlab.define import Activation, Choice, choose, names, record
from actlab.errors import ActlabError, Missing

__version__ = "0.1.0"  # the only statement of it; pyproject.toml reads it here
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
    "plot",
    "properties",
    "record",
    "register",
    "show",
    "slope",
    "study",
    "swap",
    "value",
    "verify",
]

if TYPE_CHECKING:  # what the late names below are, for editors and type checkers
    from actlab import functional, nn
    from actlab.define import CallablePackage as _Define
    from actlab.explain import CallablePackage as _Explain
    from actlab.lab.plan.bringing import stated as metric
    from actlab.properties import CallableModule as _Properties
    from actlab.report.comparing import compare, study
    from actlab.report.pictures import plot, show
    from actlab.swap import CallablePackage as _Swap
    from actlab.swap.find.finding import find
    from actlab.swap.libraries import register
    from actlab.swap.verify.verifying import verify
    from actlab.torch.accelerate import accelerate, accelerated

    define: _Define
    explain: _Explain
    properties: _Properties
    swap: _Swap
else:
    from actlab import define

# name: (module, attribute of it or the module itself); loaded on first use
_LATE = {
    "accelerate": ("actlab.torch.accelerate", "accelerate"),
    "accelerated": ("actlab.torch.accelerate", "accelerated"),
    "compare": ("actlab.report.comparing", "compare"),
    "explain": ("actlab.explain", None),
    "find": ("actlab.swap.find.finding", "find"),
    "functional": ("actlab.functional", None),
    "metric": ("actlab.lab.plan.bringing", "stated"),
    "nn": ("actlab.nn", None),
    "plot": ("actlab.report.pictures", "plot"),
    "properties": ("actlab.properties", None),
    "register": ("actlab.swap.libraries", "register"),
    "show": ("actlab.report.pictures", "show"),
    "study": ("actlab.report.comparing", "study"),
    "swap": ("actlab.swap", None),
    "verify": ("actlab.swap.verify.verifying", "verify"),
}


def __getattr__(name: str) -> Any:
    if name not in _LATE:
        raise AttributeError(f"module 'actlab' has no attribute {name!r}")
    from actlab.memory import guard_imports

    guard_imports()
    module, attribute = _LATE[name]
    try:
        loaded = import_module(module)
        return getattr(loaded, attribute) if attribute else loaded
    except ModuleNotFoundError as error:
        if error.name != "torch":
            raise
        raise Missing("PyTorch", f"actlab.{name}", "pip install 'actlab[torch]'") from None


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
