// The torch operators of the gates, on torch's stable ABI: one tensor that holds both inputs along a dimension, or two.
//
// Inputs are read where they lie, whatever their strides, and the gradient of one tensor is written as one tensor.
#include <array>
#include <cstring>

#include "gate_kernels.h"
#include "torch_tensors.h"

#if defined(ACTLAB_ONLY)
namespace ACTLAB_ONLY { const actlab::GateTable& gate_table(); }
#elif defined(__x86_64__)
namespace baseline { const actlab::GateTable& gate_table(); }
namespace avx2 { const actlab::GateTable& gate_table(); }
namespace avx512 { const actlab::GateTable& gate_table(); }
#elif defined(__aarch64__)
namespace neon { const actlab::GateTable& gate_table(); }
namespace portable { const actlab::GateTable& gate_table(); }
#else
namespace baseline { const actlab::GateTable& gate_table(); }
#endif

namespace {

using actlab::GateCall;
using stable::from;
using stable::to;

const actlab::GateTable& kernels() {
#if defined(ACTLAB_ONLY)
  return ACTLAB_ONLY::gate_table();
#elif defined(__x86_64__)
  if (std::strcmp(actlab::target().name, "avx512") == 0) return avx512::gate_table();
  if (std::strcmp(actlab::target().name, "avx2") == 0) return avx2::gate_table();
  return baseline::gate_table();
#elif defined(__aarch64__)
  return std::strcmp(actlab::target().name, "portable") == 0 ? portable::gate_table() : neon::gate_table();
#else
  return baseline::gate_table();
#endif
}

// ---- loops over several tensors -----------------------------------------------------------------------------------------

struct View {
  char* first;
  int64_t strides[most_dimensions];
};
View view_of(const Tensor& x, const void* first) {
  View result{const_cast<char*>(static_cast<const char*>(first)), {}};
  std::copy_n(x.strides().data(), x.dim(), result.strides);
  return result;
}

// Which halves of a tensor are the gate's input and the other one.
struct Halving {
  int64_t dim;
  bool interleaved, second;

  std::pair<View, View> of(const Tensor& x, const void* memory) const {
    View view = view_of(x, memory);
    const int64_t stride = view.strides[dim], half = x.sizes()[dim] / 2;
    if (interleaved) view.strides[dim] = 2 * stride;
    View other = view;
    other.first += (interleaved ? stride : half * stride) * static_cast<int64_t>(x.element_size());
    return second ? std::pair{other, view} : std::pair{view, other};
  }
};

// The dimensions without those of size 1, ordered from the smallest stride of the last view, neighbours joined where all
// views allow it. At most `grain` elements of the innermost one are a piece.
template <size_t views> struct Pieces {
  std::array<View, views> view;
  int64_t sizes[most_dimensions];
  int count = 0;

  Pieces(const std::array<View, views>& given, const int64_t* shape, int64_t rank) : view(given) {
    int order[most_dimensions];
    for (int64_t i = rank - 1; i >= 0; i--)
      if (shape[i] != 1) order[count++] = static_cast<int>(i);
    std::stable_sort(order, order + count, [&](int a, int b) { return given[views - 1].strides[a] < given[views - 1].strides[b]; });
    int last = -1;
    for (int i = 0; i < count; i++) {
      const bool joined = last >= 0 && std::all_of(view.begin(), view.end(), [&](const View& each) {
        return given[static_cast<size_t>(&each - view.data())].strides[order[i]] == each.strides[last] * sizes[last];
      });
      if (joined) {
        sizes[last] *= shape[order[i]];
        continue;
      }
      sizes[++last] = shape[order[i]];
      for (size_t k = 0; k < views; k++) view[k].strides[last] = given[k].strides[order[i]];
    }
    count = last + 1;
    if (count) return;
    sizes[count++] = 1;
    for (View& each : view) each.strides[0] = 1;
  }

  template <class Run> void each(int64_t element, const Run& run) const {
    const int64_t length = std::min(sizes[0], grain), in_row = (sizes[0] + length - 1) / length;
    int64_t pieces = in_row;
    for (int i = 1; i < count; i++) pieces *= sizes[i];
    stable::parallel_for(0, pieces, std::max<int64_t>(1, grain / length), [&](int64_t begin, int64_t end) {
      for (int64_t piece = begin; piece < end; piece++) {
        const int64_t start = piece % in_row * length;
        int64_t left = piece / in_row;
        std::array<char*, views> at;
        for (size_t k = 0; k < views; k++) at[k] = view[k].first + start * view[k].strides[0] * element;
        for (int i = 1; i < count; i++) {
          const int64_t index = left % sizes[i];
          left /= sizes[i];
          for (size_t k = 0; k < views; k++) at[k] += index * view[k].strides[i] * element;
        }
        run(at, std::min(length, sizes[0] - start));
      }
    });
  }
};

void run_value(const GateCall& call, const View& a, const View& b, const Tensor& y) {
  void* memory = y.mutable_data_ptr();
  if (!y.numel()) return;
  prefer_large_pages(static_cast<char*>(memory), y.numel() * size_of(call.type));
  const Pieces<3> pieces({a, b, view_of(y, memory)}, y.sizes().data(), y.dim());
  const auto& views = pieces.view;
  pieces.each(size_of(call.type), [&](const auto& at, int64_t n) {
    kernels().value(call, {at[0], views[0].strides[0]}, {at[1], views[1].strides[0]}, {at[2], views[2].strides[0]}, n);
  });
}

void run_slopes(const GateCall& call, const Tensor& gradient, const View& a, const View& b, const View& by_a, const View& by_b) {
  if (!gradient.numel()) return;
  const Pieces<5> pieces({view_of(gradient, gradient.const_data_ptr()), a, b, by_b, by_a}, gradient.sizes().data(), gradient.dim());
  const auto& views = pieces.view;
  pieces.each(size_of(call.type), [&](const auto& at, int64_t n) {
    kernels().slopes(call, {at[0], views[0].strides[0]}, {at[1], views[1].strides[0]}, {at[2], views[2].strides[0]},
                     {at[4], views[4].strides[0]}, {at[3], views[3].strides[0]}, n);
  });
}

// ---- operators ----------------------------------------------------------------------------------------------------------

// gate, four parameters, steps
struct Named {
  GateCall call;
  double parameters[actlab::most_parameters];
  Named(const stable::Value* stack, const Tensor& x) {
    const auto name = to<std::string>(stack[0]);
    for (int i = 0; i < actlab::most_parameters; i++) parameters[i] = to<double>(stack[1 + i]);
    const int gate = kernels().find(name.c_str());
    require(gate >= 0, "no native kernel is called " + name + ".");
    call = {gate, type_of(x, name.c_str()), to<bool>(stack[1 + actlab::most_parameters]), parameters};
  }
};

Halving halving(const stable::Value* stack, const Tensor& x) {
  int64_t dim = to<int64_t>(stack[0]);
  if (dim < 0) dim += x.dim();
  require(dim >= 0 && dim < x.dim() && x.sizes()[dim] % 2 == 0, "expected an even number of elements along the dimension.");
  return {dim, to<bool>(stack[1]), to<bool>(stack[2])};
}

void check_alike(const Tensor& a, const Tensor& b) {
  const auto x = a.sizes(), y = b.sizes();
  require(number_of_type(a) == number_of_type(b) && x.size() == y.size() && std::equal(x.begin(), x.end(), y.begin()),
          "expected tensors of one shape and type.");
}

void halves(stable::Value* stack, uint64_t, uint64_t) {
  const Tensor x = to<Tensor>(stack[0]);
  const Named named(stack + 4, x);
  const Halving halving = ::halving(stack + 1, x);
  int64_t sizes[most_dimensions], strides[most_dimensions], stride = 1;
  std::copy_n(x.sizes().data(), x.dim(), sizes);
  sizes[halving.dim] /= 2;
  for (int64_t i = x.dim() - 1; i >= 0; stride *= std::max<int64_t>(sizes[i--], 1)) strides[i] = stride;
  const Tensor y = empty(x.dim(), sizes, strides, number_of_type(x));
  const auto [a, b] = halving.of(x, x.const_data_ptr());
  run_value(named.call, a, b, y);
  stack[0] = from(y);
}

void halves_backward(stable::Value* stack, uint64_t, uint64_t) {
  const Tensor gradient = to<Tensor>(stack[0]), x = to<Tensor>(stack[1]);
  const Named named(stack + 5, x);
  const Halving halving = ::halving(stack + 2, x);
  require(number_of_type(gradient) == number_of_type(x) && 2 * gradient.numel() == x.numel() && gradient.dim() == x.dim(),
          "expected a gradient of the type of x, and half as large.");
  const Tensor dx = result_like(x);
  void* memory = dx.mutable_data_ptr();
  prefer_large_pages(static_cast<char*>(memory), x.numel() * size_of(named.call.type));
  const auto [a, b] = halving.of(x, x.const_data_ptr());
  const auto [by_a, by_b] = halving.of(dx, memory);
  run_slopes(named.call, gradient, a, b, by_a, by_b);
  stack[0] = from(dx);
}

void pair(stable::Value* stack, uint64_t, uint64_t) {
  const Tensor a = to<Tensor>(stack[0]), b = to<Tensor>(stack[1]);
  const Named named(stack + 2, a);
  check_alike(a, b);
  const Tensor y = result_like(a);
  run_value(named.call, view_of(a, a.const_data_ptr()), view_of(b, b.const_data_ptr()), y);
  stack[0] = from(y);
}

void pair_backward(stable::Value* stack, uint64_t, uint64_t) {
  const Tensor gradient = to<Tensor>(stack[0]), a = to<Tensor>(stack[1]), b = to<Tensor>(stack[2]);
  const Named named(stack + 3, a);
  check_alike(a, b), check_alike(gradient, a);
  const Tensor by_a = result_like(a), by_b = result_like(b);
  void *of_a = by_a.mutable_data_ptr(), *of_b = by_b.mutable_data_ptr();
  for (void* memory : {of_a, of_b}) prefer_large_pages(static_cast<char*>(memory), a.numel() * size_of(named.call.type));
  run_slopes(named.call, gradient, view_of(a, a.const_data_ptr()), view_of(b, b.const_data_ptr()), view_of(by_a, of_a), view_of(by_b, of_b));
  stack[0] = from(by_a), stack[1] = from(by_b);
}

// While this library is loaded.
struct Gates {
  stable::Library operators{"actlab_gates"}, cpu{"actlab_gates", "CPU"};

  Gates() {
    const std::string numbers = ", str gate, float p0, float p1, float p2, float p3, bool steps)", halving = ", int dim, bool interleaved, bool second";
    operators.def("halves(Tensor x" + halving + numbers + " -> Tensor");
    operators.def("halves_backward(Tensor gradient, Tensor x" + halving + numbers + " -> Tensor");
    operators.def("pair(Tensor a, Tensor b" + numbers + " -> Tensor");
    operators.def("pair_backward(Tensor gradient, Tensor a, Tensor b" + numbers + " -> (Tensor, Tensor)");
    cpu.impl("halves", halves);
    cpu.impl("halves_backward", halves_backward);
    cpu.impl("pair", pair);
    cpu.impl("pair_backward", pair_backward);
  }
};
const Gates gates;

}  // namespace
