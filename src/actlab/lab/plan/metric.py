"""What a run is judged by: one record for each metric, and nothing about a metric anywhere else."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from math import inf, isnan, nan

from actlab.errors import BadValue, UnknownName
from actlab.lab.plan.run import Run

LEVELS = (0.95, 0.97, 0.98)  # of test accuracy, whose first epoch reports name
EPOCHS_TO = re.compile(r"epochs_to_(\d{1,2}(?:\.\d+)?)")


@dataclass(frozen=True)
class Metric:
    """A number of a finished run, with all that judging and printing it needs.

    Arguments:
        key: its name in files and options.
        title: its name in sentences.
        unit: of a value, in print.
        difference_unit: of a difference, in print.
        larger_is_better: its direction.
        digits: after the point, in print.
        scale: printed values are this many times the numbers of the runs.
        range: what a value can be; the ends of intervals stop there.
        value: takes a finished run; NaN where the run did not measure it.
        resolution: takes the number of test examples; the step of a value, 0 where it has none.
        has_margin: whether a study's margin of equivalence, a difference of accuracies, applies.
    """

    key: str
    title: str
    unit: str
    difference_unit: str
    larger_is_better: bool
    digits: int
    value: Callable[[Run], float]
    resolution: Callable[[int], float]
    scale: float = 1.0
    range: tuple[float, float] = (-inf, inf)
    has_margin: bool = False

    @property
    def sign(self) -> float:
        """1 where larger is better, else -1: times a value, larger is better."""
        return 1.0 if self.larger_is_better else -1.0

    @property
    def axis(self) -> str:
        """Title and unit, for an axis or the head of a column."""
        return f"{self.title}, {self.unit}"

    def text(self, value: float, signed: bool = False) -> str:
        """A value or a difference in print, without its unit.

        >>> METRICS["test_accuracy"].text(0.97123)
        '97.12'
        """
        return f"{self.scale * value:{'+' if signed else ''}.{self.digits}f}"


METRICS = {
    metric.key: metric
    for metric in (
        Metric(
            key="test_accuracy",
            title="test accuracy",
            unit="%",
            difference_unit="points",
            larger_is_better=True,
            digits=2,
            value=lambda run: run.epochs[-1].test_accuracy,
            resolution=lambda examples: 1 / examples,
            scale=100.0,
            range=(0.0, 1.0),
            has_margin=True,
        ),
        Metric(
            key="test_loss",
            title="test loss",
            unit="nats",
            difference_unit="nats of loss",
            larger_is_better=False,
            digits=3,
            value=lambda run: run.epochs[-1].test_loss,
            resolution=lambda _: 0.0,
            range=(0.0, inf),
        ),
    )
}


def metric(key: str) -> Metric:
    """A metric by its key: one of `METRICS`, or ``epochs_to_97``, the first epoch over 97 % of test accuracy.

    Raises:
        UnknownName: for another key; the message lists the known ones.
    """
    if key in METRICS:
        return METRICS[key]
    level = EPOCHS_TO.fullmatch(key)
    if level is None:
        raise UnknownName("metric", key, (*METRICS, "epochs_to_97"))
    return _epochs_to(key, float(level[1]))


def register(own: Metric) -> None:
    """Add a metric of your own under its key.

    Raises:
        BadValue: if another metric has the key.
    """
    if METRICS.setdefault(own.key, own) != own or EPOCHS_TO.fullmatch(own.key):
        raise BadValue(f"expected a key that no metric has, got {own.key!r}; rename yours.")


def first_epoch_over(run: Run, level: float) -> int | None:
    """The first epoch whose test accuracy is over ``level``, or None."""
    return next((row.epoch for row in run.epochs if row.test_accuracy > level), None)


def _epochs_to(key: str, percent: float) -> Metric:
    def value(run: Run) -> float:
        reached = first_epoch_over(run, percent / 100)
        if reached is not None:
            return float(reached)
        if any(isnan(row.test_accuracy) for row in run.epochs):
            return nan  # tested in the last epoch alone
        return float(run.epochs[-1].epoch + 1)  # not reached: at least one epoch more

    return Metric(
        key=key,
        title=f"epochs to {percent:g} % of test accuracy",
        unit="epochs",
        difference_unit="epochs",
        larger_is_better=False,
        digits=1,
        value=value,
        resolution=lambda _: 1.0,
        range=(0.0, inf),
    )
