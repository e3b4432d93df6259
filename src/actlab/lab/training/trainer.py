"""The one loop that trains: one setting, one seed or several at once; network, batches and device are its parts.

On a CPU the same task gives the same numbers: one thread, every draw from the seed. A GPU adds in an order of its own.
Under torchrun each process has its share of every batch; see lab/training/ranks.py.
"""

import json
import math
import time
from collections.abc import Iterator, Sequence
from typing import Protocol

import torch

from actlab.errors import BadValue
from actlab.lab.plan.run import Epoch, Run, Task
from actlab.lab.plan.setting import Setting
from actlab.lab.training import ranks
from actlab.lab.training.alone import UNTESTED, Alone, Tested
from actlab.lab.training.feed import Split, splits, tested_on
from actlab.lab.training.together import Together

Events = Iterator[tuple[Task, Epoch] | Run]
Figures = Sequence[tuple[float, float]]  # accuracy and loss of each seed


class Trainee(Protocol):
    """Networks of one setting, one for each seed."""

    def one_epoch(self) -> Figures:
        """Train one epoch; its figures are over its images, mixed ones by their shares, before each update."""

    def evaluate(self, tests: Sequence[Split], scores: Sequence[str] = ()) -> Sequence[Tested]:
        """Each network on its own test, with the scores that are named."""

    def outside_bounds(self) -> list[str]:
        """Which numbers each network has learned beyond their bounds, in words."""


def train(tasks: Sequence[Task]) -> Events:
    """Yield each epoch of each task when it is done, and the whole runs at the end.

    Weights, order, dropout, noise, augmentation and Mixup are drawn from generators seeded by the seed; none of them
    knows the activation. A GPU that lacks memory ends a run as failed, and the message names the batch size; where it
    lacks it for several seeds at once, they are trained one after another.

    Arguments:
        tasks: whose settings are trained alike; each seed is trained once, however many ways it is tested.

    Raises:
        BadValue: where this machine, or the way actlab was started, is not what the setting asks for; for a network or
            an activation that torch.func cannot run for several seeds at once.
    """
    setting = tasks[0].setting
    _refuse(setting)
    yield from _train(tasks, setting.seeds_together > 1)


def _train(tasks: Sequence[Task], several: bool) -> Events:
    setting = tasks[0].setting
    left: dict[Task, list[Epoch]] = {task: [] for task in tasks}
    try:
        yield from _epochs(tasks, left, several)
    except torch.OutOfMemoryError:
        if not several:
            advice = f"too little memory for batches of {setting.batch_size} images; choose a smaller batch_size"
            yield from (Run(task, "failed", f"the GPU has {advice}", tuple(done)) for task, done in left.items())
            return
    except (RuntimeError, NotImplementedError) as error:
        if not several or not _of_several(error, setting):
            raise
    for task in left:  # only now: until the error is forgotten, its frames hold the memory
        yield from _train((task,), several=False)


def _refuse(setting: Setting) -> None:
    if setting.device == "cuda" and not torch.cuda.is_available():
        raise BadValue("device: expected a GPU, and torch sees none; choose --device cpu.")
    ranks.refuse(setting)


def _of_several(error: Exception, setting: Setting) -> bool:
    """Whether memory was short; raises BadValue where torch cannot train several seeds at once."""
    if any(word in str(error) for word in ("vmap", "atching rule", "functorch")):
        raise BadValue(
            f"seeds_together: torch cannot train {setting.network} with {setting.activation} with several seeds at "
            f"once ({str(error).splitlines()[0]}); leave it out."
        ) from error
    return "not enough memory" in str(error)  # of torch's allocator on a CPU


def _epochs(tasks: Sequence[Task], left: dict[Task, list[Epoch]], several: bool) -> Events:
    setting, seeds = tasks[0].setting, list(dict.fromkeys(task.seed for task in tasks))
    training, _, classes = splits(setting)
    # As many networks as the setting says, whichever seeds are left to train: the last digits depend on their number.
    # The last seed stands for those that are not there.
    networks = seeds + seeds[-1:] * (setting.seeds_together - len(seeds)) if several else seeds
    tests = {way: [tested_on(way, seed) for seed in networks] for way in dict.fromkeys(task.setting for task in tasks)}
    trainee: Trainee = (Together if several else Alone)(setting, networks, training, classes)

    def tested(number: int, finite: bool = True) -> dict[Task, Tested]:
        """Of the tasks that are tested after epoch ``number``."""
        outcomes: dict[Task, Tested] = {}
        for way, each in tests.items():
            if finite and (way.test == "every epoch" or number == setting.epochs):
                figures = trainee.evaluate(each, way.scores)
                outcomes |= {Task(way, seed): figure for seed, figure in zip(seeds, figures, strict=False)}
        return outcomes

    before = tested(0)
    if before:
        start = dict(zip(seeds, trainee.evaluate([training] * len(networks)), strict=False))
        for task in (task for task in tasks if task in before):
            untrained = start[task.seed]
            left[task].append(_row(0, untrained.accuracy, untrained.loss, before[task], 0.0, 0.0))
            yield task, left[task][-1]
    for number in range(1, setting.epochs + 1):
        started, before_cpu = time.perf_counter(), time.process_time()
        figures = dict(zip(seeds, trainee.one_epoch(), strict=False))
        seconds = (time.perf_counter() - started) / len(seeds)  # each seed's share
        cpu_seconds = (time.process_time() - before_cpu) / len(seeds)
        after = tested(number, any(math.isfinite(loss) for _, loss in figures.values()))
        for task in list(left):
            accuracy, loss = figures[task.seed]
            is_tested = task in after and math.isfinite(loss)
            row = _row(number, accuracy, loss, after[task] if is_tested else UNTESTED, seconds, cpu_seconds)
            left[task].append(row)
            yield task, row
            infinite = not math.isfinite(loss) or (is_tested and not math.isfinite(row.test_loss))
            if infinite or number == setting.epochs:
                strayed = dict(zip(seeds, trainee.outside_bounds(), strict=False))[task.seed]
                yield _outcome(task, left.pop(task), infinite, strayed)
        if not left:
            return


def _row(epoch: int, accuracy: float, loss: float, tested: Tested, seconds: float, cpu_seconds: float) -> Epoch:
    scores = json.dumps(tested.scores, sort_keys=True) if tested.scores else None
    return Epoch(epoch, accuracy, loss, tested.accuracy, tested.loss, seconds, cpu_seconds, scores)


def _outcome(task: Task, epochs: Sequence[Epoch], infinite: bool, strayed: str) -> Run:
    message = f"the loss was no longer finite in epoch {epochs[-1].epoch}" if infinite else strayed
    return Run(task, "diverged" if infinite else "finished", message, tuple(epochs))
