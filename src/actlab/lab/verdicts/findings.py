"""What the runs of a study say: a figure for each arm of each cell, a verdict for each pair of arms."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from math import isnan, nan
from statistics import median

from actlab.lab.data.sets import examples_for_testing
from actlab.lab.plan.arms import title_of
from actlab.lab.plan.metric import Metric, metric
from actlab.lab.plan.plan import Cell, Plan
from actlab.lab.plan.run import Run, Task
from actlab.lab.verdicts.collapse import collapsed
from actlab.lab.verdicts.procedure import NO_VERDICT, OPEN, WORDS, Pairing, Verdict, judge
from actlab.lab.verdicts.statistics import Interval, interval

NO_RUNS = "no runs yet"


@dataclass(frozen=True)
class ArmFigure:
    """One arm in one cell: its figures over the seeds that finished, and what became of the others.

    A run *diverged* when its loss stopped being finite: a property of the arm. It *failed* for a reason of the machine,
    such as a lack of memory, and the same command tries it again. It is *missing* where nobody has run it yet.

    ``values``: by metric and seed; ``examples``: of the test set; ``runs`` are those that finished, by seed.
    """

    cell: Cell
    arm: str
    values: dict[str, dict[int, float]]
    learning_rate: float
    planned: int
    diverged: tuple[str, ...]
    failed: tuple[str, ...]
    missing: tuple[str, ...]
    epoch_seconds: float
    runs: dict[int, Run]
    examples: int

    @property
    def title(self) -> str:
        """The name of the activation to print."""
        return title_of(self.arm)

    @property
    def strayed(self) -> tuple[str, ...]:
        """The runs that learned a number beyond its bounds: their figures count."""
        return tuple(f"seed {seed}: {run.message}" for seed, run in self.runs.items() if run.message)

    @property
    def seeds_diverged(self) -> tuple[int, ...]:
        """The seeds whose runs diverged."""
        return tuple(int(text.removeprefix("seed ").partition(":")[0]) for text in self.diverged)

    def over_seeds(self, key: str) -> Interval:
        """Mean and 95 % interval of the runs that finished, by a metric."""
        by = metric(key)
        return interval(list(self.values[key].values()), resolution=by.resolution(self.examples), limits=by.range)

    def collapsed_by(self, key: str) -> dict[int, float]:
        """The values of the runs that collapsed by a metric, by seed: far on the bad side of the arm's others."""
        by, values = metric(key), self.values[key]
        places = collapsed([by.sign * value for value in values.values()], by.resolution(self.examples))
        seeds = list(values)
        return {seeds[place]: values[seeds[place]] for place in places}

    @property
    def collapsed(self) -> tuple[int, ...]:
        """The seeds of the runs that collapsed by any metric."""
        return tuple(sorted({seed for key in self.values for seed in self.collapsed_by(key)}))


@dataclass(frozen=True)
class Finding:
    """One pair of arms in one cell by one metric. ``verdict`` is None, for the reason ``why``, where a run diverged."""

    cell: Cell
    metric: str
    arm: str
    against: str
    verdict: Verdict | None
    why: str = ""

    @property
    def word(self) -> str:
        """The verdict in a word or two."""
        return NO_VERDICT if self.verdict is None else self.verdict.word


@dataclass(frozen=True)
class Findings:
    """All of a study in one profile. ``look``: how many numbers of seeds it was judged at, this one included."""

    plan: Plan
    figures: tuple[ArmFigure, ...]
    findings: tuple[Finding, ...]
    failures: dict[str, int]
    look: int = 1

    @cached_property
    def _by_place(self) -> dict[tuple[Cell, str], ArmFigure]:
        return {(figure.cell, figure.arm): figure for figure in self.figures}

    @cached_property
    def _by_cell(self) -> dict[tuple[Cell, str], list[Finding]]:
        by_place: dict[tuple[Cell, str], list[Finding]] = {}
        for finding in self.findings:
            by_place.setdefault((finding.cell, finding.metric), []).append(finding)
        return by_place

    def figure(self, cell: Cell, arm: str) -> ArmFigure:
        """One arm in one cell."""
        return self._by_place[cell, arm]

    def of(self, cell: Cell, metric: str) -> tuple[Finding, ...]:
        """The pairs of one cell."""
        return tuple(self._by_cell.get((cell, metric), ()))

    def cells(self, protocol: str) -> tuple[Cell, ...]:
        """The cells of a protocol."""
        return tuple(cell for cell in self.plan.cells if cell.protocol == protocol)

    def tally(self, arm: str, against: str, metric: str, cells: Collection[Cell]) -> dict[str, int]:
        """How often each verdict was given to a pair over ``cells``."""
        words = Counter(
            finding.word
            for finding in self.findings
            if (finding.arm, finding.against, finding.metric) == (arm, against, metric) and finding.cell in cells
        )
        return {word: words[word] for word in WORDS}

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """(arm, against): the later arm is judged against the earlier."""
        return self.plan.study.pairs

    @property
    def complete(self) -> bool:
        """Whether every planned run finished or diverged."""
        return not any(figure.failed or figure.missing for figure in self.figures)


def find(plan: Plan, runs: Mapping[Task, Run], failures: Mapping[Task, str] | None = None, look: int = 1) -> Findings:
    """Judge what there is of a study: every pair, cell and metric of it is one family.

    The margin of equivalence is the study's, and at least one test example.

    ``look``: the number of times that it was judged with other seeds, this one included; see `looks.py`.
    """
    failures = failures or {}
    figures = figures_of(plan, runs, failures)
    drafts: list[tuple[Cell, str, str, str, Pairing | str]] = []
    for key in plan.study.metrics:
        for cell in plan.cells:
            for arm, against in plan.study.pairs:
                pairing = pairing_of(figures[cell, arm], figures[cell, against], metric(key), plan.study.margin)
                drafts.append((cell, key, arm, against, pairing))
    usable = {index: draft[-1] for index, draft in enumerate(drafts) if isinstance(draft[-1], Pairing)}
    verdicts = dict(zip(usable, judge(list(usable.values()), look=look), strict=True))
    entries = [
        Finding(cell, key, arm, against, verdicts.get(index), pairing if isinstance(pairing, str) else "")
        for index, (cell, key, arm, against, pairing) in enumerate(drafts)
    ]
    return Findings(plan, tuple(figures.values()), tuple(entries), dict(Counter(failures.values())), look)


def figures_of(plan: Plan, runs: Mapping[Task, Run], failures: Mapping[Task, str]) -> dict[tuple[Cell, str], ArmFigure]:
    """The figures of every arm of every cell, without verdicts."""
    return {(cell, arm): _figure(plan, cell, arm, runs, failures) for cell in plan.cells for arm in plan.study.arms}


def seeds_of(plan: Plan, runs: Mapping[Task, Run]) -> int:
    """The most seeds that an arm of a cell has finished."""
    counts = [
        sum(task in runs and runs[task].finished for task in plan.judged(cell, arm, runs))
        for cell in plan.cells
        for arm in plan.study.arms
    ]
    return max(counts, default=0)


def _figure(plan: Plan, cell: Cell, arm: str, runs: Mapping[Task, Run], failures: Mapping[Task, str]) -> ArmFigure:
    tasks = plan.judged(cell, arm, runs)
    setting = plan.chosen(cell, arm, runs)
    done = {task: runs[task] for task in tasks if task in runs}
    finished = {task.seed: run for task, run in done.items() if run.finished}
    absent = [task for task in tasks if task not in done]
    failed = [f"seed {task.seed}: {failures[task]}" for task in absent if task in failures]
    missing = [f"seed {task.seed}: not run" for task in absent if task not in failures]
    if not tasks:
        missing = ["its learning rate is not tuned yet"]
    return ArmFigure(
        cell,
        arm,
        {
            key: {seed: value for seed, run in finished.items() if not isnan(value := metric(key).value(run))}
            for key in plan.study.metrics
        },
        nan if setting is None else setting.learning_rate,
        len(plan.seeds),
        tuple(f"seed {task.seed}: {run.message}" for task, run in done.items() if not run.finished),
        tuple(failed),
        tuple(missing),
        median(row.seconds for run in finished.values() for row in run.epochs if row.epoch) if finished else nan,
        finished,
        _examples(plan, cell, arm),
    )


def _examples(plan: Plan, cell: Cell, arm: str) -> int:
    setting = plan.setting(cell, arm)
    examples = examples_for_testing(setting.data)
    return min(setting.test_images or examples, examples)


def pairing_of(arm: ArmFigure, against: ArmFigure, by: Metric, margin: float) -> Pairing | str:
    """The values that :func:`judge` takes, or why there are none.

    A diverged run has no value, and leaving it out would flatter.
    """
    broken = [
        f"{side.title} diverged in {len(side.diverged)} of {side.planned}" for side in (arm, against) if side.diverged
    ]
    if broken:
        return "; ".join(broken)
    seeds = [seed for seed in arm.values[by.key] if seed in against.values[by.key]]
    if not seeds:
        return NO_RUNS
    return Pairing(
        [by.sign * arm.values[by.key][seed] for seed in seeds],
        [by.sign * against.values[by.key][seed] for seed in seeds],
        by.resolution(arm.examples),
        max(margin, by.resolution(arm.examples)) if margin and by.has_margin else 0.0,
    )


def sentence(finding: Finding) -> str:
    """A finding in words; a difference has the sign of the metric's own values."""
    names = f"{title_of(finding.arm)} against {title_of(finding.against)}"
    verdict, by = finding.verdict, metric(finding.metric)
    if verdict is None:
        return f"{names}: no verdict ({finding.why})."
    difference = verdict.difference
    mean = f"{by.text(by.sign * difference.mean, signed=True)} {by.difference_unit}"
    if isnan(difference.low):
        return f"{names}: {verdict.word}, {mean}; {verdict.reason}."
    low, high = (by.text(end, signed=True) for end in sorted((by.sign * difference.low, by.sign * difference.high)))
    text = f"{names}: {verdict.word}, {mean} ({low} to {high}, n = {difference.n})"
    text += f"; {verdict.reason}" if verdict.reason else ""
    if verdict.word in OPEN:
        text += f"; {2 * difference.n} seeds would give ± {by.text(verdict.at_twice)}"
        text += f", {4 * difference.n} seeds ± {by.text(verdict.at_four_times)}"
    return text + "."


def collapse_sentence(figure: ArmFigure, key: str) -> str:
    """The collapsed runs of an arm in words; empty where there is none."""
    by, fallen = metric(key), figure.collapsed_by(key)
    if not fallen:
        return ""
    runs = ", ".join(f"seed {seed}: {by.text(value)} {by.unit}" for seed, value in fallen.items())
    return f"{figure.title}: {len(fallen)} of {len(figure.values[key])} runs collapsed ({runs})."
