"""Claims that the lab's own studies decide."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isnan, log10, nan

import numpy as np

from actlab.define import choose
from actlab.lab.findings import Findings
from actlab.lab.judgement import CANNOT_TELL, FAILS, HOLDS, NOT_RUN, Judgement, in_points
from actlab.lab.statistics import Interval, interval
from actlab.lab.study import SAME_RATE, TUNED

CIFAR = "MNIST only; the CIFAR-10 part is not run"


@dataclass(frozen=True)
class Question:
    """A claim as a question to a study: is Mish better than each of ``against``, or at least as good."""

    study: str
    against: tuple[str, ...]
    strictly: bool
    metrics: tuple[str, ...] = ("test_accuracy",)
    remark: str = ""


QUESTIONS = {
    "M11": Question("mnist-depth", ("swish", "relu"), strictly=True),
    "M12": Question("mnist-noise", ("swish", "relu"), strictly=True, metrics=("test_accuracy", "test_loss")),
    "M13": Question("mnist-optimizers", ("swish",), strictly=False, remark=CIFAR + "; the claim leaves Nadam out"),
    "M14": Question("mnist-learning-rate", ("swish",), strictly=False, remark=CIFAR),
    "M15": Question("mnist-initializers", ("swish",), strictly=False, remark=CIFAR),
    "M16": Question("mnist-regularizers", ("swish",), strictly=False, remark=CIFAR),
    "M17": Question("mnist-dropout", ("swish",), strictly=False, remark=CIFAR),
    "M18": Question("mnist-width", ("swish",), strictly=False, remark=CIFAR),
    "M25": Question(
        "mnist-batch-size", ("swish", "relu"), strictly=True, remark="MNIST instead of ResNet v2-20 on CIFAR-10"
    ),
}


def deciders(studies: Sequence[Findings]) -> dict[str, Callable[[], Judgement]]:
    """What can be decided with the studies that there are."""
    by_key = {findings.plan.study.key: findings for findings in studies}
    found: dict[str, Callable[[], Judgement]] = {}
    for claim, question in QUESTIONS.items():
        if question.study in by_key:
            found[claim] = lambda question=question: _answer(by_key[question.study], question)  # type: ignore[misc]
    if studies:
        found["M8"] = lambda: smaller_rate(studies)
        found["M9"] = lambda: time_of_an_epoch(studies)
    return found


def pooled(findings: Findings, arm: str, against: str, metric: str, protocol: str) -> tuple[Interval, int, int]:
    """The difference of each seed, averaged over the cells in which both arms finished every run: its 95 % interval.

    Returns with it how many cells entered and how many there are. Larger is better, also for losses.
    """
    cells = [
        cell for cell in findings.plan.cells if cell.protocol == protocol and "Nadam" not in dict(cell.levels).values()
    ]
    sign = 1.0 if metric == "test_accuracy" else -1.0
    rows = []
    for cell in cells:
        one, other = findings.figure(cell, arm).values[metric], findings.figure(cell, against).values[metric]
        if len(one) == len(other) == len(findings.plan.seeds):
            rows.append([sign * (one[seed] - other[seed]) for seed in findings.plan.seeds])
    if not rows:
        return Interval(nan, nan, nan, 0, 0.95), 0, len(cells)
    return interval(np.mean(rows, axis=0).tolist()), len(rows), len(cells)


def _answer(findings: Findings, question: Question) -> Judgement:
    """By the published protocol; the tuned one is told beside it.

    Better: on average over the cells, and worse in none. At least as good: on average no more than the margin below,
    and worse in none. Worse in a cell, or on average by more than the margin, refutes. Anything else is open.
    """
    words, effects, intervals = [], [], []
    for against in question.against:
        for metric in question.metrics:
            for protocol in findings.plan.study.protocols:
                band, entered, cells = pooled(findings, "mish", against, metric, protocol)
                tally = findings.tally("mish", against, metric, protocol)
                margin = findings.plan.study.margin if metric == "test_accuracy" else 0.0
                if protocol == SAME_RATE:
                    words.append(_word(band, tally["worse"], margin, question.strictly))
                counts = ", ".join(f"{word} {count}" for word, count in tally.items() if count)
                name = f"{choose(against).title}, {metric.removeprefix('test_')}, {protocol}"
                effects.append(f"against {name}: {counts}")
                text = in_points(band) if metric == "test_accuracy" else _in_nats(band)
                intervals.append(f"{name}: {text} over {entered} of {cells} cells")
    verdict = FAILS if FAILS in words else HOLDS if all(word == HOLDS for word in words) else CANNOT_TELL
    if all(word == NOT_RUN for word in words):
        verdict = NOT_RUN
    where = f"study {findings.plan.study.key}, profile {findings.plan.profile_name}"
    remark = f" ({question.remark})" if question.remark else ""
    return Judgement(verdict, "; ".join(effects), "; ".join(intervals), len(findings.plan.seeds), where + remark)


def _word(band: Interval, worse: int, margin: float, strictly: bool) -> str:
    if not band.n:
        return NOT_RUN
    if isnan(band.low):
        return CANNOT_TELL
    if worse or band.high < (0.0 if strictly else -margin):
        return FAILS
    if strictly and -margin <= band.low and band.high <= margin:
        return FAILS  # equivalent is not better
    if band.low > 0 or (not strictly and band.low >= -margin):
        return HOLDS
    return CANNOT_TELL


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


def _in_nats(band: Interval) -> str:
    """A difference of losses with its sign turned back: less is better."""
    return f"{-band.mean:+.3f} nats ({-band.high:+.3f} to {-band.low:+.3f})"
