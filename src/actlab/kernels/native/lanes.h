// What the bodies by hand for float32 need beyond vector_math.h: lanes that are chosen, numbers looked up in a table, groups of
// vectors. Once for AVX-512, once in the compiler's vectors for AVX2 and NEON, with the same bits.
#pragma once
#include <type_traits>

#include "loops.h"

#if defined(__AVX512F__) || (defined(__AVX2__) && defined(__FMA__)) || (defined(__aarch64__) && !defined(ACTLAB_PORTABLE))
#define ACTLAB_LOOKS_UP  // without fma the bounds do not hold
namespace ACTLAB_TARGET {
namespace pieces {

using Bits = F32::bits;

// ---- lanes ---------------------------------------------------------------------------------------------------------------

#if defined(__AVX512F__)
struct Lanes {
  __mmask16 m;
  friend INLINE Lanes operator&(Lanes a, Lanes b) { return {static_cast<__mmask16>(a.m & b.m)}; }
  friend INLINE Lanes operator|(Lanes a, Lanes b) { return {static_cast<__mmask16>(a.m | b.m)}; }
  friend INLINE Lanes operator~(Lanes a) { return {static_cast<__mmask16>(~a.m)}; }
};
INLINE __m512i whole(Bits bits) { return reinterpret_cast<__m512i>(bits); }
INLINE Bits bits_of(__m512i whole) { return reinterpret_cast<Bits>(whole); }
constexpr Lanes no_lanes{0}, all_lanes{0xffff};
INLINE bool any(Lanes lanes) { return lanes.m != 0; }
INLINE int number_of(Lanes lanes) { return __builtin_popcount(lanes.m); }
INLINE Lanes below(F32 a, F32 b) { return {_mm512_cmp_ps_mask(a.v, b.v, _CMP_LT_OQ)}; }
INLINE Lanes above(F32 a, F32 b) { return {_mm512_cmp_ps_mask(a.v, b.v, _CMP_GT_OQ)}; }
INLINE Lanes not_below(F32 a, F32 b) { return {_mm512_cmp_ps_mask(a.v, b.v, _CMP_NLT_UQ)}; }
INLINE Lanes not_above(F32 a, F32 b) { return {_mm512_cmp_ps_mask(a.v, b.v, _CMP_NGT_UQ)}; }
INLINE Lanes unordered(F32 a, F32 b) { return {_mm512_cmp_ps_mask(a.v, b.v, _CMP_UNORD_Q)}; }
INLINE Lanes not_zero(Bits bits) { return {_mm512_test_epi32_mask(whole(bits), whole(bits))}; }
INLINE Lanes negative(F32 x) { return {_mm512_movepi32_mask(whole(x.raw()))}; }
INLINE Lanes subnormal(F32 x) { return {_mm512_fpclass_ps_mask(x.v, 0x20)}; }
INLINE F32 blend(Lanes lanes, F32 chosen, F32 other) { return F32(_mm512_mask_mov_ps(other.v, lanes.m, chosen.v)); }
INLINE F32 only(Lanes lanes, F32 x) { return F32(_mm512_maskz_mov_ps(lanes.m, x.v)); }
// a b in these lanes alone: no other meets a subnormal number.
INLINE F32 product_in(Lanes lanes, F32 a, F32 b, F32 other) { return F32(_mm512_mask_mul_ps(other.v, lanes.m, a.v, b.v)); }

// y is not negative where x is positive.
INLINE F32 signed_as(F32 y, F32 x) {
  return F32(_mm512_castsi512_ps(_mm512_ternarylogic_epi32(whole(y.raw()), whole(x.raw()), _mm512_set1_epi32(INT32_MIN), 0xf8)));
}
INLINE Bits differences(Bits sum, F32 a, int b) {  // sum | (a ^ b)
  return bits_of(_mm512_ternarylogic_epi32(whole(sum), whole(a.raw()), _mm512_set1_epi32(b), 0xf6));
}
// The smaller and the larger in magnitude; either may lose a NaN.
INLINE F32 smaller_size(F32 a, F32 b) { return F32(_mm512_range_ps(a.v, b.v, 2 | 8)); }
INLINE F32 larger_size(F32 a, F32 b) { return F32(_mm512_range_ps(a.v, b.v, 3 | 8)); }
// x - (shifted - magic), which shifted = x + magic has rounded to multiples of 2^-digits: in one instruction, and exact.
template <int digits> INLINE F32 rest(F32 x, F32, F32) { return F32(_mm512_reduce_ps(x.v, digits << 4 | 8)); }
INLINE F32 scale(F32 x, F32 power) { return F32(_mm512_scalef_ps(x.v, power.v)); }  // x 2^floor(power), 2^power being a normal number
INLINE Bits nearest(F32 x) { return bits_of(_mm512_cvtps_epi32(x.v)); }                // of x from 0 to 2^23
INLINE F32 of_sixteen(const float* table, Bits index) { return F32(_mm512_permutexvar_ps(whole(index), _mm512_loadu_ps(table))); }

INLINE __mmask16 first(int64_t n) { return static_cast<__mmask16>(n < 16 ? (1 << n) - 1 : 0xffff); }
INLINE F32 load_part(const float* x, int64_t n) { return F32(_mm512_mask_loadu_ps(_mm512_set1_ps(1.0f), first(n), x)); }  // then ones
INLINE void store_part(F32 y, float* to, int64_t n) { _mm512_mask_storeu_ps(to, first(n), y.v); }

// These lanes of x side by side, whatever is behind them: without a branch, of which no processor learns the way.
constexpr Bits numbers_of_lanes{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
INLINE void side_by_side(Lanes lanes, Bits x, void* to) { _mm512_storeu_si512(to, _mm512_maskz_compress_epi32(lanes.m, whole(x))); }

// The lanes as doubles, their number rounded up to 8; and back, rounded once.
INLINE int take_out(Lanes lanes, F32 x, double* to) {
  const Pair wide = widen(F32(_mm512_maskz_compress_ps(lanes.m, x.v)));
  wide.low.store(to), wide.high.store(to + 8);
  return __builtin_popcount(lanes.m) <= 8 ? 8 : 16;
}
INLINE F32 put_back(Lanes lanes, const double* from, F32 y) {
  return F32(_mm512_mask_expand_ps(y.v, lanes.m, narrow({F64::load(from), F64::load(from + 8)}).v));
}
#else
using Lanes = Mask<F32>;
constexpr Lanes no_lanes{Bits{}}, all_lanes{~Bits{}};
INLINE Lanes below(F32 a, F32 b) { return a < b; }
INLINE Lanes above(F32 a, F32 b) { return a > b; }
INLINE Lanes not_below(F32 a, F32 b) { return ~(a < b); }
INLINE Lanes not_above(F32 a, F32 b) { return ~(a > b); }
INLINE Lanes unordered(F32 a, F32 b) {
#if defined(__AVX2__)
  return {reinterpret_cast<Bits>(_mm256_cmp_ps(a.v, b.v, _CMP_UNORD_Q))};
#else
  return (a != a) | (b != b);
#endif
}
INLINE Lanes not_zero(Bits bits) { return {bits != 0}; }
INLINE Lanes negative(F32 x) { return {x.raw() >> 31}; }
INLINE Lanes subnormal(F32 x) {
  const Bits size = x.raw() & INT32_MAX;
  return {(size > 0) & (size < 0x800000)};
}
INLINE F32 blend(Lanes lanes, F32 chosen, F32 other) { return where(lanes, chosen, other); }
INLINE F32 only(Lanes lanes, F32 x) { return F32::from_raw(x.raw() & lanes.m); }
INLINE F32 product_in(Lanes lanes, F32 a, F32 b, F32 other) { return blend(lanes, only(lanes, a) * b, other); }

INLINE F32 signed_as(F32 y, F32 x) { return F32::from_raw(y.raw() | (x.raw() & sign_bit<F32>)); }
INLINE Bits differences(Bits sum, F32 a, int b) { return sum | (a.raw() ^ b); }
INLINE F32 smaller_size(F32 a, F32 b) { return clamp_high(abs(a), abs(b)); }
INLINE F32 larger_size(F32 a, F32 b) { return clamp_low(abs(a), abs(b)); }
template <int digits> INLINE F32 rest(F32 x, F32 shifted, F32 magic) { return x - (shifted - magic); }
INLINE F32 scale(F32 x, F32 power) {
  const Bits toward_zero = __builtin_convertvector(power.v, Bits);
  const Bits whole = toward_zero + (__builtin_convertvector(toward_zero, F32::native) > power.v);  // -1 where it is above
  return x * F32::from_raw((whole + 127) << 23);
}
INLINE Bits nearest(F32 x) { return reinterpret_cast<Bits>(reinterpret_cast<Words>((x + F32(0x1p23)).v) - 0x4b000000u); }  // any bits, of a NaN
INLINE F32 of_sixteen(const float* table, Bits index) {
#if defined(__AVX2__)
  const __m256i at = reinterpret_cast<__m256i>(index);
  const __m256 low = _mm256_permutevar8x32_ps(_mm256_loadu_ps(table), at), high = _mm256_permutevar8x32_ps(_mm256_loadu_ps(table + 8), at);
  return F32(_mm256_blendv_ps(low, high, _mm256_castsi256_ps(_mm256_slli_epi32(at, 28))));
#else
  F32 result;
  for (int lane = 0; lane < F32::width; lane++) result.v[lane] = table[index[lane] & 15];
  return result;
#endif
}

INLINE size_t first_bytes(int64_t n) { return static_cast<size_t>(n < F32::width ? n : F32::width) * sizeof(float); }
INLINE F32 load_part(const float* x, int64_t n) {
  F32 result(1.0);
  std::memcpy(&result.v, x, first_bytes(n));
  return result;
}
INLINE void store_part(F32 y, float* to, int64_t n) { std::memcpy(to, &y.v, first_bytes(n)); }

INLINE int take_out(Lanes lanes, F32 x, double* to) {
  const Pair wide = widen(only(lanes, x));
  wide.low.store(to), wide.high.store(to + F64::width);
  for (int lane = F32::width; lane < 8; lane++) to[lane] = 0;
  return 8;
}
INLINE F32 put_back(Lanes lanes, const double* from, F32 y) {
  return blend(lanes, narrow({F64::load(from), F64::load(from + F64::width)}), y);
}
#endif

INLINE bool all_below(F32 x, float limit) { return !any(not_below(x, F32(double(limit)))); }
INLINE bool all_above(F32 x, float limit) { return !any(not_above(x, F32(double(limit)))); }

// ---- coefficients ----------------------------------------------------------------------------------------------------------

// body(from), body(from - 1) ... body(to), as types.
template <int from, int to, class Body> INLINE void downwards(Body body) {
  if constexpr (from >= to) {
    body(std::integral_constant<int, from>());
    downwards<from - 1, to>(body);
  }
}

constexpr int pieces_count = 32;

#if defined(__AVX512F__)
// A row for each power, with a column for each of the 32 polynomials, or 16.
template <int rows, int pieces = pieces_count> struct Coefficients {
  alignas(64) float number[rows][pieces];
  constexpr float& at(int row, int piece) { return number[row][piece]; }
};
template <int rows, int top = rows - 1, int pieces = pieces_count> struct Lookup {
  const Coefficients<rows, pieces>* table;
  __m512i index;
  INLINE void start(const Coefficients<rows, pieces>& from, Bits at) { table = &from, index = whole(at); }
  template <int row> INLINE F32 get() {
    const __m512 first = _mm512_load_ps(table->number[row]);
    if constexpr (pieces == 16) return F32(_mm512_permutexvar_ps(index, first));
    else return F32(_mm512_permutex2var_ps(first, index, _mm512_load_ps(table->number[row] + 16)));
  }
};
#else
#if defined(__AVX2__)
INLINE F32 first_pairs(F32 a, F32 b) { return F32(_mm256_unpacklo_ps(a.v, b.v)); }  // in each 128 bits a0 b0 a1 b1
INLINE F32 last_pairs(F32 a, F32 b) { return F32(_mm256_unpackhi_ps(a.v, b.v)); }
INLINE F32 first_halves(F32 a, F32 b) { return F32(_mm256_shuffle_ps(a.v, b.v, 0x44)); }  // a0 a1 b0 b1
INLINE F32 last_halves(F32 a, F32 b) { return F32(_mm256_shuffle_ps(a.v, b.v, 0xee)); }
template <int lane, int from> INLINE F32 four_of(const float* const* at) {
  return F32(_mm256_insertf128_ps(_mm256_castps128_ps256(_mm_load_ps(at[lane] + from)), _mm_load_ps(at[lane + 4] + from), 1));
}
#else
INLINE F32 first_pairs(F32 a, F32 b) { return F32(F32::native(vzip1q_f32(a.v, b.v))); }
INLINE F32 last_pairs(F32 a, F32 b) { return F32(F32::native(vzip2q_f32(a.v, b.v))); }
INLINE F32 first_halves(F32 a, F32 b) { return F32(F32::native(vcombine_f32(vget_low_f32(a.v), vget_low_f32(b.v)))); }
INLINE F32 last_halves(F32 a, F32 b) { return F32(F32::native(vcombine_f32(vget_high_f32(a.v), vget_high_f32(b.v)))); }
template <int lane, int from> INLINE F32 four_of(const float* const* at) { return F32::load(at[lane] + from); }
#endif
// The coefficients of a polynomial lie together: each lane loads four at once, and four rows come of a transposition. AVX2's
// gathers take 1.8 times as long, its permutations with blends 2 times.
template <int rows, int pieces = pieces_count> struct Coefficients {
  static constexpr int stride = (rows + 3) / 4 * 4;
  alignas(64) float number[pieces][stride];
  constexpr float& at(int row, int piece) { return number[piece][row]; }
};
template <int rows, int top = rows - 1, int pieces = pieces_count> struct Lookup {
  const float* at[F32::width];
  F32 four[4];
  INLINE void start(const Coefficients<rows, pieces>& table, Bits index) {
    union {  // memcpy stored them twice: 0.2 ns a number
      Bits vector;
      int32_t lanes[F32::width];
    } offsets{(index & (pieces - 1)) * table.stride};
    asm("" : "+m"(offsets));  // from memory: one by one out of the register they take longer
    start_at(table, offsets.lanes);
  }
  INLINE void start_at(const Coefficients<rows, pieces>& table, const int32_t* offsets) {
#pragma GCC unroll 8
    for (int lane = 0; lane < F32::width; lane++) at[lane] = table.number[0] + offsets[lane];
  }
  template <int row> INLINE F32 get() {  // from the highest down
    if constexpr (row == top || row % 4 == 3) {
      constexpr int from = row / 4 * 4;
      const F32 a = four_of<0, from>(at), b = four_of<1, from>(at), c = four_of<2, from>(at), d = four_of<3, from>(at);
      const F32 low = first_pairs(a, b), high = last_pairs(a, b), next_low = first_pairs(c, d), next_high = last_pairs(c, d);
      four[0] = first_halves(low, next_low), four[1] = last_halves(low, next_low);
      four[2] = first_halves(high, next_high), four[3] = last_halves(high, next_high);
    }
    return four[row % 4];
  }
};
#endif

// ---- groups ----------------------------------------------------------------------------------------------------------------

#if defined(__AVX512F__)
constexpr int group_vectors = 4;  // rows are loaded once for all
#else
constexpr int group_vectors = 2;
#endif
template <int vectors> struct GroupOf {
  static constexpr int count = vectors, size = count * F32::width;
  F32 v[count];
  static INLINE GroupOf load(const float* x) {
    return of([&](int k) INLINE_LAMBDA { return F32::load(x + F32::width * k); });
  }
  template <class Make> static INLINE GroupOf of(Make make) {
    GroupOf group;
#pragma GCC unroll 8
    for (int k = 0; k < count; k++) group.v[k] = make(k);
    return group;
  }
  INLINE void store(float* to, bool stream) const {
    if (stream) {
#pragma GCC unroll 8
      for (int k = 0; k < count; k++) store_streaming(v[k], to + F32::width * k);
    } else {
#pragma GCC unroll 8
      for (int k = 0; k < count; k++) v[k].store(to + F32::width * k);
    }
  }
  template <bool scaled> static INLINE void look_ahead_at(const float* x, const float* g) {
#pragma GCC unroll 8
    for (int k = 0; k < count; k++) {
      look_ahead(x + F32::width * k);
      if constexpr (scaled) look_ahead(g + F32::width * k);
    }
  }
  template <class Combine> INLINE auto all(Combine combine) const {
    auto result = combine(v[0], v[count > 1]);
#pragma GCC unroll 8
    for (int k = 2; k < count; k++) result = combine(result, v[k]);
    return result;
  }
  // Minima and maxima may lose a NaN; those of magnitudes too.
  INLINE F32 lowest() const { return all([](F32 a, F32 b) INLINE_LAMBDA { return clamp_high(a, b); }); }
  INLINE F32 highest() const { return all([](F32 a, F32 b) INLINE_LAMBDA { return clamp_low(a, b); }); }
  INLINE F32 least() const { return all([](F32 a, F32 b) INLINE_LAMBDA { return smaller_size(a, b); }); }
  INLINE F32 largest() const { return all([](F32 a, F32 b) INLINE_LAMBDA { return larger_size(a, b); }); }
  INLINE Lanes unordered() const {
    Lanes result = no_lanes;
#pragma GCC unroll 8
    for (int k = 0; k < count; k += 2) result = result | pieces::unordered(v[k], v[k + (count > 1)]);
    return result;
  }
  // Below a negative number; also, now and then, where there is a NaN, which hides no other number.
  INLINE bool may_be_below(F32 limit) const {
#if defined(__AVX512F__)  // as whole numbers without a sign the negative ones are above the others, by their size
    const F32 largest = all([](F32 a, F32 b) INLINE_LAMBDA { return F32(_mm512_castsi512_ps(_mm512_max_epu32(whole(a.raw()), whole(b.raw())))); });
    return _mm512_cmpgt_epu32_mask(whole(largest.raw()), whole(limit.raw())) != 0;
#else
    return any(below(lowest(), limit) | unordered());
#endif
  }
  INLINE Lanes subnormals() const {
    Lanes result = no_lanes;
#pragma GCC unroll 8
    for (int k = 0; k < count; k++) result = result | subnormal(v[k]);
    return result;
  }
};
using Group = GroupOf<group_vectors>;

}  // namespace pieces
}  // namespace ACTLAB_TARGET
#endif
