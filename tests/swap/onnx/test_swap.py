"""Writing another function, or another form of the same one, into an ONNX file."""

import json
import re
from itertools import pairwise

import numpy as np
import onnx
import pytest
from helpers.onnx_models import GELU, MISH, OPSET, RELU, SILU, model_of, number, operators, run, saved
from onnx import TensorProto, helper, numpy_helper

import actlab
from actlab.define import choose, names
from actlab.errors import BadData, BadType, BadValue, UnknownName
from actlab.memory import free, limit
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
    assert "is the swapped file\nfound 1, swapped 1, left 0" in str(report).replace("\n    ", " ")
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
    with pytest.raises(BadValue, match="'glu' is a gate, which takes the place of a gate"):
        graphs.swap(path, {"mish": "glu"}, out)
    with pytest.raises(BadType, match="expected what becomes what"):
        graphs.swap(path, {}, out)
    with pytest.raises(BadValue, match="input 'x' has the shape 2x8, got 3x8"):
        graphs.check(path, path, [(3, 8)])
    with pytest.raises(BadValue, match=r"takes 1 inputs \(x\), got 2"):
        graphs.check(path, path, [(2, 8), (2, 8)])
    with pytest.raises(BadValue, match="repeats must be at least 1"):
        graphs.check(path, path, repeats=0)


def test_a_file_can_be_swapped_again_and_again(tmp_path):
    path = saved(tmp_path / "0.onnx", RELU)
    x = np.linspace(-3, 3, 16, dtype=np.float32).reshape(2, 8)
    for count, (source, to) in enumerate([("relu", "mish"), ("mish", "swish"), ("swish", "gelu"), ("gelu", "mish")]):
        out = tmp_path / f"{count + 1}.onnx"
        report = graphs.swap(path, {source: to}, out, form="stable", repeats=1)
        assert len(report.swapped) == 1
        np.testing.assert_allclose(run(out, x), actlab.value(to, x), rtol=1e-6, atol=1e-6)
        graph = onnx.load(str(out)).graph
        read = {name for node in graph.node for name in node.input}
        assert [n.output[0] for n in graph.node if not set(n.output) & (read | {"y"})] == []  # no number is left over
        path = out


def test_names_that_are_taken_are_not_taken_again(tmp_path):
    nodes = [helper.make_node("Add", ["x", "x"], ["y_min_1"]), helper.make_node("Relu", ["y_min_1"], ["y"])]
    graphs.swap(saved(tmp_path / "a.onnx", nodes), {"relu": "mish"}, tmp_path / "b.onnx", form="stable", repeats=1)
    x = np.linspace(-3, 3, 16, dtype=np.float32).reshape(2, 8)
    np.testing.assert_allclose(run(tmp_path / "b.onnx", x), actlab.value("mish", x + x), rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("operator", ["Relu", "Sigmoid", "Tanh", "Softplus", "HardSwish", "Elu"])
def test_stable_leaves_a_node_that_a_runtime_joins_with_another(tmp_path, operator):
    path = saved(tmp_path / "a.onnx", [helper.make_node(operator, ["x"], ["y"])])
    report = graphs.swap(path, {"*": "stable"}, tmp_path / "b.onnx", repeats=1)
    assert "is one node, which runtimes compute without overflow" in report.left[0][1]
    assert operators(tmp_path / "b.onnx") == [operator]


@pytest.mark.parametrize(("nodes", "function"), [(SILU, "swish"), (GELU, "gelu")])
def test_stable_leaves_a_form_that_is_good_as_it_is(tmp_path, nodes, function):
    report = graphs.swap(saved(tmp_path / "a.onnx", nodes), {function: "stable"}, tmp_path / "b.onnx", repeats=1)
    assert report.left[0][1] == "its form neither overflows nor loses digits, and runtimes know it"
    assert report.checked.absolute == 0


def test_stable_mends_a_form_that_overflows(tmp_path):
    nodes = [
        number("one", 1.0),
        helper.make_node("Exp", ["x"], ["e"]),
        helper.make_node("Add", ["e", "one"], ["a"]),
        helper.make_node("Log", ["a"], ["y"]),
    ]
    path = saved(tmp_path / "a.onnx", nodes, shape=(3,))
    graphs.swap(path, {"softplus": "stable"}, tmp_path / "b.onnx", checked=False)
    x = np.array([-3, 0, 100], dtype=np.float32)
    assert np.isinf(run(path, x)[2])
    np.testing.assert_allclose(run(tmp_path / "b.onnx", x), actlab.value("softplus", x), rtol=1e-6)


@pytest.mark.parametrize(
    ("operator", "opset", "attributes"),
    [
        ("Mish", 18, {}),
        ("Gelu", 20, {}),
        ("HardSwish", 14, {}),
        ("Celu", 12, {"alpha": 2.0}),
        ("Swish", 24, {"alpha": 1.5}),
    ],
)
def test_decomposed_writes_operators_that_old_opsets_have(tmp_path, operator, opset, attributes):
    nodes = [helper.make_node(operator, ["x"], ["h"], **attributes), helper.make_node("Relu", ["h"], ["y"])]
    path = saved(tmp_path / "a.onnx", nodes, opset=opset)
    report = graphs.swap(path, {"*": "decomposed"}, tmp_path / "b.onnx", repeats=1)
    assert [str(place.function) for place, _ in report.left] == ["relu"]
    assert report.left[0][1] == "Relu: opset 9 has it"
    assert report.checked.absolute < 2e-6
    written = operators(tmp_path / "b.onnx")
    assert operator not in written
    assert all(graphs.evaluation.first_opset(name) <= 9 for name in written)


@pytest.mark.parametrize("opset", [17, 13, 11, 9])
def test_a_model_goes_down_to_an_older_opset(tmp_path, opset):
    nodes = [
        helper.make_node("Gelu", ["x"], ["g"]),
        helper.make_node("HardSwish", ["g"], ["h"]),
        helper.make_node("Relu", ["h"], ["r"]),
        helper.make_node("Mish", ["r"], ["y"]),
    ]
    path = saved(tmp_path / "a.onnx", nodes, opset=20)
    report = graphs.swap(path, {"mish": "leaky_relu"}, tmp_path / "b.onnx", opset=opset, checked=False)
    loaded = onnx.load(str(tmp_path / "b.onnx"))
    assert loaded.opset_import[0].version == opset
    assert f"converted from opset 20 to {opset}" in report.notes
    x = np.linspace(-5, 5, 16, dtype=np.float32).reshape(2, 8)
    wanted = actlab.value("leaky_relu", np.maximum(actlab.value("hard_swish", actlab.value("gelu", x)), 0))
    np.testing.assert_allclose(run(tmp_path / "b.onnx", x), wanted, atol=2e-6)


def test_nodes_that_mean_something_else_in_an_older_opset_are_converted(tmp_path):
    axes = numpy_helper.from_array(np.array([0]), "axes")
    nodes = [
        helper.make_node("Unsqueeze", ["x", "axes"], ["u"]),
        helper.make_node("Softmax", ["u"], ["s"], axis=-1),
        helper.make_node("Squeeze", ["s", "axes"], ["q"]),
        helper.make_node("Mish", ["q"], ["y"]),
    ]
    path = saved(tmp_path / "a.onnx", nodes, initializers=[axes])
    report = graphs.swap(path, {"mish": "stable"}, tmp_path / "b.onnx", opset=11, repeats=1)
    assert report.checked.relative < 2e-6
    assert onnx.load(str(tmp_path / "b.onnx")).opset_import[0].version == 11


def test_an_opset_that_cannot_be_had_is_refused_in_one_sentence(tmp_path):
    path = saved(tmp_path / "a.onnx", RELU)
    for opset in (6, 19):
        with pytest.raises(BadValue, match=f"goes downwards: the model has opset 18, expected 7 to 18, got {opset}"):
            graphs.swap(path, {"relu": "mish"}, tmp_path / "b.onnx", opset=opset)
    report = graphs.swap(path, {"relu": "mish"}, tmp_path / "b.onnx", opset=7, checked=False)
    assert "opset 7 cannot write this formula: Min needs opset 8" in report.missed[0][1]
    normalised = [helper.make_node("LayerNormalization", ["x", "s"], ["h"]), helper.make_node("Relu", ["h"], ["y"])]
    scale = numpy_helper.from_array(np.ones(8, np.float32), "s")
    path = saved(tmp_path / "n.onnx", normalised, initializers=[scale])
    with pytest.raises(BadValue, match="cannot have opset 13: it has no such LayerNormalization"):
        graphs.swap(path, {"relu": "mish"}, tmp_path / "c.onnx", opset=13)
    assert not (tmp_path / "c.onnx").exists()


@pytest.mark.parametrize("opset", range(8, 27))
def test_formulas_are_valid_in_every_opset(opset):
    for key in names():
        formula = choose(key).activation
        if opset < 9 and re.search(r"where|erf|sign\(", formula.tuned_value or formula.stable_form):
            with pytest.raises(BadValue, match="cannot write this formula: (Where|Erf|Sign) needs opset 9"):
                nodes_for(choose(key), "x", "y", opset, form="stable")
            continue
        nodes = nodes_for(choose(key), "x", "y", opset, form="stable")
        onnx.checker.check_model(model_of(nodes, opset=opset), full_check=True)


@pytest.mark.parametrize("opset", [18, 22])
@pytest.mark.parametrize("form", ["auto", "stable"])
def test_bfloat16_files_are_rewritten_as_onnx_accepts_them(tmp_path, opset, form):
    path = saved(tmp_path / "a.onnx", RELU, elements=TensorProto.BFLOAT16, opset=opset)
    report = graphs.swap(path, {"relu": "mish"}, tmp_path / "b.onnx", form=form, repeats=1)
    onnx.checker.check_model(str(tmp_path / "b.onnx"), full_check=True)
    single = opset == 22 and form == "auto"  # Mish takes bfloat16 from opset 22 on
    assert report.swapped[0][1] == ("mish (node)" if single else "mish (9 nodes)")
    assert report.checked.runtime == "onnx's reference"  # onnxruntime has no kernels for it on a CPU
    x = np.linspace(-3, 3, 16).reshape(2, 8).astype(helper.tensor_dtype_to_np_dtype(TensorProto.BFLOAT16))
    (output,) = onnx.reference.ReferenceEvaluator(str(tmp_path / "b.onnx")).run(None, {"x": x})
    wanted = actlab.value("mish", x.astype(np.float64))
    np.testing.assert_allclose(output.astype(np.float64), wanted, rtol=2**-7 if single else 2**-8)


def test_types_that_inference_does_not_know_come_from_the_input(tmp_path):
    nodes = [helper.make_node("Strange", ["x"], ["h"], domain="my.domain"), helper.make_node("Relu", ["h"], ["y"])]
    path = saved(tmp_path / "a.onnx", nodes, elements=TensorProto.FLOAT16, domains=["my.domain"])
    graphs.swap(path, {"relu": "mish"}, tmp_path / "b.onnx", form="stable", checked=False)
    written = onnx.load(str(tmp_path / "b.onnx")).graph.node
    casts = [node.attribute[0].i for node in written if node.op_type == "Cast"]
    assert casts == [TensorProto.FLOAT, TensorProto.FLOAT16]


def test_places_are_kept_and_chosen_by_name(tmp_path):
    nodes = [
        helper.make_node("Relu", ["x"], ["a"], name="/layer1/Relu"),
        helper.make_node("Relu", ["a"], ["b"], name="/layer2/Relu"),
        helper.make_node("Relu", ["b"], ["y"], name="/head/Relu"),
    ]
    path, out = saved(tmp_path / "a.onnx", nodes), tmp_path / "b.onnx"
    kept = graphs.swap(path, {"relu": "mish"}, out, keep=["/head/*"], checked=False)
    assert [place.name for place, _ in kept.left] == ["/head/Relu"]
    chosen = graphs.swap(path, {"relu": "mish"}, out, only="/layer1/*", checked=False)
    assert [place.name for place, _ in chosen.swapped] == ["/layer1/Relu"]
    with pytest.raises(BadValue, match="only: no activation is called '/layer9/\\*'. Found: /layer1/Relu"):
        graphs.swap(path, {"relu": "mish"}, out, only="/layer9/*")


def test_places_of_one_kind_share_a_line_of_the_report(tmp_path):
    tensors = ["x", *(f"t{n}" for n in range(9)), "y"]
    nodes = [helper.make_node("Relu", [a], [b], name=b) for a, b in pairwise(tensors)]
    report = graphs.swap(saved(tmp_path / "a.onnx", nodes), {"relu": "mish"}, tmp_path / "b.onnx", checked=False)
    assert "  swapped 10 relu, node Relu -> mish (node): t0, t1, t2 and 7 more" in str(report).splitlines()


def test_inputs_are_those_given(tmp_path):
    scalar = helper.make_node("Mul", ["x", "scale"], ["m"])
    made = model_of([scalar, helper.make_node("Relu", ["m"], ["y"])])
    made.graph.input.append(helper.make_tensor_value_info("scale", TensorProto.FLOAT, []))
    onnx.save(made, str(tmp_path / "a.onnx"))
    arrays = {"x": np.full((2, 8), -2, np.float32), "scale": np.float32(3)}
    np.savez(tmp_path / "in.npz", **arrays)
    for inputs in (arrays, tmp_path / "in.npz"):
        report = graphs.swap(tmp_path / "a.onnx", {"relu": "identity"}, tmp_path / "b.onnx", inputs=inputs, repeats=1)
        assert report.checked.absolute == 6
    with pytest.raises(BadValue, match="the model takes x, scale; got x"):
        graphs.check(tmp_path / "a.onnx", tmp_path / "b.onnx", inputs={"x": arrays["x"]})
    with pytest.raises(BadValue, match="'scale' has the type float64; the model takes float32"):
        graphs.check(tmp_path / "a.onnx", tmp_path / "b.onnx", inputs={**arrays, "scale": np.float64(3)})
    with pytest.raises(BadValue, match="input 'scale' has the shape of a scalar, got 2"):
        graphs.check(tmp_path / "a.onnx", tmp_path / "b.onnx", inputs={**arrays, "scale": np.ones(2, np.float32)})
    (tmp_path / "text.npz").write_text("no arrays")
    with pytest.raises(BadValue, match=r"--inputs: .*text.npz is not an npz file of arrays"):
        graphs.check(tmp_path / "a.onnx", tmp_path / "b.onnx", inputs=tmp_path / "text.npz")
    with pytest.raises(BadValue, match="--inputs: there is no file"):
        graphs.check(tmp_path / "a.onnx", tmp_path / "b.onnx", inputs=tmp_path / "none.npz")


@pytest.mark.skipif(free() is None, reason="only Linux says how much memory is free")
def test_a_model_that_asks_for_more_memory_than_is_free_is_refused(tmp_path):
    rows = free() // 4096 * 3 // 8  # of 4,096 float32: 1.5 times what is free
    shape = helper.make_node("Constant", [], ["s"], value=helper.make_tensor("s", TensorProto.INT64, [2], [rows, 4096]))
    nodes = [shape, helper.make_node("Expand", ["x", "s"], ["large"]), helper.make_node("Relu", ["large"], ["r"])]
    nodes.append(helper.make_node("ReduceSum", ["r"], ["y"]))
    made = model_of(nodes, shape=(1, 1))
    made.graph.output[0].type.tensor_type.ClearField("shape")
    onnx.save(made, str(tmp_path / "a.onnx"))
    before = limit()
    with pytest.raises(BadData, match="needs more memory than is free|allocate"):
        graphs.check(tmp_path / "a.onnx", tmp_path / "a.onnx")
    assert limit() == before


def test_the_difference_is_relative_to_the_size_of_its_own_output(tmp_path):
    small, large = np.array([1e-3, 0]), np.array([1e6, 1.0])
    absolute, relative, changed = graphs.checking.differences([small, large], [small + 1e-4, large])
    assert (round(absolute, 9), round(relative, 9), changed) == (1e-4, 0.1, 0)
    nan = np.array([np.nan, np.inf])
    assert graphs.checking.differences([nan], [nan]) == (0, 0, 0)
    assert graphs.checking.differences([nan], [np.array([np.nan, 1.0])]) == (np.inf, np.inf, 0)
    assert graphs.checking.differences([np.array([1, 2])], [np.array([1, 3])]) == (0, 0, 1)
    assert graphs.checking.differences([[{"a": large}]], [[{"a": large}]]) == (0, 0, 0)
    assert graphs.checking.differences([small], [small[:1]]) == (np.inf, np.inf, 0)
