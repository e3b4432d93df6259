// Replacements for aten's operators whose arguments the stable ABI cannot carry (numbers of any type, keywords), or that
// take types for which there are no kernels here, or no faster ones: what is not usual goes on to torch's own kernel.
#include <ATen/core/Tensor.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <torch/library.h>

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace {

using at::Tensor;
using c10::IValue;
using torch::jit::Stack;
using Arguments = c10::ArrayRef<IValue>;
using Numbers = std::optional<std::vector<double>>;  // the parameters of the record; none where torch has to do it

struct Replacement {
  const char *name, *overload, *ours;
  int tensors;                        // how many arguments come first in both
  Numbers (*parameters)(Arguments);   // of the arguments after the tensors
};

double number(const IValue& value) { return value.toScalar().toDouble(); }

Numbers no_numbers(Arguments) { return std::vector<double>(); }
// torch gives x itself above the threshold; from 20 on the difference is 2e-9, 1e-10 of x.
Numbers softplus(Arguments rest) {
  if (number(rest[0]) < 0.001 || number(rest[1]) < 20) return std::nullopt;
  return std::vector<double>{number(rest[0])};
}
Numbers exact_gelu(Arguments rest) {
  if (rest[0].toStringRef() != "none") return std::nullopt;
  return std::vector<double>();
}
Numbers elu(Arguments rest) {
  for (const IValue& each : rest)
    if (number(each) != 1) return std::nullopt;
  return std::vector<double>{1.0};
}

const Replacement replacements[] = {
    {"aten::sigmoid", "", "actlab::sigmoid", 1, no_numbers},
    {"aten::sigmoid_", "", "actlab::sigmoid_", 1, no_numbers},
    {"aten::tanh", "", "actlab::tanh", 1, no_numbers},
    {"aten::tanh_", "", "actlab::tanh_", 1, no_numbers},
    {"aten::softplus", "", "actlab::softplus", 1, softplus},
    {"aten::softplus_backward", "", "actlab::softplus_backward", 2, softplus},
    {"aten::gelu", "", "actlab::gelu", 1, exact_gelu},
    {"aten::gelu_backward", "", "actlab::gelu_backward", 2, exact_gelu},
    {"aten::elu", "", "actlab::elu", 1, elu},
    {"aten::elu_", "", "actlab::elu_", 1, elu},
};


class Kernel final : public c10::OperatorKernel {
 public:
  Kernel(const Replacement& replacement, const c10::OperatorHandle& theirs, bool float32)
      : replacement_(replacement),
        float32_(float32),
        original_(theirs.getComputedKernelForDispatchKey(c10::DispatchKey::CPU)),
        ours_(c10::Dispatcher::singleton().findSchemaOrThrow(replacement.ours, "")) {}

  void operator()(const c10::OperatorHandle& theirs, c10::DispatchKeySet keys, Stack* stack) {
    const size_t count = theirs.schema().arguments().size();
    const Arguments given = Arguments(*stack).slice(stack->size() - count);
    bool usual = true;
    for (int i = 0; i < replacement_.tensors; i++) usual &= is_ours(given[i].toTensor().scalar_type());
    const Numbers numbers = usual ? replacement_.parameters(given.slice(replacement_.tensors)) : std::nullopt;
    if (!numbers) return original_.callBoxed(theirs, keys, stack);
    torch::jit::drop(stack, count - replacement_.tensors);
    for (double each : *numbers) stack->emplace_back(each);
    ours_.callBoxed(stack);
  }

 private:
  bool is_ours(at::ScalarType type) const {
    return type == at::kBFloat16 || type == at::kHalf || (float32_ && type == at::kFloat);
  }

  const Replacement& replacement_;
  bool float32_;
  c10::SafeKernelFunction original_;
  c10::OperatorHandle ours_;
};

std::mutex lock;
std::vector<std::unique_ptr<torch::Library>> taken;

void replace(const std::string& name, bool float32) {
  std::lock_guard<std::mutex> guard(lock);
  for (const Replacement& replacement : replacements) {
    if (name != replacement.name + sizeof "aten::" - 1) continue;
    const auto theirs = c10::Dispatcher::singleton().findSchemaOrThrow(replacement.name, replacement.overload);
    auto kernel = std::make_unique<Kernel>(replacement, theirs, float32);
    taken.push_back(std::make_unique<torch::Library>(torch::Library::IMPL, "aten", c10::DispatchKey::CPU, "", 0));
    taken.back()->impl(name.c_str(), torch::CppFunction::makeFromBoxedFunctor(std::move(kernel)));
    return;
  }
  throw std::runtime_error("no kernel replaces aten::" + name + ".");
}
void put_back() {
  std::lock_guard<std::mutex> guard(lock);
  taken.clear();
}

TORCH_LIBRARY_FRAGMENT(actlab, library) {
  library.def("replace(str name, bool float32) -> ()", replace);
  library.def("put_back() -> ()", put_back);
}

}  // namespace
