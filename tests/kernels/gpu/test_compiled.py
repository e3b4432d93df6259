"""Machine code for GPUs that are not there: everything compiles, and the instructions are counted."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SLOTS = Path(__file__).parents[3] / "benchmarks" / "gpu_slots.py"
MOST = 24  # forward; what a GPU can issue while it moves a bfloat16 to and from memory is 31

EVERY = """
import sys
sys.path.insert(0, {folder!r})
import gpu_slots
from actlab import names
from actlab.kernels.gpu import loops, tuned

for name in {names}:
    for word in ("value", "slope"):
        for at in {architectures}:
            assert gpu_slots.instructions(gpu_slots.elementwise(name, word, "bfloat16", at))

numbers = {{"rows": "i64", "columns": "i64", "channels": "i64", "parameters": ()}}
per_channel = dict.fromkeys(("center", "scale", "shift"), "*fp32")
for at in {architectures}:
    for last in (False, True):
        constants = {{"NORMALISED": True, "LAST": last, "ROWS": 2, "COLUMNS": 1024}}
        x = {{"x": "*bf16"}} | per_channel | numbers
        value, slope = constants | {{"VALUE": tuned.mish_value_16}}, constants | {{"SLOPE": tuned.mish_slope}}
        gpu_slots.build(loops.affine_forward, x | {{"y": "*bf16"}}, value, at)
        back = x | {{"g": "*bf16", "dx": "*bf16"}} | dict.fromkeys(("by_g", "by_x", "rest"), "*fp32")
        gpu_slots.build(loops.affine_backward, back, slope, at)
        gpu_slots.build(loops.affine_sums, x | {{"g": "*bf16", "sums": "*fp32"}}, slope, at)
    pair, bodies = {{"x": "*bf16", "y": "*bf16", "n": "i64"}}, {{"VALUE": tuned.mish_value_16, "BLOCK": 2048}}
    code = {{"code": "*u8", "low": "fp32", "step": "fp32"}}
    more = {{"SLOPE": tuned.mish_slope}}
    gpu_slots.build(loops.forward_byte, pair | code | {{"parameters": ()}}, bodies | more, at)
    gradients = {{"g": "*bf16", "dx": "*bf16", "n": "i64"}}
    gpu_slots.build(loops.backward_byte, gradients | code, {{"BLOCK": 2048}}, at)
    left = {{"left": "*u8", "least_at": "fp32", "parameters": ()}}
    gpu_slots.build(loops.forward_output, pair | left, bodies, at)
    numbers_too = dict.fromkeys(("least", "right_scale", "left_scale"), "fp32")
    back = gradients | numbers_too | {{"y": "*bf16", "left": "*u8", "table": "*fp32"}}
    gpu_slots.build(loops.backward_output, back, {{"BLOCK": 2048, "ENTRIES": 8192}}, at)
print("compiled")
"""


def compile_all(compiled: dict[str, str], folder: Path, names: str, architectures: tuple[int, ...]) -> None:
    code = EVERY.format(folder=str(SLOTS.parent), names=names, architectures=architectures)
    environment = {**compiled, "TRITON_CACHE_DIR": str(folder)}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "compiled\n"), done.stderr


def test_mish_issues_few_instructions_on_every_architecture(compiled, tmp_path) -> None:
    environment = {**compiled, "TRITON_CACHE_DIR": str(tmp_path / "cache")}
    command = [sys.executable, str(SLOTS), "--json", str(tmp_path / "slots.json"), "mish"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rows = json.loads((tmp_path / "slots.json").read_text())
    forward = [row for row in rows if row["direction"] == "forward"]
    assert {row["type"] for row in forward} == {"float32", "bfloat16", "float16"}
    for row in forward:
        assert all(10 < row[architecture] <= MOST for architecture in ("sm_80", "sm_90", "sm_100")), row
    documented = SLOTS.parent.parent / "docs" / "gpu.md"
    for line in done.stdout.splitlines()[2:]:
        assert line in documented.read_text("utf-8"), f"docs/gpu.md is out of date: {line}"


def test_fused_kernels_and_long_bodies_compile(compiled, tmp_path) -> None:
    compile_all(compiled, tmp_path, '["gelu", "srelu"]', (90,))


@pytest.mark.slow
@pytest.mark.parametrize("architecture", [80, 90, 100])
def test_every_function_compiles_for_every_architecture(compiled, tmp_path, architecture: int) -> None:
    compile_all(compiled, tmp_path, "names()", (architecture,))


def test_the_documented_bounds_are_those_that_are_tested(gpu) -> None:
    from actlab.kernels.gpu import bounds

    assert bounds.table() in (SLOTS.parent.parent / "docs" / "gpu.md").read_text("utf-8")
