"""Algebraic: roots and quotients, without an exponential."""

from actlab.define.activation import Activation, Parameter, Source
from actlab.define.library.elu import CARLILE

RECORDS = (
    Activation(
        # Below zero b / (2 (sqrt(x^2 + b) - x)) does not cancel. Beyond 1e9, where the square would soon overflow
        # float32, the root is |x|. Below -1e154 the slope, 1e-308, is 0 in float64.
        key="squareplus",
        title="Squareplus",
        formula="(x + sqrt(x**2 + b)) / 2",
        stable=(
            "p = max(x, -1); c = min(p, 1e9); n = min(x, 1); d = max(n, -1e9); "
            "where(x > 0, (2 * p - c + sqrt(c**2 + b)) / 2, b / (2 * (sqrt(d**2 + b) + d - 2 * n)))"
        ),
        stable_slope=(
            "c = min(max(x, -1), 1e9); r = sqrt(c**2 + b); n = min(x, 1); d = max(n, -1e9); s = sqrt(d**2 + b) + d; "
            "where(x > 0, 1 - b / (2 * r) / (r + c), b / (2 * (s - n)) / (s - 2 * n))"
        ),
        parameters=(Parameter("b", 4.0, lower=1e-3),),
        source=Source("Barron", 2021, "Squareplus: A Softplus-Like Algebraic Rectifier", arxiv="2112.11687"),
    ),
    Activation(
        key="softsign",
        title="Softsign",
        formula="x / (1 + abs(x))",
        stable_slope="r = 1 / (1 + abs(x)); r * r",
        source=Source("Turian, Bergstra, Bengio", 2009, "Quadratic Features and Deep Architectures for Chunking"),
    ),
    Activation(
        key="isru",
        title="ISRU",
        formula="x / sqrt(1 + alpha * x**2)",
        stable_slope="r = 1 / sqrt(1 + alpha * x**2); r * r * r",
        parameters=(Parameter("alpha", 1.0, lower=0.0),),
        source=CARLILE,
    ),
    Activation(
        # Beyond 1e9 sqrt(x^2 + 1) is |x| in float64; the square itself would overflow float32 from 1.8e19.
        # (sqrt(x^2 + 1) - 1) / 2 has no digit left below |x| = 1e-8, x^2 / (2 (sqrt(x^2 + 1) + 1)) has all.
        key="bent_identity",
        title="Bent Identity",
        formula="x + (sqrt(x**2 + 1) - 1) / 2",
        stable=(
            "c = min(max(x, -1e9), 1e9); "
            "where(abs(x) > 1e9, x * (1 + sign(x) / 2) - 0.5, x + c**2 / (2 * (sqrt(c**2 + 1) + 1)))"
        ),
        stable_slope="c = min(max(x, -1e9), 1e9); where(abs(x) > 1e9, 1 + sign(x) / 2, 1 + c / (2 * sqrt(c**2 + 1)))",
        source=Source("Godfrey, Gashler", 2015, "A continuum among logarithmic, linear, and exponential functions"),
    ),
    Activation(
        key="sqnl",
        title="SQNL",
        formula="where(x > 2, 1, where(x >= 0, x - x**2 / 4, where(x >= -2, x + x**2 / 4, -1)))",
        stable="c = min(max(x, -3), 3); where(abs(x) > 2, sign(x), c - where(x < 0, -1, 1) * c**2 / 4)",
        stable_slope="where(x > 2, 0, where(x >= 0, 1 - x / 2, where(x >= -2, 1 + x / 2, 0)))",
        source=Source("Wuraola, Patel", 2018, "SQNL: A New Computationally Efficient Activation Function"),
    ),
)
