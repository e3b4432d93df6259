"""What one node computes, on the grid of :mod:`actlab.swap.find.recognise`, by onnx's reference implementation."""

from functools import cache, lru_cache
from typing import Any, cast

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper
from onnx.reference import ReferenceEvaluator

from actlab.swap.find.recognise import GRID

Array = NDArray[Any]

# The relative rounding of a number typed in each type: a Gelu of a bfloat16 file has no exact root of 2.
ROUNDING = {
    TensorProto.FLOAT: 0.0,
    TensorProto.DOUBLE: 0.0,
    TensorProto.FLOAT16: 2.0**-11,
    TensorProto.BFLOAT16: 2.0**-8,
}
STANDARD = ("", "ai.onnx")
MICROSOFT = "com.microsoft"

# onnxruntime's own operators of one input by ONNX's equal one. A test runs each in onnxruntime.
_EQUAL: dict[str, tuple[str, dict[str, Any]]] = {
    "Gelu": ("Gelu", {}),
    "FastGelu": ("Gelu", {"approximate": "tanh"}),
    "QuickGelu": ("Swish", {"alpha": 1.702}),
}


def known(node: NodeProto) -> bool:
    """Whether the values of a node are known here: ONNX's own operators and some of onnxruntime's."""
    if node.domain in STANDARD:
        return True
    return node.domain == MICROSOFT and node.op_type in _EQUAL and sum(map(bool, node.input)) == 1


def standard(node: NodeProto) -> NodeProto:
    """The node in ONNX's own operators."""
    if node.domain in STANDARD or node.op_type not in _EQUAL:
        return node
    operator, attributes = _EQUAL[node.op_type]
    own = {a.name: helper.get_attribute_value(a) for a in node.attribute if a.name in attributes}
    return helper.make_node(operator, node.input[:1], node.output, node.name, **{**attributes, **own})


def version(operator: str, opset: int) -> int:
    """``opset``, or the first later one that has the operator: a file may hold a node that came after its opset."""
    return max(opset, first_opset(operator))


def first_opset(operator: str) -> int:
    """The opset that brought an operator."""
    return _first_opsets()[operator]


@cache
def _first_opsets() -> dict[str, int]:
    opsets: dict[str, int] = {}
    for schema in onnx.defs.get_all_schemas_with_history():
        if schema.domain in STANDARD:
            opsets[schema.name] = min(schema.since_version, opsets.get(schema.name, schema.since_version))
    return opsets


def evaluate(node: NodeProto, inputs: list[Array], opset: int) -> Array | None:
    """The output of one node, float64 or bool, of the shape of its largest input; None where the reference refuses."""
    node = standard(node)
    if node.op_type in ("Cast", "CastLike"):
        return _cast(node, inputs[0])
    names = iter([f"i{n}" for n in range(len(inputs))])
    bare = NodeProto(op_type=node.op_type, input=[next(names) if name else "" for name in node.input], output=["y"])
    bare.attribute.extend(node.attribute)
    kinds = tuple(helper.np_dtype_to_tensor_dtype(value.dtype) for value in inputs)
    shape = np.broadcast_shapes(*(value.shape for value in inputs))
    try:
        evaluator = _evaluator(bare.SerializeToString(), kinds, opset)
        values = {f"i{n}": value for n, value in enumerate(inputs)}
        with np.errstate(all="ignore"):
            result = cast(list[Any], evaluator.run(None, cast(Any, values)))[0]
    except Exception:  # the reference refuses with any kind of error
        return None
    if not isinstance(result, np.ndarray | np.generic) or result.shape != shape:
        return None
    return np.asarray(result, dtype=np.float64) if result.dtype.kind == "f" else np.asarray(result)


@lru_cache(maxsize=512)
def _evaluator(data: bytes, kinds: tuple[int, ...], opset: int) -> ReferenceEvaluator:
    node = NodeProto.FromString(data)
    infos = [helper.make_tensor_value_info(f"i{n}", kind, None) for n, kind in enumerate(kinds)]
    graph = helper.make_graph([node], "one", infos, [helper.make_tensor_value_info("y", TensorProto.UNDEFINED, None)])
    return ReferenceEvaluator(
        helper.make_model(graph, opset_imports=[helper.make_opsetid("", version(node.op_type, opset))])
    )


def _cast(node: NodeProto, value: Array) -> Array | None:
    """On the grid every float type is float64, or rounding would hide the function."""
    to = next((attribute.i for attribute in node.attribute if attribute.name == "to"), TensorProto.FLOAT)
    if node.op_type == "CastLike":
        return value
    if to in ROUNDING:
        return value.astype(np.float64)
    return value.astype(np.bool_) if to == TensorProto.BOOL and value.dtype.kind == "b" else None


def element_by_element(node: NodeProto, inputs: list[Array], values: Array, opset: int) -> bool:
    """Whether turning the input round turns the output round, and a part gives a part: softmax fails the second."""
    turned = evaluate(node, [value[..., ::-1] if _wide(value) else value for value in inputs], opset)
    if turned is None or not _equal(turned[..., ::-1], values):
        return False
    first = np.arange(len(GRID)) < 100
    half = [np.where(first, value, value[..., :1]) if _wide(value) else value for value in inputs]
    part = evaluate(node, half, opset)
    return part is not None and _equal(part[..., :100], values[..., :100])


def _wide(value: Array) -> bool:
    return value.shape[-1:] == GRID.shape


def _equal(a: Array, b: Array) -> bool:
    # NumPy's exp gives other last bits in a vector's body than in its tail.
    return np.allclose(a, b, rtol=1e-12, atol=0, equal_nan=True) if a.dtype.kind == "f" else np.array_equal(a, b)
