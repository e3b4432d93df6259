// Functions without an exponential, in float32 as they stand: in double they took 2 to 4 times as long as ReLU at 1M.
#pragma once
#include "doubles.h"
#include "functions.h"
#include "loops.h"

namespace ACTLAB_TARGET {
namespace floats {

// A slope is multiplied by g, a value is not.
template <class F, bool slope, int together = 1> void kernel(const float* x, const float* g, float* y, int64_t n, const double* parameters, bool stream) {
  F32 p[actlab::most_parameters];
  for (int i = 0; i < F::parameters; i++) p[i] = F32(parameters[i]);
  pass<together, F32>(x, g, y, n, slope, stream, [&](F32 v) INLINE_LAMBDA { return F::call(v, p); });
  if (stream) fence_streaming();
}

// A 16-bit type without its table: 0.4 to 0.8 of the time where single loads are faster than gathers.
template <class F, bool slope, F32 (*widen)(Halves), Halves (*narrow)(F32)>
void half_kernel(const uint16_t* x, const uint16_t* g, uint16_t* y, int64_t n, const double* parameters, bool stream) {
  F32 p[actlab::most_parameters];
  for (int i = 0; i < F::parameters; i++) p[i] = F32(parameters[i]);
  halves<slope>(x, g, y, n, stream, [&](const uint16_t* at, Halves gradient) INLINE_LAMBDA {
    Halves v;
    std::memcpy(&v, at, sizeof v);
    const F32 result = F::call(widen(v), p);
    return narrow(slope ? widen(gradient) * result : result);
  });
}

// In double, rounded once, in one pass: for a few instructions, which by way of a buffer of doubles take 3.5 times as long
// as ReLU at 1M.
template <class F, bool slope, int together = 1> void wide_kernel(const float* x, const float* g, float* y, int64_t n, const double* parameters, bool stream) {
  F64 p[actlab::most_parameters];
  for (int i = 0; i < F::parameters; i++) p[i] = F64(parameters[i]);
  pass<together, F32>(x, g, y, n, slope, stream, [&](F32 v) INLINE_LAMBDA { return through_double(v, [&](F64 u) INLINE_LAMBDA { return F::call(u, p); }); });
  if (stream) fence_streaming();
}

// A parameter such as 0.3 is no float. Where it is a result it is rounded to nearest; p < x is the same with the largest float up to p,
// and p > x with the smallest from p on. Where it is subtracted, floats do if it is one.
enum class As { result, below, above, term };
inline float in_float(double parameter, As as) {
  const auto near = static_cast<float>(parameter);
  if (as == As::below && near > parameter) return std::nextafterf(near, -INFINITY);
  if (as == As::above && near < parameter) return std::nextafterf(near, INFINITY);
  return near;
}
template <class F, bool slope, As... as> void compared_kernel(const float* x, const float* g, float* y, int64_t n, const double* parameters, bool stream) {
  constexpr As kinds[] = {as...};
  double rounded[F::parameters];
  bool fit = true;
  for (int i = 0; i < F::parameters; i++) {
    rounded[i] = in_float(parameters[i], kinds[i]);
    fit &= kinds[i] != As::term || rounded[i] == parameters[i];
  }
  if (fit) return kernel<F, slope, 4>(x, g, y, n, rounded, stream);
  if constexpr (((as == As::term) || ...)) wide_kernel<F, slope, 4>(x, g, y, n, parameters, stream);
}

// Hard tanh between ends that are not 0 as floats, of which the sign would be that of x; hard shrink without a bias.
struct clamped {
  static constexpr int parameters = 2;
  static INLINE F32 call(F32 x, const F32* p) { return clamp_high(p[1], clamp_low(p[0], x)); }
};
struct kept {
  static constexpr int parameters = 1;
  static INLINE F32 call(F32 x, const F32* p) { return where(abs(x) <= p[0], F32(0.0), x); }
};
template <class F> void hard_tanh(const float* x, const float* g, float* y, int64_t n, const double* parameters, bool stream) {
  const bool usual = static_cast<float>(parameters[0]) != 0 && static_cast<float>(parameters[1]) != 0;
  (usual ? compared_kernel<clamped, false, As::result, As::result> : compared_kernel<F, false, As::result, As::result>)(x, g, y, n, parameters, stream);
}
template <class F> void hard_shrink(const float* x, const float* g, float* y, int64_t n, const double* parameters, bool stream) {
  (parameters[1] == 0 ? compared_kernel<kept, false, As::below> : compared_kernel<F, false, As::below, As::term>)(x, g, y, n, parameters, stream);
}

// |x| - p with the sign of x for a p that is no float: the largest one up to p, what is left of it, and what the first difference lost.
struct shrunk {
  static constexpr int parameters = 2;
  static INLINE F32 call(F32 x, const F32* p) {
    const F32 size = abs(x), difference = size - p[0], lost = (size - difference) - p[0];
    const F32 result = difference + clamp_low(lost - p[1], F32(-1e38));  // not NaN at infinity
    return where(p[0] < size, copy_sign(result, x), where(x == x, F32(0.0), x));
  }
};
struct shrunk_by_float {
  static constexpr int parameters = 1;
  static INLINE F32 call(F32 x, const F32* p) { return x - clamp_high(p[0], clamp_low(-p[0], x)); }
};
inline void soft_shrink(const float* x, const float* g, float* y, int64_t n, const double* parameters, bool stream) {
  const double below = in_float(parameters[0], As::below), parts[] = {below, parameters[0] - below};
  (parts[1] == 0 ? kernel<shrunk_by_float, false, 4> : kernel<shrunk, false, 4>)(x, g, y, n, parts, stream);
}

// In double, rounded once, and cut off in floats: the bits of the emitted form.
inline void linear_sigmoid(const float* x, const float*, float* y, int64_t n, const double* parameters, bool stream) {
  const F64 alpha(parameters[0]), beta(parameters[1]);
  pass<4, F32>(x, nullptr, y, n, false, stream, [&](F32 v) INLINE_LAMBDA {
    const F32 line = through_double(v, [&](F64 u) INLINE_LAMBDA { return alpha * u + beta; });
    return clamp_high(F32(1.0), clamp_low(F32(0.0), line));
  });
  if (stream) fence_streaming();
}

// Where the emitted form cancels or overflows in 24 bits.
INLINE F32 sixth_of_six(F32 t) {  // t / 6 from 0 to 1 by a product and what its factor lacks: 2.2 to 1.6 ULP
  t = clamp_high(F32(6.0), clamp_low(F32(0.0), t));
  return clamp_high(F32(1.0), fma(t, F32(1.0 / 6), t * F32(1.0 / 6 - double(1.0f / 6))));
}
struct hard_sigmoid_value {
  static constexpr int parameters = 0;
  static INLINE F32 call(F32 x, const F32*) { return sixth_of_six(x + F32(3.0)); }
};
struct hard_swish_value {
  static constexpr int parameters = 0;
  static INLINE F32 call(F32 x, const F32*) {
    x = clamp_low(F32(-1e18), x);  // -inf times 0
    return x * sixth_of_six(x + F32(3.0));
  }
};

// a / b for b from 1 to 2^64 within 0.8 ULP, without the divider, which a square root keeps busy. The difference of bits is 1 / b within
// a 19th.
INLINE F32 quotient(F32 a, F32 b) {
  const F32 start = F32::from_raw(0x7ef311c3 - b.raw()), lacks = fnma(b, start, F32(1.0));
  const F32 inverse = fma(fma(lacks, lacks, lacks), start, start), near = a * inverse;
  return fnma(fma(near, b, -a), inverse, near);  // in this order -0 stays
}
struct isru_value {
  static constexpr int parameters = 1;
  static INLINE F32 call(F32 x, const F32* p) {
    const F32 held = clamp_high(F32(1e18), clamp_low(F32(-1e18), x));
    const F32 y = quotient(held, sqrt(clamp_high(F32(3e38), fma(p[0], held * held, F32(1.0)))));
    return where(p[0] == F32(0.0), x, y);  // there it has no limit
  }
};
struct isrlu_value {
  static constexpr int parameters = 1;
  static INLINE F32 call(F32 x, const F32* p) { return where(x >= F32(0.0), x, isru_value::call(clamp_high(F32(0.0), x), p)); }
};
struct bent_identity_value {  // from 1e9 on it is a line
  static constexpr int parameters = 0;
  static INLINE F32 call(F32 x, const F32*) {
    const F32 within = clamp_high(F32(1e9), clamp_low(F32(-1e9), x)), square = within * within, slope = F32(1.0) + copy_sign(F32(0.5), x);
    return fma(x - within, slope, within + quotient(square, fma(F32(2.0), sqrt(square + F32(1.0)), F32(2.0))));
  }
};

// sin(x + f pi) for |x| <= 2^20 in double, near enough for a float: k = round(x / pi + f) half turns, and a rest of at most one
// quarter to each side. Its square needs neither the sign nor digits beside a zero, so two parts of pi do.
template <int parts> INLINE F64 sine_but_for_sign(F64 x, F64 half_turns) {
  namespace c = actlab_constants;
  F64 r = x;
  for (int i = 0; i < parts; i++) r = fnma(half_turns, F64(2 * c::half_pi_by_33[i]), r);
  const F64 z = r * r;
  return fma(r * z, horner(z, c::sin_float), r);
}
INLINE F64 sine_at(F64 x, double f) {
  const F64 magic(6755399441055744.0), shifted = fma(x, F64(0.3183098861837907), F64(f)) + magic;
  return F64::from_raw(sine_but_for_sign<3>(x, shifted - magic - F64(f)).raw() ^ (shifted.raw() << 63));
}
INLINE F64 sine_squared_at(F64 x, double f) {
  const F64 magic(6755399441055744.0), sine = sine_but_for_sign<2>(x, fma(x, F64(0.3183098861837907), F64(f)) + magic - magic - F64(f));
  return sine * sine;
}
template <class Close, class Large> INLINE F32 by_sine(F32 x, Close close, Large large) {
  const F32 y = through_double(x, close);
  const Mask<F32> far = ~(abs(x) <= F32(1048576.0));
  return any(far) ? where(far, through_double(x, large), y) : y;
}

// Where a float's lanes are twice a double's and no more than eight: in floats, a third of the time. An unevaluated sum of two for
// |x| <= 1024, sin(r + (k + turns) pi / 2) with x = r + (k + offset) pi / 2: the difference from the first of three parts of pi / 2
// is exact, that from the second kept whole.
constexpr bool sines_in_floats = has_fma && F32::width < 16;
struct Sine {
  F32 high, low;
};
template <int turns> INLINE Sine sine_in_floats(F32 x, double offset) {
  namespace c = actlab_constants;
  const F32 magic(12582912.0), shifted = fma(x, F32(0.6366197723675814), F32(-offset)) + magic, quarters = shifted - magic + F32(offset);
  const F32 near = fnma(quarters, F32(c::half_pi_float[0]), x), r = fnma(quarters, F32(c::half_pi_float[1]), near);
  const F32 lost = fnma(quarters, F32(c::half_pi_float[2]), fnma(quarters, F32(c::half_pi_float[1]), near - r)), z = r * r;
  const F32 sine = fma(r * z, horner(z, c::sin_short), lost);
  const F32 cosine = fma(z, F32(-0.5), fma(z * z, horner(z, c::cos_short), -r * lost));
  const F32::bits k = shifted.raw() + turns, sign = (k & 2) << 30;
  const Mask<F32> odd{(k << 31) >> 31};
  const F32 high = where(odd, F32(1.0), r), low = where(odd, cosine, sine);
  return {F32::from_raw(high.raw() ^ sign), F32::from_raw(low.raw() ^ sign)};
}
template <class Large> INLINE F32 unless_far(F32 x, F32 y, Large large) {
  const Mask<F32> far = ~(abs(x) <= F32(1024.0));
  return any(far) ? where(far, through_double(x, large), y) : y;
}

struct gcu_value {
  static constexpr int parameters = 0;
  static INLINE F32 call(F32 x, const F32*) {
    if constexpr (sines_in_floats) {
      const Sine cosine = sine_in_floats<1>(x, 0.0);
      return unless_far(x, fma(x, cosine.high, x * cosine.low), [](F64 u) { return ACTLAB_TARGET::gcu_value(u); });
    }
    return by_sine(
        x, [](F64 u) INLINE_LAMBDA { return u * sine_at(u, 0.5); }, [](F64 u) { return ACTLAB_TARGET::gcu_value(u); });
  }
};
struct gcu_slope {
  static constexpr int parameters = 0;
  static INLINE F32 call(F32 x, const F32*) {
    return by_sine(
        x, [](F64 u) INLINE_LAMBDA { return fnma(u, sine_at(u, 0.0), sine_at(u, 0.5)); }, [](F64 u) { return ACTLAB_TARGET::gcu_slope(u); });
  }
};
INLINE F64 stretched(F64 epsilon) { return epsilon * F64(1.4142135623730951); }
struct sine_relu_value {
  static constexpr int parameters = 1;
  static INLINE F32 call(F32 x, const F32* p) {
    const F64 epsilon(double(p[0].v[0]));
    if constexpr (sines_in_floats) {
      const double size = stretched(epsilon).v[0];
      const Sine sine = sine_in_floats<0>(x, 0.5);
      const F32 factor(size), factor_lost(size - double(float(size)));
      const F32 left = unless_far(
          x, fma(factor, sine.high, fma(factor, sine.low, factor_lost * sine.high)),
          [&](F64 u) { return doubles::sine_relu::both(u, &epsilon).value; });
      return where(x > F32(0.0), x, left);
    }
    const F32 left = by_sine(
        x, [&](F64 u) INLINE_LAMBDA { return stretched(epsilon) * sine_at(u, -0.25); },
        [&](F64 u) { return doubles::sine_relu::both(u, &epsilon).value; });
    return where(x > F32(0.0), x, left);
  }
};
struct sine_relu_slope {
  static constexpr int parameters = 1;
  static INLINE F32 call(F32 x, const F32* p) {
    const F64 epsilon(double(p[0].v[0]));
    const F32 left = by_sine(
        x, [&](F64 u) INLINE_LAMBDA { return stretched(epsilon) * sine_at(u, 0.25); },
        [&](F64 u) { return doubles::sine_relu::both(u, &epsilon).slope; });
    return where(x > F32(0.0), F32(1.0), left);
  }
};

// x + sin(alpha x)^2 / beta; the slope's (sin + cos)^2 is 2 sin(alpha x + pi / 4)^2. Snake has one parameter for both.
template <class Close, class Emitted> INLINE F64 by_sine_of(F64 t, Close close, Emitted emitted) {
  const Mask<F64> far = ~(abs(t) <= F64(1048576.0));
  return any(far) ? where(far, emitted(), close()) : close();
}
template <int beta> struct snake_value {
  static constexpr int parameters = beta + 1;
  static INLINE F64 call(F64 u, const F64* p) {
    const F64 t = p[0] * u, inverse = F64(1.0) / p[beta];  // once: outside of the loop
    auto close = [&]() INLINE_LAMBDA { return fma(sine_squared_at(t, 0.0), inverse, u); };
    return by_sine_of(t, close, [&] { return snake_beta_value(u, p[0], p[beta]); });
  }
};
template <int beta> struct snake_slope {
  static constexpr int parameters = beta + 1;
  static INLINE F64 call(F64 u, const F64* p) {
    const F64 t = p[0] * u, ratio = p[0] / p[beta];
    auto close = [&]() INLINE_LAMBDA { return fma(ratio * F64(2.0), sine_squared_at(t, 0.25), F64(1.0) - ratio); };
    return by_sine_of(t, close, [&] { return snake_beta_slope(u, p[0], p[beta]); });
  }
};

}  // namespace floats
}  // namespace ACTLAB_TARGET
