"""Claims about how many epochs something takes, from the studies that kept every epoch."""

from math import inf, log10, nan
from statistics import median

from actlab.define import choose
from actlab.lab.data.plane import settled
from actlab.lab.plan.metric import LEVELS, first_epoch_over
from actlab.lab.plan.plan import Cell
from actlab.lab.plan.run import Run
from actlab.lab.verdicts.findings import Findings
from actlab.lab.verdicts.procedure import Pairing
from actlab.paper.audit.rules import MORE, SHARE, Comparison, Pool, Unit, Want
from actlab.paper.audit.studies import Studied, not_trained
from actlab.paper.judgement import CANNOT_TELL, HOLDS, NOT_RUN, REFUTED, Line

RELU, TANH, SIGMOID = 61, 100, 1000  # epochs that the article gives
MUCH = Want("at least twice as fast", log10(2))
EPOCHS = Unit("epochs", 2)
RATIO = Unit("times", 2, ratio=True)


def more_epochs(study: Studied) -> list[Comparison]:
    """M10: first epochs over 95, 97 and 98 %, Mish less ReLU, averaged over the cells that reach it, seed by seed."""
    comparisons = []
    for threshold in LEVELS:
        cells = [cell for cell in study.findings.plan.cells if not not_trained(study.findings, cell)]
        rows = [row for cell in cells if (row := _first_epochs(study.findings, cell, threshold))]
        pairing = None
        if rows:
            mish, relu = (
                [sum(column) / len(rows) for column in zip(*side, strict=True)] for side in zip(*rows, strict=True)
            )
            pairing = Pairing(mish, relu, 1 / len(rows))
        title = (
            f"Mish \N{MINUS SIGN} ReLU, first epoch over {threshold:.0%} of test accuracy: mean of {len(rows)} cells"
        )
        why = "" if pairing else "no cell in which every run gets there"
        comparisons.append(Comparison(title, MORE, EPOCHS, pairing, why=why, study=study.findings.plan.study.key))
    return comparisons


def _first_epochs(findings: Findings, cell: Cell, threshold: float) -> tuple[list[float], list[float]] | None:
    """Of Mish and of ReLU, seed by seed; None if a run is missing or does not get there."""
    runs = [findings.figure(cell, arm).runs for arm in ("mish", "relu")]
    sides = [[first_epoch_over(of[seed], threshold) for seed in findings.plan.seeds if seed in of] for of in runs]
    if any(len(side) < len(findings.plan.seeds) or None in side for side in sides):
        return None
    mish, relu = ([float(epoch) for epoch in side if epoch is not None] for side in sides)
    return mish, relu


def faster_than_saturating(study: Studied) -> list[Comparison]:
    """M28: epochs of sigmoid and tanh over ReLU's, in every cell; what never settled counts as the last epoch."""
    findings, watched = study.findings, watched_epochs(study.findings)
    pairings: list[tuple[str, Pairing | None]] = []
    for cell in findings.plan.cells:
        for other in ("sigmoid", "tanh"):
            runs = [findings.figure(cell, arm).runs for arm in (other, "relu")]
            seeds = [seed for seed in findings.plan.seeds if all(seed in of for of in runs)]
            slow, fast = ([log10(min(_settled(of[seed]), watched)) for seed in seeds] for of in runs)
            title = f"{choose(other).title} over ReLU, epochs until the loss settles: {cell.label}"
            pairings.append((title, Pairing(slow, fast, 0.0) if seeds else None))
    pool = Pool(tuple(pairing for _, pairing in pairings if pairing is not None), findings.look)
    key = findings.plan.study.key
    return [
        Comparison(title, MUCH, RATIO, pairing, why="" if pairing else "not run", study=key, pool=pool)
        for title, pairing in pairings
    ]


def epochs_to_settle(study: Studied) -> tuple[str, str, list[Line]]:
    """M27: the article's three figures on one set of points at least; the word, the effect, and a line for each.

    On a set, each figure has an exact sign test over the seeds, and all three must pass; a set is one of several that
    would do, so each has its part of the level. Against it: on every set one of them is the other way.
    """
    findings, watched = study.findings, watched_epochs(study.findings)
    cells, lines, words = findings.plan.cells, [], []
    for cell in cells:
        tests = [_against(findings, cell, arm, limit, watched) for arm, limit in _LIMITS.items()]
        lines += [line for line, _, _ in tests]
        level = 0.05 * SHARE / len(cells)
        if all(above <= level for _, above, _ in tests):
            words.append(HOLDS)
        else:
            refuted = any(below <= 0.05 * SHARE / len(tests) for _, _, below in tests)
            words.append(REFUTED if refuted else CANNOT_TELL)
    word = HOLDS if HOLDS in words else REFUTED if set(words) == {REFUTED} else CANNOT_TELL
    effect = (
        f"the claim, read as ReLU within twice {RELU} epochs, tanh over {TANH}, sigmoid over {SIGMOID}, on one set at "
        f"least; medians of the epoch from which the loss stays within 5 % of its way, watched for {watched}"
    )
    return (word if any(line.n for line in lines) else NOT_RUN), effect, lines


_LIMITS = {"relu": 2 * RELU, "tanh": TANH, "sigmoid": SIGMOID}


def _against(findings: Findings, cell: Cell, arm: str, limit: int, watched: int) -> tuple[Line, float, float]:
    """A line, and the p of "as the article has it" and of the opposite; what did not settle is beyond ``watched``."""
    from scipy.stats import binomtest

    epochs = [_settled(run) for run in findings.figure(cell, arm).runs.values()]
    fast = arm == "relu"
    n, early = len(epochs), sum(epoch <= limit for epoch in epochs)
    late = sum(limit < epoch and (epoch <= watched or watched >= limit) for epoch in epochs)
    hits, misses = (early, late) if fast else (late, early)
    p = [float(binomtest(k, n, alternative="greater").pvalue) if n else 1.0 for k in (hits, misses)]
    middle = median(epochs) if epochs else nan
    limits = f"within {limit}" if fast else f"over {limit}"
    text = f"never in {watched}" if middle > watched else f"{middle:g}"
    title = f"{choose(arm).title}, epochs until the loss settles: {cell.label}"
    seeds = tuple(min(epoch, float(watched)) for epoch in epochs)
    line = Line(title, "epoch", 0, limits, f"{limits} in {hits} of {n}", 0, n, seeds, note=f"median {text}")
    return line, p[0], p[1]


def watched_epochs(findings: Findings) -> int:
    """The last epoch that a loss can be seen to settle in."""
    return findings.plan.setting(findings.plan.cells[0], findings.plan.study.arms[0]).epochs // 2


def _settled(run: Run) -> float:
    epoch = settled([row.train_loss for row in run.epochs])
    return inf if epoch is None else float(epoch)
