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

_PR_SET_PDEATHSIG = 1  # of linux/prctl.h


def run(module: str, function: str, *arguments: Any) -> None:
    """Tie the life of this process to its parent's, then import ``module`` and call ``function`` of it."""
    _die_with_the_parent()
    guard_imports()
    work: Callable[..., None] = getattr(import_module(module), function)
    work(*arguments)


def _die_with_the_parent() -> None:
    """Have the kernel end this process when its parent ends: a killed parent cannot say so itself."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    parent = parent_process()
    if parent is not None and parent.pid != os.getppid():
        os._exit(1)  # it ended before this process could ask
