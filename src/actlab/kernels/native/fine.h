// Values where no instruction picks from 32 numbers: 512 polynomials of degree 3, which are one load each, instead of 32 of degree 8.
// With AVX2 a number takes 0.65 to 0.75 ns, by the rows of tables.h 1.0; the table takes 8 KB of cache.
//
// f(x) = x^power (c0 + low + h (c1 + h (c2 + h w))), with h the distance from the middle of the piece, at most 1/64 so that what is
// added to c0 is small and its rounding is not seen: values are within 0.75 ULP. `low`, what rounding c0 lost, is a bfloat16 and is
// the lower half of w, whose own digits there are not needed. The power is that of the zero at 0.
#pragma once
#include "functions.h"
#include "tables.h"

#if defined(ACTLAB_LOOKS_UP) && !defined(__AVX512F__)
namespace ACTLAB_TARGET {
namespace tables {

template <int pieces> struct FineTable {
  Coefficients<4, pieces> numbers;
};
// For what falls like exp(-x^2) or exp(-exp(-x)) down to 0: degree 6 and the rest of c0, in units of 2^-60, so that no coefficient is
// subnormal.
template <int pieces> struct DeepTable {
  static constexpr int degree = 6, rest_row = degree + 1;
  static constexpr double unit = 0x1p-60;
  Coefficients<degree + 2, pieces> numbers;
};
struct Place {
  Bits index;
  F32 h;
};

// ---- layouts: which polynomial, and what its result is multiplied by --------------------------------------------------------

// Bent: by sign and size, for what bends at 0; zeros go by their sign. Steep: a fourth as long left of -169/64, which lies between
// two pieces, where tails fall like exp(-x^2).
enum class Form { smooth, bent, steep };
template <int power_of_x, Form form = Form::smooth, int inverse_of_half = 64> struct Fine {
  static constexpr int count = form == Form::steep ? 1024 : 512, side = count / 2, power = power_of_x, trials = 32;
  static constexpr int right = form == Form::steep ? 256 : side;  // so many pieces lie right of 0
  using Group = GroupOf<4>;  // 0.9 of the time of 2, as from x to a row is long
  using Reach = Fine;
  static constexpr bool curved = false, has_tail = false, keeps_subnormals = false;
  static constexpr double half = 1.0 / inverse_of_half, bend = 169.0 / 64;
  static constexpr float end = right * 2 * half - 2 * half;
  using Numbers = FineTable<count>;
  static double middle(int piece) { return 2 * half * (piece < right ? piece : form == Form::bent ? piece - side : piece - count); }
  static double h_in(int piece, double part) {  // part is from 0 to 1
    return form == Form::bent && middle(piece) == 0 ? half * part : half * (2 * part - 1);
  }
  static double x_at(int piece, double h) {
    const double t = middle(piece) + h;
    if (form == Form::bent) return piece < side ? t : -t;
    return form == Form::steep && t < -bend ? 0.25 * (t - 3 * bend) : t;
  }
  struct Piece {
    int number;
    double x_in(double part) const { return x_at(number, h_in(number, part)); }
  };
  static Piece piece(int number) { return {number}; }
  static INLINE Place place(F32 x) {
    F32 t = x;
    if constexpr (form == Form::bent) t = abs(x);
    if constexpr (form == Form::steep) t = fma(clamp_high(F32(0.0), x + F32(bend)), F32(3.0), x);
    const F32 magic(0x1.8p24 * half), shifted = t + magic;
    Bits index = shifted.raw();
    if constexpr (form == Form::bent) index = (index & (side - 1)) | ((x.raw() >> 31) & side);
    return {index, t - (shifted - magic)};
  }
  static INLINE F32 factor(F32 x) { return x; }
  static INLINE F32 finish(F32, F32 y) { return y; }
  template <class T> static INLINE Lanes beyond(F32 x, F32 y, const T&) { return not_below(abs(x), F32(double(end))) | unordered(y, y); }
  template <class T> static INLINE bool any_beyond(const Group& x, const Group& y, const T&) {
    return any(not_below(x.largest(), F32(double(end))) | y.unordered());
  }
};
template <int power> using Bent = Fine<power, Form::bent>;
template <int power> using Steep = Fine<power, Form::steep>;

// The tail of `Curve` on the left.
template <int power, class Curve> struct WithTail : Steep<power> {
  using Reach = WithTail;
  static constexpr bool has_tail = true;
  static INLINE Lanes in_tail(F32 x) { return below(x, F32(-7.0)); }
  template <bool slope, class T> static INLINE F32 tail(F32 x, const T& table) { return Curve::template tail<slope>(x, table); }
};
struct FinePhish : WithTail<2, SquareTailAndOne> {  // x - 2 x exp(-2 x) on the right
  using Reach = FinePhish;
  static INLINE Lanes in_tail(F32 x) { return above(abs(x), F32(7.0)); }
  template <bool slope, class T> static INLINE F32 tail(F32 x, const T& table) {
    const F32 size = clamp_high(F32(20.0), abs(x));
    const F32 right = x - steep::times_power(steep::Sum{F32(-2.0) * size, F32(0.0)}, F32(2.0) * size);
    return blend(below(x, F32(0.0)), SquareTailAndOne::tail<slope>(x, table), right);
  }
};

// x to the last bit beyond the right end
template <class Curve> struct FineStraight : WithTail<1, Curve> {
  using Reach = FineStraight;
  using WithTail<1, Curve>::end;
  static INLINE Place place(F32 x) { return Steep<1>::place(clamp_high(F32(double(end)), x)); }
  template <class T> static INLINE Lanes beyond(F32 x, F32 y, const T&) { return not_above(x, F32(double(-end))) | unordered(y, y); }
  template <class Group, class T> static INLINE bool any_beyond(const Group& x, const Group& y, const T&) {
    return any(not_above(x.lowest(), F32(double(-end))) | y.unordered());
  }
};
using FineGelu = FineStraight<SquareTail>;
using FineGeluTanh = FineStraight<CubicTail>;
struct FineClipped : FineGelu {
  static INLINE F32 finish(F32, F32 y) { return clamp_high(F32(10.0), y); }
};

// What is constant beyond its ends.
struct FineLaplace : Fine<0, Form::smooth, 128> {
  using Reach = FineLaplace;
  static constexpr bool often_subnormal = true;
  using Numbers = DeepTable<count>;
  static INLINE Place place(F32 x) { return Fine::place(clamp_high(F32(double(end)), clamp_low(F32(-double(end)), x))); }
  template <class T> static INLINE Lanes beyond(F32, F32 y, const T&) { return unordered(y, y); }
  template <class T> static INLINE bool any_beyond(const Group&, const Group& y, const T&) { return any(y.unordered()); }
};
struct FineGolu : Steep<1> {
  using Reach = FineGolu;
  using Numbers = DeepTable<count>;
  static constexpr bool has_tail = true, often_subnormal = false;
  static INLINE Lanes in_tail(F32) { return all_lanes; }
  template <bool, class T> static INLINE F32 tail(F32 x, const T&) { return steep::golu<false>::call(x, nullptr); }
};

// Times 0 or x; another function's table times -1 or x.
struct FromZero : Bent<1> {
  static INLINE F32 factor(F32 x) { return only(above(x, F32(0.0)), x); }
};
struct FromMinusOne : Fine<1> {
  static INLINE F32 factor(F32 x) { return clamp_low(F32(-1.0), x); }
};

using FineMish = AndFar<pieces::mish_value, Fine<1>>;
using FineElu = AndFar<pieces::elu_value, Bent<1>>;
using FineSoftplus = AndFar<pieces::softplus_value, Fine<0>>;
using FineTanh = AndFar<pieces::tanh_value, Fine<1>>;
struct FineXielu : Bent<1> {  // alpha (exp(x) - 1) + (beta - alpha) x on the left, with the default parameters
  using Reach = FineXielu;
  static constexpr bool has_tail = true;
  static constexpr double zero = -2.432484276931448, alpha = xielu_defaults[1], beta = xielu_defaults[2];
  static constexpr double curvature = alpha + zero * (alpha - beta), slope = curvature + beta - alpha;
  static INLINE Lanes in_tail(F32 x) { return below(abs(x - F32(zero)), F32(4 * half)); }
  template <bool, class T> static INLINE F32 tail(F32 x, const T&) {
    const F32 d = x - F32(zero) - F32(zero - double(float(zero)));
    const F32 more = fma(fma(fma(d, F32(curvature / 24), F32(curvature / 6)), d, F32(curvature / 2)), d, F32(slope - double(float(slope))));
    return fma(d, F32(slope), d * more);
  }
};

struct FineHardGate : Bent<1> {
  static INLINE F32 finish(F32 x, F32 y) { return times_hard_gate(x, y); }
};

// ---- the value --------------------------------------------------------------------------------------------------------------

// x^power (high + low), rounded about once
template <int power> INLINE F32 times_power(F32 x, F32 high, F32 low) {
  if constexpr (power == 0) return high + low;
  if constexpr (power == 1) return fma(x, high, x * low);
  const F32 square = x * x, square_lost = fma(x, x, -square);
  if constexpr (power == 2) return fma(square, high, fma(square, low, square_lost * high));
  const F32 cube = x * square, cube_lost = fma(x, square, -cube) + x * square_lost;
  return fma(cube, high, fma(cube, low, cube_lost * high));
}

// Where the numbers of a group lie, all before the first polynomial: from x to its row is half of the way, and 0.9 to 1.0 of the time if
// the next vector does not wait for it.
template <class Layout, class Several, class Numbers> struct Places {
  F32 h[Several::count];
  union {
    Bits vector[Several::count];
    int32_t lanes[Several::count][F32::width];
  } offsets;
  INLINE explicit Places(const Several& x) {
#pragma GCC unroll 8
    for (int k = 0; k < Several::count; k++) {
      const Place at = Layout::place(x.v[k]);
      h[k] = at.h, offsets.vector[k] = (at.index & (Layout::count - 1)) * Numbers::stride;
    }
    asm("" : "+m"(offsets));
  }
};

template <class Layout, bool slope, class Several, int pieces> INLINE Several polynomials(const Several& x, const FineTable<pieces>& table) {
  const Places<Layout, Several, decltype(table.numbers)> places(x);
  return Several::of([&](int k) INLINE_LAMBDA {
    const F32 h = places.h[k];
    Lookup<4, 3, pieces> row;
    row.start_at(table.numbers, places.offsets.lanes[k]);
    const F32 w = row.template get<3>(), low = F32::from_raw(w.raw() << 16);
    const F32 rest = fma(fma(fma(w, h, row.template get<2>()), h, row.template get<1>()), h, low);
    return Layout::finish(x.v[k], times_power<Layout::power>(Layout::factor(x.v[k]), row.template get<0>(), rest));
  });
}

// A positive y in units of 2^-60. A subnormal result is computed as the whole number that its bits are: the processor's own takes 45
// times as long, and Laplace of N(0, 4) has one in 50.
INLINE F32 of_small_units(F32 y) {
  const Lanes small = below(y, F32(0x1p-66));
  return F32::from_raw((only(~small, y) * F32(0x1p-60)).raw() | (nearest(y * F32(0x1p89)) & small.m));
}

template <class Layout, bool slope, class Several, int pieces> INLINE Several polynomials(const Several& x, const DeepTable<pieces>& table) {
  using Table = DeepTable<pieces>;
  const Places<Layout, Several, decltype(table.numbers)> places(x);
  return Several::of([&](int k) INLINE_LAMBDA {
    const F32 h = places.h[k];
    Lookup<Table::degree + 2, Table::rest_row, pieces> row;
    row.start_at(table.numbers, places.offsets.lanes[k]);
    const F32 low = row.template get<Table::rest_row>();
    F32 sum = row.template get<Table::degree>();
    downwards<Table::degree - 1, 1>([&](auto power) INLINE_LAMBDA { sum = fma(sum, h, row.template get<decltype(power)::value>()); });
    const F32 y = times_power<Layout::power>(x.v[k], row.template get<0>(), fma(sum, h, low));
    return Layout::often_subnormal ? of_small_units(y) : y * F32(Table::unit);
  });
}

// ---- the polynomials ----------------------------------------------------------------------------------------------------------

// The nearest float below `number` in magnitude, and a rest that is not 0: at -0 it carries the sign.
inline void split(double number, float& high, float& low) {
  high = static_cast<float>(number);
  if (high != 0 && std::fabs(high) >= std::fabs(number)) high = std::nextafterf(high, 0.0f);
  low = static_cast<float>(number - high);
}

// The float nearest to c whose lower half is the upper one of `low`; not subnormal, nor is `low`.
inline float joined(double c, float low) {
  if (c == 0 && low == 0) return 0;
  uint32_t lost = 0, word;
  const auto cut = static_cast<float>(c);
  if (std::fabs(low) > 0x1p-100f) std::memcpy(&lost, &low, sizeof lost);
  std::memcpy(&word, &cut, sizeof word);
  lost = (lost + 0x8000) >> 16;
  const int64_t size = int64_t(word & INT32_MAX) - lost + 0x8000;
  word = (word & 0x80000000u) | static_cast<uint32_t>(std::max<int64_t>(size >> 16, 0x2000)) << 16 | lost;
  float result;
  std::memcpy(&result, &word, sizeof result);
  return result;
}

// Chebyshev nodes h of a polynomial and what more there is room for: both ends of the piece. Gives f over the power of x there.
template <class Layout> void values_at_nodes(const Source& f, int piece, int degree, int nodes, double* h, double* value) {
  double x[8];
  for (int j = 0; j < nodes; j++) h[j] = 3.141592653589793 * (j + 0.5) / (degree + 1);
  for (int j = 0; j < nodes; j += F64::width) cos(F64::load(h + j)).store(h + j);
  for (int j = 0; j < nodes; j++) {
    h[j] = Layout::h_in(piece, j <= degree ? 0.5 + 0.5 * h[j] : j % 2);
    const double at = Layout::x_at(piece, h[j]);
    value[j] = x[j] = at == 0 ? 1e-100 : at;  // 0 over 0 is its limit
  }
  f.at(value, nodes);
  for (int j = 0; j < nodes; j++)
    for (int k = 0; k < Layout::power; k++) value[j] /= x[j];
}

template <class Layout, int pieces> void fit(FineTable<pieces>& table, const Source& f, int piece, typename Layout::Piece) {
  constexpr int degree = 3, nodes = 8;
  alignas(64) double h[nodes], value[nodes], c[degree + 1];
  values_at_nodes<Layout>(f, piece, degree, nodes, h, value);
  interpolate(h, value, 0, degree, c);
  auto at = [&](int row) -> float& { return table.numbers.at(row, piece); };
  float low;
  split(c[0], at(0), low);  // f(-0) has the sign of -c0 where low has that of c0
  if (Layout::power == 1 && Layout::middle(piece) == 0 && std::signbit(f.at(-0.0)) != (c[0] > 0)) {
    at(0) = std::nextafterf(at(0), std::copysign(INFINITY, at(0)));
    low = -std::copysign(std::max(std::fabs(static_cast<float>(c[0] - at(0))), 0x1p-90f), at(0));
  }
  if (value[nodes - 2] * value[nodes - 1] < 0) at(0) = NAN;  // beside a zero the result would lose its digits
  at(3) = joined(c[3], low);
  at(1) = static_cast<float>(c[1] - 0.75 * Layout::half * Layout::half * (at(3) - c[3]));  // what most of it comes to within the piece
  at(2) = static_cast<float>(c[2]);
}

template <class Layout, int pieces> void fit(DeepTable<pieces>& table, const Source& f, int piece, typename Layout::Piece) {
  using Table = DeepTable<pieces>;
  constexpr int degree = Table::degree, nodes = 8;
  alignas(64) double h[nodes], value[nodes], c[degree + 1];
  values_at_nodes<Layout>(f, piece, degree, nodes, h, value);
  double largest = 0;
  for (double& each : value) each /= Table::unit, largest = std::max(largest, std::fabs(each));
  if (largest * Table::unit < 0x1p-153) std::fill(value, value + nodes, std::copysign(0.0, value[0]));  // in all a 0
  interpolate(h, value, 0, degree, c);
  for (int k = 1; k <= degree; k++) table.numbers.at(k, piece) = static_cast<float>(c[k]);
  split(c[0], table.numbers.at(0, piece), table.numbers.at(Table::rest_row, piece));  // both of one sign: f(-0) is -0
}

}  // namespace tables
}  // namespace ACTLAB_TARGET
#endif
