"""Run a plan and show how far it is, then write its files and print what it found."""

import json
import sys
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path

from actlab.lab.execute.attempt import Engine
from actlab.lab.execute.folder import opened
from actlab.lab.execute.runner import read_outcome, run_plan
from actlab.lab.plan.plan import Plan
from actlab.lab.plan.run import Run, Task
from actlab.lab.plan.setting import Setting
from actlab.lab.reading import facts_of
from actlab.lab.store.store import Store
from actlab.lab.verdicts.findings import Findings, find, seeds_of
from actlab.lab.verdicts.looks import FEWEST, look_of
from actlab.progress import Bar, bar
from actlab.report import page, results, terminal


def warn(message: str) -> None:
    """Print a message for the user on the error stream."""
    print(f"actlab: {message}", file=sys.stderr)


def compare(plan: Plan, folder: Path, engine: Engine, force: bool, as_json: bool) -> Findings:
    """Run a comparison, the plan of one cell; write report and numbers; print table and verdicts, or JSON."""
    if len(plan.seeds) < FEWEST and plan.study.pairs:
        warn(f"with fewer than {FEWEST} seeds a verdict can at most lean, got --seeds {len(plan.seeds)}.")
    with opened(plan, folder, force, warn) as store:
        findings, runs = run(plan, store, engine)
    facts = facts_of(data_sets=plan.data_sets)
    results.write([findings], runs, facts, folder)
    report = page.write([findings], runs, facts, folder)
    if as_json:
        print(json.dumps(results.document([findings], runs, facts), allow_nan=False))
    else:
        terminal.print_findings(findings)
    print(f"Report: {report}", file=sys.stderr)
    return findings


def run(plan: Plan, store: Store, engine: Engine, progress: bool = True) -> tuple[Findings, dict[Task, Run]]:
    """Train what is missing, under a bar over all epochs, and judge."""
    total = 0
    for cell in plan.cells:
        runs = len(plan.seeds) * len(plan.study.arms)
        if plan.tunes(cell):
            runs += sum(len(tasks) for arm in plan.study.arms for tasks in plan.tuning(cell, arm).values())
        total += runs * _steps(plan.setting(cell, plan.study.arms[0]))
    with bar("training", total) if progress else nullcontext() as shown:
        happened = _Happened(shown, plan.most_runs)
        outcome = run_plan(plan, store, engine, happened, lambda _: happened.resume(read_outcome(plan, store).runs))
    seeds = seeds_of(plan, outcome.runs)
    look = look_of(store.count_look(plan.name, seeds), seeds)
    return find(plan, outcome.runs, outcome.failures, look), outcome.runs


def _steps(setting: Setting) -> int:
    """Of the bar: an epoch each, and one for the evaluation before the first."""
    return setting.epochs + 1


class _Happened:
    """Moves a bar by what a run reports."""

    def __init__(self, shown: Bar | None, most: int) -> None:
        self._bar, self._most, self._finished = shown, most, 0

    def resume(self, runs: Mapping[Task, Run]) -> None:
        """Those of an earlier call."""
        self._finished = len(runs)
        self._advance(sum(_steps(task.setting) for task in runs))

    def __call__(self, event: object) -> None:
        """An epoch, or a whole run: a diverged one ends early."""
        if isinstance(event, Run):
            self._finished += 1
            self._advance(_steps(event.task.setting) - len(event.epochs))
        else:
            self._advance(1)

    def _advance(self, steps: int) -> None:
        if self._bar is not None:
            self._bar.advance(steps)
            self._bar.say(f"run {min(self._finished + 1, self._most)} of {self._most}")


def failed(results: Sequence[Findings]) -> bool:
    """Whether some run failed: not a property of its task, so the same command tries it again."""
    return any(findings.failures for findings in results)
