// One instruction set's table of functions. Compiled once per set, with the set's flags and -DACTLAB_TARGET=name.
#include "functions.h"
#include "loops.h"
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

#define ACTLAB_ENTRY(key, count, names)                                                                       \
  {#key, count, names,                                                                                        \
   {plain_kernel<call_##key##_value, float>, plain_kernel<call_##key##_slope, float>,                         \
    plain_kernel<call_##key##_curvature, float>, plain_kernel<call_##key##_value, double>,                    \
    plain_kernel<call_##key##_slope, double>, plain_kernel<call_##key##_curvature, double>,       \
    plain_kernel<call_##key##_value, float, true>, plain_kernel<call_##key##_slope, float, true>,             \
    plain_kernel<call_##key##_value, float, true>, plain_kernel<call_##key##_slope, float, true>}},

actlab::Record records[] = {ACTLAB_RECORDS(ACTLAB_ENTRY)};
constexpr int count = sizeof records / sizeof *records;

// The fast bodies need fma for their bounds; without it, double arithmetic keeps half an ULP.
template <class F, class General> struct Tuned {
  static constexpr bool at_one = General::parameters > 0;  // the body by hand is for parameters of 1 only
  static void kernel(const float* x, const float* g, float* y, int64_t n, const double* p, bool stream) {
    if (at_one && p[0] != 1.0) return plain_kernel<General, float>(x, g, y, n, p, stream);
    if constexpr (has_fma) checked_kernel<F>(x, g, y, n, p, stream);
    else limited_kernel<F, General, false>(x, g, y, n, p, stream);
  }
  static void half(const float* x, const float* g, float* y, int64_t n, const double* p, bool stream) {
    if (at_one && p[0] != 1.0) return plain_kernel<General, float, true>(x, g, y, n, p, stream);
    limited_kernel<F, General, true>(x, g, y, n, p, stream);
  }
  static constexpr actlab::Kernel<float> bfloat = has_fma ? kernel : half;
};

template <class Value, class Slope> void tune(const char* key) {
  for (auto& record : records)
    if (std::strcmp(record.key, key) == 0) {
      actlab::Functions& f = record.functions;
      f.value = Value::kernel, f.value_half = Value::half, f.value_bfloat = Value::bfloat;
      f.slope = Slope::kernel, f.slope_half = Slope::half, f.slope_bfloat = Slope::bfloat;
    }
}

}  // namespace

const actlab::Target& table() {
  static const actlab::Target result = [] {
    tune<Tuned<tuned_mish_value, call_mish_value>, Tuned<tuned_mish_slope, call_mish_slope>>("mish");
    tune<Tuned<tuned_sigmoid_value, call_sigmoid_value>, Tuned<tuned_sigmoid_slope, call_sigmoid_slope>>("sigmoid");
    tune<Tuned<tuned_silu_value, call_swish_value>, Tuned<tuned_silu_slope, call_swish_slope>>("swish");
    return actlab::Target{ACTLAB_TEXT(ACTLAB_TARGET), records, count, widen_block<widen_bfloat>, narrow_block<narrow_bfloat>,
                          widen_block<widen_half>, narrow_block<narrow_half>};
  }();
  return result;
}

}  // namespace ACTLAB_TARGET
