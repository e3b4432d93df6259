// Bodies by hand for float64: value and slope from one exponential and one division, together or apart.
#pragma once
#include "loops.h"

namespace ACTLAB_TARGET {
namespace doubles {

struct ValueAndSlope {
  F64 value, slope;
};

// exp(x) = 2^k (1 + rest) for -760 <= x <= 40, in line: several vectors are on their way at once, which a call prevents.
struct Exponential64 {
  F64 k, rest;
  INLINE F64 whole() const {
    const F64 near = rest + F64(1.0);
#if defined(__AVX512F__)
    return F64(_mm512_scalef_pd(near.v, k.v));
#else
    const F64 half = clamp_low(F64(-1000.0), k);  // 2^k alone would leave the normal numbers
    return near * power_of_two(half) * power_of_two(k - half);
#endif
  }
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
INLINE F64 exp_within(F64 x) { return exponential_within(x).whole(); }

// The lower end gives the limits at -infinity: x is 0 times what is finite there.
INLINE F64 from_below(F64 x) { return clamp_low(F64(-760.0), x); }

struct mish {
  static INLINE ValueAndSlope both(F64 x) {
    const F64 low = from_below(x), within = clamp_high(F64(40.0), low);
    const F64 e = exp_within(within), n = e * (e + F64(2.0));
    const F64 r = F64(1.0) / (n + F64(2.0)), gate = n * r;
    return {low * gate, fma(within * (e * (e + F64(1.0)) * r), F64(4.0) * r, gate)};
  }
};

// sigmoid(x) and sigmoid(-x) without a difference of near-equals.
struct Gates {
  F64 open, closed;
};
INLINE Gates gates(F64 x) {
  const F64 e = exp_within(from_below(-abs(x)));
  const F64 r = F64(1.0) / (e + F64(1.0));
  const Mask<F64> negative = x < F64(0.0);
  return {where(negative, e * r, r), where(negative, r, e * r)};
}

struct sigmoid {
  static INLINE ValueAndSlope both(F64 x) {
    const Gates s = gates(x);
    return {s.open, s.open * s.closed};
  }
};

struct swish {
  static INLINE ValueAndSlope both(F64 x) {
    const Gates s = gates(x);
    const F64 low = from_below(x), within = clamp_high(F64(760.0), low);
    return {low * s.open, fma(within * s.open, s.closed, s.open)};
  }
};

struct tanh {
  static INLINE ValueAndSlope both(F64 x) {
    const Exponential64 parts = exponential_within(from_below(F64(-2.0) * abs(x)));
    const F64 v = parts.minus_one(), r = F64(1.0) / (v + F64(2.0));
    return {copy_sign(v * r, x), F64(4.0) * parts.whole() * r * r};
  }
};

template <class F> void value(const double* x, const double* g, double* y, int64_t n, bool stream) {
  passes<F64>(x, g, y, n, stream, [](F64 v) INLINE_LAMBDA { return F::both(v).value; });
  if (stream) fence_streaming();
}
template <class F> void slope(const double* x, const double* g, double* y, int64_t n, bool stream) {
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
  doubles::value<F>(x + done, nullptr, value + done, rest, false);
  doubles::slope<F>(x + done, nullptr, slope, rest, false);
}

}  // namespace doubles
}  // namespace ACTLAB_TARGET
