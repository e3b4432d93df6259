"""A record as ONNX nodes: one node where ONNX has the function, else its formula, operation by operation."""

from collections.abc import Iterator, Mapping
from functools import cache
from itertools import permutations
from types import MappingProxyType
from typing import Any

import onnx
from onnx import NodeProto, TensorProto, helper

from actlab.define import Choice
from actlab.emit.onnx_graph import Operation, operations
from actlab.errors import BadData, BadValue, one_of
from actlab.swap.find.recognise import GRID, curve_of, plain, same
from actlab.swap.onnx.evaluation import evaluate, first_opset
from actlab.swap.onnx.graph import Names

HALF = (TensorProto.FLOAT16, TensorProto.BFLOAT16)
FORMS = ("auto", "node", "stable")
_PROBE = "x"
_NONE: Mapping[str, str] = MappingProxyType({})
_BROADCAST = 8  # the opset from which Min and Max take tensors of different sizes


def nodes_for(
    choice: Choice,
    source: str,
    result: str,
    opset: int,
    elements: int = TensorProto.FLOAT,
    form: str = "auto",
    tensors: Mapping[str, str] = _NONE,
    names: Names | None = None,
) -> list[NodeProto]:
    """Nodes that compute a record from the tensor ``source`` into the tensor ``result``.

    ``form`` is ``node`` for ONNX's own operator, ``stable`` for the fast stable formula, ``auto`` for the first of
    these that there is. ``tensors`` stand for parameters; ``names`` are those of the model.
    """
    one_of("form", FORMS)(form)
    if elements not in TensorProto.DataType.values():
        raise BadData(f"the model is damaged: {source!r} has elements of the type {elements}, which there is not.")
    if form != "stable" and not tensors and (single := single_node(choice, opset, elements)) is not None:
        single.input[0], single.output[0] = source, result
        name = f"{result}_{choice.activation.key}"
        single.name = names.fresh(name) if names else name
        return [single]
    if form == "node":
        raise BadValue(f"ONNX has no operator for {choice.key} in opset {opset}; use form='stable'.")
    return _formula(choice, source, result, opset, elements, tensors, names)


def single_node(choice: Choice, opset: int, elements: int = TensorProto.FLOAT) -> NodeProto | None:
    """ONNX's own operator for a record, with its name and its values; None where it refuses the element type."""
    data = _single_node(choice, opset)
    if data is None:
        return None
    node = NodeProto.FromString(data)
    return node if _takes(node.op_type, opset, elements) else None


def _takes(operator: str, opset: int, elements: int) -> bool:
    types = onnx.defs.get_schema(operator, max_inclusive_version=opset).inputs[0].types
    text = f"tensor({TensorProto.DataType.Name(elements).lower()})"
    return text in types or not types


@cache
def _single_node(choice: Choice, opset: int) -> bytes | None:
    record = choice.activation
    titles = [record.class_name, record.key, *(a.class_name for a in record.aliases), *(a.key for a in record.aliases)]
    plain_names = {plain(title) for title in titles}
    names = {schema.name for schema in onnx.defs.get_all_schemas() if plain(schema.name) in plain_names}
    for name in sorted(names):
        for node in _candidates(name, choice, opset):
            values = evaluate(node, [GRID], opset)
            if values is not None and same(values, curve_of(choice)):
                return bytes(node.SerializeToString())
    return None


def _candidates(name: str, choice: Choice, opset: int) -> Iterator[NodeProto]:
    if not onnx.defs.has(name, max_inclusive_version=opset):  # the operator came later
        return
    schema = onnx.defs.get_schema(name, max_inclusive_version=opset)
    floats = [a for a, entry in schema.attributes.items() if entry.type == onnx.defs.OpSchema.AttrType.FLOAT]
    if schema.deprecated or len(schema.outputs) != 1:
        return
    values = tuple(choice.parameters.values())[: len(floats)]
    # The schema does not keep the order of its attributes, so each order is tried; there are at most two.
    for order in permutations(floats, len(values)):
        attributes: dict[str, Any] = dict(zip(order, values, strict=True))
        yield helper.make_node(name, [_PROBE], ["y"], **attributes)


def _formula(
    choice: Choice,
    source: str,
    result: str,
    opset: int,
    elements: int,
    tensors: Mapping[str, str],
    names: Names | None,
) -> list[NodeProto]:
    rename = _Renaming(names, result)
    nodes: list[NodeProto] = []
    inner, outer, working = source, result, elements
    if elements in HALF:  # exp of half precision overflows from 11.1, where mish is still x
        working = TensorProto.FLOAT
        casts = {tensor: rename.fresh("cast") for tensor in (source, *tensors.values())}
        nodes = [helper.make_node("Cast", [old], [new], name=new, to=working) for old, new in casts.items()]
        inner, outer = casts[source], rename.fresh("float")
        tensors = {name: casts[tensor] for name, tensor in tensors.items()}
    rename.renamed |= {_SOURCE: inner, _RESULT: outer, **{f"!{name}": tensor for name, tensor in tensors.items()}}
    marked = {name: f"!{name}" for name in tensors}
    written = operations(choice, _SOURCE, _RESULT, opset, marked) or [Operation("Identity", (_SOURCE,), _RESULT)]
    nodes += [_node(operation, working, opset, rename) for operation in written]
    if elements in HALF:
        nodes.append(helper.make_node("Cast", [outer], [result], name=rename.fresh("uncast"), to=elements))
    return nodes


_SOURCE, _RESULT = "!x", "!y"  # names that stand for the tensors around a formula until it has its own


class _Renaming:
    """New names for the tensors of one formula, the same for the same tensor."""

    def __init__(self, names: Names | None, result: str) -> None:
        self.names, self.result = names, result
        self.renamed: dict[str, str] = {}

    def fresh(self, suffix: str) -> str:
        """A name that no other tensor or node has."""
        name = f"{self.result}_{suffix}"
        return self.names.fresh(name) if self.names else name

    def __call__(self, name: str) -> str:
        if name not in self.renamed:
            self.renamed[name] = self.fresh(name.removeprefix(f"{_RESULT}_"))
        return self.renamed[name]


def _node(operation: Operation, elements: int, opset: int, rename: _Renaming) -> NodeProto:
    _need(operation.operator, opset)
    output = rename(operation.output)
    if operation.number is not None:
        tensor = helper.make_tensor(output, elements, [], [operation.number])
        return helper.make_node("Constant", [], [output], name=output, value=tensor)
    return helper.make_node(operation.operator, list(map(rename, operation.inputs)), [output], name=f"{output}_node")


def _need(operator: str, opset: int) -> None:
    lowest = max(first_opset(operator), _BROADCAST) if operator in ("Min", "Max") else first_opset(operator)
    if opset < lowest:
        raise BadValue(f"opset {opset} cannot write this formula: {operator} needs opset {lowest} or higher.")
