"""An arm by its key: a function or a gate of the catalogue, with its parameters, or a module that a user brought."""

from actlab.define import Choice, choose, choose_gate
from actlab.define.registry import is_gate
from actlab.lab.data import brought


def arm_of(text: str) -> str:
    """The key of the arm that ``text`` names, such as ``swish`` for ``silu``."""
    return text if _is_module(text) else _choose(text).key


def title_of(key: str) -> str:
    """Its name in print."""
    return brought.title_of(key) if _is_module(key) else _choose(key).title


def choice_of(key: str) -> Choice | None:
    """The function or gate with its parameters; None for a module that a user brought, which has no formula."""
    return None if _is_module(key) else _choose(key)


def _choose(text: str) -> Choice:
    return choose_gate(text) if is_gate(text) else choose(text)


def _is_module(key: str) -> bool:
    return brought.is_brought(key) and key.startswith(f"{brought.PREFIX}activation:")
