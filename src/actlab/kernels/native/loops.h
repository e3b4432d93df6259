// The loops over contiguous arrays, written once: full vectors, the tail as one more full vector, and what happens to
// values that a fast body does not cover.
#pragma once
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

// ---- one pass --------------------------------------------------------------------------------------------------------

template <class V, bool scaled, bool stream, class F>
INLINE void pass(const typename V::element* x, const typename V::element* g, typename V::element* y, int64_t n, F function) {
  int64_t i = 0;
  for (; i + V::width <= n; i += V::width) {
    V result = function(V::load(x + i));
    if constexpr (scaled) result = V::load(g + i) * result;
    if constexpr (stream) store_streaming(result, y + i);
    else result.store(y + i);
  }
  if (i == n) return;
  // The tail goes through the same function in a full vector; the padding of ones raises no flags.
  alignas(64) typename V::element padded[V::width], gradient[V::width];
  size_t left = static_cast<size_t>(n - i);
  for (int lane = 0; lane < V::width; lane++) padded[lane] = gradient[lane] = 1;
  std::memcpy(padded, x + i, left * sizeof *x);
  if constexpr (scaled) std::memcpy(gradient, g + i, left * sizeof *x);
  V result = function(V::load(padded));
  if constexpr (scaled) result = V::load(gradient) * result;
  result.store(padded);
  std::memcpy(y + i, padded, left * sizeof *x);
}

template <class V, class F>
INLINE void passes(const typename V::element* x, const typename V::element* g, typename V::element* y, int64_t n, bool stream, F function) {
  if (g == nullptr) {
    if (stream) pass<V, false, true>(x, g, y, n, function);
    else pass<V, false, false>(x, g, y, n, function);
  } else {
    if (stream) pass<V, true, true>(x, g, y, n, function);
    else pass<V, true, false>(x, g, y, n, function);
  }
}

// ---- bodies that hold everywhere ------------------------------------------------------------------------------------------

// F::call(x, parameters) is one of the emitted functions. Floats are computed in double and rounded once: half an ULP
// for every record without work on any, subnormals and tails included, and still the speed of memory at 16M elements.
template <class F, class T, bool to_odd = false>
void plain_kernel(const T* x, const T* g, T* y, int64_t n, const double* parameters, bool stream) {
  F64 p[actlab::most_parameters];
  for (int i = 0; i < F::parameters; i++) p[i] = F64(parameters[i]);
  passes<Vector<T>>(x, g, y, n, stream, [&](Vector<T> v) INLINE_LAMBDA {
    if constexpr (sizeof(T) == 8) return F::call(v, p);
    else if constexpr (to_odd) return through_double_to_odd(v, [&](F64 u) INLINE_LAMBDA { return F::call(u, p); });
    else return through_double(v, [&](F64 u) INLINE_LAMBDA { return F::call(u, p); });
  });
  if (stream) fence_streaming();
}

// The emitted function in double with the limits of F: what the emitted form gives at -infinity is often 0 * infinity.
template <class F, class General, bool to_odd>
void limited_kernel(const float* x, const float* g, float* y, int64_t n, const double* parameters, bool stream) {
  F64 p[actlab::most_parameters];
  for (int i = 0; i < General::parameters; i++) p[i] = F64(parameters[i]);
  passes<F32>(x, g, y, n, stream, [&](F32 v) INLINE_LAMBDA {
    auto wide = [&](F64 u) INLINE_LAMBDA { return where(u < F64(-110.0), F::below(u), General::call(u, p)); };
    F32 result = to_odd ? through_double_to_odd(v, wide) : through_double(v, wide);
    return where(v > F32(110.0), F::above(v), result);
  });
  if (stream) fence_streaming();
}

// ---- bodies with a domain ------------------------------------------------------------------------------------------------

template <class F> INLINE F64 tangent_at_zero(F64 x) {
  if constexpr (F::at_zero == 0.0) return x * F64(F::slope_at_zero);  // keeps -0
  else return x * F64(F::slope_at_zero) + F64(F::at_zero);
}

// All lanes of x: inside the domain by the fast body; subnormals by the function's tangent at 0, which is the function
// to the last bit there; above and below the domain by its limits.
template <class F> INLINE F32 careful(F32 x) {
  Mask<F32> tiny = abs(x) < F32(1.1754943508222875e-38);
  Mask<F32> usual = (x >= F32(F::low)) & (x <= F32(F::high)) & ~tiny;
  F32 result = F::fast(where(usual, x, F32(1.0)));
  if (!any(~usual)) return result;
  if (any(tiny)) {
    F32 tangent = through_double(x, [](F64 u) { return tangent_at_zero<F>(u); });
    result = where(tiny, tangent, result);
  }
  result = where(x > F32(F::high), F::above(x), result);
  const Mask<F32> low = x < F32(F::low);
  if (any(low)) result = where(low, through_double(x, [](F64 u) { return F::below(u); }), result);
  result = where(x != x, x, result);
  return result;
}

#if defined(__AVX512F__)
// On AVX-512 the processor itself watches for unusual values: the fast bodies are made so that each lane outside their
// domain, and each subnormal, raises overflow, underflow, denormal operand or invalid operation. That costs nothing per
// element (a comparison costs 14 %); a block that raised a flag is done again with careful().
class Watch {
 public:
  Watch() : before_(_mm_getcsr()), clean_((before_ & 0x8040u) | 0x1f80u) { reset(); }
  ~Watch() { _mm_setcsr(before_); }
  void reset() const { _mm_setcsr(clean_); }
  bool raised() const { return _mm_getcsr() & 0x1bu; }  // invalid, denormal, overflow, underflow; not precision

 private:
  unsigned before_, clean_;
};
#else
template <class F> bool unusual(const float* x, int64_t n) {
  Mask<F32> found = F32(0.0) != F32(0.0);
  int64_t i = 0;
  auto look = [&](F32 v) {
    found = found | ~((v >= F32(F::low)) & (v <= F32(F::high))) | ((abs(v) < F32(1.1754943508222875e-38)) & (v != F32(0.0)));
  };
  for (; i + F32::width <= n; i += F32::width) look(F32::load(x + i));
  if (i < n) {
    float padded[F32::width] = {};
    std::memcpy(padded, x + i, static_cast<size_t>(n - i) * sizeof *x);
    look(F32::load(padded));
  }
  return any(found);
}
#endif

// Not inlined: the compiler must not move arithmetic across the reading of the flags.
template <class F>
__attribute__((noinline)) void fast_block(const float* x, const float* g, float* y, int64_t n, bool stream) {
  passes<F32>(x, g, y, n, stream, [](F32 v) INLINE_LAMBDA { return F::fast(v); });
}
template <class F>
__attribute__((noinline)) void careful_block(const float* x, const float* g, float* y, int64_t n, bool stream) {
  passes<F32>(x, g, y, n, stream, [](F32 v) INLINE_LAMBDA { return careful<F>(v); });
}

constexpr int64_t checked_size = 4096;  // what is done again when a block holds an unusual value

template <class F>
void checked_kernel(const float* x, const float* g, float* y, int64_t n, const double*, bool stream) {
  constexpr int patience = 16;  // blocks to stay careful after an unusual one: a miss costs a second pass
  int stay = 0;
#if defined(__AVX512F__)
  Watch watch;
  const bool in_place = x == y || g == y;
  alignas(64) float spare[checked_size];  // in place, a block can only be done again if its input is still there
#endif
  for (int64_t done = 0; done < n; done += checked_size) {
    const int64_t count = n - done < checked_size ? n - done : checked_size;
    const float* gradient = g ? g + done : nullptr;
    bool fine = false;
    if (stay > 0) {
      stay--;
    } else {
#if defined(__AVX512F__)
      fast_block<F>(x + done, gradient, in_place ? spare : y + done, count, stream && !in_place);
      fine = !watch.raised();
      if (!fine) watch.reset();
      if (fine && in_place) std::memcpy(y + done, spare, static_cast<size_t>(count) * sizeof *y);
#else
      fine = !unusual<F>(x + done, count);
      if (fine) fast_block<F>(x + done, gradient, y + done, count, stream);
#endif
      if (!fine) stay = patience;
    }
    if (!fine) {
      careful_block<F>(x + done, gradient, y + done, count, stream);
#if defined(__AVX512F__)
      watch.reset();
#endif
    }
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
  Words bits = reinterpret_cast<Words>(from.v);
  Words rounded = (bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16;
  Words is_nan = reinterpret_cast<Words>(from.v != from.v);
  rounded = (rounded & ~is_nan) | (((bits >> 16) | 0x40u) & is_nan);
  return __builtin_convertvector(rounded, Halves);
}

#if defined(__AVX512F__)
INLINE F32 widen_half(Halves from) { return F32(_mm512_cvtph_ps(reinterpret_cast<__m256i>(from))); }
INLINE Halves narrow_half(F32 from) { return reinterpret_cast<Halves>(_mm512_cvtps_ph(from.v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC)); }
#elif defined(__F16C__)
INLINE F32 widen_half(Halves from) { return F32(_mm256_cvtph_ps(reinterpret_cast<__m128i>(from))); }
INLINE Halves narrow_half(F32 from) { return reinterpret_cast<Halves>(_mm256_cvtps_ph(from.v, _MM_FROUND_TO_NEAREST_INT)); }
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

template <Halves (*one)(F32)> void narrow_block(const float* from, uint16_t* to, int64_t n, bool stream) {
  int64_t i = 0;
#if defined(__AVX512F__)
  if (stream) {
    for (; i + 2 * half_lanes <= n; i += 2 * half_lanes) {
      Halves low = one(F32::load(from + i)), high = one(F32::load(from + i + half_lanes));
      __m512i both = _mm512_inserti64x4(_mm512_castsi256_si512(reinterpret_cast<__m256i>(low)), reinterpret_cast<__m256i>(high), 1);
      _mm512_stream_si512(reinterpret_cast<__m512i*>(to + i), both);
    }
  }
#else
  (void)stream;
#endif
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

}  // namespace ACTLAB_TARGET
