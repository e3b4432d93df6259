"""The folder of compiled libraries: its user's alone, and each file in it proved by its hash before it is loaded.

A library runs as the user does, so one that others could have written is never loaded; and one that is damaged (a full
disk, a copy that broke off) ends the process where it is loaded, with SIGBUS, so that no error could be caught then.
"""

import atexit
import fcntl
import hashlib
import os
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from actlab.errors import Unavailable

PRIVATE = 0o700
LOOK_AGAIN = 0.2  # seconds between two tries to get the lock of another process


def say(text: str) -> None:
    """One line on standard error."""
    print(f"actlab: {text}", file=sys.stderr, flush=True)


def entry(name: str) -> Path:
    """The folder ``name`` of the cache, which only its user can read and write.

    The cache is ``ACTLAB_CACHE``, else in the user's own (``XDG_CACHE_HOME``, ``~/.cache``); where that cannot be used
    it is a temporary folder, which goes with the process. ``Unavailable`` where ``ACTLAB_CACHE`` cannot be used.
    """
    chosen = os.environ.get("ACTLAB_CACHE")
    if chosen:
        try:
            return _private(Path(chosen) / name)
        except OSError as error:
            raise no_cache(error) from error
    try:
        return _private(_of_user() / name)
    except (OSError, RuntimeError) as error:
        if not _temporary:
            _temporary.append(_make_temporary(str(error)))
        return _private(_temporary[0] / name)


def no_cache(error: OSError) -> Unavailable:
    """What says that compiled kernels have no place."""
    reason = f"native speed needs a cache that can be written ({error})"
    return Unavailable(reason, "Choose one with: export ACTLAB_CACHE=some_folder")


def _of_user() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "actlab"


_temporary: list[Path] = []


def _make_temporary(reason: str) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="actlab-"))
    atexit.register(_remove_at_exit, folder, os.getpid())
    say(
        f"there is no cache for compiled kernels ({reason}), so they last until this process ends; "
        "export ACTLAB_CACHE=some_folder keeps them."
    )
    return folder


def _remove_at_exit(folder: Path, owner: int) -> None:
    if os.getpid() == owner:  # and not a child that was forked
        shutil.rmtree(folder, ignore_errors=True)


def _private(folder: Path) -> Path:
    folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    status = folder.lstat()
    if not stat.S_ISDIR(status.st_mode):
        raise NotADirectoryError(f"{folder} is a link, expected a folder")
    if status.st_uid != os.geteuid():
        raise PermissionError(f"{folder} belongs to another user")
    if stat.S_IMODE(status.st_mode) != PRIVATE:
        folder.chmod(PRIVATE)
        if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            say(f"others could write into {folder}; actlab removes what they may have put there.")
            for path in folder.iterdir():
                remove(path)
    return folder


def remove(path: Path) -> None:
    """Remove ``path``, whatever it is."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


# ---- files -----------------------------------------------------------------------------------------------------------


def _hash_of(path: Path) -> Path:
    return path.with_name(f"{path.name}.sha256")


def sound(path: Path) -> bool:
    """Whether ``path`` is a file of this user that is as :func:`put` left it."""
    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode) or status.st_uid != os.geteuid():
            return False
        return _hash_of(path).read_bytes() == _digest(path)
    except OSError:
        return False


def put(source: Path, path: Path) -> None:
    """Move the file ``made`` to ``path``, in the same file system, so that it is there whole or not at all."""
    with source.open("rb") as file:
        os.fsync(file.fileno())
    stated = source.with_name(f"{source.name}.sha256")
    with stated.open("wb") as file:
        file.write(_digest(source))
        file.flush()
        os.fsync(file.fileno())
    for target in (path, _hash_of(path)):
        if target.is_dir():
            remove(target)
    stated.replace(_hash_of(path))
    source.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _digest(path: Path) -> bytes:
    return hashlib.sha256(path.read_bytes()).hexdigest().encode()


@contextmanager
def locked(path: Path, waiting: Callable[[str], None]) -> Iterator[Callable[[str], None]]:
    """Holds the lock ``path``; gives a function that tells those who wait how far this is.

    While another process holds it, ``waiting`` is called with what that one tells.
    """
    with path.open("a+") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                file.seek(0)
                waiting(file.read())
                time.sleep(LOOK_AGAIN)

        def tell(text: str) -> None:
            file.seek(0)
            file.truncate()
            file.write(text)
            file.flush()

        try:
            yield tell
        finally:
            tell("")  # the lock goes when the file closes, also when the process dies
