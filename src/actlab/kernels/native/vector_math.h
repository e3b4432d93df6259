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
// ACTLAB_PORTABLE: without fma, so that every processor computes the same bits.
#if !defined(ACTLAB_PORTABLE) && (defined(__FMA__) || defined(__AVX512F__) || defined(__aarch64__))
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
// The second operand wins when either is NaN. Used for clamps, NaN in x last. By instructions: g++ 12 made a comparison and a blend
// of it, which took 10 to 20 % of the time of GELU.
#if defined(__AVX512F__)
INLINE F32 clamp_low(F32 low, F32 x) { return F32(_mm512_max_ps(low.v, x.v)); }
INLINE F32 clamp_high(F32 high, F32 x) { return F32(_mm512_min_ps(high.v, x.v)); }
INLINE F64 clamp_low(F64 low, F64 x) { return F64(_mm512_max_pd(low.v, x.v)); }
INLINE F64 clamp_high(F64 high, F64 x) { return F64(_mm512_min_pd(high.v, x.v)); }
#elif defined(__AVX2__)
INLINE F32 clamp_low(F32 low, F32 x) { return F32(_mm256_max_ps(low.v, x.v)); }
INLINE F32 clamp_high(F32 high, F32 x) { return F32(_mm256_min_ps(high.v, x.v)); }
INLINE F64 clamp_low(F64 low, F64 x) { return F64(_mm256_max_pd(low.v, x.v)); }
INLINE F64 clamp_high(F64 high, F64 x) { return F64(_mm256_min_pd(high.v, x.v)); }
#else
template <class T> INLINE Vector<T> clamp_low(Vector<T> low, Vector<T> x) { return low.v > x.v ? low.v : x.v; }
template <class T> INLINE Vector<T> clamp_high(Vector<T> high, Vector<T> x) { return high.v < x.v ? high.v : x.v; }
#endif
// NaN in either argument gives NaN: the comparison is false, and b is NaN or a is added to it.
template <class T> INLINE Vector<T> min(Vector<T> a, Vector<T> b) {
  return a.v != a.v ? a.v : clamp_high(a, b).v;
}
template <class T> INLINE Vector<T> max(Vector<T> a, Vector<T> b) {
  return a.v != a.v ? a.v : clamp_low(a, b).v;
}
// The same with a number, which is no NaN: one instruction, and where it is 0 one more, after which 0 wins over -0.
template <class T> INLINE Vector<T> min(Vector<T> a, double b) {
  const Vector<T> y = clamp_high(Vector<T>(b), a);
  return b == 0 ? y + Vector<T>(0.0) : y;
}
template <class T> INLINE Vector<T> max(Vector<T> a, double b) {
  const Vector<T> y = clamp_low(Vector<T>(b), a);
  return b == 0 ? y + Vector<T>(0.0) : y;
}

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
#elif defined(__aarch64__) && !defined(ACTLAB_PORTABLE)
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
// By instructions: from the compiler's halves g++ 12 made six instead of two with AVX2, and a store and a load that wait for each
// other, which was a third of the time of gcu.
INLINE Pair widen(F32 a) {
#if defined(__AVX512F__)
  return {F64(_mm512_cvtps_pd(_mm512_castps512_ps256(a.v))), F64(_mm512_cvtps_pd(_mm512_extractf32x8_ps(a.v, 1)))};
#elif defined(__AVX2__)
  return {F64(_mm256_cvtps_pd(_mm256_castps256_ps128(a.v))), F64(_mm256_cvtps_pd(_mm256_extractf128_ps(a.v, 1)))};
#else
  typedef float half __attribute__((vector_size(vector_bytes / 2)));
  half parts[2];
  std::memcpy(parts, &a.v, sizeof a.v);
  return {F64(__builtin_convertvector(parts[0], F64::native)), F64(__builtin_convertvector(parts[1], F64::native))};
#endif
}
INLINE F32 narrow(Pair a) {
#if defined(__AVX512F__)
  return F32(_mm512_insertf32x8(_mm512_castps256_ps512(_mm512_cvtpd_ps(a.low.v)), _mm512_cvtpd_ps(a.high.v), 1));
#elif defined(__AVX2__)
  return F32(_mm256_set_m128(_mm256_cvtpd_ps(a.high.v), _mm256_cvtpd_ps(a.low.v)));
#else
  typedef float half __attribute__((vector_size(vector_bytes / 2)));
  half parts[2] = {__builtin_convertvector(a.low.v, half), __builtin_convertvector(a.high.v, half)};
  F32 result;
  std::memcpy(&result.v, parts, sizeof result.v);
  return result;
#endif
}

// Horner's scheme, highest power first, on a table of coefficients stored lowest first.
template <int count, class V, class C> INLINE V horner(V x, const C (&table)[count]) {
  V sum(table[count - 1]);
#pragma GCC unroll 32
  for (int power = count - 2; power >= 0; power--) sum = fma(sum, x, V(table[power]));
  return sum;
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

// x^2 - square, exactly, square being x^2 rounded; without fma by halves of x, of 26 bits.
INLINE F64 upper_bits(F64 x) { return F64::from_raw(x.raw() & ~int64_t(0x7ffffff)); }
INLINE F64 rest_of_product(F64 x, F64 y, F64 product) {
  if constexpr (has_fma) return fma(x, y, -product);
  const F64 high = upper_bits(x), low = x - high, upper = upper_bits(y), lower = y - upper;
  return ((high * upper - product) + high * lower + low * upper) + low * lower;
}
INLINE F64 rest_of_square(F64 x, F64 square) { return rest_of_product(x, x, square); }

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
  if (any(x > F64(709.0))) result = where(x > F64(709.0), exp(x), result);
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

// log(1 + e) for e = exp(-|x|) from 0 to 1: by s = e / (e + 2), as 2 atanh(s) or e - (e^2 / 2 - ...).
CALL F64 softplus(F64 x) {
  const F64 e = exp(-abs(x)), s = e / (e + F64(2.0)), z = s * s, half = F64(0.5) * e * e;
  return max(x, F64(0.0)) + (e - (half - s * fma(z, horner(z, actlab_constants::atanh_double), half)));
}

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
  F64 lost = rest_of_square(within, square);
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

// ---- sin, cos, atan --------------------------------------------------------------------------------------------------

// x = k pi/2 + r + low, |r| <= pi/4; of k the two lowest bits count.
struct Quarters {
  F64 r, low;
  F64::bits k;
};

// Of one number beyond 2^20: x times the 192 bits of 2/pi that decide, as whole numbers. The standard library's sin differs
// from machine to machine.
inline void quarters_of_large(double x, double& r, double& low, int64_t& k) {
  namespace c = actlab_constants;
  uint64_t raw;
  std::memcpy(&raw, &x, sizeof x);
  const int exponent = static_cast<int>(raw >> 52 & 0x7ff) - 1075;
  if (exponent == 972) {  // infinite or NaN
    r = low = x - x, k = 0;
    return;
  }
  const uint64_t digits = (raw & 0xfffffffffffff) | 0x10000000000000;
  const int from = exponent - 2 + 64, word = from / 64, shift = from % 64;  // bits before it give multiples of 4
  auto bits = [&](int i) {
    const uint64_t* at = c::two_over_pi + word + i;
    return shift ? at[0] << shift | at[1] >> (64 - shift) : at[0];
  };
  using Wide = unsigned __int128;
  const Wide last = Wide(digits) * bits(2), middle = Wide(digits) * bits(1) + static_cast<uint64_t>(last >> 64);
  const uint64_t first = digits * bits(0) + static_cast<uint64_t>(middle >> 64);
  const auto fraction = Wide(first << 2 | static_cast<uint64_t>(middle) >> 62) << 64 |
                        (static_cast<uint64_t>(middle) << 2 | static_cast<uint64_t>(last) >> 62);
  const auto rest = static_cast<__int128>(fraction);  // of a quarter turn, from -1/2 to 1/2
  k = static_cast<int64_t>(first >> 62) + (rest < 0);
  const auto high = static_cast<double>(rest);
  const auto left = static_cast<double>(rest - static_cast<__int128>(high));
  r = high * c::half_pi[0];
  low = (std::fma(high, c::half_pi[0], -r) + high * c::half_pi[1]) + left * c::half_pi[0];
  r *= 0x1p-128, low *= 0x1p-128;
  if (x < 0) r = -r, low = -low, k = -k;
}

INLINE Quarters quarters(F64 x) {
  namespace c = actlab_constants;
  const F64 magic(6755399441055744.0);
  const F64 shifted = x * F64(0.63661977236758138) + magic, k = shifted - magic;
  // k times the first two parts is exact, of 33 bits each.
  const F64 near = x - k * F64(c::half_pi_by_33[0]), next = k * F64(c::half_pi_by_33[1]);
  const F64 first = near - next, back = first - near;
  const F64 rest = ((near - (first - back)) - (next + back)) - k * F64(c::half_pi_by_33[2]);
  Quarters result{first + rest, F64(0.0), shifted.raw()};
  result.low = (first - result.r) + rest;
  const Mask<F64> large = ~(abs(x) <= F64(1048576.0));
  if (any(large)) {
    for (int lane = 0; lane < F64::width; lane++) {
      if (!large.m[lane]) continue;
      double r, low;
      int64_t turns;
      quarters_of_large(x.v[lane], r, low, turns);
      result.r.v[lane] = r, result.low.v[lane] = low, result.k[lane] = turns;
    }
  }
  return result;
}

// sin(x + turns pi/2)
template <int turns> INLINE F64 sine(Quarters q) {
  namespace c = actlab_constants;
  const F64 z = q.r * q.r, half = z * F64(0.5), near = F64(1.0) - half;
  const F64 sin = q.r + fma(q.r * z, horner(z, c::sin_double), q.low);
  const F64 cos = near + (((F64(1.0) - near) - half) + fma(z * z, horner(z, c::cos_double), -q.r * q.low));
  const auto k = q.k + turns;
  const F64 result = where(Mask<F64>{(k & 1) == 1}, cos, sin);
  return F64::from_raw(result.raw() ^ ((k & 2) << 62));
}
CALL F64 sin(F64 x) { return where(abs(x) < F64(1e-9), x, sine<0>(quarters(x))); }  // keeps -0
CALL F64 cos(F64 x) { return sine<1>(quarters(x)); }

CALL F64 atan(F64 x) {
  namespace c = actlab_constants;
  const F64 a = abs(x);
  const Mask<F64> far = a > F64(2.414213562373095), middle = a > F64(0.4142135623730951);
  const F64 t = where(far, F64(-1.0), where(middle, a - F64(1.0), a)) / where(far, a, where(middle, a + F64(1.0), F64(1.0)));
  auto base = [&](int part) INLINE_LAMBDA {
    return where(far, F64(c::half_pi[part]), where(middle, F64(0.5 * c::half_pi[part]), F64(0.0)));
  };
  const F64 z = t * t;
  return copy_sign(base(0) + (t + fma(t * z, horner(z, c::atan_double), base(1))), x);
}

// ---- rare ones -------------------------------------------------------------------------------------------------------

CALL F64 pow(F64 x, F64 y) {  // lane by lane through the C library
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
