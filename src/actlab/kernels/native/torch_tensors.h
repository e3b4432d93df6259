// What the files of torch operators know of tensors: types, memory, results.
#pragma once
#if defined(__linux__)
#include <sys/mman.h>
#endif

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "kernels.h"
#include "torch_abi.h"

namespace {

using actlab::Type;
using stable::Tensor;

void require(bool condition, const std::string& message) {
  if (!condition) throw std::runtime_error(message);
}

// As torch names the types in its messages.
const char* name_of(int32_t type) {
  const std::pair<int32_t, const char*> names[] = {
      {aoti_torch_dtype_int64(), "Long"},           {aoti_torch_dtype_int32(), "Int"},
      {aoti_torch_dtype_int16(), "Short"},          {aoti_torch_dtype_int8(), "Char"},
      {aoti_torch_dtype_uint8(), "Byte"},           {aoti_torch_dtype_bool(), "Bool"},
      {aoti_torch_dtype_complex64(), "ComplexFloat"}, {aoti_torch_dtype_complex128(), "ComplexDouble"},
  };
  for (const auto& [known, name] : names)
    if (known == type) return name;
  return "this type";
}

std::optional<Type> kind_of(stable::TensorObject* x) {
  int32_t type;
  aoti_torch_get_dtype(x, &type);
  if (type == aoti_torch_dtype_float32()) return Type::float32;
  if (type == aoti_torch_dtype_bfloat16()) return Type::bfloat16;
  if (type == aoti_torch_dtype_float16()) return Type::float16;
  if (type == aoti_torch_dtype_float64()) return Type::float64;
  return std::nullopt;
}

Type type_of(const Tensor& x, const char* name) {
  if (const auto kind = kind_of(x.get())) return *kind;
  int32_t type;
  aoti_torch_get_dtype(x.get(), &type);
  throw std::runtime_error(std::string("\"") + name + "\" not implemented for '" + name_of(type) + "'");
}

int64_t size_of(Type type) { return type == Type::float64 ? 8 : type == Type::float32 ? 4 : 2; }

constexpr int most_dimensions = 64;

constexpr int64_t grain = 32768;  // elements; smaller pieces cost more to hand to a thread than to compute

// Memory that malloc takes fresh from the system, as it does at 16M floats always and at 1M now and then, costs a page
// fault every 4 KB, which is more than all the rest of the work; with pages of 2 MB, where the system leaves the choice to
// the program, a third of it.
void prefer_large_pages([[maybe_unused]] char* memory, [[maybe_unused]] int64_t bytes) {
#if defined(MADV_HUGEPAGE)
  constexpr int64_t page = 2 << 20;
  if (bytes < 2 * page) return;
  const int64_t before = -reinterpret_cast<intptr_t>(memory) & (page - 1);
  madvise(memory + before, static_cast<size_t>((bytes - before) & -page), MADV_HUGEPAGE);
#endif
}

Tensor empty(int64_t rank, const int64_t* sizes, const int64_t* strides, int32_t type) {
  stable::TensorObject* handle;
  stable::check(aoti_torch_empty_strided(rank, sizes, strides, type, aoti_torch_device_type_cpu(), 0, &handle));
  return Tensor(handle);
}
int32_t number_of_type(const Tensor& x) {
  int32_t type;
  aoti_torch_get_dtype(x.get(), &type);
  return type;
}

// Not with x.strides(): where a size is 1 or nothing is in it, they may be any.
Tensor contiguous_like(const Tensor& x) {
  int64_t strides[most_dimensions], stride = 1;
  const auto sizes = x.sizes();
  require(sizes.size() <= most_dimensions, "expected at most 64 dimensions.");
  for (int64_t i = sizes.size() - 1; i >= 0; i--) {
    strides[i] = stride;
    stride *= std::max<int64_t>(sizes[i], 1);
  }
  return empty(sizes.size(), sizes.data(), strides, number_of_type(x));
}

// A new tensor like x: same strides where x is dense without overlap in any order, else contiguous.
Tensor result_like(const Tensor& x) { return x.is_contiguous() ? contiguous_like(x) : stable::empty_like(x); }

}  // namespace
