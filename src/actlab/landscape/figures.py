"""Draw landscapes: heat maps of outputs with their bends, contours of losses, curves over depth."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from actlab.define import choose
from actlab.lab.verdicts.statistics import Interval, interval
from actlab.landscape.numbers import Layer, OutputArm, Surface, logarithm
from actlab.landscape.runs import DepthRun, LossRun
from actlab.pages.drawing import INK, Curve, draw_line, logarithmic, style

BENDS = (0.1, 1000.0)  # range of the colours of the bend, the same for every arm and figure
LEVELS = 24  # contours
PANELS = {"gradient": "gradient norm of an image", "dead": "dead units, %"}


def scaled(surface: Surface) -> np.ndarray:
    """The values from 0 to 1 over the whole surface; zeros where it is constant, NaN where one is not finite."""
    halves = np.where(np.isfinite(surface.values), surface.values / 2, np.nan)  # the range may be beyond every number
    finite = halves[np.isfinite(halves)]
    low, high = finite.min(initial=np.inf), finite.max(initial=-np.inf)
    return (halves - low) / (high - low) if high > low else 0 * halves


def bend(surface: Surface) -> np.ndarray:
    """The absolute Laplacian of the scaled values, sides 1 long; two points fewer along each axis."""
    values = scaled(surface)
    inner = values[1:-1, 1:-1]
    around = values[2:, 1:-1] + values[:-2, 1:-1] + values[1:-1, 2:] + values[1:-1, :-2]
    bends: np.ndarray = np.abs(around - 4 * inner) * (len(surface.x) - 1) ** 2
    return bends


def layer_curves(runs: Sequence[DepthRun], when: str, figure: str) -> list[Curve]:
    """Mean and interval over the seeds of one figure of the layers, for each arm; ``when`` is before or after.

    Gradients are averaged as logarithms, since they differ by powers of ten; shares are in per cent, within 0 to 100.
    """
    curves = []
    for key in dict.fromkeys(run.activation for run in runs):
        layers: list[tuple[Layer, ...]] = [getattr(run, when) for run in runs if run.activation == key]
        rows = [[getattr(layer, figure) for layer in row] for row in zip(*layers, strict=True)]
        bands = [geometric(row) if figure == "gradient" else _share(row) for row in rows]
        mean, low, high = np.array([(band.mean, band.low, band.high) for band in bands]).T
        shown = len(layers) > 1
        title = choose(key).title
        numbers = np.arange(1, len(bands) + 1)
        curves.append(Curve(title, numbers, mean, low if shown else None, high if shown else None, len(layers)))
    return curves


def geometric(values: Sequence[float]) -> Interval:
    """Geometric mean with its interval; what is 0 counts as the smallest float32, which stands for an underflow."""
    floor = float(np.finfo(np.float32).tiny)
    logarithms = interval([float(np.log(max(value, floor))) for value in values])
    low, mean, high = (float(np.exp(number)) for number in (logarithms.low, logarithms.mean, logarithms.high))
    return Interval(mean, low, high, logarithms.n, logarithms.level)


def _share(values: Sequence[float]) -> Interval:
    shares = interval([100.0 * value for value in values])
    low, high = (float(np.clip(number, 0, 100)) for number in (shares.low, shares.high))
    return Interval(shares.mean, low, high, shares.n, shares.level)


def draw_outputs(arms: Sequence[OutputArm], transparent: bool = True) -> Figure:
    """The output of the first network that is not constant in any arm, and below it where and how much it bends."""
    which = common_seed(arms)
    with style():
        figure = Figure(figsize=(2.5 * max(3, len(arms)) + 0.8, 5.2), layout="constrained")
        axes = figure.subplots(2, len(arms), squeeze=False)
        for index, arm in enumerate(arms):
            surface = arm.surfaces[which]
            top = _image(axes[0, index], surface, scaled(surface), cmap="viridis", vmin=0, vmax=1)
            colours = LogNorm(*BENDS)
            floor = np.maximum(bend(surface), BENDS[0])
            bottom = _image(axes[1, index], surface, floor, cmap="inferno", norm=colours)
            axes[0, index].set_title(choose(arm.activation).title)
        figure.colorbar(top, ax=list(axes[0]), label="output, scaled to 0 to 1")
        figure.colorbar(bottom, ax=list(axes[1]), label="bend (absolute Laplacian)")
        figure.patch.set_alpha(0.0 if transparent else 1.0)
    return figure


def common_seed(arms: Sequence[OutputArm]) -> int:
    """The place of the first seed that no arm is constant with; 0 where there is none."""
    count = len(arms[0].surfaces)
    return next((n for n in range(count) if all(np.isfinite(arm.networks[n].bend) for arm in arms)), 0)


def draw_losses(runs: Sequence[LossRun], transparent: bool = True) -> Figure:
    """Contours of log(1 + loss) of each arm's first run, the same levels for all; a cross at the network itself."""
    first = list({run.activation: run for run in reversed(runs)}.values())[::-1]
    surfaces = [logarithm(run.surface).values for run in first]
    finite = [values[np.isfinite(values)] for values in surfaces]
    lowest = min((float(values.min()) for values in finite if len(values)), default=0.0)
    highest = max((float(values.max()) for values in finite if len(values)), default=1.0)
    levels = np.linspace(lowest, max(highest, lowest + 1e-6), LEVELS)
    with style():
        figure = Figure(figsize=(2.9 * max(3, len(first)) + 0.8, 3.4), layout="constrained")
        axes = figure.subplots(1, len(first), squeeze=False)[0]
        for axis, run, values in zip(axes, first, surfaces, strict=True):
            shown = axis.contourf(run.surface.x, run.surface.y, values, levels, cmap="viridis")
            axis.contour(run.surface.x, run.surface.y, values, levels, colors="white", linewidths=0.4, alpha=0.6)
            axis.plot(0, 0, "+", color="white", markersize=9, markeredgewidth=1.5)
            axis.set(title=choose(run.activation).title, aspect="equal", xlabel="first direction")
            axis.grid(visible=False)
        axes[0].set_ylabel("second direction")
        bar = figure.colorbar(shown, ax=list(axes), label="loss, nats")
        ticks = _ticks(lowest, highest)
        bar.set_ticks([float(np.log1p(tick)) for tick in ticks], labels=[f"{tick:g}" for tick in ticks])
        figure.patch.set_alpha(0.0 if transparent else 1.0)
    return figure


def draw_depth(runs: Sequence[DepthRun], transparent: bool = True) -> Figure:
    """Gradient norms above, dead units below; before training on the left, after it on the right."""
    with style():
        figure = Figure(figsize=(9.0, 6.0), layout="constrained")
        axes = figure.subplots(2, 2, sharex=True, sharey="row")
        for column, when in enumerate(("before", "after")):
            for row, (name, label) in enumerate(PANELS.items()):
                axis = axes[row, column]
                for index, curve in enumerate(layer_curves(runs, when, name)):
                    draw_line(axis, curve, index)
                axis.set_title(f"{label}, {when} training")
                axis.xaxis.set_major_locator(MaxNLocator(integer=True))
            axes[1, column].set_xlabel("activation, from the input to the output")
        axes[0, 0].set_yscale("log")
        logarithmic(axes[0, 0].yaxis)
        axes[1, 0].set_ylim(-3, 103)
        axes[0, 0].legend(frameon=False)
        figure.patch.set_alpha(0.0 if transparent else 1.0)
    return figure


def _ticks(lowest: float, highest: float) -> list[float]:
    """Round losses between two logarithms of 1 + loss, far enough apart to be read."""
    ticks: list[float] = []
    for tick in (0, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 100, 300, 1e3, 3e3, 1e4, 1e5, 1e6):
        place = float(np.log1p(tick))
        apart = not ticks or place - float(np.log1p(ticks[-1])) > (highest - lowest) / 12
        if lowest <= place <= highest and apart:
            ticks.append(tick)
    return ticks


def _image(axis: Axes, surface: Surface, values: np.ndarray, **colours: Any) -> Any:
    extent = (surface.x[0], surface.x[-1], surface.y[0], surface.y[-1])
    image = axis.imshow(values, origin="lower", extent=extent, interpolation="nearest", rasterized=True, **colours)
    axis.grid(visible=False)
    axis.tick_params(colors=INK)
    return image
