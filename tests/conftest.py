"""What several tests share. What is missing on a developer's machine skips by name; in CI it is an error."""

import gc
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import pytest
from helpers.command import Call

from actlab import cli
from actlab.define import registry
from actlab.lab.data import data_set, sets


def _absent(what: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(f"{what} must be there in CI")
    pytest.skip(f"{what} is not there")


def pytest_configure() -> None:
    """Set what tests and their processes inherit, before any of them loads torch or SymPy."""
    # Threads that wait for each other give their processor to another worker: half the time where workers train.
    os.environ["OMP_WAIT_POLICY"] = "PASSIVE"
    os.environ["SYMPY_CACHE_SIZE"] = "None"  # SymPy remembers all it did: derivations take a tenth less time


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collecting 12,000 tests makes no garbage: looking for it takes half the time, then and later."""
    gc.disable()
    collected = yield
    gc.enable()
    gc.freeze()
    return collected


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What waits for processes, then for a browser, runs first: at the end the other workers would wait with it."""
    items.sort(key=lambda item: (not item.get_closest_marker("waits"), "chromium" not in item.fixturenames))


@pytest.fixture(autouse=True)
def _own_functions_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    for table in ("_records", "_aliases", "_gates", "_gate_aliases"):
        monkeypatch.setattr(registry, table, dict(getattr(registry, table)))


@pytest.fixture(scope="session")
def mnist() -> data_set.DataSet:
    """The real MNIST."""
    if not any((folder / "mnist.npz").is_file() for folder in data_set.folders()):
        _absent("MNIST (mnist.npz in ACTLAB_DATA or the user's cache)")
    return sets.load("mnist")


@pytest.fixture(scope="session")
def chromium() -> Iterator[object]:
    """Debian's Chromium, headless, driven by playwright."""
    path = shutil.which("chromium")
    if path is None:
        _absent("chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


@pytest.fixture
def actlab_command() -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run the installed command in a process of its own: ``actlab_command("compare", "--seeds", 2)``."""

    def run(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
        command = [str(Path(sys.executable).with_name("actlab")), *map(str, arguments)]
        return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, **options)

    return run


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Call:
    """The command in this process: its exit code, its output, its messages."""
    monkeypatch.setattr(cli, "_replace_what_cannot_be_shown", lambda: None)  # pytest's streams have no reconfigure

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["actlab", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, messages = capsys.readouterr()
        return int(ended.value.code or 0), out, messages

    return run
