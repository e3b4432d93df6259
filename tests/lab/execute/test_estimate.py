"""How long a plan will take."""

import pytest

from actlab.lab.execute import estimate
from actlab.lab.plan.files import find
from actlab.lab.plan.plan import Plan


@pytest.mark.parametrize(("place", "trainings"), [({}, 3), ({"seeds_together": 2}, 4), ({"seeds_together": 10}, 10)])
def test_where_fewer_seeds_are_left_as_many_are_trained(
    monkeypatch: pytest.MonkeyPatch, place: dict, trainings: int
) -> None:
    monkeypatch.setattr(estimate, "_seconds", lambda *_: 1.0)  # a training takes a second
    plan = Plan(find("mnist-from-scratch"), "quick", 3, **place)
    assert estimate.estimate(plan) == trainings * len(plan.cells) * len(plan.study.arms)
