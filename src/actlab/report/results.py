"""The numbers of a study, of one cell or many, as plain values: ``results.json``, which the playground's page opens."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from math import isfinite
from pathlib import Path
from typing import Any

from actlab import __version__
from actlab.lab.execute.folder import RESULTS
from actlab.lab.plan.metric import LEVELS
from actlab.lab.plan.plan import Cell
from actlab.lab.plan.run import Run, Task
from actlab.lab.store.environment import environment
from actlab.lab.verdicts.findings import Findings, sentence
from actlab.pages.write import write_text
from actlab.report.numbers import Ranked, rows

SCHEMA = "actlab/results/2"


def write(studies: Sequence[Findings], runs: Mapping[Task, Run], facts: Mapping[str, Any], out: Path) -> Path:
    """Write ``results.json`` into ``out``."""
    return write_text(out / RESULTS, json.dumps(document(studies, runs, facts), indent=1, allow_nan=False) + "\n")


def document(studies: Sequence[Findings], runs: Mapping[Task, Run], facts: Mapping[str, Any]) -> dict[str, Any]:
    """Plain values; None where a number is not finite.

    A comparison's own figures stand at the top; of studies with several cells there is one comparison for each cell,
    under ``studies``, by the name of the study and of the cell. Runs that chose a learning rate are not among them.
    """
    head = {"schema": SCHEMA, "version": __version__, "environment": environment(), "facts": dict(facts)}
    if len(studies) == 1 and len(studies[0].plan.cells) == 1:
        (findings,) = studies
        body = _cell(findings, findings.plan.cells[0], runs)
    else:
        body = {"studies": {findings.plan.name: _cells(findings, runs) for findings in studies}}
    plain: dict[str, Any] = _finite({**head, **body})
    return plain


def _cells(findings: Findings, runs: Mapping[Task, Run]) -> dict[str, Any]:
    title = findings.plan.study.title
    return {f"{title}: {cell.protocol}, {cell.label}": _cell(findings, cell, runs) for cell in findings.plan.cells}


def _cell(findings: Findings, cell: Cell, runs: Mapping[Task, Run]) -> dict[str, Any]:
    plan = findings.plan
    key = plan.study.metrics[0]
    setting = plan.setting(cell, plan.study.arms[0])
    by_arm = {row.figure.arm: row for row in rows(findings, cell, key)}
    judged = [runs[task] for arm in plan.study.arms for task in plan.judged(cell, arm, runs) if task in runs]
    return {
        "title": plan.study.title,
        "setting": {name: value for name, value in setting.model_dump(mode="json").items() if name != "activation"},
        "data_set": {"name": setting.data},
        "seeds": list(plan.seeds),
        "runs": [_run(run) for run in judged],
        "arms": [_arm(by_arm[arm]) for arm in plan.study.arms],
        "pairs": [
            {
                "arm": finding.arm,
                "against": finding.against,
                "metric": finding.metric,
                "word": finding.word,
                "verdict": None if finding.verdict is None else asdict(finding.verdict),
                "sentence": sentence(finding),
            }
            for metric in plan.study.metrics
            for finding in findings.of(cell, metric)
        ],
    }


def _run(run: Run) -> dict[str, Any]:
    return {
        "task": {"activation": run.task.activation, "seed": run.task.seed, "setting": run.task.setting.changed},
        "status": run.status,
        "message": run.message,
        "epochs": [epoch._asdict() for epoch in run.epochs],
    }


def _arm(row: Ranked) -> dict[str, Any]:
    figure = row.figure
    return {
        "activation": figure.arm,
        "title": figure.title,
        "final_train_accuracy": asdict(row.train),
        "final_test_accuracy": asdict(row.final_accuracy),
        "best_test_accuracy": asdict(row.best),
        "first_epoch_over": {
            f"{level:.0%}": {**asdict(row.epochs_to(level)), "reached": row.reached(level)} for level in LEVELS
        },
        "ranks": [row.best_rank, row.worst_rank],
        "seeds": figure.planned,
        "diverged": figure.diverged,
        "failed": figure.failed,
        "missing": figure.missing,
    }


def _finite(value: Any) -> Any:
    match value:
        case dict():
            return {key: _finite(item) for key, item in value.items()}
        case list() | tuple():
            return [_finite(item) for item in value]
        case float() if not isfinite(value):
            return None
    return value
