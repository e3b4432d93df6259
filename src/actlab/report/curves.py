"""The numbers of the figures; nothing here draws."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from actlab.arrays import slope, value
from actlab.define import Choice, choose
from actlab.lab.execute.comparison import Comparison
from actlab.lab.plan.run import Epoch, Run
from actlab.lab.verdicts.statistics import interval
from actlab.lab.verdicts.summary import POINTS
from actlab.pages.drawing import Curve, FloatArray

SAMPLES = 1001  # points along x: a kink is drawn sharp at any printed width


def function_curves(activations: Sequence[str | Choice], x_range: tuple[float, float]) -> list[tuple[Curve, Curve]]:
    """Value and slope of each activation over ``x_range``."""
    x = np.linspace(*x_range, SAMPLES)
    choices = [choose(activation) for activation in activations]
    return [(Curve(c.title, x, value(c, x)), Curve(c.title, x, slope(c, x))) for c in choices]


def training_curves(comparison: Comparison, figure: str, scale: float = 1.0) -> list[Curve]:
    """Mean and interval over the seeds of ``figure``, such as ``"test_accuracy"``, for each arm and epoch.

    Only finished runs enter; those that diverged are drawn by themselves, see :func:`diverged_curves`.
    """
    curves = []
    for arm in comparison.arms:
        finished = [run for run in comparison.runs if run.task.activation == arm.activation and run.finished]
        if finished:
            bands = [interval([scale * getattr(row, figure) for row in rows]) for rows in _by_epoch(finished)]
            mean, low, high = np.array([(band.mean, band.low, band.high) for band in bands]).T
            curves.append(Curve(arm.title, np.arange(len(mean)), mean, low, high, len(finished)))
    return curves


def diverged_curves(comparison: Comparison, figure: str, scale: float = 1.0) -> list[Curve]:
    """One line for each run that diverged, as far as it came."""
    return [
        Curve(
            f"{arm.title}, seed {run.task.seed}, {run.status}",
            np.array([row.epoch for row in run.epochs]),
            np.array([scale * getattr(row, figure) for row in run.epochs]),
        )
        for arm in comparison.arms
        for run in comparison.runs
        if run.task.activation == arm.activation and not run.finished and run.epochs
    ]


@dataclass(frozen=True)
class Difference:
    """The paired differences of one pair of arms in points of accuracy, seed by seed, with their interval."""

    title: str
    seeds: FloatArray
    mean: float
    low: float
    high: float


def differences(comparison: Comparison) -> list[Difference]:
    """One entry for each pair of arms without a diverged run."""
    final = {
        (run.task.activation, run.task.seed): run.epochs[-1].test_accuracy for run in comparison.runs if run.epochs
    }
    titles = {arm.activation: arm.title for arm in comparison.arms}
    found = []
    for pair in comparison.pairs:
        if pair.verdict is not None:
            by_seed = [
                POINTS * (score - final[pair.against, seed]) for (arm, seed), score in final.items() if arm == pair.arm
            ]
            over = pair.verdict.difference
            title = f"{titles[pair.arm]} \N{MINUS SIGN} {titles[pair.against]}"
            found.append(
                Difference(title, np.array(by_seed), POINTS * over.mean, POINTS * over.low, POINTS * over.high)
            )
    return found


def _by_epoch(runs: Sequence[Run]) -> list[tuple[Epoch, ...]]:
    return list(zip(*(run.epochs for run in runs), strict=True))
