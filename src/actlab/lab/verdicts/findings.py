"""What the runs of a study say: a figure for each arm of each cell, a verdict for each pair of arms."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import inf, isnan, nan
from statistics import median

from actlab.define import choose
from actlab.lab.plan.plan import Cell, Plan
from actlab.lab.plan.run import Run, Task
from actlab.lab.verdicts.statistics import Interval, Pairing, Verdict, compare_all, interval

NO_VERDICT = "no verdict"
WORDS = ("better", "worse", "equivalent", "cannot tell apart", NO_VERDICT)
LARGER_IS_BETTER = {"test_accuracy": True, "test_loss": False}


@dataclass(frozen=True)
class ArmFigure:
    """One arm in one cell: its figures over the seeds that finished, and what became of the others.

    ``runs`` are those that finished, by seed.
    """

    cell: Cell
    arm: str
    values: dict[str, dict[int, float]]
    learning_rate: float
    planned: int
    diverged: tuple[str, ...]
    missing: tuple[str, ...]
    epoch_seconds: float
    runs: dict[int, Run]

    @property
    def title(self) -> str:
        """The name of the activation to print."""
        return choose(self.arm).title

    def over_seeds(self, metric: str) -> Interval:
        """Mean and 95 % interval of the runs that finished."""
        return interval(list(self.values[metric].values()))


@dataclass(frozen=True)
class Finding:
    """One pair of arms in one cell by one metric. ``verdict`` is None where a run diverged or none is there."""

    cell: Cell
    metric: str
    arm: str
    against: str
    verdict: Verdict | None
    why: str = ""

    @property
    def word(self) -> str:
        """The verdict in a word or two."""
        return NO_VERDICT if self.verdict is None or self.verdict.word.startswith(NO_VERDICT) else self.verdict.word


@dataclass(frozen=True)
class Findings:
    """All of a study in one profile."""

    plan: Plan
    figures: tuple[ArmFigure, ...]
    findings: tuple[Finding, ...]
    failures: dict[str, int]

    def figure(self, cell: Cell, arm: str) -> ArmFigure:
        """One arm in one cell."""
        return next(figure for figure in self.figures if figure.cell == cell and figure.arm == arm)

    def of(self, cell: Cell, metric: str) -> tuple[Finding, ...]:
        """The pairs of one cell."""
        return tuple(found for found in self.findings if found.cell == cell and found.metric == metric)

    def cells(self, protocol: str) -> tuple[Cell, ...]:
        """The cells of a protocol."""
        return tuple(cell for cell in self.plan.cells if cell.protocol == protocol)

    def tally(self, arm: str, against: str, metric: str, cells: Collection[Cell]) -> dict[str, int]:
        """How often each verdict was given to a pair over ``cells``."""
        words = Counter(
            found.word
            for found in self.findings
            if (found.arm, found.against, found.metric) == (arm, against, metric) and found.cell in cells
        )
        return {word: words[word] for word in WORDS}

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """(arm, against): the later arm is judged against the earlier."""
        return self.plan.study.pairs

    @property
    def complete(self) -> bool:
        """Whether every planned run finished or diverged."""
        return not any(figure.missing for figure in self.figures)


def find(plan: Plan, runs: Mapping[Task, Run], failures: Mapping[Task, str] | None = None) -> Findings:
    """Judge what there is of a study; Holm's procedure over every pair, cell and metric of it."""
    failures = failures or {}
    figures = {(cell, arm): _figure(plan, cell, arm, runs, failures) for cell in plan.cells for arm in plan.study.arms}
    drafts: list[tuple[Cell, str, str, str, Pairing | str]] = []
    for metric in plan.study.metrics:
        for cell in plan.cells:
            for arm, against in plan.study.pairs:
                pairing = _pairing(figures[cell, arm], figures[cell, against], metric)
                drafts.append((cell, metric, arm, against, pairing))
    verdicts = _verdicts(plan, drafts)
    found = [
        Finding(cell, metric, arm, against, verdicts.get(index), pairing if isinstance(pairing, str) else "")
        for index, (cell, metric, arm, against, pairing) in enumerate(drafts)
    ]
    return Findings(plan, tuple(figures.values()), tuple(found), dict(Counter(failures.values())))


def _verdicts(plan: Plan, drafts: Sequence[tuple[Cell, str, str, str, Pairing | str]]) -> dict[int, Verdict]:
    """Holm over all; the margin is one of accuracy, so losses are never called equivalent."""
    usable = {index: draft[-1] for index, draft in enumerate(drafts) if isinstance(draft[-1], Pairing)}
    judged = compare_all(list(usable.values()))
    found = dict(zip(usable, judged, strict=True))
    for index, verdict in found.items():
        inside = max(abs(verdict.difference.low), abs(verdict.difference.high)) <= plan.study.margin
        if drafts[index][1] == "test_accuracy" and inside and plan.study.margin:
            found[index] = Verdict(**{**vars(verdict), "word": "equivalent", "more_seeds": nan})
    return found


def _figure(plan: Plan, cell: Cell, arm: str, runs: Mapping[Task, Run], failures: Mapping[Task, str]) -> ArmFigure:
    tasks = plan.judged(cell, arm, runs)
    setting = plan.chosen(cell, arm, runs)
    done = {task: runs[task] for task in tasks if task in runs}
    finished = {task.seed: run for task, run in done.items() if run.finished}
    missing = [f"seed {task.seed}: {failures.get(task, 'not run')}" for task in tasks if task not in done] or (
        [] if tasks else ["its learning rate is not tuned yet"]
    )
    return ArmFigure(
        cell,
        arm,
        {
            metric: {seed: getattr(run.epochs[-1], metric) for seed, run in finished.items()}
            for metric in plan.study.metrics
        },
        nan if setting is None else setting.learning_rate,
        len(plan.seeds),
        tuple(f"seed {task.seed}: {run.message}" for task, run in done.items() if not run.finished),
        tuple(missing),
        median(row.seconds for run in finished.values() for row in run.epochs if row.epoch) if finished else nan,
        finished,
    )


def _pairing(arm: ArmFigure, against: ArmFigure, metric: str) -> Pairing | str:
    """The values to judge, or why there are none. A diverged run has no value, and leaving it out would flatter."""
    broken = [
        f"{side.title} diverged in {len(side.diverged)} of {side.planned}" for side in (arm, against) if side.diverged
    ]
    if broken:
        return "; ".join(broken)
    seeds = [seed for seed in arm.values[metric] if seed in against.values[metric]]
    if not seeds:
        return "no runs yet"
    sign = 1.0 if LARGER_IS_BETTER[metric] else -1.0
    return Pairing(
        [sign * arm.values[metric][seed] for seed in seeds], [sign * against.values[metric][seed] for seed in seeds]
    )


def sentence(finding: Finding) -> str:
    """A finding in words."""
    names = f"{choose(finding.arm).title} against {choose(finding.against).title}"
    verdict = finding.verdict
    if verdict is None:
        return f"{names}: no verdict ({finding.why})."
    scale, unit = (100.0, "points") if finding.metric == "test_accuracy" else (-1.0, "nats of loss")
    found = verdict.difference
    if isnan(found.low):
        return f"{names}: {verdict.word} ({scale * found.mean:+.2f} {unit}); no interval."
    low, high = sorted((scale * found.low, scale * found.high))
    text = f"{names}: {verdict.word}, {scale * found.mean:+.2f} {unit} ({low:+.2f} to {high:+.2f}, n = {found.n})"
    if verdict.word == "cannot tell apart":
        more = "over 1000" if verdict.more_seeds == inf else f"about {verdict.more_seeds:.0f}"
        text += f"; {more} more seeds needed"
    return text + "."
