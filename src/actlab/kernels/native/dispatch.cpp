// Chooses the instruction set, and turns arrays of any type and stride into blocks for its kernels.
#include <algorithm>
#include <cstdlib>
#include <cstring>
#if defined(__linux__)
#include <unistd.h>
#endif
#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include "halves.h"

#if defined(ACTLAB_ONLY)  // a library for one machine holds one instruction set, which build.py chose
namespace ACTLAB_ONLY { const actlab::Target& table(); }
#elif defined(__x86_64__)
namespace baseline { const actlab::Target& table(); }
namespace avx2 { const actlab::Target& table(); }
namespace avx512 { const actlab::Target& table(); }
#elif defined(__aarch64__)
namespace neon { const actlab::Target& table(); }
namespace portable { const actlab::Target& table(); }
#else
namespace baseline { const actlab::Target& table(); }
#endif

namespace actlab {
namespace {

#if defined(__x86_64__)
bool is_amd() {
  __builtin_cpu_init();
  return __builtin_cpu_is("amd");
}
// L3 as one core reaches it; sysconf() tells that of all cores together.
int64_t level3_of_amd() {
  unsigned a, b, c, d;
  if (!__get_cpuid_count(0x8000001d, 3, &a, &b, &c, &d)) return 0;
  return int64_t((b >> 22) + 1) * ((b >> 12 & 1023) + 1) * ((b & 4095) + 1) * (c + 1);  // ways, partitions, line, sets
}
#else
bool is_amd() { return false; }
int64_t level3_of_amd() { return 0; }
#endif

#if defined(ACTLAB_ONLY)
const Target& choose() { return ACTLAB_ONLY::table(); }
#elif defined(__x86_64__)
// clang's __builtin_cpu_supports does not know it.
bool has_f16c() {
  unsigned a, b, c, d;
  return __get_cpuid(1, &a, &b, &c, &d) && (c & bit_F16C);
}

// ACTLAB_INSTRUCTIONS=baseline|avx2 holds the choice down, for tests. portable gives the same bits on every machine: no
// fma, no libm, no tables but what the baseline has; that is the baseline of x86. build.py chooses in the same way.
const Target& choose() {
  const char* wanted = std::getenv("ACTLAB_INSTRUCTIONS");
  const bool only_baseline = wanted && (std::strcmp(wanted, "baseline") == 0 || std::strcmp(wanted, "portable") == 0);
  const bool only_avx2 = wanted && std::strcmp(wanted, "avx2") == 0;
  __builtin_cpu_init();
  const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && has_f16c();
  const bool has_avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                          __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  if (has_avx512 && !only_avx2 && !only_baseline) return avx512::table();
  if (has_avx2 && !only_baseline) return avx2::table();
  return baseline::table();
}
#elif defined(__aarch64__)
const Target& choose() {
  const char* wanted = std::getenv("ACTLAB_INSTRUCTIONS");
  return wanted && std::strcmp(wanted, "portable") == 0 ? portable::table() : neon::table();
}
#else
const Target& choose() { return baseline::table(); }
#endif

// ---- strides ---------------------------------------------------------------------------------------------------------------

template <class T> void gather(const T* from, int64_t stride, T* to, int64_t n) {
  for (int64_t i = 0; i < n; i++) to[i] = from[i * stride];
}
template <class T> void scatter(const T* from, T* to, int64_t stride, int64_t n) {
  for (int64_t i = 0; i < n; i++) to[i * stride] = from[i];
}

// How many elements to do with ordinary stores until `to` lies on a line of 64 bytes; all of them if it never will.
template <class T> int64_t head(const T* to, int64_t n) {
  const auto address = reinterpret_cast<uintptr_t>(to);
  if (address % sizeof(T)) return n;
  const auto elements = static_cast<int64_t>((64 - address % 64) % 64 / sizeof(T));
  return elements < n ? elements : n;
}

template <class T, class F> void run_dense(const F& function, const T* x, const T* g, T* y, int64_t n, bool stream) {
  const int64_t before = stream ? head(y, n) : n;
  if (before) function(x, g, y, before, false);
  if (before < n) function(x + before, g ? g + before : nullptr, y + before, n - before, true);
}

template <class T, class F>
void run_strided(const F& function, const T* x, int64_t xs, const T* g, int64_t gs, T* y, int64_t ys, int64_t n) {
  alignas(64) T in[block_size], gradient[block_size], out[block_size];
  for (int64_t done = 0; done < n; done += block_size) {
    const int64_t count = n - done < block_size ? n - done : block_size;
    gather(x + done * xs, xs, in, count);
    if (g) gather(g + done * gs, gs, gradient, count);
    function(in, g ? gradient : nullptr, out, count, false);
    scatter(out, y + done * ys, ys, count);
  }
}

template <class T, class F>
void run_any(const F& function, bool stream, const void* x, int64_t xs, const void* g, int64_t gs, void* y, int64_t ys, int64_t n) {
  const T *from = static_cast<const T*>(x), *gradient = static_cast<const T*>(g);
  T* to = static_cast<T*>(y);
  if (xs == 1 && ys == 1 && (g == nullptr || gs == 1)) run_dense(function, from, gradient, to, n, stream);
  else run_strided(function, from, xs, gradient, gs, to, ys, n);
}

template <class T> void both(int record, const double* parameters, const void* x, void* value, void* slope, int64_t n) {
  const T* from = static_cast<const T*>(x);
  Whole<T>(record, What::value, parameters)(from, nullptr, static_cast<T*>(value), n, false);
  Whole<T>(record, What::slope, parameters)(from, nullptr, static_cast<T*>(slope), n, false);
}

// ---- slopes in the parameters ----------------------------------------------------------------------------------------------

constexpr int64_t part = 512;  // doubles at once: four arrays of them stay in L1

template <class T> void to_double(const void* from, double* to, int64_t at, int64_t n) {
  const T* first = static_cast<const T*>(from) + at;
  for (int64_t i = 0; i < n; i++) to[i] = first[i];
}
void to_double(Type type, const void* from, double* to, int64_t at, int64_t n) {
  if (type == Type::float64) return to_double<double>(from, to, at, n);
  if (type == Type::float32) return to_double<float>(from, to, at, n);
  alignas(64) float wide[part];
  narrow_of(type).widen(static_cast<const uint16_t*>(from) + at, wide, n);
  to_double<float>(wide, to, 0, n);
}

}  // namespace

void add_by_parameter(int index, Type type, const double* parameters, const void* x, const void* g, int64_t n, double* sums) {
  const Record& record = target().records[index];
  alignas(64) double at[part], along[part], slope[part];
  for (int64_t done = 0; done < n; done += part) {
    const int64_t count = std::min(part, n - done), padded = (count + 7) / 8 * 8;
    to_double(type, x, at, done, count);
    to_double(type, g, along, done, count);
    for (int64_t i = count; i < padded; i++) at[i] = 1, along[i] = 0;
    for (int i = 0; i < record.parameters; i++) {
      const Emitted function = record.functions.by_parameter[i];
      if (!function) continue;
      std::copy_n(at, padded, slope);
      function(slope, padded, parameters);
      double lanes[8] = {};
      for (int64_t j = 0; j < padded; j += 8)
        for (int64_t lane = 0; lane < 8; lane++) lanes[lane] += along[j + lane] * slope[j + lane];
      for (double lane : lanes) sums[i] += lane;
    }
  }
}

const Target& target() {
  static const Target& chosen = choose();
  return chosen;
}

int find_record(const char* key) {
  for (int i = 0; i < target().count; i++)
    if (std::strcmp(target().records[i].key, key) == 0) return i;
  return -1;
}

// On Zen 4 a kilobyte makes ReLU a sixth slower where it reads from L3, on a Xeon it is better than less.
const int64_t bytes_ahead = is_amd() ? 256 : 1024;
const bool slow_gathers = is_amd();  // on Zen 4 they take 1.4 to 1.8 times as long

// Twice L2; on Zen 4, whose L3 is as fast as a copy needs, half of that: with 2 MB a result of 4 MB took 1.7 times as long.
int64_t stream_threshold() {
  static const int64_t threshold = [] {
    int64_t level2 = 0;
#if defined(_SC_LEVEL2_CACHE_SIZE)
    level2 = sysconf(_SC_LEVEL2_CACHE_SIZE);
#endif
    const int64_t usual = 2 * (level2 > 0 ? level2 : int64_t(1) << 20);
    return is_amd() ? std::max(usual, level3_of_amd() / 2) : usual;
  }();
  return threshold;
}

void run(const Run& run, const void* x, int64_t xs, const void* g, int64_t gs, void* y, int64_t ys, int64_t n) {
  switch (run.type) {
    case Type::float32:
      return run_any<float>(Whole<float>(run.record, run.what, run.parameters), run.stream, x, xs, g, gs, y, ys, n);
    case Type::float64:
      return run_any<double>(Whole<double>(run.record, run.what, run.parameters), run.stream, x, xs, g, gs, y, ys, n);
    default: return run_any<uint16_t>(Halves(run, n), run.stream, x, xs, g, gs, y, ys, n);
  }
}

void run_both(int index, Type type, const double* parameters, const void* x, void* value, void* slope, int64_t n) {
  const Record& record = target().records[index];
  if (type == Type::float32) return both<float>(index, parameters, x, value, slope, n);
  if (record.functions.both_double && fit(record, Parameters::defaults, parameters))
    return record.functions.both_double(static_cast<const double*>(x), static_cast<double*>(value), static_cast<double*>(slope), n);
  both<double>(index, parameters, x, value, slope, n);
}

}  // namespace actlab

// ---- the plain C face, for NumPy through ctypes ------------------------------------------------------------------------------

extern "C" {
__attribute__((visibility("default"))) const char* actlab_instructions() { return actlab::target().name; }
__attribute__((visibility("default"))) int actlab_find(const char* key) { return actlab::find_record(key); }
__attribute__((visibility("default"))) void actlab_run(int record, int what, int type, const double* parameters, const void* x,
                                                       const void* g, void* y, int64_t n) {
  const int64_t size = type == 1 ? 8 : type == 0 ? 4 : 2;
  const bool stream = n * size * (g ? 3 : 2) > actlab::stream_threshold();
  actlab::Run run{record, static_cast<actlab::What>(what), static_cast<actlab::Type>(type), parameters, stream};
  actlab::run(run, x, 1, g, 1, y, 1, n);
}
// Value and slope of float32 (type 0) or float64 (1) numbers in one call.
__attribute__((visibility("default"))) void actlab_run_both(int record, int type, const double* parameters, const void* x,
                                                            void* value, void* slope, int64_t n) {
  actlab::run_both(record, static_cast<actlab::Type>(type), parameters, x, value, slope, n);
}

// A call that is prepared once, for small arrays: what it runs, and at which byte of an array object of NumPy's the address of
// its numbers stands.
struct actlab_call {
  int record, what, type, at;
  double parameters[actlab::most_parameters];
};
__attribute__((visibility("default"))) void actlab_run_object(const actlab_call* call, const char* x, const char* y, int64_t n) {
  const void* from = *reinterpret_cast<const void* const*>(x + call->at);
  void* to = *reinterpret_cast<void* const*>(y + call->at);
  actlab_run(call->record, call->what, call->type, call->parameters, from, nullptr, to, n);
}
}
