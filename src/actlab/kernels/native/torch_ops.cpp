// The torch operators, on torch's stable ABI: one library works with every torch from 2.10 on.
//
// For each record `key` with parameters p: actlab::key(x, p) and actlab::key_backward(gradient, x, p), and the
// replacements for aten's own operators, which take_over() registers and give_back() removes.
#if defined(__linux__)
#include <sys/mman.h>
#endif

#include <algorithm>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "functions.h"  // for the list of records only; its templates are not used here
#include "kernels.h"
#include "torch_abi.h"

namespace {

using actlab::Type;
using actlab::What;
using stable::call;
using stable::Tensor;

void require(bool condition, const std::string& message) {
  if (!condition) throw std::runtime_error(message);
}

// ---- tensors as loops ------------------------------------------------------------------------------------------------

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

Type type_of(const Tensor& x, const char* name) {
  int32_t type;
  aoti_torch_get_dtype(x.get(), &type);
  if (type == aoti_torch_dtype_float32()) return Type::float32;
  if (type == aoti_torch_dtype_bfloat16()) return Type::bfloat16;
  if (type == aoti_torch_dtype_float16()) return Type::float16;
  if (type == aoti_torch_dtype_float64()) return Type::float64;
  throw std::runtime_error(std::string("\"") + name + "\" not implemented for '" + name_of(type) + "'");
}

int64_t size_of(Type type) { return type == Type::float64 ? 8 : type == Type::float32 ? 4 : 2; }

constexpr int most_dimensions = 64;

struct Dimension {
  int64_t size, x, g, y;
};

// The dimensions without those of size 1, ordered from the smallest stride of y, neighbours joined where all three
// tensors allow it: a dense tensor in any memory format becomes one run.
struct Loops {
  Dimension dimension[most_dimensions];
  int count = 0;

  Loops(const Tensor& x, const Tensor* g, const Tensor& y) {
    const int64_t rank = y.dim();
    require(rank <= most_dimensions, "expected at most 64 dimensions.");
    const auto sizes = y.sizes(), xs = x.strides(), ys = y.strides();
    for (int64_t i = rank - 1; i >= 0; i--)
      if (sizes[i] != 1) dimension[count++] = {sizes[i], xs[i], g ? g->strides()[i] : 0, ys[i]};
    std::stable_sort(dimension, dimension + count, [](const Dimension& a, const Dimension& b) { return a.y < b.y; });
    join(g != nullptr);
    if (count == 0) dimension[count++] = {1, 1, 1, 1};
  }

  void join(bool scaled) {
    int last = 0;
    for (int i = 1; i < count; i++) {
      Dimension &inner = dimension[last], &outer = dimension[i];
      const bool joined = outer.x == inner.x * inner.size && outer.y == inner.y * inner.size &&
                          (!scaled || outer.g == inner.g * inner.size);
      if (joined) inner.size *= outer.size;
      else dimension[++last] = outer;
    }
    if (count) count = last + 1;
  }

  int64_t rows() const {
    int64_t result = 1;
    for (int i = 1; i < count; i++) result *= dimension[i].size;
    return result;
  }
};

constexpr int64_t grain = 32768;  // elements; smaller pieces cost more to hand to a thread than to compute

void run_rows(const actlab::Run& run, const Loops& loops, const char* x, const char* g, char* y) {
  const int64_t size = size_of(run.type);
  const Dimension inner = loops.dimension[0];
  const int64_t per_thread = std::max<int64_t>(1, grain / inner.size);
  stable::parallel_for(0, loops.rows(), per_thread, [&](int64_t begin, int64_t end) {
    for (int64_t row = begin; row < end; row++) {
      int64_t left = row, at_x = 0, at_g = 0, at_y = 0;
      for (int i = 1; i < loops.count; i++) {
        const Dimension& d = loops.dimension[i];
        const int64_t index = left % d.size;
        left /= d.size;
        at_x += index * d.x, at_g += index * d.g, at_y += index * d.y;
      }
      actlab::run(run, x + at_x * size, inner.x, g ? g + at_g * size : nullptr, inner.g, y + at_y * size, inner.y, inner.size);
    }
  });
}

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

// y = function(x), or g * function(x); the sizes of all are equal.
void compute(int record, What what, const double* parameters, const Tensor& x, const Tensor* g, const Tensor& y, const char* name, bool fresh) {
  const Type type = type_of(x, name);
  const int64_t n = y.numel();
  if (n == 0) return;
  // Not into memory just allocated: its page faults have brought the lines into the cache already, and streaming stores
  // then throw them out (16M floats: 1.7 times ReLU with them).
  const bool stream = !fresh && n * size_of(type) * (g ? 3 : 2) > actlab::stream_threshold();
  const actlab::Run run{record, what, type, parameters, stream};
  const char* from = static_cast<const char*>(x.const_data_ptr());
  const char* gradient = g ? static_cast<const char*>(g->const_data_ptr()) : nullptr;
  char* to = static_cast<char*>(y.mutable_data_ptr());
  if (fresh) prefer_large_pages(to, n * size_of(type));
  const bool dense = x.is_contiguous() && y.is_contiguous() && (!g || g->is_contiguous());
  if (!dense) {
    const Loops loops(x, g, y);
    if (loops.count > 1) return run_rows(run, loops, from, gradient, to);
    const Dimension d = loops.dimension[0];
    if (d.x != 1 || d.y != 1 || (g && d.g != 1)) {
      const int64_t size = size_of(type);
      stable::parallel_for(0, n, grain, [&](int64_t begin, int64_t end) {
        actlab::run(run, from + begin * d.x * size, d.x, gradient ? gradient + begin * d.g * size : nullptr, d.g,
                    to + begin * d.y * size, d.y, end - begin);
      });
      return;
    }
  }
  if (n <= grain) return actlab::run(run, from, 1, gradient, 1, to, 1, n);
  const int64_t size = size_of(type);
  stable::parallel_for(0, n, grain, [&](int64_t begin, int64_t end) {
    actlab::run(run, from + begin * size, 1, gradient ? gradient + begin * size : nullptr, 1, to + begin * size, 1, end - begin);
  });
}

// ---- results ---------------------------------------------------------------------------------------------------------

// A new tensor like x: same strides where x is dense without overlap in any order, else contiguous.
Tensor result_like(const Tensor& x) {
  const int64_t rank = x.dim();
  int64_t strides[most_dimensions];
  require(rank <= most_dimensions, "expected at most 64 dimensions.");
  const auto sizes = x.sizes(), given = x.strides();
  if (x.is_contiguous()) {
    std::copy(given.begin(), given.end(), strides);
  } else {
    return stable::empty_like(x);
  }
  int32_t type, device_type, device_index;
  aoti_torch_get_dtype(x.get(), &type);
  aoti_torch_get_device_type(x.get(), &device_type);
  aoti_torch_get_device_index(x.get(), &device_index);
  stable::TensorObject* handle;
  stable::check(
      aoti_torch_empty_strided(rank, sizes.data(), strides, type, device_type, device_index, &handle));
  return Tensor(handle);
}

bool same_sizes(const Tensor& a, const Tensor& b) {
  const auto x = a.sizes(), y = b.sizes();
  return x.size() == y.size() && std::equal(x.begin(), x.end(), y.begin());
}
bool same_type(const Tensor& a, const Tensor& b) {
  int32_t x, y;
  aoti_torch_get_dtype(a.get(), &x);
  aoti_torch_get_dtype(b.get(), &y);
  return x == y;
}

Tensor value(int record, const double* parameters, const Tensor& x, const char* name) {
  type_of(x, name);
  Tensor y = result_like(x);
  compute(record, What::value, parameters, x, nullptr, y, name, true);
  return y;
}

// The gradient is broadcast and cast as torch's own backward operators do.
Tensor backward(int record, const double* parameters, const Tensor& g, const Tensor& x, const char* name, What what = What::slope) {
  type_of(x, name);
  if (!same_sizes(g, x)) {
    return backward(record, parameters, call("aten::expand_as", "", g, x), x, name, what);
  }
  if (!same_type(g, x)) {
    type_of(g, name);
    const bool wider = g.element_size() > x.element_size();
    if (wider) return backward(record, parameters, g, call("aten::to", "other", x, g, false, false, std::nullopt), name, what);
    return backward(record, parameters, call("aten::to", "other", g, x, false, false, std::nullopt), x, name, what);
  }
  Tensor dx = result_like(x);
  compute(record, what, parameters, x, &g, dx, name, true);
  return dx;
}

// ---- writing into a given tensor -----------------------------------------------------------------------------------------

struct Span {
  const char *begin, *end;
};
Span span_of(const Tensor& t) {
  const char* at = static_cast<const char*>(t.const_data_ptr());
  const auto sizes = t.sizes(), strides = t.strides();
  int64_t reach = 1;
  for (int64_t i = 0; i < t.dim(); i++) reach += (sizes[i] - 1) * strides[i];
  return {at, at + reach * static_cast<int64_t>(t.element_size())};
}
bool overlaps_itself(const Tensor& t) {
  const auto sizes = t.sizes(), strides = t.strides();
  for (int64_t i = 0; i < t.dim(); i++)
    if (sizes[i] > 1 && strides[i] == 0) return true;
  return false;
}
bool same_layout(const Tensor& a, const Tensor& b) {
  const auto x = a.strides(), y = b.strides();
  return a.const_data_ptr() == b.const_data_ptr() && std::equal(x.begin(), x.end(), y.begin());
}

// True when `from` and `to` share memory otherwise than element by element.
bool tangled(const Tensor& from, const Tensor& to) {
  if (same_layout(from, to)) return false;
  const Span a = span_of(from), b = span_of(to);
  return a.begin < b.end && b.begin < a.end;
}

void check_output(const Tensor& x, const Tensor& out) {
  require(!overlaps_itself(out),
                  "unsupported operation: more than one element of the written-to tensor refers to a single memory "
                  "location. Please clone() the tensor before performing the operation.");
  require(!tangled(x, out),
                  "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single "
                  "memory location. Please clone() the tensor before performing the operation.");
}

// Gives `out` the sizes of x, as torch does for out=.
void resize(const Tensor& x, const Tensor& out) {
  if (same_sizes(x, out)) return;
  const auto sizes = x.sizes();
  std::vector<int64_t> wanted(sizes.begin(), sizes.end());
  call("aten::resize_", "", out, wanted, std::nullopt);
}

void value_into(int record, const double* parameters, const Tensor& x, const Tensor& out, const char* name) {
  type_of(x, name);
  resize(x, out);
  if (!same_type(x, out)) {
    type_of(out, name);
    call("aten::copy_", "", out, value(record, parameters, x, name), false);
    return;
  }
  if (out.numel() == 0) return;
  check_output(x, out);
  compute(record, What::value, parameters, x, nullptr, out, name, false);
}

// ---- operators of actlab ------------------------------------------------------------------------------------------------

double number(stable::Value from) { return stable::to<double>(from); }

template <int index> struct Operator {
  static int parameters() { return actlab::target().records[index].parameters; }
  static const char* key() { return actlab::target().records[index].key; }

  static void forward(stable::Value* stack, uint64_t, uint64_t) {
    Tensor x = stable::to<Tensor>(stack[0]);
    double p[actlab::most_parameters];
    for (int i = 0; i < parameters(); i++) p[i] = number(stack[1 + i]);
    stack[0] = stable::from(value(index, p, x, key()));
  }
  static void forward_in_place(stable::Value* stack, uint64_t, uint64_t) {
    Tensor x = stable::to<Tensor>(stack[0]);
    double p[actlab::most_parameters];
    for (int i = 0; i < parameters(); i++) p[i] = number(stack[1 + i]);
    value_into(index, p, x, x, key());
    stack[0] = stable::from(x);
  }
  template <What what> static void backward(stable::Value* stack, uint64_t, uint64_t) {
    Tensor g = stable::to<Tensor>(stack[0]);
    Tensor x = stable::to<Tensor>(stack[1]);
    double p[actlab::most_parameters];
    for (int i = 0; i < parameters(); i++) p[i] = number(stack[2 + i]);
    stack[0] = stable::from(::backward(index, p, g, x, key(), what));
  }
};

std::string with_parameters(const actlab::Record& record) {
  std::string result, names = record.names;
  for (size_t at = 0; at < names.size();) {
    size_t end = std::min(names.find(',', at), names.size());
    result += ", float " + names.substr(at, end - at);
    at = end + 1;
  }
  return result;
}

template <int... index> void define(stable::Library& library, std::integer_sequence<int, index...>) {
  auto one = [&](const actlab::Record& record) {
    const std::string key = record.key, rest = with_parameters(record);
    library.def(key + "(Tensor x" + rest + ") -> Tensor");
    library.def(key + "_(Tensor(a!) x" + rest + ") -> Tensor(a!)");
    library.def(key + "_backward(Tensor gradient, Tensor x" + rest + ") -> Tensor");
    library.def(key + "_curvature(Tensor gradient, Tensor x" + rest + ") -> Tensor");
  };
  (one(actlab::target().records[index]), ...);
}
template <int... index> void implement(stable::Library& library, std::integer_sequence<int, index...>) {
  auto one = [&](const std::string& key, auto forward, auto in_place, auto slope, auto curvature) {
    library.impl(key, forward);
    library.impl(key + "_", in_place);
    library.impl(key + "_backward", slope);
    library.impl(key + "_curvature", curvature);
  };
  (one(actlab::target().records[index].key, &Operator<index>::forward, &Operator<index>::forward_in_place,
       &Operator<index>::template backward<What::slope>, &Operator<index>::template backward<What::curvature>),
   ...);
}

#define ACTLAB_COUNT(key, count, names) +1
using AllRecords = std::make_integer_sequence<int, 0 ACTLAB_RECORDS(ACTLAB_COUNT)>;

// ---- replacements for aten's operators ---------------------------------------------------------------------------------

struct mish {
  static constexpr const char *key = "mish", *name = "mish_cpu";
};
struct swish {
  static constexpr const char *key = "swish", *name = "silu_cpu";
};
constexpr double ones[actlab::most_parameters] = {1, 1, 1, 1};

template <class F> int record_of() {
  static const int index = actlab::find_record(F::key);
  return index;
}
template <class F> Tensor aten_value(Tensor x) { return value(record_of<F>(), ones, x, F::name); }
template <class F> Tensor aten_value_in_place(Tensor x) {
  value_into(record_of<F>(), ones, x, x, F::name);
  return x;
}
template <class F> Tensor aten_value_out(Tensor x, Tensor out) {
  value_into(record_of<F>(), ones, x, out, F::name);
  return out;
}
template <class F> Tensor aten_backward(Tensor g, Tensor x) { return backward(record_of<F>(), ones, g, x, F::name); }
template <class F> Tensor aten_backward_out(Tensor g, Tensor x, Tensor out) {
  resize(x, out);
  if (out.numel() == 0) return out;
  const bool direct = same_type(x, out) && same_type(x, g) && same_sizes(x, g) && !tangled(x, out) && !tangled(g, out) && !overlaps_itself(out);
  if (direct) compute(record_of<F>(), What::slope, ones, x, &g, out, F::name, false);
  else call("aten::copy_", "", out, aten_backward<F>(g, x), false);
  return out;
}

std::mutex lock;
std::vector<std::unique_ptr<stable::Library>> taken;

struct Replacement {
  const char* name;
  void (*function)(stable::Value*, uint64_t, uint64_t);
};
const Replacement replacements[] = {
    {"mish", BOX(&aten_value<mish>)},
    {"mish_", BOX(&aten_value_in_place<mish>)},
    {"mish.out", BOX(&aten_value_out<mish>)},
    {"mish_backward", BOX(&aten_backward<mish>)},
    {"silu", BOX(&aten_value<swish>)},
    {"silu_", BOX(&aten_value_in_place<swish>)},
    {"silu.out", BOX(&aten_value_out<swish>)},
    {"silu_backward", BOX(&aten_backward<swish>)},
    {"silu_backward.grad_input", BOX(&aten_backward_out<swish>)},
};

// Registered while running, not while loading: what torch warns about then comes as a Python warning, which the caller,
// who asked for the replacement, can silence. Removing a library brings torch's own kernel back.
void take_over(std::string name) {
  std::lock_guard<std::mutex> guard(lock);
  for (const Replacement& replacement : replacements) {
    if (name != replacement.name) continue;
    taken.push_back(std::make_unique<stable::Library>("aten", "CPU"));
    taken.back()->impl(replacement.name, replacement.function);
    return;
  }
  require(false, "no kernel replaces aten::" + name + ".");
}
std::string instructions() { return actlab::target().name; }
void give_back() {
  std::lock_guard<std::mutex> guard(lock);
  taken.clear();
}

// While this library is loaded. `actlab` gets derivatives from Python (torch/derivatives.py); in `actlab_kernels` the same
// operators stand bare: a call that wants no gradient does not pass the part that looks for one.
struct Registered {
  stable::Library operators{"actlab"}, kernels{"actlab_kernels"}, operators_cpu{"actlab", "CPU"}, kernels_cpu{"actlab_kernels", "CPU"};
  stable::Library others{"actlab", "CompositeExplicitAutograd"};

  Registered() {
    for (stable::Library* library : {&operators, &kernels}) define(*library, AllRecords());
    for (stable::Library* library : {&operators_cpu, &kernels_cpu}) implement(*library, AllRecords());
    operators.def("take_over(str name) -> ()");
    operators.def("give_back() -> ()");
    operators.def("instructions() -> str");
    others.impl("take_over", BOX(&take_over));
    others.impl("give_back", BOX(&give_back));
    others.impl("instructions", BOX(&instructions));
  }
};
const Registered registered;

}  // namespace
