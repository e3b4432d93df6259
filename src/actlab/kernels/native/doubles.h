// Bodies by hand for float64: value and slope from one exponential and one division, together or apart.
#pragma once
#include "loops.h"

namespace ACTLAB_TARGET {
namespace doubles {

struct ValueAndSlope {
  F64 value, slope;
};
struct WithoutParameters {
  static constexpr int parameters = 0;
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

struct mish : WithoutParameters {
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

struct sigmoid : WithoutParameters {
  static INLINE ValueAndSlope both(F64 x) {
    const Gates s = gates(x);
    return {where(s.left, s.n.times(s.r), s.r), s.n.times(s.r * s.r)};
  }
};

struct swish : WithoutParameters {
  static INLINE ValueAndSlope both(F64 x) {
    const Gates s = gates(x);
    const F64 low = from_below(x), within = clamp_high(F64(760.0), low), part = within * s.r;
    return {where(s.left, s.n.times(low * s.r), low * s.r),
            where(s.left, s.n.times(fma(part, s.r, s.r)), fma(s.n.whole() * part, s.r, s.r))};
  }
};

struct tanh : WithoutParameters {
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

// With a = z / sqrt(2), the tail Phi(-z) is exp(-z^2 / 2) far for z >= 0, far = f(t) / (2 + 4 a) as in upper_erfc, and by the
// series of erf where a is small. What the rounding of z^2 loses is up to 700 ULP of the exponential, and goes into its rest,
// as does that of z.
struct Normal {
  Exponential64 e;
  F64 far, half_erf;
  Mask<F64> near;
};
constexpr double density = 0.3989422804014327;
INLINE Normal normal(F64 z, F64 lost) {
  namespace c = actlab_constants;
  const F64 square = z * z, a = z * F64(0.7071067811865476);
  const Exponential64 e = exponential_within(F64(-0.5) * square);
  return {e.corrected(fnma(z, lost, F64(-0.5) * rest_of_square(z, square))),
          horner((a - F64(4.0)) / (a + F64(4.0)), c::erfc_double) / fma(F64(4.0), a, F64(2.0)),
          F64(0.5) * a * horner(clamp_high(F64(1.0), a * a), c::erf_double), a < F64(0.6)};
}
constexpr double normal_end = 40;  // Phi(-z) is 0 before it

struct gelu : WithoutParameters {
  static INLINE ValueAndSlope both(F64 x) {
    const F64 z = clamp_high(F64(normal_end), abs(x));
    const Normal n = normal(z, F64(0.0));
    const F64 tail = F64(0.5) - n.half_erf;
    const Mask<F64> right = x >= F64(0.0);  // 0 is right: -0 + -0 is -0, 0 + -0 is 0
    const F64 left = where(n.near, -z * tail, n.e.times(-z * n.far));
    const F64 slope = where(n.near, fnma(z, n.e.times(F64(density)), tail), n.e.times(fnma(z, F64(density), n.far)));
    const F64 upper = where(n.near, x * (n.half_erf + F64(0.5)), x + left);
    return unless_nan(x, where(right, upper, left), where(right, F64(1.0) - slope, slope));
  }
};

// x sigmoid(w) with w = x (k + m x^2), k = sqrt(8 / pi), m = 0.044715 k: an error of w is one of exp(w), so w carries its rest.
struct gelu_tanh : WithoutParameters {
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

// x - tanh(x), within 1 by its series, as the difference has no digits left near 0; beyond it is |x| - 1 + 2 n / (1 + n) with
// n = exp(-2 |x|).
struct tanhshrink : WithoutParameters {
  static INLINE ValueAndSlope both(F64 x) {
    const Exponential64 n = exponential_within(from_below(F64(-2.0) * abs(x)));
    const F64 r = F64(1.0) / (n.whole() + F64(1.0)), z = x * x, t = tanh::both(x).value;
    const F64 near = x * z * horner(clamp_high(F64(1.0), z), actlab_constants::tanhshrink_double) + F64(0.0);
    const F64 far = (abs(x) - F64(1.0)) + F64(2.0) * n.times(r);
    const Mask<F64> close = abs(x) < F64(1.0);
    return unless_nan(x, where(close, near, copy_sign(far, x)), where(close, t * t, F64(1.0) - F64(4.0) * n.times(r * r)));
  }
};

// The quarters of x - pi/4.
INLINE Quarters less_an_eighth(Quarters q) {
  namespace c = actlab_constants;
  const Mask<F64> above = q.r > F64(0.0);
  const F64 near = q.r + where(above, F64(-0.5 * c::half_pi[0]), F64(0.5 * c::half_pi[0]));
  const F64 low = q.low + where(above, F64(-0.5 * c::half_pi[1]), F64(0.5 * c::half_pi[1]));
  const F64 r = near + low;
  return {r, (near - r) + low, q.k + (~above).m};
}

// sin(x) - cos(x) is sqrt(2) sin(x - pi/4) and sin(x) + cos(x) its derivative, without a difference of near-equals.
struct sine_relu {
  static constexpr int parameters = 1;
  static INLINE ValueAndSlope both(F64 x, const F64* p) {
    const Quarters q = less_an_eighth(quarters(x));
    const F64 size = p[0] * F64(1.4142135623730951);
    const Mask<F64> right = x > F64(0.0);
    return {where(right, x, size * sine<0>(q)), where(right, F64(1.0), size * sine<1>(q))};
  }
};

template <class F> void value(const double* x, const double*, double* y, int64_t n, const double*, bool stream) {
  pass<1, F64>(x, nullptr, y, n, false, stream, [](F64 v) INLINE_LAMBDA { return F::both(v).value; });
  if (stream) fence_streaming();
}
template <class F> void slope(const double* x, const double* g, double* y, int64_t n, const double*, bool stream) {
  pass<1, F64>(x, g, y, n, g != nullptr, stream, [](F64 v) INLINE_LAMBDA { return F::both(v).slope; });
  if (stream) fence_streaming();
}
template <class F> void both(const double* x, double* value, double* slope, int64_t n) {
  pass<1, F64>(x, nullptr, value, n / F64::width * F64::width, false, false, [&](F64 v) INLINE_LAMBDA {
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
