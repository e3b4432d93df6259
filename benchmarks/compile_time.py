"""Processor seconds of the first use from the source tree, where the kernels are compiled: docs/cpu.md.

    python benchmarks/compile_time.py [avx512 avx2 baseline shipped]

Both libraries, for each instruction set in an empty cache on one core; ``shipped`` is what a wheel holds, every set. The
goal for one set is 25 s.
"""

import os
import resource
import sys
import tempfile
import time
from pathlib import Path

import torch

from actlab.kernels import build

LIBRARIES = ("kernels", "operators")


def compile_all(name: str, folder: Path) -> None:
    """Both libraries, into an empty cache at ``folder``."""
    os.environ["ACTLAB_CACHE"] = str(folder)
    if name == "shipped":
        for library in LIBRARIES:
            build.build(build.Plan.shipped(library, build.find_compiler()), folder / f"{library}.so")
        return
    os.environ["ACTLAB_INSTRUCTIONS"] = name
    for library in LIBRARIES:
        build.compiled(library, Path(torch.__file__).parent)


def seconds() -> float:
    """Of a processor, in this process and in those that it ran until now."""
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in usage)


def main(names: list[str]) -> None:
    """Print a line for each."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    for name in names:
        with tempfile.TemporaryDirectory() as folder:
            before, begin = seconds(), time.monotonic()
            compile_all(name, Path(folder))
            print(f"{name}: {seconds() - before:.1f} s of a processor, {time.monotonic() - begin:.0f} s", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:] or ["avx512", "avx2", "baseline", "shipped"])
