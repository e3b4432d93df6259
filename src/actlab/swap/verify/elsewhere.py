"""Who has which function, under which name, with which parameters: ``elsewhere.csv``, one line a name.

The file holds facts about other libraries, each from the library's own documentation or source; a record itself is only
named there. ``tests/swap/verify`` checks the lines of every library that is installed.
"""

import csv
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

from actlab.define import Choice, choose, choose_gate, gates, names
from actlab.define.registry import is_gate
from actlab.errors import ActlabError, UnknownName

FILE = Path(__file__).with_name("elsewhere.csv")


class Name(NamedTuple):
    """One name in one library."""

    library: str
    name: str
    choice: (
        str  # as ``choose`` reads it, with what parameters the library has; empty for a function without a name here
    )
    note: str  # since which version or opset, what its parameters are called there, how it differs


@cache
def names_of(library: str = "") -> tuple[Name, ...]:
    """All names, or those of one library."""
    with FILE.open(newline="", encoding="utf-8") as lines:
        rows = tuple(Name(**row) for row in csv.DictReader(lines))
    return tuple(row for row in rows if library in ("", row.library))


def choice_of(row: Name) -> Choice | None:
    """The choice that a name means; None for a function that this version has no record of."""
    try:
        return choose_gate(row.choice) if is_gate(row.choice) else choose(row.choice)
    except ActlabError:
        return None


def meant_by(name: str, library: str = "transformers") -> Choice | None:
    """The choice that a library means by a name.

    >>> meant_by("gelu_new").key
    'gelu_tanh'
    """
    known = {row.name: row for row in names_of(library)}
    if name not in known:
        raise UnknownName(f"activation of {library}", name, known)
    return choice_of(known[name])


def page() -> str:
    """The table of all names, a row for each function."""
    by_function: dict[str, dict[str, list[str]]] = {}
    for row in names_of():
        key = choice.key if (choice := choice_of(row)) else "(no record)"
        text = f"`{row.name}`" + (f" ({row.note})" if row.note else "")
        by_function.setdefault(key, {}).setdefault(row.library, []).append(text)
    libraries = list(dict.fromkeys(row.library for row in names_of()))
    order = [*names(), *gates()]
    lines = [
        "# Who has which function, under which name",
        "",
        "Made by `python -m actlab.swap.verify.elsewhere` from `src/actlab/swap/verify/elsewhere.csv`. Tests compare "
        "every name of torch and transformers with the record, value and slope, and the first opset of ONNX's; also "
        "names of timm, Keras and JAX where they are installed (last timm 1.0.31, Keras 3.15.1 and JAX 0.10.2). "
        "No test compares the columns of ggml, Core ML and TFLite with their libraries. Parameters that differ from "
        "the record's defaults stand in the first column. `actlab.verify(function, name)` makes the comparison for any "
        "implementation.",
        "",
        f"| function | {' | '.join(libraries)} |",
        f"| --- {'| --- ' * len(libraries)}|",
    ]
    for key in sorted(by_function, key=lambda key: (_place(key, order), key)):
        cells = ["; ".join(by_function[key].get(library, ())) for library in libraries]
        lines.append(f"| `{key}` | {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def _place(key: str, order: list[str]) -> int:
    name = key.partition(":")[0]
    return order.index(name) if name in order else len(order)


if __name__ == "__main__":
    Path(sys.argv[1] if len(sys.argv) > 1 else "docs/elsewhere.md").write_text(page(), encoding="utf-8")
