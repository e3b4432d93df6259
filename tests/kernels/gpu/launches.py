"""What is launched from C++ and what from Python, on a driver that computes on the CPU; run by test_launcher.py."""

import pytest
import stand_in
import torch
from torch.nn import functional

import actlab
from actlab.kernels.gpu import launch, launcher
from actlab.torch import accelerate, accelerate_cuda

ATEN = torch.ops.aten
KINDS = pytest.mark.parametrize("kind", [torch.float32, torch.bfloat16, torch.float16])
CALLS = {
    "mish": (lambda g, x: functional.mish(x), ("mish", "value")),
    "mish_": (lambda g, x: ATEN.mish_(x.clone()), ("mish", "value")),
    "mish_backward": (lambda g, x: ATEN.mish_backward(g, x), ("mish", "backward")),
    "silu": (lambda g, x: functional.silu(x), ("swish", "value")),
    "silu_": (lambda g, x: ATEN.silu_(x.clone()), ("swish", "value")),
    "silu_backward": (lambda g, x: ATEN.silu_backward(g, x), ("swish", "backward")),
    "softplus": (lambda g, x: functional.softplus(x), ("softplus", "value")),
    "softplus_backward": (lambda g, x: ATEN.softplus_backward(g, x, 1, 20), ("softplus", "backward")),
}


class Counted:
    """How often Triton, and how often C++, launched since this was made."""

    def __init__(self) -> None:
        self.before = (0, 0)
        self.before = self.now()

    def now(self) -> tuple[int, int]:
        python, all_of_them = len(stand_in.from_python), stand_in.cuda.launch_count()
        return python - self.before[0], all_of_them - python - self.before[1]


@pytest.fixture(autouse=True)
def _taken():
    launcher._refused.clear()
    accelerate_cuda.take_over(device="CPU")
    yield
    accelerate_cuda.give_back()
    assert stand_in.cuda.wrong_argument() == b""


def made(shape: tuple[int, ...], kind: torch.dtype) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(4)
    g, x = (torch.randn(shape, generator=generator) for _ in range(2))
    return g.to(kind), (4 * x).to(kind)


def warmed_up(name: str, kind: torch.dtype) -> None:
    """As often as it takes until kernels of full and of other blocks are handed over."""
    for shape in ((4096,), (100,)):
        for _ in range(3):
            CALLS[name][0](*made(shape, kind))


def by_python(name: str, g: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
    key, word = CALLS[name][1]
    parameters = () if key == "mish" else (1.0,)
    return launch.value(key, x, parameters) if word == "value" else launch.backward(key, g, x, parameters)


# First, for what is handed over stays so as long as the process.
def handle_of(word: str, function: str) -> int:
    slope, number = word == "slope", stand_in.FUNCTIONS[function]
    kernel = stand_in.Kernel(stand_in.MAGIC, slope, number, 0, False, launch.BLOCK)
    stand_in.kernels.append(kernel)
    return stand_in.ctypes.addressof(kernel)


WRONG = {
    "another function": lambda numbers: [handle_of("value", "silu"), *numbers[1:]],
    "another number of threads": lambda numbers: [numbers[0], 64, *numbers[2:]],
    "shared memory": lambda numbers: [numbers[0], numbers[1], 16, *numbers[3:]],
    "another block": lambda numbers: [*numbers[:3], numbers[3] // 2, numbers[4]],
    "unknown form": lambda numbers: None,
}


@pytest.mark.parametrize("mistake", WRONG)
def test_a_kernel_that_gives_something_else_is_refused(mistake, monkeypatch) -> None:
    plain = launcher.form_of

    def run() -> None:
        for _ in range(3):
            functional.mish(torch.linspace(-3, 3, 21))

    monkeypatch.setattr(launcher, "form_of", lambda *given: WRONG[mistake](plain(*given)))
    monkeypatch.setattr(launch, "_entries", {})
    with pytest.warns(UserWarning, match="actlab launches mish value from Python, some microseconds slower a call"):
        run()
    reason = "form that is not known" if mistake == "unknown form" else "it gave another result"
    assert reason in str(accelerate.accelerated())
    counted = Counted()
    x = torch.linspace(-3, 3, 21, dtype=torch.float32)
    assert torch.equal(functional.mish(x), by_python("mish", x, x))
    assert counted.now()[1] == 0
    stand_in.cuda.forget()


@KINDS
@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("shape", [(4096,), (16,), (3, 700, 5), (2, 2048)], ids=str)
def test_the_usual_call_is_launched_from_cpp_with_the_same_bits(name, kind, shape) -> None:
    warmed_up(name, kind)
    g, x = made(shape, kind)
    wanted = by_python(name, g, x)
    counted = Counted()
    got = CALLS[name][0](g, x)
    assert counted.now() == (0, 1)
    assert torch.equal(got, wanted)
    accelerate_cuda.give_back()
    tolerance = {torch.float32: 1e-5, torch.bfloat16: 2**-7, torch.float16: 2**-10}[kind]
    torch.testing.assert_close(got, CALLS[name][0](g, x), rtol=tolerance, atol=1e-5)


LAYOUTS = {
    "transposed": lambda x: x.mT,
    "channels last": lambda x: x[None].contiguous(memory_format=torch.channels_last),
    "a part": lambda x: x[1:],
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", CALLS)
def test_what_is_dense_in_any_order_is_taken_as_it_lies(name, layout) -> None:
    warmed_up(name, torch.float32)
    g, x = (LAYOUTS[layout](tensor) for tensor in made((4, 8, 12), torch.float32))
    counted = Counted()
    got = CALLS[name][0](g, x)
    assert counted.now() == (0, 1)
    assert got.stride() == x.stride()
    assert torch.equal(got, by_python(name, g, x))


OTHERS = {
    "every second": lambda x: x[::2],
    "misaligned": lambda x: x[1:],
    "expanded": lambda x: x[:1].expand(50),
    "float64": lambda x: x.double(),
    "empty": lambda x: x[:0],
}


@pytest.mark.parametrize("other", OTHERS)
@pytest.mark.parametrize("name", CALLS)
def test_other_tensors_go_to_python(name, other) -> None:
    warmed_up(name, torch.float32)
    g, x = (OTHERS[other](tensor) for tensor in made((100,), torch.float32))
    counted = Counted()
    got = CALLS[name][0](g, x)
    in_place_of_a_copy = name.endswith("_") and other in ("every second", "misaligned", "expanded")
    assert counted.now()[1] == in_place_of_a_copy  # which is dense again
    accelerate_cuda.give_back()
    torch.testing.assert_close(got, CALLS[name][0](g, x), rtol=1e-5, atol=1e-6)


def test_a_gradient_of_another_kind_goes_to_python() -> None:
    warmed_up("mish_backward", torch.float32)
    g, x = made((8, 12), torch.float32)
    wanted = by_python("mish_backward", g, x)
    counted = Counted()
    assert torch.equal(ATEN.mish_backward(g.T.contiguous().T, x), wanted)
    assert torch.equal(ATEN.mish_backward(g[:1].expand(8, 12), x), by_python("mish_backward", g[:1].expand(8, 12), x))
    assert counted.now()[1] == 0


def test_other_numbers_go_on_to_torch() -> None:
    warmed_up("softplus", torch.float32)
    x = torch.linspace(-30, 30, 13)
    counted = Counted()
    assert torch.allclose(functional.softplus(x, beta=2.0), torch.log1p(torch.exp(2 * x.double())).float() / 2)
    assert functional.softplus(torch.tensor([1.0]), threshold=0.5).item() == 1.0
    assert counted.now() == (0, 0)


def test_gradients_and_modules_go_through_it() -> None:
    for name in ("mish", "mish_backward"):
        warmed_up(name, torch.float32)
    x = torch.linspace(-5, 5, 64).requires_grad_()
    counted = Counted()
    torch.nn.Mish()(x).backward(torch.ones(64))
    assert counted.now() == (0, 2)
    assert torch.equal(x.grad, by_python("mish_backward", torch.ones(64), x.detach()))
    z = torch.linspace(-3, 3, 7, dtype=torch.float64).requires_grad_()
    assert torch.autograd.gradgradcheck(functional.mish, z)
    batch = torch.randn(4, 5)
    assert torch.equal(torch.func.vmap(functional.mish)(batch), functional.mish(batch))


def test_in_place_gives_the_tensor_itself() -> None:
    warmed_up("mish_", torch.float32)
    x = torch.linspace(-3, 3, 20)
    wanted = by_python("mish", x, x)
    counted = Counted()
    assert ATEN.mish_(x) is x
    assert counted.now() == (0, 1)
    assert torch.equal(x, wanted)


def test_a_launch_that_the_driver_refuses_is_python_s() -> None:
    warmed_up("mish", torch.float32)
    x = torch.linspace(-3, 3, 20)
    stand_in.cuda.refuse_next(1)
    counted = Counted()
    assert torch.equal(functional.mish(x), by_python("mish", x, x))
    assert counted.now()[1] == 0


def test_python_has_it_again_when_it_is_given_back() -> None:
    warmed_up("mish", torch.float32)
    accelerate_cuda.give_back()
    counted = Counted()
    functional.mish(torch.ones(20))
    assert counted.now() == (0, 0)


def test_nothing_is_handed_over_while_a_graph_is_captured_or_memory_lacks(monkeypatch) -> None:
    def lacks(*given: object) -> bool:
        raise torch.OutOfMemoryError

    monkeypatch.setattr(launch, "_entries", {})
    with monkeypatch.context() as short:
        short.setattr(launcher, "_agree", lacks)
        for _ in range(3):
            functional.mish(torch.ones(22, dtype=torch.float16))
        short.setattr(launcher, "_capturing", lambda x: True)
        functional.mish(torch.ones(22, dtype=torch.float16))
        assert not launch._entries
    warmed_up("mish", torch.float16)
    counted = Counted()
    functional.mish(torch.ones(22, dtype=torch.float16))
    assert counted.now() == (0, 1)


def test_the_operators_of_actlab_are_launched_from_cpp_too(monkeypatch) -> None:
    library = torch.library.Library("stand_in", "DEF")
    keys = {"mish": "", "swish": ", float beta", "elu": ", float alpha"}
    for key, parameters in keys.items():
        library.define(f"{key}(Tensor x{parameters}) -> Tensor")
        library.define(f"{key}_(Tensor(a!) x{parameters}) -> Tensor(a!)")
        for derivative in ("backward", "curvature"):
            library.define(f"{key}_{derivative}(Tensor gradient, Tensor x{parameters}) -> Tensor")
    monkeypatch.setattr(accelerate_cuda, "RECORDS", [actlab.record(key) for key in keys])
    accelerate_cuda.register(library, "CPU")
    g, x = made((48,), torch.float32)
    launches = {
        "mish": lambda: torch.equal(torch.ops.stand_in.mish(x), by_python("mish", g, x)),
        "backward": lambda: torch.equal(torch.ops.stand_in.mish_backward(g, x), by_python("mish_backward", g, x)),
        "swish": lambda: torch.equal(torch.ops.stand_in.swish(x, 1.0), by_python("silu", g, x)),
        "in place": lambda: torch.equal(torch.ops.stand_in.swish_(x.clone(), 1.0), by_python("silu", g, x)),
    }
    for name in ("mish", "mish_backward", "silu"):
        warmed_up(name, torch.float32)
    for call in launches.values():
        counted = Counted()
        assert call()
        assert counted.now() == (1, 1)
