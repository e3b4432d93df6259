// Swish and softplus with any beta for float32, ELU and CELU with any alpha: a third of the time of their bodies in double. Swish, such as
// the GELU of CLIP, is g of SwiGLU's gate, with all digits of beta; the others are those of 1 at beta x or x / alpha, with what the rounding
// of that lost.
#pragma once
#include "gate_floats.h"
#include "tables.h"

#if defined(ACTLAB_LOOKS_UP)
namespace ACTLAB_TARGET {
namespace any_beta {

using namespace pieces;
using tables::Group;
using Gate = gate_floats::OverOnePlusExp<gate_floats::Swish>;
using gate_floats::Constants;

INLINE steep::Sum in_two(double number) {
  const auto high = static_cast<float>(number);
  return {F32(static_cast<double>(high)), F32(number - static_cast<double>(high))};
}

// As one more table, whose numbers are beta. Beyond: what is tiny, and where exp(-beta x) is hardly seen or all that is.
template <bool slope> struct Layout {
  struct Numbers {
    Constants constants;
    F32 end;
  };
  using Group = tables::Group;
  using Reach = Layout;
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

template <bool slope, class F> void swish(const float* x, const float* g, float* y, int64_t n, const double* parameters, bool stream) {
  const double beta = parameters[0], size = std::abs(beta);
  if (!(size >= 0x1p-10 && size <= 0x1p10)) return general<float, false>(emitted<F>, x, g, y, n, parameters, stream);
  const auto [high, low] = in_two(beta);
  const typename Layout<slope>::Numbers numbers{{high, low, F32(0.0), F32(0.0)}, F32(60 / size)};
  tables::groups<Layout<slope>, slope>(numbers, {}, x, g, y, n, stream);
}

// y = rescaled(x, f(u), d) with u + d = rate x, f being `of_one`.
template <actlab::ByHand<float> of_one, bool slope, class Rescale>
INLINE void rescaled(const float* x, const float* g, float* y, int64_t n, bool stream, double of_x, Rescale rescale) {
  const steep::Sum rate = in_two(of_x);
  alignas(64) float u[actlab::block_size], result[actlab::block_size];
  for (int64_t done = 0; done < n; done += actlab::block_size) {
    const int64_t count = std::min(n - done, actlab::block_size);
    pass<4, F32>(x + done, nullptr, u, count, false, false, [&](F32 v) INLINE_LAMBDA { return v * rate.high; });
    of_one(u, slope ? actlab::ones.all : nullptr, result, count, nullptr, false);
    const float* at = result;
    pass<1, F32>(x + done, slope ? g + done : nullptr, y + done, count, slope, stream, [&](F32 v) INLINE_LAMBDA {
      const F32 lost = fma(v, rate.low, fma(v, rate.high, -(v * rate.high))), f = F32::load(at);
      at += F32::width;
      return rescale(v, f, where(abs(v) < F32(0x1p100), lost, F32(0.0)));
    });
  }
  if (stream) fence_streaming();
}
INLINE F32 times(F32 x, steep::Sum factor) { return fma(x, factor.high, x * factor.low); }

// With u + d = beta x, softplus(u + d) / beta and sigmoid(u + d) from those at u, which is `of_one`: their slopes at u, times d, are
// d min(softplus(u), 1), near enough, and d sigmoid(u) (1 - sigmoid(u)). For beta below 1 a subnormal softplus(u) would have too few digits.
// Torch's own is a line where beta x is above a threshold.
template <bool slope, bool to_threshold, actlab::ByHand<float> of_one, class F>
void softplus(const float* x, const float* g, float* y, int64_t n, const double* parameters, bool stream) {
  const double beta = parameters[0];
  if (!(beta >= 1 && beta <= 0x1p10)) return general<float, false>(emitted<F>, x, g, y, n, parameters, stream);
  const steep::Sum inverse = in_two(1 / beta), threshold = in_two(to_threshold ? parameters[1] : INFINITY);
  const F32 rate{static_cast<double>(static_cast<float>(beta))};
  rescaled<of_one, slope>(x, g, y, n, stream, beta, [&](F32 v, F32 f, F32 d) INLINE_LAMBDA {
    // beta x may be infinite.
    const Mask<F32> line = to_threshold ? v * rate - threshold.high + (d - threshold.low) > F32(0.0) : v > F32(0x1p100);
    if constexpr (!slope) return where(line, v, times(fma(d, clamp_high(F32(1.0), f), f), inverse));
    const F32 result = fma(d * (F32(1.0) - f), f, f);
    return to_threshold ? where(line, F32(1.0), result) : result;
  });
}

// alpha (exp(rate x) - 1) on the left, where the slope of exp(u) - 1 is 1 more than itself. What is tiny is x if the slope there is 1.
enum class Kind { elu, celu };
template <Kind kind, bool slope, actlab::ByHand<float> of_one, class F>
void exponential(const float* x, const float* g, float* y, int64_t n, const double* parameters, bool stream) {
  const double alpha = parameters[0];
  if (!(alpha >= 0x1p-10 && alpha <= 0x1p10)) return general<float, false>(emitted<F>, x, g, y, n, parameters, stream);
  constexpr bool celu = kind == Kind::celu;
  const steep::Sum scale = in_two(celu && slope ? 1.0 : alpha);
  rescaled<of_one, slope>(x, g, y, n, stream, celu ? 1 / alpha : 1.0, [&](F32 v, F32 f, F32 d) INLINE_LAMBDA {
    const F32 left = times(fma(d, slope ? f : F32(1.0) + f, f), scale), right = slope ? F32(1.0) : v;
    if constexpr (slope) return where(v > F32(0.0), right, left);
    return where((v > F32(celu ? -0x1p-60 : 0.0)) | (v == F32(0.0)), right, left);
  });
}

}  // namespace any_beta
}  // namespace ACTLAB_TARGET
#endif
