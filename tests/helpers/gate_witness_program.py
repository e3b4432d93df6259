"""Makes tests/helpers/gate_witnesses.csv: value and both slopes of every gate, 25 digits, as the papers print them.

Nothing of actlab is imported; see ``witness_program``, whose dual numbers are used. The gates stand here as programs
that run them write them: clamp, function, product.

    python tests/helpers/gate_witness_program.py > tests/helpers/gate_witnesses.csv
"""

from collections.abc import Callable, Iterator

from helpers.witness_program import Dual, Phi, dual, exp, ln, number, sigma, softplus, tanh, text
from mpmath import mp, mpf

Two = Callable[[Dual, Dual], Dual]


def at_most(u: Dual, bound: float) -> Dual:
    return dual(bound) if u > bound else u


def between(u: Dual, bound: float) -> Dual:
    return dual(-bound) if u < -bound else at_most(u, bound)


def openai(a: Dual, b: Dual) -> Dual:
    gate, up = at_most(a, 7.0), between(b, 7.0)
    return (up + 1) * (gate * sigma(1.702 * gate))


GATES: dict[str, Two] = {
    "glu": lambda a, b: b * sigma(a),
    "reglu": lambda a, b: (a if a > 0 else dual(0)) * b,
    "geglu": lambda a, b: a * Phi(a) * b,
    "geglu_tanh": lambda a, b: a * sigma(2 * mp.sqrt(2 / mp.pi) * (a + number("0.044715") * a * a * a)) * b,
    "swiglu": lambda a, b: a / (1 + exp(-a)) * b,
    "swiglu_oai": openai,
    "swiglu_step": lambda a, b: at_most(a * sigma(a), 7.0) * between(b, 7.0),
    "situ_glu": lambda a, b: 4 * tanh(a / 4) * sigma(a) * (25 * tanh(b / 25)),
    "relu2_glu": lambda a, b: (a * a if a > 0 else dual(0)) * b,
    "mish_glu": lambda a, b: a * tanh(softplus(a)) * b,
}

# What somebody gets wrong: a clamp, an alpha or the 1 dropped, the clamp after instead of before, halves taken for
# interleaved, tanh for erf.
IMPOSTORS: dict[str, tuple[str, Two]] = {
    "without the 1": ("swiglu_oai", lambda a, b: between(b, 7.0) * (at_most(a, 7.0) * sigma(1.702 * at_most(a, 7.0)))),
    "without alpha": ("swiglu_oai", lambda a, b: (between(b, 7.0) + 1) * (at_most(a, 7.0) * sigma(at_most(a, 7.0)))),
    "without clamps": ("swiglu_oai", lambda a, b: (b + 1) * (a * sigma(1.702 * a))),
    "one side clamped": (
        "swiglu_oai",
        lambda a, b: (at_most(b, 7.0) + 1) * (at_most(a, 7.0) * sigma(1.702 * at_most(a, 7.0))),
    ),
    "gate clamped below too": ("swiglu_oai", lambda a, b: openai(between(a, 7.0), b)),
    "clamp before instead of after": (
        "swiglu_step",
        lambda a, b: at_most(a, 7.0) * sigma(at_most(a, 7.0)) * between(b, 7.0),
    ),
    "the other half is the gate": ("swiglu", lambda a, b: b * sigma(b) * a),
    "tanh for erf": ("geglu", GATES["geglu_tanh"]),
    "erf for tanh": ("geglu_tanh", GATES["geglu"]),
    "quick for erf": ("geglu", lambda a, b: a * sigma(1.702 * a) * b),
    "only the gate capped": ("situ_glu", lambda a, b: 4 * tanh(a / 4) * sigma(a) * b),
    "cap inside the sigmoid": ("situ_glu", lambda a, b: 4 * tanh(a / 4) * sigma(4 * tanh(a / 4)) * (25 * tanh(b / 25))),
    "ReLU not squared": ("relu2_glu", GATES["reglu"]),
    "Swish for Mish": ("mish_glu", GATES["swiglu"]),
    "gate and half exchanged": ("glu", lambda a, b: a * sigma(b)),
    "log for softplus": ("mish_glu", lambda a, b: a * tanh(ln(2 + exp(a))) * b),
}

SIZES = (0.0, 1e-30, 0.3, 1.0, 1.2652, 2.5, 3.7, 6.9999, 7.0, 7.0063, 8.25, 12.0, 30.0, 95.0, 1000.0)
OTHERS = (-1000.0, -30.0, -7.0, -6.5, -1.0, -1e-20, 0.5, 3.0, 7.0, 7.5, 25.0, 1e6)


def points() -> list[tuple[float, float]]:
    firsts = [*(-size for size in reversed(SIZES)), *SIZES]
    return [(a, OTHERS[(5 * n + step) % len(OTHERS)]) for n, a in enumerate(firsts) for step in (0, 4, 9)]


def certain(function: Two, a: float, b: float) -> tuple[mpf, mpf, mpf]:
    """Value and slopes by a and by b, of which two working precisions agree on 30 digits."""
    first, second = (_at(function, a, b, digits) for digits in (1100, 2200))
    for one, other in zip(first, second, strict=True):
        if abs(one - other) > abs(other) * mpf(10) ** -30:
            raise ArithmeticError(f"({a}, {b}): too few digits")
    return second


def _at(function: Two, a: float, b: float, digits: int) -> tuple[mpf, mpf, mpf]:
    with mp.workdps(digits):
        by_a, by_b = function(Dual(a, 1), dual(b)), function(dual(a), Dual(b, 1))
        return by_a.value, by_a.slope, by_b.slope


def rows() -> Iterator[str]:
    yield "gate,a,b,value,by_a,by_b"
    for name, function in GATES.items():
        for a, b in points():
            yield f"{name},{a!r},{b!r}," + ",".join(map(text, certain(function, a, b)))


if __name__ == "__main__":
    print("\n".join(rows()))
