"""The documentation of the catalogue: a page for each function, and a table of all of them that can be sorted.

``python -m actlab.report.catalogue FOLDER`` writes it; every page works from disk.
"""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from markupsafe import Markup

from actlab.define import Activation, choose, names, record
from actlab.kernels import bounds
from actlab.kernels.bounds import Bound
from actlab.pages import drawing
from actlab.pages.render import render
from actlab.pages.write import write_text
from actlab.properties import properties
from actlab.report import figures, numbers, typeset

RANGE = (-5.0, 5.0)
COLUMNS = ("function", "year", "formula", "lowest", "highest", "largest slope", "mean", "gain", "monotone", "error")


def write(folder: Path, activations: Iterable[str] | None = None) -> list[Path]:
    """Write ``index.html`` and a page for each of ``activations`` (by default of all) into ``folder``."""
    records = [record(name) for name in (names() if activations is None else activations)]
    rows = [{"activation": activation, "numbers": numbers_of(activation.key)} for activation in records]
    values = {"rows": rows, "columns": COLUMNS}
    pages = {"index.html": render("actlab.report", "catalogue.html.j2", values, script="catalogue.js")}
    pages |= {f"{each.key}.html": render("actlab.report", "function.html.j2", facts(each)) for each in records}
    return [write_text(folder / name, text) for name, text in pages.items()]


def numbers_of(key: str) -> tuple[float | str, ...]:
    """The row of one function in the table: the numbers of :data:`COLUMNS` from ``lowest`` on."""
    errors = (bound.error for bound in bounds.of(key) if (bound.type, bound.what) == ("float32", "value"))
    return (*properties(key).summary(), next(errors, "unknown"))


def facts(activation: Activation) -> dict[str, Any]:
    """Formula, slope, chart, properties and errors of one function, for its page."""
    chart = figures.draw_functions(numbers.function_curves([activation.key], RANGE), RANGE)
    return {
        "activation": activation,
        "value": typeset.formula(activation.key),
        "slope": typeset.slope(activation.key),
        "chart": Markup(drawing.svg(chart, f"Value and slope of {activation.title}")),
        "properties": properties(activation.key).describe(),
        "errors": [_error(bound) for bound in bounds.of(activation.key)],
        "choice": choose(activation.key),
    }


def _error(bound: Bound) -> dict[str, Any]:
    size = f"{bound.error:.4g}" + ("" if bound.unit == "absolute" else f" {bound.unit}")
    return {**bound._asdict(), "error": size, "at": float.fromhex(bound.x)}


def main(arguments: list[str]) -> int:
    """Write the pages into the folder named."""
    if len(arguments) != 1:
        print("usage: python -m actlab.report.catalogue FOLDER", file=sys.stderr)
        return 2
    pages = write(Path(arguments[0]))
    print(f"{len(pages)} pages: {pages[0]}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
