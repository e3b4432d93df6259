"""The same tasks on the processes that torchrun has started: all of them train one run at a time.

The first process runs the command: it alone takes tasks, stores runs and prints. The others train what it sends. A
process that is lost ends the command; what was finished is in the store.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress

from actlab.define import adopt, own
from actlab.errors import BadValue, WorkerLost
from actlab.lab.data.brought import pack, unpack
from actlab.lab.execute.attempt import Events, Work, attempt, brought_by
from actlab.lab.plan.run import Run
from actlab.lab.training import ranks
from actlab.lab.training.devices import one_thread


def lead_or_follow(command: Callable[[], None]) -> None:
    """In the first process ``command``; in the others, the training it asks for, until it has ended."""
    try:
        if ranks.rank() == 0:
            command()
        else:
            _follow()
    finally:
        if ranks.rank() == 0:
            with suppress(RuntimeError):  # another process is lost, and the error says so
                ranks.tell(None)
        ranks.leave()


def execute_on_ranks(tasks: Iterable[Work], workers: int) -> Events:
    """Yield every epoch, with its task, and every run; to be called in the first process."""
    if workers > 1:
        raise BadValue(f"--workers: torchrun has started the processes already; leave it out, got {workers}.")
    for work in tasks:
        ranks.tell((work, own(), pack(brought_by(work))))
        yield from _train(work)


def _follow() -> None:
    with suppress(KeyboardInterrupt):  # the first process reports it
        while (message := ranks.tell(None)) is not None:
            work, activations, luggage = message
            adopt(activations)
            unpack(luggage)
            for _ in _train(work):
                pass


def _train(work: Work) -> Events:
    with one_thread():
        for event in attempt(*work):
            if isinstance(event, Run) and event.status == "failed":
                raise WorkerLost(
                    f"process {ranks.rank()} of {ranks.count()} cannot go on: {event.message}. What is finished is "
                    "kept; the same command goes on from there."
                )
            yield event
