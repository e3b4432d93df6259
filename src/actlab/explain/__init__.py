"""Layer 5: derivatives derived step by step, drawn, and checked; ``actlab.explain("mish", at=1.0)`` is a call."""

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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


class _Callable(ModuleType):
    """The package is also the call that it is named after: ``actlab.explain("mish")``."""

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        """See :func:`actlab.explain.explanation.explain`; ``"network"`` explains a small network."""
        from actlab.explain.explanation import explain
        from actlab.explain.network import explain_network

        if arguments[:1] == ("network",):
            return explain_network(*arguments[1:], **options)
        return explain(*arguments, **options)


sys.modules[__name__].__class__ = _Callable
