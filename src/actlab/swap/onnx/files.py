"""Read and write ONNX files. Weights in external files are never read: a model of any size fits."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import onnx
import onnx.inliner
from onnx import AttributeProto, GraphProto, ModelProto, TensorProto

from actlab.errors import BadData, BadType, BadValue

LOWEST_OPSET = 7  # before it, Add and Mul broadcast by an attribute


def read(path: str | Path) -> ModelProto:
    """The model without its external weights; refuses damaged files, unknown opsets and integer models."""
    path = Path(path)
    if not path.is_file():
        raise BadValue(f"there is no file {path}.")
    try:
        model = onnx.load(str(path), load_external_data=False)
    except Exception as error:  # protobuf raises its own kinds
        raise BadData(f"{path} is not an ONNX model: {error}") from error
    if not model.graph.node and not model.graph.output:
        raise BadData(f"{path} is not an ONNX model: it has no graph.")
    check_opset(model)
    _refuse_integers(model)
    if model.functions:
        model = onnx.inliner.inline_local_functions(model)
    return model


def opset_of(model: ModelProto) -> int:
    """The version of the standard operators a model uses."""
    return next((entry.version for entry in model.opset_import if entry.domain in ("", "ai.onnx")), 0)


def check_opset(model: ModelProto) -> None:
    """Refuse a version of the standard operators that the installed onnx does not know."""
    highest, found = onnx.defs.onnx_opset_version(), opset_of(model)
    if not LOWEST_OPSET <= found <= highest:
        raise BadValue(
            f"the model uses opset {found}; onnx {onnx.__version__} and actlab know {LOWEST_OPSET} to {highest}. "
            "Export it with one of these, or convert it with onnx.version_converter."
        )


def _refuse_integers(model: ModelProto) -> None:
    for graph in graphs(model.graph):
        for node in graph.node:
            if node.op_type.startswith(("QLinear", "QuantizeLinear", "DequantizeLinear", "DynamicQuantize")) or (
                node.op_type.endswith("Integer")
            ):
                raise BadType(
                    f"the model is quantised (node {node.name or node.output[0]!r} is a {node.op_type}): its scales "
                    "were measured with the activations it has. Swap in the float model, then quantise again."
                )


def graphs(graph: GraphProto) -> Iterator[GraphProto]:
    """A graph and the graphs inside its If, Loop and Scan nodes."""
    yield graph
    for node in graph.node:
        for attribute in node.attribute:
            if attribute.type == AttributeProto.GRAPH:
                yield from graphs(attribute.g)
            for inner in attribute.graphs:
                yield from graphs(inner)


def write(model: ModelProto, source: Path, out: Path) -> None:
    """Write a model that was read from ``source``; external weights are copied as files, not loaded."""
    out.parent.mkdir(parents=True, exist_ok=True)
    if out.parent.resolve() != source.parent.resolve():
        for location in sorted(set(_external(model))):
            if not (source.parent / location).is_file():
                raise BadData(f"the weights of {source} are missing: there is no file {source.parent / location}.")
            (out.parent / location).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source.parent / location, out.parent / location)
    out.write_bytes(model.SerializeToString())


def _external(model: ModelProto) -> Iterator[str]:
    for graph in graphs(model.graph):
        tensors: list[TensorProto] = [*graph.initializer]
        tensors += [attribute.t for node in graph.node for attribute in node.attribute if attribute.HasField("t")]
        for tensor in tensors:
            if tensor.data_location == TensorProto.EXTERNAL:
                yield next(entry.value for entry in tensor.external_data if entry.key == "location")
