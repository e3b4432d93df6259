"""Kills of a command's first process alone, at random times; then the same command goes on.

``actlab study run`` trains a tiny study on two workers. SIGKILL ends its parent, and nothing else; the script waits for
every process of that command to end, and starts the same command again in the same folder. Each study that is done is
compared with an undisturbed one, number by number, and its exit code must be 0. Linux only.

Usage: ``python benchmarks/kills.py [KILLS]``
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from actlab.lab.reading import load

KILLS = 30
WITHIN = 5.0  # seconds after which a process of a killed command must be gone; the kernel ends a worker at once
MARK = "ACTLAB_KILLS"
STUDY = """
key = "kills"
title = "Kills"
question = "Do kills change a number?"
arms = ["relu", "mish"]
protocols = ["same rate"]
[base]
data = "digits"
hidden = [32]
epochs = 4
[factors.rate]
title = "rate"
[factors.rate.levels]
low = {learning_rate = 0.05}
high = {learning_rate = 0.1}
[profiles.smoke]
note = "tiny"
seeds = 3
"""
Numbers = dict[tuple[str, int, str], list[tuple[float, ...]]]


def main(kills: int) -> int:
    """Print what happened; 1 where a table, an exit code or a process is wrong."""
    chance, wrong, done, slowest = random.Random(5), 0, 0, 0.0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "kills.toml").write_text(STUDY, "utf-8")
        started = time.monotonic()
        _start(folder, "right").wait()
        whole, right = time.monotonic() - started, _numbers(folder / "right")
        killed = 0
        while True:
            out = f"study-{done}"
            command = _start(folder, out)
            try:
                code = command.wait(chance.uniform(0.05, 0.8) * whole if killed < kills else None)
            except subprocess.TimeoutExpired:
                os.kill(command.pid, signal.SIGKILL)
                command.wait()
                killed += 1
                seconds = _until_gone(command.pid)
                slowest = max(slowest, seconds)
                wrong += seconds > WITHIN
                continue
            same = _numbers(folder / out) == right
            wrong += code != 0 or not same
            done += 1
            print(
                f"{out}: {killed} kills so far, exit code {code}, numbers {'equal' if same else 'DIFFER'}", flush=True
            )
            if killed == kills:
                break
    print(
        f"{killed} kills, {done} studies done, {wrong} wrong; {len(right)} runs each, {whole:.0f} s undisturbed; the "
        f"last process of a killed command ended within {slowest:.2f} s"
    )
    return int(wrong > 0)


def _start(folder: Path, out: str) -> subprocess.Popen[bytes]:
    words = ["study", "run", "kills.toml", "--profile", "smoke", "--workers", "2", "--out", out]
    return subprocess.Popen(
        [sys.executable, "-m", "actlab", *words],
        cwd=folder,
        env={**os.environ, MARK: out},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _until_gone(parent: int) -> float:
    """Seconds until no process is left that was started by a killed command."""
    started = time.monotonic()
    while _marked(parent) and time.monotonic() < started + 10 * WITHIN:
        time.sleep(0.01)
    return time.monotonic() - started


def _marked(parent: int) -> list[int]:
    """The processes with the mark in their environment, whoever is their parent now."""
    found = []
    for place in Path("/proc").glob("[0-9]*/environ"):
        try:
            marked = f"{MARK}=".encode() in place.read_bytes()
        except OSError:
            continue
        if marked and int(place.parent.name) != parent:
            found.append(int(place.parent.name))
    return found


def _numbers(folder: Path) -> Numbers:
    """What a folder holds, without the times."""
    _, runs, _ = load(folder)
    return {
        (task.activation, task.seed, repr(task.setting.changed)): [
            (row.epoch, row.train_loss, row.train_accuracy, row.test_loss, row.test_accuracy) for row in run.epochs
        ]
        for task, run in runs.items()
    }


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else KILLS))
