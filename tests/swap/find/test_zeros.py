"""ReLU in forms that bring their zeros as a tensor."""

import pytest
import torch
import torch.nn.functional as F  # noqa: N812  # the name everybody uses
from torch import nn

from actlab import swap
from actlab.swap import find


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 4)


class Where(Model):
    def forward(self, x):
        x = self.linear(x)
        return torch.where(x > 0, x, torch.zeros_like(x))


class WhereNumber(Model):
    def forward(self, x):
        x = self.linear(x)
        return torch.where(x > 0, x, 0.0)


class WhereSpread(Model):
    def forward(self, x):
        x = self.linear(x)
        return torch.where(x > 0, x, torch.zeros(()).expand_as(x))


class Maximum(Model):
    def forward(self, x):
        return torch.maximum(self.linear(x), torch.zeros(x.shape))


class Method(Model):
    def forward(self, x):
        x = self.linear(x)
        zeros = x.new_zeros(x.shape)
        return x.max(zeros)


class Filled(Model):
    def forward(self, x):
        x = self.linear(x)
        return x.masked_fill_(x < 0, 0)


@pytest.mark.parametrize("cls", [Where, WhereNumber, WhereSpread, Maximum, Method, Filled])
def test_zeros_as_a_tensor_are_a_number(cls):
    model, x = cls(), torch.randn(3, 4)
    report = swap(model, {"relu": "mish"}, x, strict=True)
    assert torch.allclose(report.model(x), F.mish(model.linear(x)))


class Assigned(Model):
    def forward(self, x):
        x = self.linear(x)
        x[x < 0] = 0
        return x


def test_an_assignment_by_a_mask_is_named_as_missed():
    report = swap(Assigned(), {"relu": "mish"}, torch.randn(3, 4))
    assert [left.place.function.key for left in report.missed] == ["relu"]


class Wider(Model):
    """Its zeros make more of the result than ReLU would, and a tensor that is written into is no number."""

    def forward(self, x):
        x = self.linear(x)
        bound = torch.zeros_like(x)
        bound[:, 0] = 1
        return torch.maximum(x, torch.zeros(2, *x.shape)) + torch.maximum(x, bound)


def test_zeros_of_another_shape_or_changed_ones_make_no_relu():
    assert len(find(Wider(), torch.randn(3, 4), views=())) == 0
