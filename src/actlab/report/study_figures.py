"""Draw the panels of a study."""

from collections.abc import Sequence
from math import ceil
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from actlab.pages.drawing import COLOURS, STYLES, style
from actlab.report.study_curves import Panel

MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
MOST_COLUMNS = 3
MOST_SLANTED = 12
LABELS = {"test_accuracy": "test accuracy, %", "test_loss": "test loss, nats"}


def draw_panels(panels: Sequence[Panel], metric: str, factor: str, published: Panel | None = None) -> Figure:
    """Lines with bands over the levels; panels that differ in the protocol alone have the same y axis."""
    shown = [*panels, *([published] if published is not None else [])]
    columns = min(MOST_COLUMNS, len(shown))
    rows = ceil(len(shown) / columns)
    with style():
        figure = Figure(
            figsize=(max(9.0, 3.7 * columns) if columns > 1 else 6.0, 3.3 * rows + 0.5), layout="constrained"
        )
        axes = figure.subplots(rows, columns, squeeze=False).flatten()
        for index, panel in enumerate(shown):
            _draw(axes[index], panel, metric, factor)
        for spare in axes[len(shown) :]:
            spare.set_axis_off()
        for axis, panel in zip(axes, panels, strict=False):
            limits = _limits([other for other in panels if _others(other) == _others(panel)])
            if limits is not None:
                axis.set_ylim(*limits)
        handles, names = axes[0].get_legend_handles_labels()
        figure.legend(handles, names, loc="outside upper center", ncols=len(names), frameon=False)
        figure.patch.set_alpha(0.0)
    return figure


def _draw(axis: Axes, panel: Panel, metric: str, factor: str) -> None:
    for index, curve in enumerate(panel.curves):
        colour = COLOURS[index % len(COLOURS)]
        line, marker = STYLES[index % len(STYLES)], MARKERS[index % len(MARKERS)]
        axis.plot(curve.x, curve.y, line, marker=marker, markersize=4, color=colour, label=curve.title, linewidth=1.6)
        if curve.low is not None and curve.high is not None:
            axis.fill_between(curve.x, curve.low, curve.high, color=colour, alpha=0.15, linewidth=0)
    axis.set_xticks(range(len(panel.labels)), panel.labels, **_form(panel.labels))
    axis.set(title=panel.title, xlabel=factor, ylabel=LABELS[metric])
    axis.margins(x=0.05)


def _form(labels: Sequence[str]) -> dict[str, Any]:
    """How labels are written so that none lies over the next: upright and small where they are many."""
    if len(labels) > MOST_SLANTED:
        return {"rotation": 90, "fontsize": 6}
    slanted = max(map(len, labels)) * len(labels) > 40
    return {"rotation": 35, "ha": "right"} if slanted else {}


def _others(panel: Panel) -> str:
    """The levels of the other factors, which follow the protocol in the title."""
    return panel.title.partition(": ")[2]


def _limits(panels: Sequence[Panel]) -> tuple[float, float] | None:
    """From the means, not from bands: a band over two seeds may be ten times as high as all else."""
    values = np.array([value for panel in panels for curve in panel.curves for value in curve.y])
    values = values[np.isfinite(values)]
    if not len(values):
        return None
    room = 0.08 * (float(values.max() - values.min()) or 1.0)
    return float(values.min()) - room, float(values.max()) + room
