"""The package as others get it: a wheel built with nothing but a compiler, installed where there is none."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import setuptools

ROOT = Path(__file__).parent.parent
PARTS = ("src", "setup.py", "pyproject.toml", "README.md", "LICENSE")
SITE = Path(setuptools.__file__).parent.parent


def run(arguments, **changed):
    environment = {**os.environ, **{key: str(value) for key, value in changed.items()}}
    done = subprocess.run(
        [sys.executable, *map(str, arguments)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=500,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout + done.stderr


def wheel(folder, **changed):
    """A wheel, built from a copy of the sources in an environment that has setuptools and nothing else."""
    for part in PARTS:
        if (ROOT / part).is_dir():
            ignored = shutil.ignore_patterns("*.egg-info", "__pycache__", "*.so")
            shutil.copytree(ROOT / part, folder / "source" / part, ignore=ignored)
        else:
            shutil.copy(ROOT / part, folder / "source" / part)
    (folder / "only").mkdir()
    for path in (*SITE.glob("setuptools*"), SITE / "_distutils_hack"):
        (folder / "only" / path.name).symlink_to(path)
    code = (
        f"import os, sys; sys.path.insert(0, {str(folder / 'only')!r}); os.chdir({str(folder / 'source')!r})\n"
        "import importlib.util as find\n"
        "assert not any(find.find_spec(name) for name in ('numpy', 'torch'))\n"
        f"from setuptools import build_meta; build_meta.build_wheel({str(folder)!r})"
    )
    said = run(["-S", "-I", "-c", code], **changed)
    (built,) = folder.glob("*.whl")
    return built, said


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    path, _ = wheel(tmp_path_factory.mktemp("wheel"))
    return path


@pytest.fixture
def nothing(tmp_path):
    """An environment without compiler and cache."""
    (tmp_path / "empty").mkdir()
    return {"PATH": tmp_path / "empty", "CXX": "", "ACTLAB_CACHE": tmp_path / "cache"}


def installed(built, folder):
    """The Python of a fresh environment that has the wheel, and all else from this one."""
    run(["-m", "venv", "--without-pip", folder])
    python = folder / "bin" / "python"
    (site,) = folder.glob("lib/python*/site-packages")
    run(["-m", "pip", "--quiet", "--python", python, "install", "--no-deps", "--no-index", "--no-compile", built])
    (site / "others.pth").write_text(str(SITE))  # what is installed for development there is not seen, nor actlab
    return python, site


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


def use(python, site, **changed):
    environment = {**os.environ, **{key: str(value) for key, value in changed.items()}, "PYTHONPATH": ""}
    done = subprocess.run(
        [str(python), "-c", USE, str(site)], env=environment, capture_output=True, text=True, timeout=200, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.splitlines(), done.stderr


def test_a_wheel_needs_no_compiler_where_it_is_installed(built, tmp_path, nothing):
    python, site = installed(built, tmp_path / "fresh")
    (operators, warned), said = use(python, site, **nothing)
    assert {"mish", "mish_backward"} <= set(operators.split())
    assert warned == ""
    assert said == ""
    assert not (tmp_path / "cache").exists()


def test_one_wheel_fits_every_python_and_torch(built):
    assert "-py3-none-" in built.name
    with zipfile.ZipFile(built) as opened:
        libraries = [name for name in opened.namelist() if ".so" in name]
    assert sorted(libraries) == ["actlab/kernels/kernels.so", "actlab/kernels/operators.so"]


def other_pythons():
    """Those of other versions on this machine, of the system or of pyenv."""
    for version in ("3.12", "3.13", "3.14"):
        for python in (shutil.which(f"python{version}"), *Path.home().glob(f".pyenv/versions/{version}.*/bin/python")):
            if python and not subprocess.run([python, "-c", ""], capture_output=True, check=False).returncode:
                yield str(python)
                break


def test_its_kernels_run_in_other_pythons(built, tmp_path):
    """Without NumPy, which has to be there for each Python apart."""
    pythons = list(other_pythons())
    if not pythons:
        pytest.skip("needs Python 3.12 or newer")
    with zipfile.ZipFile(built) as opened:
        opened.extract("actlab/kernels/kernels.so", tmp_path)
    code = (
        "import ctypes, sys\n"
        "library = ctypes.CDLL(sys.argv[1])\n"
        "x, y = (ctypes.c_float * 3)(-1, 0, 1), (ctypes.c_float * 3)()\n"
        "library.actlab_run.argtypes = [ctypes.c_int] * 3 + [ctypes.c_void_p] * 4 + [ctypes.c_int64]\n"
        "library.actlab_run(library.actlab_find(b'mish'), 0, 0, None, x, None, y, 3)\n"
        "assert [round(each, 6) for each in y] == [-0.303401, 0.0, 0.865098], list(y)\n"
    )
    for python in pythons:
        call = [python, "-c", code, str(tmp_path / "actlab/kernels/kernels.so")]
        done = subprocess.run(call, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (python, done.stderr)


@pytest.mark.parametrize("compiled", ["before", pytest.param("again", marks=pytest.mark.slow)])
def test_two_builds_give_the_same_bytes(built, tmp_path, compiled):
    """In another folder, at another time."""
    again, _ = wheel(tmp_path, **({} if compiled == "before" else {"ACTLAB_CACHE": tmp_path / "cache"}))
    assert again.name == built.name
    assert again.read_bytes() == built.read_bytes()


@pytest.mark.slow
def test_built_without_a_compiler_it_runs_on_plain_torch_and_says_what_that_costs(tmp_path, nothing):
    built, said = wheel(tmp_path, **nothing)
    assert "this wheel has no native kernels; they are compiled on first use" in said
    python, site = installed(built, tmp_path / "fresh")
    assert not list(site.rglob("*.so"))
    (operators, *warned), _ = use(python, site, **nothing)
    assert operators == ""
    assert len(warned) == 2, warned
    for text, library, cost in zip(warned, ("NumPy", "torch"), ("10 times as long", "as long as ReLU"), strict=True):
        assert f"actlab runs on plain {library}" in text
        assert "needs a C++ compiler" in text
        assert cost in text
