// Where the tables of tables.h and fine.h end: a table more for sizes from 8 to 128, four polynomials for each power of 2, and the
// straight line beyond. What falls or grows exponentially is a polynomial times exp(-rate |x|), so that the digits of a tail stay.
// Made when such a number comes first; where a polynomial is not good enough, the double is computed as before, at 3 to 29 times the
// time of a number near 0.
#pragma once
#include <algorithm>

#include "steep.h"

#if defined(ACTLAB_LOOKS_UP)
namespace ACTLAB_TARGET {
namespace tables {

using namespace pieces;

constexpr int most_degree = 8;

// Coefficients c[first], c[first + 1] ... c[degree] of the polynomial through f at Chebyshev nodes, f being flat to the power `first` at
// its zero: Newton's divided differences.
inline void interpolate(const double* node, const double* value, int first, int degree, double* c) {
  const int count = degree + 1 - first;
  double difference[most_degree + 1];
  for (int j = 0; j < count; j++) {
    difference[j] = value[j];
    for (int k = 0; k < first; k++) difference[j] /= node[j];
  }
  for (int order = 1; order < count; order++)
    for (int j = count - 1; j >= order; j--) difference[j] = (difference[j] - difference[j - 1]) / (node[j] - node[j - order]);
  for (int k = 0; k <= degree; k++) c[k] = 0;
  for (int j = count - 1; j >= 0; j--) {
    for (int k = degree; k > first; k--) c[k] = c[k - 1] - node[j] * c[k];
    c[first] = difference[j] - node[j] * c[first];
  }
}

// An emitted function and its parameters.
struct Source {
  actlab::Emitted function;
  const double* parameters;
  // f at n numbers, n being a multiple of 8.
  void at(double* x, int n) const { function(x, n, parameters); }
  double at(double x) const {
    alignas(64) double all[8];
    std::fill(all, all + 8, x);
    at(all, 8);
    return all[0];
  }
};

struct Far {
  static constexpr int degree = 6, rest_row = degree + 1;
  static constexpr float begin = 8, end = 128;
  // One for each side, the right one first. A side is straight where f(x) = start + slope x from `end` on, to the last bit.
  struct Side {
    float rate, start, slope;
    bool straight;
  };
  Coefficients<degree + 2> numbers;  // the last row is what rounding the first lost
  Side side[2];

  struct Result {
    F32 y;
    Lanes done;
  };
  INLINE Result operator()(F32 x) const {
    const Lanes left = negative(x);
    auto by_side = [&](float Side::*part) INLINE_LAMBDA { return blend(left, F32(double(side[1].*part)), F32(double(side[0].*part))); };
    const F32 size = abs(x), r = x - F32::from_raw((x.raw() & ~0x1fffff) | 0x100000);
    Lookup<degree + 2> row;
    row.start(numbers, ((x.raw() >> 21) & 15) | ((x.raw() >> 27) & 16));
    const F32 lost = row.template get<rest_row>();
    F32 sum = row.template get<degree>();
    downwards<degree - 1, 1>([&](auto power) INLINE_LAMBDA { sum = fma(sum, r, row.template get<decltype(power)::value>()); });
    const F32 first = row.template get<0>(), rate = by_side(&Side::rate), t = -rate * size;
    const auto sign = first.raw() & sign_bit<F32>;
    const F32 rest = F32::from_raw(fma(sum, r, lost).raw() ^ sign);
    const steep::Sum power{clamp_low(F32(-128.0), t), -fma(rate, size, t)};
    const F32 curved = F32::from_raw(steep::times_power(power, abs(first), rest).raw() | sign);
    const F32 line = fma(by_side(&Side::slope), x, by_side(&Side::start));
    const Lanes outside = not_below(size, F32(double(end))), finite = below(size, F32(INFINITY));
    const Lanes straight = (side[0].straight ? ~left : no_lanes) | (side[1].straight ? left : no_lanes);
    const Lanes table = not_below(size, F32(double(begin))) & ~outside & ~unordered(first, first);
    return {blend(outside, line, curved), table | (outside & finite & straight)};
  }

  static double size_from(int piece) {
    const int place = (piece - 8) & 15;
    return std::ldexp(begin * (1 + 0.25 * (place % 4)), place / 4);
  }
  static double length(int piece) { return std::ldexp(0.25 * begin, ((piece - 8) & 15) / 4); }
  static double sign_of(int piece) { return piece < 16 ? 1 : -1; }
};

// By what rate |f| falls with |x|, roughly, where it falls exponentially; else 0.
inline float rate_of(const Source& f, double sign) {
  const double rate = std::log(std::fabs(f.at(48 * sign) / f.at(96 * sign))) / 48;
  return rate > 0.05 && rate < 4 ? static_cast<float>(rate) : 0;
}

inline void fit(Far& far, const Source& f, int piece) {
  constexpr int count = Far::degree + 1, nodes = 8;  // a multiple of the vector's width
  const double sign = Far::sign_of(piece), length = Far::length(piece), middle = sign * (Far::size_from(piece) + 0.5 * length);
  alignas(64) double r[nodes], value[nodes], c[count];
  for (int j = 0; j < nodes; j++) r[j] = 0.5 * length * std::cos(3.141592653589793 * (j + 0.5) / count), value[j] = middle + r[j];
  f.at(value, nodes);
  for (int j = 0; j < nodes; j++) value[j] *= std::exp(double(far.side[piece / 16].rate) * std::fabs(middle + r[j]));
  interpolate(r, value, 0, Far::degree, c);
  for (int k = 0; k < count; k++) far.numbers.at(k, piece) = static_cast<float>(c[k]);
  far.numbers.at(Far::rest_row, piece) = static_cast<float>(c[0] - static_cast<float>(c[0]));
}

// Whether 64 results between two numbers are within `ulp`; with 0 the sign of 0 counts too.
inline bool within(const Far& far, const Source& f, double from, double to, double ulp) {
  constexpr int trials = 64;
  alignas(64) float x[trials], y[trials];
  alignas(64) double right[trials];
  for (int j = 0; j < trials; j++) {
    const double u = (j + 0.5) / trials;
    right[j] = x[j] = static_cast<float>(from + (to - from) * u * u * (3 - 2 * u));  // dense at both ends, where the errors are
  }
  f.at(right, trials);
  for (int j = 0; j < trials; j += F32::width) far(F32::load(x + j)).y.store(y + j);
  for (int j = 0; j < trials; j++) {
    const double unit = std::ldexp(1.0, std::max(std::ilogb(right[j]), -126) - 23);
    if (!(std::fabs(y[j] - (ulp == 0 ? double(float(right[j])) : right[j])) <= ulp * unit) || std::signbit(y[j]) != std::signbit(right[j])) return false;
  }
  return true;
}

inline Far far_of(const Source& f) {
  Far far;
  for (int left = 0; left < 2; left++) {
    const double sign = left ? -1 : 1, at_end = f.at(sign * Far::end), slope = (f.at(2 * sign * Far::end) - at_end) / (sign * Far::end);
    Far::Side& side = far.side[left];
    side = {rate_of(f, sign), static_cast<float>(at_end - slope * sign * Far::end), static_cast<float>(slope), true};
    if (side.slope == 0) side.slope = std::copysign(0.0f, left ? -side.start : side.start);  // times x it has the sign of a start of 0
    for (double size = Far::end; size < 1e38; size *= 2) side.straight &= within(far, f, sign * size, 1.99 * sign * size, 0);
  }
  for (int piece = 0; piece < pieces_count; piece++) {
    fit(far, f, piece);
    const double from = Far::sign_of(piece) * Far::size_from(piece), to = from + Far::sign_of(piece) * 0.999999 * Far::length(piece);
    if (!within(far, f, from, to, 1.25)) far.numbers.at(0, piece) = NAN;
  }
  return far;
}

}  // namespace tables
}  // namespace ACTLAB_TARGET
#endif
