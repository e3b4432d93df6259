"""The power of an activation is a function of its own: a swap of the activation alone would make neither."""

import pytest
import torch
import torch.nn.functional as F  # noqa: N812  # the name everybody uses
from torch import nn

from actlab.errors import UnknownName
from actlab.swap import find
from actlab.swap.replace.swapping import swap

X = torch.randn(5, 6, generator=torch.Generator().manual_seed(0))


class Squared(nn.Module):  # as in transformers
    def forward(self, x):
        applied = F.relu(x)
        return torch.square(applied)


class Layers(nn.Module):
    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.first, self.second = nn.Linear(6, 6), nn.Linear(6, 6)


class ByModule(Layers):
    def __init__(self):
        super().__init__()
        self.act = Squared()

    def forward(self, x):
        return self.second(self.act(self.first(x)))


class InPlace(Layers):
    def forward(self, x):
        return self.second(F.relu(self.first(x)) ** 2)


class ByMethod(Layers):
    def forward(self, x):
        return self.second(torch.pow(self.first(x).relu(), 2))


class InStatements(Layers):
    def forward(self, x):
        x = self.first(x)
        positive = F.relu(x)
        return self.second(positive * positive)


class Silu(Layers):
    def forward(self, x):
        return self.second(F.silu(self.first(x)))


class Normalised(Layers):
    def forward(self, x):
        x = F.relu(self.first(x))
        x = x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + 1e-6)
        return self.second(x)


class Router(Layers):
    def forward(self, x):
        return self.second(F.softplus(self.first(x)).sqrt())


class RootOfSigmoid(Layers):
    def forward(self, x):
        return self.second(torch.sigmoid(self.first(x)).sqrt())


class Root(Layers):
    def forward(self, x):
        return self.second(self.first(x).clamp(min=0).sqrt())


@pytest.mark.parametrize("kind", [ByModule, InPlace, ByMethod, InStatements])
@pytest.mark.parametrize("inputs", [X, None], ids=["run", "read"])
def test_a_square_is_named_and_no_relu(kind, inputs):
    (place,) = find(kind(), inputs)
    assert str(place.function) == "relu2"
    report = swap(kind(), {"relu": "silu"}, inputs, repeats=0)
    assert not report.swapped
    assert [str(left.place.function) for left in report.left] == ["relu2"]


@pytest.mark.parametrize("kind", [ByModule, InPlace, ByMethod, InStatements])
@pytest.mark.parametrize("rule", ["*", "relu2"])
def test_the_whole_is_swapped(kind, rule):
    report = swap(kind(), {rule: "silu"}, X, strict=True, repeats=0)
    assert torch.equal(report.model(X), Silu()(X))
    assert not report.missed


def test_without_a_run_a_square_in_the_source_is_missed():
    report = swap(InPlace(), {"*": "silu"}, repeats=0)
    (missed,) = report.missed
    assert "give example_inputs" in missed.reason


def test_the_squares_of_a_normalisation_leave_the_relu_before():
    report = swap(Normalised(), {"relu": "silu"}, X, strict=True, repeats=0)
    assert [str(swapped.place.function) for swapped in report.swapped] == ["relu"]


def test_a_root_of_a_positive_function_is_a_power_and_that_of_a_clamp_guards():
    assert [str(place.function) for place in find(Router(), X)] == ["sqrt_softplus"]
    assert [str(place.function) for place in find(RootOfSigmoid(), X)] == ["sigmoid**0.5"]
    assert [(str(place.function), place.guards) for place in find(Root(), X)] == [("relu", "a sqrt")]


def test_a_power_of_no_activation_is_refused():
    with pytest.raises(UnknownName, match="rleu"):
        swap(InPlace(), {"rleu**2": "silu"}, X)
