"""Make ``constants.h``: every polynomial and table of ``vector_math.h``, each with its error. Needs mpmath.

Polynomials are interpolated in Chebyshev nodes at 60 digits (within a factor 2 of the best possible error, and the
same on every machine); the error printed beside each is the largest one found on 2,000 points.
Run: ``python constants.py > constants.h``.
"""

import struct
from collections.abc import Callable, Sequence
from typing import Any

import mpmath as mp

Number = Any  # an mpmath number
Function = Callable[[Number], Number]

mp.mp.dps = 60

# 16 multiples of 2^(j/16) that all lie within 0.27 of 2^-24 (relative) of a float: half of a float's worst rounding
# is 1.0 of that. Found by trying 2.4e8 random factors; without it the table alone costs mish 0.7 ULP.
LUCKY_FACTOR = mp.mpf("0.9885969793749018")


def to_float(number: Number) -> float:
    """The nearest float32."""
    nearest: float = struct.unpack("f", struct.pack("f", float(number)))[0]
    return nearest


def polynomial(function: Function, degree: int, low: Number, high: Number) -> list[Number]:
    """Coefficients, lowest power first, of the interpolation of ``function`` in the Chebyshev nodes of [low, high]."""
    count = degree + 1
    nodes = [(low + high) / 2 + (high - low) / 2 * mp.cos(mp.pi * (k + mp.mpf(1) / 2) / count) for k in range(count)]
    matrix = mp.matrix(count, count)
    for row, node in enumerate(nodes):
        for power in range(count):
            matrix[row, power] = node**power
    return list(mp.lu_solve(matrix, mp.matrix([function(node) for node in nodes])))


def error(function: Function, coefficients: list[Number], low: Number, high: Number) -> Number:
    """The largest error of the polynomial relative to the largest value of the function."""
    points = [low + (high - low) * k / 2000 for k in range(2001)]
    scale = max(abs(function(point)) for point in points)
    return max(abs(mp.polyval(coefficients[::-1], point) - function(point)) for point in points) / scale


def show(name: str, numbers: Sequence[Number], kind: str = "double", comment: str = "") -> None:
    """Print one array as C++."""
    text = ", ".join(f"{to_float(n):.9e}f" if kind == "float" else f"{float(n):.17e}" for n in numbers)
    print(f"// {comment}\nconstexpr {kind} {name}[] = {{{text}}};")


def show_polynomial(
    name: str, function: Function, degree: int, low: Number, high: Number, kind: str = "double"
) -> None:
    """Print the coefficients of a polynomial and its error."""
    low, high = mp.mpf(low), mp.mpf(high)
    coefficients = polynomial(function, degree, low, high)
    largest = error(function, coefficients, low, high)
    show(
        name,
        coefficients,
        kind,
        f"degree {degree} on [{mp.nstr(low, 6)}, {mp.nstr(high, 6)}], error {mp.nstr(largest, 2)}",
    )


def series(coefficients: list[Number]) -> Function:
    """The function with these Taylor coefficients, lowest power first."""
    return lambda point: mp.polyval(coefficients[::-1], point)


def split(number: Number, keep: int) -> tuple[Number, Number]:
    """``number`` as a float32 with ``keep`` significant bits, and the rest."""
    scale = mp.mpf(2) ** (keep - 1 - mp.floor(mp.log(number, 2)))
    high = mp.nint(number * scale) / scale
    return high, number - high


def exponential() -> None:
    """Print exp for floats and doubles."""
    reach = mp.log(2) / 32
    factor = LUCKY_FACTOR
    table = [to_float(factor * mp.mpf(2) ** (mp.mpf(j) / 16)) for j in range(16)]
    worst = max(abs(t / (factor * mp.mpf(2) ** (mp.mpf(j) / 16)) - 1) * 2**24 for j, t in enumerate(table))
    show("exp_table", table, "float", f"2^(j/16) times {mp.nstr(factor, 16)}, error {mp.nstr(worst, 3)} of 2^-24")
    show_polynomial("exp_near", lambda r: mp.exp(r) / factor - 1, 3, -reach, reach, "float")
    show("ln2_by_16", split(mp.log(2) / 16, 12), "float", "high part of 12 bits (times 2048 exact), and the rest")
    show("ln2_float", split(mp.log(2), 12), "float", "high part of 12 bits, and the rest")
    second = series([1 / mp.factorial(k + 2) for k in range(40)])  # (exp(r) - 1 - r) / r^2 without 0/0
    show_polynomial("exp_float", second, 5, -reach * 16, reach * 16, "float")
    show_polynomial("exp_double", second, 10, -reach * 16, reach * 16)
    high = mp.mpf(mp.nint(mp.log(2) * 2**42)) / 2**42
    show("ln2_double", [high, mp.log(2) - high], "double", "high part of 42 bits (times 2048 exact), and the rest")


def logarithm() -> None:
    """Print log(1 + s) - log(1 - s) without its first term."""
    top = ((mp.sqrt(2) - 1) / (mp.sqrt(2) + 1)) ** 2
    odd = [mp.mpf(2) / (2 * k + 3) for k in range(60)]
    show_polynomial("log_double", series(odd), 9, 0, top)


def error_function() -> None:
    """Print erf near 0, and erfc scaled to a bounded function."""
    even = [2 / mp.sqrt(mp.pi) * (-1) ** k / (mp.factorial(k) * (2 * k + 1)) for k in range(60)]
    show_polynomial("erf_double", series(even), 12, 0, 1)

    def scaled(t: Number) -> Number:
        if t >= 1 - mp.mpf(10) ** -40:
            return 2 / mp.sqrt(mp.pi)
        point = 4 * (1 + t) / (1 - t)
        if point > 1000:
            terms = [(-1) ** k * mp.fac2(2 * k - 1) / (2 * point * point) ** k for k in range(6)]
            return (1 + 2 * point) * mp.fsum(terms) / (point * mp.sqrt(mp.pi))
        return mp.erfc(point) * mp.exp(point**2) * (1 + 2 * point)

    show_polynomial("erfc_double", scaled, 24, -1, 1)


def main() -> None:
    """Print the whole header."""
    print("// Made by constants.py; do not edit.\n#pragma once\nnamespace actlab_constants {")
    for part in (exponential, logarithm, error_function):
        part()
    print("}  // namespace actlab_constants")


if __name__ == "__main__":
    main()
