"""One piece of work: train it, and turn what goes wrong into a failed run.

A piece of work is a task, or several that are trained alike: with other seeds, or with one seed and other tests.
"""

import re
from collections.abc import Callable, Generator, Iterable, Iterator

from actlab.errors import ActlabError
from actlab.lab.plan.run import Epoch, Run, Task
from actlab.lab.plan.setting import Setting
from actlab.lab.training.devices import one_thread

MOST_TRIES = 2

Work = tuple[Task, ...]
Events = Generator[tuple[Task, Epoch] | Run, None, None]
Engine = Callable[[Iterable[Task | Work]], Events]


def together(tasks: Iterable[Task]) -> list[Work]:
    """Group ``tasks`` into pieces of work, in the order of the first task of each.

    Tasks that train alike share one training a seed; a piece has up to ``seeds_together`` seeds.
    """
    work: list[list[Task]] = []
    begun: dict[Setting, list[Task]] = {}
    pieces_of: dict[tuple[Setting, int], list[Task]] = {}
    for task in tasks:
        trained = task.setting.trained
        piece = pieces_of.get((trained, task.seed))
        if piece is None:
            piece = begun.get(trained)
            if piece is None or len({other.seed for other in piece}) == task.setting.seeds_together:
                piece = begun[trained] = []
                work.append(piece)
            pieces_of[trained, task.seed] = piece
        piece.append(task)
    return [tuple(piece) for piece in work]


def pieces(tasks: Iterable[Task | Work]) -> Iterator[Work]:
    """A task that stands alone is a piece of work of one task."""
    return (item if isinstance(item, tuple) else (item,) for item in tasks)


def brought_by(work: Work) -> list[str]:
    """The names of what a user brought that a worker needs for it."""
    return list(dict.fromkeys(name for task in work for name in task.setting.brought))


def in_this_process(tasks: Iterable[Work]) -> Events:
    """Train piece after piece, here."""
    for work in tasks:
        with one_thread():
            yield from attempt(*work)


def attempt(*tasks: Task) -> Events:
    """Train, with the kernels that the setting names; what goes wrong becomes a failed run, except for wrong use."""
    from actlab.lab.training.kernels import kernels
    from actlab.lab.training.trainer import train

    epochs: dict[Task, list[Epoch]] = {task: [] for task in tasks}
    try:
        with kernels(tasks[0].setting.kernels):
            for event in train(tasks):
                if isinstance(event, Run):
                    del epochs[event.task]
                else:
                    epochs[event[0]].append(event[1])
                yield event
    except ActlabError:
        raise
    except Exception as error:  # torch raises a RuntimeError where memory is short
        reason = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
        if match := re.search(r"DefaultCPUAllocator: .* (\d+) bytes", str(error)):
            reason = f"too little memory for {int(match[1]):,} bytes more; choose a smaller network or batch_size"
        for task, done in epochs.items():
            yield Run(task, "failed", reason, tuple(done))
