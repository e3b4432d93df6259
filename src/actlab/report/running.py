"""Run a plan and show how far it is, then write its files and print what it found."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from actlab.lab.execute.attempt import Engine
from actlab.lab.execute.folder import default_folder, opened
from actlab.lab.execute.runner import run_plan
from actlab.lab.plan.plan import Plan
from actlab.lab.plan.run import Run, Task
from actlab.lab.reading import facts_of
from actlab.lab.store.store import Store
from actlab.lab.verdicts.findings import Findings, find, seeds_of
from actlab.lab.verdicts.looks import FEWEST, look_of
from actlab.progress import bar
from actlab.report import page, results, terminal


def warn(message: str) -> None:
    """Print a message for the user on the error stream."""
    print(f"actlab: {message}", file=sys.stderr)


def compare(plan: Plan, out: Path | None, engine: Engine, force: bool, as_json: bool) -> Findings:
    """Run a comparison, the plan of one cell; write report and numbers; print table and verdicts, or JSON."""
    if len(plan.seeds) < FEWEST and plan.study.pairs:
        warn(f"with fewer than {FEWEST} seeds a verdict can at most lean, got --seeds {len(plan.seeds)}.")
    folder = out or default_folder(plan)
    with opened(plan, folder, force, warn) as store:
        findings, runs = _with_bar(plan, store, engine)
    facts = facts_of(data_sets=plan.data_sets)
    results.write([findings], runs, facts, folder)
    report = page.write([findings], runs, facts, folder)
    if as_json:
        print(json.dumps(results.document([findings], runs, facts), allow_nan=False))
    else:
        terminal.print_findings(findings)
    print(f"Report: {report}", file=sys.stderr)
    return findings


def _with_bar(plan: Plan, store: Store, engine: Engine) -> tuple[Findings, dict[Task, Run]]:
    """Train under a bar over all epochs."""
    (cell,) = plan.cells
    epochs = plan.setting(cell, plan.study.arms[0]).epochs + 1  # row 0 is an evaluation, counted as one
    total = len(plan.study.arms) * len(plan.seeds)
    finished = 0
    with bar("training", total * epochs) as progress:

        def say() -> None:
            progress.say(f"run {min(finished + 1, total)} of {total}")

        def resumed(runs: int) -> None:
            nonlocal finished
            finished = runs
            progress.advance(runs * epochs)
            say()

        def happened(event: object) -> None:
            nonlocal finished
            if not isinstance(event, Run):
                progress.advance()
                return
            finished += 1
            progress.advance(epochs - len(event.epochs))  # a diverged run ends early
            say()

        outcome = run_plan(plan, store, engine, happened, resumed)
    seeds = seeds_of(plan, outcome.runs)
    look = look_of(store.count_look(plan.name, seeds), seeds)
    return find(plan, outcome.runs, outcome.failures, look), outcome.runs


def failed(results: Sequence[Findings]) -> bool:
    """Whether some run failed: not a property of its task, so the same command tries it again."""
    return any(findings.failures for findings in results)
