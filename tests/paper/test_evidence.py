"""The gallery is made from the raw numbers, and what is committed is what they say."""

import re
from pathlib import Path

import pytest
from helpers.command import Call
from helpers.made_up import all_tasks, finished, study

from actlab.lab.execute.engine import execute
from actlab.lab.plan.plan import Plan
from actlab.lab.plan.run import Run
from actlab.lab.store.export import read_archive, write_archive
from actlab.lab.store.store import Store
from actlab.paper import evidence
from actlab.paper.audit import swap as audit_swap
from actlab.paper.audit.audit import EVERY
from actlab.paper.audit.page import render
from actlab.paper.judgement import Judgement

ROOT = Path(__file__).parents[2]
WORDS = "holds|refuted|cannot tell apart|not run"
REDUCED = "leans for|leans against|open|not run"
SCALE = r"(?:\*\* \(.+?\))?"
ROW = re.compile(
    rf"^\| (M\d+) \| .* \| (?:\*\*)?({WORDS}){SCALE} \| (?:(?:\*\*)?({REDUCED}){SCALE})? \| [\d /]* \|", re.MULTILINE
)
FIGURE = re.compile(r"!\[.*\]\((.*)\)")


def results(folder: Path) -> Path:
    """An archive of one small study."""
    store = Store(folder / "made_up.sqlite")
    store.open()
    plan = Plan(study(key="mnist-width", arms=["relu", "swish", "mish"]), "quick")
    store.keep_study(plan.name, plan.document())
    for task in all_tasks(plan):
        better = task.activation == "mish"
        store.add(finished(task, 0.9 + 0.01 * better + 0.0001 * task.seed * (1 + better)))
    (folder / "results" / "small").mkdir(parents=True)
    write_archive(store, folder / "results" / "small")
    store.close()
    return folder / "results"


def test_one_call_makes_the_whole_gallery(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit_swap, "NETWORKS", ("resnet-v1-20",))
    evidence.write(results(tmp_path), tmp_path / "out")
    text = (tmp_path / "out" / "README.md").read_text()
    verdicts = {key: (published, reduced) for key, published, reduced in ROW.findall(text)}
    assert sorted(verdicts) == sorted(EVERY)
    assert (verdicts["M18"], verdicts["M11"]) == (("not run", "open"), ("not run", ""))
    pictures = FIGURE.findall(text)
    assert "figures/M18.svg" in pictures
    assert all((tmp_path / "out" / picture).is_file() for picture in pictures)
    assert {"report.html", "audit.html"} <= {path.name for path in (tmp_path / "out").iterdir()}
    assert "older version of the code" not in (tmp_path / "out" / "audit.html").read_text()


def test_evidence_is_a_folder_or_a_folder_of_such(tmp_path: Path, call: Call) -> None:
    folder = results(tmp_path)
    (one,) = evidence.folders_of(folder)
    assert call("audit", "M18", "--evidence", folder) == call("audit", "M18", "--evidence", one)
    (tmp_path / "none").mkdir()
    code, _, message = call("audit", "M18", "--evidence", tmp_path / "none")
    assert (code, "none holds no evidence; expected a folder of a study (results.sqlite" in message) == (2, True)
    code, _, message = call("audit", "--evidence", one, folder)
    assert (code, f"got the folder {folder}; write --evidence before each folder" in message) == (2, True)


def test_runs_of_another_version_of_the_code_are_named_older(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = results(tmp_path)
    monkeypatch.setattr("actlab.lab.store.key.code_version", lambda _: "another")
    (found,) = evidence.judge(evidence.folders_of(folder), ("M18",))
    assert found.reduced is not None
    assert found.reduced.older == "18 of 18 runs come from an older version of the code"
    assert found.reduced.older in render([found])


def test_the_committed_gallery_says_what_the_committed_numbers_say() -> None:
    text = (ROOT / "docs" / "evidence" / "README.md").read_text("utf-8")
    verdicts = {key: (published, reduced) for key, published, reduced in ROW.findall(text)}
    assert sorted(verdicts) == sorted(EVERY)
    found = evidence.judge(evidence.folders_of(ROOT / "results"), [key for key in EVERY if key != "M7"])
    expected = {entry.claim.key: (entry.published.verdict, _word(entry.reduced)) for entry in found}
    assert expected.items() <= verdicts.items()
    assert len(text.splitlines()) < 150
    assert all((ROOT / "docs" / "evidence" / picture).is_file() for picture in FIGURE.findall(text))


def _word(reduced: Judgement | None) -> str:
    return reduced.verdict if reduced is not None else ""


def test_a_committed_run_is_computed_again(mnist: object) -> None:
    """Processors round differently: in 157 small steps a thousandth of the loss, in 471 a hundredth of the accuracy."""
    committed = read_archive(ROOT / "results" / "mnist-quick").runs
    task = next(task for task in committed if task.setting.data == "mnist" and task.setting.epochs == 3)
    (again,) = [event for event in execute([task]) if isinstance(event, Run)]
    losses = [[row.train_loss for row in run.epochs[:1]] for run in (committed[task], again)]
    assert losses[1] == pytest.approx(losses[0], rel=1e-3)
    assert again.epochs[-1].test_accuracy == pytest.approx(committed[task].epochs[-1].test_accuracy, abs=0.02)
