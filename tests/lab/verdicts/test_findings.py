"""What is said of a study: nothing dropped, nothing filled, one correction over all of it."""

from math import isnan

import numpy as np
import pytest
from helpers.made_up import all_tasks, diverged, finished, study

from actlab.lab.plan.plan import Plan
from actlab.lab.plan.run import Epoch, Run, Task
from actlab.lab.verdicts.findings import Findings, collapse_sentence, find, sentence


def findings(gain: dict[str, float], seeds: int = 10, spread: float = 0.0005, **changes: object) -> Findings:
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
        "better": 1, "worse": 1, "equivalent": 0, "leans better": 0, "leans worse": 0, "cannot tell apart": 0,
        "no verdict": 0,
    }  # fmt: skip
    assert sentence(found.findings[0]).startswith("Mish against ReLU: better, +0.99 points (")


def test_less_than_the_margin_is_equivalent() -> None:
    found = findings({"4": 0.0002, "8": 0.0}, spread=0.0001)
    assert [entry.word for entry in found.findings] == ["equivalent", "equivalent"]


def test_what_is_open_says_what_more_seeds_would_bring() -> None:
    (entry, _) = findings({"4": 0.004, "8": 0.0}, spread=0.01).findings
    assert entry.word == "cannot tell apart"
    twice, four_times = (f"{100 * half:.2f}" for half in (entry.verdict.at_twice, entry.verdict.at_four_times))
    assert sentence(entry).endswith(f"; 20 seeds would give ± {twice}, 40 seeds ± {four_times}.")


def test_five_seeds_lean() -> None:
    (entry, _) = findings({"4": 0.01, "8": 0.0}, seeds=5).findings
    assert entry.word == "leans better"
    assert "; fewer than 6 seeds; 10 seeds would give" in sentence(entry)


def test_a_gain_of_one_image_on_every_seed_is_no_verdict() -> None:
    plan = Plan(study(), "quick")
    runs = {task: finished(task, (300 + task.seed + (task.activation == "mish")) / 360) for task in all_tasks(plan)}
    entry = find(plan, runs).findings[0]
    assert entry.word == "no verdict"
    assert sentence(entry) == (
        "Mish against ReLU: no verdict, +0.28 points; no spread: every seed gives the same difference."
    )


def test_a_collapsed_run_is_a_finding_of_its_own_and_stays_in_the_mean() -> None:
    plan = Plan(study(profiles={"quick": {"seeds": 10}}), "quick")
    runs = {task: finished(task, 0.9 + 0.003 * (task.seed % 4)) for task in all_tasks(plan)}
    cell = plan.cells[0]
    fallen = plan.judged(cell, "mish", {})[3]
    runs[fallen] = finished(fallen, 0.1)
    figure = find(plan, runs).figure(cell, "mish")
    assert figure.collapsed == (3,)
    assert figure.over_seeds("test_accuracy").n == 10
    assert collapse_sentence(figure, "test_accuracy") == "Mish: 1 of 10 runs collapsed (seed 3: 10.00 %)."
    assert collapse_sentence(find(plan, runs).figure(cell, "relu"), "test_accuracy") == ""


def test_the_interval_of_an_accuracy_ends_at_100_per_cent() -> None:
    plan = Plan(study(), "quick")
    runs = {task: finished(task, 1.0 - 0.01 * (task.seed == 0)) for task in all_tasks(plan)}
    band = find(plan, runs).figures[0].over_seeds("test_accuracy")
    assert band.low < band.mean < band.high == 1.0


def test_a_later_look_is_judged_at_its_level() -> None:
    plan = Plan(study(profiles={"quick": {"seeds": 10}}), "quick")
    generator = np.random.default_rng(0)
    runs = {task: finished(task, float(generator.normal(0.9, 0.01))) for task in all_tasks(plan)}
    first, second = find(plan, runs), find(plan, runs, look=2)
    assert (first.look, second.look) == (1, 2)
    assert first.findings[0].verdict.difference.level == pytest.approx(1 - 0.05 / 2)
    assert second.findings[0].verdict.difference.level == pytest.approx(1 - 0.005 / 2)


def test_epochs_to_a_level_are_judged_where_less_is_better() -> None:
    plan = Plan(study(metrics=["epochs_to_80"], profiles={"quick": {"seeds": 8}}), "quick")
    runs = {}
    for task in all_tasks(plan):
        reached = 3 + task.seed % 3 + (5 + task.seed % 2 if task.activation == "relu" else 0)
        rows = tuple(Epoch(epoch, 0, 0, 0.5 + 0.4 * (epoch >= reached), 0, 1.0) for epoch in range(1, 13))
        runs[task] = Run(task, "finished", "", rows)
    entry = find(plan, runs).findings[0]
    assert entry.word == "better"
    assert sentence(entry).startswith("Mish against ReLU: better, -5.5 epochs (")


def test_less_loss_is_better_and_a_loss_is_never_equivalent() -> None:
    found = findings({"4": 0.01, "8": 0.0}, spread=0.0001, metrics=["test_loss"])
    assert [entry.word for entry in found.findings] == ["better", "cannot tell apart"]
    assert "-0.010 nats of loss (-0.0" in sentence(found.findings[0])


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
    assert found.figure(cell, "mish").failed == ("seed 2: out of memory",)
    assert not found.complete
    assert found.failures == {"out of memory": 1}


def test_nothing_run_is_no_verdict() -> None:
    found = find(Plan(study(), "quick"), {})
    assert {(entry.word, entry.why) for entry in found.findings} == {("no verdict", "no runs yet")}


def test_one_seed_gives_neither_interval_nor_verdict() -> None:
    found = findings({"4": 0.01, "8": 0.01}, seeds=1)
    assert {entry.word for entry in found.findings} == {"no verdict"}
    assert isnan(found.figures[0].over_seeds("test_accuracy").low)
    assert sentence(found.findings[0]).endswith("; one seed has no spread.")


def test_the_correction_is_over_every_cell_and_metric() -> None:
    """An effect that one comparison alone would show is open among many."""
    levels = {str(width): {"hidden": [width]} for width in range(2, 22)}
    factors = {"width": {"title": "units", "levels": levels}}
    gain = dict.fromkeys(levels, 0.0) | {"2": 0.004}
    among = findings(gain, spread=0.003, factors=factors).findings
    smallest = min((entry.verdict for entry in among), key=lambda verdict: verdict.p)
    assert smallest.adjusted_p == pytest.approx(min(1.0, 20 * max(smallest.p, smallest.check_p)))
    assert smallest.difference.level == pytest.approx(1 - 0.05 / 20)
