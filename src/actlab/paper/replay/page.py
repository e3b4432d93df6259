"""The report of a replay: one HTML file, and the same tables for a terminal."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from markupsafe import Markup
from rich.box import SIMPLE
from rich.table import Table
from rich.text import Text

from actlab import __version__
from actlab.pages import drawing as figures
from actlab.pages.document import as_json
from actlab.pages.render import render as page
from actlab.pages.write import write_text
from actlab.paper.replay.figures import draw_runs, run_curves
from actlab.paper.replay.published import COLUMNS, EPOCHS, TABLES, Replay, TableRow
from actlab.terminal import Terminal

REPORT, RESULTS = "report.html", "results.json"
HEADINGS = (
    "final training accuracy, %",
    "final test accuracy, %",
    "best test accuracy, %",
    "first epoch with 95%",
    "first epoch with 97%",
    "first epoch with 98%",
)
SHORT = ("final train", "final test", "best test", "to 95%", "to 97%", "to 98%")  # for 80 columns
TITLES = {
    "basic": "ReLU, Swish, Mish",
    "beta": "Swish with three values of beta",
    "learning-rate": "Learning rate 0.5",
    "width": "Hidden layers 200-100",
}
DASH = "\N{EN DASH}"


def write(replay: Replay, out: Path) -> Path:
    """Write ``report.html`` and ``results.json`` into ``out``, each under a temporary name, then renamed."""
    out.mkdir(parents=True, exist_ok=True)
    for name, text in ((RESULTS, as_json("replay", plain(replay), indent=1) + "\n"), (REPORT, render(replay))):
        write_text(out / name, text)
    return out / REPORT


def render(replay: Replay) -> str:
    """The page as HTML text."""
    tables = [name for name in TABLES if any(row.table == name for row in replay.tables)]
    drawn = {
        name: Markup(
            figures.svg(
                draw_runs(run_curves(replay, name, "accuracy"), run_curves(replay, name, "loss")),
                f"Accuracy and loss over the epochs: {TITLES[name]}",
            )
        )
        for name in tables
    }
    values = {
        "replay": replay,
        "tables": tables,
        "titles": TITLES,
        "headings": HEADINGS,
        "figures": drawn,
        "columns": COLUMNS,
        "epochs": EPOCHS,
        "sentence": tables_sentence(replay),
        "version": __version__,
    }
    return page("actlab.paper", "replay.html.j2", values, {"figure": figure_text})


def plain(replay: Replay) -> dict[str, Any]:
    """Plain values for JSON: every table with ours beside the published, every log, the environment."""
    return {
        "tables": [
            {
                "table": row.table,
                "settings": asdict(row.settings),
                "published": asdict(row.published),
                "ours": asdict(row.ours) if row.ours else None,
                "differences": row.differences if row.ours else None,
                "message": row.message,
            }
            for row in replay.tables
        ],
        "logs": [
            {
                "activation": log.settings.activation,
                "figures": log.figures,
                "accuracies_equal_through_epoch": log.equal_accuracies,
                "losses_within_1e-9_through_epoch": log.held,
                "largest_difference": {column: log.largest(column) for column in COLUMNS},
            }
            for log in replay.logs
        ],
        "runs": [
            {"settings": asdict(settings), "rows": [asdict(row) for row in log]}
            for settings, log in replay.runs.items()
        ],
        "environment": replay.environment,
    }


def print_replay(replay: Replay) -> None:
    """Print the tables with each difference marked, and how far the logs held."""
    console = Terminal(highlight=False)
    for name in TABLES:
        rows = [row for row in replay.tables if row.table == name]
        if rows:
            console.print(_terminal_table(TITLES[name], rows))
    console.print(tables_sentence(replay))
    for log in replay.logs:
        console.print(log.sentence, soft_wrap=True)
    for row in replay.tables:
        if row.message:
            console.print(f"{row.settings.title}: {row.message}", soft_wrap=True)


def tables_sentence(replay: Replay) -> str:
    """How many rows agree in every figure."""
    complete = [row for row in replay.tables if row.ours]
    if not complete:
        return f"The tables state figures after {EPOCHS} epochs; no run here has as many."
    equal = sum(not row.differences for row in complete)
    open_rows = len(replay.tables) - len(complete)
    text = f"{equal} of {len(complete)} rows agree with the published ones in every figure"
    return text + (f"; {open_rows} more are not complete." if open_rows else ".")


def figure_text(value: float | int | None) -> str:
    """A figure of the tables: two digits for an accuracy, a dash where a threshold was not reached.

    >>> figure_text(98.0), figure_text(7), figure_text(None)
    ('98.00', '7', '–')
    """
    if value is None:
        return DASH
    return str(value) if isinstance(value, int) else f"{value:.2f}"


def _terminal_table(title: str, rows: list[TableRow]) -> Table:
    table = Table(title=f"{title}: published, then ours where it differs", title_justify="left", box=SIMPLE)
    table.add_column("function")
    for heading in SHORT:
        table.add_column(heading, justify="right")
    rates = {row.settings.learning_rate for row in rows}
    for row in rows:
        name = f"{row.settings.title}, rate {row.settings.learning_rate:g}" if len(rates) > 1 else row.settings.title
        cells = row.cells or [(published, None, False) for published in vars(row.published).values()]
        table.add_row(name, *(_cell(*cell) for cell in cells))
    return table


def _cell(published: float | int | None, got: float | int | None, differs: bool) -> Text:
    text = Text(figure_text(published))
    return text.append(f" \N{NOT EQUAL TO} {figure_text(got)}", "bold red") if differs else text
