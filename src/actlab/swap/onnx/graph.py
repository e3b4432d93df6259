"""Questions to an ONNX graph: its inner graphs, names, numbers, element types, and who reads what."""

from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import AttributeProto, GraphProto, ModelProto, NodeProto, TensorProto, helper, numpy_helper

from actlab.swap.onnx.evaluation import ROUNDING

LARGEST_NUMBER = 1  # elements of a tensor that counts as a number


def graphs(graph: GraphProto) -> Iterator[GraphProto]:
    """A graph and the graphs inside its If, Loop and Scan nodes."""
    yield graph
    for node in graph.node:
        for inner in inner_graphs(node):
            yield from graphs(inner)


def inner_graphs(node: NodeProto) -> Iterator[GraphProto]:
    """The graphs that a node holds."""
    for attribute in node.attribute:
        if attribute.type == AttributeProto.GRAPH:
            yield attribute.g
        yield from attribute.graphs


def reads(node: NodeProto) -> set[str]:
    """The tensors that a node reads, those of its inner graphs included."""
    return set(node.input).union(
        *(reads(n) for graph in inner_graphs(node) for n in graph.node),
        *({output.name for output in graph.output} for graph in inner_graphs(node)),
    )


def number(tensor: TensorProto) -> NDArray[Any] | None:
    """The value of a tensor of one element that lies in the file itself; float64 for every float type."""
    if tensor.data_location == TensorProto.EXTERNAL or int(np.prod(tensor.dims)) != LARGEST_NUMBER:
        return None
    array: NDArray[Any] = numpy_helper.to_array(tensor).reshape(())
    if tensor.data_type in ROUNDING:
        return array.astype(np.float64)
    return array if array.dtype.kind in "iub" else None


def constant(node: NodeProto) -> tuple[NDArray[Any], int] | None:
    """The number that a Constant node holds, and its element type."""
    for attribute in node.attribute:
        if attribute.type == AttributeProto.TENSOR:
            value = number(attribute.t)
            return None if value is None else (value, attribute.t.data_type)
        if attribute.type == AttributeProto.FLOAT:
            return np.asarray(attribute.f, dtype=np.float64), TensorProto.FLOAT
        if attribute.type == AttributeProto.INT:
            return np.asarray(attribute.i), TensorProto.INT64
        listed = {AttributeProto.FLOATS: attribute.floats, AttributeProto.INTS: attribute.ints}.get(attribute.type)
        if listed is not None and len(listed) == LARGEST_NUMBER:
            floats = attribute.type == AttributeProto.FLOATS
            return np.asarray(listed[0]), TensorProto.FLOAT if floats else TensorProto.INT64
    return None


class Names:
    """The names that tensors and nodes of a model have; a new one never meets an old one."""

    def __init__(self, model: ModelProto) -> None:
        self.taken: set[str] = set()
        for graph in graphs(model.graph):
            self.taken |= {entry.name for entry in (*graph.input, *graph.output, *graph.initializer, *graph.value_info)}
            for node in graph.node:
                self.taken |= {node.name, *node.input, *node.output}

    def fresh(self, base: str) -> str:
        """``base``, or the first free name of ``base_2``, ``base_3`` ...; the name counts as taken from now on."""
        name = next(n for n in (base if k == 1 else f"{base}_{k}" for k in count(1)) if n not in self.taken)
        self.taken.add(name)
        return name


def element_types(model: ModelProto) -> dict[str, int]:
    """The element type of every tensor; where inference does not say, that of the node's first float input."""
    return types_of(inferred(model))


def inferred(model: ModelProto) -> ModelProto:
    """The model with the types and shapes that onnx infers."""
    try:
        return onnx.shape_inference.infer_shapes(model)
    except Exception:  # inference is a help here, never a condition
        return model


def types_of(model: ModelProto) -> dict[str, int]:
    """The element types of a model on which inference has run."""
    types: dict[str, int] = {}
    for graph in graphs(model.graph):
        for entry in (*graph.value_info, *graph.input, *graph.output):
            if entry.type.tensor_type.elem_type:
                types[entry.name] = entry.type.tensor_type.elem_type
        types |= {tensor.name: tensor.data_type for tensor in graph.initializer}
        for node in graph.node:
            _guess(node, types)
    return types


def _guess(node: NodeProto, types: dict[str, int]) -> None:
    """An operator of another domain has no types here; most keep that of their input."""
    floats = [types[name] for name in node.input if types.get(name) in ROUNDING]
    to = [a.i for a in node.attribute if node.op_type == "Cast" and a.name == "to"]
    for name in node.output:
        if floats and name not in types:
            types[name] = (to or floats)[0]


def put(graph: GraphProto, place_output: str, nodes: Iterable[NodeProto], inner: Iterable[NodeProto]) -> None:
    """Put nodes where the node that writes a tensor stood; remove those of ``inner`` and numbers that nothing reads."""
    listed = list(graph.node)
    position = next(n for n, node in enumerate(listed) if place_output in node.output)
    waiting = list(inner)
    numbers = set(listed[position].input).union(*(node.input for node in waiting))
    listed[position : position + 1] = nodes
    changed = True
    while changed:
        changed = False
        for node in list(waiting):
            if not any(_is_read(graph, listed, name) for name in node.output):
                listed = [other for other in listed if list(other.output) != list(node.output)]
                waiting.remove(node)
                changed = True
    unread = {name for name in numbers if not _is_read(graph, listed, name)}
    del graph.node[:]
    graph.node.extend(node for node in listed if node.op_type != "Constant" or node.output[0] not in unread)
    unread -= {entry.name for entry in graph.input}
    for tensor in [tensor for tensor in graph.initializer if tensor.name in unread]:
        graph.initializer.remove(tensor)


def _is_read(graph: GraphProto, nodes: list[NodeProto], tensor: str) -> bool:
    return any(output.name == tensor for output in graph.output) or any(tensor in reads(node) for node in nodes)


def attributes_of(node: NodeProto) -> dict[str, object]:
    """The attributes of a node by name."""
    return {attribute.name: helper.get_attribute_value(attribute) for attribute in node.attribute}
