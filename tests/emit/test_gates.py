"""Gates as code to paste: each language runs alone and agrees with the arrays front in value and both slopes."""

import json
import shutil
import subprocess
import types
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import actlab
from actlab.cli import app
from actlab.define import choose_gate, gates
from actlab.define.gate import shape_of
from actlab.emit import triton
from actlab.emit.numpy_mathematics import mathematics
from actlab.emit.program import WORDS_OF_GATES

TEXTS = [*gates(), "swiglu:plus=1", "geglu:limit=2"]
EVERY = pytest.mark.parametrize("text", TEXTS)
WORDS = tuple(WORDS_OF_GATES.values())
A = np.array([-100.0, -20.0, -3.0, -2.5, -1.0, -1e-5, 0.0, 1e-5, 0.5, 1.0, 2.0, 2.5, 3.0, 6.0, 7.0, 7.5, 20.0, 100.0])
B = np.array([0.5, -30.0, 7.0, -7.0, 1.5, -1.5, 2.0, -3.0, 8.0, -8.0, 0.0, 1.0, -1.0, 40.0, -0.1, 6.5, -2.0, 2.0])


def agree(found: dict[str, np.ndarray], text: str) -> None:
    """Libraries round exp, tanh and erfc each in their own way, amplified by a condition below 100 at these points."""
    right = dict(zip(WORDS, (actlab.value(text, A, B), *actlab.slope(text, A, B)), strict=True))
    for word in WORDS:
        np.testing.assert_allclose(found[word], right[word], rtol=1e-13, atol=0, err_msg=f"{text} {word}")


def emitted(text: str, language: str, *options: str) -> str:
    done = CliRunner().invoke(app, ["emit", text, "--to", language, *options])
    assert done.exit_code == 0, done.exception
    return done.stdout


def key_of(text: str) -> str:
    return text.partition(":")[0]


def defaults(text: str) -> list[float]:
    return [parameter.default for parameter in shape_of(choose_gate(text)).parameters]


def by_numpy(text: str) -> dict[str, np.ndarray]:
    space: dict = {}
    code = emitted(text, "numpy")
    assert "inf" not in code
    exec(code, space)
    key = key_of(text)
    return {word: space[key if word == "value" else f"{key}_{word}"](A, B) for word in WORDS}


@EVERY
def test_numpy(text: str) -> None:
    agree(by_numpy(text), text)


@pytest.mark.parametrize(
    ("text", "other"), [("swiglu", "swiglu:plus=1"), ("geglu", "geglu_tanh"), ("swiglu_step", "swiglu:limit=7")]
)
def test_a_sibling_is_refused(text: str, other: str) -> None:
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        agree(by_numpy(text), other)


def test_latex_has_the_formula_and_both_slopes() -> None:
    lines = emitted("reglu", "latex").splitlines()
    assert len(lines) == 3
    assert "b" in lines[0]


def results(printed: str) -> list[dict[str, np.ndarray]]:
    """One for each text, from lines of numbers in the order of the words."""
    lines = iter(np.array([float(number) for number in line.split()]) for line in printed.splitlines())
    return [{word: next(lines) for word in WORDS} for _ in TEXTS]


def test_cpp(tmp_path: Path) -> None:
    compiler = shutil.which("g++")
    if compiler is None:
        pytest.skip("no C++ compiler")
    includes, calls = "", ""
    for place, text in enumerate(TEXTS):
        (tmp_path / f"gate_{place}.h").write_text(emitted(text, "cpp"))
        space, key = f"space_{place}", key_of(text)  # two choices of one gate have one name
        includes += f'namespace {space} {{\n#include "gate_{place}.h"\n}}\n'
        names = [f"{space}::actlab::{key}::{key}_{word}" for word in WORDS]
        calls += "".join(
            f'  for (auto& p : pairs) std::printf("%.17g ", {name}(p[0], p[1]));\n  std::puts("");\n' for name in names
        )
    pairs = ", ".join(f"{{{a!r}, {b!r}}}" for a, b in zip(A.tolist(), B.tolist(), strict=True))
    (tmp_path / "main.cpp").write_text(
        f"#include <cmath>\n#include <cstdio>\n{includes}"
        f"const double pairs[][2] = {{{pairs}}};\nint main() {{\n{calls}}}\n"
    )
    warnings = ["-Wall", "-Wextra", "-Werror"]
    command = [compiler, "-std=c++17", *warnings, str(tmp_path / "main.cpp"), "-o", str(tmp_path / "main")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    printed = subprocess.run([str(tmp_path / "main")], capture_output=True, text=True, check=True).stdout
    for text, found in zip(TEXTS, results(printed), strict=True):
        agree(found, text)


def test_javascript(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not there")
    code = f"const pairs = {json.dumps(list(zip(A.tolist(), B.tolist(), strict=True)))};\n"
    for place, text in enumerate(TEXTS):
        (tmp_path / f"gate_{place}.mjs").write_text(emitted(text, "javascript"))
        code += f'const gate_{place} = (await import("./gate_{place}.mjs")).GATES.{key_of(text)};\n'
        for word in WORDS:
            code += f'console.log(pairs.map(p => gate_{place}.{word}(...p, ...{defaults(text)})).join(" "));\n'
    (tmp_path / "main.mjs").write_text(code)
    done = subprocess.run([node, str(tmp_path / "main.mjs")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for text, found in zip(TEXTS, results(done.stdout), strict=True):
        agree(found, text)


@EVERY
def test_triton_has_the_same_mathematics(text: str) -> None:
    """Over NumPy's functions in place of Triton's."""
    space = {name: getattr(mathematics, name) for name in triton.MATHEMATICS if name != "where"}
    space |= {"where": lambda c, a, b: np.where(c, a, b), "triton": types.SimpleNamespace(jit=lambda f: f)}
    exec(compile(triton.functions([shape_of(choose_gate(text))]), "<triton>", "exec"), space)
    with np.errstate(all="ignore"):
        agree({word: space[f"{key_of(text)}_{word}"](A, B, *defaults(text)) for word in WORDS}, text)


def by_onnx(text: str, opset: int) -> tuple[list[str], np.ndarray]:
    """The operators of the emitted model but for constants, and what it computes."""
    onnx = pytest.importorskip("onnx", reason="the extra onnx is not installed")
    from onnx.reference import ReferenceEvaluator

    model = onnx.parser.parse_model(emitted(text, "onnx", "--opset", str(opset)))
    onnx.checker.check_model(model, full_check=True)
    with np.errstate(all="ignore"):  # the branch that is not taken may overflow
        (output,) = ReferenceEvaluator(model).run(None, {"a": A.astype(np.float32), "b": B.astype(np.float32)})
    return [node.op_type for node in model.graph.node if node.op_type != "Constant"], output


@EVERY
@pytest.mark.parametrize("opset", [11, 18, 28])
def test_onnx(text: str, opset: int) -> None:
    right = actlab.value(text, *(each.astype(np.float32).astype(np.float64) for each in (A, B)))
    # One float32 rounding of intermediate results up to |a b|, times the operations of the longest formula.
    np.testing.assert_allclose(by_onnx(text, opset)[1], right, rtol=4e-6, atol=2e-5)


def test_onnx_has_operators_of_its_own() -> None:
    assert by_onnx("swiglu", 28)[0] == ["SwiGLU"]
    assert by_onnx("swiglu:alpha=1.702", 28)[0] == ["SwiGLU"]
    assert by_onnx("swiglu", 24)[0] == ["Swish", "Mul"]
    assert by_onnx("swiglu", 23)[0] == ["Mul", "Sigmoid", "Mul", "Mul"]
    assert by_onnx("swiglu_oai", 28)[0] == ["Min", "Swish", "Min", "Max", "Add", "Mul"]


def test_an_opset_that_does_not_fit_is_refused() -> None:
    for options, message in (
        (["--to", "onnx", "--opset", "8"], "expected an opset from 9 to 28, got 8"),
        (["--to", "cpp", "--opset", "18"], "--opset is for --to onnx, got --to cpp"),
    ):
        assert message in str(CliRunner().invoke(app, ["emit", "swiglu", *options]).exception)
