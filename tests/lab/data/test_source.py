"""The hash of a user's function: the same for the same meaning, another for another."""

from functools import partial

import numpy as np
import pytest
import torch
from helpers.own_model import make_network
from torch import nn

from actlab.lab.data.source import digest, without_comments

SCALE = 2.0


def helper(x):
    return x * SCALE


def base(x):
    """Words that do not count."""
    return helper(x) + 1  # nor does this


def test_comments_and_space_do_not_count() -> None:
    assert without_comments("def f(x):\n    'Words.'\n    return  x # why\n") == without_comments(
        "def f(x):\n  return x"
    )


def test_what_a_function_uses_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    before = digest(base)
    assert digest(base) == before
    monkeypatch.setitem(globals(), "SCALE", 3.0)
    changed = digest(base)
    monkeypatch.setitem(globals(), "helper", lambda x: x)
    assert len({before, changed, digest(base)}) == 3


def closing_over(width: object):
    def make(activation):
        return nn.Linear(4, 3), width

    return make


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (closing_over(3), closing_over(4)),
        (closing_over(np.zeros(3)), closing_over(np.ones(3))),
        (closing_over(torch.zeros(3)), closing_over(torch.zeros(4))),
        (partial(base, x=1), partial(base, x=2)),
        (lambda x: x + 1, lambda x: x + 2),
        (nn.Linear(2, 2), nn.Linear(2, 2)),  # weights differ
        (base, helper),
    ],
)
def test_other_values_are_another_function(one: object, other: object) -> None:
    assert digest(one) == digest(one)
    assert digest(one) != digest(other)


def test_a_function_from_another_copy_of_its_file_is_the_same(tmp_path) -> None:
    from helpers import own_model

    from actlab.lab.plan.bringing import network

    copy = tmp_path / "renamed.py"
    with open(own_model.__file__, encoding="utf-8") as found:  # noqa: PTH123
        copy.write_text(f"# A line in front.\n{found.read()}")
    assert network(f"{copy}:make_network") == network(make_network)


def test_lists_made_on_the_way_are_told_apart() -> None:
    """The number of a list that is gone is used again: a hash that goes by it misses what follows."""
    assert digest([[1], [2], [3]]) != digest([[1], [2], [4]])
    assert digest({"a": [1, 2]}) != digest({"a": [1, 3]})
