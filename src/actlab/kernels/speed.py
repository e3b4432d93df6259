"""Where the kernels were measured to be faster than torch's own: ``speed.csv``, written by ``benchmarks/takeover.py``.

One row for each function of torch's, instruction set, type and processor, with our time over torch's for 32,768 and
2^20 numbers, forward and both ways. What is replaced was faster on each processor that was measured. On ARM nothing was
measured: what wins on the baseline, with vectors as wide, is what wins there.
"""

import csv
from functools import cache
from math import prod
from pathlib import Path

FILE = Path(__file__).with_name("speed.csv")
KEYS = ("function", "instructions", "type", "processor")
CELLS = ("forward 32K", "forward 1M", "both 32K", "both 1M")
GAIN, SPREAD = 0.95, 1.2  # a ratio of two times measured on a shared machine is right to a fifth


@cache
def faster(instructions: str) -> dict[str, frozenset[str]]:
    """The types in which ours is faster on the geometric mean of all cells and slower in none, by torch's function."""
    measured = "baseline" if instructions in ("neon", "portable") else instructions
    wins: dict[tuple[str, str], list[bool]] = {}
    for row in _rows():
        if row["instructions"] == measured:
            ratios = [float(row[cell]) for cell in CELLS]
            win = prod(ratios) < GAIN ** len(CELLS) and max(ratios) <= SPREAD
            wins.setdefault((row["function"], row["type"]), []).append(win)
    types: dict[str, set[str]] = {}
    for (function, kind), each in wins.items():
        if all(each):
            types.setdefault(function, set()).add(kind)
    return {function: frozenset(those) for function, those in types.items()}


@cache
def faster_everywhere() -> frozenset[str]:
    """Torch's functions of which ours is faster in every type on every instruction set that was measured."""
    types = {row["type"] for row in _rows()}
    by_set = [faster(instructions) for instructions in {row["instructions"] for row in _rows()}]
    return frozenset.intersection(*(frozenset(name for name in each if each[name] == types) for each in by_set))


@cache
def _rows() -> tuple[dict[str, str], ...]:
    with FILE.open(newline="") as lines:
        return tuple(csv.DictReader(lines))
