// GELU for AVX-512. With z = |x| and E = exp(-z^2 / 2), value and slope are E P(z) on the left, and x or 1 less or more of
// it on the right; P, bounded and smooth, is one of 32 polynomials looked up by z. So the tail, where 1 + erf(x / sqrt(2))
// has lost all digits, is as exact as the rest, at 35 instructions for 16 floats.
#pragma once
#include "pieces.h"

#if defined(__AVX512F__)
namespace ACTLAB_TARGET {
namespace gaussian {

using namespace pieces;

struct value {
  static constexpr auto& table = c::gelu_value_by_size;  // -|x| Phi(-|x|) / E
  static constexpr bool vanishes = true;                  // at 0, where the slope is 1/2
  static INLINE F32 right(F32 x, F32 left) { return x + left; }
};
struct slope {
  static constexpr auto& table = c::gelu_slope_by_size;
  static constexpr bool vanishes = false;
  static INLINE F32 right(F32, F32 left) { return F32(1.0) - left; }
};

// From here on nothing is left of the result: exp(-15.5^2 / 2) is 6e-53. On the right it is not seen from -80 on.
constexpr float largest_size = 15.5f, least_square = 0x1p-40f, least_right = -80.0f;
constexpr float whole_steps = 6291456.0f;  // 1.5 * 2^22: adding it rounds to halves, whose number is in the lowest bits
constexpr int tiny_raw = 2 << 23;          // 2^-125: half of anything below is subnormal, and half of it the tangent there

template <class F> INLINE F32 polynomial(F32 z) {
  constexpr int rows = sizeof F::table / sizeof F::table[0];
  const __m512i index = raw(z + F32(double(whole_steps)));
  auto row = [&](int power) INLINE_LAMBDA {
    return F32(_mm512_permutex2var_ps(_mm512_load_ps(F::table[power]), index, _mm512_load_ps(F::table[power] + 16)));
  };
  const F32 r(_mm512_reduce_ps(z.v, 0x18));
  F32 sum = row(rows - 1);
#pragma GCC unroll 8
  for (int power = rows - 2; power >= 0; power--) sum = fma(sum, r, row(power));
  return sum;
}

INLINE __mmask16 tiny(F32 x) {  // but not 0
  return _mm512_cmplt_epu32_mask(_mm512_sub_epi32(raw(abs(x)), _mm512_set1_epi32(1)), _mm512_set1_epi32(tiny_raw - 1));
}

// Of x, nothing of which is tiny, times g, all of a usual size.
template <class F, bool scaled> INLINE F32 body(F32 x, F32 g) {
  const __mmask16 left = _mm512_movepi32_mask(raw(x)), right = static_cast<__mmask16>(~left);
  const F32 z(_mm512_min_ps(_mm512_set1_ps(largest_size), abs(x).v));
  const F32 at(_mm512_max_ps(_mm512_set1_ps(least_square), z.v));  // its square and the rest of that are normal
  const F32 square = at * at, lost = fma(at, at, -square);
  F32 t = square * F32(-0.5);
  t = F32(_mm512_mask_max_ps(t.v, right, _mm512_set1_ps(least_right), t.v));
  const auto [entry, rest, k] = power_of_e(t, lost);
  const F32 p = polynomial<F>(z), large = p * entry;
  F32 u = large + fma(large, rest, fma(p, entry, -large));  // large is not rounded: 2.3 to 1.9 ULP
  if constexpr (scaled) u = F32(_mm512_mask_mul_ps(u.v, left, u.v, g.v));
  u = _mm512_cmp_ps_mask(k.v, _mm512_set1_ps(lowest_power), _CMP_LT_OQ) ? scale_down(u, k) : scale(u, k);
  const F32 beyond = F::right(x, u);
  if constexpr (scaled) return F32(_mm512_mask_mul_ps(u.v, right, beyond.v, g.v));
  return blend(right, beyond, u);
}

// Up to 64 elements of any size.
template <class F, bool scaled>
__attribute__((noinline)) void any_group(const float* x, const float* g, float* y, int64_t n) {
  for (int64_t i = 0; i < n; i += 16) {
    const auto mask = static_cast<__mmask16>(n - i < 16 ? (1 << (n - i)) - 1 : 0xffff);
    const F32 v(_mm512_maskz_loadu_ps(mask, x + i));
    const __mmask16 small = tiny(v);
    F32 result = body<F, false>(F32(_mm512_maskz_mov_ps(static_cast<__mmask16>(~small), v.v)), v);
    if (F::vanishes) result = blend(small, tangent(v, 0.5f), result);
    if constexpr (scaled) result = careful_product(F32(_mm512_maskz_loadu_ps(mask, g + i)), result);
    _mm512_mask_storeu_ps(y + i, mask, result.v);
  }
}

template <class F, bool scaled, bool stream> INLINE void groups(const float* x, const float* g, float* y, int64_t n) {
  int64_t i = 0;
  for (; i + 64 <= n; i += 64) {
    const Group group = Group::load(x + i);
    Group::look_ahead_at<scaled>(x + i, g + i);
    Group gradient;
    bool usual = all_above(group.least(), 0x1p-125f) || !(tiny(group.v[0]) | tiny(group.v[1]) | tiny(group.v[2]) | tiny(group.v[3]));
    if constexpr (scaled) {
      gradient = Group::load(g + i);
      usual &= all_above(gradient.least(), faint) && all_below(gradient.largest(), huge);
    }
    if (__builtin_expect(!usual, 0)) {
      any_group<F, scaled>(x + i, scaled ? g + i : nullptr, y + i, 64);
      continue;
    }
#pragma GCC unroll 4
    for (int k = 0; k < 4; k++) {
      const F32 result = body<F, scaled>(group.v[k], gradient.v[k]);
      if constexpr (stream) store_streaming(result, y + i + 16 * k);
      else result.store(y + i + 16 * k);
    }
  }
  if (i < n) any_group<F, scaled>(x + i, scaled ? g + i : nullptr, y + i, n - i);
  if constexpr (stream) fence_streaming();
}

template <class F> void kernel(const float* x, const float* g, float* y, int64_t n, bool stream) {
  if (g == nullptr) return stream ? groups<F, false, true>(x, g, y, n) : groups<F, false, false>(x, g, y, n);
  return stream ? groups<F, true, true>(x, g, y, n) : groups<F, true, false>(x, g, y, n);
}

}  // namespace gaussian
}  // namespace ACTLAB_TARGET
#endif
