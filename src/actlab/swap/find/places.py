"""The result of a search: the places of a model that hold an activation, and what each view of the model saw."""

import re
from collections import Counter
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import Any

from torch import nn

from actlab.define import GateChoice
from actlab.errors import UnknownName
from actlab.swap.find.frames import Site, Step
from actlab.swap.find.gates import GatePlace
from actlab.swap.find.grouping import blocks, counted, wrapped
from actlab.swap.find.recognise import Function

MOST_LINES = 24  # of a report; more places are grouped
ROOT = "(model)"  # the name of the model itself, which named_modules() calls ""


@dataclass(frozen=True)
class Slot:
    """A place in a container that can be read and set: a submodule, an attribute, an item of a list or a dict."""

    holder: nn.Module
    path: tuple[Any, ...]

    def get(self) -> Any:
        """The object in the slot."""
        value: Any = self.holder
        for step in self.path:
            value = getattr(value, step) if isinstance(value, nn.Module) else value[step]
        return value

    def set(self, value: Any) -> None:
        """Put another object there; a tuple is replaced by a changed copy."""
        *before, last = self.path
        container = Slot(self.holder, tuple(before)).get() if before else self.holder
        if isinstance(container, nn.Module) and last in container._modules and isinstance(value, nn.Module):
            container._modules[last] = value  # where it stood: the order of a Sequential is the order of its modules
        elif isinstance(container, nn.Module) and isinstance(vars(container).get(last), nn.Module):
            vars(container)[last] = value  # it was no child, and must not become one
        elif isinstance(container, nn.Module):
            container._modules.pop(last, None)
            vars(container).pop(last, None)
            setattr(container, last, value)
        elif isinstance(container, tuple):
            Slot(self.holder, tuple(before)).set((*container[:last], value, *container[last + 1 :]))
        else:
            container[last] = value


@dataclass(frozen=True, eq=False)
class Part:
    """One call of torch that ran: the function, which arguments were tensors, and the way to it."""

    function: Callable[..., Any]
    tensors: frozenset[int | str]
    site: Site
    steps: tuple[Step, ...]


@dataclass(frozen=True, eq=False)
class CallHandle:
    """A call with everything that rewriting or redirecting it needs.

    Attributes:
        owner: the module whose call it is.
        site: where it stands.
        argument: which argument of the last call is the input; None where it only comes in at an earlier one.
        last: the call itself, the last of a hand-written form; None where the source shows it and nothing ran.
        parts: the other calls of the form.
        entries: the calls at which the input comes in, and as which argument, the latest first.
        others: the steps to calls that are no part of the form.
        function: where nothing ran, the function it stands in.
        node: and the number of its node there.
        also: the same call where other code led to it.
    """

    owner: nn.Module
    site: Site
    argument: int | str | None
    last: Part | None = None
    parts: tuple[Part, ...] = ()
    entries: tuple[tuple[Part, int | str], ...] = ()
    others: Container[tuple[int, int]] = ()
    function: Any = None
    node: int = -1
    also: tuple["CallHandle", ...] = ()


@dataclass(frozen=True)
class Place:
    """One activation in a model.

    ``kind`` is ``module``, ``call`` (of a function or tensor method), ``expression`` (hand-written), ``attribute`` (a
    function stored in the model) or ``hidden`` (ran inside code that Python does not see). ``calls`` is None when the
    model was not run. Shares are of the time of a forward pass and of the bytes kept for the backward pass; both only
    in a run, and a tensor that other layers keep anyway counts nothing.
    """

    name: str
    function: Function
    kind: str
    in_place: bool = False
    names: tuple[str, ...] = ()
    site: Site | None = None
    calls: int | None = None
    time_share: float | None = None
    memory_share: float | None = None
    saved_bytes: int | None = None
    obstacle: str = ""
    part_of: str = ""
    guards: str = ""  # what a clamp keeps from a negative number: a root, a logarithm, a division
    follows_convolution: bool = False  # as a ReLU that runtimes fuse into the layer before
    beside: tuple[str, ...] = ()  # other functions that the same call computed, such as those of a list
    gate: GateChoice | None = None  # the gate whose function of one input this is
    slots: tuple[Slot, ...] = field(default=(), repr=False, compare=False)
    call: CallHandle | None = field(default=None, repr=False, compare=False)
    module: nn.Module | None = field(default=None, repr=False, compare=False)

    @property
    def owner(self) -> str:
        """The name of the module the place belongs to."""
        return self.name.partition(":")[0]

    @property
    def source(self) -> str:
        """``file:line: text`` of a call, empty for a module."""
        return f"{self.site.place}: {self.site.text}" if self.site else ""

    def is_meant_by(self, pattern: str, only: str = "") -> bool:
        """Whether a text names this place: its name, a name with ``*``, or the name of a module that holds it.

        With ``only``, compares that one name of a shared place and no other.
        """
        for name in (only,) if only else (self.name, *self.names):
            inside = name.startswith((f"{pattern}.", f"{pattern}:", f"{pattern}["))
            if name == pattern or inside or (re.search(r"[*?]", pattern) and fnmatchcase(name, pattern)):
                return True
        return False

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "name": self.name,
            "function": str(self.function),
            "parameters": dict(self.function.parameters) if _plain(self.function.parameters) else {},
            "kind": self.kind,
            "in_place": self.in_place,
            "also_named": [name for name in self.names if name != self.name],
            "source": self.source,
            "calls": self.calls,
            "time_share": self.time_share,
            "memory_share": self.memory_share,
            "saved_bytes": self.saved_bytes,
            "obstacle": self.obstacle,
            "part_of": self.part_of,
            "guards": self.guards,
            "follows_convolution": self.follows_convolution,
            "gate": self.gate.key if self.gate else None,
        }


def _plain(parameters: Mapping[str, Any]) -> bool:
    return all(isinstance(value, int | float | str) for value in parameters.values())


@dataclass(frozen=True)
class View:
    """How often each function occurs as one way to look at the model sees it, or why it saw nothing."""

    name: str
    counts: Mapping[str, int]
    problem: str = ""


@dataclass(frozen=True)
class FindReport:
    """Every activation found in a model, and whether the ways to look at it agree."""

    places: tuple[Place, ...]
    ran: bool
    views: tuple[View, ...] = ()
    disagreements: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float | None = None
    saved_bytes: int | None = None
    gates: tuple[GatePlace, ...] = ()

    def __iter__(self) -> Any:
        return iter(self.places)

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, name: str) -> Place:
        """The place called ``name``."""
        for place in self.places:
            if name in (place.name, *place.names):
                return place
        raise UnknownName("place", name, [place.name for place in self.places])

    @property
    def agree(self) -> bool:
        """Whether all ways to look at the model that worked saw the same."""
        return not self.disagreements

    @property
    def counts(self) -> Counter[str]:
        """How many places each function has; parts of a hand-written form are not counted."""
        return Counter(str(place.function) for place in self.places if not place.part_of)

    def named(self, pattern: str) -> list[Place]:
        """The places a text names."""
        return [place for place in self.places if place.is_meant_by(pattern)]

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "places": [place.as_dict() for place in self.places],
            "gates": [gate.as_dict() for gate in self.gates],
            "counts": dict(self.counts),
            "ran": self.ran,
            "views": [{"name": v.name, "counts": dict(v.counts), "problem": v.problem} for v in self.views],
            "agree": self.agree,
            "disagreements": list(self.disagreements),
            "notes": list(self.notes),
            "seconds": self.seconds,
            "saved_bytes": self.saved_bytes,
        }

    def __str__(self) -> str:
        """A table for people."""
        counts = ", ".join(f"{count} {name}" for name, count in self.counts.most_common()) or "no activation"
        lines = [wrapped(f"found {counts}")]
        lines += _grouped(self.places) if len(self.places) > MOST_LINES else _listed(self.places)
        for key, count in Counter(gate.gate.key for gate in self.gates).items():
            names = [gate.name for gate in self.gates if gate.gate.key == key]
            lines.append(wrapped(f"  {count:3} {key}, gate{'s' * (count > 1)}: {counted(blocks(names))}", " " * 6))
        for view in self.views:
            seen = ", ".join(f"{count} {name}" for name, count in sorted(view.counts.items()))
            lines.append(wrapped(f"{view.name}: {view.problem or seen or 'nothing'}"))
        if self.views:
            lines.append("the views agree" if self.agree else "the views do not agree:")
        lines += [wrapped(f"  {text}") for text in self.disagreements[:MOST_LINES]]
        if len(self.disagreements) > MOST_LINES:
            lines.append(f"  and {len(self.disagreements) - MOST_LINES} more, in report.disagreements")
        lines += [wrapped(f"note: {text}") for text in self.notes]
        return "\n".join(lines)


def _listed(places: Sequence[Place]) -> list[str]:
    width = max((len(place.name) for place in places), default=0)
    return [wrapped(f"  {place.name:<{width}}  {_details(place)}", " " * 6) for place in places]


def _grouped(places: Sequence[Place]) -> list[str]:
    """One line for each kind of place; what cannot be swapped is listed one by one."""
    groups: dict[tuple[str, str, str], list[tuple[Place, str]]] = {}
    for place, block in zip(places, blocks([place.name for place in places]), strict=True):
        groups.setdefault((str(place.function), place.kind, place.obstacle or place.guards), []).append((place, block))
    lines = []
    for (function, kind, reason), group in groups.items():
        parts = [f"  {len(group):3} {function}, {kind}{'' if len(group) == 1 else 's'}"]
        for word, shares in (
            ("time", [p.time_share or 0 for p, _ in group]),
            ("saved memory", [p.memory_share or 0 for p, _ in group]),
        ):
            parts += [f"{sum(shares):.1%} of {word}"] if any(shares) else []
        parts += [reason] if reason else []
        lines.append(wrapped(f"{', '.join(parts)}: {counted(block for _, block in group)}", " " * 6))
    return [*lines, "  (one line each: for place in report; or report.as_dict())"]


def _details(place: Place) -> str:
    parts = [str(place.function), place.kind]
    if place.in_place:
        parts.append("in place")
    if len(place.names) > 1:
        parts.append(f"shared by {len(place.names)} names")
    if place.calls is not None:
        parts.append(f"{place.calls} call{'s' if place.calls != 1 else ''}")
    if place.time_share is not None and place.calls:
        parts.append(f"{place.time_share:.1%} of time")
    if place.memory_share is not None and place.calls:
        parts.append(f"{place.memory_share:.1%} of saved memory")
    if place.part_of:
        parts.append(f"part of {place.part_of}")
    if place.gate:
        parts.append(f"in {place.gate.key}")
    if place.guards:
        parts.append(f"guards {place.guards}")
    if place.obstacle:
        parts.append(place.obstacle)
    if place.site:
        parts.append(place.source)
    return ", ".join(parts)


def with_unique_names(places: list[Place]) -> list[Place]:
    """Add the column, then a number, where two places would have one name."""
    taken = Counter(place.name for place in places)
    numbers: Counter[str] = Counter()
    result = []
    for place in places:
        name = place.name
        if taken[name] > 1 and place.site:
            name = f"{name}:{place.site.column}"
        numbers[name] += 1
        result.append(replace(place, name=name if numbers[name] == 1 else f"{name}#{numbers[name]}"))
    return result
