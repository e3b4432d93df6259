"""Joins the trace of a run with the static inventory: each activation becomes one place, whichever way saw it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

from torch import nn

from actlab.define import choose_gate
from actlab.swap.find.frames import Location, Site, key_of, redirected_parts, spot_of
from actlab.swap.find.gates import GateMatch, GatePlace, gates_in
from actlab.swap.find.guards import guarded
from actlab.swap.find.inventory import Inventory, call_place
from actlab.swap.find.lineage import Root
from actlab.swap.find.places import ROOT, CallHandle, Part, Place
from actlab.swap.find.recognise import Function, is_power, plain
from actlab.swap.find.trace import Event, Match, Trace, activation_kernels

_WHOLE = "it runs on whole numbers too, such as indices"
_FUSED = frozenset({"relu", "relu6"})  # what runtimes fuse into the layer before


class Reader:
    """Joins the trace of a run with the static inventory."""

    def __init__(self, inventory: Inventory, trace: Trace, static: list[Place]) -> None:
        self.inventory, self.trace, self.static = inventory, trace, static
        self.saved_all = sum(trace.saved.values()) or 1
        self.inside = {n: key for key, use in trace.modules.items() for n in use.events}
        self.savers = _savers(trace, self.inside)
        self.gate_matches = list(gates_in(trace.chains))
        self._gate_of = {number: match for match in self.gate_matches for number in match.events}

    def places(self) -> Iterator[Place]:
        """Every place, in the order of the model and then of the run."""
        matches, parts = self._outermost()
        by_site = self._group(matches)
        ran = {key[:2] for key in by_site}
        used = set()
        for place in self.static:
            if place.kind == "module":
                yield self._module(place, parts)
            elif place.kind == "attribute":
                keys = [key for key, group in by_site.items() if self._calls_attribute(place, key, group)]
                used.update(keys)
                groups = [by_site[key] for key in keys]
                yield self._costed(place, [match for group in groups for match in group])
            elif place.kind == "call":
                key = _key(place.call.owner if place.call else None, place.site)
                if key not in ran and key not in parts and key not in self.whole:
                    yield replace(place, calls=0)
            else:
                yield replace(place, calls=self._hidden_calls(place))
        for key, group in by_site.items():
            location = self.trace.events[group[0].event].location
            if key not in used and not (location.owner and spot_of(location) in redirected_parts(location.owner)):
                yield self._call(group, [other for other in by_site if other[:2] == key[:2] and other != key])
        yield from self._hidden()

    def _outermost(self) -> tuple[list[Match], dict[Any, str]]:
        """The matches that belong to no other match, and for each of the rest the match it belongs to."""
        events = self.trace.events
        consumed: dict[int, Match] = {}
        whole = [match for match in self.trace.matches if not self._only_measures(match)]
        for match in whole:
            if len(match.events) > 1 and match.event not in self.inside:
                consumed.update(dict.fromkeys(match.events, match))
        outermost, parts = [], {}
        for match in whole:
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

    def _only_measures(self, match: Match) -> bool:
        """Whether a power is taken of an activation that goes on besides, as the mean of squares in a normalisation."""
        own = set(match.events)
        inner = [m for m in self.trace.matches if m.event in own and m is not match and m.root == match.root]
        return any(
            any(reader.number not in own for reader in self.readers.get(result, ()))
            for m in inner
            if m.function.choice
            and (result := self.trace.events[m.event].result)
            and is_power(match.function, m.function)
        )

    def _group(self, matches: list[Match]) -> dict[Any, list[Match]]:
        groups: dict[Any, list[Match]] = {}
        for match in matches:
            location = self.trace.events[match.event].location
            groups.setdefault((*_key(location.owner, location.site), str(match.function)), []).append(match)
        return groups

    def _module(self, place: Place, parts: dict[Any, str]) -> Place:
        use = self.trace.modules.get(id(place.module))
        if use is None:
            return replace(place, calls=0)
        return replace(
            self._in_gate(place, use.events),
            calls=use.calls,
            time_share=use.seconds / self.trace.seconds,
            memory_share=self._bytes(use.storages) / self.saved_all,
            saved_bytes=self._bytes(use.storages),
            part_of=parts.get(id(place.module), ""),
            obstacle=place.obstacle or (_WHOLE if any(self.trace.events[n].whole for n in use.events) else ""),
            follows_convolution=any(self._follows_convolution(self.trace.events[n]) for n in use.events[:1]),
        )

    def _in_gate(self, place: Place, numbers: list[int]) -> Place:
        """With the gate that a place is the function of, or, as a clamp of one half, a part of."""
        match = next((self._gate_of[number] for number in numbers if number in self._gate_of), None)
        if match is None:
            return place
        if place.function.key == match.gate.activation.function:
            return replace(place, gate=match.gate)
        site = self.trace.events[match.event].location.site
        return place if place.part_of else replace(place, part_of=f"{match.gate.key} at {site.place}")

    def gates(self, places: Sequence[Place]) -> Iterator[GatePlace]:
        """Every gate, with the places among ``places`` that compute its function."""
        groups: dict[Any, list[GateMatch]] = {}
        for match in self.gate_matches:
            location = self.trace.events[match.event].location
            groups.setdefault((*_key(location.owner, location.site), match.gate.key), []).append(match)
        for event in (event for event in self.trace.events if event.name == "glu"):
            match = GateMatch(choose_gate("glu"), event.number, frozenset({event.number}))
            groups.setdefault((*_key(event.location.owner, event.location.site), "glu"), []).append(match)
        for matches in groups.values():
            location = self.trace.events[matches[0].event].location
            owner = self.inventory.names[id(location.owner or self.inventory.model)][0]
            gate, line = matches[0].gate, location.site.line
            inner = tuple(place.name for place in places if place.gate == gate and _inside(place.owner, owner))
            yield GatePlace(f"{owner}:{gate.activation.key}@{line}", gate, location.site, len(matches), inner)

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
            self._in_gate(place, [event.number for event in events]),
            calls=len(matches),
            time_share=sum(event.seconds for event in events) / self.trace.seconds,
            memory_share=self._bytes(storages) / self.saved_all,
            saved_bytes=self._bytes(storages),
        )

    def _call(self, group: list[Match], beside: list[Any]) -> Place:
        match = group[0]
        event = self.trace.events[match.event]
        location = event.location
        owner = location.owner or self.inventory.model
        place = call_place(self.inventory.names[id(owner)][0], owner, location.site, match.function, event.in_place)
        ways = {tuple(step.key for step in self.trace.events[m.event].location.steps): m for m in reversed(group)}
        events = {n for other in group for n in other.events}
        first, *others = [self._handle(owner, way, events) for way in reversed(ways.values())]
        handle = replace(first, also=tuple(others))
        place = replace(
            place,
            kind="call" if len(match.events) == 1 else "expression",
            in_place=event.in_place,
            call=handle,
            obstacle=self._obstacle(group, owner),
            guards=guarded(event, self.readers) if len(match.events) == 1 else "",
            follows_convolution=self._follows_convolution(event),
            beside=tuple(function for _, _, function in beside),
        )
        return self._costed(place, group)

    def _handle(self, owner: nn.Module, match: Match, events: set[int]) -> CallHandle:
        entries = [
            (self._part(n), self.trace.events[n].inputs[match.root])
            for n in reversed(match.events)
            if match.root in self.trace.events[n].inputs
        ]
        return CallHandle(
            owner,
            self.trace.events[match.event].location.site,
            match.argument,
            self._part(match.event),
            tuple(self._part(n) for n in match.events if n != match.event),
            tuple(entries),
            _Others(self, owner, events),
        )

    def _obstacle(self, group: list[Match], owner: nn.Module) -> str:
        """Why a call cannot be swapped, or nothing."""
        match, location = group[0], self.trace.events[group[0].event].location
        reason = _obstacle(location, match, [self._owner_of(n) for n in match.events], owner)
        reason = reason or next((other.obstacle for other in group if other.obstacle), "")
        return reason or (_WHOLE if _key(location.owner, location.site) in self.whole else "")

    @cached_property
    def whole(self) -> set[Any]:
        """Where calls gave whole numbers, which are indices, labels or counts."""
        where = (event.location for event in self.trace.events if event.whole)
        return {_key(location.owner, location.site) for location in where}

    def _owner_of(self, number: int) -> nn.Module | None:
        return self.trace.events[number].location.owner

    def _part(self, number: int) -> Part:
        event = self.trace.events[number]
        return Part(event.function, event.tensors, event.location.site, event.location.steps)

    @cached_property
    def readers(self) -> dict[Root, list[Event]]:
        """The calls that took each tensor."""
        readers: dict[Root, list[Event]] = {}
        for event in self.trace.events:
            for root in event.inputs:
                readers.setdefault(root, []).append(event)
        return readers

    @cached_property
    def _makers(self) -> dict[Root, Event]:
        return {event.result: event for event in self.trace.events if event.result is not None}

    def _follows_convolution(self, event: Event) -> bool:
        """Whether a ReLU comes right after a convolution or a linear layer, or their batch normalisation."""
        if (event.activation or "") not in _FUSED:
            return False
        maker = next((self._makers[root] for root in event.inputs if root in self._makers), None)
        if maker is not None and maker.name == "batch_norm":
            maker = next((self._makers[root] for root in maker.inputs if root in self._makers), None)
        return maker is not None and maker.name.startswith(("conv", "linear"))

    @cached_property
    def events_by_step(self) -> dict[tuple[int, tuple[int, int]], set[int]]:
        """The numbers of all events of a module that ran under a call in the source."""
        events: dict[tuple[int, tuple[int, int]], set[int]] = {}
        for event in self.trace.events:
            for step in event.location.steps:
                events.setdefault((id(event.location.owner), step.key), set()).add(event.number)
        return events

    def _bytes(self, storages: set[int]) -> int:
        """The bytes that only activations keep; a tensor that a neighbour keeps too would be there anyway."""
        return sum(self.trace.saved[key] for key in storages if not self.savers[key])

    def _hidden_calls(self, place: Place) -> int:
        compiled = (
            count
            for (kernel, location), count in self.trace.hidden.items()
            if kernel == place.function.name and location.owner is not None and self._belongs(location.owner, place)
        )
        return sum(compiled) + sum(
            count for (kernel, location, _), count in self._fused.items() if self._is_gate(place, kernel, location)
        )

    def _is_gate(self, place: Place, kernel: str, location: Location) -> bool:
        """Whether a kernel that ran is a gate of torch's own recurrent layer, which the inventory names."""
        owner = self.inventory.names[id(location.owner or self.inventory.model)][0]
        return place.kind == "hidden" and place.owner == owner and place.function.name == kernel

    @cached_property
    def _fused(self) -> Counter[tuple[str, Location, str]]:
        """The activation kernels that ran in calls that are no activation, by where and in which call."""
        claimed = {n for match in self.trace.matches for n in match.events} | set(self.inside)
        fused: Counter[tuple[str, Location, str]] = Counter()
        for event in self.trace.events:
            for kernel in activation_kernels() & set(event.kernels) if event.number not in claimed else ():
                fused[kernel, event.location, event.name] += event.kernels[kernel]
        return fused

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
        for (kernel, location, name), count in self._fused.items():
            if not any(self._is_gate(place, kernel, location) for place in scripted):
                yield self._unseen(kernel, location, count, f"is a part of torch's own {name}, which takes no other")

    def _unseen(self, kernel: str, location: Location, count: int, obstacle: str) -> Place:
        name = f"{self.inventory.names[id(location.owner or self.inventory.model)][0]}:{kernel}@{location.site.line}"
        return Place(name, Function(kernel), "hidden", site=location.site, calls=count, obstacle=obstacle)


class _Others:
    """The steps that lead to anything else than some events of a module."""

    def __init__(self, reader: Reader, owner: nn.Module, events: set[int]) -> None:
        self._reader, self._owner, self._events = reader, id(owner), events

    def __contains__(self, step: Any) -> bool:
        ran = self._reader.events_by_step.get((self._owner, step))
        return ran is None or not ran <= self._events


def _obstacle(location: Location, match: Match, owners: list[nn.Module | None], owner: nn.Module) -> str:
    if location.in_autograd_function:
        return "inside a torch.autograd.Function, whose backward is written for this function"
    if location.owner is None:
        return "called outside of every module of the model"
    if match.argument is None and owners[0] is not owner:
        return "its input comes in where the module that multiplies does not see it"
    return ""


def _inside(name: str, owner: str) -> bool:
    return owner == ROOT or name == owner or name.startswith(f"{owner}.")


def _key(owner: nn.Module | None, site: Site | None) -> Any:
    return id(owner), site and key_of(site)


def _savers(trace: Trace, inside: Mapping[int, int]) -> dict[int, bool]:
    """Of each saved storage, whether something that is no activation keeps it too."""
    ours = {n for match in trace.matches for n in match.events} | set(inside)
    return {key: bool(savers - ours) for key, savers in trace.savers.items()}
