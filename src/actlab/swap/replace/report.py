"""What a swap did, for people and as data."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from torch import nn

from actlab.define import Choice
from actlab.errors import ActlabError
from actlab.swap.find.grouping import MOST_NAMES, blocks, counted, listed, wrapped
from actlab.swap.find.places import FindReport, Place
from actlab.swap.replace.advice import Advice

NO_NUMBER = "no output holds a finite number on these inputs. Give other inputs."


class SwapMissed(ActlabError):
    """A strict swap could not reach every activation that its rules name."""


@dataclass(frozen=True)
class Swapped:
    """One replaced activation."""

    place: Place
    target: str
    names: tuple[str, ...] = ()  # of a shared module, those where it was replaced
    choice: Choice | None = None


@dataclass(frozen=True)
class Left:
    """One activation that stays, and why."""

    place: Place
    reason: str


@dataclass(frozen=True)
class Difference:
    """How far the outputs on the example inputs moved: the largest difference, and that over the largest output.

    ``changed`` is the number of elements of the other outputs (labels, masks) that are not the same.
    """

    absolute: float
    relative: float
    changed: int = 0

    def __str__(self) -> str:
        """One line for people."""
        text = f"outputs differ by {self.absolute:.3g} ({self.relative:.3g} relative)"
        return text + (f", and {self.changed} whole numbers or truth values changed" if self.changed else "")


@dataclass
class SwapReport:
    """What a swap did: ``model`` is the swapped model, ``missed`` the places that it was to swap and could not."""

    model: nn.Module
    found: FindReport
    swapped: tuple[Swapped, ...]
    left: tuple[Left, ...]
    missed: tuple[Left, ...]
    advice: tuple[Advice, ...]
    parameters_added: dict[str, int]
    parameters_removed: dict[str, int]
    after: FindReport | None = None
    difference: Difference | None = None
    seconds_before: float | None = None
    seconds_after: float | None = None
    seconds_accelerated: float | None = None  # of the swapped model after accelerate(), where that is ready to run
    notes: tuple[str, ...] = ()
    accelerated: bool = False  # whether accelerate() was in force during the measurement
    in_place: bool = False
    _undo: Callable[[], None] | None = field(default=None, repr=False)

    @property
    def bytes_before(self) -> int | None:
        """Bytes that autograd saves for a backward pass on the example inputs, before."""
        return self.found.saved_bytes

    @property
    def bytes_after(self) -> int | None:
        """The same after the swap."""
        return self.after.saved_bytes if self.after else None

    def restore(self) -> nn.Module:
        """Put every activation back as it was, object for object; returns the model."""
        if self._undo:
            self._undo()
        return self.model

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "found": self.found.as_dict(),
            "swapped": [{**s.place.as_dict(), "to": s.target} for s in self.swapped],
            "left": [{**left.place.as_dict(), "reason": left.reason} for left in self.left],
            "missed": [{**left.place.as_dict(), "reason": left.reason} for left in self.missed],
            "difference": vars(self.difference) if self.difference else None,
            "parameters_added": self.parameters_added,
            "parameters_removed": self.parameters_removed,
            "seconds_before": self.seconds_before,
            "seconds_after": self.seconds_after,
            "seconds_accelerated": self.seconds_accelerated,
            "bytes_before": self.bytes_before,
            "bytes_after": self.bytes_after,
            "advice": [advice.as_dict() for advice in self.advice],
            "notes": list(self.notes),
        }

    def __str__(self) -> str:
        """The report for people."""
        copied = (
            "the model passed in, changed" if self.in_place else "the swapped copy; the model passed in is unchanged"
        )
        lines = [
            f"report.model is {copied}",
            f"found {len(self.found)}, swapped {len(self.swapped)}, left {len(self.left)}, missed {len(self.missed)}",
            *self._rows("swapped", [(s.place, s.names, f" -> {s.target}", "") for s in self.swapped]),
            *self._rows("left", [(left.place, (), "", f", {left.reason}") for left in self.left]),
            *self._missed(),
        ]
        if self.difference:
            lines.append(str(self.difference))
        elif self.after:
            lines.append("outputs were not compared: none holds a finite number")
        if self.seconds_before and self.seconds_after:
            lines.append(wrapped(self._times()))
        if self.bytes_before is not None and self.bytes_after is not None:
            lines.append(f"kept for the backward pass: {self.bytes_before:,} bytes, now {self.bytes_after:,}")
        if self.parameters_added:
            lines.append(wrapped(f"parameters added: {listed([*self.parameters_added])}"))
        if self.parameters_removed:
            lines.append(wrapped(f"parameters removed: {listed([*self.parameters_removed])}"))
        lines += [wrapped(advice.text) for advice in self.advice]
        lines += [wrapped(f"note: {note}") for note in self.notes]
        return "\n".join(lines)

    def _rows(self, word: str, places: list[tuple[Place, tuple[str, ...], str, str]]) -> Iterator[str]:
        """One line for each kind, function and reason, with the number in each block: a shared one stands in many."""
        all_names = [name for place in self.found for name in place.names or (place.name,)]
        block = dict(zip(all_names, blocks(all_names), strict=True))
        groups: dict[tuple[str, str, str, str], list[tuple[str, ...]]] = {}
        for place, names, target, reason in places:
            names = names or place.names or (place.name,)
            groups.setdefault((str(place.function), target, place.kind, reason), []).append(names)
        for (function, target, kind, reason), group in groups.items():
            where = counted(block[name] for names in group for name in names)
            shared = sum(map(len, group))
            kinds = f"{kind if len(group) == 1 else f'{kind}s'}{f' at {shared} names' if shared > len(group) else ''}"
            yield wrapped(f"  {word:<7} {len(group):3} {function}{target}, {kinds}{reason}: {where}", " " * 14)

    def _missed(self) -> Iterator[str]:
        """One line for each function and reason, with the names where they are few."""
        groups: dict[tuple[str, str], list[str]] = {}
        for left in self.missed:
            groups.setdefault((str(left.place.function), left.reason), []).append(left.place.name)
        for (function, reason), names in groups.items():
            many = len(names) > MOST_NAMES
            text = f"{len(names)} {function}, {reason}: {listed(names)}" if many else f"{function}, {reason}"
            yield wrapped(f"  MISSED  {text}" if many else f"  MISSED  {', '.join(names)}: {text}", " " * 10)

    def _times(self) -> str:
        before, after = (self.seconds_before or 0) * 1e3, (self.seconds_after or 0) * 1e3
        text = f"a forward pass took {before:.1f} ms, takes {after:.1f} ms"
        if self.accelerated:
            return f"{text}, with actlab.accelerate() in force"
        if self.seconds_accelerated is None:
            return text
        return f"{text}, and {self.seconds_accelerated * 1e3:.1f} ms after actlab.accelerate()"
