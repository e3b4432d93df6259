"""Weights that lie in files beside a model: only files inside the model's own folder, and copied only there."""

import filecmp
import shutil
from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath

from google.protobuf.message import Message
from onnx import ModelProto, TensorProto

from actlab.errors import BadData, BadValue


def check_locations(model: ModelProto, source: Path) -> None:
    """Refuse a model whose weights lie outside its folder: a file from a stranger must not name files of the user's."""
    for location in locations(model):
        _inside(source.parent, location, source)


def locations(model: ModelProto) -> list[str]:
    """The files of external weights as the model names them, each once."""
    return sorted({_location(tensor) for tensor in _tensors(model) if tensor.data_location == TensorProto.EXTERNAL})


def copy_weights(model: ModelProto, source: Path, folder: Path, out: Path) -> list[str]:
    """Copy the weights into ``folder``, from where they go beside ``out``; returns what was copied.

    A file that lies beside ``out`` already stays when it is the same, and another one is never overwritten. Where
    ``out`` lies beside ``source``, the weights are there and nothing is copied.
    """
    copied = []
    beside = out.parent.resolve() == source.parent.resolve()
    for location in locations(model):
        origin, target = _inside(source.parent, location, source), _inside(out.parent, location, out)
        if not origin.is_file():
            raise BadData(f"the weights of {source} are missing: there is no file {source.parent / location}.")
        same = target.is_file() and (beside or filecmp.cmp(origin, target, shallow=False))
        if target == out.resolve() or (target.exists() and not same):
            raise BadValue(
                f"the weights of the model go to {out.parent / location}, where another file lies. Nothing was "
                "written; choose an empty folder."
            )
        if not beside:
            (folder / location).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(origin, folder / location)
            copied.append(location)
    return copied


def _tensors(message: Message) -> Iterator[TensorProto]:
    """Every tensor in a message: initializers, sparse ones, attributes, inner graphs, functions, training."""
    if isinstance(message, TensorProto):
        yield message
        return
    for field, value in message.ListFields():
        if field.type == field.TYPE_MESSAGE:
            for inner in value if field.is_repeated else (value,):
                yield from _tensors(inner)


def _location(tensor: TensorProto) -> str:
    places = [entry.value for entry in tensor.external_data if entry.key == "location"]
    if len(places) != 1 or not places[0]:
        raise BadData(f"the tensor {tensor.name!r} lies in an external file, and the model does not say in which.")
    return str(places[0])


def _inside(folder: Path, location: str, model: Path) -> Path:
    """The file that a location means, links followed; refused where it is not inside the folder."""
    parts = (*PurePosixPath(location).parts, *PureWindowsPath(location).parts)
    absolute = PurePosixPath(location).is_absolute() or PureWindowsPath(location).drive or location[0] in "/\\"
    try:
        target = (folder / location).resolve()
        target.exists()
    except (OSError, ValueError, RuntimeError):  # a null byte, a name too long, links in a circle
        target = None
    if absolute or ".." in parts or target is None or not target.is_relative_to(folder.resolve()):
        raise BadData(
            f"the weights of {model} lie at {location[:80]!r}, which is outside of the model's folder. actlab neither "
            "reads nor writes there: put the file beside the model, and correct its location."
        )
    return target
