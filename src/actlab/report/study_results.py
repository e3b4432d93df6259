"""The numbers of studies in one JSON file, in the form of a comparison's: the playground's page opens both."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from actlab.lab.execute.comparison import RESULTS, without_nan
from actlab.lab.plan.plan import Cell
from actlab.lab.plan.run import Run, Task
from actlab.lab.verdicts.findings import Findings, sentence
from actlab.lab.verdicts.statistics import interval
from actlab.pages.write import write_text


def write(studies: Sequence[Findings], runs: Mapping[Task, Run], out: Path) -> Path:
    """Write ``results.json`` into ``out``: a comparison for every cell, under the name of its study and its levels."""
    whole = {findings.plan.name: document(findings, runs) for findings in studies}
    return write_text(out / RESULTS, json.dumps(without_nan(whole), indent=1, allow_nan=False) + "\n")


def document(findings: Findings, runs: Mapping[Task, Run]) -> dict[str, Any]:
    """The cells of one study with their runs, arms and pairs; runs that chose a learning rate are not among them."""
    title = findings.plan.study.title
    return {f"{title}: {cell.protocol}, {cell.label}": _cell(findings, cell, runs) for cell in findings.plan.cells}


def _cell(findings: Findings, cell: Cell, runs: Mapping[Task, Run]) -> dict[str, Any]:
    plan = findings.plan
    judged = [runs[task] for arm in plan.study.arms for task in plan.judged(cell, arm, runs) if task in runs]
    return {
        "data_set": {"name": plan.setting(cell, plan.study.arms[0]).data},
        "runs": [_run(run) for run in judged],
        "arms": [_arm(findings, cell, arm, judged) for arm in plan.study.arms],
        "pairs": [
            {
                "arm": finding.arm,
                "against": finding.against,
                "metric": metric,
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
        "epochs": [asdict(epoch) for epoch in run.epochs],
    }


def _arm(findings: Findings, cell: Cell, arm: str, judged: Sequence[Run]) -> dict[str, Any]:
    figure = findings.figure(cell, arm)
    finished = [run for run in judged if run.task.activation == arm and run.finished]
    accuracies = [[row.test_accuracy for row in run.epochs] for run in finished]
    return {
        "activation": arm,
        "title": figure.title,
        "final_test_accuracy": asdict(interval([rows[-1] for rows in accuracies])),
        "best_test_accuracy": asdict(interval([max(rows) for rows in accuracies])),
        "diverged": figure.diverged,
        "missing": figure.missing,
    }
