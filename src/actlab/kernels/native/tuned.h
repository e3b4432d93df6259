// Values written by hand for float32 where there is fma but no AVX-512: a third faster there than pieces.h, which has the slopes.
//
// Each is a struct with `fast`, exact to its bound inside [low, high], `above` for what lies above, and `below`, in double,
// for what lies below, where results become subnormal; loops.h puts them together. exp(x) comes as size * (1 + rest) and is
// multiplied out as late as possible: every rounding left out is 0.5 to 1 ULP less in the result (benchmarks/NOTES.md has
// the counts).
#pragma once
#include "functions.h"
#include "vector_math.h"

namespace ACTLAB_TARGET {

// y, negative where x is: y has the sign of x anyway, but at x = -0 the correction may turn -0 into +0.
INLINE F32 with_sign_of(F32 x, F32 y) {
  return F32::from_raw(y.raw() | (x.raw() & sign_bit<F32>));
}

// With f = exp(x) / 2 and v = f^2 + f = n / 4: y = x v / (v + 1/2).
struct tuned_mish_value {
  static constexpr float low = -86.5f, high = 44.5f;
  static constexpr double at_zero = 0.0, slope_at_zero = 0.6;
  static INLINE F32 fast(F32 x) {
    Exponential e = exponential<-1>(x);
    F32 f = fma(e.size, e.rest, e.size);
    // The large term is added last and exactly, so that v is rounded once (0.8 ULP less).
    F32 v = fma(f, f, e.size * e.rest) + e.size;
    F32 r = F32(1.0) / (v + F32(0.5 + above_half));
    F32 q = v * r;
    // v - q (v + 1/2), without the rounding of v + 1/2; the last fma adds the correction to the exact product x q.
    F32 left = fnma(q, v, fnma(F32(0.5), q, v));
    return fma(x, q, x * (left * r));
  }
  // Makes r a little too small, so that `left` is positive at 0 (else -0 would become +0) and never vanishes beside its
  // terms (else it would be subnormal from x = -44 on, and such a block took 30 times as long).
  static constexpr double above_half = 0x1p-18;
  static INLINE F32 above(F32 x) { return x; }
  static INLINE F64 below(F64 x) { return where(x < F64(-800.0), F64(-0.0), x * exp(x)); }
};

// n / (1 + exp(-x)). What is left of n, n - q - q size - q size rest, is summed from the large terms down, so that the
// rounding of 1 + exp(-x) does not enter (it costs 1 ULP).
INLINE F32 over_one_plus_exp(F32 n, Exponential e) {
  F32 small = e.size * e.rest;
  F32 d = (e.size + small) + F32(1.0);
  F32 r = F32(1.0) / d;
  F32 q = n * r;
  F32 left = fnma(q, small, fnma(q, e.size, n - q));
  return fma(left, r, q);
}

struct tuned_sigmoid_value {
  static constexpr float low = -87.5f, high = 86.5f;
  static constexpr double at_zero = 0.5, slope_at_zero = 0.25;
  static INLINE F32 fast(F32 x) { return over_one_plus_exp(F32(1.0), exponential(-x)); }
  static INLINE F32 above(F32) { return F32(1.0); }
  static INLINE F64 below(F64 x) { return exp(x); }
};

struct tuned_swish_value {
  static constexpr float low = -87.5f, high = 86.5f;
  static constexpr double at_zero = 0.0, slope_at_zero = 0.5;
  static INLINE F32 fast(F32 x) { return with_sign_of(x, over_one_plus_exp(x, exponential(-x))); }
  static INLINE F32 above(F32 x) { return x; }
  static INLINE F64 below(F64 x) { return where(x < F64(-800.0), F64(-0.0), x * exp(x)); }
};

}  // namespace ACTLAB_TARGET
