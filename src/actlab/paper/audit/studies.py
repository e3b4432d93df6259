"""Claims that the final figures of the lab's own studies decide."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import isnan, log10, nan

import numpy as np

from actlab.define import choose
from actlab.lab.plan.metric import metric as metric_named
from actlab.lab.plan.plan import Cell
from actlab.lab.plan.study import SAME_RATE, TUNED
from actlab.lab.verdicts.findings import Findings
from actlab.lab.verdicts.statistics import Interval, interval
from actlab.paper.judgement import CANNOT_TELL, FAILS, HOLDS, NOT_RUN, Judgement, all_of

MEANING = "difference of each seed averaged over the cells, 95 % interval; verdicts of cells by Holm over the study"
OVER_SWISH = (("mish", "swish"),)
OVER_BOTH = (("mish", "swish"), ("mish", "relu"))


@dataclass(frozen=True)
class Question:
    """A claim as a question to a study: is each arm of ``pairs`` better than the other, or at least as good.

    ``levels`` and ``without`` name the levels that the claim speaks of, and those that it leaves out.
    """

    study: str
    pairs: tuple[tuple[str, str], ...]
    strictly: bool
    metrics: tuple[str, ...] = ("test_accuracy",)
    remark: str = ""
    levels: tuple[str, ...] = ()
    without: tuple[str, ...] = ()

    def asks(self, cell: Cell) -> bool:
        """Whether the claim speaks of a cell."""
        found = {label for _, label in cell.levels}
        return found.isdisjoint(self.without) and found.issuperset(self.levels)


def _on_both(name: str, remark: str = "", without: tuple[str, ...] = ()) -> tuple[Question, ...]:
    """At least as good as Swish in the study of MNIST and in that of CIFAR-10."""
    sets = ("mnist", "cifar10")
    return tuple(Question(f"{data}-{name}", OVER_SWISH, False, remark=remark, without=without) for data in sets)


# What a claim asks; where a study is not there, the others answer and it is named.
QUESTIONS: dict[str, tuple[Question, ...]] = {
    "M11": (Question("mnist-depth", OVER_BOTH, strictly=True),),
    "M12": tuple(
        Question("mnist-noise", OVER_BOTH, strictly=True, metrics=("test_accuracy", "test_loss"), levels=(level,))
        for level in ("in training", "at test", "in both")
    ),
    "M13": _on_both("optimizers", "the claim leaves Nadam out", ("Nadam",)),
    "M14": _on_both("learning-rate", "the claim ends at 1e-1", ("1e0", "1e1")),
    "M15": (
        Question("mnist-initializers", OVER_SWISH, strictly=False),
        Question("cifar10-initializers", OVER_SWISH, strictly=True, without=("random_normal",)),
    ),
    "M16": _on_both("regularizers"),
    "M17": _on_both("dropout"),
    "M18": (
        Question("mnist-width", OVER_SWISH, strictly=False),
        Question("cifar10-width", OVER_SWISH, strictly=True, levels=("1024",)),
    ),
    "M19": (
        *(
            Question("cifar10-cosine-onecycle", OVER_SWISH, True, levels=(at,))
            for at in ("cosine annealing", "one-cycle")
        ),
        *(
            Question("mnist-schedules", OVER_SWISH, True, levels=(at,), remark="the claim is of CIFAR-10")
            for at in ("cosine", "one-cycle")
        ),
    ),
    "M20": (Question("cifar10-mixup", (("mish", "relu"),), True, ("test_accuracy", "test_loss"), without=("none",)),),
    "M25": (
        Question("cifar10-batch-size", OVER_BOTH, strictly=True),
        Question("mnist-batch-size", OVER_BOTH, strictly=True, remark="the claim is of ResNet v2-20 on CIFAR-10"),
    ),
    "M29": (
        Question("mnist-from-scratch", (("swish", "relu"), ("mish", "relu")), strictly=True, levels=("100-50", "0.1")),
    ),
    "M30": (Question("mnist-from-scratch", OVER_BOTH, strictly=True, levels=("100-50", "0.5")),),
    "M32": (
        Question(
            "mnist-from-scratch",
            (("swish", "swish:beta=0.5"), ("swish:beta=2.0", "swish:beta=0.5")),
            strictly=True,
            levels=("100-50", "0.1"),
        ),
    ),
}
WIDER = Question("mnist-from-scratch", (("swish", "relu"), ("mish", "relu")), strictly=True, levels=("200-100", "0.1"))
WIDER_AND_FASTER = Question(
    "mnist-from-scratch", (("swish", "relu"), ("mish", "relu")), strictly=True, levels=("200-100", "0.5")
)


def deciders(studies: Sequence[Findings]) -> dict[str, Callable[[], Judgement]]:
    """What can be decided with the studies that there are."""
    by_key = {findings.plan.study.key: findings for findings in studies}
    found: dict[str, Callable[[], Judgement]] = {
        claim: partial(_answer_all, by_key, questions)
        for claim, questions in QUESTIONS.items()
        if any(question.study in by_key for question in questions)
    }
    if "mnist-from-scratch" in by_key:
        found["M31"] = lambda: wider_networks(by_key["mnist-from-scratch"])
    if studies:
        found["M8"] = lambda: smaller_rate(studies)
        found["M9"] = lambda: time_of_an_epoch(studies)
    return found


def pooled(findings: Findings, cells: Sequence[Cell], pair: tuple[str, str], metric: str) -> tuple[Interval, int, int]:
    """The difference of each seed, averaged over the cells in which both arms finished every run: its 95 % interval.

    Returns with it how many cells entered and how many there are. Larger is better, also for losses.
    """
    sign = metric_named(metric).sign
    rows = []
    for cell in cells:
        one, other = (findings.figure(cell, arm).values[metric] for arm in pair)
        if len(one) == len(other) == len(findings.plan.seeds):
            rows.append([sign * (one[seed] - other[seed]) for seed in findings.plan.seeds])
    if not rows:
        return Interval(nan, nan, nan, 0, 0.95), 0, len(cells)
    return interval(np.mean(rows, axis=0).tolist()), len(rows), len(cells)


def _answer(findings: Findings, question: Question) -> Judgement:
    """By the published protocol; the tuned one is told beside it.

    Better: on average over the cells, and worse in none. At least as good: on average no more than the margin below,
    and worse in none. Worse in a cell, or on average by more than the margin, refutes; to diverge more often than the
    other is worse. Anything else is open; a study that lacks runs is not run.
    """
    words, texts = [], []
    for arm, against in question.pairs:
        for metric in question.metrics:
            for protocol in findings.plan.protocols:
                cells = [cell for cell in findings.cells(protocol) if question.asks(cell)]
                if not cells:
                    continue
                band, entered, asked = pooled(findings, cells, (arm, against), metric)
                tally = findings.tally(arm, against, metric, cells)
                margin = findings.plan.study.margin if metric_named(metric).has_margin else 0.0
                if protocol == SAME_RATE:
                    lost = tally["worse"] + _lost(findings, cells, (arm, against))
                    whole = not _lacking(findings, cells, (arm, against))
                    words.append(_word(band, lost, margin, question.strictly) if whole else NOT_RUN)
                counts = ", ".join(f"{word} {count}" for word, count in tally.items() if count)
                data = question.study.partition("-")[0]
                where = [data, metric.removeprefix("test_"), protocol, *question.levels]
                name = f"{choose(arm).title} against {choose(against).title}, {', '.join(where)}"
                text = _in_words(band, metric)
                texts.append(f"{name}: {text} over {entered} of {asked} cells, of which {counts}")
    verdict = next(word for word in (FAILS, NOT_RUN, CANNOT_TELL, HOLDS) if word in words)
    remark = f" ({question.remark})" if question.remark else ""
    return Judgement(verdict, MEANING, "; ".join(texts), len(findings.plan.seeds), where_of(findings) + remark)


def _answer_all(studies: Mapping[str, Findings], questions: Sequence[Question]) -> Judgement:
    """All questions to the studies that there are; the others are named."""
    asked = all_of([_answer(studies[question.study], question) for question in questions if question.study in studies])
    absent = dict.fromkeys(question.study for question in questions if question.study not in studies)
    return replace(asked, where="; ".join([asked.where, *(f"{study} is not run" for study in absent)]))


def _lost(findings: Findings, cells: Sequence[Cell], pair: tuple[str, str]) -> int:
    """Cells in which the first of a pair diverged in more runs than the other."""
    counts = [[len(findings.figure(cell, arm).diverged) for arm in pair] for cell in cells]
    return sum(one > other for one, other in counts)


def _lacking(findings: Findings, cells: Sequence[Cell], pair: tuple[str, str]) -> bool:
    figures = [findings.figure(cell, arm) for cell in cells for arm in pair]
    return any(figure.failed or figure.missing for figure in figures)


def where_of(findings: Findings) -> str:
    """The study in words."""
    return f"study {findings.plan.study.key}, profile {findings.plan.profile_name}: {findings.plan.profile.note}"


def _word(band: Interval, worse: int, margin: float, strictly: bool) -> str:
    if worse:
        return FAILS
    if not band.n:
        return NOT_RUN
    if isnan(band.low):
        return CANNOT_TELL
    if band.high < (0.0 if strictly else -margin):
        return FAILS
    if strictly and -margin <= band.low and band.high <= margin:
        return FAILS  # equivalent is not better
    if band.low > 0 or (not strictly and band.low >= -margin):
        return HOLDS
    return CANNOT_TELL


def wider_networks(findings: Findings) -> Judgement:
    """M31: better at 0.1, and no difference at 0.5: equivalent within the margin, or unequal, or open."""
    first, second = _answer(findings, WIDER), _answer(findings, WIDER_AND_FASTER)
    words = set()
    for cell in findings.plan.cells:
        if WIDER_AND_FASTER.asks(cell):
            tallies = [findings.tally(*pair, "test_accuracy", [cell]) for pair in WIDER_AND_FASTER.pairs]
            words |= {word for tally in tallies for word, count in tally.items() if count}
    alike = HOLDS if words == {"equivalent"} else FAILS if words & {"better", "worse"} else CANNOT_TELL
    return all_of([first, replace(second, verdict=alike)])


def smaller_rate(studies: Sequence[Findings]) -> Judgement:
    """M8: the rates that Mish and ReLU chose on validation images, cell by cell."""
    ratios = [
        log10(findings.figure(cell, "mish").learning_rate / findings.figure(cell, "relu").learning_rate)
        for findings in studies
        if {"mish", "relu"} <= set(findings.plan.study.arms)
        for cell in findings.plan.cells
        if cell.protocol == TUNED
        and not isnan(findings.figure(cell, "mish").learning_rate + findings.figure(cell, "relu").learning_rate)
    ]
    if len(ratios) < 2:
        return Judgement(NOT_RUN, where="tuned cells of the studies")
    band = interval(ratios)
    counts = (sum(r < 0 for r in ratios), sum(r == 0 for r in ratios), sum(r > 0 for r in ratios))
    verdict = HOLDS if band.high < 0 else FAILS if band.low >= 0 else CANNOT_TELL
    return Judgement(
        verdict,
        f"Mish chose a smaller rate than ReLU in {counts[0]} cells, the same in {counts[1]}, a larger in {counts[2]}",
        f"ratio of the rates {10**band.mean:.2f} ({10**band.low:.2f} to {10**band.high:.2f}), cells as if independent",
        len(ratios),
        f"tuned cells of {', '.join(findings.plan.study.key for findings in studies)}",
    )


def time_of_an_epoch(studies: Sequence[Findings]) -> Judgement:
    """M9: the time of an epoch with Mish over that with ReLU and with Swish, cell by cell."""
    ratios: dict[str, list[float]] = {}
    for other in ("relu", "swish"):
        for findings in studies:
            if {"mish", other} <= set(findings.plan.study.arms):
                for cell in findings.plan.cells:
                    ratio = findings.figure(cell, "mish").epoch_seconds / findings.figure(cell, other).epoch_seconds
                    ratios.setdefault(other, []).extend([] if isnan(ratio) else [log10(ratio)])
    bands = {other: interval(values) for other, values in ratios.items() if len(values) > 1}
    if len(bands) < 2:
        return Judgement(NOT_RUN, where="times of the studies' epochs")
    lows = [band.low for band in bands.values()]
    verdict = HOLDS if min(lows) > 0 else FAILS if max(band.high for band in bands.values()) < 0 else CANNOT_TELL
    texts = [
        f"{choose(other).title}: {10**band.mean:.2f} times ({10**band.low:.2f} to {10**band.high:.2f})"
        for other, band in bands.items()
    ]
    return Judgement(
        verdict,
        "time of an epoch with Mish over that with the other, torch's own operators, one thread",
        "; ".join(texts),
        min(band.n for band in bands.values()),
        "times of the studies' epochs; with actlab.accelerate() see the benchmarks",
    )


def _in_words(band: Interval, metric: str) -> str:
    """A difference in the metric's unit, with the sign of its own values."""
    if not band.n:
        return "no cell in which every run finished"
    by = metric_named(metric)
    ends = sorted((by.sign * band.low, by.sign * band.high))
    mean, low, high = (by.text(value, signed=True) for value in (by.sign * band.mean, *ends))
    if isnan(band.low):
        return f"{mean} {by.difference_unit} (no interval from one seed)"
    return f"{mean} {by.difference_unit} ({low} to {high})"
