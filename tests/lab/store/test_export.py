"""What is exported is what is kept; the report needs nothing else."""

import csv
import gzip
import json
import os
from importlib.util import find_spec
from pathlib import Path

import pytest
from helpers.made_up import all_tasks, diverged, figures, finished, study

from actlab.errors import BadData, BadValue, Missing
from actlab.lab.plan.plan import Plan
from actlab.lab.store import trackers as bridges
from actlab.lab.store.export import COLUMNS, read_archive, write, write_archive
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
