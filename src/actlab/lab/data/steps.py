"""The steps of an augmentation by name, with their numbers: what a setting may say, checked without torch."""

from dataclasses import dataclass

from actlab.errors import BadValue, one_of


@dataclass(frozen=True)
class Step:
    """A step's number: its name, its usual value, and the range that it must lie in."""

    keyword: str
    default: float
    low: float
    high: float


STEPS = {
    "crop": Step("padding", 4, 0, 64),
    "shift": Step("share", 0.1, 0, 0.99),
    "flip": Step("probability", 0.5, 0, 1),
    "cutout": Step("size", 16, 1, 1024),
    "rotate": Step("degrees", 30, 0, 180),
}


def read_steps(text: str) -> list[tuple[str, float]]:
    """Name and number of each step of a text such as ``"crop:4,flip"``; none for ``"none"``.

    Raises:
        UnknownName: for a step that is not in :data:`STEPS`.
        BadValue: for a number that is none, or out of its range.

    >>> read_steps("crop:2,flip")
    [('crop', 2.0), ('flip', 0.5)]
    """
    return [_read(part.strip()) for part in text.split(",") if part.strip() != "none"]


def _read(text: str) -> tuple[str, float]:
    name, _, number = text.partition(":")
    step = STEPS[one_of("augmentation", (*STEPS, "none"))(name)]
    try:
        value = float(number) if number else step.default
    except ValueError:
        raise BadValue(f"augmentation {name}: expected a number, got {number!r}.") from None
    if not step.low <= value <= step.high:
        raise BadValue(f"augmentation {name}: expected a number from {step.low:g} to {step.high:g}, got {value:g}.")
    return name, value
