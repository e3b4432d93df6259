"""Finds the largest errors of the gates' kernels and writes ``kernels/gate_bounds.csv``: ``make bounds``.

Tried are all pairs of special numbers (the ends of the range, the numbers beside 1 and 2, limits and zeros), pairs of
every size and sign, pairs where the functions bend or h(b) ends (9 million in float32), in 16 bits every b from 1 to
2 with a near the largest slope, and then three times the neighbourhood of the worst. float32 and 16 bits are screened
against the kernel in double, and the worst of each against the oracle; float64 against the oracle, where g(a) and its
slope are not below 1e-301.
"""

import csv
import sys
from copy import deepcopy
from decimal import ROUND_UP, Context
from functools import cached_property
from itertools import chain

import numpy as np
import torch
from numpy.typing import NDArray

from actlab import exact, exact_gates
from actlab.define import gates
from actlab.define.gate import GateChoice
from actlab.define.registry import choose_gate
from actlab.kernels import arrays as native
from actlab.kernels import gate_bounds
from actlab.kernels.gate_bounds import WHATS, GateBound
from actlab.torch.gates import apply

Array = NDArray[np.float64]
TYPES = {name: getattr(torch, name) for name in native.TYPES}
CROSSING = 1.0e-3  # of the slope of g: a sum that cancels to less has no bound in ULP
# Random pairs at once, and how often; in float64 each takes the oracle half a millisecond.
COUNTS = {"float32": 300_000, "float64": 500, "bfloat16": 30_000, "float16": 30_000}
ROUNDS = {"float32": 30, "float64": 1, "bfloat16": 4, "float16": 4}
FAR_B = 0.1  # of the pairs have a b in the tail of h(b), whose slope is exp(-2 |b| / cap)
WIDEST_CAP = 25
FAINT = 2.0**-1000  # a double that is less has lost digits, or what made it has: a large h(b) brings that to light


def results(choice: GateChoice, a: Array, b: Array, kind: str) -> dict[str, Array]:
    """The value and both slopes of the kernels, for numbers of a type."""
    pair = [torch.from_numpy(each).to(TYPES[kind]).requires_grad_() for each in (a, b)]
    value = apply(choice, pair[0], pair[1])
    slopes = torch.autograd.grad(value.sum(), pair)
    return {what: each.detach().double().numpy() for what, each in zip(WHATS, (value, *slopes), strict=True)}


def pairs(kind: str, generator: np.random.Generator) -> tuple[Array, Array]:
    """The numbers that are tried first."""
    digits, lowest, top = exact.FORMATS[kind]
    count = COUNTS[kind]
    edge = np.ldexp(1.0, 1 - digits)
    sizes = [
        np.ldexp(1.0, lowest),
        np.ldexp(1.0, lowest + digits - 1),
        1 - edge / 2,
        1.0,
        1 + edge,
        2 - edge,
        7.0,
        25.0,
    ]
    special = np.array([0.0, *sizes, np.ldexp(1 - edge / 2, top)])
    special = np.concatenate([special, -special])
    end = 760 if kind == "float64" else 110
    every = np.ldexp(generator.uniform(1, 2, count), generator.integers(lowest, top, count))
    bends = np.concatenate([generator.uniform(-end, end, count // 4), generator.uniform(-12, 12, count // 2)])
    bends = np.concatenate([bends, generator.normal(0, 1, count - bends.size)])
    a = np.where(generator.random(count) < 0.2, every * generator.choice([-1, 1], count), bends)
    b = np.where(generator.random(count) < 0.5, generator.permutation(every), generator.uniform(0.9, 2.1, count))
    b = np.where(generator.random(count) < FAR_B, generator.uniform(-WIDEST_CAP / 2, WIDEST_CAP / 2, count) * end, b)
    ones, others = (grid.ravel() for grid in np.meshgrid(special, special))
    return _of_type(np.concatenate([ones, a]), kind), _of_type(np.concatenate([others, b]), kind)


def _steep(choice: GateChoice, kind: str, generator: np.random.Generator) -> tuple[Array, Array]:
    """All b from 1 to 2 of a 16-bit type, with a near the largest slope by a: there its error in h(b) is largest."""
    places = np.linspace(-5, 5, 2001)
    peak = places[np.argmax(results(choice, places, np.ones_like(places), "float64")["by_a"])]
    edge = np.ldexp(1.0, 1 - exact.FORMATS[kind][0])
    a = np.unique(_of_type(peak * generator.uniform(0.9, 1.1, 200), kind))
    ones, others = (grid.ravel() for grid in np.meshgrid(a, np.arange(1.0, 2.0, edge)))
    return ones, others


def _near(x: Array, copies: int, kind: str, generator: np.random.Generator) -> Array:
    """Finite numbers within a hundredth of ``x``."""
    with np.errstate(over="ignore"):
        moved = _of_type((x * generator.uniform(0.99, 1.01, (copies, x.size))).ravel(), kind)
    return np.where(np.isfinite(moved), moved, np.tile(x, copies))


def _of_type(x: Array, kind: str) -> Array:
    return torch.from_numpy(x).to(TYPES[kind]).double().numpy()


class Tried:
    """Pairs of inputs, and what the kernels give there, computed once for all directions."""

    def __init__(self, choice: GateChoice, kind: str, a: Array, b: Array) -> None:
        self.choice, self.kind, self.a, self.b = choice, kind, a, b

    @cached_property
    def got(self) -> dict[str, Array]:
        """The results of the type that is tried."""
        return results(self.choice, self.a, self.b, self.kind)

    @cached_property
    def in_double(self) -> dict[str, Array]:
        """The results in double."""
        return results(self.choice, self.a, self.b, "float64")

    @cached_property
    def first(self) -> dict[str, Array]:
        """g(a) and its slope, in double."""
        return results(self.choice, self.a, np.ones_like(self.b), "float64")

    @cached_property
    def other(self) -> Array:
        """h(b)."""
        return results(self.choice, np.ones_like(self.b), self.b, "float64")["value"] / exact_first(self.choice)


class Errors:
    """The errors at pairs of inputs: in ULP or of h(b), and of subnormal results."""

    def __init__(self, tried: Tried, what: str, *, exactly: bool) -> None:
        self.a, self.b, self.got = tried.a, tried.b, tried.got[what]
        digits, lowest, top = exact.FORMATS[tried.kind]
        low: Array | float = 0.0
        if exactly:
            self.right, low = exact_gates.pairs(tried.choice, self.a, self.b, *WHATS[what])
        else:
            self.right = tried.in_double[what]
        with np.errstate(all="ignore"):
            wrong = np.abs((self.got - self.right) - low)
            infinite = (np.abs(self.right) >= np.ldexp(1 - 2.0 ** (-digits - 1), top)) & np.isinf(self.got)
            wrong = np.where(infinite | (self.got == self.right), 0.0, np.where(np.isnan(wrong), np.inf, wrong))
            if tried.kind == "float64":
                wrong = np.where(np.abs(tried.first[what]) < FAINT, 0.0, wrong)
            self.absolute = np.nan_to_num(wrong / np.abs(tried.other), nan=0.0, posinf=0.0)
        unit = np.where(
            self.right == 0, lowest - 1, np.frexp(np.where(np.isfinite(self.right), self.right, 1.0))[1] - digits
        )
        ulp, is_normal = np.ldexp(wrong, -np.maximum(unit, lowest)), unit >= lowest
        self.normal, self.subnormal = np.where(is_normal, ulp, 0.0), np.where(is_normal, 0.0, ulp)
        self.absolute = np.where(is_normal, self.absolute, 0.0)

    def chosen(self, unit: str) -> Array:
        """The errors in the unit of a bound."""
        return self.normal if unit == "ULP" else self.absolute

    def worst(self, unit: str) -> tuple[Array, Array]:
        """The pairs with the largest errors: 60 in the unit of a bound, 10 of subnormal results."""
        places = np.concatenate([np.argsort(self.chosen(unit))[-60:], np.argsort(self.subnormal)[-10:]])
        return self.a[places], self.b[places]


def exact_first(choice: GateChoice) -> float:
    """g(1)."""
    first, _ = exact_gates._functions(choice)
    return float(exact.value(first, 1))


def largest(choice: GateChoice, kind: str) -> list[GateBound]:
    """The entries of one type, for value and slopes."""
    generator = np.random.default_rng(19)
    units = {what: "of h(b)" if what == "by_a" and _crosses(choice) else "ULP" for what in WHATS}
    worst: dict[str, list[tuple[Array, Array]]] = {what: [] for what in WHATS}
    for a, b in chain(
        (pairs(kind, generator) for _ in range(ROUNDS[kind])),
        [_steep(choice, kind, generator)] if kind in ("bfloat16", "float16") else [],
    ):
        tried = Tried(choice, kind, a, b)
        for what, unit in units.items():
            worst[what].append(Errors(tried, what, exactly=kind == "float64").worst(unit))
    return [_entry(choice, kind, what, unit, worst[what], deepcopy(generator)) for what, unit in units.items()]


def _entry(
    choice: GateChoice,
    kind: str,
    what: str,
    unit: str,
    worst: list[tuple[Array, Array]],
    generator: np.random.Generator,
) -> GateBound:
    """The entry of one kernel, from the neighbourhood of the worst pairs."""
    exactly = kind == "float64"
    seen = Errors(Tried(choice, kind, *map(np.concatenate, zip(*worst, strict=True))), what, exactly=exactly)
    best, subnormal = seen, seen
    for _ in range(3):
        copies = 4 if exactly else 300
        near = [_near(each, copies, kind, generator) for each in seen.worst(unit)]
        seen = Errors(Tried(choice, kind, *near), what, exactly=exactly)
        best = max(best, seen, key=lambda errors: errors.chosen(unit).max())
        subnormal = max(subnormal, seen, key=lambda errors: errors.subnormal.max())
    at = [int(np.argmax(best.chosen(unit)))]
    last = Errors(Tried(choice, kind, best.a[at], best.b[at]), what, exactly=True)
    rest = [int(np.argmax(subnormal.subnormal))]
    return GateBound(
        gate=choice.activation.key,
        what=what,
        type=kind,
        unit=unit,
        error=_rounded_up(last.chosen(unit)[0]),
        subnormal=_rounded_up(subnormal.subnormal[rest][0]),
        a=float(last.a[0]).hex(),
        b=float(last.b[0]).hex(),
        got=float(last.got[0]).hex(),
        right=float(last.right[0]).hex(),
        instructions=native.instructions(),
    )


def _crosses(choice: GateChoice) -> bool:
    """Whether the slope of g has both signs, so that it cancels between."""
    slopes = results(choice, np.linspace(-3, 3, 601), np.ones(601), "float64")["by_a"]
    return bool((slopes > CROSSING).any() and (slopes < -CROSSING).any())


def search(gate: str) -> list[GateBound]:
    """One entry for each type and direction of a gate."""
    choice = choose_gate(gate)
    return [entry for kind in native.TYPES for entry in largest(choice, kind)]


def main(chosen: list[str]) -> None:
    """Write the entries of the instruction set in use; where gates are named, those of the others stay.

    With another set than AVX-512, for which that must have been done, only entries that differ are written.
    """
    names, instructions = chosen or list(gates()), native.instructions()
    entries = [row for row in gate_bounds.rows() if row.instructions != instructions or row.gate not in names]
    for name in names:
        known = gate_bounds.of(name, "avx512")
        new = [row for row in search(name) if instructions == "avx512" or differs(row, known[row.type, row.what])]
        entries += new
        print(*new, sep="\n", flush=True)
    sets, order = ("avx512", "avx2", "baseline"), list(gates())
    entries.sort(key=lambda row: (order.index(row.gate), sets.index(row.instructions)))
    with gate_bounds.FILE.open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([GateBound._fields, *entries])


def differs(row: GateBound, other: GateBound) -> bool:
    """Whether the set in use has an entry of its own beside AVX-512's: it gives something else at the witness of that
    one, or errs by more elsewhere. A search that came upon a smaller error alone says nothing.
    """
    a, b = (np.array([float.fromhex(each)]) for each in (other.a, other.b))
    got = results(choose_gate(other.gate), a, b, other.type)[other.what][0]
    return bool(float(got) != float.fromhex(other.got) or row.error > other.error or row.subnormal > other.subnormal)


def _rounded_up(number: float) -> float:
    return float(Context(prec=4, rounding=ROUND_UP).create_decimal(float(number)))


if __name__ == "__main__":
    main(sys.argv[1:])
