"""The numbers of a study's figures; nothing here draws."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from actlab.lab.plan.plan import Cell
from actlab.lab.plan.study import SAME_RATE
from actlab.lab.verdicts.findings import Findings
from actlab.lab.verdicts.summary import POINTS
from actlab.pages.drawing import Curve

# (experiment, metric) to the figures that a paper reports, by (level of the factor, arm).
Published = Callable[[str, str], Mapping[tuple[str, str], float]]
SCALES = {"test_accuracy": POINTS, "test_loss": 1.0}


def nothing_published(experiment: str, metric: str) -> Mapping[tuple[str, str], float]:  # noqa: ARG001
    """For studies that no paper reports."""
    return {}


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


def panels(findings: Findings, metric: str) -> list[Panel]:
    """A panel for each protocol and each level of the other factors."""
    factor = main_factor(findings)
    if factor is None:
        return []
    groups: dict[str, list[Cell]] = {}
    for cell in findings.plan.cells:
        if cell.level(factor) is not None:
            others = [label for name, label in cell.levels if name != factor]
            groups.setdefault(": ".join([cell.protocol, *others]), []).append(cell)
    return [_panel(findings, title, cells, factor, metric) for title, cells in groups.items()]


def _panel(findings: Findings, title: str, cells: Sequence[Cell], factor: str, metric: str) -> Panel:
    labels = tuple(str(cell.level(factor)) for cell in cells)
    curves = []
    for arm in findings.plan.study.arms:
        found = [findings.figure(cell, arm) for cell in cells]
        bands = [figure.over_seeds(metric) for figure in found]
        mean, low, high = SCALES[metric] * np.array([(band.mean, band.low, band.high) for band in bands]).T
        fewest = min(band.n for band in bands)
        curves.append(Curve(found[0].title, np.arange(len(cells)), mean, low, high, fewest))
    return Panel(title, labels, tuple(curves))


def published_panel(figures: Published, findings: Findings, metric: str) -> Panel | None:
    """The paper's own numbers over all the levels that it has, or None where there are none.

    An arm that the paper does not report keeps its place, without a value: colours go by place.
    """
    published = findings.plan.study.published
    if published is None:
        return None
    table = figures(published.experiment, metric)
    levels = findings.plan.study.factors[published.factor].levels
    labels = tuple(label for label in levels if any(level == label for level, _ in table))
    curves = []
    for arm in findings.plan.study.arms:
        values = [SCALES[metric] * table.get((label, arm), np.nan) for label in labels]
        title = findings.figure(findings.plan.cells[0], arm).title
        curves.append(Curve(title, np.arange(len(labels)), np.array(values)))
    reported = any(np.isfinite(curve.y).any() for curve in curves)
    return Panel("the paper's numbers, one run a point", labels, tuple(curves)) if reported else None


def published_value(figures: Published, findings: Findings, cell: Cell, arm: str, metric: str) -> float | None:
    """What the paper reports for an arm in a cell."""
    published = findings.plan.study.published
    if published is None or any(cell.level(name) != label for name, label in published.where.items()):
        return None
    if cell.protocol != SAME_RATE:
        return None
    value = figures(published.experiment, metric).get((str(cell.level(published.factor)), arm))
    return None if value is None else SCALES[metric] * value
