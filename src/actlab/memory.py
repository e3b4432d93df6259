"""Under a limit of memory (``ulimit -v``), try a large library in a child before this process loads it.

OpenBLAS, which NumPy and SciPy bring, asks again for ever for memory that the limit refuses; it does so while it is
loaded, in C, where neither Ctrl-C nor a signal reaches Python. A child that does this is ended, and the import fails.
"""

import contextlib
import subprocess
import sys
from collections.abc import Iterator, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

from actlab.errors import ActlabError

# What is tried for each package: the part of it that maps the most.
LIBRARIES = {"numpy": "numpy", "scipy": "scipy.stats", "torch": "torch"}
SECONDS = 30.0  # of processor time: loading takes 2, and one that spins takes any
SPARE = 256 << 20  # bytes; for what is loaded and computed beside them: with 64 MiB the next import still failed
_MAPPED = "int(open('/proc/self/statm').read().split()[0]) * resource.getpagesize()"
_TRY = f"""
import importlib, mmap, resource, signal, sys
taken, seconds, new, *loaded = sys.argv[1:]
signal.setitimer(signal.ITIMER_PROF, float(seconds))
for name in loaded:
    importlib.import_module(name)
missing = int(taken) + {SPARE} - {_MAPPED}
space = mmap.mmap(-1, missing, mmap.MAP_PRIVATE, mmap.PROT_READ) if missing > 0 else None
importlib.import_module(new)
"""


class TooLittleMemory(ActlabError):
    """A limit of memory leaves no room for a library."""


def guard_imports() -> None:
    """Let the import of a large library fail with a message where it would not fit or not end; once a process."""
    if limit() is not None and not any(isinstance(finder, _TriesFirst) for finder in sys.meta_path):
        sys.meta_path.insert(0, _TriesFirst())


def limit() -> int | None:
    """The bytes of address space that this process may have, where the system counts them (Linux); None: any."""
    if sys.platform != "linux":
        return None
    import resource

    soft, _ = resource.getrlimit(resource.RLIMIT_AS)
    return None if soft == resource.RLIM_INFINITY else soft


def free() -> int | None:
    """The bytes of memory that are left on this machine, or in its container (Linux); None where nobody says."""
    try:
        lines = dict(line.split(":") for line in Path("/proc/meminfo").read_text("ascii").splitlines())
        left = int(lines["MemAvailable"].split()[0]) << 10
    except (OSError, KeyError, ValueError):
        return None
    group = Path("/sys/fs/cgroup")
    with contextlib.suppress(OSError, ValueError):  # no container, or one without a limit ("max")
        most, used = (int((group / name).read_text("ascii")) for name in ("memory.max", "memory.current"))
        left = min(left, most - used)
    return max(left, 0)


@contextlib.contextmanager
def no_more_than_free() -> Iterator[None]:
    """Refuse memory beyond what is free now: what runs inside gets an error before the system ends a process."""
    room = free()
    if room is None:
        yield
        return
    import resource

    before = resource.getrlimit(resource.RLIMIT_AS)
    mapped = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    limits = [most for most in before if most != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min([mapped + room, *limits]), before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


def loads(library: str, seconds: float = SECONDS) -> bool:
    """Whether ``library`` loads beside what this process has in memory, within ``seconds`` of processor time."""
    import resource

    taken = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    loaded = [part for name, part in LIBRARIES.items() if name in sys.modules]
    words = [sys.executable, "-c", _TRY, str(taken), str(seconds), LIBRARIES[library], *loaded]
    tried = subprocess.run(words, capture_output=True, check=False)
    return tried.returncode == 0


class _TriesFirst(MetaPathFinder):
    """Finds nothing; it comes first, so that it sees what is about to be loaded."""

    def __init__(self) -> None:
        self._left = set(LIBRARIES)

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002 - the protocol of an importer
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> ModuleSpec | None:
        if fullname not in self._left:
            return None
        self._left.remove(fullname)
        if not loads(fullname):
            raise TooLittleMemory(
                f"the limit of memory of {(limit() or 0) / 1e9:.1f} GB (ulimit -v) leaves no room for {fullname}. "
                f"Raise it; runs that are finished stay in their store, and the same command goes on from there."
            )
        return None
