"""A checksum over each stored run, and limits that its numbers must keep: a flipped bit is seen, not averaged in."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from math import isnan
from typing import Any

from actlab.lab.plan.run import Epoch

HEAD = ("key", "activation", "seed", "setting", "status", "message", "code", "environment", "machine", "finished")


def checksum(head: Mapping[str, Any], epochs: Sequence[Epoch]) -> str:
    """SHA-256 over the head of a run and every number of its epochs; an older run has no CPU time, most no scores."""
    numbers = [[row.epoch, *_texts(row)] for row in epochs]
    return hashlib.sha256(json.dumps([[head[name] for name in HEAD], numbers]).encode()).hexdigest()


def _texts(row: Epoch) -> list[str]:
    _, *values = vars(row).values()
    return [
        repr(value) if type(value) is float else value if isinstance(value, str) else repr(float(value))
        for value in values
        if value is not None
    ]


def fault(head: Mapping[str, Any], epochs: Sequence[Epoch]) -> str:
    """What is wrong with a run as it was read; empty where nothing is. Runs of older stores have no checksum."""
    if head["status"] not in ("finished", "diverged"):
        return f"its status is {head['status']!r}"
    if not epochs:
        return "it has no epochs"
    for row in epochs:
        for name in ("train_accuracy", "test_accuracy"):
            value = getattr(row, name)
            if not (isnan(value) or 0 <= value <= 1):
                return f"{name} is {value:g} in epoch {row.epoch}, expected 0 to 1"
        if row.seconds < 0 or row.epoch < 0:
            return f"its epoch {row.epoch} took {row.seconds:g} seconds"
    if head["checksum"] is not None and head["checksum"] != checksum(head, epochs):
        return "its checksum does not fit its numbers"
    return ""
