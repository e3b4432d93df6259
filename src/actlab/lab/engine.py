"""Run tasks one after another or on several processes, and hand out what happens as it happens.

A process a worker, with a pipe each: a worker that is killed is noticed at once by its pipe, and its task is given to a
new worker once more. (A pool of the standard library either hangs then or gives up everything.)
"""

import signal
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from actlab.define import Activation, adopt, own
from actlab.errors import ActlabError, Missing
from actlab.lab.runs import Epoch, Run, Task
from actlab.lab.setting import Setting
from actlab.lab.suggest import one_of

MOST_TRIES = 2
ENGINES = ("processes", "ray")

Events = Iterator[tuple[Task, Epoch] | Run]
Engine = Callable[[Iterable[Task]], Events]


def engine(kind: str = "processes", workers: int = 1, address: str | None = None) -> Engine:
    """What executes tasks: processes on this machine, or Ray, local or a cluster at ``address``.

    The numbers depend on neither. Tasks are taken from the iterable when a worker is free.
    """
    if one_of("engine", ENGINES)(kind) == "processes":
        return partial(execute, workers=workers)
    from importlib.util import find_spec

    if find_spec("ray") is None:
        raise Missing("Ray", "--engine ray", "pip install 'actlab[ray]'")
    from actlab.lab.on_ray import execute_on_ray

    return partial(execute_on_ray, workers=workers, address=address)


def execute(tasks: Iterable[Task], workers: int = 1) -> Events:
    """Yield every epoch, with its task, and every run of ``tasks``.

    Closing the iterator ends the workers. A task whose worker is lost twice, or that lacks memory, is a failed run.
    """
    return _in_this_process(tasks) if workers == 1 else _in_processes(iter(tasks), workers)


def _in_this_process(tasks: Iterable[Task]) -> Events:
    for task in tasks:
        with one_thread():
            yield from attempt(task)


def trainer_of(setting: Setting) -> Callable[[Task], Iterator[Epoch | Run]]:
    """What trains a setting: networks of images have a loop of their own."""
    if setting.of_images:
        from actlab.lab.train_images import train as train_images

        return train_images
    from actlab.lab.train import train

    return train


def attempt(task: Task) -> Events:
    """Train; what goes wrong becomes a failed run, except for wrong use."""
    train = trainer_of(task.setting)
    epochs: list[Epoch] = []
    try:
        for event in train(task):
            if isinstance(event, Epoch):
                epochs.append(event)
                yield task, event
            else:
                yield event
    except ActlabError:
        raise
    except Exception as error:  # torch raises a RuntimeError where memory is short
        yield Run(
            task, "failed", f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}", tuple(epochs)
        )


@contextmanager
def one_thread() -> Iterator[None]:
    """Torch on one thread: sums in another order would change the last digits."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@dataclass
class _Worker:
    process: SpawnProcess
    pipe: Connection
    task: Task | None = None


def _in_processes(tasks: Iterator[Task], count: int) -> Events:
    again: deque[Task] = deque()
    tries: Counter[Task] = Counter()
    workers: list[_Worker] = []
    try:
        while True:
            while sum(worker.task is not None for worker in workers) < count:
                task = again.popleft() if again else next(tasks, None)
                if task is None:
                    break
                _give(_idle(workers), task, tries)
            busy = [worker.pipe for worker in workers if worker.task is not None]
            if not busy:
                return
            ready = wait(busy)
            for worker in [worker for worker in workers if worker.pipe in ready]:
                try:
                    event = worker.pipe.recv()
                except (EOFError, ConnectionResetError):
                    workers.remove(worker)
                    lost = _lost(worker, tries)
                    if isinstance(lost, Task):
                        again.append(lost)
                    else:
                        yield lost
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


def _idle(workers: list[_Worker]) -> _Worker:
    for worker in workers:
        if worker.task is None:
            return worker
    workers.append(_start())
    return workers[-1]


def _start() -> _Worker:
    context = get_context("spawn")  # a fork of a process that holds torch's threads can hang
    ours, theirs = context.Pipe()
    process = context.Process(target=_work, args=(theirs, own()), daemon=True)
    process.start()
    theirs.close()  # the pipe ends with the worker, which is how its death is seen
    return _Worker(process, ours)


def _give(worker: _Worker, task: Task, tries: Counter[Task]) -> None:
    tries[task] += 1
    worker.task = task
    with suppress(BrokenPipeError, ConnectionResetError):  # it has died just now: its pipe says so when it is read
        worker.pipe.send(task)


def _lost(worker: _Worker, tries: Counter[Task]) -> Task | Run:
    worker.process.join()
    task = worker.task
    assert task is not None
    if tries[task] < MOST_TRIES:
        return task
    reason = (
        f"its worker ended {MOST_TRIES} times with exit code {worker.process.exitcode}; it may have run out of memory: "
        f"try fewer --workers"
    )
    return Run(task, "failed", reason, ())


def _work(pipe: Connection, activations: tuple[Activation, ...]) -> None:
    adopt(activations)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    try:
        while True:
            task = pipe.recv()
            try:
                for event in _in_this_process([task]):
                    pipe.send(event)
            except ActlabError as error:  # handed to the parent, which raises it
                pipe.send(error)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # the parent has gone
