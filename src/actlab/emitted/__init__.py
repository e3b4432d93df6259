"""Code made from the records by ``make emit``; committed, so that nothing needs SymPy to run."""

import json
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any

from actlab.define.activation import Activation
from actlab.define.gates import GATES
from actlab.define.library import RECORDS
from actlab.errors import BadValue, UnknownName

HIGHEST_ORDER = 2  # of derivatives; beyond it torch differentiates the emitted code itself


def functions_of(activation: Activation, by: tuple[str, ...] = ()) -> Callable[..., Any]:
    """The emitted function of a record: its value, or the derivative by the variables in ``by``."""
    table = _table(activation)
    if by in table:
        return table[by]
    variables = (*activation.inputs, *(parameter.name for parameter in activation.parameters))
    for name in by:
        if name not in variables:
            raise UnknownName(f"variable of {activation.key}", name, variables)
    if len(by) > HIGHEST_ORDER:
        raise BadValue(
            f"expected derivatives by at most {HIGHEST_ORDER} variables, got {', '.join(by)}; actlab.exact.derivative "
            "has any order."
        )
    return table[tuple(sorted(by, key=variables.index))]


_tables: dict[str, tuple[Activation, dict[tuple[str, ...], Callable[..., Any]]]] = {}


def _table(activation: Activation) -> dict[tuple[str, ...], Callable[..., Any]]:
    # By name and identity: the hash of a record takes 5 us, and torch.compile warns about functools.cache.
    entry = _tables.get(activation.key)
    if entry is None or entry[0] is not activation:
        entry = _tables[activation.key] = (activation, _load(activation))
    return entry[1]


def _load(activation: Activation) -> dict[tuple[str, ...], Callable[..., Any]]:
    if activation in RECORDS or activation in GATES:
        load_all()
        return _tables[activation.key][1]
    from actlab.emit.array_code import load

    return load(activation)


def load_all() -> None:
    """Load the functions of all records and gates, in 2 ms.

    torch.compile looks at how many there are: each that came later made it compile a model again.
    """
    from actlab.emitted.array_functions import FUNCTIONS

    _tables.update({record.key: (record, FUNCTIONS[record.key]) for record in (*RECORDS, *GATES)})


def docstring(face: str, name: str, activation: Activation) -> str:
    """The docstring of a module (``face="nn"``) or of a function (``face="functional"``).

    A function of the user's own has a short one, as it is not in the emitted file.
    """
    if activation in RECORDS:
        return _docstrings()[face][name]
    return f"{activation.title}, element by element: ``{activation.formula}``\n\nSource: {activation.source}."


@cache
def _docstrings() -> dict[str, dict[str, str]]:
    texts: dict[str, dict[str, str]] = json.loads(
        files("actlab.emitted").joinpath("docstrings.json").read_text("utf-8")
    )
    return texts
