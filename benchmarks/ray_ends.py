"""Signals for a command that trains on Ray, in each phase of it: the seconds until all that it started has ended.

The phases: the command's own process for Ray has begun, Ray's first service lives, its scheduler, a worker, a task.
Between a phase and its signal pass up to two seconds, at random. Linux only.

Usage: ``python benchmarks/ray_ends.py [ROUNDS] [SIGNALS...]``, such as ``2 SIGTERM SIGHUP``; the script takes minutes.
"""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from kills import MARK, STUDY

WITHIN = 2.0  # seconds after SIGTERM and SIGHUP
LAST = 60.0
PHASES = ("spawn_main", "gcs_server", "raylet", "ray::", "ray::_train")


def main(rounds: int, signals: list[str]) -> int:
    """Print a line a signal; 1 where something outlived one by more than ``WITHIN``."""
    chance, slowest, late = random.Random(5), 0.0, 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "kills.toml").write_text(STUDY.replace("epochs = 4", "epochs = 100000"), "utf-8")
        cases = [(phase, each) for _ in range(rounds) for phase in PHASES for each in signals]
        for number, (phase, each) in enumerate(cases):
            command = _start(folder, f"out{number}", number)
            while not any(phase in words for words in _alive(number, command.pid).values()):
                if command.poll() is not None:
                    raise RuntimeError(f"the command ended by itself, with exit code {command.returncode}")
                time.sleep(0.02)
            time.sleep(chance.uniform(0, 2))
            command.send_signal(signal.Signals[each])
            seconds, whole = _until_gone(command, number)
            slowest, late = max(slowest, seconds), late + (seconds > WITHIN)
            left = sorted(words[:60] for words in _alive(number, command.pid).values())
            ends = f"its processes after {seconds:.2f} s, itself after {whole:.2f} s, exit code {command.poll()}"
            print(f"{each} after {phase}: {ends} {left or ''}", flush=True)
    print(f"{len(cases)} signals, slowest end {slowest:.2f} s, {late} after more than {WITHIN:g} s")
    return int(late > 0)


def _start(folder: Path, out: str, number: int) -> subprocess.Popen[bytes]:
    words = ["study", "run", "./kills.toml", "--profile", "smoke", "--workers", "2", "--engine", "ray", "--out", out]
    return subprocess.Popen(
        [sys.executable, "-m", "actlab", *words],
        cwd=folder,
        env={**os.environ, MARK: f"ray{number}."},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _until_gone(command: subprocess.Popen[bytes], number: int) -> tuple[float, float]:
    """Seconds until all that the command has started has ended, and until it has ended itself."""
    started, others, itself = time.monotonic(), 0.0, 0.0
    while not (others and itself) and (passed := time.monotonic() - started) < LAST:
        if command.poll() is not None:
            itself = itself or passed
        if not _alive(number, command.pid):
            others = others or time.monotonic() - started
        time.sleep(0.01)
    return others or passed, itself or passed


def _alive(number: int, parent: int) -> dict[int, str]:
    """The command line of each process that the command has started, whoever is its parent now."""
    found = {}
    for place in Path("/proc").glob("[0-9]*/environ"):
        try:
            marked = f"{MARK}=ray{number}.".encode() in place.read_bytes()
            state = place.with_name("stat").read_text("utf-8", "replace").rsplit(")", 1)[1].split()[0]
            words = place.with_name("cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:
            continue
        if marked and int(place.parent.name) != parent and state not in "ZX" and "resource_tracker" not in words:
            found[int(place.parent.name)] = words
    return found


if __name__ == "__main__":
    chosen = sys.argv[2:] or ["SIGTERM", "SIGHUP"]
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1, chosen))
