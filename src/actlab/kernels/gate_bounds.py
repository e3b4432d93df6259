"""The largest errors of the gates' kernels, each with the pair of inputs where it occurs.

One entry for each gate, type and direction in ``gate_bounds.csv``, against the oracle, with AVX-512. Those of AVX2 and
of the baseline follow where they differ. ``make bounds`` finds them all again (actlab/torch/gate_search.py).
"""

import csv
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from actlab.kernels import arrays as native
from actlab.kernels.bounds import SAME_BITS

FILE = Path(__file__).with_name("gate_bounds.csv")
WHATS = {"value": (), "by_a": ("a",), "by_b": ("b",)}


class GateBound(NamedTuple):
    """The largest error where the right result is normal, with its witness.

    The unit is an ULP of the right result; or h(b), for slopes by a of a g whose slope crosses 0: beside the crossing
    the sum that makes it cancels. ``subnormal`` is the largest error elsewhere, in smallest numbers of the type.
    """

    gate: str
    what: str
    type: str
    unit: str
    error: float
    subnormal: float
    a: str
    b: str
    got: str
    right: str
    instructions: str = "avx512"

    @property
    def place(self) -> tuple[str, str, str]:
        """Gate, type and direction."""
        return self.gate, self.type, self.what


@cache
def rows() -> tuple[GateBound, ...]:
    """All lines of ``gate_bounds.csv``."""
    with FILE.open(newline="") as lines:
        table: list[dict[str, Any]] = list(csv.DictReader(lines))
    return tuple(
        GateBound(**{**row, "error": float(row["error"]), "subnormal": float(row["subnormal"])}) for row in table
    )


@cache
def stated(instructions: str | None = None) -> tuple[GateBound, ...]:
    """The entries for an instruction set, by default the one in use."""
    chosen = instructions or native.instructions()
    chosen = SAME_BITS.get(chosen, chosen)
    return tuple({row.place: row for each in ("avx512", chosen) for row in rows() if row.instructions == each}.values())


def of(gate: str, instructions: str | None = None) -> dict[tuple[str, str], GateBound]:
    """The entries of one gate by type and direction, for an instruction set, by default the one in use."""
    return {(row.type, row.what): row for row in stated(instructions) if row.gate == gate}
