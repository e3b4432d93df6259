import json

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn
from typer.testing import CliRunner

import actlab
from actlab.cli import app
from actlab.errors import BadType, BadValue, UnknownName

OAI = "swiglu:limit=7,alpha=1.702,plus=1"


def oai(a, b, alpha=1.702, limit=7.0, plus=1.0):
    a, b = a.clamp(max=limit), b.clamp(-limit, limit)
    return (b + plus) * a * torch.sigmoid(alpha * a)


def clamped_after(a, b):
    return F.silu(a).clamp(max=7.0) * b.clamp(-7.0, 7.0)


def halves(function):
    return lambda x: function(*x.chunk(2, -1))


def interleaved(function):
    return lambda x: function(x[..., ::2], x[..., 1::2])


class StraightThrough(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        return F.silu(x)

    @staticmethod
    def backward(ctx, gradient):
        return gradient


@pytest.mark.parametrize(
    ("function", "against"),
    [
        (F.gelu, "gelu"),
        (nn.Mish(), "mish"),
        (nn.Hardswish(), "hard_swish"),
        (lambda x: x * torch.sigmoid(1.702 * x), "swish:beta=1.702"),
        (np.tanh, "tanh"),
        (oai, OAI),
        (oai, "swiglu_oai"),
        (clamped_after, "swiglu_step"),
        (halves(lambda a, b: F.gelu(a) * b), "geglu"),
        (interleaved(oai), "swiglu_oai"),
        (F.glu, "glu"),
        (lambda a, b: F.relu(a) ** 2 * b, "relu2_glu"),
    ],
)
def test_a_function_that_is_right_agrees(function, against):
    found = actlab.verify(function, against)
    assert found.agrees, found
    assert found.slopes == (function is not np.tanh)


@pytest.mark.parametrize(
    ("function", "against", "actual"),
    [
        (F.gelu, "gelu_tanh", "gelu"),
        (F.silu, "mish", "swish"),
        (clamped_after, "swiglu:limit=7", "swiglu_step"),
        (lambda a, b: F.gelu(a) * b, "geglu_tanh", "geglu"),
        (lambda a, b: a * torch.tanh(b), "swiglu", None),
        (lambda x: torch.special.bessel_j0(x), "mish", None),
    ],
)
def test_another_function_is_named(function, against, actual):
    found = actlab.verify(function, against)
    assert (found.verdict, found.actual) == ("other function", actual)
    assert abs(found.worst.result - found.worst.right) > found.worst.allowed


@pytest.mark.parametrize(
    ("function", "changes"),
    [
        (lambda a, b: oai(a, b, plus=0.0), (("plus", 1.0, 0.0),)),
        (lambda a, b: oai(a, b, alpha=1.0), (("alpha", 1.702, 1.0),)),
        (lambda a, b: oai(a, b, limit=1e30), (("limit", 7.0, np.inf),)),
        (lambda a, b: oai(a, b, alpha=1.65, limit=6.5), (("alpha", 1.702, 1.65), ("limit", 7.0, 6.5))),
    ],
)
def test_what_is_dropped_from_a_gate_is_named_with_its_number(function, changes):
    found = actlab.verify(function, OAI)
    assert (found.verdict, found.changes) == ("parameter differs", changes)


def test_a_parameter_of_a_function_of_one_input_is_fitted():
    found = actlab.verify(lambda x: x * torch.sigmoid(1.5 * x), "swish:beta=1.702")
    assert found.changes == (("beta", 1.702, 1.5),)


@pytest.mark.parametrize(
    ("function", "note"),
    [
        (interleaved(lambda a, b: F.silu(a) * b), "interleaved with the gate first, not halves"),
        (halves(lambda a, b: F.silu(b) * a), "halves with the gate second, not halves with the gate first"),
        (lambda a, b: F.silu(b) * a, "the second argument, not the first"),
    ],
)
def test_inputs_that_lie_otherwise_are_named(function, note):
    found = actlab.verify(function, "swiglu")
    assert found.verdict == "parameter differs"
    assert note in str(found)


def test_a_right_value_with_a_wrong_slope_is_refused():
    found = actlab.verify(StraightThrough.apply, "silu")
    assert not found.agrees
    assert found.first.what == "slope"
    assert "other function (swish: the value is right and the slope is not); first slope at" in str(found)


def test_a_kernel_is_held_to_its_bound_and_the_first_input_beyond_it_is_named():
    def rough(x):
        return torch.where((x > 3) & (x < 4), F.silu(x) * (1 + 2e-6), F.silu(x))

    assert not actlab.verify(rough, "silu").agrees
    assert 3 < actlab.verify(rough, "silu").first.at[0] < 4
    strict = actlab.verify(lambda x: x * torch.sigmoid(x), "silu", ulp=0.01)
    assert strict.first is not None
    assert strict.verdict == "other function"
    assert "its error in this type is too large" in str(strict)


def test_wrong_use_is_answered():
    with pytest.raises(UnknownName, match="Did you mean 'swiglu'"):
        actlab.verify(oai, "swigl")
    with pytest.raises(BadValue, match="a callable needs the activation it should be"):
        actlab.verify(F.gelu)
    with pytest.raises(BadType, match="expected a callable, a model, or the name of one"):
        actlab.verify(3, "mish")
    with pytest.raises(BadValue, match="one number for each input"):
        actlab.verify(lambda x: x.sum(), "mish")
    with pytest.raises(
        BadValue, match=r"one tensor or array, elementwise; calling it ended in TypeError: .* 0 positional"
    ):
        actlab.verify(lambda: 3, "mish")
    with pytest.raises(BadValue, match="2 tensors or arrays, elementwise; calling it ended in TypeError"):
        actlab.verify(lambda: 3, "swiglu")
    for ulp in (float("nan"), -1):
        with pytest.raises(BadValue, match=f"ulp: expected a number of at least 0, got {ulp}"):
            actlab.verify(F.gelu, "gelu", ulp=ulp)
    with pytest.raises(BadValue, match="limit"):
        actlab.verify(oai, "swiglu:limit=-1")


def run(*arguments):
    return CliRunner().invoke(app, ["verify", *map(str, arguments)], catch_exceptions=True)


def test_the_command_compares_a_function_in_a_file(tmp_path):
    (tmp_path / "kernel.py").write_text("import torch\ndef gelu(x):\n    return torch.nn.functional.gelu(x)\n")
    right = run(f"{tmp_path}/kernel.py:gelu", "gelu")
    assert (right.exit_code, "as configured" in right.stdout) == (0, True)
    wrong = run(f"{tmp_path}/kernel.py:gelu", "gelu_tanh", "--json")
    answer = json.loads(wrong.stdout)
    assert (wrong.exit_code, answer["schema"], answer["actual"]) == (1, "actlab/verify/1", "gelu")


def test_the_command_compares_a_file_with_a_list(tmp_path):
    onnx = pytest.importorskip("onnx", reason="the extra 'onnx'")
    nodes = [onnx.helper.make_node("Relu", ["x"], ["y"]), onnx.helper.make_node("LeakyRelu", ["y"], ["z"], alpha=0.2)]
    ends = [onnx.helper.make_tensor_value_info(name, 1, [2, 3]) for name in "xz"]
    graph = onnx.helper.make_graph(nodes, "g", ends[:1], ends[1:])
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 18)])
    path = tmp_path / "model.onnx"
    onnx.save(model, path)
    assert run(path, "relu", "leaky_relu:slope=0.2").exit_code == 0
    other = run(path, "relu", "leaky_relu")
    assert other.exit_code == 1
    assert "slope 0.2 instead of 0.01" in " ".join(other.stdout.split())
    absent = run(path, "relu", "leaky_relu:slope=0.2", "mish")
    assert (absent.exit_code, "the file has none" in " ".join(absent.stdout.split())) == (1, True)


@pytest.mark.parametrize("kind", ["float16", "bfloat16", "float32", "float64"])
def test_a_result_beyond_the_largest_number_is_infinite(kind):
    assert actlab.verify(torch.exp, "exponential", dtype=kind).agrees
    assert not actlab.verify(lambda x: torch.exp(x).clamp(max=1e4), "exponential", dtype=kind).agrees
