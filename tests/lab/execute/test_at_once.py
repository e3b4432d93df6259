"""Seeds at once, chosen where nobody says how many: faster ones, and always as many as a folder began with."""

import json
from pathlib import Path

import pytest
from helpers.command import Call

import actlab
from actlab.lab.execute.at_once import advised, chosen
from actlab.lab.plan.comparison import comparison, plan_of
from actlab.lab.plan.files import find
from actlab.lab.plan.plan import Plan


def at_once(settings: dict[str, object], seeds: int = 10, **place: object) -> int:
    plan = chosen(plan_of(comparison(["relu", "mish"], settings, seeds=seeds), **place))
    assert len(plan.seeds) == seeds
    return plan.place.get("seeds_together", 1)


def test_small_dense_networks_train_ten_at_once() -> None:
    assert at_once({}) == 10


@pytest.mark.usefixtures("mnist")
def test_those_on_images_do_too() -> None:
    assert at_once({"data": "mnist"}, seeds=20) == 10


@pytest.mark.parametrize(
    ("settings", "more"),
    [
        ({}, {"seeds": 7}),  # ten would cost as much
        ({"hidden": [2000]}, {}),
        ({"data": "mnist", "network": "conv"}, {}),
        ({"data": "spiral"}, {}),
        ({}, {"precision": "bfloat16"}),
        ({}, {"processes": 2}),
    ],
)
def test_what_would_not_be_faster_or_was_not_measured_trains_alone(settings: dict, more: dict) -> None:
    assert at_once(settings, **more) == 1


def test_a_study_of_dense_networks_is_only_offered_it() -> None:
    plan = Plan(find("mnist-from-scratch"), "paper", 20)
    other = advised(plan)
    assert (len(other.seeds), other.place) == (20, {"seeds_together": 10})
    assert advised(other) is None
    assert advised(Plan(plan.study, "paper", 1)) is None
    assert advised(Plan(find("cifar10-width"), "quick", 10)) is None


QUICK = ("compare", "relu", "mish", "--epochs", 1, "--hidden", "4", "--train-images", 100, "--json")


def test_a_folder_goes_on_with_as_many_as_it_began_with(call: Call, tmp_path: Path) -> None:
    def runs(folder: str, *more: object) -> dict[str, list[dict]]:
        code, out, messages = call(*QUICK, "--out", tmp_path / folder, *more)
        assert code == 0, messages
        document = json.loads(out)
        assert document["setting"]["seeds_together"] == {"few": 1, "ten": 10}[folder]
        return {json.dumps(run["task"]): run["epochs"] for run in document["runs"]}

    few = runs("few", "--seeds", 2)
    assert runs("few").items() >= few.items()  # 8 more, alone as the first two
    ten = runs("ten")
    assert runs("ten", "--seeds", 12).items() >= ten.items()
    code, _, messages = call(*QUICK, "--out", tmp_path / "few", "--seeds-together", 10)
    assert code == 2
    assert "seeds_together is 1 there and 10 here" in messages


def test_from_python_too(tmp_path: Path) -> None:
    options = {"epochs": 1, "hidden": [4], "train_images": 100, "progress": False}
    results = actlab.compare(["relu"], seeds=8, out=tmp_path / "ten", **options)
    assert {task.setting.seeds_together for task in results.runs} == {10}
    again = actlab.compare(["relu"], seeds=9, out=tmp_path / "ten", **options)
    assert results.runs.items() <= again.runs.items()
