"""Activations that no chain of element-by-element nodes shows: inside fused nodes, recurrent layers and gated units.

Each is a place of its own: one that another function can take, or one with the reason why none can.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import onnx
from onnx import GraphProto, NodeProto, helper

from actlab.define import choose, choose_gate
from actlab.errors import ActlabError
from actlab.swap.find.recognise import GRID, Function, by_curve, curve_of, is_line, known_sources, plain
from actlab.swap.onnx.evaluation import MICROSOFT, STANDARD, evaluate, known
from actlab.swap.onnx.graph import Names, attributes_of
from actlab.swap.onnx.places import OnnxPlace

# The activations a recurrent node takes, and which of activation_alpha and activation_beta each of them consumes.
RECURRENT: Mapping[str, tuple[str, ...]] = {
    "Relu": (),
    "Tanh": (),
    "Sigmoid": (),
    "Affine": ("alpha", "beta"),
    "LeakyRelu": ("alpha",),
    "ThresholdedRelu": ("alpha",),
    "ScaledTanh": ("alpha", "beta"),
    "HardSigmoid": ("alpha", "beta"),
    "Elu": ("alpha",),
    "Softsign": (),
    "Softplus": (),
}
_GATES = {"LSTM": ("Sigmoid", "Tanh", "Tanh"), "GRU": ("Sigmoid", "Tanh"), "RNN": ("Tanh",)}
_NO_ACTIVATION = ("", "none", "identity", "linear")
# Fused nodes that compute the same without their activation, and ONNX's own operator for what remains.
_OPENED = {"FusedConv": "Conv", "NhwcFusedConv": None, "FusedGemm": "Gemm", "CausalConvWithState": None}
_CONV_INPUTS = 3  # the fourth of a FusedConv is added before the activation: Conv has no place for it
# Gated units of other domains multiply one part of their input by a function of another: that function by plain name.
_GATED = {"swiglu": "swish", "biassplitgelu": "gelu"}
_NORMALISING = ("GroupNorm", "SkipGroupNorm")  # of onnxruntime: their activation is 1 for SiLU, 0 for none
_PARAMETERS = ("alpha", "beta", "gamma")


@dataclass(frozen=True)
class Gate:
    """One activation of a recurrent node: its operator's name and the numbers it consumes."""

    operator: str
    numbers: Mapping[str, float]


def stated(graph: GraphProto, opset: int, names: Names) -> Iterator[tuple[int, OnnxPlace]]:
    """The places of a graph that its operators state, with the number of their node."""
    for number, node in enumerate(graph.node):
        for place in _of(graph, node, opset, names):
            yield number, place


def opaque(graph: GraphProto) -> Iterator[str]:
    """Operators of other domains that actlab does not know and cannot look into."""
    for node in graph.node:
        if node.domain not in STANDARD and not known(node) and not list(_of(graph, node, 1, None)):
            yield f"{node.domain}.{node.op_type}"


def _of(graph: GraphProto, node: NodeProto, opset: int, names: Names | None) -> Iterator[OnnxPlace]:
    attributes = attributes_of(node)
    if node.op_type in _GATES and node.domain in STANDARD:
        yield from _recurrent(graph, node, opset)
    elif isinstance(activation := attributes.get("activation"), bytes | str):
        if (text := _text(activation)).lower() not in _NO_ACTIVATION:
            yield _fused(graph, node, text, attributes, opset, names)
    elif node.op_type == "SwiGLU" and node.domain in STANDARD:
        yield _gated(graph, node, attributes, names)
    elif node.domain == MICROSOFT and (biased := _biased(graph, node, names)):
        yield biased
    elif (not known(node) or plain(node.op_type) in _GATED) and (function := _by_name(node, attributes)):
        yield _place(graph, node, function, _reason(node))


def _place(graph: GraphProto, node: NodeProto, function: Function, obstacle: str | None, **more: Any) -> OnnxPlace:
    name = node.name or node.output[0]
    source = next((name for name in node.input if name), "")
    return OnnxPlace(name, function, (node.op_type,), source, node.output[0], (node,), graph, obstacle, **more)


def _reason(node: NodeProto) -> str:
    if plain(node.op_type) in _GATED:
        return f"{node.op_type} is a gated unit, a function of two inputs"
    return f"{node.op_type} is an operator of {node.domain}: what it computes is not written in the file"


def _by_name(node: NodeProto, attributes: Mapping[str, Any]) -> Function | None:
    """The activation in the name or the attributes of an operator that is not ONNX's; the longest name counts."""
    if (unit := plain(node.op_type)) in _GATED:
        beta = attributes.get("alpha", 1.0) if unit == "swiglu" else 1.0
        choice = choose(f"{_GATED[unit]}:beta={beta}" if beta != 1.0 else _GATED[unit])
        return Function(choice.activation.key, choice)
    if node.op_type in _NORMALISING:
        return _named("swish") if attributes.get("activation") == 1 else None
    texts = [
        plain(node.op_type),
        *(plain(_text(v)) for n, v in attributes.items() if "activation" in n and _is_text(v)),
    ]
    texts += [plain(_text(text)) for n, v in attributes.items() if n == "activations" for text in v]
    contained = [name for name in _searched() if any(plain(name) in text for text in texts)]
    return _named(max(contained, key=lambda name: len(plain(name)))) if contained else None


@cache
def _searched() -> tuple[str, ...]:
    """The names to look for in another's name; none that a LinearClassifier has."""
    functions = {name: _named(name).choice for name in known_sources() if name != "*"}
    return tuple(name for name, choice in functions.items() if choice is None or not is_line(curve_of(choice)))


def _named(name: str) -> Function:
    try:
        choice = choose(name)
    except ActlabError:  # torch has it, no record does
        return Function(name)
    return Function(choice.activation.key, choice)


def _text(value: Any) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _is_text(value: Any) -> bool:
    return isinstance(value, bytes | str)


def by_operator(operator: str, numbers: Mapping[str, float], opset: int) -> Function:
    """What an operator of ONNX's computes with these numbers: the record with its values, else its name."""
    inputs = [GRID]
    if operator == "Clip":
        ends = [np.asarray(numbers.get(name, end)) for name, end in (("alpha", -np.inf), ("beta", np.inf))]
        inputs, node = [GRID, *ends], helper.make_node("Clip", ["x", "low", "high"], ["y"])
    else:
        schema = onnx.defs.get_schema(operator) if onnx.defs.has(operator) else None
        fitting = {k: v for k, v in numbers.items() if schema is not None and k in schema.attributes}
        node = helper.make_node(operator, ["x"], ["y"], **fitting)
    values = evaluate(node, inputs, opset) if onnx.defs.has(operator) else None
    choice = by_curve(values, numbers.values(), plain(operator)) if values is not None else None
    if choice is not None:
        return Function(choice.activation.key, choice)
    return Function(_key(operator), None, dict(numbers)) if values is not None else _named_or_plain(operator)


def _named_or_plain(operator: str) -> Function:
    name = _key(operator)
    return _named(name) if name in known_sources() else Function(name)


def _key(operator: str) -> str:
    """How actlab writes the name of an operator: ``hard_sigmoid``."""
    return next((name for name in known_sources() if plain(name) == plain(operator)), plain(operator))


def _fused(
    graph: GraphProto, node: NodeProto, text: str, attributes: Mapping[str, Any], opset: int, names: Names | None
) -> OnnxPlace:
    values = list(attributes.get("activation_params", ()))
    numbers = dict(zip(_PARAMETERS, values, strict=False))
    numbers |= {p: attributes[f"activation_{p}"] for p in _PARAMETERS if f"activation_{p}" in attributes}
    operator = {plain(schema): schema for schema in ("Swish", *RECURRENT, "Clip", "Gelu", "Mish")}.get(plain(text))
    function = by_operator(operator, numbers, opset) if operator else _named_or_plain(text)
    if node.op_type not in _OPENED or names is None or not node.output[0]:
        reason = f"the activation of {node.op_type} is an attribute that only a few functions can be"
        return _place(graph, node, function, reason)
    opened = NodeProto()
    opened.CopyFrom(node)
    del opened.attribute[:]
    opened.attribute.extend(a for a in node.attribute if not a.name.startswith("activation"))
    bare = _OPENED[node.op_type]
    if bare and len(node.input) <= _CONV_INPUTS:
        opened.op_type, opened.domain = bare, ""
    opened.output[0] = names.fresh(f"{node.output[0]}_before")
    return _opened(graph, node, function, opened, opened.output[0])


def _opened(graph: GraphProto, node: NodeProto, function: Function, opened: NodeProto, source: str) -> OnnxPlace:
    name = node.name or node.output[0]
    return OnnxPlace(name, function, (node.op_type,), source, node.output[0], (node,), graph, before=(opened,))


def _biased(graph: GraphProto, node: NodeProto, names: Names | None) -> OnnxPlace | None:
    """``BiasGelu`` and ``FastGelu`` with a bias add before they activate."""
    functions = {"BiasGelu": "gelu", "FastGelu": "gelu_tanh"}
    if node.op_type not in functions or sum(map(bool, node.input)) != 2:
        return None
    choice = choose(functions[node.op_type])
    total = names.fresh(f"{node.output[0]}_before") if names else "total"
    opened = helper.make_node("Add", list(node.input), [total], name=total)
    return _opened(graph, node, Function(choice.activation.key, choice), opened, total)


def _gated(graph: GraphProto, node: NodeProto, attributes: Mapping[str, Any], names: Names | None) -> OnnxPlace:
    """``SwiGLU``: its function of one input can become another, which a product then follows."""
    alpha = attributes.get("alpha", 1.0)
    choice = choose(f"swish:beta={alpha}" if alpha != 1.0 else "swish")
    name = node.name or node.output[0]
    inner, product = (names.fresh(f"{name}_{word}") if names else word for word in ("gate", "product"))
    return OnnxPlace(
        name, Function(choice.activation.key, choice), (node.op_type,), node.input[0], node.output[0], (node,), graph,
        after=(helper.make_node("Mul", [inner, node.input[1]], list(node.output), name=product),),
        gate=choose_gate(f"swiglu:alpha={alpha}"),
    )  # fmt: skip


def gates(node: NodeProto) -> list[Gate]:
    """The activations of a recurrent node in order, with the numbers each consumes."""
    attributes: dict[str, Any] = attributes_of(node)
    directions = 2 if _text(attributes.get("direction", "forward")) == "bidirectional" else 1
    listed = [_text(text) for text in attributes.get("activations", ())] or list(_GATES[node.op_type]) * directions
    known_names = {name.lower(): name for name in RECURRENT}
    waiting = {p: list(attributes.get(f"activation_{p}", ())) for p in ("alpha", "beta")}
    result = []
    for text in listed:
        operator = known_names.get(text.lower(), text)
        taken = {p: waiting[p].pop(0) for p in RECURRENT.get(operator, ()) if waiting[p]}
        result.append(Gate(operator, taken))
    return result


def _recurrent(graph: GraphProto, node: NodeProto, opset: int) -> Iterator[OnnxPlace]:
    for number, gate in enumerate(gates(node)):
        function = by_operator(gate.operator, gate.numbers, opset)
        name = f"{node.name or next(filter(None, node.output), node.op_type)}.activations[{number}]"
        output = next(filter(None, node.output), "")
        yield OnnxPlace(name, function, (node.op_type,), node.input[0], output, (node,), graph, position=number)


def set_gate(node: NodeProto, number: int, gate: Gate) -> None:
    """Put another activation into a recurrent node; it writes every number, as the node consumes them in order."""
    listed = gates(node)
    listed[number] = gate
    attributes = [a for a in node.attribute if a.name not in ("activations", "activation_alpha", "activation_beta")]
    attributes.append(helper.make_attribute("activations", [entry.operator for entry in listed]))
    for parameter in ("alpha", "beta"):
        numbers = [_number(entry, parameter) for entry in listed if parameter in RECURRENT.get(entry.operator, ())]
        if numbers:
            attributes.append(helper.make_attribute(f"activation_{parameter}", numbers))
    del node.attribute[:]
    node.attribute.extend(attributes)


def _number(gate: Gate, parameter: str) -> float:
    if parameter in gate.numbers:
        return float(gate.numbers[parameter])
    schema = onnx.defs.get_schema(gate.operator) if onnx.defs.has(gate.operator) else None
    entry = schema.attributes.get(parameter) if schema else None
    return float(entry.default_value.f) if entry is not None else 1.0  # Affine and ScaledTanh have no default


def gate_for(single: NodeProto | None) -> Gate | None:
    """The activation of a recurrent node that an operator is, None for one that recurrent nodes do not take."""
    if single is None or single.op_type not in RECURRENT:
        return None
    return Gate(single.op_type, {a.name: a.f for a in single.attribute if a.name in RECURRENT[single.op_type]})
