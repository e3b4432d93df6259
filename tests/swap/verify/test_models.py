"""Small models of transformers: their gates are found, verified against their configuration, and swapped."""

import json
from types import SimpleNamespace

import pytest
import torch
import torch.nn.functional as F  # noqa: N812

import actlab
from actlab.errors import BadValue, UnknownName
from actlab.swap import find
from actlab.swap.verify.tiny import build

transformers = pytest.importorskip("transformers", reason="the extra 'hub'")

IDS = {"input_ids": torch.arange(3, 9)[None]}


@pytest.fixture(scope="module")
def models():
    return {name: build(name)[0].eval() for name in ("llama", "gemma", "gpt_oss", "nemotron")}


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("llama", "swiglu"),
        ("gemma", "geglu_tanh"),
        ("gpt_oss", "swiglu:alpha=1.702,limit=7.0,plus=1.0"),
        ("nemotron", "relu2"),
    ],
)
def test_each_layer_runs_what_its_configuration_asks_for(models, name, function):
    found = actlab.verify(models[name])
    assert found.agrees, found
    assert {layer.actual for layer in found} == {function}
    assert len(found) == 2


@pytest.mark.parametrize(("name", "gate"), [("llama", "swiglu"), ("gemma", "geglu_tanh"), ("gpt_oss", "swiglu_oai")])
def test_a_gate_is_one_place_with_both_inputs(models, name, gate):
    report = find(models[name], IDS, views=())
    assert [place.gate.key for place in report.gates] == [gate] * 2
    assert all(len(place.places) == 1 for place in report.gates)
    inner = [report[place.places[0]] for place in report.gates]
    assert all(place.gate.key == gate for place in inner)


def test_a_gate_becomes_the_gate_that_the_library_builds(models):
    swapped = actlab.swap(models["llama"], {"swiglu": "geglu"}, IDS, repeats=0)
    assert (len(swapped.swapped), swapped.missed) == (2, ())
    native = transformers.AutoModel.from_config(
        models["llama"].config.__class__(**{**models["llama"].config.to_dict(), "hidden_act": "gelu"})
    )
    native.load_state_dict(models["llama"].state_dict())
    assert torch.equal(swapped.model(**IDS)[0], native.eval()(**IDS)[0])


def test_the_function_inside_a_clamped_gate_is_swapped_alone(models):
    swapped = actlab.swap(models["gpt_oss"], {"swiglu_oai/swish": "mish"}, IDS, repeats=0)
    assert (len(swapped.swapped), swapped.missed) == (2, ())
    refused = actlab.swap(models["gpt_oss"], {"swiglu_oai": "geglu"}, IDS, repeats=0)
    assert len(refused.missed) == 2
    assert "differ in their clamps" in refused.missed[0].reason


def wrong(models, monkeypatch, name, cls, method):
    monkeypatch.setattr(type(next(m for m in models[name].modules() if type(m).__name__ == cls)), *method)
    return actlab.verify(models[name])


def test_a_dropped_constant_is_found(models, monkeypatch):
    def without_plus(self, gate_up):
        gate, up = gate_up[..., ::2].clamp(max=self.limit), gate_up[..., 1::2].clamp(-self.limit, self.limit)
        return up * gate * torch.sigmoid(gate * self.alpha)

    found = wrong(models, monkeypatch, "gpt_oss", "GptOssExperts", ("_apply_gate", without_plus))
    assert {layer.verdict for layer in found} == {"parameter differs"}
    assert found.layers[0].changes == (("plus", 1.0, 0.0),)
    assert not found.agrees


def test_a_clamp_that_is_not_there_is_found(models, monkeypatch):
    def without_limit(self, gate_up):
        gate, up = gate_up[..., ::2], gate_up[..., 1::2]
        return (up + 1) * gate * torch.sigmoid(gate * self.alpha)

    found = wrong(models, monkeypatch, "gpt_oss", "GptOssExperts", ("_apply_gate", without_limit))
    assert found.layers[0].changes == (("limit", 7.0, float("inf")),)


def test_another_function_in_the_code_is_found(models, monkeypatch):
    def hard_coded(self, x):
        return self.down_proj(F.gelu(self.gate_proj(x)) * self.up_proj(x))

    found = wrong(models, monkeypatch, "gemma", "GemmaMLP", ("forward", hard_coded))
    assert {(layer.verdict, layer.actual) for layer in found} == {("other function", "geglu")}


def test_a_shortcut_that_is_added_is_no_half_of_a_gate():
    class FFN(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.config = {"hidden_act": "gelu"}
            self.up = torch.nn.Linear(4, 4)

        def forward(self, x):
            return F.gelu(self.up(x)) + torch.softmax(x, -1)

    found = actlab.verify(FFN())
    assert (found.agrees, found.layers[0].actual) == (True, "gelu")


ACT2FN = {"silu": torch.nn.SiLU, "gelu": torch.nn.GELU}


class Part(torch.nn.Module):
    """A part of a model with a configuration; it holds the activation that it names."""

    def __init__(self, hidden_act="silu"):
        super().__init__()
        self.config = {"hidden_act": hidden_act}
        hidden_act = self.config["hidden_act"]
        self.act = ACT2FN[hidden_act]()
        self.up = torch.nn.Linear(8, 8)


class Mixer(Part):
    def forward(self, x):
        return F.silu(self.up(x)) * F.sigmoid(self.up(x))


@pytest.mark.parametrize(("name", "verdict"), [("silu", "as configured"), ("gelu", "could not be read")])
def test_a_held_activation_may_be_called_by_its_name(name, verdict):
    found = actlab.verify(Mixer(name))
    assert [layer.verdict for layer in found] == [verdict], found


class FeedForward(Part):
    def forward(self, x):
        return torch.sigmoid(self.act(self.up(x)))


def test_what_is_called_beside_a_held_activation_is_no_mlps():
    found = actlab.verify(FeedForward())
    assert [(layer.verdict, layer.actual) for layer in found] == [("as configured", "swish")], found


class Encoder(torch.nn.Module):
    class MLP(torch.nn.Module):
        def __init__(self, hidden_act):
            super().__init__()
            self.act = ACT2FN[hidden_act]()
            self.up = torch.nn.Linear(8, 8)

        def forward(self, x):
            return self.act(self.up(x))

    def __init__(self):
        super().__init__()
        self.config = config = SimpleNamespace(hidden_act="silu", encoder_hidden_act="gelu")
        self.mlp = self.MLP(config.encoder_hidden_act)

    def forward(self, x):
        return self.mlp(x)


def test_a_key_that_is_handed_over_goes_before_the_general_one():
    assert [(layer.expected, layer.agrees) for layer in actlab.verify(Encoder())] == [("gelu", True)]


class PredictionHeadMLP(Part):
    def forward(self, x):
        return F.relu(self.up(x))


def test_a_head_is_no_mlp_of_the_configuration():
    assert actlab.verify(PredictionHeadMLP()).others == ("1 relu in PredictionHeadMLP",)


class Chained(torch.nn.Module):
    """Functions in a row, with a layer between the last two and a gate by hand behind the first."""

    def __init__(self):
        super().__init__()
        self.act, self.up, self.down = torch.nn.ReLU(), torch.nn.Linear(8, 8), torch.nn.Linear(8, 8)

    def forward(self, x):
        y = self.act(self.up(x))
        return torch.tanh(self.down(F.relu(y * torch.sigmoid(y))))


def test_functions_in_a_row_are_named_one_by_one_as_find_names_them():
    named = [name.partition(" in Chained")[0] for name in actlab.verify(Chained()).others]
    counts = actlab.find(Chained(), torch.zeros(1, 8)).counts
    assert sorted(named) == sorted(f"{number} {function}" for function, number in counts.items())


class OfTokens(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.table = torch.nn.Embedding(8, 4)

    def forward(self, tokens):
        return torch.tanh(self.table(tokens))


def test_functions_of_a_module_that_does_not_run_alone_are_named_from_its_code():
    assert actlab.verify(OfTokens()).others == ("1 tanh in OfTokens (not run)",)


class Capped(torch.nn.Module):
    """SiTU-GLU by the keys that configurations give its caps; ``clamped`` is an impostor."""

    def __init__(self, clamped):
        super().__init__()
        self.config = SimpleNamespace(mlp_gate_softcap=4.0, mlp_up_softcap=25.0, hidden_act="silu", hidden_size=8)
        self.caps, self.clamped = (self.config.mlp_gate_softcap, self.config.mlp_up_softcap), clamped

    def forward(self, gate, up):
        first, other = self.caps
        if self.clamped:
            return gate.clamp(-first, first) * torch.sigmoid(gate) * up.clamp(-other, other)
        return first * torch.tanh(gate / first) * torch.sigmoid(gate) * (other * torch.tanh(up / other))


@pytest.mark.parametrize("clamped", [False, True])
def test_the_caps_of_a_gate_are_read(clamped):
    found = actlab.verify(Capped(clamped), config=Capped(clamped).config)
    assert [(layer.expected, layer.agrees) for layer in found] == [("situ_glu", not clamped)], found


class Experts(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.config = SimpleNamespace(swiglu_limit=7.0, swiglu_alpha=1.702)
        self.limit, self.alpha = self.config.swiglu_limit, self.config.swiglu_alpha
        self.up = torch.nn.Linear(4, 8)

    def forward(self, x):
        a, b = self.up(x).chunk(2, -1)
        a = a.clamp(max=self.limit)
        return (b.clamp(-self.limit, self.limit) + 1) * (a * torch.sigmoid(a * self.alpha))


def test_numbers_of_swiglu_name_it():
    found = actlab.verify(Experts())
    assert [layer.actual for layer in found] == ["swiglu:alpha=1.702,limit=7.0,plus=1.0"], found


class Turned(Part):
    def forward(self, x, angles):
        if angles.dtype != torch.complex64:
            raise TypeError("angles are complex numbers")
        turned = torch.view_as_complex(self.up(x).view(*x.shape[:-1], 4, 2)) * angles
        return self.act(torch.view_as_real(turned).reshape(x.shape))


class Whole(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.embed = torch.nn.Embedding(64, 8)
        self.layers = torch.nn.ModuleList(Turned() for _ in range(2))

    def forward(self, input_ids):
        x = self.embed(input_ids)
        for layer in self.layers:
            x = layer(x, torch.polar(torch.ones(4), torch.arange(4.0)))
        return x


def test_a_part_that_does_not_run_on_a_guess_runs_on_what_it_takes_in_the_model():
    found = actlab.verify(Whole())
    assert [layer.verdict for layer in found] == ["as configured"] * 2, found


def test_a_folder_with_a_configuration_is_built_small(tmp_path):
    file = tmp_path / "config.json"
    raw = {"model_type": "llama", "hidden_act": "relu", "hidden_size": 8192, "num_hidden_layers": 80, "swiglu_limit": 9}
    file.write_text(json.dumps(raw))
    found = actlab.verify(tmp_path)
    assert [layer.actual for layer in found] == ["reglu"] * 2
    assert found.notes == ("swiglu_limit = 9 stands in the configuration, and no layer follows it",)
    file.write_text(json.dumps(raw | {"model_type": "lama"}))
    with pytest.raises(UnknownName, match="Did you mean 'llama'"):
        actlab.verify(tmp_path)
    file.write_text(json.dumps(raw | {"hidden_act": "gelu_nev"}))
    with pytest.raises(UnknownName, match="Did you mean 'gelu_new'"):
        actlab.verify(tmp_path)
    with pytest.raises(BadValue, match="there is no folder or file .*missing"):
        actlab.verify(tmp_path / "missing")


def test_an_activation_that_nobody_knows_gets_the_nearest(models):
    config = models["llama"].config.to_dict() | {"hidden_act": "gelu_nev"}
    for module in models["llama"].modules():
        module.__dict__.pop("config", None)
    found = actlab.verify(models["llama"], config=config)
    assert {layer.verdict for layer in found} == {"could not be read"}
    assert "Did you mean 'gelu_new'" in found.layers[0].note
