"""Claims about how many epochs something takes, from the studies that kept every epoch."""

from collections.abc import Callable, Sequence
from functools import partial
from math import inf, log10
from statistics import median

from actlab.define import choose
from actlab.lab.data.plane import settled
from actlab.lab.plan.metric import LEVELS, first_epoch_over
from actlab.lab.plan.plan import Cell
from actlab.lab.plan.run import Run
from actlab.lab.verdicts.findings import Findings
from actlab.lab.verdicts.statistics import interval
from actlab.paper.audit.studies import where_of
from actlab.paper.judgement import CANNOT_TELL, FAILS, HOLDS, NOT_RUN, Judgement

RELU, TANH, SIGMOID = 61, 100, 1000  # epochs that the article gives


def deciders(studies: Sequence[Findings]) -> dict[str, Callable[[], Judgement]]:
    """What can be decided with the studies that there are."""
    by_key = {findings.plan.study.key: findings for findings in studies}
    found: dict[str, Callable[[], Judgement]] = {}
    if "mnist-from-scratch" in by_key:
        found["M10"] = partial(more_epochs, by_key["mnist-from-scratch"])
    if "plane-convergence" in by_key:
        found["M27"] = partial(epochs_to_settle, by_key["plane-convergence"])
        found["M28"] = partial(faster_than_saturating, by_key["plane-convergence"])
    return found


def more_epochs(findings: Findings) -> Judgement:
    """M10: first epochs over 95, 97 and 98 %, Mish less ReLU, averaged over the cells seed by seed."""
    words, texts = [], []
    for threshold in LEVELS:
        rows = [row for cell in findings.plan.cells if (row := _differences(findings, cell, threshold))]
        if not rows:
            texts.append(f"{threshold:.0%}: not reached by every run in any cell")
            continue
        band = interval([sum(column) / len(rows) for column in zip(*rows, strict=True)])
        words.append(HOLDS if band.low > 0 else FAILS if band.high <= 0 else CANNOT_TELL)
        texts.append(f"{threshold:.0%}: {band.mean:+.2f} ({band.low:+.2f} to {band.high:+.2f}) in {len(rows)} cells")
    verdict = NOT_RUN if not words else words[0] if len(set(words)) == 1 else CANNOT_TELL
    effect = "first epoch over a test accuracy, Mish less ReLU"
    return Judgement(verdict, effect, "; ".join(texts), len(findings.plan.seeds), where_of(findings))


def _differences(findings: Findings, cell: Cell, threshold: float) -> list[float]:
    """Seed by seed, or nothing if a run is missing or did not get there."""
    mish, relu = (findings.figure(cell, arm).runs for arm in ("mish", "relu"))
    pairs = [
        (first_epoch_over(mish[seed], threshold), first_epoch_over(relu[seed], threshold))
        for seed in findings.plan.seeds
        if seed in mish and seed in relu
    ]
    if len(pairs) < len(findings.plan.seeds) or any(None in pair for pair in pairs):
        return []
    return [float(one - other) for one, other in pairs if one is not None and other is not None]


def epochs_to_settle(findings: Findings) -> Judgement:
    """M27: the article's figures, as orders of magnitude, on at least one set of points."""
    found = {cell.label: _medians(findings, cell) for cell in findings.plan.cells}
    whole = {label: medians for label, medians in found.items() if None not in medians.values()}
    if not whole:
        return Judgement(NOT_RUN, where=where_of(findings))
    watched = _watched(findings)
    words = {label: _as_published(medians, watched) for label, medians in whole.items()}
    texts = [f"{label}: {', '.join(_words(medians, watched))} ({words[label]})" for label, medians in whole.items()]
    return Judgement(
        next(word for word in (HOLDS, CANNOT_TELL, FAILS) if word in words.values()),
        f"asked: ReLU within twice {RELU}, tanh over {TANH}, sigmoid over {SIGMOID}, on one set at least; medians of "
        f"the epoch from which the loss stays within 5 % of its way: {'; '.join(texts)}",
        n=len(findings.plan.seeds),
        where=where_of(findings),
    )


def _as_published(medians: dict[str, float | None], watched: int) -> str:
    relu, tanh, sigmoid = (medians[arm] or inf for arm in ("relu", "tanh", "sigmoid"))
    if relu > 2 * RELU or tanh <= TANH or sigmoid <= SIGMOID:
        return FAILS
    return HOLDS if watched >= SIGMOID else CANNOT_TELL  # what has not settled takes longer than was watched, no more


def faster_than_saturating(findings: Findings) -> Judgement:
    """M28: epochs that ReLU takes over those of sigmoid and tanh; what never settled counts as the last epoch."""
    watched, words, texts = _watched(findings), [], []
    for other in ("sigmoid", "tanh"):
        logs = [
            log10(min(_settled(runs["relu"]), watched) / min(_settled(runs[other]), watched))
            for cell in findings.plan.cells
            for runs in _by_seed(findings, cell, ("relu", other))
        ]
        if len(logs) < 2:
            return Judgement(NOT_RUN, where=where_of(findings))
        band = interval(logs)
        words.append(HOLDS if band.high < 0 else FAILS if band.low >= 0 else CANNOT_TELL)
        texts.append(f"{other}: {10**band.mean:.2f} ({10**band.low:.2f} to {10**band.high:.2f}), {len(logs)} pairs")
    verdict = words[0] if len(set(words)) == 1 else CANNOT_TELL
    effect = f"epochs until the loss settles, ReLU over the other; not settled by epoch {watched} counts as {watched}"
    return Judgement(verdict, effect, "; ".join(texts), len(findings.plan.seeds), where_of(findings))


def _by_seed(findings: Findings, cell: Cell, arms: Sequence[str]) -> list[dict[str, Run]]:
    runs = {arm: findings.figure(cell, arm).runs for arm in arms}
    return [
        {arm: runs[arm][seed] for arm in arms} for seed in findings.plan.seeds if all(seed in runs[arm] for arm in arms)
    ]


def _watched(findings: Findings) -> int:
    """The last epoch that a loss can be seen to settle in."""
    cell, arm = findings.plan.cells[0], findings.plan.study.arms[0]
    return findings.plan.setting(cell, arm).epochs // 2


def _settled(run: Run) -> float:
    found = settled([row.train_loss for row in run.epochs])
    return inf if found is None else found


def _medians(findings: Findings, cell: Cell) -> dict[str, float | None]:
    """The median over the seeds for each arm; None where no run finished."""
    found = {arm: findings.figure(cell, arm).runs.values() for arm in findings.plan.study.arms}
    return {arm: median(map(_settled, runs)) if runs else None for arm, runs in found.items()}


def _words(medians: dict[str, float | None], watched: int) -> list[str]:
    return [
        f"{choose(arm).title} {f'over {watched}' if epoch is None or epoch > watched else f'{epoch:g}'}"
        for arm, epoch in medians.items()
    ]
