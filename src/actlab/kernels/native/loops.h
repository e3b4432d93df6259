// The loops over contiguous arrays, written once: full vectors, the tail as one more full vector, and what happens to
// values that a fast body does not cover.
#pragma once
#include <utility>

#include "kernels.h"
#include "vector_math.h"

namespace ACTLAB_TARGET {

// ---- stores ----------------------------------------------------------------------------------------------------------

// A store past the cache saves reading the destination first: 0.66 instead of 1.0 copies at 16M floats, but 1.6 to 2
// copies while everything still fits into L2, so the caller asks for it by size.
template <class V> INLINE void store_streaming(V v, typename V::element* to) {
#if defined(__AVX512F__)
  _mm512_stream_si512(reinterpret_cast<__m512i*>(to), reinterpret_cast<__m512i>(v.v));
#elif defined(__AVX2__)
  _mm256_stream_si256(reinterpret_cast<__m256i*>(to), reinterpret_cast<__m256i>(v.v));
#elif defined(__SSE2__)
  _mm_stream_si128(reinterpret_cast<__m128i*>(to), reinterpret_cast<__m128i>(v.v));
#else
  v.store(to);
#endif
}
INLINE void fence_streaming() {
#if defined(__SSE2__)
  _mm_sfence();
#endif
}

// The line of 64 bytes that is needed soon: the processor's own look ahead ends at each page of 4 KB.
template <class T> INLINE void look_ahead(const T* at, int64_t times = 1) { __builtin_prefetch(reinterpret_cast<const char*>(at) + times * actlab::bytes_ahead); }

// ---- one pass --------------------------------------------------------------------------------------------------------

// The function gets full vectors, the tail as one more with a padding of ones.
template <class V, class F> INLINE void for_each(const typename V::element* x, int64_t n, F function) {
  int64_t i = 0;
  for (; i + V::width <= n; i += V::width) function(V::load(x + i));
  if (i == n) return;
  alignas(64) typename V::element padded[V::width];
  for (auto& lane : padded) lane = 1;
  std::memcpy(padded, x + i, static_cast<size_t>(n - i) * sizeof *x);
  function(V::load(padded));
}

// y = function(x), times g where `scaled`; the tail is one vector more. `together` vectors at once, and the rest by one copy
// more: four hide the latency of a few instructions, a long function fills the processor alone.
template <int together, class V, class F>
INLINE void pass(const typename V::element* x, const typename V::element* g, typename V::element* y, int64_t n, bool scaled, bool stream, F function) {
  auto one = [&](const typename V::element* x, const typename V::element* g) INLINE_LAMBDA {
    const V result = function(V::load(x));
    return scaled ? V::load(g) * result : result;
  };
  auto put = [&](V result, typename V::element* y) INLINE_LAMBDA {
    if (stream) store_streaming(result, y);
    else result.store(y);
  };
  // What is written too, where it lies in L2: 7 % of ReLU's time there, and from L3 on a loss of 1.5 %.
  const bool in_cache = !stream && n * static_cast<int64_t>(sizeof *y) <= 1 << 19;
  auto ahead = [&](int64_t at) INLINE_LAMBDA {
    look_ahead(x + at);
    if (scaled) look_ahead(g + at);
    if (in_cache) look_ahead(y + at, 2);
  };
  int64_t i = 0;
  if constexpr (together > 1) {
    for (; i + together * V::width <= n; i += together * V::width) {
      V results[together];
#pragma GCC unroll 4
      for (int k = 0; k < together; k++) ahead(i + k * V::width), results[k] = one(x + i + k * V::width, g + i + k * V::width);
#pragma GCC unroll 4
      for (int k = 0; k < together; k++) put(results[k], y + i + k * V::width);
    }
  }
  alignas(64) typename V::element padded[V::width], gradient[V::width];
  for (; i < n; i += V::width) {
    const bool whole = i + V::width <= n;
    const typename V::element *at = x + i, *along = g + i;
    if (whole) ahead(i);
    else {
      const auto left = static_cast<size_t>(n - i) * sizeof *x;
      for (int lane = 0; lane < V::width; lane++) padded[lane] = gradient[lane] = 1;
      std::memcpy(padded, at, left);
      if (scaled) std::memcpy(gradient, along, left);
      at = padded, along = gradient;
    }
    const V result = one(at, along);
    if (whole) {
      put(result, y + i);
    } else {
      result.store(padded);
      std::memcpy(y + i, padded, static_cast<size_t>(n - i) * sizeof *x);
    }
  }
}

// ---- emitted functions ---------------------------------------------------------------------------------------------------

template <class F> __attribute__((noinline)) void emitted(double* x, int64_t n, const double* parameters) {
  F64 p[actlab::most_parameters];
  for (int i = 0; i < F::parameters; i++) p[i] = F64(parameters[i]);
  for (int64_t i = 0; i < n; i += F64::width) F::call(F64::load(x + i), p).store(x + i);
}

// The last bit is set when anything was lost. A second rounding, to 16 bits, is then right even where the float would have
// been a tie of the 16-bit type (0.5 + x / 4 for the sigmoid near 0, seven halves).
INLINE F64 to_odd(F64 wide) {
  const F64::bits lost = wide.raw() & 0x1fffffff;
  return F64::from_raw((wide.raw() - lost) | ((lost + 0x1fffffff) & 0x20000000));
}

constexpr int64_t buffer_size = 512;  // doubles handled at once: they stay in L1

// Floats are computed in double and rounded once: half an ULP for every record without work on any, subnormals and tails
// included, and still the speed of memory at 16M elements.
template <class T, bool odd>
void general(actlab::Emitted function, const T* x, const T* g, T* y, int64_t n, const double* parameters, bool stream) {
  alignas(64) double buffer[buffer_size];
  for (int64_t done = 0; done < n; done += buffer_size) {
    const int64_t count = n - done < buffer_size ? n - done : buffer_size;
    double* at = buffer;
    for_each<Vector<T>>(x + done, count, [&](Vector<T> v) INLINE_LAMBDA {
      if constexpr (sizeof(T) == 8) {
        v.store(at);
      } else {
        const Pair wide = widen(v);
        wide.low.store(at), wide.high.store(at + F64::width);
      }
      at += Vector<T>::width;
    });
    while ((at - buffer) % 8) *at++ = 1.0;
    function(buffer, at - buffer, parameters);
    at = buffer;
    pass<1, Vector<T>>(x + done, g + (g ? done : 0), y + done, count, g != nullptr, stream, [&](Vector<T>) INLINE_LAMBDA {
      const double* from = at;
      at += Vector<T>::width;
      if constexpr (sizeof(T) == 8) return F64::load(from);
      else if constexpr (odd) return narrow({to_odd(F64::load(from)), to_odd(F64::load(from + F64::width))});
      else return narrow({F64::load(from), F64::load(from + F64::width)});
    });
  }
  if (stream) fence_streaming();
}

// ---- 16-bit types ----------------------------------------------------------------------------------------------------------

constexpr int half_lanes = F32::width;
typedef uint16_t Halves __attribute__((vector_size(half_lanes * 2)));
typedef uint32_t Words __attribute__((vector_size(half_lanes * 4)));

INLINE F32 widen_bfloat(Halves from) { return F32(reinterpret_cast<F32::native>(__builtin_convertvector(from, Words) << 16)); }

// To nearest, ties to even. Adding 0x7fff and the last kept bit carries into it exactly when it must; a NaN that would
// carry into infinity has its payload cut to the kept bits first.
INLINE Halves narrow_bfloat(F32 from) {
#if defined(__AVX512F__)
  const __m512i raw = _mm512_castps_si512(from.v), up = _mm512_add_epi32(raw, _mm512_set1_epi32(0x7fff));
  const __m512i rounded = _mm512_mask_add_epi32(up, _mm512_test_epi32_mask(raw, _mm512_set1_epi32(0x10000)), up, _mm512_set1_epi32(1));
  const __m512i quiet = _mm512_mask_or_epi32(rounded, _mm512_cmp_ps_mask(from.v, from.v, _CMP_UNORD_Q), raw, _mm512_set1_epi32(0x400000));
  return reinterpret_cast<Halves>(_mm512_cvtepi32_epi16(_mm512_srli_epi32(quiet, 16)));
#else
  Words bits = reinterpret_cast<Words>(from.v);
  Words rounded = (bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16;
  Words is_nan = reinterpret_cast<Words>(from.v != from.v);
  rounded = (rounded & ~is_nan) | (((bits >> 16) | 0x40u) & is_nan);
  return __builtin_convertvector(rounded, Halves);
#endif
}

#if defined(__AVX512F__)
INLINE F32 widen_half(Halves from) { return F32(_mm512_cvtph_ps(reinterpret_cast<__m256i>(from))); }
INLINE Halves narrow_half(F32 from) { return reinterpret_cast<Halves>(_mm512_cvtps_ph(from.v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC)); }
#elif defined(__F16C__)
INLINE F32 widen_half(Halves from) { return F32(_mm256_cvtph_ps(reinterpret_cast<__m128i>(from))); }
INLINE Halves narrow_half(F32 from) { return reinterpret_cast<Halves>(_mm256_cvtps_ph(from.v, _MM_FROUND_TO_NEAREST_INT)); }
#elif defined(__aarch64__)
INLINE F32 widen_half(Halves from) { return F32(F32::native(vcvt_f32_f16(reinterpret_cast<float16x4_t>(from)))); }
INLINE Halves narrow_half(F32 from) { return reinterpret_cast<Halves>(vcvt_f16_f32(from.v)); }
#else
INLINE F32 widen_half(Halves from) {
  Words bits = __builtin_convertvector(from, Words);
  Words magnitude = bits & 0x7fffu;
  // The exponent is 112 too small after the shift; the product with 2^112 mends it, for subnormals too.
  F32 size = F32(reinterpret_cast<F32::native>(magnitude << 13)) * F32(5.192296858534828e+33);
  Words special = reinterpret_cast<Words>(magnitude >= 0x7c00u);
  Words result = reinterpret_cast<Words>(size.v) | (special & 0x7f800000u);
  return F32(reinterpret_cast<F32::native>(result | ((bits & 0x8000u) << 16)));
}
INLINE Halves narrow_half(F32 from) {
  Words bits = reinterpret_cast<Words>(from.v);
  Words magnitude = bits & 0x7fffffffu;
  Words normal = (magnitude + 0xfffu + ((magnitude >> 13) & 1u) - (112u << 23)) >> 13;
  // Subnormal halves: adding 0.5 lets the processor round at the bit that is the last one there (2^-24).
  F32 shifted = F32(reinterpret_cast<F32::native>(magnitude)) + F32(0.5);
  Words small = reinterpret_cast<Words>(shifted.v) - 0x3f000000u;
  Words is_small = reinterpret_cast<Words>(magnitude < 0x38800000u);
  Words is_large = reinterpret_cast<Words>(magnitude >= 0x477ff000u);
  Words is_nan = reinterpret_cast<Words>(magnitude > 0x7f800000u);
  Words result = (small & is_small) | (normal & ~is_small);
  result = (0x7c00u & is_large) | (result & ~is_large);
  result = ((0x7e00u | ((magnitude >> 13) & 0x3ffu)) & is_nan) | (result & ~is_nan);
  return __builtin_convertvector(result | ((bits >> 16) & 0x8000u), Halves);
}
#endif

template <F32 (*one)(Halves)> void widen_block(const uint16_t* from, float* to, int64_t n) {
  int64_t i = 0;
  Halves part;
  for (; i + half_lanes <= n; i += half_lanes) {
    std::memcpy(&part, from + i, sizeof part);
    one(part).store(to + i);
  }
  if (i == n) return;
  part = Halves{};
  std::memcpy(&part, from + i, static_cast<size_t>(n - i) * 2);
  float padded[half_lanes];
  one(part).store(padded);
  std::memcpy(to + i, padded, static_cast<size_t>(n - i) * 4);
}

template <Halves (*one)(F32)> void narrow_block(const float* from, uint16_t* to, int64_t n) {
  int64_t i = 0;
  for (; i + half_lanes <= n; i += half_lanes) {
    Halves part = one(F32::load(from + i));
    std::memcpy(to + i, &part, sizeof part);
  }
  if (i == n) return;
  float padded[half_lanes] = {};
  std::memcpy(padded, from + i, static_cast<size_t>(n - i) * 4);
  Halves part = one(F32::load(padded));
  std::memcpy(to + i, &part, static_cast<size_t>(n - i) * 2);
}

// ---- 16-bit types from a table ---------------------------------------------------------------------------------------------

// A function of 16 bits is a table of 65,536 results: each is right because it was computed in double, the speed is the
// same for every function and, as far as L1 reaches, every value. 32,768 bfloat16 of N(0, 4) take 4.6 us by gathers, a
// polynomial with both conversions 5.9.
template <class T, size_t... lane> INLINE auto one_by_one(const T* table, const uint16_t* x, std::index_sequence<lane...>) {
  typedef T Found __attribute__((vector_size(sizeof...(lane) * sizeof(T))));
  return Found{table[x[lane]]...};  // lane after lane into a vector took AVX2 4 times as long
}
#if defined(__AVX512F__)
INLINE F32 gathered(const float* table, __m512i numbers) { return F32(_mm512_i32gather_ps(numbers, table, 4)); }
INLINE Halves gathered(const uint16_t* table, __m512i numbers) {  // reads 2 bytes beyond the last entry
  return reinterpret_cast<Halves>(_mm512_cvtepi32_epi16(_mm512_i32gather_epi32(numbers, table, 2)));
}
INLINE F32 joined(__m256 low, __m256 high) { return F32(_mm512_insertf32x8(_mm512_castps256_ps512(low), high, 1)); }
template <class Half> INLINE Halves joined(Half low, Half high) {
  return reinterpret_cast<Halves>(_mm256_set_m128i(reinterpret_cast<__m128i>(high), reinterpret_cast<__m128i>(low)));
}
template <class T> INLINE auto entries(const T* table, const uint16_t* x) {
  if (!actlab::slow_gathers) return gathered(table, _mm512_cvtepu16_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(x))));
  const auto eight = std::make_index_sequence<half_lanes / 2>();  // g++ 12 puts sixteen together in many more steps
  return joined(one_by_one(table, x, eight), one_by_one(table, x + half_lanes / 2, eight));
}
#else
INLINE F32 whole_vector(F32::native found) { return F32(found); }
INLINE Halves whole_vector(Halves found) { return found; }
template <class T> INLINE auto entries(const T* table, const uint16_t* x) {
  return whole_vector(one_by_one(table, x, std::make_index_sequence<half_lanes>()));
}
#endif

// One function for head, body and tail; two vectors of results make one line of a streaming store.
template <bool scaled, class F> INLINE void halves(const uint16_t* x, const uint16_t* g, uint16_t* y, int64_t n, [[maybe_unused]] bool stream, F function) {
  int64_t i = 0;
  auto one = [&](const uint16_t* x, const uint16_t* g) INLINE_LAMBDA {
    Halves gradient{};
    if (scaled) std::memcpy(&gradient, g, sizeof gradient);
    return function(x, gradient);
  };
  auto at = [&](int64_t i) INLINE_LAMBDA { return one(x + i, scaled ? g + i : nullptr); };
  auto ahead = [&](int64_t i) INLINE_LAMBDA {
    look_ahead(x + i);
    if (scaled) look_ahead(g + i);
  };
#if defined(__AVX512F__)
  if (stream) {
    for (; i + 2 * half_lanes <= n; i += 2 * half_lanes) {
      ahead(i);
      const Halves low = at(i), high = at(i + half_lanes);
      const __m512i both = _mm512_inserti64x4(_mm512_castsi256_si512(reinterpret_cast<__m256i>(low)), reinterpret_cast<__m256i>(high), 1);
      _mm512_stream_si512(reinterpret_cast<__m512i*>(y + i), both);
    }
    fence_streaming();
  }
#endif
  for (; i + half_lanes <= n; i += half_lanes) {
    ahead(i);
    const Halves result = at(i);
    std::memcpy(y + i, &result, sizeof result);
  }
  if (i == n) return;
  uint16_t padded[2][half_lanes] = {};
  const auto left = static_cast<size_t>(n - i) * sizeof *x;
  std::memcpy(padded[0], x + i, left);
  if (scaled) std::memcpy(padded[1], g + i, left);
  const Halves result = one(padded[0], padded[1]);
  std::memcpy(y + i, &result, left);
}

inline void look_up(const uint16_t* table, const uint16_t* x, uint16_t* y, int64_t n, bool stream) {
  halves<false>(x, nullptr, y, n, stream, [=](const uint16_t* v, Halves) INLINE_LAMBDA { return entries(table, v); });
}
template <F32 (*widen)(Halves), Halves (*narrow)(F32)>
void look_up_scaled(const float* table, const uint16_t* x, const uint16_t* g, uint16_t* y, int64_t n, bool stream) {
  if (g) halves<true>(x, g, y, n, stream, [=](const uint16_t* v, Halves g) INLINE_LAMBDA { return narrow(widen(g) * entries(table, v)); });
  else halves<false>(x, g, y, n, stream, [=](const uint16_t* v, Halves) INLINE_LAMBDA { return narrow(entries(table, v)); });
}

template <F32 (*widen)(Halves), Halves (*narrow)(F32)>
constexpr actlab::Narrow narrow_type = {widen_block<widen>, narrow_block<narrow>, look_up_scaled<widen, narrow>};

}  // namespace ACTLAB_TARGET
