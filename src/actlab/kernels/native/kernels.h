// What one instruction set offers: plain functions over contiguous arrays, in a table. No templates, no intrinsics.
#pragma once
#include <cstdint>

namespace actlab {

constexpr int most_parameters = 4;
constexpr int64_t block_size = 1024;  // elements handled at once: 4 KiB of float32, three of them stay in a 32 KiB L1

// An emitted function over doubles, in place; n is a multiple of 8. Each is compiled once, for doubles only: in every type
// and form apart they took 40 s to compile.
using Emitted = void (*)(double* x, int64_t n, const double* parameters);

// The same over an array of T: y = function(x) where g is null, else y = g * function(x). y may be x or g, but not overlap
// them otherwise. stream: write past the cache (y aligned to 64 bytes, see loops.h).
template <class T>
using General = void (*)(Emitted function, const T* x, const T* g, T* y, int64_t n, const double* parameters, bool stream);

// A body made for speed; null where there is none. One of a slope in float32 must get a g: to compile both forms took as long again.
template <class T> using ByHand = void (*)(const T* x, const T* g, T* y, int64_t n, const double* parameters, bool stream);

// One for a 16-bit type, which computes in floats; that of a slope must get a g.
using ByHandHalf = void (*)(const uint16_t* x, const uint16_t* g, uint16_t* y, int64_t n, const double* parameters, bool stream);

// The parameters for which the bodies for float32 are right; those for float64 are for the defaults.
enum class Parameters { defaults, any };

struct Ones {
  static constexpr int64_t count = 4096;
  alignas(64) float all[count];
  constexpr Ones() : all() {
    for (float& one : all) one = 1;
  }
};
inline constexpr Ones ones;  // the g of those who want a slope alone

// Value and slope in one pass.
template <class T> using Both = void (*)(const T* x, T* value, T* slope, int64_t n);

struct Functions {
  Emitted value, slope, curvature;
  ByHand<float> value_float = nullptr, slope_float = nullptr;
  Parameters fitting = Parameters::defaults;
  ByHand<double> value_double = nullptr, slope_double = nullptr;
  Both<double> both_double = nullptr;
  ByHandHalf value_bfloat = nullptr, value_half = nullptr, slope_bfloat = nullptr, slope_half = nullptr;
  Emitted by_parameter[most_parameters] = {};  // the slope in a learnable parameter; null for the others
};

struct Record {
  const char* key;
  int parameters;
  const char* names;  // of the parameters, separated by commas
  const double* defaults;
  Functions functions;
};

constexpr int all_halves = 65536;  // numbers of a 16-bit type

// A 16-bit type as float32, and back rounded to nearest.
struct Narrow {
  void (*widen)(const uint16_t* from, float* to, int64_t n);
  void (*narrow)(const float* from, uint16_t* to, int64_t n);
  // y = g * table[x]; y = table[x] where g is null.
  void (*look_up)(const float* table, const uint16_t* x, const uint16_t* g, uint16_t* y, int64_t n, bool stream);
};

struct Target {
  const char* name;
  const Record* records;
  int count;
  General<double> general_double;
  General<float> general_float;  // rounded once, to nearest
  General<float> general_odd;    // rounded to odd: for what is rounded again, to 16 bits
  Narrow bfloat, half;
  void (*look_up)(const uint16_t* table, const uint16_t* x, uint16_t* y, int64_t n, bool stream);  // y = table[x]
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

// Value and slope of contiguous float32 or float64 numbers; neither result may overlap x or the other.
void run_both(int record, Type type, const double* parameters, const void* x, void* value, void* slope, int64_t n);

// sums[i] += the sum of g times the slope in parameter i, of contiguous numbers, for the parameters that are learnable.
void add_by_parameter(int record, Type type, const double* parameters, const void* x, const void* g, int64_t n, double* sums);

// What differs between processors with the same instructions: by how many bytes loops look ahead, and whether single loads are
// faster than gathers.
extern const int64_t bytes_ahead;
extern const bool slow_gathers;

// Bytes that one call may touch before streaming stores pay.
int64_t stream_threshold();

}  // namespace actlab
