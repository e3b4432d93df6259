"""The largest errors of the native kernels, each with the input where it occurs; read by tests and documentation.

One entry for each function, type and direction. FLOAT32 is for bodies by hand with fused multiply-add, against the
same function in float64, among all 2^32 numbers (``make exhaustive``). The others are in ``bounds.csv``, against the
oracle, and ``make bounds`` finds them again (search.py). There the entries of AVX2 and of the baseline, which is what
``ACTLAB_INSTRUCTIONS=portable`` computes everywhere, follow where they differ from those of AVX-512. AVX2 has its bits
but for float32 values: those of mish, swish and sigmoid by hand, of smooth functions by finer tables (native/fine.h).
NEON has those of AVX2 (tests/kernels/test_arm.py).
"""

import csv
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from actlab.kernels import arrays as native

FILE = Path(__file__).with_name("bounds.csv")
SAME_BITS = {"neon": "avx2", "portable": "baseline"}
SUBNORMAL = 1.25  # in smallest floats, where the result is subnormal, for all of FLOAT32


class Bound(NamedTuple):
    """The largest error where the right result is normal, with its witness.

    Its unit is ULP of the result. Where two near-equals cancel at a zero that is no floating-point number, no digit
    need be right beside it: there it is absolute, or for unbounded results ``ULP of x``, of x or of the result,
    whichever is larger.

    ``subnormal`` is the largest one where it is not, in smallest numbers of the type.
    """

    function: str
    what: str
    unit: str
    error: float
    x: str
    got: str
    right: str
    type: str = "float32"
    subnormal: float = SUBNORMAL
    instructions: str = "avx512"

    @property
    def place(self) -> tuple[str, str, str]:
        """Function, type and direction."""
        return self.function, self.type, self.what


FLOAT32 = (
    Bound("mish", "value", "ULP", 1.797, "-0x1.0332cap+1", "-0x1.ff8e7cp-3", "-0x1.ff8e786820132p-3"),
    Bound("mish", "slope", "absolute", 1.186e-07, "0x1.40132ep+1", "0x1.0a858ep+0", "0x1.0a858c02dbbaep+0"),
    Bound("swish", "value", "ULP", 1.744, "-0x1.dbc296p+4", "-0x1.fe6bd4p-39", "-0x1.fe6bd08331da4p-39"),
    Bound("swish", "slope", "absolute", 1.164e-07, "0x1.000c88p+1", "0x1.173ee2p+0", "0x1.173ee3f381a95p+0"),
    Bound("sigmoid", "value", "ULP", 1.042, "-0x1.5ad9b8p+1", "0x1.ff2ceap-5", "0x1.ff2cec153c74fp-5"),
    Bound("sigmoid", "slope", "ULP", 0.994, "-0x1.013cc2p+1", "0x1.aae522p-4", "0x1.aae523fca28d2p-4"),
    Bound("softplus", "value", "ULP", 1.212, "-0x1.0225fap+1", "0x1.ffc33cp-4", "0x1.ffc33993a1e57p-4"),
    Bound("softplus", "slope", "ULP", 1.042, "-0x1.5ad9b8p+1", "0x1.ff2ceap-5", "0x1.ff2cec153c74fp-5"),
    Bound("tanh", "value", "ULP", 1.643, "0x1.000144p-3", "0x1.fd5c14p-4", "0x1.fd5c10b702419p-4"),
    Bound("elu", "slope", "ULP", 0.970, "-0x1.7f8f2ep+2", "0x1.4723d6p-9", "0x1.4723d40fd59acp-9"),
    Bound("tanh", "slope", "ULP", 1.305, "0x1.d3cc56p-2", "0x1.a26db6p-1", "0x1.a26db89bdaa3dp-1"),
)


@cache
def rows() -> tuple[Bound, ...]:
    """All lines of ``bounds.csv``."""
    with FILE.open(newline="") as lines:
        table: list[dict[str, Any]] = list(csv.DictReader(lines))
    return tuple(Bound(**{**row, "error": float(row["error"]), "subnormal": float(row["subnormal"])}) for row in table)


@cache
def searched(instructions: str | None = None) -> tuple[Bound, ...]:
    """The entries of ``bounds.csv`` for an instruction set, by default the one in use."""
    chosen = instructions or native.instructions()
    chosen = SAME_BITS.get(chosen, chosen)
    own = {bound.place: bound for bound in rows() if bound.instructions == chosen}
    return tuple({**{bound.place: bound for bound in rows() if bound.instructions == "avx512"}, **own}.values())


def stated(instructions: str | None = None) -> tuple[Bound, ...]:
    """All entries for an instruction set, by default the one in use."""
    chosen = instructions or native.instructions()
    if SAME_BITS.get(chosen, chosen) == "baseline":
        return searched(chosen)
    own = {bound.place for bound in searched(chosen)}
    return tuple(bound for bound in FLOAT32 if bound.place not in own) + searched(chosen)


def of(function: str, instructions: str | None = None) -> list[Bound]:
    """The entries of one function: value and slope of each type."""
    entries = [bound for bound in stated(instructions) if bound.function == function]
    return sorted(
        entries, key=lambda bound: (tuple(native.TYPES).index(bound.type), tuple(native.WHATS).index(bound.what))
    )


class Errors(NamedTuple):
    """Results at x, the right ones and their differences: absolute, and in ULP of a normal or a subnormal result."""

    x: NDArray[np.floating[Any]]
    got: NDArray[np.floating[Any]]
    right: NDArray[np.float64]
    absolute: NDArray[np.float64]
    normal: NDArray[np.float64]
    subnormal: NDArray[np.float64]

    def chosen(self, unit: str) -> NDArray[np.float64]:
        """The differences where results are normal, in the unit of a bound."""
        if unit == "ULP of x":
            smaller: NDArray[np.int32] = np.minimum(np.frexp(self.right)[1] - np.frexp(self.x)[1], 0)
            return np.asarray(np.ldexp(self.normal, smaller), dtype=np.float64)
        return self.absolute if unit == "absolute" else self.normal


ONES = (1.0,) * native.MOST_PARAMETERS  # the parameters of what FLOAT32 states


def errors(function: str, what: str, x: NDArray[np.float32], parameters: tuple[float, ...] = ONES) -> Errors:
    """The errors of a function at ``x``, against itself in float64; none where infinity or NaN is right."""
    got = native.run(function, what, x, parameters=parameters)
    right = native.run(function, what, x.astype(np.float64), parameters=parameters)
    with np.errstate(all="ignore"):
        wrong = np.abs(got - right)
        if not np.isfinite(wrong).all():
            same = (got == right) | (np.isnan(got) & np.isnan(right)) | (np.isinf(got) & (np.abs(right) >= 2.0**128))
            wrong = np.where(same, 0.0, np.where(np.isnan(wrong), np.inf, wrong))
    power = (right.view(np.int64) & 0x7FF0_0000_0000_0000).view(np.float64)  # the power of 2 below
    ulp = wrong / np.maximum(power * 2.0**-23, 2.0**-149)
    is_normal = power >= 2.0**-126
    return Errors(x, got, right, wrong, ulp * is_normal, ulp * ~is_normal)


def largest(function: str, what: str, unit: str, step: int = 1) -> tuple[Bound, float]:
    """The largest error among every ``step``-th finite float32 of both signs, and that of subnormal results."""
    chunk, best, subnormal = 1 << 16, Bound(function, what, unit, -1.0, "", "", ""), 0.0  # a chunk stays in L2
    numbers = np.arange(0, chunk * step, step, dtype=np.uint32)
    for sign in (0, 0x8000_0000):
        for start in range(0, 0x7F80_0000, chunk * step):
            x = (numbers[: (0x7F80_0000 - start - 1) // step + 1] + np.uint32(start + sign)).view(np.float32)
            seen = errors(function, what, x)
            subnormal = max(subnormal, float(seen.subnormal.max()))
            chosen = seen.chosen(unit)
            at = int(chosen.argmax())
            if chosen[at] > best.error:
                witness, got, right = (float(array[at]).hex() for array in (x, seen.got, seen.right))
                best = Bound(function, what, unit, float(chosen[at]), witness, got, right)
    return best, subnormal


def main() -> None:
    """Walk all numbers for each entry, print the largest error, and fail where it exceeds the stated one."""
    with ThreadPoolExecutor() as pool:
        searches = pool.map(lambda bound: largest(bound.function, bound.what, bound.unit), FLOAT32)
        larger = [
            text
            for stated, (seen, subnormal) in zip(FLOAT32, searches, strict=True)
            for text in _compare(stated, seen, subnormal)
        ]
    if larger:
        raise SystemExit("Larger than stated:\n" + "\n".join(larger))


def _compare(stated: Bound, seen: Bound, subnormal: float) -> list[str]:
    print(f"    {seen},  # subnormal: {subnormal:.3f}", flush=True)
    name = f"{seen.function} {seen.what}"
    larger = [f"{name}: {seen.error:.5g} {seen.unit}, stated {stated.error:.5g}"] if seen.error > stated.error else []
    return larger + ([f"{name}: {subnormal:.3f} where subnormal, stated {SUBNORMAL}"] if subnormal > SUBNORMAL else [])


if __name__ == "__main__":
    main()
