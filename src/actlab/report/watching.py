"""Live progress of a study, and a look at it from elsewhere."""

import time
from collections.abc import Mapping
from math import isnan
from statistics import fmean as mean

from rich.console import Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from actlab.lab.execute.attempt import Engine
from actlab.lab.execute.runner import read_outcome, run_plan
from actlab.lab.plan.arms import title_of
from actlab.lab.plan.metric import Metric
from actlab.lab.plan.metric import metric as metric_of
from actlab.lab.plan.plan import Cell, Plan, from_document
from actlab.lab.plan.run import Run, Task
from actlab.lab.store.database import without_collection
from actlab.lab.store.store import Store
from actlab.lab.verdicts.findings import Findings, find, seeds_of
from actlab.lab.verdicts.looks import look_of
from actlab.terminal import Terminal


def follow(plan: Plan, store: Store, engine: Engine) -> Findings:
    """Run a plan and show how far it is; returns what it found."""
    runs: dict[Task, Run] = {}
    rate = _Rate()
    with Live(console=Terminal(stderr=True), refresh_per_second=4, transient=True) as live:

        def happened(event: object) -> None:
            if isinstance(event, Run):
                runs[event.task] = event
                rate.count += 1
                live.update(_progress(plan, runs, rate)[0])

        outcome = run_plan(plan, store, engine, happened, lambda _: runs.update(read_outcome(plan, store).runs))
    Terminal(stderr=True).print(f"{plan.study.title}: {len(outcome.runs)} runs, {rate.count} of them now.")
    seeds = seeds_of(plan, outcome.runs)
    return find(plan, outcome.runs, outcome.failures, look_of(store.count_look(plan.name, seeds), seeds))


class _Rate:
    """Runs since the start, by a clock that nobody sets."""

    def __init__(self) -> None:
        self.count = 0
        self._started = time.monotonic()

    @property
    def per_minute(self) -> float:
        """Runs a minute so far."""
        passed = time.monotonic() - self._started
        return 60 * self.count / passed if passed else 0.0


def _progress(plan: Plan, runs: Mapping[Task, Run], rate: "_Rate") -> tuple[Group, int]:
    """What to show, and how many runs are left at most."""
    known = plan.known_tasks(runs)
    done = sum(task in runs for task in known)
    tuned = sum(plan.chosen(cell, arm, runs) is None for cell in plan.cells for arm in plan.study.arms)
    left = len(known) - done + tuned * len(plan.seeds)
    minutes = f"{left / rate.per_minute:.0f} minutes left" if rate.per_minute else "time left not known yet"
    at_most = " at most" if tuned else ""
    head = Text(
        f"{plan.study.title}: {done} runs done, {left} to do{at_most}, {rate.per_minute:.1f} runs a minute, {minutes}"
    )
    return Group(head, _best(plan, runs)), left


def _best(plan: Plan, runs: Mapping[Task, Run]) -> Table:
    """The best mean of each arm over the cells that have a finished run."""
    by = metric_of(plan.study.metrics[0])
    table = Table("arm", f"best mean {by.key.replace('_', ' ')} so far", "where", "runs done", box=None)
    for arm in plan.study.arms:
        values = [(_values(plan, cell, arm, runs, by), cell) for cell in plan.cells]
        means = [(mean(finals), cell) for finals, cell in values if finals]
        words = "\N{EN DASH}", ""
        if means:
            best, cell = max(means, key=lambda entry: by.sign * entry[0])
            words = by.text(best), f"{cell.protocol}, {cell.label}"
        table.add_row(title_of(arm), *words, str(sum(len(finals) for finals, _ in values)))
    return table


def _values(plan: Plan, cell: Cell, arm: str, runs: Mapping[Task, Run], by: Metric) -> list[float]:
    done = (runs.get(task) for task in plan.judged(cell, arm, runs))
    values = [by.value(run) for run in done if run is not None and run.finished]
    return [value for value in values if not isnan(value)]


def watch(store: Store, every: float, once: bool) -> None:
    """Look at a store until every plan in it is done."""
    seen = _Seen()
    try:
        if once:
            Terminal().print(_look(store, seen)[0])
            return
        with Live(console=Terminal(), refresh_per_second=2) as live:
            while True:
                view, done = _look(store, seen)
                live.update(view)
                if done:
                    return
                time.sleep(every)
    finally:
        store.close()


class _Seen:
    """What was done at the first look, so that the rate is of now."""

    def __init__(self) -> None:
        self.rates: dict[str, tuple[int, _Rate]] = {}

    def rate(self, name: str, done: int) -> _Rate:
        """The rate since the first look at a plan."""
        first, rate = self.rates.setdefault(name, (done, _Rate()))
        rate.count = done - first
        return rate


@without_collection()
def _look(store: Store, seen: _Seen) -> tuple[Group, bool]:
    parts: list[Group | Text] = []
    finished = True
    for name, document in store.studies().items():
        plan = from_document(document)
        runs = read_outcome(plan, store).runs
        view, left = _progress(plan, runs, seen.rate(name, len(runs)))
        parts.append(view)
        finished = finished and not left
    running = store.running()
    words = "; ".join(f"{label}, epoch {epoch}" for label, epoch in running)
    parts.append(Text(f"being trained: {words}" if running else "nothing is being trained"))
    return Group(*parts), finished
