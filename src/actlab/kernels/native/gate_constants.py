"""Make ``gate_constants.h``, as constants.py makes its own. Run: ``python gate_constants.py > gate_constants.h``.

The lower tail of the normal distribution is exp(-z^2 / 2) P(t) / (z + 2) with t = (z - 2) / (z + 2), from z = 0 to 12.
"""

import mpmath as mp
from constants import polynomial, rounded_polynomial, show, to_float  # type: ignore[import-not-found]  # beside it

DEGREE = 11  # one less is wrong by more than 0.1 of 2^-24
LAST = mp.mpf(12)


def scaled_tail(t: mp.mpf) -> mp.mpf:
    """P(t)."""
    z = 2 * (1 + t) / (1 - t)
    return mp.erfc(z / mp.sqrt(2)) / 2 * mp.exp(z * z / 2) * (z + 2)


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
    print("}  // namespace actlab_constants")


if __name__ == "__main__":
    main()
