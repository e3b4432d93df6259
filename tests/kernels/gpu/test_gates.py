"""Emitted gates in a kernel of a user's own, without actlab, by Triton's interpreter."""

import importlib
from pathlib import Path

import numpy as np
import pytest
import torch

import actlab
from actlab.define import choose_gate, gates
from actlab.define.gate import shape_of
from actlab.emit.targets import TARGETS
from actlab.torch import gate_kernels

WORDS = ("value", "by_a", "by_b")
# Three roundings of float32 in an exponent of -66, the farthest tail here (geglu_tanh), move e^-66 by 1.2e-5 of itself.
# A slope passes 0, and near that its error is absolute.
SLOPE = {"rtol": 2e-6, "atol": 2e-6}
TOLERANCE = {"value": {"rtol": 1.2e-5, "atol": 0.0}, "by_a": SLOPE, "by_b": SLOPE}
KERNEL = """

@triton.jit
def run(a, b, y, n, GATE: tl.constexpr, BLOCK: tl.constexpr):
    at = tl.arange(0, BLOCK)
    mask = at < n
    tl.store(y + at, GATE(tl.load(a + at, mask=mask), tl.load(b + at, mask=mask)), mask=mask)
"""


@pytest.mark.usefixtures("gpu")
@pytest.mark.parametrize("key", ["swiglu_oai", "geglu", "mish_glu"])
def test_pasted_gates_run_alone(key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / f"pasted_{key}.py").write_text(TARGETS["triton"](shape_of(choose_gate(key))) + KERNEL)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("TRITON_INTERPRET", "1")
    module = importlib.import_module(f"pasted_{key}")
    a = torch.linspace(-9, 9, 500)
    b = torch.linspace(8.5, -9.5, 500)
    wide = a.double().numpy(), b.double().numpy()
    for word, right in zip(WORDS, (actlab.value(key, *wide), *actlab.slope(key, *wide)), strict=True):
        y = torch.empty_like(a)
        module.run[(1,)](a, b, y, len(a), GATE=getattr(module, f"{key}_{word}"), BLOCK=512)
        np.testing.assert_allclose(y.numpy(), right, **TOLERANCE[word])


def split(x: torch.Tensor, dim: int, interleaved: bool, second: bool) -> tuple[torch.Tensor, torch.Tensor]:
    """Both inputs as a program writes it that knows nothing of runs."""
    half = x.shape[dim] // 2
    at = torch.arange(half)
    places = (2 * at, 2 * at + 1) if interleaved else (at, at + half)
    a, b = (x.index_select(dim, each) for each in places)
    return (b, a) if second else (a, b)


LAYOUTS = [
    ((2, 2100), -1, False, False),
    ((3, 140), -1, True, True),
    ((2, 6, 5), 1, False, True),
    ((2, 6, 5), 1, True, False),
    ((1, 2, 1100), 1, True, False),
    ((4, 2), 1, False, False),
    ((0, 4), 1, False, False),
]


@pytest.mark.parametrize("kind", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize(("shape", "dim", "interleaved", "second"), LAYOUTS)
def test_both_inputs_are_read_in_place(gpu, kind, shape, dim, interleaved, second) -> None:
    x = (torch.randn(shape, generator=torch.Generator().manual_seed(1)) * 4).to(kind)
    numbers = (1.702, 7.0, 1.0)
    a, b = (each.contiguous() for each in split(x, dim, interleaved, second))
    y = gpu.gates.halves(x, dim, interleaved, second, "swiglu_oai", *numbers)
    assert torch.equal(y, gpu.gates.pair(a, b, "swiglu_oai", *numbers))
    g = torch.randn(y.shape, generator=torch.Generator().manual_seed(2)).to(kind)
    dx = gpu.gates.halves_backward(g, x, dim, interleaved, second, "swiglu_oai", *numbers)
    by_a, by_b = gpu.gates.pair_backward(g, a, b, "swiglu_oai", *numbers)
    for one, other in zip(split(dx, dim, interleaved, second), (by_a, by_b), strict=True):
        assert torch.equal(one, other)
    wrong = gpu.gates.halves(x, dim, interleaved, not second, "swiglu_oai", *numbers)
    assert not y.numel() or not torch.equal(y, wrong)


@pytest.mark.parametrize("key", gates())
def test_every_gate_has_a_kernel_of_its_parameters(gpu, key: str) -> None:
    a, b = torch.linspace(-9, 9, 300), torch.linspace(8.5, -9.5, 300)
    numbers = tuple(choose_gate(key).parameters.values())
    wide = a.double().numpy(), b.double().numpy()
    slopes = gpu.gates.pair_backward(torch.ones_like(a), a, b, key, *numbers)
    found = gpu.gates.pair(a, b, key, *numbers), *slopes
    rights = actlab.value(key, *wide), *actlab.slope(key, *wide)
    for word, got, right in zip(WORDS, found, rights, strict=True):
        np.testing.assert_allclose(got.numpy(), right, **TOLERANCE[word])
    assert not np.allclose(found[1].numpy(), actlab.slope(key, *wide)[1], rtol=1e-3)  # the sight of a wrong one


def test_16_bits_are_rounded_once(gpu) -> None:
    a, b = (torch.linspace(-9, 9, 900).roll(turn).bfloat16() for turn in (0, 300))
    right = torch.from_numpy(actlab.value("geglu", a.double().numpy(), b.double().numpy())).bfloat16()
    got = gpu.gates.pair(a, b, "geglu", float("inf"), 0.0)
    assert (got != right).float().mean() < 0.01  # one in two hundred lies beside a tie of float32's error
    np.testing.assert_allclose(got.double().numpy(), right.double().numpy(), rtol=2**-7)


def test_a_module_takes_them_both_ways(gpu, monkeypatch: pytest.MonkeyPatch) -> None:
    x = torch.randn(3, 16, generator=torch.Generator().manual_seed(3)) * 4
    gradients = []
    for ours in (False, True):
        if ours:
            monkeypatch.setattr(gate_kernels, "_operators", lambda _: gpu.gates)
        leaf = x.clone().requires_grad_()
        value = actlab.nn.SwiGLU(layout="interleaved", limit=2.0)(leaf)
        value.square().sum().backward()
        one, other = (part.clone().requires_grad_() for part in x.chunk(2, -1))
        actlab.functional.swiglu(one, other).sum().backward()
        gradients.append([value.detach(), leaf.grad, one.grad, other.grad])
    for cpu, triton in zip(*gradients, strict=True):
        torch.testing.assert_close(triton, cpu, rtol=2e-6, atol=2e-6)
