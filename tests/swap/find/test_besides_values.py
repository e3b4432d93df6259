"""What code does besides its values: gradients that stop, types that grow, noise in training."""

import pytest
import torch
import torch.nn.functional as F  # noqa: N812  # the name everybody uses
from torch import nn

from actlab import swap


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 4)


class Detached(Model):
    def forward(self, x):
        x = self.linear(x)
        return x * torch.sigmoid(x.detach())


class NoGradient(Model):
    def forward(self, x):
        x = self.linear(x)
        with torch.no_grad():
            gate = torch.sigmoid(x)
        return x * gate


class DroppedPart(Model):
    def forward(self, x):
        x = self.linear(x)
        gate = F.dropout(torch.sigmoid(x), 0.5, self.training)
        return x * gate


class Wide(Model):
    def forward(self, x):
        x = self.linear(x)
        return x * torch.sigmoid(x.float())


@pytest.mark.parametrize(
    ("cls", "dtype", "reason"),
    [
        (Detached, torch.float32, "gradient"),
        (NoGradient, torch.float32, "gradient"),
        (DroppedPart, torch.float32, "dropout"),
        (Wide, torch.bfloat16, "torch.float32 of torch.bfloat16"),
    ],
)
def test_an_expression_that_does_more_than_its_values_is_named_as_missed(cls, dtype, reason):
    report = swap(cls().eval().to(dtype), {"swish": "mish"}, torch.randn(3, 4, dtype=dtype))
    assert [reason in left.reason for left in report.missed] == [True]
    assert not report.swapped


class AllWithoutGradient(Model):
    @torch.no_grad()
    def forward(self, x):
        x = self.linear(x).float()
        return (x * torch.sigmoid(x)).bfloat16()


def test_an_expression_as_a_whole_may_be_without_gradient_and_wide():
    report = swap(AllWithoutGradient(), {"swish": "mish"}, torch.randn(3, 4), strict=True)
    assert len(report.swapped) == 1


class Noisy(nn.Module):
    def forward(self, x):
        return F.silu(x + torch.randn_like(x) if self.training else x)


class Dropped(nn.Module):
    def forward(self, x):
        return F.silu(F.dropout(x, 0.5, self.training))


@pytest.mark.parametrize("cls", [Noisy, Dropped])
def test_a_module_with_noise_in_training_keeps_it(cls):
    model = nn.Sequential(nn.Linear(4, 4), cls()).train()
    x = torch.randn(3, 4)
    report = swap(model, {"swish": "mish"}, x)
    assert len(report.swapped) == 1
    assert not torch.equal(report.model(x), report.model(x))


class Stopped(nn.Module):
    def forward(self, x):
        return x * torch.sigmoid(x.detach())


class Guided(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.clamp(min=0)

    @staticmethod
    def backward(ctx, gradient):
        return gradient.clamp(min=0) * (ctx.saved_tensors[0] > 0)


class GuidedReLU(nn.Module):
    def forward(self, x):
        return Guided.apply(x)


@pytest.mark.parametrize("cls", [Stopped, GuidedReLU])
def test_a_module_with_another_gradient_than_its_values_have_is_named_as_missed(cls):
    report = swap(nn.Sequential(nn.Linear(4, 4), cls()), {"swish": "mish", "relu": "mish"}, torch.randn(3, 4))
    assert len(report.missed) == 1
    assert not report.swapped


class InPlaceByName(nn.Module):
    """Has the attribute and does not use it."""

    inplace = True

    def forward(self, x):
        return x * torch.sigmoid(x)


def test_a_module_that_leaves_its_input_is_not_replaced_by_one_in_place():
    x = torch.randn(3, 4)
    before = x.clone()
    swap(nn.Sequential(InPlaceByName()), {"swish": "mish"}, x).model(x)
    assert torch.equal(x, before)
