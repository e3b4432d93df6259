// Any smooth function: 32 polynomials of degree 5 to 8, made when it is first used from its emitted body in double
// and tried against it. Where one is not good enough (a kink, a zero of the function, a tail that falls too fast), and
// beyond the table, the double itself is computed. A number's way depends on that number alone.
//
// Values take tables of their own where no instruction picks from 32 numbers: fine.h.
//
// In double, rounded once, these functions took 8 to 60 times as long as ReLU at 1M; so most are within 1.5 times.
#pragma once
#include <algorithm>

#include "far.h"

#if defined(ACTLAB_LOOKS_UP)
namespace ACTLAB_TARGET {
namespace tables {

using namespace pieces;

#if defined(__AVX512F__)
using Group = GroupOf<8>;  // 0.95 of the time of 4, as each step waits for the one before
#endif

// The powers of the polynomial around the base, from f(base) on, and the base. Around one of 256 bases f and its slope are nearly floats.
constexpr int rows_of_degree(int degree) { return degree + 2; }
struct Table {
  Coefficients<rows_of_degree(most_degree)> numbers;
  float left_end;  // Curved: the end of the part whose polynomials are good
};
struct OfRows {
  using Numbers = Table;
  static constexpr int count = pieces_count, trials = 256;
  static constexpr bool has_tail = false, keeps_subnormals = false;
  template <bool slope> static INLINE F32 finish(F32, F32 start, F32 sum, F32 r) { return fma(sum, r, start); }
};

// Where the pieces lie and what a polynomial's base is; apart from the degree, as what fits them is compiled once for all degrees.
struct Halves {
  static constexpr bool curved = false;
  static bool is_right(int piece) { return piece > 0 && piece <= 16; }
  static double towards(int piece) { return is_right(piece) ? 1 : -1; }  // where x grows from 0
  static double from(int piece) { return 0.5 * (is_right(piece) ? piece - 1 : -piece & 31); }  // in size
  static double to(int piece) { return from(piece) + 0.5; }
  static double x_in(int piece, double part) { return towards(piece) * (from(piece) + (to(piece) - from(piece)) * part); }
  static double usual_base(int piece) { return from(piece) == 0 ? 0.0 : from(piece) + 0.25; }
  static double sign_of_r(int piece) { return towards(piece); }
};

// Which polynomial: by 2 x, rounded upwards, so that kinks at multiples of 1/2 lie between two and belong to the left, as 0 does in
// where(x > 0, ...).
template <int of_degree> struct BySign : Halves, OfRows {
  using Grid = Halves;
  static constexpr int degree = of_degree;
  static constexpr float end = 8.0f;
  static INLINE Bits index_of(F32 x) {
#if defined(__AVX512F__)
    return bits_of(_mm512_castps_si512(_mm512_add_round_ps(x.v, _mm512_set1_ps(6291456.0f), _MM_FROUND_TO_POS_INF | _MM_FROUND_NO_EXC)));
#elif defined(__AVX2__)
    return reinterpret_cast<Bits>(_mm256_cvtps_epi32(_mm256_ceil_ps((x + x).v)));
#else
    return Bits(vcvtpq_s32_f32((x + x).v));
#endif
  }
  template <bool> static INLINE F32 within(F32 x) { return x; }
  static INLINE Lanes beyond(F32 x, F32 y, const Table&) { return not_below(abs(x), F32(double(end))) | unordered(y, y); }
  static INLINE bool any_beyond(const Group& x, const Group& y, const Table&) { return any(not_below(x.largest(), F32(double(end))) | y.unordered()); }
};

// By (t + shift)^2 / unit rounded, so that pieces are shorter where a tail falls too fast for a longer one; t is x, or where the function
// is mirrored its size, between `low` and `high`. The unit is a power of 2: that of the last bit of what is added. Beyond the right end
// is nothing new, beyond the left one the shape's own tail.
//
// The usual base is 0.65 of the way down the tail, where the rounding of what is added to f(base) matters most.
template <class Shape> struct Curved : Shape, OfRows {
  using Grid = Curved;
  using Shape::unit, Shape::shift, Shape::low, Shape::high, Shape::mirrored;
  static constexpr bool curved = true;
  static constexpr float end = mirrored ? high : -low;
  static constexpr double number(double t) { return (t + shift) * (t + shift) / unit; }
  static double inverse(double m) { return std::copysign(std::sqrt(m * unit), unit) - shift; }
  static int place(int piece) {
    constexpr int first = static_cast<int>(number(low) + 1000.5) - 1000;
    static_assert(number(high) < first + pieces_count - 0.5, "more pieces than there are polynomials");
    return first + ((piece - first) & (pieces_count - 1));
  }
  static double towards(int) { return mirrored ? -1 : 1; }
  static double from(int piece) { return inverse(std::max(place(piece) - 0.5, number(low))); }
  static double to(int piece) { return inverse(std::min(place(piece) + 0.5, number(high))); }
  static double x_in(int piece, double part) { return towards(piece) * (from(piece) + (to(piece) - from(piece)) * part); }
  static double usual_base(int piece) {
    return from(piece) <= 0 && to(piece) > 0 ? 0.0 : from(piece) + (mirrored ? 0.65 : 0.35) * (to(piece) - from(piece));
  }
  static double sign_of_r(int) { return 1; }
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
  static constexpr float high = 5.94f, unit = 2, shift = 2.33f;
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
template <int of_degree> struct HardGate : BySign<of_degree> {
  template <bool slope> static INLINE F32 finish(F32 x, F32 start, F32 sum, F32 r) { return times_hard_gate(x, fma(sum, r, start)); }
};

// Kinks belong to the side away from 0.
template <int of_degree> struct Outwards : BySign<of_degree> {
  static INLINE Bits index_of(F32 x) { return BySign<of_degree>::index_of(fma(clamp_low(F32(0.0), x), F32(0x1p-23), x)); }
};

// Beyond the table `body`, which is right everywhere.
template <F32 (*body)(F32), int of_degree> struct Periodic : BySign<of_degree> {
  static constexpr bool has_tail = true;
  static INLINE Lanes in_tail(F32) { return all_lanes; }
  template <bool, class T> static INLINE F32 tail(F32 x, const T&) { return body(x); }
};

#if defined(__AVX512F__)
// Values by the size of x, in pieces of a quarter: those on one side give those on the other.
struct Quarters {
  static constexpr bool curved = false;
  static double towards(int) { return 1; }
  static double from(int piece) { return 0.25 * piece; }
  static double to(int piece) { return 0.25 * (piece + 1); }
  static double x_in(int piece, double part) { return from(piece) + 0.25 * (1 - 1e-7) * part; }
  static double usual_base(int piece) { return piece == 0 ? 0.0 : from(piece) + 0.125; }
  static double sign_of_r(int) { return 1; }
};
struct QuartersOnTheLeft : Quarters {
  static double towards(int) { return -1; }
  static double x_in(int piece, double part) { return -Quarters::x_in(piece, part); }
};
template <int of_degree, class OfGrid = Quarters> struct Folded : OfGrid, OfRows {
  using Grid = OfGrid;
  static constexpr int degree = of_degree;
  static constexpr float end = 8.0f;
  static INLINE Bits index_of(F32 size) {
    return bits_of(_mm512_castps_si512(_mm512_add_round_ps(size.v, _mm512_set1_ps(3145728.0f), _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC)));
  }
  template <bool> static INLINE F32 within(F32 x) { return abs(x); }
  static INLINE Lanes beyond(F32 x, F32 y, const Table& table) { return BySign<of_degree>::beyond(x, y, table); }
  static INLINE bool any_beyond(const Group& x, const Group& y, const Table& table) { return BySign<of_degree>::any_beyond(x, y, table); }
};
template <int of_degree> struct Odd : Folded<of_degree> {
  template <bool> static INLINE F32 finish(F32 x, F32 start, F32 sum, F32 r) { return signed_as(fma(sum, r, start), x); }
};
struct PenalizedOdd : Odd<5> {
  template <bool slope> static INLINE F32 finish(F32 x, F32 start, F32 sum, F32 r) {
    const F32 y = Odd<5>::template finish<slope>(x, start, sum, r);
    return clamp_low(y * F32(penalized_tanh_defaults[0]), y);
  }
};
// The polynomial is of tanh: one that is flat at 0 has two roundings more.
struct SizeTimes : Folded<6> {
  template <bool> static INLINE F32 finish(F32 x, F32 start, F32 sum, F32 r) { return abs(x) * fma(sum, r, start); }
};
// The polynomial is of f over the cube of x.
struct CubeTimes : Folded<5> {
  template <bool> static INLINE F32 finish(F32 x, F32 start, F32 sum, F32 r) {
    const F32 y = fma(sum, r, start), z = x * x, lost = fma(x, x, -z);
    return fma(x, fma(z, y, lost * y), F32(0.0));  // 0 at -0, as x - tanh(x) is
  }
};
template <int of_degree> struct MirroredEvenly : Folded<of_degree, QuartersOnTheLeft> {
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

template <class Layout, bool slope, class Several> INLINE Several polynomials(const Several& x, const Table& table) {
  constexpr int degree = Layout::degree, base = degree + 1;
  Lookup<rows_of_degree(most_degree), base> row[Several::count];
  Several r, sum;
  auto each = [&](auto use) INLINE_LAMBDA {
#pragma GCC unroll 8
    for (int k = 0; k < Several::count; k++) use(k);
  };
  each([&](int k) INLINE_LAMBDA {
    const F32 at = Layout::template within<slope>(x.v[k]);
    row[k].start(table.numbers, Layout::index_of(at));
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

// The lanes of a group that the polynomials leave. Reads x once more, so that no register of those who come here seldom is kept for it:
// kept in memory it took a twentieth of the time, and up to half as much again where that and the table were in each other's way in the cache.
template <class Layout, bool slope>
__attribute__((noinline)) void complete(Group& y, const float* from, const typename Layout::Numbers& table, const Others& others) {
  for (int k = 0; k < Group::count; k++) {
    const F32 x = F32::load(from + F32::width * k);
    Lanes beyond = Layout::beyond(x, y.v[k], table);
    if constexpr (Layout::has_tail) {
      const Lanes in_tail = beyond & Layout::in_tail(x);
      if (any(in_tail)) y.v[k] = blend(in_tail, Layout::template tail<slope>(x, table), y.v[k]);
      beyond = beyond & ~in_tail;
    }
    if (any(beyond)) y.v[k] = elsewhere(others, x, y.v[k], beyond);
  }
}

template <class Layout, bool slope>
INLINE Group results(const float* from, const typename Layout::Numbers& table, const Others& others) {
  const Group x = Group::load(from);
  Group normal = x;
  bool some_subnormal = false;
  if constexpr (Layout::keeps_subnormals) {
    if (__builtin_expect(any(below(x.least(), F32(0x1p-126))), 0)) some_subnormal = any(x.subnormals());
    if (some_subnormal) normal = Group::of([&](int k) INLINE_LAMBDA { return only(~subnormal(x.v[k]), x.v[k]); });
  }
  Group y = polynomials<Layout, slope>(normal, table);
  if (__builtin_expect(Layout::any_beyond(x, y, table), 0)) {
    Group whole = y;
    complete<Layout, slope>(whole, from, table, others);
    y = whole;
  }
  if constexpr (Layout::keeps_subnormals)
    if (some_subnormal) y = Group::of([&](int k) INLINE_LAMBDA { return blend(subnormal(x.v[k]), Layout::of_subnormal(x.v[k]), y.v[k]); });
  return y;
}

template <class Layout, bool slope, bool scaled>
void groups(const typename Layout::Numbers& table, const Others& others, const float* x, const float* g, float* y, int64_t n, bool stream) {
  int64_t i = 0;
  for (; i + Group::size <= n; i += Group::size) {
    Group::look_ahead_at<scaled>(x + i, g + i);
    Group result = results<Layout, slope>(x + i, table, others);
    if constexpr (scaled) result = Group::of([&](int k) INLINE_LAMBDA { return F32::load(g + i + F32::width * k) * result.v[k]; });
    result.store(y + i, stream);
  }
  if (i < n) {  // a whole group once more
    alignas(64) float padded[2][Group::size] = {};
    const auto left = static_cast<size_t>(n - i) * sizeof *x;
    std::memcpy(padded[0], x + i, left);
    if constexpr (scaled) std::memcpy(padded[1], g + i, left);
    groups<Layout, slope, scaled>(table, others, padded[0], padded[1], padded[0], Group::size, false);
    std::memcpy(y + i, padded[0], left);
  }
  if (stream) fence_streaming();
}

// ---- the polynomials ------------------------------------------------------------------------------------------------------

// f at 0 as its limit from this side, and to which power it is flat there; 0 where it does not vanish.
template <class Grid> int flatness(const Source& f, int piece) {
  if (Grid::usual_base(piece) != 0) return 0;
  double at[8] = {1e-300, 1.0 / 128, 1.0 / 256, 1, 1, 1, 1, 1};
  for (double& each : at) each *= Grid::towards(piece);
  f.at(at, 8);
  if (!(std::fabs(at[0]) < 1e-200)) return 0;
  const double ratio = std::fabs(at[1] / at[2]);
  return ratio > 5.6 ? 3 : ratio > 2.8 ? 2 : 1;
}

// Where a piece holds a zero, its polynomial is around the float beside that, and where a zero is near its end, around the end: the
// result keeps its digits. The ends are looked at from within, as the function may bend or jump there.
template <class Grid> double base_of(const Source& f, int piece) {
  if (Grid::usual_base(piece) == 0) return 0;
  const double towards = Grid::towards(piece), inside = 1e-6 * (Grid::to(piece) - Grid::from(piece));
  double from = Grid::from(piece) + inside, to = Grid::to(piece) - inside;
  const double start = f.at(towards * from), end = f.at(towards * to);
  const bool negative = start < 0;
  if ((end < 0) == negative) {
    if (std::fabs(start) < std::fabs(end) / 4) return static_cast<float>(from);
    return std::fabs(end) < std::fabs(start) / 4 ? static_cast<float>(to) : Grid::usual_base(piece);
  }
  for (int i = 0; i < 60; i++) {
    const double middle = 0.5 * (from + to);
    ((f.at(towards * middle) < 0) == negative ? from : to) = middle;
  }
  return static_cast<float>(from);
}

// The polynomial around `base` through f, whose powers below `first` are those in c.
template <class Grid> void polynomial(const Source& f, int piece, double base, int first, int degree, double* c) {
  constexpr int nodes = 16;  // a multiple of the vector's width
  const double towards = Grid::towards(piece), from = Grid::from(piece), to = Grid::to(piece);
  alignas(64) double node[nodes], value[nodes], fitted[most_degree + 1];
  for (int j = 0; j < nodes; j++) node[j] = 3.141592653589793 * (j + 0.5) / (degree + 1 - first);
  for (int j = 0; j < nodes; j += F64::width) cos(F64::load(node + j)).store(node + j);
  for (int j = 0; j < nodes; j++) {
    const double size = 0.5 * (to + from) + 0.5 * (to - from) * node[j];
    value[j] = towards * size, node[j] = Grid::sign_of_r(piece) * (size - base);
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
template <class Grid> double lucky_base(const double* c, int degree, int piece, double usual) {
  const double length = Grid::to(piece) - Grid::from(piece);
  double best = usual, least = INFINITY;
  for (int j = -128; j < 128; j++) {
    const double base = static_cast<float>(usual + j * length / 2048), r = Grid::sign_of_r(piece) * (base - usual);
    double value = 0, slope = 0;
    for (int power = degree; power >= 0; power--) slope = slope * r + value, value = value * r + c[power];
    const double lost = std::fabs(value - static_cast<float>(value)) + 0.5 * length * std::fabs(slope - static_cast<float>(slope));
    if (lost < least) least = lost, best = base;
  }
  return best;
}

template <class Grid> void fit_to(Table& table, const Source& f, int piece, int degree) {
  double base = base_of<Grid>(f, piece), c[most_degree + 1] = {};
  int first = flatness<Grid>(f, piece);
  if (base == 0 && !first) base = 0.5 * (Grid::from(piece) + Grid::to(piece));  // 0 only where the function is flat there
  else if (base != Grid::usual_base(piece)) first = 1;  // right at the base, beside which is a zero
  if (first) c[0] = f.at(base == 0 ? std::copysign(0.0, Grid::curved ? -1 : Grid::towards(piece)) : Grid::towards(piece) * base);
  if (first && base == 0 && c[0] != 0) c[0] = 0;  // 0 itself belongs to the other side
  polynomial<Grid>(f, piece, base, first, degree, c);
  if (!first) {
    base = lucky_base<Grid>(c, degree, piece, base);
    polynomial<Grid>(f, piece, base, 0, degree, c);
  }
  for (int power = 0; power <= degree; power++) table.numbers.at(power, piece) = static_cast<float>(c[power]);
  table.numbers.at(degree + 1, piece) = static_cast<float>(Grid::sign_of_r(piece) * base) + 0.0f;  // not -0: x - base keeps the sign of x at 0
}
template <class Layout> void fit(Table& table, const Source& f, int piece) { fit_to<typename Layout::Grid>(table, f, piece, Layout::degree); }

// A polynomial is good where 256 results are within 2 ULP, slopes within 2.75, and one with a zero in the piece in terms of
// its largest there, beside it of a 16th of that. Among all floats of such a piece the worst is half an ULP more.
template <class Layout, bool slope> bool good(const typename Layout::Numbers& table, const Source& f, int piece) {
  constexpr int trials = Layout::trials, tiny = 16;
  alignas(64) float x[trials], y[trials];
  alignas(64) double right[trials];
  for (int j = 0; j < trials; j++) {  // dense at both ends, where the errors are; the last have sizes down to 2^-34 of the piece
    const double u = std::fmod(0.6180339887498949 * j, 1.0);
    const double part = j < trials - tiny ? u * u * (3 - 2 * u) : std::ldexp(0.7, 2 * (trials - tiny - 1 - j));
    x[j] = static_cast<float>(Layout::x_in(piece, part));
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
    if (!(std::fabs(y[j] - right[j]) <= (slope ? 2.75 : 2) * unit)) return false;
  }
  return true;
}

template <class Layout, bool slope> auto make(const Source& f) {
  typename Layout::Numbers table;
  for (int piece = 0; piece < Layout::count; piece++) fit<Layout>(table, f, piece);
  if constexpr (Layout::curved) table.left_end = -Layout::end;
  for (int piece = Layout::count - 1; piece >= 0; piece--) {
    if (good<Layout, slope>(table, f, piece)) continue;
    if constexpr (Layout::curved) table.left_end = std::max(table.left_end, static_cast<float>(Layout::mirrored ? -Layout::from(piece) : Layout::to(piece)));
    else table.numbers.at(0, piece) = NAN;
  }
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
  if (!slope || g == nullptr) return groups<Layout, slope, false>(table, others, x, g, y, n, stream);
  if constexpr (slope) groups<Layout, true, true>(table, others, x, g, y, n, stream);
}

}  // namespace tables
}  // namespace ACTLAB_TARGET
#endif
