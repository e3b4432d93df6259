// Bodies by hand for float64: value and slope from one exponential and one division, together or apart.
#pragma once
#include "loops.h"

namespace ACTLAB_TARGET {
namespace doubles {

struct ValueAndSlope {
  F64 value, slope;
};

// exp(x) = 2^k (1 + rest) for -1000 <= x <= 40, in line: several vectors are on their way at once, which a call prevents.
struct Exponential64 {
  F64 k, rest;
  // m exp(x), rounded twice even where exp(x) alone is subnormal: x exp(x) was wrong by 140 ULP there.
  INLINE F64 times(F64 m) const {
    const F64 near = fma(m, rest, m);
#if defined(__AVX512F__)
    return F64(_mm512_scalef_pd(near.v, k.v));
#else
    const F64 half = clamp_low(F64(-900.0), k);  // 2^k alone would leave the normal numbers
    return near * power_of_two(half) * power_of_two(k - half);
#endif
  }
  // exp(x + low) for a low below 1e-10 or so.
  INLINE Exponential64 corrected(F64 low) const { return {k, fma(low, rest, rest + low)}; }
  INLINE F64 whole() const { return times(F64(1.0)); }
  INLINE F64 minus_one() const {  // for x <= 0
    const F64 size = power_of_two(clamp_low(F64(-60.0), k));
    return fma(size, rest, size - F64(1.0));
  }
};
INLINE Exponential64 exponential_within(F64 x) {
  namespace c = actlab_constants;
  const F64 magic(6755399441055744.0);
  const F64 k = fma(x, F64(1.4426950408889634), magic) - magic;
  const F64 r = fnma(k, F64(c::ln2_double[1]), fnma(k, F64(c::ln2_double[0]), x));
  return {k, fma(r * r, horner(r, c::exp_double), r)};
}

// The lower end gives the limits at -infinity: there the results are 0.
INLINE F64 from_below(F64 x) { return clamp_low(F64(-760.0), x); }

struct mish {
  static INLINE ValueAndSlope both(F64 x) {
    const F64 low = from_below(x), within = clamp_high(F64(40.0), low);
    const Exponential64 parts = exponential_within(within);
    const F64 e = parts.whole(), n = e * (e + F64(2.0));
    const F64 r = F64(1.0) / (n + F64(2.0)), gate = n * r;
    const F64 part = within * (e + F64(1.0)) * r, rest = (e + F64(2.0)) * r;  // gate is e times rest
    const Mask<F64> left = x < F64(-1.0);
    return {where(left, parts.times(low * rest), low * gate),
            where(left, parts.times(fma(F64(4.0) * r, part, rest)), fma(F64(4.0) * r, part * e, gate))};
  }
};

// With n = exp(-|x|) and r = 1 / (1 + n), sigmoid(-|x|) is n r and sigmoid(|x|) is r.
struct Gates {
  Exponential64 n;
  F64 r;
  Mask<F64> left;
};
INLINE Gates gates(F64 x) {
  const Exponential64 n = exponential_within(from_below(-abs(x)));
  return {n, F64(1.0) / (n.whole() + F64(1.0)), x < F64(0.0)};
}

struct sigmoid {
  static INLINE ValueAndSlope both(F64 x) {
    const Gates s = gates(x);
    return {where(s.left, s.n.times(s.r), s.r), s.n.times(s.r * s.r)};
  }
};

struct swish {
  static INLINE ValueAndSlope both(F64 x) {
    const Gates s = gates(x);
    const F64 low = from_below(x), within = clamp_high(F64(760.0), low), part = within * s.r;
    return {where(s.left, s.n.times(low * s.r), low * s.r),
            where(s.left, s.n.times(fma(part, s.r, s.r)), fma(s.n.whole() * part, s.r, s.r))};
  }
};

struct tanh {
  static INLINE ValueAndSlope both(F64 x) {
    const Exponential64 parts = exponential_within(from_below(F64(-2.0) * abs(x)));
    const F64 v = parts.minus_one(), r = F64(1.0) / (v + F64(2.0));
    return {copy_sign(v * r, x), parts.times(F64(4.0) * r * r)};
  }
};

// NaN as it came: the sign of a computed one depends on how the compiler orders a product.
INLINE ValueAndSlope unless_nan(F64 x, F64 value, F64 slope) {
  const Mask<F64> number = x == x;
  return {where(number, value, x), where(number, slope, x)};
}

// With z = |x|, a = z / sqrt(2) and E = exp(-z^2 / 2), the tail Phi(-z) is E f(t) / (2 + 4 a), as in upper_erfc, and by the series
// of erf where a is small. What the rounding of z^2 loses is up to 700 ULP of E, and goes into its rest.
struct gelu {
  static INLINE ValueAndSlope both(F64 x) {
    namespace c = actlab_constants;
    const F64 z = clamp_high(F64(40.0), abs(x)), square = z * z, a = z * F64(0.7071067811865476);
    const Exponential64 e = exponential_within(F64(-0.5) * square).corrected(F64(-0.5) * rest_of_square(z, square));
    const F64 far = horner((a - F64(4.0)) / (a + F64(4.0)), c::erfc_double) / fma(F64(4.0), a, F64(2.0));
    const F64 erf = a * horner(clamp_high(F64(1.0), a * a), c::erf_double), tail = fma(F64(-0.5), erf, F64(0.5));
    const F64 density(0.3989422804014327);
    const Mask<F64> near = a < F64(0.6), right = x >= F64(0.0);  // 0 is right: -0 + -0 is -0, 0 + -0 is 0
    const F64 left = where(near, -z * tail, e.times(-z * far));
    const F64 slope = where(near, fnma(z, e.times(density), tail), e.times(fnma(z, density, far)));
    const F64 upper = where(near, x * fma(F64(0.5), erf, F64(0.5)), x + left);
    return unless_nan(x, where(right, upper, left), where(right, F64(1.0) - slope, slope));
  }
};

// x sigmoid(w) with w = x (k + m x^2), k = sqrt(8 / pi), m = 0.044715 k: an error of w is one of exp(w), so w carries its rest.
struct gelu_tanh {
  static INLINE ValueAndSlope both(F64 x) {
    const F64 k(1.5957691216057308), k_rest(-9.96930880911092e-17), m(0.07135481627260025), m_rest(-6.175149918155315e-19);
    const F64 z = clamp_high(F64(23.0), abs(x)), square = z * z, cubic = m * square, sum = k + cubic, back = sum - k;
    const F64 cubic_rest = fma(m, rest_of_square(z, square), fma(m_rest, square, rest_of_product(m, square, cubic)));
    const F64 sum_rest = ((k - (sum - back)) + (cubic - back)) + (cubic_rest + k_rest);
    const F64 w = z * sum, w_rest = fma(z, sum_rest, rest_of_product(z, sum, w));
    const Exponential64 n = exponential_within(-w).corrected(-w_rest);
    const F64 whole = n.whole(), r = F64(1.0) / (whole + F64(1.0));
    const F64 growth = z * fma(F64(2.0), cubic, sum);  // z w'
    const Mask<F64> right = x >= F64(0.0);
    return unless_nan(x, where(right, x * r, n.times(-z * r)),
                      where(right, fma(whole * growth * r, r, r), n.times(fnma(growth * r, r, r))));
  }
};

// x - tanh(x); within 1 by its series, as the difference has no digits left near 0.
struct tanhshrink {
  static INLINE ValueAndSlope both(F64 x) {
    const F64 t = tanh::both(x).value, z = x * x;
    const F64 near = x * z * horner(clamp_high(F64(1.0), z), actlab_constants::tanhshrink_double) + F64(0.0);
    return {where(abs(x) < F64(1.0), near, x - t), t * t};
  }
};

// sin(x) - cos(x) is sqrt(2) sin(x - pi/4) and sin(x) + cos(x) its derivative, without a difference of near-equals.
struct sine_relu {
  static INLINE ValueAndSlope both(F64 x, F64 epsilon) {
    namespace c = actlab_constants;
    Quarters q = quarters(x);
    const Mask<F64> above = q.r > F64(0.0);
    const F64 near = q.r + where(above, F64(-0.5 * c::half_pi[0]), F64(0.5 * c::half_pi[0]));
    const F64 low = q.low + where(above, F64(-0.5 * c::half_pi[1]), F64(0.5 * c::half_pi[1]));
    q = {near + low, F64(0.0), q.k + (~above).m};
    q.low = (near - q.r) + low;
    const F64 size = epsilon * F64(1.4142135623730951);
    const Mask<F64> right = x > F64(0.0);
    return {where(right, x, size * sine<0>(q)), where(right, F64(1.0), size * sine<1>(q))};
  }
};

// ---- left tails ------------------------------------------------------------------------------------------------------

// exp(x + low) for an x below 40; at the bottom it is 0 times all that it is multiplied by.
constexpr double bottom = -900;
INLINE Exponential64 exponential_of(F64 x, F64 low) { return exponential_within(clamp_low(F64(bottom), x)).corrected(low); }

// low + d for a low that is not too small for exp, and what the rounding of that sum loses.
struct Sum {
  F64 low, whole, lost;
};
INLINE Sum sum_from_below(F64 x, F64 d) {
  const F64 low = clamp_low(F64(bottom) - d, x), whole = low + d, back = whole - low;
  return {low, whole, (low - (whole - back)) + (d - back)};
}

// A function that is c x exp(x + d) where that is far out; by the product of x and exp(x), which has no digits left where
// exp(x) is subnormal, it was wrong by 358 to 893 ULP.
struct Tail {
  F64 c, d;
};
constexpr double tail_end = -600;  // exp(x) beside 1 is not seen long before
template <class F, bool slope, Tail (*tail)(const F64*)> struct with_tail {
  static constexpr int parameters = F::parameters;
  static INLINE F64 call(F64 x, const F64* p) {
    const F64 result = F::call(x, p);
    const auto [c, d] = tail(p);
    const Sum sum = sum_from_below(x, d);
    const Mask<F64> far = (sum.whole < F64(tail_end)) & (abs(c) < F64(1e50));
    if (!any(far)) return result;
    return where(far, exponential_of(sum.whole, sum.lost).times(c * (slope ? sum.low + F64(1.0) : sum.low)), result);
  }
};
inline Tail plain_tail(const F64*) { return {F64(1.0), F64(0.0)}; }
inline Tail scaled_tail(const F64* p) { return {p[0], F64(0.0)}; }
inline Tail shifted_tail(const F64* p) { return {F64(1.0), p[0]}; }

// For n = exp(x + beta) below 1, x n (n + 2) / (n (n + 2) + 2); the rounding of x + beta was 16 ULP of n.
template <class F> struct mila_value {
  static constexpr int parameters = F::parameters;
  static INLINE F64 call(F64 x, const F64* p) {
    const Sum sum = sum_from_below(x, p[0]);
    const Exponential64 n = exponential_of(clamp_high(F64(0.0), sum.whole), sum.lost);
    const F64 whole = n.whole(), over = whole + F64(2.0);
    return where(sum.whole < F64(0.0), n.times(sum.low * over / fma(whole, over, F64(2.0))), F::call(x, p));
  }
};

// With n = exp(-|x| / beta), x n / (1 + x n / alpha) for x < 0 and x / (x / alpha + n) for others; the rounding of x / beta was
// 1,645 ULP of n.
template <class F, bool slope> struct soft_root_sign {
  static constexpr int parameters = F::parameters;
  static INLINE F64 call(F64 x, const F64* p) {
    const F64 low = clamp_low(F64(bottom) * p[1], -abs(x)), q = low / p[1], product = q * p[1];
    const F64 lost = ((low - product) - rest_of_product(q, p[1], product)) / p[1];
    const Exponential64 n = exponential_of(q, lost);
    const Mask<F64> left = x < F64(0.0);
    const F64 below = fma(n.whole(), low / p[0], F64(1.0));
    if constexpr (!slope) return where(left, n.times(low / below), F::call(x, p));
    const F64 r = F64(1.0) / where(left, below, n.whole() - low / p[0]);
    return where(x == x, n.times(where(left, F64(1.0) + q, F64(1.0) - q) * r * r), x);
  }
};

// 4 s sigmoid(z) sigmoid(-z) for z = k |x|, the derivative of a tanh; the rounding of z was up to 683 ULP of it.
INLINE F64 tanh_slope(F64 x, F64 k, F64 k_rest, F64 s) {
  const F64 size = abs(x), z = size * k, lost = rest_of_product(size, k, z) + size * k_rest;
  const F64 seen = where(z < F64(-bottom), lost, F64(0.0));
  const Exponential64 n = exponential_of(-z, -seen);
  const F64 r = F64(1.0) / (n.whole() + F64(1.0));
  return where(x == x, n.times(F64(4.0) * s * r * r), x);
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
  const F64 r = F64(1.0) / sqrt(fma(alpha * x, x, F64(1.0)));
  return r * r * r;
}
struct isru_slope {
  static constexpr int parameters = 1;
  static INLINE F64 call(F64 x, const F64* p) { return isru_slope_of(x, p[0]); }
};
struct isrlu_slope {
  static constexpr int parameters = 1;
  static INLINE F64 call(F64 x, const F64* p) { return where(x >= F64(0.0), F64(1.0), isru_slope_of(x, p[0])); }
};

template <class F> void value(const double* x, const double* g, double* y, int64_t n, const double*, bool stream) {
  passes<F64>(x, g, y, n, stream, [](F64 v) INLINE_LAMBDA { return F::both(v).value; });
  if (stream) fence_streaming();
}
template <class F> void slope(const double* x, const double* g, double* y, int64_t n, const double*, bool stream) {
  passes<F64>(x, g, y, n, stream, [](F64 v) INLINE_LAMBDA { return F::both(v).slope; });
  if (stream) fence_streaming();
}
template <class F> void both(const double* x, double* value, double* slope, int64_t n) {
  pass<F64, false, false>(x, nullptr, value, n / F64::width * F64::width, [&](F64 v) INLINE_LAMBDA {
    const ValueAndSlope found = F::both(v);
    found.slope.store(slope);
    slope += F64::width;
    return found.value;
  });
  const int64_t rest = n % F64::width, done = n - rest;
  doubles::value<F>(x + done, nullptr, value + done, rest, nullptr, false);
  doubles::slope<F>(x + done, nullptr, slope, rest, nullptr, false);
}

}  // namespace doubles
}  // namespace ACTLAB_TARGET
