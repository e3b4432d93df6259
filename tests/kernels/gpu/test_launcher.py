"""Launching from C++, without a GPU: in a process whose driver computes on the CPU, and what is taken for known."""

import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from actlab.errors import Missing
from actlab.kernels.build import find_compiler

LAUNCHES = Path(__file__).with_name("launches.py")


def test_every_launch_is_what_triton_itself_would_launch(compiled, tmp_path) -> None:
    try:
        find_compiler()
    except Missing as error:
        pytest.skip(str(error))
    environment = {**compiled, "TRITON_CACHE_DIR": str(tmp_path / "cache")}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", str(LAUNCHES)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-5000:]


def made(parameters: list[str], **metadata: object) -> SimpleNamespace:
    """A compiled kernel as far as the launcher looks at it."""
    ptx = f".visible .entry forward(\n\t{', '.join(parameters)}\n)\n.reqntid 128\n{{"
    plain = {"num_ctas": 1, "num_warps": 4, "shared": 0, "target": SimpleNamespace(warp_size=32)}
    return SimpleNamespace(asm={"ptx": ptx}, function=99, metadata=SimpleNamespace(**plain | metadata))


def parameters(tensors: int, scratch: int) -> list[str]:
    tensor = ".param .u64 .ptr .global .align 1 x"
    return [*[tensor] * tensors, ".param .u64 n", *[tensor] * scratch]


def test_only_the_known_form_is_handed_over(gpu) -> None:
    form_of = gpu.launcher.form_of
    assert form_of(made(parameters(2, 2)), 2, 2048) == [99, 128, 0, 2048, 2]
    assert form_of(made(parameters(3, 0), num_warps=8, shared=64), 3, 2048) == [99, 256, 64, 2048, 0]
    others = {
        "a tensor too few": made(parameters(1, 2)),
        "a tensor too many": made(parameters(3, 2)),
        "more scratch than is known": made(parameters(2, 3)),
        "a number more": made([*parameters(2, 0), ".param .f32 slope"]),
        "a short number": made([*parameters(2, 0)[:2], ".param .u32 n"]),
        "no parameters": made([]),
        "scratch memory": made(parameters(2, 2), global_scratch_size=128),
        "clusters": made(parameters(2, 2), num_ctas=2),
        "a launch that waits for none": made(parameters(2, 2), launch_pdl=True),
        "machine code of another kind": SimpleNamespace(asm={}, metadata=made([]).metadata),
    }
    assert {name: form_of(other, 2, 2048) for name, other in others.items()} == dict.fromkeys(others)


def test_without_a_compiler_python_launches_and_says_so(gpu, monkeypatch) -> None:
    from actlab.torch import accelerate, accelerate_cuda

    def missing(*_: object) -> None:
        raise Missing("a C++ compiler", "compiling", "apt-get install g++")

    monkeypatch.setattr(gpu.launcher, "compiled", missing)
    gpu.launcher.obstacle.cache_clear()
    try:
        assert accelerate_cuda.take_over(["silu"], device="CPU") == ("silu", "silu_", "silu_backward")
        text = str(accelerate.accelerated())
    finally:
        accelerate_cuda.give_back()
        gpu.launcher.obstacle.cache_clear()
    assert "Calls there are launched from Python, some microseconds slower: " in text
    assert "apt-get install g++" in text
