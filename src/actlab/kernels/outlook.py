"""How long compiling takes: all objects at once on all cores, and a line that says how far they are."""

import os
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

from actlab.kernels import cache

Tell = Callable[[str], None]

# Seconds of one core for each object with 77 functions, g++ 12 on a Xeon of 2023 with both its cores at work: for the
# order, and as weights for the time left.
SECONDS = {"baseline": 8, "portable": 8, "neon": 8, "avx2": 18, "avx512": 15, "dispatch": 0.5, "torch_ops": 2}
SECONDS |= {f"gates_{name}": 0.9 for name in ("baseline", "portable", "neon")}
SECONDS |= {"gates_avx2": 2.2, "gates_avx512": 2.8, "torch_gates": 1.0, "launcher": 9}


def at_once(works: Mapping[str, Callable[[], None]], tell: Tell) -> None:
    """Do all that ``works`` names, the longest first, on as many threads as there are cores."""
    names = sorted(works, key=lambda name: -SECONDS[name])
    progress = Progress(tell)
    taken: dict[str, float] = {}  # seconds, of those that are done or on their way
    start: dict[str, float] = {}

    def timed(name: str) -> None:
        start[name] = progress.seconds()
        works[name]()

    with ThreadPoolExecutor(cores()) as pool:
        running = {pool.submit(timed, name): name for name in names}
        left = set(running)
        try:
            while left:
                unfinished = [running[each] for each in left]
                taken |= {name: progress.seconds() - start[name] for name in unfinished if name in start}
                progress.show(outlook(len(names), unfinished, taken))
                done, left = wait(left, timeout=1, return_when=FIRST_COMPLETED)
                for each in done:
                    each.result()
        finally:
            pool.shutdown(cancel_futures=True)
            progress.clear()
    if names:
        cache.say(f"compiled in {progress.seconds():.0f} s.")


def outlook(count: int, left: list[str], taken: dict[str, float]) -> str:
    """How far ``count`` jobs are and how long those ``left`` take, at the pace of what was ``taken`` until now."""
    done = [name for name in taken if name not in left]
    pace = sum(taken[name] for name in done) / sum(SECONDS[name] for name in done) if done else 1.0
    # What runs has not ended: it takes a tenth more than until now, at least.
    whole = {name: max(pace * SECONDS[name], 1.1 * taken.get(name, 0)) for name in left}
    pace = max([pace, *(whole[name] / SECONDS[name] for name in left if name in taken)])
    rest = [pace * SECONDS[name] - taken.get(name, 0) for name in left]
    seconds = max(sum(rest) / cores(), *rest, 1)
    ready = f"{count - len(left)} of {count} done"
    return f"compiling the kernels for this machine, once: {ready}, about {seconds:.0f} s left"


def cores() -> int:
    """Of this machine, as far as this process may use them."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Progress:
    """A line on standard error: rewritten on a terminal, elsewhere once at the start and then every ten seconds."""

    PAUSE = 10.0

    def __init__(self, tell: Tell = lambda _: None) -> None:
        self._tell = tell
        self._start = time.monotonic()
        self._shown = -self.PAUSE
        self._terminal = sys.stderr.isatty()

    def seconds(self) -> float:
        """Since it began."""
        return time.monotonic() - self._start

    def show(self, text: str) -> None:
        """Write ``text``, and tell it to those that wait."""
        self._tell(text)
        if self._terminal:
            print(f"\r\x1b[Kactlab: {text}", end="", file=sys.stderr, flush=True)
        elif self.seconds() - self._shown >= self.PAUSE:
            self._shown = self.seconds()
            cache.say(text)

    def of_another(self, text: str) -> None:
        """Show what another process tells that holds the lock."""
        if text:
            self.show(f"another process is {text}")

    def clear(self) -> None:
        """Take the line from a terminal."""
        if self._terminal:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)
