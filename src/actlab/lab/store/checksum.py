"""A checksum over each stored run and plan, and limits of their numbers: no flipped bit enters a mean."""

import hashlib
import json
import sys
from array import array
from collections.abc import Mapping, Sequence
from math import nan
from typing import Any

from actlab.lab.plan.run import Epoch

HEAD = ("key", "activation", "seed", "setting", "status", "message", "code", "environment", "machine", "finished")
_MARK = "2:"  # of a checksum over bytes
_SEAL = "checksum"  # its name in a plan


def checksum(head: Mapping[str, Any], epochs: Sequence[Epoch]) -> str:
    """SHA-256, 62 digits of it, over the head of a run and the bytes of every number of its epochs."""
    words = [[head[name] for name in HEAD], [row.scores for row in epochs]]
    values = [nan if value is None or value != value else value + 0.0 for row in epochs for value in row[:-1]]
    numbers = array("d", values)  # + 0.0, as SQLite keeps no sign of zero
    if sys.byteorder == "big":
        numbers.byteswap()
    return _MARK + hashlib.sha256(json.dumps(words).encode() + numbers.tobytes()).hexdigest()[len(_MARK) :]


def _checksum_of_text(head: Mapping[str, Any], epochs: Sequence[Epoch]) -> str:
    """As stores before the mark have it: over the decimal digits, which take five times as long to write."""
    numbers = [
        [row.epoch, *map(repr, map(float, _without_none(row[1:-1]))), *_without_none(row[-1:])] for row in epochs
    ]
    return hashlib.sha256(json.dumps([[head[name] for name in HEAD], numbers]).encode()).hexdigest()


def _without_none(values: Sequence[Any]) -> list[Any]:
    return [value for value in values if value is not None]


def fault(head: Mapping[str, Any], epochs: Sequence[Epoch]) -> str:
    """What is wrong with a run as it was read; empty where nothing is. Runs of older stores have no checksum."""
    if head["status"] not in ("finished", "diverged"):
        return f"its status is {head['status']!r}"
    if not epochs:
        return "it has no epochs"
    try:
        return _fault_of_numbers(epochs) or _fault_of_sum(head, epochs)
    except (TypeError, ValueError):  # SQLite hands out text or bytes where a changed bit says that there are some
        return "something in it is not a number"


def sealed(document: Mapping[str, Any], *words: str) -> dict[str, Any]:
    """A plan as plain values, with its checksum, which covers ``words`` too."""
    return {**document, _SEAL: _sum(document, *words)}


def unsealed(document: Any, *words: str) -> dict[str, Any]:
    """The opposite of :func:`sealed`; plans of older versions have no checksum.

    Raises:
        ValueError: where it does not fit.
    """
    if not isinstance(document, dict):
        raise ValueError(f"expected a table, got {document!r}")
    plan = {name: value for name, value in document.items() if name != _SEAL}
    if document.get(_SEAL) not in (None, _sum(plan, *words)):
        raise ValueError("its checksum does not fit")
    return plan


def _sum(document: Mapping[str, Any], *words: str) -> str:
    return hashlib.sha256(json.dumps([*words, document], sort_keys=True).encode()).hexdigest()


def look_sum(study: str, seeds: Any) -> str:
    """Of the note that a study was judged at a number of seeds."""
    return hashlib.sha256(json.dumps([study, seeds]).encode()).hexdigest()


def _fault_of_numbers(epochs: Sequence[Epoch]) -> str:
    numbers, train_accuracies, _, test_accuracies, _, seconds, *_ = zip(*epochs, strict=True)
    for name, values in (("train_accuracy", train_accuracies), ("test_accuracy", test_accuracies)):
        known = [value for value in values if value == value]
        if known and not (min(known) >= 0 and max(known) <= 1):
            number, value = next(
                (number, value) for number, value in zip(numbers, values, strict=True) if value < 0 or value > 1
            )
            return f"{name} is {value:g} in epoch {number}, expected 0 to 1"
    for number, value in zip(numbers, seconds, strict=True):
        if value < 0 or number < 0:
            return f"its epoch {number} took {value:g} seconds"
    return ""


def _fault_of_sum(head: Mapping[str, Any], epochs: Sequence[Epoch]) -> str:
    expected = head["checksum"]
    if expected is None:
        return ""
    right = checksum if expected.startswith(_MARK) else _checksum_of_text
    return "" if expected == right(head, epochs) else "its checksum does not fit its numbers"
