// A CUDA driver and torch's CUDA library for tests without a GPU: a launch is checked and then computed in the memory of
// the CPU. A kernel is what its handle points to. What does not hold is refused, as by a driver, and remembered.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace {

struct Kernel {
  uint64_t magic;
  int32_t slope, function, type, even;  // function: mish, silu, softplus; type: float32, bfloat16, float16
  int64_t block;
};

struct Type {
  int mantissa, least, bias;
};
const Type types[] = {{23, -126, 127}, {7, -126, 127}, {10, -14, 15}};

double decoded(uint32_t bits, int type) {
  const auto [mantissa, least, bias] = types[type];
  const int width = type ? 16 : 32;
  const bool negative = bits >> (width - 1) & 1;
  const int exponent = bits >> mantissa & ((1 << (width - 1 - mantissa)) - 1);
  const double fraction = bits & ((1u << mantissa) - 1);
  double size = exponent ? std::ldexp(fraction + std::ldexp(1, mantissa), exponent - bias - mantissa) : std::ldexp(fraction, least - mantissa);
  if (exponent == 2 * bias + 1) size = fraction ? NAN : INFINITY;
  return negative ? -size : size;
}

uint32_t encoded(double value, int type) {
  const auto [mantissa, least, bias] = types[type];
  const uint32_t sign = std::signbit(value) ? 1u << (type ? 15 : 31) : 0, infinite = (2 * bias + 1u) << mantissa;
  if (std::isnan(value)) return sign | infinite | 1u << (mantissa - 1);
  const double size = std::fabs(value);
  if (std::isinf(size)) return sign | infinite;
  const int power = size == 0 ? least : std::max(std::ilogb(size), least);
  // With exponent fields of `power`, the leading bit of a normal number adds the 1 that a subnormal one lacks.
  const auto steps = static_cast<uint64_t>(std::nearbyint(std::ldexp(size, mantissa - power)));
  const uint64_t bits = (static_cast<uint64_t>(power - least) << mantissa) + steps;
  return sign | (bits > infinite ? infinite : static_cast<uint32_t>(bits));
}

double value(int function, double x) {
  if (std::isinf(x) && x < 0) return function == 2 ? 0.0 : -0.0;
  const double plus = x > 30 ? x : std::log1p(std::exp(x));
  return function == 0 ? x * std::tanh(plus) : function == 1 ? x / (1 + std::exp(-x)) : plus;
}
double slope(int function, double x) {
  if (std::isinf(x)) return x > 0;
  const double s = 1 / (1 + std::exp(-x)), t = std::tanh(x > 30 ? x : std::log1p(std::exp(x)));
  return function == 0 ? t + x * s * (1 - t * t) : function == 1 ? s * (1 + x * (1 - s)) : s;
}

uint32_t read(const void* from, int64_t i, int type) {
  uint32_t bits = 0;
  const int size = type ? 2 : 4;
  std::memcpy(&bits, static_cast<const char*>(from) + i * size, size);
  return bits;
}

const char* wrong = "";
int refuse = 0, launches = 0;
bool idle = false;
const uintptr_t stream = 7;
const uint64_t magic = 0x6b65726e656c;

bool check(bool holds, const char* what) {
  if (!holds) wrong = what;
  return holds;
}

}  // namespace

#define FACE extern "C" __attribute__((visibility("default")))

FACE int cuLaunchKernel(void* function, unsigned grid_x, unsigned grid_y, unsigned grid_z, unsigned block_x, unsigned block_y,
                        unsigned block_z, unsigned shared, void* on, void** arguments, void** extra) {
  if (idle) return 0;
  const Kernel kernel = *static_cast<Kernel*>(function);
  const int inputs = kernel.slope ? 2 : 1;
  void* tensors[3];
  int64_t n;
  if (refuse) return refuse--, 201;
  if (!check(kernel.magic == magic, "function")) return 1;
  for (int i = 0; i <= inputs; i++) std::memcpy(&tensors[i], arguments[i], sizeof(void*));
  std::memcpy(&n, arguments[inputs + 1], sizeof n);
  const bool threads = block_x == 128 && block_y == 1 && block_z == 1;
  if (!check(threads && shared == 0, "threads and shared memory") || !check(reinterpret_cast<uintptr_t>(on) == stream, "stream") || !check(!extra, "extra") ||
      !check(grid_x == (n + kernel.block - 1) / kernel.block && grid_y == 1 && grid_z == 1, "grid") ||
      !check(kernel.even == (n % kernel.block == 0), "even"))
    return 1;
  for (int i = 0; i < 2; i++) {
    void* scratch;
    std::memcpy(&scratch, arguments[inputs + 2 + i], sizeof scratch);
    if (!check(!scratch, "scratch")) return 1;
  }
  for (int64_t i = 0; i < n; i++) {
    const double x = decoded(read(tensors[inputs - 1], i, kernel.type), kernel.type);
    const double g = kernel.slope ? decoded(read(tensors[0], i, kernel.type), kernel.type) : 1;
    const uint32_t bits = encoded(kernel.slope ? g * slope(kernel.function, x) : value(kernel.function, x), kernel.type);
    const int size = kernel.type ? 2 : 4;
    std::memcpy(static_cast<char*>(tensors[inputs]) + i * size, &bits, size);
  }
  launches++;
  return 0;
}

FACE int32_t aoti_torch_get_current_cuda_stream(int32_t, void** found) {
  *found = reinterpret_cast<void*>(stream);
  return 0;
}

FACE const char* wrong_argument() { return wrong; }
FACE int launch_count() { return launches; }
FACE void do_nothing() { idle = true; }
FACE void forget() { wrong = ""; }
FACE void refuse_next(int count) { refuse = count; }
