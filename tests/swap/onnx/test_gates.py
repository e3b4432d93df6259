"""Gates in ONNX files: SwiGLU as one node, and a function of one tensor that another tensor multiplies."""

import numpy as np
import onnx
import pytest
from helpers.onnx_models import SILU, model_of, number, operators, saved
from onnx import helper
from onnx.reference import ReferenceEvaluator

import actlab
from actlab.errors import BadValue
from actlab.swap import onnx as graphs

A = np.linspace(-4, 4, 16, dtype=np.float32).reshape(2, 8)
B = np.linspace(3, -2, 16, dtype=np.float32).reshape(2, 8)
NODE = [helper.make_node("SwiGLU", ["x", "b"], ["y"], name="unit")]
PRODUCT = [SILU[0], helper.make_node("Mul", ["s", "x"], ["t"]), helper.make_node("Mul", ["t", "b"], ["y"])]


def gate_in(tmp_path, nodes, opset=18):
    return saved(tmp_path / "a.onnx", nodes, opset=opset, inputs=("x", "b"))


def output(path):
    return ReferenceEvaluator(str(path)).run(None, {"x": A, "b": B})[0]


def swapped(tmp_path, path, mapping, **options):
    report = graphs.swap(path, mapping, tmp_path / "b.onnx", checked=False, **options)
    onnx.checker.check_model(str(tmp_path / "b.onnx"), full_check=True)
    return report


@pytest.mark.parametrize(("nodes", "opset"), [(NODE, 28), (PRODUCT, 18), (PRODUCT, 28)])
@pytest.mark.parametrize(
    ("mapping", "gate"),
    [
        ({"swiglu": "geglu"}, "geglu"),
        ({"swiglu": "reglu"}, "reglu"),
        ({"swiglu/silu": "mish"}, "mish_glu"),
        ({"silu": "gelu_tanh"}, "geglu_tanh"),
        ({"swiglu": "decomposed"}, "swiglu"),
    ],
)
def test_a_gate_becomes_another(tmp_path, nodes, opset, mapping, gate):
    path = gate_in(tmp_path, nodes, opset)
    (place,) = graphs.find(path)
    assert (str(place.function), place.gate.key) == ("swish", "swiglu")
    report = swapped(tmp_path, path, mapping)
    assert not report.missed
    np.testing.assert_allclose(output(tmp_path / "b.onnx"), actlab.value(gate, A, B), rtol=2e-6, atol=2e-6)
    others = [other for other in ("swiglu", "geglu", "reglu", "mish_glu") if other != gate]
    for other in others:  # the sight of a wrong one
        assert not np.allclose(output(tmp_path / "b.onnx"), actlab.value(other, A, B), rtol=1e-5, atol=1e-5)


def test_the_alpha_of_a_node_counts(tmp_path):
    path = gate_in(tmp_path, [helper.make_node("SwiGLU", ["x", "b"], ["y"], alpha=1.5)], 28)
    assert [place.gate.key for place in graphs.find(path)] == ["swiglu:alpha=1.5"]
    swapped(tmp_path, path, {"*": "decomposed"})
    np.testing.assert_allclose(
        output(tmp_path / "b.onnx"), actlab.value("swiglu:alpha=1.5", A, B), rtol=2e-6, atol=2e-6
    )


def test_an_older_opset_has_the_gate_as_a_formula(tmp_path):
    swapped(tmp_path, gate_in(tmp_path, NODE, 28), {"relu": "mish"}, opset=20)
    assert set(operators(tmp_path / "b.onnx")) == {"Constant", "Sigmoid", "Mul"}
    np.testing.assert_allclose(output(tmp_path / "b.onnx"), actlab.value("swiglu", A, B), rtol=2e-6, atol=2e-6)


@pytest.mark.parametrize(("nodes", "opset"), [(NODE, 28), (PRODUCT, 18)])
@pytest.mark.parametrize("gate", ["swiglu_oai:limit=2", "swiglu_step:limit=2", "situ_glu"])
def test_a_bare_gate_takes_clamps_caps_and_a_constant(tmp_path, nodes, opset, gate):
    report = swapped(tmp_path, gate_in(tmp_path, nodes, opset), {"swiglu": gate})
    assert [text.partition(" ")[0] for _, text in report.swapped] == [actlab.define.choose_gate(gate).key]
    np.testing.assert_allclose(output(tmp_path / "b.onnx"), actlab.value(gate, A, B), rtol=2e-6, atol=2e-6)
    for other in ("swiglu", "swiglu_oai", "swiglu_step"):  # without the clamp, and with another one
        assert not np.allclose(output(tmp_path / "b.onnx"), actlab.value(other, A, B), rtol=1e-5, atol=1e-5)


def test_clamps_are_not_put_beside_others(tmp_path):
    clamped = [
        *(number(name, value) for name, value in (("low", -7.0), ("high", 7.0), ("one", 1.0))),
        helper.make_node("Clip", ["b", "low", "high"], ["c"]),
        helper.make_node("Add", ["c", "one"], ["d"]),
        SILU[0],
        helper.make_node("Mul", ["s", "x"], ["t"]),
        helper.make_node("Mul", ["t", "d"], ["y"]),
    ]
    report = swapped(tmp_path, gate_in(tmp_path, clamped), {"swiglu": "swiglu_oai"})
    assert "differ in their clamps" in report.missed[0][1]


def test_what_is_no_gate_takes_no_gate_s_place(tmp_path):
    gate_in(tmp_path, NODE, 28)
    with pytest.raises(BadValue, match="is a gate, whose place a gate takes"):
        swapped(tmp_path, tmp_path / "a.onnx", {"swiglu": "mish"})
    with pytest.raises(BadValue, match="which takes the place of a gate"):
        swapped(tmp_path, tmp_path / "a.onnx", {"silu": "geglu"})


def test_a_product_with_a_number_or_the_input_is_no_gate():
    half = [SILU[0], helper.make_node("Mul", ["s", "x"], ["t"]), number("half", 0.5)]
    scaled = [*half, helper.make_node("Mul", ["t", "half"], ["y"])]
    assert [place.gate for place in graphs.find(model_of(scaled))] == [None]
    assert [place.gate for place in graphs.find(model_of(SILU))] == [None]
