"""The first lines of a worker. It imports little, so that a worker whose parent is killed ends while it starts, too."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from multiprocessing import parent_process
from typing import Any

from actlab.memory import guard_imports

PARENT = "ACTLAB_PARENT"  # of the environment: the process that starts the server of the workers
_PR_SET_PDEATHSIG = 1  # of linux/prctl.h


def run_in(environment: dict[str, str], module: str, function: str, *arguments: Any) -> None:
    """:func:`run` with the environment of the caller: a process forked from a server has the server's."""
    os.environ.clear()
    os.environ.update(environment)
    run(module, function, *arguments)


def run(module: str, function: str, *arguments: Any) -> None:
    """Tie the life of this process to its parent's, then import ``module`` and call ``function`` of it."""
    die_with_the_parent()
    parent = parent_process()
    if parent is not None and not parent.is_alive():
        os._exit(1)  # it ended before this process could ask
    guard_imports()
    work: Callable[..., None] = getattr(import_module(module), function)
    work(*arguments)


def die_with_the_parent(by: int = signal.SIGKILL) -> None:
    """Have the kernel end this process when its parent ends, which cannot say so itself where it is killed; 0: no more.

    The parent of a worker is the server that it was forked from, or the command.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, by)
