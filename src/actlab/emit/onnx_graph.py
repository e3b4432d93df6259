"""ONNX: a record's formula as operations of its standard operators, and as a model in ONNX's textual form.

What makes nodes of these operations, and finds ONNX's own operator where it has one, is :mod:`actlab.swap.onnx`.
"""

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from actlab.define.activation import Activation, Choice
from actlab.define.gate import Gate
from actlab.emit.numpy_mathematics import mathematics
from actlab.errors import BadValue

OPSET = 18  # of the textual form: the first with Mish, and what torch exports
_IR_VERSION = 8
_OLDEST, _SWISH, _SWIGLU = 9, 24, 28  # the first with Where and Erf; those that brought Swish and SwiGLU

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
_OR_EQUAL = 12  # the opset that brought LessOrEqual and GreaterOrEqual
_OPPOSITE = {"LessOrEqual": "Greater", "GreaterOrEqual": "Less"}


@dataclass(frozen=True)
class Operation:
    """One node: its operator, its tensors, the number of a Constant, and the alpha of ONNX's own Swish and SwiGLU."""

    operator: str
    inputs: tuple[str, ...]
    output: str
    number: float | None = None
    alpha: float | None = None


def operations(
    choice: Choice, source: str, result: str, opset: int = OPSET, tensors: Mapping[str, str] | None = None
) -> list[Operation]:
    """Operations that compute a record from the tensor ``source`` into ``result``, in an order without overflow.

    ``source`` is x, or a of a gate. ``tensors`` names the other tensors: b of a gate, and those that stand for
    parameters, such as the slope of a PRelu for each channel. An empty list means that the result is the source.
    """
    return _Writer(choice, source, result, opset, tensors or {}).written()


def emit(activation: Activation, header: str, opset: int = OPSET) -> str:
    """A model of one input of any length, or two of one length, in the text that ``onnx.parser`` and people read.

    In a gate stands ONNX's own operator where the opset has one: SwiGLU, else Swish.
    """
    if not _OLDEST <= opset <= _SWIGLU:
        raise BadValue(f"expected an opset from {_OLDEST} to {_SWIGLU}, got {opset}.")
    inputs = ", ".join(f"float[N] {name}" for name in activation.inputs)
    head = f'<ir_version: {_IR_VERSION}, opset_import: ["" : {opset}]>\n{activation.key} ({inputs}) => (float[N] y)'
    body = "\n".join(f"   {_line(operation)}" for operation in _model(activation, opset)) or "   y = Identity (x)"
    return f"# {header}\n{head} {{\n{body}\n}}\n"


def _model(activation: Activation, opset: int) -> list[Operation]:
    choice = Choice(activation)
    if not isinstance(activation, Gate):
        return operations(choice, "x", "y", opset)
    if activation.key == "swiglu" and set(choice.parameters) == {"alpha"} and opset >= _SWIGLU:
        return [Operation("SwiGLU", ("a", "b"), "y", alpha=choice.parameters["alpha"])]
    return _Writer(choice, "a", "y", opset, {"b": "b"}, swish=opset >= _SWISH).written()


def _line(operation: Operation) -> str:
    if operation.number is not None:
        return f"{operation.output} = Constant <value = float {{{operation.number!r}}}> ()"
    alpha = "" if operation.alpha is None else f" <alpha = {operation.alpha!r}>"
    return f"{operation.output} = {operation.operator}{alpha} ({', '.join(operation.inputs)})"


@dataclass
class _Writer:
    """Walks a formula in the order in which it is written, which is the order that does not overflow."""

    choice: Choice
    source: str
    result: str
    opset: int
    tensors: Mapping[str, str]
    swish: bool = False
    numbers: dict[float, str] = field(default_factory=dict)
    steps: list[Operation] = field(default_factory=list)

    def written(self) -> list[Operation]:
        """All operations, the last of which writes the result."""
        record = self.choice.activation
        self.names: dict[str, Any] = {"pi": float(np.pi), **self.choice.parameters, **self.tensors}
        self.names[record.inputs[0]] = self.source
        *bindings, last = (record.tuned_value or record.stable_form).split(";")
        for binding in bindings:
            name, _, body = binding.partition("=")
            self.names[name.strip()] = self._visit(_parse(body))
        final = self._tensor(self._visit(_parse(last)))
        if final == self.source:
            return []
        if self.steps[-1].output != final:  # a name that is bound twice, or a number
            final = self._add("Identity", final)
        end = self.steps[-1]
        return [*self.steps[:-1], Operation(end.operator, end.inputs, self.result, end.number)]

    def _add(self, operator: str, *inputs: Any) -> str:
        if operator in _OPPOSITE and self.opset < _OR_EQUAL:
            return self._add("Not", self._add(_OPPOSITE[operator], *inputs))
        tensors = tuple(self._tensor(value) for value in inputs)
        return self._step(Operation(operator, tensors, f"{self.result}_{operator.lower()}_{len(self.steps)}"))

    def _step(self, operation: Operation) -> str:
        self.steps.append(operation)
        return operation.output

    def _tensor(self, value: Any) -> str:
        if isinstance(value, str):
            return value
        number = float(value)
        if number not in self.numbers:
            name = f"{self.result}_number_{len(self.numbers)}"
            self.numbers[number] = self._step(Operation("Constant", (), name, number))
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
            case ast.BinOp(left=left, right=right) if self.swish and (alpha := self._alpha(left, right)) is not None:
                source = self._visit(left)
                return self._step(Operation("Swish", (source,), f"{self.result}_swish_{len(self.steps)}", alpha=alpha))
            case ast.BinOp(left=left, op=op, right=right):
                return self._binary(op, self._visit(left), self._visit(right))
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return self._add(_OPERATORS[type(op)], self._visit(left), self._visit(right))
            case ast.Call(func=ast.Name(id=name), args=arguments):
                return self._call(name, [self._visit(argument) for argument in arguments])
        raise BadValue(f"cannot write {ast.dump(node)} as ONNX.")

    def _alpha(self, left: ast.AST, right: ast.AST) -> float | None:
        """The number in ``u * sigmoid(alpha * u)``."""
        match left, right:
            case (
                ast.Name(id=name),
                ast.Call(
                    func=ast.Name(id="sigmoid"), args=[ast.BinOp(left=ast.Name(id=alpha), right=ast.Name(id=other))]
                ),
            ) if name == other:
                return float(self.names[alpha])
        return None

    def _binary(self, op: ast.AST, left: Any, right: Any) -> Any:
        if isinstance(left, float) and isinstance(right, float):
            return float(eval(compile(ast.Expression(_constant(left, op, right)), "<number>", "eval")))
        return self._add(_OPERATORS[type(op)], left, right)

    def _call(self, name: str, values: Iterable[Any]) -> Any:
        values = list(values)
        if all(isinstance(value, float) for value in values):
            name = {"max": "maximum", "min": "minimum"}.get(name, name)
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
