// Which body computes a function of float32 and float64 numbers: one made for speed, or the emitted one.
#pragma once
#include <algorithm>

#include "kernels.h"

namespace actlab {
namespace {

bool fit(const Record& record, Parameters fitting, const double* parameters) {
  return fitting == Parameters::any || std::equal(parameters, parameters + record.parameters, record.defaults);
}
Emitted emitted(const Functions& f, What what) {
  return what == What::value ? f.value : what == What::slope ? f.slope : f.curvature;
}
template <class T> constexpr bool wide = sizeof(T) == 8;
template <class T> ByHand<T> by_hand(const Functions& f, What what) {
  if (what == What::curvature) return nullptr;
  if constexpr (wide<T>) return what == What::value ? f.value_double : f.slope_double;
  else return what == What::value ? f.value_float : f.slope_float;
}

// One function of contiguous float32 or float64 numbers.
template <class T> struct Whole {
  ByHand<T> hand;
  Emitted function;
  const double* parameters;
  bool needs_gradient;
  Whole(int index, What what, const double* parameters) : parameters(parameters), needs_gradient(!wide<T> && what == What::slope) {
    const Record& record = target().records[index];
    const Parameters fitting = wide<T> ? Parameters::defaults : record.functions.fitting;
    hand = fit(record, fitting, parameters) ? by_hand<T>(record.functions, what) : nullptr;
    function = emitted(record.functions, what);
  }
  void operator()(const T* x, const T* g, T* y, int64_t n, bool stream) const {
    if (hand && needs_gradient && !g) alone(x, y, n, stream);
    else if (hand) hand(x, g, y, n, parameters, stream);
    else if constexpr (wide<T>) target().general_double(function, x, g, y, n, parameters, stream);
    else target().general_float(function, x, g, y, n, parameters, stream);
  }

private:
  void alone(const T* x, T* y, int64_t n, bool stream) const {
    if constexpr (!wide<T>)
      for (int64_t done = 0; done < n; done += Ones::count) hand(x + done, ones.all, y + done, std::min(n - done, Ones::count), parameters, stream);
  }
};

}  // namespace
}  // namespace actlab
