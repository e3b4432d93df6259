"""One family in a process of its own with a limit of time and memory, for ``swap_families.py`` and ``verify_families.py``."""

import multiprocessing
import os
import resource
import signal
import sys
import time
from collections.abc import Callable

from swap_sources import Family

LARGEST = 130_000_000  # parameters; larger ones do not run beside others on a machine of 24 GB
LONGEST = 30  # seconds of processor time a family: on a machine that others use too the clock says little
_ASLEEP = 600  # seconds by the clock, for one that waits and computes nothing
MEMORY = 6 * 2**30

Row = dict[str, object]


def apart(family: Family, examine: Callable[[Family], Row]) -> Row:
    """The row that ``examine`` makes of a family; one with a problem where its process comes to no end."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    process = context.Process(target=_send, args=(family, examine, theirs))
    process.start()
    theirs.close()
    row: Row = {"family": family.name, "model": family.model}
    try:
        row = ours.recv() if ours.poll(_ASLEEP) else row | {"problem": f"did not answer for {_ASLEEP} s"}
    except EOFError:
        process.join()
        late = process.exitcode == -signal.SIGXCPU
        row["problem"] = f"took more than {LONGEST} s" if late else "its process ended: more memory than there was"
    process.kill()
    process.join()
    return row


def _send(family: Family, examine: Callable[[Family], Row], pipe: object) -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    spent = int(time.process_time())
    resource.setrlimit(resource.RLIMIT_CPU, (spent + LONGEST, spent + LONGEST + 1))
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115, PTH123  # the process ends with it
    pipe.send(examine(family))
