"""Read and write ONNX files. Weights in external files are never read: a model of any size fits."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import onnx
import onnx.inliner
from google.protobuf.message import Message
from onnx import ModelProto

from actlab.errors import ActlabError, BadData, BadType, BadValue
from actlab.swap.onnx.external import check_locations, copy_weights
from actlab.swap.onnx.graph import graphs

LOWEST_OPSET = 7  # before it, Add and Mul broadcast by an attribute
LONGEST_MESSAGE = 300  # characters of what another library says of a file


def read(path: str | Path) -> ModelProto:
    """The model without its external weights; refuses damaged files, unknown opsets and integer models."""
    path = Path(path)
    if not path.is_file():
        raise BadValue(f"there is no file {path}.")
    try:
        model = onnx.load(str(path), load_external_data=False)
    except Exception as error:  # protobuf raises its own kinds
        raise BadData(f"{path} is not an ONNX model: {first_line(error)}") from error
    if not model.graph.node and not model.graph.output:
        raise BadData(f"{path} is not an ONNX model: it has no graph.")
    check_opset(model)
    check_locations(model, path)
    with understood(model):
        _refuse_integers(model)
        return onnx.inliner.inline_local_functions(model) if model.functions else model


def first_line(error: BaseException) -> str:
    """What another library says of a file, in one line."""
    text = " ".join(str(error).split())
    return text if len(text) <= LONGEST_MESSAGE else text[:LONGEST_MESSAGE] + " ..."


@contextmanager
def understood(model: ModelProto) -> Iterator[None]:
    """Turn what fails inside into one message where onnx's checker calls the model damaged; else it is our fault."""
    try:
        yield
    except ActlabError:
        raise
    except Exception as error:
        if (complaint := _complaint(model)) is None:
            raise
        raise BadData(f"the model is damaged: {complaint}") from error


def _complaint(model: ModelProto) -> str | None:
    try:
        onnx.checker.check_model(model)
    except Exception as error:  # the checker raises kinds of its own, protobuf's and Python's
        return first_line(error)
    return None if all(isinstance(text, str) for text in _texts(model)) else "a text in it is not UTF-8"


def _texts(message: Message) -> Iterator[str | bytes]:
    """Every text in a message; protobuf hands out bytes where one is not UTF-8, and the checker takes them."""
    for field, value in message.ListFields():
        if field.type == field.TYPE_STRING:
            yield from value if field.is_repeated else (value,)
        elif field.type == field.TYPE_MESSAGE:
            for inner in value if field.is_repeated else (value,):
                yield from _texts(inner)


def opset_of(model: ModelProto) -> int:
    """The version of the standard operators a model uses."""
    return next((entry.version for entry in model.opset_import if entry.domain in ("", "ai.onnx")), 0)


def check_opset(model: ModelProto) -> None:
    """Refuse a version of the standard operators that the installed onnx does not know."""
    highest, opset = onnx.defs.onnx_opset_version(), opset_of(model)
    if not LOWEST_OPSET <= opset <= highest:
        raise BadValue(
            f"the model uses opset {opset}; onnx {onnx.__version__} and actlab know {LOWEST_OPSET} to {highest}. "
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


def write(model: ModelProto, source: Path, out: Path, check: Callable[[Path], None] | None = None) -> None:
    """Write a model that was read from ``source``, with copies of its external weights.

    The model is written under another name, checked by onnx and by ``check``, then renamed: nothing lies there before
    all is well.
    """
    try:
        _write(model, source, out, check)
    except OSError as error:  # a full disk, no right to write, a folder of that name
        raise BadValue(f"cannot write {out}: {error.strerror or error}. Nothing was written.") from error


def _write(model: ModelProto, source: Path, out: Path, check: Callable[[Path], None] | None) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    beside = out.parent.resolve() == source.parent.resolve()  # the weights are there already
    folder = Path(tempfile.mkdtemp(prefix=".actlab-", dir=out.parent))
    staged = out.parent / f"{folder.name}.onnx" if beside else folder / out.name
    try:
        weights = copy_weights(model, source, folder, out)
        staged.write_bytes(model.SerializeToString())
        _check(staged)
        if check is not None:
            check(staged)
        for location in weights:
            (out.parent / location).parent.mkdir(parents=True, exist_ok=True)
            (folder / location).replace(out.parent / location)
        staged.replace(out)
    finally:
        staged.unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)


def _check(path: Path) -> None:
    try:
        onnx.checker.check_model(str(path))
    except Exception as error:  # as in _complaint
        raise BadData(f"nothing was written, since onnx refuses the model: {first_line(error)}") from error
