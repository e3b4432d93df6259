"""Activations in an ONNX graph: single nodes and subgraphs, recognised by what they compute."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from onnx import GraphProto, ModelProto, NodeProto, TensorProto, helper, numpy_helper
from onnx.reference import ReferenceEvaluator

from actlab.swap.find.lineage import LONGEST_CHAIN, MOST_ROOTS
from actlab.swap.find.recognise import GRID, Function, by_curve, follows, plain
from actlab.swap.onnx.files import graphs, opset_of, read

Array = NDArray[Any]


@dataclass(frozen=True)
class OnnxPlace:
    """One activation in a graph: its last node, every node it is made of, its input and output."""

    name: str
    function: Function
    operators: tuple[str, ...]
    input: str
    output: str
    nodes: tuple[NodeProto, ...] = field(repr=False, compare=False)
    graph: GraphProto = field(repr=False, compare=False)

    @property
    def kind(self) -> str:
        """``node`` or ``subgraph``."""
        return "node" if len(self.operators) == 1 else "subgraph"

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "name": self.name,
            "function": str(self.function),
            "kind": self.kind,
            "operators": list(self.operators),
            "input": self.input,
            "output": self.output,
        }

    def __str__(self) -> str:
        """One line for people."""
        return f"{self.name}: {self.function}, {self.kind} {' '.join(self.operators)}"


@dataclass(frozen=True)
class _Chain:
    values: Array
    nodes: tuple[int, ...] = ()
    constants: tuple[float, ...] = ()


def find(model: str | Path | ModelProto) -> list[OnnxPlace]:
    """Every activation in an ONNX model, given as a file or loaded."""
    loaded = model if isinstance(model, ModelProto) else read(model)
    outer: dict[str, Array] = {}
    places: list[OnnxPlace] = []
    for graph in graphs(loaded.graph):
        outer |= _constants(graph)  # an inner graph sees the constants of the one around it
        places += _Finder(graph, outer, opset_of(loaded)).places()
    taken: Counter[str] = Counter()
    for place in places:
        taken[place.name] += 1
        if taken[place.name] > 1:
            object.__setattr__(place, "name", f"{place.name}#{taken[place.name]}")
    return places


def _constants(graph: GraphProto) -> dict[str, Array]:
    """The numbers of a graph: initializers and Constant nodes of one element that lie in the file itself."""
    found: dict[str, Array] = {}
    for tensor in graph.initializer:
        if int(np.prod(tensor.dims)) == 1 and tensor.data_location != TensorProto.EXTERNAL:
            found[tensor.name] = numpy_helper.to_array(tensor)
    for node in graph.node:
        if node.op_type == "Constant":
            for attribute in node.attribute:
                value = helper.get_attribute_value(attribute)
                array = numpy_helper.to_array(value) if isinstance(value, TensorProto) else np.asarray(value)
                if array.size == 1 and array.dtype.kind in "fiub":
                    found[node.output[0]] = array
    return found


class _Finder:
    """Follows the tensors of one graph as :mod:`actlab.swap.find.lineage` follows those of a run."""

    def __init__(self, graph: GraphProto, constants: dict[str, Array], opset: int) -> None:
        self.graph, self.constants, self.opset = graph, constants, opset
        self.chains: dict[str, dict[str, _Chain]] = {}
        self.matches: dict[int, tuple[Function, str, tuple[int, ...]]] = {}

    def places(self) -> Iterator[OnnxPlace]:
        for number, node in enumerate(self.graph.node):
            if node.domain in ("", "ai.onnx") and len(node.output) == 1 and not _has_graph(node):
                self._follow(number, node)
        inner = {n for _, _, nodes in self.matches.values() for n in nodes[:-1]}
        for last, (function, root, numbers) in self.matches.items():
            if last not in inner:
                nodes = tuple(self.graph.node[n] for n in numbers)
                name = nodes[-1].name or nodes[-1].output[0]
                operators = tuple(node.op_type for node in nodes)
                yield OnnxPlace(name, function, operators, root, nodes[-1].output[0], nodes, self.graph)

    def _views(self, name: str) -> dict[str, _Chain]:
        return {name: _Chain(GRID), **self.chains.get(name, {})}

    def _follow(self, number: int, node: NodeProto) -> None:
        data = [name for name in node.input if name and name not in self.constants]
        if not data:
            return
        common = set.intersection(*(set(self._views(name)) for name in data))
        found = {}
        for root in common:
            chain = self._run(number, node, root)
            if chain is not None and len(chain.nodes) <= LONGEST_CHAIN:
                found[root] = chain
        ordered = sorted(found.items(), key=lambda item: len(item[1].nodes))[:MOST_ROOTS]
        self.chains[node.output[0]] = dict(ordered)
        for root, chain in ordered:
            hint = plain(node.op_type)
            choice = by_curve(chain.values, chain.constants, hint) if chain.values.dtype.kind == "f" else None
            if choice is None:
                continue
            root, chain = self._before_clip(root, chain, found)
            earlier = [self.matches[n] for n in chain.nodes[:-1] if n in self.matches]
            begun = [function.choice for function, start, _ in earlier if start == root]
            if not any(known is not None and follows(chain.values, known) for known in begun):
                self.matches[number] = (Function(choice.activation.key, choice), root, chain.nodes)
            return

    def _before_clip(self, root: str, chain: _Chain, found: dict[str, _Chain]) -> tuple[str, _Chain]:
        """Start before a Clip that clips nothing but infinity, with which exported formulas guard their tails."""
        clip = next((node for node in self.graph.node if root in node.output and node.op_type == "Clip"), None)
        if clip is None or clip.input[0] not in found:
            return root, chain
        guard = self.chains.get(root, {}).get(clip.input[0])
        untouched = guard is not None and np.array_equal(guard.values, GRID)
        return (clip.input[0], found[clip.input[0]]) if untouched else (root, chain)

    def _run(self, number: int, node: NodeProto, root: str) -> _Chain | None:
        nodes: dict[int, None] = {}
        numbers: dict[float, None] = {}
        inputs: list[Array] = []
        for name in node.input:
            if name in self.constants:
                value = self.constants[name].reshape(())
                numbers[float(value)] = None
                inputs.append(value.astype(np.float64) if value.dtype.kind == "f" else value)
            elif name:
                chain = self._views(name)[root]
                nodes |= dict.fromkeys(chain.nodes)
                numbers |= dict.fromkeys(chain.constants)
                inputs.append(chain.values)
        numbers |= {attribute.f: None for attribute in node.attribute if attribute.HasField("f")}
        values = evaluate(node, inputs, self.opset)
        if values is None or not _element_by_element(node, inputs, values, self.opset):
            return None
        return _Chain(values, (*sorted(nodes), number), tuple(numbers))


def _has_graph(node: NodeProto) -> bool:
    return any(attribute.HasField("g") or attribute.graphs for attribute in node.attribute)


def evaluate(node: NodeProto, inputs: list[Array], opset: int) -> Array | None:
    """The output of one node by onnx's reference implementation; None where it refuses or changes the shape."""
    if node.op_type == "Cast":  # on the grid every float type is float64, or rounding would hide the function
        return inputs[0] if _casts_to_float(node) and inputs[0].dtype.kind == "f" else None
    names = [f"i{n}" for n in range(len(inputs))]
    values: dict[str, Array] = dict(zip(names, inputs, strict=True))
    renamed = NodeProto()
    renamed.CopyFrom(node)
    del renamed.input[:]
    given = iter(names)
    renamed.input.extend([next(given) if name else "" for name in node.input])
    types = {name: helper.np_dtype_to_tensor_dtype(value.dtype) for name, value in values.items()}
    infos = [helper.make_tensor_value_info(name, types[name], value.shape) for name, value in values.items()]
    output = helper.make_tensor_value_info(node.output[0], TensorProto.UNDEFINED, None)
    graph = helper.make_graph([renamed], "one", infos, [output])
    whole = helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)])
    try:
        with np.errstate(all="ignore"):
            result = cast(list[Any], ReferenceEvaluator(whole).run(None, dict(values)))[0]
    except Exception:  # the reference refuses with any kind of error
        return None
    if not isinstance(result, np.ndarray) or result.shape != GRID.shape:
        return None
    return result.astype(np.float64) if result.dtype.kind == "f" else result


def _casts_to_float(node: NodeProto) -> bool:
    floats = (TensorProto.FLOAT, TensorProto.DOUBLE, TensorProto.FLOAT16, TensorProto.BFLOAT16)
    return any(attribute.name == "to" and attribute.i in floats for attribute in node.attribute)


def _element_by_element(node: NodeProto, inputs: list[Array], values: Array, opset: int) -> bool:
    """Whether turning the input round turns the output round, and a part gives a part: softmax fails the second."""
    turned = evaluate(node, [value[::-1] if value.ndim else value for value in inputs], opset)
    if turned is None or not _equal(turned[::-1], values):
        return False
    half = [np.where(np.arange(len(GRID)) < 100, value, value[0]) if value.ndim else value for value in inputs]
    part = evaluate(node, half, opset)
    return part is not None and _equal(part[:100], values[:100])


def _equal(a: Array, b: Array) -> bool:
    # NumPy's exp gives other last bits in a vector's body than in its tail.
    return np.allclose(a, b, rtol=1e-12, atol=0, equal_nan=True) if a.dtype.kind == "f" else np.array_equal(a, b)
