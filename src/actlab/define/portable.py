"""A function of the user's own as plain values, so that a store of runs can name it to another process."""

from collections.abc import Mapping
from typing import Any

from actlab.define.activation import Activation
from actlab.define.own import define
from actlab.define.registry import own
from actlab.errors import BadValue


def as_table(record: Activation) -> dict[str, Any]:
    """The table that defines ``record``, with its key; see :func:`define_again`."""
    parameters = {
        parameter.name: {name: value for name, value in vars(parameter).items() if name != "name"}
        for parameter in record.parameters
    }
    return {
        "key": record.key,
        "title": record.title,
        "formula": record.formula,
        "stable": record.stable,
        "discontinuous": record.discontinuous,
        "parameters": parameters,
    }


def define_again(table: Mapping[str, Any]) -> None:
    """Define what :func:`as_table` gave, unless the same function is known already.

    Raises:
        BadValue: if another function has the name, or the table defines none.
    """
    known = {record.key: record for record in own()}
    key = str(table.get("key"))
    if key in known:
        if as_table(known[key]) != dict(table):
            raise BadValue(
                f"these runs used a function {key!r} that differs from the {key!r} of --define: expected the formula "
                f"{table.get('formula')!r}, got {known[key].formula!r}. Leave --define out, or rename yours."
            )
        return
    try:
        define(**table)
    except TypeError as error:
        raise BadValue(f"expected a table with key, formula and perhaps parameters, got {dict(table)!r}.") from error
