"""The pages of the site that nobody types: mkdocs calls :func:`on_files` for them.

Written from the records, the command line, the data classes and an example that is run: a page for each function, the
reference of commands, TOML files and JSON, the tutorial and the picture of speed. ``SITE_FUNCTIONS="mish relu"`` builds
the pages of some functions alone, which takes seconds in place of minutes.
"""

import contextlib
import inspect
import io
import json
import os
import re
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jinja2
import numpy as np
import typer.cli
import typer.main
from matplotlib.figure import Figure
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url
from numpy.typing import NDArray
from pydantic import BaseModel

import actlab
from actlab import cli, playground
from actlab.define import Activation, Gate, choose_gate, gates, own, record
from actlab.explain.explanation import explain
from actlab.lab.plan.setting import FORMS, Setting
from actlab.lab.plan.study import Factor, Fair, Profile, Published, Study
from actlab.pages import drawing
from actlab.report import catalogue, figures
from actlab.report.numbers import Difference

ROOT = Path(__file__).resolve().parent.parent
FACES = ("", "define", "explain", "lab", "scratch", "swap", "swap.onnx", "vision")  # each has __all__
_SHIM, _OWN_SHIM = "https://unpkg.com/iframe-worker/shim", "style/search_from_disk.js"
WIDE = ("evidence/README.md", "cpu.md", "swap_tables.md")  # pages with tables of six columns or more
Points = NDArray[np.float64]  # of a line, [points, 2]
_TEMPLATES = jinja2.Environment(
    loader=jinja2.FileSystemLoader(Path(__file__).with_name("templates")),
    undefined=jinja2.StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages."""
    texts = {
        **function_pages(),
        **gate_pages(),
        **tutorials(sorted((ROOT / "examples").glob("*.ipynb"))),
        "contributing.md": contributing((ROOT / "CONTRIBUTING.md").read_text("utf-8")),
        "reference/command_line.md": command_line(),
        "reference/toml.md": toml_files(),
        "pictures/speed.svg": speed_picture((ROOT / "docs" / "cpu.md").read_text("utf-8")),
        "pictures/forest.svg": forest_picture(json.loads((ROOT / "web/src/data/example.json").read_text("utf-8"))),
        "playground/page.html": playground.page().read_text("utf-8"),
    }
    for name, text in texts.items():
        files.append(File.generated(config, name, content=text))
    return files


def on_page_content(html: str, page: Page, **_: Any) -> str:
    """Leave the width of the table of contents to a page without parts, or with wide tables."""
    if page.file.src_uri in WIDE or not any(part.children for part in page.toc):
        page.meta.setdefault("hide", []).append("toc")
    return html


def on_post_page(output: str, page: Page, **_: Any) -> str:
    """Take the search of pages on disk from this site: Material would load a part of it from a server."""
    return output.replace(_SHIM, get_relative_url(_OWN_SHIM, page.url))


def on_post_template(output_content: str, **_: Any) -> str:
    """The same for the page of addresses that there are not."""
    return output_content.replace(_SHIM, f"/{_OWN_SHIM}")


def on_env(env: Any, **_: Any) -> Any:
    """Refuse a public name that no page of the reference shows."""
    shown = "\n".join(path.read_text("utf-8") for path in (ROOT / "docs" / "reference").glob("*.md"))
    bare = undocumented()
    if bare:
        raise PluginError(f"no docstring for {', '.join(bare)}; write one where the name is defined.")
    missing = unshown(shown)
    if missing:
        raise PluginError(f"docs/reference shows no {', '.join(missing)}; add a line `::: NAME` to one of its pages.")
    return env


def unshown(reference: str) -> list[str]:
    """The public names without a line ``::: name`` in the text of the reference."""
    shown = set(re.findall(r"^::: ([\w.]+)", reference, re.M))
    names = [f"actlab.{face}.{name}".replace("..", ".") for face in FACES for name in _offered(face)]
    return [name for name in names if name not in shown]


def undocumented(faces: Sequence[str] = FACES) -> list[str]:
    """The public classes and functions without a docstring of their own: a dataclass gets a signature as one."""
    things = {
        f"actlab.{face}.{name}".replace("..", "."): getattr(import_module(f"actlab.{face}".rstrip(".")), name)
        for face in faces
        for name in _offered(face)
    }
    texts = {name: inspect.getdoc(thing) or "" for name, thing in things.items() if callable(thing)}
    return [name for name, text in texts.items() if not text or text.startswith(f"{name.rpartition('.')[2]}(")]


def _offered(face: str) -> list[str]:
    module = import_module(f"actlab.{face}".rstrip("."))
    modules = {"define", "explain", "functional", "nn", "properties", "swap"} if not face else set()
    return [name for name in module.__all__ if name not in modules and not name.startswith("__")]


# Functions -----------------------------------------------------------------------------------------------------------


def function_pages() -> dict[str, str]:
    """A page for each record and a table of them all."""
    chosen = os.environ.get("SITE_FUNCTIONS", "").split() or [key for key in actlab.names() if record(key) not in own()]
    template = _TEMPLATES.get_template("function.md.j2")
    pages = {f"functions/{key}.md": template.render(_facts(key)) for key in chosen}
    rows = [{"activation": record(key), "numbers": catalogue.numbers_of(key)} for key in chosen]
    script = (ROOT / "src/actlab/report/templates/catalogue.js").read_text("utf-8")
    values = {"rows": rows, "columns": catalogue.COLUMNS, "script": script, "gates": [gate(key) for key in gates()]}
    index = _TEMPLATES.get_template("functions.md.j2").render(values)
    return {"functions/index.md": index, **pages}


def gate_pages() -> dict[str, str]:
    """A page for each gate."""
    template = _TEMPLATES.get_template("gate.md.j2")
    points = [(a, b) for a in (-2.0, 0.5, 3.0) for b in (-1.0, 2.0)]
    pages = {}
    for key in gates():
        _check_source(gate(key), "gates.py")
        rows = [(a, b, *(float(n) for n in (actlab.value(key, a, b), *actlab.slope(key, a, b)))) for a, b in points]
        pages[f"functions/{key}.md"] = template.render(gate=gate(key), rows=rows, chart=gate_chart(key))
    return pages


def gate(key: str) -> Gate:
    """The record of a gate."""
    return choose_gate(key).activation


def gate_chart(key: str) -> str:
    """Lines of equal value of a gate over both inputs: positive ones blue, negative ones red."""
    side = np.linspace(-4.0, 4.0, 240)
    a, b = np.meshgrid(side, side)
    sizes = 2.0 ** np.arange(-2, 5)  # doubled: most gates are small left of 0, and it should show
    levels = [*-sizes[::-1], 0.0, *sizes]
    blue, _, red, *_ = drawing.COLOURS
    colours = [red if level < 0 else blue if level else drawing.INK for level in levels]
    with drawing.style():
        figure = Figure(figsize=(5, 4.2), layout="constrained")
        axis = figure.subplots()
        lines = axis.contour(a, b, actlab.value(key, a, b), levels=levels, colors=colours, linewidths=1.2)
        axis.clabel(lines, fontsize=7, fmt="%g", manual=_middles(levels, lines.allsegs))
        axis.set(xlabel="a", ylabel="b")
        figure.patch.set_alpha(0.0)
        return drawing.svg(figure, f"Value of {gate(key).title}")


def _middles(levels: list[float], lines: list[list[Points]]) -> list[tuple[float, float]]:
    """Where the numbers of long lines stand: in the middle, as a border cuts them off. Black lines have none."""
    longer = [
        line for level, parts in zip(levels, lines, strict=True) if level for line in parts if _spread(line) > 2.0
    ]
    return [tuple(line[len(line) // 2]) for line in longer]


def _spread(line: Points) -> float:
    return float(np.ptp(line, axis=0).sum()) if line.size else 0.0


def _check_source(activation: Activation, file: str) -> None:
    if not (activation.source.authors and activation.source.title):
        raise PluginError(f"the record {activation.key!r} has no source; add one in src/actlab/define/{file}.")


def _facts(key: str) -> dict[str, Any]:
    _check_source(record(key), "library.py")
    return {**catalogue.facts(record(key)), "graph": explain(key, at=1.0).svg()}


# Reference -----------------------------------------------------------------------------------------------------------


def command_line() -> str:
    """The help of every command."""
    command = typer.main.get_command(cli.app)
    with command.make_context("actlab", ["list"], resilient_parsing=True) as context:
        text = typer.cli.get_docs_for_click(obj=command, ctx=context, name="actlab", title="Command line")
    return text + f"\nThis page describes actlab {version('actlab')}.\n"


def toml_files() -> str:
    """The keys of the two kinds of TOML files."""
    tables = {model.__name__: _keys(model) for model in (Study, Profile, Factor, Fair, Published, Setting)}
    for form in FORMS:  # what it has besides
        tables[f"Setting: {form.__name__}"] = [key for key in _keys(form) if key["name"] not in Setting.model_fields]
    study = (ROOT / "src/actlab/paper/studies/mnist-depth.toml").read_text("utf-8")
    return _TEMPLATES.get_template("toml.md.j2").render(tables=tables, study=study)


def _keys(model: type[BaseModel]) -> list[dict[str, str]]:
    properties = model.model_json_schema()["properties"]
    required = set(model.model_json_schema().get("required", ()))
    return [
        {
            "name": name,
            "kind": _kind(schema),
            "default": "required" if name in required else json.dumps(schema.get("default", "none")),
        }
        for name, schema in properties.items()
    ]


def _kind(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return "one of " + ", ".join(map(json.dumps, schema["enum"]))
    if "anyOf" in schema:
        return " or ".join(_kind(each) for each in schema["anyOf"] if each.get("type") != "null")
    if "$ref" in schema:
        return f"table {schema['$ref'].rpartition('/')[2]}"
    bounds = [f"{sign} {schema[key]:g}" for key, sign in _BOUNDS.items() if key in schema]
    return " ".join([_NAMES.get(schema.get("type", ""), "value"), ", ".join(bounds)]).strip()


_BOUNDS = {"minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤", "exclusiveMaximum": "<"}
_NAMES = {
    "array": "list",
    "boolean": "true or false",
    "integer": "integer",
    "number": "number",
    "object": "table",
    "string": "text",
}


# Tutorial and picture ------------------------------------------------------------------------------------------------


def tutorials(notebooks: list[Path]) -> dict[str, str]:
    """A page for each notebook, and the list of them."""
    pages = {f"tutorials/{path.stem}.md": tutorial(path) for path in notebooks}
    titles = {name.rpartition("/")[2]: text.partition("\n")[0].lstrip("# ") for name, text in pages.items()}
    links = "\n".join(f"- [{title}]({name})" for name, title in titles.items())
    head = "# Tutorials\n\nEach is a notebook in `examples/`, shown here with what it prints.\n\n"
    return {"tutorials/index.md": head + links + "\n", **pages}


def tutorial(notebook: Path) -> str:
    """The cells of a notebook with their outputs; one without outputs is run, and a cell that fails ends the build."""
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    outputs_are_there = any(cell.get("outputs") for cell in cells)
    space: dict[str, Any] = {}
    parts = []
    for cell in cells:
        text = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            parts.append(re.sub(r"\$([^$]+)\$", lambda match: f"`{_plain(match[1])}`", text))
            continue
        parts.append(f"```python\n{text}\n```")
        if outputs_are_there:
            parts += [_output(output) for output in cell["outputs"]]
        else:
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                exec(compile(text, notebook.name, "exec"), space)
            parts += [_fenced(printed.getvalue())] if printed.getvalue() else []
    return "\n\n".join(parts) + f"\n\nThe notebook: `examples/{notebook.name}`.\n"


def _plain(latex: str) -> str:
    return latex.replace(r"\partial", "∂").replace(r"\cdot", "·")


def _output(output: dict[str, Any]) -> str:
    data = output.get("data", {})
    if "image/svg+xml" in data:
        return f"<figure>{''.join(data['image/svg+xml'])}</figure>"
    if "image/png" in data:
        return f'<figure><img alt="output" src="data:image/png;base64,{"".join(data["image/png"]).strip()}"></figure>'
    return _fenced("".join(output.get("text") or data.get("text/plain", "")))


def _fenced(text: str) -> str:
    return f"```text\n{text.rstrip()}\n```"


def contributing(text: str) -> str:
    """CONTRIBUTING.md with links that lead on from a page of the site."""
    return text.replace("](docs/", "](").replace("[changes](changes/README.md)", "`changes/`")


def speed_picture(page: str) -> str:
    """Bars of Mish's time relative to ReLU's, from the table of docs/cpu.md."""
    match = re.search(r"^\| forward \|(.*)\|$", page, re.M)
    if match is None:
        raise PluginError("docs/cpu.md has no line '| forward | ... |', from which the picture of speed is drawn.")
    cells = [re.fullmatch(r"\s*([\d.]+) \(([\d.]+)\)\s*", cell) for cell in match[1].split("|")]
    ours, torchs = ([float(cell[group]) for cell in cells[:3] if cell] for group in (1, 2))
    with drawing.style():
        figure = Figure(figsize=(7, 2.8), layout="constrained")
        axis = figure.subplots()
        places = range(len(ours))
        for shift, values, label in ((-0.2, torchs, "torch's own"), (0.2, ours, "after actlab.accelerate()")):
            bars = axis.barh([place + shift for place in places], values, height=0.36, label=label)
            axis.bar_label(bars, [f"{value:g}×" for value in values], padding=3)
        axis.axvline(1.0, linestyle="--", linewidth=1, color="0.3")
        axis.set_yticks(list(places), ["32K numbers", "1M numbers", "16M numbers"])
        axis.invert_yaxis()
        axis.set_xscale("log")
        axis.set_xticks([1, 10], ["1×", "10×"])
        axis.set_xlim(0.3, 90)
        axis.set_xlabel("time of F.mish relative to F.relu, float32, one thread (dashed: 1.0)")
        axis.legend(loc="lower right", frameon=False)
        return drawing.svg(figure, "Time of Mish relative to ReLU")


def forest_picture(example: dict[str, Any]) -> str:
    """The forest plot of the comparison that the playground ships: 10 seeds on the digits."""
    finals = {
        (run["task"]["activation"], run["task"]["seed"]): run["epochs"][-1]["test_accuracy"] for run in example["runs"]
    }
    seeds = sorted({seed for _, seed in finals})
    titles = {arm["activation"]: arm["title"] for arm in example["arms"]}
    entries = []
    for pair in example["pairs"]:
        arm, against, verdict = pair["arm"], pair["against"], pair["verdict"]
        if pair["metric"] != "test_accuracy" or {arm, against} - {"relu", "swish", "mish"}:
            continue
        points = np.array([finals[arm, seed] - finals[against, seed] for seed in seeds])
        mean, low, high = (verdict["difference"][name] for name in ("mean", "low", "high"))
        title = f"{titles[arm]} against {titles[against]}"
        entries.append(Difference(title, verdict["word"], 100 * points, 100 * mean, 100 * low, 100 * high))
    return drawing.svg(figures.draw_differences(entries, "test_accuracy"), "Differences of test accuracy, 10 seeds")
