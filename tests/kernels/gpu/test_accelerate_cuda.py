"""The kernels in the place of torch's, shown on CPU tensors in the interpreter: the registration is the same."""

import pytest
import torch
from torch.nn import functional

from actlab.torch import accelerate_cuda as module

REPLACED = ("mish", "mish_", "mish_backward", "silu", "silu_", "silu_backward", "softplus", "softplus_backward")
FUNCTIONS = {"mish": functional.mish, "silu": functional.silu, "softplus": functional.softplus}


@pytest.fixture
def taken(gpu, monkeypatch):
    """Ours on the CPU, counted."""
    calls = []
    launched = gpu.launch.Launch.launch

    def counted(self, *arguments):
        calls.append(self.kernel.__name__)
        return launched(self, *arguments)

    monkeypatch.setattr(gpu.launch.Launch, "launch", counted)
    assert module.take_over(device="CPU") == REPLACED
    yield calls
    module.give_back()


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("kind", [torch.float32, torch.bfloat16, torch.float16])
def test_forward_and_backward_are_ours_and_right(taken, name: str, kind: torch.dtype) -> None:
    x = (torch.randn(7, 300, generator=torch.Generator().manual_seed(0)) * 3).to(kind).requires_grad_()
    y = FUNCTIONS[name](x)
    y.sum().backward()
    assert taken == ["forward", "backward"]
    wide = x.detach().double().requires_grad_()
    wanted = FUNCTIONS[name](wide)
    wanted.sum().backward()
    assert taken == ["forward", "backward"]  # float64 went on to torch's own
    tolerance = {torch.float32: 1e-6, torch.bfloat16: 2**-8, torch.float16: 2**-11}[kind]
    torch.testing.assert_close(y.double(), wanted, rtol=tolerance, atol=1e-6)
    torch.testing.assert_close(x.grad.double(), wide.grad, rtol=tolerance, atol=1e-6)


def test_in_place_writes_into_the_tensor(taken) -> None:
    for function in (functional.mish, functional.silu):
        x = torch.randn(50)
        expected = function(x)
        assert function(x, inplace=True) is x
        assert torch.equal(x, expected)


def test_second_derivatives_and_vmap_go_through_torch(taken) -> None:
    x = torch.linspace(-3, 3, 7, dtype=torch.float64).requires_grad_()
    assert torch.autograd.gradgradcheck(functional.mish, x)
    batch = torch.randn(4, 5)
    assert torch.equal(torch.func.vmap(functional.mish)(batch), functional.mish(batch))


def test_other_arguments_go_on_to_torch(taken) -> None:
    x = torch.linspace(-30, 30, 13)
    assert torch.allclose(functional.softplus(x, beta=2.0), torch.log1p(torch.exp(2 * x.double())).float() / 2)
    assert functional.softplus(torch.tensor([1.0]), threshold=0.5).item() == 1.0
    assert taken == []
    with pytest.raises(RuntimeError, match="not implemented for"):
        functional.mish(torch.ones(3, dtype=torch.int64))


def test_everything_is_given_back(gpu) -> None:
    before = functional.mish(torch.tensor([-2.0]))
    module.take_over(["mish"], device="CPU")
    assert module.take_over(["mish"], device="CPU") == REPLACED[:3]
    module.give_back()
    assert torch.equal(functional.mish(torch.tensor([-2.0])), before)


def test_without_a_gpu_nothing_is_taken() -> None:
    if torch.cuda.is_available():
        pytest.skip("there is a GPU")
    assert module.take_over() == ()
    assert not module.available()


def test_operators_of_actlab_have_kernels(gpu) -> None:
    import actlab

    x = torch.linspace(-4, 4, 33)
    for key in ("elu", "swish", "mish", "identity"):
        record = actlab.record(key)
        parameters = tuple(parameter.default for parameter in record.parameters)
        found = module._operators(record, gpu.launch)
        for kind in (torch.float32, torch.float64):
            z = x.to(kind)
            wanted = torch.from_numpy(actlab.value(key, z.numpy()))
            torch.testing.assert_close(found[key](z, *parameters), wanted)
            torch.testing.assert_close(found[f"{key}_"](z.clone(), *parameters), wanted)
            slope = torch.from_numpy(actlab.slope(key, z.numpy()))
            torch.testing.assert_close(found[f"{key}_backward"](2 * z, z, *parameters), 2 * z * slope)
            bend = torch.from_numpy(actlab.derivative(key, z.numpy(), "x", "x"))
            torch.testing.assert_close(found[f"{key}_curvature"](z, z, *parameters), z * bend)
