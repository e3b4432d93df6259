"""Convert a model to an older version of ONNX's operators, for runtimes that have no newer one."""

import onnx
import onnx.version_converter
from onnx import ModelProto

from actlab.errors import BadValue
from actlab.swap.onnx.files import LOWEST_OPSET, first_line, opset_of


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
    """The model with its operators in an older version."""
    own = opset_of(model)
    if opset is None or opset == own:
        return model
    try:
        return onnx.version_converter.convert_version(model, opset)
    except Exception as error:  # the converter raises RuntimeError and kinds of its own
        raise BadValue(f"the model cannot have opset {opset}; onnx says: {first_line(error)}") from error


def note(model: ModelProto, opset: int | None) -> list[str]:
    """One sentence on the conversion."""
    own = opset_of(model)
    return [f"converted from opset {own} to {opset}"] if opset not in (None, own) else []
