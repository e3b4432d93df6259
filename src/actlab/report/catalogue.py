"""The documentation of the catalogue: a page for each function, and a table of all of them that can be sorted.

``python -m actlab.report.catalogue FOLDER`` writes it; every page works from disk.
"""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from actlab.define import Activation, choose, names, record
from actlab.kernels import bounds
from actlab.kernels.bounds import Bound
from actlab.properties import properties
from actlab.report import curves, figures, typeset

RANGE = (-5.0, 5.0)
COLUMNS = ("function", "year", "formula", "lowest", "highest", "largest slope", "mean", "gain", "monotone", "error")


def write(folder: Path, activations: Iterable[str] | None = None) -> list[Path]:
    """Write ``index.html`` and a page for each of ``activations`` (all, if not said) into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    loader = PackageLoader("actlab.report")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    records = [record(name) for name in (names() if activations is None else activations)]
    rows = [{"activation": activation, "numbers": _numbers(activation.key)} for activation in records]
    pages = {"index.html": environment.get_template("catalogue.html.j2").render(rows=rows, columns=COLUMNS)}
    template = environment.get_template("function.html.j2")
    pages |= {f"{activation.key}.html": template.render(**_facts(activation)) for activation in records}
    for name, text in pages.items():
        (folder / name).write_text(text, "utf-8")
    return [folder / name for name in pages]


def _numbers(key: str) -> tuple[float | str, ...]:
    errors = (bound.error for bound in bounds.of(key) if (bound.type, bound.what) == ("float32", "value"))
    return (*properties(key).summary(), next(errors, "unknown"))


def _facts(activation: Activation) -> dict[str, Any]:
    chart = figures.draw_functions(curves.function_curves([activation.key], RANGE), RANGE)
    return {
        "activation": activation,
        "value": typeset.formula(activation),
        "slope": typeset.slope(activation),
        "chart": Markup(figures.svg(chart, f"Value and slope of {activation.title}")),
        "properties": properties(activation.key).describe(),
        "errors": [_error(bound) for bound in bounds.of(activation.key)],
        "choice": choose(activation.key),
    }


def _error(bound: Bound) -> dict[str, Any]:
    found = f"{bound.error:.4g}" + (" ULP" if bound.unit == "ULP" else "")
    return {**bound._asdict(), "error": found, "at": float.fromhex(bound.x)}


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
