"""What the runs of a comparison say: a row for each arm, a verdict for each pair."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import inf, isnan
from statistics import median

from actlab.define import choose
from actlab.lab.plan.run import Run
from actlab.lab.verdicts.statistics import Interval, Verdict, compare, interval

THRESHOLDS = (0.95, 0.97, 0.98)
BASELINE = "relu"
POINTS = 100  # accuracies are shown in per cent, their differences in points


@dataclass(frozen=True)
class Arm:
    """The figures of one activation over the seeds whose run finished; those that diverged are listed."""

    activation: str
    title: str
    final_train_accuracy: Interval
    final_test_accuracy: Interval
    best_test_accuracy: Interval
    first_epoch_over: dict[str, Interval]
    epoch_time_ratio: Interval
    diverged: tuple[str, ...]
    seeds: int


@dataclass(frozen=True)
class Pair:
    """The verdict on one arm against another, by final test accuracy over paired seeds, and its sentence."""

    arm: str
    against: str
    verdict: Verdict | None
    sentence: str


def arms(runs: Sequence[Run]) -> list[Arm]:
    """One row for each activation, in the order in which they come."""
    keys = list(dict.fromkeys(run.task.activation for run in runs))
    baseline = BASELINE if BASELINE in keys else keys[0]
    times = {run.task.seed: _epoch_time(run) for run in runs if run.task.activation == baseline}
    return [_arm(key, [run for run in runs if run.task.activation == key], times) for key in keys]


def pairs(runs: Sequence[Run]) -> list[Pair]:
    """One verdict for each pair of arms; the later one is judged against the earlier."""
    keys = list(dict.fromkeys(run.task.activation for run in runs))
    couples = list(combinations(keys, 2))
    return [
        _pair(arm, against, {key: [run for run in runs if run.task.activation == key] for key in keys}, len(couples))
        for against, arm in couples
    ]


def first_epoch_over(run: Run, threshold: float) -> int | None:
    """The first epoch whose test accuracy is over ``threshold``, or None."""
    return next((row.epoch for row in run.epochs if row.test_accuracy > threshold), None)


def _arm(key: str, runs: Sequence[Run], baseline_times: dict[int, float]) -> Arm:
    finished = [run for run in runs if run.finished]

    def over(figure: Callable[[Run], float]) -> Interval:
        return interval([figure(run) for run in finished])

    reached = {
        f"{threshold:.0%}": interval([e for run in finished if (e := first_epoch_over(run, threshold)) is not None])
        for threshold in THRESHOLDS
    }
    ratios = [_epoch_time(run) / baseline_times[run.task.seed] for run in finished if baseline_times[run.task.seed]]
    return Arm(
        activation=key,
        title=choose(key).title,
        final_train_accuracy=over(lambda run: run.epochs[-1].train_accuracy),
        final_test_accuracy=over(_final),
        best_test_accuracy=over(lambda run: max(row.test_accuracy for row in run.epochs)),
        first_epoch_over=reached,
        epoch_time_ratio=interval(ratios),
        diverged=tuple(f"seed {run.task.seed}: {run.message}" for run in runs if not run.finished),
        seeds=len(runs),
    )


def _pair(arm: str, against: str, runs: dict[str, list[Run]], comparisons: int) -> Pair:
    titles = f"{choose(arm).title} against {choose(against).title}"
    broken = [run for key in (arm, against) for run in runs[key] if not run.finished]
    if broken:
        which = "; ".join(f"{choose(run.task.activation).title} with seed {run.task.seed}" for run in broken)
        return Pair(arm, against, None, f"{titles}: no verdict, for these runs diverged: {which}.")
    verdict = compare([_final(run) for run in runs[arm]], [_final(run) for run in runs[against]], comparisons)
    return Pair(arm, against, verdict, f"{titles}: {_sentence(verdict, comparisons)}")


def _sentence(verdict: Verdict, comparisons: int) -> str:
    found = verdict.difference
    mean = f"{found.mean * POINTS:+.2f} points of final test accuracy"
    if isnan(found.low):
        return f"{verdict.word} ({mean}); run more seeds for an interval."
    over_all = f" over all {comparisons} comparisons" if comparisons > 1 else ""
    text = (
        f"{verdict.word}: {mean} ({found.low * POINTS:+.2f} to {found.high * POINTS:+.2f}, 95 %{over_all}, "
        f"n = {found.n} paired seeds)"
    )
    if verdict.word != "cannot tell apart":
        return f"{text}."
    if verdict.more_seeds == inf:
        return f"{text}; no number of seeds up to 1000 would show a difference this small."
    return f"{text}; a difference this small would need about {verdict.more_seeds:.0f} more seeds."


def _final(run: Run) -> float:
    return run.epochs[-1].test_accuracy


def _epoch_time(run: Run) -> float:
    return median(row.seconds for row in run.epochs[1:])
