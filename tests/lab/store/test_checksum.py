"""A changed number is seen: the run is set aside, named, and trained again."""

import random
import shutil
import sqlite3
from math import nan
from pathlib import Path

import pytest
from helpers.made_up import finished, study

from actlab.errors import ActlabError
from actlab.lab.plan.plan import Plan
from actlab.lab.plan.run import Epoch, Run, Task
from actlab.lab.plan.setting import Setting
from actlab.lab.store.checksum import HEAD, checksum, fault
from actlab.lab.store.store import Store
from actlab.lab.verdicts.looks import look_of

TASKS = [Task(Setting(activation=arm), seed) for arm in ("relu", "mish") for seed in range(6)]
FLIPS = 150  # one page in three is hit; a few hundred more found nothing else


@pytest.fixture
def place(tmp_path: Path) -> Path:
    store = Store(tmp_path / "results.sqlite")
    store.open()
    for task in TASKS:
        store.add(finished(task, 0.9 + 0.001 * task.seed, loss=0.3 - 0.01 * task.seed))
    store.close()
    return tmp_path / "results.sqlite"


def read(path: Path) -> tuple[dict[Task, Run], list[str]]:
    said: list[str] = []
    store = Store(path)
    try:
        store.open(said.append)
        return store.runs(TASKS), said
    finally:
        store.close()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("UPDATE epoch SET test_accuracy = 0.95 WHERE run_key = ?", "its checksum does not fit its numbers"),
        ("UPDATE epoch SET test_accuracy = 7.5 WHERE run_key = ?", "test_accuracy is 7.5 in epoch 1, expected 0 to 1"),
        ("UPDATE run SET seed = 77 WHERE key = ?", "its checksum does not fit"),
        ("UPDATE run SET status = 'fine' WHERE key = ?", "its status is 'fine'"),
        ("DELETE FROM epoch WHERE run_key = ?", "it has no epochs"),
    ],
)
def test_an_edited_run_is_set_aside_named_and_can_be_added_again(place: Path, change: str, words: str) -> None:
    with sqlite3.connect(place) as connection:
        (key,) = connection.execute("SELECT key FROM run WHERE activation = 'mish' AND seed = 3").fetchone()
        connection.execute(change, (key,))
    connection.close()
    runs, said = read(place)
    lost = Task(Setting(activation="mish"), 3)
    assert set(TASKS) - set(runs) == {lost}
    assert len(said) == 1
    assert "a stored run is damaged (mish, seed" in said[0]
    assert words in said[0]
    store = Store(place)
    store.open()
    store.add(finished(lost, 0.9))
    assert store.runs([lost])[lost].epochs[-1].test_accuracy == 0.9
    store.close()


def test_no_flipped_bit_gives_a_wrong_number_or_a_traceback(place: Path, tmp_path: Path) -> None:
    right, said = read(place)
    assert len(right) == len(TASKS)
    assert not said
    chance, content = random.Random(5), place.read_bytes()
    noticed = 0
    for number in range(FLIPS):
        bit = chance.randrange(8 * len(content))
        flipped = bytearray(content)
        flipped[bit // 8] ^= 1 << (bit % 8)
        path = tmp_path / str(number) / "results.sqlite"
        path.parent.mkdir()
        path.write_bytes(flipped)
        try:
            runs, said = read(path)
        except ActlabError:
            noticed += 1
        else:
            assert all(run == right[task] for task, run in runs.items()), bit
            noticed += bool(said) or len(runs) < len(right)  # a run whose key changed is one that nobody asks for
        shutil.rmtree(path.parent)
    assert noticed > 10  # most bits of the file stand for nothing


def test_a_changed_plan_is_set_aside_named_and_written_again(place: Path) -> None:
    plan = Plan(study(), "quick")
    store = Store(place)
    store.open()
    store.keep_study(plan.name, plan.document())
    store.close()
    with sqlite3.connect(place) as connection:
        connection.execute("UPDATE study SET document = replace(document, '0.001', '0.801')")  # the margin of verdicts
    connection.close()
    said: list[str] = []
    store = Store(place)
    store.open(said.append)
    assert store.studies() == {}
    assert len(said) == 1
    assert f"the plan of {plan.name} is damaged (its checksum does not fit)" in said[0]
    store.keep_study(plan.name, plan.document())
    assert store.studies()[plan.name]["profile"] == "quick"
    store.close()


def test_a_changed_look_still_counts(place: Path) -> None:
    """Verdicts are stricter the more often a study was judged: a look must not get lost."""
    store = Store(place)
    store.open()
    for seeds in (6, 10):
        store.count_look("mine", seeds)
    store.close()
    with sqlite3.connect(place) as connection:
        connection.execute("UPDATE look SET seeds = 5 WHERE seeds = 6")
    connection.close()
    said: list[str] = []
    store = Store(place)
    store.open(said.append)
    assert look_of(store.looks("mine"), 10) == 2
    assert "1 looks in" in said[0]
    store.close()


@pytest.mark.parametrize("change", ["UPDATE run SET environment = 'x'", "UPDATE claim SET owner = 'x'"])
def test_a_damaged_text_is_no_traceback(place: Path, change: str) -> None:
    task = Task(Setting(activation="gelu"), 0)
    store = Store(place)
    store.open()
    assert store.claim(task)
    with sqlite3.connect(place) as connection:
        connection.execute(change)
    connection.close()
    assert isinstance(store.environments(), list)
    assert store.claim(task)
    assert len(store.runs(TASKS)) == (len(TASKS) if "claim" in change else 0)
    store.close()


def test_of_an_older_store_a_damaged_setting_sets_the_run_aside(place: Path) -> None:
    with sqlite3.connect(place) as connection:
        connection.execute("UPDATE run SET checksum = NULL, setting = replace(setting, 'mish', 'mi_h')")
    connection.close()
    said: list[str] = []
    store = Store(place)
    store.open(said.append)
    assert len(list(store.everything())) == 6
    assert sum("its setting cannot be read" in line for line in said) == 6
    store.close()


def test_a_store_from_before_checksums_opens_and_its_numbers_are_still_checked(place: Path) -> None:
    with sqlite3.connect(place) as connection:
        connection.execute("ALTER TABLE run DROP COLUMN checksum")
    connection.close()
    assert len(read(place)[0]) == len(TASKS)
    with sqlite3.connect(place) as connection:
        connection.execute("UPDATE epoch SET test_accuracy = 7.5")
    connection.close()
    runs, said = read(place)
    assert not runs
    assert len(said) == len(TASKS)


def test_checksums_over_digits_which_older_stores_have_still_hold() -> None:
    head = {**dict.fromkeys(HEAD, "x"), "seed": 3, "status": "finished"}
    rows = [
        Epoch(0, 0.1, 2.3, 0.1, nan, 0.0),
        Epoch(1, 0.9, 0.3, 0.85, 0.4, 1.5, 1.25, '{"calibration_error": 0.125}'),
    ]
    older = {**head, "checksum": "e69a0b4b1fa24389f4e2113f9396a4322351c5824a6b29499d658bda9e351b4d"}
    assert fault(older, rows) == ""
    assert fault(older, [rows[0], rows[1]._replace(test_loss=0.5)]) == "its checksum does not fit its numbers"
    assert fault({**head, "checksum": checksum(head, rows)}, rows) == ""


def test_a_loss_of_minus_zero_fits_its_checksum() -> None:
    """SQLite keeps no sign of zero, and the loss of a network that is always right can have one."""
    head = {**dict.fromkeys(HEAD, "x"), "status": "finished"}
    assert checksum(head, [Epoch(0, 1.0, -0.0, 1.0, -0.0, 1.0)]) == checksum(head, [Epoch(0, 1.0, 0.0, 1.0, 0.0, 1.0)])


def test_text_where_a_number_should_be_is_a_fault() -> None:
    head = {**dict.fromkeys(HEAD, "x"), "status": "finished", "checksum": None}
    broken = Epoch(0, "0.5", 0.3, 0.9, 0.3, 1.0)  # type: ignore[arg-type]  # what SQLite hands out after a flipped bit
    assert fault(head, [broken]) == "something in it is not a number"
