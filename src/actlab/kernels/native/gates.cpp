// The gates for one instruction set. Compiled once per set, with the set's flags and -DACTLAB_TARGET=name.
//
// Every gate is emitted in double (gates.h), rounded once. Those whose g has one exponential have a body in floats as well,
// which multiplies by the other half before it rounds; what is outside its domain, lane by lane, takes the double. Each
// lane chooses by its own inputs alone.
#include <algorithm>
#include <utility>

#include "gate_floats.h"
#include "gate_kernels.h"
#include "gates.h"

namespace ACTLAB_TARGET {
namespace {

using actlab::GateCall;
using actlab::Given;
using actlab::Type;
using actlab::Wanted;

constexpr int64_t part = 512;  // numbers at once: five arrays of doubles stay in L1

#define ACTLAB_GATE_PARAMETERS_2 , p[0], p[1]
#define ACTLAB_GATE_PARAMETERS_3 , p[0], p[1], p[2]
#define ACTLAB_GATE_PARAMETERS_4 , p[0], p[1], p[2], p[3]
#define ACTLAB_GATE_LOOP(name, count)                                                                            \
  __attribute__((noinline)) void loop_##name(const double* a, const double* b, double* y, int64_t n, const double* parameters) { \
    F64 p[count];                                                                                                \
    for (int i = 0; i < count; i++) p[i] = F64(parameters[i]);                                                   \
    for (int64_t i = 0; i < n; i += F64::width)                                                                  \
      name(F64::load(a + i), F64::load(b + i) ACTLAB_GATE_PARAMETERS_##count).store(y + i);                      \
  }
#define ACTLAB_GATE_LOOPS(key, count)   \
  ACTLAB_GATE_LOOP(key##_value, count)  \
  ACTLAB_GATE_LOOP(key##_by_a, count)   \
  ACTLAB_GATE_LOOP(key##_by_b, count)   \
  ACTLAB_GATE_LOOP(key##_first, count)  \
  ACTLAB_GATE_LOOP(key##_other, count)
ACTLAB_GATES(ACTLAB_GATE_LOOPS)

struct Gate {
  const char* key;
  int parameters;
  Exact exact;
  Exact::Loop first, other;
  const InFloats* floats = nullptr;
};
#define ACTLAB_GATE_ENTRY(key, count) \
  {#key, count, {loop_##key##_value, loop_##key##_by_a, loop_##key##_by_b}, loop_##key##_first, loop_##key##_other},

const Gate* gates() {
  static Gate table[] = {ACTLAB_GATES(ACTLAB_GATE_ENTRY)};
  [[maybe_unused]] static const bool complete = [] {
    for (Gate& gate : table) gate.floats = in_floats(gate.key);
    return true;
  }();
  return table;
}
constexpr int count = 0
#define ACTLAB_GATE_COUNT(key, count) +1
    ACTLAB_GATES(ACTLAB_GATE_COUNT);

int find(const char* key) {
  for (int i = 0; i < count; i++)
    if (std::strcmp(gates()[i].key, key) == 0) return i;
  return -1;
}
int parameters(int gate) { return gates()[gate].parameters; }

// ---- numbers of any type and stride in, floats or doubles side by side out ---------------------------------------------

template <class T> T at(Given from, int64_t i) { return static_cast<const T*>(from.at)[i * from.stride]; }

// Every second number of two vectors, and the way back.
template <class T> struct Lanes {
  static constexpr int width = vector_bytes / sizeof(T);
  typedef T native __attribute__((vector_size(vector_bytes)));
  template <int... lane> static INLINE native even(native low, native high, std::integer_sequence<int, lane...>) {
    return __builtin_shufflevector(low, high, 2 * lane...);
  }
  template <int... lane> static INLINE native odd(native low, native high, std::integer_sequence<int, lane...>) {
    return __builtin_shufflevector(low, high, (2 * lane + 1)...);
  }
  template <int from, int... lane> static INLINE native mixed(native even, native odd, std::integer_sequence<int, lane...>) {
    return __builtin_shufflevector(even, odd, (from + lane / 2 + (lane % 2) * width)...);
  }
  using Each = std::make_integer_sequence<int, width>;
};
template <class T> void apart(const T* from, T* even, T* odd, int64_t n) {
  using L = Lanes<T>;
  int64_t i = 0;
  for (; i + L::width <= n; i += L::width) {
    typename L::native low, high;
    std::memcpy(&low, from + 2 * i, sizeof low), std::memcpy(&high, from + 2 * i + L::width, sizeof high);
    const auto first = L::even(low, high, typename L::Each()), second = L::odd(low, high, typename L::Each());
    std::memcpy(even + i, &first, sizeof first), std::memcpy(odd + i, &second, sizeof second);
  }
  for (; i < n; i++) even[i] = from[2 * i], odd[i] = from[2 * i + 1];
}
template <class T> void together(const T* even, const T* odd, T* to, int64_t n) {
  using L = Lanes<T>;
  int64_t i = 0;
  for (; i + L::width <= n; i += L::width) {
    typename L::native first, second;
    std::memcpy(&first, even + i, sizeof first), std::memcpy(&second, odd + i, sizeof second);
    const auto low = L::template mixed<0>(first, second, typename L::Each());
    const auto high = L::template mixed<L::width / 2>(first, second, typename L::Each());
    std::memcpy(to + 2 * i, &low, sizeof low), std::memcpy(to + 2 * i + L::width, &high, sizeof high);
  }
  for (; i < n; i++) to[2 * i] = even[i], to[2 * i + 1] = odd[i];
}

template <class T> bool neighbours(Given one, Given other) {
  return one.stride == 2 && other.stride == 2 && static_cast<const T*>(one.at) + 1 == static_cast<const T*>(other.at);
}

const actlab::Narrow& narrow_of(Type type) {
  static const actlab::Narrow bfloat = narrow_type<widen_bfloat, narrow_bfloat>, half = narrow_type<widen_half, narrow_half>;
  return type == Type::bfloat16 ? bfloat : half;
}

// Floats for 16 bits, else the type itself; `wide` are the doubles of the same.
template <class T> using Computed = std::conditional_t<sizeof(T) == 2, float, T>;

template <class T> struct Block {
  alignas(64) T own[part];
  alignas(64) Computed<T> wide[part];
  // n numbers in a row, from their place where they lie in one, and ones up to a whole vector.
  const T* gathered(Given from, int64_t n) {
    if (from.stride == 1 && n % (vector_bytes / 2) == 0) return static_cast<const T*>(from.at);
    for (int64_t i = 0; i < n; i++) own[i] = at<T>(from, i);
    return own;
  }
  const Computed<T>* computed(const T* from, Type type, int64_t n, int64_t padded) {
    if constexpr (sizeof(T) == 2) {
      narrow_of(type).widen(from, wide, n);
      std::fill(wide + n, wide + padded, 1.0f);
      return wide;
    } else {
      if (n == padded) return from;
      std::copy_n(from, n, wide);
      std::fill(wide + n, wide + padded, T(1));
      return wide;
    }
  }
};

template <class T> std::pair<const T*, const T*> both(Block<T>& first, Block<T>& second, Given a, Given b, int64_t n) {
  if (neighbours<T>(a, b)) apart(static_cast<const T*>(a.at), first.own, second.own, n);
  else if (neighbours<T>(b, a)) apart(static_cast<const T*>(b.at), second.own, first.own, n);
  else return {first.gathered(a, n), second.gathered(b, n)};
  return {first.own, second.own};
}

int64_t whole(int64_t n) {
  constexpr int64_t vector = vector_bytes / 2;
  return (n + vector - 1) / vector * vector;
}
Given after(Given from, int64_t i, size_t size) {
  return {static_cast<const char*>(from.at) + i * from.stride * static_cast<int64_t>(size), from.stride};
}
Wanted after(Wanted to, int64_t i, size_t size) {
  return {to.at ? static_cast<char*>(to.at) + i * to.stride * static_cast<int64_t>(size) : nullptr, to.stride};
}
template <class T> void scatter(const T* from, Wanted to, int64_t n) {
  T* first = static_cast<T*>(to.at);
  for (int64_t i = 0; i < n; i++) first[i * to.stride] = from[i];
}
template <class T> bool in_place(Wanted to, int64_t n) { return sizeof(T) > 2 && to.stride == 1 && n == whole(n); }

// Rounded to T where they are floats for 16 bits.
template <class T> const T* rounded(const Computed<T>* from, T* own, Type type, int64_t n) {
  if constexpr (sizeof(T) == 2) {
    narrow_of(type).narrow(from, own, n);
    return own;
  } else {
    return from;
  }
}

// ---- in double ---------------------------------------------------------------------------------------------------------

struct Doubles {
  alignas(64) double a[part], b[part], y[part];
  template <class T> void load(const T* from_a, const T* from_b, int64_t n) {
    for (int64_t i = 0; i < n; i++) a[i] = from_a[i], b[i] = from_b[i];
  }
};
template <bool odd> void to_floats(const double* from, float* to, int64_t n) {
  for (int64_t i = 0; i < n; i += F32::width) {
    const F64 low = F64::load(from + i), high = F64::load(from + i + F64::width);
    (odd ? narrow({to_odd(low), to_odd(high)}) : narrow({low, high})).store(to + i);
  }
}

// The value in T's computed type; `odd` is for 16 bits that are rounded to next.
void exact_value(const Gate& gate, const GateCall& call, const double* a, const double* b, double* y, int64_t n) {
  gate.exact.value(a, b, y, n, call.parameters);
}
void exact_value(const Gate& gate, const GateCall& call, const float* a, const float* b, float* y, int64_t n) {
  Doubles wide;
  wide.load(a, b, n);
  gate.exact.value(wide.a, wide.b, wide.y, n, call.parameters);
  if (call.type == Type::float32) to_floats<false>(wide.y, y, n);
  else to_floats<true>(wide.y, y, n);
}
// g(a) and h(b) rounded to 16 bits each; their product is exact in floats.
void in_steps(const Gate& gate, const GateCall& call, const float* a, const float* b, float* y, int64_t n) {
  Doubles wide;
  wide.load(a, b, n);
  alignas(64) float other[part];
  alignas(64) uint16_t narrowed[part];
  const actlab::Narrow& type = narrow_of(call.type);
  for (const auto& [factor, to] : {std::pair{gate.first, y}, std::pair{gate.other, other}}) {
    factor(wide.a, wide.b, wide.y, n, call.parameters);
    to_floats<true>(wide.y, to, n);
    type.narrow(to, narrowed, n);
    type.widen(narrowed, to, n);
  }
  for (int64_t i = 0; i < n; i++) y[i] *= other[i];
}

template <class T>
void exact_slope(const GateCall& call, Exact::Loop slope, const T* g, const T* a, const T* b, T* y, int64_t n) {
  if constexpr (sizeof(T) == 8) {
    slope(a, b, y, n, call.parameters);
    for (int64_t i = 0; i < n; i++) y[i] *= g[i];
  } else {
    Doubles wide;
    wide.load(a, b, n);
    slope(wide.a, wide.b, wide.y, n, call.parameters);
    for (int64_t i = 0; i < n; i++) wide.y[i] *= static_cast<double>(g[i]);
    to_floats<false>(wide.y, y, n);
  }
}

// ---- any type ----------------------------------------------------------------------------------------------------------

template <class T> void value_of(const GateCall& call, Given a, Given b, Wanted y, int64_t n) {
  const Gate& gate = gates()[call.gate];
  const bool floats = sizeof(T) < 8 && !call.steps && gate.floats && gate.floats->fits(call.parameters);
  Block<T> first, second, result;
  for (int64_t done = 0; done < n; done += part) {
    const int64_t count = std::min(part, n - done), padded = whole(count);
    const auto [from_a, from_b] = both(first, second, after(a, done, sizeof(T)), after(b, done, sizeof(T)), count);
    const auto *at_a = first.computed(from_a, call.type, count, padded), *at_b = second.computed(from_b, call.type, count, padded);
    const Wanted to = after(y, done, sizeof(T));
    Computed<T>* into = result.wide;
    if constexpr (sizeof(T) > 2)
      if (in_place<T>(to, count)) into = static_cast<T*>(to.at);
    if constexpr (sizeof(T) < 8) {
      if (floats) gate.floats->value(gate.exact, call.type, at_a, at_b, into, padded, call.parameters);
      else if (call.steps && sizeof(T) == 2) in_steps(gate, call, at_a, at_b, into, padded);
      else exact_value(gate, call, at_a, at_b, into, padded);
    } else {
      exact_value(gate, call, at_a, at_b, into, padded);
    }
    if constexpr (sizeof(T) > 2)
      if (into != result.wide) continue;
    const T* right = rounded<T>(into, result.own, call.type, count);
    if (to.stride == 1) std::memcpy(to.at, right, static_cast<size_t>(count) * sizeof(T));
    else scatter(right, to, count);
  }
}

template <class T> void slopes_of(const GateCall& call, Given g, Given a, Given b, Wanted by_a, Wanted by_b, int64_t n) {
  const Gate& gate = gates()[call.gate];
  const bool floats = sizeof(T) < 8 && gate.floats && gate.floats->fits(call.parameters);
  Block<T> gradient, first, second, along_a, along_b;
  for (int64_t done = 0; done < n; done += part) {
    const int64_t count = std::min(part, n - done), padded = whole(count);
    const auto [from_a, from_b] = both(first, second, after(a, done, sizeof(T)), after(b, done, sizeof(T)), count);
    const T* from_g = gradient.gathered(after(g, done, sizeof(T)), count);
    const auto *at_a = first.computed(from_a, call.type, count, padded), *at_b = second.computed(from_b, call.type, count, padded);
    const auto* at_g = gradient.computed(from_g, call.type, count, padded);
    const Wanted to_a = after(by_a, done, sizeof(T)), to_b = after(by_b, done, sizeof(T));
    Computed<T>*into_a = along_a.wide, *into_b = along_b.wide;
    if constexpr (sizeof(T) > 2) {
      if (to_a.at && in_place<T>(to_a, count)) into_a = static_cast<T*>(to_a.at);
      if (to_b.at && in_place<T>(to_b, count)) into_b = static_cast<T*>(to_b.at);
    }
    bool computed = false;
    if constexpr (sizeof(T) < 8) {
      if (floats) gate.floats->slopes(gate.exact, at_g, at_a, at_b, into_a, into_b, padded, call.parameters), computed = true;
    }
    if (!computed) {
      if (to_a.at) exact_slope(call, gate.exact.by_a, at_g, at_a, at_b, into_a, padded);
      if (to_b.at) exact_slope(call, gate.exact.by_b, at_g, at_a, at_b, into_b, padded);
    }
    const T* right_a = to_a.at && into_a == along_a.wide ? rounded<T>(into_a, along_a.own, call.type, count) : nullptr;
    const T* right_b = to_b.at && into_b == along_b.wide ? rounded<T>(into_b, along_b.own, call.type, count) : nullptr;
    if (right_a && right_b && neighbours<T>({to_a.at, to_a.stride}, {to_b.at, to_b.stride})) {
      together(right_a, right_b, static_cast<T*>(to_a.at), count);
    } else if (right_a && right_b && neighbours<T>({to_b.at, to_b.stride}, {to_a.at, to_a.stride})) {
      together(right_b, right_a, static_cast<T*>(to_b.at), count);
    } else {
      if (right_a) scatter(right_a, to_a, count);
      if (right_b) scatter(right_b, to_b, count);
    }
  }
}

void value(const GateCall& call, Given a, Given b, Wanted y, int64_t n) {
  if (call.type == Type::float32) return value_of<float>(call, a, b, y, n);
  if (call.type == Type::float64) return value_of<double>(call, a, b, y, n);
  value_of<uint16_t>(call, a, b, y, n);
}
void slopes(const GateCall& call, Given gradient, Given a, Given b, Wanted by_a, Wanted by_b, int64_t n) {
  if (call.type == Type::float32) return slopes_of<float>(call, gradient, a, b, by_a, by_b, n);
  if (call.type == Type::float64) return slopes_of<double>(call, gradient, a, b, by_a, by_b, n);
  slopes_of<uint16_t>(call, gradient, a, b, by_a, by_b, n);
}

}  // namespace

const actlab::GateTable& gate_table() {
  static const actlab::GateTable result{find, parameters, value, slopes};
  return result;
}

}  // namespace ACTLAB_TARGET
