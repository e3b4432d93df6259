"""Emitted code is up to date, runs in its language, and agrees with the arrays front."""

import ast
import json
import shutil
import subprocess
import sys
import types
from pathlib import Path

import numpy as np
import pytest

import actlab
from actlab.define.library import RECORDS
from actlab.emit import __main__ as files
from actlab.emit import cpp, latex, numpy_code, triton
from actlab.emit.numpy_mathematics import mathematics
from actlab.emit.targets import TARGETS

POINTS = [-1e4, -100.0, -20.0, -3.0, -2.5, -1.2, -1.0, -1e-5, 0.0, 1e-5, 0.5, 1.0, 2.5, 3.0, 6.0, 20.0, 100.0, 1e4]
# NumPy, JavaScript and C libraries round exp, tanh and erfc each in their own way: a few units in the last place each,
# amplified by the condition of the function, which is below 100 at these points away from a slope's zero.
RELATIVE, ABSOLUTE = 1e-13, 1e-14


def test_what_is_committed_is_what_the_records_say() -> None:
    assert files.stale(files.files()) == []


def test_a_changed_file_is_called_stale(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    wanted = files.files()
    path, text = next(iter(wanted.items()))
    changed = tmp_path / path.name
    changed.write_text(text + "\n# changed\n")
    monkeypatch.setattr(files, "files", lambda: {changed: text})
    assert files.stale(files.files()) == [changed]


@pytest.fixture(scope="module")
def javascript() -> dict[str, dict[str, list[float]]]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not there")
    module = files.PACKAGE / "emitted" / "functions.js"
    code = f"""
        const {{ FUNCTIONS }} = await import({json.dumps(module.as_uri())});
        const points = {json.dumps(POINTS)};
        const out = {{}};
        for (const [key, f] of Object.entries(FUNCTIONS)) {{
            const given = f.parameters.map(p => p.default);
            out[key] = {{}};
            for (const word of ["value", "slope", "curvature"]) out[key][word] = points.map(x => f[word](x, ...given));
        }}
        console.log(JSON.stringify(out, (_, y) => typeof y === "number" && !isFinite(y) ? String(y) : y));
    """
    done = subprocess.run([node, "--input-type=module", "-e", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("name", actlab.names())
@pytest.mark.parametrize(("word", "by"), [("value", ()), ("slope", ("x",)), ("curvature", ("x", "x"))])
def test_javascript_agrees_with_numpy(javascript, name: str, word: str, by: tuple[str, ...]) -> None:
    wanted = actlab.derivative(name, np.array(POINTS), *by)
    got = np.array(javascript[name][word], dtype=float)  # of "Infinity" too, which JSON has no number for
    np.testing.assert_allclose(got, wanted, rtol=RELATIVE, atol=ABSOLUTE)


def test_the_agreement_refuses_a_sibling(javascript) -> None:
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        np.testing.assert_allclose(
            javascript["swish"]["value"], actlab.value("mish", POINTS), rtol=RELATIVE, atol=ABSOLUTE
        )


@pytest.fixture(scope="module")
def standalone_numpy(tmp_path_factory: pytest.TempPathFactory) -> list[list[list[float]]]:
    """Value and slope of every record at the points, each pasted code with names of its own, in one process."""
    folder = tmp_path_factory.mktemp("numpy")
    for record in RECORDS:
        (folder / f"{record.key}.py").write_text(numpy_code.emit(record, "Pasted."))
    keys = [record.key for record in RECORDS]
    (folder / "all.py").write_text(
        f"import json, pathlib, runpy\nx = {POINTS}\nfolder = pathlib.Path(__file__).parent\nrows = []\n"
        f"for key in {keys}:\n    names = runpy.run_path(str(folder / (key + '.py')))\n"
        "    points = names['np'].array(x)\n"
        "    rows.append([names[key](points).tolist(), names[key + '_slope'](points).tolist()])\n"
        "print(json.dumps(rows))\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-W", "ignore", str(folder / "all.py")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("number", range(len(RECORDS)), ids=[record.key for record in RECORDS])
def test_standalone_numpy_code_runs_alone(standalone_numpy: list[list[list[float]]], number: int) -> None:
    key, (value, slope) = RECORDS[number].key, standalone_numpy[number]
    np.testing.assert_allclose(value, actlab.value(key, POINTS), rtol=RELATIVE, atol=ABSOLUTE)
    np.testing.assert_allclose(slope, actlab.slope(key, POINTS), rtol=RELATIVE, atol=ABSOLUTE)


@pytest.fixture(scope="module")
def standalone_cpp(tmp_path_factory: pytest.TempPathFactory) -> list[list[float]]:
    """Value, slope and curvature of every record at the points, from one program that holds all of them pasted."""
    compiler = shutil.which("g++")
    if compiler is None:
        pytest.skip("no C++ compiler")
    folder = tmp_path_factory.mktemp("cpp")
    calls = []
    for record in RECORDS:
        (folder / f"{record.key}.h").write_text(cpp.standalone(record, "Pasted."))
        for word in ("value", "slope", "curvature"):
            name = f"actlab::{record.key}::{record.key}_{word}"
            calls.append(f'  for (double x : points) std::printf("%.17g ", {name}(x));\n  std::puts("");\n')
    includes = "".join(f'#include "{record.key}.h"\n' for record in RECORDS)
    points = ", ".join(map(repr, POINTS))
    (folder / "main.cpp").write_text(
        f"#include <cstdio>\n{includes}const double points[] = {{{points}}};\nint main() {{\n{''.join(calls)}}}\n"
    )
    warnings = ["-Wall", "-Wextra", "-Werror"]
    command = [compiler, "-std=c++17", "-O1", *warnings, str(folder / "main.cpp"), "-o", str(folder / "main")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    printed = subprocess.run([str(folder / "main")], capture_output=True, text=True, check=True).stdout
    return [[float(number) for number in line.split()] for line in printed.splitlines()]


@pytest.mark.parametrize("name", actlab.names())
def test_standalone_cpp_code_compiles_and_agrees(standalone_cpp, name: str) -> None:
    first = 3 * [record.key for record in RECORDS].index(name)
    for line, by in enumerate(((), ("x",), ("x", "x")), first):
        wanted = actlab.derivative(name, np.array(POINTS), *by)
        np.testing.assert_allclose(standalone_cpp[line], wanted, rtol=RELATIVE, atol=ABSOLUTE)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.key)
def test_triton_code_has_the_same_mathematics(record: actlab.Activation) -> None:
    """The emitted functions over NumPy's functions in place of Triton's; kernels have tests of their own."""
    space = {name: getattr(mathematics, name) for name in triton.MATHEMATICS if name != "where"}
    space |= {"where": lambda c, a, b: np.where(c, a, b), "triton": types.SimpleNamespace(jit=lambda f: f)}
    exec(compile(triton.functions([record]), "<triton>", "exec"), space)
    x = np.array(POINTS)
    parameters = [parameter.default for parameter in record.parameters]
    with np.errstate(all="ignore"):
        value, slope = (space[f"{record.key}_{word}"](x, *parameters) for word in ("value", "slope"))
    np.testing.assert_allclose(value, actlab.value(record.key, x), rtol=RELATIVE, atol=ABSOLUTE)
    np.testing.assert_allclose(slope, actlab.slope(record.key, x), rtol=RELATIVE, atol=ABSOLUTE)


def test_latex_of_mish() -> None:
    mish = actlab.record("mish")
    assert latex.formula(mish) == r"x \tanh{\left(\ln{\left(e^{x} + 1 \right)} \right)}"
    assert r"\tanh^{2}" in latex.slope(mish)


@pytest.mark.parametrize("language", ["numpy", "triton", "cpp", "javascript", "onnx"])
def test_a_title_of_the_users_is_no_code(language: str) -> None:
    """A file of functions may come from somebody else, and what is emitted from it is run."""
    record = actlab.define("quoted", "x * tanh(2 * x)", title='Q"""; ran = 1; """\\')
    text = TARGETS[language](record)
    assert '"""; ran' not in text
    if language in ("numpy", "triton"):
        assert ast.get_docstring(ast.parse(text)).startswith("Q'''; ran = 1; '''/: x * tanh(2 * x).")
    else:
        assert text.splitlines()[0].startswith(("// Q", "# Q"))
