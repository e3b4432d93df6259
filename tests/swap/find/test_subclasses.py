"""Classes that come from an activation of torch's or actlab's and have a ``forward`` of their own."""

import pytest
import torch
import torch.nn.functional as F  # noqa: N812  # the name everybody uses
from torch import nn

import actlab.nn
from actlab import swap


class Scaled(nn.ReLU):
    def forward(self, x):
        return 2 * super().forward(x)


class Biased(nn.ReLU):
    def __init__(self):
        super().__init__()
        self.bias = nn.Parameter(torch.ones(6))

    def forward(self, x):
        return nn.ReLU.forward(self, x + self.bias)


class Halved(nn.ReLU):
    def forward(self, x):
        a, b = x.chunk(2, -1)
        return F.relu(a) * b


class Called(nn.ReLU):
    def __call__(self, x):
        return 2 * super().__call__(x)


class Thrice(actlab.nn.Mish):
    def forward(self, x):
        return 3 * super().forward(x)


class Swish(nn.SiLU):
    def forward(self, x):
        return x * torch.sigmoid(x)


class Inert(nn.ReLU):
    def forward(self, x):
        return x + 1


@pytest.mark.parametrize(
    ("cls", "expected"),
    [
        (Scaled, lambda x: 2 * F.relu6(x)),
        (Called, lambda x: 2 * F.relu6(x)),
        (Biased, lambda x: F.relu6(x + 1)),
        (Halved, lambda x: F.relu6(x.chunk(2, -1)[0]) * x.chunk(2, -1)[1]),
        (Swish, F.relu6),
        (Inert, lambda x: x + 1),
    ],
)
def test_what_a_subclass_adds_stays(cls, expected):
    x = 5 * torch.randn(4, 6)
    report = swap(nn.Sequential(cls()), {"relu": "relu6", "swish": "relu6"}, x, strict=True)
    assert torch.equal(report.model(x), expected(x))
    assert len(report.swapped) == (cls is not Inert)


@pytest.mark.parametrize("inputs", [torch.randn(4, 6), None])
def test_a_subclass_of_actlabs_own_is_named_as_missed(inputs):
    report = swap(nn.Sequential(Thrice()), {"mish": "relu"}, inputs)
    assert [(left.place.name, len(report.swapped)) for left in report.missed] == [("0", 0)]
    assert "subclass of actlab's Mish with a forward of its own" in report.missed[0].reason


@pytest.mark.parametrize("cls", [Scaled, Biased])
def test_without_inputs_what_a_subclass_calls_above_is_named_as_missed(cls):
    report = swap(nn.Sequential(cls()), {"relu": "mish"})
    assert [left.place.function.key for left in report.missed] == ["relu"]
    assert not report.swapped


def test_a_forward_put_on_an_instance_is_its_own():
    relu = nn.ReLU()
    relu.forward = lambda x: 2 * F.relu(x)
    x = 5 * torch.randn(4, 6)
    assert torch.equal(swap(nn.Sequential(relu), {"relu": "relu6"}, x, strict=True).model(x), 2 * F.relu6(x))


class Above(nn.Module):
    def forward(self, x, lower=0.0):
        return F.relu(x - lower) + lower


class Floored(nn.Module):
    def __init__(self):
        super().__init__()
        self.above = Above()

    def forward(self, x):
        return self.above(x, 0.5)


@pytest.mark.parametrize("inputs", [(), (torch.randn(4, 3),)])
def test_of_a_module_with_another_argument_the_call_inside_is_swapped(inputs):
    x = torch.randn(4, 3)
    report = swap(Floored(), {"relu": "relu6"}, *inputs, strict=True)
    assert torch.equal(report.model(x), F.relu6(x - 0.5) + 0.5)
