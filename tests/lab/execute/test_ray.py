"""Ray gives the same numbers as processes do."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers import own_model
from helpers.irises import irises

from actlab.errors import Missing
from actlab.lab.data.own import bring
from actlab.lab.execute.engine import engine, execute
from actlab.lab.plan import bringing
from actlab.lab.plan.comparison import comparison, plan_of
from actlab.lab.plan.run import Run, Task
from actlab.lab.plan.setting import Setting

pytestmark = pytest.mark.waits

TASKS = [Task(Setting(activation=key, epochs=2, hidden=(8,)), seed) for seed in (0, 1) for key in ("relu", "mish")]

MARK = "ACTLAB_TEST_OF_RAY"
PATIENCE = 120.0  # all end in milliseconds; on a busy machine their turn may come late
LONG = """
key = "long"
title = "Long"
question = "Does it end?"
arms = ["relu"]
protocols = ["same rate"]
base = {data = "digits", hidden = [8], epochs = 1000000}
factors.rate = {title = "rate", levels = {low = {learning_rate = 0.05}}}
profiles.smoke = {note = "tiny", seeds = 1}
"""


def marked(mark: str) -> list[str]:
    """The command lines of the other living processes with a mark in their environment, whoever is their parent."""
    found = []
    for environment in Path("/proc").glob("[0-9]*/environ"):
        try:
            here = f"{MARK}={mark}\0".encode() in environment.read_bytes()
            state = environment.with_name("stat").read_text("utf-8", "replace").rsplit(")", 1)[1].split()[0]
            words = environment.with_name("cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:
            continue
        if here and state not in "ZX" and "resource_tracker" not in words:
            found.append(words)
    return found


def of_a_users_model() -> list[Task]:
    """Two arms, one of them a module, in a network that is no part of actlab, with data that no worker has."""
    arms = [bringing.arm("mish"), bringing.arm(own_model.Snake)]
    changes = {"network": bringing.network(own_model.make_network), "data": bring(irises()), "epochs": 1}
    return plan_of(comparison(arms, changes, seeds=1)).known_tasks({})


@pytest.fixture
def _ray() -> Iterator[None]:
    from importlib.util import find_spec

    if find_spec("ray") is None:
        if os.environ.get("ACTLAB_EXTRAS"):
            pytest.fail("Ray must be there where ACTLAB_EXTRAS is set")
        pytest.skip("Ray is not there")
    return


def numbers(events: Iterator[object]) -> dict[Task, tuple[object, ...]]:
    runs = [event for event in events if isinstance(event, Run)]
    return {run.task: tuple((row.train_loss, row.test_loss, row.test_accuracy) for row in run.epochs) for run in runs}


@pytest.mark.filterwarnings(
    "ignore::ResourceWarning", "ignore::DeprecationWarning", "ignore::FutureWarning"
)  # Ray's own
@pytest.mark.usefixtures("_ray")
def test_ray_gives_the_same_numbers_and_fails_as_processes_do(monkeypatch: pytest.MonkeyPatch) -> None:
    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setenv(MARK, "whole")
    huge = Task(Setting(epochs=1, hidden=(4_000_000, 4_000_000)), 0)
    tasks = [*TASKS, *of_a_users_model()]
    events = list(engine("ray", workers=2)(iter([*tasks, huge])))
    failed = [event for event in events if isinstance(event, Run) and not event.finished]
    assert [(run.task, run.status) for run in failed] == [(huge, "failed")]
    found = numbers(event for event in events if event not in failed)
    assert found == numbers(execute(tasks))
    assert len(found) == len(TASKS) + 2
    assert signal.getsignal(signal.SIGTERM) is before  # or a command on Ray would not end as others do
    assert not marked("whole")  # no service of Ray is left


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel of Linux ends orphans")
@pytest.mark.usefixtures("_ray")
@pytest.mark.parametrize(
    ("number", "phase"),
    [
        (signal.SIGKILL, "gcs_server"),
        pytest.param(signal.SIGTERM, "raylet", marks=pytest.mark.slow),
        pytest.param(signal.SIGHUP, "ray::_train", marks=pytest.mark.slow),
    ],
)
def test_what_ray_has_started_ends_with_a_command(number: signal.Signals, phase: str, tmp_path: Path) -> None:
    (tmp_path / "long.toml").write_text(LONG, "utf-8")
    words = ["study", "run", "./long.toml", "--profile", "smoke", "--engine", "ray", "--out", "out"]
    command = subprocess.Popen(
        [sys.executable, "-m", "actlab", *words],
        cwd=tmp_path,
        env={**os.environ, MARK: phase},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        until = time.monotonic() + PATIENCE
        while not any(phase in line for line in marked(phase)) and time.monotonic() < until:
            time.sleep(0.05)
        assert len(marked(phase)) > 2  # the command, its process for Ray, a service
        command.send_signal(number)
        assert command.wait(PATIENCE) != 0
        while marked(phase) and time.monotonic() < until:
            time.sleep(0.05)
        assert not marked(phase)
    finally:
        command.kill()
        command.wait()


def test_without_ray_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.util

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(Missing, match=r"--engine ray needs Ray, .*pip install 'actlab\[ray\]'"):
        engine("ray")


def test_an_unknown_engine_is_refused() -> None:
    with pytest.raises(ValueError, match=r"unknown engine 'rays'. Did you mean 'ray'\?"):
        engine("rays")
