"""Claims that the final figures of the lab's own studies decide: their comparisons, cell by cell."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from math import isnan, nan

from actlab.define import choose
from actlab.lab.data.sets import POINTS
from actlab.lab.plan.metric import METRICS, Metric, metric
from actlab.lab.plan.plan import Cell
from actlab.lab.plan.run import Run, Task
from actlab.lab.plan.study import SAME_RATE
from actlab.lab.verdicts.findings import ArmFigure, Findings, pairing_of
from actlab.lab.verdicts.procedure import Pairing
from actlab.paper.audit.questions import QUESTIONS, Question
from actlab.paper.audit.rules import Comparison, Pool, Unit, Want
from actlab.paper.published.results import figures
from actlab.paper.replay.published import published_tables

NEAR_CHANCE, BELOW_PUBLISHED = 0.05, 0.10  # a cell whose best arm is no better than this decides nothing
CLASSES = {"cifar100": 100, **dict.fromkeys(POINTS, 2)}  # the other sets have 10
_Place = tuple[Cell, str, str, str]  # arm, the other, metric


@dataclass(frozen=True, eq=False)
class Studied:
    """A study that was run, with all runs of its folder; ``older``: how many another version of the code made."""

    findings: Findings
    runs: Mapping[Task, Run] = field(default_factory=dict)
    older: int = 0

    @cached_property
    def count(self) -> int:
        """How many of its runs there are."""
        return sum(task in self.runs for task in self.findings.plan.known_tasks(self.runs))

    @cached_property
    def pairings(self) -> dict[_Place, Pairing]:
        """The values of each ordered pair of arms, in each cell and metric, that has some."""
        pairings = {}
        plan = self.findings.plan
        for cell in plan.cells:
            for arm in plan.study.arms:
                for against in plan.study.arms:
                    for key in plan.study.metrics if arm != against else ():
                        sides = self.findings.figure(cell, arm), self.findings.figure(cell, against)
                        values = pairing_of(*sides, metric(key), plan.study.margin)
                        if isinstance(values, Pairing):
                            pairings[cell, arm, against, key] = values
        return pairings

    @cached_property
    def pool(self) -> Pool:
        """Every pair once, for the shape of the study's differences."""
        pairs = set(self.findings.pairs)
        pairings = [values for (_, arm, against, _), values in self.pairings.items() if (arm, against) in pairs]
        return Pool(tuple(pairings), self.findings.look)


def older_of(studies: Collection[Studied]) -> str:
    """How many runs come from another version of the code, in words; empty where none does."""
    older, count = (sum(numbers) for numbers in ([one.older for one in studies], [one.count for one in studies]))
    return f"{older} of {count} runs come from an older version of the code" if older else ""


def comparisons_of(claim: str, studies: Mapping[str, Studied]) -> list[Comparison]:
    """The comparisons of a claim, each once: cells that differ in their labels alone are one.

    Arms with one rate decide, as they were published; those with tuned rates stand beside. A study that a claim needs
    and that was not run is a comparison without values, so that the rest alone is never all.
    """
    comparisons: dict[object, Comparison] = {}
    for question in QUESTIONS[claim]:
        study = studies.get(question.study)
        if study is None:
            if not question.beside:
                comparisons[question] = absent(question.study, question.want)
            continue
        for cell in study.findings.plan.cells:
            if question.asks(cell):
                for key, comparison in _of_cell(question, study, cell):
                    comparisons.setdefault(key, comparison)
    return list(comparisons.values())


def absent(study: str, want: Want) -> Comparison:
    """In place of the comparisons of a study that was not run."""
    return Comparison(f"study {study}", want, Unit("", 2), why="not run at this scale", study=study)


def unit_of(by: Metric) -> Unit:
    """How differences by a metric are printed, with the sign of its own values."""
    return Unit(by.difference_unit, by.digits, by.sign * by.scale)


def not_trained(findings: Findings, cell: Cell) -> str:
    """Why a cell decides nothing: its best arm is near chance, or far below what was published; else empty."""
    accuracy = METRICS["test_accuracy"]
    arms = [findings.figure(cell, arm) for arm in findings.plan.study.arms]
    means = [sum(map(accuracy.value, arm.runs.values())) / len(arm.runs) for arm in arms if arm.runs]
    if not means or isnan(best := max(means)):
        return ""
    chance = 1 / CLASSES.get(findings.plan.setting(cell, arms[0].arm).data, 10)
    if best <= chance + NEAR_CHANCE:
        return f"not trained: the best arm has {best:.1%}, chance is {chance:.0%}"
    reported = [value for arm in arms if not isnan(value := published(findings, cell, arm.arm, accuracy))]
    if reported and best < max(reported) - BELOW_PUBLISHED:
        return f"not trained enough: the best arm has {best:.1%}, published are {max(reported):.1%}"
    return ""


def published(findings: Findings, cell: Cell, arm: str, by: Metric) -> float:
    """The article's own figure of an arm in a cell, as the runs have theirs; NaN where there is none."""
    study = findings.plan.study
    if study.key == "mnist-from-scratch" and by.key == "test_accuracy":
        return _from_scratch().get((cell.level("network"), cell.level("rate"), arm), nan)
    if study.published is None or any(cell.level(name) != label for name, label in study.published.where.items()):
        return nan
    reported = figures(study.published.experiment, by.key) if by.key in METRICS else {}
    return reported.get((str(cell.level(study.published.factor)), arm), nan)


def where_of(findings: Findings) -> str:
    """The study in words."""
    return f"study {findings.plan.study.key}, profile {findings.plan.profile_name}"


def _of_cell(question: Question, study: Studied, cell: Cell) -> Iterator[tuple[object, Comparison]]:
    findings = study.findings
    plan, why = findings.plan, not_trained(findings, cell)
    for key in question.metrics:
        for arm, against in question.pairs:
            yield (
                ((plan.setting(cell, arm), plan.setting(cell, against)), cell.protocol, key, question.want),
                _comparison(question, study, (cell, arm, against, key), why),
            )


def _comparison(question: Question, study: Studied, place: _Place, why: str) -> Comparison:
    cell, arm, against, key = place
    by, findings = metric(key), study.findings
    one, other = (findings.figure(cell, side) for side in (arm, against))
    printed = by.scale * (published(findings, cell, arm, by) - published(findings, cell, against, by))
    pairing = study.pairings.get(place)
    diverged = _diverged(one, other)
    return Comparison(
        f"{_title(arm, against)}: {_label(findings, cell)}",
        question.want,
        unit_of(by),
        pairing,
        diverged,
        why or ("" if pairing or diverged else "not run"),
        None if isnan(printed) or cell.protocol != SAME_RATE else printed,
        cell.protocol == SAME_RATE and not question.beside,
        question.study,
        study.pool,
    )


def _title(arm: str, against: str) -> str:
    return f"{choose(arm).title} \N{MINUS SIGN} {choose(against).title}"


def _label(findings: Findings, cell: Cell) -> str:
    rate = "" if cell.protocol == SAME_RATE else ", tuned rates"
    return f"{findings.plan.setting(cell, findings.plan.study.arms[0]).data}, {cell.label}{rate}"


def _diverged(one: ArmFigure, other: ArmFigure) -> tuple[int, int, int] | None:
    """Seeds in which one arm alone diverged, the other alone, and all that ended; None where none diverged."""
    if not (one.diverged or other.diverged):
        return None
    mine, theirs = set(one.seeds_diverged), set(other.seeds_diverged)
    ended = (mine | one.runs.keys()) & (theirs | other.runs.keys())
    return len((mine - theirs) & ended), len((theirs - mine) & ended), len(ended)


@cache
def _from_scratch() -> dict[tuple[str | None, str | None, str], float]:
    accuracies: dict[tuple[str | None, str | None, str], float] = {}
    for row in published_tables():
        settings = row.settings
        place = "-".join(map(str, settings.hidden)), f"{settings.learning_rate:g}"
        accuracies[(*place, choose(settings.activation).key)] = row.published.final_test_accuracy / 100
    return accuracies
