// Swish with any beta for float32, such as the GELU of CLIP: half of the time that its body in double takes, and of the four operators
// of torch's that write it. g of SwiGLU's gate, with all digits of beta.
#pragma once
#include "gate_floats.h"
#include "tables.h"

#if defined(ACTLAB_LOOKS_UP)
namespace ACTLAB_TARGET {
namespace any_beta {

using namespace pieces;
using Gate = gate_floats::OverOnePlusExp<gate_floats::Swish>;
using gate_floats::Constants;

// As one more table, whose numbers are beta. Beyond: what is tiny, and where exp(-beta x) is hardly seen or all that is.
template <bool slope> struct Layout {
  struct Numbers {
    Constants constants;
    F32 end;
  };
  static constexpr bool has_tail = true, keeps_subnormals = false;
  static constexpr double tiny = 0x1p-90;
  static INLINE Lanes beyond(F32 x, F32, const Numbers& beta) { return not_below(abs(x), beta.end) | below(abs(x), F32(tiny)); }
  static INLINE bool any_beyond(const Group& x, const Group&, const Numbers& beta) {
    return any(not_below(x.largest(), beta.end) | x.unordered() | below(x.least(), F32(tiny)));
  }
  static INLINE Lanes in_tail(F32) { return all_lanes; }
  template <bool> static INLINE F32 tail(F32 x, const Numbers& beta) {
    const F32 within = clamp_low(F32(-gate_floats::usual_end), clamp_high(F32(gate_floats::usual_end), x));
    const Gate g(within, beta.constants);
    const F32 falling = steep::result_of(g.template tail<slope>(within, beta.constants));
    const F32 end = blend(above(g.w.high, F32(0.0)), slope ? F32(1.0) : x, falling);
    const F32 half = slope ? F32(0.5) : tangent_of_half(x);
    return blend(unordered(x, x), x, blend(below(abs(x), F32(tiny)), half, end));
  }
  // x / 2; no product meets a subnormal number.
  static INLINE F32 tangent_of_half(F32 x) { return blend(below(abs(x), F32(0x1p-125)), tangent(x, 0.5f), x * F32(0.5)); }
};
template <class Layout, bool slope> INLINE Group polynomials(const Group& x, const typename Layout::Numbers& beta) {
  return Group::of([&](int k) INLINE_LAMBDA {
    const Gate g(x.v[k], beta.constants);
    if constexpr (slope) return g.slope(x.v[k], beta.constants);
    else return copy_sign(g.divided(x.v[k]), x.v[k]);
  });
}

template <bool slope, class F> void kernel(const float* x, const float* g, float* y, int64_t n, const double* parameters, bool stream) {
  const double beta = parameters[0], size = std::abs(beta);
  if (!(size >= 0x1p-10 && size <= 0x1p10)) return general<float, false>(emitted<F>, x, g, y, n, parameters, stream);
  const auto high = static_cast<float>(beta);
  const typename Layout<slope>::Numbers numbers{{F32(double(high)), F32(beta - double(high)), F32(0.0), F32(0.0)}, F32(60 / size)};
  (g ? tables::groups<Layout<slope>, slope, true> : tables::groups<Layout<slope>, slope, false>)(numbers, {}, x, g, y, n, stream);
}

}  // namespace any_beta
}  // namespace ACTLAB_TARGET
#endif
