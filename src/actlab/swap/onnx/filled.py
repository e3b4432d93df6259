"""Tensors of a graph whose elements are one number, such as the zeros of ``torch.maximum(x, torch.zeros_like(x))``."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import GraphProto, NodeProto, TensorProto, helper, numpy_helper

from actlab.swap.onnx.evaluation import ROUNDING

Shape = tuple[int | str, ...]
SELECTING = ("Max", "Min", "Where", "Greater", "GreaterOrEqual", "Less", "LessOrEqual")


@dataclass(frozen=True)
class Filled:
    """The number, and the shape: as it stands in the file, or as that of another tensor."""

    value: NDArray[Any]
    shape: Shape | None = None
    like: str = ""

    def fits(self, others: Mapping[str, Shape | None]) -> bool:
        """Whether it makes no more of what it meets: of one of these tensors, each with its shape."""
        if self.like in others or self.shape == ():
            return True
        return self.shape is not None and any(_within(self.shape, shape) for shape in others.values() if shape)


def _within(small: Shape, large: Shape) -> bool:
    ends = zip(small[::-1], large[::-1], strict=False)
    return len(small) <= len(large) and all(a in (1, b) for a, b in ends)


def filled_in(graph: GraphProto, numbers: Mapping[str, NDArray[Any]]) -> dict[str, Filled]:
    """The filled tensors that a graph chooses from or compares with, by name."""
    makers = {name: node for node in graph.node for name in node.output}
    tensors = {tensor.name: tensor for tensor in graph.initializer}
    read = {name for node in graph.node if node.op_type in SELECTING for name in node.input if name not in numbers}
    known = {}
    for name in sorted(read):
        tensor = tensors.get(name) or _constant(makers.get(name))
        filled = _of_tensor(tensor) if tensor else _of_node(makers.get(name), numbers, makers, tensors)
        if filled is not None:
            known[name] = filled
    return known


def _constant(node: NodeProto | None) -> TensorProto | None:
    held = [attribute.t for attribute in node.attribute if attribute.name == "value"] if node else []
    return held[0] if node and node.op_type == "Constant" and held else None


def _of_tensor(tensor: TensorProto) -> Filled | None:
    if tensor.data_location == TensorProto.EXTERNAL or tensor.data_type not in ROUNDING:
        return None
    values = numpy_helper.to_array(tensor).astype(np.float64)
    return (
        Filled(np.asarray(values.flat[0]), tuple(tensor.dims))
        if values.size and np.all(values == values.flat[0])
        else None
    )


def _of_node(
    node: NodeProto | None,
    numbers: Mapping[str, NDArray[Any]],
    makers: Mapping[str, NodeProto],
    tensors: Mapping[str, TensorProto],
) -> Filled | None:
    if node is not None and node.op_type == "Expand" and node.input[0] in numbers:
        return Filled(numbers[node.input[0]], like=_measured(makers.get(node.input[1])))
    if node is None or node.op_type != "ConstantOfShape":
        return None
    values = [helper.get_attribute_value(attribute) for attribute in node.attribute]
    value = numpy_helper.to_array(values[0]).astype(np.float64).reshape(()) if values else np.zeros(())
    size = tensors.get(node.input[0])
    scalar = size is not None and list(size.dims) == [0]
    return Filled(value, () if scalar else None, _measured(makers.get(node.input[0])))


def _measured(node: NodeProto | None) -> str:
    """The tensor whose shape a node gives."""
    return node.input[0] if node is not None and node.op_type == "Shape" and not node.attribute else ""


def shapes_of(graphs: Iterator[GraphProto]) -> dict[str, Shape]:
    """The shape of each tensor that a graph states, with names for sizes that are open."""
    shapes: dict[str, Shape] = {}
    for graph in graphs:
        for entry in (*graph.value_info, *graph.input, *graph.output):
            if entry.type.tensor_type.HasField("shape"):
                dims = entry.type.tensor_type.shape.dim
                shapes[entry.name] = tuple(d.dim_value or d.dim_param or "?" for d in dims)
    return shapes
