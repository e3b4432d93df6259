"""Layer 5: derivatives derived step by step, drawn, and checked; ``actlab.explain("mish", at=1.0)`` is a call."""

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal, overload

if TYPE_CHECKING:
    from actlab.define import Choice
    from actlab.explain.checking import Check, check
    from actlab.explain.explanation import Explanation, explain
    from actlab.explain.network import NetworkExplanation, explain_network

__all__ = ["Check", "Explanation", "NetworkExplanation", "check", "explain", "explain_network"]

_WHERE = {
    "Check": "checking",
    "Explanation": "explanation",
    "NetworkExplanation": "network",
    "check": "checking",
    "explain": "explanation",
    "explain_network": "network",
}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'actlab.explain' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"actlab.explain.{_WHERE[name]}"), name)


class CallablePackage(ModuleType):
    """The package is also the call that it is named after: ``actlab.explain("mish")``."""

    @overload
    def __call__(self, what: Literal["network"], *arguments: Any, **options: Any) -> "NetworkExplanation": ...
    @overload
    def __call__(self, what: "str | Choice", at: float | None = None, **parameters: float) -> "Explanation": ...
    def __call__(self, what: Any, *arguments: Any, **options: Any) -> Any:
        """See :func:`actlab.explain.explanation.explain`; ``"network"`` explains a small network."""
        from actlab.explain.explanation import explain
        from actlab.explain.network import explain_network

        if what == "network":
            return explain_network(*arguments, **options)
        return explain(what, *arguments, **options)


sys.modules[__name__].__class__ = CallablePackage
