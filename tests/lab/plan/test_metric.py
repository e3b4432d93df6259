"""One record for each metric, and room for a user's own."""

from dataclasses import replace
from math import isnan, log, nan

import pytest
from helpers.made_up import study

from actlab.errors import BadValue, UnknownName
from actlab.lab.data import plane
from actlab.lab.data.sets import TEST_EXAMPLES, TRAINING_EXAMPLES, examples_for_testing, examples_for_training, load
from actlab.lab.plan import metric as metrics
from actlab.lab.plan.metric import METRICS, metric, register
from actlab.lab.plan.run import Epoch, Run, Task
from actlab.lab.plan.setting import Setting


def run(*accuracies: float) -> Run:
    rows = tuple(Epoch(number, 0, 0, accuracy, 0.25, 1.0) for number, accuracy in enumerate(accuracies))
    return Run(Task(Setting(), 0), "finished", "", rows)


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> metrics.Metric:
    monkeypatch.setattr(metrics, "METRICS", dict(METRICS))
    return replace(
        METRICS["test_loss"], key="last_epoch", title="last epoch", value=lambda found: found.epochs[-1].epoch
    )


def test_the_values_are_those_of_the_last_epoch() -> None:
    assert METRICS["test_accuracy"].value(run(0.1, 0.9)) == 0.9
    assert METRICS["test_loss"].value(run(0.1, 0.9)) == 0.25


def test_an_accuracy_moves_in_steps_of_one_example_and_is_shown_in_per_cent() -> None:
    accuracy = METRICS["test_accuracy"]
    assert accuracy.resolution(360) == 1 / 360
    assert (accuracy.text(0.97123), accuracy.text(-0.004, signed=True)) == ("97.12", "-0.40")
    assert accuracy.axis == "test accuracy, %"


def test_epochs_to_a_level() -> None:
    found = metric("epochs_to_97.5")
    assert found.value(run(0.1, 0.97, 0.98, 0.99)) == 2
    assert found.value(run(0.1, 0.97)) == 2  # not reached: one more than there are
    assert isnan(found.value(run(nan, nan, 0.97)))  # measured in the last epoch alone
    assert found.resolution(360) == 1
    assert not found.larger_is_better


def timed(*rows: tuple[float, float, float]) -> Run:
    """Test accuracy, test loss and CPU seconds of each epoch."""
    epochs = tuple(
        Epoch(number, accuracy, loss, accuracy, loss, 9.0, seconds)
        for number, (accuracy, loss, seconds) in enumerate(rows)
    )
    return Run(Task(Setting(), 0), "finished", "", epochs)


def test_the_way_to_a_loss_and_the_time_until_then() -> None:
    found = timed((0.1, 2.0, 0.0), (0.9, 0.3, 1.5), (0.98, 0.08, 2.0), (0.99, 0.05, 4.0))
    assert metric("epochs_to_loss_0.1").value(found) == 2
    assert metric("steps_to_97").value(found) == 2 * 45  # of 1,437 digits in batches of 32
    assert metric("seconds_to_97").value(found) == 3.5
    assert metric("seconds_to_loss_0.3").value(found) == 3.5  # below, not at
    assert metric("seconds_to_97").resolution(360) == 0


def test_a_run_that_does_not_reach_its_target_counts_as_one_epoch_more_and_is_told() -> None:
    late = timed((0.1, 2.0, 0.0), (0.9, 0.3, 1.5))
    assert metric("epochs_to_97").value(late) == 2
    assert metric("steps_to_97").value(late) == 90
    assert metric("seconds_to_97").value(late) == 1.5
    assert not metric("epochs_to_97").reached(late)
    assert metric("epochs_to_loss_0.5").reached(late)
    assert metric("test_accuracy").reached(late)
    with pytest.raises(BadValue, match="expected less than 100 %"):
        metric("epochs_to_100")


def test_a_score_is_what_each_test_found() -> None:
    row = Epoch(1, 0.5, 1.0, 0.5, 1.0, 1.0, scores='{"calibration_error": 0.125}')
    assert metric("calibration_error").value(Run(Task(Setting(), 0), "finished", "", (row,))) == 0.125
    assert study(metrics=["test_accuracy", "calibration_error"]).metrics[1] == "calibration_error"
    found = Run(Task(Setting(), 0), "finished", "", (row,))
    assert metric("bits_per_character").value(found) == pytest.approx(1 / log(2))


def test_an_unknown_metric_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownName, match="epochs_to_97"):
        metric("epochs_to_many")
    with pytest.raises(BadValue, match="Did you mean 'test_loss'"):
        study(metrics=["test_los"])


def test_a_metric_of_ones_own(own: metrics.Metric) -> None:
    register(own)
    assert study(metrics=["last_epoch"]).metrics == ("last_epoch",)
    assert metric("last_epoch").value(run(0.1, 0.2, 0.3)) == 2
    with pytest.raises(BadValue, match="expected a key that no metric has"):
        register(replace(own, digits=1))


@pytest.mark.parametrize("name", ["digits", "mnist", *plane.KINDS])
def test_the_number_of_test_examples_is_that_of_the_data(name: str, request: pytest.FixtureRequest) -> None:
    if name == "mnist":
        request.getfixturevalue("mnist")  # skips by name where the file is not there
    assert name in TEST_EXAMPLES
    assert examples_for_testing(name) == len(load(name).y_test)
    assert name in TRAINING_EXAMPLES
    assert examples_for_training(name) == len(load(name).y_train)
