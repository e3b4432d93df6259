// SiLU and the sigmoid for float32 where there is fma but no AVX-512: by exp(-x) and a division, 0.85 of the time that a table of
// fine.h takes there, and as fast at -80 as at 1. pieces.h has the slopes, and the values far out.
#pragma once
#include "tables.h"

#if defined(ACTLAB_LOOKS_UP) && !defined(__AVX512F__)
namespace ACTLAB_TARGET {
namespace logistic {

using namespace pieces;

// n / (1 + exp(-x)) for x from -87. What is left of n is taken away in the end, so that -0 stays; and in two parts, so that the
// rounding of 1 + exp(-x) does not enter (it costs 1 ULP).
INLINE F32 over_one_plus_exp(F32 n, F32 x) {
  const F32 t = -clamp_high(F32(64.0), x), magic(12582912.0);  // 1.5 * 2^23: adding it rounds to an integer
  const F32 shifted = fma(t, F32(1.4426950408889634), magic), k = shifted - magic;
  const F32 rest = fnma(k, F32(c::ln2_float[1]), fnma(k, F32(c::ln2_float[0]), t));
  const F32 size(reinterpret_cast<F32::native>((reinterpret_cast<Words>(shifted.v) + 127u) << 23)), one = size + F32(1.0);
  const F32 part = size * rest, q = fma(rest, horner(rest, c::exp_by_rest), F32(1.0));  // exp(-x) = size + part q
  const F32 d = fma(part, q, one), lost = fma(part, q, one - d);
  const F32 r = F32(1.0) / d, y = n * r;
  return fnma(fma(y, lost, fma(y, d, -n)), r, y);
}

struct sigmoid : pieces::sigmoid_value {
  static INLINE F32 call(F32 x) { return over_one_plus_exp(F32(1.0), x); }
};
struct swish : pieces::swish_value {
  static INLINE F32 call(F32 x) { return over_one_plus_exp(x, x); }
};

// As one more table, which needs no numbers.
struct Nothing {};
template <class F> struct Layout {
  using Group = pieces::Group;
  using Numbers = Nothing;
  using Function = F;
  using Reach = Layout;
  static constexpr bool has_tail = true, keeps_subnormals = true;
  static INLINE Lanes beyond(F32 x, F32, Nothing) { return not_below(abs(x), F32(87.0)); }
  static INLINE bool any_beyond(const Group& x, const Group&, Nothing) { return any(not_below(x.largest(), F32(87.0)) | x.unordered()); }
  static INLINE Lanes in_tail(F32) { return all_lanes; }
  template <bool> static INLINE F32 tail(F32 x, Nothing) { return far<F, false>(x, F32(1.0)); }
  static INLINE F32 of_subnormal(F32 x) { return at_subnormal<F>(x); }
};
template <class Layout, bool slope> INLINE Group polynomials(const Group& x, Nothing) {
  return Group::of([&](int k) INLINE_LAMBDA { return Layout::Function::call(x.v[k]); });
}

template <class F> void kernel(const float* x, const float*, float* y, int64_t n, const double*, bool stream) {
  tables::groups<Layout<F>, false>({}, {}, x, nullptr, y, n, stream);
}

}  // namespace logistic
}  // namespace ACTLAB_TARGET
#endif
