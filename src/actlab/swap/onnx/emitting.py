"""A record as ONNX nodes: one node where ONNX has the function, else its formula, operation by operation."""

import ast
from collections.abc import Iterator
from functools import cache
from itertools import count, permutations
from typing import Any

import numpy as np
import onnx
from onnx import NodeProto, TensorProto, helper

from actlab.define import Choice
from actlab.errors import BadValue
from actlab.swap.find.recognise import GRID, curve_of, plain, same
from actlab.swap.onnx.finding import evaluate

HALF = (TensorProto.FLOAT16, TensorProto.BFLOAT16)
FORMS = ("auto", "node", "stable")
_PROBE = "x"

# The operators of the formula language by what ONNX calls them. What ONNX lacks is put together in _Writer.
_OPERATORS: dict[type[ast.AST], str] = {
    ast.Add: "Add",
    ast.Sub: "Sub",
    ast.Mult: "Mul",
    ast.Div: "Div",
    ast.Pow: "Pow",
    ast.Lt: "Less",
    ast.LtE: "LessOrEqual",
    ast.Gt: "Greater",
    ast.GtE: "GreaterOrEqual",
}


def nodes_for(
    choice: Choice, source: str, result: str, opset: int, elements: int = TensorProto.FLOAT, form: str = "auto"
) -> list[NodeProto]:
    """Nodes that compute a record from the tensor ``source`` into the tensor ``result``.

    ``form`` is ``node`` for ONNX's own operator, ``stable`` for the fast stable formula, ``auto`` for the first of
    these that there is.
    """
    if form not in FORMS:
        raise BadValue(f"unknown form {form!r}; known: {', '.join(FORMS)}.")
    if form != "stable" and (single := single_node(choice, opset)) is not None:
        single.input[0], single.output[0] = source, result
        single.name = f"{result}_{choice.activation.key}"
        return [single]
    if form == "node":
        raise BadValue(f"ONNX has no operator for {choice.key} in opset {opset}; use form='stable'.")
    return _Writer(choice, source, result, opset, elements).nodes()


@cache
def _single_node(choice: Choice, opset: int) -> bytes | None:
    record = choice.activation
    titles = [record.class_name, record.key, *(a.class_name for a in record.aliases), *(a.key for a in record.aliases)]
    wanted = {plain(title) for title in titles}
    names = {schema.name for schema in onnx.defs.get_all_schemas() if plain(schema.name) in wanted}
    for name in sorted(names):
        for node in _candidates(name, choice, opset):
            values = evaluate(node, [GRID], opset)
            if values is not None and same(values, curve_of(choice)):
                return bytes(node.SerializeToString())
    return None


def single_node(choice: Choice, opset: int) -> NodeProto | None:
    """ONNX's own operator for a record, found by name and proved by its values."""
    data = _single_node(choice, opset)
    if data is None:
        return None
    node = NodeProto()
    node.ParseFromString(data)
    return node


def _candidates(name: str, choice: Choice, opset: int) -> Iterator[NodeProto]:
    try:
        schema = onnx.defs.get_schema(name, max_inclusive_version=opset)
    except Exception:  # onnx's SchemaError: the operator came later
        return
    floats = [a for a, entry in schema.attributes.items() if entry.type == onnx.defs.OpSchema.AttrType.FLOAT]
    if schema.deprecated or len(schema.outputs) != 1:
        return
    values = tuple(choice.parameters.values())[: len(floats)]
    # The schema does not keep the order of its attributes, so each order is tried; there are at most two.
    for order in permutations(floats, len(values)):
        attributes: dict[str, Any] = dict(zip(order, values, strict=True))
        yield helper.make_node(name, [_PROBE], ["y"], **attributes)


class _Writer:
    """Walks a formula in the order in which it is written, which is the order that does not overflow."""

    def __init__(self, choice: Choice, source: str, result: str, opset: int, elements: int) -> None:
        record = choice.activation
        self.text = record.tuned_value or record.stable_form
        self.source, self.result, self.opset, self.elements = source, result, opset, elements
        self.names: dict[str, Any] = {"pi": float(np.pi), **choice.parameters}
        self.numbers: dict[float, str] = {}
        self.written: list[NodeProto] = []
        self.counter = count()
        self.working = TensorProto.FLOAT if elements in HALF else elements

    def nodes(self) -> list[NodeProto]:
        """All nodes, the last of which writes the result."""
        self.names["x"] = self.source
        if self.elements in HALF:  # exp of half precision overflows from 11.1, where mish is still x
            self.names["x"] = self._add("Cast", self.source, to=self.working)
        *bindings, last = self.text.split(";")
        for binding in bindings:
            name, _, body = binding.partition("=")
            self.names[name.strip()] = self._visit(_parse(body))
        final = self._tensor(self._visit(_parse(last)))
        if self.elements in HALF:
            final = self._add("Cast", final, to=self.elements)
        if not self.written or self.written[-1].output[0] != final:
            final = self._add("Identity", final)
        self.written[-1].output[0] = self.result
        return self.written

    def _add(self, operator: str, *inputs: Any, **attributes: Any) -> str:
        name = f"{self.result}_{operator.lower()}_{next(self.counter)}"
        tensors = [self._tensor(value) for value in inputs]
        self.written.append(helper.make_node(operator, tensors, [name], name=name, **attributes))
        return name

    def _tensor(self, value: Any) -> str:
        if isinstance(value, str):
            return value
        number = float(value)
        if number not in self.numbers:
            name = f"{self.result}_number_{len(self.numbers)}"
            tensor = helper.make_tensor(name, self.working, [], [number])
            self.written.append(helper.make_node("Constant", [], [name], name=name, value=tensor))
            self.numbers[number] = name
        return self.numbers[number]

    def _visit(self, node: ast.AST) -> Any:
        match node:
            case ast.Constant(value=number):
                return float(number)  # type: ignore[arg-type]
            case ast.Name(id=name):
                return self.names[name]
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                value = self._visit(operand)
                return -value if isinstance(value, float) else self._add("Neg", value)
            case ast.UnaryOp(operand=operand):
                return self._visit(operand)
            case ast.BinOp(left=left, op=op, right=right):
                return self._binary(op, self._visit(left), self._visit(right))
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return self._add(_OPERATORS[type(op)], self._visit(left), self._visit(right))
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return self._call(name, [self._visit(argument) for argument in arguments])
        raise BadValue(f"cannot write {ast.dump(node)} as ONNX nodes.")

    def _binary(self, op: ast.AST, left: Any, right: Any) -> Any:
        if isinstance(left, float) and isinstance(right, float):
            return float(eval(compile(ast.Expression(_constant(left, op, right)), "<number>", "eval")))
        return self._add(_OPERATORS[type(op)], left, right)

    def _call(self, name: str, values: list[Any]) -> Any:
        if all(isinstance(value, float) for value in values):
            from actlab.emit.numpy_mathematics import mathematics

            return float(getattr(mathematics, name)(*map(np.float64, values)))
        match name:
            case "erfc":
                return self._add("Sub", 1.0, self._add("Erf", values[0]))
            case "log1p":
                return self._add("Log", self._add("Add", 1.0, values[0]))
            case "expm1":  # 2t / (1 - t) with t = tanh(u/2) keeps its digits near 0, where exp(u) - 1 has none
                t = self._add("Tanh", self._add("Mul", 0.5, values[0]))
                return self._add("Div", self._add("Mul", 2.0, t), self._add("Sub", 1.0, t))
        return self._add(name.capitalize(), *values)


def _parse(text: str) -> ast.expr:
    return ast.parse(" ".join(text.split()), mode="eval").body


def _constant(left: float, op: Any, right: float) -> ast.expr:
    return ast.fix_missing_locations(ast.BinOp(ast.Constant(left), op, ast.Constant(right)))
