"""Under a limit of memory a command ends, and says why."""

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the address space")


def limited(kilobytes: int, *words: str) -> subprocess.CompletedProcess[str]:
    """Run Python under ``ulimit -v``."""
    command = ["bash", "-c", f'ulimit -v {kilobytes}; exec "$0" "$@"', sys.executable, *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


def test_a_comparison_without_room_for_its_libraries_ends_with_a_message(tmp_path: Path) -> None:
    words = ("compare", "relu", "mish", "--epochs", "2", "--seeds", "2", "--workers", "2", "--out", str(tmp_path))
    done = limited(900_000, "-m", "actlab", *words)
    assert done.returncode == 2, done.stderr
    assert "memory" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_comparison_from_python_without_room_for_its_libraries_ends_with_a_message() -> None:
    code = (
        "if __name__ == '__main__':\n    import actlab\n"
        "    actlab.compare(['relu', 'mish'], epochs=2, seeds=2, workers=2, progress=False)"
    )
    done = limited(900_000, "-c", code)
    assert done.returncode == 1
    assert "TooLittleMemory: the limit of memory of 0.9 GB" in done.stderr


def test_a_library_that_never_ends_to_load_is_given_up() -> None:
    """OpenBLAS, which comes with scipy.special, asks for memory for ever where 200 MB are all there is."""
    code = (
        "from actlab import memory; memory.LIBRARIES['scipy'] = 'scipy.special'; print(memory.loads({!r}, seconds={}))"
    )
    assert limited(200_000, "-c", code.format("scipy", 2)).stdout.split() == ["False"]
    assert limited(600_000, "-c", code.format("numpy", 20)).stdout.split() == ["True"]


def test_without_a_limit_nothing_is_tried() -> None:
    code = "import sys; from actlab import memory; memory.guard_imports(); print(memory.limit(), len(sys.meta_path))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    bare = subprocess.run(
        [sys.executable, "-c", "import sys; print(len(sys.meta_path))"], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["None", bare.stdout.strip()]
