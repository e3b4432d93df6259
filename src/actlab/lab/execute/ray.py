"""The same tasks on Ray, on this machine or a cluster: a remote task a run, one core and one thread each."""

import signal
import threading
from collections import Counter
from collections.abc import Iterable
from typing import Any

import ray

from actlab.define import Activation, adopt, own
from actlab.errors import ActlabError
from actlab.lab.data.brought import pack, unpack
from actlab.lab.execute.attempt import MOST_TRIES, Events, Work, attempt, brought_by, pieces
from actlab.lab.plan.run import Epoch, Run, Task
from actlab.lab.training.devices import one_thread


def execute_on_ray(tasks: Iterable[Task | Work], workers: int = 1, address: str | None = None) -> Events:
    """Yield the epochs of each run when it is done, then the run. At most ``workers`` run at a time.

    Without ``address`` it starts a Ray on this machine and ends it with the iterator.
    """
    started = not ray.is_initialized()
    remote = ray.remote(num_cpus=1, max_retries=0)(_train)
    waiting, tries, again = pieces(tasks), Counter[Work](), list[Work]()
    running: dict[Any, Work] = {}
    luggage: dict[tuple[str, ...], Any] = {}
    try:
        if started:
            _start(workers, address)
        while True:
            while len(running) < workers:
                work = again.pop() if again else next(waiting, None)
                if work is None:
                    break
                tries[work] += 1
                names = tuple(brought_by(work))
                if names not in luggage:  # a data set is put where every worker finds it, once
                    luggage[names] = ray.put(pack(names))
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
        if started:
            ray.shutdown()


def _start(workers: int, address: str | None) -> None:
    before = signal.getsignal(signal.SIGTERM)  # Ray sets one of its own, which ends this process with code 15
    try:
        _connect(workers, address)
    finally:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, before)


def _connect(workers: int, address: str | None) -> None:
    if address is not None:
        ray.init(address=address, log_to_driver=False)
    else:
        ray.init(num_cpus=workers, include_dashboard=False, log_to_driver=False, configure_logging=False)


def _train(work: Work, activations: tuple[Activation, ...], luggage: bytes) -> list[tuple[Task, Epoch] | Run]:
    adopt(activations)
    unpack(luggage)
    with one_thread():
        return list(attempt(*work))
