import functools

import pytest
import torch
import torch.nn.functional as F  # noqa: N812  # the name everybody uses
from torch import nn

import actlab.nn
from actlab.errors import BadType, BadValue, UnknownName
from actlab.swap import find


class Calls(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(6, 6)

    def forward(self, x):
        x = self.linear(x)
        x = F.relu(x)
        x = torch.tanh(x)
        x = x.sigmoid()
        x = F.leaky_relu(x, 0.2)
        x = F.gelu(x)
        x = torch.relu_(x + 1)
        return F.elu(x, inplace=True)


class WrittenByHand(nn.Module):
    def __init__(self):
        super().__init__()
        self.gate = nn.Sigmoid()

    def forward(self, x):
        a = x * torch.sigmoid(x)
        b = x * torch.tanh(F.softplus(x))
        c = x.clamp(min=0)
        d = 0.5 * x * (1 + torch.erf(x / 2**0.5))
        e = x * F.relu6(x + 3) / 6
        f = torch.where(x > 0, x, 0.2 * x)
        g = x * torch.tanh(torch.log(1 + torch.exp(x)))
        h = x * self.gate(x)
        i = x * torch.sigmoid(1.702 * x)
        j = torch.maximum(x, torch.zeros(()))
        return a + b + c + d + e + f + g + h + i + j


class Branches(nn.Module):
    def forward(self, x):
        if x.sum() > 1e9:
            x = F.elu(x)
        for _ in range(3):
            x = F.relu(x)
        return x


class Stored(nn.Module):
    def __init__(self):
        super().__init__()
        self.activation = F.relu
        self.table = {"gelu": F.gelu, "list": [torch.tanh, nn.SiLU()]}
        self.part = functools.partial(F.leaky_relu, negative_slope=0.3)

    def forward(self, x):
        x = self.table["gelu"](self.activation(x))
        return self.part(self.table["list"][1](self.table["list"][0](x)))


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
        return Backward.apply(x) + 1


class Swish(nn.Module):
    """As other libraries have it."""

    def __init__(self, inplace=False):
        super().__init__()
        self.inplace = inplace

    def forward(self, x):
        return x.mul_(x.sigmoid()) if self.inplace else x.mul(x.sigmoid())


def functions(report):
    return sorted(str(place.function) for place in report if not place.part_of)


def test_calls_of_functions_and_methods_are_found_with_their_parameters():
    report = find(Calls(), torch.randn(2, 6))
    assert functions(report) == ["elu", "gelu", "leaky_relu:slope=0.2", "relu", "relu", "sigmoid", "tanh"]
    assert {place.function.key for place in report if place.in_place} == {"relu", "elu"}
    assert all(place.calls == 1 and place.kind == "call" for place in report)
    assert report.agree


def test_a_place_names_its_line_of_source():
    report = find(Calls(), torch.randn(2, 6))
    place = next(place for place in report if place.function.key == "tanh")
    assert place.source.endswith(": torch.tanh(x)")
    assert f"@{place.site.line}" in place.name


def test_forms_written_by_hand_are_found_by_their_values():
    report = find(WrittenByHand(), torch.randn(3, 5))
    expected = ["gelu", "hard_swish", "leaky_relu:slope=0.2", "mish", "mish", "relu", "relu", "swish", "swish"]
    assert functions(report) == [*expected, "swish:beta=1.702"]
    assert report["gate"].part_of.startswith("swish at ")


def of_many_parameters(x):
    aptx = (1.2 + torch.tanh(0.7 * x)) * 0.4 * x
    dyt = torch.tanh(0.8 * x) * 1.5  # a sum after it would stay one
    xielu = torch.where(x > 0, 0.6 * x * x + 0.5 * x, 0.9 * (torch.expm1(x.clamp(max=0)) - x) + 0.5 * x)
    return aptx, dyt, xielu


def test_functions_of_three_parameters_are_found_with_any_constants():
    class Three(nn.Module):
        def forward(self, x):
            return torch.stack(of_many_parameters(x))

    keys = [str(place.function) for place in find(Three(), torch.randn(4, 6)) if not place.part_of]
    assert keys == [
        "aptx:alpha=1.2,beta=0.7,gamma=0.4",
        "dyt:alpha=0.8,scale=1.5",
        "xielu:alpha_p=0.6,alpha_n=0.9",
    ]


def test_a_form_that_is_close_to_an_activation_is_not_taken_for_it():
    class Near(nn.Module):
        def forward(self, x):
            return x * torch.tanh(F.softplus(x) + 1e-4)

    assert functions(find(Near(), torch.randn(3, 5))) == ["softplus", "tanh"]


def test_scaled_inputs_and_sums_are_no_activations():
    class Lines(nn.Module):
        def forward(self, x):
            return (2 * x + 1) - x / 3 + x.clone()

    assert len(find(Lines(), torch.randn(3, 5))) == 0


class ScaledByPosition(nn.Module):
    """The scale of an attention by its position, a function of features by hand, and of what an index looks up."""

    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(8, 5)

    def forward(self, x, positions):
        place = positions.float() / 4
        scale = place * torch.tanh(F.softplus(place))
        x = x * torch.sigmoid(x) * scale[:, None]
        looked_up = self.table(positions) + scale[:, None]
        return x + looked_up * torch.tanh(F.softplus(looked_up))


def test_a_function_of_positions_is_no_activation():
    report = find(ScaledByPosition(), (torch.randn(3, 5), torch.arange(3)), views=())
    assert [str(p.function) for p in report if not p.part_of and p.kind == "expression"] == ["swish", "mish"]


class Scaled(nn.Module):
    """The temperature of CLIP, a function of a parameter alone, beside a Swish with a learned slope."""

    def __init__(self):
        super().__init__()
        self.logit_scale = nn.Parameter(torch.tensor(2.6))
        self.slope = nn.Parameter(torch.tensor(1.0))

    def forward(self, x):
        return self.logit_scale.exp() * (x * torch.sigmoid(self.slope * x))


def test_a_function_of_a_parameter_alone_is_no_activation():
    assert [place.function.key for place in find(Scaled(), torch.randn(2, 3))] == ["swish"]


def test_a_step_is_no_steep_activation():
    class Step(nn.Module):
        def forward(self, x):
            return 1 + torch.floor(x / 16384)  # 0 below 0 and 1 above on the whole grid

    assert len(find(Step(), torch.randn(3, 5), views=())) == 0


def test_a_scaled_activation_is_the_activation():
    class Scaled(nn.Module):
        def __init__(self):
            super().__init__()
            self.act = nn.SiLU()

        def forward(self, x):
            return self.act(x) * 1.25 + 0.5

    report = find(Scaled(), torch.randn(3, 5))
    assert [(str(place.function), place.kind, place.part_of) for place in report] == [("swish", "module", "")]


def test_without_inputs_the_source_shows_the_calls():
    report = find(Branches())
    assert functions(report) == ["elu", "relu"]
    assert not report.ran
    assert "was not run" in report.notes[0]


def test_a_branch_that_did_not_run_is_reported():
    report = find(Branches(), torch.zeros(2, 3))
    counts = {place.function.key: place.calls for place in report}
    assert counts == {"elu": 0, "relu": 3}
    assert not report.agree
    assert any("did not run" in text and "F.elu(x)" in text for text in report.disagreements)


def test_fx_says_which_line_it_cannot_trace():
    report = find(Branches(), torch.zeros(2, 3), views=("fx",))
    problem = next(view.problem for view in report.views if view.name == "torch.fx")
    assert "cannot trace" in problem
    assert "if x.sum() > 1e9" in problem


def test_stored_functions_are_found_where_they_are_stored():
    report = find(Stored(), torch.randn(2, 4))
    assert functions(report) == ["gelu", "leaky_relu:slope=0.3", "relu", "swish", "tanh"]
    assert report["activation"].kind == "attribute"
    assert report["table['gelu']"].calls == 1
    assert report["table['list'][1]"].kind == "module"


def test_the_function_of_a_transformer_layer_is_found():
    layer = nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)
    report = find(layer, torch.randn(1, 3, 8), views=("export",))
    assert functions(report) == ["relu"]
    assert report["activation"].calls == 1
    assert report.agree


def test_shared_and_repeated_modules_are_one_place():
    relu = nn.ReLU()
    model = nn.ModuleDict({"a": relu, "b": nn.Sequential(relu, nn.Linear(3, 3))})
    model.forward = lambda x: model["b"](model["a"](x))
    report = find(model, torch.randn(2, 3), views=())
    assert len(report) == 1
    assert report["b.0"].names == ("a", "b.0")
    assert report["a"].calls == 2


def test_modules_of_other_libraries_are_found_by_their_values():
    for inplace in (False, True):
        report = find(nn.Sequential(nn.Linear(3, 3), Swish(inplace)), torch.randn(2, 3))
        assert functions(report) == ["swish"]
        assert report["1"].in_place is inplace


def test_modules_of_actlab_are_found_by_their_record():
    report = find(nn.Sequential(actlab.nn.Mish(), actlab.nn.Swish(beta=2.0)), torch.randn(2, 3), views=())
    assert functions(report) == ["mish", "swish:beta=2.0"]


def test_scripted_code_is_counted_and_named():
    with pytest.warns(DeprecationWarning, match="script"):
        scripted = torch.jit.script(nn.Sequential(nn.Linear(3, 3), nn.ReLU()))
    report = find(nn.Sequential(scripted, nn.ReLU()), torch.randn(2, 3), views=())
    hidden = [place for place in report if place.kind == "hidden"]
    assert len(hidden) == 1
    assert hidden[0].calls == 1
    assert "TorchScript" in hidden[0].obstacle
    assert not report.agree


def test_a_custom_autograd_function_is_found_and_not_swappable():
    report = find(CustomFunction(), torch.randn(2, 3))
    assert functions(report) == ["relu"]
    assert "torch.autograd.Function" in report.places[0].obstacle


def test_gates_inside_recurrent_layers_are_named():
    report = find(nn.LSTM(3, 3), torch.randn(2, 1, 3), views=())
    assert {place.function.key for place in report} == {"sigmoid", "tanh"}
    assert all("LSTM" in place.obstacle for place in report)


def test_the_three_views_agree_on_a_traceable_model():
    model = nn.Sequential(nn.Conv2d(3, 4, 3), nn.ReLU6(), nn.Flatten(), nn.Linear(4 * 36, 2), nn.SELU(), nn.Softplus())
    report = find(model, torch.randn(1, 3, 8, 8))
    assert [view.name for view in report.views] == [
        "calls that ran",
        "kernels that ran",
        "torch.fx",
        "torch.export",
    ]
    assert not any(view.problem for view in report.views)
    assert report.agree


def test_costs_of_a_run_are_shares():
    model = nn.Sequential(nn.Linear(64, 64), nn.Mish(), nn.Linear(64, 64), nn.ReLU(), nn.Linear(64, 2))
    report = find(model, torch.randn(32, 64), views=())
    assert sum(place.time_share for place in report) < 1
    assert report["1"].time_share > 0
    # Mish keeps its input for the backward pass; what ReLU keeps is the input of the next layer, kept anyway.
    assert report["1"].saved_bytes == 32 * 64 * 4
    assert report["3"].saved_bytes == 0


def test_the_model_is_left_as_it_was():
    model = nn.Sequential(nn.Linear(4, 4), nn.BatchNorm1d(4), nn.ReLU(), nn.Dropout())
    before = {name: value.clone() for name, value in model.state_dict().items()}
    random = torch.get_rng_state()
    find(model, torch.randn(8, 4, generator=torch.Generator().manual_seed(0)))
    assert all(torch.equal(value, before[name]) for name, value in model.state_dict().items())
    assert torch.equal(random, torch.get_rng_state())
    assert not model[0]._forward_hooks


def test_dynamic_shapes_are_no_obstacle():
    class Dynamic(nn.Module):
        def forward(self, x):
            kept = x[x > 0]
            return F.relu(kept.reshape(-1, 1)).sum() * torch.ones(int(kept.numel()) + 1)

    assert functions(find(Dynamic(), torch.randn(5, 5))) == ["relu"]


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_is_recognised_and_noted(dtype):
    class Half(nn.Module):
        def __init__(self):
            super().__init__()
            self.linear = nn.Linear(4, 4)

        def forward(self, x):
            x = self.linear(x)
            return x * torch.tanh(F.softplus(x.float())).to(x.dtype)

    report = find(Half().to(dtype), torch.randn(2, 4).to(dtype), views=())
    assert functions(report) == ["mish"]
    assert "compute in float32" in report.notes[0]


def test_named_inputs_are_passed_by_name():
    class Named(nn.Module):
        def forward(self, *, image, scale):
            return F.relu(image) * scale

    report = find(Named(), {"image": torch.randn(2, 3), "scale": 2.0}, views=())
    assert functions(report) == ["relu"]


def test_report_as_text_and_data():
    report = find(nn.Sequential(nn.Linear(2, 2), nn.ReLU()), torch.randn(1, 2), views=())
    assert str(report).startswith("found 1 relu\n")
    data = report.as_dict()
    assert data["counts"] == {"relu": 1}
    assert data["places"][0]["name"] == "1"


def test_unknown_names_and_wrong_arguments_are_refused():
    report = find(nn.Sequential(nn.ReLU()))
    with pytest.raises(UnknownName, match="unknown place 'x'"):
        report["x"]
    with pytest.raises(UnknownName, match="unknown view 'trace'"):
        find(nn.ReLU(), torch.randn(2), views=("trace",))
    with pytest.raises(BadType, match=r"expected a torch\.nn\.Module, got str"):
        find("model")


def test_inputs_that_do_not_fit_are_named():
    with pytest.raises(BadValue, match=r"does not run on these example inputs \(torch.float32 2x5\): mat1 and mat2"):
        find(Calls(), torch.randn(2, 5))


class Clamped(nn.Module):
    """Bounds that change nothing before and after an activation; a square behind a product with 1."""

    def __init__(self):
        super().__init__()
        self.act, self.bound = nn.SiLU(), nn.Buffer(torch.tensor(torch.inf))

    def forward(self, x):
        y = self.act(torch.clamp(x, -self.bound, self.bound))
        return torch.clamp(y, -self.bound, self.bound) + (x * 1.0).pow(2)


def test_what_changes_nothing_makes_no_other_activation():
    assert [(place.name, place.kind) for place in find(Clamped(), torch.randn(3, 4))] == [("act", "module")]


class Holder(nn.Module):
    """As transformers writes its Gelu: the function is an attribute of the module."""

    def __init__(self):
        super().__init__()
        self.act = F.gelu

    def forward(self, x):
        return self.act(x)


@pytest.mark.parametrize(
    ("model", "inputs", "calls"),
    [
        (nn.Sequential(nn.Linear(4, 4), Holder()), torch.randn(2, 4), {"gelu": 1}),
        (nn.RNNCell(4, 4, nonlinearity="relu"), torch.randn(2, 4), {"relu": 1}),
        (nn.RNN(4, 4, nonlinearity="relu"), torch.randn(3, 2, 4), {"relu": 3}),
        (nn.GRUCell(4, 4), torch.randn(2, 4), {"sigmoid": 2, "tanh": 1}),
    ],
)
def test_one_activation_is_one_place(model, inputs, calls):
    places = find(model, inputs, views=()).places
    assert [(place.function.key, place.calls) for place in places] == [*calls.items()]
    assert [place.function.key for place in find(model)] == [*calls]
