"""Makes tests/witnesses.csv: value and slope of every function, 25 digits, from the formulas as the papers print them.

Nothing of actlab is imported: a slip in a record cannot agree with itself here. The formulas are typed a second time on
purpose. Slopes come from dual numbers, so that no derivative is typed and none comes from SymPy. A number is written
when two working precisions agree on 30 digits; an exact 0 must survive 15,000 digits.

    python tests/helpers/witness_program.py > tests/helpers/witnesses.csv  # all, many minutes
    python tests/helpers/witness_program.py half_mish >> tests/helpers/witnesses.csv  # the rows of a new function
"""

import math
import sys
from collections.abc import Callable, Iterable, Iterator

from mpmath import libmp, mp, mpf

DIGITS = 25
TINY = mp.ldexp(1, -(2**38))  # for all that is smaller: the exponent alone of GoLU at -10000 has 4343 digits


class Dual:
    """value + slope * d with d * d = 0."""

    def __init__(self, value: object, slope: object = 0) -> None:
        self.value, self.slope = mpf(value), mpf(slope)

    def __add__(self, other: "Dual | float") -> "Dual":
        b = dual(other)
        return Dual(self.value + b.value, self.slope + b.slope)

    def __mul__(self, other: "Dual | float") -> "Dual":
        b = dual(other)
        return Dual(self.value * b.value, self.slope * b.value + self.value * b.slope)

    def __truediv__(self, other: "Dual | float") -> "Dual":
        b = dual(other)
        return Dual(self.value / b.value, (self.slope * b.value - self.value * b.slope) / (b.value * b.value))

    def __neg__(self) -> "Dual":
        return Dual(-self.value, -self.slope)

    def __sub__(self, other: "Dual | float") -> "Dual":
        return self + -dual(other)

    def __rsub__(self, other: float) -> "Dual":
        return dual(other) - self

    def __rtruediv__(self, other: float) -> "Dual":
        return dual(other) / self

    __radd__, __rmul__ = __add__, __mul__

    def __gt__(self, other: float) -> bool:
        return bool(self.value > other)

    def __ge__(self, other: float) -> bool:
        return bool(self.value >= other)

    def __lt__(self, other: float) -> bool:
        return bool(self.value < other)

    def __le__(self, other: float) -> bool:
        return bool(self.value <= other)


def dual(number: "Dual | float") -> Dual:
    return number if isinstance(number, Dual) else Dual(number)


def lifted(function: Callable[[mpf], mpf], slope: Callable[[mpf], mpf]) -> Callable[[Dual], Dual]:
    return lambda u: Dual(function(u.value), u.slope * slope(u.value))


exp = lifted(mp.exp, mp.exp)
ln = lifted(mp.ln, lambda u: 1 / u)
sqrt = lifted(mp.sqrt, lambda u: 1 / (2 * mp.sqrt(u)))
sin = lifted(mp.sin, mp.cos)
cos = lifted(mp.cos, lambda u: -mp.sin(u))
# u itself where the next term, u^3 / 3, is not seen: mpmath takes as many digits more as u has zeros.
tanh = lifted(lambda u: u if abs(u) < mpf(10) ** -mp.dps else mp.tanh(u), lambda u: mp.sech(u) ** 2)
arctan = lifted(mp.atan, lambda u: 1 / (1 + u * u))
erf = lifted(mp.erf, lambda u: 2 / mp.sqrt(mp.pi) * mp.exp(-u * u))
Phi = lifted(lambda u: mp.ncdf(u), lambda u: mp.npdf(u))


@mp.workdps(300)
def far_tail(u: mpf) -> mpf:
    """Phi(u) below -40 by its asymptotic series, to 300 digits: mpmath sums erf to as many digits as 1 - erf loses."""
    total = term = mpf(1)
    for k in range(1, 10_000):
        smaller = -term * (2 * k - 1) / (u * u)
        if abs(smaller) >= abs(term) or abs(smaller) < mpf(10) ** -mp.dps:
            break
        term = smaller
        total += term
    return -mp.npdf(u) / u * total


# Phi where it may lie far out.
Phi_far = lifted(lambda u: far_tail(u) if u < -40 else mp.ncdf(u), lambda u: mp.npdf(u))


def magnitude(u: Dual) -> Dual:
    return u if u > 0 else -u


def power(u: Dual, exponent: float) -> Dual:
    return Dual(u.value ** mpf(exponent), exponent * u.value ** (mpf(exponent) - 1) * u.slope)


def sigma(u: Dual) -> Dual:
    return 1 / (1 + exp(-u))


def softplus(u: Dual) -> Dual:
    return ln(1 + exp(u))


def number(decimal: str) -> mpf:
    return mpf(decimal)


# Clipped pieces: at the edge itself the flat piece holds, so its slope 0; the linear pieces' edges as printed.
FUNCTIONS: dict[str, Callable[[Dual], Dual]] = {
    "identity": lambda x: x,
    "relu": lambda x: x if x > 0 else dual(0),
    "relu6": lambda x: dual(0) if x <= 0 else dual(6) if x >= 6 else x,
    "threshold": lambda x: x if x > 1 else dual(0),
    "leaky_relu": lambda x: x if x > 0 else 0.01 * x,
    "prelu": lambda x: x if x > 0 else 0.25 * x,
    "rrelu": lambda x: x if x > 0 else (mpf(1 / 8) + mpf(1 / 3)) / 2 * x,
    "srelu": lambda x: 1 + 0.2 * (x - 1) if x >= 1 else -1 + 0.2 * (x + 1) if x <= -1 else x,
    "hard_tanh": lambda x: dual(-1) if x <= -1 else dual(1) if x >= 1 else x,
    "hard_sigmoid": lambda x: dual(0) if x <= -3 else dual(1) if x >= 3 else (x + 3) / 6,
    "linear_sigmoid": lambda x: dual(0) if x <= -2.5 else dual(1) if x >= 2.5 else 0.2 * x + 0.5,
    "hard_shrink": lambda x: x if x > 0.5 or x < -0.5 else dual(0),
    "soft_shrink": lambda x: x - 0.5 if x > 0.5 else x + 0.5 if x < -0.5 else dual(0),
    "relu2": lambda x: x * x if x > 0 else dual(0),
    "star_relu": lambda x: 0.8944 * (x * x if x > 0 else dual(0)) + -0.4472,
    "leaky_relu_squared": lambda x: x * x if x > 0 else x * x / 4,
    "tanh_relu2": lambda x: 50 * tanh(x * x / 50) if x > 0 else dual(0),
    "sparse_plus": lambda x: x if x >= 1 else (x + 1) * (x + 1) / 4 if x > -1 else dual(0),
    "sparse_sigmoid": lambda x: dual(0) if x <= -1 else dual(1) if x >= 1 else (x + 1) / 2,
    "xielu": lambda x: 0.8 * x * x + 0.5 * x if x > 0 else 0.8 * (exp(x) - 1 - x) + 0.5 * x,
    "exponential": exp,
    "elu": lambda x: x if x > 0 else exp(x) - 1,
    "celu": lambda x: x if x > 0 else exp(x) - 1,
    "selu": lambda x: 1.0507009873554805 * (x if x > 0 else 1.6732632423543772 * (exp(x) - 1)),
    "isrlu": lambda x: x if x >= 0 else x / sqrt(1 + x * x),
    "sine_relu": lambda x: x if x > 0 else 0.001 * (sin(x) - cos(x)),
    "sigmoid": lambda x: 1 / (1 + exp(-x)),
    "tanh": tanh,
    "lecun_tanh": lambda x: number("1.7159") * tanh(2 * x / 3),
    "weighted_tanh": lambda x: tanh(1.7145 * x),
    "penalized_tanh": lambda x: tanh(x) if x > 0 else 0.25 * tanh(x),
    "tanhshrink": lambda x: x - tanh(x),
    "log_sigmoid": lambda x: ln(1 / (1 + exp(-x))),
    "softplus": lambda x: ln(1 + exp(x)),
    "softplus_threshold": lambda x: x if x > 20 else ln(1 + exp(x)),
    "sqrt_softplus": lambda x: sqrt(ln(1 + exp(x))),
    "laplace": lambda x: Phi_far((x - 0.707107) / mpf(0.282095)),
    "dyt": lambda x: tanh(0.5 * x),
    "squareplus": lambda x: (x + sqrt(x * x + 4)) / 2,
    "aria2": lambda x: power(1 + exp(-x), -1.5),
    "soft_clipping": lambda x: 2 * ln((1 + exp(x / 2)) / (1 + exp((x - 1) / 2))),
    "softsign": lambda x: x / (1 + magnitude(x)),
    "isru": lambda x: x / sqrt(1 + x * x),
    "bent_identity": lambda x: (sqrt(x * x + 1) - 1) / 2 + x,
    "sqnl": lambda x: dual(1) if x > 2 else x - x * x / 4 if x >= 0 else x + x * x / 4 if x >= -2 else dual(-1),
    "swish": lambda x: x * sigma(x),
    "e_swish": lambda x: 1.75 * x * sigma(x),
    "flatten_t_swish": lambda x: x * sigma(x) if x > 0 else dual(0),
    "hard_swish": lambda x: dual(0) if x <= -3 else x if x >= 3 else x * (x + 3) / 6,
    "gelu": lambda x: x * Phi(x),
    # 1 + tanh(u) is 2 sigma(2u): the sum would need 10^11 digits at -10000
    "gelu_tanh": lambda x: x * sigma(2 * mp.sqrt(2 / mp.pi) * (x + number("0.044715") * x * x * x)),
    "clipped_gelu": lambda x: dual(10) if x > 10 else x * Phi_far(x),
    "situ": lambda x: 4 * tanh(x / 4) * sigma(x),
    "golu": lambda x: x * exp(-exp(-x)),
    "aptx": lambda x: x / (1 + exp(-2 * x)),  # (1 + tanh(x)) x / 2
    "lisht": lambda x: x * tanh(x),
    "elish": lambda x: x / (1 + exp(-x)) if x >= 0 else (exp(x) - 1) / (1 + exp(-x)),
    "hard_elish": lambda x: (
        dual(0) if x <= -1 else (exp(x) - 1) * (x + 1) / 2 if x < 0 else x * (x + 1) / 2 if x < 1 else x
    ),
    "tanhexp": lambda x: x * tanh(exp(x)),
    "sharkfin": lambda x: tanh(exp(x)) * (x if x > -1 else -1),
    "soft_root_sign": lambda x: x / (x / 2 + exp(-x / 3)),
    "gcu": lambda x: x * cos(x),
    "snake": lambda x: x + sin(x) * sin(x),
    "snake_beta": lambda x: x + sin(x) * sin(x) / 1,
    "mish": lambda x: x * tanh(softplus(x)),
    "beta_mish": lambda x: x * tanh(ln(power(1 + exp(x), 1.5))),
    "mila": lambda x: x * tanh(softplus(x - 0.25)),
    "hard_mish": lambda x: dual(0) if x <= -2 else x / 2 * (x + 2) if x < 0 else x,
    "smish": lambda x: x * tanh(ln(1 + sigma(x))),
    "logish": lambda x: x * ln(1 + sigma(x)),
    "serf": lambda x: x * erf(softplus(x)),
    "phish": lambda x: x * tanh(x * Phi_far(x)),
    "atan_softplus": lambda x: arctan(x) * softplus(x),
    "tanh_softplus": lambda x: tanh(x) * softplus(x),
    "log_atan_exp": lambda x: x * ln(1 + arctan(exp(x))),
    "log_tanh_exp": lambda x: x * ln(1 + tanh(exp(x))),
}

EDGES = {  # where a function changes its formula, beyond 0
    "relu6": (6,),
    "threshold": (1,),
    "srelu": (-1, 1),
    "hard_tanh": (-1, 1),
    "hard_sigmoid": (-3, 3),
    "linear_sigmoid": (-2.5, 2.5),
    "sparse_plus": (-1, 1),
    "sparse_sigmoid": (-1, 1),
    "softplus_threshold": (20,),
    "clipped_gelu": (10,),
    "hard_shrink": (-0.5, 0.5),
    "soft_shrink": (-0.5, 0.5),
    "sqnl": (-2, 2),
    "hard_swish": (-3, 3),
    "hard_elish": (-1, 1),
    "sharkfin": (-1,),
    "hard_mish": (-2,),
}
# Subnormal float64 and float32, tiny, ordinary, and where exp, its square or its cube leaves a float type.
SIZES = (
    *(
        0.0,
        5e-324,
        1e-310,
        1.401298464324817e-45,
        1e-40,
        1e-30,
        1e-8,
        2.0**-20,
        0.001,
        0.0625,
        0.125,
        0.3,
        0.5,
        0.75,
        1.0,
    ),
    *(1.1924312, 1.5, 2.0, 2.256, 2.5, 3.0, 3.7, 4.5, 6.0, 8.0, 10.0, 12.5, 16.75, 20.0, 30.0, 44.5, 60.0, 88.5, 95.0),
    *(104.5, 200.0, 500.0, 709.0, 746.0, 1000.0, 1e4),
)


def points(name: str) -> list[float]:
    found = {sign * size + 0.0 for size in SIZES for sign in (-1.0, 1.0)}
    for edge in EDGES.get(name, ()):
        for step in (0.0, 2.0**-23, 2.0**-11, math.ulp(float(edge))):
            found |= {edge - step, edge + step}
    return [*sorted(found), -0.0]


def at(name: str, x: float, digits: int) -> tuple[mpf, mpf]:
    with mp.workdps(digits):
        result = FUNCTIONS[name](Dual(x, 1))
        return result.value, result.slope


def certain(name: str, x: float, part: int) -> mpf:
    digits = 1100 + int(abs(x))
    one, other = at(name, x, digits)[part], at(name, x, 2 * digits)[part]
    if abs(one - other) > abs(other) * mpf(10) ** -30:
        raise ArithmeticError(f"{name} at {x}: {digits} digits are too few")
    return other


def text(result: mpf) -> str:
    with mp.workdps(DIGITS + 5):
        if 0 < abs(result) < TINY:
            result = TINY if result > 0 else -TINY
        return str(libmp.to_str((+result)._mpf_, DIGITS))


def rows(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        for x in points(name):
            value, slope = (text(certain(name, x, part)) for part in (0, 1))
            yield f"{name},{x!r},{value},{slope}"


if __name__ == "__main__":
    if not sys.argv[1:]:
        print("function,x,value,slope")
    for row in rows(sys.argv[1:] or FUNCTIONS):
        print(row)
