"""Activations in an ONNX graph: single nodes and subgraphs, recognised by what they compute."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import GraphProto, ModelProto, NodeProto, TensorProto, helper

from actlab.define import Choice, GateChoice, names
from actlab.swap.find.gates import gate_around
from actlab.swap.find.lineage import MOST_ROOTS
from actlab.swap.find.recognise import GRID, Function, follows, is_line, is_power, known_sources, plain, power_of
from actlab.swap.onnx.evaluation import ROUNDING, element_by_element, evaluate, known, standard
from actlab.swap.onnx.files import opset_of, read, understood
from actlab.swap.onnx.filled import SELECTING, Shape, filled_in, shapes_of
from actlab.swap.onnx.graph import (
    Names,
    attributes_of,
    constant,
    graphs,
    inferred,
    inner_graphs,
    number,
    reads,
    types_of,
)
from actlab.swap.onnx.operators import opaque, stated
from actlab.swap.onnx.places import OnnxPlace
from actlab.swap.onnx.recognising import PROBES, Chain, of_curve, of_tensor

Array = NDArray[Any]

LONGEST_CHAIN = 16  # nodes; the longest of ONNX's own expanded forms, that of Gelu with tanh, has 12
_SPREAD = "a tensor that it compares with may have more dimensions than its input"
_SCALING = ("Mul", "Div", "PRelu")  # where such a tensor comes in: one that is added only moves what follows
# What a bound reaches the root, logarithm or division through that it guards: jax bounds a variance, spreads it over
# the features, adds epsilon and takes the root.
_PASSING = ("Add", "Cast", "Expand", "Identity", "Mul", "Reshape", "Squeeze", "Transpose", "Unsqueeze")
_GUARDED = ("Sqrt", "Log", "Reciprocal", "Div", "Pow")
_ONNX_NAMES = ("Shrink",)  # ONNX's own activations that no record and no torch class is named after


_Match = tuple[Function, dict[str, str], str, Chain]  # what is computed, its parameters that are tensors, from where


def find(model: str | Path | ModelProto) -> list[OnnxPlace]:
    """Every activation in an ONNX model, a file or a loaded one; those that cannot be swapped have an obstacle."""
    loaded = model if isinstance(model, ModelProto) else read(model)
    with understood(loaded):
        return _find(loaded)


def unseen(model: ModelProto) -> list[str]:
    """The operators that actlab cannot look into, with their number: ``3 com.microsoft.Attention``."""
    counted = Counter(text for graph in graphs(model.graph) for text in opaque(graph))
    return [f"{count} {text}" for text, count in sorted(counted.items())]


def _find(model: ModelProto) -> list[OnnxPlace]:
    scope = _Scope()
    taken, opset, stating = Names(model), opset_of(model), inferred(model)
    types, shapes = types_of(stating), shapes_of(graphs(stating.graph))
    scope.parameters |= {entry.name for entry in model.graph.input}
    all_places: list[OnnxPlace] = []
    for graph in graphs(model.graph):
        scope.enter(graph)  # an inner graph sees the constants of the one around it
        places = [*_Finder(graph, scope, opset, shapes).places(), *stated(graph, opset, taken)]
        in_order = [place for _, place in sorted(places, key=lambda pair: pair[0])]
        all_places += [_typed(place, types) for place in in_order if not _is_whole(types.get(place.output))]
    repeated: Counter[str] = Counter()
    for position, place in enumerate(all_places):
        repeated[place.name] += 1
        if repeated[place.name] > 1:
            all_places[position] = place.renamed(f"{place.name}#{repeated[place.name]}")
    return all_places


def _is_whole(element_type: int | None) -> bool:
    """Whether a tensor holds whole numbers, which are indices or labels."""
    known_type = element_type in TensorProto.DataType.values() and element_type != TensorProto.UNDEFINED
    return known_type and helper.tensor_dtype_to_np_dtype(element_type or 0).kind in "iub"


def _typed(place: OnnxPlace, types: Mapping[str, int]) -> OnnxPlace:
    """With the obstacle of a place that gives another type than its input has, as a Cast in each half makes it."""
    before, after = types.get(place.input), types.get(place.output)
    if before is None or after is None or before == after or place.obstacle:
        return place
    known_types = {number: name.lower() for name, number in TensorProto.DataType.items()}  # a file may hold any number
    kinds = [known_types.get(kind, f"type {kind}") for kind in (after, before)]
    return replace(place, obstacle=f"it gives {kinds[0]} of {kinds[1]}, and another function keeps the type")


class _Scope:
    """The numbers of a graph and those around it, and the tensors that may be parameters of an activation."""

    def __init__(self) -> None:
        self.numbers: dict[str, Array] = {}
        self.rounding: dict[str, float] = {}
        self.parameters: set[str] = set()
        self.fixed: set[str] = set()

    def enter(self, graph: GraphProto) -> None:
        for tensor in graph.initializer:
            value = number(tensor)
            if value is not None:
                self.add(tensor.name, value, ROUNDING.get(tensor.data_type, 0.0))
            self.fixed.add(tensor.name)
        for node in graph.node:
            if node.op_type == "Constant" and node.output:
                if (held := constant(node)) is not None:
                    self.add(node.output[0], held[0], ROUNDING.get(held[1], 0.0))
                self.fixed.add(node.output[0])
            elif node.input and not list(inner_graphs(node)) and all(n in self.fixed for n in node.input if n):
                self.fixed.update(node.output)
        self.parameters |= self.fixed - set(self.numbers)

    def add(self, name: str, value: Array, rounding: float = 0.0) -> None:
        self.numbers[name], self.rounding[name] = value, rounding


class _Finder:
    """Follows the tensors of one graph as :mod:`actlab.swap.find.lineage` follows those of a run."""

    def __init__(self, graph: GraphProto, scope: _Scope, opset: int, shapes: Mapping[str, Shape]) -> None:
        self.graph, self.scope, self.opset, self.shapes = graph, scope, opset, shapes
        self.filled = filled_in(graph, scope.numbers)
        self.spread: set[int] = set()  # the nodes at which a filled tensor may make more of the other
        self.chains: dict[str, dict[str, Chain]] = {}
        self.matches: dict[int, tuple[Function, dict[str, str], str, tuple[int, ...]]] = {}

    def places(self) -> Iterator[tuple[int, OnnxPlace]]:
        for position, node in enumerate(self.graph.node):
            if known(node) and len([name for name in node.output if name]) == 1 and not list(inner_graphs(node)):
                self._follow(position, self._with_numbers(position, node))
        for last in [last for last in self.matches if self._only_measures(last)]:
            del self.matches[last]
        inner = {n for *_, nodes in self.matches.values() for n in nodes[:-1]}
        for last, (function, tensors, root, numbers) in self.matches.items():
            if last not in inner:
                nodes = tuple(self.graph.node[n] for n in numbers)
                end = nodes[-1]
                operators = tuple(node.op_type for node in nodes)
                guard = self._guard(function, end)
                yield (
                    last,
                    OnnxPlace(
                        end.name or end.output[0], function, operators, root, end.output[0], nodes, self.graph,
                        obstacle=_SPREAD if self.spread.intersection(numbers) else None,
                        guard=guard, tensors=tensors, gate=self._gate(function, root, end.output[0]),
                    ),
                )  # fmt: skip

    def _with_numbers(self, position: int, node: NodeProto) -> NodeProto:
        """The node with the number of each filled tensor in its place, where others come in besides."""
        filled = [name for name in node.input if name in self.filled]
        others = {name: self.shapes.get(name) for name in node.input if name not in filled}
        others = {name: shape for name, shape in others.items() if name and name not in self.scope.numbers}
        if not filled or not others or node.op_type not in SELECTING:
            return node
        if not all(self.filled[name].fits(others) for name in filled):
            self.spread.add(position)
        new = NodeProto.FromString(node.SerializeToString())
        for place, name in enumerate(node.input):
            if name in filled:
                new.input[place] = f"{name} everywhere"
                self.scope.add(new.input[place], self.filled[name].value)
        return new

    def _views(self, name: str) -> dict[str, Chain]:
        return {name: Chain(GRID), **self.chains.get(name, {})}

    def _follow(self, position: int, node: NodeProto) -> None:
        inputs = [name for name in _inputs(node) if name]
        data = [name for name in inputs if name not in self.scope.numbers]
        if not data:
            self._fold(node, inputs)
            return
        ordered = self._roots(position, node, data)
        self.chains[node.output[0]] = dict(ordered)
        matches = self._matched(ordered, plain(standard(node).op_type))
        if nearest := next(matches, None):
            function, tensors, root, chain = _whole(nearest, matches)
            root, chain = self._before_clip(root, chain, dict(ordered))
            self.matches[position] = function, tensors, root, chain.nodes
        elif plain(node.op_type) in _operator_names() and inputs[0] in data and not self._is_line(ordered):
            self.matches[position] = *_by_name(node, inputs), inputs[0], (position,)

    def _matched(self, ordered: list[tuple[str, Chain]], hint: str) -> Iterator[_Match]:
        """The functions that a result is of each of its roots, the nearest first."""
        for root, chain in ordered:
            begun = self._begun(root, chain)
            if any(follows(row, choice) for choice in begun for row in np.atleast_2d(chain.values)):
                continue
            function, tensors = self._function(chain, hint)
            if function is None and not chain.tensors and chain.values.dtype.kind == "f":
                function = power_of(chain.values, begun)
            if function is not None:
                yield function, tensors, root, chain

    def _fold(self, node: NodeProto, inputs: list[str]) -> None:
        if inputs and (value := evaluate(node, [self.scope.numbers[name] for name in inputs], self.opset)) is not None:
            self.scope.add(node.output[0], value, max(self.scope.rounding[name] for name in inputs))

    def _roots(self, position: int, node: NodeProto, data: list[str]) -> list[tuple[str, Chain]]:
        common: dict[str, str | None] = dict.fromkeys(set.intersection(*(set(self._views(name)) for name in data)))
        if node.op_type in _SCALING and len(data) == 2:
            for seen, parameter in (data, data[::-1]):
                if parameter in self.scope.parameters:
                    common |= {root: parameter for root in self._views(seen) if root not in common}
        chains = {}
        for root, tensor in common.items():
            chain = self._run(position, node, root, tensor)
            if chain is not None and len(chain.nodes) <= LONGEST_CHAIN and len(chain.tensors) <= 1:
                chains[root] = chain
        return sorted(chains.items(), key=lambda item: len(item[1].nodes))[:MOST_ROOTS]

    def _run(self, position: int, node: NodeProto, root: str, parameter: str | None) -> Chain | None:
        nodes: dict[int, None] = {}
        numbers: dict[float, None] = {}
        tensors: dict[str, None] = {parameter: None} if parameter else {}
        rounding = 0.0
        inputs: list[Array] = []
        for name in _inputs(node):
            if name in self.scope.numbers:
                value = self.scope.numbers[name]
                numbers[float(value)] = None
                rounding = max(rounding, self.scope.rounding[name])
                inputs.append(value)
            elif name and name == parameter:
                inputs.append(np.array(PROBES)[:, None])
            elif name:
                chain = self._views(name)[root]
                nodes |= dict.fromkeys(chain.nodes)
                numbers |= dict.fromkeys(chain.constants)
                tensors |= dict.fromkeys(chain.tensors)
                rounding = max(rounding, chain.rounding)
                inputs.append(chain.values)
        if tensors:  # a curve for each probe, all of one shape
            inputs = [np.broadcast_to(v, (len(PROBES), len(GRID))) if v.ndim else v for v in inputs]
        numbers |= {attribute.f: None for attribute in standard(node).attribute if attribute.HasField("f")}
        values = evaluate(node, inputs, self.opset)
        if values is None or not element_by_element(node, inputs, values, self.opset):
            return None
        return Chain(values, (*sorted(nodes), position), tuple(numbers), tuple(tensors), rounding)

    def _is_line(self, ordered: list[tuple[str, Chain]]) -> bool:
        """Whether a node, such as Identity, has the name of a function and changes nothing but scale and shift."""
        curves = [np.atleast_2d(chain.values)[0] for _, chain in ordered[:1] if chain.values.dtype.kind == "f"]
        return any(map(is_line, curves))

    def _function(self, chain: Chain, hint: str) -> tuple[Function | None, dict[str, str]]:
        if chain.values.dtype.kind != "f":
            return None, {}
        if chain.tensors:
            return of_tensor(chain)
        return of_curve(chain, hint), {}

    def _begun(self, root: str, chain: Chain) -> list[Choice]:
        """The activations before on the same root: scaled or shifted they are no other function, and a power is one."""
        earlier = (self.matches[n] for n in chain.nodes[:-1] if n in self.matches)
        return [function.choice for function, _, start, _ in earlier if start == root and function.choice is not None]

    def _only_measures(self, last: int) -> bool:
        """Whether it is a power of an activation that goes on besides, as in the mean of squares of a normalisation."""
        function, _, _, nodes = self.matches[last]
        powered = (n for n in nodes[:-1] if n in self.matches and is_power(function, self.matches[n][0]))
        outside = [node for n, node in enumerate(self.graph.node) if n not in nodes]
        return any(self.graph.node[n].output[0] in reads(node) for n in powered for node in outside)

    def _before_clip(self, root: str, chain: Chain, chains: dict[str, Chain]) -> tuple[str, Chain]:
        """Start before a Clip that clips nothing but infinity, with which exported formulas guard their tails."""
        clip = next((node for node in self.graph.node if root in node.output and node.op_type == "Clip"), None)
        if clip is None or clip.input[0] not in chains:
            return root, chain
        guard = self.chains.get(root, {}).get(clip.input[0])
        untouched = guard is not None and np.array_equal(guard.values, GRID)
        return (clip.input[0], chains[clip.input[0]]) if untouched else (root, chain)

    def _guard(self, function: Function, end: NodeProto) -> str | None:
        """A bound from below, by Max or Clip, in front of a root, a logarithm or a division."""
        if end.op_type not in ("Max", "Clip") or function.key not in ("relu", "hard_tanh", "relu6"):
            return None
        reached = {end.output[0]}
        for node in self.graph.node:
            guarded = node.input[1:2] if node.op_type == "Div" else node.input[:1]
            if node.op_type in _GUARDED and reached & set(guarded):
                return f"guards the {node.op_type} {node.name or node.output[0]}"
            if node.op_type in _PASSING and node.input and node.input[0] in reached and self._alone(node):
                reached.add(node.output[0])
        return None

    def _gate(self, function: Function, root: str, output: str) -> GateChoice | None:
        """The gate whose function of one input this is: another tensor that is computed multiplies it."""
        readers = [node for node in self.graph.node if output in reads(node)]
        if function.choice is None or [node.op_type for node in readers] != ["Mul"]:
            return None
        others = {name for name in readers[0].input if name not in (root, output)} - self.scope.fixed
        return gate_around(function.choice) if others - set(self.scope.numbers) else None

    def _alone(self, node: NodeProto) -> bool:
        """Whether a node adds or multiplies by a number only; the second input of the others is a shape."""
        return node.op_type not in ("Add", "Mul") or node.input[1] in self.scope.numbers


def _inputs(node: NodeProto) -> list[str]:
    return list(node.input[:1]) if node.op_type == "CastLike" else list(node.input)


def _operator_names() -> frozenset[str]:
    return frozenset(map(plain, (*known_sources(), *_ONNX_NAMES)))


def _by_name(node: NodeProto, inputs: list[str]) -> tuple[Function, dict[str, str]]:
    """An activation of ONNX's own that is no record: odd numbers, or a parameter that is computed."""
    numbers = {name: value for name, value in attributes_of(node).items() if isinstance(value, int | float | str)}
    tensors = {"slope": inputs[1]} if node.op_type == "PRelu" and len(inputs) > 1 else {}
    key = next((name for name in names() if plain(name) == plain(node.op_type)), plain(node.op_type))
    return Function(key, None, numbers), tensors


def _whole(nearest: _Match, others: Iterable[_Match]) -> _Match:
    """The nearest of several matches of one result; of a relu, clamp or hard sigmoid the whole bounded function.

    relu(min(x, 6)) is relu6 of x, and no relu; the numbers of a hard sigmoid begin at the farthest root.
    """
    if nearest[0].key not in ("relu", "hard_tanh", "linear_sigmoid") and nearest[0].choice is not None:
        return nearest
    flat = [match for match in (nearest, *others) if all(np.ptp(end) == 0 for end in _ends(match[3].values))]
    return flat[-1] if flat else nearest


def _ends(values: Array) -> tuple[Array, Array]:
    return values[..., :3], values[..., -3:]
