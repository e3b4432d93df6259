"""How long a plan will take, alone and with several seeds at once."""

import pytest

from actlab.lab.execute import estimate
from actlab.lab.plan.files import find
from actlab.lab.plan.plan import Plan


def test_dense_networks_alone_are_offered_with_several_seeds_at_once() -> None:
    plan = Plan(find("mnist-from-scratch"), "paper", 20)
    other = estimate.together(plan)
    assert (len(other.seeds), other.place) == (20, {"seeds_together": 10})
    assert estimate.together(other) is None
    assert estimate.together(Plan(plan.study, "paper", 1)) is None
    assert estimate.together(Plan(find("cifar10-width"), "quick", 10)) is None


@pytest.mark.parametrize(("place", "trainings"), [({}, 3), ({"seeds_together": 2}, 4), ({"seeds_together": 10}, 10)])
def test_where_fewer_seeds_are_left_as_many_are_trained(
    monkeypatch: pytest.MonkeyPatch, place: dict, trainings: int
) -> None:
    monkeypatch.setattr(estimate, "_seconds", lambda *_: 1.0)  # a training takes a second
    plan = Plan(find("mnist-from-scratch"), "quick", 3, **place)
    assert estimate.estimate(plan) == trainings * len(plan.cells) * len(plan.study.arms)
