"""The same tasks on the Ray of this process: a remote task a run, one core and one thread each."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

from actlab.define import Activation, adopt, own
from actlab.errors import ActlabError
from actlab.lab.data.brought import unpack
from actlab.lab.execute.attempt import MOST_TRIES, Events, Work, attempt, brought_by
from actlab.lab.plan.run import Epoch, Run, Task
from actlab.lab.training.devices import one_thread


def drive(waiting: Iterator[Work], workers: int, packed: Callable[[tuple[str, ...]], bytes]) -> Events:
    """Yield the epochs of each run when it is done, then the run. At most ``workers`` run at a time.

    ``packed`` are the bytes of what a user brought, by its names.
    """
    import ray

    remote = ray.remote(num_cpus=1, max_retries=0)(_train)
    tries, again = Counter[Work](), list[Work]()
    running: dict[Any, Work] = {}
    luggage: dict[tuple[str, ...], Any] = {}
    try:
        while True:
            while len(running) < workers:
                work = again.pop() if again else next(waiting, None)
                if work is None:
                    break
                tries[work] += 1
                names = tuple(brought_by(work))
                if names not in luggage:  # a data set is put where every worker finds it, once
                    luggage[names] = ray.put(packed(names))
                running[remote.remote(work, own(), luggage[names])] = work
            if not running:
                return
            for done in ray.wait(list(running))[0]:
                work = running.pop(done)
                try:
                    events = ray.get(done)
                except ray.exceptions.RayTaskError as error:
                    if isinstance(error.cause, ActlabError):
                        raise error.cause from None
                    raise
                except ray.exceptions.RayError as error:  # the worker, or its machine, has gone
                    if tries[work] < MOST_TRIES:
                        again.append(work)
                    else:
                        for task in work:
                            yield Run(task, "failed", f"Ray lost it {MOST_TRIES} times ({type(error).__name__})", ())
                    continue
                yield from events
    finally:
        for left in running:
            ray.cancel(left, force=True)


def _train(work: Work, activations: tuple[Activation, ...], luggage: bytes) -> list[tuple[Task, Epoch] | Run]:
    adopt(activations)
    unpack(luggage)
    with one_thread():
        return list(attempt(*work))
