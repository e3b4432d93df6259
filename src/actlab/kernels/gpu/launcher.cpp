// Launches kernels that Triton compiled, without entering Python: what a call of F.mish costs before the GPU has work.
//
// Python compiles a kernel, compares what it gives when launched from here and from Triton, and hands it over
// (launcher.py). Until then, and for tensors of another kind, an operator goes on to the kernel that Python registered.
// The driver and the current stream are found while running: torch's CPU build, which compiles this too, has neither.
#include <ATen/core/Tensor.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/ops/empty_strided.h>
#include <c10/core/DeviceGuard.h>
#include <dlfcn.h>
#include <torch/library.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

using at::Tensor;
using c10::IValue;
using torch::jit::Stack;
using Arguments = c10::ArrayRef<IValue>;

// ---- the driver ------------------------------------------------------------------------------------------------------

using LaunchKernel = int (*)(void* function, unsigned grid_x, unsigned grid_y, unsigned grid_z, unsigned block_x, unsigned block_y,
                             unsigned block_z, unsigned shared, void* stream, void** arguments, void** extra);
using CurrentStream = int32_t (*)(int32_t device, void** stream);

template <class Function> Function find(const char* library, const char* name) {
  void* loaded = dlopen(library, RTLD_LAZY | RTLD_NOLOAD);  // in a process with a CUDA tensor both are there
  return loaded ? reinterpret_cast<Function>(dlsym(loaded, name)) : nullptr;
}

struct Driver {
  LaunchKernel launch = find<LaunchKernel>("libcuda.so.1", "cuLaunchKernel");
  CurrentStream stream = find<CurrentStream>("libtorch_cuda.so", "aoti_torch_get_current_cuda_stream");
};
const Driver& driver() {
  static const Driver found;
  return found;
}

// ---- kernels ---------------------------------------------------------------------------------------------------------

constexpr int most_tensors = 3, most_scratch = 2;

// Takes pointers to the tensors, the number of elements, and pointers to scratch memory, of which it needs none.
struct Compiled {
  void* function;
  unsigned threads, shared;
  int64_t block;  // elements
  int scratch;
};

bool launch(const Compiled& compiled, const Tensor* const* tensors, int count) {
  const auto [launch_kernel, current_stream] = driver();
  void *stream, *pointers[most_tensors], *nothing = nullptr, *arguments[most_tensors + 1 + most_scratch];
  const c10::OptionalDeviceGuard guard(tensors[0]->device());
  if (!launch_kernel || !current_stream || current_stream(tensors[0]->device().index(), &stream)) return false;
  for (int i = 0; i < count; i++) {
    pointers[i] = tensors[i]->data_ptr();
    arguments[i] = &pointers[i];
    if (reinterpret_cast<uintptr_t>(pointers[i]) & 15) return false;  // compiled for loads of 16 bytes
  }
  int64_t n = tensors[0]->numel();
  arguments[count] = &n;
  std::fill_n(arguments + count + 1, compiled.scratch, &nothing);
  const auto blocks = static_cast<unsigned>((n + compiled.block - 1) / compiled.block);
  return !launch_kernel(compiled.function, blocks, 1, 1, compiled.threads, 1, 1, compiled.shared, stream, arguments, nullptr);
}

constexpr int most_devices = 64;

int number_of(at::ScalarType type) { return type == at::kFloat ? 0 : type == at::kBFloat16 ? 1 : type == at::kHalf ? 2 : 3; }

// What was handed over of one function, by device, type, and whether all blocks are full. Never freed: another thread
// may be launching it.
struct Kept {
  int64_t block = 0;
  std::array<std::array<std::array<std::atomic<const Compiled*>, 2>, 3>, most_devices> compiled = {};

  std::atomic<const Compiled*>* at(c10::Device device, at::ScalarType type, bool even) {
    const int index = std::max<int>(device.index(), 0), number = number_of(type);
    return index < most_devices && number < 3 ? &compiled[index][number][even] : nullptr;
  }
};

std::mutex lock;

Kept& kept(const std::string& function) {
  static auto& all = *new std::map<std::string, Kept>;
  std::lock_guard<std::mutex> guard(lock);
  return all[function];
}

Compiled unpacked(c10::IntArrayRef numbers) {
  if (numbers.size() != 5 || numbers[4] > most_scratch) throw std::runtime_error("expected function, threads, shared, block, scratch.");
  return {reinterpret_cast<void*>(numbers[0]), static_cast<unsigned>(numbers[1]), static_cast<unsigned>(numbers[2]), numbers[3],
          static_cast<int>(numbers[4])};
}

// Launches a kernel that is not handed over yet; says whether the driver took it.
bool try_launch(c10::IntArrayRef numbers, at::TensorList tensors) {
  if (tensors.size() < 2 || tensors.size() > most_tensors) throw std::runtime_error("expected two or three tensors.");
  const Tensor* each[most_tensors];
  std::transform(tensors.begin(), tensors.end(), each, [](const Tensor& tensor) { return &tensor; });
  return launch(unpacked(numbers), each, static_cast<int>(tensors.size()));
}

void hand_over(const std::string& function, bool even, const Tensor& like, c10::IntArrayRef numbers) {
  Kept& place = kept(function);
  place.block = numbers[3];
  if (auto* at = place.at(like.device(), like.scalar_type(), even)) *at = new Compiled(unpacked(numbers));
}

// ---- operators -------------------------------------------------------------------------------------------------------

bool alike(const Tensor& g, const Tensor& x) {
  return g.scalar_type() == x.scalar_type() && g.device() == x.device() && g.sizes() == x.sizes() && g.strides() == x.strides();
}

class Quick final : public c10::OperatorKernel {
 public:
  Quick(const c10::OperatorHandle& theirs, c10::DispatchKey key, const std::string& function, bool in_place, std::vector<double> usual)
      : slow_(theirs.getComputedKernelForDispatchKey(key)),
        count_(theirs.schema().arguments().size()),
        tensors_(count_ - usual.size()),
        in_place_(in_place),
        usual_(std::move(usual)),
        kept_(kept(function)) {}

  void operator()(const c10::OperatorHandle& theirs, c10::DispatchKeySet keys, Stack* stack) {
    Tensor result = quick(Arguments(*stack).slice(stack->size() - count_));
    if (!result.defined()) return slow_.callBoxed(theirs, keys, stack);
    torch::jit::drop(stack, count_);
    stack->emplace_back(std::move(result));
  }

 private:
  // No tensor where Python has to do it.
  Tensor quick(Arguments given) const {
    const Tensor *g = &given[0].toTensor(), *x = &given[tensors_ - 1].toTensor();
    const int64_t n = x->numel();
    if (n == 0 || !kept_.block) return {};
    const auto* at = kept_.at(x->device(), x->scalar_type(), n % kept_.block == 0);
    const Compiled* compiled = at ? at->load(std::memory_order_acquire) : nullptr;
    if (!compiled || !usual(given) || !x->is_non_overlapping_and_dense()) return {};
    if (tensors_ == 2 && !alike(*g, *x)) return {};
    const Tensor result = in_place_ ? *x : at::empty_strided(x->sizes(), x->strides(), x->options());
    const Tensor* each[most_tensors] = {g, x, &result};
    each[tensors_] = &result;
    return launch(*compiled, each, tensors_ + 1) ? result : Tensor();
  }

  bool usual(Arguments given) const {
    for (size_t i = 0; i < usual_.size(); i++)
      if (given[tensors_ + i].toScalar().toDouble() != usual_[i]) return false;
    return true;
  }

  c10::SafeKernelFunction slow_;
  size_t count_;
  int tensors_;
  bool in_place_;
  std::vector<double> usual_;  // what the arguments after the tensors have to be
  Kept& kept_;
};

std::map<std::string, std::unique_ptr<torch::Library>> quickened;

// Puts a Quick before the kernel that is registered for an operator such as "aten::mish".
void quicken(const std::string& name, const std::string& device, const std::string& function, bool in_place, std::vector<double> usual) {
  const c10::DispatchKey key = c10::parseDispatchKey(device);
  const auto theirs = c10::Dispatcher::singleton().findSchemaOrThrow(name.c_str(), "");
  auto kernel = std::make_unique<Quick>(theirs, key, function, in_place, std::move(usual));
  auto library = std::make_unique<torch::Library>(torch::Library::IMPL, name.substr(0, name.find(':')), key, "", 0);
  library->impl(name.c_str(), torch::CppFunction::makeFromBoxedFunctor(std::move(kernel)));
  std::lock_guard<std::mutex> guard(lock);
  quickened[name] = std::move(library);
}

// Leaves an operator to Python again.
void slow_down(const std::string& name) {
  std::lock_guard<std::mutex> guard(lock);
  quickened.erase(name);
}

TORCH_LIBRARY_FRAGMENT(actlab, library) {
  library.def("gpu_try(int[] compiled, Tensor[] tensors) -> bool", try_launch);
  library.def("gpu_hand_over(str function, bool even, Tensor like, int[] compiled) -> ()", hand_over);
  library.def("gpu_quicken(str name, str device, str function, bool in_place, float[] usual) -> ()", quicken);
  library.def("gpu_slow_down(str name) -> ()", slow_down);
}

}  // namespace
