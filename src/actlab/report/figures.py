"""Draw the numbers of :mod:`actlab.report.curves` with matplotlib."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from actlab.pages.drawing import COLOURS, INK, Curve, draw_line, style
from actlab.report.curves import Difference


def draw_functions(
    pairs: Sequence[tuple[Curve, Curve]],
    x_range: tuple[float, float],
    y_range: tuple[float, float] | None = None,
    transparent: bool = True,
) -> Figure:
    """Value on the left, slope on the right."""
    with style():
        figure = Figure(figsize=(9.0, 3.6), layout="constrained")
        axes = figure.subplots(1, 2)
        for axis, side, label in ((axes[0], 0, "value"), (axes[1], 1, "slope")):
            axis.axhline(0, color=INK, linewidth=0.6, alpha=0.5)
            axis.axvline(0, color=INK, linewidth=0.6, alpha=0.5)
            for index, pair in enumerate(pairs):
                draw_line(axis, _broken_at_jumps(pair[side]), index)
            axis.set(xlabel="x", title=label, xlim=x_range)
        if y_range is not None:
            axes[0].set_ylim(*y_range)
        axes[0].legend(frameon=False)
        figure.patch.set_alpha(0.0 if transparent else 1.0)
    return figure


def draw_training(
    accuracy: Sequence[Curve], loss: Sequence[Curve], diverged: tuple[Sequence[Curve], Sequence[Curve]]
) -> Figure:
    """Test accuracy on the left, test loss on the right, over the epochs, with bands."""
    with style():
        figure = Figure(figsize=(9.0, 3.8), layout="constrained")
        axes = figure.subplots(1, 2)
        _training_panel(axes[0], accuracy, diverged[0], "test accuracy, %")
        _training_panel(axes[1], loss, diverged[1], "test loss, nats")
        if accuracy:
            axes[0].set_ylim(_accuracy_floor(accuracy), 100.2)
            axes[1].set_ylim(0, _loss_ceiling(loss))
        axes[0].legend(frameon=False, loc="lower right")
        figure.patch.set_alpha(0.0)
    return figure


def draw_differences(found: Sequence[Difference]) -> Figure:
    """One row for each pair: a dot a seed, the mean, and the interval."""
    with style():
        figure = Figure(figsize=(9.0, 0.9 + 0.55 * len(found)), layout="constrained")
        axis = figure.subplots()
        axis.axvline(0, color=INK, linewidth=0.8)
        for row, entry in enumerate(found):
            colour = COLOURS[row % len(COLOURS)]
            axis.plot(entry.seeds, np.full(len(entry.seeds), row), "o", color=colour, alpha=0.45, markersize=5)
            axis.plot([entry.low, entry.high], [row, row], "-", color=colour, linewidth=2.5)
            axis.plot(entry.mean, row, "D", color=colour, markersize=7)
        axis.set_yticks(range(len(found)), [entry.title for entry in found])
        axis.set(xlabel="difference of final test accuracy, points", ylim=(len(found) - 0.5, -0.5))
        figure.patch.set_alpha(0.0)
    return figure


def _training_panel(axis: Axes, curves: Sequence[Curve], diverged: Sequence[Curve], title: str) -> None:
    for index, curve in enumerate(curves):
        draw_line(axis, curve, index)
    for curve in diverged:
        axis.plot(curve.x, curve.y, ":", color="#7A7A7A", linewidth=1.2, label=curve.title)
    axis.set(xlabel="epoch", title=title)
    axis.xaxis.set_major_locator(MaxNLocator(integer=True))


def _broken_at_jumps(curve: Curve) -> Curve:
    """Lift the pen where a step between neighbours is far larger than everywhere around: a slope at a kink."""
    steps = np.abs(np.diff(curve.y))
    jumps = np.flatnonzero(steps > np.maximum(0.02, 50 * np.median(steps))) + 1
    return Curve(curve.title, np.insert(curve.x, jumps, np.nan), np.insert(curve.y, jumps, np.nan))


def _accuracy_floor(curves: Sequence[Curve]) -> float:
    """Leave out the first climb: start where the slowest arm is after a tenth of the epochs."""
    after = max(1, len(curves[0].y) // 10)
    return max(0.0, min(float(curve.y[min(after, len(curve.y) - 1)]) for curve in curves) - 2)


def _loss_ceiling(curves: Sequence[Curve]) -> float:
    after = max(1, len(curves[0].y) // 10)
    return 1.3 * max(float(curve.y[min(after, len(curve.y) - 1)]) for curve in curves)
