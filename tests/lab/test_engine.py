"""Workers that are killed are noticed; their task is taken up again."""

import multiprocessing
import os
import signal
import threading
import time

import pytest

from actlab.errors import WorkerLost
from actlab.lab.engine import execute
from actlab.lab.runs import Epoch, Run, Task
from actlab.lab.specification import specify

SPECIFICATION = specify(epochs=20, seeds=2, hidden=(16,))
TASKS = [Task(key, seed) for seed in (0, 1) for key in ("relu", "mish")]


def figures(run: Run) -> list[tuple[float, ...]]:
    return [(row.train_loss, row.test_loss, row.test_accuracy) for row in run.epochs]


def kill_a_worker() -> None:
    os.kill(multiprocessing.active_children()[0].pid, signal.SIGKILL)


def test_a_killed_worker_costs_nothing_but_time() -> None:
    undisturbed = {event.task: figures(event) for event in execute(SPECIFICATION, TASKS, 1) if isinstance(event, Run)}
    disturbed = {}
    epochs = 0
    for event in execute(SPECIFICATION, TASKS, workers=2):
        if isinstance(event, Epoch):
            epochs += 1
            if epochs == 10:
                kill_a_worker()
        else:
            disturbed[event.task] = figures(event)
    assert disturbed == undisturbed


def test_a_task_that_loses_every_worker_is_given_up_with_advice() -> None:
    stop = threading.Event()

    def hunt() -> None:
        while not stop.is_set():
            for child in multiprocessing.active_children():
                child.kill()
            time.sleep(0.05)

    hunter = threading.Thread(target=hunt)
    hunter.start()
    try:
        with pytest.raises(WorkerLost, match="ended 2 times with exit code -9; .*try fewer --workers"):
            list(execute(SPECIFICATION, TASKS, workers=2))
    finally:
        stop.set()
        hunter.join()


def test_closing_early_leaves_no_worker_behind() -> None:
    events = execute(SPECIFICATION, TASKS, workers=2)
    next(events)
    events.close()
    assert not multiprocessing.active_children()


def test_an_error_in_a_worker_reaches_the_caller() -> None:
    from actlab.errors import UnknownName

    with pytest.raises(UnknownName, match="unknown activation 'nothing'"):
        list(execute(SPECIFICATION, [Task("nothing", 0), Task("relu", 0)], workers=2))
