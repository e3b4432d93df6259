"""From torch to ONNX."""

import runpy
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
import torch.nn.functional as F  # noqa: N812  # the name everybody uses
from helpers.onnx_models import operators, run
from torch import nn

import actlab
from actlab.define import names
from actlab.errors import BadValue
from actlab.swap import onnx as graphs
from actlab.swap.find.recognise import torch_classes

EXAMPLE = Path(__file__).parents[3] / "examples" / "pages" / "onnx_export.py"


class Exported(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(8, 8)

    def forward(self, x):
        x = F.mish(self.linear(x))
        x = x * torch.tanh(F.softplus(x))
        return F.relu(F.gelu(x))


def test_models_of_torch_are_exported_with_real_nodes(tmp_path):
    torch.manual_seed(0)
    model, x = Exported(), torch.randn(2, 8, generator=torch.Generator().manual_seed(0))
    said = graphs.export(model, tmp_path / "a.onnx", x, opset=20)
    operators = [node.op_type for node in onnx.load(str(tmp_path / "a.onnx")).graph.node]
    assert operators.count("Mish") == 2
    assert {"Gelu", "Relu"} <= set(operators)
    assert any("one node, from" in text for text in said)
    np.testing.assert_allclose(run(tmp_path / "a.onnx", x.numpy()), model(x).detach().numpy(), rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("key", ["mish", "swish"])
def test_records_are_exported_from_torch(tmp_path, key):
    graphs.export(key, tmp_path / "a.onnx")
    x = np.linspace(-4, 4, 12, dtype=np.float32).reshape(3, 4)
    np.testing.assert_allclose(run(tmp_path / "a.onnx", x), actlab.value(key, x), rtol=2e-6, atol=2e-6)
    if key == "mish":
        (place,) = graphs.find(tmp_path / "a.onnx")  # torch writes the formula, which is found by its value
        assert ": mish, " in str(place)


@pytest.mark.slow
@pytest.mark.parametrize("key", names())
def test_every_record_is_exported_from_torch(tmp_path, key):
    graphs.export(key, tmp_path / "a.onnx")
    (entry,) = onnx.load(str(tmp_path / "a.onnx")).graph.input  # torch calls it x_orig where it is the output too
    x = np.linspace(-4, 4, 12, dtype=np.float32).reshape(3, 4)
    np.testing.assert_allclose(run(tmp_path / "a.onnx", {entry.name: x}), actlab.value(key, x), rtol=4e-6, atol=4e-6)


def _parts():
    return nn.Sequential(nn.Linear(4, 4), nn.Dropout(0.5), nn.Mish())


def test_the_package_is_reached_from_actlab_and_takes_the_order_of_torch(tmp_path):
    x = torch.randn(1, 4)
    actlab.swap.onnx.export(_parts(), x, tmp_path / "a.onnx")
    actlab.swap.onnx.export(_parts(), str(tmp_path / "b.onnx"), x)
    assert operators(tmp_path / "a.onnx") == operators(tmp_path / "b.onnx") == ["Gemm", "Mish"]
    with pytest.raises(BadValue, match="export needs a path to write, got None"):
        graphs.export(_parts(), x)
    with pytest.raises(BadValue, match="inputs are needed"):
        graphs.export(_parts(), tmp_path / "c.onnx")
    with pytest.raises(BadValue, match="torch exports opset 18 or higher, got 17"):
        graphs.export(_parts(), x, tmp_path / "c.onnx", opset=17)


def test_every_part_stays_in_training_or_not(tmp_path):
    model = _parts().train()
    model[1].eval()
    before = [part.training for part in model.modules()]
    graphs.export(model, torch.randn(1, 4), tmp_path / "a.onnx")
    assert [part.training for part in model.modules()] == before
    assert "Dropout" not in operators(tmp_path / "a.onnx")


class Two(nn.Module):
    def forward(self, x, named=None):
        return torch.relu(x) + named["y"]


def test_the_batch_is_open_where_asked(tmp_path):
    inputs = {"x": torch.randn(1, 4), "named": {"y": torch.randn(1, 4)}}
    graphs.export(Two(), inputs, tmp_path / "a.onnx", dynamic_batch=True)
    graphs.export(_parts(), torch.randn(1, 4), tmp_path / "b.onnx", dynamic_batch=True)
    graphs.export(_parts(), torch.randn(1, 4), tmp_path / "c.onnx")
    x = np.ones((5, 4), np.float32)
    session = onnx.load(str(tmp_path / "a.onnx")).graph.input
    assert run(tmp_path / "a.onnx", {entry.name: x for entry in session}).shape == (5, 4)
    assert run(tmp_path / "b.onnx", {onnx.load(str(tmp_path / "b.onnx")).graph.input[0].name: x}).shape == (5, 4)
    fixed = onnx.load(str(tmp_path / "c.onnx")).graph.input[0]
    assert fixed.type.tensor_type.shape.dim[0].dim_value == 1


class AllOfTorch(nn.Module):
    """Every activation of torch that its exporter knows, each after a layer of its own."""

    def __init__(self):
        super().__init__()
        arguments = {"threshold": (0.5, 0.0)}
        classes = {name: cls for name, cls in torch_classes().items() if name != "rrelu"}  # which cannot be exported
        parts = [cls(*arguments.get(name, ())) for name, cls in classes.items()]
        self.parts = nn.ModuleList([*parts, nn.GELU(approximate="tanh"), nn.PReLU(8)])
        self.layers = nn.ModuleList([nn.Linear(8, 8) for _ in self.parts])
        self.names = [*classes, "gelutanh", "prelu"]

    def forward(self, x):
        for layer, part in zip(self.layers, self.parts, strict=True):
            x = part(layer(x))
        return x


def test_every_activation_of_torch_is_found_in_what_it_exports(tmp_path):
    model, x = AllOfTorch(), torch.randn(2, 8)
    torch.onnx.export(model.eval(), (x,), str(tmp_path / "a.onnx"), dynamo=True, verbose=False, external_data=False)
    places = graphs.find(tmp_path / "a.onnx")
    assert len(places) == len(model.parts)
    other = {"silu": "swish"}
    for name, place in zip(model.names, places, strict=True):
        assert place.obstacle is None
        assert place.function.key.replace("_", "") == other.get(name, name)
    report = graphs.swap(tmp_path / "a.onnx", {"*": "mish"}, tmp_path / "b.onnx", repeats=1)
    assert len(report.swapped) + len(report.left) == len(places)
    assert [place.function.key for place, _ in report.left] == ["mish"]
    assert operators(tmp_path / "b.onnx").count("Mish") == len(places)


def test_what_torch_cannot_export_is_one_sentence(tmp_path):
    with pytest.raises(BadValue, match=r"torch cannot export this model: No ONNX function found for .*rrelu"):
        graphs.export(nn.RReLU(), torch.randn(2, 8), tmp_path / "a.onnx")


def test_the_example_of_the_page_on_onnx_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    runpy.run_path(str(EXAMPLE))
    assert operators(tmp_path / "model.onnx") == ["Gemm", "Mish"]
