"""What is said of a study: nothing dropped, nothing filled, one correction over all of it."""

from math import inf, isnan

import numpy as np
import pytest
from helpers.made_up import all_tasks, diverged, finished, study

from actlab.lab.plan.plan import Plan
from actlab.lab.plan.run import Run, Task
from actlab.lab.verdicts.findings import Findings, find, sentence


def findings(gain: dict[str, float], seeds: int = 5, spread: float = 0.0005, **changes: object) -> Findings:
    """Mish less ReLU is ``gain`` in the cell of that label, give or take ``spread``."""
    plan = Plan(study(profiles={"quick": {"seeds": seeds}}, **changes), "quick")
    generator = np.random.default_rng(1)
    runs: dict[Task, Run] = {}
    for cell in plan.cells:
        base = generator.normal(0.9, 0.01, seeds)
        for arm in plan.study.arms:
            values = base + (gain[cell.label] + generator.normal(0, spread, seeds) if arm == "mish" else 0)
            for task, value in zip(plan.judged(cell, arm, {}), values, strict=True):
                runs[task] = finished(task, float(value), loss=1 - float(value))
    return find(plan, runs)


def test_a_gain_in_one_cell_and_a_loss_in_the_other() -> None:
    found = findings({"4": 0.01, "8": -0.01})
    assert [entry.word for entry in found.findings] == ["better", "worse"]
    assert found.tally("mish", "relu", "test_accuracy", found.cells("same rate")) == {
        "better": 1, "worse": 1, "equivalent": 0, "cannot tell apart": 0, "no verdict": 0,
    }  # fmt: skip
    assert sentence(found.findings[0]).startswith("Mish against ReLU: better, +1.0")


def test_less_than_the_margin_is_equivalent() -> None:
    found = findings({"4": 0.0002, "8": 0.0}, spread=0.0001)
    assert [entry.word for entry in found.findings] == ["equivalent", "equivalent"]


def test_what_is_open_says_how_many_seeds_more() -> None:
    (entry, _) = findings({"4": 0.002, "8": 0.0}, spread=0.01).findings
    assert entry.word == "cannot tell apart"
    assert "more seeds needed" in sentence(entry)


def test_less_loss_is_better_and_a_loss_is_never_equivalent() -> None:
    found = findings({"4": 0.01, "8": 0.0}, spread=0.0001, metrics=["test_loss"])
    assert [entry.word for entry in found.findings] == ["better", "cannot tell apart"]
    assert "-0.01 nats of loss (-0.0" in sentence(found.findings[0])


def test_a_diverged_run_forbids_a_verdict_and_is_counted() -> None:
    plan = Plan(study(), "quick")
    runs = {task: finished(task, 0.9 + 0.001 * task.seed) for task in all_tasks(plan)}
    cell = plan.cells[0]
    broken = plan.judged(cell, "mish", {})[1]
    runs[broken] = diverged(broken)
    found = find(plan, runs)
    entry = found.of(cell, "test_accuracy")[0]
    assert (entry.word, entry.why) == ("no verdict", "Mish diverged in 1 of 3")
    figure = found.figure(cell, "mish")
    assert figure.diverged == ("seed 1: the loss was no longer finite in epoch 1",)
    assert figure.over_seeds("test_accuracy").n == 2
    assert found.complete


def test_missing_runs_are_shown_and_only_whole_pairs_are_judged() -> None:
    plan = Plan(study(), "quick")
    runs = {task: finished(task, 0.9 + 0.001 * task.seed) for task in all_tasks(plan)}
    cell = plan.cells[0]
    missing, failed = plan.judged(cell, "relu", {})[0], plan.judged(cell, "mish", {})[2]
    del runs[missing], runs[failed]
    found = find(plan, runs, {failed: "out of memory"})
    assert found.of(cell, "test_accuracy")[0].verdict.difference.n == 1
    assert found.figure(cell, "relu").missing == ("seed 0: not run",)
    assert found.figure(cell, "mish").missing == ("seed 2: out of memory",)
    assert not found.complete
    assert found.failures == {"out of memory": 1}


def test_nothing_run_is_no_verdict() -> None:
    found = find(Plan(study(), "quick"), {})
    assert {(entry.word, entry.why) for entry in found.findings} == {("no verdict", "no runs yet")}


def test_one_seed_gives_neither_interval_nor_verdict() -> None:
    found = findings({"4": 0.01, "8": 0.01}, seeds=1)
    assert {entry.word for entry in found.findings} == {"no verdict"}
    assert isnan(found.figures[0].over_seeds("test_accuracy").low)
    assert sentence(found.findings[0]).endswith("no interval.")


def test_the_correction_is_over_every_cell_and_metric() -> None:
    """An effect that one comparison alone would show is open among many."""
    levels = {str(width): {"hidden": [width]} for width in range(2, 22)}
    factors = {"width": {"title": "units", "levels": levels}}
    gain = dict.fromkeys(levels, 0.0) | {"2": 0.004}
    among = findings(gain, spread=0.003, factors=factors).findings
    smallest = min((entry.verdict for entry in among), key=lambda verdict: verdict.p)
    assert smallest.adjusted_p == pytest.approx(min(1.0, 20 * smallest.p))
    assert smallest.difference.level == pytest.approx(1 - 0.05 / 20)


def test_an_infinite_number_of_seeds_is_said_in_words() -> None:
    plan = Plan(study(margin=0.0), "quick")
    runs = {task: finished(task, 0.9) for task in all_tasks(plan)}
    entry = find(plan, runs).findings[0]
    assert entry.verdict.more_seeds == inf
    assert "over 1000 more seeds needed" in sentence(entry)
