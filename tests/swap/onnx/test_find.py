"""What is found in an ONNX graph, and what is named as out of reach."""

import json

import numpy as np
import onnx
import onnxruntime
import pytest
from helpers.onnx_models import GELU, MISH, SILU, model_of, number, operators, run, saved
from onnx import TensorProto, helper, numpy_helper

import actlab
from actlab.errors import BadData, BadType, BadValue
from actlab.swap import onnx as graphs
from actlab.swap.onnx.evaluation import _EQUAL


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


def test_a_step_is_no_steep_activation(tmp_path):
    large = [number("c", 16384.0), helper.make_node("Div", ["x", "c"], ["d"]), helper.make_node("Floor", ["d"], ["f"])]
    path = saved(tmp_path / "m.onnx", [*large, number("one", 1.0), helper.make_node("Add", ["f", "one"], ["y"])])
    assert graphs.find(path) == []


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


@pytest.mark.parametrize("operator", [*_EQUAL, "QuickGelu:1.5"])
def test_operators_of_onnxruntime_are_found_by_their_values(tmp_path, operator):
    name, _, alpha = operator.partition(":")
    attributes = {"alpha": float(alpha)} if alpha else {}
    node = helper.make_node(name, ["x"], ["y"], domain="com.microsoft", **attributes)
    path = saved(tmp_path / "m.onnx", [node], shape=(500,), domains=["com.microsoft"])
    (place,) = graphs.find(path)
    x = np.linspace(-8, 8, 500, dtype=np.float32)
    # onnxruntime's own approximation of erf and tanh, absolutely.
    np.testing.assert_allclose(run(path, x), actlab.value(place.function.choice, x.astype(np.float64)), atol=2e-6)
    assert graphs.swap(path, {"*": "mish"}, tmp_path / "o.onnx", repeats=1).swapped
    np.testing.assert_allclose(run(tmp_path / "o.onnx", x), actlab.value("mish", x), atol=1e-6)


@pytest.mark.parametrize(("operator", "function"), [("BiasGelu", "gelu"), ("FastGelu", "gelu_tanh")])
def test_an_added_bias_stays_when_its_activation_goes(tmp_path, operator, function):
    bias = numpy_helper.from_array(np.linspace(-1, 1, 8, dtype=np.float32), "b")
    node = helper.make_node(operator, ["x", "b"], ["y"], domain="com.microsoft")
    path = saved(tmp_path / "a.onnx", [node], initializers=[bias], domains=["com.microsoft"])
    (place,) = graphs.find(path)
    assert (str(place.function), place.kind) == (function, "fused")
    graphs.swap(path, {function: "relu"}, tmp_path / "b.onnx", checked=False)
    x = np.linspace(-3, 3, 16, dtype=np.float32).reshape(2, 8)
    added = x + numpy_helper.to_array(bias)
    assert np.array_equal(run(tmp_path / "b.onnx", x), np.maximum(added, 0))
    np.testing.assert_allclose(run(path, x), actlab.value(function, added), atol=2e-6)


def test_what_onnxruntime_fused_is_found_and_opened(tmp_path):
    rng = np.random.default_rng(0)
    weights = [
        numpy_helper.from_array(rng.standard_normal(s).astype(np.float32), n)
        for n, s in (("w", (3, 2, 3, 3)), ("v", (4, 3)))
    ]
    nodes = [
        helper.make_node("Conv", ["x", "w"], ["c"]),
        helper.make_node("LeakyRelu", ["c"], ["r"], alpha=0.3),
        helper.make_node("GlobalAveragePool", ["r"], ["p"]),
        helper.make_node("Flatten", ["p"], ["f"]),
        helper.make_node("Gemm", ["f", "v"], ["g"], transB=1),
        helper.make_node("Relu", ["g"], ["y"]),
    ]
    made = model_of(nodes, shape=(1, 2, 5, 5), initializers=weights)
    made.graph.output[0].type.tensor_type.shape.dim[1].dim_value = 4
    del made.graph.output[0].type.tensor_type.shape.dim[2:]
    onnx.save(made, str(tmp_path / "plain.onnx"))
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(tmp_path / "fused.onnx")
    onnxruntime.InferenceSession(str(tmp_path / "plain.onnx"), options, providers=["CPUExecutionProvider"])
    assert {"FusedConv", "FusedGemm"} <= set(operators(tmp_path / "fused.onnx"))
    places = graphs.find(tmp_path / "fused.onnx")
    assert [str(place.function).partition("=")[0] for place in places] == ["leaky_relu:slope", "relu"]
    x = rng.standard_normal((1, 2, 5, 5)).astype(np.float32)
    for name in ("plain", "fused"):
        graphs.swap(tmp_path / f"{name}.onnx", {"*": "mish"}, tmp_path / f"{name}_mish.onnx", repeats=1)
    np.testing.assert_allclose(run(tmp_path / "fused_mish.onnx", x), run(tmp_path / "plain_mish.onnx", x), rtol=1e-6)


def test_a_fused_activation_of_odd_numbers_has_the_name_of_its_record(tmp_path):
    node = helper.make_node(
        "FusedConv", ["x", "w"], ["y"], domain="com.microsoft", activation="HardSigmoid", activation_params=[0.3, 0.4]
    )
    (place,) = graphs.find(model_of([node], domains=["com.microsoft"]))
    assert str(place.function).startswith("linear_sigmoid:alpha=0.3")


def _recurrent(kind, **attributes):
    gates = {"LSTM": 4, "GRU": 3, "RNN": 1}[kind]
    directions = 2 if attributes.get("direction") == "bidirectional" else 1
    rng = np.random.default_rng(0)
    weights = [
        numpy_helper.from_array(rng.standard_normal((directions, gates * 3, size)).astype(np.float32), name)
        for name, size in (("w", 4), ("r", 3))
    ]
    node = helper.make_node(kind, ["x", "w", "r"], ["y"], name="layer", hidden_size=3, **attributes)
    made = model_of([node], shape=(5, 1, 4), initializers=weights)
    sizes = made.graph.output[0].type.tensor_type.shape
    del sizes.dim[:]
    for size in (5, directions, 1, 3):
        sizes.dim.add(dim_value=size)
    return made


@pytest.mark.parametrize(
    ("kind", "functions"),
    [("LSTM", ["sigmoid", "tanh", "tanh"]), ("GRU", ["sigmoid", "tanh"]), ("RNN", ["tanh"])],
)
def test_gates_are_found_and_swapped_or_named(tmp_path, kind, functions):
    onnx.save(_recurrent(kind), str(tmp_path / "a.onnx"))
    places = graphs.find(tmp_path / "a.onnx")
    assert [str(place.function) for place in places] == functions
    assert places[0].name == "layer.activations[0]"
    swapped = graphs.swap(tmp_path / "a.onnx", {"tanh": "leaky_relu:slope=0.2"}, tmp_path / "b.onnx", repeats=1)
    assert len(swapped.swapped) == functions.count("tanh")
    assert swapped.checked.absolute > 1e-3
    missed = graphs.swap(tmp_path / "a.onnx", {"tanh": "mish"}, tmp_path / "c.onnx", repeats=1)
    assert len(missed.missed) == functions.count("tanh")
    assert f"{kind} takes no mish, only Relu, Tanh" in missed.missed[0][1]
    with pytest.raises(graphs.SwapMissed, match="nothing was written: layer"):
        graphs.swap(tmp_path / "a.onnx", {"tanh": "mish"}, tmp_path / "d.onnx", strict=True)
    assert not (tmp_path / "d.onnx").exists()


def test_numbers_of_other_gates_stay_theirs(tmp_path):
    made = _recurrent(
        "RNN", direction="bidirectional", activations=["LeakyRelu", "HardSigmoid"], activation_alpha=[0.1, 0.3],
        activation_beta=[0.4],
    )  # fmt: skip
    onnx.save(made, str(tmp_path / "a.onnx"))
    assert str(graphs.find(made)[0].function) == "leaky_relu:slope=0.10000000149011612"
    graphs.swap(tmp_path / "a.onnx", {"leaky_relu": "tanh"}, tmp_path / "b.onnx", repeats=1)
    (node,) = onnx.load(str(tmp_path / "b.onnx")).graph.node
    written = {a.name: helper.get_attribute_value(a) for a in node.attribute}
    assert written["activations"] == [b"Tanh", b"HardSigmoid"]
    np.testing.assert_allclose((written["activation_alpha"], written["activation_beta"]), [[0.3], [0.4]], rtol=1e-6)


@pytest.mark.parametrize(("alpha", "beta"), [(1 / 6, 0.5), (0.5, 0.6), (0.2, 0.5)])
def test_hard_sigmoid_of_any_numbers_is_found_as_node_and_by_value(tmp_path, alpha, beta):
    single = saved(tmp_path / "a.onnx", [helper.make_node("HardSigmoid", ["x"], ["y"], alpha=alpha, beta=beta)])
    nodes = [
        *(number(*pair) for pair in (("alpha", alpha), ("beta", beta), ("low", 0.0), ("high", 1.0))),
        helper.make_node("Mul", ["x", "alpha"], ["a"]),
        helper.make_node("Add", ["a", "beta"], ["b"]),
        helper.make_node("Clip", ["b", "low", "high"], ["y"]),
    ]
    for path in (single, saved(tmp_path / "b.onnx", nodes)):
        (place,) = graphs.find(path)
        name = "hard_sigmoid" if alpha == 1 / 6 else "linear_sigmoid"
        assert place.function.key == name
        assert place.input == "x"
        if not place.function.choice:
            np.testing.assert_allclose(
                (place.function.parameters["alpha"], place.function.parameters["beta"]), (alpha, beta), rtol=1e-6
            )
        graphs.swap(path, {name: "sigmoid"}, tmp_path / "o.onnx", repeats=1)
        assert "Sigmoid" in operators(tmp_path / "o.onnx")


@pytest.mark.parametrize("expanded", [False, True])
def test_a_slope_for_each_channel_is_a_parameter(tmp_path, expanded):
    slope = numpy_helper.from_array(np.linspace(-0.2, 0.9, 8, dtype=np.float32), "slope")
    nodes = [helper.make_node("PRelu", ["x", "slope"], ["y"])]
    if expanded:
        nodes = [
            helper.make_node("Relu", ["x"], ["p"]),
            helper.make_node("Neg", ["x"], ["n"]),
            helper.make_node("Relu", ["n"], ["q"]),
            helper.make_node("Mul", ["q", "slope"], ["s"]),
            helper.make_node("Sub", ["p", "s"], ["y"]),
        ]
    path = saved(tmp_path / "a.onnx", nodes, initializers=[slope])
    (place,) = graphs.find(path)
    assert (place.function.key, place.tensors) == ("prelu", {"slope": "slope"})
    report = graphs.swap(path, {"prelu": "prelu:slope=0.25"}, tmp_path / "b.onnx", repeats=1)
    assert len(report.swapped) == 1
    graphs.swap(path, {"prelu": "mish"}, tmp_path / "c.onnx", repeats=1)
    assert operators(tmp_path / "c.onnx") == ["Mish"]


def test_a_beta_for_each_channel_is_a_parameter(tmp_path):
    beta = numpy_helper.from_array(np.linspace(0.5, 2, 8, dtype=np.float32), "beta")
    nodes = [
        helper.make_node("Mul", ["x", "beta"], ["b"]),
        helper.make_node("Sigmoid", ["b"], ["s"]),
        helper.make_node("Mul", ["x", "s"], ["y"]),
    ]
    (place,) = graphs.find(model_of(nodes, initializers=[beta]))
    assert (place.function.key, place.tensors, place.input) == ("swish", {"beta": "beta"}, "x")


def test_scaled_and_shifted_tensors_are_no_parameters(tmp_path):
    weights = [numpy_helper.from_array(np.linspace(0.5, 2, 8, dtype=np.float32), name) for name in ("g", "b")]
    nodes = [
        helper.make_node("Mul", ["x", "g"], ["m"]),
        helper.make_node("Add", ["m", "b"], ["a"]),
        helper.make_node("Relu", ["a"], ["r"]),
        helper.make_node("Mul", ["r", "g"], ["y"]),
    ]
    (place,) = graphs.find(model_of(nodes, initializers=weights))
    assert (str(place.function), place.input, place.output) == ("relu", "a", "r")


@pytest.mark.parametrize(
    ("nodes", "function"),
    [
        (["Max", "Min"], "relu6"),
        (["Min", "Max"], "relu6"),
    ],
)
def test_bounds_in_either_order_are_one_function(nodes, function):
    ends = {"Max": number("zero", 0.0), "Min": number("six", 6.0)}
    names = {"Max": "zero", "Min": "six"}
    first, second = nodes
    chain = [helper.make_node(first, ["x", names[first]], ["m"]), helper.make_node(second, ["m", names[second]], ["y"])]
    (place,) = graphs.find(model_of([*ends.values(), *chain]))
    assert (str(place.function), place.input) == (function, "x")


@pytest.mark.parametrize("guarded", ["Sqrt", "Log", "Div", "Reciprocal"])
def test_a_bound_that_guards_is_no_activation_unless_named(tmp_path, guarded):
    nodes = [
        number("zero", 0.0),
        number("epsilon", 1e-5),
        helper.make_node("Max", ["x", "zero"], ["m"], name="bound"),
        helper.make_node("Add", ["m", "epsilon"], ["e"]),
        helper.make_node(guarded, ["x", "e"] if guarded == "Div" else ["e"], ["y"], name="tail"),
    ]
    path = saved(tmp_path / "a.onnx", nodes)
    (place,) = graphs.find(path)
    assert place.guard == f"guards the {guarded} tail"
    report = graphs.swap(path, {"relu": "mish"}, tmp_path / "b.onnx", repeats=1)
    assert "no activation unless only names it" in report.left[0][1]
    assert report.checked.absolute == 0
    named = graphs.swap(path, {"relu": "mish"}, tmp_path / "c.onnx", only="bound", checked=False)
    assert len(named.swapped) == 1


def test_operators_of_others_are_named_and_never_dropped_in_silence(tmp_path):
    nodes = [
        helper.make_node("Mish", ["x"], ["a"], domain="my.domain"),
        helper.make_node("Mystery", ["a"], ["b"], domain="my.domain"),
        helper.make_node("MoE", ["b", "b", "b", "b"], ["y"], domain="com.microsoft", activation_type="gelu"),
    ]
    path = saved(tmp_path / "a.onnx", nodes, domains=["my.domain", "com.microsoft"])
    first, second = graphs.find(path)
    assert [str(place.function) for place in (first, second)] == ["mish", "gelu"]
    assert "Mish is an operator of my.domain" in first.obstacle
    report = graphs.swap(path, {"mish": "relu"}, tmp_path / "b.onnx", checked=False)
    assert [place.name for place, _ in report.missed] == ["a"]
    assert report.unseen == ("1 my.domain.Mystery",)
    assert "MISSED  1 mish" in str(report)
    assert "not looked into: 1 my.domain.Mystery" in str(report)
    assert json.loads(json.dumps(report.as_dict()))["missed"][0]["name"] == "a"


def test_a_node_that_came_after_its_opset_is_found(tmp_path):
    path = saved(tmp_path / "a.onnx", [helper.make_node("Mish", ["x"], ["y"])], opset=9)
    assert [str(place.function) for place in graphs.find(path)] == ["mish"]
    graphs.swap(path, {"mish": "stable"}, tmp_path / "b.onnx", checked=False)
    x = np.linspace(-3, 3, 16, dtype=np.float32).reshape(2, 8)
    np.testing.assert_allclose(run(tmp_path / "b.onnx", x), actlab.value("mish", x), atol=1e-6)
    with pytest.raises(BadData, match="nothing was written, since onnx refuses the model: No Op registered for Mish"):
        graphs.swap(path, {"relu": "swish"}, tmp_path / "c.onnx", checked=False)


@pytest.mark.parametrize("elements", [TensorProto.FLOAT16, TensorProto.BFLOAT16])
def test_numbers_rounded_to_16_bits_do_not_hide_a_function(elements):
    root = helper.make_tensor("root", elements, [], [2**0.5])
    nodes = [
        helper.make_node("Constant", [], ["root"], value=root),
        number("one", 1.0, elements),
        number("half", 0.5, elements),
        *GELU[3:],
    ]
    (place,) = graphs.find(model_of(nodes, elements=elements))
    assert str(place.function) == "gelu"
    tanh = [
        number("cubic", 0.044715, elements), number("scale", 0.7978845608, elements), number("three", 3.0, elements),
        number("one", 1.0, elements), number("half", 0.5, elements),
        helper.make_node("Pow", ["x", "three"], ["a"]), helper.make_node("Mul", ["a", "cubic"], ["b"]),
        helper.make_node("Add", ["x", "b"], ["c"]), helper.make_node("Mul", ["c", "scale"], ["d"]),
        helper.make_node("Tanh", ["d"], ["e"]), helper.make_node("Add", ["e", "one"], ["f"]),
        helper.make_node("Mul", ["x", "f"], ["g"]), helper.make_node("Mul", ["g", "half"], ["y"]),
    ]  # fmt: skip
    (place,) = graphs.find(model_of(tanh, elements=elements))
    assert str(place.function) == "gelu_tanh"


@pytest.mark.parametrize(("activation", "found"), [(0, []), (1, ["swish"])])
def test_the_activation_of_a_normalisation_is_named(activation, found):
    node = helper.make_node(
        "GroupNorm", ["x", "g", "b"], ["y"], domain="com.microsoft", activation=activation, groups=2
    )
    places = graphs.find(model_of([node], domains=["com.microsoft"]))
    assert [str(place.function) for place in places] == found
    assert all("GroupNorm is an operator of com.microsoft" in place.obstacle for place in places)


RELU = helper.make_node("Relu", ["x"], ["r"], "relu")
SQUARES = {
    "product": helper.make_node("Mul", ["r", "r"], ["y"], "square"),
    "power": helper.make_node("Pow", ["r", "two"], ["y"], "square"),
}
TWO = [numpy_helper.from_array(np.float32(2), "two")]


@pytest.mark.parametrize("square", SQUARES)
def test_a_square_is_a_function_of_its_own(tmp_path, square):
    path = saved(tmp_path / "m.onnx", [RELU, SQUARES[square]], initializers=TWO)
    (place,) = graphs.find(path)
    assert str(place.function) == "relu2"
    report = graphs.swap(path, {"relu": "mish"}, tmp_path / "left.onnx", checked=False)
    assert not report.swapped
    report = graphs.swap(path, {str(place.function): "mish"}, tmp_path / "mish.onnx", checked=False)
    assert operators(tmp_path / "mish.onnx") == ["Mish"]


def test_the_squares_of_a_normalisation_leave_the_relu_before(tmp_path):
    nodes = [
        RELU,
        helper.make_node("Pow", ["r", "two"], ["squares"]),
        helper.make_node("ReduceMean", ["squares"], ["mean"]),
        helper.make_node("Div", ["r", "mean"], ["y"]),
    ]
    assert [str(place.function) for place in graphs.find(saved(tmp_path / "m.onnx", nodes, initializers=TWO))] == [
        "relu"
    ]
