// Chooses the instruction set, and turns arrays of any type and stride into blocks for its kernels.
#include <cstdlib>
#include <cstring>
#if defined(__linux__)
#include <unistd.h>
#endif

#include "kernels.h"

namespace baseline { const actlab::Target& table(); }
#if defined(__x86_64__)
namespace avx2 { const actlab::Target& table(); }
namespace avx512 { const actlab::Target& table(); }
#endif

namespace actlab {
namespace {

// ACTLAB_INSTRUCTIONS=baseline|avx2 holds the choice down: for tests, and to reproduce what another machine computes.
const Target& choose() {
#if defined(__x86_64__)
  const char* wanted = std::getenv("ACTLAB_INSTRUCTIONS");
  const bool only_baseline = wanted && std::strcmp(wanted, "baseline") == 0;
  const bool only_avx2 = wanted && std::strcmp(wanted, "avx2") == 0;
  __builtin_cpu_init();
  const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("f16c");
  const bool has_avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                          __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  if (has_avx512 && !only_avx2 && !only_baseline) return avx512::table();
  if (has_avx2 && !only_baseline) return avx2::table();
#endif
  return baseline::table();
}

template <class T> void gather(const T* from, int64_t stride, T* to, int64_t n) {
  for (int64_t i = 0; i < n; i++) to[i] = from[i * stride];
}
template <class T> void scatter(const T* from, T* to, int64_t stride, int64_t n) {
  for (int64_t i = 0; i < n; i++) to[i * stride] = from[i];
}

template <class T> Kernel<T> kernel_of(const Functions& f, What what);
template <> Kernel<float> kernel_of<float>(const Functions& f, What what) {
  return what == What::value ? f.value : what == What::slope ? f.slope : f.curvature;
}
template <> Kernel<double> kernel_of<double>(const Functions& f, What what) {
  return what == What::value ? f.value_double : what == What::slope ? f.slope_double : f.curvature_double;
}

Kernel<float> kernel_of_narrow(const Functions& f, What what, Type type) {
  if (what == What::curvature) return f.curvature;
  if (type == Type::bfloat16) return what == What::value ? f.value_bfloat : f.slope_bfloat;
  return what == What::value ? f.value_half : f.slope_half;
}

// How many elements to do with ordinary stores until `to` lies on a line of 64 bytes; all of them if it never will.
template <class T> int64_t head(const T* to, int64_t n) {
  const auto address = reinterpret_cast<uintptr_t>(to);
  if (address % sizeof(T)) return n;
  const auto elements = static_cast<int64_t>((64 - address % 64) % 64 / sizeof(T));
  return elements < n ? elements : n;
}

template <class T> void run_dense(const Run& run, Kernel<T> kernel, const T* x, const T* g, T* y, int64_t n) {
  int64_t before = run.stream ? head(y, n) : n;
  if (before) kernel(x, g, y, before, run.parameters, false);
  if (before < n) kernel(x + before, g ? g + before : nullptr, y + before, n - before, run.parameters, true);
}

template <class T>
void run_strided(const Run& run, Kernel<T> kernel, const T* x, int64_t xs, const T* g, int64_t gs, T* y, int64_t ys, int64_t n) {
  alignas(64) T in[block_size], gradient[block_size], out[block_size];
  for (int64_t done = 0; done < n; done += block_size) {
    const int64_t count = n - done < block_size ? n - done : block_size;
    gather(x + done * xs, xs, in, count);
    if (g) gather(g + done * gs, gs, gradient, count);
    kernel(in, g ? gradient : nullptr, out, count, run.parameters, false);
    scatter(out, y + done * ys, ys, count);
  }
}

template <class T>
void run_whole(const Run& run, const void* x, int64_t xs, const void* g, int64_t gs, void* y, int64_t ys, int64_t n) {
  const Kernel<T> kernel = kernel_of<T>(target().records[run.record].functions, run.what);
  const T *from = static_cast<const T*>(x), *gradient = static_cast<const T*>(g);
  T* to = static_cast<T*>(y);
  if (xs == 1 && ys == 1 && (g == nullptr || gs == 1)) run_dense<T>(run, kernel, from, gradient, to, n);
  else run_strided<T>(run, kernel, from, xs, gradient, gs, to, ys, n);
}

// 16-bit types: widened into a buffer that stays in L1, computed there in float32, rounded once.
struct Conversion {
  void (*widen)(const uint16_t*, float*, int64_t);
  void (*narrow)(const float*, uint16_t*, int64_t, bool);
};

void widen(const Conversion& convert, const uint16_t* from, int64_t stride, float* to, int64_t n) {
  if (stride == 1) return convert.widen(from, to, n);
  uint16_t dense[block_size];
  gather(from, stride, dense, n);
  convert.widen(dense, to, n);
}

void run_narrow(const Run& run, const uint16_t* x, int64_t xs, const uint16_t* g, int64_t gs, uint16_t* y, int64_t ys, int64_t n) {
  const Target& t = target();
  const Conversion convert = run.type == Type::bfloat16 ? Conversion{t.widen_bfloat, t.narrow_bfloat}
                                                        : Conversion{t.widen_half, t.narrow_half};
  const Kernel<float> kernel = kernel_of_narrow(t.records[run.record].functions, run.what, run.type);
  alignas(64) float in[block_size], gradient[block_size], out[block_size];
  uint16_t dense[block_size];
  const int64_t first = run.stream && ys == 1 ? head(y, n) : 0;
  for (int64_t done = 0; done < n;) {
    int64_t count = done == 0 && first ? first : block_size;
    if (count > n - done) count = n - done;
    widen(convert, x + done * xs, xs, in, count);
    if (g) widen(convert, g + done * gs, gs, gradient, count);
    kernel(in, g ? gradient : nullptr, out, count, run.parameters, false);
    if (ys == 1) {
      convert.narrow(out, y + done, count, run.stream && done >= first);
    } else {
      convert.narrow(out, dense, count, false);
      scatter(dense, y + done * ys, ys, count);
    }
    done += count;
  }
}

}  // namespace

const Target& target() {
  static const Target& chosen = choose();
  return chosen;
}

int find_record(const char* key) {
  for (int i = 0; i < target().count; i++)
    if (std::strcmp(target().records[i].key, key) == 0) return i;
  return -1;
}

int64_t stream_threshold() {
  static const int64_t threshold = [] {
    int64_t level2 = 0;
#if defined(_SC_LEVEL2_CACHE_SIZE)
    level2 = sysconf(_SC_LEVEL2_CACHE_SIZE);
#endif
    return 2 * (level2 > 0 ? level2 : int64_t(1) << 20);
  }();
  return threshold;
}

void run(const Run& what, const void* x, int64_t xs, const void* g, int64_t gs, void* y, int64_t ys, int64_t n) {
  switch (what.type) {
    case Type::float32: return run_whole<float>(what, x, xs, g, gs, y, ys, n);
    case Type::float64: return run_whole<double>(what, x, xs, g, gs, y, ys, n);
    default:
      return run_narrow(what, static_cast<const uint16_t*>(x), xs, static_cast<const uint16_t*>(g), gs,
                        static_cast<uint16_t*>(y), ys, n);
  }
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
}
