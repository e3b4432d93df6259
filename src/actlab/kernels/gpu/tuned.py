"""Bodies written by hand for the functions that networks use most; they win over the emitted ones of the same name.

One exponential and one reciprocal each, kept 2^64 times too large or too small until the last product, so that nothing
is subnormal on the way: 15 to 22 instructions, and bounds in ULP down to the smallest subnormal result.
"""

import triton
import triton.language as tl

from actlab.kernels.gpu.mathematics import LARGE, SMALL, maximum, minimum, scaled_exponential, split_exponential
from actlab.kernels.gpu.polynomials import atanh_rest, atanh_twice, gaussian_tail
from actlab.kernels.gpu.primitives import fma, power_of_two, reciprocal

# Below it every result is less than half of the smallest float; above the other the gate is 1 in float32.
LOWEST = tl.constexpr(-110.0)
OPEN = tl.constexpr(20.0)
DENSITY = tl.constexpr(0.3989422804014327)  # of the normal distribution at 0
QUARTER = tl.constexpr(2.0**-66)


@triton.jit
def clamped(x):
    """``x`` where the gate is neither 0 nor 1."""
    return minimum(maximum(x, LOWEST), OPEN)


@triton.jit
def mish_n(within):
    """``2**64 n`` with ``n = e (e + 2)``, and ``2**65 e``."""
    twice = scaled_exponential(within, 65.0)
    return fma(twice * QUARTER, twice, twice), twice


@triton.jit
def mish_value(x):
    """``x n / (n + 2)``, with what the quotient lacks added to the product with x: 1.6 ULP less.

    r is too small by 2^-20 on purpose, so that ``left`` is positive: at -0 it would else turn the result into +0.
    """
    within = clamped(x)
    n, _ = mish_n(within)
    r = reciprocal(fma(n, SMALL * (1.0 + 2.0**-20), 2.0 * (1.0 + 2.0**-20)))
    gate = n * r
    left = fma(gate * -SMALL, n, fma(gate, -2.0, n))
    return tl.where(x > OPEN, x, fma(within, gate, within * r * left) * SMALL)


@triton.jit
def mish_value_16(x):
    """The same for a result that is rounded to 16 bits."""
    within = clamped(x)
    n, _ = mish_n(within)
    return tl.where(x > OPEN, x, within * (n * reciprocal(fma(n, SMALL, 2.0))) * SMALL)


@triton.jit
def mish_slope(x):
    """``(n + 4 x e (1 + e) r) r`` with ``r = 1 / (n + 2)``."""
    within = clamped(x)
    n, twice = mish_n(within)
    r = reciprocal(fma(n, SMALL, 2.0))
    bend = (n + n - twice) * r  # 2 e (1 + e) = 2 n - 2 e
    return fma(within + within, bend, n) * r * SMALL


@triton.jit
def sigmoid_gate(within):
    """``2**64 s`` and ``1 - s``, with s the sigmoid."""
    e = scaled_exponential(-within, -64.0)
    gate = reciprocal(e + SMALL)
    return gate, e * gate


@triton.jit
def silu_value(x):
    """``x s``."""
    within = clamped(x)
    gate, _ = sigmoid_gate(within)
    return tl.where(x > OPEN, x, within * gate * SMALL)


@triton.jit
def silu_slope(x):
    """``s (1 + x (1 - s))``."""
    within = clamped(x)
    gate, rest = sigmoid_gate(within)
    return gate * fma(within, rest, 1.0) * SMALL


@triton.jit
def gaussian(x):
    """``a = |x|``, ``e = 2**64 exp(-a^2 / 2)``, ``t = 1 / (1 + a / 4)``, ``a t`` and a polynomial of it.

    ``e t polynomial`` is 2^64 times the normal distribution's share beyond a. What is lost in rounding a^2 goes into
    the exponential's rest. From 15 on it contributes 0.
    """
    size = minimum(tl.abs(x), 15.0)
    half = size * -0.5
    power = size * half
    whole, rest = split_exponential(power)
    rest += fma(size, half, -power)
    e = power_of_two(whole + 64.0)
    t = reciprocal(fma(size, 0.25, 1.0))
    within = size * t
    return size, fma(e, rest, e), t, within, gaussian_tail(within - 1.58)


@triton.jit
def gelu_value(x):
    """``max(x, 0) - |x| share``; with the maximum -0 would not stay."""
    _, e, _, within, tail = gaussian(x)
    return fma(within * tail * e, -SMALL, tl.where(x < 0.0, 0.0, x))


@triton.jit
def gelu_slope(x):
    """Left of 0 ``share - |x| density``, right of it 1 less that."""
    size, e, t, _, tail = gaussian(x)
    left = fma(size, -DENSITY, t * tail) * e
    return fma(left, tl.where(x < 0.0, SMALL, -SMALL), tl.where(x < 0.0, 0.0, 1.0))


@triton.jit
def softplus_quotient(x):
    """``2**63 e`` with ``e = exp(-|x|)``, ``s = e / (2 + e)`` and its square: log(1 + e) is 2 atanh(s).

    For that a polynomial of s^2 takes a third of the terms that one of e takes.
    """
    half = scaled_exponential(maximum(-tl.abs(x), LOWEST), 63.0)
    s = half * reciprocal(half + LARGE)
    return half, s, s * s


@triton.jit
def softplus_value(x):
    """``max(x, 0) + log(1 + exp(-|x|))``; s again as ``(e - e s) / 2``, in which its errors are small: 1 ULP less."""
    half, s, square = softplus_quotient(x)
    again = fma(-half, s, half)
    return fma(fma(again * square, atanh_rest(square), again), 2.0 * SMALL, maximum(x, 0.0))


@triton.jit
def softplus_value_16(x):
    """The same for a result that is rounded to 16 bits."""
    _, s, square = softplus_quotient(x)
    return fma(s, atanh_twice(square), maximum(x, 0.0))


@triton.jit
def softplus_slope(x):
    """The sigmoid."""
    gate, _ = sigmoid_gate(clamped(x))
    return gate * SMALL
