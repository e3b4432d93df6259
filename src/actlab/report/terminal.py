"""Print a comparison to the terminal."""

from collections.abc import Sequence
from math import isnan

from rich.console import Console
from rich.table import Table

from actlab.lab.execute.comparison import Comparison
from actlab.lab.verdicts.statistics import Interval
from actlab.lab.verdicts.summary import POINTS, Arm

_LABEL_WIDTH, _COLUMN_WIDTH = 31, 15  # of the table of a comparison, with borders


def print_comparison(comparison: Comparison) -> None:
    """A table with a column for each arm, then a sentence for each pair."""
    console = Console()
    side_by_side = max(1, (console.width - _LABEL_WIDTH) // _COLUMN_WIDTH)
    for first in range(0, len(comparison.arms), side_by_side):
        console.print(_table(comparison.arms[first : first + side_by_side]))
    console.print("Mean ± half of the 95 % interval over the seeds.", style="dim")
    for arm in comparison.arms:
        for message in arm.diverged:
            console.print(f"{arm.title} diverged, {message}.", style="red", markup=False)
    for pair in comparison.pairs:
        console.print(pair.sentence, markup=False, highlight=False)


def _table(arms: Sequence[Arm]) -> Table:
    table = Table("", *(arm.title for arm in arms))
    table.add_row("final training accuracy, %", *(_percent(arm.final_train_accuracy) for arm in arms))
    table.add_row("final test accuracy, %", *(_percent(arm.final_test_accuracy) for arm in arms))
    table.add_row("best test accuracy, %", *(_percent(arm.best_test_accuracy) for arm in arms))
    for threshold in arms[0].first_epoch_over:
        table.add_row(f"first epoch over {threshold}", *(_reached(arm, threshold) for arm in arms))
    table.add_row("time of an epoch, relative", *(_short(arm.epoch_time_ratio, 2) for arm in arms))
    table.add_row("runs finished", *(f"{arm.final_test_accuracy.n} of {arm.seeds}" for arm in arms))
    return table


def _percent(found: Interval) -> str:
    return _short(found, 2, POINTS)


def _reached(arm: Arm, threshold: str) -> str:
    found = arm.first_epoch_over[threshold]
    return _short(found, 1) + (f"\n{found.n} of {arm.seeds} runs" if found.n < arm.seeds else "")


def _short(found: Interval, digits: int, scale: float = 1.0) -> str:
    if found.n == 0:
        return "–"
    half = scale * (found.high - found.mean)
    return f"{scale * found.mean:.{digits}f}" + ("" if isnan(half) else f" ± {half:.{digits}f}")
