"""``find``: every activation in a model, and the proof that none was overlooked."""

import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor, nn

from actlab.errors import BadType, BadValue, UnknownName
from actlab.swap.frames import Location, Site
from actlab.swap.inventory import Inventory, call_place
from actlab.swap.places import ROOT, CallHandle, FindReport, Place, View, with_unique_names
from actlab.swap.recognise import Function, plain
from actlab.swap.redirect import key_of, parts_of
from actlab.swap.trace import Event, Match, Trace, Watch, activation_kernels
from actlab.swap.views import VIEWS, describe, export_view, fx_view

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
    places = with_unique_names(list(_Reader(inventory, trace, static).places()))
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
    )


def check_model(model: Any) -> None:
    """Refuse what is not a module."""
    if not isinstance(model, nn.Module):
        raise BadType(f"expected a torch.nn.Module, got {type(model).__name__}; for an ONNX file use actlab.swap.onnx.")


def arguments(example_inputs: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Example inputs as positional and named arguments."""
    if isinstance(example_inputs, Mapping):
        return (), dict(example_inputs)
    if isinstance(example_inputs, tuple | list):
        return tuple(example_inputs), {}
    return (example_inputs,), {}


@contextmanager
def untouched(model: nn.Module) -> Iterator[None]:
    """Restore buffers (batch normalisation counts) and the random generator afterwards."""
    buffers = {name: buffer.clone() for name, buffer in model.named_buffers()}
    try:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            yield
    finally:
        with torch.no_grad():
            for name, buffer in model.named_buffers():
                if name in buffers and buffers[name].shape == buffer.shape:
                    buffer.copy_(buffers[name])


def run(model: nn.Module, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    """Run the model, and say it in full when the example inputs do not fit."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return model(*args, **kwargs)
    except Exception as error:  # the user's code may raise anything
        shown = ", ".join([*map(_shown, args), *(f"{name}={_shown(value)}" for name, value in kwargs.items())])
        raise BadValue(
            f"the model does not run on these example inputs ({shown}): {describe(error)}. "
            "Give inputs of the shape and type it is trained with."
        ) from error


def _shown(value: Any) -> str:
    return f"{value.dtype} {'x'.join(map(str, value.shape))}" if isinstance(value, Tensor) else type(value).__name__


def watch(model: nn.Module, inventory: Inventory, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Trace:
    """Run the model once under watch."""
    watching = Watch(inventory.known, inventory.activations)
    with untouched(model), watching.running() as trace:
        trace.output = run(model, args, kwargs)
    return trace


class _Reader:
    """Joins what ran with what was seen without a run."""

    def __init__(self, inventory: Inventory, trace: Trace, static: list[Place]) -> None:
        self.inventory, self.trace, self.static = inventory, trace, static
        self.saved_all = sum(trace.saved.values()) or 1
        self.inside = {n: key for key, use in trace.modules.items() for n in use.events}
        self.savers = _savers(trace, self.inside)

    def places(self) -> Iterator[Place]:
        matches, parts = self._outermost()
        by_site = self._group(matches)
        used = set()
        for place in self.static:
            if place.kind == "module":
                yield self._module(place, parts)
            elif place.kind == "attribute":
                found = [key for key, group in by_site.items() if self._calls_attribute(place, key, group)]
                used.update(found)
                groups = [by_site[key] for key in found]
                yield self._costed(place, [match for group in groups for match in group])
            elif place.kind == "call":
                key = _key(place.call.owner if place.call else None, place.site)
                if key not in by_site and key not in parts:
                    yield replace(place, calls=0)
            else:
                yield replace(place, calls=self._hidden_calls(place))
        for key, group in by_site.items():
            owner = self.trace.events[group[0].event].location.owner
            if key not in used and (owner is None or key[1] not in parts_of(owner)):
                yield self._call(group)
        yield from self._hidden()

    def _outermost(self) -> tuple[list[Match], dict[Any, str]]:
        """The matches that are no part of another one, and what the others are part of."""
        events = self.trace.events
        consumed: dict[int, Match] = {}
        for match in self.trace.matches:
            if len(match.events) > 1 and match.event not in self.inside:
                consumed.update(dict.fromkeys(match.events, match))
        outermost, parts = [], {}
        for match in self.trace.matches:
            outer = consumed.get(match.event, match)
            location = events[match.event].location
            if outer is match or outer.event == match.event:
                if match.event not in self.inside:
                    outermost.append(match)
                continue
            where = events[outer.event].location
            text = f"{outer.function} at {where.site.place}"
            parts[self.inside.get(match.event, _key(location.owner, location.site))] = text
        return outermost, parts

    def _group(self, matches: list[Match]) -> dict[Any, list[Match]]:
        groups: dict[Any, list[Match]] = {}
        for match in matches:
            location = self.trace.events[match.event].location
            groups.setdefault(_key(location.owner, location.site), []).append(match)
        return groups

    def _module(self, place: Place, parts: dict[Any, str]) -> Place:
        use = self.trace.modules.get(id(place.module))
        if use is None:
            return replace(place, calls=0)
        return replace(
            place,
            calls=use.calls,
            time_share=use.seconds / self.trace.seconds,
            memory_share=self._bytes(use.storages) / self.saved_all,
            saved_bytes=self._bytes(use.storages),
            part_of=parts.get(id(place.module), ""),
        )

    def _calls_attribute(self, place: Place, key: Any, group: list[Match]) -> bool:
        slot = place.slots[0]
        if key[0] != id(slot.holder):
            return False
        called = self.trace.events[group[0].event].location.site.text
        # Without a source file, as in a notebook that was closed, the function alone decides.
        return (not called or called.startswith(f"self.{slot.path[0]}")) and plain(place.function.name) == plain(
            group[0].function.name
        )

    def _costed(self, place: Place, matches: list[Match]) -> Place:
        events = [self.trace.events[n] for match in matches for n in match.events]
        storages = {key for event in events for key in event.storages}
        return replace(
            place,
            calls=len(matches),
            time_share=sum(event.seconds for event in events) / self.trace.seconds,
            memory_share=self._bytes(storages) / self.saved_all,
            saved_bytes=self._bytes(storages),
        )

    def _call(self, group: list[Match]) -> Place:
        match = group[0]
        event = self.trace.events[match.event]
        location = event.location
        owner = location.owner or self.inventory.model
        place = call_place(self.inventory.names[id(owner)][0], owner, location.site, match.function, event.in_place)
        entry = self.trace.events[match.entry[0]] if match.entry else None
        handle = CallHandle(
            owner,
            location.site,
            match.argument,
            entry.location.site if entry else None,
            match.entry[1] if match.entry else None,
            tuple(self.trace.events[n].location.site for n in match.events if n != match.event),
        )
        place = replace(
            place,
            kind="call" if len(match.events) == 1 else "expression",
            in_place=event.in_place,
            call=handle,
            obstacle=_obstacle(location, match, entry, owner),
        )
        return self._costed(place, group)

    def _bytes(self, storages: set[int]) -> int:
        """The bytes that only activations keep; a tensor that a neighbour keeps too would be there anyway."""
        return sum(self.trace.saved[key] for key in storages if not self.savers[key])

    def _hidden_calls(self, place: Place) -> int:
        return sum(
            count
            for (kernel, location), count in self.trace.hidden.items()
            if kernel == place.function.name and location.owner is not None and self._belongs(location.owner, place)
        )

    def _belongs(self, owner: nn.Module, place: Place) -> bool:
        name = self.inventory.names[id(owner)][0]
        return name == ROOT or place.owner == name or place.owner.startswith(f"{name}.")

    def _hidden(self) -> Iterator[Place]:
        scripted = [place for place in self.static if place.kind == "hidden"]
        for (kernel, location), count in self.trace.hidden.items():
            owner = location.owner or self.inventory.model
            if any(self._belongs(owner, place) and place.function.name == kernel for place in scripted):
                continue
            yield self._unseen(kernel, location, count, "ran inside compiled code that Python does not see")
        claimed = {n for match in self.trace.matches for n in match.events} | set(self.inside)
        fused: Counter[tuple[str, Location, str]] = Counter()
        for event in self.trace.events:
            for kernel in activation_kernels() & set(event.kernels) if event.number not in claimed else ():
                fused[kernel, event.location, event.name] += event.kernels[kernel]
        for (kernel, location, name), count in fused.items():
            yield self._unseen(kernel, location, count, f"is a part of torch's own {name}, which takes no other")

    def _unseen(self, kernel: str, location: Location, count: int, obstacle: str) -> Place:
        name = f"{self.inventory.names[id(location.owner or self.inventory.model)][0]}:{kernel}@{location.site.line}"
        return Place(name, Function(kernel), "hidden", site=location.site, calls=count, obstacle=obstacle)


def _obstacle(location: Location, match: Match, entry: Event | None, owner: nn.Module) -> str:
    if location.in_autograd_function:
        return "inside a torch.autograd.Function, whose backward is written for this function"
    if location.owner is None:
        return "called outside of every module of the model"
    if match.argument is None and (entry is None or entry.location.owner is not owner):
        return "its input comes in where the module that multiplies does not see it"
    return ""


def _key(owner: nn.Module | None, site: Site | None) -> Any:
    return id(owner), site and key_of(site)


def _savers(trace: Trace, inside: Mapping[int, int]) -> dict[int, bool]:
    """Of each saved storage, whether something that is no activation keeps it too."""
    ours = {n for match in trace.matches for n in match.events} | set(inside)
    return {key: bool(savers - ours) for key, savers in trace.savers.items()}


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
