// One instruction set's table of functions. Compiled once per set, with the set's flags and -DACTLAB_TARGET=name.
#include "any_beta.h"
#include "doubles.h"
#include "fine.h"
#include "merged.h"
#include "floats.h"
#include "functions.h"
#include "logistic.h"
#include "loops.h"
#include "pieces.h"
#include "steep.h"
#include "tables.h"
#include "tails.h"

#define ACTLAB_TEXT_OF(name) #name
#define ACTLAB_TEXT(name) ACTLAB_TEXT_OF(name)

namespace ACTLAB_TARGET {
namespace {

#define ACTLAB_PARAMETERS_0
#define ACTLAB_PARAMETERS_1 , p[0]
#define ACTLAB_PARAMETERS_2 , p[0], p[1]
#define ACTLAB_PARAMETERS_3 , p[0], p[1], p[2]
#define ACTLAB_PARAMETERS_4 , p[0], p[1], p[2], p[3]
#define ACTLAB_CALL(name, count)                                                            \
  struct call_##name {                                                                      \
    [[maybe_unused]] static constexpr int parameters = count;                               \
    template <class V> static INLINE V call(V x, [[maybe_unused]] const V* p) {             \
      return name(x ACTLAB_PARAMETERS_##count);                                             \
    }                                                                                       \
  };
#define ACTLAB_CALLS(key, count, names) \
  ACTLAB_CALL(key##_value, count)       \
  ACTLAB_CALL(key##_slope, count)       \
  ACTLAB_CALL(key##_curvature, count)
ACTLAB_RECORDS(ACTLAB_CALLS)

// Bodies in double that every type is computed by, in the place of the emitted ones.
template <class F, F64 doubles::ValueAndSlope::*part> struct part_of {
  static constexpr int parameters = F::parameters;
  static INLINE F64 call(F64 x, const F64* p) {
    if constexpr (parameters == 0) return F::both(x).*part;
    else return F::both(x, p).*part;
  }
};
template <class F> using value_of = part_of<F, &doubles::ValueAndSlope::value>;
template <class F> using slope_of = part_of<F, &doubles::ValueAndSlope::slope>;
template <class Call> struct Better {
  using type = Call;
};
#define ACTLAB_BETTER_OF(call, ...)    \
  template <> struct Better<call> { \
    using type = __VA_ARGS__;       \
  };
#define ACTLAB_BETTER(key)                                            \
  ACTLAB_BETTER_OF(call_##key##_value, value_of<doubles::key>) \
  ACTLAB_BETTER_OF(call_##key##_slope, slope_of<doubles::key>)
#define ACTLAB_TAIL_OF(call, is_slope, tail) ACTLAB_BETTER_OF(call, doubles::with_tail<call, is_slope, doubles::tail##_tail>)
#define ACTLAB_TAIL(key, tail)                        \
  ACTLAB_TAIL_OF(call_##key##_value, false, tail) \
  ACTLAB_TAIL_OF(call_##key##_slope, true, tail)

using value_of_swish = doubles::any_sign<doubles::with_tail<call_swish_value, false, doubles::swish_tail>, false>;
using slope_of_swish = doubles::any_sign<doubles::with_tail<call_swish_slope, true, doubles::swish_tail>, true>;

ACTLAB_BETTER(mish)
ACTLAB_BETTER(sigmoid)
ACTLAB_BETTER(tanh)
ACTLAB_BETTER(gelu)
ACTLAB_BETTER(tanhshrink)
ACTLAB_BETTER(sine_relu)
ACTLAB_BETTER(aria2)
ACTLAB_BETTER(laplace)
ACTLAB_BETTER(clipped_gelu)
ACTLAB_BETTER(phish)
ACTLAB_BETTER(golu)
ACTLAB_BETTER(tanh_relu2)
ACTLAB_BETTER(linear_sigmoid)
ACTLAB_BETTER(star_relu)
ACTLAB_BETTER(squareplus)
ACTLAB_BETTER_OF(call_swish_value, value_of_swish)
ACTLAB_BETTER_OF(call_swish_slope, slope_of_swish)
ACTLAB_TAIL(serf, serf)
ACTLAB_TAIL(aptx, aptx)
ACTLAB_TAIL(smish, plain)
ACTLAB_TAIL(logish, plain)
ACTLAB_TAIL(e_swish, scaled)
ACTLAB_TAIL(tanhexp, plain)
ACTLAB_TAIL(beta_mish, scaled)
ACTLAB_TAIL_OF(call_mila_slope, true, shifted)
ACTLAB_BETTER_OF(call_mila_value, doubles::mila_value<call_mila_value>)
ACTLAB_TAIL(log_atan_exp, plain)
ACTLAB_TAIL(log_tanh_exp, plain)
ACTLAB_BETTER_OF(call_soft_root_sign_value, doubles::soft_root_sign<call_soft_root_sign_value, false>)
ACTLAB_BETTER_OF(call_soft_root_sign_slope, doubles::soft_root_sign<call_soft_root_sign_slope, true>)
ACTLAB_BETTER_OF(call_lecun_tanh_slope, doubles::lecun_tanh_slope)
ACTLAB_BETTER_OF(call_weighted_tanh_slope, doubles::weighted_tanh_slope)
ACTLAB_BETTER_OF(call_softsign_slope, doubles::softsign_slope)
ACTLAB_BETTER_OF(call_isru_slope, doubles::isru_slope)
ACTLAB_BETTER_OF(call_isrlu_slope, doubles::isrlu_slope)
ACTLAB_BETTER_OF(call_snake_slope, doubles::snake_slope)
ACTLAB_BETTER_OF(call_snake_beta_slope, doubles::snake_beta_slope)

#define ACTLAB_ENTRY(key, count, names) \
  {#key, count, names, key##_defaults, {emitted<Better<call_##key##_value>::type>, emitted<Better<call_##key##_slope>::type>, emitted<call_##key##_curvature>}},

actlab::Record records[] = {ACTLAB_RECORDS(ACTLAB_ENTRY)};
constexpr int count = sizeof records / sizeof *records;

actlab::Functions& functions_of(const char* key) {
  for (auto& record : records)
    if (std::strcmp(record.key, key) == 0) return record.functions;
  return records[0].functions;
}

void set(const char* key, actlab::Parameters fitting, actlab::ByHand<float> value, actlab::ByHand<float> slope = nullptr) {
  actlab::Functions& functions = functions_of(key);
  functions.value_float = value, functions.slope_float = slope, functions.fitting = fitting;
}

// Without an exponential: in floats.
#define ACTLAB_FLOATS(key) \
  set(#key, actlab::Parameters::any, floats::kernel<call_##key##_value, false, 4>, floats::kernel<call_##key##_slope, true, 4>);

#if defined(__AVX512F__)
template <class Value, class Slope> void set_halves(const char* key) {
  actlab::Functions& functions = functions_of(key);
  functions.value_bfloat = floats::half_kernel<Value, false, widen_bfloat, narrow_bfloat>;
  functions.slope_bfloat = floats::half_kernel<Slope, true, widen_bfloat, narrow_bfloat>;
  functions.value_half = floats::half_kernel<Value, false, widen_half, narrow_half>;
  functions.slope_half = floats::half_kernel<Slope, true, widen_half, narrow_half>;
}
#else
template <class Value, class Slope> void set_halves(const char*) {}
#endif
#define ACTLAB_HALVES(key) set_halves<call_##key##_value, call_##key##_slope>(#key);

#define ACTLAB_WIDE(key) \
  set(#key, actlab::Parameters::any, floats::wide_kernel<call_##key##_value, false, 4>, floats::wide_kernel<call_##key##_slope, true, 4>);

void in_floats() {
  ACTLAB_FLOATS(identity)
  ACTLAB_FLOATS(relu)
  ACTLAB_FLOATS(relu6)
  ACTLAB_FLOATS(leaky_relu)
  ACTLAB_FLOATS(prelu)
  ACTLAB_FLOATS(rrelu)
  ACTLAB_FLOATS(srelu)
  ACTLAB_FLOATS(hard_sigmoid)
  ACTLAB_FLOATS(isrlu)
  ACTLAB_FLOATS(softsign)
  ACTLAB_FLOATS(isru)
  ACTLAB_FLOATS(bent_identity)
  ACTLAB_FLOATS(sqnl)
  ACTLAB_FLOATS(hard_swish)
  ACTLAB_FLOATS(hard_mish)
  ACTLAB_FLOATS(relu2)
  ACTLAB_FLOATS(leaky_relu_squared)
  ACTLAB_FLOATS(sparse_plus)
  ACTLAB_FLOATS(sparse_sigmoid)
  using floats::As, floats::compared_kernel;
  set("threshold", actlab::Parameters::any, compared_kernel<call_threshold_value, false, As::below, As::result>,
      compared_kernel<call_threshold_slope, true, As::below, As::result>);
  set("hard_tanh", actlab::Parameters::any, floats::hard_tanh<call_hard_tanh_value>,
      compared_kernel<call_hard_tanh_slope, true, As::below, As::above>);
  set("hard_shrink", actlab::Parameters::any, floats::hard_shrink<call_hard_shrink_value>,
      compared_kernel<call_hard_shrink_slope, true, As::below, As::result>);
  set("soft_shrink", actlab::Parameters::any, floats::soft_shrink, compared_kernel<call_soft_shrink_slope, true, As::below>);
  ACTLAB_HALVES(relu)
  ACTLAB_HALVES(relu6)
  ACTLAB_HALVES(leaky_relu)
  ACTLAB_HALVES(prelu)
  ACTLAB_HALVES(threshold)
  ACTLAB_HALVES(hard_tanh)
  ACTLAB_HALVES(hard_shrink)
  ACTLAB_HALVES(soft_shrink)
  set_halves<floats::hard_sigmoid_value, call_hard_sigmoid_slope>("hard_sigmoid");
  functions_of("hard_sigmoid").value_float = floats::kernel<floats::hard_sigmoid_value, false, 4>;
  functions_of("hard_swish").value_float = floats::kernel<floats::hard_swish_value, false, 4>;
  if constexpr (has_fma) {
    functions_of("isrlu").value_float = floats::kernel<floats::isrlu_value, false, 4>;
    functions_of("isru").value_float = floats::kernel<floats::isru_value, false, 4>;
    functions_of("bent_identity").value_float = floats::kernel<floats::bent_identity_value, false, 4>;
  }
  set("gcu", actlab::Parameters::defaults, floats::kernel<floats::gcu_value, false>, floats::kernel<floats::gcu_slope, true>);
  set("sine_relu", actlab::Parameters::any, floats::kernel<floats::sine_relu_value, false>, floats::kernel<floats::sine_relu_slope, true>);
  set("linear_sigmoid", actlab::Parameters::any, floats::linear_sigmoid, floats::wide_kernel<call_linear_sigmoid_slope, true, 4>);
  ACTLAB_WIDE(star_relu)
  for (const char* key : {"isrlu", "softsign", "isru"}) functions_of(key).slope_float = nullptr;  // 3 to 6 ULP in floats
}

#if defined(ACTLAB_LOOKS_UP)
#if defined(__AVX512F__)
#define ACTLAB_AVX512(...) __VA_ARGS__
#define ACTLAB_OTHERS(...)
#else
#define ACTLAB_AVX512(...)
#define ACTLAB_OTHERS(...) __VA_ARGS__
#endif
// The slope's body, which is the value's with AVX-512, and that of other values.
#define ACTLAB_PIECES(key, ...) \
  set(#key, actlab::Parameters::defaults, ACTLAB_AVX512(pieces::kernel<pieces::key##_value, false>) ACTLAB_OTHERS(__VA_ARGS__), pieces::kernel<pieces::key##_slope, true>);
// The tables of values with AVX-512, of slopes, and of other values. A degree, which takes a seventh of the time, is the least with which
// values stay within 2.5 ULP and slopes hardly lose.
#define ACTLAB_TABLE(key, layout, of_slope, fine)                                                                                      \
  set(#key, actlab::Parameters::defaults,                                                                                              \
      tables::kernel<Better<call_##key##_value>::type, ACTLAB_AVX512(tables::layout) ACTLAB_OTHERS(tables::fine), false, key##_defaults>, \
      tables::kernel<Better<call_##key##_slope>::type, tables::of_slope, true, key##_defaults>);
#define ACTLAB_STEEP(key, fine)                                                                    \
  set(#key, actlab::Parameters::defaults,                                                         \
      ACTLAB_AVX512(floats::kernel<steep::key<false>, false>)                                     \
      ACTLAB_OTHERS(tables::kernel<value_of<doubles::key>, tables::fine, false, key##_defaults>), \
      floats::kernel<steep::key<true>, true>);

// One body for the defaults.
template <actlab::ByHand<float> usual, actlab::ByHand<float> any, int count, const double (&defaults)[actlab::most_parameters]>
void usual_or_any(const float* x, const float* g, float* y, int64_t n, const double* parameters, bool stream) {
  (std::equal(parameters, parameters + count, defaults) ? usual : any)(x, g, y, n, parameters, stream);
}
template <class F, const double (&defaults)[actlab::most_parameters]> F32 with_defaults(F32 x) {
  if constexpr (std::is_invocable_v<decltype(F::call), F32, const F32*>) {
    const F32 p[] = {F32(defaults[0]), F32(defaults[1])};
    return F::call(x, p);
  } else {
    const F64 p[] = {F64(defaults[0]), F64(defaults[1])};
    return through_double(x, [&](F64 u) INLINE_LAMBDA { return F::call(u, p); });
  }
}
#define ACTLAB_PERIODIC(value, layout, body, key, table) tables::kernel<value, tables::Periodic<with_defaults<floats::body, key##_defaults>, tables::layout>, false, key##_defaults, value, tables::table>
#define ACTLAB_SNAKE(key, beta)                                                                                                    \
  usual_or_any<ACTLAB_AVX512(ACTLAB_PERIODIC(call_##key##_value, TwiceFromLeft<tables::MergedLeft<6>>, snake_value<beta>, key, MergedLeft<6>))                                          \
                   ACTLAB_OTHERS(tables::kernel<call_##key##_value, tables::Fine<1>, false, key##_defaults>),                       \
               floats::wide_kernel<floats::snake_value<beta>, false>, beta + 1, key##_defaults>
#if defined(__AVX512F__)
struct tanhshrink_by_cube {
  static constexpr int parameters = 0;
  static INLINE F64 call(F64 x, const F64*) {
    const F64 size = max(abs(x), F64(1e-8));
    return doubles::tanhshrink::both(size).value / (size * size * size);
  }
};
struct phish_by_x {  // a zero less, and pieces that a polynomial of degree 8 can follow
  static constexpr int parameters = 0;
  static INLINE F64 call(F64 x, const F64*) {
    const F64 half = F64(0.5) * max(x, F64(-1e18));
    return tanh(half * erfc(F64(-1.4142135623730951) * half));
  }
};
#endif

void in_pieces() {
  ACTLAB_PIECES(mish, tables::kernel<value_of<doubles::mish>, tables::FineMish, false, mish_defaults>)
  set("swish", actlab::Parameters::any,
      usual_or_any<ACTLAB_AVX512(pieces::kernel<pieces::swish_value, false>) ACTLAB_OTHERS(logistic::kernel<logistic::swish>),
                   any_beta::swish<false, value_of_swish>, 1, swish_defaults>,
      usual_or_any<pieces::kernel<pieces::swish_slope, true>, any_beta::swish<true, slope_of_swish>, 1, swish_defaults>);
  ACTLAB_PIECES(sigmoid, logistic::kernel<logistic::sigmoid>)
  constexpr auto softplus = ACTLAB_AVX512(pieces::kernel<pieces::softplus_value, false>) ACTLAB_OTHERS(tables::kernel<call_softplus_value, tables::FineSoftplus, false, softplus_defaults>);
  constexpr auto softplus_slope = pieces::kernel<pieces::softplus_slope, true>;
  set("softplus", actlab::Parameters::any,
      usual_or_any<softplus, any_beta::softplus<false, false, softplus, call_softplus_value>, 1, softplus_defaults>,
      usual_or_any<softplus_slope, any_beta::softplus<true, false, softplus_slope, call_softplus_slope>, 1, softplus_defaults>);
  // With the default threshold, 20, the line is what rounding gives.
  set("softplus_threshold", actlab::Parameters::any,
      usual_or_any<softplus, any_beta::softplus<false, true, softplus, call_softplus_threshold_value>, 2, softplus_threshold_defaults>,
      usual_or_any<softplus_slope, any_beta::softplus<true, true, softplus_slope, call_softplus_threshold_slope>, 2, softplus_threshold_defaults>);
  ACTLAB_PIECES(tanh, tables::kernel<value_of<doubles::tanh>, tables::FineTanh, false, tanh_defaults>)
  constexpr auto elu = tables::kernel<call_elu_value, tables::ACTLAB_AVX512(MergedElu) ACTLAB_OTHERS(FineElu), false, elu_defaults>;
  constexpr auto elu_slope = pieces::kernel<pieces::elu_slope, true>;
  using any_beta::exponential, any_beta::Kind;
  set("elu", actlab::Parameters::any, usual_or_any<elu, exponential<Kind::elu, false, elu, call_elu_value>, 1, elu_defaults>,
      usual_or_any<elu_slope, exponential<Kind::elu, true, elu_slope, call_elu_slope>, 1, elu_defaults>);
  set("celu", actlab::Parameters::any, usual_or_any<elu, exponential<Kind::celu, false, elu, call_celu_value>, 1, celu_defaults>,
      usual_or_any<elu_slope, exponential<Kind::celu, true, elu_slope, call_celu_slope>, 1, celu_defaults>);
#if defined(__AVX512F__)
  functions_of("gcu").value_float = ACTLAB_PERIODIC(call_gcu_value, BySign<6>, gcu_value, gcu, BySign<6>);
  functions_of("sine_relu").value_float = usual_or_any<ACTLAB_PERIODIC(value_of<doubles::sine_relu>, BySign<6>, sine_relu_value, sine_relu, BySign<6>),
                                                       floats::kernel<floats::sine_relu_value, false>, 1, sine_relu_defaults>;
#endif
  set("snake", actlab::Parameters::any, ACTLAB_SNAKE(snake, 0), floats::wide_kernel<floats::snake_slope<0>, true>);
  set("snake_beta", actlab::Parameters::any, ACTLAB_SNAKE(snake_beta, 1), floats::wide_kernel<floats::snake_slope<1>, true>);
  ACTLAB_TABLE(gelu, Gelu, Gelu, FineGelu)
  ACTLAB_TABLE(gelu_tanh, GeluTanh, GeluTanh, FineGeluTanh)
  ACTLAB_TABLE(selu, BySign<6>, BySign<6>, Bent<1>)
  ACTLAB_TABLE(lecun_tanh, Odd<tables::Folded<5>>, BySign<6>, Fine<1>)
  set("weighted_tanh", actlab::Parameters::defaults, tables::kernel<call_weighted_tanh_value, tables::ACTLAB_AVX512(Odd<tables::MergedBySize<6>>) ACTLAB_OTHERS(Fine<1>), false, weighted_tanh_defaults>,
      tables::kernel<Better<call_weighted_tanh_slope>::type, tables::BySign<8>, true, weighted_tanh_defaults>);
  set("penalized_tanh", actlab::Parameters::defaults,
      ACTLAB_AVX512(tables::kernel<call_penalized_tanh_value, tables::PenalizedOdd, false, penalized_tanh_defaults>)
      ACTLAB_OTHERS(tables::kernel<call_penalized_tanh_value, tables::Bent<1>, false, penalized_tanh_defaults>),
      tables::kernel<call_penalized_tanh_slope, tables::BySign<7>, true, penalized_tanh_defaults>);
  set("tanhshrink", actlab::Parameters::defaults,
      ACTLAB_AVX512(tables::kernel<value_of<doubles::tanhshrink>, tables::CubeTimes<tables::MergedBySize<5>>, false, tanhshrink_defaults, tanhshrink_by_cube, tables::MergedBySize<5>>)
      ACTLAB_OTHERS(tables::kernel<value_of<doubles::tanhshrink>, tables::Fine<3>, false, tanhshrink_defaults>),
      tables::kernel<slope_of<doubles::tanhshrink>, tables::CubicSlope, true, tanhshrink_defaults>);
  ACTLAB_TABLE(log_sigmoid, BySign<5>, BySign<6>, Fine<0>)
  ACTLAB_TABLE(aria2, BySign<6>, BySign<6>, Fine<0>)
  ACTLAB_TABLE(soft_clipping, BySign<5>, BySign<5>, Fine<0>)
  ACTLAB_TABLE(e_swish, BySign<6>, BySign<6>, Fine<1>)
  ACTLAB_TABLE(flatten_t_swish, BySign<6>, BySign<6>, FromZero)
  ACTLAB_TABLE(elish, BySign<6>, BySign<7>, Bent<1>)
  set("hard_elish", actlab::Parameters::defaults,
      ACTLAB_AVX512(tables::kernel<call_hard_elish_value, tables::HardGate<tables::Merged<5>>, false, elu_defaults, call_elu_value, tables::Merged<5>>)
      ACTLAB_OTHERS(tables::kernel<call_hard_elish_value, tables::FineHardGate, false, elu_defaults, call_elu_value, tables::Bent<1>>),
      tables::kernel<call_hard_elish_slope, tables::Outwards<7>, true, hard_elish_defaults>);
  ACTLAB_TABLE(tanhexp, Merged<7>, BySign<8>, Fine<1>)
  set("sharkfin", actlab::Parameters::defaults,
      ACTLAB_AVX512(tables::kernel<call_sharkfin_value, tables::Merged<7>, false, sharkfin_defaults>)
      ACTLAB_OTHERS(tables::kernel<call_sharkfin_value, tables::FromMinusOne, false, sharkfin_defaults, call_tanhexp_value, tables::Fine<1>>),
      tables::kernel<call_sharkfin_slope, tables::BySign<8>, true, sharkfin_defaults>);
  ACTLAB_TABLE(soft_root_sign, BySign<6>, BySign<7>, Fine<1>)
  ACTLAB_TABLE(beta_mish, Merged<7>, BySign<7>, Fine<1>)
  ACTLAB_TABLE(mila, Merged<7>, BySign<7>, Fine<1>)
  ACTLAB_TABLE(atan_softplus, Merged<7>, BySign<8>, Fine<1>)
  ACTLAB_TABLE(tanh_softplus, Merged<7>, BySign<8>, Fine<1>)
  ACTLAB_TABLE(log_atan_exp, Merged<7>, BySign<7>, Fine<1>)
  ACTLAB_TABLE(log_tanh_exp, Merged<7>, BySign<7>, Fine<1>)
  ACTLAB_TABLE(smish, BySign<6>, BySign<6>, Fine<1>)
  ACTLAB_TABLE(logish, BySign<6>, BySign<6>, Fine<1>)
  ACTLAB_TABLE(serf, Merged<7>, BySign<7>, Fine<1>)
  ACTLAB_TABLE(situ, BySign<6>, BySign<6>, Fine<1>)
  ACTLAB_TABLE(aptx, MirroredEvenly<tables::FoldedLeft<6>>, BySign<8>, Fine<1>)
  set("lisht", actlab::Parameters::defaults,
      ACTLAB_AVX512(tables::kernel<call_lisht_value, tables::SizeTimes<tables::MergedBySize<6>>, false, lisht_defaults, value_of<doubles::tanh>, tables::MergedBySize<6>>)
      ACTLAB_OTHERS(tables::kernel<call_lisht_value, tables::Fine<2>, false, lisht_defaults>),
      tables::kernel<call_lisht_slope, tables::BySign<8>, true, lisht_defaults>);
  set("phish", actlab::Parameters::defaults,
      ACTLAB_AVX512(tables::kernel<value_of<doubles::phish>, tables::PhishTimesX, false, phish_defaults, phish_by_x, tables::Phish>)
      ACTLAB_OTHERS(tables::kernel<value_of<doubles::phish>, tables::FinePhish, false, phish_defaults>),
      tables::kernel<slope_of<doubles::phish>, tables::Phish, true, phish_defaults>);
  set("clipped_gelu", actlab::Parameters::defaults,
      ACTLAB_AVX512(tables::kernel<value_of<doubles::clipped_gelu>, tables::Clipped, false, clipped_gelu_defaults, value_of<doubles::gelu>, tables::Gelu>)
      ACTLAB_OTHERS(tables::kernel<value_of<doubles::clipped_gelu>, tables::FineClipped, false, clipped_gelu_defaults, value_of<doubles::gelu>, tables::FineGelu>),
      tables::kernel<slope_of<doubles::clipped_gelu>, tables::Clipped, true, clipped_gelu_defaults, slope_of<doubles::gelu>, tables::Gelu>);
  ACTLAB_STEEP(golu, FineGolu)
  ACTLAB_STEEP(laplace, FineLaplace)
  ACTLAB_TABLE(squareplus, BySign<5>, BySign<6>, Fine<0>)
  ACTLAB_TABLE(dyt, BySign<6>, BySign<6>, Fine<1>)
  ACTLAB_TABLE(exponential, BySign<5>, BySign<5>, Fine<0>)
  ACTLAB_TABLE(tanh_relu2, BySign<6>, BySign<5>, Bent<2>)
  ACTLAB_TABLE(xielu, BySign<6>, BySign<7>, FineXielu)
  ACTLAB_TABLE(sqrt_softplus, BySign<5>, BySign<5>, Fine<0>)
}
#else
void in_pieces() {}
#endif

#define ACTLAB_DOUBLES(key)                                    \
  functions_of(#key).value_double = doubles::value<doubles::key>; \
  functions_of(#key).slope_double = doubles::slope<doubles::key>; \
  functions_of(#key).both_double = doubles::both<doubles::key>;

void in_doubles() {
  ACTLAB_DOUBLES(mish)
  ACTLAB_DOUBLES(swish)
  ACTLAB_DOUBLES(sigmoid)
  ACTLAB_DOUBLES(tanh)
  ACTLAB_DOUBLES(gelu)
  ACTLAB_DOUBLES(gelu_tanh)
  ACTLAB_DOUBLES(tanhshrink)
}

#define ACTLAB_BY_PARAMETER_CALL(key, count, place, name) ACTLAB_CALL(key##_slope_##name, count)
#define ACTLAB_BY_PARAMETER(key, count, place, name) functions_of(#key).by_parameter[place] = emitted<call_##key##_slope_##name>;
ACTLAB_LEARNABLE(ACTLAB_BY_PARAMETER_CALL)
void in_parameters() {
  ACTLAB_LEARNABLE(ACTLAB_BY_PARAMETER)
}

}  // namespace

const actlab::Target& table() {
  static const actlab::Target result = [] {
    in_floats();
    in_pieces();
    in_doubles();
    in_parameters();
    return actlab::Target{ACTLAB_TEXT(ACTLAB_TARGET), records, count, general<double, false>, general<float, false>, general<float, true>,
                          narrow_type<widen_bfloat, narrow_bfloat>, narrow_type<widen_half, narrow_half>, look_up};
  }();
  return result;
}

}  // namespace ACTLAB_TARGET
