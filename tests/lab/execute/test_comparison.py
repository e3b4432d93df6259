"""A comparison keeps what it has, goes on where it stopped, and refuses to mix with another one."""

import json
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from actlab.errors import OutputTaken
from actlab.lab.execute import comparison
from actlab.lab.plan.run import Run
from actlab.lab.plan.specification import specify

SMALL = specify(epochs=2, seeds=2, hidden=(16,), activations=("relu", "mish"))


def numbers(found: comparison.Comparison) -> list[tuple[object, ...]]:
    return [(run.task, run.status, tuple(replace(row, seconds=0.0) for row in run.epochs)) for run in found.runs]


def test_all_runs_are_there_arm_by_arm(tmp_path: Path) -> None:
    found = comparison.run(SMALL, tmp_path)
    assert [(run.task.activation, run.task.seed) for run in found.runs] == [
        ("relu", 0), ("relu", 1), ("mish", 0), ("mish", 1),
    ]  # fmt: skip
    assert len(found.arms) == 2
    assert len(found.pairs) == 1


def test_a_second_call_trains_nothing_again(tmp_path: Path) -> None:
    first = comparison.run(SMALL, tmp_path)
    events: list[object] = []
    again = comparison.run(SMALL, tmp_path, on_event=events.append)
    assert not events
    assert again == first


def test_more_seeds_and_arms_go_on_from_what_is_there(tmp_path: Path) -> None:
    comparison.run(SMALL, tmp_path)
    larger = SMALL.model_copy(update={"seeds": 3, "activations": ("relu", "swish", "mish")})
    events: list[object] = []
    found = comparison.run(larger, tmp_path, on_event=events.append)
    assert len([event for event in events if isinstance(event, Run)]) == 9 - 4
    assert numbers(found) == numbers(comparison.run(larger, tmp_path / "fresh"))


def test_another_comparison_is_not_overwritten(tmp_path: Path) -> None:
    comparison.run(SMALL, tmp_path)
    other = SMALL.model_copy(update={"epochs": 3})
    with pytest.raises(OutputTaken, match="holds another comparison: epochs is 2 there and 3 here.*--force"):
        comparison.run(other, tmp_path)
    assert len(comparison.run(other, tmp_path, force=True).runs[0].epochs) == 4


def test_a_file_that_is_no_store_is_kept_aside_and_said(tmp_path: Path) -> None:
    (tmp_path / "results.sqlite").write_text("not a store " * 1000)
    said: list[str] = []
    comparison.run(SMALL, tmp_path, warn=said.append)
    assert "results.sqlite is not a whole store" in said[0]
    assert "kept as results.sqlite.damaged-1" in said[0]
    assert (tmp_path / "results.sqlite.damaged-1").read_text().startswith("not a store")


def test_the_store_holds_every_number_of_every_epoch(tmp_path: Path) -> None:
    found = comparison.run(SMALL, tmp_path)
    with sqlite3.connect(tmp_path / "results.sqlite") as connection:
        rows = connection.execute(
            "SELECT activation, seed, epoch, train_accuracy, train_loss, test_accuracy, test_loss, epoch.seconds "
            "FROM epoch JOIN run ON run.key = run_key"
        ).fetchall()
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()
    wanted = {(r.task.activation, r.task.seed, *vars(row).values()) for r in found.runs for row in r.epochs}
    assert set(rows) == wanted


def test_a_diverged_run_is_kept_and_shown(tmp_path: Path) -> None:
    wild = SMALL.model_copy(update={"learning_rate": 1e30})
    comparison.run(wild, tmp_path)
    again = comparison.run(wild, tmp_path)  # from the store, where NaN is NULL
    assert {run.status for run in again.runs} == {"diverged"}
    assert all(arm.diverged for arm in again.arms)
    text = json.dumps(again.to_json(), allow_nan=False)
    assert "diverged" in text


def test_the_default_folder_depends_on_settings_but_not_on_seeds() -> None:
    def folder(**changes: object) -> Path:
        return comparison.default_folder(SMALL.model_copy(update=changes))

    assert folder() == folder(seeds=9) == folder(activations=("relu",))
    assert folder() != folder(epochs=3)
