"""What a call in the source says of its function without a run."""

import functools

import pytest
import torch
import torch.nn.functional as F  # noqa: N812  # the name everybody uses
from torch import nn
from torch.nn.functional import relu as rectified

from actlab import swap
from actlab.swap import find


class Model(nn.Module):
    inplace = True

    def __init__(self):
        super().__init__()
        self.linear, self.slope = nn.Linear(4, 4), 0.2


class ByPosition(Model):
    def forward(self, x):
        x = self.linear(x)
        F.leaky_relu(x, 0.1, True)
        return x


class ByAttribute(Model):
    def forward(self, x):
        x = self.linear(x)
        F.relu(x, inplace=self.inplace)
        return x


class ByMethod(Model):
    def forward(self, x):
        x = self.linear(x)
        torch.relu_(x)
        return x


@pytest.mark.parametrize("cls", [ByPosition, ByAttribute, ByMethod])
def test_in_place_stays_in_place_without_inputs(cls):
    model, x = cls(), torch.randn(3, 4)
    report = swap(model, {"relu": "mish", "leaky_relu": "mish"}, strict=True)
    assert torch.allclose(report.model(x), F.mish(model.linear(x)))
    again = swap(report.model, {"mish": "relu6"}, strict=True)
    assert torch.equal(again.model(x), F.relu6(model.linear(x)))


class Stored(Model):
    def __init__(self, function):
        super().__init__()
        self.act = function

    def forward(self, x):
        x = self.linear(x)
        self.act(x)
        return x


@pytest.mark.parametrize("inputs", [torch.randn(3, 4), None])
@pytest.mark.parametrize("function", [torch.relu_, functools.partial(F.leaky_relu, negative_slope=0.1, inplace=True)])
def test_a_stored_function_stays_in_place(function, inputs):
    model, x = Stored(function), torch.randn(3, 4)
    report = swap(model, {"relu": "mish", "leaky_relu": "mish"}, inputs, strict=True)
    assert torch.allclose(report.model(x), F.mish(model.linear(x)))


class InPlaceByArgument(Model):
    def forward(self, x, inplace=True):
        x = self.linear(x)
        F.relu(x, inplace=inplace)
        return x


class GeluByArgument(Model):
    def forward(self, x, approximate="tanh"):
        return F.gelu(self.linear(x), approximate=approximate)


class Starred(Model):
    def forward(self, x):
        return F.elu(self.linear(x), *[0.5, False])


@pytest.mark.parametrize("cls", [InPlaceByArgument, GeluByArgument, Starred])
def test_what_only_a_run_knows_is_named_as_missed(cls):
    report = swap(cls(), {"*": "mish"})
    assert not report.swapped
    assert ["only a run shows" in left.reason for left in report.missed] == [True]


class Parameters(Model):
    def forward(self, x):
        x = F.leaky_relu(self.linear(x), 0.2)
        x = F.leaky_relu(x, negative_slope=self.slope)
        x = F.gelu(x, approximate="tanh")
        return F.elu(x, alpha=0.5)


def test_parameters_are_those_of_the_call_without_inputs_too():
    expected = ["leaky_relu:slope=0.2", "leaky_relu:slope=0.2", "gelu_tanh", "elu:alpha=0.5"]
    for inputs in (None, torch.randn(2, 4)):
        assert [str(place.function) for place in find(Parameters(), inputs, views=())] == expected
        assert not swap(Parameters(), {"leaky_relu:slope=0.01": "mish", "gelu": "mish"}, inputs).swapped


class SlopeByArgument(Model):
    def forward(self, x, slope=0.3):
        return F.leaky_relu(self.linear(x), slope)


def test_a_call_with_an_unknown_parameter_is_of_no_certain_one():
    assert len(swap(SlopeByArgument(), {"leaky_relu": "mish"}, strict=True).swapped) == 1
    assert not swap(SlopeByArgument(), {"leaky_relu:slope=0.01": "mish"}).swapped


def inside():
    from torch.nn.functional import silu as smooth

    class Imported(Model):
        def forward(self, x):
            return smooth(rectified(self.linear(x)))

    return Imported()


def test_another_name_for_a_function_is_that_function():
    assert sorted(place.function.key for place in find(inside())) == ["relu", "swish"]


class Indices(Model):
    def forward(self, x, i):
        return torch.relu(self.linear(x))[i.clamp(min=0)]


class Both(Model):
    def forward(self, x, i):
        x, i = (value.clamp(min=0) for value in (self.linear(x), i))
        return x[i]


class RectifiedIndices(Model):
    def __init__(self):
        super().__init__()
        self.relu = nn.ReLU()

    def forward(self, x, i):
        return self.relu(self.linear(x))[self.relu(i)]


def test_a_clamp_of_whole_numbers_is_not_listed():
    x, i = torch.randn(4, 4), torch.tensor([0, -1, 2])
    assert [place.source.partition(": ")[2] for place in find(Indices(), (x, i))] == ["torch.relu(self.linear(x))"]
    assert len(swap(Indices(), {"relu": "mish"}, (x, i), strict=True).swapped) == 1


@pytest.mark.parametrize(
    ("cls", "inputs"),
    [
        (Indices, None),
        (Both, (torch.randn(4, 4), torch.tensor([0, -1, 2]))),
        (RectifiedIndices, (torch.randn(4, 4), torch.tensor([0, -1, 2]))),
    ],
)
def test_what_may_be_of_whole_numbers_is_named_as_missed(cls, inputs):
    report = swap(cls(), {"relu": "mish"}, inputs)
    assert ["whole numbers" in left.reason for left in report.missed] == [True]
    report.model(torch.randn(4, 4), torch.tensor([0, -1, 2]))
