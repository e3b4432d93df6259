"""Find the compiled kernels, or compile them from the sources that are shipped with the package.

Four libraries: ``kernels`` has a plain C face for NumPy, ``operators`` adds torch's stable ABI, ``autograd`` has
what the stable ABI does not know, derivatives first of all, and ``launcher`` starts the kernels of a GPU: these two fit
the torch they were compiled for only and carry its version in their names. They are looked for beside this file (put
there by ``setup.py``), then in the user's cache under a name made of all they depend on, and are else compiled there.
Any number of processes may do so at once: one compiles, the others wait for its lock. Where that fails, what the
compiler said is kept there too, and it is not tried again until something changes.
"""

import fcntl
import hashlib
import os
import platform
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from actlab.errors import Missing

SOURCES = Path(__file__).parent / "native"
GPU_SOURCES = Path(__file__).parent / "gpu"
LIBRARIES = ("kernels", "operators", "autograd", "launcher")
FOR_ONE_TORCH = ("autograd", "launcher")
OLDEST_TORCH = (2, 10)  # the first with parallel_for and versioned registration in the stable ABI

# -ffast-math is not used: with g++ 12 it sets flush-to-zero for the whole process when the library is loaded.
# -ffp-contract=off: else the compiler chooses where a product and a sum become one rounding, differently in each place.
# -Wno-uninitialized, -Wno-maybe-uninitialized: g++ 12 warns about its own AVX-512 header.
FLAGS = (
    *("-std=c++17", "-O2", "-fPIC", "-fvisibility=hidden", "-fno-math-errno", "-fno-trapping-math"),
    *("-ffp-contract=off", "-Wall", "-Wextra", "-Wno-uninitialized", "-Wno-maybe-uninitialized"),
)
TARGETS = {
    "baseline": (),
    "avx2": ("-mavx2", "-mfma", "-mf16c"),
    "avx512": (
        *("-mavx512f", "-mavx512bw", "-mavx512dq", "-mavx512vl", "-mavx2", "-mfma", "-mf16c"),
        "-mprefer-vector-width=512",
    ),
}
LONGEST_BUILD = 600  # seconds; a usual one takes 10 to 30


class BuildFailed(Missing):
    """There is a compiler, but it did not compile the kernels; ``report`` is what it said."""

    def __init__(self, report: str) -> None:
        self.report = report
        purpose = f"native speed (this failed: {report})"
        super().__init__("a C++17 compiler that can build the kernels", purpose, "apt-get install g++")


def compiled(name: str, torch_folder: Path | None = None) -> Path:
    """The library ``name``, compiled first where that has not been done.

    ``torch_folder`` is where torch is installed; all but ``kernels`` need it. ``Missing`` says what cannot be had: a
    compiler, a torch that is new enough, a cache that can be written.
    """
    shipped = Path(__file__).parent / file_name(name, torch_folder)
    if shipped.exists():
        return shipped
    compiler = find_compiler()
    library = _folder(name, compiler, torch_folder) / shipped.name
    try:
        if not library.exists():
            library.parent.mkdir(parents=True, exist_ok=True)
            with _locked(library.parent / "lock"):
                if not library.exists():
                    _build_once(name, library, compiler, torch_folder)
    except OSError as error:
        raise Missing(
            f"a cache that can be written ({error})", "native speed", "export ACTLAB_CACHE=some_folder"
        ) from error
    return library


def _build_once(name: str, library: Path, compiler: str, torch_folder: Path | None) -> None:
    """Build, unless that has failed already: a failure takes as long as a build, in every process again."""
    failure = library.with_name(f"{name}{_torch_suffix(name, torch_folder)}.failed")
    if failure.exists():
        raise BuildFailed(f"{failure.read_text()}\nIt was not tried again; remove {failure} for that.")
    try:
        build(name, library, compiler, torch_folder)
    except BuildFailed as error:
        failure.write_text(error.report)
        raise


def file_name(name: str, torch_folder: Path | None = None) -> str:
    """What the library ``name`` is called; ``Missing`` where it needs a torch that is not there or too old."""
    suffix = _torch_suffix(name, torch_folder)
    return f"{name}{suffix if name in FOR_ONE_TORCH else ''}.so"


def _torch_suffix(name: str, torch_folder: Path | None) -> str:
    if name == "kernels":
        return ""
    if torch_folder is None:
        raise Missing("torch", "compiling the torch operators", "pip install torch")
    found = re.search(r"__version__.*?'((\d+)\.(\d+).*)'", (torch_folder / "version.py").read_text())
    if not found or (int(found[2]), int(found[3])) < OLDEST_TORCH:
        oldest = ".".join(map(str, OLDEST_TORCH))
        here = found[1] if found else "unknown"
        raise Missing(f"torch {oldest} or later (this is {here})", "native speed", f"pip install 'torch>={oldest}'")
    return f".{found[1]}"


def find_compiler() -> str:
    """The C++ compiler: ``CXX``, else g++, else clang++."""
    for candidate in (os.environ.get("CXX"), "g++", "clang++"):
        found = shutil.which(candidate) if candidate else None
        if found:
            return found
    raise Missing("a C++ compiler", "compiling the native kernels", "apt-get install g++ (or set CXX)")


def cache_folder() -> Path:
    """Where compiled libraries are kept: ``ACTLAB_CACHE``, else the user's cache."""
    chosen = os.environ.get("ACTLAB_CACHE")
    if chosen:
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "actlab"


def build(name: str, library: Path, compiler: str, torch_folder: Path | None = None) -> None:
    """Compile ``name`` into ``library``; it appears there only when it is complete."""
    # What ``kernels`` and ``operators`` share is nine tenths of the work, so objects are kept.
    kept = _folder(name, compiler, torch_folder)
    kept.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept) as folder:
        jobs = {kept / Path(job[-1]).name: job for job in _compilations(name, Path(folder), torch_folder)}
        missing = [job for compiled_already, job in jobs.items() if not compiled_already.exists()]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(lambda job: _run([compiler, *job]), missing))
        for job in missing:
            Path(job[-1]).replace(kept / Path(job[-1]).name)
    finished = library.with_suffix(f".{os.getpid()}")
    _run([compiler, "-shared", "-o", str(finished), *map(str, jobs), *_extra(), *_links(name, torch_folder)])
    finished.replace(library)


def _folder(name: str, compiler: str, torch_folder: Path | None) -> Path:
    sources = GPU_SOURCES if name == "launcher" else SOURCES
    return cache_folder() / _fingerprint(sources, compiler, torch_folder if name in ("autograd", "launcher") else None)


def _targets() -> dict[str, tuple[str, ...]]:
    on_x86 = platform.machine() in ("x86_64", "AMD64")
    return TARGETS if on_x86 else {"baseline": ()}


def _links(name: str, torch_folder: Path | None) -> list[str]:
    # By name, without a path: torch is in the process before this library is, and is then found there.
    return [f"-L{torch_folder / 'lib'}", "-ltorch_cpu", "-lc10"] if name != "kernels" and torch_folder else []


def _extra() -> list[str]:
    """Further flags for every step, such as a sanitizer's, from ``ACTLAB_CXXFLAGS``."""
    return os.environ.get("ACTLAB_CXXFLAGS", "").split()


def _compilations(name: str, folder: Path, torch_folder: Path | None) -> list[list[str]]:
    def job(source: str, label: str, *flags: str) -> list[str]:
        return [*FLAGS, *_extra(), *flags, "-c", str(SOURCES / source), "-o", str(folder / f"{label}.o")]

    include = ("-isystem", str(torch_folder / "include")) if torch_folder else ()
    if name == "launcher":
        return [job(str(GPU_SOURCES / "launcher.cpp"), "launcher", *include)]
    if name == "autograd":
        sources = ("autograd",)
        return [job(f"{source}.cpp", source, "-DACTLAB_TARGET=names", *include) for source in sources]
    jobs = [job("target.cpp", target, f"-DACTLAB_TARGET={target}", *flags) for target, flags in _targets().items()]
    jobs.append(job("dispatch.cpp", "dispatch"))
    if name == "operators":
        target = "0x{:02x}{:02x}000000000000".format(*OLDEST_TORCH)
        jobs.append(
            job("torch_ops.cpp", "torch_ops", f"-DTORCH_TARGET_VERSION={target}", "-DACTLAB_TARGET=names", *include)
        )
    return jobs


def _run(command: list[str]) -> None:
    try:
        result = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST_BUILD, check=False)
    except subprocess.TimeoutExpired:
        raise BuildFailed(f"{' '.join(command)}\nIt took longer than {LONGEST_BUILD} s.") from None
    if result.returncode:
        raise BuildFailed(f"{' '.join(command)}\n{result.stderr[-2000:]}")


def _fingerprint(sources: Path, compiler: str, torch_folder: Path | None) -> str:
    """A name for everything the library depends on: sources, flags, compiler, machine, perhaps torch."""
    version = subprocess.run([compiler, "--version"], capture_output=True, text=True, check=False).stdout
    parts = [compiler, version, platform.machine(), repr(_extra()), Path(__file__).read_text()]
    parts += [path.name + path.read_text() for path in sorted(sources.glob("*.[ch]*")) if path.suffix != ".py"]
    parts += [(torch_folder / "version.py").read_text()] if torch_folder else []
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # released when the file closes, also when the process dies
        yield
