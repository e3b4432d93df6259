// One instruction set's table of functions. Compiled once per set, with the set's flags and -DACTLAB_TARGET=name.
#include "doubles.h"
#include "functions.h"
#include "gaussian.h"
#include "loops.h"
#include "pieces.h"
#include "tuned.h"

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
    static constexpr int parameters = count;                                                \
    template <class V> static INLINE V call(V x, [[maybe_unused]] const V* p) {             \
      return name(x ACTLAB_PARAMETERS_##count);                                             \
    }                                                                                       \
  };
#define ACTLAB_CALLS(key, count, names) \
  ACTLAB_CALL(key##_value, count)       \
  ACTLAB_CALL(key##_slope, count)       \
  ACTLAB_CALL(key##_curvature, count)
ACTLAB_RECORDS(ACTLAB_CALLS)

#define ACTLAB_ENTRY(key, count, names) \
  {#key, count, names, {emitted<call_##key##_value>, emitted<call_##key##_slope>, emitted<call_##key##_curvature>}},

actlab::Record records[] = {ACTLAB_RECORDS(ACTLAB_ENTRY)};
constexpr int count = sizeof records / sizeof *records;

actlab::Functions& functions_of(const char* key) {
  for (auto& record : records)
    if (std::strcmp(record.key, key) == 0) return record.functions;
  return records[0].functions;
}

#if defined(__AVX512F__)
#define ACTLAB_BY_HAND(key)                                               \
  functions_of(#key).value_float = pieces::kernel<pieces::key##_value>; \
  functions_of(#key).slope_float = pieces::kernel<pieces::key##_slope>;
#else
#define ACTLAB_BY_HAND(key) functions_of(#key).value_float = checked_kernel<tuned_##key##_value>;
#endif

#define ACTLAB_DOUBLES(key)                                    \
  functions_of(#key).value_double = doubles::value<doubles::key>; \
  functions_of(#key).slope_double = doubles::slope<doubles::key>; \
  functions_of(#key).both_double = doubles::both<doubles::key>;

#define ACTLAB_BY_PARAMETER_CALL(key, count, place, name) ACTLAB_CALL(key##_slope_##name, count)
#define ACTLAB_BY_PARAMETER(key, count, place, name) functions_of(#key).by_parameter[place] = emitted<call_##key##_slope_##name>;
ACTLAB_LEARNABLE(ACTLAB_BY_PARAMETER_CALL)

void by_hand() {
  ACTLAB_LEARNABLE(ACTLAB_BY_PARAMETER)
  if constexpr (has_fma) {  // without it their bounds do not hold
    ACTLAB_DOUBLES(mish)
    ACTLAB_DOUBLES(swish)
    ACTLAB_DOUBLES(sigmoid)
    ACTLAB_DOUBLES(tanh)
    ACTLAB_BY_HAND(mish)
    ACTLAB_BY_HAND(swish)
    ACTLAB_BY_HAND(sigmoid)
#if defined(__AVX512F__)
    ACTLAB_BY_HAND(softplus)
    ACTLAB_BY_HAND(tanh)
    ACTLAB_BY_HAND(elu)
    functions_of("gelu").value_float = gaussian::kernel<gaussian::value>;
    functions_of("gelu").slope_float = gaussian::kernel<gaussian::slope>;
#endif
  }
}

}  // namespace

const actlab::Target& table() {
  static const actlab::Target result = [] {
    by_hand();
    return actlab::Target{ACTLAB_TEXT(ACTLAB_TARGET), records, count, general<double, false>, general<float, false>, general<float, true>,
                          narrow_type<widen_bfloat, narrow_bfloat>, narrow_type<widen_half, narrow_half>, look_up};
  }();
  return result;
}

}  // namespace ACTLAB_TARGET
