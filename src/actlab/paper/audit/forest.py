"""The comparisons of a claim as one picture: a row for each with its seeds, its interval and the published figure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from textwrap import fill

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullFormatter, NullLocator

from actlab.pages import drawing
from actlab.pages.drawing import INK, logarithmic, style
from actlab.paper.audit.audit import Audited
from actlab.paper.judgement import Judgement, Line

MOST_ROWS = 30  # of a panel; beyond it only those that decide
ROW, HEAD = 0.26, 1.15  # inches
# Green and red of the pages; the marker says the same without colour.
LOOKS = {1: ("#00734f", "^"), -1: ("#b3311d", "v"), 0: ("#7A7A7A", "D")}
STAR = "#0072B2"
WIDEST_TITLE, WIDEST_HEADING = 66, 130  # characters


@dataclass(frozen=True)
class Panel:
    """Lines of one unit at one scale, on one axis."""

    title: str
    lines: tuple[Line, ...]

    @property
    def unit(self) -> str:
        """The unit of all of them."""
        return self.lines[0].unit


def panels(entry: Audited) -> list[Panel]:
    """What the picture of a claim shows: the published protocol first, a panel for each unit."""
    shown_panels = []
    for name, judgement in (("Published protocol", entry.published), ("Reduced scale", entry.reduced)):
        if judgement is None:
            continue
        shown = _shown(judgement)
        for unit in dict.fromkeys(line.unit for line in shown):
            of_unit = tuple(line for line in shown if line.unit == unit)
            shown_panels.append(Panel(f"{name}: {judgement.verdict} ({judgement.scale})", of_unit))
    return shown_panels


def _shown(judgement: Judgement) -> list[Line]:
    shown = [line for line in judgement.lines if line.seeds or isfinite(line.mean)]
    return [line for line in shown if line.decides] if len(shown) > MOST_ROWS else shown


def draw(entry: Audited) -> Figure:
    """The forest plot of a claim that has lines."""
    shown_panels = panels(entry)
    heights = [HEAD + ROW * len(panel.lines) for panel in shown_panels]
    with style():
        figure = Figure(figsize=(10.5, sum(heights) + 0.5), layout="constrained")
        axes = figure.subplots(len(shown_panels), 1, squeeze=False, gridspec_kw={"height_ratios": heights}).flatten()
        for axis, panel in zip(axes, shown_panels, strict=True):
            _draw_panel(axis, panel)
        figure.legend(handles=_legend(shown_panels), loc="outside lower center", ncols=6, frameon=False, fontsize=8)
        figure.patch.set_facecolor("white")
    return figure


def write_forests(claims: Sequence[Audited], folder: Path) -> list[Path]:
    """A picture for each claim that has comparisons, named after it."""
    paths = []
    for entry in claims:
        if panels(entry):
            paths.append(folder / f"{entry.claim.key}.svg")
            drawing.save(draw(entry), paths[-1])
    return paths


def _draw_panel(axis: Axes, panel: Panel) -> None:
    for row, line in enumerate(panel.lines):
        _draw_line(axis, row, line)
    names = [_short(line.title if line.decides else f"({line.title})") for line in panel.lines]
    axis.set_yticks(range(len(panel.lines)), names, fontsize=8)
    axis.set_ylim(len(panel.lines) - 0.4, -0.6)
    axis.set_title(fill(panel.title, WIDEST_HEADING), loc="left", x=-0.25, fontsize=9)
    axis.grid(visible=False, axis="y")
    if panel.unit == "times":
        _ratios(axis, panel)
    else:
        axis.set_xlabel(f"difference, {panel.unit}" if panel.unit != "epoch" else "epoch (logarithmic)")
        axis.set_xlim(*_limits(panel))
        if panel.unit == "epoch":
            axis.set_xscale("log")
            logarithmic(axis.xaxis)
        else:
            axis.axvline(0, color=INK, linewidth=0.8)


def _draw_line(axis: Axes, row: int, line: Line) -> None:
    colour, marker = LOOKS[line.speaks]
    strength = 1.0 if line.decides else 0.45
    axis.plot(line.seeds, np.full(len(line.seeds), row), "o", color=colour, alpha=0.35 * strength, markersize=3.5)
    if isfinite(line.low):
        axis.plot([line.low, line.high], [row, row], "-", color=colour, linewidth=2, alpha=strength)
    if isfinite(line.mean):
        filled = colour if isfinite(line.low) else "none"
        axis.plot(line.mean, row, marker, color=colour, markerfacecolor=filled, markersize=6, alpha=strength)
    if line.published is not None:
        axis.plot(line.published, row, "*", color=STAR, markerfacecolor="none", markersize=9)
    why = line.note.partition(":")[0] if line.note.startswith("not trained") else line.word
    axis.text(1.01, row, f"n = {line.n}, {why}", transform=axis.get_yaxis_transform(), fontsize=7.5, va="center")


def _limits(panel: Panel) -> tuple[float, float]:
    """From the seeds, means and published figures: the interval of three seeds may be ten times as wide."""
    values = np.array([value for line in panel.lines for value in (*line.seeds, line.mean, line.published or 0.0)])
    if not any(line.seeds for line in panel.lines):
        values = np.append(values, [end for line in panel.lines for end in (line.low, line.high)])
    values = values[np.isfinite(values)]
    if panel.unit == "epoch":
        return 0.8 * float(values[values > 0].min()), 1.25 * float(values.max())
    low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
    room = 0.12 * ((high - low) or 1.0)
    return low - room, high + room


def _ratios(axis: Axes, panel: Panel) -> None:
    values = np.array([value for line in panel.lines for value in (*line.seeds, line.mean, 1.0)])
    values = values[np.isfinite(values)]
    axis.set_xscale("log")
    axis.set_xlim(min(0.8, float(values.min()) / 1.1), max(1.25, float(values.max()) * 1.1))
    axis.axvline(1, color=INK, linewidth=0.8)
    axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axis.xaxis.set_minor_formatter(NullFormatter())
    if values.max() / values.min() < 10:  # between two powers of 10: even steps, on both sides of 1
        axis.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
        axis.xaxis.set_minor_locator(NullLocator())
    axis.set_xlabel("times")


def _legend(shown: Sequence[Panel]) -> list[Line2D]:
    names = {1: "speaks for the claim", -1: "speaks against it", 0: "neither"}
    handles = [
        Line2D([], [], color=colour, marker=marker, linewidth=2, label=names[sign])
        for sign, (colour, marker) in LOOKS.items()
    ]
    if any(line.seeds for panel in shown for line in panel.lines):
        handles.append(
            Line2D([], [], color=LOOKS[0][0], marker="o", alpha=0.5, linewidth=0, label="one seed or round each")
        )
    if any(line.published is not None for panel in shown for line in panel.lines):
        handles.append(
            Line2D([], [], color=STAR, marker="*", markerfacecolor="none", linewidth=0, label="published, one run")
        )
    return handles


def _short(text: str) -> str:
    return text if len(text) <= WIDEST_TITLE else text[: WIDEST_TITLE - 1].rstrip() + "\N{HORIZONTAL ELLIPSIS}"
