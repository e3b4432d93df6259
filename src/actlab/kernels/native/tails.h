// Bodies in double for functions whose emitted form loses digits: far out, where what the rounding of an exponent loses is
// hundreds of ULP of the exponential, and where two near-equals are subtracted.
#pragma once
#include "doubles.h"

namespace ACTLAB_TARGET {
namespace doubles {

// ---- exponentials whose exponent carries what its rounding lost ------------------------------------------------------------

// exp(x + low) for an x below 40; at the bottom it is 0 times all that it is multiplied by.
constexpr double bottom = -900;
INLINE Exponential64 exponential_of(F64 x, F64 low) {
  return exponential_within(clamp_low(F64(bottom), x)).corrected(where(x > F64(bottom), low, F64(0.0)));
}

// A sum and what its rounding lost.
struct Sum {
  F64 whole, lost;
};
INLINE Sum sum_of(F64 a, F64 b) {
  const F64 whole = a + b, back = whole - a;
  return {whole, where(abs(whole) < F64(INFINITY), (a - (whole - back)) + (b - back), F64(0.0))};
}
INLINE Sum product_of(F64 a, F64 b) {
  const F64 whole = a * b;
  return {whole, where(abs(whole) < F64(1e290), rest_of_product(a, b, whole), F64(0.0))};
}
INLINE Sum quotient_of(F64 a, F64 b) {
  const F64 whole = a / b, product = whole * b;
  return {whole, ((a - product) - rest_of_product(whole, b, product)) / b};
}
// a b + c
INLINE Sum product_plus(F64 a, F64 b, F64 c) {
  const Sum product = product_of(a, b), sum = sum_of(product.whole, c);
  return {sum.whole, sum.lost + product.lost};
}

// ---- left tails ------------------------------------------------------------------------------------------------------

// A function that is c x exp(k x + d) where that is far out, for a k above 0; by the product of x and exp(k x), which has no
// digits left where that is subnormal, it was wrong by 179 to 893 ULP.
struct Tail {
  F64 c, d, k;
};
constexpr double tail_end = -50;  // exp(-50) beside 1 is not seen, nor is the square of c exp(-50)
template <class F, bool slope, Tail (*tail)(const F64*)> struct with_tail {
  static constexpr int parameters = F::parameters;
  static INLINE F64 call(F64 x, const F64* p) {
    const F64 result = F::call(x, p);
    const auto [c, d, k] = tail(p);
    const F64 low = clamp_low((F64(bottom) - d) / k, x);
    const Sum sum = product_plus(k, low, d);
    const Mask<F64> far = (sum.whole < F64(tail_end)) & (abs(c) < F64(1e10)) & (k > F64(1e-10));
    if (!any(far)) return result;
    return where(far, exponential_of(sum.whole, sum.lost).times(c * (slope ? fma(k, low, F64(1.0)) : low)), result);
  }
};
inline Tail plain_tail(const F64*) { return {F64(1.0), F64(0.0), F64(1.0)}; }
inline Tail scaled_tail(const F64* p) { return {p[0], F64(0.0), F64(1.0)}; }
inline Tail shifted_tail(const F64* p) { return {F64(1.0), p[0], F64(1.0)}; }
inline Tail swish_tail(const F64* p) { return {F64(1.0), F64(0.0), p[0]}; }
inline Tail serf_tail(const F64*) { return {F64(1.1283791670955126), F64(0.0), F64(1.0)}; }
inline Tail aptx_tail(const F64* p) {
  return {where(p[0] == F64(1.0), F64(2.0) * p[2], F64(INFINITY)), F64(0.0), F64(2.0) * p[1]};
}

// For the default, which is above 0, the emitted form limits x on the left. Swish of x with -beta is -swish(-x) with beta.
template <class F, bool slope> struct any_sign {
  static constexpr int parameters = 1;
  static INLINE F64 call(F64 x, const F64* p) {
    const Mask<F64> turned = p[0] < F64(0.0);
    const F64 beta = abs(p[0]), result = F::call(where(turned, -x, x), &beta);
    return where(p[0] == F64(0.0), slope ? where(x == x, F64(0.5), x) : F64(0.5) * x, slope ? result : where(turned, -result, result));
  }
};

// For n = exp(x + beta) below 1, x n (n + 2) / (n (n + 2) + 2); the rounding of x + beta was 16 ULP of n.
template <class F> struct mila_value {
  static constexpr int parameters = F::parameters;
  static INLINE F64 call(F64 x, const F64* p) {
    const F64 low = clamp_low(F64(bottom) - p[0], x);
    const Sum sum = sum_of(low, p[0]);
    const Exponential64 n = exponential_of(clamp_high(F64(0.0), sum.whole), sum.lost);
    const F64 whole = n.whole(), over = whole + F64(2.0);
    return where(sum.whole < F64(0.0), copy_sign(n.times(low * over / fma(whole, over, F64(2.0))), x), F::call(x, p));  // at -0 too
  }
};

// With n = exp(-|x| / beta), x n / (1 + x n / alpha) for x < 0 and x / (x / alpha + n) for others; the rounding of x / beta was
// 1,645 ULP of n.
template <class F, bool slope> struct soft_root_sign {
  static constexpr int parameters = F::parameters;
  static INLINE F64 call(F64 x, const F64* p) {
    const F64 low = clamp_low(F64(bottom) * p[1], -abs(x));
    const Sum q = quotient_of(low, p[1]);
    const Exponential64 n = exponential_of(q.whole, q.lost);
    const Mask<F64> left = x < F64(0.0);
    const F64 below = fma(n.whole(), low / p[0], F64(1.0));
    if constexpr (!slope) return where(left, n.times(low / below), F::call(x, p));
    const F64 r = F64(1.0) / where(left, below, n.whole() - low / p[0]);
    return where(x == x, n.times(where(left, F64(1.0) + q.whole, F64(1.0) - q.whole) * r * r), x);
  }
};

// 4 s sigmoid(z) sigmoid(-z) for z = k |x|, the derivative of a tanh; the rounding of z was up to 683 ULP of it.
INLINE F64 tanh_slope(F64 x, F64 k, F64 k_rest, F64 s) {
  const F64 size = abs(x), z = size * k, lost = rest_of_product(size, k, z) + size * k_rest;
  const Exponential64 n = exponential_of(-z, -lost);
  const F64 d = n.whole() + F64(1.0);
  return where(x == x, n.times(F64(4.0) * s / (d * d)), x);
}
struct lecun_tanh_slope {
  static constexpr int parameters = 0;
  static INLINE F64 call(F64 x, const F64*) {
    return tanh_slope(x, F64(1.3333333333333333), F64(7.401486830834377e-17), F64(1.1439333333333332));
  }
};
struct weighted_tanh_slope {
  static constexpr int parameters = 1;
  static INLINE F64 call(F64 x, const F64* p) { return tanh_slope(x, F64(2.0) * abs(p[0]), F64(0.0), p[0]); }
};

// Powers of a reciprocal, whose own power would be infinite before they are 0.
struct softsign_slope {
  static constexpr int parameters = 0;
  static INLINE F64 call(F64 x, const F64*) {
    const F64 r = F64(1.0) / (abs(x) + F64(1.0));
    return r * r;
  }
};
INLINE F64 isru_slope_of(F64 x, F64 alpha) {
  const F64 square = fma(alpha * x, x, F64(1.0));
  return F64(1.0) / sqrt(square) / square;
}
struct isru_slope {
  static constexpr int parameters = 1;
  static INLINE F64 call(F64 x, const F64* p) { return isru_slope_of(x, p[0]); }
};
struct isrlu_slope {
  static constexpr int parameters = 1;
  static INLINE F64 call(F64 x, const F64* p) { return where(x >= F64(0.0), F64(1.0), isru_slope_of(x, p[0])); }
};

// (1 + exp(-beta x))^-alpha; for x < 0 it is exp(alpha beta x) (1 + exp(beta x))^-alpha.
struct aria2 {
  static constexpr int parameters = 2;
  static INLINE ValueAndSlope both(F64 x, const F64* p) {
    const F64 low = clamp_low(F64(-1e100), x), rate = p[0] * p[1], above = p[0] * softplus(-abs(p[1] * low));
    const Sum scaled = product_of(p[1], clamp_high(F64(0.0), low)), power = product_plus(p[0], scaled.whole, -above);
    const Exponential64 e = exponential_of(power.whole, fma(p[0], scaled.lost, power.lost));
    return unless_nan(x, e.whole(), e.times(rate * ACTLAB_TARGET::sigmoid(-p[1] * low)));
  }
};

// ---- of the normal distribution ---------------------------------------------------------------------------------------

struct laplace {
  static constexpr int parameters = 2;
  static INLINE ValueAndSlope both(F64 x, const F64* p) {
    const Sum distance = sum_of(x, -p[0]);
    const Sum q = quotient_of(distance.whole, p[1]);
    const F64 z = clamp_high(F64(normal_end), abs(q.whole)), lost = q.lost + distance.lost / p[1];
    const Mask<F64> right = q.whole >= F64(0.0), within = z < F64(normal_end);
    const Normal n = normal(z, where(within, where(right, lost, -lost), F64(0.0)));
    const F64 tail = where(n.near, F64(0.5) - n.half_erf, n.e.times(n.far));
    return unless_nan(x, where(right, F64(1.0) - tail, tail), n.e.times(F64(density) / p[1]));
  }
};

struct clipped_gelu {
  static constexpr int parameters = 2;
  static INLINE ValueAndSlope both(F64 x, const F64* p) {
    const auto [g, slope] = gelu::both(x);
    const Mask<F64> below = g < p[0], above = g > p[1];
    return {where(above, p[1], where(below, p[0], g)), where(above | below, F64(0.0), slope)};
  }
};

// x tanh(gelu(x)), which is x gelu(x) below -6.
struct phish : WithoutParameters {
  static INLINE ValueAndSlope both(F64 x) {
    const F64 within = clamp_low(F64(-normal_end), clamp_high(F64(normal_end), x)), z = -within;
    const Normal n = normal(abs(z), F64(0.0));
    const auto [g, g_slope] = gelu::both(within);
    const auto [t, t_slope] = tanh::both(g);
    const Mask<F64> far = x < F64(-6.0);
    return unless_nan(x, where(far, n.e.times(z * z * n.far), where(x > F64(normal_end), x, within * t)),
                      where(far, n.e.times(z * fma(z, F64(density), F64(-2.0) * n.far)), fma(within * g_slope, t_slope, t)));
  }
};

// ---- exponentials of exponentials and of squares -----------------------------------------------------------------------

// exp(-x) to about 70 bits for -7 <= x <= 40: 1 + y of a 16th of the rest of x, squared four times.
INLINE Sum long_exponential(F64 x) {
  namespace c = actlab_constants;
  constexpr double taylor[] = {1.0 / 6, 1.0 / 24, 1.0 / 120, 1.0 / 720, 1.0 / 5040, 1.0 / 40320, 1.0 / 362880};
  const F64 magic(6755399441055744.0), k = fma(x, F64(-1.4426950408889634), magic) - magic;
  const F64 near = -x - k * F64(c::ln2_double[0]), next = k * F64(c::ln2_double[1]), r = near - next;  // the first is exact
  const F64 y = F64(0.0625) * r, low = F64(0.0625) * ((near - r) - next), square = y * y;
  const Sum two = sum_of(y, F64(0.5) * square);
  const F64 rest = fma(y * square, horner(y, taylor), fma(F64(0.5), rest_of_square(y, square), fma(y, low, low)));
  Sum e = sum_of(two.whole, two.lost + rest);
  for (int i = 0; i < 4; i++) {
    const F64 power = e.whole * e.whole;
    const Sum sum = sum_of(F64(2.0) * e.whole, power);
    e = {sum.whole, sum.lost + rest_of_square(e.whole, power) + F64(2.0) * fma(e.whole, e.lost, e.lost)};
  }
  const Sum sum = sum_of(F64(1.0), e.whole);
  const F64 size = power_of_two(k);
  return {size * sum.whole, size * (sum.lost + e.lost)};
}

// x exp(-u) with u = exp(-x), of which one ULP was 700 of exp(-u).
struct golu : WithoutParameters {
  static INLINE ValueAndSlope both(F64 x) {
    const F64 within = clamp_low(F64(-7.0), clamp_high(F64(40.0), x));
    const Sum u = long_exponential(within);
    const Exponential64 e = exponential_of(-u.whole, -u.lost);
    return unless_nan(x, where(x > F64(40.0), x, copy_sign(e.times(within), x)), e.times(fma(within, u.whole, F64(1.0))));
  }
};

// With n = exp(-2 x^2 / cap), cap tanh(x^2 / cap) and 8 x n / (1 + n)^2; the square alone where tanh is not seen.
struct tanh_relu2 {
  static constexpr int parameters = 1;
  static INLINE ValueAndSlope both(F64 x, const F64* p) {
    const F64 within = where(x > F64(0.0), clamp_high(F64(1e9), x), F64(0.0));
    const Sum square = product_of(within, within), w = quotient_of(square.whole, p[0]);
    const Exponential64 n = exponential_of(F64(-2.0) * w.whole, F64(-2.0) * (w.lost + square.lost / p[0]));
    const F64 d = n.whole() + F64(1.0), far = -p[0] * n.minus_one() / d;
    return unless_nan(x, where(w.whole < F64(1e-9), square.whole, far), n.times(F64(8.0) * within / (d * d)));
  }
};

// ---- beside a zero -----------------------------------------------------------------------------------------------------

struct linear_sigmoid {
  static constexpr int parameters = 2;
  static INLINE ValueAndSlope both(F64 x, const F64* p) {
    const Sum sum = product_plus(p[0], x, p[1]);
    const F64 line = sum.whole + sum.lost;
    const Mask<F64> inside = (line > F64(0.0)) & (line < F64(1.0));
    return unless_nan(x, min(max(line, F64(0.0)), F64(1.0)), where(inside, p[0], F64(0.0)));
  }
};

struct star_relu {
  static constexpr int parameters = 2;
  static INLINE ValueAndSlope both(F64 x, const F64* p) {
    const F64 right = where(x > F64(0.0), x, F64(0.0));
    const Sum scaled = product_of(p[0], right), sum = product_plus(scaled.whole, right, p[1]);
    const F64 lost = fma(scaled.lost, clamp_high(F64(1e30), right), sum.lost);
    return unless_nan(x, sum.whole + lost, F64(2.0) * scaled.whole);
  }
};

// (sin z + cos z)^2 = 2 sin(z + pi/4)^2 for z = alpha x, without a sum of near-opposites.
INLINE F64 sum_of_waves(F64 x, F64 alpha) {
  const Sum z = product_of(alpha, x);
  Quarters q = quarters(z.whole);
  q.low = q.low + where(abs(z.whole) < F64(1e9), z.lost, F64(0.0));
  const F64 wave = sine<1>(less_an_eighth(q));
  return F64(2.0) * wave * wave;
}
struct snake_slope {
  static constexpr int parameters = 1;
  static INLINE F64 call(F64 x, const F64* p) { return sum_of_waves(x, p[0]); }
};
struct snake_beta_slope {
  static constexpr int parameters = 2;
  static INLINE F64 call(F64 x, const F64* p) {
    return fma(p[0] / p[1], sum_of_waves(x, p[0]), (p[1] - p[0]) / p[1]);
  }
};

// (x + sqrt(x^2 + b)) / 2, which is b / (2 (sqrt(x^2 + b) - x)); beyond 1e9 the root is |x|.
struct squareplus {
  static constexpr int parameters = 1;
  static INLINE ValueAndSlope both(F64 x, const F64* p) {
    const F64 within = clamp_low(F64(-1e9), clamp_high(F64(1e9), x)), half = F64(0.5) * x;
    const F64 root = where(abs(x) > F64(1e9), abs(x), sqrt(fma(within, within, p[0]))), part = F64(0.5) * p[0] / root;
    const Mask<F64> right = x > F64(0.0);
    return unless_nan(x, where(right, fma(F64(0.5), root, half), F64(0.25) * p[0] / fma(F64(0.5), root, -half)),
                      where(right, F64(1.0) - part / (root + x), part / (root - x)));
  }
};

}  // namespace doubles
}  // namespace ACTLAB_TARGET
