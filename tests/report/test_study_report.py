"""Studies from the command line, and their report in a real browser, opened from disk."""

import json
import re
from dataclasses import replace
from fnmatch import fnmatch
from pathlib import Path

import numpy as np
import pytest
import typer
from helpers.made_up import all_tasks, diverged, finished, study
from markupsafe import escape
from typer.testing import CliRunner

from actlab.commands import study as study_command
from actlab.commands.audit import audit
from actlab.errors import ActlabError, BadData, BadValue
from actlab.lab.plan.files import find as find_study
from actlab.lab.plan.files import names
from actlab.lab.plan.plan import Plan
from actlab.lab.reading import load
from actlab.lab.verdicts.findings import find
from actlab.pages.drawing import Curve
from actlab.paper.published.results import figures as published_figures
from actlab.report import figures, numbers, page

FILE = """
key = "mine"
title = "Mine"
question = "Which width?"
arms = ["relu", "mish"]
[base]
hidden = [8]
epochs = 2
train_images = 200
test = "last epoch"
[factors.width]
title = "units"
[factors.width.levels]
4 = { hidden = [4] }
16 = { hidden = [16] }
[fair]
multiples = [0.3, 1]
validation_images = 200
[profiles.quick]
seeds = 3
note = "200 images."
"""

app = typer.Typer(pretty_exceptions_enable=False)
app.add_typer(study_command.app, name="study")
app.command()(study_command.watch)
app.command()(study_command.export)
app.command()(audit)


def actlab(*arguments: object) -> str:
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], catch_exceptions=True)
    if isinstance(result.exception, ActlabError):
        raise result.exception
    assert result.exit_code == 0, (result.output, result.exception)
    return result.output


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of the digits, run by the command."""
    place = tmp_path_factory.mktemp("study")
    (place / "mine.toml").write_text(FILE)
    actlab("study", "run", place / "mine.toml", "--out", place)
    return place


def test_a_study_runs_and_writes_its_report_and_figures(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} >= {"results.sqlite", "results.json", "report.html", "figures"}
    assert {path.name for path in (folder / "figures").iterdir()} == {
        "mine-test_accuracy.svg",
        "mine-test_accuracy.png",
    }


def test_the_numbers_of_every_cell_are_in_one_file(folder: Path) -> None:
    document = json.loads((folder / "results.json").read_text())
    assert document["schema"] == "actlab/results/2"
    (cells,) = document["studies"].values()
    assert list(cells)[:2] == ["Mine: same rate, 4", "Mine: same rate, 16"]
    cell = cells["Mine: same rate, 4"]
    relu = [run["epochs"][-1]["test_accuracy"] for run in cell["runs"] if run["task"]["activation"] == "relu"]
    assert len(relu) == 3
    assert cell["arms"][0]["final_test_accuracy"]["mean"] == pytest.approx(sum(relu) / 3, rel=1e-12)
    assert [pair["arm"] for pair in cell["pairs"]] == ["mish"]
    assert cell["runs"][0]["epochs"][0]["test_accuracy"] is None  # the last epoch alone was tested


def test_a_second_call_runs_nothing_and_says_the_same(folder: Path) -> None:
    output = actlab("study", "run", folder / "mine.toml", "--out", folder)
    assert ", 0 of them now" in output
    assert "Mish against ReLU, tuned rate: " in output


def test_another_number_of_seeds_goes_on(folder: Path, tmp_path: Path) -> None:
    output = actlab("study", "run", folder / "mine.toml", "--out", tmp_path, "--seeds", 1)
    assert "One seed: neither intervals nor verdicts." in output
    text = (tmp_path / "report.html").read_text()
    assert "One seed gives neither an interval nor a verdict." in text
    assert "one seed, so no interval" in text


def test_watch_looks_once(folder: Path) -> None:
    output = actlab("watch", folder, "--once")
    assert re.search(r"Mine: \d+ runs done, 0 to do", output)
    assert "nothing is being trained" in output


def test_export_and_report_again(folder: Path, tmp_path: Path) -> None:
    actlab("export", folder, "--archive", tmp_path / "archive", "--csv", tmp_path / "all.csv")
    actlab("study", "report", tmp_path / "archive", "--out", tmp_path)
    cells = re.compile(r"<td>.*?</td>", re.DOTALL)
    one, again = (cells.findall((place / "report.html").read_text()) for place in (folder, tmp_path))
    assert one[:12] == again[:12]


def test_the_plan_is_shown_with_its_time(folder: Path) -> None:
    output = actlab("study", "show", folder / "mine.toml")
    for words in ("Mine (mine, profile quick)", "same rate: 2 cells: 4; 16", "at most 32 runs", "with 1 worker"):
        assert words in output


def test_every_study_is_listed() -> None:
    output = actlab("study", "list")
    assert all(name in output for name in names())


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        (("study", "run", "mnist-dept"), BadValue, "unknown study 'mnist-dept'. Did you mean 'mnist-depth'"),
        (("study", "run", "mnist-depth", "--profile", "papr"), BadValue, "unknown profile of mnist-depth 'papr'"),
        (("study", "run", "mnist-depth", "--workers", 0), BadValue, "--workers: expected at least 1, got 0"),
        (("study", "run", "mnist-depth", "--seeds", 0), BadValue, "--seeds: expected at least 1, got 0"),
        (("study", "run", "mnist-depth", "--engine", "rai"), BadValue, "unknown engine 'rai'. Did you mean 'ray'"),
        (("watch", "nowhere", "--once"), BadData, "nowhere holds no results.sqlite"),
        (("export", "nowhere"), BadValue, "say what to write: --csv, --parquet"),
        (("audit", "M99"), BadValue, "unknown claim 'M99'"),
        (("audit", "M1", "--against", "Mish"), BadValue, "--against belongs to --table; give the CSV file"),
    ],
)
def test_wrong_use_is_explained(arguments: tuple, error: type[ActlabError], message: str, tmp_path: Path) -> None:
    with pytest.raises(error, match=re.escape(message)):
        actlab(*arguments)


def test_the_audit_speaks_of_one_claim_and_prints_json(tmp_path: Path) -> None:
    output = actlab("audit", "M1", "--evidence", _empty(tmp_path), "--out", tmp_path / "audit.html")
    assert "holds" in output
    assert "-0.3088434" in (tmp_path / "audit.html").read_text()
    found = json.loads(actlab("audit", "m1", "--json", "--evidence", _empty(tmp_path)))["entries"]
    assert [(entry["claim"]["key"], entry["published"]["verdict"]) for entry in found] == [("M1", "holds")]
    assert found[0]["published"]["scale"] == "a proof, no runs"


def _empty(tmp_path: Path) -> Path:
    from actlab.lab.store.export import write_archive
    from actlab.lab.store.store import Store

    store = Store(tmp_path / "empty.sqlite")
    store.open()
    write_archive(store, tmp_path / "empty")
    store.close()
    return tmp_path / "empty"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_opens_from_disk_in_both_schemes(chromium, folder: Path, scheme: str) -> None:
    tab = chromium.new_page(color_scheme=scheme, viewport={"width": 1100, "height": 900})
    messages, requests = [], []
    tab.on("console", lambda message: messages.append(message.text))
    tab.on("pageerror", lambda error: messages.append(str(error)))
    tab.on("request", lambda request: requests.append(request.url))
    tab.goto((folder / "report.html").as_uri())
    assert not messages
    assert requests == [(folder / "report.html").as_uri()]
    assert tab.locator("figure svg").count() == 1
    assert tab.locator("figure svg").bounding_box()["width"] > 600
    body = tab.inner_text("body")
    for words in (
        "Which width?",
        "Profile quick: 200 images. 3 seeds",
        "tuned rate",
        "Mish against ReLU",
        "SHA-256",
        "torch",
    ):
        assert words in body
    ink, paper = (
        sum(map(int, tab.evaluate(f"getComputedStyle(document.body).{what}")[4:-1].split(",")[:3]))
        for what in ("color", "backgroundColor")
    )
    assert abs(ink - paper) > 400  # of 765
    tab.close()


def test_on_a_phone_nothing_is_wider_than_the_screen(chromium, folder: Path) -> None:
    tab = chromium.new_page(viewport={"width": 390, "height": 800})
    tab.goto((folder / "report.html").as_uri())
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    tab.close()


def test_what_diverged_failed_or_is_missing_is_on_the_page() -> None:
    plan = Plan(study(), "quick")
    tasks = all_tasks(plan)
    runs = {task: finished(task, 0.9 + 0.001 * task.seed) for task in tasks[2:]}
    runs[tasks[2]] = diverged(tasks[2])
    text = page.render([find(plan, runs, {tasks[0]: "<b>out of memory</b>"})], runs, {}, "Made up", published_figures)
    assert "1 of 3 diverged" in text
    assert "1 of 3 failed" in text
    assert "1 of 3 missing" in text
    assert "no verdict" in text
    assert "Not every run is there" in text
    assert "<b>out of memory</b>" not in text


def test_the_papers_numbers_stand_beside_ours() -> None:
    found = find(Plan(find_study("mnist-depth"), "quick"), {})
    panel = numbers.published_panel(published_figures, found, "test_accuracy")
    assert panel.labels == tuple(str(depth) for depth in range(15, 26))
    mish = next(curve for curve in panel.curves if curve.title == "Mish")
    assert mish.y[0] == pytest.approx(98.43)
    text = page.render([found], {}, {}, "Depth", published_figures)
    assert "paper 98.43" in text


def test_an_arm_that_the_paper_does_not_report_keeps_its_place_and_colour() -> None:
    mixup = find_study("cifar10-mixup")
    assert mixup.arms == ("relu", "swish", "mish")
    panel = numbers.published_panel(published_figures, find(Plan(mixup, "quick"), {}), "test_accuracy")
    assert [curve.title for curve in panel.curves] == ["ReLU", "Swish", "Mish"]
    assert [np.isfinite(curve.y).any() for curve in panel.curves] == [True, False, True]
    networks = numbers.published_panel(
        published_figures, find(Plan(find_study("cifar10-networks"), "quick"), {}), "test_accuracy"
    )
    assert networks.curves[2].y[networks.labels.index("ResNet v2-20")] == pytest.approx(92.02)


def test_panels_hold_means_and_intervals_of_the_seeds() -> None:
    plan = Plan(study(), "quick")
    runs = {task: finished(task, 0.9 + 0.01 * task.seed) for task in all_tasks(plan)}
    (panel,) = numbers.panels(find(plan, runs), "test_accuracy")
    assert panel.labels == ("4", "8")
    assert panel.curves[0].y == pytest.approx([91.0, 91.0])
    assert all(panel.curves[0].low < panel.curves[0].y)


def test_smoke_of_the_studies_of_the_plane(tmp_path: Path) -> None:
    check_smoke(("plane-*",), tmp_path)


@pytest.mark.slow
def test_smoke_of_every_study_of_small_networks(mnist: object, tmp_path: Path) -> None:
    check_smoke(("mnist-*", "plane-*"), tmp_path)


def check_smoke(patterns: tuple[str, ...], folder: Path) -> None:
    """The studies run whole with little data, and stand in the report."""
    chosen = [name for name in names() if any(fnmatch(name, pattern) for pattern in patterns)]
    output = actlab("study", "run", *patterns, "--profile", "smoke", "--out", folder)
    assert "missing" not in output
    text = (folder / "report.html").read_text()
    for name in chosen:
        assert escape(find_study(name).title) in text
    findings = load(folder)[0]
    assert len(findings) == len(chosen) >= len(patterns)
    assert all(entry.complete for entry in findings)


def test_categories_are_not_joined_and_the_papers_panel_has_the_same_axis() -> None:
    """Between optimizers there is nothing to join; no axis goes above 100 %."""
    x, y = np.arange(2), np.array([97.0, 99.9])
    curve = Curve("Mish", x, y, y - 1, np.minimum(y + 1, 100.0), 3)
    ours, theirs = (numbers.Panel("ours", ("SGD", "Adam"), (curve,)), numbers.Panel("paper", ("SGD", "Adam"), (curve,)))
    wide = replace(theirs, curves=(Curve("Mish", x, np.array([60.0, 99.9])),))
    drawn = figures.draw_panels([ours], "test_accuracy", "optimizer", wide)
    one, other = drawn.axes
    assert one.get_lines()[0].get_linestyle() == "None"
    assert one.get_ylim() == other.get_ylim()
    assert one.get_ylim()[0] < 60
    assert one.get_ylim()[1] <= 100
    joined = figures.draw_panels([replace(ours, labels=("0.1", "1e0"))], "test_accuracy", "rate")
    assert joined.axes[0].get_lines()[0].get_linestyle() == "-"
