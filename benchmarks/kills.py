"""Kills of a command's first process, or of its workers, at random times; then the same command goes on.

``actlab study run`` trains a tiny study on two workers. SIGKILL ends its parent, and nothing else; the script waits for
every process of that command to end, and starts the same command again in the same folder. Or SIGKILL ends a worker,
and the command goes on; where a run has lost two, the command says so with exit code 1 and is started again. Each study
that is done is compared with an undisturbed one, number by number, and its exit code must be 0. Linux only.

Usage: ``python benchmarks/kills.py [KILLS] [parent | worker]``
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


def main(kills: int, victim: str) -> int:
    """Print what happened; 1 where a table, an exit code or a process is wrong."""
    chance, wrong, done, slowest = random.Random(5), 0, 0, 0.0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "kills.toml").write_text(STUDY, "utf-8")
        started = time.monotonic()
        _start(folder, "right").wait()
        whole, right = time.monotonic() - started, _numbers(folder / "right")
        killed = 0
        longest = 0.8 if victim == "parent" else 0.1  # of a study; its workers live for a third of it
        while killed < kills:
            out, begun = f"study-{done}", killed
            command = _start(folder, out)
            while True:
                try:
                    code = command.wait(chance.uniform(0.05, longest) * whole if killed < kills else None)
                    break
                except subprocess.TimeoutExpired:
                    if victim == "parent":
                        killed += 1
                        slowest = max(slowest, _kill_alone(command))
                    elif (number := _worker_of(command.pid, chance)) is not None:
                        killed += 1
                        os.kill(number, signal.SIGKILL)
            if code == -signal.SIGKILL and victim == "parent" and killed < kills:
                continue
            if code == 1 and victim == "worker" and killed >= begun + 2:
                print(f"{out}: {killed} kills so far, exit code 1: a run has lost two workers", flush=True)
                code = _start(folder, out).wait()
            elif code == -signal.SIGKILL:
                code = _start(folder, out).wait()
            same = _numbers(folder / out) == right
            wrong += code != 0 or not same
            done += 1
            print(
                f"{out}: {killed} kills so far, exit code {code}, numbers {'equal' if same else 'DIFFER'}", flush=True
            )
    wrong += slowest > WITHIN
    print(
        f"{killed} kills of a {victim}, {done} studies done, {wrong} wrong; {len(right)} runs each, {whole:.0f} s "
        f"undisturbed" + (f"; the last process of a killed command ended within {slowest:.2f} s" if slowest else "")
    )
    return int(wrong > 0)


def _kill_alone(command: subprocess.Popen[bytes]) -> float:
    """Kill the first process; the seconds until the others have ended."""
    command.kill()
    command.wait()
    return _until_gone(command.pid)


def _worker_of(parent: int, chance: random.Random) -> int | None:
    """A living worker of a command, once it has some."""
    parents = {}  # of the server of the workers, and of those, which are forked from it
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, its_parent = place.read_text("utf-8").rsplit(")", 1)[1].split()[:2]
            is_forked = b"forkserver" in place.with_name("cmdline").read_bytes()
        except OSError:
            continue
        if state != "Z" and is_forked:
            parents[int(place.parent.name)] = int(its_parent)
    workers = sorted(number for number, server in parents.items() if parents.get(server) == parent)
    return chance.choice(workers) if workers else None


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
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else KILLS, sys.argv[2] if len(sys.argv) > 2 else "parent"))
