"""The four sets in the plane, and when a loss has settled."""

import numpy as np
import pytest
from numpy.random import RandomState

from actlab.errors import BadValue, UnknownName
from actlab.lab.data import plane


@pytest.mark.parametrize("kind", plane.KINDS)
def test_points_are_balanced_bounded_and_seeded(kind: str) -> None:
    x, kinds = plane.points(kind, 400, 0.0, RandomState(0))
    assert x.shape == (400, 2)
    assert np.abs(x).max() < 6
    assert set(kinds) == {0, 1}
    assert 0.4 < kinds.mean() < 0.6
    assert np.array_equal(plane.points(kind, 400, 0.0, RandomState(0))[0], x)
    assert not np.array_equal(plane.points(kind, 400, 0.1, RandomState(1))[0], x)


@pytest.mark.parametrize("kind", plane.KINDS)
def test_a_neighbour_tells_the_class_without_noise(kind: str) -> None:
    data_set = plane.load(kind)
    near = np.linalg.norm(data_set.x_test[:, None] - data_set.x_train[None], axis=2).argmin(axis=1)
    assert (data_set.y_train[near] == data_set.y_test).mean() > 0.97
    assert data_set.classes == 2


def test_a_line_tells_gauss_but_not_xor() -> None:
    for kind, wanted in (("gauss", 1.0), ("xor", 0.5)):
        x, kinds = plane.points(kind, 1000, 0.0, RandomState(0))
        assert ((x.sum(axis=1) > 0) == kinds).mean() == pytest.approx(wanted, abs=0.3 if kind == "xor" else 0.02)


def test_settled_is_the_first_epoch_that_is_never_left_again() -> None:
    assert plane.settled([1.0, 0.04, 0.5, 0.04, 0.0, 0.0, 0.0]) == 3
    assert plane.settled([1.0, 0.0, 0.0]) == 1
    assert plane.settled([1.0, 2.0]) is None
    assert plane.settled([1.0, 0.0, 1.0]) is None
    assert plane.settled([1.0, 0.0, float("nan")]) is None


def test_a_loss_that_is_still_falling_has_not_settled() -> None:
    falling = [float(np.exp(-epoch / 100)) for epoch in range(1001)]
    assert plane.settled(falling[:301]) is None
    assert plane.settled(falling) == 300  # exp(-3) = 0.0498


def test_bad_settings_are_refused() -> None:
    with pytest.raises(UnknownName, match="unknown set of points 'spirale'. Did you mean 'spiral'"):
        plane.points("spirale", 10, 0.0, RandomState(0))
    with pytest.raises(BadValue, match="expected at least 2 points, got 1"):
        plane.points("xor", 1, 0.0, RandomState(0))
    with pytest.raises(BadValue, match="noise: expected a number from 0 to 0.5, got 2"):
        plane.points("xor", 10, 2, RandomState(0))
