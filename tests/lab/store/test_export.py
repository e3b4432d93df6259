"""What is exported is what is kept; the report needs nothing else."""

import contextlib
import csv
import gzip
import json
import os
import random
import tracemalloc
from importlib.util import find_spec
from pathlib import Path

import pytest
from helpers.made_up import all_tasks, diverged, figures, finished, study

from actlab.errors import BadData, BadValue, Missing
from actlab.lab.plan.plan import Plan
from actlab.lab.store import export
from actlab.lab.store import trackers as bridges
from actlab.lab.store.export import COLUMNS, PLANS, RUNS, read_archive, write, write_archive
from actlab.lab.store.store import Store


@pytest.fixture
def store(tmp_path: Path):
    found = Store(tmp_path / "results.sqlite")
    found.open()
    plan = Plan(study(), "quick")
    for task in all_tasks(plan):
        found.add(diverged(task) if task.seed == 2 else finished(task, 0.1 + 0.2 + task.seed / 10))
    found.keep_study(plan.name, plan.document())
    yield found
    found.close()


def need(library: str) -> None:
    if find_spec(library) is None:
        if os.environ.get("ACTLAB_EXTRAS"):
            pytest.fail(f"{library} must be there where ACTLAB_EXTRAS is set")
        pytest.skip(f"{library} is not there")


def test_an_archive_holds_plans_and_runs_to_the_digit(store: Store, tmp_path: Path) -> None:
    plan = Plan(study(), "quick")
    store.count_look(plan.name, 3)
    archive = read_archive(write_archive(store, tmp_path / "archive"))
    assert archive.looks == {plan.name: [3]}
    assert [found.name for found in archive.plans] == [plan.name]
    assert figures(archive.runs) == figures(store.runs(all_tasks(plan)))
    assert "torch" in archive.environments[0]
    assert len(archive.codes) == 2  # the code of each activation


def test_the_same_runs_give_the_same_bytes(store: Store, tmp_path: Path) -> None:
    first, second = (write(store, tmp_path / name).read_bytes() for name in ("a.csv.gz", "b.csv.gz"))
    assert first == second
    assert gzip.decompress(first) == write(store, tmp_path / "c.csv").read_bytes()


def test_every_epoch_is_a_row(store: Store, tmp_path: Path) -> None:
    with write(store, tmp_path / "all.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 12
    assert {row["status"] for row in rows} == {"finished", "diverged"}


def test_parquet_holds_the_same(store: Store, tmp_path: Path) -> None:
    need("pyarrow")
    from pyarrow import parquet

    rows = parquet.read_table(write(store, tmp_path / "all.parquet")).to_pylist()
    assert len(rows) == 12
    assert tuple(rows[0]) == COLUMNS


def test_another_ending_is_refused(store: Store, tmp_path: Path) -> None:
    with pytest.raises(BadValue, match=r"expected a file name that ends in .csv, .csv.gz or .parquet, got 'x.xlsx'"):
        write(store, tmp_path / "x.xlsx")


def test_a_folder_without_an_archive_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadData, match="holds no archive of studies"):
        read_archive(tmp_path)


@pytest.mark.filterwarnings("ignore")  # their own
@pytest.mark.parametrize("name", ["tensorboard", "mlflow", "wandb"])
def test_bridges_write_local_files(store: Store, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if find_spec(name) is None:
        pytest.skip(f"{name} is not there: an optional bridge")
    monkeypatch.setenv("WANDB_SILENT", "true")
    place = tmp_path / name
    getattr(bridges, f"to_{name}")(store, place)
    if name == "tensorboard":
        assert len(list(place.rglob("events.out.tfevents*"))) == 12
    elif name == "mlflow":
        from mlflow import MlflowClient

        client = MlflowClient(f"sqlite:///{place}")
        runs = client.search_runs([client.get_experiment_by_name("actlab").experiment_id])
        assert len(runs) == 12
        assert {run.data.params["activation"] for run in runs} == {"relu", "mish"}
    else:
        assert len(list(place.rglob("run-*.wandb"))) == 12


@pytest.mark.parametrize("name", ["tensorboard", "mlflow", "wandb"])
def test_an_absent_library_is_named(store: Store, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(Missing, match=rf"pip install 'actlab\[{name}\]'"):
        getattr(bridges, f"to_{name}")(store, tmp_path / "x")


def test_documents_are_plain_json(store: Store, tmp_path: Path) -> None:
    folder = write_archive(store, tmp_path / "archive")
    assert json.loads((folder / "studies.json").read_text())[0]["profile"] == "quick"


def changed(archive: Path, old: str, new: str) -> None:
    packed = archive / RUNS
    text = gzip.decompress(packed.read_bytes()).decode()
    assert old in text
    packed.write_bytes(gzip.compress(text.replace(old, new).encode()))


@pytest.mark.parametrize(("number", "words"), [("7.5", "accuracy is 7.5 in epoch"), ("0.75", "its checksum")])
def test_a_changed_run_of_an_archive_is_left_out_and_named(
    store: Store, tmp_path: Path, number: str, words: str
) -> None:
    archive, said = write_archive(store, tmp_path / "archive"), []
    whole = read_archive(archive).runs
    changed(archive, repr(0.1 + 0.2), number)
    left = read_archive(archive, said.append).runs
    assert {task for task in whole if task not in left} == {task for task in whole if task.seed == 0}
    assert len(said) == len(whole) - len(left)
    assert all(words in line for line in said)


def test_a_changed_plan_of_an_archive_is_refused(store: Store, tmp_path: Path) -> None:
    archive = write_archive(store, tmp_path / "archive")
    plans = archive / PLANS
    plans.write_text(plans.read_text("utf-8").replace("0.001", "0.801"), "utf-8")
    with pytest.raises(BadData, match="holds no archive of studies, or a damaged one .*its checksum does not fit"):
        read_archive(archive)


@pytest.mark.parametrize("file", [RUNS, PLANS])
def test_a_damaged_archive_is_one_message(store: Store, tmp_path: Path, file: str) -> None:
    archive, chance = write_archive(store, tmp_path / "archive"), random.Random(3)
    content = (archive / file).read_bytes()
    refused = 0
    for number in range(60):
        damaged = bytearray(content[: chance.randrange(len(content))] if number % 3 == 0 else content)
        for _ in range(number % 3):
            damaged[chance.randrange(len(damaged))] ^= 1 << chance.randrange(8)
        (archive / file).write_bytes(damaged)
        try:
            read_archive(archive)
        except BadData:
            refused += 1
    assert refused > 50


@pytest.mark.parametrize("plans", ["[1]", "null", "[{}]", "[[]]", '[{"looks": ["x"]}]', "[" * 5000])
def test_plans_that_are_none_are_refused(store: Store, tmp_path: Path, plans: str) -> None:
    archive = write_archive(store, tmp_path / "archive")
    (archive / PLANS).write_text(plans, "utf-8")
    with pytest.raises(BadData, match="archive of studies|plan of a study"):
        read_archive(archive)


@pytest.mark.parametrize(
    ("old", "new"), [("finished,", "fin,"), ("key,", "kee,"), ("2,", "two,"), ("2,", "x" * 200_000)]
)
def test_a_table_that_is_none_is_refused_or_its_runs_are_left_out(
    store: Store, tmp_path: Path, old: str, new: str
) -> None:
    archive = write_archive(store, tmp_path / "archive")
    changed(archive, old, new)
    with contextlib.suppress(BadData):
        assert len(read_archive(archive).runs) < 6


def test_an_archive_that_unpacks_to_more_than_a_table_is_refused_early(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = write_archive(store, tmp_path / "archive")
    with gzip.open(archive / RUNS, "ab", 1) as file:
        for _ in range(64):
            file.write(b"0" * 2**20)  # 64 MB in one line; the file has 0.3 MB
    tracemalloc.start()
    with pytest.raises(BadData, match="damaged one .*: expected at most 2147483648 characters, 1048575 of them in a l"):
        read_archive(archive)
    assert tracemalloc.get_traced_memory()[1] < 32 * 2**20
    tracemalloc.stop()
    monkeypatch.setattr(export, "MOST_CHARACTERS", 1000)
    with pytest.raises(BadData, match="expected at most 1000 characters"):
        read_archive(write_archive(store, tmp_path / "another"))
