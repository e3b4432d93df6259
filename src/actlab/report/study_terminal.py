"""Studies in the terminal: live progress, a table and the verdicts, and a look from elsewhere."""

import time
from collections.abc import Mapping
from math import isnan

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from actlab.define import choose
from actlab.lab.execute.attempt import Engine
from actlab.lab.execute.runner import read_outcome, run_plan
from actlab.lab.plan.plan import Plan, from_document
from actlab.lab.plan.run import Run, Task
from actlab.lab.store.store import Store
from actlab.lab.verdicts.findings import Findings, find, sentence
from actlab.report.study_curves import SCALES


def follow(plan: Plan, store: Store, engine: Engine) -> Findings:
    """Run a plan and show how far it is; returns what it found."""
    runs: dict[Task, Run] = {}
    rate = _Rate()
    with Live(console=Console(stderr=True), refresh_per_second=4, transient=True) as live:

        def happened(event: object) -> None:
            if isinstance(event, Run):
                runs[event.task] = event
                rate.count += 1
                live.update(_progress(plan, runs, rate))

        outcome = run_plan(plan, store, engine, happened, lambda _: runs.update(read_outcome(plan, store).runs))
    Console(stderr=True).print(f"{plan.study.title}: {len(outcome.runs)} runs, {rate.count} of them now.", markup=False)
    return find(plan, outcome.runs, outcome.failures)


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


def _progress(plan: Plan, runs: Mapping[Task, Run], rate: "_Rate") -> Group:
    known = plan.known_tasks(runs)
    done = sum(task in runs for task in known)
    tuned = sum(plan.chosen(cell, arm, runs) is None for cell in plan.cells for arm in plan.study.arms)
    left = len(known) - done + tuned * len(plan.seeds)
    minutes = f"{left / rate.per_minute:.0f} minutes left" if rate.per_minute else "time left not known yet"
    at_most = " at most" if tuned else ""
    head = Text(
        f"{plan.study.title}: {done} runs done, {left} to do{at_most}, {rate.per_minute:.1f} runs a minute, {minutes}"
    )
    return Group(head, _best(plan, runs))


def _best(plan: Plan, runs: Mapping[Task, Run]) -> Table:
    """The best mean of each arm over the cells that have a finished run."""
    metric = plan.study.metrics[0]
    table = Table("arm", f"best mean {metric.replace('_', ' ')} so far", "where", "runs done", box=None)
    findings = find(plan, runs)
    for arm in plan.study.arms:
        means = [(figure.over_seeds(metric), figure) for figure in findings.figures if figure.arm == arm]
        usable = [(band.mean, figure) for band, figure in means if band.n]
        count = sum(band.n for band, _ in means)
        if usable:
            mean, figure = max(usable, key=lambda entry: entry[0])
            words = f"{SCALES[metric] * mean:.2f}", f"{figure.cell.protocol}, {figure.cell.label}"
        else:
            words = "\N{EN DASH}", ""
        table.add_row(choose(arm).title, *words, str(count))
    return table


def print_findings(findings: Findings) -> None:
    """A table of means, then the verdicts that tell something apart, then a count of the others."""
    console = Console()
    study = findings.plan.study
    for metric in study.metrics:
        digits = 2 if metric == "test_accuracy" else 3
        table = Table("protocol", "level", *(choose(arm).title for arm in study.arms), title=f"{study.title}: {metric}")
        for cell in findings.plan.cells:
            texts = []
            for arm in study.arms:
                figure = findings.figure(cell, arm)
                band = figure.over_seeds(metric)
                half = SCALES[metric] * (band.high - band.mean)
                text = f"{SCALES[metric] * band.mean:.{digits}f}" if band.n else "\N{EN DASH}"
                text += "" if isnan(half) else f" ± {half:.{digits}f}"
                text += f"\n{len(figure.diverged)} diverged" if figure.diverged else ""
                text += f"\n{len(figure.missing)} missing" if figure.missing else ""
                texts.append(text)
            table.add_row(cell.protocol, cell.label, *texts)
        console.print(table)
        for arm, against in findings.pairs:
            for protocol in findings.plan.protocols:
                counts = findings.tally(arm, against, metric, findings.cells(protocol))
                words = ", ".join(f"{word} {count}" for word, count in counts.items() if count)
                console.print(f"{choose(arm).title} against {choose(against).title}, {protocol}: {words}", markup=False)
        for cell in findings.plan.cells:
            for found in findings.of(cell, metric):
                if found.word in ("better", "worse"):
                    console.print(f"  {cell.protocol}, {cell.label}: {sentence(found)}", markup=False, highlight=False)
    if len(findings.plan.seeds) == 1:
        console.print("One seed: neither intervals nor verdicts.")
    for reason, count in findings.failures.items():
        console.print(f"{count} runs failed: {reason}", style="red", markup=False)


def watch(store: Store, every: float, once: bool) -> None:
    """Look at a store until every plan in it is done."""
    seen = _Seen()
    try:
        if once:
            Console().print(_look(store, seen)[0])
            return
        with Live(console=Console(), refresh_per_second=2) as live:
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


def _look(store: Store, seen: _Seen) -> tuple[Group, bool]:
    parts: list[Group | Text] = []
    finished = True
    for name, document in store.studies().items():
        plan = from_document(document)
        runs = read_outcome(plan, store).runs
        known = plan.known_tasks(runs)
        parts.append(_progress(plan, runs, seen.rate(name, len(runs))))
        finished = finished and all(task in runs for task in known)
    running = store.running()
    words = "; ".join(f"{label}, epoch {epoch}" for label, epoch in running)
    parts.append(Text(f"being trained: {words}" if running else "nothing is being trained"))
    return Group(*parts), finished
