"""A folder keeps one comparison, goes on where it stopped, and refuses to mix with another one."""

import sqlite3
from pathlib import Path

import pytest

from actlab.errors import OutputTaken
from actlab.lab.execute.engine import engine
from actlab.lab.execute.folder import default_folder, opened
from actlab.lab.execute.runner import Outcome, run_plan
from actlab.lab.plan.comparison import comparison, plan_of
from actlab.lab.plan.plan import Plan
from actlab.lab.plan.run import Run, Task
from actlab.lab.reading import load
from actlab.lab.store.environment import environment


def plan(arms: tuple[str, ...] = ("relu", "mish"), seeds: int = 2, **settings: object) -> Plan:
    return plan_of(comparison(arms, {"epochs": 2, "hidden": (16,), **settings}, seeds=seeds))


def run(
    what: Plan, out: Path, force: bool = False, events: list[object] | None = None, said: list | None = None
) -> Outcome:
    happened = (lambda _: None) if events is None else events.append
    with opened(what, out, force, (lambda _: None) if said is None else said.append) as store:
        return run_plan(what, store, engine(), happened)


def numbers(runs: dict[Task, Run]) -> dict[Task, tuple[object, ...]]:
    return {
        task: (run.status, *(row._replace(seconds=0.0, cpu_seconds=0.0) for row in run.epochs))
        for task, run in runs.items()
    }


def test_a_second_call_trains_nothing_again(tmp_path: Path) -> None:
    first = run(plan(), tmp_path)
    events: list[object] = []
    again = run(plan(), tmp_path, events=events)
    assert not events
    assert again == first
    assert len(first.runs) == 4


def test_more_seeds_and_arms_go_on_from_what_is_there(tmp_path: Path) -> None:
    run(plan(), tmp_path)
    larger = plan(("relu", "swish", "mish"), seeds=3)
    events: list[object] = []
    found = run(larger, tmp_path, events=events)
    assert len([event for event in events if isinstance(event, Run)]) == 9 - 4
    assert numbers(found.runs) == numbers(run(larger, tmp_path / "fresh").runs)


def test_a_store_says_when_it_mixes_processors_or_their_instructions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    run(plan(seeds=1), tmp_path, said=said)
    run(plan(seeds=2), tmp_path, said=said)
    assert said == []
    monkeypatch.setenv("ATEN_CPU_CAPABILITY", "default")
    environment.cache_clear()  # as another process has it
    try:
        run(plan(seeds=3), tmp_path, said=said)
    finally:
        environment.cache_clear()
    assert len(said) == 1
    assert "runs of 2 processors or sets of instructions are mixed, whose last digits may differ" in said[0]
    assert "ATEN_CPU_CAPABILITY default" in said[0]
    _, _, facts = load(tmp_path, said.append)
    assert len(said) == 2
    assert "ATEN_CPU_CAPABILITY default" in facts["last digits"]


def test_another_comparison_is_not_overwritten(tmp_path: Path) -> None:
    run(plan(), tmp_path)
    other = plan(epochs=3)
    with pytest.raises(OutputTaken, match="holds another comparison: epochs is 2 there and 3 here.*--force"):
        run(other, tmp_path)
    assert all(len(found.epochs) == 4 for found in run(other, tmp_path, force=True).runs.values())


def test_a_file_that_is_no_store_is_set_aside_with_a_message(tmp_path: Path) -> None:
    (tmp_path / "results.sqlite").write_text("not a store " * 1000)
    said: list[str] = []
    run(plan(), tmp_path, said=said)
    assert "results.sqlite is not a whole store" in said[0]
    assert "results.sqlite.damaged-1" in said[0]
    assert (tmp_path / "results.sqlite.damaged-1").read_text().startswith("not a store")


def test_the_store_holds_every_number_of_every_epoch(tmp_path: Path) -> None:
    found = run(plan(), tmp_path)
    with sqlite3.connect(tmp_path / "results.sqlite") as connection:
        rows = connection.execute(
            "SELECT activation, seed, epoch, train_accuracy, train_loss, test_accuracy, test_loss, epoch.seconds, "
            "epoch.cpu_seconds, scores "
            "FROM epoch JOIN run ON run.key = run_key"
        ).fetchall()
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()
    wanted = {(r.task.activation, r.task.seed, *row) for r in found.runs.values() for row in r.epochs}
    assert set(rows) == wanted


def test_a_diverged_run_is_kept(tmp_path: Path) -> None:
    wild = plan(learning_rate=1e30)
    run(wild, tmp_path)
    again = run(wild, tmp_path)  # from the store, where NaN is NULL
    assert {found.status for found in again.runs.values()} == {"diverged"}


def test_the_default_folder_depends_on_settings_but_not_on_seeds_or_arms() -> None:
    assert default_folder(plan()) == default_folder(plan(seeds=9)) == default_folder(plan(("relu",)))
    assert default_folder(plan()) != default_folder(plan(epochs=3))
