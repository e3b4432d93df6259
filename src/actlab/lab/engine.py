"""Run tasks one after another or on several processes, and hand out what happens as it happens.

A process a worker, with a pipe each: a worker that is killed is noticed at once by its sentinel, and its task is given
to a new worker once more. (A pool of the standard library either hangs then or gives up everything.)
"""

import signal
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from actlab.errors import WorkerLost
from actlab.lab.runs import Epoch, Run, Task
from actlab.lab.specification import Specification

MOST_TRIES = 2


def execute(specification: Specification, tasks: Sequence[Task], workers: int) -> Iterator[Epoch | Run]:
    """Yield every epoch and every run of ``tasks``; the numbers do not depend on ``workers``.

    Closing the iterator ends the workers. A task whose worker is lost twice raises :class:`WorkerLost`.
    """
    if workers == 1 or len(tasks) <= 1:
        return _in_this_process(specification, tasks)
    return _in_processes(specification, tasks, min(workers, len(tasks)))


def _in_this_process(specification: Specification, tasks: Sequence[Task]) -> Iterator[Epoch | Run]:
    from actlab.lab.train import train

    with _one_thread():
        for task in tasks:
            yield from train(specification, task)


@contextmanager
def _one_thread() -> Iterator[None]:
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)  # sums in another order would change the last digits
    try:
        yield
    finally:
        torch.set_num_threads(before)


@dataclass
class _Worker:
    process: SpawnProcess
    pipe: Connection
    task: Task | None = None


def _in_processes(specification: Specification, tasks: Sequence[Task], count: int) -> Iterator[Epoch | Run]:
    waiting, tries = deque(tasks), dict.fromkeys(tasks, 0)
    workers = [_start(specification) for _ in range(count)]
    try:
        while waiting or any(worker.task for worker in workers):
            for worker in workers:
                if worker.task is None and waiting:
                    _give(worker, waiting.popleft(), tries)
            ready = wait([worker.pipe for worker in workers if worker.task])
            for index, worker in enumerate(workers):
                if worker.pipe not in ready:
                    continue
                try:
                    event = worker.pipe.recv()
                except (EOFError, ConnectionResetError):
                    waiting.appendleft(_lost(worker, tries))
                    workers[index] = _start(specification)
                    continue
                if isinstance(event, Exception):
                    raise event
                if isinstance(event, Run):
                    worker.task = None
                yield event
    finally:
        for worker in workers:
            worker.process.terminate()
            worker.process.join()


def _start(specification: Specification) -> _Worker:
    context = get_context("spawn")  # a fork of a process that holds torch's threads can hang
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(specification, theirs), daemon=True)
    process.start()
    theirs.close()  # the pipe ends with the worker, which is how its death is seen
    return _Worker(process, ours)


def _give(worker: _Worker, task: Task, tries: dict[Task, int]) -> None:
    tries[task] += 1
    worker.task = task
    worker.pipe.send(task)


def _lost(worker: _Worker, tries: dict[Task, int]) -> Task:
    worker.process.join()
    task = worker.task
    assert task is not None
    if tries[task] >= MOST_TRIES:
        raise WorkerLost(
            f"the worker training {task.activation} with seed {task.seed} ended {MOST_TRIES} times with exit code "
            f"{worker.process.exitcode}; it may have run out of memory: try fewer --workers. Finished runs are kept."
        )
    return task


def _work(specification: Specification, pipe: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    try:
        while True:
            task = pipe.recv()
            try:
                for event in _in_this_process(specification, [task]):
                    pipe.send(event)
            except Exception as error:  # handed to the parent, which raises it
                pipe.send(error)
    except (EOFError, BrokenPipeError):
        return  # the parent has gone
