"""The functions that emitted Triton code calls, for blocks of float32: right to a few ULP, stable, NaN stays NaN.

Subnormal results stay subnormal: exponentials are computed 2^64 times too large or too small and scaled at the end,
so that the fast forms of the machine's instructions, which flush subnormal numbers, never meet one.
"""

import triton
import triton.language as tl

from actlab.kernels.gpu.polynomials import atan_over, erf_over, erfc_scaled, expm1_rest, log1p_over, log1p_rest
from actlab.kernels.gpu.primitives import fma, power_of_two, reciprocal

LOG2_E = tl.constexpr(1.4426950216293335)
LN2_HIGH = tl.constexpr(0.6931471824645996)
LN2_LOW = tl.constexpr(-1.904654323148236e-09)
SMALL = tl.constexpr(2.0**-64)
LARGE = tl.constexpr(2.0**64)
HALF_PI = tl.constexpr(1.5707963267948966)
INFINITE = tl.constexpr(float("inf"))


@triton.jit
def full(x, number):
    """``number`` in the shape of x."""
    return tl.where(x == x, number, number)


@triton.jit
def where(condition, chosen, otherwise):
    """One of two, by the condition."""
    return tl.where(condition, chosen, otherwise)


@triton.jit
def minimum(a, b):
    """The smaller; NaN where either is."""
    return tl.minimum(a, b, propagate_nan=tl.PropagateNan.ALL)


@triton.jit
def maximum(a, b):
    """The larger; NaN where either is."""
    return tl.maximum(a, b, propagate_nan=tl.PropagateNan.ALL)


@triton.jit
def abs(x):
    """The size of x."""
    return tl.abs(x)


@triton.jit
def sign(x):
    """-1, 1, or x itself where it is 0 or NaN."""
    return tl.where(x > 0.0, 1.0, tl.where(x < 0.0, -1.0, x))


@triton.jit
def sqrt(x):
    """The square root, rounded once."""
    return tl.sqrt_rn(x)


@triton.jit
def sin(x):
    """The sine."""
    return tl.sin(x)


@triton.jit
def cos(x):
    """The cosine."""
    return tl.cos(x)


@triton.jit
def log(x):
    """The natural logarithm."""
    return tl.log(x)


@triton.jit
def split_exponential(x):
    """``exp(x) = 2**whole * (1 + rest)`` for |x| < 170, with ``whole`` a multiple of 2^-14, so that no bit is lost."""
    whole = fma(x, LOG2_E, 768.0) - 768.0
    rest = fma(whole, -LN2_HIGH, x)
    return whole, fma(whole, -LN2_LOW, rest)


@triton.jit
def scaled_exponential(x, power):
    """``2**power * exp(x)`` where that is a normal number."""
    whole, rest = split_exponential(x)
    e = power_of_two(whole + power)
    return fma(e, rest, e)


@triton.jit
def exp(x):
    """The exponential, subnormal results included."""
    x = minimum(maximum(x, -110.0), 90.0)
    return scaled_exponential(x, tl.where(x < 0.0, 64.0, -64.0)) * tl.where(x < 0.0, SMALL, LARGE)


@triton.jit
def expm1(x):
    """``exp(x) - 1`` without cancellation."""
    within = minimum(maximum(x, -20.0), 89.0)
    shifted = fma(within, LOG2_E, 12582912.0)  # 1.5 * 2^23: the sum is rounded to a whole number, its last bits
    whole = shifted - 12582912.0
    rest = fma(whole, -LN2_LOW, fma(whole, -LN2_HIGH, within))
    near = fma(rest * rest, expm1_rest(rest), rest)
    half = ((shifted.to(tl.int32, bitcast=True) + 126) << 23).to(tl.float32, bitcast=True)  # 2**(whole - 1)
    result = fma(half, near, half - 0.5)
    return tl.where(tl.abs(x) < 1e-8, x, result + result)


@triton.jit
def log1p(x):
    """``log(1 + x)`` without cancellation."""
    bits = (x + 1.0).to(tl.int32, bitcast=True)
    power = (bits - 0x3F400000) & -0x800000  # the power of two that brings 1 + x into [0.75, 1.5), as exponent bits
    quarter = (0x40800000 - power).to(tl.float32, bitcast=True)
    rest = (x.to(tl.int32, bitcast=True) - power).to(tl.float32, bitcast=True) + fma(quarter, 0.25, -1.0)
    near = fma(rest * rest, log1p_rest(rest), rest)
    result = fma(power.to(tl.float32) * 2.0**-23, LN2_HIGH, near)
    result = tl.where((x == x) & (tl.abs(x) < INFINITE) & (x != 0.0), result, x)
    return tl.where(x > -1.0, result, tl.where(x == -1.0, -INFINITE, x * float("nan")))


@triton.jit
def sigmoid(x):
    """``1 / (1 + exp(-x))`` without overflow."""
    e = exp(-tl.abs(x))
    return tl.where(x < 0.0, e, 1.0) * reciprocal(1.0 + e)


@triton.jit
def softplus(x):
    """``log(1 + exp(x))`` without overflow and cancellation."""
    e = exp(-tl.abs(x))
    return fma(e, log1p_over(e), maximum(x, 0.0))


@triton.jit
def tanh(x):
    """The hyperbolic tangent; below 1e-4 x itself is right to 0.1 ULP."""
    size = expm1(2.0 * minimum(tl.abs(x), 10.0))
    result = size * reciprocal(size + 2.0)
    return tl.where(tl.abs(x) < 1e-4, x, tl.where(x < 0.0, -result, result))


@triton.jit
def upper_erfc(a):
    """``erfc(a)`` for a >= 0."""
    a = minimum(a, 10.2)  # erfc(10.06) is the smallest float
    square = a * a
    lost = fma(a, a, -square)
    e = exp(-square)
    scaled = erfc_scaled((a - 4.0) * reciprocal(a + 4.0)) * reciprocal(fma(a, 2.0, 1.0))
    return fma(e, -lost, e) * scaled


@triton.jit
def erfc(x):
    """The complementary error function."""
    upper = upper_erfc(tl.abs(x))
    near = fma(-x, erf_over(minimum(x * x, 1.0)), 1.0)
    return tl.where(tl.abs(x) < 0.5, near, tl.where(x < 0.0, 2.0 - upper, upper))


@triton.jit
def erf(x):
    """The error function."""
    far = 1.0 - upper_erfc(tl.abs(x))
    near = x * erf_over(minimum(x * x, 1.0))
    return tl.where(tl.abs(x) < 0.5, near, tl.where(x < 0.0, -far, far))


@triton.jit
def atan(x):
    """The arc tangent."""
    size = tl.abs(x)
    within = tl.where(size > 1.0, 1.0 / size, size)
    near = within * atan_over(within * within)
    result = tl.where(size > 1.0, HALF_PI - near, near)
    return tl.where(x < 0.0, -result, tl.where(x == 0.0, x, result))
