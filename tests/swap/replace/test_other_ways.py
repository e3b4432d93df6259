"""What an expression may be on ways that the example inputs did not take, and what it does besides its values."""

import inspect
import math

import pytest
import torch
import torch.nn.functional as F  # noqa: N812  # the name everybody uses
from torch import nn

from actlab.functional import mish
from actlab.swap import SwapMissed
from actlab.swap.replace.swapping import swap

SWISH = {"swish": "mish"}


class Layer(nn.Module):
    """With parts, so that it is no activation as a whole."""

    def __init__(self):
        super().__init__()
        self.linear, self.gate = nn.Linear(4, 4), None


class Net(Layer):
    def forward(self, x, mask=None):
        return self.act(self.linear(x), mask)


class GateInABranch(Net):
    def act(self, x, mask):
        gate = torch.sigmoid(x)
        if mask is not None:
            gate = gate * mask
        return x * gate


class GateOverwrittenInABranch(Net):
    def act(self, x, mask):
        gate = torch.sigmoid(x)
        if mask is not None:
            gate.mul_(mask)
        return x * gate


class GateSetByIndexInABranch(Net):
    def act(self, x, mask):
        gate = torch.sigmoid(x)
        if mask is not None:
            gate[:] = 0
        return x * gate


class InputChangesInABranch(Net):
    def act(self, x, mask):
        gate = torch.sigmoid(x)
        if mask is not None:
            x = x * mask
        return x * gate


class GateFromALoop(Net):
    def act(self, x, mask):
        gate = torch.sigmoid(x)
        for part in () if mask is None else (mask,):
            gate = gate * part
        return x * gate


class GateChosen(Net):
    def act(self, x, mask):
        return x * (torch.sigmoid(x) if mask is None else mask)


class GateByAHelperThatChooses(Net):
    def weight(self, x, mask):
        if mask is None:
            return torch.sigmoid(x)
        return mask

    def act(self, x, mask):
        return x * self.weight(x, mask)


class GateOfAnAttribute(Net):
    def act(self, x, mask):
        self.keep(torch.sigmoid(x) if mask is None else mask)
        return x * self.gate

    def keep(self, gate):
        self.gate = gate


class HelperOfTwoTensors(Net):
    def product(self, a, b):
        return a * b

    def act(self, x, mask):
        x = self.product(x, torch.sigmoid(x))
        return x if mask is None else self.product(x, mask)


class BetaFromTheCaller(Net):
    def swish(self, x, beta=1.0):
        return x * torch.sigmoid(beta * x)

    def act(self, x, mask):
        return self.swish(x) if mask is None else self.swish(x, mask)


class NamedOperation(Net):
    def act(self, x, mask):
        join = torch.mul if mask is None else torch.ldexp
        return join(x, torch.sigmoid(x)) if mask is None else join(x, mask)


@pytest.mark.parametrize("cls", Net.__subclasses__(), ids=lambda c: c.__name__)
def test_an_expression_that_is_another_one_on_another_way_is_missed(cls):
    model, x, mask = cls(), torch.randn(3, 4), torch.zeros(4)
    with pytest.raises(SwapMissed, match="swish, (the expression may be another|only a run knows)"):
        swap(model, SWISH, x, strict=True)
    swapped = swap(model, SWISH, x).model
    assert torch.equal(swapped(x, mask), model(x, mask))


@pytest.mark.parametrize("cls", [GateInABranch, HelperOfTwoTensors, GateByAHelperThatChooses])
def test_an_expression_without_source_that_may_be_another_one_is_missed(cls):
    space = {"torch": torch, "Net": Net, "__name__": __name__}
    exec(compile(inspect.getsource(cls), "<console that is gone>", "exec"), space)
    model, x, mask = space[cls.__name__](), torch.randn(3, 4), torch.zeros(4)
    report = swap(model, SWISH, x)
    assert len(report.missed) == 1
    assert torch.equal(report.model(x, mask), model(x, mask))


class Lower(Layer):
    def forward(self, x, lower=0.0):
        return x.clamp(min=lower)


class Other(Layer):
    def forward(self, x, other=None):
        other = torch.zeros(()) if other is None else other
        return torch.maximum(x, other)


class Filled(Layer):
    def forward(self, x, lower=0.0):
        return torch.maximum(x, torch.full_like(x, lower))


@pytest.mark.parametrize("cls", [Lower, Other, Filled])
def test_a_bound_that_comes_in_from_outside_makes_no_relu(cls):
    with pytest.raises(SwapMissed, match="relu, the expression may be another one"):
        swap(cls(), {"relu": "mish"}, torch.randn(3, 4), strict=True)


class BothBranches(Layer):
    """Ways that differ and lead to the same expression, or do not lead to it."""

    def forward(self, x, mask=None):
        if mask is None:
            gate = torch.sigmoid(x)
        else:
            gate = mask
            return x * gate
        with torch.enable_grad():
            scale = 0.5
            inner = 1 + torch.erf(x / 2**scale)
        return x * gate + x * inner * scale


def test_ways_that_end_before_the_expression_do_not_matter():
    x = torch.randn(3, 4)
    swapped = swap(BothBranches(), {"swish": "mish", "gelu": "mish"}, x, strict=True).model
    assert torch.equal(swapped(x), mish(x) + mish(x))
    assert torch.equal(swapped(x, torch.zeros(4)), torch.zeros(3, 4))


class Spelled(Layer):
    """Numbers under local names, conversions that do nothing here, other names of the input."""

    def forward(self, x):
        half = 0.5
        root = math.sqrt(2)
        first = half * x * (1 + torch.erf(x / root))
        other = x
        gate = torch.sigmoid(other.float())
        second = x.float() * gate.to(x.dtype)
        parts = torch.cat([part * torch.sigmoid(part) for part in x.chunk(2, -1)], -1)
        return first + second + parts


def test_an_expression_may_be_spelled_in_many_ways():
    x = torch.randn(3, 4)
    swapped = swap(Spelled(), {"swish": "mish", "gelu": "mish"}, x, strict=True).model
    assert torch.equal(swapped(x), mish(x) + mish(x) + mish(x))


class Dropped(Layer):
    def forward(self, x):
        return x * F.dropout(torch.sigmoid(x), 0.5, self.training)


class DroppedBefore(Layer):
    def forward(self, x):
        gate = torch.sigmoid(torch.alpha_dropout(x, 0.5, self.training))
        return x * gate


class DroppedModule(Layer):
    def __init__(self):
        super().__init__()
        self.drop = nn.Dropout()

    def forward(self, x):
        return x * self.drop(torch.sigmoid(x))


@pytest.mark.parametrize("cls", [Dropped, DroppedBefore, DroppedModule])
def test_a_dropout_inside_an_expression_is_not_lost(cls):
    with pytest.raises(SwapMissed, match=r"also calls torch.alpha_dropout\(\)|goes through a dropout"):
        swap(cls().eval(), SWISH, torch.randn(3, 4), strict=True)


class Out(Layer):
    def forward(self, x):
        x = self.linear(x).detach()
        y = torch.zeros_like(x)
        torch.clamp(x, min=0.0, out=y)
        return y


class OutOfAProduct(Layer):
    def forward(self, x):
        y = torch.zeros_like(x)
        torch.mul(x, torch.sigmoid(x), out=y)
        return y


class OutOfAPart(Layer):
    def forward(self, x):
        y = torch.zeros_like(x)
        gate = torch.sigmoid(x, out=y)
        return x * gate + y


class PartInPlace(Layer):
    def forward(self, x):
        y = x.clone()
        return x * y.sigmoid_() + y


class OutTanh(Layer):
    def forward(self, x):
        y = torch.zeros_like(x)
        call = torch.tanh
        call(x, out=y)
        return y


RULES = {"relu": "mish", "tanh": "mish", **SWISH}


@pytest.mark.parametrize("cls", [Out, OutTanh, PartInPlace])
def test_a_result_that_goes_into_another_tensor_is_missed(cls):
    with pytest.raises(SwapMissed, match="out=|also writes into y"):
        swap(cls(), RULES, torch.randn(3, 4), strict=True)


@pytest.mark.parametrize("cls", [Out, OutTanh, PartInPlace, OutOfAProduct, OutOfAPart])
def test_a_result_that_something_else_reads_is_still_written(cls):
    model, x = cls(), torch.randn(3, 4)
    assert torch.equal(swap(model, RULES, x).model(x), model(x))


@pytest.mark.parametrize("cls", [Out, OutTanh])
def test_a_result_that_goes_elsewhere_is_seen_without_a_run(cls):
    model, x = cls(), torch.randn(3, 4)
    if cls is Out:
        with pytest.raises(SwapMissed, match="out="):
            swap(model, RULES, strict=True)
    assert torch.equal(swap(model, RULES).model(x), model(x))


def test_a_graph_writes_where_it_wrote():
    graph, x = torch.fx.symbolic_trace(Out()), torch.randn(3, 4)
    with pytest.raises(SwapMissed, match="out="):
        swap(graph, RULES, x, strict=True)


last = None


class SetsAGlobal(Layer):
    def forward(self, x):
        global last
        last = torch.sigmoid(x)
        return self.linear(x * last)


class SetsAnOutersName(Layer):
    def forward(self, x):
        kept = None

        def act(x):
            nonlocal kept
            kept = torch.sigmoid(x)
            return x * kept

        return self.linear(act(x)) + kept


class Annotates(Layer):
    def forward(self, x):
        gate: torch.Tensor = torch.sigmoid(x)
        return self.linear(x * gate)


def test_what_others_read_is_still_set():
    global last
    x, last = torch.randn(3, 4), None
    model = SetsAGlobal()
    swapped = swap(model, SWISH, x, strict=True).model
    last = None
    assert torch.equal(swapped(x), model.linear(mish(x)))
    assert torch.equal(last, torch.sigmoid(x))
    model = SetsAnOutersName()
    report = swap(model, SWISH, x)
    assert len(report.missed) == 1
    assert torch.equal(report.model(x), model(x))


def test_an_assignment_with_a_type_goes_too():
    x = torch.randn(3, 4)
    report = swap(Annotates(), SWISH, x, strict=True)
    assert not report.after.views[0].counts.keys() & {"sigmoid"}
