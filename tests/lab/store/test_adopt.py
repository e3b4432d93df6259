"""A study begins with the runs of archives whose keys are those of here, and with no others."""

from pathlib import Path

import pytest
from helpers.made_up import finished

from actlab.lab.execute.runner import read_outcome
from actlab.lab.plan.files import parse
from actlab.lab.plan.plan import Plan
from actlab.lab.store import adopt as module
from actlab.lab.store.adopt import adopt
from actlab.lab.store.export import RUNS, archive_of, write_archive
from actlab.lab.store.store import Store

STUDY = {
    **{"key": "adopted", "title": "Adopted", "arms": ["relu", "mish"]},
    "base": {"hidden": [8], "epochs": 1, "test": "last epoch"},
    "fair": {"rates": [0.01, 0.1], "validation_images": 200},
    "profiles": {"quick": {"seeds": 2}},
}


def plan() -> Plan:
    return Plan(parse(STUDY), "quick")


def opened(path: Path) -> Store:
    store = Store(path)
    store.open(lambda message: pytest.fail(message))
    return store


@pytest.fixture
def archives(tmp_path: Path) -> Path:
    """A folder of archives; one is of another machine that has done the tuning and all judged runs."""
    there = opened(tmp_path / "there.sqlite")
    there.keep_study(plan().name, plan().document())
    while missing := [
        task
        for task in plan().known_tasks(read_outcome(plan(), there).runs)
        if task not in read_outcome(plan(), there).runs
    ]:
        for task in missing:
            there.add(finished(task, 0.5 + task.setting.learning_rate))
    folder = tmp_path / "results" / "other-machine"
    folder.mkdir(parents=True)
    write_archive(there, folder)
    there.close()
    return folder.parent


def test_a_study_goes_on_with_the_runs_of_an_archive(archives: Path, tmp_path: Path) -> None:
    here = opened(tmp_path / "here.sqlite")
    count = len(read_outcome(plan(), opened(tmp_path / "there.sqlite")).runs)
    assert adopt(plan(), here, archives) == count > 0
    assert adopt(plan(), here, archives) == 0
    found = archive_of(here)
    there = archive_of(opened(tmp_path / "there.sqlite"))
    assert read_outcome(plan(), here).runs == read_outcome(plan(), opened(tmp_path / "there.sqlite")).runs
    assert (found.environments, found.codes) == (there.environments, there.codes)
    assert not [task for task in plan().known_tasks(found.runs) if task not in found.runs]


def test_runs_of_another_code_study_or_a_broken_archive_are_left_out(
    archives: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = opened(tmp_path / "here.sqlite")
    assert adopt(Plan(parse({**STUDY, "key": "another"}), "quick"), here, archives) == 0
    with monkeypatch.context() as patch:
        patch.setattr(module, "key_of", lambda task: f"another code {task.seed}")
        assert adopt(plan(), here, archives) == 0
    (archives / "other-machine" / RUNS).write_bytes(b"no archive")
    said: list[str] = []
    assert adopt(plan(), here, archives, said.append) == 0
    assert "other-machine holds no archive of studies" in said[0]
    assert adopt(plan(), here, tmp_path / "nowhere") == 0
