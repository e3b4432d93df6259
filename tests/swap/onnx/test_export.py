"""From torch to ONNX."""

import numpy as np
import onnx
import pytest
import torch
import torch.nn.functional as F  # noqa: N812  # the name everybody uses
from onnx_models import operators, run
from torch import nn

import actlab
from actlab.define import names
from actlab.errors import BadValue
from actlab.swap import onnx as graphs


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


@pytest.mark.parametrize("key", ["mish", "swish", "leaky_relu", "softplus"])
def test_records_are_exported_from_torch(tmp_path, key):
    graphs.export(key, tmp_path / "a.onnx")
    x = np.linspace(-4, 4, 12, dtype=np.float32).reshape(3, 4)
    np.testing.assert_allclose(run(tmp_path / "a.onnx", x), actlab.value(key, x), rtol=2e-6, atol=2e-6)
    if key == "mish":
        assert [node.op_type for node in onnx.load(str(tmp_path / "a.onnx")).graph.node] == ["Mish"]


@pytest.mark.slow
@pytest.mark.parametrize("key", names())
def test_every_record_is_exported_from_torch(tmp_path, key):
    graphs.export(key, tmp_path / "a.onnx")
    x = np.linspace(-4, 4, 12, dtype=np.float32).reshape(3, 4)
    np.testing.assert_allclose(run(tmp_path / "a.onnx", x), actlab.value(key, x), rtol=4e-6, atol=4e-6)
