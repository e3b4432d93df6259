"""From torch to ONNX with real activation nodes: what the exporter takes apart is put together again."""

import tempfile
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from onnx import ModelProto
from torch import Tensor, nn

from actlab.define import Choice
from actlab.errors import BadValue
from actlab.swap.onnx.emitting import nodes_for, single_node
from actlab.swap.onnx.files import first_line, opset_of, read, write
from actlab.swap.onnx.finding import find
from actlab.swap.onnx.graph import Names, element_types, put
from actlab.torch.modules import module

LOWEST_OPSET = 18  # what torch's exporter writes; Mish is a node from here on


def export(
    model: nn.Module | str | Choice,
    inputs: Any = None,
    path: Any = None,
    *,
    opset: int = LOWEST_OPSET,
    dynamic_batch: bool = False,
) -> list[str]:
    """Write a model, or one activation by name, as ONNX; returns what became of each activation, in words.

    The model is exported as for inference and is left as it was, in training or not.

    Arguments:
        model: a ``torch.nn.Module``, or an activation such as ``"mish"``.
        inputs: as for :func:`actlab.swap.find`; an activation has one of its own.
        path: the file to write. The order is that of ``torch.onnx.export``; path and inputs may also stand the other
            way round.
        opset: 18 or higher. Mish is one node from 18 on, Gelu from 20.
        dynamic_batch: leave the first size of every input open, so that the file takes batches of any size. Sizes that
            the model fixes by its own code stay fixed.

    Raises:
        BadValue: no inputs, no path, an opset that torch does not export, or a model that it cannot export.
    """
    if isinstance(inputs, str | Path):
        inputs, path = path, inputs
    if not isinstance(path, str | Path):
        raise BadValue(f"export needs a path to write, got {path!r}: export(model, inputs, path).")
    if opset < LOWEST_OPSET:
        raise BadValue(f"torch exports opset {LOWEST_OPSET} or higher, got {opset}.")
    if not isinstance(model, nn.Module):
        model = module(model)
        inputs = torch.linspace(-4, 4, 12).reshape(3, 4) if inputs is None else inputs
    if inputs is None:
        raise BadValue("inputs are needed: torch exports a model by running it on them.")
    path = Path(path)
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / path.name
        _to_file(model, inputs, raw, opset, dynamic_batch)
        loaded = read(raw)
        sentences = _put_together(loaded)
        write(loaded, raw, path)
    return sentences


def _to_file(model: nn.Module, inputs: Any, path: Path, opset: int, dynamic_batch: bool) -> None:
    from actlab.swap.find.running import arguments

    args, kwargs = arguments(inputs)
    options: dict[str, Any] = {}
    if dynamic_batch:
        args, kwargs = _at_least_two(args), _at_least_two(kwargs)
        options["dynamic_shapes"] = _open((*args, *kwargs.values()) if kwargs else args)
    with _inference(model), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            torch.onnx.export(
                model,
                args,
                str(path),
                kwargs=kwargs,
                dynamo=True,
                opset_version=opset,
                verbose=False,
                external_data=True,
                **options,
            )
        except Exception as error:  # the exporter raises kinds of its own, with a page of advice around the cause
            raise BadValue(f"torch cannot export this model: {first_line(_cause(error))}") from error


def _cause(error: BaseException) -> BaseException:
    return _cause(error.__cause__) if error.__cause__ else error


@contextmanager
def _inference(model: nn.Module) -> Iterator[None]:
    """``eval()`` for the time of the export; every part is then as it was."""
    training = {part: part.training for part in model.modules()}
    try:
        model.eval()
        yield
    finally:
        for part, was in training.items():
            part.training = was


def _at_least_two(value: Any) -> Any:
    """Inputs with a batch of two where it is one: torch takes a size of one for a constant."""
    if isinstance(value, Tensor):
        return torch.cat([value, value]) if value.dim() and value.shape[0] == 1 else value
    if isinstance(value, Mapping):
        return {name: _at_least_two(inner) for name, inner in value.items()}
    return type(value)(map(_at_least_two, value)) if isinstance(value, list | tuple) else value


def _open(value: Any) -> Any:
    """What torch.export takes for inputs whose first size is open."""
    if isinstance(value, Tensor):
        return {0: torch.export.Dim.AUTO} if value.dim() else None
    if isinstance(value, Mapping):
        return {name: _open(inner) for name, inner in value.items()}
    return type(value)(map(_open, value)) if isinstance(value, list | tuple) else None


def _put_together(model: ModelProto) -> list[str]:
    """Give each activation that ONNX has as an operator its node, and say what became of each."""
    elements, names, opset = element_types(model), Names(model), opset_of(model)
    sentences = []
    for place in find(model):
        choice, kinds = place.function.choice, elements.get(place.input, 1)
        single = single_node(choice, opset, kinds) if choice else None
        if choice and single is not None and not place.obstacle and place.kind == "subgraph":
            written = nodes_for(choice, place.input, place.output, opset, kinds, "node", names=names)
            put(place.graph, place.output, written, place.nodes[:-1])
            sentences.append(f"{place.function}: one node, from {' '.join(place.operators)}")
        else:
            sentences.append(f"{place.function}: {' '.join(place.operators)}")
    return sentences
