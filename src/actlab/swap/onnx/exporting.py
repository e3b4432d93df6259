"""From torch to ONNX with real activation nodes: what the exporter takes apart is put together again."""

import tempfile
import warnings
from pathlib import Path
from typing import Any

import torch
from torch import nn

from actlab.define import Choice
from actlab.errors import BadValue
from actlab.swap.onnx.emitting import nodes_for, single_node
from actlab.swap.onnx.files import opset_of, read, write
from actlab.swap.onnx.finding import find
from actlab.swap.onnx.rewriting import _element_types, _replace
from actlab.torch.modules import module

LOWEST_OPSET = 18  # what torch's exporter writes; Mish is a node from here on


def export(
    model: nn.Module | str | Choice, path: str | Path, example_inputs: Any = None, *, opset: int = LOWEST_OPSET
) -> list[str]:
    """Write a model, or one activation by name, as ONNX; returns what became of each activation, in words.

    Arguments:
        model: a ``torch.nn.Module``, or an activation such as ``"mish"``.
        path: the file to write.
        example_inputs: as for :func:`actlab.swap.find`; an activation has one of its own.
        opset: 18 or higher. Mish is one node from 18 on, Gelu from 20.
    """
    if opset < LOWEST_OPSET:
        raise BadValue(f"torch exports opset {LOWEST_OPSET} or higher, got {opset}.")
    if not isinstance(model, nn.Module):
        model = module(model)
        example_inputs = torch.linspace(-4, 4, 12).reshape(3, 4) if example_inputs is None else example_inputs
    if example_inputs is None:
        raise BadValue("example_inputs is needed: torch exports a model by running it on them.")
    from actlab.swap.find.running import arguments

    args, kwargs = arguments(example_inputs)
    path = Path(path)
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / path.name
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            torch.onnx.export(
                model.eval(),
                args,
                str(raw),
                kwargs=kwargs,
                dynamo=True,
                opset_version=opset,
                verbose=False,
                external_data=True,
            )
        loaded = read(raw)
        said = []
        elements = _element_types(loaded)
        for place in find(loaded):
            choice = place.function.choice
            single = single_node(choice, opset_of(loaded)) if choice else None
            if choice and single is not None and place.operators != (single.op_type,):
                elem = elements.get(place.input, 1)
                _replace(place, nodes_for(choice, place.input, place.output, opset_of(loaded), elem, "node"))
                said.append(f"{place.function}: one node, from {' '.join(place.operators)}")
            else:
                said.append(f"{place.function}: {' '.join(place.operators)}")
        write(loaded, raw, path)
    return said
