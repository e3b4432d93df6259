// The vector types F32 and F64, their primitives and the elementary functions; see ../README.md for the contract.
//
// Everything lives in ACTLAB_TARGET, a namespace of its own per instruction set: two copies of an inline function with
// the same name would be merged by the linker, and the AVX-512 one would then run on a processor without it.
#pragma once
#include <cmath>
#include <cstdint>
#include <cstring>

#include "constants.h"
#if defined(__x86_64__)
#include <immintrin.h>
#elif defined(__aarch64__)
#include <arm_neon.h>
#endif

namespace ACTLAB_TARGET {

#if defined(__AVX512F__)
constexpr int vector_bytes = 64;
#elif defined(__AVX2__)
constexpr int vector_bytes = 32;
#else
constexpr int vector_bytes = 16;
#endif
#if defined(__FMA__) || defined(__AVX512F__) || defined(__aarch64__)
constexpr bool has_fma = true;
#else
constexpr bool has_fma = false;
#endif

#define INLINE inline __attribute__((always_inline))
// The long functions stay calls: inlined everywhere they made the build five times slower and nothing faster.
#define CALL inline __attribute__((noinline))
#define INLINE_LAMBDA __attribute__((always_inline))

template <class T> struct Integer;
template <> struct Integer<float> { using type = int32_t; };
template <> struct Integer<double> { using type = int64_t; };

// A vector of T; the arithmetic is the compiler's own, on its vector extension.
template <class T> struct Vector {
  using element = T;
  using integer = typename Integer<T>::type;
  static constexpr int width = vector_bytes / sizeof(T);
  typedef T native __attribute__((vector_size(vector_bytes)));
  typedef integer bits __attribute__((vector_size(vector_bytes)));
  native v;
  Vector() = default;
  INLINE Vector(native from) : v(from) {}
  INLINE explicit Vector(double from) : v(static_cast<T>(from) - native{}) {}  // 0 + -0 would be +0
  static INLINE Vector load(const T* from) {
    Vector result;
    std::memcpy(&result.v, from, sizeof result.v);
    return result;
  }
  INLINE void store(T* to) const { std::memcpy(to, &v, sizeof v); }
  INLINE bits raw() const { return reinterpret_cast<bits>(v); }
  static INLINE Vector from_raw(bits from) { return reinterpret_cast<native>(from); }
  friend INLINE Vector operator+(Vector a, Vector b) { return a.v + b.v; }
  friend INLINE Vector operator-(Vector a, Vector b) { return a.v - b.v; }
  friend INLINE Vector operator*(Vector a, Vector b) { return a.v * b.v; }
  friend INLINE Vector operator/(Vector a, Vector b) { return a.v / b.v; }
  friend INLINE Vector operator-(Vector a) { return -a.v; }
};
using F32 = Vector<float>;
using F64 = Vector<double>;

// What a comparison gives: all bits of a lane set where it holds.
template <class V> struct Mask {
  typename V::bits m;
  friend INLINE Mask operator&(Mask a, Mask b) { return {a.m & b.m}; }
  friend INLINE Mask operator|(Mask a, Mask b) { return {a.m | b.m}; }
  friend INLINE Mask operator~(Mask a) { return {~a.m}; }
};
template <class T> INLINE Mask<Vector<T>> operator<(Vector<T> a, Vector<T> b) { return {a.v < b.v}; }
template <class T> INLINE Mask<Vector<T>> operator<=(Vector<T> a, Vector<T> b) { return {a.v <= b.v}; }
template <class T> INLINE Mask<Vector<T>> operator>(Vector<T> a, Vector<T> b) { return {a.v > b.v}; }
template <class T> INLINE Mask<Vector<T>> operator>=(Vector<T> a, Vector<T> b) { return {a.v >= b.v}; }
template <class T> INLINE Mask<Vector<T>> operator==(Vector<T> a, Vector<T> b) { return {a.v == b.v}; }
template <class T> INLINE Mask<Vector<T>> operator!=(Vector<T> a, Vector<T> b) { return {a.v != b.v}; }

template <class T> INLINE Vector<T> where(Mask<Vector<T>> mask, Vector<T> a, Vector<T> b) { return mask.m ? a.v : b.v; }

template <class V> INLINE bool any(Mask<V> mask) {
#if defined(__AVX512F__)
  return _mm512_test_epi32_mask(reinterpret_cast<__m512i>(mask.m), reinterpret_cast<__m512i>(mask.m)) != 0;
#elif defined(__AVX2__)
  return !_mm256_testz_si256(reinterpret_cast<__m256i>(mask.m), reinterpret_cast<__m256i>(mask.m));
#elif defined(__aarch64__)
  return vmaxvq_u32(reinterpret_cast<uint32x4_t>(mask.m)) != 0;
#else
  for (int lane = 0; lane < V::width; lane++)
    if (mask.m[lane]) return true;
  return false;
#endif
}

// ---- primitives ------------------------------------------------------------------------------------------------------

template <class V> constexpr typename V::integer sign_bit = typename V::integer(1) << (sizeof(typename V::integer) * 8 - 1);

template <class T> INLINE Vector<T> abs(Vector<T> a) { return Vector<T>::from_raw(a.raw() & ~sign_bit<Vector<T>>); }
template <class T> INLINE Vector<T> copy_sign(Vector<T> size, Vector<T> sign) {
  using V = Vector<T>;
  return V::from_raw((size.raw() & ~sign_bit<V>) | (sign.raw() & sign_bit<V>));
}
// NaN in either argument gives NaN: the comparison is false, and b is NaN or a is added to it.
template <class T> INLINE Vector<T> min(Vector<T> a, Vector<T> b) {
  Vector<T> chosen = a.v < b.v ? a.v : b.v;
  return a.v != a.v ? a.v : chosen.v;
}
template <class T> INLINE Vector<T> max(Vector<T> a, Vector<T> b) {
  Vector<T> chosen = a.v > b.v ? a.v : b.v;
  return a.v != a.v ? a.v : chosen.v;
}
// One instruction on x86: the second operand wins when either is NaN. Used for clamps, NaN in x last.
INLINE F32 clamp_low(F32 low, F32 x) {
#if defined(__AVX512F__)
  return F32(reinterpret_cast<F32::native>(_mm512_max_ps(low.v, x.v)));
#else
  return F32(low.v > x.v ? low.v : x.v);
#endif
}
INLINE F32 clamp_high(F32 high, F32 x) {
#if defined(__AVX512F__)
  return F32(reinterpret_cast<F32::native>(_mm512_min_ps(high.v, x.v)));
#else
  return F32(high.v < x.v ? high.v : x.v);
#endif
}
INLINE F64 clamp_low(F64 low, F64 x) { return F64(low.v > x.v ? low.v : x.v); }
INLINE F64 clamp_high(F64 high, F64 x) { return F64(high.v < x.v ? high.v : x.v); }

#if defined(__AVX512F__)
INLINE F32 fma(F32 a, F32 b, F32 c) { return F32(_mm512_fmadd_ps(a.v, b.v, c.v)); }
INLINE F64 fma(F64 a, F64 b, F64 c) { return F64(_mm512_fmadd_pd(a.v, b.v, c.v)); }
INLINE F32 fnma(F32 a, F32 b, F32 c) { return F32(_mm512_fnmadd_ps(a.v, b.v, c.v)); }
INLINE F64 fnma(F64 a, F64 b, F64 c) { return F64(_mm512_fnmadd_pd(a.v, b.v, c.v)); }
INLINE F32 sqrt(F32 a) { return F32(_mm512_sqrt_ps(a.v)); }
INLINE F64 sqrt(F64 a) { return F64(_mm512_sqrt_pd(a.v)); }
#elif defined(__AVX2__) && defined(__FMA__)
INLINE F32 fma(F32 a, F32 b, F32 c) { return F32(_mm256_fmadd_ps(a.v, b.v, c.v)); }
INLINE F64 fma(F64 a, F64 b, F64 c) { return F64(_mm256_fmadd_pd(a.v, b.v, c.v)); }
INLINE F32 fnma(F32 a, F32 b, F32 c) { return F32(_mm256_fnmadd_ps(a.v, b.v, c.v)); }
INLINE F64 fnma(F64 a, F64 b, F64 c) { return F64(_mm256_fnmadd_pd(a.v, b.v, c.v)); }
INLINE F32 sqrt(F32 a) { return F32(_mm256_sqrt_ps(a.v)); }
INLINE F64 sqrt(F64 a) { return F64(_mm256_sqrt_pd(a.v)); }
#elif defined(__aarch64__)
#include "neon.h"
#else
template <class T> INLINE Vector<T> fma(Vector<T> a, Vector<T> b, Vector<T> c) {
  if constexpr (!has_fma) return a * b + c;
  Vector<T> result;
  for (int lane = 0; lane < Vector<T>::width; lane++) result.v[lane] = std::fma(a.v[lane], b.v[lane], c.v[lane]);
  return result;
}
template <class T> INLINE Vector<T> fnma(Vector<T> a, Vector<T> b, Vector<T> c) { return fma(-a, b, c); }
template <class T> INLINE Vector<T> sqrt(Vector<T> a) {
  Vector<T> result;
  for (int lane = 0; lane < Vector<T>::width; lane++) result.v[lane] = std::sqrt(a.v[lane]);
  return result;
}
#endif

template <class T> INLINE Vector<T> sign(Vector<T> a) {
  using V = Vector<T>;
  return where(a == V(0.0), a, where(a != a, a, copy_sign(V(1.0), a)));
}

// A float vector as two double vectors and back; the way back rounds once, also to subnormals.
struct Pair {
  F64 low, high;
};
INLINE Pair widen(F32 a) {
  typedef float half __attribute__((vector_size(vector_bytes / 2)));
  half parts[2];
  std::memcpy(parts, &a.v, sizeof a.v);
  return {F64(__builtin_convertvector(parts[0], F64::native)), F64(__builtin_convertvector(parts[1], F64::native))};
}
INLINE F32 narrow(Pair a) {
  typedef float half __attribute__((vector_size(vector_bytes / 2)));
  half parts[2] = {__builtin_convertvector(a.low.v, half), __builtin_convertvector(a.high.v, half)};
  F32 result;
  std::memcpy(&result.v, parts, sizeof result.v);
  return result;
}

// Horner's scheme, highest power first, on a table of coefficients stored lowest first.
template <int count, class V, class C> INLINE V horner(V x, const C (&table)[count]) {
  V sum(table[count - 1]);
#pragma GCC unroll 32
  for (int power = count - 2; power >= 0; power--) sum = fma(sum, x, V(table[power]));
  return sum;
}

// Lane by lane through the C library: for functions that are rare in activations (10 to 20 ns an element).
template <class V, class F> INLINE V each(V a, F function) {
  for (int lane = 0; lane < V::width; lane++) a.v[lane] = function(a.v[lane]);
  return a;
}

// ---- exp -------------------------------------------------------------------------------------------------------------

// 2^k for an integer-valued k in the range of normal numbers.
INLINE F32 power_of_two(F32 k) {
  auto whole = __builtin_convertvector(k.v, F32::bits);
  return F32::from_raw((whole + 127) << 23);
}
INLINE F64 power_of_two(F64 k) {
  // AVX2 has no conversion from double to int64: adding 2^52 + 2^51 leaves the integer in the low bits.
  auto whole = (k + F64(6755399441055744.0)).raw() - F64(6755399441055744.0).raw();
  return F64::from_raw((whole + 1023) << 52);
}

// exp(x) = size * (1 + rest), not yet multiplied out: what follows can then round once instead of twice.
struct Exponential {
  F32 size, rest;
};

// Without a clamp: right where the result is a normal number.
template <int shift = 0> INLINE Exponential exponential(F32 x) {
  namespace c = actlab_constants;
  const F32 magic(12582912.0);  // 1.5 * 2^23: adding it rounds to an integer
  F32 k = fma(x, F32(1.4426950408889634), magic) - magic;
  F32 r = fnma(k, F32(c::ln2_float[0]), x);
  r = fnma(k, F32(c::ln2_float[1]), r);
  return {power_of_two(k + F32(double(shift))), fma(r * r, horner(r, c::exp_float), r)};
}

CALL F64 exp(F64 x) {
  namespace c = actlab_constants;
  F64 within = clamp_low(F64(-746.0), clamp_high(F64(710.0), x));
  const F64 magic(6755399441055744.0);
  F64 k = fma(within, F64(1.4426950408889634), magic) - magic;
  F64 r = fnma(k, F64(c::ln2_double[0]), within);
  r = fnma(k, F64(c::ln2_double[1]), r);
  F64 near = fma(r * r, horner(r, c::exp_double), r) + F64(1.0);
  // In two steps: 2^k alone would leave the normal numbers at both ends.
  F64 half = clamp_low(F64(-1000.0), clamp_high(F64(1000.0), k));
  return near * power_of_two(half) * power_of_two(k - half);
}

// A function of floats computed in double and rounded once: exact to half an ULP.
template <class F> INLINE F32 through_double(F32 x, F function) {
  Pair wide = widen(x);
  return narrow({function(wide.low), function(wide.high)});
}

// ---- expm1, log, log1p -----------------------------------------------------------------------------------------------

CALL F64 expm1(F64 x) {
  namespace c = actlab_constants;
  F64 within = clamp_low(F64(-40.0), clamp_high(F64(709.0), x));
  const F64 magic(6755399441055744.0);
  F64 k = fma(within, F64(1.4426950408889634), magic) - magic;
  F64 r = fnma(k, F64(c::ln2_double[0]), within);
  r = fnma(k, F64(c::ln2_double[1]), r);
  F64 near = fma(r * r, horner(r, c::exp_double), r);
  F64 scale = power_of_two(k - F64(1.0)) * F64(2.0);  // 2^1024 is not a number, 2 * 2^1023 * small is
  F64 result = fma(scale, near, scale - F64(1.0));
  result = where(x > F64(709.0), exp(x), result);
  return where(abs(x) < F64(1e-300), x, where(x != x, x, result));  // keeps -0 and subnormals
}

CALL F64 log(F64 x) {
  namespace c = actlab_constants;
  Mask<F64> small = x < F64(2.2250738585072014e-308);
  F64 scaled = where(small, x * F64(18014398509481984.0), x);  // 2^54
  auto raw = scaled.raw();
  // The exponent that brings the mantissa into [sqrt(1/2), sqrt(2)).
  auto shifted = raw - 0x3fe6a09e667f3bcd;
  auto exponent = shifted >> 52;
  F64 mantissa = F64::from_raw(raw - (exponent << 52));
  F64 k = F64(__builtin_convertvector(exponent, F64::native)) - where(small, F64(54.0), F64(0.0));
  F64 f = mantissa - F64(1.0);
  F64 s = f / (f + F64(2.0));
  F64 z = s * s;
  F64 half = F64(0.5) * f * f;
  F64 tail = fma(s, fma(z, horner(z, c::log_double), half), k * F64(c::ln2_double[1]));
  F64 result = fma(k, F64(c::ln2_double[0]), f - (half - tail));
  result = where(x == F64(INFINITY), x, result);
  result = where(x == F64(0.0), F64(-INFINITY), result);
  return where(x < F64(0.0), F64(NAN), where(x != x, x, result));
}

CALL F64 log1p(F64 x) {
  F64 u = x + F64(1.0);
  F64 lost = where(x > F64(1.0), F64(1.0) - (u - x), x - (u - F64(1.0)));
  F64 result = log(u) + where(u == F64(INFINITY), F64(0.0), lost / u);
  result = where(u == F64(0.0), F64(-INFINITY), result);
  return where(abs(x) < F64(1e-17), x, result);
}

// ---- sigmoid, softplus, tanh -----------------------------------------------------------------------------------------

CALL F64 sigmoid(F64 x) {
  F64 e = exp(-abs(x));
  F64 r = F64(1.0) / (F64(1.0) + e);
  return where(x < F64(0.0), e * r, r);
}

CALL F64 softplus(F64 x) { return max(x, F64(0.0)) + log1p(exp(-abs(x))); }

CALL F64 tanh(F64 x) {
  F64 t = expm1(F64(2.0) * clamp_high(F64(20.0), abs(x)));
  F64 result = copy_sign(t / (t + F64(2.0)), x);
  return where(abs(x) < F64(1e-9), x, where(x != x, x, result));
}

// ---- erf, erfc -------------------------------------------------------------------------------------------------------

// erfc(a) for a >= 0 as exp(-a^2) f(t) / (1 + 2a) with t = (a - 4) / (a + 4).
CALL F64 upper_erfc(F64 a) {
  F64 within = clamp_high(F64(30.0), a);
  F64 t = (within - F64(4.0)) / (within + F64(4.0));
  F64 square = within * within;
  F64 lost = fma(within, within, -square);
  // Without FMA the lost part of the square is not known; its effect is a^2 * 2^-53 relative.
  if constexpr (!has_fma) lost = F64(0.0);
  F64 e = exp(-square);
  return (e - e * lost) * horner(t, actlab_constants::erfc_double) / fma(F64(2.0), within, F64(1.0));
}
CALL F64 erfc(F64 x) {
  F64 upper = upper_erfc(abs(x));
  F64 z = x * x;
  F64 near = F64(1.0) - x * horner(clamp_high(F64(1.0), z), actlab_constants::erf_double);
  F64 far = where(x < F64(0.0), F64(2.0) - upper, upper);
  return where(x != x, x, where(abs(x) < F64(0.5), near, far));
}
CALL F64 erf(F64 x) {
  F64 near = x * horner(clamp_high(F64(1.0), x * x), actlab_constants::erf_double);
  F64 far = copy_sign(F64(1.0) - upper_erfc(abs(x)), x);
  return where(x != x, x, where(abs(x) < F64(1.0), near, far));
}

// ---- rare ones -------------------------------------------------------------------------------------------------------

CALL F64 sin(F64 x) { return each(x, [](double u) { return std::sin(u); }); }
CALL F64 cos(F64 x) { return each(x, [](double u) { return std::cos(u); }); }
CALL F64 atan(F64 x) { return each(x, [](double u) { return std::atan(u); }); }
CALL F64 pow(F64 x, F64 y) {
  for (int lane = 0; lane < F64::width; lane++) x.v[lane] = std::pow(x.v[lane], y.v[lane]);
  return x;
}

template <class V> INLINE V power(V x, int exponent) {
  V result(1.0), factor = exponent < 0 ? V(1.0) / x : x;
  for (unsigned left = exponent < 0 ? -exponent : exponent; left; left >>= 1) {
    if (left & 1) result = result * factor;
    factor = factor * factor;
  }
  return result;
}

}  // namespace ACTLAB_TARGET
