"""The numbers of a report's tables and figures; nothing here draws."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import isnan, nan

import numpy as np

from actlab.arrays import slope, value
from actlab.define import Choice, choose
from actlab.lab.plan.arms import title_of
from actlab.lab.plan.metric import Metric, metric
from actlab.lab.plan.plan import Cell
from actlab.lab.plan.run import Run
from actlab.lab.plan.study import SAME_RATE
from actlab.lab.verdicts.findings import NO_RUNS, ArmFigure, Finding, Findings
from actlab.lab.verdicts.procedure import BETTER, EQUIVALENT, LEANS_BETTER, LEANS_WORSE, NO_VERDICT, WORSE
from actlab.lab.verdicts.statistics import Interval, interval
from actlab.pages.drawing import Curve, FloatArray

SAMPLES = 1001  # points along x: a kink is drawn sharp at any printed width
OPPOSITE = {BETTER: WORSE, WORSE: BETTER, LEANS_BETTER: LEANS_WORSE, LEANS_WORSE: LEANS_BETTER}
ALL_PAIRS_UP_TO = 6  # pairs: beyond it a forest plot has one arm that the others are compared with

# (experiment, metric) to the figures that a paper reports, by (level of the factor, arm).
Published = Callable[[str, str], Mapping[tuple[str, str], float]]


def nothing_published(experiment: str, key: str) -> Mapping[tuple[str, str], float]:  # noqa: ARG001
    """For studies that no paper reports."""
    return {}


def function_curves(activations: Sequence[str | Choice], x_range: tuple[float, float]) -> list[tuple[Curve, Curve]]:
    """Value and slope of each activation over ``x_range``."""
    x = np.linspace(*x_range, SAMPLES)
    choices = [choose(activation) for activation in activations]
    return [(Curve(c.title, x, value(c, x)), Curve(c.title, x, slope(c, x))) for c in choices]


# ---- one cell ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Ranked:
    """An arm in the table of a cell: its figures over the seeds that finished, and the ranks that it may have.

    ``best_rank`` to ``worst_rank``: 1 is the best arm; arms that no verdict tells apart share their ranks.
    """

    figure: ArmFigure
    final: Interval
    best_rank: int
    worst_rank: int

    @property
    def ranks(self) -> str:
        """The band of ranks in print, such as ``1-3``."""
        return str(self.best_rank) if self.best_rank == self.worst_rank else f"{self.best_rank}-{self.worst_rank}"

    @property
    def final_accuracy(self) -> Interval:
        """Test accuracy in the last epoch."""
        return self._over(lambda run: run.epochs[-1].test_accuracy)

    @property
    def train(self) -> Interval:
        """Training accuracy in the last epoch."""
        return self._over(lambda run: run.epochs[-1].train_accuracy)

    @property
    def best(self) -> Interval:
        """The best test accuracy of any epoch: chosen after the fact, so above what to expect."""
        return self._over(lambda run: max((row.test_accuracy for row in run.epochs), key=_or_least))

    def epochs_to(self, level: float) -> Interval:
        """The epochs to a test accuracy over ``level``: the metric ``epochs_to_97`` and its like, a restricted mean."""
        by = _epochs_to(level)
        values = map(by.value, self.figure.runs.values())
        return interval([value for value in values if not isnan(value)], resolution=by.resolution(0), limits=by.range)

    def reached(self, level: float) -> int:
        """How many of the runs came to a test accuracy over ``level``; the others count in :meth:`epochs_to` too."""
        return sum(map(_epochs_to(level).reached, self.figure.runs.values()))

    def _over(self, of: Callable[[Run], float]) -> Interval:
        values = map(of, self.figure.runs.values())
        return interval([value for value in values if not isnan(value)], limits=(0.0, 1.0))


def not_reached(figure: ArmFigure, key: str) -> int:
    """How many finished runs did not come to the target of a metric that has one."""
    by = metric(key)
    return sum(not (by.reached(run) or isnan(by.value(run))) for run in figure.runs.values())


def _epochs_to(level: float) -> Metric:
    return metric(f"epochs_to_{100 * level:g}")


def _or_least(value: float) -> float:
    """A key for max: an undefined value comes last."""
    return -1.0 if isnan(value) else value


def has_accuracy(findings: Findings) -> bool:
    """Whether some run has test accuracies: regression has none."""
    return any(
        not isnan(row.test_accuracy)
        for figure in findings.figures
        for run in figure.runs.values()
        for row in run.epochs
    )


def rows(findings: Findings, cell: Cell, key: str) -> list[Ranked]:
    """The arms of a cell, the best mean first, those without a finished run last."""
    by, arms = metric(key), findings.plan.study.arms
    above = _above(findings, cell, key)
    ranked = []
    for arm in arms:
        figure = findings.figure(cell, arm)
        final = figure.over_seeds(key)
        beaten, beating = sum(arm == loser for _, loser in above), sum(arm == winner for winner, _ in above)
        ranked.append(Ranked(figure, final, 1 + beaten, len(arms) - beating))
    return sorted(ranked, key=lambda row: (isnan(row.final.mean), -by.sign * row.final.mean))


def told_apart(findings: Findings, cell: Cell, key: str) -> list[Finding]:
    """The pairs of a cell that a verdict tells apart or calls equivalent, the clearest first; then those that lean.

    Last come pairs that have no verdict because runs diverged.
    """
    order = (BETTER, WORSE, EQUIVALENT, LEANS_BETTER, LEANS_WORSE, NO_VERDICT)
    decided = [f for f in findings.of(cell, key) if f.word in order[:-1] or (f.verdict is None and f.why != NO_RUNS)]
    return sorted(decided, key=lambda f: order.index(f.word))


def _above(findings: Findings, cell: Cell, key: str) -> set[tuple[str, str]]:
    """(better arm, worse arm), also where the verdicts on a third arm imply it."""
    above = {(f.arm, f.against) for f in findings.of(cell, key) if f.word == BETTER}
    above |= {(f.against, f.arm) for f in findings.of(cell, key) if f.word == WORSE}
    for middle in findings.plan.study.arms:
        winners = [winner for winner, loser in above if loser == middle]
        losers = [loser for winner, loser in above if winner == middle]
        above |= {(winner, loser) for winner in winners for loser in losers}
    return above


@dataclass(frozen=True)
class Difference:
    """The paired differences of one pair of arms, seed by seed, with their interval; in the unit of print."""

    title: str
    word: str
    seeds: FloatArray
    mean: float
    low: float
    high: float


def differences(findings: Findings, cell: Cell, key: str) -> list[Difference]:
    """What a forest plot shows: every pair of a few arms; of many, all against the reference or else the best arm."""
    by = metric(key)
    pairs = [finding for finding in findings.of(cell, key) if finding.verdict is not None]
    best = ""
    if len(pairs) > ALL_PAIRS_UP_TO and not findings.plan.study.reference:
        best = rows(findings, cell, key)[0].figure.arm
        pairs = [finding for finding in pairs if best in (finding.arm, finding.against)]
    entries = [_difference(findings, cell, finding, turned=finding.arm == best) for finding in pairs]
    if best or findings.plan.study.reference:
        entries.sort(key=lambda entry: -by.sign * entry.mean)
    return entries


def _difference(findings: Findings, cell: Cell, finding: Finding, turned: bool) -> Difference:
    """``turned``: the other way round, with the opposite word."""
    arm, against = (finding.against, finding.arm) if turned else (finding.arm, finding.against)
    by = metric(finding.metric)
    scale = by.scale
    one, other = (findings.figure(cell, key).values[finding.metric] for key in (arm, against))
    seeds = scale * np.array([one[seed] - other[seed] for seed in one if seed in other])
    assert finding.verdict is not None
    over, sign = finding.verdict.difference, by.sign * (-1.0 if turned else 1.0)
    low, high = sorted((sign * scale * over.low, sign * scale * over.high))
    word = OPPOSITE.get(finding.word, finding.word) if turned else finding.word
    title = f"{title_of(arm)} \N{MINUS SIGN} {title_of(against)}"
    return Difference(title, word, seeds, sign * scale * over.mean, low, high)


def training_curves(findings: Findings, cell: Cell, key: str) -> list[Curve]:
    """Mean and interval over the seeds of a figure of every epoch, such as ``"test_accuracy"``, for each arm.

    Only finished runs enter; the others are drawn by themselves, see :func:`unfinished_curves`.
    """
    by, curves = metric(key), []
    for arm in findings.plan.study.arms:
        runs = list(findings.figure(cell, arm).runs.values())
        if runs:
            epochs = zip(*(run.epochs for run in runs), strict=True)
            bands = [interval([getattr(row, key) for row in of_one], limits=by.range) for of_one in epochs]
            mean, low, high = by.scale * np.array([(band.mean, band.low, band.high) for band in bands]).T
            curves.append(Curve(title_of(arm), np.arange(len(mean)), mean, low, high, len(runs)))
        else:
            curves.append(Curve(title_of(arm), np.array([]), np.array([])))  # keeps its colour
    return curves


def unfinished_curves(runs: Sequence[Run], key: str) -> list[Curve]:
    """One line for each run that did not finish, as far as it came."""
    return [
        Curve(
            f"{title_of(run.task.activation)}, seed {run.task.seed}, {run.status}",
            np.array([row.epoch for row in run.epochs]),
            metric(key).scale * np.array([getattr(row, key) for row in run.epochs]),
        )
        for run in runs
        if not run.finished and run.epochs
    ]


# ---- several cells -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Panel:
    """One set of axes: a curve for each arm over the levels of the main factor."""

    title: str
    labels: tuple[str, ...]
    curves: tuple[Curve, ...]


def main_factor(findings: Findings) -> str | None:
    """The factor along x: that of the paper's figure, else the last."""
    study = findings.plan.study
    return study.published.factor if study.published is not None else next(reversed(study.factors), None)


def panels(findings: Findings, key: str) -> list[Panel]:
    """A panel for each protocol and each level of the other factors."""
    factor = main_factor(findings)
    if factor is None:
        return []
    groups: dict[str, list[Cell]] = {}
    for cell in findings.plan.cells:
        if cell.level(factor) is not None:
            others = [label for name, label in cell.levels if name != factor]
            groups.setdefault(": ".join([cell.protocol, *others]), []).append(cell)
    return [_panel(findings, title, cells, factor, key) for title, cells in groups.items()]


def _panel(findings: Findings, title: str, cells: Sequence[Cell], factor: str, key: str) -> Panel:
    labels = tuple(str(cell.level(factor)) for cell in cells)
    curves = []
    for arm in findings.plan.study.arms:
        cell_figures = [findings.figure(cell, arm) for cell in cells]
        bands = [figure.over_seeds(key) for figure in cell_figures]
        mean, low, high = metric(key).scale * np.array([(band.mean, band.low, band.high) for band in bands]).T
        fewest = min(band.n for band in bands)
        curves.append(Curve(cell_figures[0].title, np.arange(len(cells)), mean, low, high, fewest))
    return Panel(title, labels, tuple(curves))


def published_panel(figures: Published, findings: Findings, key: str) -> Panel | None:
    """The paper's own numbers over all the levels that it has, or None where there are none.

    An arm that the paper does not report keeps its place, without a value: colours go by place.
    """
    published = findings.plan.study.published
    if published is None:
        return None
    table = figures(published.experiment, key)
    levels = findings.plan.study.factors[published.factor].levels
    labels = tuple(label for label in levels if any(level == label for level, _ in table))
    curves = []
    for arm in findings.plan.study.arms:
        values = [metric(key).scale * table.get((label, arm), nan) for label in labels]
        title = findings.figure(findings.plan.cells[0], arm).title
        curves.append(Curve(title, np.arange(len(labels)), np.array(values)))
    reported = any(np.isfinite(curve.y).any() for curve in curves)
    return Panel("the paper's numbers, one run a point", labels, tuple(curves)) if reported else None


def published_value(figures: Published, findings: Findings, cell: Cell, arm: str, key: str) -> float | None:
    """What the paper reports for an arm in a cell, in the unit of print."""
    published = findings.plan.study.published
    if published is None or any(cell.level(name) != label for name, label in published.where.items()):
        return None
    if cell.protocol != SAME_RATE:
        return None
    reported = figures(published.experiment, key).get((str(cell.level(published.factor)), arm))
    return None if reported is None else metric(key).scale * reported
