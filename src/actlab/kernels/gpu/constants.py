"""``python -m actlab.kernels.gpu.constants`` rewrites ``polynomials.py``. Needs mpmath.

Interpolated in Chebyshev nodes at 60 digits, like those of the CPU; the error beside each is relative, and the largest
of 2,000 points.
"""

import runpy
from pathlib import Path
from typing import Any

import mpmath as mp

_native = runpy.run_path(str(Path(__file__).parent.parent / "native" / "constants.py"))
polynomial, error, series, to_float = (_native[name] for name in ("polynomial", "error", "series", "to_float"))


def _erfc_scaled(t: Any) -> Any:
    point = 4 * (1 + t) / (1 - t)
    return mp.erfc(point) * mp.exp(point**2) * (1 + 2 * point)


def _gaussian_tail(u: Any) -> Any:
    w = u + mp.mpf("1.58")
    point = w / (1 - w / 4)
    return mp.erfc(point / mp.sqrt(2)) * mp.exp(point**2 / 2) * (1 + point / 4) / 2


TINY = mp.mpf("1e-40")  # for 0, where the functions below would divide by it

# name: function, degree, low, high. Each is what follows a factor x (or x^2) taken out, so that nothing cancels near 0.
POLYNOMIALS = {
    "expm1_rest": (series([1 / mp.factorial(k + 2) for k in range(40)]), 5, -mp.log(2) / 2, mp.log(2) / 2),
    "log1p_rest": (series([mp.mpf(-1) ** (k + 1) / (k + 2) for k in range(250)]), 9, mp.mpf(-1) / 4, mp.mpf(1) / 2),
    "log1p_over": (lambda e: mp.log1p(e) / e, 10, TINY, mp.mpf(1)),
    # atanh(s) = s + s^3 atanh_rest(s^2) = s atanh_twice(s^2) / 2
    "atanh_rest": (series([1 / mp.mpf(2 * k + 3) for k in range(60)]), 3, TINY, mp.mpf(1) / 9),
    "atanh_twice": (series([2 / mp.mpf(2 * k + 1) for k in range(60)]), 3, TINY, mp.mpf(1) / 9),
    "atan_over": (lambda z: mp.atan(mp.sqrt(z)) / mp.sqrt(z), 9, TINY, mp.mpf(1)),
    "erf_over": (
        series([2 / mp.sqrt(mp.pi) * mp.mpf(-1) ** k / (mp.factorial(k) * (2 * k + 1)) for k in range(60)]),
        5,
        TINY,
        mp.mpf(1) / 2,
    ),
    # erfc(a / sqrt(2)) / 2 = exp(-a^2 / 2) t gaussian_tail(a t - 1.58) with t = 1 / (1 + a / 4), for a up to 15
    "gaussian_tail": (_gaussian_tail, 10, mp.mpf("-1.58"), mp.mpf("1.58")),
    "erfc_scaled": (_erfc_scaled, 12, mp.mpf(-1), mp.mpf("0.45")),
}


HEAD = '''"""Made by constants.py; do not edit."""

import triton
import triton.language as tl  # noqa: F401  # the interpreter looks for it

from actlab.kernels.gpu.primitives import fma
'''


def text() -> str:
    """The module ``polynomials.py``."""
    return "\n\n".join([HEAD, *(_function(name, *arguments) for name, arguments in POLYNOMIALS.items())])


def _function(name: str, function: Any, degree: int, low: Any, high: Any) -> str:
    numbers = polynomial(function, degree, low, high)
    largest = mp.nstr(error(function, numbers, low, high), 2)
    last, *others = [repr(to_float(number)) for number in reversed(numbers)]
    lines = [
        "@triton.jit",
        f"def {name}(x):",
        f"    # degree {degree} on [{mp.nstr(low, 4)}, {mp.nstr(high, 4)}], error {largest}",
    ]
    lines += [
        f"    y = fma({'x' if at == 0 else 'y'}, {last if at == 0 else 'x'}, {number})"
        for at, number in enumerate(others)
    ]
    return "\n".join([*lines, "    return y", ""])


if __name__ == "__main__":
    Path(__file__).with_name("polynomials.py").write_text(text(), "utf-8")
