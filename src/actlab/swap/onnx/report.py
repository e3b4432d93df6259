"""What a rewrite of an ONNX file did, for people and as data."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from actlab.swap.find.grouping import wrapped
from actlab.swap.onnx.checking import OnnxCheck
from actlab.swap.onnx.places import OnnxPlace

MOST_NAMES = 3  # names in a line of the text; the data has all

Entry = tuple[OnnxPlace, str]


@dataclass(frozen=True)
class OnnxReport:
    """What a rewrite did: every place is swapped, left or missed, with what took its place or the reason.

    ``unseen`` are operators of other domains that actlab does not know and cannot look into; ``path`` is the
    file written, empty where a check did not hold.
    """

    found: tuple[OnnxPlace, ...]
    swapped: tuple[Entry, ...]
    left: tuple[Entry, ...]
    missed: tuple[Entry, ...]
    checked: OnnxCheck | None
    notes: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()
    path: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "found": [place.as_dict() for place in self.found],
            "swapped": [{**place.as_dict(), "to": text} for place, text in self.swapped],
            "left": [{**place.as_dict(), "reason": text} for place, text in self.left],
            "missed": [{**place.as_dict(), "reason": text} for place, text in self.missed],
            "unseen": list(self.unseen),
            "path": self.path,
            "check": vars(self.checked) if self.checked else None,
            "notes": list(self.notes),
        }

    def __str__(self) -> str:
        """The report for people: places of one kind share a line."""
        counts = f"swapped {len(self.swapped)}, left {len(self.left)}, missed {len(self.missed)}"
        lines = [f"{self.path} is the swapped file" if self.path else "nothing was written: the check did not hold"]
        lines += [f"found {len(self.found)}, {counts}"]
        lines += [f"  swapped {text}" for text in grouped(self.swapped, " -> ")]
        lines += [f"  left    {text}" for text in grouped(self.left, ", ")]
        lines += [f"  MISSED  {text}" for text in grouped(self.missed, ", ")]
        lines += [f"not looked into: {', '.join(self.unseen)}"] if self.unseen else []
        lines += [str(self.checked)] if self.checked else []
        lines += [f"note: {note}" for note in self.notes]
        return "\n".join(map(wrapped, lines))


def grouped(entries: Iterable[Entry], between: str) -> list[str]:
    """A line for all places that compute the same with the same nodes and have the same text, with their names."""
    groups: dict[tuple[str, str], list[str]] = {}
    for place, text in entries:
        kind = f"{place.function}, {place.kind} {' '.join(place.operators)}"
        groups.setdefault((kind, text), []).append(place.name)
    lines = []
    for (kind, text), names in groups.items():
        more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
        tail = f"{between}{text}" if text else ""
        lines.append(f"{len(names)} {kind}{tail}: {', '.join(names[:MOST_NAMES])}{more}")
    return lines
