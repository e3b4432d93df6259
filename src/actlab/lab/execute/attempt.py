"""One piece of work: train it, and turn what goes wrong into a failed run.

A piece of work is a task, or several that differ in their seed alone and are trained at once.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from actlab.errors import ActlabError
from actlab.lab.plan.run import Epoch, Run, Task
from actlab.lab.plan.setting import Setting

MOST_TRIES = 2

Work = tuple[Task, ...]
Events = Iterator[tuple[Task, Epoch] | Run]
Engine = Callable[[Iterable[Task | Work]], Events]


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


def in_this_process(tasks: Iterable[Work]) -> Events:
    """Train piece after piece, here."""
    for work in tasks:
        with one_thread():
            yield from attempt(*work)


def trainer_of(setting: Setting) -> Callable[[Task], Iterator[Epoch | Run]]:
    """What trains a setting: networks of images have a loop of their own."""
    if setting.of_images:
        from actlab.lab.training.train_images import train as train_images

        return train_images
    from actlab.lab.training.train import train

    return train


def attempt(*tasks: Task) -> Events:
    """Train, with the kernels that the setting names; what goes wrong becomes a failed run, except for wrong use."""
    from actlab.lab.training.kernels import kernels

    epochs: dict[Task, list[Epoch]] = {task: [] for task in tasks}
    try:
        with kernels(tasks[0].setting.kernels):
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
        from actlab.lab.training.together import train

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
