"""Several processes on this machine.

A process a worker, with a pipe each: the pipe of a killed worker ends at once, and a new worker gets its task, once. (A
pool of the standard library either hangs then or gives up everything.)
"""

import os
import signal
import sys
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess
from types import ModuleType

from actlab.define import Activation, adopt, own
from actlab.errors import ActlabError
from actlab.lab.data.brought import pack, unpack
from actlab.lab.execute import child
from actlab.lab.execute.attempt import MOST_TRIES, Events, Work, brought_by, in_this_process
from actlab.lab.plan.run import Run, Task

PRELOADED = "actlab.lab.execute.preload"
SECONDS_TO_END = 1.0  # a worker ends in milliseconds; after this it is killed


@dataclass
class _Worker:
    process: BaseProcess
    pipe: Connection
    left: list[Task] = field(default_factory=list)  # of the work it has; none: it is idle
    has: set[str] = field(default_factory=set)  # names of what a user brought that was sent to it


def in_processes(tasks: Iterator[Work], count: int) -> Events:
    """Train on ``count`` processes; a piece whose worker is lost twice is a failed run."""
    again: deque[Work] = deque()
    tries: Counter[Task] = Counter()
    workers: list[_Worker] = []
    try:
        while True:
            while sum(bool(worker.left) for worker in workers) < count:
                work = again.popleft() if again else next(tasks, None)
                if work is None:
                    break
                _give(_idle(workers), work, tries)
            busy = [worker.pipe for worker in workers if worker.left]
            if not busy:
                return
            ready = wait(busy)
            for worker in [worker for worker in workers if worker.pipe in ready]:
                try:
                    event = worker.pipe.recv()
                except (EOFError, ConnectionResetError):
                    workers.remove(worker)
                    for lost in _lost(worker, tries):
                        if isinstance(lost, Run):
                            yield lost
                        else:
                            again.append((lost,))  # alone: what was trained with it may have taken the memory
                    continue
                if isinstance(event, Exception):
                    raise event
                if isinstance(event, Run):
                    worker.left.remove(event.task)
                yield event
    finally:
        _end(workers)


def _end(workers: list[_Worker]) -> None:
    """End every worker, also one that does not answer: one that lacks memory can hang in its own end."""
    for worker in workers:
        worker.process.terminate()
    for worker in workers:
        worker.process.join(SECONDS_TO_END)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()


def _idle(workers: list[_Worker]) -> _Worker:
    for worker in workers:
        if not worker.left:
            return worker
    workers.append(_start())
    return workers[-1]


def _start() -> _Worker:
    context = _context()
    ours, theirs = context.Pipe()
    words = (dict(os.environ), __name__, _work.__name__, theirs, own())
    process = context.Process(target=child.run_in, args=words, daemon=True)
    os.environ[child.PARENT] = str(os.getpid())
    try:
        with without_the_script():
            process.start()
    finally:
        del os.environ[child.PARENT]
    theirs.close()  # the pipe ends with the worker, which is how its death is seen
    return _Worker(process, ours)


def _context() -> ForkServerContext | SpawnContext:
    """On Linux a server that has loaded torch is forked for each worker, else each loads it.

    A fork of this process itself could hang: it may hold torch's threads.
    """
    if sys.platform != "linux":
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload([PRELOADED])
    return context


@contextmanager
def without_the_script() -> Iterator[None]:
    """Start a worker that does not run the user's script again: what it brings travels by value (``brought.pack``).

    Without this every script with ``workers=2`` would need an ``if __name__ == "__main__"``.
    """
    script = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = script


def _give(worker: _Worker, work: Work, tries: Counter[Task]) -> None:
    tries.update(work)
    worker.left = list(work)
    lacking = [name for name in brought_by(work) if name not in worker.has]
    luggage = pack(lacking)
    worker.has.update(lacking)
    with suppress(BrokenPipeError, ConnectionResetError):  # it has died just now: its pipe says so when it is read
        worker.pipe.send((work, luggage))


def _lost(worker: _Worker, tries: Counter[Task]) -> list[Task | Run]:
    worker.process.join()
    reason = (
        f"its worker ended {MOST_TRIES} times with exit code {worker.process.exitcode}; it may have run out of memory: "
        f"try fewer --workers"
    )
    return [task if tries[task] < MOST_TRIES else Run(task, "failed", reason, ()) for task in worker.left]


def _work(pipe: Connection, activations: tuple[Activation, ...]) -> None:
    adopt(activations)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    try:
        while True:
            work, luggage = pipe.recv()
            try:
                unpack(luggage)
                for event in in_this_process([work]):
                    pipe.send(event)
            except ActlabError as error:  # handed to the parent, which raises it
                pipe.send(error)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # the parent has gone
