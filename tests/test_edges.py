"""What goes wrong for a reason of the user's or the machine's is one message and exit code 2, never a traceback."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from helpers.command import Call, without_torch

from actlab import __version__, cli, faults

ACTLAB = str(Path(sys.executable).with_name("actlab"))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("plot", "relu", "-o", "/proc/absent/chart.svg"), "/proc/absent"),
        (("explain", "mish", "-o", "/proc/absent/mish.svg"), "/proc/absent"),
        (
            ("compare", "relu", "--seeds", 1, "--out", "/dev/null"),
            "A file stands where a folder is needed",
        ),
        (("compare", "relu", "--seeds", 1, "--out", "/proc/absent"), "/proc/absent"),
        (("study", "report", "/proc/absent"), "/proc/absent"),
        (("show", "swish:beta=1e400"), "beta"),
        (("plot", "relu", "--x=-1e308,1e308", "-o", "x.svg"), "--x: expected numbers from -1e+100 to 1e+100"),
        (("plot", "relu", "--y=-inf,inf", "-o", "x.svg"), "--y: expected numbers from -1e+100 to 1e+100"),
        (("compare", "--against", "rleu"), "--against: unknown activation 'rleu'. Did you mean 'relu'"),
    ],
)
def test_a_place_that_cannot_be_written_and_a_number_too_large_are_messages(
    arguments: tuple, message: str, call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, messages = call(*arguments)
    assert code == 2
    assert messages.startswith("actlab: ")
    assert message in messages


def test_a_fault_of_our_own_keeps_its_traceback(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    """The net is not so wide that it hides a mistake in the code."""

    def broken() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(cli, "_command", broken)
    with pytest.raises(ZeroDivisionError):
        cli.main()
    assert not issubclass(ZeroDivisionError, faults.KINDS)


def test_a_full_disk_is_a_message(tmp_path: Path, call: Call) -> None:
    (tmp_path / "chart.svg.part").symlink_to("/dev/full")
    (tmp_path / "chart.svg").symlink_to("/dev/full")
    code, _, messages = call("plot", "relu", "-o", tmp_path / "chart.svg")
    assert code == 2
    assert "No space left on device. Make room" in messages


@pytest.mark.parametrize(
    "arguments",
    [
        ("bench", "--out", "/proc/absent/chart.svg"),
        ("replay", "--out", "/proc/absent"),
        ("landscape", "loss", "--out", "/proc/absent"),
    ],
)
def test_a_place_that_cannot_be_written_is_refused_before_minutes_of_work(arguments: tuple[str, ...]) -> None:
    done = subprocess.run([ACTLAB, *arguments], capture_output=True, text=True, check=False, timeout=50)
    assert done.returncode == 2
    assert done.stderr.startswith("actlab: /proc/absent")


@pytest.mark.parametrize(
    ("arguments", "file", "row"),
    [
        (("bench", "--quick", "--rounds", 3, "--out", "chart.svg"), "chart.svg", "mish"),
        (("landscape", "output", "mish", "--seeds", 2, "--points", 5, "--out", "."), "results.json.part", "Mish"),
        (("replay", "--epochs", 1, "--out", "."), "results.json.part", "Mish"),
    ],
)
def test_what_was_measured_is_printed_though_the_disk_is_full(
    arguments: tuple, file: str, row: str, call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, mnist: object
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / file).symlink_to("/dev/full")
    code, output, messages = call(*arguments)
    assert code == 2
    assert "No space left on device" in messages
    assert row in output


def test_a_terminal_of_ascii_gets_every_line() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C", "PYTHONUTF8": "0"}
    done = subprocess.run([ACTLAB, "show", "mish"], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "x/((1 + exp(-x))*cosh(sp)^2) + tanh(sp)" in done.stdout
    assert "?" not in done.stdout


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_a_closed_stream_is_no_traceback(closed: str) -> None:
    done = subprocess.run(["bash", "-c", f"{ACTLAB} list {closed}"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert bool(done.stdout) == (closed == "2>&-")


@pytest.mark.parametrize("columns", ["1", "20", "22"])
@pytest.mark.parametrize("name", ["mish", "swiglu"])
def test_a_narrow_terminal_gets_the_record(
    columns: str, name: str, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    assert call("show", name)[::2] == (0, "")


@pytest.mark.parametrize("along", ["0,2000", "709,710", "-1e100,1e100"])
def test_a_function_that_leaves_all_numbers_is_drawn_without_a_warning(
    along: str, call: Call, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert call("plot", "exponential", "relu", f"--x={along}", "-o", "x.svg")[::2] == (0, "Chart: x.svg\n")


def test_a_reader_that_leaves_early_is_no_traceback() -> None:
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {ACTLAB} study list --json | head -c 10"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert done.stdout == '{"schema":'


def test_the_version_is_an_option_too(call: Call) -> None:
    assert call("--version")[:2] == (0, f"{__version__}\n")


def test_studies_are_listed_in_80_columns_and_as_json_without_torch(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    code, out, _ = call("study", "list")
    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
    _, text, _ = call("study", "list", "--json")
    found = json.loads(text)
    assert (found["schema"], found["version"]) == ("actlab/studies/1", __version__)
    assert all(study["name"] in out for study in found["studies"])
    done = without_torch("study", "list")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("command", [("find", "nn:x"), ("search", "nn:x"), ("bench",), ("landscape", "output")])
def test_without_torch_a_command_says_what_to_install(command: tuple[str, ...]) -> None:
    done = without_torch(*command)
    assert done.returncode == 2
    assert "PyTorch, which is not installed" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_run_that_lacks_memory_has_failed_and_not_diverged_and_table_and_report_come(tmp_path: Path) -> None:
    """A layer of 10^11 units: no machine has the memory, so every run of the arm fails, ReLU's among them."""
    command = [ACTLAB, "compare", "relu", "mish", "--hidden", "100000000000", "--epochs", "1", "--seeds", "1"]
    done = subprocess.run([*command, "--out", str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert "2 runs failed: too little memory for 25,600,000,000,000 bytes" in done.stdout
    assert "diverged" not in done.stdout
    document = json.loads((tmp_path / "results.json").read_text("utf-8"))
    assert [(len(arm["failed"]), arm["diverged"], arm["missing"]) for arm in document["arms"]] == [(1, [], [])] * 2
    assert "1 of 1 failed" in (tmp_path / "report.html").read_text("utf-8")
