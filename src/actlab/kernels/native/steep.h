// Functions in float32, or their left ends, whose tail falls like exp(-x^2) or exp(-exp(-x)), too fast for a polynomial: by an
// exponential whose exponent carries what its rounding lost. One ULP of an exponent of 100 is 64 of the result.
#pragma once
#include "floats.h"
#include "pieces.h"

#if defined(ACTLAB_LOOKS_UP)
namespace ACTLAB_TARGET {
namespace steep {

using namespace pieces;

// An unevaluated sum.
struct Sum {
  F32 high, low;
};

// u 2^k for a positive u; a subnormal result is computed as the whole number that its bits are.
INLINE F32 scale_positive(F32 u, F32 k) {
  const F32 larger = scale(u, k + F32(64.0));
  return product_in(not_below(larger, F32(0x1p-62)), larger, F32(0x1p-64), F32::from_raw(nearest(larger * F32(0x1p85))));
}

// m exp(t) for t from -128 to 0 and a positive m = high + low with a low that is small, if any.
template <class... Low> INLINE F32 times_power(Sum t, F32 high, Low... low) {
  const auto [entry, rest, k] = power_of_e(t.high, F32(-2.0) * t.low);
  const F32 large = high * entry;
  F32 part = fma(large, rest, fma(high, entry, -large));
  ((part = fma(low, fma(entry, rest, entry), part)), ...);
  return scale_positive(large + part, k);
}

// -exp(-x) to 2^-34, for x from -5 to 40
INLINE Sum minus_exponential(F32 x) {
  const F32 magic(786432.0), shifted = fnma(x, F32(1.4426950408889634), magic), k = shifted - magic;
  const F32 rest(16.0f * c::ln2_by_16[1]), near = fnma(k, F32(16.0f * c::ln2_by_16[0]), -x), r = fnma(k, rest, near);
  const F32 entry = of_sixteen(c::minus_powers, shifted.raw()), entry_lost = of_sixteen(c::minus_powers_lost, shifted.raw());
  const F32 small = fma(r * r, fma(r, fma(r, F32(1.0 / 24), F32(1.0 / 6)), F32(0.5)), fnma(k, rest, near - r));
  const F32 whole = fma(entry, r, entry), lost = fma(entry, small, fma(entry, r, entry - whole)) + fma(entry_lost, r, entry_lost);
  return {scale(whole, k), scale(lost, k)};
}

// x exp(-u) with u = exp(-x)
template <bool slope> struct golu {
  static constexpr int parameters = 0;
  static INLINE F32 call(F32 x, const F32*) {
    const F32 within = clamp_high(F32(40.0), clamp_low(F32(-4.8), x));
    const Sum t = minus_exponential(within);
    const F32 m = slope ? fnma(within, t.high, fnma(within, t.low, F32(1.0))) : within;
    return blend(above(x, F32(22.0)), slope ? F32(1.0) : x, copy_sign(times_power(t, abs(m)), m));
  }
};

// The normal distribution's.
template <bool slope> struct laplace {
  static constexpr int parameters = 0;
  static constexpr auto& table = c::laplace_pieces;
  static constexpr double mu = laplace_defaults[0], sigma = laplace_defaults[1], rate = -0.5 / (sigma * sigma);
  static constexpr double mu_high = int(mu * 4096) / 4096.0, rate_rest = rate - double(float(rate));
  static INLINE F32 call(F32 x, const F32*) {
    const F32 within = clamp_low(F32(mu - 15 * sigma), clamp_high(F32(mu + 15 * sigma), x));
    const F32 d = within - F32(mu_high), d_rest = within - (d + F32(mu_high)) - F32(mu - mu_high);  // the first difference is exact
    const F32 distance = d + d_rest, square = d * d, square_rest = fma(d + distance, d_rest, fma(d, d, -square));
    const F32 high = F32(rate) * square;
    const Sum t{high, fma(F32(rate), square, -high) + fma(F32(rate), square_rest, F32(rate_rest) * square)};
    if constexpr (slope) return times_power(t, F32(doubles::density / sigma));
    const Sum m = upper(abs(distance));
    const F32 tail = times_power(t, m.high, m.low);
    return blend(above(distance, F32(0.0)), F32(1.0) - tail, tail);
  }
  // The tail in exp(t), by polynomials around multiples of 1/8; the last one goes on a little.
  static INLINE Sum upper(F32 d) {
    const F32 magic(1572864.0), shifted = clamp_high(F32(3.875), d) + magic, r = d - (shifted - magic);
    Lookup<rows_of<laplace>> row;
    row.start(coefficients<laplace>, shifted.raw());
    F32 sum = row.template get<rows_of<laplace> - 1>();
    downwards<rows_of<laplace> - 2, 1>([&](auto power) INLINE_LAMBDA { sum = fma(sum, r, row.template get<decltype(power)::value>()); });
    return {row.template get<0>(), sum};
  }
};

// ---- left ends, for tables.h ----------------------------------------------------------------------------------------------------

INLINE Sum product_of(F32 a, F32 b) {
  const F32 whole = a * b;
  return {whole, fma(a, b, -whole)};
}
// m exp(t)
struct Tail {
  Sum t, m;
};
INLINE F32 result_of(const Tail& tail) {
  const auto sign = tail.m.high.raw() & sign_bit<F32>;
  return F32::from_raw(times_power(tail.t, abs(tail.m.high), F32::from_raw(tail.m.low.raw() ^ sign)).raw() | sign);
}

// The normal distribution above z = |x| from 5.6 on is upper / z in exp(t).
struct Normal {
  F32 z, w, upper;  // w is 1 / z^2
  Sum square, t;
  INLINE explicit Normal(F32 x) : z(clamp_high(F32(15.98), abs(x))), square(product_of(z, z)), t{F32(-0.5) * square.high, F32(-0.5) * square.low} {
    w = F32(1.0) / square.high, upper = horner(w, c::upper_far);
  }
};
constexpr double density = 0.3989422804014327, density_lost = density - double(float(density));

// x times the distribution is -upper exp(t), with the slope -z (density - w upper) exp(t).
template <bool slope> INLINE Tail gelu_left(F32 x) {
  const Normal n(x);
  if constexpr (!slope) return {n.t, {-n.upper, F32(0.0)}};
  return {n.t, product_of(-n.z, fnma(n.w, n.upper, F32(density)))};
}

// x GELU(x), with the slope (density z^2 - 2 upper) exp(t)
template <bool slope> INLINE Tail phish_left(F32 x) {
  const Normal n(x);
  if constexpr (!slope) return {n.t, product_of(n.z, n.upper)};
  const Sum large = product_of(F32(density), n.square.high);
  const F32 m = fma(F32(-2.0), n.upper, large.high), lost = fma(F32(density), n.square.low, fma(F32(density_lost), n.square.high, large.low));
  return {n.t, {m, fma(F32(-2.0), n.upper, large.high - m) + lost}};
}

// x sigmoid(2 u) is x exp(2 u) below -5, with the slope (1 + 2 x u') exp(2 u).
template <bool slope> INLINE Tail gelu_tanh_left(F32 x) {
  // 2 u = first x + third x^3
  constexpr double first = 1.5957691216057308, first_lost = first - double(float(first)), third = 0.044715 * first;
  const F32 z = clamp_high(F32(11.5), abs(x));
  const Sum square = product_of(z, z), cubic = product_of(F32(third), square.high);
  const F32 cubic_lost = fma(F32(third), square.low, fma(F32(third - double(float(third))), square.high, cubic.low));
  const F32 sum = cubic.high + F32(first), lost = (F32(first) - (sum - cubic.high)) + (cubic_lost + F32(first_lost));
  const Sum whole = product_of(z, sum), t{-whole.high, -fma(z, lost, whole.low)};
  if constexpr (!slope) return {t, {-z, F32(0.0)}};
  const F32 slope_of_u = fma(F32(3.0), cubic.high, F32(first));
  const F32 slope_lost = fma(F32(3.0), cubic.high, F32(first) - slope_of_u) + fma(F32(3.0), cubic_lost, F32(first_lost));
  const Sum part = product_of(z, slope_of_u);
  const F32 m = part.high - F32(1.0);
  return {t, {-m, -(((part.high - m) - F32(1.0)) + fma(z, slope_lost, part.low))}};
}

}  // namespace steep
}  // namespace ACTLAB_TARGET
#endif
