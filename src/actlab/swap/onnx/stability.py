"""Whether the form in which a file computes an activation is good as it is, in the file's own precision."""

import numpy as np
from numpy.typing import NDArray
from onnx import GraphProto, ModelProto, NodeProto, TensorProto, helper
from onnx.reference import ReferenceEvaluator

from actlab import arrays
from actlab.define import Choice
from actlab.swap.onnx.files import opset_of
from actlab.swap.onnx.graph import graphs
from actlab.swap.onnx.places import OnnxPlace

# log(1 + exp(x)) is infinite from 89 in float32, from 11 in float16. What a layer hands on rarely passes 10,000, and
# squares and cubes of larger numbers are infinite in float16 whatever the form.
_MAGNITUDES = np.concatenate([np.geomspace(1e-3, 1e4, 400), np.linspace(0.05, 20, 400)])
POINTS = np.sort(np.concatenate([-_MAGNITUDES, _MAGNITUDES]))
ROUNDINGS = 64  # in units of the last place, of the value or of 1: what a dozen nodes without cancellation add up to


def is_stable(place: OnnxPlace, choice: Choice, model: ModelProto, elements: int) -> bool:
    """Whether the nodes of a place compute its record at all :data:`POINTS` up to rounding; False if unknown."""
    dtype = helper.tensor_dtype_to_np_dtype(elements)
    part = _part(place, model, elements)
    if part is None:
        return False
    x = POINTS.astype(dtype)
    try:
        with np.errstate(all="ignore"):
            output = np.asarray(ReferenceEvaluator(part).run(None, {place.input: x})[0], dtype=np.float64)
    except Exception:  # the reference refuses with any kind of error
        return False
    right = np.asarray(arrays.value(choice, x.astype(np.float64)))
    if output.size != x.size:
        return False
    return _close(output.reshape(x.shape), right, ROUNDINGS * _epsilon(elements))  # constants may have sizes of 1


def _close(output: NDArray[np.float64], right: NDArray[np.float64], tolerance: float) -> bool:
    with np.errstate(invalid="ignore"):
        return bool(np.all(np.abs(output - right) <= tolerance * np.maximum(1.0, np.abs(right))))


def _epsilon(elements: int) -> float:
    bits = {TensorProto.DOUBLE: 52, TensorProto.FLOAT: 23, TensorProto.FLOAT16: 10, TensorProto.BFLOAT16: 7}
    return float(2.0 ** -bits.get(elements, 23))


def _part(place: OnnxPlace, model: ModelProto, elements: int) -> ModelProto | None:
    """The nodes of a place and the constants that they read, as a model of their own; None where they read more."""
    writers: dict[str, NodeProto] = {}
    held: dict[str, TensorProto] = {}
    for graph in graphs(model.graph):
        writers |= {name: node for node in graph.node for name in node.output if name}
        held |= {tensor.name: tensor for tensor in graph.initializer}
    nodes: dict[str, NodeProto] = {}
    tensors: dict[str, TensorProto] = {}
    waiting = [place.output]
    while waiting:
        name = waiting.pop()
        if name == place.input or name in nodes or name in tensors:
            continue
        if name in held and held[name].data_location != TensorProto.EXTERNAL:
            tensors[name] = held[name]
        elif name in writers:
            nodes[name] = writers[name]
            waiting += [read for read in writers[name].input if read]
        else:
            return None
    chosen = {id(node) for node in nodes.values()}
    ordered = [node for graph in graphs(model.graph) for node in graph.node if id(node) in chosen]
    info = [helper.make_tensor_value_info(name, elements, [None]) for name in (place.input, place.output)]
    part: GraphProto = helper.make_graph(ordered, "part", info[:1], info[1:], list(tensors.values()))
    return helper.make_model(part, opset_imports=[helper.make_opsetid("", opset_of(model))])
