"""The curves of a replay: first their numbers, then the drawing."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from actlab.pages.drawing import COLOURS, Curve, style
from actlab.paper.replay.published import Replay, published_logs
from actlab.paper.replay.run import Protocol

DRAWN = {"accuracy": (100.0, "accuracy, %"), "loss": (1.0, "loss, nats")}


@dataclass(frozen=True)
class RunCurves:
    """One run: its curve over the training and the test set, and the published points where there is a log."""

    train: Curve
    test: Curve
    published: Curve | None


def run_curves(replay: Replay, table: str, figure: str) -> list[RunCurves]:
    """The curves of the runs of one table; ``figure`` is accuracy (in per cent) or loss."""
    rows = [row for row in replay.tables if row.table == table]
    rates = {row.settings.learning_rate for row in rows}
    return [_curves(replay, row.settings, figure, len(rates) > 1) for row in rows]


def draw_runs(accuracy: Sequence[RunCurves], loss: Sequence[RunCurves]) -> Figure:
    """Accuracy left, loss right: the test set solid, the training set dashed, every fifth published point a ring."""
    with style():
        figure = Figure(figsize=(9.0, 4.2), layout="constrained")
        left, right = figure.subplots(1, 2)
        for axis, runs, (_, label) in ((left, accuracy, DRAWN["accuracy"]), (right, loss, DRAWN["loss"])):
            for index, run in enumerate(runs):
                _draw(axis, run, COLOURS[index % len(COLOURS)])
            axis.set(xlabel="epoch", title=label)
            axis.xaxis.set_major_locator(MaxNLocator(integer=True))
        left.set_ylim(*_accuracy_range(accuracy))
        right.set_ylim(0, _loss_top(loss))
        left.legend(frameon=False, loc="lower right", fontsize="small")
        figure.patch.set_alpha(0.0)
    return figure


def _curves(replay: Replay, settings: Protocol, figure: str, with_rate: bool) -> RunCurves:
    scale = DRAWN[figure][0]
    title = settings.title + (f", rate {settings.learning_rate:g}" if with_rate else "")
    log = replay.runs[settings]
    epochs = np.array([row.epoch for row in log])
    train, test = (
        Curve(f"{title}, {split}", epochs, scale * np.array([getattr(row, f"{split}_{figure}") for row in log]))
        for split in ("train", "test")
    )
    known = published_logs().get(settings.activation) if settings == Protocol(settings.activation) else None
    if known is None:
        return RunCurves(train, test, None)
    points = scale * np.array([getattr(row, f"test_{figure}") for row in known[: len(log)]])
    return RunCurves(train, test, Curve(f"{title}, test, published", np.arange(len(points)), points))


def _draw(axis: Axes, run: RunCurves, colour: str) -> None:
    axis.plot(run.train.x, run.train.y, "--", color=colour, linewidth=0.9, label=run.train.title)
    axis.plot(run.test.x, run.test.y, "-", color=colour, linewidth=1.6, label=run.test.title)
    if run.published is not None:
        points = run.published
        axis.plot(
            points.x, points.y, "o", color=colour, markersize=4.5, fillstyle="none", markevery=5, label=points.title
        )


def _accuracy_range(runs: Sequence[RunCurves]) -> tuple[float, float]:
    """From the first epoch on: row 0 is guessing, and would press everything else into the top."""
    after = [run.test.y[min(1, len(run.test.y) - 1)] for run in runs if len(run.test.y)]
    return (max(0.0, min(after, default=0.0) - 1), 100.2)


def _loss_top(runs: Sequence[RunCurves]) -> float:
    after = [run.train.y[min(1, len(run.train.y) - 1)] for run in runs if len(run.train.y)]
    return 1.1 * max(after, default=1.0)
