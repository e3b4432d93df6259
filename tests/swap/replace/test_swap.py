import copy
import importlib
import pickle
import sys

import pytest
import torch
import torch.nn.functional as F  # noqa: N812  # the name everybody uses
from torch import nn

import actlab
import actlab.nn
from actlab.errors import BadType, BadValue, UnknownName
from actlab.swap import SwapMissed, assign, find
from actlab.swap.replace.swapping import swap

mish = actlab.functional.mish


class Block(nn.Module):
    def __init__(self, activation=None):
        super().__init__()
        self.linear = nn.Linear(6, 6)
        self.act = activation or nn.ReLU(inplace=True)

    def forward(self, x, scale=1.0, *, flag=True):
        x = self.act(self.linear(x))
        if flag:
            x = F.relu(x - 0.1) * scale
        return x + torch.relu(x) - x.clamp(min=0)


class ByHand(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 4)

    def forward(self, x):
        x = self.linear(x)
        x = x * torch.sigmoid(x)
        x = x * F.relu6(x + 3) / 6
        return x * torch.tanh(F.softplus(x))


class OnAView(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 4)

    def forward(self, x):
        x = self.linear(x)
        x[:, :2].relu_()
        F.relu(x[:, 3:], inplace=True)
        return x


class InPlaceSeenElsewhere(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear, self.act = nn.Linear(4, 4), nn.ReLU(inplace=True)

    def forward(self, x):
        x = self.linear(x)
        return self.act(x) + x  # x is the activation's result by now


class Gated(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 4)
        self.act = F.relu
        self.table = {"first": F.relu, "rest": [nn.ReLU(), torch.tanh], "pair": (F.relu, 2)}

    def forward(self, x):
        x = self.act(self.linear(x))
        x = self.table["first"](x - 0.2)
        return self.table["rest"][1](self.table["rest"][0](x - 0.1)) + self.table["pair"][0](x)


class Backward(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return x.clamp(min=0)

    @staticmethod
    def backward(ctx, gradient):
        return gradient * (ctx.saved_tensors[0] > 0)


class CustomFunction(nn.Module):
    def forward(self, x):
        return Backward.apply(x) + F.relu(x)


class Deep(nn.Module):
    def __init__(self):
        super().__init__()
        self.inner = Block()
        self.outer = nn.ModuleList([Block(), nn.ModuleList([Block()])])

    def forward(self, x):
        return self.outer[1][0](self.outer[0](self.inner(x)))

    def features(self, x):
        return F.relu(self.inner(x))


def reference(function):
    """``Block`` with another function, written out."""

    def run(block, x):
        x = function(block.linear(x))
        x = function(x - 0.1)
        return x + function(x) - function(x)

    return run


def inputs(*shape):
    return torch.randn(shape, generator=torch.Generator().manual_seed(1))


def test_every_kind_of_place_is_swapped_and_the_output_is_that_of_the_new_function():
    model, x = Block(), inputs(3, 6)
    report = swap(model, {"relu": "mish"}, x, strict=True)
    assert len(report.swapped) == 4
    assert not report.missed
    torch.testing.assert_close(report.model(x), reference(mish)(model, x), rtol=0, atol=0)


def test_the_original_is_not_changed_by_a_swap_of_a_copy():
    model, x = Block(), inputs(3, 6)
    before = model(x)
    report = swap(model, {"relu": "mish"}, x)
    assert report.model is not model
    assert torch.equal(model(x), before)
    assert type(model) is Block


def test_a_swap_in_place_changes_the_model_itself():
    model, x = Block(), inputs(3, 6)
    report = swap(model, {"relu": "mish"}, x, in_place=True)
    assert report.model is model
    assert isinstance(model.act.inner, actlab.nn.Mish)


def test_the_inverse_swap_restores_bit_for_bit():
    model, x = Deep(), inputs(3, 6)
    forth = swap(model, {"relu": "mish"}, x, strict=True)
    back = swap(forth.model, {"mish": "relu"}, x, strict=True)
    assert not torch.equal(forth.model(x), model(x))
    assert torch.equal(back.model(x), model(x))


def test_restore_puts_the_old_objects_back():
    model, x = Gated(), inputs(3, 4)
    act, table, before = model.act, model.table, model(x)
    report = swap(model, {"*": "mish"}, x, in_place=True, strict=True)
    assert not torch.equal(model(x), before)
    assert report.restore() is model
    assert torch.equal(model(x), before)
    assert model.act is act
    assert model.table is table
    assert model.table["pair"] == (F.relu, 2)


def test_restore_undoes_redirected_calls():
    model, x = Block(), inputs(3, 6)
    keys = list(dict(model.named_modules()))
    report = swap(model, {"relu": "mish"}, x, in_place=True)
    report.restore()
    assert type(model) is Block
    assert list(dict(model.named_modules())) == keys


def test_state_dicts_pass_both_ways():
    model, x = Deep(), inputs(3, 6)
    other = Deep()
    swapped = swap(model, {"relu": "mish"}, x).model
    assert list(swapped.state_dict()) == list(model.state_dict())
    other.load_state_dict(swapped.state_dict())
    swapped.load_state_dict(model.state_dict())


def test_state_dicts_from_before_load_when_parameters_came_and_went():
    model = nn.Sequential(nn.Linear(3, 3), nn.PReLU(), nn.Linear(3, 3), nn.SiLU())
    old = model.state_dict()
    report = swap(model, {"prelu": "mish", "silu": "swish:beta=1.5"}, inputs(2, 3), learnable=True)
    assert report.parameters_removed == {"1.weight": 1}
    assert report.parameters_added == {"3.beta": 1}
    report.model.load_state_dict(old)
    assert report.model[3].beta.item() == 1.5


def test_swapped_models_can_be_copied_pickled_and_saved():
    x = inputs(3, 6)
    swapped = swap(Deep(), {"relu": "mish"}, x).model
    for again in (copy.deepcopy(swapped), pickle.loads(pickle.dumps(swapped))):
        assert torch.equal(again(x), swapped(x))
        assert isinstance(again, Deep)
    copied = copy.deepcopy(swapped)
    copied.inner.linear.weight.data.zero_()
    assert not torch.equal(copied(x), swapped(x))


def test_signatures_and_keyword_arguments_stay():
    model, x = Block(), inputs(3, 6)
    swapped = swap(model, {"relu": "mish"}, x).model
    assert torch.equal(swapped(x, scale=2.0), swapped(x, 2.0, flag=True))
    assert not torch.equal(swapped(x, flag=False), swapped(x))


def test_other_methods_than_forward_are_swapped_too():
    model, x = Deep(), inputs(3, 6)
    swapped = swap(model, {"relu": "mish"}, x).model
    expected = mish(reference(mish)(model.inner, x))
    assert torch.equal(swapped.features(x), expected)


def test_a_call_that_did_not_run_in_the_example_is_swapped_too():
    class Rare(nn.Module):
        def forward(self, x):
            if x.sum() > 100:
                return F.relu(x)
            return x

    x = inputs(2, 3)
    swapped = swap(Rare(), {"relu": "mish"}, x, strict=True).model
    assert torch.equal(swapped(x + 100), mish(x + 100))


def test_forms_written_by_hand_are_replaced():
    model, x = ByHand(), inputs(3, 4)
    swapped = swap(model, {"swish": "relu", "hard_swish": "tanh", "mish": "elu"}, x, strict=True).model
    assert torch.equal(swapped(x), F.elu(torch.tanh(F.relu(model.linear(x)))))
    torch.testing.assert_close(swap(swapped, {"elu": "mish"}, x).model(x), mish(torch.tanh(F.relu(model.linear(x)))))


def test_gradients_are_those_of_the_new_function():
    model, x = ByHand(), inputs(3, 4)
    swapped = swap(model, {"*": "mish"}, x, strict=True).model
    swapped(x).sum().backward()
    expected = mish(mish(mish(model.linear(x))))
    gradient = torch.autograd.grad(expected.sum(), model.linear.weight)[0]
    torch.testing.assert_close(swapped.linear.weight.grad, gradient)


def test_in_place_calls_on_views_write_into_the_tensor():
    model, x = OnAView(), inputs(3, 4)
    swapped = swap(model, {"relu": "mish"}, x, strict=True).model
    y = model.linear(x)
    expected = torch.cat([mish(y[:, :2]), y[:, 2:3], mish(y[:, 3:])], dim=1)
    torch.testing.assert_close(swapped(x), expected)
    swapped(x).sum().backward()


@pytest.mark.parametrize("target", ["mish", "gelu", "tanh"])
def test_in_place_modules_still_change_what_others_look_at(target):
    model, x = InPlaceSeenElsewhere(), inputs(3, 4)
    swapped = swap(model, {"relu": target}, x, strict=True).model
    expected = 2 * getattr(torch.nn.functional, target)(model.linear(x))
    torch.testing.assert_close(swapped(x), expected)
    swapped(x).sum().backward()


def test_stored_functions_are_replaced_where_they_are_stored():
    model, x = Gated(), inputs(3, 4)
    report = swap(model, {"relu": "mish"}, x, strict=True)
    names = {swapped.place.name for swapped in report.swapped}
    assert names == {"act", "table['first']", "table['rest'][0]", "table['pair'][0]"}
    assert isinstance(report.model.act, actlab.nn.Mish)
    assert report.model.table["rest"][1] is torch.tanh


def test_a_shared_module_stays_shared():
    relu = nn.ReLU()
    model = nn.Sequential(nn.Linear(3, 3), relu, nn.Linear(3, 3), relu)
    report = swap(model, {"relu": "mish"}, inputs(2, 3))
    assert report.model[1] is report.model[3]
    assert len(report.swapped) == 1


def test_keep_and_only_give_a_shared_module_back_to_those_that_stay():
    relu = nn.ReLU()
    model = nn.Sequential(nn.Linear(3, 3), relu, nn.Linear(3, 3), relu, nn.Linear(3, 3), relu)
    kept = swap(model, {"relu": "mish"}, inputs(2, 3), keep="3", strict=True)
    assert [type(kept.model[n]).__name__ for n in (1, 3, 5)] == ["Mish", "ReLU", "Mish"]
    assert kept.model[1] is kept.model[5]
    one = swap(model, {"relu": "mish"}, inputs(2, 3), only="3", strict=True)
    assert [type(one.model[n]).__name__ for n in (1, 3, 5)] == ["ReLU", "Mish", "ReLU"]
    assert one.swapped[0].names == ("3",)
    assert "swapped   1 relu -> mish, module: 3 1\n" in str(one)
    assert "swapped   1 relu -> mish, module at 2 names: 1 1, 5 1\n" in str(kept)
    assert one.restore()[3] is one.model[1]
    both = assign(model, {"1": "mish", "5": "tanh"}, inputs(2, 3))
    assert [type(both.model[n]).__name__ for n in (1, 3, 5)] == ["Mish", "ReLU", "Tanh"]


def test_transformer_layers_do_not_fall_back_to_their_fused_function():
    model = nn.TransformerEncoderLayer(8, 2, 16, batch_first=True).eval()
    x = inputs(2, 3, 8)
    report = swap(model, {"relu": "mish"}, x, strict=True)
    with torch.inference_mode():
        fast = report.model(x)
    torch.testing.assert_close(fast, report.model(x).detach())
    assert report.restore().activation_relu_or_gelu == 1
    with torch.inference_mode():
        torch.testing.assert_close(report.model(x), model(x))


def test_keep_and_only_take_names_modules_and_patterns():
    model, x = Deep(), inputs(3, 6)
    assert {s.place.owner for s in swap(model, {"relu": "mish"}, x, only="inner").swapped} == {"inner", "inner.act"}
    kept = swap(model, {"relu": "mish"}, x, keep=["outer.*"])
    assert all(not s.place.name.startswith("outer") for s in kept.swapped)
    assert all(left.reason == "kept by 'outer.*'" for left in kept.left)
    one = swap(model, {"relu": "mish"}, x, only="outer.0.act")
    assert [s.place.name for s in one.swapped] == ["outer.0.act"]


def test_assign_chooses_a_function_for_each_place():
    model, x = Block(), inputs(3, 6)
    names = [place.name for place in find(model, x, views=())]
    report = assign(model, dict(zip(names, ["mish", "tanh", "elu", "gelu"], strict=True)), x)
    assert {s.place.name: s.target for s in report.swapped}.keys() == set(names)
    with pytest.raises(UnknownName, match="unknown place 'act2'. Did you mean 'act'"):
        assign(model, {"act2": "mish"}, x)


def test_parameters_select_and_the_star_takes_all():
    model = nn.Sequential(nn.LeakyReLU(0.2), nn.LeakyReLU(), nn.Tanh())
    one = swap(model, {"leaky_relu:slope=0.2": "relu"})
    assert [s.place.name for s in one.swapped] == ["0"]
    assert len(swap(model, {"leaky_relu": "relu"}).swapped) == 2
    assert len(swap(model, {"*": "relu"}).swapped) == 3


def test_functions_of_torch_without_a_record_can_be_replaced():
    model = nn.Sequential(nn.Hardtanh(-2, 3), nn.RReLU(), nn.Threshold(0.1, 20.0))
    report = swap(model, {"hardtanh": "mish", "rrelu": "mish", "threshold": "mish"})
    assert len(report.swapped) == 3


def test_a_model_that_is_an_activation():
    x = inputs(4)
    report = swap(nn.ReLU(), {"relu": "mish"}, x)
    assert torch.equal(report.model(x), mish(x))
    assert isinstance(report.restore(), nn.ReLU)


def test_torchs_own_module_is_used_where_it_is_the_same_function():
    model = nn.Sequential(nn.ReLU(), nn.Tanh())
    assert isinstance(swap(model, {"relu": "silu"}).model[0], nn.SiLU)
    assert isinstance(swap(model, {"relu": "swish:beta=2"}).model[0], actlab.nn.Swish)
    leaky = swap(model, {"relu": "leaky_relu:slope=0.05"}).model[0]
    assert isinstance(leaky, nn.LeakyReLU)
    assert leaky.negative_slope == 0.05


def test_targets_may_be_factories():
    report = swap(nn.Sequential(nn.ReLU()), {"relu": lambda: nn.Hardtanh(-2, 2)})
    assert report.model[0].max_val == 2


def test_an_optimizer_follows_the_parameters():
    model = nn.Sequential(nn.Linear(3, 3), nn.PReLU(), nn.Linear(3, 1), nn.SiLU())
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=0.1)
    model(inputs(2, 3)).sum().backward()
    optimizer.step()
    swap(model, {"prelu": "relu", "silu": "swish"}, in_place=True, learnable=True, optimizer=optimizer)
    held = {id(p) for group in optimizer.param_groups for p in group["params"]}
    assert held == {id(p) for p in model.parameters()}
    assert optimizer.param_groups[-1]["weight_decay"] == 0
    beta = model[3].beta.item()
    model(inputs(2, 3)).sum().backward()
    optimizer.step()
    assert model[3].beta.item() != beta


def test_the_report_says_what_changed():
    model, x = nn.Sequential(nn.Linear(8, 8), nn.ReLU(), nn.Linear(8, 2)), inputs(4, 8)
    report = swap(model, {"relu": "mish"}, x, repeats=2)
    expected = (report.model(x) - model(x)).abs().max().item()
    assert report.difference.absolute == pytest.approx(expected, rel=1e-6)
    assert report.seconds_before > 0 < report.seconds_after
    assert report.bytes_after > report.bytes_before > 0
    text = str(report)
    assert text.startswith(
        "report.model is the swapped copy; the model passed in is unchanged\nfound 1, swapped 1, left 0, missed 0\n"
    )
    assert "advice for relu -> mish: initialisation gain" in text
    assert max(map(len, text.splitlines())) <= 99
    assert report.as_dict()["swapped"][0]["to"] == "mish"


def test_advice_comes_from_the_function():
    report = swap(nn.Sequential(nn.ReLU()), {"relu": "mish"})
    advice = report.advice[0]
    z = torch.randn(4_000_000, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    assert advice.source_gain == pytest.approx(2**0.5, rel=1e-6)
    assert advice.gain == pytest.approx(mish(z).square().mean().item() ** -0.5, rel=2e-3)
    assert "a little lower" in advice.text


def test_what_cannot_be_reached_is_missed_with_its_line():
    x = inputs(2, 3)
    report = swap(CustomFunction(), {"relu": "mish"}, x)
    assert len(report.swapped) == 1
    assert len(report.missed) == 1
    assert "torch.autograd.Function" in report.missed[0].reason
    assert "x.clamp(min=0)" in report.missed[0].reason
    with pytest.raises(SwapMissed, match=r"(?s)must reach every place.*x\.clamp\(min=0\)"):
        swap(CustomFunction(), {"relu": "mish"}, x, strict=True)


class Scaled(nn.Module):
    """As the attention of Swin v2 has it: around a SiLU the expression would be another function, E-Swish."""

    def forward(self, x):
        return 16 * torch.sigmoid(x)


class ScaledAfter(nn.Module):
    """The same behind a layer: the expression is no module of its own."""

    def forward(self, x):
        return 16 * torch.sigmoid(x.cumsum(0))


class InPlaceCall(nn.Module):
    """As GoogLeNet has it."""

    def forward(self, x):
        return F.relu(x.cumsum(0), inplace=True)


@pytest.mark.parametrize("model", [Scaled(), ScaledAfter(), InPlaceCall()])
def test_what_a_swap_puts_in_is_not_taken_for_what_it_left(model):
    x = inputs(2, 3)
    report = swap(nn.Sequential(model), {"*": "silu"}, x, strict=True)
    assert len(report.swapped) == 1
    inner = x if isinstance(model, Scaled) else x.cumsum(0)
    assert torch.equal(report.model(x), F.silu(inner) * (1 if isinstance(model, InPlaceCall) else 16))


def test_a_strict_swap_in_place_that_fails_leaves_the_model():
    model, x = CustomFunction(), inputs(2, 3)
    with pytest.raises(SwapMissed, match="as it was"):
        swap(model, {"relu": "mish"}, x, strict=True, in_place=True)
    assert type(model) is CustomFunction
    assert not model._modules


def test_scripted_parts_are_missed_not_forgotten():
    with pytest.warns(DeprecationWarning, match="script"):
        scripted = torch.jit.script(nn.Sequential(nn.Linear(3, 3), nn.ReLU()))
    report = swap(nn.Sequential(scripted, nn.ReLU()), {"relu": "mish"}, inputs(2, 3), in_place=True)
    assert [s.place.name for s in report.swapped] == ["1"]
    assert "TorchScript" in report.missed[0].reason


def test_swapped_models_export_with_the_new_function():
    x = inputs(3, 4)
    swapped = swap(ByHand(), {"*": "mish"}, x).model
    program = torch.export.export(swapped, (x,))
    # Exported, the formula runs; alone, the kernel: 1 ULP of the largest values.
    torch.testing.assert_close(program.module()(x), swapped(x), rtol=2e-6, atol=2e-7)
    assert torch.equal(torch.fx.symbolic_trace(swapped)(x), swapped(x))


def test_fx_sees_redirected_calls():
    class Plain(nn.Module):
        def forward(self, x):
            return F.relu(x) + 1

    x = inputs(2, 3)
    swapped = swap(Plain(), {"relu": "mish"}, x).model
    assert torch.equal(torch.fx.symbolic_trace(swapped)(x), mish(x) + 1)


def test_models_from_nested_packages(tmp_path, monkeypatch):
    package = tmp_path / "outer_of_swap" / "inner"
    package.mkdir(parents=True)
    (tmp_path / "outer_of_swap" / "__init__.py").write_text("")
    (package / "__init__.py").write_text("from .net import Net\n")
    (package / "acts.py").write_text("import torch.nn.functional as F\n\ndef act(x):\n    return F.relu(x)\n")
    (package / "net.py").write_text(
        "from torch import nn\nfrom .acts import act\n\n"
        "class Net(nn.Module):\n    def forward(self, x):\n        return act(x) + act(x - 1)\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    net = importlib.import_module("outer_of_swap.inner").Net()
    x = inputs(2, 3)
    report = swap(net, {"relu": "mish"}, x, strict=True)
    assert report.swapped[0].place.calls == 2
    assert report.swapped[0].place.source.endswith("acts.py:4: F.relu(x)")
    assert torch.equal(report.model(x), mish(x) + mish(x - 1))
    for name in [name for name in sys.modules if name.startswith("outer_of_swap")]:
        del sys.modules[name]


def test_models_that_keep_results_between_calls_are_copied():
    class Keeps(nn.Module):
        def __init__(self):
            super().__init__()
            self.linear, self.kept = nn.Linear(3, 3), {}

        def forward(self, x):
            self.kept["last"] = F.relu(self.linear(x))
            return self.kept["last"]

    model, x = Keeps(), inputs(2, 3)
    model(x)
    assert torch.equal(swap(model, {"relu": "mish"}, x).model(x), mish(model.linear(x)))


def test_half_precision_models_keep_their_type():
    model, x = Block().bfloat16(), inputs(3, 6).bfloat16()
    report = swap(model, {"relu": "swish"}, x, learnable=True)
    assert report.model(x).dtype == torch.bfloat16
    assert all(p.dtype == torch.bfloat16 for p in report.model.parameters())


def test_hooks_and_mode_pass_to_the_new_module():
    model = nn.Sequential(nn.Linear(2, 2), nn.ReLU()).eval()
    seen = []
    model[1].register_forward_hook(lambda module, inputs, output: seen.append(type(module).__name__))
    swapped = swap(model, {"relu": "mish"}, in_place=True).model
    swapped(inputs(1, 2))
    assert seen == ["Mish"]
    assert not swapped[1].training


class Quantised(nn.Module):
    def __init__(self):
        super().__init__()
        self.register_buffer("weight", torch.zeros(2))


Quantised.__module__ = "torch.ao.nn.quantized.modules"


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        ({}, "expected what becomes what"),
        ({"rellu": "mish"}, "unknown activation 'rellu'. Did you mean 'relu'"),
        ({"relu": "mishh"}, "unknown activation 'mishh'. Did you mean 'mish'"),
        ({"relu": "glu"}, "'glu' is a gate, which takes the place of a gate"),
        ({"relu": "softmax"}, "'softmax' does not work element by element"),
        ({"glu": "mish"}, "'glu' is a gate, whose place a gate takes, got 'mish'"),
        ({"relu": nn.GLU}, r"the target GLU changes the shape \(2, 6, 4, 4\) to \(2, 6, 4, 2\)"),
        ({"relu": nn.Mish()}, "must make a new module for each place"),
        ({"relu": nn.Linear}, "a target is called without arguments, and Linear refused that"),
        ({"relu": 3}, "must be a name or a callable that makes a module"),
        ({"relu": dict}, "must make a torch.nn.Module, it made dict"),
        ({"relu": "leaky_relu:slope=2"}, "must lie in"),
    ],
)
def test_wrong_mappings_are_refused(mapping, message):
    with pytest.raises((BadValue, BadType), match=message):
        swap(nn.Sequential(nn.ReLU()), mapping)


def test_other_wrong_use_is_refused():
    model = nn.Sequential(nn.ReLU())
    with pytest.raises(BadValue, match=r"only=: no activation is called or lies in 'layer9'. Found: 0\."):
        swap(model, {"relu": "mish"}, only="layer9")
    with pytest.raises(BadValue, match="keep=: no activation"):
        swap(model, {"relu": "mish"}, keep=["1"])
    with pytest.raises(BadValue, match="optimizer= needs in_place=True"):
        swap(model, {"relu": "mish"}, optimizer=torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1))
    with pytest.raises(BadValue, match="repeats must be 0 or more"):
        swap(model, {"relu": "mish"}, repeats=-1)
    with pytest.raises(BadType, match=r"quantised Quantised: in an int8 model.*Swap in the float model"):
        swap(nn.Sequential(Quantised(), nn.ReLU()), {"relu": "mish"})


def test_the_package_can_be_called():
    module = importlib.import_module("actlab.swap")
    assert isinstance(module(nn.Sequential(nn.ReLU()), {"relu": "mish"}).model[0], actlab.nn.Mish)
    assert actlab.swap is module
