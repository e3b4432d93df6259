"""Figures for print: a column wide, fonts embedded, every seed a dot, colours that all readers tell apart."""

from collections.abc import Iterator
from contextlib import contextmanager
from math import isnan
from pathlib import Path

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from actlab.errors import BadValue, one_of
from actlab.lab.plan.metric import metric
from actlab.lab.verdicts.findings import Findings
from actlab.pages.drawing import COLOURS, draw_line
from actlab.report import numbers
from actlab.report.figures import MARKERS, WORD_LOOKS

INCHES = {"column": 3.5, "page": 7.16}  # of a paper in two columns
ENDINGS = (".pdf", ".svg", ".png")
KINDS = ("differences", "seeds", "training")
OVER_EPOCHS = ("test_accuracy", "test_loss")
_INK = "#222222"
_STYLE = {
    "text.parse_math": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "font.size": 8,
    "axes.labelsize": 8,
    "legend.fontsize": 7,
    "pdf.fonttype": 42,  # outlines of TrueType, which journals ask for, not bitmaps
    "svg.fonttype": "path",
    "axes.edgecolor": _INK,
    "svg.hashsalt": "actlab",
}


def axes(findings: Findings, kind: str, key: str) -> Axes:
    """The figure in axes of pyplot, so that a notebook shows it."""
    import matplotlib.pyplot as plt

    with _style():
        figure = plt.figure(figsize=_size(findings, kind, "page"), layout="constrained")
        axis = figure.subplots()
        _draw(axis, findings, kind, key)
    return axis


def save(findings: Findings, kind: str, key: str, path: Path, width: str) -> Path:
    """Write the figure to ``path`` at the width of a column or of a page."""
    if path.suffix not in ENDINGS:
        raise BadValue(f"expected a file name that ends in {', '.join(ENDINGS)}, got {path.name!r}.")
    path.parent.mkdir(parents=True, exist_ok=True)
    with _style():
        figure = Figure(figsize=_size(findings, kind, one_of("width", INCHES)(width)), layout="constrained")
        _draw(figure.subplots(), findings, kind, key)
        dated = {".pdf": {"CreationDate": None}, ".svg": {"Date": None}}.get(path.suffix)
        figure.savefig(path, dpi=300, metadata=dated)
    return path


def _size(findings: Findings, kind: str, width: str) -> tuple[float, float]:
    rows = len(findings.pairs) if kind == "differences" else len(findings.plan.study.arms)
    inches = INCHES[width]
    return (inches, 0.62 * inches) if kind == "training" else (inches, 0.7 + 0.28 * max(rows, 2))


def _draw(axis: Axes, findings: Findings, kind: str, key: str) -> None:
    one_of("kind of figure", KINDS)(kind)
    if len(findings.plan.cells) > 1:
        raise BadValue(
            f"a figure shows one cell, and {findings.plan.study.title} has {len(findings.plan.cells)}; "
            "see .report() for figures over the levels."
        )
    {"differences": _differences, "seeds": _seeds, "training": _training}[kind](axis, findings, key)


def _differences(axis: Axes, findings: Findings, key: str) -> None:
    pairs = [entry for entry in numbers.differences(findings, findings.plan.cells[0], key) if not isnan(entry.low)]
    if not pairs:
        raise BadValue("there is no pair with an interval to draw; give at least two functions and two seeds.")
    axis.axvline(0, color=_INK, linewidth=0.7)
    for row, entry in enumerate(pairs):
        colour, marker = WORD_LOOKS.get(entry.word, ("#7A7A7A", "D"))
        axis.plot(entry.seeds, np.full(len(entry.seeds), row), "o", color=colour, alpha=0.4, markersize=2.5)
        axis.plot([entry.low, entry.high], [row, row], "-", color=colour, linewidth=1.5)
        axis.plot(entry.mean, row, marker, color=colour, markersize=5)
    axis.set_yticks(range(len(pairs)), [entry.title for entry in pairs])
    by = metric(key)
    axis.set(xlabel=f"difference of {by.title}, {by.difference_unit}", ylim=(len(pairs) - 0.5, -0.5))


def _seeds(axis: Axes, findings: Findings, key: str) -> None:
    """Every run a dot, the mean a line: lines between the dots of one seed would hide them."""
    by, cell = metric(key), findings.plan.cells[0]
    arms = findings.plan.study.arms
    for row, arm in enumerate(arms):
        values = by.scale * np.array(list(findings.figure(cell, arm).values[key].values()))
        colour = COLOURS[row % len(COLOURS)]
        axis.plot(
            values, np.full(len(values), row), MARKERS[row % len(MARKERS)], color=colour, alpha=0.55, markersize=3
        )
        if len(values):
            axis.plot([values.mean()] * 2, [row - 0.3, row + 0.3], "-", color=colour, linewidth=1.5)
    axis.set_yticks(range(len(arms)), [findings.figure(cell, arm).title for arm in arms])
    axis.set(xlabel=by.axis, ylim=(len(arms) - 0.5, -0.5))


def _training(axis: Axes, findings: Findings, key: str) -> None:
    shown = key if key in OVER_EPOCHS else OVER_EPOCHS[1]
    for index, curve in enumerate(numbers.training_curves(findings, findings.plan.cells[0], shown)):
        draw_line(axis, curve, index)
    axis.set(xlabel="epoch", ylabel=metric(shown).axis)
    axis.xaxis.set_major_locator(MaxNLocator(integer=True))
    axis.legend(frameon=False)


@contextmanager
def _style() -> Iterator[None]:
    with rc_context(_STYLE):  # type: ignore[arg-type]  # its stub lists the names
        yield
