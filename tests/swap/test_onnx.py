import json

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812  # the name everybody uses
from torch import nn

import actlab
from actlab.define import choose, names
from actlab.errors import BadData, BadType, BadValue, UnknownName

onnx = pytest.importorskip("onnx", reason="the extra onnx is not installed")
onnxruntime = pytest.importorskip("onnxruntime", reason="the extra onnx is not installed")
pytest.importorskip("onnxscript", reason="the extra onnx is not installed")

from onnx import TensorProto, helper, numpy_helper  # noqa: E402  # after the check that it is there

from actlab.swap import onnx as graphs  # noqa: E402
from actlab.swap.onnx.emitting import nodes_for, single_node  # noqa: E402

OPSET = 18
# torch's exporter warns of things inside itself.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")


def model_of(nodes, opset=OPSET, elements=TensorProto.FLOAT, shape=(2, 8), initializers=()):
    graph = helper.make_graph(
        nodes,
        "made",
        [helper.make_tensor_value_info("x", elements, shape)],
        [helper.make_tensor_value_info("y", elements, shape)],
        list(initializers),
    )
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)])
    made.ir_version = 8
    return made


def saved(path, nodes, **options):
    onnx.save(model_of(nodes, **options), str(path))
    return path


def run(path, x):
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(None, {"x": x})[0]


def number(name, value):
    return helper.make_node("Constant", [], [name], value=helper.make_tensor(name, TensorProto.FLOAT, [], [value]))


MISH = [
    helper.make_node("Softplus", ["x"], ["s"]),
    helper.make_node("Tanh", ["s"], ["t"]),
    helper.make_node("Mul", ["x", "t"], ["y"]),
]
GELU = [
    number("root", 2**0.5),
    number("one", 1.0),
    number("half", 0.5),
    helper.make_node("Div", ["x", "root"], ["a"]),
    helper.make_node("Erf", ["a"], ["b"]),
    helper.make_node("Add", ["b", "one"], ["c"]),
    helper.make_node("Mul", ["x", "c"], ["d"]),
    helper.make_node("Mul", ["d", "half"], ["y"]),
]
SILU = [helper.make_node("Sigmoid", ["x"], ["s"]), helper.make_node("Mul", ["s", "x"], ["y"])]


@pytest.mark.parametrize(
    ("nodes", "function"),
    [
        (MISH, "mish"),
        (GELU, "gelu"),
        (SILU, "swish"),
        ([helper.make_node("Mish", ["x"], ["y"])], "mish"),
        ([helper.make_node("LeakyRelu", ["x"], ["y"], alpha=0.25)], "leaky_relu:slope=0.25"),
        ([helper.make_node("HardSwish", ["x"], ["y"])], "hard_swish"),
        ([helper.make_node("Clip", ["x", "zero"], ["y"])], "relu"),
    ],
)
def test_activations_are_found_as_nodes_and_subgraphs(tmp_path, nodes, function):
    path = saved(tmp_path / "m.onnx", nodes, initializers=[numpy_helper.from_array(np.float32(0), "zero")])
    (place,) = graphs.find(path)
    assert str(place.function) == function
    assert place.input == "x"
    assert place.output == "y"


def test_softmax_and_arithmetic_are_no_activations(tmp_path):
    nodes = [
        helper.make_node("Softmax", ["x"], ["a"]),
        helper.make_node("Add", ["x", "a"], ["b"]),
        helper.make_node("Mul", ["b", "b"], ["y"]),
    ]
    assert graphs.find(saved(tmp_path / "m.onnx", nodes)) == []


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


def test_external_weights_stay_external(tmp_path):
    weights = np.random.default_rng(0).standard_normal((8, 8)).astype(np.float32)
    nodes = [helper.make_node("MatMul", ["x", "w"], ["m"]), helper.make_node("Mish", ["m"], ["y"])]
    made = model_of(nodes, initializers=[numpy_helper.from_array(weights, "w")])
    folder = tmp_path / "source"
    folder.mkdir()
    onnx.save(made, str(folder / "a.onnx"), save_as_external_data=True, location="w.bin", size_threshold=0)
    out = tmp_path / "target" / "b.onnx"
    report = graphs.swap(folder / "a.onnx", {"mish": "stable"}, out)
    assert report.checked.absolute < 1e-5
    assert (out.parent / "w.bin").read_bytes() == (folder / "w.bin").read_bytes()
    (folder / "w.bin").unlink()
    with pytest.raises(BadData, match="the weights of .* are missing"):
        graphs.swap(folder / "a.onnx", {"mish": "stable"}, tmp_path / "other" / "b.onnx", checked=False)


@pytest.mark.slow
def test_models_over_two_gigabytes_are_rewritten(tmp_path):
    rows = 280_000_000  # of 8 bytes: 2.24 GB, a sparse file of zeros
    weight = TensorProto(name="w", data_type=TensorProto.FLOAT, dims=[2, rows], data_location=TensorProto.EXTERNAL)
    for key, value in (("location", "w.bin"), ("offset", "0"), ("length", str(8 * rows))):
        weight.external_data.add(key=key, value=value)
    with (tmp_path / "w.bin").open("wb") as file:
        file.truncate(8 * rows)
    nodes = [
        helper.make_node("ReduceMax", ["w"], ["m"], keepdims=0),
        helper.make_node("Add", ["x", "m"], ["a"]),
        helper.make_node("Mish", ["a"], ["y"]),
    ]
    path = saved(tmp_path / "a.onnx", nodes, initializers=[weight])
    report = graphs.swap(path, {"mish": "stable"}, tmp_path / "b.onnx", repeats=1)
    assert len(report.swapped) == 1
    assert report.checked.absolute < 2e-6


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


def test_wrong_models_are_refused(tmp_path):
    with pytest.raises(BadValue, match="there is no file"):
        graphs.find(tmp_path / "none.onnx")
    (tmp_path / "text.onnx").write_text("no model")
    with pytest.raises(BadData, match="is not an ONNX model"):
        graphs.find(tmp_path / "text.onnx")
    made = model_of(MISH)
    made.opset_import[0].version = 99
    (tmp_path / "future.onnx").write_bytes(made.SerializeToString())
    with pytest.raises(BadValue, match=r"uses opset 99; onnx .* and actlab know 7 to"):
        graphs.find(tmp_path / "future.onnx")
    integer = saved(tmp_path / "int8.onnx", [helper.make_node("QuantizeLinear", ["x", "s", "z"], ["y"])])
    with pytest.raises(BadType, match="the model is quantised"):
        graphs.find(integer)


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
