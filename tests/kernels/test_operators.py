"""torch.ops.actlab.*: derivatives, transforms, and that actlab.nn and actlab.functional really run on them."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import torch
from torch.autograd import gradcheck, gradgradcheck
from torch.utils._python_dispatch import TorchDispatchMode

import actlab
from actlab import functional, nn
from actlab.errors import BadType
from actlab.torch import operators

EVERY = pytest.mark.parametrize("name", actlab.names())
# torch's own forward mode and its lowering for torch.compile script and load old things inside
TORCHS_OWN = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")


def operator(name, suffix=""):
    assert operators.available()
    record = actlab.record(name)
    found = getattr(torch.ops.actlab, record.key + suffix).default
    numbers = [parameter.default for parameter in record.parameters]
    return lambda *tensors: found(*tensors, *numbers)


def same(ours, theirs):
    """The same bits, zeros' signs included; any NaN is as good as another."""
    usual = ~theirs.isnan()
    return torch.equal(ours.isnan(), theirs.isnan()) and torch.equal(
        ours[usual].view(torch.int32), theirs[usual].view(torch.int32)
    )


def away_from_kinks(n=12):
    x = 3 * torch.randn(60, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    return x[(x.abs() > 0.05) & ((x.abs() - 3).abs() > 0.05) & ((x.abs() - 1).abs() > 0.05)][:n]


class Seen(TorchDispatchMode):
    """Counts the kernels that run while it is entered."""

    def __init__(self):
        super().__init__()
        self.names = Counter()

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        self.names[str(func)] += 1
        return func(*args, **(kwargs or {}))

    def of(self, kernel):
        """The calls of all overloads of a kernel."""
        return sum(count for name, count in self.names.items() if name.rpartition(".")[0] == kernel)


@TORCHS_OWN
@EVERY
def test_derivatives_of_first_and_second_order_in_reverse_and_forward_mode(name):
    x = away_from_kinks().requires_grad_()
    assert gradcheck(operator(name), x, check_forward_ad=True, check_batched_grad=True)
    assert gradgradcheck(operator(name), x, check_fwd_over_rev=True, check_rev_over_rev=True)


def test_the_check_of_derivatives_refuses_a_wrong_one():
    class Wrong(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            ctx.save_for_backward(x)
            return operator("mish")(x)

        @staticmethod
        def backward(ctx, gradient):
            return operator("swish", "_backward")(gradient, *ctx.saved_tensors)

    with pytest.raises(RuntimeError, match="Jacobian mismatch"):
        gradcheck(Wrong.apply, away_from_kinks().requires_grad_())


@EVERY
def test_third_derivatives_are_those_of_the_formula(name):
    x = away_from_kinks().requires_grad_()
    record = actlab.record(name)
    numbers = tuple(parameter.default for parameter in record.parameters)

    def third(function):
        result = function(x)
        for _ in range(3):
            if not result.requires_grad:
                return torch.zeros_like(x)
            (result,) = torch.autograd.grad(result.sum(), x, create_graph=True, materialize_grads=True)
        return result.detach()

    wanted = third(lambda x: operators.formula(record, (), x, numbers))
    # The formula is differentiated three times by torch, the other starts from the emitted second derivative.
    torch.testing.assert_close(third(operator(name)), wanted, rtol=1e-9, atol=1e-11)


@EVERY
def test_vmap_equals_a_loop_for_every_place_of_the_batch(name):
    x, g = torch.randn(4, 3, 5, generator=torch.Generator().manual_seed(2)).double(), torch.ones(3, 5).double()
    value, backward = operator(name), operator(name, "_backward")
    torch.testing.assert_close(torch.vmap(value, 1, 1)(x), value(x), rtol=0, atol=0)
    for dimensions, gradient in (((None, 0), g), ((0, 0), x), ((2, None), x.movedim(0, 2))):
        got = torch.vmap(backward, dimensions)(gradient, x if dimensions[1] == 0 else x[0])
        each = [
            backward(
                gradient if dimensions[0] is None else gradient.select(dimensions[0], i),
                x[i if dimensions[1] == 0 else 0],
            )
            for i in range(4)
        ]
        torch.testing.assert_close(got, torch.stack(each), rtol=0, atol=0)


@TORCHS_OWN
def test_transforms_of_torch_func_nest():
    x = away_from_kinks()
    diagonal = torch.from_numpy(actlab.derivative("mish", x.numpy(), "x", "x"))
    for hessian in (torch.func.hessian, lambda f: torch.func.jacrev(torch.func.jacrev(f))):
        got = hessian(lambda x: operator("mish")(x).sum())(x)
        torch.testing.assert_close(got, torch.diag(diagonal), rtol=1e-13, atol=1e-15)


@TORCHS_OWN
@pytest.mark.parametrize("name", ["mish", "swish", "elu", "gelu"])
def test_a_transform_in_a_transform_has_the_gradients_of_both(name):
    """What is computed at the inner level is differentiated at the outer one."""
    f = operator(name)
    x = torch.tensor([0.3, -1.7, 4.0], dtype=torch.float64)
    first, second = (torch.from_numpy(actlab.derivative(name, x.numpy(), *"x" * order)) for order in (1, 2))
    grad = torch.func.grad
    inner = grad(lambda x: f(x) ** 2)  # 2 f f'
    wanted = 2 * (first**2 + f(x) * second)
    torch.testing.assert_close(torch.vmap(grad(grad(f)))(x), second, rtol=1e-12, atol=1e-15)
    torch.testing.assert_close(torch.vmap(grad(inner))(x), wanted, rtol=1e-12, atol=1e-15)
    for each, value in zip(x, wanted, strict=True):
        _, tangent = torch.func.jvp(inner, (each,), (torch.ones_like(each),))
        torch.testing.assert_close(tangent, value, rtol=1e-12, atol=1e-15)
        leaf = each.clone().requires_grad_()  # a transform inside of plain autograd
        (gradient,) = torch.autograd.grad(inner(leaf), leaf)
        torch.testing.assert_close(gradient, value, rtol=1e-12, atol=1e-15)


@EVERY
def test_shapes_without_data(name):
    x = torch.empty(2, 3, 4, 5, device="meta", dtype=torch.bfloat16).contiguous(memory_format=torch.channels_last)
    y = operator(name)(x)
    assert (y.shape, y.dtype, y.stride(), y.device.type) == (x.shape, x.dtype, x.stride(), "meta")
    assert operator(name, "_backward")(x, x).shape == x.shape


@pytest.mark.parametrize("name", ["mish", "leaky_relu", "swish"])
def test_torchs_own_check_of_operators_passes(name):
    record = actlab.record(name)
    numbers = tuple(parameter.default for parameter in record.parameters)
    for x in (
        away_from_kinks().requires_grad_(),
        torch.randn(2, 3, 4, 4).contiguous(memory_format=torch.channels_last),
    ):
        operator(name)
        assert set(torch.library.opcheck(getattr(torch.ops.actlab, name).default, (x, *numbers)).values()) == {
            "SUCCESS"
        }


def test_autocast_keeps_the_type_that_comes_in():
    linear = torch.nn.Linear(5, 5)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert nn.Mish()(linear(torch.randn(4, 5))).dtype == torch.bfloat16


def test_in_place_has_the_gradient_of_its_input_and_tells_autograd():
    x = away_from_kinks().requires_grad_()
    y = x * 1
    version = y._version
    assert torch.ops.actlab.mish_(y) is y
    assert y._version > version
    y.sum().backward()
    torch.testing.assert_close(x.grad, operator("mish", "_backward")(torch.ones_like(x), x).detach(), rtol=0, atol=0)
    with pytest.raises(RuntimeError, match="a leaf Variable that requires grad"):
        torch.ops.actlab.mish_(x)
    saved = x.exp()
    with torch.no_grad():
        torch.ops.actlab.mish_(saved)
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        saved.sum().backward()


@EVERY
def test_modules_and_functions_run_on_the_operators(name):
    record = actlab.record(name)
    x = torch.randn(100, requires_grad=True)
    with Seen() as seen:
        nn.module(name)(x).sum().backward()
        getattr(functional, name)(x)
    kernels = {kernel: seen.of(f"actlab_kernels.{record.key}{kernel}") for kernel in ("", "_backward")}
    assert kernels == {"": 2, "_backward": 1}


@pytest.mark.parametrize("name", ["relu", "hard_shrink", "softplus"])
def test_a_call_at_the_defaults_takes_no_numbers_and_has_the_bits_of_one_with_them(name):
    call, x = getattr(functional, name), torch.randn(100, requires_grad=True)
    gradient = torch.tensor([1.0, -2.0, torch.inf, torch.nan]).repeat(25)
    call(x)
    with Seen() as seen:
        y = call(x)
        torch.autograd.grad(y, x, gradient, retain_graph=True)
    assert seen.names[f"actlab_kernels.{name}.defaults"] == seen.names[f"actlab_kernels.{name}_backward.defaults"] == 1
    expected = operator(name)(x)
    assert same(y, expected)
    for once_more in (False, True):
        results = [
            torch.autograd.grad(of, x, gradient, retain_graph=True, create_graph=once_more) for of in (y, expected)
        ]
        assert same(results[0][0], results[1][0])
    seconds = [torch.autograd.grad(each.sum(), x) for (each,) in results]
    assert same(seconds[0][0], seconds[1][0])


@TORCHS_OWN
@pytest.mark.parametrize("name", ["relu", "hard_shrink", "softplus"])
def test_after_a_call_at_the_defaults_transforms_traces_and_other_types_go_their_way(name):
    call, x = getattr(functional, name), torch.linspace(-2, 2, 7)
    along = operator(name, "_backward")(torch.ones(7), x)
    assert same(torch.vmap(call)(x), call(x))
    assert same(torch.vmap(torch.func.grad(call))(x), along)
    assert same(torch.func.jvp(call, (x,), (torch.ones(7),))[1], along)
    with torch.autograd.forward_ad.dual_level():
        dual = call(torch.autograd.forward_ad.make_dual(x, torch.ones(7)))
        assert same(torch.autograd.forward_ad.unpack_dual(dual).tangent, along)
    for at in (x, x.clone().requires_grad_()):
        graph = str(torch.jit.trace(call, at).graph)
        assert f"actlab::{name}" in graph
        assert "Value" not in graph
    assert call(x.to("meta")).is_meta
    with pytest.raises(BadType, match="expected a tensor of a float type"):
        call(x.long())


def test_parameters_that_broadcast_and_other_devices_do_without():
    x = torch.randn(2, 10)
    with Seen() as seen:
        functional.swish(x, beta=torch.ones(2, 1))
        nn.Mish()(x.to("meta"))
    assert not any("actlab" in name for name in seen.names)


@TORCHS_OWN
@pytest.mark.parametrize(
    "make", [nn.Mish, lambda: nn.Swish(beta=2.0), lambda: nn.Swish(learnable=True)], ids=["mish", "swish", "learnable"]
)
def test_compiled_code_is_fused_and_has_the_same_values_and_gradients(make):
    activation = make()
    compiled = torch.compile(activation, fullgraph=True)
    x = torch.linspace(-30, 30, 4001)
    ours, theirs = x.clone().requires_grad_(), x.clone().requires_grad_()
    value, wanted = compiled(ours), activation(theirs)
    value.sum().backward()
    wanted.sum().backward()
    # float32 code of inductor with about ten roundings
    torch.testing.assert_close(value, wanted, rtol=1e-5, atol=1e-7)
    torch.testing.assert_close(ours.grad, theirs.grad, rtol=1e-5, atol=1e-6)


def test_an_operator_stays_whole_in_a_compiled_graph_with_any_size():
    compiled = torch.compile(operator("mish"), fullgraph=True, backend="aot_eager", dynamic=True)
    for n in (5, 9):
        x = torch.randn(n, 3, requires_grad=True)
        compiled(x).sum().backward()
        torch.testing.assert_close(x.grad, operator("mish", "_backward")(torch.ones(n, 3), x).detach(), rtol=0, atol=0)


def test_tracers_see_one_call():
    class Model(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.activation = nn.Swish(beta=2.0)

        def forward(self, x):
            return functional.mish(self.activation(x)) + functional.apply("elu:alpha=2", x)

    model = Model()
    traced = torch.fx.symbolic_trace(model)
    called = [node.target.__name__ for node in traced.graph.nodes if node.op == "call_function"]
    assert called == ["swish", "mish", "apply", "add"]
    x = torch.randn(7)
    assert torch.equal(traced(x), model(x))


def test_a_call_is_found_as_what_it_is():
    class Model(torch.nn.Module):
        def forward(self, x):
            return functional.mish(x)

    (place,) = actlab.find(Model(), torch.randn(3, 4)).places
    assert place.function.key == "mish"


def test_without_a_compiler_all_goes_on_with_one_warning(tmp_path):
    code = (
        "import warnings, torch, actlab\n"
        "with warnings.catch_warnings(record=True) as caught:\n"
        "    warnings.simplefilter('always')\n"
        "    x = torch.randn(5, requires_grad=True)\n"
        "    actlab.nn.Mish()(x).sum().backward(); actlab.functional.swish(x); actlab.accelerate()\n"
        "assert len(caught) == 1 and 'C++ compiler' in str(caught[0].message), [str(c.message) for c in caught]\n"
        "assert torch.isfinite(x.grad).all()\n"
    )
    environment = {**os.environ, "PATH": str(tmp_path), "ACTLAB_CACHE": str(tmp_path), "CXX": ""}
    result = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert result.returncode == 0, result.stderr


@pytest.mark.skipif(not Path("/sys/kernel/mm/transparent_hugepage").exists(), reason="a system without huge pages")
def test_a_large_result_is_in_large_pages():
    y = functional.mish(torch.zeros(1 << 24, dtype=torch.bfloat16))
    assert "hg" in _flags_of_memory(y.data_ptr() + 2 * y.numel() - (4 << 20))
    of_torch = torch.zeros(1 << 26, dtype=torch.bfloat16)  # beyond 32 MB malloc never gives memory that was ours before
    flags = _flags_of_memory(of_torch.data_ptr() + (4 << 20))
    assert "rd" in flags
    assert "hg" not in flags


def _flags_of_memory(address):
    found = False
    for line in Path("/proc/self/smaps").read_text().splitlines():
        ends = line.split(" ")[0].split("-")
        if len(ends) == 2:
            found = int(ends[0], 16) <= address < int(ends[1], 16)
        elif found and line.startswith("VmFlags:"):
            return line.split()
    return []
