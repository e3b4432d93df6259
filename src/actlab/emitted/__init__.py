"""Code made from the records by ``make emit``; committed, so that nothing needs SymPy to run."""

from collections.abc import Callable
from typing import Any

from actlab.define.activation import Activation
from actlab.define.library import RECORDS
from actlab.errors import UnknownName


def functions_of(activation: Activation, by: tuple[str, ...] = ()) -> Callable[..., Any]:
    """The emitted function of a record: its value, or the derivative by the variables in ``by`` (at most two)."""
    table = _table(activation)
    variables = ("x", *(parameter.name for parameter in activation.parameters))
    for name in by:
        if name not in variables:
            raise UnknownName(f"variable of {activation.key}", name, variables)
    return table[tuple(sorted(by, key=variables.index))]


_tables: dict[str, tuple[Activation, dict[tuple[str, ...], Callable[..., Any]]]] = {}


def _table(activation: Activation) -> dict[tuple[str, ...], Callable[..., Any]]:
    # By name and identity: the hash of a record takes 5 us, and torch.compile warns about functools.cache. A record
    # that came from another process is equal, not identical.
    found = _tables.get(activation.key)
    if found is None or (found[0] is not activation and found[0] != activation):
        found = _tables[activation.key] = (activation, _load(activation))
    return found[1]


def _load(activation: Activation) -> dict[tuple[str, ...], Callable[..., Any]]:
    if activation in RECORDS:
        from actlab.emitted.array_functions import FUNCTIONS

        return FUNCTIONS[activation.key]
    from actlab.emit.array_code import load

    return load(activation)
