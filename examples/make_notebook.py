"""Make a notebook from an example written in cells: ``python examples/make_notebook.py examples/from_scratch.py``.

A cell starts with ``# %%``, a cell of text with ``# %% [markdown]``; what stands before the first cell is left out.
"""

import json
import re
import sys
from pathlib import Path


def cells_of(script: str) -> list[tuple[str, str]]:
    """The kind and the text of every cell."""
    cells = []
    for part in re.split(r"^# %%", script, flags=re.M)[1:]:
        head, _, body = part.partition("\n")
        kind = "markdown" if "[markdown]" in head else "code"
        text = re.sub(r"^# ?", "", body, flags=re.M) if kind == "markdown" else re.sub(r"  # noqa.*", "", body)
        cells.append((kind, text.strip("\n")))
    return cells


def notebook(script: str) -> str:
    """The notebook as text, without outputs."""
    cells = []
    for number, (kind, text) in enumerate(cells_of(script)):
        cell = {"cell_type": kind, "id": f"cell-{number:02d}", "metadata": {}, "source": text.splitlines(keepends=True)}
        cells.append(cell | ({"execution_count": None, "outputs": []} if kind == "code" else {}))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}, indent=1) + "\n"


if __name__ == "__main__":
    for name in sys.argv[1:]:
        path = Path(name)
        path.with_suffix(".ipynb").write_text(notebook(path.read_text("utf-8")), "utf-8")
