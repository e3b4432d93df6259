"""However a command ends, its workers end too."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

PATIENCE = 120.0  # a worker ends in milliseconds, and would train for days; on a busy machine its turn may come late


def descendants(parent: int) -> dict[int, str]:
    """The living workers of a process and their server, by the time at which each was started: numbers are used again.

    The resource tracker of multiprocessing is none: it trains nothing, and ends with its parent.
    """
    born = children(parent)
    return born | {number: started for child in born for number, started in children(child).items()}


def children(parent: int) -> dict[int, str]:
    found = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = status.read_text("utf-8").rsplit(")", 1)[1].split()
            tracks = b"resource_tracker" in status.with_name("cmdline").read_bytes()
        except OSError:
            continue
        if not tracks and int(words[1]) == parent and words[0] != "Z":
            found[int(status.parent.name)] = words[19]
    return found


def alive(processes: dict[int, str]) -> list[int]:
    left = []
    for number, started in processes.items():
        try:
            words = Path(f"/proc/{number}/stat").read_text("utf-8").rsplit(")", 1)[1].split()
        except OSError:
            continue
        if words[19] == started and words[0] != "Z":
            left.append(number)
    return left


def wait_until(true: Callable[[], object], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


@pytest.mark.waits
@pytest.mark.skipif(sys.platform != "linux", reason="the kernel of Linux ends orphans")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_no_child_is_alive_after_a_signal(tmp_path: Path, number: signal.Signals) -> None:
    words = ["compare", "relu", "mish", "--epochs", "100000", "--seeds", "2", "--workers", "2", "--out", str(tmp_path)]
    command = subprocess.Popen(
        [sys.executable, "-m", "actlab", *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        assert wait_until(lambda: len(descendants(command.pid)) >= 3, PATIENCE)
        born = descendants(command.pid)
        assert alive(born)
        os.kill(command.pid, number)
        assert wait_until(lambda: not alive(born), PATIENCE), alive(born)
        assert command.wait(PATIENCE) != 0
    finally:
        command.kill()
        command.wait()
