"""The main job as a user calls it: the words that it prints."""

from pathlib import Path

import pytest
from helpers.command import Call
from helpers.made_up import finished

from actlab.lab.data.sets import examples_for_testing
from actlab.lab.execute import at_once
from actlab.lab.plan.comparison import comparison, plan_of
from actlab.lab.store.store import Store
from actlab.lab.training.devices import place_for

IMAGE = 1 / examples_for_testing("digits")
OPTIONS = ("--epochs", 1, "--hidden", 4)


def compared(call: Call, folder: Path, gains: list[float]) -> str:
    """What the command prints where Mish gains so much over ReLU, seed by seed; the runs are in the store."""
    chosen = {"epochs": 1, "hidden": (4,)}
    plan = at_once.chosen(plan_of(comparison(["relu", "mish"], chosen, seeds=len(gains)), **place_for(False)))
    store = Store(folder / "results.sqlite")
    store.open()
    for task in plan.known_tasks({}):
        accuracy = 0.9 + 0.005 * task.seed + (gains[task.seed] if task.activation == "mish" else 0.0)
        store.add(finished(task, accuracy, loss=1 - accuracy))
    store.close()
    code, out, messages = call("compare", "relu", "mish", *OPTIONS, "--seeds", len(gains), "--out", folder)
    assert code == 0, messages
    return out


def test_three_seeds_that_each_gain_one_image_are_not_better(call: Call, tmp_path: Path) -> None:
    out = compared(call, tmp_path, [IMAGE] * 3)
    assert "better" not in out
    assert "worse" not in out


@pytest.mark.parametrize(("gain", "better"), [(IMAGE, False), (4 * IMAGE, True)])
def test_ten_seeds_are_better_by_more_than_an_image_alone(
    call: Call, tmp_path: Path, gain: float, better: bool
) -> None:
    gains = [gain * (1 + 0.1 * (seed % 3 - 1)) for seed in range(4)] * 2 + [gain] * 2
    assert ("better" in compared(call, tmp_path, gains)) == better
