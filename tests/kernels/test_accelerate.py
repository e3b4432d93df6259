"""accelerate(): torch's own functions on our kernels, with everything torch does around them."""

import os
import subprocess
import sys
import threading
import time

import pytest
import torch
from torch.nn import functional

from actlab.errors import UnknownName
from actlab.torch import accelerate as module
from actlab.torch import aten, compiled


@pytest.fixture(autouse=True)
def _accelerated():
    module.accelerate(*aten.functions())  # by default it is less on a processor without AVX-512
    yield
    module.restore()


FUNCTIONS = {
    "mish": functional.mish,
    "silu": functional.silu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "softplus": functional.softplus,
    "elu": functional.elu,
}
REFERENCES = {
    "mish": lambda x: x * torch.tanh(functional.softplus(x, threshold=700)),
    "silu": lambda x: x / (1 + torch.exp(-x)),
    "sigmoid": lambda x: 1 / (1 + torch.exp(-x)),
    "tanh": torch.tanh,  # in float64 it stays torch's own
    "softplus": lambda x: x.clamp(min=0) + torch.log1p(torch.exp(-x.abs())),
    "gelu": lambda x: 0.5 * x * torch.erfc(-x * 0.5**0.5),
    "elu": lambda x: torch.where(x > 0, x, torch.expm1(x)),
}


def reference(name, x):
    return REFERENCES[name](x.double())


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("shape", [(), (0,), (3, 0, 2), (1,), (17,), (3, 5, 7), (100_003,)])
def test_values_in_every_shape(name, shape):
    x = torch.randn(shape, generator=torch.Generator().manual_seed(0)) * 3
    got = FUNCTIONS[name](x)
    assert got.shape == x.shape
    torch.testing.assert_close(got.double(), reference(name, x), rtol=2.5e-7, atol=0)


VIEWS = {
    "transposed": lambda x: x.mT,
    "every second": lambda x: x[..., ::2],
    "flipped then sliced": lambda x: x[:, 1:, 1:],
    "expanded": lambda x: x[:, :1].expand(x.shape),
    "channels last": lambda x: x[None].contiguous(memory_format=torch.channels_last),
    "permuted": lambda x: x.permute(2, 0, 1),
    "misaligned": lambda x: x.flatten()[3:],
}


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_same_bits_in_every_layout(view, name):
    x = VIEWS[view](torch.randn(6, 10, 14, generator=torch.Generator().manual_seed(1)) * 4)
    got = FUNCTIONS[name](x)
    assert torch.equal(got, FUNCTIONS[name](x.contiguous()))
    if name not in ("mish", "silu"):  # softplus_backward has more arguments, the backward of the others is torch's own
        return
    backward = getattr(torch.ops.aten, f"{name}_backward")
    g = torch.randn(x.shape, generator=torch.Generator().manual_seed(2))
    assert torch.equal(backward(g, x), backward(g, x.contiguous()))
    if view in ("channels last", "permuted"):
        assert got.stride() == x.stride()


def test_same_bits_at_every_number_of_threads():
    x = torch.randn(300_001) * 3
    before = torch.get_num_threads()
    try:
        results = []
        for threads in (1, 2, 3):
            torch.set_num_threads(threads)
            results.append(functional.mish(x))
    finally:
        torch.set_num_threads(before)
    assert all(torch.equal(result, results[0]) for result in results)


@pytest.mark.filterwarnings("ignore:.*torch.jit.script.*:DeprecationWarning")  # torch's forward mode scripts inside
@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name != "elu"])  # it is not smooth at 0
def test_gradients_of_first_second_and_forward_kind(name):
    x = torch.linspace(-3, 3, 7, dtype=torch.float64).requires_grad_()
    assert torch.autograd.gradcheck(FUNCTIONS[name], x, check_forward_ad=True)
    assert torch.autograd.gradgradcheck(FUNCTIONS[name], x)


def test_vmap_autocast_and_in_place():
    x = torch.randn(4, 5)
    assert torch.equal(torch.func.vmap(functional.mish)(x), functional.mish(x))
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert functional.mish(x @ torch.eye(5)).dtype == torch.bfloat16
    expected = functional.mish(x)
    assert functional.mish(x, inplace=True) is x
    assert torch.equal(x, expected)


@pytest.mark.filterwarnings("ignore:.*torch.jit.*:DeprecationWarning")
@pytest.mark.parametrize("name", FUNCTIONS)
def test_scripted_and_traced_code_runs_on_our_kernels(name):
    names = {"mish": "Mish", "silu": "SiLU", "sigmoid": "Sigmoid", "tanh": "Tanh", "softplus": "Softplus", "elu": "ELU"}
    module_of = getattr(torch.nn, names[name])()
    x = torch.randn(50)
    for code in (torch.jit.script(module_of), torch.jit.trace(module_of, x)):
        for _ in range(3):  # the first calls of a script are made to measure it
            y = x.clone().requires_grad_()
            value = code(y)
            value.sum().backward()
            assert torch.equal(value, FUNCTIONS[name](x))
            torch.testing.assert_close(
                y.grad, torch.func.grad(lambda x: FUNCTIONS[name](x).sum())(x), rtol=1e-6, atol=1e-7
            )


SPECIAL = torch.tensor([-torch.inf, -1e30, -104.0, -20.0, -0.0, 0.0, 1.5, 20.0, 89.0, 1e30, torch.inf, torch.nan])


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")  # inside torch.compile
def test_compiled_code_calls_our_kernels_and_has_their_bits_at_every_special_value():
    from torch._inductor.utils import run_and_get_code

    torch.compiler.reset()
    gelu = aten.functions()["gelu"]  # elsewhere than with AVX-512 torch's own is faster
    aten.take_over(gelu, tuple(aten.TYPES))
    compiled.follow(gelu, aten.TYPES)
    functions = {**FUNCTIONS, "gelu": functional.gelu}

    def all_at_once(x):
        return torch.stack([function(x * 1) for function in functions.values()])

    ours, theirs = SPECIAL.clone().requires_grad_(), SPECIAL.clone().requires_grad_()
    value, code = run_and_get_code(lambda: torch.compile(all_at_once, fullgraph=True)(ours))
    wanted = all_at_once(theirs)
    value.sum().backward()
    wanted.sum().backward()
    assert torch.equal(value.isnan(), wanted.isnan())
    assert torch.equal(value.nan_to_num(), wanted.nan_to_num())
    assert torch.equal(ours.grad.isnan(), theirs.grad.isnan())
    assert not ours.grad[:-1].isnan().any()
    # inductor adds the seven gradients, and multiplies those of sigmoid and tanh, in another order
    torch.testing.assert_close(ours.grad.nan_to_num(), theirs.grad.nan_to_num(), rtol=1e-6, atol=1e-7)
    for name in functions:
        assert f"torch.ops.actlab.{'swish' if name == 'silu' else name}.default" in "".join(code)


def test_what_was_compiled_before_accelerate_is_not_taken_from_the_cache():
    never_compiled_before = f"{time.time_ns()}.5"
    code = (
        "import torch\nfrom torch._inductor.utils import run_and_get_code\nfrom torch.nn import functional\n"
        "from actlab.torch import aten, compiled\nfrom actlab.torch.accelerate import accelerate, restore\n"
        "def ours_is_in_the_code():\n    torch.compiler.reset()\n"
        f"    f = lambda x: functional.mish(x) * {never_compiled_before}\n"
        "    return 'torch.ops.actlab.mish' in run_and_get_code(torch.compile(f), torch.randn(4))[1][0]\n"
        "assert not ours_is_in_the_code()\n"
        "compiled.follow(aten.functions()['mish'], ['float64'])\nassert not ours_is_in_the_code()\n"
        "accelerate('mish')\nassert ours_is_in_the_code()\n"
        "restore()\nassert not ours_is_in_the_code()\n"
    )
    settings = {**os.environ, "TORCHINDUCTOR_FX_GRAPH_CACHE": "1"}
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=300, check=False, env=settings
    )
    assert result.returncode == 0, result.stderr


def test_torch_compile_follows_when_it_is_loaded_later():
    code = (
        "import sys, torch\nfrom actlab.torch.accelerate import accelerate, restore\n"
        "accelerate('mish', 'sigmoid')\nassert 'torch._inductor.decomposition' not in sys.modules\n"
        "from torch._inductor.decomposition import decompositions, fast_random_decomps\n"
        "tables = decompositions, fast_random_decomps()\n"
        "assert all('compiled' in table[torch.ops.aten.mish.default].__module__ for table in tables)\n"
        "assert all('compiled' in table[torch.ops.aten.sigmoid.default].__module__ for table in tables)\n"
        "restore()\n"
        "assert all('torch' == table[torch.ops.aten.mish.default].__module__.split('.')[0] for table in tables)\n"
        "assert all(torch.ops.aten.sigmoid.default not in table for table in tables)\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=300, check=False)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "softplus", "gelu", "elu"])
@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
def test_16_bit_types_are_rounded_once(name, dtype):
    x = torch.arange(-(2**15), 2**15, dtype=torch.int16).view(dtype)
    x = x[torch.isfinite(x)]
    aten.take_over(aten.functions()[name], tuple(aten.TYPES))  # those too in which torch's own is faster
    function = FUNCTIONS.get(name) or getattr(functional, name)
    info = torch.finfo(dtype)
    torch.testing.assert_close(
        function(x).double(), reference(name, x), rtol=0.501 * info.eps, atol=0.501 * info.smallest_normal * info.eps
    )


def test_the_gradient_of_gelu_is_ours_in_float32_and_keeps_its_digits_in_the_tail():
    aten.take_over(aten.functions()["gelu"], ("float32",))
    x = torch.linspace(-12, 12, 4001)
    ours = torch.ops.aten.gelu_backward(torch.ones_like(x), x)
    wide = x.double().requires_grad_()
    reference("gelu", wide).sum().backward()
    torch.testing.assert_close(ours.double(), wide.grad, rtol=2.5e-7, atol=1.2e-7)
    tail = x < -2
    torch.testing.assert_close(ours.double()[tail], wide.grad[tail], rtol=2.5e-7, atol=0)
    module.restore()
    theirs = torch.ops.aten.gelu_backward(torch.ones_like(x), x)
    with pytest.raises(AssertionError):  # about 1 - 1 is left of 1 + erf there
        torch.testing.assert_close(theirs.double()[tail], wide.grad[tail], rtol=2.5e-7, atol=0)


NOT_OURS = {
    "integers": lambda: torch.sigmoid(torch.arange(-3, 4)),
    "truth values": lambda: torch.tanh(torch.tensor([True, False])),
    "complex": lambda: torch.sigmoid(torch.tensor([1 + 2j, -0.5j])),
    "complex SiLU": lambda: functional.silu(torch.tensor([1 + 2j, -0.5j])),
    "complex SiLU in place": lambda: functional.silu(torch.tensor([1 + 2j, -0.5j]), inplace=True),
    "complex out=": lambda: torch.ops.aten.silu.out(torch.ones(2) + 1j, out=torch.empty(2, dtype=torch.complex64)),
    "threshold": lambda: functional.softplus(torch.linspace(-3, 3, 9), threshold=1),
    "beta": lambda: functional.softplus(torch.linspace(-3, 3, 9), beta=0.3),
    "alpha": lambda: functional.elu(torch.linspace(-3, 3, 9).bfloat16(), alpha=2.5),
    "alpha in place": lambda: functional.elu(torch.linspace(-3, 3, 9), alpha=2.5, inplace=True),
    "CELU": lambda: functional.celu(torch.linspace(-3, 3, 9), alpha=2.5),
    "SELU": lambda: functional.selu(torch.linspace(-3, 3, 9)),
    "float64": lambda: functional.softplus(torch.linspace(-3, 3, 9).double()),
    "a gradient of another type": lambda: torch.ops.aten.mish_backward(torch.ones(3), torch.ones(3).double()),
    "a gradient of other sizes": lambda: torch.ops.aten.silu_backward(torch.ones(2, 3), torch.ones(3)),
}


@pytest.mark.parametrize("what", NOT_OURS)
def test_what_our_kernels_do_not_have_goes_on_to_torchs_own(what):
    ours = NOT_OURS[what]()
    module.restore()
    assert torch.equal(ours, NOT_OURS[what]())


OVERLOADS = [name for function in aten.functions().values() for name in function.operators]


def operator(name):
    base, _, overload = name.partition(".")
    return getattr(getattr(torch.ops.aten, base), overload or "default")


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16], ids=str)
@pytest.mark.parametrize("name", aten.functions())
def test_a_call_in_place_and_out_have_the_same_bits(name, dtype):
    x = torch.cat([torch.randn(4096, generator=torch.Generator().manual_seed(3)) * 4, SPECIAL]).to(dtype)
    value = operator(name)(x)
    into = operator(f"{name}.out")(x, out=torch.empty_like(x))
    assert torch.equal(value.nan_to_num(), into.nan_to_num())
    assert torch.equal(value.isnan(), into.isnan())
    if name != "softplus":  # it has none
        in_place = operator(f"{name}_")(x.clone())
        assert torch.equal(value.nan_to_num(), in_place.nan_to_num())


def test_every_operator_of_a_function_is_replaced():
    assert set(module.accelerated().operators) == set(OVERLOADS)
    assert {"silu", "silu_", "silu.out", "silu_backward", "silu_backward.grad_input"} <= set(OVERLOADS)
    assert {"gelu", "gelu_", "gelu.out", "gelu_backward", "gelu_backward.grad_input", "elu_"} <= set(OVERLOADS)


@pytest.mark.filterwarnings("ignore:Warning only once for all operators")
@pytest.mark.parametrize("key", ["CPU", "AutogradCPU"])
def test_what_another_library_replaces_later_is_not_claimed_until_it_is_taken_back(key):
    other = torch.library.Library("aten", "IMPL")
    other.impl("silu", lambda x: x + 1, key, allow_override=True)
    try:
        assert torch.equal(functional.silu(torch.zeros(3)), torch.ones(3))
        claimed = module.accelerated().operators
        assert "silu" not in claimed
        assert "silu.out" in claimed
        if key == "CPU":
            assert "silu" in module.accelerate("silu").operators
            assert torch.equal(functional.silu(torch.zeros(3)), torch.zeros(3))
    finally:
        other._destroy()


def test_views_that_interleave_without_meeting_are_written():
    for name in ("mish", "silu", "softplus", "elu"):
        memory = torch.randn(20)
        wanted = operator(name)(memory[::2].clone())
        operator(f"{name}.out")(memory[::2], out=memory[1::2])
        assert torch.equal(memory[1::2], wanted)


def test_out_is_resized_cast_and_checked_for_overlap():
    x = torch.randn(8)
    mish_out = torch.ops.aten.mish.out
    assert torch.equal(mish_out(x, out=torch.empty(0)), functional.mish(x))
    assert torch.equal(torch.tanh(x, out=torch.empty(8, dtype=torch.float64)), torch.tanh(x).double())
    assert torch.equal(torch.sigmoid(torch.arange(3), out=torch.empty(3)), torch.sigmoid(torch.arange(3)))
    with pytest.raises(RuntimeError, match="Found dtype Double but expected Float"):  # torch casts for some only
        mish_out(x, out=torch.empty(8, dtype=torch.float64))
    with pytest.raises(RuntimeError, match="result type Float can't be cast to the desired output type Long"):
        torch.tanh(x, out=torch.empty(8, dtype=torch.int64))
    with pytest.raises(RuntimeError, match="some elements of the input tensor and the written-to tensor"):
        mish_out(x[:6], out=x[2:])
    with pytest.raises(RuntimeError, match="more than one element of the written-to tensor"):
        mish_out(x, out=torch.empty(1).expand(8))


@pytest.mark.parametrize("kind", ["int64", "bool", "complex64"])
def test_other_types_are_refused_in_torchs_words(kind):
    x = torch.ones(3, dtype=getattr(torch, kind))
    with pytest.raises(RuntimeError, match="not implemented for") as ours:
        functional.mish(x)
    module.restore()
    with pytest.raises(RuntimeError, match="not implemented for") as theirs:
        functional.mish(x)
    assert str(ours.value) == str(theirs.value)


def test_a_tensor_without_data_goes_its_own_way():
    assert functional.mish(torch.ones(3, device="meta")).device.type == "meta"


def test_state_is_reported_and_taken_back():
    assert "mish_backward" in module.accelerated().operators
    assert "kernels replace aten::" in str(module.accelerated())
    module.restore()
    assert not module.accelerated()
    assert "torch's own kernels" in str(module.accelerated())
    with pytest.raises(UnknownName, match="unknown activation to accelerate 'mush'"):
        module.accelerate("mush")


def test_two_threads_at_once():
    x = torch.randn(50_000)
    expected = functional.mish(x)
    wrong = []

    def work():
        for _ in range(50):
            if not torch.equal(functional.mish(x), expected):
                wrong.append(1)

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_nothing_is_printed_and_a_fork_works():
    code = (
        "import os, torch\nfrom torch.nn import functional\n"
        "from actlab.torch.accelerate import accelerate\n"
        "torch.set_num_threads(1); accelerate(); x = torch.randn(100_000); functional.mish(x)\n"
        "child = os.fork()\n"
        "if child == 0: os._exit(0 if torch.isfinite(functional.mish(x)).all() else 1)\n"
        "raise SystemExit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_without_a_compiler_torch_stays_and_one_warning_says_so(tmp_path):
    code = (
        "import warnings\n"
        "from actlab.torch.accelerate import accelerate\n"
        "with warnings.catch_warnings(record=True) as caught:\n"
        "    warnings.simplefilter('always')\n"
        "    state = accelerate(); accelerate()\n"
        "assert not state and len(caught) == 1, caught\n"
        "assert 'C++ compiler' in str(caught[0].message) and 'as long as ReLU' in str(caught[0].message)\n"
    )
    environment = {**os.environ, "PATH": str(tmp_path), "ACTLAB_CACHE": str(tmp_path), "CXX": ""}
    result = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert result.returncode == 0, result.stderr


@pytest.mark.slow
def test_more_than_2_to_the_31_elements():
    n = 2**31 + 40
    x = torch.full((n,), -1.0, dtype=torch.bfloat16)
    x[-1] = 2.0
    functional.mish(x, inplace=True)
    assert torch.equal(x[-2:], functional.mish(torch.tensor([-1.0, 2.0], dtype=torch.bfloat16)))
