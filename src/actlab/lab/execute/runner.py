"""Run what a plan needs and the store lacks, until nothing is missing; go on after anything."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field

from actlab.errors import Interrupted
from actlab.lab.execute.attempt import Engine, Work, together
from actlab.lab.plan.plan import Plan
from actlab.lab.plan.run import Run, Task
from actlab.lab.store.database import StoreFailed
from actlab.lab.store.key import key_of
from actlab.lab.store.store import Store

BEAT_SECONDS = 5.0
POLL_SECONDS = 1.0  # between two looks at what another machine is training


@dataclass
class Outcome:
    """Every run that there is of a plan, and why others are missing."""

    runs: dict[Task, Run] = field(default_factory=dict)
    failures: dict[Task, str] = field(default_factory=dict)


Happened = Callable[[object], None]


def run_plan(
    plan: Plan,
    store: Store,
    engine: Engine,
    on_event: Happened = lambda _: None,
    on_resume: Callable[[int], None] = lambda _: None,
) -> Outcome:
    """Train what ``store`` lacks of ``plan``; stores each run when it is done.

    Raises:
        Interrupted: on Ctrl-C; what is finished is in the store.
        StoreFailed: if the store cannot be written; likewise.
    """
    outcome = read_outcome(plan, store)
    on_resume(len(outcome.runs))
    store.keep_study(plan.name, plan.document())
    before = len(outcome.runs)
    try:
        _train_what_is_missing(plan, store, engine, on_event, outcome)
    except KeyboardInterrupt:  # wherever it comes: also while a run is stored or shown
        known = plan.known_tasks(outcome.runs)
        left = sum(task not in outcome.runs and task not in outcome.failures for task in known)
        raise Interrupted(
            f"stopped. {len(outcome.runs) - before} more runs are finished and kept in {store.place}; {left} are left. "
            f"The same command goes on from there."
        ) from None
    return outcome


def _train_what_is_missing(plan: Plan, store: Store, engine: Engine, on_event: Happened, outcome: Outcome) -> None:
    outcome.failures.clear()  # what failed is tried again
    with _Beating(store) as beating:
        while True:
            known = plan.known_tasks(outcome.runs)
            missing = [task for task in known if task not in outcome.runs and task not in outcome.failures]
            store.keep_code(task.setting for task in missing)
            if not missing:
                break
            before = len(outcome.runs) + len(outcome.failures)
            with closing(engine(_claimed(store, missing))) as events:  # a generator: its end ends the workers
                for event in events:
                    if not isinstance(event, Run):
                        beating.epochs[key_of(event[0])] = event[1].epoch
                    else:
                        store.add(event)
                        if event.status == "failed":
                            outcome.failures[event.task] = event.message
                        else:
                            outcome.runs[event.task] = event
                    on_event(event)
            elsewhere = store.runs([task for task in missing if task not in outcome.runs])
            outcome.runs |= elsewhere
            for run in elsewhere.values():
                on_event(run)
            if len(outcome.runs) + len(outcome.failures) == before:
                time.sleep(POLL_SECONDS)  # all that is left is being trained by others


def read_outcome(plan: Plan, store: Store) -> Outcome:
    """What the store holds of a plan; runs at a tuned rate are known only when their tuning is."""
    runs: dict[Task, Run] = {}
    tasks: set[Task] = set()
    while new := [task for task in plan.known_tasks(runs) if task not in tasks]:
        tasks |= set(new)
        runs |= store.runs(new)
    return Outcome(runs, store.failures(tasks))


def _claimed(store: Store, tasks: list[Task]) -> Iterator[Work]:
    """The work of ``tasks``, claimed when the engine takes it; without what another process has claimed."""
    for work in together(tasks):
        mine = tuple(task for task in work if store.claim(task))
        if mine:
            yield mine


class _Beating:
    """While it lasts, says to others that this process lives and how far its tasks are."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)
        self.epochs: dict[str, int] = {}

    def __enter__(self) -> "_Beating":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        with suppress(StoreFailed):  # already being reported; the claims of a process that has ended are void
            self._store.release()

    def _beat(self) -> None:
        while not self._stop.wait(BEAT_SECONDS):
            epochs, self.epochs = self.epochs, {}
            with suppress(StoreFailed):  # the next run that is added says so, where it matters
                self._store.beat(epochs)
