"""Functions of torch under any name, and calls of which only a run knows where they go."""

import functools
import operator

import pytest
import torch
import torch.nn.functional as F  # noqa: N812  # the name everybody uses
from torch import nn

from actlab.functional import mish
from actlab.swap import SwapMissed
from actlab.swap.replace.swapping import swap


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 4)

    def forward(self, x):
        return self.act(self.linear(x))


class ImportedModule(Layer):
    def act(self, x):
        import torch

        return torch.relu(x)


class ImportedAs(Layer):
    def act(self, x):
        import torch.nn.functional as functions

        return functions.relu(x)


class ImportedFrom(Layer):
    def act(self, x):
        from torch.nn import functional

        return functional.relu(x)


class ImportedFunction(Layer):
    def act(self, x):
        from torch.nn.functional import relu as function

        return function(x)


class Local(Layer):
    def act(self, x):
        functions = torch.nn.functional
        return (lambda y: functions.relu(y))(x)


class OfTheClass(Layer):
    functions = torch.nn.functional

    def act(self, x):
        return self.functions.relu(x)


class ClampOfTheClass(Layer):
    functions = torch

    def act(self, x):
        return self.functions.clamp(x, 0.0)


class Static(Layer):
    act = staticmethod(F.relu)


class Operator(Layer):
    def act(self, x):
        return torch.ops.aten.relu.default(x)


class OverTwoLines(Layer):
    def act(self, x):
        return (F
            .relu(x))  # fmt: skip


def made_where_it_is_imported():
    from torch.nn.functional import relu as function

    class FreeName(Layer):
        def act(self, x):
            return function(x)

    return FreeName


KINDS = [*Layer.__subclasses__(), made_where_it_is_imported()]


@pytest.mark.parametrize("with_inputs", [True, False])
@pytest.mark.parametrize("cls", KINDS, ids=lambda c: c.__name__)
def test_a_function_of_torch_is_swapped_under_any_name(cls, with_inputs):
    model, x = cls(), torch.randn(3, 4)
    report = swap(model, {"relu": "mish"}, x if with_inputs else None, strict=True)
    assert len(report.found) == len(report.swapped) == 1
    torch.testing.assert_close(report.model(x), mish(model.linear(x)), rtol=0, atol=0)


class GivenFunctions(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 4)

    def forward(self, x, functions=F):
        return functions.relu(self.linear(x)) + x.clamp(min=0.0)


def test_what_holds_a_function_is_not_taken_for_a_tensor():
    model, x = GivenFunctions(), torch.randn(3, 4)
    expected = mish(model.linear(x)) + mish(x)
    assert torch.equal(swap(model, {"relu": "mish"}, x, strict=True).model(x), expected)
    report = swap(model, {"relu": "mish"})
    assert ["input is" in left.reason for left in report.missed] == [True]
    assert torch.equal(report.model(x), F.relu(model.linear(x)) + mish(x))


class Callable:
    def __call__(self, x):
        return F.relu(x)


class CallsAnObject(GivenFunctions):
    def forward(self, x):
        return Callable()(self.linear(x))


def test_an_object_that_is_called_is_followed():
    model, x = CallsAnObject(), torch.randn(3, 4)
    assert torch.equal(swap(model, {"relu": "mish"}, x, strict=True).model(x), mish(model.linear(x)))


class CallsByName(GivenFunctions):
    def forward(self, x):
        return operator.methodcaller("relu")(self.linear(x))


class Dispatches(GivenFunctions):
    @functools.singledispatchmethod
    def act(self, x):
        return x

    @act.register
    def _(self, x: torch.Tensor):
        return F.relu(x)

    def forward(self, x):
        return self.act(self.linear(x))


@pytest.mark.parametrize("cls", [CallsByName, Dispatches])
def test_a_place_that_still_runs_is_missed_and_not_swapped(cls):
    model, x = cls(), torch.randn(3, 4)
    report = swap(model, {"relu": "mish"}, x)
    assert not report.swapped
    assert [left.reason for left in report.missed] == ["still runs after the swap"]
    assert torch.equal(report.model(x), model(x))
    with pytest.raises(SwapMissed, match="still runs"):
        swap(model, {"relu": "mish"}, x, strict=True)
