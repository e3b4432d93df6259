"""What the runs of a comparison say: a row for each arm, a verdict for each pair."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import isnan
from statistics import median

from actlab.define import choose
from actlab.lab.plan.metric import first_epoch_over
from actlab.lab.plan.run import Run
from actlab.lab.verdicts.procedure import OPEN, Pairing, Verdict, judge
from actlab.lab.verdicts.statistics import Interval, interval

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


def pairs(runs: Sequence[Run], examples: int, look: int = 1) -> list[Pair]:
    """One verdict for each pair of arms, all pairs being one family; the later one is judged against the earlier.

    ``examples``: of the test set; ``look``: as in `judge`.
    """
    keys = list(dict.fromkeys(run.task.activation for run in runs))
    by_key = {key: [run for run in runs if run.task.activation == key] for key in keys}
    couples = [(arm, against) for against, arm in combinations(keys, 2)]
    whole = [couple for couple in couples if all(run.finished for key in couple for run in by_key[key])]
    finals = {key: [_final(run) for run in by_key[key] if run.finished] for key in keys}
    family = [Pairing(finals[arm], finals[against], 1 / examples) for arm, against in whole]
    verdicts = dict(zip(whole, judge(family, look=look), strict=True))
    return [_pair(*couple, by_key, verdicts.get(couple), len(whole)) for couple in couples]


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


def _pair(arm: str, against: str, runs: dict[str, list[Run]], verdict: Verdict | None, comparisons: int) -> Pair:
    titles = f"{choose(arm).title} against {choose(against).title}"
    if verdict is None:
        broken = [run for key in (arm, against) for run in runs[key] if not run.finished]
        which = "; ".join(f"{choose(run.task.activation).title} with seed {run.task.seed}" for run in broken)
        return Pair(arm, against, None, f"{titles}: no verdict, for these runs diverged: {which}.")
    return Pair(arm, against, verdict, f"{titles}: {_sentence(verdict, comparisons)}")


def _sentence(verdict: Verdict, comparisons: int) -> str:
    found = verdict.difference
    mean = f"{found.mean * POINTS:+.2f} points of final test accuracy"
    if isnan(found.low):
        return f"{verdict.word} ({mean}); {verdict.reason}."
    over_all = f" over all {comparisons} comparisons" if comparisons > 1 else ""
    text = (
        f"{verdict.word}: {mean} ({found.low * POINTS:+.2f} to {found.high * POINTS:+.2f}, 95 %{over_all}, "
        f"n = {found.n} paired seeds)"
    )
    text += f"; {verdict.reason}" if verdict.reason else ""
    if verdict.word not in OPEN:
        return f"{text}."
    twice, four_times = verdict.at_twice * POINTS, verdict.at_four_times * POINTS
    return f"{text}; {2 * found.n} seeds would give ± {twice:.2f}, {4 * found.n} seeds ± {four_times:.2f}."


def _final(run: Run) -> float:
    return run.epochs[-1].test_accuracy


def _epoch_time(run: Run) -> float:
    return median(row.seconds for row in run.epochs[1:])
