"""What a run is judged by: one record for each metric, and nothing about a metric anywhere else."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, inf, isnan, log, nan

from actlab.errors import BadValue, UnknownName
from actlab.lab.data import brought
from actlab.lab.data.sets import examples_for_training
from actlab.lab.plan.run import Run
from actlab.lab.plan.setting import Setting

LEVELS = (0.95, 0.97, 0.98)  # of test accuracy, whose first epoch reports name
CALIBRATION_ERROR = "calibration_error"
_NUMBER = r"(\d+(?:\.\d+)?)"
TO_A_TARGET = re.compile(rf"(epochs|steps|seconds)_to_(?:{_NUMBER}|loss_{_NUMBER})")


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
        score: what each test has to find for it besides accuracy and loss; empty where these are enough.
        reached: whether a run reached its target; runs that did not count as if they did one epoch later.
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
    score: str = ""
    reached: Callable[[Run], bool] = lambda _: True

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
        Metric(
            key="squared_error",
            title="mean squared error",
            unit="of the test set",
            difference_unit="of mean squared error",
            larger_is_better=False,
            digits=4,
            value=lambda run: run.epochs[-1].test_loss,
            resolution=lambda _: 0.0,
            range=(0.0, inf),
        ),
        Metric(
            key="bits_per_character",
            title="bits a character",
            unit="bits",
            difference_unit="bits a character",
            larger_is_better=False,
            digits=3,
            value=lambda run: run.epochs[-1].test_loss / log(2),
            resolution=lambda _: 0.0,
            range=(0.0, inf),
        ),
        Metric(
            key=CALIBRATION_ERROR,
            title="calibration error",
            unit="points",
            difference_unit="points of calibration error",
            larger_is_better=False,
            digits=2,
            value=lambda run: run.epochs[-1].score(CALIBRATION_ERROR),
            resolution=lambda _: 0.0,
            scale=100.0,
            range=(0.0, 1.0),
            score=CALIBRATION_ERROR,
        ),
    )
}


def metric(key: str) -> Metric:
    """A metric by its key: one of `METRICS`, a user's own, or the way to a target.

    ``epochs_to_97`` is the first epoch over 97 % of test accuracy, ``epochs_to_loss_0.1`` the first below that test
    loss, ``steps_to_97`` the steps of the optimizer until then (tests come once an epoch), ``seconds_to_97`` the
    processor time.

    Raises:
        UnknownName: for another key; the message lists the known ones.
    """
    if key in METRICS:
        return METRICS[key]
    if brought.is_brought(key):
        return _own(key)
    target = TO_A_TARGET.fullmatch(key)
    if target is None:
        raise UnknownName(
            "metric", key, (*METRICS, "epochs_to_97", "steps_to_97", "seconds_to_97", "epochs_to_loss_0.1")
        )
    unit, percent, loss = target.groups()
    if percent is not None and not float(percent) < 100:
        raise BadValue(f"{key}: expected less than 100 % of test accuracy.")
    return _to_a_target(key, unit, float(percent or loss), of_loss=percent is None)


def register(own: Metric) -> None:
    """Add a metric of your own under its key.

    Raises:
        BadValue: if another metric has the key.
    """
    if METRICS.setdefault(own.key, own) != own or TO_A_TARGET.fullmatch(own.key):
        raise BadValue(f"expected a key that no metric has, got {own.key!r}; rename yours.")


def first_epoch_over(run: Run, level: float) -> int | None:
    """The first epoch whose test accuracy is over ``level``, or None."""
    return next((row.epoch for row in run.epochs if row.test_accuracy > level), None)


def steps_of_an_epoch(setting: Setting) -> int:
    """How many steps the optimizer makes in one epoch; the last may have fewer examples."""
    examples = examples_for_training(setting.data) - setting.validation_images
    return ceil(min(examples, setting.train_images or examples) / setting.batch_size)


def _own(key: str) -> Metric:
    """A user's, from the facts that she states of it."""
    known = brought.facts(key)
    unit = known.get("unit", "")
    return Metric(
        key=key,
        title=known.get("title") or brought.title_of(key),
        unit=unit or "own metric",
        difference_unit=unit or f"of {brought.title_of(key)}",
        larger_is_better=known.get("larger_is_better", True),
        digits=known.get("digits", 4),
        value=lambda run: run.epochs[-1].score(key),
        resolution=lambda _: 0.0,
        score=key,
    )


def _to_a_target(key: str, unit: str, target: float, of_loss: bool) -> Metric:
    """Restricted to the epochs that were run: its mean is that of the smaller of the two (restricted mean survival
    time), so that runs which do not reach the target weigh as much as is known of them.
    """

    def reached(run: Run) -> int | None:
        if of_loss:
            return next((row.epoch for row in run.epochs if row.test_loss < target), None)
        return first_epoch_over(run, target / 100)

    def value(run: Run) -> float:
        last = reached(run)
        if last is None and any(isnan(row.test_loss if of_loss else row.test_accuracy) for row in run.epochs):
            return nan  # tested in the last epoch alone
        if unit != "seconds":
            epochs = run.epochs[-1].epoch + 1 if last is None else last
            return float(epochs * (steps_of_an_epoch(run.task.setting) if unit == "steps" else 1))
        rows = [row for row in run.epochs if last is None or row.epoch <= last]
        return sum(row.seconds if row.cpu_seconds is None else row.cpu_seconds for row in rows)

    goal = f"a test loss below {target:g}" if of_loss else f"{target:g} % of test accuracy"
    return Metric(
        key=key,
        title=f"{unit} to {goal}",
        unit=unit,
        difference_unit=unit,
        larger_is_better=False,
        digits=1,
        value=value,
        resolution=lambda _: 0.0 if unit == "seconds" else 1.0,
        range=(0.0, inf),
        reached=lambda run: reached(run) is not None,
    )
