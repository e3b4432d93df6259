// What one instruction set offers: plain functions over contiguous arrays, in a table. No templates, no intrinsics.
#pragma once
#include <cstdint>

namespace actlab {

constexpr int most_parameters = 4;
constexpr int64_t block_size = 1024;  // elements handled at once: 4 KiB of float32, three of them stay in a 32 KiB L1

// y = function(x) where g is null, else y = g * function(x). y may be x or g, but not overlap them otherwise.
// stream: write past the cache (y aligned to 64 bytes, see loops.h).
template <class T> using Kernel = void (*)(const T* x, const T* g, T* y, int64_t n, const double* parameters, bool stream);

struct Functions {
  Kernel<float> value, slope, curvature;
  Kernel<double> value_double, slope_double, curvature_double;
  // float32 results that will be rounded again, to float16 or bfloat16.
  Kernel<float> value_half, slope_half, value_bfloat, slope_bfloat;
};

struct Record {
  const char* key;
  int parameters;
  const char* names;  // of the parameters, separated by commas
  Functions functions;
};

struct Target {
  const char* name;
  const Record* records;
  int count;
  void (*widen_bfloat)(const uint16_t* from, float* to, int64_t n);
  void (*narrow_bfloat)(const float* from, uint16_t* to, int64_t n, bool stream);
  void (*widen_half)(const uint16_t* from, float* to, int64_t n);
  void (*narrow_half)(const float* from, uint16_t* to, int64_t n, bool stream);
};

enum class Type : int { float32 = 0, float64 = 1, bfloat16 = 2, float16 = 3 };
enum class What : int { value = 0, slope = 1, curvature = 2 };

const Target& target();
int find_record(const char* key);  // -1 when unknown

// A flat run of elements of any type; strides are in elements and may be zero or negative.
struct Run {
  int record;
  What what;
  Type type;
  const double* parameters;
  bool stream;
};
void run(const Run& run, const void* x, int64_t x_stride, const void* g, int64_t g_stride, void* y, int64_t y_stride, int64_t n);

// Bytes that one call may touch before streaming stores pay: what the processor says its L2 cache holds, twice.
int64_t stream_threshold();

}  // namespace actlab
