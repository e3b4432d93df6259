"""The package as others get it: a wheel built here, installed elsewhere, on a machine without a compiler."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PARTS = ("src", "setup.py", "pyproject.toml", "README.md", "LICENSE")
pytestmark = pytest.mark.slow


@pytest.fixture
def nothing(tmp_path):
    """An environment without compiler and cache."""
    (tmp_path / "empty").mkdir()
    return {"PATH": str(tmp_path / "empty"), "CXX": "", "ACTLAB_CACHE": str(tmp_path / "cache")}


def run(arguments, **changed):
    environment = {**os.environ, **changed}
    done = subprocess.run(
        [sys.executable, *arguments], env=environment, capture_output=True, text=True, timeout=500, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def installed(folder, **changed):
    """The package, built in an environment, in a folder of its own."""
    source, site = folder / "source", folder / "site"
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(
                ROOT / part, source / part, ignore=shutil.ignore_patterns("*.egg-info", "__pycache__", "*.so")
            )
        else:
            shutil.copy(ROOT / part, source / part)
    pip = ("-m", "pip", "--quiet", "--disable-pip-version-check")
    run([*pip, "wheel", "--no-build-isolation", "--no-deps", "-w", str(folder), str(source)], **changed)
    (wheel,) = folder.glob("*.whl")
    run([*pip, "install", "--no-deps", "--no-index", "--target", str(site), str(wheel)])
    return site


USE = """
import sys, warnings
import numpy as np, torch
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter("always")
    import actlab
    assert actlab.__file__.startswith(sys.argv[1]), actlab.__file__
    actlab.value("mish", np.ones(3, np.float32))
    x = torch.randn(1000, requires_grad=True)
    for function in (actlab.functional.gelu, actlab.nn.Mish(), torch.nn.functional.mish):
        state = actlab.accelerate()
        function(x).sum().backward()
    assert torch.isfinite(x.grad).all()
print(*state.operators)
print(*(str(one.message).replace("\\n", " ") for one in caught), sep="\\n")
"""


def test_a_wheel_needs_no_compiler_where_it_is_installed(tmp_path, nothing):
    site = installed(tmp_path)
    operators, warned = run(["-c", USE, str(site)], PYTHONPATH=str(site), **nothing).split("\n", 1)
    assert {"mish", "mish_backward"} <= set(operators.split())
    assert warned == "\n"
    assert not (tmp_path / "cache").exists()


def test_built_without_a_compiler_it_runs_on_plain_torch_and_says_what_that_costs(tmp_path, nothing):
    # An isolated build has no NumPy either.
    (tmp_path / "hidden").mkdir()
    (tmp_path / "hidden" / "numpy.py").write_text("raise ImportError('an isolated build does not have it')")
    site = installed(tmp_path, PYTHONPATH=str(tmp_path / "hidden"), **nothing)
    assert not list(site.rglob("*.so"))
    operators, *warned = run(["-c", USE, str(site)], PYTHONPATH=str(site), **nothing).splitlines()
    assert operators == ""
    assert len(warned) == 2, warned
    for text, library, cost in zip(warned, ("NumPy", "torch"), ("10 times as long", "as long as ReLU"), strict=True):
        assert f"actlab runs on plain {library}" in text
        assert "needs a C++ compiler" in text
        assert cost in text
