"""End a session of processes: those that began in it, and all that they have started.

This file alone is also a program, ``python session.py``: it ends the other processes of its session when its standard
input ends. So a session ends with the process that holds the other end, even where that one is killed.
"""

import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

SECONDS_TO_VANISH = 2.0  # a killed process vanishes in milliseconds; one that waits for a broken disk stays


def end(leader: int) -> None:
    """Kill what lives of the session of ``leader``, but for this process, until nothing is left."""
    until = time.monotonic() + SECONDS_TO_VANISH
    while (left := _living(leader)) and time.monotonic() < until:
        for number in left:
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        time.sleep(0.01)


def _living(leader: int) -> list[int]:
    """The processes of a session; on another system than Linux none, where Ray's services end by themselves."""
    living = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has just ended
            state, _, _, session, *_ = status.read_text("utf-8", "replace").rsplit(")", 1)[1].split()
            number = int(status.parent.name)
            if int(session) == leader and state not in "ZX" and number != os.getpid():
                living.append(number)
    return living


if __name__ == "__main__":
    sys.stdin.read()
    end(os.getsid(0))
