"""Golden vectors: inputs that reach every branch of a function, its exact values and slopes there, and the bounds.

They are for whoever writes a kernel elsewhere: the results are those of :mod:`actlab.exact`, rounded once to the type,
so that no implementation stands behind them, ours neither. ``python -m actlab.golden`` writes those in docs/golden.
"""

import json
import math
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actlab import exact, exact_gates
from actlab.define import Choice, GateChoice, choose, choose_gate, gates, names
from actlab.define.expression import mathematics, symbols_of
from actlab.define.registry import is_gate
from actlab.errors import BadValue, UnknownName
from actlab.kernels import bounds, gate_bounds
from actlab.pages.document import document

Array = NDArray[np.float64]

FOLDER = Path("docs/golden")
# Where the exponentials of float16, float32 and float64 underflow and overflow, with tanh and erf long before.
_EDGES = (5.5, 9.01, 10.4, 11.09, 16.6, 17.33, 19.1, 36.7, 87.3, 88.7, 103.9, 709.7, 745.2)
_DENSE = tuple(-7.81 + 0.34 * n for n in range(47))  # where functions turn; no whole number among them
_BESIDE = (-1.0, -0.25, 0.25, 1.0)  # of a kink, besides its neighbours
_CORNER = 1e4  # the largest input of a pair: the product of two stays far from infinity in float32
_OF_GATES = {"value": "value", "slope_a": "by_a", "slope_b": "by_b"}  # columns, in the words of gate_bounds.csv
_STRIDE = 37  # a prime, so that the second input goes through all numbers in another order than the first


@dataclass(frozen=True)
class Golden:
    """The vectors of one choice in one float type, all as float64, which holds every number of the others.

    ``columns`` are ``x``, ``value`` and ``slope``; of a gate ``a``, ``b``, ``value``, ``slope_a`` and ``slope_b``.
    """

    choice: Choice
    kind: str
    columns: dict[str, Array]

    def __len__(self) -> int:
        return len(self.columns["value"])

    def as_dict(self) -> dict[str, Any]:
        """Plain data: numbers as C and Python read and write them in hexadecimal, so that no digit is lost."""
        facts = {
            "function": self.choice.key,
            "formula": self.choice.activation.formula,
            "parameters": dict(self.choice.parameters),
            "dtype": self.kind,
            "rounding": "to nearest, ties to even, once",
            "bounds": _bounds_of(self.choice, self.kind),
        }
        numbers = {name: [float(number).hex() for number in column] for name, column in self.columns.items()}
        return document("golden", facts | numbers)

    def write(self, path: Path) -> None:
        """Write ``.json``, or ``.npz`` with the arrays in the type itself, bfloat16 as float32 (which holds them)."""
        if path.suffix == ".json":
            path.write_text(text_of(self), encoding="utf-8")
        elif path.suffix == ".npz":
            kind = "float32" if self.kind == "bfloat16" else self.kind
            facts = {name: value for name, value in self.as_dict().items() if name not in self.columns}
            arrays: dict[str, Any] = {name: column.astype(kind) for name, column in self.columns.items()}
            with path.open("wb") as file:
                np.savez_compressed(file, facts=np.array(json.dumps(facts)), **arrays)
        else:
            raise BadValue(f"expected a file that ends in .json or .npz, got {path.name!r}.")


def golden(activation: str | Choice, kind: str = "float32") -> Golden:
    """Exact results of an activation or a gate, rounded once to a float type.

    Arguments:
        activation: a name with or without parameters, or a choice.
        kind: float16, bfloat16, float32 or float64.

    >>> vectors = golden("relu", "bfloat16").columns
    >>> float(vectors["value"][vectors["x"] == 5.5][0])
    5.5

    At a kink the slope is the one that the record declares; at -inf and +inf results are limits; NaN stays NaN. The
    inputs of a gate are finite.
    """
    choice = choose_gate(activation) if isinstance(activation, str) and is_gate(activation) else choose(activation)
    if isinstance(choice, GateChoice):
        a, b = pairs(choice, kind)
        inputs = list(zip(map(float, a), map(float, b), strict=True))
        results = {
            name: np.array([exact_gates.rounded(choice, *pair, kind, *by) for pair in inputs])
            for name, by in (("value", ""), ("slope_a", "a"), ("slope_b", "b"))
        }
        return Golden(choice, kind, {"a": a, "b": b, **results})
    x = points(choice, kind)
    value, slope = (np.array([exact.rounded(choice, at, kind, *by) for at in map(float, x)]) for by in ((), ("x",)))
    return Golden(choice, kind, {"x": x, "value": value, "slope": slope})


def points(activation: str | Choice, kind: str = "float32") -> Array:
    """Numbers of a float type that reach every branch: kinks and their neighbours, both tails, subnormals, specials.

    >>> bool({-1.0, 1.0, float("inf")} <= set(points("hard_tanh")))
    True
    """
    if kind not in exact.FORMATS:
        raise UnknownName("float type", kind, exact.FORMATS)
    digits, lowest, top = exact.FORMATS[kind]
    tiny, largest = 2.0**lowest, (2.0 - 2.0 ** (1 - digits)) * 2.0 ** (top - 1)
    sizes = [tiny, 2.0 ** (lowest + digits - 1), largest, *_EDGES, *(1.37 * 2.0**n for n in range(-24, 15, 3))]
    numbers = [*(sign * size for size in sizes for sign in (-1, 1)), *_DENSE, 0.0]
    for kink in kinks(choose(activation)):
        numbers += [kink, *(kink + step for step in _BESIDE), *_neighbours(kink, kind)]
    rounded = sorted({_rounded(number, kind) for number in numbers if abs(number) <= largest})
    return np.array([-math.inf, *rounded, -0.0, math.inf, math.nan])


def pairs(gate: GateChoice, kind: str = "float32") -> tuple[Array, Array]:
    """Inputs of a gate that reach every branch: both sides of its clamps, corners, small and large, no infinities."""
    limit = gate.parameters.get("limit", math.inf)
    edges = [limit, *_neighbours(limit, kind), limit / 2, 2 * limit] if 0 < limit < math.inf else []
    sizes = (0.6, 3.1, 29.0, _CORNER, *edges)
    corners = [_rounded(number, kind) for number in (0.0, *(sign * size for size in sizes for sign in (-1, 1)))]
    along = points(gate.function if gate.activation.function else "identity", kind)
    a = along[np.abs(along) <= _CORNER]
    b = a[np.arange(len(a)) * _STRIDE % len(a)]
    return (
        np.array([*a, *(one for one in corners for _ in corners)]),
        np.array([*b, *(other for _ in corners for other in corners)]),
    )


def kinks(choice: Choice) -> list[float]:
    """Where the slope of a function of one input jumps."""
    symbols = symbols_of(choice.activation)
    numbers = {symbols[name]: value for name, value in choice.parameters.items()}
    return [float(mathematics(kink.at, symbols).subs(numbers)) for kink in choice.activation.kinks]


def _rounded(number: float, kind: str) -> float:
    return exact.round_fraction(Fraction(number), kind)


def _neighbours(number: float, kind: str) -> Iterator[float]:
    """The numbers of the type next to one."""
    digits, lowest, _ = exact.FORMATS[kind]
    unit = 2.0 ** max(math.frexp(number)[1] - digits, lowest) if number else 2.0**lowest
    yield from (number - unit, number + unit, number - unit / 2, number + unit / 2)  # below a power of 2 the half


def _bounds_of(choice: Choice, kind: str) -> dict[str, Any]:
    """The largest errors that actlab's own kernels have with AVX-512, of kernels/bounds.csv and gate_bounds.csv.

    Empty where there is no kernel.
    """
    if isinstance(choice, GateChoice):
        errors = gate_bounds.of(choice.activation.key, "avx512")
        named = {column: errors.get((kind, what)) for column, what in _OF_GATES.items()}
        return {
            column: {"error": row.error, "unit": row.unit, "at": [row.a, row.b]} for column, row in named.items() if row
        }
    rows = [row for row in bounds.of(choice.activation.key, "avx512") if row.type == kind]
    return {row.what: {"error": row.error, "unit": row.unit, "at": row.x} for row in rows}


def text_of(vectors: Golden) -> str:
    """JSON with one line an entry: numbers on a line each would be a thousand lines."""
    lines = [f'"{key}": {json.dumps(value)}' for key, value in vectors.as_dict().items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def main(folder: Path) -> None:
    """Write the vectors of all records in float32; a file of a record that is gone goes too."""
    folder.mkdir(parents=True, exist_ok=True)
    known = (*names(), *gates())
    for path in folder.glob("*.json"):
        if path.stem not in known:
            path.unlink()
    for name in known:
        golden(name).write(folder / f"{name}.json")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
