"""Who has which function, under which name, with which parameters: ``elsewhere.csv``, one line a name.

The file holds facts about other libraries, each from the library's own documentation or source; a record itself is only
named there. ``tests/swap/verify`` checks the lines of every library that is installed.
"""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

from actlab.define import Choice, choose
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


def meant_by(name: str, library: str = "transformers") -> Choice | None:
    """The choice that a library means by a name; None for a function that actlab has no record of.

    >>> meant_by("gelu_new").key
    'gelu_tanh'
    """
    known = {row.name: row.choice for row in names_of(library)}
    if name not in known:
        raise UnknownName(f"activation of {library}", name, known)
    return choose(known[name]) if known[name] else None
