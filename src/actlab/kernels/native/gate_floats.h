// Bodies of gates in floats. A gate is n / (1 + exp(-w)) where g is a sigmoid, Swish or the tanh form of GELU: n is h(b), or
// a h(b), as an unevaluated sum of two floats, and enters before the one division, so that the result is rounded as often
// as g alone would be. w carries its rest too: an error of w is one of exp(w).
#pragma once
#include "gate_constants.h"
#include "loops.h"
#include "steep.h"

namespace ACTLAB_TARGET {

// The gate in double, for lanes outside the domain of a body in floats.
struct Exact {
  using Loop = void (*)(const double* a, const double* b, double* y, int64_t n, const double* parameters);
  Loop value, by_a, by_b;
};

// n is a multiple of two vectors. The value is for `type`: floats to be rounded to 16 bits are right after that rounding.
struct InFloats {
  bool (*fits)(const double* parameters);
  void (*value)(const Exact& exact, actlab::Type type, const float* a, const float* b, float* y, int64_t n, const double* parameters);
  void (*slopes)(const Exact& exact, const float* g, const float* a, const float* b, float* by_a, float* by_b, int64_t n,
                 const double* parameters);
};

#if defined(ACTLAB_LOOKS_UP)
namespace gate_floats {

using steep::Sum, steep::Tail, steep::product_of;

INLINE F32 rest_of(F32 a, F32 b, F32 product) { return fma(a, b, -product); }
INLINE Sum times(F32 a, Sum b) {
  const F32 high = a * b.high;
  return {high, fma(a, b.low, rest_of(a, b.high, high))};
}
INLINE Sum plus(F32 a, F32 b) {
  const F32 high = a + b, back = high - a;
  return {high, (a - (high - back)) + (b - back)};
}
// h(b) is a float where nothing limits or shifts it, else a sum.
INLINE Sum times(F32 a, F32 b) { return product_of(a, b); }
INLINE F32 high_of(F32 x) { return x; }
INLINE F32 high_of(Sum x) { return x.high; }
INLINE F32 add_low(F32 x, F32) { return x; }
INLINE F32 add_low(F32 x, Sum sum) { return x + sum.low; }
INLINE F32 product(F32 a, F32 b) { return a * b; }
INLINE F32 product(F32 a, Sum b) { return fma(a, b.high, a * b.low); }
INLINE F32 sign_of_product(F32 y, F32 a, F32 b) {
  return F32::from_raw((y.raw() & ~sign_bit<F32>) | ((a.raw() ^ b.raw()) & sign_bit<F32>));
}
INLINE Mask<F32> within(F32 size, double least, double most) { return (size >= F32(least)) & (size <= F32(most)); }
// 1 / d to some 2^-24, which all who use it correct; a division takes as long as ten other instructions.
INLINE F32 reciprocal(F32 d) {
#if defined(__AVX512F__)
  const F32 near(_mm512_rcp14_ps(d.v));
  return fma(fnma(near, d, F32(1.0)), near, near);
#else
  return F32(1.0) / d;
#endif
}

// Which lanes: on AVX-512 a bit for each.
#if defined(__AVX512F__)
using Flags = __mmask16;
INLINE Flags flags(Mask<F32> mask) { return _mm512_movepi32_mask(reinterpret_cast<__m512i>(mask.m)); }
INLINE Flags at_most(F32 a, F32 b) { return _mm512_cmp_ps_mask(a.v, b.v, _CMP_LE_OQ); }
INLINE bool all(Flags flags) { return flags == 0xffff; }
INLINE F32 choose(Flags flags, F32 a, F32 b) { return F32(_mm512_mask_mov_ps(b.v, flags, a.v)); }
#else
using Flags = Mask<F32>;
INLINE Flags flags(Mask<F32> mask) { return mask; }
INLINE Flags at_most(F32 a, F32 b) { return a <= b; }
INLINE bool all(Flags flags) { return !any(~flags); }
INLINE F32 choose(Flags flags, F32 a, F32 b) { return where(flags, a, b); }
#endif

// From 2^-90 to 2^100 nothing was lost on the way, neither below nor above. Of an infinity or NaN, and of 0, it is false.
constexpr double most = 0x1p60, largest_exponent = 86.0;
// Of a: beyond, what grows with a power of it may be infinite.
constexpr double usual_end = 0x1p20;
INLINE Flags of_usual_size(F32 x) { return at_most(F32(0x1p-90), abs(x)) & at_most(abs(x), F32(0x1p100)); }
// For a product of floats that hide nothing, and for what is too large on the way: an infinity or NaN comes out then.
INLINE Flags normal(F32 x) {
#if defined(__AVX512F__)
  constexpr int nan = 0x81, zero = 0x06, infinite = 0x18, subnormal = 0x20;
  return _knot_mask16(_mm512_fpclass_ps_mask(x.v, nan | zero | infinite | subnormal));
#else
  return of_usual_size(x);
#endif
}

INLINE bool is_float(double number) { return static_cast<double>(static_cast<float>(number)) == number; }

// ---- the parts of the gates --------------------------------------------------------------------------------------------

// What a product is below a fallen tail, g = m exp(t), from which results are 0 or too small to hide something.
struct Fallen {
  Flags good;
  F32 y;
};
INLINE Sum product_of(F32 n, Sum m) {
  const F32 high = n * m.high;
  return {high, fma(n, m.low, rest_of(n, m.high, high))};
}
INLINE Sum product_of(Sum n, Sum m) {
  const Sum whole = product_of(n.high, m);
  return {whole.high, fma(n.low, m.high, whole.low)};
}
template <class N> INLINE Fallen fallen(Flags in, const Tail& g, N n) {
  const Sum m = product_of(n, g.m);
  const Flags good = flags(within(abs(m.high), 0x1p-60, 0x1p30) | (m.high == F32(0.0)));
  return {static_cast<Flags>(in & good), steep::result_of({g.t, m})};
}

// The numbers that are the same for all lanes.
struct Constants {
  F32 alpha, alpha_rest, limit, plus;
};

// exp(x) = size (1 + rest + low), as `exponential` has it, with what its last two roundings lose.
struct ExponentialSum {
  F32 size, rest, low;
};
INLINE ExponentialSum exponential_sum(F32 x) {
  namespace c = actlab_constants;
  const F32 magic(12582912.0);
  const F32 k = fma(x, F32(1.4426950408889634), magic) - magic;
  const F32 first = fnma(k, F32(c::ln2_float[0]), x), r = fnma(k, F32(c::ln2_float[1]), first);
  const F32 lost = fnma(k, F32(c::ln2_float[1]), first - r), square = r * r, h = horner(r, c::exp_float);
  const F32 rest = fma(square, h, r);
  return {power_of_two(k), rest, fma(square, h, r - rest) + fma(lost, rest, lost)};
}

struct Sigmoid {
  static constexpr bool has_alpha = false, times_a = false;
  static INLINE Sum exponent(F32 a, const Constants&) { return {a, F32(0.0)}; }
  static INLINE F32 growth(F32, Sum, const Constants&) { return F32(0.0); }
};
struct Swish {
  static constexpr bool has_alpha = true, times_a = true;
  static INLINE Sum exponent(F32 a, const Constants& c) {
    const F32 w = a * c.alpha;
    return {w, fma(a, c.alpha_rest, rest_of(a, c.alpha, w))};
  }
  static INLINE F32 growth(F32, Sum w, const Constants&) { return w.high; }  // a times the derivative of w
};
struct Silu : Sigmoid {  // alpha is 1
  static constexpr bool has_alpha = true, times_a = true;
  static INLINE F32 growth(F32 a, Sum, const Constants&) { return a; }
};
struct GeluTanh {
  static constexpr bool has_alpha = false, times_a = true;
  // a (k + m a^2), k = sqrt(8 / pi), m = 0.044715 k, each in two floats.
  static constexpr double k = 1.5957691216057308, m = 0.07135481627260025;
  static constexpr double k_high = 1.595769166946411, m_high = 0.07135481387376785;
  static INLINE Sum exponent(F32 a, const Constants&) {
    const F32 square = a * a, cubic = square * F32(m_high);
    const F32 cubic_rest = fma(F32(m_high), rest_of(a, a, square), fma(square, F32(m - m_high), rest_of(square, F32(m_high), cubic)));
    const Sum sum = plus(F32(k_high), cubic);
    return times(a, {sum.high, sum.low + (cubic_rest + F32(k - k_high))});
  }
  static INLINE F32 growth(F32 a, Sum w, const Constants&) { return fma(F32(2.0 * m) * a * a, a, w.high); }
};

// Each gate: g at a, `inside` where floats carry it; `odd` where it has the sign of a, and where it vanishes.
template <class G> struct OverOnePlusExp {
  static constexpr bool falls = true, has_alpha = G::has_alpha, odd = G::times_a, exact_exponent = std::is_base_of_v<Sigmoid, G>;
  Sum w;
  Exponential e;  // exp(-w.high)
  F32 small, whole, r;
  INLINE OverOnePlusExp(F32 a, const Constants& c) : w(G::exponent(a, c)), e(exponential(-clamp_high(F32(largest_exponent), w.high))) {
    small = e.size * e.rest, whole = e.size + small;
    r = reciprocal(whole + F32(1.0));
  }
  // A sigmoid's slope falls to the right too.
  INLINE Flags inside(F32 a) const {
    return at_most(F32(-largest_exponent), w.high) & at_most(abs(a), F32(G::times_a ? usual_end : largest_exponent));
  }
  INLINE Flags in_tail(F32 a) const { return at_most(w.high, F32(-40.0)) & at_most(abs(a), F32(usual_end)); }
  template <bool slope> INLINE Tail tail(F32 a, const Constants& c) const {
    const F32 size = G::times_a ? slope ? G::growth(a, w, c) + F32(1.0) : a : F32(1.0);
    return {{clamp_low(F32(-128.0), w.high), where(w.high > F32(-128.0), w.low, F32(0.0))}, {size, F32(0.0)}};
  }
  static INLINE Mask<F32> vanishes(F32 a) { return a == F32(odd ? 0.0 : INFINITY); }
  // What q (1 + exp(-w)) is short of n, summed from the large terms down; w.low enters here alone.
  INLINE F32 short_of(F32 n, F32 q) const {
    const F32 left = fnma(q, small, fnma(q, e.size, n - q));
    return exact_exponent ? left : fma(q * whole, w.low, left);
  }
  template <class H> INLINE F32 value(F32 a, H other) const {
    if constexpr (G::times_a) return divided(times(a, other));
    else return divided(other);
  }
  template <class N> INLINE F32 divided(N n) const {
    const F32 q = high_of(n) * r;
    return fma(add_low(short_of(high_of(n), q), n), r, q);
  }
  INLINE F32 inverse() const { return fma(short_of(F32(1.0), r), r, r); }
  INLINE F32 first(F32 a) const { return G::times_a ? a * inverse() : inverse(); }
  INLINE F32 slope(F32 a, const Constants& c) const {
    const F32 share = (exact_exponent ? whole : fnma(whole, w.low, whole)) * inverse();
    if (!G::times_a) return inverse() * share;
    return inverse() * fma(G::growth(a, w, c), share, F32(1.0));
  }
};

// With e = exp(a), f = e / 2 and v = f^2 + f: a v / (v + 1/2).
struct MishGate {
  static constexpr bool falls = true, has_alpha = false, odd = true;
  Exponential e;
  F32 f, v, v_rest, r;
  INLINE MishGate(F32 a, const Constants&) : e(exponential<-1>(clamp_high(F32(40.0), a))) {
    f = fma(e.size, e.rest, e.size);
    const F32 above = fma(f, f, e.size * e.rest);
    v = above + e.size, v_rest = above - (v - e.size);
    r = reciprocal(v + F32(0.5));
  }
  INLINE Flags inside(F32 a) const { return at_most(F32(-largest_exponent), a) & at_most(a, F32(usual_end)); }
  INLINE Flags in_tail(F32 a) const { return at_most(a, F32(-40.0)) & at_most(F32(-usual_end), a); }
  template <bool slope> INLINE Tail tail(F32 a, const Constants&) const {
    return {{clamp_low(F32(-128.0), a), F32(0.0)}, {slope ? a + F32(1.0) : a, F32(0.0)}};
  }
  static INLINE Mask<F32> vanishes(F32 a) { return a == F32(0.0); }
  template <class H> INLINE F32 value(F32 a, H other) const {
    const Sum n = times(a, other);
    const F32 q = v * r, left = fnma(q, v, fnma(F32(0.5), q, v)) + fnma(q, v_rest, v_rest);
    return fma(n.high, q, fma(n.high, left * r, n.low * q));
  }
  INLINE F32 first(F32 a) const {
    const F32 q = v * r;
    return a * fma(fnma(q, v, fnma(F32(0.5), q, v)), r, q);
  }
  INLINE F32 slope(F32 a, const Constants&) const {
    const F32 s = fma(fnma(r, v, fnma(F32(0.5), r, F32(1.0))), r, r);
    return s * f * fma(a * (f + F32(0.5)), s, f + F32(1.0));
  }
};

// GELU's ends: to the right it is a to the last bit, to the left it falls.
struct GeluEnds {
  static constexpr bool falls = true, has_alpha = false, odd = true;
  static constexpr double left = 5.62, end = 6.1;
  static INLINE Flags inside(F32 a) { return at_most(F32(-left), a) & at_most(a, F32(usual_end)); }
  static INLINE Flags in_tail(F32 a) { return at_most(a, F32(-left)) & at_most(F32(-usual_end), a); }
  template <bool slope> static INLINE Tail tail(F32 a, const Constants&) { return steep::gelu_left<slope>(a); }
  static INLINE Mask<F32> vanishes(F32 a) { return a == F32(0.0); }
};

#if defined(__AVX512F__)
// By tables: half of the other's instructions.
struct Gelu : GeluEnds {
  Flags right;
  F32 r;
  __m512i index;
  INLINE Gelu(F32 a, const Constants&) : right(_mm512_cmp_ps_mask(a.v, F32(0.0).v, _CMP_GT_OQ)) {
    const F32 size = clamp_high(F32(end), abs(a));
    index = _mm512_castps_si512((size + F32(3145728.0)).v);  // 1.5 * 2^21 rounds to quarters
    r = F32(_mm512_reduce_ps(size.v, 0x28));
  }
  INLINE F32 row(const float* of) const { return F32(_mm512_permutex2var_ps(_mm512_load_ps(of), index, _mm512_load_ps(of + 16))); }
  // All powers but the first coefficient, over r.
  template <int rows> INLINE F32 sum(const float (&table)[rows][32]) const {
    F32 sum = row(table[rows - 1]);
#pragma GCC unroll 16
    for (int power = rows - 2; power > 1; power--) sum = fma(sum, r, row(table[power]));
    return sum;
  }
  template <int rows> INLINE F32 one(const float (&table)[rows][32]) const {
    const F32 left = row(table[0]) + fma(sum(table), r, row(table[1]));
    return choose(right, F32(1.0) - left, left);
  }
  template <class H> INLINE F32 value(F32 a, H other) const {
    constexpr auto& table = actlab_constants::normal_tail_pieces;
    const F32 first = row(table[0]), s = sum(table), high = fma(s, r, first), low = fma(s, r, first - high) + row(table[1]);
    const F32 above = F32(1.0) - high, p = choose(right, above, high);
    const F32 rest = choose(right, ((F32(1.0) - above) - high) - low, low);
    const Sum n = times(a, other);
    return fma(n.high, p, fma(n.high, rest, n.low * p));
  }
  INLINE F32 first(F32 a) const { return a * one(actlab_constants::normal_tail_pieces); }
  INLINE F32 slope(F32, const Constants&) const { return one(actlab_constants::gelu_slope_pieces); }
};
#else
// With z = |a|, the lower tail of the normal distribution is E m: E = exp(-z^2 / 2), m = P(t) / (z + 2), t = (z - 2) / (z + 2).
struct Gelu : GeluEnds {
  static constexpr double density = 0.3989422804014327;
  F32 z;
  ExponentialSum e;
  Sum m;
  Mask<F32> right;
  INLINE Gelu(F32 a, const Constants&) {
    namespace c = actlab_constants;
    z = clamp_high(F32(end), abs(a));
    right = a > F32(0.0);
    const F32 half = F32(0.5) * z, w = half * z;
    e = exponential_sum(-w), e.low = e.low - fma(rest_of(half, z, w), e.rest, rest_of(half, z, w));
    const F32 high = z + F32(2.0);
    const Sum sum{high, z - (high - F32(2.0))};  // high - 2 is exact
    const F32 r = reciprocal(sum.high), r_rest = r * fnma(r, sum.low, fnma(r, sum.high, F32(1.0)));
    const F32 t = fnma(F32(4.0), r_rest, fnma(F32(4.0), r, F32(1.0)));
    F32 s(c::normal_tail[9]);
#pragma GCC unroll 16
    for (int power = 8; power > 0; power--) s = fma(s, t, F32(c::normal_tail[power]));
    const F32 above = fma(s, t, F32(c::normal_tail[0]));
    const F32 low = fma(s, t, F32(c::normal_tail[0]) - above) + F32(c::normal_tail_rest[0]);
    m.high = r * above, m.low = fma(r, low, fma(r_rest, above, rest_of(r, above, m.high)));
  }
  INLINE F32 lower() const { return e.size * (m.high + scaled(m.high, m.low)); }
  INLINE F32 scaled(F32 x, F32 rest) const { return fma(x, e.rest, fma(x, e.low, fma(rest, e.rest, rest))); }
  template <class H> INLINE F32 value(F32 a, H other) const {
    const Sum n = times(a, other);
    const F32 whole = n.high * m.high, rest = fma(n.high, m.low, fma(n.low, m.high, rest_of(n.high, m.high, whole)));
    const F32 below = e.size * (whole + scaled(whole, rest)), t = lower();
    return where(right, n.high + fnma(n.high, t, fnma(n.low, t, n.low)), below);
  }
  INLINE F32 first(F32 a) const { return a * where(right, F32(1.0) - lower(), lower()); }
  INLINE F32 slope(F32, const Constants&) const {
    const F32 near = fnma(z, F32(density), m.high) + m.low, left = e.size * (near + scaled(near, F32(0.0)));
    return where(right, F32(1.0) - left, left);
  }
};
#endif

struct ReluGate {
  static constexpr bool falls = false, has_alpha = false, odd = false;
  F32 positive;
  INLINE ReluGate(F32 a, const Constants&) : positive(max(a, F32(0.0))) {}
  INLINE Flags inside(F32) const { return at_most(positive, F32(most)); }
  static INLINE Mask<F32> vanishes(F32 a) { return a <= F32(0.0); }
  template <class H> INLINE F32 value(F32, H other) const { return product(positive, other); }
  INLINE F32 first(F32) const { return positive; }
  INLINE F32 slope(F32 a, const Constants&) const { return where(a > F32(0.0), F32(1.0), F32(0.0)); }
};

struct SquaredReluGate : ReluGate {
  using ReluGate::ReluGate;
  INLINE Flags inside(F32) const { return flags(within(positive, 0x1p-30, 0x1p30) | (positive == F32(0.0))); }
  template <class H> INLINE F32 value(F32, H other) const {
    const F32 square = positive * positive, rest = rest_of(positive, positive, square) * high_of(other);
    if constexpr (std::is_same_v<H, Sum>) return fma(square, other.high, fma(square, other.low, rest));
    else return fma(square, other, rest);
  }
  INLINE F32 first(F32) const { return positive * positive; }
  INLINE F32 slope(F32, const Constants&) const { return positive + positive; }
};

// ---- clamps and the other half ------------------------------------------------------------------------------------------

template <bool limited, bool after> struct Half {
  F32 a;
  std::conditional_t<limited, Sum, F32> other;
  INLINE Half(F32 given_a, F32 given_b, const Constants& c)
      : a(limited && !after ? min(c.limit, given_a) : given_a), other(of(given_b, c)) {}
  INLINE static auto of(F32 b, const Constants& c) {
    if constexpr (limited) return plus(max(-c.limit, min(c.limit, b)), c.plus);
    else return b;
  }
};

// Whether a float that is rounded to 16 bits next may be on the wrong side of a tie: its error is below 3 in the last place.
INLINE Mask<F32> near_tie(F32 y, actlab::Type type) {
  if (type == actlab::Type::float32) return Mask<F32>{(y.raw() & 0) != 0};
  const int last = type == actlab::Type::bfloat16 ? 0xffff : 0x1fff, tie = (last + 1) / 2;
  Mask<F32> close{(((y.raw() & last) - (tie - 3)) & ~7) == 0};
  if (type != actlab::Type::float16) return close;
  const F32 size = abs(y);
  const Mask<F32> small = size < F32(0x1p-14);
  if (!any(small)) return close;
  const F32 units = fma(size, F32(0x1p24), F32(0.5)), magic(12582912.0);  // of subnormal halves; a tie is a whole number
  return (~small & close) | (small & (abs(units - ((units + magic) - magic)) < F32(0x1p-10)));
}

__attribute__((noinline)) inline F32 careful(Exact::Loop loop, F32 a, F32 b, const double* parameters, bool odd, const F32* g) {
  constexpr int width = F32::width;
  alignas(64) double wide_a[width], wide_b[width], y[width];
  const Pair in_a = widen(a), in_b = widen(b);
  in_a.low.store(wide_a), in_a.high.store(wide_a + width / 2), in_b.low.store(wide_b), in_b.high.store(wide_b + width / 2);
  loop(wide_a, wide_b, y, width, parameters);
  Pair result{F64::load(y), F64::load(y + width / 2)};
  if (g) {
    const Pair along = widen(*g);
    result = {result.low * along.low, result.high * along.high};
  }
  return odd ? narrow({to_odd(result.low), to_odd(result.high)}) : narrow(result);
}

// The clamp after g: where g is above it, the factor is the limit; close to it the double decides.
template <class G, bool limited, bool after> struct Body {
  static INLINE Mask<F32> nearly(F32 first, const Constants& c) { return abs(first - c.limit) <= c.limit * F32(1e-6); }

  template <bool checked_ties>
  static INLINE void value(const Exact& exact, actlab::Type type, const float* from_a, const float* from_b, float* y, int64_t n,
                           const double* p, const Constants& c) {
    for (int64_t i = 0; i < n; i += F32::width) {
      look_ahead(from_a + i), look_ahead(from_b + i);
      const F32 given_a = F32::load(from_a + i), given_b = F32::load(from_b + i);
      const Half<limited, after> half(given_a, given_b, c);
      const G g(half.a, c);
      F32 result = g.value(half.a, half.other);
      Flags usual = g.inside(half.a);
      if constexpr (after && limited) {
        const F32 first = g.first(half.a);
        result = where(first > c.limit, product(c.limit, half.other), result);
        usual = usual & flags(~nearly(first, c));
      }
      if constexpr (checked_ties) usual = usual & flags(~near_tie(result, type));
      if (!all(usual & of_usual_size(result))) {
        const Mask<F32> vanishes = G::vanishes(half.a) | (high_of(half.other) == F32(0.0));
        result = sign_of_product(result, G::odd ? half.a : F32(0.0), high_of(half.other));
        usual = (usual & of_usual_size(result)) | (g.inside(half.a) & flags(vanishes & (result == F32(0.0))));
        if constexpr (G::falls && !(after && limited)) {
          if (!all(usual)) {
            Fallen far = fallen(g.in_tail(half.a), g.template tail<false>(half.a, c), half.other);
            if constexpr (checked_ties) far.good = far.good & flags(~near_tie(far.y, type));
            result = choose(usual, result, far.y), usual = usual | far.good;
          }
        }
        if (!all(usual)) result = choose(usual, result, careful(exact.value, given_a, given_b, p, checked_ties, nullptr));
      }
      result.store(y + i);
    }
  }

  static void slopes(const Exact& exact, const float* from_g, const float* from_a, const float* from_b, float* by_a, float* by_b,
                     int64_t n, const double* p) {
    const Constants c = constants(p);
    for (int64_t i = 0; i < n; i += F32::width) {
      look_ahead(from_g + i), look_ahead(from_a + i), look_ahead(from_b + i);
      const F32 given_a = F32::load(from_a + i), given_b = F32::load(from_b + i), along = F32::load(from_g + i);
      const Half<limited, after> half(given_a, given_b, c);
      const G g(half.a, c);
      F32 first = g.first(half.a), slope = g.slope(half.a, c), other_slope(1.0);
      Flags usual = g.inside(half.a);
      if constexpr (limited) {
        if constexpr (after) {
          usual = usual & flags(~nearly(first, c));
          slope = where(first > c.limit, F32(0.0), slope);
          first = min(c.limit, first);
        } else {
          slope = where(given_a > c.limit, F32(0.0), slope);
        }
        other_slope = where(abs(given_b) > c.limit, F32(0.0), other_slope);
      }
      F32 right_a = (along * high_of(half.other)) * slope, right_b = along * (first * other_slope);
      if (!all(usual & normal(right_a) & normal(right_b) & normal(first))) {
        // Zero as a product of zero and what is neither infinite nor NaN.
        const Mask<F32> sizes = (abs(along) <= F32(most)) & (abs(high_of(half.other)) <= F32(most)), silent = along == F32(0.0);
        const Mask<F32> no_a = silent | (high_of(half.other) == F32(0.0)) | (slope == F32(0.0));
        const Mask<F32> no_b = silent | (first == F32(0.0)) | (other_slope == F32(0.0));
        Flags usual_a = usual & (normal(right_a) | flags(sizes & no_a));
        Flags usual_b = usual & ((normal(right_b) & normal(first)) | flags(sizes & no_b));
        if constexpr (G::falls && !(after && limited)) {
          if (!all(usual_a & usual_b)) {
            const Flags in = limited ? g.in_tail(half.a) & flags(half.a == given_a) : g.in_tail(half.a);
            const Fallen far_a = fallen(in, g.template tail<true>(half.a, c), along * high_of(half.other));
            const Fallen far_b = fallen(in, g.template tail<false>(half.a, c), along * other_slope);
            right_a = choose(usual_a, right_a, far_a.y), usual_a = usual_a | far_a.good;
            right_b = choose(usual_b, right_b, far_b.y), usual_b = usual_b | far_b.good;
          }
        }
        if (!all(usual_a)) right_a = choose(usual_a, right_a, careful(exact.by_a, given_a, given_b, p, false, &along));
        if (!all(usual_b)) right_b = choose(usual_b, right_b, careful(exact.by_b, given_a, given_b, p, false, &along));
      }
      right_a.store(by_a + i), right_b.store(by_b + i);
    }
  }

  static Constants constants(const double* p) {
    const double alpha = G::has_alpha ? p[0] : 1.0;
    const double* rest = p + G::has_alpha;
    const auto high = static_cast<float>(alpha);
    return {F32(double(high)), F32(alpha - double(high)), F32(rest[0]), F32(rest[1])};
  }
  static void values(const Exact& exact, actlab::Type type, const float* a, const float* b, float* y, int64_t n, const double* p) {
    const Constants c = constants(p);
    if (type == actlab::Type::float32) value<false>(exact, type, a, b, y, n, p, c);
    else value<true>(exact, type, a, b, y, n, p, c);
  }
};

template <class G> bool fits(const double* p) {
  const double alpha = G::has_alpha ? p[0] : 1.0;
  const double* rest = p + G::has_alpha;
  return std::abs(alpha) >= 0x1p-10 && std::abs(alpha) <= 0x1p10 && is_float(rest[0]) && is_float(rest[1]) && std::abs(rest[1]) <= most;
}
template <class G> bool plain(const double* p) { return p[G::has_alpha] == INFINITY && p[G::has_alpha + 1] == 0; }

// The clamps, the second float of h(b) and alpha only where they do something.
template <class G, bool after, class Simple = G> struct Choice {
  template <class Use> static auto chosen(const double* p, Use use) {
    if (!std::is_same_v<G, Simple> && p[0] == 1) return plain<G>(p) ? use(Body<Simple, false, after>()) : use(Body<Simple, true, after>());
    return plain<G>(p) ? use(Body<G, false, after>()) : use(Body<G, true, after>());
  }
  static void value(const Exact& exact, actlab::Type type, const float* a, const float* b, float* y, int64_t n, const double* p) {
    chosen(p, [&](auto body) { body.values(exact, type, a, b, y, n, p); });
  }
  static void slopes(const Exact& exact, const float* g, const float* a, const float* b, float* by_a, float* by_b, int64_t n,
                     const double* p) {
    chosen(p, [&](auto body) { body.slopes(exact, g, a, b, by_a, by_b, n, p); });
  }
  static constexpr InFloats table{fits<G>, value, slopes};
};

// ---- SiTU-GLU -----------------------------------------------------------------------------------------------------------

// Its three exponentials would need three sums of floats each; in double to 2^-33 they are a third of the work, and the
// only rounding that is seen is the last.
struct Situ {
  struct Falling {
    F64 power, lost;  // exp(-x) and 1 - exp(-x), both to 2^-33 of themselves
  };
  static constexpr double last = 700.0;
  static INLINE Falling falling(F64 x) {
    const F64 magic(6755399441055744.0), within = clamp_high(F64(last), x);
    const F64 shifted = fnma(within, F64(1.4426950408889634), magic), k = shifted - magic;
    const F64 r = fnma(k, F64(0.6931471805599453), -within);
    const F64 rest = fma(r * r, horner(r, actlab_constants::exp_short), r);
#if defined(__AVX512F__)
    const F64 size(_mm512_scalef_pd(_mm512_set1_pd(1.0), k.v));
#else
    const F64 size = power_of_two(k);
#endif
    return {fma(size, rest, size), fnma(size, rest, F64(1.0) - size)};
  }
  static INLINE F64 reciprocal(F64 d) {
#if defined(__AVX512F__)
    const F64 near(_mm512_rcp14_pd(d.v)), left = fnma(near, d, F64(1.0));
    return fma(fma(left, left, left), near, near);
#else
    return F64(1.0) / d;
#endif
  }

  F64 gate_cap, cap, limit, plus, gate_rate, rate;
  bool squares;  // exp(-|u|) is the square of exp(-2 |u| / gate_cap)
  INLINE explicit Situ(const double* p) : gate_cap(p[0]), cap(p[1]), limit(p[2]), plus(p[3]), gate_rate(2 / p[0]), rate(2 / p[1]), squares(p[0] == 4) {}

  // tanh(u / gate_cap) is bent.lost / (1 + bent.power) with the sign of u, tanh(v / cap) likewise; the sigmoid of u is
  // share / (1 + fall.power).
  struct At {
    F64 u, v;
    Falling bent, fall, other;  // of fall the power alone is used
    F64 first, below, above, h, share;
    INLINE At(const Situ& s, F64 a, F64 b)
        : u(min(s.limit, a)), v(max(-s.limit, min(s.limit, b))), bent(falling(abs(u) * s.gate_rate)), fall(s.squares ? Falling{bent.power * bent.power, bent.lost} : falling(abs(u))),
          other(falling(abs(v) * s.rate)), first(bent.power + F64(1.0)), below(fall.power + F64(1.0)), above(other.power + F64(1.0)),
          h(fma(s.plus, above, copy_sign(s.cap * other.lost, v))), share(where(u > F64(0.0), F64(1.0), fall.power)) {}
    INLINE F64 tangent(const Situ& s) const { return copy_sign(s.gate_cap * bent.lost, u); }
  };
  INLINE F64 value(F64 a, F64 b) const {
    const At at(*this, a, b);
    return (at.tangent(*this) * at.share) * (at.h * reciprocal(at.first * at.below * at.above));
  }
  INLINE std::pair<F64, F64> slopes(F64 along, F64 a, F64 b) const {
    const At at(*this, a, b);
    const F64 both = at.first * at.below, r = reciprocal(both * at.above), by_above = r * both, of_both = r * at.above;
    const F64 to_first = of_both * at.below, to_below = of_both * at.first, tangent = at.tangent(*this), g = at.share * of_both;
    const F64 rest = where(at.u > F64(0.0), at.fall.power, F64(1.0));
    const F64 slope = g * fma(F64(4.0) * at.bent.power, to_first, tangent * rest * to_below);
    const F64 other_slope = F64(4.0) * at.other.power * by_above * by_above;
    return {along * (at.h * by_above) * where(a > limit, F64(0.0), slope),
            along * (tangent * g) * where(abs(b) > limit, F64(0.0), other_slope)};
  }

  static bool fits(const double* p) {
    return std::max(p[0], p[1]) <= 0x1p20 && std::min(p[0], p[1]) >= 0x1p-10 && std::abs(p[3]) <= most;
  }
  static void values(const Exact& exact, actlab::Type type, const float* from_a, const float* from_b, float* y, int64_t n, const double* p) {
    const Situ gate(p);
    for (int64_t i = 0; i < n; i += F32::width) {
      look_ahead(from_a + i), look_ahead(from_b + i);
      const F32 given_a = F32::load(from_a + i), given_b = F32::load(from_b + i);
      const Pair a = widen(given_a), b = widen(given_b);
      F32 result = narrow({gate.value(a.low, b.low), gate.value(a.high, b.high)});
      const Mask<F32> close = near_tie(result, type);
      if (any(close)) result = where(close, careful(exact.value, given_a, given_b, p, true, nullptr), result);
      result.store(y + i);
    }
  }
  static void slopes(const Exact&, const float* from_g, const float* from_a, const float* from_b, float* by_a, float* by_b, int64_t n,
                     const double* p) {
    const Situ gate(p);
    for (int64_t i = 0; i < n; i += F32::width) {
      look_ahead(from_g + i), look_ahead(from_a + i), look_ahead(from_b + i);
      const Pair g = widen(F32::load(from_g + i)), a = widen(F32::load(from_a + i)), b = widen(F32::load(from_b + i));
      const auto low = gate.slopes(g.low, a.low, b.low), high = gate.slopes(g.high, a.high, b.high);
      narrow({low.first, high.first}).store(by_a + i), narrow({low.second, high.second}).store(by_b + i);
    }
  }
  static constexpr InFloats table{fits, values, slopes};
};

}  // namespace gate_floats

inline const InFloats* in_floats(const char* key) {
  using namespace gate_floats;
  struct Entry {
    const char* key;
    const InFloats& body;
  };
  static const Entry entries[] = {
      {"glu", Choice<OverOnePlusExp<Sigmoid>, false>::table},
      {"swiglu", Choice<OverOnePlusExp<Swish>, false, OverOnePlusExp<Silu>>::table},
      {"swiglu_oai", Choice<OverOnePlusExp<Swish>, false>::table},
      {"swiglu_step", Choice<OverOnePlusExp<Swish>, true, OverOnePlusExp<Silu>>::table},
      {"geglu_tanh", Choice<OverOnePlusExp<GeluTanh>, false>::table},
      {"geglu", Choice<Gelu, false>::table},
      {"mish_glu", Choice<MishGate, false>::table},
      {"reglu", Choice<ReluGate, false>::table},
      {"situ_glu", Situ::table},
      {"relu2_glu", Choice<SquaredReluGate, false>::table},
  };
  for (const Entry& entry : entries)
    if (std::strcmp(entry.key, key) == 0) return &entry.body;
  return nullptr;
}
#else
inline const InFloats* in_floats(const char*) { return nullptr; }  // without fma the rest of a product has no instruction
#endif

}  // namespace ACTLAB_TARGET
