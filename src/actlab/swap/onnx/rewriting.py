"""Put other functions, or faster equal forms, in the place of activations of an ONNX model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import onnx
from onnx import GraphProto, ModelProto, TensorProto

from actlab.define import Choice, choose
from actlab.errors import BadType, UnknownName
from actlab.swap.find.recognise import known_sources, matches, plain
from actlab.swap.onnx.checking import OnnxCheck, check
from actlab.swap.onnx.emitting import nodes_for, single_node
from actlab.swap.onnx.files import graphs, opset_of, read, write
from actlab.swap.onnx.finding import OnnxPlace, find
from actlab.swap.replace.targets import target

STABLE = "stable"  # as a target: the same function in its fast stable form


@dataclass(frozen=True)
class OnnxReport:
    """What a rewrite did, and what a check of it found."""

    found: tuple[OnnxPlace, ...]
    swapped: tuple[tuple[OnnxPlace, str], ...]
    left: tuple[tuple[OnnxPlace, str], ...]
    checked: OnnxCheck | None
    notes: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "found": [place.as_dict() for place in self.found],
            "swapped": [{**place.as_dict(), "to": text} for place, text in self.swapped],
            "left": [{**place.as_dict(), "reason": text} for place, text in self.left],
            "missed": [],
            "check": vars(self.checked) if self.checked else None,
            "notes": list(self.notes),
        }

    def __str__(self) -> str:
        """The report for people."""
        lines = [f"found {len(self.found)}, swapped {len(self.swapped)}, left {len(self.left)}"]
        lines += [f"  swapped {place} -> {text}" for place, text in self.swapped]
        lines += [f"  left    {place}, {text}" for place, text in self.left]
        lines += [str(self.checked)] if self.checked else []
        lines += [f"note: {note}" for note in self.notes]
        return "\n".join(lines)


def swap(
    model: str | Path,
    mapping: Mapping[str, str],
    out: str | Path,
    *,
    form: str = "auto",
    shapes: Sequence[Sequence[int]] = (),
    checked: bool = True,
    repeats: int = 5,
) -> OnnxReport:
    """Rewrite the activations of an ONNX file.

    Arguments:
        model: the file to read.
        mapping: what becomes what: ``{"mish": "stable"}`` keeps the function and makes it fast, ``{"relu": "mish"}``
            puts another one in its place.
        out: the file to write; external weights are copied beside it.
        form: ``auto`` writes ONNX's own operator where the opset has one, ``node`` insists on it, ``stable`` writes
            the formula.
        shapes: of the inputs, for the check, where the model leaves sizes open.
        checked: run both models in onnxruntime, compare outputs and times.
        repeats: timed runs of each.

    Returns:
        An :class:`OnnxReport`.
    """
    rules = _rules(mapping)
    loaded = read(model)
    opset = opset_of(loaded)
    places = find(loaded)
    elements = _element_types(loaded)
    swapped, left = [], []
    for place in places:
        wanted = next((to for source, to in rules if matches(source, place.function)), None)
        choice = place.function.choice if wanted == STABLE else wanted
        if wanted is None:
            left.append((place, "not asked for"))
        elif choice == place.function.choice and wanted != STABLE and form == "auto":
            left.append((place, f"is {place.function} already"))
        elif isinstance(choice, Choice):
            chosen = "stable" if wanted == STABLE else form
            nodes = nodes_for(choice, place.input, place.output, opset, elements.get(place.input, 1), chosen)
            _replace(place, nodes)
            shape = "node" if len(nodes) == 1 else f"{sum(node.op_type != 'Constant' for node in nodes)} nodes"
            swapped.append((place, f"{choice.key} ({shape})"))
    write(loaded, Path(model), Path(out))
    onnx.checker.check_model(str(out))
    result = check(model, out, shapes, repeats) if checked else None
    return OnnxReport(tuple(places), tuple(swapped), tuple(left), result, tuple(_notes(swapped, opset, form)))


def _rules(mapping: Mapping[str, str]) -> list[tuple[str, Choice | str]]:
    if not isinstance(mapping, Mapping) or not mapping:
        raise BadType(f'expected what becomes what, such as {{"mish": "stable"}}, got {mapping!r}.')
    known = known_sources()
    rules: list[tuple[str, Choice | str]] = []
    for source, to in mapping.items():
        if plain(source.partition(":")[0]) not in {plain(name) for name in known}:
            raise UnknownName("activation", source, known)
        if to == STABLE:
            rules.append((source.lower(), STABLE))
        else:
            target(to)  # says why GLU and its like cannot be one
            rules.append((source.lower(), choose(to)))
    return rules


def _notes(swapped: list[tuple[OnnxPlace, str]], opset: int, form: str) -> list[str]:
    keys = {text.partition(" ")[0] for _, text in swapped if text.endswith("nodes)")}
    lacking = [key for key in sorted(keys) if form == "auto" and single_node(choose(key), opset) is None]
    return [f"opset {opset} has no operator for {key}: written as its formula" for key in lacking]


def _element_types(model: ModelProto) -> dict[str, int]:
    """The element type of every tensor; float where inference does not say."""
    try:
        inferred = onnx.shape_inference.infer_shapes(model)
    except Exception:  # inference is a help here, never a condition
        inferred = model
    found: dict[str, int] = {}
    for graph in graphs(inferred.graph):
        for entry in (*graph.value_info, *graph.input, *graph.output):
            found[entry.name] = entry.type.tensor_type.elem_type or TensorProto.FLOAT
    return found


def _replace(place: OnnxPlace, nodes: list[Any]) -> None:
    """Put nodes where the last node of a place stood, and remove those of its nodes that nothing else reads."""
    graph = place.graph
    position = next(n for n, node in enumerate(graph.node) if node.output[:1] == [place.output])
    listed = list(graph.node)
    listed[position : position + 1] = nodes
    inner = list(place.nodes[:-1])
    changed = True
    while changed:
        changed = False
        for node in list(inner):
            if not _is_read(graph, listed, node.output[0]):
                listed = [other for other in listed if other.output[:1] != node.output[:1]]
                inner.remove(node)
                changed = True
    del graph.node[:]
    graph.node.extend(listed)


def _is_read(graph: GraphProto, nodes: list[Any], tensor: str) -> bool:
    if any(output.name == tensor for output in graph.output):
        return True
    return any(tensor in _reads(node) for node in nodes)


def _reads(node: Any) -> set[str]:
    inner = [g for a in node.attribute for g in ([a.g] if a.HasField("g") else []) + list(a.graphs)]
    return set(node.input).union(*(_reads(n) for graph in inner for n in graph.node))
