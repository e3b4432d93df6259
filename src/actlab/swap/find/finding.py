"""``find`` lists every activation in a model and proves that it overlooked none."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

import torch
from torch import nn

from actlab.errors import BadType, UnknownName
from actlab.swap.find.inventory import Inventory
from actlab.swap.find.joining import Reader
from actlab.swap.find.places import FindReport, Place, View, with_unique_names
from actlab.swap.find.running import arguments, untouched, watch
from actlab.swap.find.trace import Trace
from actlab.swap.find.views import VIEWS, export_view, fx_view

_HALF = (torch.float16, torch.bfloat16)


def find(model: nn.Module, example_inputs: Any = None, *, views: Iterable[str] | None = None) -> FindReport:
    """Every activation in a model: modules, calls of functions and methods, stored functions, hand-written forms.

    Arguments:
        model: any ``torch.nn.Module``; it is not changed.
        example_inputs: what the model takes: a tensor, a tuple of arguments, or a dict of named arguments. With it the
            model runs once, and the report says what really ran, how often, and what it cost. Without it, forms
            written by hand and calls in functions outside of the modules are not seen.
        views: which graphs to compare the run with, of ``"fx"`` and ``"export"``; by default both when the model is
            run. Exporting takes some seconds for a large model.

    Returns:
        A :class:`FindReport`; print it, iterate over its places, or take ``as_dict()``.

    >>> from torch import nn
    >>> print(find(nn.Sequential(nn.Linear(2, 2), nn.ReLU())))
    found 1 relu
      1  relu, module
    note: the model was not run: give example inputs to see hand-written forms, counts and costs

    Activations are functions of one element here: softmax and GLU are not listed.
    """
    check_model(model)
    inventory = Inventory(model)
    static = [*inventory.places(), *inventory.calls()]
    if example_inputs is None:
        note = "the model was not run: give example inputs to see hand-written forms, counts and costs"
        return FindReport(tuple(with_unique_names(static)), False, notes=(note, *_notes(model)))
    chosen = VIEWS if views is None else tuple(views)
    for view in chosen:
        if view not in VIEWS:
            raise UnknownName("view", view, VIEWS)
    args, kwargs = arguments(example_inputs)
    trace = watch(model, inventory, args, kwargs)
    reader = Reader(inventory, trace, static)
    places = with_unique_names(list(reader.places()))
    seen = [*_run_views(trace)]
    with untouched(model):
        if "fx" in chosen:
            seen.append(fx_view(model))
        if "export" in chosen:
            seen.append(export_view(model, args, kwargs))
    return FindReport(
        tuple(places),
        True,
        tuple(seen),
        tuple(_disagreements(seen, places)),
        tuple(_notes(model)),
        trace.seconds,
        _activation_bytes(model, trace),
        tuple(reader.gates(places)),
    )


def check_model(model: Any) -> None:
    """Refuse what is not a module."""
    if not isinstance(model, nn.Module):
        if isinstance(model, type) and issubclass(model, nn.Module):
            raise BadType(f"expected a model, got the class {model.__name__}: call it, {model.__name__}(...).")
        raise BadType(f"expected a torch.nn.Module, got {type(model).__name__}; for an ONNX file use actlab.swap.onnx.")


def _activation_bytes(model: nn.Module, trace: Trace) -> int:
    own = {p.untyped_storage().data_ptr() for p in (*model.parameters(), *model.buffers())}
    return sum(size for key, size in trace.saved.items() if key not in own)


def _run_views(trace: Trace) -> Iterator[View]:
    functions = Counter(name for event in trace.events if (name := event.activation))
    yield View("calls that ran", functions)
    yield View("kernels that ran", trace.kernels)


def _disagreements(seen: list[View], places: list[Place]) -> Iterator[str]:
    by_name = {view.name: view for view in seen}
    for name, expected in (("torch.fx", "calls that ran"), ("torch.export", "kernels that ran")):
        view = by_name.get(name)
        if view is None or view.problem:
            continue
        ran = by_name[expected].counts
        for function in sorted(set(ran) | set(view.counts)):
            a, b = view.counts.get(function, 0), ran.get(function, 0)
            if a != b:
                yield f"{name} sees {function} {_times(a)}, {_times(b)} it ran"
    for place in places:
        if place.kind == "hidden" and place.calls:
            yield f"{place.function} {_times(place.calls)} at {place.name} {place.obstacle}"
        elif place.kind == "call" and place.calls == 0:
            yield f"{place.function} at {place.name} did not run with these inputs: {place.source}"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _notes(model: nn.Module) -> Iterator[str]:
    reason = quantised(model)
    if reason:
        yield f"{reason}: its activations are folded into integer kernels; only the float model can be swapped"
    half = {p.dtype for p in model.parameters()} & set(_HALF)
    for dtype in sorted(half, key=str):
        yield f"parameters are {dtype}: actlab's functions compute in float32 and round once"


def quantised(model: nn.Module) -> str:
    """Why a model counts as quantised, or nothing."""
    for name, module in model.named_modules():
        home = type(module).__module__
        if ".quantized" in home or ".qat" in home or "torchao" in home:
            return f"{name or 'the model'} is a quantised {type(module).__name__}"
    for name, tensor in (*model.named_parameters(), *model.named_buffers()):
        if tensor.is_quantized or type(tensor).__module__.startswith("torchao"):
            return f"{name} is a quantised tensor"
    return ""
