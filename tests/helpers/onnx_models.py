"""Small ONNX models for tests, and how they are run."""

import onnx
import onnxruntime
from onnx import TensorProto, helper

OPSET = 18


def model_of(nodes, opset=OPSET, elements=TensorProto.FLOAT, shape=(2, 8), initializers=(), domains=(), inputs=("x",)):
    """A model of some nodes from ``x`` (and other inputs) to ``y``."""
    graph = helper.make_graph(
        nodes,
        "small",
        [helper.make_tensor_value_info(name, elements, shape) for name in inputs],
        [helper.make_tensor_value_info("y", elements, shape)],
        list(initializers),
    )
    opsets = [helper.make_opsetid("", opset), *(helper.make_opsetid(domain, 1) for domain in domains)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=8)


def saved(path, nodes, **options):
    """The path, where such a model lies now."""
    onnx.save(model_of(nodes, **options), str(path))
    return path


def run(path, x):
    """The output of a file for ``x``, by onnxruntime."""
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    return session.run(None, x if isinstance(x, dict) else {"x": x})[0]


def number(name, value, elements=TensorProto.FLOAT):
    """A Constant node."""
    return helper.make_node("Constant", [], [name], value=helper.make_tensor(name, elements, [], [value]))


def operators(path):
    """The operators of a file in order."""
    return [node.op_type for node in onnx.load(str(path), load_external_data=False).graph.node]


RELU = [helper.make_node("Relu", ["x"], ["y"])]
SILU = [helper.make_node("Sigmoid", ["x"], ["s"]), helper.make_node("Mul", ["s", "x"], ["y"])]
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
