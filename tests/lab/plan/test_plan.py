"""Arms of a cell differ in the activation alone; a tuned arm chooses on images that are not tested on."""

from dataclasses import replace

import numpy as np
import pytest
from helpers.made_up import diverged, finished, study, tuned

from actlab.lab.data import sets as data
from actlab.lab.plan.plan import TUNING_SEEDS_FROM, Plan
from actlab.lab.plan.run import Run, Task
from actlab.lab.plan.setting import Setting
from actlab.lab.plan.study import SAME_RATE, TUNED
from actlab.lab.training import feed
from actlab.lab.training.trainer import train


def test_arms_of_a_cell_differ_in_the_activation_alone() -> None:
    plan = Plan(study(), "quick")
    for cell in plan.cells:
        relu, mish = (plan.setting(cell, arm) for arm in ("relu", "mish"))
        assert relu.model_copy(update={"activation": "mish"}) == mish


def test_a_level_has_the_last_word_over_profile_and_base() -> None:
    plan = Plan(study(profiles={"quick": {"seeds": 1, "base": {"hidden": [2], "epochs": 7}}}), "quick")
    settings = [plan.setting(cell, "relu") for cell in plan.cells]
    assert [setting.hidden for setting in settings] == [(4,), (8,)]
    assert {setting.epochs for setting in settings} == {7}


def test_every_arm_tunes_over_the_same_grid_with_the_same_budget_on_seeds_of_its_own() -> None:
    plan = Plan(tuned(), "quick")
    cell = next(cell for cell in plan.cells if cell.protocol == TUNED)
    budgets = [plan.tuning(cell, arm) for arm in ("relu", "mish")]
    rates = [[setting.learning_rate for setting in budget] for budget in budgets]
    assert rates[0] == rates[1] == pytest.approx([0.01, 0.1])
    for budget in budgets:
        for setting, tasks in budget.items():
            assert (setting.test, setting.validation_images) == ("validation", 200)
            assert all(task.seed >= TUNING_SEEDS_FROM for task in tasks)


def test_the_judged_runs_of_a_tuned_arm_come_after_its_tuning_and_take_the_best_rate() -> None:
    plan = Plan(tuned(), "quick")
    cell = next(cell for cell in plan.cells if cell.protocol == TUNED)
    (low, (low_task,)), (high, (high_task,)) = plan.tuning(cell, "mish").items()
    assert plan.judged(cell, "mish", {}) == []
    assert plan.chosen(cell, "mish", {low_task: finished(low_task, 0.9)}) is None
    for one, other, best in ((0.9, 0.8, low), (0.8, 0.9, high)):
        runs = {low_task: finished(low_task, one), high_task: finished(high_task, other)}
        assert plan.chosen(cell, "mish", runs).learning_rate == best.learning_rate
        assert {task.setting.test for task in plan.judged(cell, "mish", runs)} == {"last epoch"}


def test_loss_breaks_ties_and_what_diverged_comes_last() -> None:
    plan = Plan(tuned(), "quick")
    cell = next(cell for cell in plan.cells if cell.protocol == TUNED)
    (_, (a,)), (high, (b,)) = plan.tuning(cell, "relu").items()
    tied = {a: finished(a, 0.9, loss=0.3), b: finished(b, 0.9, loss=0.2)}
    assert plan.chosen(cell, "relu", tied).learning_rate == high.learning_rate
    assert plan.chosen(cell, "relu", {a: diverged(a), b: finished(b, 0.1)}).learning_rate == high.learning_rate


def test_a_tuned_arm_that_chooses_the_stated_rate_shares_the_runs_of_the_other_protocol() -> None:
    plan = Plan(tuned(), "quick")
    same, fair = (next(cell for cell in plan.cells if cell.protocol == protocol) for protocol in (SAME_RATE, TUNED))
    runs: dict[Task, Run] = {}
    for setting, (task,) in plan.tuning(fair, "relu").items():
        runs[task] = finished(task, 0.9 if setting.learning_rate == pytest.approx(0.1) else 0.5)
    assert plan.judged(fair, "relu", runs) == plan.judged(same, "relu", {})


def test_tuning_never_sees_the_test_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """With every test image replaced, the tuning gives the same numbers; the judged run does not."""
    tuning = Setting(hidden=(8,), epochs=2, test="validation", validation_images=200)
    judged = Setting(hidden=(8,), epochs=2, test="last epoch")

    def last(setting: Setting) -> tuple[float, float]:
        *_, run = train([Task(setting, 3)])
        return run.epochs[-1].test_accuracy, run.epochs[-1].test_loss

    before = last(tuning), last(judged)
    whole = data.load("digits")
    monkeypatch.setattr(feed, "load", lambda _: replace(whole, x_test=np.zeros_like(whole.x_test)))
    feed._tensors.cache_clear()
    after = last(tuning), last(judged)
    feed._tensors.cache_clear()
    assert after[0] == before[0]
    assert after[1] != before[1]


def test_validation_images_are_never_trained_on() -> None:
    training, validation, _ = feed.splits(Setting(test="validation", validation_images=200))
    assert len(training.labels) == 1437 - 200
    whole = {row.numpy().tobytes() for row in training.images}
    assert sum(row.numpy().tobytes() in whole for row in validation.images) == 0
