// The 16-bit types: few numbers are computed in double, many are read off a table of all results, or computed in floats where those
// give all that is in it.
#pragma once
#include <array>
#include <atomic>
#include <cmath>
#include <cstring>
#include <memory>
#include <numeric>
#include <vector>

#include "bodies.h"

namespace actlab {
namespace {

ByHandHalf half_by_hand(const Functions& f, What what, Type type) {
  if (what == What::curvature) return nullptr;
  if (type == Type::bfloat16) return what == What::value ? f.value_bfloat : f.slope_bfloat;
  return what == What::value ? f.value_half : f.slope_half;
}

const Narrow& narrow_of(Type type) { return type == Type::bfloat16 ? target().bfloat : target().half; }

// Widened into a buffer that stays in L1, computed there in double, rounded to odd and then to nearest: once in effect.
struct Computed {
  Emitted function;
  const double* parameters;
  const Narrow& type;

  // Floats that are right when they are rounded to 16 bits; n <= block_size.
  void results(const uint16_t* x, float* y, int64_t n) const {
    type.widen(x, y, n);
    target().general_odd(function, y, nullptr, y, n, parameters, false);
  }
  void operator()(const uint16_t* x, const uint16_t* g, uint16_t* y, int64_t n) const {
    alignas(64) float result[block_size], gradient[block_size];
    for (int64_t done = 0; done < n; done += block_size) {
      const int64_t count = n - done < block_size ? n - done : block_size;
      results(x + done, result, count);
      if (g) {
        type.widen(g + done, gradient, count);
        for (int64_t i = 0; i < count; i++) result[i] *= gradient[i];
      }
      type.narrow(result, y + done, count);
    }
  }
};

// Toward 0, and the last bit set if anything was lost, as the results of a table are before they are rounded.
double to_odd(double number) {
  const auto nearest = static_cast<float>(number);
  if (double(nearest) == number || std::isnan(number)) return nearest;
  float down = std::fabs(double(nearest)) > std::fabs(number) ? std::nextafterf(nearest, 0.0f) : nearest;
  uint32_t bits;
  std::memcpy(&bits, &down, sizeof bits);
  bits |= 1;
  std::memcpy(&down, &bits, sizeof bits);
  return down;
}

// All results of one function: rounded for values, floats for what a gradient multiplies.
struct Table {
  double parameters[most_parameters], odd[most_parameters];
  ByHandHalf direct;  // where it gives all these results, bit for bit
  uint16_t values[all_halves + 1];  // a gather of the last reads 2 bytes more
  float slopes[all_halves];
  bool is_for(const Record& record, const double* wanted) const { return std::equal(wanted, wanted + record.parameters, parameters); }
};

// The same bits; of a NaN but for the one by which a signalling one differs from what a product makes of it.
bool alike(float a, float b) {
  uint32_t bits[2];
  std::memcpy(bits, &a, sizeof a);
  std::memcpy(bits + 1, &b, sizeof b);
  if (std::isnan(a)) bits[0] |= 0x400000;
  return bits[0] == bits[1];
}

// Whether the float32 body, by which the direct one computes, gives the results of the table.
bool gives_all(const Table& table, const Functions& f, What what, Type type) {
  const ByHand<float> body = by_hand<float>(f, what);
  if (!body || !half_by_hand(f, what, type)) return false;
  alignas(64) uint16_t x[block_size], rounded[block_size];
  alignas(64) float wide[block_size];
  for (int done = 0; done < all_halves; done += block_size) {
    std::iota(x, x + block_size, static_cast<uint16_t>(done));
    narrow_of(type).widen(x, wide, block_size);
    body(wide, what == What::slope ? ones.all : nullptr, wide, block_size, table.odd, false);
    narrow_of(type).narrow(wide, rounded, block_size);
    const bool same = what == What::value ? std::memcmp(rounded, table.values + done, sizeof rounded) == 0
                                          : std::equal(wide, wide + block_size, table.slopes + done, alike);
    if (!same) return false;
  }
  return true;
}

const Table* make_table(const Record& record, What what, Type type, const double* parameters) {
  auto made = std::make_unique<Table>();
  std::copy_n(parameters, record.parameters, made->parameters);
  const Computed compute{emitted(record.functions, what), parameters, narrow_of(type)};
  for (int i = 0; i < all_halves; i++) made->values[i] = static_cast<uint16_t>(i);
  for (int i = 0; i < all_halves; i += block_size) compute.results(made->values + i, made->slopes + i, block_size);
  narrow_of(type).narrow(made->slopes, made->values, all_halves);
  std::transform(parameters, parameters + record.parameters, made->odd, to_odd);
  made->direct = gives_all(*made, record.functions, what, type) ? half_by_hand(record.functions, what, type) : nullptr;
  return made.release();
}

// Made at a large use (0.5 to 2 ms) and kept, for the first few parameters of a process: tables that followed a parameter which is
// learned would be made again at each step.
constexpr int64_t large = 4096;
constexpr int most_tables = 4;  // of a function and a type
using Tables = std::array<std::atomic<const Table*>, most_tables>;
const Table* table_of(int index, What what, Type type, const double* parameters, int64_t n) {
  constexpr int kinds = 6;
  static std::vector<Tables> all(static_cast<size_t>(target().count) * kinds);
  const Record& record = target().records[index];
  for (std::atomic<const Table*>& place : all[static_cast<size_t>(index * kinds + 2 * static_cast<int>(what) + (type == Type::float16))]) {
    const Table* found = place.load(std::memory_order_acquire);
    if (!found && n < large) return nullptr;
    if (!found) {
      const Table* made = make_table(record, what, type, parameters);
      if (place.compare_exchange_strong(found, made, std::memory_order_acq_rel)) found = made;
      else delete made;
    }
    if (found->is_for(record, parameters)) return found;
  }
  return nullptr;
}

struct Halves {
  What what;
  Computed compute;
  const Table* table;
  Halves(const Run& run, int64_t n)
      : what(run.what), compute{emitted(target().records[run.record].functions, run.what), run.parameters, narrow_of(run.type)},
        table(table_of(run.record, run.what, run.type, run.parameters, n)) {}
  void operator()(const uint16_t* x, const uint16_t* g, uint16_t* y, int64_t n, bool stream) const {
    if (!table) return compute(x, g, y, n);
    if (table->direct && (g != nullptr) == (what == What::slope)) return table->direct(x, g, y, n, table->odd, stream);
    if (g) return compute.type.look_up(table->slopes, x, g, y, n, stream);
    target().look_up(table->values, x, y, n, stream);
  }
};

}  // namespace
}  // namespace actlab
