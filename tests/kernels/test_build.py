"""Finding, compiling and shipping the libraries: what is tried, what is said, what is remembered."""

import subprocess
import sys

import pytest

from actlab.errors import Missing
from actlab.kernels import build

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
    with pytest.raises(Missing, match="that is no C") as first:
        build.compiled("kernels")
    tried = compilations()
    assert tried > 0
    with pytest.raises(
        Missing, match=r"that is no C.*\s+No process tries it again; remove .*kernels\.failed"
    ) as second:
        build.compiled("kernels")
    assert compilations() == tried
    assert "apt-get install g++" in str(first.value)
    assert "apt-get install g++" in str(second.value)
    become("2.0")
    with pytest.raises(Missing, match="that is no C"):
        build.compiled("kernels")
    assert compilations() > tried


def test_removing_what_is_remembered_has_it_tried_again(compiler, tmp_path):
    _, compilations = compiler
    tried = 0
    for _ in range(2):
        with pytest.raises(Missing, match="that is no C"):
            build.compiled("kernels")
        assert compilations() > tried
        tried = compilations()
        (remembered,) = tmp_path.rglob("*.failed")
        remembered.unlink()


def test_a_compiler_that_takes_too_long_is_a_failure(compiler, monkeypatch):
    def never_ends(command, **_):
        if "--version" in command:
            return subprocess.CompletedProcess(command, 0, "1.0")
        raise subprocess.TimeoutExpired(command, 1)

    monkeypatch.setattr(build.subprocess, "run", never_ends)
    with pytest.raises(Missing, match="It took longer than 600 s"):
        build.compiled("kernels")


def test_a_cache_that_cannot_be_written_is_said(compiler, tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    monkeypatch.setenv("ACTLAB_CACHE", str(tmp_path / "file" / "cache"))
    with pytest.raises(Missing, match=r"native speed needs a cache that can be written.*export ACTLAB_CACHE"):
        build.compiled("kernels")


def fake_torch(folder, version):
    folder.mkdir()
    (folder / "version.py").write_text(f"__all__ = ['__version__']\n__version__ = '{version}'\n")
    return folder


def test_a_torch_that_is_too_old_or_absent_is_said_before_anything_is_compiled(compiler, tmp_path):
    with pytest.raises(Missing, match=r"native speed needs torch 2.10 or later \(this is 2.9.1\+cpu\)"):
        build.compiled("operators", fake_torch(tmp_path / "torch", "2.9.1+cpu"))
    with pytest.raises(Missing, match=r"needs torch, which is not installed"):
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
