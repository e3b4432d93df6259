"""Errors of a front in units of what it may be wrong by, and the points at which they are looked for.

A unit is one ULP of the right result, plus what the result moves when x moves by half an ULP, plus some of the smallest
numbers of the type (a factor up to 1 + |x| may follow a product that left the normal range). A front may be wrong by
:data:`UNITS` of them; the measured worst cases stand beside.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

import actlab
from actlab import exact
from actlab.define.expression import mathematics, symbols_of
from actlab.define.library import RECORDS

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Kind:
    """A float type: its digits, and the exponents of its smallest subnormal and beyond its largest number."""

    digits: int
    lowest: int
    top: int


KINDS = {name: Kind(*numbers) for name, numbers in exact.FORMATS.items()}

# Worst of the others, float32 and float64, NumPy and torch: values 2.6 (tanh_softplus at -0.75), slopes 6.0
# (log_tanh_exp at -2.25) and 5.3 (mish at -2.21), near the zeros of those slopes. Half of it is tanh's and exp's own.
UNITS = {(): 4.0, ("x",): 8.0}
LARGER = {  # more, with the reason
    "soft_clipping": 16.0,  # a difference of nearly equal terms: measured 7.2, and 10.6 for the slope
    "laplace": 16.0,  # (x - mu) / sigma rounds, and erfc has 6 times that near 0: measured 4.7, and 9.3 for the slope
    "tanh_relu2": 32.0,  # 50 times a subnormal number: measured 12, in subnormal results only
    "gelu_tanh": 200.0,  # products of subnormal numbers with a factor of 160: measured 100, in subnormal results only
}
# Slopes below 3e-39: 1 / (u * u) is 0 once u * u is infinite; golu's exp(-exp(-x)) is 0 before it meets its factor.
LOST_BELOW_NORMAL = {"softsign", "isru", "isrlu", "golu"}
# No limit far out: the emitted code stops these sines at -1e18, and where x * x overflows no error of gcu can be told.
OSCILLATES = {"sine_relu": 1e18, "gcu": 1e100, "snake": 1e18, "snake_beta": 1e18}
OF_ERF = {"gelu", "clipped_gelu", "phish", "laplace", "serf"}  # SciPy's has no long doubles
CANCELS = {"tanhshrink"}  # x - tanh(x): an error relative to x, as the record says


def ulp(y: Array, kind: Kind) -> Array:
    return np.ldexp(1.0, np.where(y == 0, kind.lowest, np.maximum(np.frexp(y)[1] - kind.digits, kind.lowest)))


def allowed(name: str, by: tuple[str, ...], x: Array, right: Array, kind: Kind) -> Array:
    """How far a result computed in ``kind`` may lie from the right one."""
    with np.errstate(all="ignore"):
        change = np.abs(x * np.nan_to_num(np.asarray(actlab.derivative(name, x, *by, "x")), posinf=0, neginf=0))
        unit = ulp(right, kind) + 2.0 ** (1 - kind.digits) * change + (1 + np.abs(x)) * 2.0**kind.lowest
    unit += np.abs(x) * 2.0**-kind.digits * (name in CANCELS and not by)
    unit = np.where(np.isfinite(unit), unit, np.finfo(np.float64).tiny)
    tolerance = LARGER.get(name, UNITS[by]) * unit
    return tolerance + 2.0 ** (kind.lowest + kind.digits - 1) * (name in LOST_BELOW_NORMAL and by == ("x",))


def errors(got: Array, high: Array, low: Array, kind: Kind) -> Array:
    """|got - right| with right = high + low; infinities are right where the right result is beyond the type."""
    with np.errstate(all="ignore"):
        found = np.abs((got.astype(np.float64) - high) - low)
        same = (got == high) | (np.isnan(got) & np.isnan(high))
        overflow = (np.abs(high) >= 2.0 ** (kind.top - 1)) & (np.abs(got) >= 2.0 ** (kind.top - 1))
    return np.where(same | (overflow & (np.sign(got) == np.sign(high))), 0.0, np.where(np.isnan(found), np.inf, found))


def refuse(name: str, by: tuple[str, ...], x: Array, got: Array, high: Array, low: Array, kind: Kind) -> None:
    """Raise where ``got`` is wrong by more than allowed, naming the worst point."""
    with np.errstate(over="ignore"):
        ratio = errors(got, high, low, kind) / allowed(name, by, x, high, kind)
    worst = int(np.argmax(ratio))
    message = (
        f"{name} by {by} at {x[worst]!r}: {got[worst]!r} for {high[worst]!r}, {ratio[worst]:.3g} of the allowed error"
    )
    assert ratio[worst] <= 1, message


def _beside_kinks(kind: str) -> Array:
    """The two neighbours of each kink of any function, at the defaults."""
    places = {
        float(mathematics(kink.at, symbols).subs({symbols[p.name]: p.default for p in record.parameters}))
        for record, symbols in ((record, symbols_of(record)) for record in RECORDS)
        for kink in record.kinks
    }
    at = np.array(sorted(places), "float32" if kind == "float32" else "float64")
    return np.concatenate([np.nextafter(at, at.dtype.type(side)) for side in (-np.inf, np.inf)])


@cache
def points(kind: str) -> Array:
    """Everywhere: near 0, beside kinks and in the tails, ordinary numbers, every size of the type, its edges."""
    generator, (digits, lowest, top) = np.random.default_rng(20), exact.FORMATS[kind]
    sizes = 2.0 ** np.concatenate([generator.uniform(-60, 12, 200), generator.uniform(lowest, top - 1, 80)])
    found = [
        generator.normal(size=150) * 3,
        generator.uniform(-30, 30, 150),
        generator.uniform(-800, 800, 40),
        np.linspace(-12, 12, 97),
        _beside_kinks(kind),
        sizes * generator.choice([-1.0, 1.0], sizes.size),
        [0.0, -0.0, 2.0**lowest, -(2.0**lowest), 2.0 ** (lowest + digits), -95.0, 88.8, 89.0, 95.0, 2.0 ** (top - 1)],
    ]
    return np.concatenate(found).astype("float32" if kind == "float32" else "float64").astype(np.float64)


@cache
def right(name: str, by: tuple[str, ...], kind: str) -> tuple[Array, Array]:
    return exact.pairs(name, points(kind), *by)
