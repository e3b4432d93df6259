"""Keeping less on a GPU: the same bytes and slopes as the schemes of actlab.torch.storage on the CPU."""

import pytest
import torch

import actlab
from actlab.errors import BadValue
from actlab.torch import accelerate_cuda, storage

LAYOUTS = {
    "contiguous": lambda x: x,
    "channels last": lambda x: x.contiguous(memory_format=torch.channels_last),
    "every second": lambda x: x[..., ::2],
    "one": lambda x: x[0, 0, 0, :1],
    "empty": lambda x: x[:0],
}
KINDS = pytest.mark.parametrize("kind", [torch.float32, torch.bfloat16, torch.float16])


def made(layout: str, kind: torch.dtype) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(2)
    x, g = (torch.randn(3, 5, 7, 22, generator=generator).to(kind) for _ in range(2))
    return LAYOUTS[layout](x * 3), LAYOUTS[layout](g)


@KINDS
@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_byte_keeps_the_slope(gpu, layout: str, kind: torch.dtype) -> None:
    x, g = made(layout, kind)
    low, step = storage._code()
    y, code = gpu.storage.byte_forward("mish", x, low, step)
    assert torch.equal(y, gpu.launch.value("mish", x))
    slope = gpu.launch.backward("mish", torch.ones_like(x).float(), x.float())
    assert code.dtype == torch.uint8
    assert ((low + step * code.double()) - slope.double()).abs().max() <= step * 0.5001 if x.numel() else True
    dx = gpu.storage.byte_backward(g, code, low, step)
    assert dx.dtype == kind
    torch.testing.assert_close(dx, (g.float() * (low + step * code.float())).to(kind), rtol=2**-8, atol=1e-6)


@KINDS
@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_output_and_a_bit_give_the_slope(gpu, layout: str, kind: torch.dtype) -> None:
    x, g = made(layout, kind)
    at, least = storage._minimum()
    table, scales = storage._table()
    y, left = gpu.storage.output_forward("mish", x, at)
    assert torch.equal(y, gpu.launch.value("mish", x))
    assert left.numel() == -(-x.numel() // 8)
    dx = gpu.storage.output_backward(g, y, left, table, least, scales)
    wanted = (g.float() * storage._slope_from_output(y, storage._pack(x < at).new_ones(()) * (x < at))).to(kind)
    torch.testing.assert_close(dx, wanted, rtol=2**-8, atol=2e-6)


def test_in_place_overwrites_the_input(gpu) -> None:
    for layout in ("contiguous", "channels last", "every second"):
        x, _ = made(layout, torch.float32)
        expected = gpu.launch.value("mish", x)
        for keep in (
            lambda z: gpu.storage.byte_forward("mish", z, *storage._code(), in_place=True),
            lambda z: gpu.storage.output_forward("mish", z, storage._minimum()[0], in_place=True),
        ):
            z = x.clone()
            assert keep(z)[0] is z
            assert torch.equal(z, expected)


def test_slopes_at_nan_and_infinity(gpu) -> None:
    x = torch.tensor([torch.nan, torch.inf, -torch.inf, 1e30, -90.0])
    y, left = gpu.storage.output_forward("mish", x, storage._minimum()[0])
    table, scales = storage._table()
    slopes = gpu.storage.output_backward(torch.ones(5), y, left, table, storage._minimum()[1], scales)
    assert torch.isnan(slopes[0])
    torch.testing.assert_close(slopes[1:], torch.tensor([1.0, 0.0, 1.0, 0.0]), rtol=0, atol=2e-4)


@pytest.mark.parametrize("inplace", [False, True])
@pytest.mark.parametrize("saves", ["output", "byte"])
def test_the_module_runs_on_the_kernels(gpu, monkeypatch, saves: str, inplace: bool) -> None:
    def step() -> tuple[torch.Tensor, ...]:
        leaf = torch.linspace(-6, 6, 101).requires_grad_()
        y = actlab.nn.Mish(saves=saves, inplace=inplace)(leaf * 1)
        y.square().sum().backward()
        return y.detach(), leaf.grad

    plain = step()
    called = []
    monkeypatch.setattr(accelerate_cuda, "storage", lambda x: called.append(x) or gpu.storage)
    ours = step()
    assert len(called) == 2
    torch.testing.assert_close(ours, plain, rtol=1e-5, atol=0.02 if saves == "byte" else 1e-5)
    x = torch.ones(3, requires_grad=True)
    y = actlab.nn.Mish(saves=saves)(x).sum()
    with pytest.raises(BadValue, match="there is no second derivative here"):
        torch.autograd.grad(y, x, create_graph=True)


@pytest.mark.parametrize("training", [True, False])
def test_batch_norm_with_activation_runs_on_the_kernels(gpu, monkeypatch, training: bool) -> None:
    def step() -> tuple[torch.Tensor, ...]:
        made = actlab.nn.BatchNormAct2d(5, "swish:beta=2").train(training)
        x = torch.randn(3, 5, 4, 4, generator=torch.Generator().manual_seed(1)).requires_grad_()
        y = made(x)
        y.square().sum().backward()
        return y.detach(), x.grad, made.weight.grad, made.bias.grad, *made.state_dict().values()

    plain = step()
    called = []
    monkeypatch.setattr(accelerate_cuda, "storage", lambda x: called.append(x) or gpu.storage)
    ours = step()
    assert called
    torch.testing.assert_close(ours, plain, rtol=1e-4, atol=1e-4)
