"""The same tasks on Ray, on this machine or a cluster: a remote task a run, one core and one thread each."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import ray

from actlab.define import Activation, adopt, own
from actlab.errors import ActlabError
from actlab.lab.engine import MOST_TRIES, Events, attempt, one_thread
from actlab.lab.runs import Epoch, Run, Task


def execute_on_ray(tasks: Iterable[Task], workers: int = 1, address: str | None = None) -> Events:
    """Yield the epochs of each run when it is done, then the run. At most ``workers`` run at a time.

    Without ``address`` a Ray of this machine is started, and ended with the iterator.
    """
    started = not ray.is_initialized()
    if started:
        _start(workers, address)
    remote = ray.remote(num_cpus=1, max_retries=0)(_train)
    waiting, tries, again = iter(tasks), Counter[Task](), list[Task]()
    running: dict[Any, Task] = {}
    try:
        while True:
            while len(running) < workers:
                task = again.pop() if again else next(waiting, None)
                if task is None:
                    break
                tries[task] += 1
                running[remote.remote(task, own())] = task
            if not running:
                return
            for done in ray.wait(list(running))[0]:
                task = running.pop(done)
                try:
                    events = ray.get(done)
                except ray.exceptions.RayTaskError as error:
                    if isinstance(error.cause, ActlabError):
                        raise error.cause from None
                    raise
                except ray.exceptions.RayError as error:  # the worker, or its machine, has gone
                    if tries[task] < MOST_TRIES:
                        again.append(task)
                    else:
                        yield Run(task, "failed", f"Ray lost it {MOST_TRIES} times ({type(error).__name__})", ())
                    continue
                for event in events:
                    yield (task, event) if isinstance(event, Epoch) else event
    finally:
        for left in running:
            ray.cancel(left, force=True)
        if started:
            ray.shutdown()


def _start(workers: int, address: str | None) -> None:
    if address is not None:
        ray.init(address=address, log_to_driver=False)
    else:
        ray.init(num_cpus=workers, include_dashboard=False, log_to_driver=False, configure_logging=False)


def _train(task: Task, activations: tuple[Activation, ...]) -> list[Epoch | Run]:
    adopt(activations)
    with one_thread():
        return [event if isinstance(event, Run) else event[1] for event in attempt(task)]
