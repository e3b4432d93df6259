"""Where the kernels were measured to be faster than torch's own: ``speed.csv``, written by ``benchmarks/takeover.py``.

One row for each function of torch's, instruction set and type, with our time over torch's for 32,768 and 2^20 numbers,
forward and both ways.
"""

import csv
from functools import cache
from math import prod
from pathlib import Path

FILE = Path(__file__).with_name("speed.csv")
KEYS = ("function", "instructions", "type")
CELLS = ("forward 32K", "forward 1M", "both 32K", "both 1M")
GAIN, SPREAD = 0.95, 1.2  # a ratio of two times measured on a shared machine is right to a fifth


@cache
def faster(instructions: str) -> dict[str, frozenset[str]]:
    """The types in which ours is faster on the geometric mean of all cells and slower in none, by torch's function."""
    found: dict[str, set[str]] = {}
    with FILE.open(newline="") as lines:
        for row in csv.DictReader(lines):
            ratios = [float(row[cell]) for cell in CELLS]
            if row["instructions"] == instructions and prod(ratios) < GAIN ** len(CELLS) and max(ratios) <= SPREAD:
                found.setdefault(row["function"], set()).add(row["type"])
    return {function: frozenset(types) for function, types in found.items()}
