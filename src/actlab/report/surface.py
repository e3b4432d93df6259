"""The surface of a gate: its value over both inputs, and the slopes by each, as three maps with contour lines."""

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from actlab.arrays import slope, value
from actlab.define import GateChoice
from actlab.pages.drawing import INK, style

SAMPLES = 201  # along each input
BANDS = 14  # at most, of colour


@dataclass(frozen=True)
class Surface:
    """Numbers over the grid of ``side`` times ``side``: a runs to the right, b upwards."""

    title: str
    side: NDArray[np.float64]
    maps: dict[str, NDArray[np.float64]]


def surface(choice: GateChoice, across: tuple[float, float]) -> Surface:
    """Value and slopes of a gate with both inputs in ``across``."""
    side = np.linspace(*across, SAMPLES)
    a, b = np.meshgrid(side, side)
    by_a, by_b = slope(choice, a, b)
    return Surface(choice.title, side, {"value": value(choice, a, b), "slope by a": by_a, "slope by b": by_b})


def draw_surface(drawn: Surface) -> Figure:
    """The three maps; blue is below 0, red above, and the thick line is 0."""
    with style():
        figure = Figure(figsize=(11.0, 3.7), layout="constrained")
        figure.suptitle(drawn.title)
        for axis, (title, numbers) in zip(figure.subplots(1, 3), drawn.maps.items(), strict=True):
            most = float(np.abs(numbers).max()) or 1.0
            levels, marks = bands(most)
            filled = axis.contourf(drawn.side, drawn.side, numbers, levels, cmap="RdBu_r")
            axis.contour(drawn.side, drawn.side, numbers, levels, colors=INK, linewidths=0.3)
            axis.contour(drawn.side, drawn.side, numbers, [0.0], colors=INK, linewidths=1.4)
            axis.set(xlabel="a, the gate's input", ylabel="b, the other half", title=title, aspect="equal")
            figure.colorbar(filled, ax=axis, shrink=0.85, ticks=marks)
    return figure


def bands(most: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The edges of bands of colour from ``-most`` to ``most``, and their middles, round numbers; one is 0, and white.

    >>> bands(25.4)[1].tolist()
    [-25.0, -20.0, -15.0, -10.0, -5.0, 0.0, 5.0, 10.0, 15.0, 20.0, 25.0]
    """
    step = float(np.diff(MaxNLocator(BANDS - 1, steps=[1, 2, 5, 10]).tick_values(-most, most))[0])
    last = int(np.ceil(most / step - 0.5))
    middles = np.arange(-last, last + 1, dtype=np.float64) * step
    edges = np.arange(-last, last + 2, dtype=np.float64) * step - step / 2
    return edges, middles
