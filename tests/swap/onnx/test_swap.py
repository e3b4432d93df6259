"""Writing another function, or another form of the same one, into an ONNX file."""

import json

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from onnx_models import GELU, MISH, OPSET, RELU, SILU, model_of, number, operators, run, saved

import actlab
from actlab.define import choose, names
from actlab.errors import BadType, BadValue, UnknownName
from actlab.swap import onnx as graphs
from actlab.swap.onnx.emitting import nodes_for, single_node


@pytest.mark.parametrize("key", names())
@pytest.mark.parametrize("form", ["auto", "stable"])
def test_every_record_is_written_as_onnx(tmp_path, key, form):
    choice = choose(key)
    path = saved(tmp_path / "m.onnx", nodes_for(choice, "x", "y", OPSET, form=form), shape=(1000,))
    onnx.checker.check_model(str(path), full_check=True)
    x = np.linspace(-20, 20, 1000, dtype=np.float32)
    wanted = actlab.value(choice, x.astype(np.float64))
    # One float32 rounding of intermediate results up to |x|, times the operations of the longest formula.
    np.testing.assert_allclose(run(path, x), wanted, rtol=4e-6, atol=4e-6)


def test_other_parameters_than_the_defaults_are_written(tmp_path):
    x = np.linspace(-5, 5, 16, dtype=np.float32).reshape(2, 8)
    for text in ("leaky_relu:slope=0.3", "swish:beta=2.5", "elu:alpha=0.5", "softplus:beta=3"):
        path = saved(tmp_path / "m.onnx", nodes_for(choose(text), "x", "y", OPSET))
        np.testing.assert_allclose(run(path, x), actlab.value(text, x), rtol=2e-6, atol=2e-6)


def test_the_stable_form_of_mish_is_the_tuned_formula():
    operators = [node.op_type for node in nodes_for(choose("mish"), "x", "y", OPSET, form="stable")]
    assert [name for name in operators if name != "Constant"] == ["Min", "Exp", "Add", "Mul", "Add", "Div", "Mul"]


def test_own_operators_are_used_from_the_opset_that_has_them():
    assert single_node(choose("mish"), 18).op_type == "Mish"
    assert single_node(choose("mish"), 17) is None
    assert single_node(choose("gelu"), 20).op_type == "Gelu"
    assert single_node(choose("gelu"), 19) is None
    selu = single_node(choose("selu"), 18)
    assert {attribute.name: round(attribute.f, 4) for attribute in selu.attribute} == {"alpha": 1.6733, "gamma": 1.0507}
    with pytest.raises(BadValue, match="ONNX has no operator for mish in opset 17"):
        nodes_for(choose("mish"), "x", "y", 17, form="node")
    with pytest.raises(BadValue, match="unknown form 'fast'"):
        nodes_for(choose("mish"), "x", "y", 18, form="fast")


@pytest.mark.parametrize("nodes", [MISH, [helper.make_node("Mish", ["x"], ["y"])]])
def test_mish_becomes_its_stable_form_with_a_smaller_error(tmp_path, nodes):
    before = saved(tmp_path / "a.onnx", nodes, shape=(4001,))
    report = graphs.swap(before, {"mish": "stable"}, tmp_path / "b.onnx", repeats=1)
    assert len(report.swapped) == 1
    assert "7 nodes" in report.swapped[0][1]
    assert report.checked.absolute < 2e-6
    x = np.linspace(-15, 15, 4001, dtype=np.float32)
    wanted = actlab.value("mish", x.astype(np.float64))
    errors = [np.abs(run(path, x) - wanted).max() for path in (before, tmp_path / "b.onnx")]
    assert errors[1] <= errors[0]
    operators = {node.op_type for node in onnx.load(str(tmp_path / "b.onnx")).graph.node}
    assert not operators & {"Mish", "Softplus", "Tanh"}


def test_another_function_takes_the_place(tmp_path):
    path = saved(tmp_path / "a.onnx", [helper.make_node("Relu", ["x"], ["y"])])
    graphs.swap(path, {"relu": "mish"}, tmp_path / "b.onnx")
    x = np.linspace(-3, 3, 16, dtype=np.float32).reshape(2, 8)
    np.testing.assert_allclose(run(tmp_path / "b.onnx", x), actlab.value("mish", x), rtol=1e-6, atol=1e-6)
    back = graphs.swap(tmp_path / "b.onnx", {"mish": "relu"}, tmp_path / "c.onnx")
    assert "relu (node)" in back.swapped[0][1]
    assert np.array_equal(run(tmp_path / "c.onnx", x), run(path, x))


def test_what_is_read_elsewhere_stays(tmp_path):
    nodes = [*MISH[:2], helper.make_node("Mul", ["x", "t"], ["m"]), helper.make_node("Add", ["m", "t"], ["y"])]
    path = saved(tmp_path / "a.onnx", nodes)
    report = graphs.swap(path, {"mish": "relu"}, tmp_path / "b.onnx")
    assert len(report.swapped) == 1
    x = np.linspace(-3, 3, 16, dtype=np.float32).reshape(2, 8)
    wanted = np.maximum(x, 0) + np.tanh(np.log1p(np.exp(x)))
    np.testing.assert_allclose(run(tmp_path / "b.onnx", x), wanted, rtol=1e-6)


def test_activations_inside_branches_are_found_and_rewritten(tmp_path):
    def branch(name, operator):
        output = helper.make_tensor_value_info(name, TensorProto.FLOAT, (2, 8))
        return helper.make_graph([helper.make_node(operator, ["x"], [name])], name, [], [output])

    condition = helper.make_node("ReduceSum", ["x"], ["total"], keepdims=0)
    nodes = [
        condition,
        number("zero", 0.0),
        helper.make_node("Greater", ["total", "zero"], ["positive"]),
        helper.make_node("If", ["positive"], ["y"], then_branch=branch("a", "Mish"), else_branch=branch("b", "Relu")),
    ]
    path = saved(tmp_path / "a.onnx", nodes)
    assert sorted(str(place.function) for place in graphs.find(path)) == ["mish", "relu"]
    report = graphs.swap(path, {"mish": "relu"}, tmp_path / "b.onnx")
    assert len(report.swapped) == 1
    x = np.ones((2, 8), dtype=np.float32)
    assert np.array_equal(run(tmp_path / "b.onnx", x), x)


def test_half_precision_is_computed_in_float32(tmp_path):
    path = saved(tmp_path / "a.onnx", [helper.make_node("Relu", ["x"], ["y"])], elements=TensorProto.FLOAT16)
    graphs.swap(path, {"relu": "mish"}, tmp_path / "b.onnx", form="stable")
    x = np.array([[-20, -3, -0.5, 0, 0.5, 3, 12, 1000], [1, 2, 3, 4, 5, 6, 7, 8]], dtype=np.float16)
    assert np.array_equal(run(tmp_path / "b.onnx", x), actlab.value("mish", x))


def test_reports_are_text_and_data(tmp_path):
    path = saved(tmp_path / "a.onnx", MISH)
    report = graphs.swap(path, {"mish": "stable"}, tmp_path / "b.onnx", repeats=1)
    assert str(report).startswith("found 1, swapped 1, left 0")
    assert json.loads(json.dumps(report.as_dict()))["swapped"][0]["operators"] == ["Softplus", "Tanh", "Mul"]
    old = graphs.swap(
        saved(tmp_path / "c.onnx", [helper.make_node("Relu", ["x"], ["y"])], opset=17),
        {"relu": "mish"},
        tmp_path / "d.onnx",
        checked=False,
    )
    assert old.notes == ("opset 17 has no operator for mish: written as its formula",)


def test_wrong_mappings_and_shapes_are_refused(tmp_path):
    path, out = saved(tmp_path / "a.onnx", MISH), tmp_path / "b.onnx"
    with pytest.raises(UnknownName, match="unknown activation 'mush'. Did you mean 'mish'"):
        graphs.swap(path, {"mush": "relu"}, out)
    with pytest.raises(BadValue, match="'glu' does not work element by element"):
        graphs.swap(path, {"mish": "glu"}, out)
    with pytest.raises(BadType, match="expected what becomes what"):
        graphs.swap(path, {}, out)
    with pytest.raises(BadValue, match="input 'x' has the shape 2x8, got 3x8"):
        graphs.check(path, path, [(3, 8)])
    with pytest.raises(BadValue, match=r"takes 1 inputs \(x\), got 2"):
        graphs.check(path, path, [(2, 8), (2, 8)])
    with pytest.raises(BadValue, match="repeats must be at least 1"):
        graphs.check(path, path, repeats=0)
