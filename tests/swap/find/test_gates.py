"""Gates are one place with both inputs, in whatever way they are written."""

import pytest
import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn

import actlab
from actlab.errors import BadValue
from actlab.swap import find


class Gated(nn.Module):
    """A block whose two halves come from one layer, and meet in a function."""

    def __init__(self, meet, interleaved=False, act=None):
        super().__init__()
        self.up, self.down, self.meet, self.interleaved = nn.Linear(6, 16), nn.Linear(8, 6), meet, interleaved
        self.act = act

    def forward(self, x):
        both = self.up(x)
        a, b = (both[..., ::2], both[..., 1::2]) if self.interleaved else both.chunk(2, dim=-1)
        return self.down(self.meet(self.act(a), b) if self.act else self.meet(a, b))


def multiply(a, b):
    return a * b


def oai(a, b):
    a, b = a.clamp(max=7.0), b.clamp(-7.0, 7.0)
    return (b + 1) * (a * torch.sigmoid(a * 1.702))


X = torch.linspace(-2, 2, 24).reshape(4, 6)


@pytest.mark.parametrize(
    ("model", "gate"),
    [
        (Gated(multiply, act=nn.SiLU()), "swiglu"),
        (Gated(multiply, act=nn.GELU("tanh")), "geglu_tanh"),
        (Gated(lambda a, b: b * F.gelu(a)), "geglu"),
        (Gated(lambda a, b: a * F.relu(b), interleaved=True), "reglu"),
        (Gated(lambda a, b: a.mul(torch.sigmoid(b))), "glu"),
        (Gated(lambda a, b: a * torch.sigmoid(a) * b), "swiglu"),
        (Gated(lambda a, b: b * a * torch.sigmoid(a)), "swiglu"),
        (Gated(lambda a, b: a * torch.tanh(F.softplus(a)) * b), "mish_glu"),
        (Gated(lambda a, b: F.relu(a).square() * b), "relu2_glu"),
        (Gated(oai, interleaved=True), "swiglu_oai"),
        (Gated(lambda a, b: F.silu(a.clamp(max=5)) * b.clamp(-5, 5)), "swiglu:limit=5.0"),
        (Gated(lambda a, b: F.silu(a).clamp(max=7) * b.clamp(-7, 7)), "swiglu_step"),
        (Gated(lambda a, b: F.glu(torch.cat([a, b], -1))), "glu"),
    ],
)
def test_a_gate_is_found_with_both_inputs(model, gate):
    report = find(model, X, views=())
    assert [place.gate.key for place in report.gates] == [gate]
    assert f"1 {gate}, gate" in " ".join(str(report).split())
    assert report.as_dict()["gates"][0]["gate"] == gate


@pytest.mark.parametrize(
    "meet",
    [
        lambda a, b: F.silu(a) + b,
        lambda a, b: a * b,
        lambda a, b: F.silu(a) * b[..., :1],
        lambda a, b: F.silu(a) / (b + 20),
    ],
)
def test_what_is_no_gate_is_none(meet):
    assert find(Gated(meet), X, views=()).gates == ()


def test_a_function_of_one_input_with_products_inside_is_no_gate():
    def by_hand(a, b):
        return 0.5 * a * (1 + torch.tanh(0.7978845608028654 * (a + 0.044715 * a**3))) + b

    report = find(Gated(by_hand), X, views=())
    assert (report.gates, report.counts) == ((), {"gelu_tanh": 1})


def test_a_clamp_of_a_gate_is_a_part_of_it():
    report = find(Gated(oai, interleaved=True), X, views=())
    assert report.counts == {"swish:beta=1.702": 1}
    assert all(place.part_of.startswith("swiglu_oai at") for place in report if place.gate is None)


@pytest.mark.parametrize("written", [{"act": nn.SiLU()}, {}])
def test_a_gate_becomes_another_gate(written):
    model = Gated(multiply, **written) if written else Gated(lambda a, b: F.silu(a) * b)
    report = actlab.swap(model, {"swiglu": "geglu"}, X, repeats=0)
    expected = Gated(lambda a, b: F.gelu(a) * b)
    expected.load_state_dict(model.state_dict())
    assert (len(report.swapped), report.missed) == (1, ())
    assert torch.equal(report.model(X), expected(X))
    assert [place.gate.key for place in report.after.gates] == ["geglu"]


def test_the_function_of_a_gate_is_swapped_alone_and_no_other():
    model = nn.Sequential(Gated(multiply, act=nn.SiLU()), nn.SiLU())
    report = actlab.swap(model, {"swiglu/silu": "mish"}, X, repeats=0)
    assert [swapped.place.name for swapped in report.swapped] == ["0.act"]
    assert isinstance(report.model[1], nn.SiLU)


def test_a_gate_with_other_clamps_is_named_as_missed():
    report = actlab.swap(Gated(oai, interleaved=True), {"swiglu_oai": "geglu"}, X, repeats=0)
    assert "differ in their clamps, caps or constant" in report.missed[0].reason
    fused = actlab.swap(Gated(lambda a, b: F.glu(torch.cat([a, b], -1))), {"glu": "geglu"}, X, repeats=0)
    assert "one call computes the whole gate" in fused.missed[0].reason
    by_hand = actlab.swap(Gated(lambda a, b: b * a * torch.sigmoid(a)), {"swiglu": "geglu"}, X)
    assert "swish alone is no part of the product" in by_hand.missed[0].reason


def test_wrong_rules_are_answered():
    model = Gated(multiply, act=nn.SiLU())
    with pytest.raises(BadValue, match="write {'swiglu/swish': 'mish'}"):
        actlab.swap(model, {"swiglu": "mish"}, X)
    with pytest.raises(BadValue, match="takes the place of a gate"):
        actlab.swap(model, {"silu": "geglu"}, X)
