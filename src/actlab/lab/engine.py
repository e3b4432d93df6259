"""Run tasks one after another or on several processes, and hand out what happens as it happens.

A piece of work is a task, or several that differ in their seed alone and are trained at once.

A process a worker, with a pipe each: a worker that is killed is noticed at once by its pipe, and its task is given to a
new worker once more. (A pool of the standard library either hangs then or gives up everything.)
"""

import signal
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from actlab.define import Activation, adopt, own
from actlab.errors import ActlabError, Missing
from actlab.lab import ranks
from actlab.lab.runs import Epoch, Run, Task
from actlab.lab.setting import Setting
from actlab.lab.suggest import one_of

MOST_TRIES = 2
ENGINES = ("processes", "ray")

Work = tuple[Task, ...]
Events = Iterator[tuple[Task, Epoch] | Run]
Engine = Callable[[Iterable[Task | Work]], Events]


def engine(kind: str = "processes", workers: int = 1, address: str | None = None) -> Engine:
    """What executes tasks: processes on this machine, or Ray, local or a cluster at ``address``.

    The numbers depend on neither. Work is taken from the iterable when a worker is free.
    """
    if one_of("engine", ENGINES)(kind) == "processes":
        return partial(execute, workers=workers)
    from importlib.util import find_spec

    if find_spec("ray") is None:
        raise Missing("Ray", "--engine ray", "pip install 'actlab[ray]'")
    from actlab.lab.on_ray import execute_on_ray

    return partial(execute_on_ray, workers=workers, address=address)


def execute(tasks: Iterable[Task | Work], workers: int = 1) -> Events:
    """Yield every epoch, with its task, and every run of ``tasks``.

    Closing the iterator ends the workers. A task whose worker is lost twice, or that lacks memory, is a failed run.
    """
    if ranks.count() > 1:
        from actlab.lab.on_ranks import execute_on_ranks

        return execute_on_ranks(pieces(tasks), workers)
    return _in_this_process(pieces(tasks)) if workers == 1 else _in_processes(pieces(tasks), workers)


def together(tasks: Iterable[Task]) -> list[Work]:
    """The work that ``tasks`` are: as many of one setting at once as it says, in the order of the first of each."""
    work: list[list[Task]] = []
    begun: dict[Setting, list[Task]] = {}
    for task in tasks:
        piece = begun.get(task.setting)
        if piece is None or len(piece) == task.setting.seeds_together:
            piece = begun[task.setting] = []
            work.append(piece)
        piece.append(task)
    return [tuple(piece) for piece in work]


def pieces(tasks: Iterable[Task | Work]) -> Iterator[Work]:
    """A task that stands alone is a piece of work of one task."""
    return (item if isinstance(item, tuple) else (item,) for item in tasks)


def _in_this_process(tasks: Iterable[Work]) -> Events:
    for work in tasks:
        with one_thread():
            yield from attempt(*work)


def trainer_of(setting: Setting) -> Callable[[Task], Iterator[Epoch | Run]]:
    """What trains a setting: networks of images have a loop of their own."""
    if setting.of_images:
        from actlab.lab.train_images import train as train_images

        return train_images
    from actlab.lab.train import train

    return train


def attempt(*tasks: Task) -> Events:
    """Train; what goes wrong becomes a failed run, except for wrong use."""
    epochs: dict[Task, list[Epoch]] = {task: [] for task in tasks}
    try:
        for event in _trained(tasks):
            if isinstance(event, Run):
                del epochs[event.task]
            else:
                epochs[event[0]].append(event[1])
            yield event
    except ActlabError:
        raise
    except Exception as error:  # torch raises a RuntimeError where memory is short
        reason = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
        for task, done in epochs.items():
            yield Run(task, "failed", reason, tuple(done))


def _trained(tasks: Work) -> Events:
    if len(tasks) > 1:
        from actlab.lab.train_together import train

        return train(tasks)
    (task,) = tasks
    return ((task, event) if isinstance(event, Epoch) else event for event in trainer_of(task.setting)(task))


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
    left: list[Task] = field(default_factory=list)  # of the work it has; none: it is idle


def _in_processes(tasks: Iterator[Work], count: int) -> Events:
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
        for worker in workers:
            worker.process.terminate()
            worker.process.join()


def _idle(workers: list[_Worker]) -> _Worker:
    for worker in workers:
        if not worker.left:
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


def _give(worker: _Worker, work: Work, tries: Counter[Task]) -> None:
    tries.update(work)
    worker.left = list(work)
    with suppress(BrokenPipeError, ConnectionResetError):  # it has died just now: its pipe says so when it is read
        worker.pipe.send(work)


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
            work = pipe.recv()
            try:
                for event in _in_this_process([work]):
                    pipe.send(event)
            except ActlabError as error:  # handed to the parent, which raises it
                pipe.send(error)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # the parent has gone
