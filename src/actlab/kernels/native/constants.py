"""Make ``constants.h``: every polynomial and table of ``vector_math.h``, each with its error. Needs mpmath.

Polynomials are interpolated in Chebyshev nodes at 60 digits (within a factor 2 of the best possible error, and the
same on every machine); the error printed beside each is the largest one found on 2,000 points.
Run: ``python constants.py > constants.h``.
"""

import struct
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import mpmath as mp
import numpy as np

from actlab import exact
from actlab.define import choose

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
    powers = [-(mp.mpf(2) ** (mp.mpf(j) / 16)) for j in range(16)]
    show("minus_powers", powers, "float", "-2^(j/16)")
    show("minus_powers_lost", [power - to_float(power) for power in powers], "float", "what their rounding lost")
    show("ln2_by_16", split(mp.log(2) / 16, 12), "float", "high part of 12 bits (times 2048 exact), and the rest")
    show("ln2_float", split(mp.log(2), 12), "float", "high part of 12 bits, and the rest")
    second = series([1 / mp.factorial(k + 2) for k in range(40)])  # (exp(r) - 1 - r) / r^2 without 0/0
    show_polynomial("exp_float", second, 5, -reach * 16, reach * 16, "float")
    show_polynomial("exp_by_rest", second, 4, -reach * 16, reach * 16, "float")
    show_polynomial("exp_double", second, 10, -reach * 16, reach * 16)
    high = mp.mpf(mp.nint(mp.log(2) * 2**42)) / 2**42
    show("ln2_double", [high, mp.log(2) - high], "double", "high part of 42 bits (times 2048 exact), and the rest")


def logarithm() -> None:
    """Print log(1 + s) - log(1 - s) without its first term."""
    top = ((mp.sqrt(2) - 1) / (mp.sqrt(2) + 1)) ** 2
    odd = [mp.mpf(2) / (2 * k + 3) for k in range(60)]
    show_polynomial("log_double", series(odd), 9, 0, top)
    show_polynomial("atanh_double", series(odd), 13, 0, mp.mpf(1) / 9)  # for 1 + exp(-|x|)


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


def trigonometric() -> None:
    """Print sin, cos and atan without their first terms, pi/2 in parts and 2/pi bit by bit."""
    top = (mp.pi / 4) ** 2 * mp.mpf("1.001")
    sine = [(-1) ** (k + 1) / mp.factorial(2 * k + 3) for k in range(30)]
    cosine = [(-1) ** k / mp.factorial(2 * k + 4) for k in range(30)]
    show_polynomial("sin_double", series(sine), 6, 0, top)
    show_polynomial("cos_double", series(cosine), 6, 0, top)
    tangent = [(-1) ** (k + 1) / mp.mpf(2 * k + 3) for k in range(90)]
    show_polynomial("atan_double", series(tangent), 12, 0, (mp.sqrt(2) - 1) ** 2)
    whole = [mp.mpf((-1) ** (k + 1)) / mp.factorial(2 * k + 3) for k in range(40)]
    show_polynomial("sin_float", series(whole), 5, 0, (mp.pi / 2) ** 2 * mp.mpf("1.001"))
    show_polynomial("sin_short", series(whole), 3, 0, top, "float")
    show_polynomial("cos_short", series(cosine), 3, 0, top, "float")
    shrunk = [-c for c in mp.taylor(mp.tanh, 0, 120)[3::2]]
    show_polynomial(
        "tanhshrink_double", lambda z: (z**0.5 - mp.tanh(z**0.5)) / z**1.5 if z > 0.1 else series(shrunk)(z), 16, 0, 1
    )
    squares = mp.taylor(lambda x: mp.tanh(x) ** 2, 0, 120)[4::2]
    show_polynomial("tanhshrink_slope_float", series(squares), 4, 0, 0.25, "float")  # after x^2
    first, rest = split(mp.pi / 2, 33)
    second, third = split(rest, 33)
    show("half_pi_by_33", [first, second, third], "double", "33 bits (times 2^20 exact), 33 bits and the rest")
    near = mp.mpf(to_float(mp.pi / 2))
    second, third = (-part for part in split(near - mp.pi / 2, 12))
    show("half_pi_float", [near, second, third], "float", "24 bits, 12 bits (times 2^11 exact) and the rest")
    high = mp.mpf(float(mp.pi / 2))
    show("half_pi", [high, mp.pi / 2 - high], "double", "pi/2 and the rest")
    with mp.workprec(1300):
        words = [int(mp.floor(mp.ldexp(2 / mp.pi, 64 * k))) % 2**64 for k in range(20)]
    print("// 2/pi from 64 bits before the point, 64 bits each")
    print(f"constexpr uint64_t two_over_pi[] = {{{', '.join(f'{word:#x}' for word in words)}}};")


PIECES = {  # degree of each; one less and the entry around 0 is wrong by 4 to 13 ULP
    "mish": (6, 6),
    "swish": (6, 6),
    "sigmoid": (5, 6),
    "softplus": (5, None),  # its slope is the sigmoid
    "tanh": (5, 5),
}


def pieces() -> None:
    """Print value and slope of the functions in PIECES as polynomials, for a table lookup.

    Around -8, -7.5 ... 7.5, those of tanh around 0, 0.25 ... 7.75.
    """
    halves = [mp.mpf(k - 16) / 2 for k in range(32)]
    quarters = [mp.mpf(k) / 4 for k in range(32)]
    for key, degrees in PIECES.items():
        for what, degree in zip((exact.value, exact.slope), degrees, strict=True):
            if degree is not None:
                places = (quarters, 0.125) if key == "tanh" else (halves, 0.25)
                show_pieces(f"{key}_{what.__name__}_pieces", partial(at_point, what, key), degree, *places)
    show_pieces("exp_pieces", mp.exp, 6, halves, 0.25)
    sigma = mp.mpf(choose("laplace").parameters["sigma"])
    eighths = [mp.mpf(k) / 8 for k in range(32)]
    show_pieces("laplace_pieces", lambda x: upper_tail(x / sigma), 6, eighths, 1 / 16, start_in_two=True)
    far = (mp.mpf(1) / 225, mp.mpf(1) / mp.mpf(5.6) ** 2)  # 1 / z^2 for z from 5.6 to 15
    show_polynomial("upper_far", lambda w: upper_tail(1 / mp.sqrt(w)) / mp.sqrt(w), 5, *far, "float")  # times z


def upper_tail(z: Number) -> Number:
    """The normal distribution above ``z``, in exp(-z^2 / 2)."""
    return mp.erfc(z / mp.sqrt(2)) * mp.exp(z * z / 2) / 2


def at_point(what: Callable[..., Number], key: str, x: Number) -> Number:
    """The value or slope of a record to 45 digits."""
    return what(key, mp.nstr(x, 60), 45)


def rounded_polynomial(
    function: Function, degree: int, low: int, reach: Number, least: float, start_in_two: bool = False
) -> list[Number]:
    """Coefficients in float32 on [low reach, reach]: each is rounded before the next are fitted, which make up for it.

    Least squares of the error relative to the function, or to ``least`` where that is larger. The first is not rounded
    if it is a sum of two floats.
    """
    count = 6 * degree
    nodes = [(1 + low + (1 - low) * mp.cos(mp.pi * (k + mp.mpf(1) / 2) / count)) / 2 for k in range(count)]
    rest = [function(node * reach) for node in nodes]
    weights = np.array([1 / max(abs(float(right)), least) for right in rest])
    start = function(mp.mpf(0))
    coefficients = [start if start_in_two else mp.mpf(to_float(start))]
    for power in range(1, degree + 1):
        rest = [
            wrong - coefficients[-1] * (node * reach) ** (power - 1) for wrong, node in zip(rest, nodes, strict=True)
        ]
        powers = np.array([[float(node**k) for k in range(power, degree + 1)] for node in nodes])
        fitted = np.linalg.lstsq(powers * weights[:, None], np.array([float(r) for r in rest]) * weights, rcond=None)[0]
        coefficients.append(mp.mpf(to_float(fitted[0] / reach**power)))
    return coefficients


def show_pieces(
    name: str,
    function: Function,
    degree: int,
    centers: list[Number],
    reach: float,
    start_in_two: bool = False,
) -> None:
    """Print polynomials as columns, each for ``reach`` to both sides of its centre; only to the right of a first 0."""
    least = 0.3 if "slope" in name else 0.0
    columns, largest = [], mp.mpf(0)
    for center in centers:
        low = 0 if center == centers[0] == 0 else -1
        columns.append(rounded_polynomial(lambda r: function(center + r), degree, low, reach, least, start_in_two))  # noqa: B023
        for k in range(20 * low, 21):
            r = reach * (k + mp.mpf(1) / 3) / 21
            right = function(center + r)
            wrong = mp.polyval(columns[-1][::-1], r) - right
            largest = max(largest, abs(wrong) / max(abs(right), least) * 2**24)
        if start_in_two:
            columns[-1].insert(1, columns[-1][0] - to_float(columns[-1][0]))
    # -0.0 + s * r has the sign of r, for zeros too.
    texts = [[f"{to_float(number):.9e}f" if number else "-0.0f" for number in column] for column in columns]
    rows = ["{" + ", ".join(row) + "}" for row in zip(*texts, strict=True)]
    text = ",\n  ".join(rows)
    print(f"// degree {degree}, error {mp.nstr(largest, 3)} of 2^-24")
    print(f"alignas(64) constexpr float {name}[][32] = {{\n  {text}}};")


def main() -> None:
    """Print the whole header."""
    print("// Made by constants.py; do not edit.\n#pragma once\n#include <cstdint>\n\nnamespace actlab_constants {")
    for part in (exponential, logarithm, error_function, trigonometric, pieces):
        part()
    print("}  // namespace actlab_constants")


if __name__ == "__main__":
    main()
