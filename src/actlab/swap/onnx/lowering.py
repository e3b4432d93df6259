"""Convert a model to an older version of ONNX's operators, for runtimes that have no newer one.

Most versions of an operator differ in the types they take. A node that the older version describes as well stays as it
is; onnx's own converter, which refuses most of these, converts only the others, such as a Softmax or a Squeeze with its
axes as an input.
"""

from collections.abc import Iterator

import onnx
import onnx.version_converter
from onnx import ModelProto, NodeProto

from actlab.errors import BadValue
from actlab.swap.onnx.evaluation import STANDARD
from actlab.swap.onnx.files import LOWEST_OPSET, first_line, opset_of
from actlab.swap.onnx.graph import graphs

_HIDDEN = "unchanged"  # the domain that a node is in while onnx converts the others


def checked(model: ModelProto, opset: int | None) -> int:
    """The version that a model will have; refuses one that is higher than its own, or lower than actlab knows."""
    own = opset_of(model)
    if opset is None:
        return own
    if not LOWEST_OPSET <= opset <= own:
        raise BadValue(
            f"--opset goes downwards: the model has opset {own}, expected {LOWEST_OPSET} to {own}, got {opset}. "
            "onnx.version_converter goes upwards."
        )
    return opset


def lowered(model: ModelProto, opset: int | None) -> ModelProto:
    """The model with its operators in an older version.

    Raises:
        BadValue: a node that neither is the same in the older version nor can be converted.
    """
    own = opset_of(model)
    if opset is None or opset == own:
        return model
    result = ModelProto()
    result.CopyFrom(model)
    changing = [node for node in result.graph.node if not _same(node, own, opset)]
    inner = [node for graph in list(graphs(result.graph))[1:] for node in graph.node if not _same(node, own, opset)]
    if inner:
        raise BadValue(
            f"the model cannot have opset {opset}: {_named(inner[0])}, inside a branch, is another one there."
        )
    if changing:
        result = _converted(result, own, opset)
    for entry in result.opset_import:
        if entry.domain in STANDARD:
            entry.version = opset
    return result


def note(model: ModelProto, opset: int | None) -> list[str]:
    """One sentence on the conversion."""
    own = opset_of(model)
    return [f"converted from opset {own} to {opset}"] if opset not in (None, own) else []


def _converted(model: ModelProto, own: int, opset: int) -> ModelProto:
    """The model after onnx's converter, from which the nodes that stay the same are hidden."""
    for node in _standard(model):
        if _same(node, own, opset):
            node.domain = _HIDDEN
    model.opset_import.append(onnx.helper.make_opsetid(_HIDDEN, 1))
    try:
        result = onnx.version_converter.convert_version(model, opset)
    except Exception as error:  # the converter raises RuntimeError and kinds of its own
        changing = ", ".join(sorted({node.op_type for node in _standard(model)}))
        raise BadValue(
            f"the model cannot have opset {opset}: it has no such {changing}. onnx's converter says: "
            f"{first_line(error)}"
        ) from error
    for graph in graphs(result.graph):
        for node in graph.node:
            if node.domain == _HIDDEN:
                node.domain = ""
    imports = [entry for entry in result.opset_import if entry.domain != _HIDDEN]
    del result.opset_import[:]
    result.opset_import.extend(imports)
    return result


def _standard(model: ModelProto) -> Iterator[NodeProto]:
    return (node for graph in graphs(model.graph) for node in graph.node if node.domain in STANDARD)


def _named(node: NodeProto) -> str:
    return f"the {node.op_type} {node.name or node.output[0]}"


def _same(node: NodeProto, own: int, opset: int) -> bool:
    """Whether the older version of an operator says the same of a node: its inputs, attributes and their defaults."""
    if node.domain not in STANDARD:
        return True
    if not onnx.defs.has(node.op_type, max_inclusive_version=opset):
        return False
    new, old = (onnx.defs.get_schema(node.op_type, max_inclusive_version=version) for version in (own, opset))
    if new.since_version == old.since_version:
        return True
    if not old.min_input <= len(node.input) <= old.max_input or len(node.output) > old.max_output or old.deprecated:
        return False
    attributes = {attribute.name for attribute in node.attribute}
    both = set(new.attributes) & set(old.attributes) - attributes
    defaults = all(new.attributes[name].default_value == old.attributes[name].default_value for name in both)
    required = {name for name, entry in old.attributes.items() if entry.required}
    return (
        attributes <= set(old.attributes) and required <= attributes and defaults and node.op_type not in _REINTERPRETED
    )


# Operators whose versions read the same attributes in another way: before 13 they flattened what lies from the axis on.
_REINTERPRETED = ("Softmax", "LogSoftmax", "Hardmax")
