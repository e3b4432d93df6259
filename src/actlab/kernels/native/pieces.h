// Bodies whose speed hardly depends on the values: polynomials looked up in a table near 0, powers of exp(-|x|) beyond, whole
// numbers for what is subnormal.
//
// With AVX-512 a vector of 16 floats takes 19 instructions with degree 6. What made other forms slow was not their instructions but the
// processor's help (150 cycles an instruction) whenever a product or a sum by fma takes or gives a subnormal number:
// F.silu was 40 times slower on subnormal inputs, mish by exp(x)^2 at x = -80 29 times. No instruction here meets one.
#pragma once
#include "lanes.h"

#if defined(ACTLAB_LOOKS_UP)
namespace ACTLAB_TARGET {
namespace pieces {

// ---- near 0: one of 32 polynomials --------------------------------------------------------------------------------------

// Around -8, -7.5 ... 7.5 by x, or around 0, 0.25 ... 7.75 by its size, of a function that is odd or even.
template <class F> struct Grid {
  // Adding it rounds and leaves the number of the piece in the lowest 5 bits; the others are its own while x is from -8.25 to 7.75, or its
  // size below 7.875.
  static constexpr float steps = F::folded ? 1.5f * (1 << 21) : 1.5f * (1 << 22) + 8;
  static constexpr int steps_raw = F::folded ? 0x4a400000 : 0x4ac00000, digits = F::folded ? 2 : 1, at_0 = F::folded ? 0 : 16;
  static INLINE F32 place(F32 x) { return F::folded ? abs(x) : x; }
  static INLINE F32 shifted(F32 x) { return place(x) + F32(double(steps)); }
};

template <class F> constexpr int rows_of = sizeof F::table / sizeof F::table[0];
template <class F> constexpr auto coefficients = [] {
  Coefficients<rows_of<F>> result{};
  for (int row = 0; row < rows_of<F>; row++)
    for (int piece = 0; piece < pieces_count; piece++) result.at(row, piece) = F::table[row][piece];
  return result;
}();

template <class F> constexpr float at_0 = F::table[0][Grid<F>::at_0];
template <class F> constexpr float slope_at_0 = F::table[1][Grid<F>::at_0];
template <class F> constexpr bool vanishes_at_0 = at_0<F> == 0;  // and has the sign of x

// Of several vectors at once, as each step waits for the one before: up to 8 % faster than one vector after the other.
template <class F, int count> INLINE void add_up(const F32 (&x)[count], const F32 (&shifted)[count], F32 (&sum)[count]) {
  constexpr int top = rows_of<F> - 1;
  Lookup<rows_of<F>> row[count];
  F32 r[count];
  auto each = [&](auto use) INLINE_LAMBDA {
#pragma GCC unroll 4
    for (int k = 0; k < count; k++) use(k);
  };
  each([&](int k) INLINE_LAMBDA {
    row[k].start(coefficients<F>, shifted[k].raw());
    r[k] = rest<Grid<F>::digits>(Grid<F>::place(x[k]), shifted[k], F32(double(Grid<F>::steps)));
    sum[k] = row[k].template get<top>();
  });
  downwards<top - 1, F::first_power_apart ? 2 : 0>([&](auto power) INLINE_LAMBDA {
    each([&](int k) INLINE_LAMBDA { sum[k] = fma(sum[k], r[k], row[k].template get<decltype(power)::value>()); });
  });
  if constexpr (F::first_power_apart)
    each([&](int k) INLINE_LAMBDA { sum[k] = fma(r[k], row[k].template get<1>(), fma(r[k], sum[k] * r[k], row[k].template get<0>())); });
  if constexpr (F::folded && vanishes_at_0<F>) each([&](int k) INLINE_LAMBDA { sum[k] = signed_as(sum[k], x[k]); });
}
template <class F> INLINE F32 piece(F32 x) {
  const F32 at[] = {x}, shifted[] = {Grid<F>::shifted(x)};
  F32 sum[1];
  add_up<F>(at, shifted, sum);
  return sum[0];
}

// ---- far from 0 ---------------------------------------------------------------------------------------------------------

// base[0] + base[1] x + E (a[0] + a[1] E + a[2] E^2 + x (b[0] + b[1] E + b[2] E^2)) with E = exp(-rate |x|); base[1] is 0
// or 1, b is 0 where the rate is not 1.
struct Side {
  float base[2], a[3], b[3];
  constexpr bool vanishes() const { return base[0] == 0 && base[1] == 0; }
};

// From here on the powers of E after the first are not seen, nor is E itself beside a base.
constexpr float far_out = 21.0f;

// exp(t - half of the small numbers) = entry (1 + rest) 2^floor(k).
struct Power {
  F32 entry, rest, k;
};
template <class... Small> INLINE Power power_of_e(F32 t, Small... small) {
  namespace c = actlab_constants;
  const F32 magic(786432.0);  // 1.5 * 2^19 rounds to multiples of 1/16 and leaves the table's index in the lowest 4 bits
  const F32 shifted = fma(t, F32(1.4426950408889634), magic), k = shifted - magic;
  F32 r = fnma(k, F32(16.0f * c::ln2_by_16[0]), t);
  ((r = fnma(small, F32(0.5), r)), ...);
  r = fnma(k, F32(16.0f * c::ln2_by_16[1]), r);
  return {of_sixteen(c::exp_table, shifted.raw()), horner(r, c::exp_near), k};
}

// -rate |x|, limited; NaN stays (the second operand of max wins).
template <class F, bool usual = false> INLINE F32 exponent_of(F32 x) {
  F32 t = F32::from_raw(x.raw() | sign_bit<F32>);
  if (F::rate != 1) t = t * F32(double(F::rate));
  return usual ? t : clamp_low(F32(-110.0), t);
}

// Above it 2^k (a + b x) is a normal number, and so is its product with a g that is neither faint nor huge.
constexpr float lowest_power = -120.0f, faint = 0x1p-100f, huge = 0x1p100f;

// u 2^k for a k far below 0; a subnormal result is computed as the whole number that its bits are.
INLINE F32 scale_down(F32 u, F32 k) {
  const F32 larger = scale(u, clamp_low(F32(-180.0), k) + F32(64.0));
  const Lanes normal = not_below(abs(larger), F32(0x1p-62));  // NaN too
  const F32 small = signed_as(F32::from_raw(nearest(abs(larger) * F32(0x1p85))), u);
  return product_in(normal, larger, F32(0x1p-64), small);
}

// The side on which a lane is.
template <class F> struct Sides {
  static constexpr bool left_vanishes = F::left.vanishes(), right_vanishes = F::right.vanishes();
  template <int power> static constexpr bool opposite = F::left.a[power] == 0 && F::right.a[power] == 0 && F::left.b[power] == -F::right.b[power];
  Lanes negative;
  INLINE F32 choose(float left, float right) const {
    return left == right ? F32(double(left)) : blend(negative, F32(double(left)), F32(double(right)));
  }
  // Where there is a base.
  INLINE Lanes stays() const {
    if (left_vanishes) return right_vanishes ? no_lanes : ~negative;
    return right_vanishes ? negative : all_lanes;
  }
  template <int power> INLINE F32 factor(F32 x) const {  // of E^(power + 1)
    if constexpr (opposite<0> && opposite<1> && opposite<2>) return abs(x) * F32(double(F::right.b[power]));
    const F32 a = choose(F::left.a[power], F::right.a[power]);
    if (F::left.b[power] == 0 && F::right.b[power] == 0) return a;
    const F32 b = choose(F::left.b[power], F::right.b[power]);
    return F::left.a[power] == 0 && F::right.a[power] == 0 ? x * b : fma(x, b, a);
  }
  INLINE F32 leading(F32 x) const { return factor<0>(x); }
  INLINE F32 rest(F32 x, F32 e) const {
    if (F::left.a[2] == 0 && F::right.a[2] == 0 && F::left.b[2] == 0 && F::right.b[2] == 0) return e * factor<1>(x);
    return e * fma(e, factor<2>(x), factor<1>(x));
  }
  INLINE F32 base(F32 x) const {
    const F32 constant = choose(F::left.base[0], F::right.base[0]);
    const Lanes sloped = (F::left.base[1] != 0 ? negative : no_lanes) | (F::right.base[1] != 0 ? ~negative : no_lanes);
    return blend(sloped, constant + x, constant);
  }
};

// `usual` where |x| is at most `usual_end` in all lanes that count: without the looks at what is beyond, and the same bits.
template <class F> constexpr bool everywhere = !F::left.vanishes() && !F::right.vanishes();
template <class F> constexpr float usual_end = everywhere<F> ? INFINITY : 82 / F::rate;
template <class F, bool scaled, bool usual = false> INLINE F32 far(F32 x, F32 g) {
  const F32 t = exponent_of<F, usual && !everywhere<F>>(x), limited = usual ? x : signed_as(abs(t), x);
  const auto [entry, rest, k] = power_of_e(t);
  const F32 p = fma(entry, rest, entry);
  const F32 e = only(above(t, F32(-double(far_out))), scale(p, k));
  const Sides<F> side{negative(x)};
  const Lanes stays = side.stays();
  // In this order the large term is rounded twice only: 2.2 to 1.6 ULP.
  const F32 large = side.leading(limited) * entry;
  F32 u = large + fma(side.rest(limited, e), p, large * rest);
  if constexpr (scaled) u = product_in(~stays, u, g, u);
  const F32 seen = usual && !everywhere<F> ? k : blend(stays, clamp_low(F32(-100.0), k), k);
  F32 result;
  const Lanes low = usual ? no_lanes : below(seen, F32(double(lowest_power)));  // on the way of these a larger one would be infinite
  if (!usual && any(low)) result = blend(low, scale_down(u, seen), scale(u, clamp_low(F32(double(lowest_power)), seen)));
  else result = scale(u, seen);
  if (usual || any(stays)) {
    result = blend(stays, result + side.base(x), result);
    if constexpr (scaled) result = product_in(stays, result, g, result);
  }
  return result;
}

// ---- all values ---------------------------------------------------------------------------------------------------------

// slope x for a subnormal x, which is a whole number times the smallest one.
INLINE F32 tangent(F32 x, float slope) {
  const F32 count(__builtin_convertvector(x.raw() & INT32_MAX, F32::native));
  return signed_as(F32::from_raw(nearest(count * F32(double(slope)))), x);
}

template <class F> INLINE F32 at_subnormal(F32 x) {
  return vanishes_at_0<F> ? tangent(x, slope_at_0<F>) : F32(double(at_0<F>));
}

// ELU's slope is 1 from 0 on.
template <class F> INLINE F32 right_base(F32 x, F32 result) {
  return F::bent_at_0 ? blend(above(x, F32(0.0)), F32(double(F::right.base[0])), result) : result;
}

template <class F> INLINE F32 near(F32 x) {
  const Lanes tiny = subnormal(x);
  const F32 normal = any(tiny) ? only(~tiny, x) : x;
  const F32 result = right_base<F>(x, piece<F>(normal));
  if (!vanishes_at_0<F>) return result;
  return signed_as(any(tiny) ? blend(tiny, at_subnormal<F>(x), result) : result, x);
}

INLINE Lanes usual_sizes(F32 size) { return above(size, F32(double(faint))) & below(size, F32(double(huge))); }

// In double a product of floats is exact, is rounded once, and may be given or give subnormal numbers.
INLINE F32 careful_product(F32 a, F32 b) {
  const Pair x = widen(a), y = widen(b);
  return narrow({x.low * y.low, x.high * y.high});
}

// g times the slope far out: where g is of a usual size before the power of 2 is applied, so that a subnormal slope keeps
// its digits, else after it. Each lane goes by its own g alone.
template <class F> INLINE F32 far_scaled(F32 x, F32 g, Lanes outside) {
  const Lanes direct = usual_sizes(abs(g)), others = outside & ~direct;
  const F32 result = far<F, true>(x, blend(direct, g, F32(1.0)));
  return any(others) ? blend(others, careful_product(g, far<F, false>(x, g)), result) : result;
}

INLINE Lanes other_than_piece(Bits bits) { return not_zero(bits & ~(pieces_count - 1)); }

template <class F> INLINE Lanes outside_of(F32 x) { return other_than_piece(differences(Bits{}, Grid<F>::shifted(x), Grid<F>::steps_raw)); }

// Any n <= 64 elements.
template <class F, bool scaled>
__attribute__((noinline)) void any_group(const float* x, const float* g, float* y, int64_t n) {
  for (int64_t i = 0; i < n; i += F32::width) {
    const F32 v = load_part(x + i, n - i), gradient = scaled ? load_part(g + i, n - i) : F32(1.0);
    const Lanes outside = outside_of<F>(v);
    F32 result = near<F>(v);
    if constexpr (scaled) result = any(~usual_sizes(abs(gradient))) ? careful_product(gradient, result) : gradient * result;
    if (any(outside)) {
      const F32 at = blend(outside, v, F32(-20.0));
      result = blend(outside, scaled ? far_scaled<F>(at, gradient, outside) : far<F, false>(at, gradient), result);
    }
    store_part(result, y + i, n - i);
  }
}

// Groups with far numbers in two vectors or more, and none that is subnormal, beyond the usual or NaN, nor a g that is: both ways for
// all lanes, as no processor learns which of so many vectors need the second. Gives the number of elements done.
template <class F, bool scaled>
__attribute__((noinline)) int64_t mixed_groups(const float* x, const float* g, float* y, int64_t n) {
  int64_t done = 0;
  for (; done + Group::size <= n; done += Group::size) {
    const Group group = Group::load(x + done);
    int far_vectors = 0;
#pragma GCC unroll 4
    for (int k = 0; k < Group::count; k++) far_vectors += any(outside_of<F>(group.v[k]));
    if (far_vectors < 2 || any(above(group.largest(), F32(double(usual_end<F>))) | group.subnormals() | group.unordered())) break;
    if constexpr (scaled) {
      const Group gradient = Group::load(g + done);
      if (!all_above(gradient.least(), faint) || !all_below(gradient.largest(), huge)) break;
    }
    for (int64_t i = done; i < done + Group::size; i += F32::width) {
      const F32 v = F32::load(x + i), gradient = scaled ? F32::load(g + i) : F32(1.0);
      F32 result = right_base<F>(v, piece<F>(v));
      if (vanishes_at_0<F>) result = signed_as(result, v);
      if constexpr (scaled) result = gradient * result;
      blend(outside_of<F>(v), far<F, scaled, true>(v, gradient), result).store(y + i);
    }
  }
  return done;
}

// ---- groups of vectors that are alike --------------------------------------------------------------------------------------

// The groups from the start of x that are alike; gives the number of elements done. Minima and maxima may lose a NaN, which
// is therefore looked for.
template <bool scaled, class Alike, class Body>
INLINE int64_t while_alike(const float* x, const float* g, float* y, int64_t n, Alike alike, Body body) {
  int64_t i = 0;
  for (; i + Group::size <= n; i += Group::size) {
    const Group group = Group::load(x + i);
    if (!alike(group) || any(group.unordered())) break;
    Group gradient;
    if constexpr (scaled) {
      gradient = Group::load(g + i);
      if (!all_above(gradient.least(), faint) || !all_below(gradient.largest(), huge)) break;
    }
#pragma GCC unroll 4
    for (int k = 0; k < Group::count; k++) body(group.v[k], gradient.v[k]).store(y + i + F32::width * k);
  }
  return i;
}

// As far() is there, on the left.
template <class F, bool scaled> INLINE F32 leading(F32 x, F32 g, bool small) {
  const F32 t = exponent_of<F>(x);
  const auto [entry, rest, k] = power_of_e(t);
  const F32 large = Sides<F>{all_lanes}.leading(t) * entry;
  F32 u = large + large * rest;
  if constexpr (scaled) u = g * u;
  return small ? scale_down(u, k) : scale(u, k);
}

// Whole layers far out or at 0 happen (dead units, padding), and are as fast as any.
template <class F, bool scaled> __attribute__((noinline)) int64_t alike(const float* x, const float* g, float* y, int64_t n) {
  const Group group = Group::load(x);
  auto times = [](F32 g, F32 result) INLINE_LAMBDA { return scaled ? g * result : result; };
  if (all_below(group.largest(), 0x1p-126f)) {
    auto is_tiny = [](const Group& v) INLINE_LAMBDA { return all_below(v.largest(), 0x1p-126f); };
    if constexpr (vanishes_at_0<F>)
      return while_alike<false>(x, g, y, n, is_tiny, [](F32 v, F32) INLINE_LAMBDA { return at_subnormal<F>(v); });
    else
      return while_alike<scaled>(x, g, y, n, is_tiny, [&](F32, F32 g) INLINE_LAMBDA { return times(g, F32(double(at_0<F>))); });
  }
  // On a side where the result vanishes; both sides are one where it vanishes on both.
  constexpr bool even = F::left.vanishes() && F::right.vanishes();
  constexpr float far_start = far_out / F::rate, small_start = 82 / F::rate, far_end = 83 / F::rate;
  auto beyond = [](const Group& v, float limit) INLINE_LAMBDA { return even ? all_above(v.least(), limit) : all_below(v.highest(), -limit); };
  if (F::left.vanishes() && beyond(group, far_start)) {
    auto is_small = [&](const Group& v) INLINE_LAMBDA { return beyond(v, small_start); };
    if (is_small(group)) return while_alike<scaled>(x, g, y, n, is_small, [](F32 v, F32 g) INLINE_LAMBDA { return leading<F, scaled>(v, g, true); });
    auto is_far = [&](const Group& v) INLINE_LAMBDA { return beyond(v, far_start) && all_below(v.largest(), far_end); };
    return while_alike<scaled>(x, g, y, n, is_far, [](F32 v, F32 g) INLINE_LAMBDA { return leading<F, scaled>(v, g, false); });
  }
  // On a side where nothing but the base is seen.
  auto base = [&](const Side& side, auto is_far) INLINE_LAMBDA {
    return while_alike<scaled>(x, g, y, n, is_far, [&](F32 v, F32 g) INLINE_LAMBDA { return times(g, side.base[1] != 0 ? v : F32(double(side.base[0]))); });
  };
  auto is_left = [](const Group& v) INLINE_LAMBDA { return all_below(v.highest(), -far_start); };
  auto is_right = [](const Group& v) INLINE_LAMBDA { return all_above(v.lowest(), far_start); };
  if (!F::left.vanishes() && is_left(group)) return base(F::left, is_left);
  if (!F::right.vanishes() && is_right(group)) return base(F::right, is_right);
  return 0;
}

// Groups of vectors, with one look at them all: 2.5 instructions a vector with AVX-512.
template <class F, bool scaled> void groups(const float* x, const float* g, float* y, int64_t n, bool stream) {
  int64_t i = 0;
  while (i + Group::size <= n) {
    const Group group = Group::load(x + i);
    Group::look_ahead_at<scaled>(x + i, g + i);
    const Group shifted = Group::of([&](int k) INLINE_LAMBDA { return Grid<F>::shifted(group.v[k]); });
    Bits bits{};
#pragma GCC unroll 4
    for (int k = 0; k < Group::count; k++) bits = differences(bits, shifted.v[k], Grid<F>::steps_raw);
    const Lanes outside = other_than_piece(bits), tiny = below(group.least(), F32(0x1p-126));
    bool unusual = any(outside | tiny);
    if (__builtin_expect(unusual, 0)) unusual = any(outside | group.subnormals());  // zeros are usual, and are often many
    if (__builtin_expect(unusual, 0)) {
      const bool all_far = all_above(group.least(), 7.75f), all_tiny = all_below(group.largest(), 0x1p-126f);
      const float* along = scaled ? g + i : nullptr;
      int64_t done = all_far || all_tiny ? alike<F, scaled>(x + i, along, y + i, n - i) : 0;
      if (done == 0) done = mixed_groups<F, scaled>(x + i, along, y + i, n - i);
      if (done == 0) any_group<F, scaled>(x + i, along, y + i, Group::size);
      i += done ? done : Group::size;
      continue;
    }
#if defined(__AVX512F__)
    Group sum;
    add_up<F>(group.v, shifted.v, sum.v);
#else  // 16 registers are too few for two vectors
    const Group sum = Group::of([&](int k) INLINE_LAMBDA { return piece<F>(group.v[k]); });
#endif
    Group::of([&](int k) INLINE_LAMBDA {
      F32 result = right_base<F>(group.v[k], sum.v[k]);
      if (vanishes_at_0<F> && !F::folded && __builtin_expect(any(tiny), 0)) result = signed_as(result, group.v[k]);
      return scaled ? F32::load(g + i + F32::width * k) * result : result;
    }).store(y + i, stream);
    i += Group::size;
  }
  if (i < n) any_group<F, scaled>(x + i, scaled ? g + i : nullptr, y + i, n - i);
  if (stream) fence_streaming();
}

template <class F, bool slope> void kernel(const float* x, const float* g, float* y, int64_t n, const double*, bool stream) {
  groups<F, slope>(x, g, y, n, stream);
}

// ---- the functions ------------------------------------------------------------------------------------------------------

namespace c = actlab_constants;
struct Usual {
  static constexpr float rate = 1;
  static constexpr bool first_power_apart = false, bent_at_0 = false, folded = false;
};
struct mish_value : Usual {
  static constexpr auto& table = c::mish_value_pieces;
  static constexpr bool first_power_apart = true;  // 0.6 is no float: with its own rounding 2.2 ULP at 0.0065
  static constexpr Side left = {{0, 0}, {0, 0, 0}, {1, -0.5f, 0}}, right = {{0, 1}, {0, 0, 0}, {0, -2, 4}};
};
struct mish_slope : Usual {
  static constexpr auto& table = c::mish_slope_pieces;
  static constexpr Side left = {{0, 0}, {1, -0.5f, 0}, {1, -1, 0}}, right = {{1, 0}, {0, -2, 4}, {0, 4, -12}};
};
struct swish_value : Usual {
  static constexpr auto& table = c::swish_value_pieces;
  static constexpr Side left = {{0, 0}, {0, 0, 0}, {1, -1, 1}}, right = {{0, 1}, {0, 0, 0}, {-1, 1, -1}};
};
struct swish_slope : Usual {
  static constexpr auto& table = c::swish_slope_pieces;
  static constexpr Side left = {{0, 0}, {1, -1, 1}, {1, -2, 3}}, right = {{1, 0}, {-1, 1, -1}, {1, -2, 3}};
};
struct sigmoid_value : Usual {
  static constexpr auto& table = c::sigmoid_value_pieces;
  static constexpr Side left = {{0, 0}, {1, -1, 1}, {0, 0, 0}}, right = {{1, 0}, {-1, 1, -1}, {0, 0, 0}};
};
struct sigmoid_slope : Usual {
  static constexpr auto& table = c::sigmoid_slope_pieces;
  static constexpr Side left = {{0, 0}, {1, -2, 3}, {0, 0, 0}}, right = left;
};
struct softplus_value : Usual {
  static constexpr auto& table = c::softplus_value_pieces;
  static constexpr Side left = {{0, 0}, {1, -0.5f, 1.0f / 3}, {0, 0, 0}}, right = {{0, 1}, {1, -0.5f, 1.0f / 3}, {0, 0, 0}};
};
using softplus_slope = sigmoid_value;
struct tanh_value : Usual {
  static constexpr bool folded = true;
  static constexpr auto& table = c::tanh_value_pieces;
  static constexpr float rate = 2;
  static constexpr Side left = {{-1, 0}, {2, -2, 2}, {0, 0, 0}}, right = {{1, 0}, {-2, 2, -2}, {0, 0, 0}};
};
struct tanh_slope : Usual {
  static constexpr bool folded = true;
  static constexpr auto& table = c::tanh_slope_pieces;
  static constexpr float rate = 2;
  static constexpr Side left = {{0, 0}, {4, -8, 12}, {0, 0, 0}}, right = left;
};
struct elu_value : Usual {  // what is far: its polynomials are in merged.h and fine.h
  static constexpr Side left = {{-1, 0}, {1, 0, 0}, {0, 0, 0}}, right = {{0, 1}, {0, 0, 0}, {0, 0, 0}};
};
template <> constexpr float at_0<elu_value> = 0;
template <> constexpr float slope_at_0<elu_value> = 1;
struct elu_slope : Usual {
  static constexpr auto& table = c::exp_pieces;
  static constexpr bool bent_at_0 = true;
  static constexpr Side left = {{0, 0}, {1, 0, 0}, {0, 0, 0}}, right = {{1, 0}, {0, 0, 0}, {0, 0, 0}};
};

}  // namespace pieces
}  // namespace ACTLAB_TARGET
#endif
