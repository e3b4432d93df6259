"""How long a plan will take here: by training a little of each kind of run."""

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
    """Seconds on one worker, were nothing done: a measured warm-up of each kind of run, scaled up."""
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
            seconds += measured[kind] * (judged + tuning)
    return seconds


def _seconds(setting: Setting, clock: Callable[[], float]) -> float:
    """Time of an epoch of few images, without what a run costs once, times what there is to do."""
    from actlab.lab.data import sets as data

    images = setting.train_images or len(data.load(setting.data).y_train)
    sample = min(images, max(WARM_UP_IMAGES, 2 * setting.batch_size))
    alone = {"seeds_together": 1, "processes": 1}
    small = setting.model_copy(update={"train_images": sample, "epochs": 2, "test": "last epoch", **alone})
    with one_thread():
        started = clock()
        *_, run = attempt(Task(small, 0))
        whole = clock() - started
    assert isinstance(run, Run)
    once = whole - sum(row.seconds for row in run.epochs)  # with one evaluation
    return setting.epochs * run.epochs[-1].seconds * images / sample + once
