"""The command line, run as a user runs it."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from helpers.command import Call

from actlab.define import gates

QUICK = ("compare", "relu", "mish", "--epochs", 2, "--seeds", 2, "--hidden", "16")


def figures(text: str) -> list[dict]:
    runs = json.loads(text)["runs"]
    for run in runs:
        for row in run["epochs"]:
            del row["seconds"], row["cpu_seconds"]
    return runs


def test_compare_prints_a_table_and_a_sentence_and_writes_three_files(actlab_command, tmp_path: Path) -> None:
    done = actlab_command(*QUICK, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    for words in ("test accuracy, %", "ranks", "best, %", "epochs to 97%", "2 of 2"):
        assert words in done.stdout
    assert {path.name for path in (tmp_path / "out").iterdir()} >= {"report.html", "results.json", "results.sqlite"}
    assert f"Report: {tmp_path / 'out' / 'report.html'}" in done.stderr


def test_the_same_call_gives_the_same_numbers_another_seed_others(call: Call, tmp_path: Path) -> None:
    def run(name: str, *more: object) -> list[dict]:
        code, out, messages = call(*QUICK, "--json", "--out", tmp_path / name, *more)
        assert code == 0, messages
        assert out.strip() == json.dumps(json.loads((tmp_path / name / "results.json").read_text()))
        return figures(out)

    first = run("first")
    assert run("second") == first
    assert run("two workers", "--workers", 2) == first
    other = run("other", "--first-seed", 7)
    assert [row["epochs"] for row in other] != [row["epochs"] for row in first]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("mesh",), "NAMES: unknown activation 'mesh'. Did you mean 'mish'? Known: "),
        (("--learning-rate", "0"), "--learning-rate: expected a number greater than 0, got 0.0."),
        (("--learning-rate=-1",), "--learning-rate: expected a number greater than 0, got -1.0."),
        (("--epochs", "0"), "--epochs: expected a number of at least 1, got 0."),
        (("--seeds", "0"), "--seeds: expected a number of at least 1, got 0."),
        (("--hidden", ""), "--hidden: expected at least 1 of them, got ()"),
        (("--hidden", "10,0"), "--hidden: expected a number of at least 1, got 0."),
        (("--hidden", "ten"), "--hidden: expected whole numbers such as 100,50, got 'ten'."),
        (("--workers", "0"), "--workers: expected at least 1, got 0."),
        (("--network", "cnn"), "--network: unknown network 'cnn'. Did you mean 'cnn6'?"),
    ],
)
def test_bad_options_are_refused_before_any_training(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, messages = call("compare", *arguments)
    assert code == 2
    assert messages.startswith("actlab: ")
    assert message in messages
    assert not list(tmp_path.iterdir())


def test_another_comparison_in_the_folder_needs_force(call: Call, tmp_path: Path) -> None:
    assert call(*QUICK, "--out", tmp_path)[0] == 0
    before = (tmp_path / "results.json").read_bytes()
    code, _, messages = call(*QUICK, "--batch-size", 64, "--out", tmp_path)
    assert code == 2
    assert "holds another comparison: batch_size is 32 there and 64 here" in messages
    assert (tmp_path / "results.json").read_bytes() == before
    assert call(*QUICK, "--batch-size", 64, "--out", tmp_path, "--force")[0] == 0


PATIENCE = 600.0  # seconds of the clock; a run takes one where nothing else runs
LONG = ("compare", "relu", "mish", "--epochs", "12", "--seeds", "3", "--hidden", "16", "--json")


@pytest.mark.waits
def test_control_c_keeps_what_is_finished_and_says_how_to_go_on(call: Call, tmp_path: Path) -> None:
    whole = figures(call(*LONG, "--out", tmp_path / "whole")[1])
    for workers in (1, 2):
        _interrupt(tmp_path / f"cut {workers}", workers)
        assert figures(call(*LONG, "--out", tmp_path / f"cut {workers}")[1]) == whole


def _interrupt(folder: Path, workers: int) -> None:
    process = subprocess.Popen(
        [str(Path(sys.executable).with_name("actlab")), *LONG, "--workers", str(workers), "--out", folder],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # a background shell ignores it
    )
    _wait_for_runs(folder / "results.sqlite", 1)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to the parent and its workers
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 130, errors
    assert "The same command goes on from there." in errors
    assert "Traceback" not in errors


def _wait_for_runs(store: Path, count: int) -> None:
    import sqlite3

    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        time.sleep(0.02)
        if store.exists():
            connection = sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=10)
            try:
                if connection.execute("SELECT count(*) FROM run").fetchone()[0] >= count:
                    return
            except sqlite3.OperationalError:
                pass  # the tables are not there yet
            finally:
                connection.close()
    pytest.fail(f"no {count} runs in {store} after {PATIENCE:g} s")


def test_a_diverged_run_is_shown_in_table_and_report(call: Call, tmp_path: Path) -> None:
    code, out, messages = call(*QUICK, "--learning-rate", "1e30", "--out", tmp_path)
    assert code == 0, messages
    assert "0 of 2" in out
    assert "ReLU diverged, seed 0: the loss was no longer finite in epoch 1." in out
    words = "Mish against ReLU: no verdict (Mish diverged in 2 of 2; ReLU diverged in 2 of 2)."
    assert words in " ".join(out.split())
    page = (tmp_path / "report.html").read_text()
    assert page.count("2 of 2 diverged") == 2
    assert words in page


@pytest.mark.waits
@pytest.mark.parametrize(("seeds", "epochs", "least"), [(1, 2, 0.94), pytest.param(3, 5, 0.96, marks=pytest.mark.slow)])
def test_mnist_by_the_command(
    mnist: object, actlab_command, tmp_path: Path, seeds: int, epochs: int, least: float
) -> None:
    """Three functions on the whole of MNIST: every accuracy is over 94 % after two epochs, over 96 % after five."""
    done = actlab_command(
        "compare", "--data", "mnist", "--seeds", seeds, "--epochs", epochs, "--out", tmp_path, "--json", "--workers", 2
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert [arm["title"] for arm in result["arms"]] == ["ReLU", "Swish", "Mish"]
    finals = [run["epochs"][-1]["test_accuracy"] for run in result["runs"]]
    assert len(finals) == 3 * seeds
    assert min(finals) > least


def test_list_and_show(actlab_command, call: Call) -> None:
    listed = actlab_command("list").stdout
    assert "mish" in listed
    assert "leaky_relu" in listed
    shown = actlab_command("show", "silu").stdout
    for words in ("Swish", "silu", "x / (1 + exp(-beta * x))", "beta = 1", "1710.05941", "slope", "curvature"):
        assert words in shown
    record = json.loads(call("show", "leaky_relu:0.05", "--json")[1])
    assert record["chosen"] == {"slope": 0.05}
    assert record["properties"]["slope"]["lowest"] == 0.05
    listed = json.loads(call("list", "--json")[1])
    assert listed["schema"] == "actlab/activations/1"
    assert len(listed["entries"]) >= 12


def test_list_and_show_a_gate(call: Call) -> None:
    shown = call("show", "swiglu_oai:limit=5")[1]
    for words in (
        "SwiGLU OAI",
        "g(a) h(b)",
        "h'(b)",
        "(0 if (b > limit)",
        "limit = 5",
        "arXiv:2508.10925",
        "slope by a",
    ):
        assert words in shown
    assert "every second number, a is the first" in shown
    record = json.loads(call("show", "swiglu", "--json")[1])
    assert record["schema"] == "actlab/gate/1"
    assert record["chosen"] == {"alpha": 1.0, "limit": None, "plus": 0.0}
    assert record["slopes"]["b"] == "a/(1 + exp(-a*alpha))"
    listed = json.loads(call("list", "--gates", "--json")[1])
    assert {entry["key"] for entry in listed["entries"]} == set(gates())
    assert "max(a, 0) * b" in call("list", "--gates")[1]


def test_show_takes_a_gate_of_a_users_own(call: Call, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('[sine_gate]\nformula = "sin(a) * b"\n')
    shown = call("--define", str(tmp_path / "mine.toml"), "show", "sine_gate")[1]
    for words in ("sin(a) * b", "slope by a     b·cos(a)", "slope by b     sin(a)"):
        assert words in shown


def test_show_prints_properties_and_a_small_plot(call: Call) -> None:
    shown = call("show", "mish")[1]
    for words in ("minimum              −0.3088434 at x = −1.192431", "largest slope        1.088498", "gain"):
        assert words in shown
    plot = [line for line in shown.splitlines() if any("\u2800" <= letter <= "\u28ff" for letter in line)]
    assert len(plot) == 9  # none is broken in two
    assert "-0.309" in plot[-1]
    numbers = json.loads(call("show", "mish", "--json")[1])["properties"]
    assert numbers["value"]["minimum"]["value"] == pytest.approx(-0.30884341301725, rel=1e-13)
    assert numbers["value"]["minimum"]["places"][0][0] == pytest.approx(-1.19243121451550, rel=1e-13)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("show", "mosh"), "unknown activation 'mosh'. Did you mean 'mish'?"),
        (("plot", "relu", "-o", "chart.pdf"), "expected a file name that ends in .svg or .png, got 'chart.pdf'."),
        (("plot", "relu", "-o", "c.svg", "--x", "5"), "--x: expected two numbers such as --x=-5,5, got '5'."),
        (("plot", "relu", "-o", "c.svg", "--y=2,-1"), "--y: expected the smaller number first, got '2,-1'."),
        (("show", "leaky_relu:slop=0.05"), "unknown parameter of leaky_relu 'slop'. Did you mean 'slope'?"),
        (("show", "leaky_relu:0.05,0.1"), "cannot read '0.1' of leaky_relu: write parameter=value."),
        (("show", "leaky_relu:slope=x"), "parameter 'slope' of leaky_relu expects a number, got 'x'."),
    ],
)
def test_wrong_words_are_explained(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, messages = call(*arguments)
    assert code == 2
    assert message in messages
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("ending", ["svg", "png"])
def test_plot_writes_a_picture(actlab_command, tmp_path: Path, ending: str) -> None:
    chart = tmp_path / "new folder" / f"chart.{ending}"
    done = actlab_command("plot", "relu", "mish", "--y=-0.5,2", "-o", chart)
    assert done.returncode == 0, done.stderr
    head = chart.read_bytes()[:200]
    assert head.startswith(b"\x89PNG") if ending == "png" else b"<svg" in chart.read_bytes()
