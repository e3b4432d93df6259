// torch's stable ABI: the C functions that libtorch exports from 2.10 on, declared here, and thin classes over them.
//
// Declared and not included, so that a library builds where torch is not (an isolated build of the wheel), in a quarter of
// the time (torch's headers take 3 s), and in our C++, not in that of the newest torch (C++20 from 2.14 on). The functions
// and what their values look like are documented in torch/csrc/stable and torch/csrc/inductor/aoti_torch/c/shim.h; values
// are passed as torch 2.10 passes them, and every later torch is told so.
#pragma once
#include <cstdint>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace stable {

using Value = uint64_t;  // an argument or result: a number, or an owning pointer
using Kernel = void (*)(Value* stack, uint64_t arguments, uint64_t results);
struct TensorObject;
struct LibraryObject;
struct ListObject;
struct StringObject;

}  // namespace stable

extern "C" {
int32_t aoti_torch_delete_tensor_object(stable::TensorObject*);
int32_t aoti_torch_new_tensor_handle(stable::TensorObject*, stable::TensorObject** another);
int32_t aoti_torch_get_dim(stable::TensorObject*, int64_t*);
int32_t aoti_torch_get_numel(stable::TensorObject*, int64_t*);
int32_t aoti_torch_get_sizes(stable::TensorObject*, int64_t** borrowed);
int32_t aoti_torch_get_strides(stable::TensorObject*, int64_t** borrowed);
int32_t aoti_torch_get_dtype(stable::TensorObject*, int32_t*);
int32_t aoti_torch_is_contiguous(stable::TensorObject*, bool*);
int32_t aoti_torch_empty_strided(int64_t rank, const int64_t* sizes, const int64_t* strides, int32_t type, int32_t device_type,
                                 int32_t device_index, stable::TensorObject**);
int32_t torch_get_const_data_ptr(stable::TensorObject*, const void**);
int32_t torch_get_mutable_data_ptr(stable::TensorObject*, void**);

int32_t aoti_torch_device_type_cpu();
size_t aoti_torch_dtype_element_size(int32_t type);
int32_t aoti_torch_dtype_float16();
int32_t aoti_torch_dtype_bfloat16();
int32_t aoti_torch_dtype_float32();
int32_t aoti_torch_dtype_float64();
int32_t aoti_torch_dtype_uint8();
int32_t aoti_torch_dtype_int8();
int32_t aoti_torch_dtype_int16();
int32_t aoti_torch_dtype_int32();
int32_t aoti_torch_dtype_int64();
int32_t aoti_torch_dtype_bool();
int32_t aoti_torch_dtype_complex32();
int32_t aoti_torch_dtype_complex64();
int32_t aoti_torch_dtype_complex128();

int32_t torch_new_list_reserve_size(size_t, stable::ListObject**);
int32_t torch_list_push_back(stable::ListObject*, stable::Value);
int32_t torch_new_string_handle(const char*, size_t, stable::StringObject**);
int32_t torch_string_length(stable::StringObject*, size_t*);
int32_t torch_string_c_str(stable::StringObject*, const char** borrowed);
int32_t torch_delete_string(stable::StringObject*);

int32_t aoti_torch_library_init_def(const char* space, const char* file, uint32_t line, stable::LibraryObject**);
int32_t aoti_torch_library_init_impl(const char* space, const char* key, const char* file, uint32_t line, stable::LibraryObject**);
int32_t aoti_torch_library_def(stable::LibraryObject*, const char* schema);
int32_t torch_library_impl(stable::LibraryObject*, const char* name, stable::Kernel, uint64_t version);
int32_t aoti_torch_delete_library_object(stable::LibraryObject*);

int32_t torch_call_dispatcher(const char* name, const char* overload, stable::Value* stack, uint64_t version);
int32_t torch_parallel_for(int64_t begin, int64_t end, int64_t grain, void (*)(int64_t, int64_t, void*), void*);

// Exported from torch 2.13 on; null before.
[[gnu::weak]] const char* torch_exception_get_what_without_backtrace();
}

namespace stable {

constexpr uint64_t version = uint64_t(2) << 56 | uint64_t(10) << 48;  // of torch: 2.10

inline void check(int32_t error) {
  if (!error) return;
  if (torch_exception_get_what_without_backtrace) throw std::runtime_error(torch_exception_get_what_without_backtrace());
  throw std::runtime_error("torch refused it; what it wrote to the standard error says why.");
}

struct Numbers {
  const int64_t* first;
  int64_t count;
  const int64_t* begin() const { return first; }
  const int64_t* end() const { return first + count; }
  int64_t size() const { return count; }
  const int64_t* data() const { return first; }
  int64_t operator[](int64_t i) const { return first[i]; }
};

// Owns a reference; a copy is another reference to the same tensor.
class Tensor {
 public:
  explicit Tensor(TensorObject* owned) : object_(owned) {}
  Tensor(const Tensor& other) { check(aoti_torch_new_tensor_handle(other.object_, &object_)); }
  Tensor(Tensor&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  Tensor& operator=(Tensor other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~Tensor() {
    if (object_) aoti_torch_delete_tensor_object(object_);
  }

  TensorObject* get() const { return object_; }
  TensorObject* release() { return std::exchange(object_, nullptr); }

  int64_t dim() const { return of<int64_t>(aoti_torch_get_dim); }
  int64_t numel() const { return of<int64_t>(aoti_torch_get_numel); }
  Numbers sizes() const { return {of<int64_t*>(aoti_torch_get_sizes), dim()}; }
  Numbers strides() const { return {of<int64_t*>(aoti_torch_get_strides), dim()}; }
  bool is_contiguous() const { return of<bool>(aoti_torch_is_contiguous); }
  size_t element_size() const { return aoti_torch_dtype_element_size(of<int32_t>(aoti_torch_get_dtype)); }
  const void* const_data_ptr() const { return of<const void*>(torch_get_const_data_ptr); }
  void* mutable_data_ptr() const { return of<void*>(torch_get_mutable_data_ptr); }

 private:
  template <class T> T of(int32_t (*question)(TensorObject*, T*)) const {
    T answer;
    check(question(object_, &answer));
    return answer;
  }
  TensorObject* object_;
};

// ---- values ----------------------------------------------------------------------------------------------------------

template <class T> struct Conversion {  // numbers
  static_assert(std::is_arithmetic_v<T> || std::is_pointer_v<T>, "no conversion for this type");
  static Value from(T given) {
    Value result = 0;
    std::memcpy(&result, &given, sizeof given);
    return result;
  }
  static T to(Value given) {
    T result;
    std::memcpy(&result, &given, sizeof result);
    return result;
  }
};
template <> struct Conversion<Tensor> {
  static Value from(Tensor given) { return reinterpret_cast<Value>(given.release()); }
  static Tensor to(Value owned) { return Tensor(reinterpret_cast<TensorObject*>(owned)); }
};
template <> struct Conversion<std::string> {
  static Value from(const std::string& given) {
    StringObject* result;
    check(torch_new_string_handle(given.data(), given.size(), &result));
    return reinterpret_cast<Value>(result);
  }
  static std::string to(Value owned) {
    auto* object = reinterpret_cast<StringObject*>(owned);
    const char* text;
    size_t length;
    check(torch_string_c_str(object, &text));
    check(torch_string_length(object, &length));
    std::string result(text, length);
    torch_delete_string(object);
    return result;
  }
};
template <class T> struct Conversion<std::vector<T>> {
  static Value from(const std::vector<T>& given) {
    ListObject* result;
    check(torch_new_list_reserve_size(given.size(), &result));
    for (const T& each : given) check(torch_list_push_back(result, Conversion<T>::from(each)));
    return reinterpret_cast<Value>(result);
  }
};
template <> struct Conversion<std::nullopt_t> {
  static Value from(std::nullopt_t) { return 0; }
};

template <class T> Value from(T&& given) { return Conversion<std::decay_t<T>>::from(std::forward<T>(given)); }
template <class T> T to(Value owned) { return Conversion<T>::to(owned); }

// ---- operators -------------------------------------------------------------------------------------------------------

// Calls an operator of torch that returns one tensor.
template <class... Arguments> Tensor call(const char* name, const char* overload, const Arguments&... arguments) {
  Value stack[] = {from(arguments)...};
  check(torch_call_dispatcher(name, overload, stack, version));
  return to<Tensor>(stack[0]);
}

// The function as a kernel.
template <class Function, Function* function> struct Boxed;
template <class Result, class... Arguments, Result (*function)(Arguments...)>
struct Boxed<Result(Arguments...), function> {
  static void kernel(Value* stack, uint64_t, uint64_t) { run(stack, std::index_sequence_for<Arguments...>()); }

 private:
  template <size_t... at> static void run(Value* stack, std::index_sequence<at...>) {
    if constexpr (std::is_void_v<Result>) function(to<std::decay_t<Arguments>>(stack[at])...);
    else stack[0] = from(function(to<std::decay_t<Arguments>>(stack[at])...));
  }
};
#define BOX(function) ::stable::Boxed<std::remove_pointer_t<decltype(function)>, (function)>::kernel

// What is registered while this lives.
class Library {
 public:
  explicit Library(const char* space) { check(aoti_torch_library_init_def(space, "actlab", 0, &object_)); }
  Library(const char* space, const char* key) { check(aoti_torch_library_init_impl(space, key, "actlab", 0, &object_)); }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;
  ~Library() { aoti_torch_delete_library_object(object_); }

  void def(const std::string& schema) { check(aoti_torch_library_def(object_, schema.c_str())); }
  void impl(const std::string& name, Kernel kernel) { check(torch_library_impl(object_, name.c_str(), kernel, version)); }

 private:
  LibraryObject* object_;
};

template <class Function> void parallel_for(int64_t begin, int64_t end, int64_t grain, const Function& function) {
  auto piece = [](int64_t from, int64_t to, void* function) { (*static_cast<const Function*>(function))(from, to); };
  check(torch_parallel_for(begin, end, grain, piece, const_cast<void*>(static_cast<const void*>(&function))));
}

inline Tensor empty_like(const Tensor& x) {
  constexpr std::nullopt_t none = std::nullopt;
  return call("aten::empty_like", "", x, none, none, none, none, none);
}

}  // namespace stable
