"""Finds the largest error of every kernel against the oracle and writes ``bounds.csv``: ``make bounds``.

Walked are all numbers of the 16-bit types; of float32 and float64 every size of both signs and grids where the
functions bend and where their tails end, then three times the neighbourhood of the worst and the numbers between which
results become subnormal or 0: 50,000 numbers each. Of float32 also all numbers of sizes from 2^-7 to 2^7, against the
kernel in float64, of which the oracle gets the worst: a function that is read off a table is as exact as its worst row.
What ``bounds.FLOAT32`` states, found among all 2^32, is left to it.
"""

import csv
import sys
from concurrent.futures import ProcessPoolExecutor
from decimal import ROUND_UP, Context
from functools import cache

import numpy as np
from numpy.typing import NDArray

from actlab import exact
from actlab.define import choose, names
from actlab.kernels import arrays as native
from actlab.kernels import bounds
from actlab.kernels.bounds import Bound, Errors

Array = NDArray[np.float64]
BY: dict[str, tuple[str, ...]] = {"value": (), "slope": ("x",)}
SETS = ("avx512", "avx2", "baseline")
DENSE = (2.0**-7, 2.0**7)
CHUNK = 1 << 16  # numbers at once: they stay in the cache
CANCELLED = 8.0  # ULP; the largest error without cancellation is 6.2


@cache
def points(kind: str) -> Array:
    """The numbers of a type that are walked, in order."""
    if kind in ("bfloat16", "float16"):
        every = np.arange(65536, dtype=np.uint32).astype(np.uint16)
        numbers = _widened(every.view(np.float16) if kind == "float16" else every)
        return np.unique(numbers[np.isfinite(numbers)])
    bits = "uint32" if kind == "float32" else "uint64"
    most = int(np.array(np.finfo(kind).max).view(bits))
    sizes = np.arange(0, most, most // 6_000, dtype=bits).view(kind)
    end = 110 if kind == "float32" else 760  # beyond it exp is 0 or infinite
    grids = [np.linspace(-31, 31, 12_001), np.linspace(-end, end, 6_001)]
    return np.unique(np.concatenate([sizes, -sizes, *(grid.astype(kind) for grid in grids)])).astype(np.float64)


def walk(function: str, kind: str, what: str) -> tuple[Array, Errors]:
    """The numbers that are walked and the errors there, both in order."""
    x = points(kind)
    seen = errors(function, kind, what, x)
    for again in range({"float32": 4, "float64": 3}.get(kind, 0)):
        new = _closer(x, seen).astype(kind).astype(np.float64) if again < 3 else _worst_of_all(function, what)
        more = np.setdiff1d(new, x)
        both = zip(seen, errors(function, kind, what, more), strict=True)
        order = np.argsort(np.concatenate([x, more]), kind="stable")
        x, seen = np.concatenate([x, more])[order], Errors(*(np.concatenate(pair)[order] for pair in both))
    return x, seen


def _worst_of_all(function: str, what: str) -> Array:
    """The worst of all float32 numbers of the sizes in ``DENSE``, 60 in each unit."""
    parameters = tuple(choose(function).parameters.values())
    first, last = (int(np.float32(size).view(np.uint32)) for size in DENSE)
    worst: dict[str, list[tuple[float, float]]] = {unit: [] for unit in ("ULP", "absolute", "ULP of x", "subnormal")}
    for sign in (0, 0x8000_0000):
        for start in range(first + sign, last + sign, CHUNK):
            x = np.arange(start, start + CHUNK, dtype=np.uint32).view(np.float32)
            seen = bounds.errors(function, what, x, parameters)
            for unit, candidates in worst.items():
                error = seen.subnormal if unit == "subnormal" else seen.chosen(unit)
                at = int(error.argmax())
                candidates.append((float(error[at]), float(x[at])))
    return np.array([x for candidates in worst.values() for _, x in sorted(candidates)[-60:]])


def _closer(x: Array, seen: Errors) -> Array:
    """Numbers beside the largest errors, and between those where results become subnormal or 0."""
    beside = [
        np.linspace(x[at - 1], x[at + 1], 43)[1:-1]
        for error in (seen.normal, seen.subnormal, seen.absolute)
        for at in _peaks(error)
    ]
    size = (seen.right != 0).astype(int) + (seen.normal > 0) + (seen.subnormal == 0)
    turns = [np.linspace(x[at], x[at + 1], 203)[1:-1] for at in np.flatnonzero(np.diff(size))[:40]]
    return np.concatenate([x[:0], *beside, *turns])


def _peaks(error: Array) -> NDArray[np.intp]:
    """Where the 60 largest errors are that are larger than those beside them."""
    inside = error[1:-1]
    local = 1 + np.flatnonzero((inside >= error[:-2]) & (inside >= error[2:]) & (inside > 0) & np.isfinite(inside))
    return local[np.argsort(error[local])[-60:]]


def errors(function: str, kind: str, what: str, x: Array) -> Errors:
    """The errors of a kernel, its parameters at their defaults, at numbers ``x`` of its type."""
    choice = choose(function)
    inputs = (x.astype(np.float32).view(np.uint32) >> 16).astype(np.uint16) if kind == "bfloat16" else x.astype(kind)
    got = _widened(native.run(function, what, inputs, parameters=tuple(choice.parameters.values())))
    high, low = exact.pairs(choice, x, *BY[what])
    digits, lowest, top = exact.FORMATS[kind]
    with np.errstate(invalid="ignore"):
        wrong = np.abs((got - high) - low)
    infinite = (got == np.copysign(np.inf, high)) & (np.abs(high) / 2 >= np.ldexp(1 - 2.0 ** (-digits - 1), top - 1))
    wrong = np.where(infinite, 0.0, np.where(np.isnan(wrong), np.inf, wrong))
    unit = np.where(high == 0, lowest - 1, np.frexp(np.where(np.isfinite(high), high, 1.0))[1] - digits)
    ulp, is_normal = np.ldexp(wrong, -np.maximum(unit, lowest)), unit >= lowest
    return Errors(x, got, high, wrong, np.where(is_normal, ulp, 0.0), np.where(is_normal, 0.0, ulp))


def largest(function: str, kind: str, what: str) -> Bound:
    """The entry of one kernel."""
    x, seen = walk(function, kind, what)
    unit = "ULP"
    if kind in ("float32", "float64") and seen.normal.max() > CANCELLED and _crosses_zero(x, seen.right):
        unit = "absolute" if np.abs(seen.right).max() < 1000 else "ULP of x"
    chosen = seen.chosen(unit)
    at = int(chosen.argmax())
    return Bound(
        function=function,
        what=what,
        type=kind,
        unit=unit,
        error=_rounded_up(chosen[at]),
        x=float(x[at]).hex(),
        got=float(seen.got[at]).hex(),
        right=float(seen.right[at]).hex(),
        subnormal=_rounded_up(seen.subnormal.max()),
        instructions=native.instructions(),
    )


def search(function: str) -> list[Bound]:
    """One entry for each type and direction of a function, but for those that are stated elsewhere.

    Those are in ``bounds.FLOAT32``, where the body is the same; or AVX-512 has them, as all 16-bit types.
    """
    instructions = native.instructions()
    elsewhere = {bound.place for bound in bounds.FLOAT32 if bound.function == function and _is_of_this_body(bound)}
    kinds = native.TYPES if instructions == "avx512" else ("float32", "float64")
    cells = [(kind, what) for kind in kinds for what in BY if (function, kind, what) not in elsewhere]
    entries = [largest(function, kind, what) for kind, what in cells]
    if instructions == "avx512":
        return entries
    there = {bound._replace(instructions=instructions) for bound in bounds.searched("avx512")}
    return [bound for bound in entries if bound not in there]


def _is_of_this_body(bound: Bound) -> bool:
    x = np.array([float.fromhex(bound.x)], np.float32)
    got = native.run(bound.function, bound.what, x, parameters=tuple(choose(bound.function).parameters.values()))
    return bool(got[0] == float.fromhex(bound.got))


def main(functions: list[str]) -> None:
    """Write the entries of the instruction set in use; where ``functions`` are named, those of the others stay."""
    chosen = functions or names()
    others = [
        bound for bound in bounds.rows() if bound.function not in chosen or bound.instructions != native.instructions()
    ]
    with ProcessPoolExecutor() as pool:
        for entries in pool.map(search, chosen):
            print(*entries, sep="\n", flush=True)
            others += entries
    order = list(names())
    others.sort(key=lambda bound: (order.index(bound.function), SETS.index(bound.instructions)))
    with bounds.FILE.open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([Bound._fields, *others])


def _widened(x: native.Array) -> Array:
    with np.errstate(invalid="ignore"):  # a signalling NaN of float16
        return ((x.astype(np.uint32) << 16).view(np.float32) if x.dtype == np.uint16 else x).astype(np.float64)


def _crosses_zero(x: Array, y: Array) -> bool:
    """Whether a result has both signs on one side of 0: beside the crossing no digit need be right."""
    return any((y[side] > 0).any() and (y[side] < 0).any() for side in (x < 0, x > 0))


def _rounded_up(number: float) -> float:
    return float(Context(prec=4, rounding=ROUND_UP).create_decimal(float(number)))


if __name__ == "__main__":
    main(sys.argv[1:])
