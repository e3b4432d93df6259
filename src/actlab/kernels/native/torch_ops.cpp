// The torch operators, on torch's stable ABI: one library works with every torch from 2.10 on.
//
// For each record `key` with parameters p: actlab::key(x, p) and actlab::key_backward(gradient, x, p), and the
// replacements for aten's own operators, which take_over() registers and give_back() removes.
#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "functions.h"  // for the list of records only; its templates are not used here
#include "kernels.h"
#include "torch_tensors.h"

namespace {

using actlab::Type;
using actlab::What;
using stable::call;
using stable::from;
using stable::to;
using stable::Tensor;

// ---- tensors as loops ------------------------------------------------------------------------------------------------

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
  if (t.numel() == 0) return {at, at};
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

// True when `from` and `to` may share memory otherwise than element by element.
bool tangled(const Tensor& from, const Tensor& to) {
  if (same_layout(from, to)) return false;
  const Span a = span_of(from), b = span_of(to);
  return a.begin < b.end && b.begin < a.end;
}

// True when the elements fill their memory without gaps, in whatever order.
bool is_dense(const Tensor& t) {
  std::vector<std::pair<int64_t, int64_t>> dimensions;
  const auto sizes = t.sizes(), strides = t.strides();
  for (int64_t i = 0; i < t.dim(); i++)
    if (sizes[i] != 1) dimensions.emplace_back(strides[i], sizes[i]);
  std::sort(dimensions.begin(), dimensions.end());
  int64_t expected = 1;
  for (const auto& [stride, size] : dimensions) {
    if (stride != expected) return false;
    expected *= size;
  }
  return true;
}

// torch refuses dense tensors that overlap; views with gaps, such as every second element, it lets pass.
void check_output(const Tensor& x, const Tensor& out) {
  require(!overlaps_itself(out),
          "unsupported operation: more than one element of the written-to tensor refers to a single memory location. "
          "Please clone() the tensor before performing the operation.");
  require(!tangled(x, out) || !is_dense(x) || !is_dense(out),
          "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single memory "
          "location. Please clone() the tensor before performing the operation.");
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
  if (tangled(x, out)) call("aten::copy_", "", out, value(record, parameters, x, name), false);
  else compute(record, What::value, parameters, x, nullptr, out, name, false);
}

// ---- operators of actlab ------------------------------------------------------------------------------------------------

double number(stable::Value from) { return stable::to<double>(from); }

// Reads the parameters of a record, which follow its tensors.
struct Numbers {
  double at[actlab::most_parameters];
  Numbers(const actlab::Record& record, const stable::Value* stack) {
    for (int i = 0; i < record.parameters; i++) at[i] = number(stack[i]);
  }
};

void forward(int index, stable::Value* stack) {
  const actlab::Record& record = actlab::target().records[index];
  const Tensor x = to<Tensor>(stack[0]);
  stack[0] = from(value(index, Numbers(record, stack + 1).at, x, record.key));
}
void forward_in_place(int index, stable::Value* stack) {
  const actlab::Record& record = actlab::target().records[index];
  const Tensor x = to<Tensor>(stack[0]);
  value_into(index, Numbers(record, stack + 1).at, x, x, record.key);
  stack[0] = from(x);
}
void backward(int index, What what, stable::Value* stack) {
  const actlab::Record& record = actlab::target().records[index];
  const Tensor g = to<Tensor>(stack[0]), x = to<Tensor>(stack[1]);
  stack[0] = from(backward(index, Numbers(record, stack + 2).at, g, x, record.key, what));
}

// The same at the defaults.
void forward_at_defaults(int index, stable::Value* stack) {
  const actlab::Record& record = actlab::target().records[index];
  stack[0] = from(value(index, record.defaults, to<Tensor>(stack[0]), record.key));
}
void backward_at_defaults(int index, stable::Value* stack) {
  const actlab::Record& record = actlab::target().records[index];
  const Tensor g = to<Tensor>(stack[0]), x = to<Tensor>(stack[1]);
  stack[0] = from(backward(index, record.defaults, g, x, record.key));
}

// torch's functions get nothing but their arguments, so each record has its own; bodies in them took 5 s to compile.
template <int index> struct Operator {
  static void forward(stable::Value* stack, uint64_t, uint64_t) { ::forward(index, stack); }
  static void forward_in_place(stable::Value* stack, uint64_t, uint64_t) { ::forward_in_place(index, stack); }
  template <What what> static void backward(stable::Value* stack, uint64_t, uint64_t) { ::backward(index, what, stack); }
  static void forward_at_defaults(stable::Value* stack, uint64_t, uint64_t) { ::forward_at_defaults(index, stack); }
  static void backward_at_defaults(stable::Value* stack, uint64_t, uint64_t) { ::backward_at_defaults(index, stack); }
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

// A number that comes from Python takes 0.3 us.
template <int... index> void define_at_defaults(stable::Library& library, stable::Library& cpu, std::integer_sequence<int, index...>) {
  auto one = [&](const std::string& key, auto forward, auto slope) {
    library.def(key + ".defaults(Tensor x) -> Tensor");
    library.def(key + "_backward.defaults(Tensor gradient, Tensor x) -> Tensor");
    cpu.impl(key + ".defaults", forward);
    cpu.impl(key + "_backward.defaults", slope);
  };
  (one(actlab::target().records[index].key, &Operator<index>::forward_at_defaults, &Operator<index>::backward_at_defaults), ...);
}

#define ACTLAB_COUNT(key, count, names) +1
using AllRecords = std::make_integer_sequence<int, 0 ACTLAB_RECORDS(ACTLAB_COUNT)>;

// ---- learnable parameters ------------------------------------------------------------------------------------------------

Tensor contiguous(const Tensor& x) {
  return x.is_contiguous() ? x : call("aten::copy_", "", contiguous_like(x), x, false);
}

// Pieces of a fixed size, added in their order: the sums do not depend on the number of threads.
std::vector<double> by_parameter(int record, const double* parameters, const Tensor& g, const Tensor& x, const char* name) {
  const Type type = type_of(x, name);
  const Tensor along = contiguous(g), at = contiguous(x);
  const int64_t n = at.numel(), size = size_of(type), pieces = (n + grain - 1) / grain;
  const auto* from = static_cast<const char*>(at.const_data_ptr());
  const auto* gradient = static_cast<const char*>(along.const_data_ptr());
  std::vector<double> sums(static_cast<size_t>(pieces + 1) * actlab::most_parameters);
  stable::parallel_for(0, pieces, 1, [&](int64_t begin, int64_t end) {
    for (int64_t piece = begin; piece < end; piece++) {
      const int64_t first = piece * grain;
      actlab::add_by_parameter(record, type, parameters, from + first * size, gradient + first * size, std::min(grain, n - first),
                               sums.data() + (piece + 1) * actlab::most_parameters);
    }
  });
  for (size_t i = actlab::most_parameters; i < sums.size(); i++) sums[i % actlab::most_parameters] += sums[i];
  return sums;
}

// The slope in x, and in float64 the sums of the slopes in the parameters, 0 for what is not learnable.
void gradients(int index, stable::Value* stack) {
  const Tensor g = to<Tensor>(stack[0]), x = to<Tensor>(stack[1]);
  const actlab::Record& record = actlab::target().records[index];
  const Numbers parameters(record, stack + 2);
  require(same_type(g, x) && same_sizes(g, x), "expected a gradient of the sizes and the type of x.");
  const Tensor dx = backward(index, parameters.at, g, x, record.key);
  const std::vector<double> sums = by_parameter(index, parameters.at, g, x, record.key);
  const int64_t sizes[] = {record.parameters}, strides[] = {1};
  const Tensor total = empty(1, sizes, strides, aoti_torch_dtype_float64());
  std::copy_n(sums.data(), record.parameters, static_cast<double*>(total.mutable_data_ptr()));
  stack[0] = from(dx), stack[1] = from(total);
}
template <int index> void gradients_of(stable::Value* stack, uint64_t, uint64_t) { gradients(index, stack); }

template <int... index> void define_gradients(stable::Library& library, stable::Library& cpu, std::integer_sequence<int, index...>) {
  auto one = [&](const actlab::Record& record, stable::Kernel kernel) {
    const bool learnable = std::any_of(record.functions.by_parameter, record.functions.by_parameter + record.parameters,
                                       [](actlab::Emitted each) { return each != nullptr; });
    if (!learnable) return;
    const std::string name = std::string(record.key) + "_gradients";
    library.def(name + "(Tensor gradient, Tensor x" + with_parameters(record) + ") -> (Tensor, Tensor)");
    cpu.impl(name, kernel);
  };
  (one(actlab::target().records[index], &gradients_of<index>), ...);
}

// ---- in the place of aten's operators ----------------------------------------------------------------------------------

// What is not ours, a type, an argument, sizes to broadcast, goes on as it came to torch's own kernel, which Python holds
// under the same schema in the namespace torch_own (actlab/torch/aten.py).

// All operators of one function: call, in place, out= and backward.
struct Family {
  const char *aten, *key, *tanh_form;  // tanh_form: the record for approximate="tanh", where the operator has that argument
  std::atomic<int> types{0};           // a bit for each Type that is ours
};
Family mish{"mish", "mish", nullptr}, silu{"silu", "swish", nullptr}, sigmoid{"sigmoid", "sigmoid", nullptr},
    tanh_{"tanh", "tanh", nullptr}, gelu{"gelu", "gelu", "gelu_tanh"}, hardswish{"hardswish", "hard_swish", nullptr};
constexpr double ones[actlab::most_parameters] = {1, 1, 1, 1};

enum class Result { fresh, in_place, into };
struct Aten {
  const char *name, *overload;
  Family& family;
  int tensors;  // 2: a gradient and x
  Result result;
};

// name, overload, family, tensors, what becomes of the result
constexpr Aten operators[] = {
    {"mish", "", mish, 1, Result::fresh},
    {"mish_", "", mish, 1, Result::in_place},
    {"mish", "out", mish, 1, Result::into},
    {"mish_backward", "", mish, 2, Result::fresh},
    {"silu", "", silu, 1, Result::fresh},
    {"silu_", "", silu, 1, Result::in_place},
    {"silu", "out", silu, 1, Result::into},
    {"silu_backward", "", silu, 2, Result::fresh},
    {"silu_backward", "grad_input", silu, 2, Result::into},
    {"sigmoid", "", sigmoid, 1, Result::fresh},
    {"sigmoid_", "", sigmoid, 1, Result::in_place},
    {"sigmoid", "out", sigmoid, 1, Result::into},
    {"tanh", "", tanh_, 1, Result::fresh},
    {"tanh_", "", tanh_, 1, Result::in_place},
    {"tanh", "out", tanh_, 1, Result::into},
    {"gelu", "", gelu, 1, Result::fresh},
    {"gelu_", "", gelu, 1, Result::in_place},
    {"gelu", "out", gelu, 1, Result::into},
    {"gelu_backward", "", gelu, 2, Result::fresh},
    {"gelu_backward", "grad_input", gelu, 2, Result::into},
    {"hardswish", "", hardswish, 1, Result::fresh},
    {"hardswish_", "", hardswish, 1, Result::in_place},
    {"hardswish", "out", hardswish, 1, Result::into},
    {"hardswish_backward", "", hardswish, 2, Result::fresh},
};
constexpr int operator_count = sizeof operators / sizeof *operators;

// What torch's own kernel refused, in its words: an exception would lose them on the way through the stable ABI, and torch
// would print it.
thread_local std::string refusal;
void refuse(std::string message) { refusal = std::move(message); }

void torchs_own(const Aten& op, stable::Value* stack) {
  const std::string name = std::string("torch_own::") + op.name;
  stable::check(torch_call_dispatcher(name.c_str(), op.overload, stack, stable::version));
  if (refusal.empty()) return;
  const std::string message = std::exchange(refusal, "");
  aoti_torch_delete_tensor_object(stable::to<stable::TensorObject*>(stack[0]));
  throw std::runtime_error(message);
}

// The form that a call means, 1 for approximate="tanh"; -1 where there is none. Where the operator has no such argument, its
// place is beyond the end of the stack.
int form_of(const Family& family, const stable::Value* approximate) {
  if (!family.tanh_form) return 0;
  const char* text;
  stable::check(torch_string_c_str(to<stable::StringObject*>(*approximate), &text));
  const std::string form = text;
  return form == "none" ? 0 : form == "tanh" ? 1 : -1;
}

bool is_ours(const Family& family, stable::TensorObject* x) {
  const auto kind = kind_of(x);
  return kind && (family.types.load(std::memory_order_relaxed) >> static_cast<int>(*kind) & 1);
}
bool alike(stable::TensorObject* a, stable::TensorObject* b) {
  int32_t one, other;
  aoti_torch_get_dtype(a, &one);
  aoti_torch_get_dtype(b, &other);
  int64_t rank, other_rank, *sizes, *other_sizes;
  aoti_torch_get_dim(a, &rank);
  aoti_torch_get_dim(b, &other_rank);
  aoti_torch_get_sizes(a, &sizes);
  aoti_torch_get_sizes(b, &other_sizes);
  return one == other && rank == other_rank && rank <= most_dimensions && std::equal(sizes, sizes + rank, other_sizes);
}

Tensor fresh(const Aten& op, int record, const Tensor& first, const Tensor& x) {
  return op.tensors == 2 ? backward(record, ones, first, x, op.name) : value(record, ones, x, op.name);
}

// In place or into `out`, where nothing is in the way; else torch's own checks and resizes it, and refuses what it
// refuses, and the numbers are ours all the same.
void write(const Aten& op, int form, int record, const Tensor& first, const Tensor& x, const Tensor& out, stable::Value* stack) {
  if (alike(x.get(), out.get()) && !overlaps_itself(out) && !tangled(x, out) && !tangled(first, out)) {
    const bool two = op.tensors == 2;
    if (out.numel()) compute(record, two ? What::slope : What::value, ones, x, two ? &first : nullptr, out, op.name, false);
    stack[0] = from(out);
    return;
  }
  const Tensor y = fresh(op, record, first, x);
  int at = 0;
  stack[at++] = from(first);
  if (op.tensors == 2) stack[at++] = from(x);
  if (op.family.tanh_form) stack[at++] = from(std::string(form ? "tanh" : "none"));
  if (op.result == Result::into) stack[at++] = from(out);
  torchs_own(op, stack);
  call("aten::copy_", "", out, y, false);
}

void replace(const Aten& op, const int (&records)[2], stable::Value* stack) {
  const auto handle = to<stable::TensorObject*>(stack[op.tensors - 1]);
  const bool ours = is_ours(op.family, handle) && alike(to<stable::TensorObject*>(stack[0]), handle);
  const int form = ours ? form_of(op.family, stack + op.tensors) : -1;
  if (form < 0) return torchs_own(op, stack);
  const Tensor x = to<Tensor>(stack[op.tensors - 1]), first = op.tensors == 2 ? to<Tensor>(stack[0]) : x;
  const bool has_form = op.family.tanh_form;
  if (has_form) torch_delete_string(to<stable::StringObject*>(stack[op.tensors]));
  if (op.result == Result::fresh) stack[0] = from(fresh(op, records[form], first, x));
  else write(op, form, records[form], first, x, op.result == Result::into ? to<Tensor>(stack[op.tensors + has_form]) : x, stack);
}
template <int index> void replacement(stable::Value* stack, uint64_t, uint64_t) {
  constexpr const Aten& op = operators[index];
  static const int records[] = {actlab::find_record(op.family.key), op.family.tanh_form ? actlab::find_record(op.family.tanh_form) : -1};
  replace(op, records, stack);
}

template <int... index> std::vector<stable::Kernel> replacements(std::integer_sequence<int, index...>) { return {&replacement<index>...}; }

std::mutex lock;
std::vector<std::unique_ptr<stable::Library>> taken;

// Registered while running, not while loading: what torch warns about then comes as a Python warning, which the caller,
// who asked for the replacement, can silence. Removing a library brings torch's own kernel back.
void take_over(std::string family, int64_t types) {
  std::lock_guard<std::mutex> guard(lock);
  static const std::vector<stable::Kernel> functions = replacements(std::make_integer_sequence<int, operator_count>());
  const size_t before = taken.size();
  for (int i = 0; i < operator_count; i++) {
    const Aten& op = operators[i];
    if (family != op.family.aten) continue;
    op.family.types = static_cast<int>(types);
    taken.push_back(std::make_unique<stable::Library>("aten", "CPU"));
    const std::string name = std::string(op.name) + (*op.overload ? "." : "") + op.overload;
    taken.back()->impl(name, functions[i]);
  }
  require(taken.size() > before, "no kernel replaces aten::" + family + ".");
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
    define_at_defaults(kernels, kernels_cpu, AllRecords());
    define_gradients(kernels, kernels_cpu, AllRecords());
    operators.def("take_over(str family, int types) -> ()");
    operators.def("give_back() -> ()");
    operators.def("refuse(str message) -> ()");
    operators.def("instructions() -> str");
    others.impl("take_over", BOX(&take_over));
    others.impl("give_back", BOX(&give_back));
    others.impl("refuse", BOX(&refuse));
    others.impl("instructions", BOX(&instructions));
  }
};
const Registered registered;

}  // namespace
