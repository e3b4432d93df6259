"""A study is watched and reported where torch is not installed; a damaged one never ends with 0."""

import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from helpers.command import Call, without_torch
from helpers.made_up import all_tasks, finished, study

from actlab.lab.plan.plan import Plan
from actlab.lab.plan.run import Run
from actlab.lab.store.store import Store

PLAN = Plan(study(profiles={"quick": {"seeds": 6}}), "quick")
FAILED = all_tasks(PLAN)[-1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """All runs of a plan of 24 but one, which failed."""
    store = Store(tmp_path / "results.sqlite")
    store.open()
    store.keep_study(PLAN.name, PLAN.document())
    store.keep_code(task.setting for task in all_tasks(PLAN))
    for task in all_tasks(PLAN)[:-1]:
        store.add(finished(task, 0.5 + task.seed / 100))
    store.add(Run(FAILED, "failed", "out of memory", ()))
    store.close()
    return tmp_path


def test_what_only_reads_a_store_needs_no_torch(folder: Path) -> None:
    looked = without_torch("watch", folder, "--once")
    assert looked.returncode == 0, looked.stderr
    assert "23 runs done, 1 to do" in looked.stdout
    reported = without_torch("study", "report", folder)
    assert reported.returncode == 0, reported.stderr
    assert "out of memory" in (folder / "report.html").read_text("utf-8")
    exported = without_torch("export", folder, "--csv", folder / "runs.csv")
    assert exported.returncode == 0, exported.stderr


@pytest.mark.skipif(os.geteuid() == 0 and not shutil.which("setpriv"), reason="root may write everywhere")
def test_a_store_that_can_only_be_read_is_read(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    out, rights = tmp_path_factory.mktemp("out"), "-dac_override,-dac_read_search"
    alone = ["setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}"] if os.geteuid() == 0 else []
    (folder / "results.sqlite").chmod(0o444)
    folder.chmod(0o555)
    for command in (
        ["watch", folder, "--once"],
        ["export", folder, "--csv", out / "runs.csv"],
        ["study", "report", folder, "--out", out],
    ):
        words = [*alone, sys.executable, "-m", "actlab", *map(str, command)]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    folder.chmod(0o755)
    assert "out of memory" in (out / "report.html").read_text("utf-8")
    assert [path.name for path in folder.iterdir()] == ["results.sqlite"]


def test_a_store_is_read_by_the_code_that_trained_it_last(folder: Path, call: Call, monkeypatch) -> None:
    from actlab.lab.store import key

    monkeypatch.setattr(key, "code_version", lambda _: "another code")
    store = Store(folder / "results.sqlite")
    store.open()
    assert not store.runs(all_tasks(PLAN))  # whoever trains starts again
    store.close()
    code, out, _ = call("watch", folder, "--once")
    assert (code, "23 runs done" in out) == (0, True)


@pytest.mark.parametrize("command", [("study", "report"), ("watch", "--once"), ("export", "--csv", "runs.csv")])
@pytest.mark.parametrize("damage", ["no database", "no plan"])
def test_a_damaged_study_is_a_message_and_stays_where_it_is(
    folder: Path, command: tuple[str, ...], damage: str, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    place = folder / "results.sqlite"
    if damage == "no database":
        place.write_bytes(b"x" * 5000)
    else:
        with sqlite3.connect(place) as connection:
            connection.execute("UPDATE study SET document = substr(document, 1, 40)")
        connection.close()
    code, _, messages = call(*command, folder)
    if (damage, command[0]) == ("no plan", "export"):
        assert code == 0  # it writes runs, and they are whole
        return
    assert code == 2
    assert "results.sqlite is damaged" in messages
    assert sorted(path.name for path in folder.glob("*damaged*")) == []


def test_a_report_without_its_damaged_runs_ends_with_1_and_names_them(folder: Path, call: Call) -> None:
    with sqlite3.connect(folder / "results.sqlite") as connection:
        connection.execute("UPDATE epoch SET test_accuracy = 0.99 WHERE run_key = (SELECT min(key) FROM run)")
    connection.close()
    code, _, messages = call("study", "report", folder)
    assert code == 1
    assert "its checksum does not fit its numbers" in messages
    assert (folder / "report.html").is_file()


def test_a_damaged_archive_is_a_message(folder: Path, call: Call) -> None:
    archive = folder / "archive"
    assert call("export", folder, "--archive", archive)[0] == 0
    assert call("study", "report", archive)[0] == 0
    runs = archive / "runs.csv.gz"
    runs.write_bytes(runs.read_bytes()[:-50])
    code, _, messages = call("study", "report", archive)
    assert (code, "holds no archive of studies" in messages) == (2, True)


def test_a_damaged_file_of_a_study_is_a_message(tmp_path: Path, call: Call) -> None:
    (tmp_path / "own.toml").write_text('key = "own"\narms = ["relu"')
    code, _, messages = call("study", "run", tmp_path / "own.toml")
    assert (code, "own.toml" in messages) == (2, True)
