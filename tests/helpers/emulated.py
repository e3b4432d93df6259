"""A pytest plugin (``-p helpers.emulated``): the suites of the kernels on an emulated ARM processor.

The kernels are compiled for ARM by Debian's cross compiler and run by qemu; everything else runs here. A call of the
library becomes a request to that process. What time costs there says nothing.
"""

import atexit
import ctypes
import shutil
import struct
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest

from actlab.kernels import arrays, build

COMPILER, PROCESSOR = "aarch64-linux-gnu-g++", "qemu-aarch64"
PACKED = "<6iq4d"  # as Request in emulated.cpp
INSTRUCTIONS, FIND, RUN, RUN_BOTH = range(4)
SIZES = {0: 4, 1: 8, 2: 2, 3: 2}  # of the types, in bytes


def program(folder: Path) -> Path:
    """The kernels with a face for another process, for ARM, linked whole."""
    jobs = (
        *(
            build.Job(target, build.SOURCES / "target.cpp", ("-std=c++17", f"-DACTLAB_TARGET={target}", *flags))
            for target, flags in build.ON_ARM.items()
        ),
        build.Job("dispatch", build.SOURCES / "dispatch.cpp", ("-std=c++17",)),
        build.Job("emulated", Path(__file__).with_suffix(".cpp"), ("-std=c++17",)),
    )
    plan = build.Plan("emulated", COMPILER, "", jobs)
    objects = [folder / f"{job.name}.o" for job in jobs]
    for job, made in zip(jobs, objects, strict=True):
        subprocess.run([*plan.command(job), "-Werror", "-o", str(made)], check=True)
    subprocess.run([COMPILER, "-static", "-o", str(folder / "emulated"), *map(str, objects)], check=True)
    return folder / "emulated"


class Library:
    """Has the functions of the library, as ctypes gives them."""

    def __init__(self, path: Path) -> None:
        self.process = subprocess.Popen([PROCESSOR, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        atexit.register(self.process.kill)

    def actlab_instructions(self) -> bytes:
        self._send(INSTRUCTIONS)
        return self._receive(*struct.unpack("<i", self._receive(4)))

    def actlab_find(self, key: bytes) -> int:
        self._send(FIND, n=len(key), data=key)
        return int(struct.unpack("<i", self._receive(4))[0])

    def actlab_run(self, record: int, what: int, kind: int, numbers: Any, x: Any, g: Any, y: Any, n: Any) -> None:
        scaled, size = bool(_number(g)), _number(n) * SIZES[kind]
        data = ctypes.string_at(_number(x), size) + (ctypes.string_at(_number(g), size) if scaled else b"")
        self._send(RUN, record, what, kind, scaled, _number(x) % 64, _number(n), numbers, data)
        ctypes.memmove(_number(y), self._receive(size), size)

    def actlab_run_both(self, record: int, kind: int, numbers: Any, x: Any, value: Any, slope: Any, n: Any) -> None:
        size = _number(n) * SIZES[kind]
        data = ctypes.string_at(_number(x), size)
        self._send(RUN_BOTH, record, 0, kind, False, _number(x) % 64, _number(n), numbers, data)
        for to in (value, slope):
            ctypes.memmove(_number(to), self._receive(size), size)

    def _send(
        self,
        call: int,
        record: int = 0,
        what: int = 0,
        kind: int = 0,
        scaled: bool = False,
        shift: int = 0,
        n: int = 0,
        numbers: Any = (0.0,) * 4,
        data: bytes = b"",
    ) -> None:
        self.process.stdin.write(struct.pack(PACKED, call, record, what, kind, scaled, shift, n, *numbers) + data)
        self.process.stdin.flush()

    def _receive(self, count: int) -> bytes:
        data = self.process.stdout.read(count)
        assert len(data) == count, f"the emulated process ended with {self.process.poll()}"
        return data


def _number(given: Any) -> int:
    """Of an address or a count, as an int or as ctypes has it."""
    return int(getattr(given, "value", given) or 0)


def pytest_configure(config: pytest.Config) -> None:
    """Put the emulated library in the place of this machine's."""
    missing = [name for name in (COMPILER, PROCESSOR) if not shutil.which(name)]
    if missing:
        raise pytest.UsageError(f"needs {', '.join(missing)}: apt-get install g++-aarch64-linux-gnu qemu-user")
    folder = tempfile.TemporaryDirectory()
    config.add_cleanup(folder.cleanup)
    library = Library(program(Path(folder.name)))
    arrays.load = lambda path=None: library


def pytest_report_header() -> str:
    """Which processor the kernels run on."""
    return f"kernels: {arrays.instructions()} on an emulated ARM processor"
