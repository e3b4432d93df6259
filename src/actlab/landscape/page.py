"""The report of a landscape: picture, numbers and one HTML file with a surface to turn."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from math import isfinite
from pathlib import Path
from typing import Any

import numpy as np
from markupsafe import Markup
from matplotlib.figure import Figure

from actlab import __version__
from actlab.define import choose
from actlab.lab.store.environment import environment
from actlab.lab.verdicts.statistics import Interval, interval
from actlab.landscape.figures import common_seed, draw_depth, draw_losses, draw_outputs, geometric, scaled
from actlab.landscape.numbers import OutputArm, Surface, centre, logarithm, rise
from actlab.landscape.runs import DepthRun, LossRun
from actlab.pages import drawing as figures
from actlab.pages.document import document
from actlab.pages.render import render as page
from actlab.pages.write import write_text

PICTURES = ("landscape.svg", "landscape.png")
REPORT, RESULTS = "report.html", "results.json"
TURNED = 61  # points along each axis of the surface in the page: 3,600 tiles still turn smoothly
DASH = "\N{EN DASH}"


@dataclass(frozen=True)
class View:
    """A surface to turn: ``heights`` from 0 to 1 and the numbers that are read off, row by row from the first y."""

    title: str
    x: list[float]
    y: list[float]
    heights: list[list[float]]
    numbers: list[list[float | None]]


@dataclass(frozen=True)
class Landscape:
    """Everything that a page shows and a file keeps."""

    kind: str
    title: str
    introduction: str
    figure: Figure
    opaque: Figure
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    notes: tuple[str, ...]
    settings: dict[str, Any]
    raw: list[dict[str, Any]]
    views: tuple[View, ...] = field(default=())

    @property
    def sentence(self) -> str:
        """What a screen reader says of the picture."""
        return f"{self.title}: " + ", ".join(name for name, _ in self.rows)


def of_outputs(arms: Sequence[OutputArm], settings: dict[str, Any]) -> Landscape:
    """The page of output landscapes."""
    which = common_seed(arms)
    notes = tuple(
        f"{choose(arm.activation).title}: {arm.constant} of {len(arm.networks)} networks give the same number "
        "everywhere, or one that is not finite; the figures are those of the others."
        for arm in arms
        if arm.constant
    )
    return Landscape(
        "output",
        "Output landscape of random networks",
        "A network 2-64-32-16-1 with random weights, an activation behind every layer, over the square from 0 to 10. "
        "The networks of one seed have the same weights in every arm.",
        draw_outputs(arms),
        draw_outputs(arms, transparent=False),
        "Above: the output, scaled to run from 0 to 1. Below: where it bends. Seed "
        f"{settings['seeds'][which]}, the first with which every arm has something to measure, or else the first.",
        ("roughness", "steepness", "bend in the sharpest 1 %, %", "networks"),
        tuple(
            (
                choose(arm.activation).title,
                (
                    _cell(arm.over_seeds("bend")),
                    _cell(arm.over_seeds("steepness")),
                    _cell(arm.over_seeds("sharpest"), 100),
                    f"{len(arm.networks) - arm.constant} of {len(arm.networks)}",
                ),
            )
            for arm in arms
        ),
        (
            "Roughness is the mean of the absolute Laplacian, steepness the mean length of the gradient, of the scaled "
            "output over a square of side 1. Smooth surfaces spread their bend; where planes meet, it is all in edges.",
            *notes,
        ),
        settings,
        [
            {"activation": arm.activation, "seed": seed, **_plain(asdict(roughness))}
            for arm in arms
            for seed, roughness in zip(settings["seeds"], arm.networks, strict=True)
        ],
        tuple(view(choose(arm.activation).title, arm.surfaces[which]) for arm in arms),
    )


def of_losses(runs: Sequence[LossRun], settings: dict[str, Any]) -> Landscape:
    """The page of loss landscapes."""
    radius = settings["span"] / 2
    arms = {key: [run for run in runs if run.activation == key] for key in dict.fromkeys(r.activation for r in runs)}
    return Landscape(
        "loss",
        "Loss landscape around trained networks",
        "Each network is trained, then its weights are moved along two random directions, each filter scaled to the "
        "norm of the network's own. The directions, the first weights and the order of the images of one seed are the "
        "same in every arm.",
        draw_losses(runs),
        draw_losses(runs, transparent=False),
        f"Loss over the plane of the two directions, contours at the same losses for all; seed {settings['seeds'][0]}.",
        ("loss of the network", f"rise at distance {radius:g}", "roughness", "last training loss", "runs"),
        tuple(
            (
                choose(key).title,
                (
                    _cell(interval([centre(run.surface) for run in arm])),
                    _cell(interval([rise(run.surface, radius) for run in arm])),
                    _cell(interval([run.roughness.bend for run in arm])),
                    _cell(interval([run.losses[-1] for run in arm if run.losses])),
                    str(len(arm)),
                ),
            )
            for key, arm in arms.items()
        ),
        (
            "Loss is the mean cross-entropy over 256 of the training images, in nats, batch normalisation with the "
            "statistics of the training. The rise is how far the loss lies higher on a circle around the network, so "
            "small in a wide minimum. Roughness is the mean absolute Laplacian of log(1 + loss), scaled to 0 to 1 over "
            "a square of side 1. A plane of two directions shows little of a space of so many.",
            *_diverged(arms),
        ),
        settings,
        [
            {
                "activation": run.activation,
                "seed": run.seed,
                "losses": [_number(loss) for loss in run.losses],
                "x": run.surface.x.tolist(),
                "y": run.surface.y.tolist(),
                "loss": [[_number(value) for value in row] for row in run.surface.values.tolist()],
                **_plain(asdict(run.roughness)),
            }
            for run in runs
        ],
        tuple(view(choose(key).title, arm[0].surface, logarithm(arm[0].surface)) for key, arm in arms.items()),
    )


def of_depth(runs: Sequence[DepthRun], settings: dict[str, Any]) -> Landscape:
    """The page of gradients and dead units over depth."""
    arms = {key: [run for run in runs if run.activation == key] for key in dict.fromkeys(r.activation for r in runs)}
    return Landscape(
        "depth",
        "Gradients and dead units over depth",
        "What passes each activation of a network, before the first step of training and after the last, on the same "
        "256 training images. The first weights and the order of the images of one seed are the same in every arm.",
        draw_depth(runs),
        draw_depth(runs, transparent=False),
        "Mean over the seeds"
        + (
            f" with the 95 % interval (Student's t, n = {len(settings['seeds'])})."
            if len(settings["seeds"]) > 1
            else "."
        ),
        ("first over last gradient, before", "after", "dead units before, %", "after, %", "last training loss", "runs"),
        tuple(
            (
                choose(key).title,
                (
                    _cell(geometric([_ratio(run.before) for run in arm])),
                    _cell(geometric([_ratio(run.after) for run in arm])),
                    _cell(interval([_dead(run.before) for run in arm]), 100),
                    _cell(interval([_dead(run.after) for run in arm]), 100),
                    _cell(interval([run.losses[-1] for run in arm if run.losses])),
                    str(len(arm)),
                ),
            )
            for key, arm in arms.items()
        ),
        (
            "The gradient norm is the root mean square, over the images, of the norm of the slope of an image's loss "
            "by what comes into the activation. Gradients and their ratio are averaged as logarithms. A unit "
            "is dead if its slope is below 0.001 for every image and place.",
            *_diverged(arms),
        ),
        settings,
        [_plain(asdict(run)) for run in runs],
    )


def _diverged(arms: Mapping[str, Sequence[LossRun] | Sequence[DepthRun]]) -> Iterator[str]:
    """A sentence for each arm whose numbers are not finite after the training."""
    for key, arm in arms.items():
        if count := sum(run.diverged for run in arm):
            yield (
                f"{choose(key).title}: {count} of {len(arm)} runs diverged: what the training left is not finite. "
                "Try a smaller learning rate."
            )


def view(title: str, surface: Surface, heights: Surface | None = None) -> View:
    """A surface thinned to at most 61 points along each axis; ``heights`` is drawn in place of its own numbers."""
    every = max(1, -(-(len(surface.x) - 1) // (TURNED - 1)))
    heights_drawn = scaled(heights or surface)[::every, ::every]
    high = np.where(np.isfinite(heights_drawn), heights_drawn, 1.0)
    return View(
        title,
        surface.x[::every].round(4).tolist(),
        surface.y[::every].round(4).tolist(),
        high.round(4).tolist(),
        [[_number(float(f"{value:.4g}")) for value in row] for row in surface.values[::every, ::every].tolist()],
    )


def render(landscape: Landscape) -> str:
    """The page as HTML text."""
    data = json.dumps([asdict(entry) for entry in landscape.views], separators=(",", ":"), allow_nan=False)
    values = {
        "landscape": landscape,
        "picture": Markup(figures.svg(landscape.figure, landscape.sentence)),
        "views": Markup(data.replace("<", "\\u003c")),
        "environment": environment(),
        "version": __version__,
    }
    return page("actlab.landscape", "landscape.html.j2", values, script="landscape.js" if landscape.views else None)


def write(landscape: Landscape, out: Path) -> Path:
    """Write pictures, ``results.json`` and ``report.html`` into ``out``, texts under a temporary name until whole."""
    out.mkdir(parents=True, exist_ok=True)
    for name in PICTURES:
        figures.save(landscape.opaque, out / name)
    for name, text in ((RESULTS, json.dumps(plain(landscape), allow_nan=False) + "\n"), (REPORT, render(landscape))):
        write_text(out / name, text)
    return out / REPORT


def plain(landscape: Landscape) -> dict[str, Any]:
    """Plain values for JSON: settings, every raw number, versions and machine."""
    body = {"kind": landscape.kind, "settings": landscape.settings, "runs": landscape.raw}
    return document("landscape", {**body, "environment": environment()})


def _cell(interval: Interval, scale: float = 1.0) -> str:
    if not isfinite(interval.mean):
        return DASH
    mean = f"{scale * interval.mean:.3g}"
    return f"{mean} [{scale * interval.low:.3g}, {scale * interval.high:.3g}]" if isfinite(interval.low) else mean


def _ratio(layers: Sequence[Any]) -> float:
    last = float(layers[-1].gradient)
    return float(layers[0].gradient) / last if last else float("nan")


def _dead(layers: Sequence[Any]) -> float:
    return float(sum(layer.dead * layer.units for layer in layers) / sum(layer.units for layer in layers))


def _number(value: float) -> float | None:
    return value if isfinite(value) else None


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(entry) for name, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    return _number(value) if isinstance(value, float) else value
