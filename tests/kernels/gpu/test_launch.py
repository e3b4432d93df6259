"""Layouts, types, in place; what is kept of a launch; fused normalisation and bias."""

import json
import subprocess
import sys

import pytest
import torch
from torch.nn import functional

from actlab.errors import BadType, BadValue


def wanted(x: torch.Tensor) -> torch.Tensor:
    return functional.mish(x.double())


def wanted_backward(g: torch.Tensor, x: torch.Tensor) -> torch.Tensor:
    return torch.ops.aten.mish_backward(g.double(), x.double())


VIEWS = {
    "transposed": lambda x: x.mT,
    "every second": lambda x: x[..., ::2],
    "sliced": lambda x: x[:, 1:, 1:],
    "expanded": lambda x: x[:, :1].expand(x.shape),
    "channels last": lambda x: x[None].contiguous(memory_format=torch.channels_last),
    "permuted": lambda x: x.permute(2, 0, 1),
    "misaligned": lambda x: x.flatten()[3:],
    "scalar": lambda x: x[0, 0, 0],
    "empty": lambda x: x[:0],
    "one block": lambda x: x.repeat(4, 1, 1).flatten()[:2048],
    "two blocks and a rest": lambda x: x.repeat(6, 1, 1).flatten()[:4100],
}


@pytest.mark.parametrize("view", VIEWS)
def test_same_bits_in_every_layout(gpu, view: str) -> None:
    whole = torch.randn(6, 10, 14, generator=torch.Generator().manual_seed(1)) * 4
    x, g = VIEWS[view](whole), VIEWS[view](whole.flip(0) + 1)
    y = gpu.launch.value("mish", x)
    assert torch.equal(y, gpu.launch.value("mish", x.contiguous()))
    torch.testing.assert_close(y.double(), wanted(x), rtol=3e-7, atol=0)
    dx = gpu.launch.backward("mish", g, x)
    assert torch.equal(dx, gpu.launch.backward("mish", g.contiguous(), x.contiguous()))
    torch.testing.assert_close(dx.double(), wanted_backward(g, x), rtol=1e-5, atol=1e-6)
    assert y.stride() == dx.stride() == functional.mish(x).stride()


@pytest.mark.parametrize("view", [name for name in VIEWS if name != "expanded"])
def test_in_place_changes_the_view_and_nothing_else(gpu, view: str) -> None:
    whole = torch.randn(6, 10, 14)
    before = whole.clone()
    x = VIEWS[view](whole)
    expected = gpu.launch.value("mish", x)
    assert gpu.launch.value("mish", x, out=x) is x
    assert torch.equal(x, expected)
    if view == "every second":
        assert torch.equal(whole[..., 1::2], before[..., 1::2])
    g, z = torch.randn(50), torch.randn(50)
    expected = gpu.launch.backward("mish", g, z)
    gpu.launch.backward("mish", g, z, out=z)
    assert torch.equal(z, expected)


def test_wrong_tensors_are_refused_with_what_to_do(gpu) -> None:
    with pytest.raises(BadType, match="expected a tensor of float32, bfloat16 or float16, got torch.int64; convert"):
        gpu.launch.value("mish", torch.ones(3, dtype=torch.int64))
    with pytest.raises(BadValue, match=r"gradient must be like x, torch.float32 of shape \(3,\) on cpu, got .* \(4,\)"):
        gpu.launch.backward("mish", torch.ones(4), torch.ones(3))
    with pytest.raises(BadValue, match="out must be like x"):
        gpu.launch.value("mish", torch.ones(3), out=torch.ones(3).half())
    with pytest.raises(BadValue, match=r"expected x of shape \(images, channels, ...\) and \(channels,\) numbers"):
        gpu.affine.forward("mish", torch.ones(2, 3), gpu.affine.Affine(torch.ones(4)))


def test_offsets_pass_2_to_the_31(gpu, monkeypatch) -> None:
    """The last block of 2^31 + 100 elements alone: memory is taken only where something is written."""
    from triton.runtime.interpreter import InterpreterBuilder

    n, first = 2**31 + 100, 2**31 // gpu.launch.BLOCK
    plain = InterpreterBuilder.create_get_program_id

    def moved(self, axis: int):
        found = plain(self, axis)
        found.data = found.data + first
        return found

    monkeypatch.setattr(InterpreterBuilder, "create_get_program_id", moved)
    x = torch.empty(n, dtype=torch.bfloat16)
    x[-100:] = torch.linspace(-5, 5, 100).bfloat16()
    expected = wanted(x[-100:]).bfloat16()
    gpu.loops.forward[(1,)](x, x, n, (), VALUE=gpu.tuned.mish_value, BLOCK=gpu.launch.BLOCK, EVEN=False)
    assert torch.equal(x[-100:], expected)


def test_grids_stay_within_what_a_gpu_has(gpu, monkeypatch) -> None:
    grids = []
    monkeypatch.setattr(gpu.launch.Launch, "launch", lambda self, grid, *_: grids.append(grid))
    for shape in ((1, 1, 2**33), (2**33, 1), (1, 2**20, 64), (3, 2**12, 300, 300)):
        x = torch.empty(shape, dtype=torch.bfloat16, device="meta")
        affine = gpu.affine.Affine(torch.empty(shape[1], device="meta"))
        for run in (gpu.affine.backward, gpu.affine.sums):
            run("mish", x, x, affine)
        gpu.affine.forward("mish", x, affine)
        gpu.launch.value("mish", x)
    assert all(x < 2**31 and max(y, z) < 2**16 for x, y, z in grids)
    assert len(grids) == 16


SHAPES = {
    "images": ((3, 5, 7, 9), torch.contiguous_format),
    "channels last": ((3, 5, 7, 9), torch.channels_last),
    "wide channels last": ((2, 70, 3, 3), torch.channels_last),
    "features": ((40, 33), torch.contiguous_format),
    "long rows": ((2, 3, 50, 60), torch.contiguous_format),
    "sequences": ((3, 4, 11), torch.contiguous_format),
}


def made(shape: tuple[int, ...], layout: torch.memory_format) -> tuple[torch.Tensor, ...]:
    generator = torch.Generator().manual_seed(3)
    x, g = (torch.randn(shape, generator=generator).contiguous(memory_format=layout) for _ in range(2))
    weight, bias = torch.rand(shape[1], generator=generator) + 0.5, torch.randn(shape[1], generator=generator)
    return x * 2 + 1, g, weight, bias


@pytest.mark.parametrize("case", SHAPES)
def test_batch_norm_and_activation_in_one(gpu, case: str) -> None:
    x, g, weight, bias = made(*SHAPES[case])
    given = [tensor.double().requires_grad_() for tensor in (x, weight, bias)]
    right = functional.mish(functional.batch_norm(given[0], None, None, *given[1:], training=True, eps=1e-5))
    right.backward(g.double())
    found = gpu.affine.statistics(x, 1e-5)
    affine = gpu.affine.normalised(found, weight, bias)
    y = gpu.affine.forward("mish", x, affine)
    assert y.stride() == x.stride()
    torch.testing.assert_close(y.double(), right, rtol=1e-6, atol=2e-6)
    gradients = gpu.affine.normalised_backward("mish", g, x, affine, found)
    for got, tensor in zip(gradients, given, strict=True):
        torch.testing.assert_close(got.double(), tensor.grad, rtol=2e-5, atol=2e-4 if tensor is not given[0] else 2e-6)


@pytest.mark.parametrize("case", SHAPES)
def test_bias_and_activation_in_one(gpu, case: str) -> None:
    x, g, _, bias = made(*SHAPES[case])
    given, shift = x.double().requires_grad_(), bias.double().requires_grad_()
    right = functional.mish(given + shift.view(1, -1, *[1] * (x.dim() - 2)))
    right.backward(g.double())
    affine = gpu.affine.Affine(bias)
    torch.testing.assert_close(gpu.affine.forward("mish", x, affine).double(), right, rtol=1e-6, atol=2e-6)
    dx = gpu.affine.backward("mish", g, x, affine)
    torch.testing.assert_close(dx.double(), given.grad, rtol=1e-6, atol=2e-6)
    total, _ = gpu.affine.sums("mish", g, x, affine)
    torch.testing.assert_close(total.double(), shift.grad, rtol=2e-5, atol=2e-4)


def test_bfloat16_is_normalised_in_float32(gpu) -> None:
    x, g, weight, bias = made(*SHAPES["images"])
    short, found = x.bfloat16(), gpu.affine.statistics(x.bfloat16(), 1e-5)
    affine = gpu.affine.normalised(found, weight, bias)
    wide = gpu.affine.forward("mish", short.float(), affine)
    assert torch.equal(gpu.affine.forward("mish", short, affine), wide.bfloat16())
    assert gpu.affine.normalised_backward("mish", g.bfloat16(), short, affine, found)[0].dtype == torch.bfloat16


def test_in_place_normalisation_reuses_the_tensor(gpu) -> None:
    x, _, weight, bias = made(*SHAPES["images"])
    affine = gpu.affine.normalised(gpu.affine.statistics(x, 1e-5), weight, bias)
    expected = gpu.affine.forward("mish", x, affine)
    assert gpu.affine.forward("mish", x, affine, in_place=True) is x
    assert torch.equal(x, expected)


KEPT = """
import json, sys, types
import torch, triton
from triton.backends.compiler import GPUTarget
from triton.runtime import driver

calls = []

class Launcher:
    def __init__(self, source, metadata):
        pass
    def __call__(self, *arguments):
        calls.append(arguments)

class Driver:
    launcher_cls = Launcher
    utils = types.SimpleNamespace(
        load_binary=lambda name, binary, shared, device: (object(), len(binary), 32, 0, 1024),
        get_device_properties=lambda device: {"max_shared_mem": 227 * 1024},
    )
    get_current_target = staticmethod(lambda: GPUTarget("cuda", 90, 32))
    get_current_device = staticmethod(lambda: 0)
    get_current_stream = staticmethod(lambda device: 7)

driver.set_active(Driver())
torch._C._cuda_getCurrentRawStream = lambda index: 7
torch._C._cuda_getDevice = lambda: -1  # as a tensor on the CPU says
from actlab.kernels.gpu import affine, gates, launch, loops

def plain(arguments):  # all but metadata and hooks, of which ours has none
    kinds = [(a.dtype, a.numel()) if isinstance(a, torch.Tensor) else getattr(a, "fn", a) for a in arguments]
    return [str(kind) for at, kind in enumerate(kinds) if at not in (6, 7, 8)]

x, y = torch.randn(4096), torch.empty(4096)
results = {}
for name, run in {
    "even": lambda: launch.value("mish", x),
    "rest": lambda: launch.backward("swish", x[:3000], x[:3000], (0.5,)),
    "channels": lambda: affine.sums("mish", x.view(2, 4, 512), x.view(2, 4, 512), affine.Affine(y[:4])),
    "gates": lambda: gates.halves(x.view(1, 4096), 1, True, False, "swiglu", 1.0, float("inf"), 0.0),
}.items():
    run(), run(), run()  # Triton's, then the one kept for this alignment, then the quick one
    results[name] = len(calls) == 3 and plain(calls[0]) == plain(calls[1]) == plain(calls[2])
    calls.clear()

made = []
original = loops.forward.run
loops.forward.run = lambda *a, **k: made.append(1) or original(*a, **k)
storage = torch.randn(5000)
for offset in (0, 1, 4, 1):
    launch.value("mish", storage[offset : offset + 2048])
launch.value("mish", storage[:2047]); launch.value("mish", storage[:2000]); launch.value("mish", storage[:2048].half())
results["compiled"] = len(made)
results["quick"] = len(launch._entries)
print(json.dumps(results))
"""


def test_a_kept_launch_is_what_triton_itself_would_launch(compiled, tmp_path) -> None:
    """With a driver that records instead of launching: the first call is Triton's own, the others ours."""
    script = tmp_path / "kept.py"
    script.write_text(KEPT)
    environment = {**compiled, "TRITON_CACHE_DIR": str(tmp_path / "cache")}
    command = [sys.executable, str(script)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    results = json.loads(done.stdout.splitlines()[-1])
    # Once for each alignment (0 bytes is known from before), for a rest, and for the type.
    assert results == {"even": True, "rest": True, "channels": True, "gates": True, "compiled": 3, "quick": 3}
