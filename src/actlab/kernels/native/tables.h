// Any smooth function: 32 polynomials of degree 5 to 8, made when it is first used from its emitted body in double
// and tried against it. Where one is not good enough (a kink, a zero of the function, a tail that falls too fast), and
// beyond the table, the double itself is computed. A number's way depends on that number alone.
//
// Values take tables of their own where no instruction picks from 32 numbers: fine.h; and with AVX-512 where 16 polynomials are
// faster: merged.h.
//
// In double, rounded once, these functions took 8 to 60 times as long as ReLU at 1M; so most are within 1.5 times.
#pragma once
#include <algorithm>
#include <utility>

#include "far.h"

#if defined(ACTLAB_LOOKS_UP)
namespace ACTLAB_TARGET {
namespace tables {

using namespace pieces;

#if defined(__AVX512F__)
using Group = GroupOf<8>;  // 0.95 of the time of 4, as each step waits for the one before

// The sum with a power of 2 and a half of it, rounded to its last bit.
INLINE Bits shifted_up(F32 x, F32 magic) { return bits_of(_mm512_castps_si512(_mm512_add_round_ps(x.v, magic.v, _MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC))); }
INLINE Bits shifted_down(F32 x, F32 magic) { return bits_of(_mm512_castps_si512(_mm512_add_round_ps(x.v, magic.v, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC))); }
#endif

// The powers of the polynomial around the base, from f(base) on, and the base. Around one of 256 bases f and its slope are nearly floats.
constexpr int rows_of_degree(int degree) { return degree + 2; }
template <int pieces> struct Rows {
  template <int top> using Row = Lookup<rows_of_degree(most_degree), top, pieces>;
  Coefficients<rows_of_degree(most_degree), pieces> numbers;
};
struct Table : Rows<pieces_count> {
  float left_end;  // Curved: the end of the part whose polynomials are good
  INLINE Bits piece_at(Bits index) const { return index; }
};

// Where a polynomial lies: on one side of 0, between two sizes of x, or of what a layout makes of x.
struct Piece {
  double towards, from, to, usual_base;
  double sign_of_r;  // of x - base, where the size grows
  double length() const { return to - from; }
  double x_in(double part) const { return towards * (from + length() * (1 - 1e-7) * part); }  // not that where the next one begins
};

// What is beyond the polynomials where a layout has no tail of its own: one body for all such layouts.
struct WithinEight {
  static constexpr bool has_tail = false;
  template <class T> static INLINE Lanes beyond(F32 x, F32 y, const T&) { return not_below(abs(x), F32(8.0)) | unordered(y, y); }
  template <class T> static INLINE bool any_beyond(const Group& x, const Group& y, const T&) { return any(not_below(x.largest(), F32(8.0)) | y.unordered()); }
};

struct OfRows : WithinEight {
  using Group = tables::Group;
  using Numbers = Table;
  using Reach = WithinEight;
  static constexpr int count = pieces_count, trials = 256;
  static constexpr bool curved = false, keeps_subnormals = false;
  template <bool slope> static INLINE F32 finish(F32, F32 start, F32 sum, F32 r) { return fma(sum, r, start); }
};

// Which polynomial: by 2 x, rounded upwards, so that kinks at multiples of 1/2 lie between two and belong to the left, as 0 does in
// where(x > 0, ...).
template <int of_degree> struct BySign : OfRows {
  static constexpr int degree = of_degree;
  static Piece piece(int number) {
    const bool right = number > 0 && number <= 16;
    const double towards = right ? 1 : -1, from = 0.5 * (right ? number - 1 : -number & 31);
    return {towards, from, from + 0.5, from == 0 ? 0 : from + 0.25, towards};
  }
  static INLINE Bits index_of(F32 x) {
#if defined(__AVX512F__)
    return shifted_up(x, F32(6291456.0));
#elif defined(__AVX2__)
    return reinterpret_cast<Bits>(_mm256_cvtps_epi32(_mm256_ceil_ps((x + x).v)));
#else
    return Bits(vcvtpq_s32_f32((x + x).v));
#endif
  }
  template <bool> static INLINE F32 within(F32 x) { return x; }
};

// By (t + shift)^2 / unit rounded, so that pieces are shorter where a tail falls too fast for a longer one; t is x, or where the function
// is mirrored its size, between `low` and `high`. The unit is a power of 2: that of the last bit of what is added. Beyond the right end
// is nothing new, beyond the left one the shape's own tail.
//
// The usual base is 0.65 of the way down the tail, where the rounding of what is added to f(base) matters most.
template <class Shape> struct Curved : Shape, OfRows {
  using Shape::unit, Shape::shift, Shape::low, Shape::high, Shape::mirrored;
  static constexpr bool curved = true;
  static constexpr float end = mirrored ? high : -low;
  static constexpr double number_at(double t) { return (t + shift) * (t + shift) / unit; }
  static double inverse(double m) { return std::copysign(std::sqrt(m * unit), unit) - shift; }
  static Piece piece(int number) {
    constexpr int first = static_cast<int>(number_at(low) + 1000.5) - 1000;
    static_assert(number_at(high) < first + pieces_count - 0.5, "more pieces than there are polynomials");
    const int place = first + ((number - first) & (pieces_count - 1));
    const double from = inverse(std::max(place - 0.5, number_at(low))), to = inverse(std::min(place + 0.5, number_at(high)));
    return {mirrored ? -1.0 : 1.0, from, to, from <= 0 && to > 0 ? 0 : from + (mirrored ? 0.65 : 0.35) * (to - from), 1};
  }
  // A value's NaN may be lost where it is mirrored: finish() brings it back.
  template <bool slope> static INLINE F32 within(F32 x) {
    const F32 most{double(high)};
    if constexpr (mirrored) return slope ? clamp_high(most, abs(x)) : smaller_size(x, most);
    else return clamp_high(most, clamp_low(F32(double(low)), x));
  }
  static INLINE Bits index_of(F32 t) {
    const F32 w = t + F32(double(shift)), magic(12582912.0 * std::fabs(unit));
    return (unit > 0 ? fma(w, w, magic) : fnma(w, w, magic)).raw();
  }
  static constexpr bool has_tail = true;
  using Reach = Curved;
  static INLINE Lanes in_tail(F32) { return all_lanes; }
  static INLINE Lanes beyond(F32 x, F32, const Table& table) { return below(x, F32(double(table.left_end))); }
  static INLINE bool any_beyond(const Group& x, const Group&, const Table& table) {
    return x.may_be_below(F32(double(table.left_end)));
  }
};

// f(x) = max(x, 0) + f(-|x|), for f(x) - f(-x) = x
INLINE F32 from_left(F32 x, F32 left) { return clamp_low(F32(0.0), x) + left; }  // the second operand wins at -0
template <class Shape> struct Mirrored : Curved<Shape> {
  template <bool slope> static INLINE F32 finish(F32 x, F32 start, F32 sum, F32 r) {
    const F32 y = fma(sum, r, start);
    if constexpr (slope) return blend(above(x, F32(0.0)), F32(1.0) - y, y);
    return from_left(x, y);
  }
};

struct SquareTail {
  static constexpr int degree = 6;
  static constexpr bool mirrored = true;
  static constexpr float low = 0, high = 6.99f, unit = 4, shift = 5.5728f;
  template <bool slope, class T> static INLINE F32 tail(F32 x, const T&) { return steep::result_of(steep::gelu_left<slope>(x)); }
};
struct CubicTail : SquareTail {
  static constexpr float high = 6.2f, unit = 2, shift = 1.98f;
  template <bool slope, class T> static INLINE F32 tail(F32 x, const T&) { return steep::result_of(steep::gelu_tanh_left<slope>(x)); }
};
struct SquareTailAndOne {  // what is 1 far to the right
  static constexpr int degree = 8;
  static constexpr bool mirrored = false;
  static constexpr float low = -7, high = 10.5f, unit = -16, shift = -16;
  template <bool slope, class T> static INLINE F32 tail(F32 x, const T&) { return steep::result_of(steep::phish_left<slope>(x)); }
};
using Gelu = Mirrored<SquareTail>;
using GeluTanh = Mirrored<CubicTail>;
using Phish = Curved<SquareTailAndOne>;

// With what the rounding of the polynomial lost: 2.4 to 1.8 ULP.
struct PhishTimesX : Phish {
  template <bool slope> static INLINE F32 finish(F32 x, F32 start, F32 sum, F32 r) {
    const F32 y = fma(sum, r, start);
    return fma(x, y, x * fma(sum, r, start - y));
  }
};

// Another function's table times a factor that bends between its pieces: Hard ELiSH is ELU times a hard sigmoid.
INLINE F32 times_hard_gate(F32 x, F32 y) { return y * clamp_high(F32(1.0), clamp_low(F32(0.0), fma(x, F32(0.5), F32(0.5)))); }
template <class Layout> struct HardGate : Layout {
  template <bool slope> static INLINE F32 finish(F32 x, F32 start, F32 sum, F32 r) { return times_hard_gate(x, fma(sum, r, start)); }
};

// Kinks belong to the side away from 0.
template <int of_degree> struct Outwards : BySign<of_degree> {
  static INLINE Bits index_of(F32 x) { return BySign<of_degree>::index_of(fma(clamp_low(F32(0.0), x), F32(0x1p-23), x)); }
};

// Beyond the table `body`, which is right everywhere.
template <F32 (*body)(F32), class Layout> struct Periodic : Layout {
  static constexpr bool has_tail = true;
  using Reach = Periodic;
  static INLINE Lanes in_tail(F32) { return all_lanes; }
  template <bool, class T> static INLINE F32 tail(F32 x, const T&) { return body(x); }
};

#if defined(__AVX512F__)
// Values by the size of x, in pieces of a quarter: those on one side give those on the other.
template <int of_degree, int of_side = 1> struct Folded : OfRows {
  static constexpr int degree = of_degree;
  static Piece piece(int number) {
    const double from = 0.25 * number;
    return {of_side, from, from + 0.25, number == 0 ? 0 : from + 0.125, 1};
  }
  static INLINE Bits index_of(F32 size) { return shifted_down(size, F32(3145728.0)); }
  template <bool> static INLINE F32 within(F32 x) { return abs(x); }
};
template <int degree> using FoldedLeft = Folded<degree, -1>;
template <class Layout> struct Odd : Layout {
  template <bool> static INLINE F32 finish(F32 x, F32 start, F32 sum, F32 r) { return signed_as(fma(sum, r, start), x); }
};
struct PenalizedOdd : Odd<Folded<5>> {
  template <bool slope> static INLINE F32 finish(F32 x, F32 start, F32 sum, F32 r) {
    const F32 y = Odd<Folded<5>>::finish<slope>(x, start, sum, r);
    return clamp_low(y * F32(penalized_tanh_defaults[0]), y);
  }
};
// The polynomial is of tanh: one that is flat at 0 has two roundings more.
template <class Layout> struct SizeTimes : Layout {
  template <bool> static INLINE F32 finish(F32 x, F32 start, F32 sum, F32 r) { return abs(x) * fma(sum, r, start); }
};
// The polynomial is of f over the cube of x.
template <class Layout> struct CubeTimes : Layout {
  template <bool> static INLINE F32 finish(F32 x, F32 start, F32 sum, F32 r) {
    const F32 y = fma(sum, r, start), z = x * x, lost = fma(x, x, -z);
    return fma(x, fma(z, y, lost * y), F32(0.0));  // 0 at -0, as x - tanh(x) is
  }
};
template <class Layout> struct MirroredEvenly : Layout {
  template <bool> static INLINE F32 finish(F32 x, F32 start, F32 sum, F32 r) { return from_left(x, fma(sum, r, start)); }
};
#endif

// GELU up to 10, where it is x to the last bit.
struct Clipped : Gelu {
  template <bool slope> static INLINE F32 finish(F32 x, F32 start, F32 sum, F32 r) {
    const F32 limit(10.0), inside = Gelu::finish<slope>(x, start, sum, r);
    if constexpr (slope) return only(not_above(x, limit), inside);
    return clamp_high(limit, inside);  // the second operand wins where it is NaN
  }
};

// Tanhshrink's slope, tanh(x)^2, is x^2 times an even function near 0.
struct CubicSlope : BySign<7> {
  template <bool> static INLINE F32 finish(F32 x, F32 start, F32 sum, F32 r) {
    const F32 z = x * x;
    return blend(not_above(abs(x), F32(0.5)), fma(z * z, horner(z, c::tanhshrink_slope_float), z), fma(sum, r, start));
  }
};

// Bodies that take a sixth of the double's time where the table ends: far out, and beside a zero that is no float; and where x is
// subnormal, as layers of such numbers took 20 times as long.
template <class F, class Shape> struct AndFar : Shape {
  static constexpr bool has_tail = true, keeps_subnormals = true;
  using Reach = AndFar;
  static INLINE Lanes in_tail(F32) { return all_lanes; }
  template <bool, class T> static INLINE F32 tail(F32 x, const T&) { return far<F, false>(x, F32(1.0)); }
  static INLINE F32 of_subnormal(F32 x) { return at_subnormal<F>(x); }
};

template <class Layout, bool slope, class Several, class Rows> INLINE Several polynomials(const Several& x, const Rows& table) {
  constexpr int degree = Layout::degree, base = degree + 1;
  typename Rows::template Row<base> row[Several::count];
  Several r, sum;
  auto each = [&](auto use) INLINE_LAMBDA {
#pragma GCC unroll 8
    for (int k = 0; k < Several::count; k++) use(k);
  };
  each([&](int k) INLINE_LAMBDA {
    const F32 at = Layout::template within<slope>(x.v[k]);
    row[k].start(table.numbers, table.piece_at(Layout::index_of(at)));
    r.v[k] = at - row[k].template get<base>();
  });
  each([&](int k) INLINE_LAMBDA { sum.v[k] = row[k].template get<degree>(); });
  downwards<degree - 1, 1>([&](auto power) INLINE_LAMBDA {
    each([&](int k) INLINE_LAMBDA { sum.v[k] = fma(sum.v[k], r.v[k], row[k].template get<decltype(power)::value>()); });
  });
  each([&](int k) INLINE_LAMBDA { sum.v[k] = Layout::template finish<slope>(x.v[k], row[k].template get<0>(), sum.v[k], r.v[k]); });
  return sum;
}

// What computes the lanes that the polynomials leave: the function in double, and its table far out.
struct Others {
  Source f;
  const Far& (*far)();
};
inline __attribute__((noinline)) F32 elsewhere(const Others& others, F32 x, F32 y, Lanes chosen) {
  const auto [far_out, done] = others.far()(x);
  y = blend(chosen & done, far_out, y), chosen = chosen & ~done;
  if (!any(chosen)) return y;
  alignas(64) double buffer[16];
  others.f.at(buffer, take_out(chosen, x, buffer));  // rounded once; most often they are few
  return put_back(chosen, buffer, y);
}

// One body for all, as compilers may order the operands of two otherwise, and with it the sign of a NaN.
template <class Reach, bool slope, class Numbers>
__attribute__((noinline)) F32 left_out(F32 x, F32 y, Lanes lanes, const Numbers& table, const Others& others) {
  if constexpr (Reach::has_tail) {
    const Lanes in_tail = lanes & Reach::in_tail(x);
    if (any(in_tail)) y = blend(in_tail, Reach::template tail<slope>(x, table), y);
    lanes = lanes & ~in_tail;
  }
  return any(lanes) ? elsewhere(others, x, y, lanes) : y;
}

// The lanes of a group that the polynomials leave. Reads x once more, so that no register of those who come here seldom is kept for it:
// kept in memory it took a twentieth of the time, and up to half as much again where that and the table were in each other's way in the cache.
// Gives their number.
template <class Reach, bool slope, class Group, class Numbers>
__attribute__((noinline)) int complete(Group& y, const float* x, const Numbers& table, const Others& others) {
  int number = 0;
  for (int k = 0; k < Group::count; k++) {
    const F32 v = F32::load(x + F32::width * k);
    const Lanes lanes = Reach::beyond(v, y.v[k], table);
    if (!any(lanes)) continue;
    y.v[k] = left_out<Reach, slope>(v, y.v[k], lanes, table, others);
#if defined(__AVX512F__)
    number += number_of(lanes);
#endif
  }
  return number;
}

#if defined(__AVX512F__)
// Such lanes, where they are few, wait until they fill a vector: a tail takes as long for one as for all.
template <class Reach, bool slope, class Numbers> struct Waiting {
  static constexpr int few = Group::size / 4, room = F32::width + Group::size + F32::width;
  alignas(64) float x[room], g[slope ? room : 1] = {};
  int32_t place[room];
  int count = 0;

  // Those of a group; gives their number.
  __attribute__((noinline)) int add(const Group& y, const float* all, const float* gradients, int64_t start, const Numbers& table) {
    int end = count;
#pragma GCC unroll 8
    for (int k = 0; k < Group::count; k++, start += F32::width) {
      const F32 v = F32::load(all + start);
      const Lanes lanes = Reach::beyond(v, y.v[k], table);
      side_by_side(lanes, v.raw(), x + end);
      side_by_side(lanes, numbers_of_lanes + static_cast<int32_t>(start), place + end);
      if constexpr (slope) side_by_side(lanes, F32::load(gradients + start).raw(), g + end);
      end += number_of(lanes);
    }
    return end - std::exchange(count, end);
  }
  // The last ones, up to a vector of them; their places in y have been written.
  __attribute__((noinline)) void finish(float* y, const Numbers& table, const Others& others) {
    const int first = std::max(count - F32::width, 0);
    alignas(64) float result[F32::width];
    std::fill(x + count, x + std::max(count, F32::width), x[0]);
    F32 at = F32::load(x + first), left = left_out<Reach, slope>(at, at, all_lanes, table, others);
    if constexpr (slope) left = F32::load(g + first) * left;
    left.store(result);
    for (int k = first; k < count; k++) std::memcpy(y + place[k], result + k - first, sizeof *y);  // y may lie anywhere
    count = first;
  }
};
#else
// None waits: without an instruction that puts lanes side by side it takes as long as a tail.
template <class, bool, class Numbers> struct Waiting {
  static constexpr int few = -1, count = 0;
  template <class Group> int add(const Group&, const float*, const float*, int64_t, const Numbers&) { return 0; }
  void finish(float*, const Numbers&, const Others&) {}
};
#endif

template <class Layout, bool slope>
void groups(const typename Layout::Numbers& table, const Others& others, const float* x, const float* g, float* y, int64_t n, bool stream) {
  using Reach = typename Layout::Reach;
  using Group = typename Layout::Group;
  Waiting<Reach, slope, typename Layout::Numbers> waiting;
  constexpr int64_t longest = 1 << 30;  // as places are of 32 bits
  for (; n > longest; x += longest, y += longest, g += slope ? longest : 0, n -= longest) groups<Layout, slope>(table, others, x, g, y, longest, stream);
  int64_t i = 0;
  int beyond = 0;  // of the last group that had some: as many as that this one may have, and to count them first takes as long as their tails
  for (; i + Group::size <= n; i += Group::size) {
    Group::template look_ahead_at<slope>(x + i, g + i);
    const Group group = Group::load(x + i);
    Group normal = group;
    bool some_subnormal = false, whole = true;
    if constexpr (Layout::keeps_subnormals) {
      if (__builtin_expect(any(below(group.least(), F32(0x1p-126))), 0)) some_subnormal = any(group.subnormals());
      if (some_subnormal) normal = Group::of([&](int k) INLINE_LAMBDA { return only(~subnormal(group.v[k]), group.v[k]); });
    }
    Group result = polynomials<Layout, slope>(normal, table);
    if (__builtin_expect(Layout::any_beyond(group, result, table), 0)) {
      Group completed = result;
      whole = beyond > waiting.few;
      beyond = whole ? complete<Reach, slope>(completed, x + i, table, others) : waiting.add(completed, x, g, i, table);
      result = completed;
    }
    if constexpr (Layout::keeps_subnormals)
      if (some_subnormal) result = Group::of([&](int k) INLINE_LAMBDA { return blend(subnormal(group.v[k]), Layout::of_subnormal(group.v[k]), result.v[k]); });
    if constexpr (slope) result = Group::of([&](int k) INLINE_LAMBDA { return F32::load(g + i + F32::width * k) * result.v[k]; });
    result.store(y + i, stream && whole);
    while (__builtin_expect(waiting.count >= F32::width, 0)) waiting.finish(y, table, others);
  }
  while (waiting.count > 0) waiting.finish(y, table, others);
  if (i < n) {  // a whole group once more
    alignas(64) float padded[2][Group::size] = {};
    const auto left = static_cast<size_t>(n - i) * sizeof *x;
    std::memcpy(padded[0], x + i, left);
    if constexpr (slope) std::memcpy(padded[1], g + i, left);
    groups<Layout, slope>(table, others, padded[0], padded[1], padded[0], Group::size, false);
    std::memcpy(y + i, padded[0], left);
  }
  if (stream) fence_streaming();
}

// ---- the polynomials ------------------------------------------------------------------------------------------------------

// f at 0 as its limit from this side, and to which power it is flat there; 0 where it does not vanish.
inline int flatness(const Source& f, const Piece& piece) {
  if (piece.usual_base != 0) return 0;
  double at[8] = {1e-300, 1.0 / 128, 1.0 / 256, 1, 1, 1, 1, 1};
  for (double& each : at) each *= piece.towards;
  f.at(at, 8);
  if (!(std::fabs(at[0]) < 1e-200)) return 0;
  const double ratio = std::fabs(at[1] / at[2]);
  return ratio > 5.6 ? 3 : ratio > 2.8 ? 2 : 1;
}

// Where a piece holds a zero, its polynomial is around the float beside that, and where a zero is near its end, around the end: the
// result keeps its digits. The ends are looked at from within, as the function may bend or jump there.
inline double base_of(const Source& f, const Piece& piece) {
  if (piece.usual_base == 0) return 0;
  const double inside = 1e-6 * piece.length();
  double from = piece.from + inside, to = piece.to - inside;
  const double start = f.at(piece.towards * from), end = f.at(piece.towards * to);
  const bool negative = start < 0;
  if ((end < 0) == negative) {
    if (std::fabs(start) < std::fabs(end) / 4) return static_cast<float>(from);
    return std::fabs(end) < std::fabs(start) / 4 ? static_cast<float>(to) : piece.usual_base;
  }
  for (int i = 0; i < 60; i++) {
    const double middle = 0.5 * (from + to);
    ((f.at(piece.towards * middle) < 0) == negative ? from : to) = middle;
  }
  return static_cast<float>(from);
}

// The polynomial around `base` through f, whose powers below `first` are those in c.
inline void polynomial(const Source& f, const Piece& piece, double base, int first, int degree, double* c) {
  constexpr int nodes = 16;  // a multiple of the vector's width
  alignas(64) double node[nodes], value[nodes], fitted[most_degree + 1];
  for (int j = 0; j < nodes; j++) node[j] = 3.141592653589793 * (j + 0.5) / (degree + 1 - first);
  for (int j = 0; j < nodes; j += F64::width) cos(F64::load(node + j)).store(node + j);
  for (int j = 0; j < nodes; j++) {
    const double size = 0.5 * (piece.to + piece.from) + 0.5 * piece.length() * node[j];
    value[j] = piece.towards * size, node[j] = piece.sign_of_r * (size - base);
  }
  f.at(value, nodes);
  for (int j = 0; j < nodes; j++) {
    double known = 0;
    for (int power = first - 1; power >= 0; power--) known = known * node[j] + c[power];
    value[j] -= known;
  }
  interpolate(node, value, first, degree, fitted);
  std::copy(fitted + first, fitted + degree + 1, c + first);
}

// Among 256 floats around `usual`, where the polynomial c around that and its slope are nearest to floats.
inline double lucky_base(const double* c, int degree, const Piece& piece, double usual) {
  const double length = piece.length();
  double best = usual, least = INFINITY;
  for (int j = -128; j < 128; j++) {
    const double base = static_cast<float>(usual + j * length / 2048), r = piece.sign_of_r * (base - usual);
    double value = 0, slope = 0;
    for (int power = degree; power >= 0; power--) slope = slope * r + value, value = value * r + c[power];
    const double lost = std::fabs(value - static_cast<float>(value)) + 0.5 * length * std::fabs(slope - static_cast<float>(slope));
    if (lost < least) least = lost, best = base;
  }
  return best;
}

// The rows of a piece: the powers, and the base.
struct Fitted {
  float row[rows_of_degree(most_degree)];
};
inline Fitted fitted(const Source& f, const Piece& piece, int degree) {
  double base = base_of(f, piece), c[most_degree + 1] = {};
  int first = flatness(f, piece);
  if (base == 0 && !first) base = 0.5 * (piece.from + piece.to);  // 0 only where the function is flat there
  else if (base != piece.usual_base) first = 1;                   // right at the base, beside which is a zero
  if (first) c[0] = f.at(base == 0 ? std::copysign(0.0, piece.from < 0 ? -1 : piece.towards) : piece.towards * base);
  if (first && base == 0 && c[0] != 0) c[0] = 0;  // 0 itself belongs to the other side
  polynomial(f, piece, base, first, degree, c);
  if (!first) {
    base = lucky_base(c, degree, piece, base);
    polynomial(f, piece, base, 0, degree, c);
  }
  Fitted result{};
  std::copy(c, c + degree + 1, result.row);
  result.row[degree + 1] = static_cast<float>(piece.sign_of_r * base) + 0.0f;  // not -0: x - base keeps the sign of x at 0
  return result;
}
template <class Layout, int pieces> void fit(Rows<pieces>& table, const Source& f, int number, const Piece& piece) {
  const Fitted rows = fitted(f, piece, Layout::degree);
  for (int row = 0; row < rows_of_degree(Layout::degree); row++) table.numbers.at(row, number) = rows.row[row];
}

// A polynomial is good where results are within 2 ULP, slopes within 2.75, and one with a zero in the piece in terms of
// its largest there, beside it of a 16th of that. Among all floats of such a piece the worst is half an ULP more.
template <class Layout, bool slope, class Piece>
bool good(const typename Layout::Numbers& table, const Source& f, const Piece& piece, double units = slope ? 2.75 : 2) {
  constexpr int trials = Layout::trials, tiny = 16;
  alignas(64) float x[trials], y[trials];
  alignas(64) double right[trials];
  for (int j = 0; j < trials; j++) {  // dense at both ends, where the errors are; the last have sizes down to 2^-34 of the piece
    const double u = std::fmod(0.6180339887498949 * j, 1.0);
    const double part = j < trials - tiny ? u * u * (3 - 2 * u) : std::ldexp(0.7, 2 * (trials - tiny - 1 - j));
    x[j] = static_cast<float>(piece.x_in(part));
    right[j] = x[j];
  }
  f.at(right, trials);
  for (int i = 0; i < trials; i += F32::width) polynomials<Layout, slope>(GroupOf<1>::load(x + i), table).v[0].store(y + i);
  double largest = 0;
  bool positive = false, negative = false;
  for (double each : right) largest = std::max(largest, std::fabs(each)), positive |= each > 0, negative |= each < 0;
  for (int j = 0; j < trials; j++) {
    const double least = !slope ? 0 : positive && negative ? largest : Layout::curved ? largest / 16 : 0;
    const double size = std::max(std::fabs(right[j]), least);
    const double unit = std::ldexp(1.0, std::max(std::ilogb(size), -126) - 23);
    if (!(std::fabs(y[j] - right[j]) <= units * unit)) return false;
  }
  return true;
}

template <class Layout, bool slope, class Numbers> void fill(Numbers& table, const Source& f) {
  for (int number = 0; number < Layout::count; number++) fit<Layout>(table, f, number, Layout::piece(number));
  if constexpr (Layout::curved) table.left_end = -Layout::end;
  for (int number = Layout::count - 1; number >= 0; number--) {
    const auto piece = Layout::piece(number);
    if (good<Layout, slope>(table, f, piece)) continue;
    if constexpr (Layout::curved) table.left_end = std::max(table.left_end, static_cast<float>(Layout::mirrored ? -piece.from : piece.to));
    else table.numbers.at(0, number) = NAN;
  }
}
template <class Layout, bool slope> auto make(const Source& f) {
  typename Layout::Numbers table;
  fill<Layout, slope>(table, f);
  return table;
}

// Of the emitted function F with its default parameters; the table is that of Base.
template <class F, class Layout, bool slope, const double (&defaults)[actlab::most_parameters], class Base = F, class BaseLayout = Layout>
void kernel(const float* x, const float* g, float* y, int64_t n, const double*, bool stream) {
  static const auto table = make<BaseLayout, slope>({emitted<Base>, defaults});
  static constexpr Others others{{emitted<F>, defaults}, [] () -> const Far& {
    static const Far far = far_of({emitted<F>, defaults});
    return far;
  }};
  groups<Layout, slope>(table, others, x, g, y, n, stream);
}

}  // namespace tables
}  // namespace ACTLAB_TARGET
#endif
