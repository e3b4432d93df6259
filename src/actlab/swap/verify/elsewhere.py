"""Who has which function, under which name, with which parameters: ``elsewhere.csv``, one line a name.

The file holds facts about other libraries, each from the library's own documentation or source; a record itself is only
named there. ``tests/swap/verify`` checks the lines of every library that is installed.
"""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

from actlab.define import Choice, choose, choose_gate
from actlab.define.registry import is_gate
from actlab.errors import UnknownName

FILE = Path(__file__).with_name("elsewhere.csv")


class Name(NamedTuple):
    """One name in one library."""

    library: str
    name: str
    choice: str  # as ``choose`` reads it, parameters at what the library has; empty where actlab has no such function
    note: str  # since which version or opset, what its parameters are called there, how it differs


@cache
def names_of(library: str = "") -> tuple[Name, ...]:
    """All names, or those of one library."""
    with FILE.open(newline="", encoding="utf-8") as lines:
        rows = tuple(Name(**row) for row in csv.DictReader(lines))
    return tuple(row for row in rows if library in ("", row.library))


def choice_of(row: Name) -> Choice | None:
    """The choice that a name means; None for a function that actlab has no record of."""
    if not row.choice:
        return None
    return choose_gate(row.choice) if is_gate(row.choice) else choose(row.choice)


def meant_by(name: str, library: str = "transformers") -> Choice | None:
    """The choice that a library means by a name.

    >>> meant_by("gelu_new").key
    'gelu_tanh'
    """
    known = {row.name: row for row in names_of(library)}
    if name not in known:
        raise UnknownName(f"activation of {library}", name, known)
    return choice_of(known[name])
