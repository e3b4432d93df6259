"""Make notebooks from examples written in cells, and run them: ``python examples/make_notebook.py examples/*.py``.

A cell starts with ``# %%``, a cell of text with ``# %% [markdown]``; what stands before the first cell is left out.
"""

import ast
import base64
import contextlib
import io
import json
import re
import sys
from pathlib import Path
from typing import Any


def cells_of(script: str) -> list[tuple[str, str]]:
    """The kind and the text of every cell."""
    cells = []
    for part in re.split(r"^# %%", script, flags=re.M)[1:]:
        head, _, body = part.partition("\n")
        kind = "markdown" if "[markdown]" in head else "code"
        text = re.sub(r"^# ?", "", body, flags=re.M) if kind == "markdown" else re.sub(r"  # noqa.*", "", body)
        cells.append((kind, text.strip("\n")))
    return cells


def notebook(script: str, run: bool = True) -> dict[str, Any]:
    """The notebook; with ``run`` its cells are run in this process, one after the other, and have their outputs."""
    cells: list[dict[str, Any]] = []
    names: dict[str, Any] = {"__name__": "__main__"}
    count = 0
    for number, (kind, text) in enumerate(cells_of(script)):
        cell = {"cell_type": kind, "id": f"cell-{number:02d}", "metadata": {}, "source": text.splitlines(keepends=True)}
        if kind == "code":
            count += 1
            cell |= {"execution_count": count, "outputs": outputs(text, names, count) if run else []}
        cells.append(cell)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}


def outputs(text: str, names: dict[str, Any], count: int) -> list[dict[str, Any]]:
    """What a cell prints, what its last line is, and the figures that it leaves open."""
    tree = ast.parse(text)
    last = tree.body[-1] if tree.body else None
    if isinstance(last, ast.Expr):
        tree.body.pop()
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(_with_source(text, tree, count), f"<cell {count}>", "exec"), names)
        value = None
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), f"<cell {count}>", "eval"), names)
    found = []
    if printed.getvalue():
        lines = printed.getvalue().splitlines(keepends=True)
        found.append({"output_type": "stream", "name": "stdout", "text": lines})
    if value is not None:
        found.append({"output_type": "execute_result", "execution_count": count, "metadata": {}, "data": _data(value)})
    return [*found, *_figures()]


def _with_source(text: str, tree: ast.Module, count: int) -> ast.Module:
    """Let ``inspect.getsource`` find the cell, as a notebook does."""
    import linecache

    linecache.cache[f"<cell {count}>"] = (len(text), None, text.splitlines(keepends=True), f"<cell {count}>")
    return tree


def _data(value: Any) -> dict[str, list[str]]:
    data = {"text/plain": repr(value)}
    html = getattr(value, "_repr_html_", lambda: None)()  # of some it is None
    if html is not None:
        data["text/html"] = html
    return {kind: text.splitlines(keepends=True) for kind, text in data.items()}


def _figures() -> list[dict[str, Any]]:
    plt = sys.modules.get("matplotlib.pyplot")
    if plt is None:
        return []
    found = []
    for number in plt.get_fignums():
        content = io.BytesIO()
        plt.figure(number).savefig(content, format="png", dpi=80, metadata={"Software": None})
        picture = base64.b64encode(content.getvalue()).decode()
        found.append({"output_type": "display_data", "metadata": {}, "data": {"image/png": picture}})
    plt.close("all")
    return found


if __name__ == "__main__":
    import matplotlib

    matplotlib.use("agg")
    for name in sys.argv[1:]:
        path = Path(name)
        written = json.dumps(notebook(path.read_text("utf-8")), indent=1, ensure_ascii=False) + "\n"
        path.with_suffix(".ipynb").write_text(written, "utf-8")
