"""How long a newcomer waits: ``import actlab``, ``actlab --help`` and the default ``actlab compare`` on two processes.

Wall times, the least of several; they depend on the machine, which is printed.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from actlab.lab.store.environment import environment

ACTLAB = str(Path(sys.executable).with_name("actlab"))


def least(repeats: int, *command: str) -> float:
    times = []
    for _ in range(repeats):
        started = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        times.append(time.perf_counter() - started)
    return min(times)


def main() -> None:
    print(environment())
    print(f"import actlab          {least(5, sys.executable, '-c', 'import actlab'):6.2f} s")
    print(f"actlab --help          {least(5, ACTLAB, '--help'):6.2f} s   (to reach: 0.5)")
    with tempfile.TemporaryDirectory() as folder:
        seconds = least(1, ACTLAB, "compare", "--workers", "2", "--out", folder)
    print(f"actlab compare         {seconds:6.2f} s   (to reach: 60)")


if __name__ == "__main__":
    main()
