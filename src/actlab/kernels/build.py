"""Find the compiled kernels, or compile them from the sources that are shipped with the package.

Three libraries: ``kernels`` has a plain C face for NumPy, ``operators`` adds torch's stable ABI, and ``launcher``
starts the kernels of a GPU. The first two need nothing but a compiler and fit every torch from 2.10 on; the last fits
the torch it was compiled for and carries its version in its name. They are looked for beside this file (put there by
``setup.py``), then in the user's cache (``cache.py``) under a name made of all they depend on, and are else compiled
there. Any number of processes may do so at once: one compiles, the others wait for its lock. Where that fails, the
compiler's message stays there too, and no process tries again until something changes.

A library that is shipped holds every instruction set and chooses one where it runs. One that is compiled on first use
holds the one that this machine needs, or that ``ACTLAB_INSTRUCTIONS`` asks for, at less than half of the time; another
choice is another library.
"""

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from actlab.errors import Missing, Unavailable, UnknownName
from actlab.kernels import cache
from actlab.kernels.outlook import Progress, Tell, at_once

SOURCES = Path(__file__).parent / "native"
GPU_SOURCES = Path(__file__).parent / "gpu"
SHIPPED = ("kernels", "operators")
LIBRARIES = (*SHIPPED, "launcher")
OLDEST_TORCH = (2, 10)  # the first with parallel_for and versioned registration in the stable ABI

# -ffast-math is not used: with g++ 12 it sets flush-to-zero for the whole process when the library is loaded.
# -ffp-contract=off: else the compiler chooses where a product and a sum become one rounding, differently in each place.
# -Wno-uninitialized, -Wno-maybe-uninitialized: g++ 12 warns about its own AVX-512 header.
FLAGS = (
    *("-O2", "-fPIC", "-fvisibility=hidden", "-fno-math-errno", "-fno-trapping-math", "-ffp-contract=off"),
    *("-Wall", "-Wextra", "-Wno-uninitialized", "-Wno-maybe-uninitialized"),
)
# Passes of g++ that gain these kernels little, together an eighth of a build; with the same bits. What leaving them out
# costs: benchmarks/NOTES.md.
OF_GCC = tuple(
    f"-fno-{name}"
    for name in (
        *("tree-vectorize", "tree-pre", "tree-vrp", "tree-pta", "tree-tail-merge", "ivopts", "schedule-insns2"),
        *("store-merging", "code-hoisting", "crossjumping"),
    )
)
ON_X86 = {  # from the narrowest to the widest
    "baseline": (),
    "avx2": ("-mavx2", "-mfma", "-mf16c"),
    "avx512": (
        *("-mavx512f", "-mavx512bw", "-mavx512dq", "-mavx512vl", "-mavx2", "-mfma", "-mf16c"),
        "-mprefer-vector-width=512",
    ),
}
ON_ARM = {"portable": ("-DACTLAB_PORTABLE",), "neon": ()}
CHOICES = ("baseline", "avx2", "avx512", "portable")  # of ACTLAB_INSTRUCTIONS
LONGEST_BUILD = 3600  # seconds; usual are 30, with 20 other processes on two cores more than 600


class BuildFailed(Unavailable):
    """There is a compiler, but it did not compile the kernels; ``report`` is its message."""

    def __init__(self, report: str) -> None:
        self.report = report
        reason = f"native speed needs a C++17 compiler that can build the kernels (this failed: {report})"
        super().__init__(reason, "Install one with: apt-get install g++")


def compiled(name: str, torch_folder: Path | None = None) -> Path:
    """The library ``name``, compiled first where that has not been done.

    ``torch_folder`` is where torch is installed; all but ``kernels`` need it. ``Unavailable`` says what cannot be
    had: a compiler, a torch that is new enough, a cache that can be written. ``UnknownName`` where
    ``ACTLAB_INSTRUCTIONS`` names no instruction set.
    """
    requested = os.environ.get("ACTLAB_INSTRUCTIONS")
    if requested and requested not in CHOICES:
        raise UnknownName("instruction set in ACTLAB_INSTRUCTIONS", requested, CHOICES)
    shipped = Path(__file__).parent / file_name(name, torch_folder)
    if shipped.exists():
        return shipped
    plan = Plan.here(name, find_compiler(), torch_folder)
    try:
        library = cache.entry(plan.fingerprint) / shipped.name
        if not cache.sound(library):
            with _one_process() as tell:
                if not cache.sound(library):
                    _build_once(plan, library, tell)
    except OSError as error:
        raise cache.no_cache(error) from error
    return library


@contextmanager
def _one_process() -> Iterator[Tell]:
    """One process compiles; those that wait show how far it is, and then find its objects."""
    progress = Progress()
    with cache.locked(cache.entry("objects") / "lock", progress.of_another) as tell:
        progress.clear()
        yield tell


def ship(folder: Path) -> None:
    """Compile the libraries of a wheel into ``folder``, with every instruction set of this kind of processor."""
    compiler = find_compiler()
    with _one_process() as tell:
        for name in SHIPPED:
            build(Plan.shipped(name, compiler), folder / f"{name}.so", tell)


def _build_once(plan: "Plan", library: Path, tell: Tell) -> None:
    """Build, unless that has failed already: a failure takes as long as a build, in every process again."""
    failure = library.with_name(f"{plan.name}.failed")
    if failure.is_file():
        report = failure.read_text("utf-8", "replace")
        raise BuildFailed(f"{report}\nNo process tries it again; remove {failure} for that.")
    if library.exists():
        cache.say(f"{library} is damaged and is compiled again.")
    try:
        with tempfile.TemporaryDirectory(dir=library.parent) as folder:
            built = Path(folder) / library.name
            build(plan, built, tell)
            cache.put(built, library)
    except BuildFailed as error:
        failure.write_text(error.report)
        raise


def file_name(name: str, torch_folder: Path | None = None) -> str:
    """The file of the library ``name``; ``Unavailable`` where it needs a torch that is not there or too old."""
    if name == "kernels":
        return "kernels.so"
    if torch_folder is None:
        raise Missing("torch", "compiling the torch operators", "pip install torch")
    match = re.search(r"__version__.*?'((\d+)\.(\d+).*)'", (torch_folder / "version.py").read_text())
    if not match or (int(match[2]), int(match[3])) < OLDEST_TORCH:
        oldest = ".".join(map(str, OLDEST_TORCH))
        here = match[1] if match else "unknown"
        reason = f"native speed needs torch {oldest} or later (this is {here})"
        raise Unavailable(reason, f"Install it with: pip install 'torch>={oldest}'")
    return f"{name}.{match[1]}.so" if name == "launcher" else f"{name}.so"


def find_compiler() -> str:
    """The C++ compiler: ``CXX``, else g++, else clang++."""
    for candidate in (os.environ.get("CXX"), "g++", "clang++"):
        path = shutil.which(candidate) if candidate else None
        if path:
            return path
    raise Missing("a C++ compiler", "compiling the native kernels", "apt-get install g++ (or set CXX)")


def build(plan: "Plan", library: Path, tell: Tell = lambda _: None) -> None:
    """Compile ``plan`` into ``library``, objects at once on all cores.

    ``kernels`` and ``operators`` share nine tenths of the work, so objects stay in the cache.
    """
    objects = cache.entry("objects")
    objects_by_job = {job: objects / f"{job.name}.{plan.key(job)}.o" for job in plan.jobs}
    with tempfile.TemporaryDirectory(dir=objects) as folder:

        def compile_one(job: Job) -> None:
            temporary = Path(folder) / f"{job.name}.o"
            _run([*plan.command(job), "-o", str(temporary)])
            cache.put(temporary, objects_by_job[job])  # at once: a build that is ended goes on from there

        missing = [job for job in plan.jobs if not cache.sound(objects_by_job[job])]
        at_once({job.name: partial(compile_one, job) for job in missing}, tell)
        links = plan.links(Path(folder))
        _run([plan.compiler, "-shared", "-o", str(library), *map(str, objects_by_job.values()), *links])


@dataclass(frozen=True)
class Job:
    """One source that becomes one object."""

    name: str
    source: Path
    flags: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """How a library is compiled on this machine."""

    name: str
    compiler: str
    version: str
    jobs: tuple[Job, ...]
    torch_folder: Path | None = None  # for the one library that is compiled against torch's headers

    @classmethod
    def here(cls, name: str, compiler: str, torch_folder: Path | None = None) -> "Plan":
        """The library ``name`` for this machine alone."""
        if name == "launcher" and torch_folder:
            headers = ("-std=c++20", "-isystem", str(torch_folder / "include"))  # torch asks for C++20 from 2.14 on
            jobs = (Job(name, GPU_SOURCES / "launcher.cpp", headers),)
            return cls(name, compiler, _version(compiler), jobs, torch_folder)
        targets = targets_of(compiler)
        chosen = _chosen(targets, compiler)
        return cls(
            name, compiler, _version(compiler), _jobs(name, {chosen: targets[chosen]}, f"-DACTLAB_ONLY={chosen}")
        )

    @classmethod
    def shipped(cls, name: str, compiler: str) -> "Plan":
        """The library ``name`` with every instruction set of this kind of processor."""
        return cls(name, compiler, _version(compiler), _jobs(name, targets_of(compiler)))

    def command(self, job: Job) -> list[str]:
        """The call of the compiler, but for where the object goes."""
        return [self.compiler, *self._flags(job), "-c", str(job.source)]

    def _flags(self, job: Job) -> list[str]:
        passes = () if "clang" in self.version else OF_GCC
        return [*FLAGS, *passes, *job.flags, *_extra()]

    def key(self, job: Job) -> str:
        """A name for all an object depends on: compiler, flags, the source and what it includes, perhaps torch."""
        torch = [(self.torch_folder / "version.py").read_text()] if self.torch_folder else []
        return _hash(self.version, *self._flags(job), *torch, *_texts(job.source))

    @cached_property
    def fingerprint(self) -> str:
        """A name for everything the library depends on."""
        return _hash(self.name, *map(self.key, self.jobs), *self.links(Path()))

    def links(self, folder: Path) -> list[str]:
        """What the linker gets beside the objects; ``folder`` is for what it needs on the way."""
        if self.torch_folder:
            return [*_extra(), f"-L{self.torch_folder / 'lib'}", "-ltorch_cpu", "-lc10"]
        if self.name == "kernels":
            return _extra()
        if sys.platform == "darwin":
            return [*_extra(), "-undefined", "dynamic_lookup"]
        # By name, from a library that is empty: torch is in the process before this one is, and is then found there.
        empty = folder / "libtorch_cpu.so"
        if folder != Path():
            nothing = ("-shared", "-nostdlib", "-Wl,-soname,libtorch_cpu.so", "-x", "c++", os.devnull)
            _run([self.compiler, *nothing, "-o", str(empty)])
        return [*_extra(), "-Wl,--no-as-needed", str(empty)]


def _ask(compiler: str, *question: str) -> str:
    return subprocess.run([compiler, *question], capture_output=True, text=True, check=False).stdout


def _version(compiler: str) -> str:
    return _ask(compiler, "--version") + _ask(compiler, "-dumpmachine")


def targets_of(compiler: str) -> dict[str, tuple[str, ...]]:
    """The flags of each instruction set for the processors that ``compiler`` compiles for, the widest last."""
    machine = _ask(compiler, "-dumpmachine") or platform.machine()
    if machine.startswith(("aarch64", "arm64")):
        return ON_ARM
    return ON_X86 if machine.startswith(("x86_64", "AMD64")) else {"baseline": ()}


def _chosen(targets: dict[str, tuple[str, ...]], compiler: str) -> str:
    """The widest instruction set that this machine has and ``ACTLAB_INSTRUCTIONS`` allows."""
    requested = os.environ.get("ACTLAB_INSTRUCTIONS", "")
    names = list(targets)
    if requested == "portable":
        return names[0]
    allowed = names[: names.index(requested) + 1] if requested in names else names
    # What the compiler defines for the processor it runs on: it asks that, and the system for the wide registers.
    here = set(_ask(compiler, "-march=native", "-dM", "-E", "-x", "c++", os.devnull).split())
    return [name for name in allowed if here >= set(_macros(targets[name]))][-1]


def _macros(flags: tuple[str, ...]) -> list[str]:
    """What the compiler defines by them: ``__AVX2__`` by ``-mavx2``."""
    return [f"__{flag[2:].upper()}__" for flag in flags if flag.startswith("-m") and "=" not in flag]


def _jobs(name: str, targets: dict[str, tuple[str, ...]], *only: str) -> tuple[Job, ...]:
    jobs = [*_each(targets, "target.cpp"), Job("dispatch", SOURCES / "dispatch.cpp", ("-std=c++17", *only))]
    if name == "operators":
        jobs += _each(targets, "gates.cpp", "gates_")
        jobs.append(Job("torch_ops", SOURCES / "torch_ops.cpp", ("-std=c++17", "-DACTLAB_TARGET=names")))
        jobs.append(Job("torch_gates", SOURCES / "torch_gates.cpp", ("-std=c++17", "-DACTLAB_TARGET=names", *only)))
    return tuple(jobs)


def _each(targets: dict[str, tuple[str, ...]], source: str, prefix: str = "") -> list[Job]:
    """One source for every instruction set."""
    return [
        Job(prefix + target, SOURCES / source, ("-std=c++17", f"-DACTLAB_TARGET={target}", *flags))
        for target, flags in targets.items()
    ]


def _extra() -> list[str]:
    """Further flags for every step, such as a sanitizer's, from ``ACTLAB_CXXFLAGS``."""
    return os.environ.get("ACTLAB_CXXFLAGS", "").split()


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def _texts(source: Path) -> list[str]:
    """The source and all that it includes from its folder."""
    seen: dict[Path, str] = {}
    left = [source]
    while left:
        path = left.pop()
        if path not in seen and path.exists():
            seen[path] = path.read_text()
            left += [path.parent / name for name in re.findall(r'#include "([^"]+)"', seen[path])]
    return [text for _, text in sorted(seen.items())]


def _run(command: list[str]) -> None:
    try:
        result = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_BUILD, check=False)
    except subprocess.TimeoutExpired:  # no BuildFailed, which would keep the next process from trying
        reason = f"native speed needs a compiler that ends; {' '.join(command)} took longer than {LONGEST_BUILD} s"
        raise Unavailable(reason, "Try again where fewer processes run.") from None
    if result.returncode:
        raise BuildFailed(f"{' '.join(command)}\n{result.stderr[-2000:]}")
