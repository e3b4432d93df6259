"""Make ``gate_constants.h``, as constants.py makes its own. Run: ``python gate_constants.py > gate_constants.h``.

The lower tail of the normal distribution is exp(-z^2 / 2) P(t) / (z + 2) with t = (z - 2) / (z + 2), from z = 0 to
6.125 (beyond: steep.h); where 32 numbers are looked up at once, it comes from a table of polynomials, as does the slope
of GELU at -z.
"""

from collections.abc import Callable

import mpmath as mp
from constants import (  # type: ignore[import-not-found]  # beside it
    polynomial,
    rounded_polynomial,
    series,
    show,
    show_polynomial,
    to_float,
)

DEGREE = 9  # one less is wrong by 1.3 of 2^-24
LAST = mp.mpf(6.125)
PIECES = 25  # the last around 6


def scaled_tail(t: mp.mpf) -> mp.mpf:
    """P(t)."""
    z = 2 * (1 + t) / (1 - t)
    return mp.erfc(z / mp.sqrt(2)) / 2 * mp.exp(z * z / 2) * (z + 2)


def tail(z: mp.mpf) -> mp.mpf:
    """The normal distribution at -z."""
    return mp.erfc(z / mp.sqrt(2)) / 2


def slope(z: mp.mpf) -> mp.mpf:
    """The slope of GELU at -z."""
    return tail(z) - z * mp.npdf(z)


def show_pieces(name: str, function: Callable[[mp.mpf], mp.mpf], degree: int, least: float) -> None:
    """Print polynomials as columns, each for an eighth to both sides of its centre.

    The first coefficient is two floats, and columns are added up to 32. The error is relative, or to ``least``.
    """
    reach, columns, largest = mp.mpf(1) / 8, [], mp.mpf(0)
    for piece in range(PIECES):
        center = mp.mpf(piece) / 4
        first = function(center)
        lost = mp.mpf(to_float(first - to_float(first)))

        def shifted(r: mp.mpf, center: mp.mpf = center, lost: mp.mpf = lost) -> mp.mpf:
            return function(center + r) - lost

        column = rounded_polynomial(shifted, degree, -1, reach, least)
        columns.append([column[0], lost, *column[1:]])
        for k in range(-20, 21):
            r = reach * (k + mp.mpf(1) / 3) / 21
            right = shifted(r)
            largest = max(largest, abs(mp.polyval(column[::-1], r) - right) / max(abs(right), least) * 2**24)
    columns += [[mp.mpf(0)] * (degree + 2)] * (32 - PIECES)
    rows = ["{" + ", ".join(f"{to_float(number):.9e}f" for number in row) + "}" for row in zip(*columns, strict=True)]
    print(f"// degree {degree}, error {mp.nstr(largest, 3)} of 2^-24; the second row is the rest of the first")
    print(f"alignas(64) constexpr float {name}[][32] = {{\n  " + ",\n  ".join(rows) + "};")


def main() -> None:
    """Print the header; the first coefficient is in two floats, and the others make up for their rounding."""
    low, high = mp.mpf(-1), (LAST - 2) / (LAST + 2)
    first = polynomial(scaled_tail, DEGREE, low, high)[0]
    lost = first - to_float(first)
    coefficients = rounded_polynomial(lambda t: scaled_tail(t) - lost, DEGREE, float(low / high), high, 0.0)
    points = [low + (high - low) * k / 2000 for k in range(2001)]
    worst = max(abs((mp.polyval(coefficients[::-1], t) + lost) / scaled_tail(t) - 1) for t in points)
    print("// Made by gate_constants.py; do not edit.\n#pragma once\n\nnamespace actlab_constants {")
    show("normal_tail", coefficients, "float", f"degree {DEGREE}, error {mp.nstr(worst * 2**24, 2)} of 2^-24")
    show("normal_tail_rest", [lost], "float", "what the first one loses as a float")
    show_pieces("normal_tail_pieces", tail, 7, 0.0)
    show_pieces("gelu_slope_pieces", slope, 5, 0.1)
    second = series([1 / mp.factorial(k + 2) for k in range(40)])  # (exp(r) - 1 - r) / r^2 without 0/0
    show_polynomial("exp_short", second, 6, -mp.log(2) / 2, mp.log(2) / 2)
    print("}  // namespace actlab_constants")


if __name__ == "__main__":
    main()
