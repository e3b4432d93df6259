"""Emitted gates in a kernel of a user's own, without actlab, by Triton's interpreter."""

import importlib
from pathlib import Path

import numpy as np
import pytest
import torch

import actlab
from actlab.define import choose_gate
from actlab.define.gate import shape_of
from actlab.emit.targets import TARGETS

WORDS = ("value", "by_a", "by_b")
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
        # Roundings of float32, amplified by up to 10 where the slope of the gate's function cancels.
        np.testing.assert_allclose(y.numpy(), right, rtol=2e-6, atol=2e-6)
