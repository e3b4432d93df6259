"""Draw the numbers of :mod:`actlab.report.numbers` with matplotlib."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from math import ceil
from textwrap import fill
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from actlab.lab.plan.metric import metric
from actlab.pages.drawing import INK, Curve, draw_line, look, style
from actlab.report.numbers import Difference, Panel

MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
MOST_COLUMNS = 3
MOST_SLANTED = 12
SPREAD = 0.6  # of the room between two categories, over which the arms stand side by side
LONGEST_LABEL, LONGEST_TITLE = 24, 60  # characters: longer ones leave no room for the axes; the table has them whole
LEGEND_COLUMNS, LEGEND_ROW = 5, 0.17  # inches
HIGHEST = 1e300  # of what is drawn
MOST_IN_AXES = 5  # arms: the legend of more stands beside the axes, and their bands would hide each other
# Green and red of the pages; the marker says the same without colour.
WORD_LOOKS = {"better": ("#00734f", "^"), "worse": ("#b3311d", "v"), "equivalent": ("#0072B2", "s")}


def draw_functions(
    pairs: Sequence[tuple[Curve, Curve]],
    x_range: tuple[float, float],
    y_range: tuple[float, float] | None = None,
    transparent: bool = True,
    figure: Figure | None = None,
) -> Figure:
    """Value on the left, slope on the right; in ``figure``, where one is handed in."""
    with style():
        size = (9.0, 3.6 + _legend_height(len(pairs)))
        figure = figure or Figure(figsize=size, layout="constrained")
        axes = figure.subplots(1, 2)
        for axis, side, label in ((axes[0], 0, "value"), (axes[1], 1, "slope")):
            axis.axhline(0, color=INK, linewidth=0.6, alpha=0.5)
            axis.axvline(0, color=INK, linewidth=0.6, alpha=0.5)
            for index, pair in enumerate(pairs):
                draw_line(axis, _broken_at_jumps(pair[side]), index)
            axis.set(xlabel="x", title=label, xlim=x_range)
        if y_range is not None:
            axes[0].set_ylim(*y_range)
        _legend(figure, axes[0], len(pairs))
        figure.patch.set_alpha(0.0 if transparent else 1.0)
    return figure


def draw_training(curves: Mapping[str, Sequence[Curve]], unfinished: Mapping[str, Sequence[Curve]]) -> Figure:
    """A panel for each metric, over the epochs, with bands; runs that did not finish are dotted."""
    with style():
        arms = max(map(len, curves.values()))
        figure = Figure(figsize=(9.0, 3.8 + _legend_height(arms)), layout="constrained")
        axes = figure.subplots(1, len(curves))
        for axis, (key, drawn) in zip(np.atleast_1d(axes), curves.items(), strict=True):
            for index, curve in enumerate(drawn):
                draw_line(axis, curve if len(drawn) <= MOST_IN_AXES else replace(curve, low=None, high=None), index)
            for curve in unfinished[key]:
                axis.plot(curve.x, curve.y, ":", color="#7A7A7A", linewidth=1.2, label=curve.title)
            axis.set(xlabel="epoch", title=metric(key).axis)
            axis.xaxis.set_major_locator(MaxNLocator(integer=True))
            _leave_out_the_first_climb(axis, key, drawn)
        _legend(figure, np.atleast_1d(axes)[0], arms)
        figure.patch.set_alpha(0.0)
    return figure


def draw_differences(entries: Sequence[Difference], key: str) -> Figure:
    """A forest plot: a row for each pair with a dot a seed, the mean, and the interval."""
    with style():
        figure = Figure(figsize=(9.0, 0.9 + (0.5 if len(entries) < 12 else 0.28) * len(entries)), layout="constrained")
        axis = figure.subplots()
        axis.axvline(0, color=INK, linewidth=0.8)
        for row, entry in enumerate(entries):
            colour, marker = WORD_LOOKS.get(entry.word, ("#7A7A7A", "D"))
            axis.plot(entry.seeds, np.full(len(entry.seeds), row), "o", color=colour, alpha=0.35, markersize=4)
            axis.plot([entry.low, entry.high], [row, row], "-", color=colour, linewidth=2.2)
            axis.plot(entry.mean, row, marker, color=colour, markersize=7)
        axis.set_yticks(range(len(entries)), [entry.title for entry in entries])
        by = metric(key)
        axis.set(xlabel=f"difference of {by.title}, {by.difference_unit}", ylim=(len(entries) - 0.5, -0.5))
        figure.patch.set_alpha(0.0)
    return figure


def _broken_at_jumps(curve: Curve) -> Curve:
    """Lift the pen where a step between neighbours is far larger than those on both sides of it: a slope at a kink.

    And where a number is not finite, or so large that the ends of an axis would not be.
    """
    y = np.where(np.abs(curve.y) < HIGHEST, curve.y, np.nan)
    steps = np.abs(np.diff(y))
    near = np.pad(steps, 3, mode="edge")  # a jump may take two steps, so the nearest are left out
    around = np.max([near[at : at + len(steps)] for at in (0, 1, 5, 6)], axis=0)
    jumps = np.flatnonzero(steps > np.maximum(0.02, 10 * around)) + 1
    return Curve(curve.title, np.insert(curve.x, jumps, np.nan), np.insert(y, jumps, np.nan))


def draw_panels(panels: Sequence[Panel], key: str, factor: str, published: Panel | None = None) -> Figure:
    """Means with intervals over the levels, the paper's beside them on the same axis.

    Numbers as levels are joined by lines; between categories there is nothing to join. Panels that differ in the
    protocol alone have the same y axis.
    """
    shown = [*panels, *([published] if published is not None else [])]
    columns = min(MOST_COLUMNS, len(shown))
    rows = ceil(len(shown) / columns)
    with style():
        figure = Figure(
            figsize=(max(9.0, 3.7 * columns) if columns > 1 else 6.0, 3.3 * rows + 0.5), layout="constrained"
        )
        axes = figure.subplots(rows, columns, squeeze=False).flatten()
        for index, panel in enumerate(shown):
            _draw_panel(axes[index], panel, key, factor)
        for spare in axes[len(shown) :]:
            spare.set_axis_off()
        for axis, panel in zip(axes, shown, strict=False):
            beside = shown if panel is published else [other for other in panels if _others(other) == _others(panel)]
            limits = _limits([*beside, *([published] if published is not None else [])], key)
            if limits is not None:
                axis.set_ylim(*limits)
        handles, names = axes[0].get_legend_handles_labels()
        figure.legend(handles, names, loc="outside upper center", ncols=min(6, len(names)), frameon=False)
        figure.patch.set_alpha(0.0)
    return figure


def _draw_panel(axis: Axes, panel: Panel, key: str, factor: str) -> None:
    joined = all(map(_is_number, panel.labels))
    for index, curve in enumerate(panel.curves):
        colour, line = look(index)
        marker = MARKERS[index % len(MARKERS)]
        x = curve.x if joined else curve.x + SPREAD * (index - (len(panel.curves) - 1) / 2) / len(panel.curves)
        style_of = line if joined else "none"
        axis.plot(x, curve.y, linestyle=style_of, marker=marker, markersize=4, color=colour, label=curve.title)
        if curve.low is not None and curve.high is not None and joined:
            axis.fill_between(x, curve.low, curve.high, color=colour, alpha=0.15, linewidth=0)
        elif curve.low is not None and curve.high is not None:
            axis.vlines(x, curve.low, curve.high, color=colour, linewidth=1.4, alpha=0.6)
    labels = [_cut(label, LONGEST_LABEL) for label in panel.labels]
    axis.set_xticks(range(len(labels)), labels, **_form(labels))
    axis.set_title(fill(_cut(panel.title, LONGEST_TITLE), LONGEST_TITLE // 2))
    axis.set(xlabel=_cut(factor, LONGEST_TITLE // 2), ylabel=metric(key).axis)
    axis.margins(x=0.05)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}\N{HORIZONTAL ELLIPSIS}"


def _form(labels: Sequence[str]) -> dict[str, Any]:
    """How labels are written so that none lies over the next: upright and small where they are many."""
    if len(labels) > MOST_SLANTED:
        return {"rotation": 90, "fontsize": 6}
    slanted = max(map(len, labels)) * len(labels) > 40
    return {"rotation": 35, "ha": "right"} if slanted else {}


def _others(panel: Panel) -> str:
    """The levels of the other factors, which follow the protocol in the title."""
    return panel.title.partition(": ")[2]


def _is_number(label: str) -> bool:
    try:
        float(label)
    except ValueError:
        return False
    return True


def _limits(panels: Sequence[Panel], key: str) -> tuple[float, float] | None:
    """From the means, not from bands: a band over two seeds may be ten times as high as all else.

    Never beyond what the metric can be: no accuracy is above 100 %.
    """
    values = np.array([value for panel in panels for curve in panel.curves for value in curve.y])
    values = values[np.isfinite(values)]
    if not len(values):
        return None
    room = 0.08 * (float(values.max() - values.min()) or 1.0)
    lowest, highest = (metric(key).scale * end for end in metric(key).range)
    return max(lowest, float(values.min()) - room), min(highest, float(values.max()) + room)


def _legend_height(arms: int) -> float:
    """What a legend beside the axes takes of the figure, in inches."""
    return LEGEND_ROW * ceil(arms / LEGEND_COLUMNS) if arms > MOST_IN_AXES else 0.0


def _legend(figure: Figure, axis: Axes, arms: int) -> None:
    if arms <= MOST_IN_AXES:
        axis.legend(frameon=False)
        return
    handles, names = axis.get_legend_handles_labels()
    figure.legend(handles, names, loc="outside lower center", ncols=LEGEND_COLUMNS, frameon=False, fontsize=8)


def _leave_out_the_first_climb(axis: Axes, key: str, curves: Sequence[Curve]) -> None:
    """Begin where most arms are after a tenth of the epochs; an arm that never learns does not set the scale."""
    starts = [float(curve.y[min(max(1, len(curve.y) // 10), len(curve.y) - 1)]) for curve in curves if len(curve.y)]
    starts = [start for start in starts if np.isfinite(start)]  # a run that is tested in its last epoch alone has none
    if not starts:
        return
    by = metric(key)
    if by.larger_is_better:
        axis.set_ylim(max(by.scale * by.range[0], float(np.quantile(starts, 0.2)) - 0.02 * by.scale), None)
        axis.set_ylim(None, min(axis.get_ylim()[1], 1.002 * by.scale * by.range[1]))
    else:
        axis.set_ylim(0, 1.3 * float(np.quantile(starts, 0.8)))
