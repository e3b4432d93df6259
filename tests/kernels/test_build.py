"""Finding, compiling and shipping the libraries: what is tried, what is said, what is remembered."""

import ctypes
import shutil
import subprocess
import sys
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from actlab.define.library import RECORDS
from actlab.errors import Unavailable, UnknownName
from actlab.kernels import arrays, build, outlook

COMPILER = """#!/bin/sh
echo "$@" >> {calls}
[ "$1" = --version ] && exec echo "{version}"
echo "that is no C++" >&2
exit 1
"""


@pytest.fixture
def compiler(tmp_path, monkeypatch):
    """A compiler that only fails; it returns how often it was asked to compile. Called with a version it becomes it."""
    path, calls = tmp_path / "c++", tmp_path / "calls"

    def become(version):
        path.write_text(COMPILER.format(calls=calls, version=version))
        path.chmod(0o755)

    become("1.0")
    monkeypatch.setenv("CXX", str(path))
    monkeypatch.setenv("ACTLAB_CACHE", str(tmp_path / "cache"))
    return become, lambda: sum("-c" in line.split() for line in calls.read_text().splitlines())


def test_a_compiler_that_fails_is_not_tried_again_until_it_is_another(compiler):
    become, compilations = compiler
    with pytest.raises(Unavailable, match="that is no C") as first:
        build.compiled("kernels")
    tried = compilations()
    assert tried > 0
    with pytest.raises(
        Unavailable, match=r"that is no C.*\s+No process tries it again; remove .*kernels\.failed"
    ) as second:
        build.compiled("kernels")
    assert compilations() == tried
    assert "apt-get install g++" in str(first.value)
    assert "apt-get install g++" in str(second.value)
    become("2.0")
    with pytest.raises(Unavailable, match="that is no C"):
        build.compiled("kernels")
    assert compilations() > tried


def test_removing_what_is_remembered_has_it_tried_again(compiler, tmp_path):
    _, compilations = compiler
    tried = 0
    for _ in range(2):
        with pytest.raises(Unavailable, match="that is no C"):
            build.compiled("kernels")
        assert compilations() > tried
        tried = compilations()
        (remembered,) = tmp_path.rglob("*.failed")
        remembered.unlink()


@pytest.mark.usefixtures("compiler")
def test_a_compiler_that_takes_too_long_is_tried_again(tmp_path, monkeypatch):
    def never_ends(command, **_):
        if "-c" not in command:
            return subprocess.CompletedProcess(command, 0, "1.0")
        raise subprocess.TimeoutExpired(command, 1)

    monkeypatch.setattr(build.subprocess, "run", never_ends)
    with pytest.raises(Unavailable, match="took longer than 3600 s. Try again"):
        build.compiled("kernels")
    assert not list(tmp_path.rglob("*.failed"))


@pytest.mark.usefixtures("compiler")
def test_what_is_compiled_stays_when_the_rest_fails(tmp_path, monkeypatch):
    def last_fails(command):
        if command[-3].endswith("dispatch.cpp"):
            raise build.BuildFailed("no")
        Path(command[-1]).write_bytes(b"an object")

    monkeypatch.setattr(build, "_run", last_fails)
    monkeypatch.setattr(outlook, "cores", lambda: 1)
    with pytest.raises(Unavailable, match="this failed: no"):
        build.compiled("kernels")
    assert len(list(tmp_path.rglob("*.o"))) == len(build.Plan.here("kernels", build.find_compiler()).jobs) - 1


def test_a_cache_that_cannot_be_written_is_said(compiler, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("ACTLAB_CACHE", str(tmp_path / "file" / "cache"))
    with pytest.raises(Unavailable, match=r"native speed needs a cache that can be written.*export ACTLAB_CACHE"):
        build.compiled("kernels")


FLAGS = {"avx2": "__AVX2__ __FMA__ __F16C__", "avx512": "__AVX512F__ __AVX512BW__ __AVX512DQ__ __AVX512VL__"}


@pytest.mark.parametrize(
    ("processor", "wanted", "chosen"),
    [
        ("", "", "baseline"),
        ("avx2", "", "avx2"),
        ("avx2 avx512", "", "avx512"),
        ("avx2 avx512", "avx2", "avx2"),
        ("avx2", "avx512", "avx2"),
        ("avx2 avx512", "portable", "baseline"),
        ("arm", "", "neon"),
        ("arm", "portable", "portable"),
    ],
)
def test_first_use_compiles_the_one_set_that_the_machine_needs(monkeypatch, processor, wanted, chosen):
    defined = " ".join(FLAGS.get(name, "") for name in processor.split())
    answers = {
        "-dumpmachine": "aarch64-linux-gnu" if processor == "arm" else "x86_64-linux-gnu",
        "-march=native": defined,
    }
    monkeypatch.setattr(build, "_ask", lambda _, *question: answers.get(question[0], ""))
    monkeypatch.setenv("ACTLAB_INSTRUCTIONS", wanted)
    plan = build.Plan.here("operators", "c++")
    assert [job.name for job in plan.jobs] == [chosen, "dispatch", f"gates_{chosen}", "torch_ops", "torch_gates"]
    assert plan.fingerprint != build.Plan.shipped("operators", "c++").fingerprint
    assert {chosen, f"gates_{chosen}"} < {job.name for job in build.Plan.shipped("operators", "c++").jobs}


def test_an_unknown_instruction_set_is_refused(monkeypatch):
    monkeypatch.setenv("ACTLAB_INSTRUCTIONS", "avx-2")
    with pytest.raises(
        UnknownName, match=r"instruction set in ACTLAB_INSTRUCTIONS 'avx-2'. Did you mean 'avx2'\? Known"
    ):
        build.compiled("kernels")


@pytest.mark.parametrize("compiler", ["clang++", "aarch64-linux-gnu-g++"])
def test_other_compilers_take_every_source_without_a_warning(compiler):
    if not shutil.which(compiler):
        pytest.skip(f"needs {compiler}")
    plan = build.Plan.shipped("operators", compiler)
    assert ("avx2" in [job.name for job in plan.jobs]) == (compiler == "clang++")
    for job in plan.jobs:
        quiet = ("-Wno-unknown-warning-option", "-Wno-unneeded-internal-declaration") if compiler == "clang++" else ()
        command = [*plan.command(job), "-Werror", "-fsyntax-only", *quiet]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stderr


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("clang++"), reason="needs clang++")
def test_clang_compiles_the_same_bits(monkeypatch):
    libraries = []
    for compiler in ("g++", "clang++"):
        monkeypatch.setenv("CXX", compiler)
        libraries.append(arrays.load.__wrapped__(build.compiled("kernels")))
    x = np.concatenate([np.random.default_rng(0).normal(0, 8, 4000), np.linspace(-120, 120, 3001)])
    for record, what, kind in product(RECORDS, (0, 1, 2), ("float32", "float64", "float16")):
        numbers = (ctypes.c_double * 4)(*(parameter.default for parameter in record.parameters))
        given, results = x.astype(kind), []
        for library in libraries:
            y = np.empty_like(given)
            index = library.actlab_find(record.key.encode())
            library.actlab_run(index, what, arrays.TYPES[kind], numbers, given.ctypes.data, None, y.ctypes.data, y.size)
            results.append(y)
        np.testing.assert_array_equal(*results, err_msg=f"{record.key} {what} {kind}")


def fake_torch(folder, version):
    folder.mkdir()
    (folder / "version.py").write_text(f"__all__ = ['__version__']\n__version__ = '{version}'\n")
    return folder


def test_a_torch_that_is_too_old_or_absent_is_said_before_anything_is_compiled(compiler, tmp_path):
    with pytest.raises(Unavailable, match=r"native speed needs torch 2.10 or later \(this is 2.9.1\+cpu\)"):
        build.compiled("operators", fake_torch(tmp_path / "torch", "2.9.1+cpu"))
    with pytest.raises(Unavailable, match=r"needs torch, which is not installed"):
        build.compiled("operators")


def test_what_fits_one_torch_only_is_named_after_it(tmp_path):
    torch = fake_torch(tmp_path / "torch", "2.10.1")
    assert [build.file_name(name, torch) for name in build.LIBRARIES] == [
        *("kernels.so", "operators.so", "launcher.2.10.1.so")
    ]


def test_on_an_older_torch_all_goes_on_with_one_warning():
    code = (
        "import warnings, torch, actlab\n"
        "from actlab.kernels import build\n"
        "build.OLDEST_TORCH = (99, 0)\n"
        "with warnings.catch_warnings(record=True) as caught:\n"
        "    warnings.simplefilter('always')\n"
        "    x = torch.randn(5, requires_grad=True)\n"
        "    actlab.nn.Mish()(x).sum().backward(); actlab.functional.swish(x)\n"
        "    assert not actlab.accelerate() and not actlab.accelerate()\n"
        "    torch.nn.functional.mish(x).sum().backward()\n"
        "(text,) = [str(one.message) for one in caught]\n"
        "assert 'needs torch 99.0 or later (this is 2.' in text and 'as long as ReLU' in text, text\n"
        "assert torch.isfinite(x.grad).all()\n"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120, check=False)
    assert result.returncode == 0, result.stderr
