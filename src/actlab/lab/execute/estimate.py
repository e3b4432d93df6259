"""How long a plan will take here: by training a little of each kind of run."""

import math
import time
from collections.abc import Callable

from actlab.lab.execute.attempt import attempt
from actlab.lab.plan.plan import Plan
from actlab.lab.plan.run import Run, Task
from actlab.lab.plan.setting import Setting
from actlab.lab.training.devices import one_thread

WARM_UP_IMAGES = 512  # a fraction of a second for the networks of the paper
_SAME_COST = {"learning_rate", "initializer", "dense_initializer", "noise", "l1", "l2", "schedule", "validation_images"}


def estimate(plan: Plan, clock: Callable[[], float] = time.perf_counter) -> float:
    """Seconds that the whole plan takes on one worker: a measured warm-up of each kind of run, scaled up."""
    measured: dict[str, float] = {}
    counted: set[Setting] = set()
    seconds = 0.0
    for cell in plan.cells:
        for arm in plan.study.arms:
            stated = plan.setting(cell, arm)
            kind = repr({name: value for name, value in stated.changed.items() if name not in _SAME_COST})
            if kind not in measured:
                measured[kind] = _seconds(stated, clock)
            tuning = sum(map(len, plan.tuning(cell, arm).values())) if plan.tunes(cell) else 0
            judged = len(plan.seeds) if plan.tunes(cell) or stated.trained not in counted else 0
            counted.add(stated.trained)
            at_once = stated.seeds_together
            seconds += measured[kind] * at_once * (math.ceil(judged / at_once) + math.ceil(tuning / at_once))
    return seconds


def _seconds(setting: Setting, clock: Callable[[], float]) -> float:
    """For one seed: the time of an epoch over few images, scaled up to the run, and what a run costs once."""
    from actlab.lab.data import sets as data

    images = setting.train_images or len(data.load(setting.data).y_train)
    sample = min(images, max(WARM_UP_IMAGES, 2 * setting.batch_size))
    few = {"train_images": sample, "epochs": 2, "test": "last epoch", "processes": 1}
    small = setting.model_copy(update=few)
    with one_thread():
        started = clock()
        events = attempt(*(Task(small, seed) for seed in range(setting.seeds_together)))
        runs = [event for event in events if isinstance(event, Run)]
        whole = clock() - started
    epochs = [row.seconds for run in runs for row in run.epochs]
    once = (whole - sum(epochs)) / len(runs)  # with one evaluation
    return setting.epochs * runs[-1].epochs[-1].seconds * images / sample + once
