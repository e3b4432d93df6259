"""The verdict on one callable or one layer."""

from dataclasses import dataclass
from typing import Any

AS_CONFIGURED, OTHER, PARAMETER, UNREAD = (
    "as configured",
    "other function",
    "parameter differs",
    "could not be read",
)


@dataclass(frozen=True)
class Difference:
    """One input at which a result is further off than allowed."""

    what: str  # value or slope
    at: tuple[float, ...]
    result: float
    right: float
    allowed: float

    def __str__(self) -> str:
        where = f"x = {self.at[0]:.9g}" if len(self.at) == 1 else f"a = {self.at[0]:.9g}, b = {self.at[1]:.9g}"
        off = abs(self.result - self.right)
        return f"{self.what} at {where}: {self.result:.9g}, right {self.right:.9g}, off by {off:.3g}"


@dataclass(frozen=True)
class Verified:
    """What one callable or one layer computes, beside what it should.

    Attributes:
        name: the callable, the layer or the place.
        expected: the choice it should be.
        verdict: ``as configured``, ``other function``, ``parameter differs`` or ``could not be read``.
        actual: the choice it is, where one has its values.
        changes: for parameters that differ, the name, what is expected and what it is.
        first: the first input, from the left, at which value or slope is wrong.
        worst: the input at which the value is wrong by most.
        points: how many inputs were tried.
        slopes: whether slopes were compared.
        note: what else there is to say.
    """

    name: str
    expected: str
    verdict: str
    actual: str | None = None
    changes: tuple[tuple[str, float, float], ...] = ()
    first: Difference | None = None
    worst: Difference | None = None
    points: int = 0
    slopes: bool = False
    note: str = ""

    @property
    def agrees(self) -> bool:
        """Whether it is as configured."""
        return self.verdict == AS_CONFIGURED

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        data = {
            "name": self.name,
            "expected": self.expected,
            "verdict": self.verdict,
            "actual": self.actual,
            "changes": [{"parameter": name, "expected": e, "actual": a} for name, e, a in self.changes],
            "points": self.points,
            "slopes": self.slopes,
            "note": self.note,
        }
        for name in ("first", "worst"):
            difference = getattr(self, name)
            data[name] = None if difference is None else vars(difference) | {"at": list(difference.at)}
        return data

    def __str__(self) -> str:
        return f"{self.name}: {self.sentence}"

    @property
    def sentence(self) -> str:
        """The verdict with its reason, without the name."""
        parts = [f"{self.verdict} ({self.expected}"]
        if self.verdict == OTHER and self.actual == self.expected:  # its digits or its slope differ
            parts[0] = f"{OTHER} ({self.expected}: {self.note}"
        elif self.verdict == OTHER:
            parts[0] = f"{OTHER} ({self.actual or 'none that actlab knows'} instead of {self.expected}"
        elif self.verdict == PARAMETER and not self.changes:
            parts[0] = f"{PARAMETER} ({self.expected}: {self.note}"
        elif self.changes:
            shown = ", ".join(f"{name} {a:.6g} instead of {e:.6g}" for name, e, a in self.changes)
            parts[0] = f"{PARAMETER} ({self.expected}: {shown}"
        elif self.points:
            parts[0] += f", {'value and slope' if self.slopes else 'value'} at {self.points} inputs"
        parts[0] += ")"
        parts += [f"first {self.first}"] if self.first else []
        parts += [f"worst {self.worst}"] if self.worst and self.worst != self.first else []
        parts += [self.note] if self.note and self.note not in parts[0] else []
        return "; ".join(parts)
