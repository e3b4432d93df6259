"""torchrun: one run over two processes, on real images, is the run of one process; a process that is lost ends it."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from actlab.errors import BadValue
from actlab.lab.execute.attempt import attempt
from actlab.lab.execute.engine import execute
from actlab.lab.plan.run import Run, Task
from actlab.lab.plan.study import setting_from
from actlab.lab.store.export import archive_of
from actlab.lab.store.store import Store
from actlab.lab.training import ranks
from actlab.lab.training.devices import one_thread, place_for

TORCHRUN = (sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2")
# The command; at the end of each process the last thing is what threads it still has.
COMMAND = """
import atexit, runpy
from pathlib import Path

def name_threads():
    print("Threads:", *sorted(path.read_text().strip() for path in Path("/proc/self/task").glob("*/comm")), flush=True)

atexit.register(name_threads)
runpy.run_module("actlab", run_name="__main__")
"""
# Real images; of 400, in batches of 64, the last has 16. cnn6 is without batch normalisation, here without dropout.
STUDY = """
key = "{key}"
title = "Batches over two processes"
arms = {arms}
protocols = ["same rate"]
[base]
data = "cifar10"
train_images = {images}
test_images = 100
epochs = {epochs}
batch_size = 64
{network}
[profiles.quick]
seeds = {seeds}
"""
CNN6 = """network = "cnn6"
hidden = [16]
filters = [4, 6]
learning_rate = 0.05
augmentation = "crop:4,flip"
mixup = 0.4
l2 = 0.01
"""
RESNET = 'network = "resnet-v1-20"\nshrink = 2\nlearning_rate = 0.01'
TOLERANCE = 1e-5


@pytest.fixture(autouse=True, scope="module")
def _cifar_is_there(cifar10_is_there: None) -> None:
    """Real images."""


def study_file(folder: Path, network: str = CNN6, **changes: object) -> Path:
    wanted = {"key": "shared-batches", "epochs": 2, "seeds": 1, "images": 400, "arms": ["relu", "mish"], **changes}
    path = folder / f"{wanted['key']}.toml"
    path.write_text(STUDY.format(network=network, **wanted))
    return path


def arguments(folder: Path, *more: object) -> list[str]:
    script = folder / "command.py"
    script.write_text(COMMAND)
    return [
        *TORCHRUN,
        str(script),
        "study",
        "run",
        *map(str, more),
        "--profile",
        "quick",
        "--device",
        "cpu",
        "--out",
        str(folder),
    ]


def on_two(folder: Path, *more: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(arguments(folder, *more), capture_output=True, text=True, timeout=300, check=False)


def runs_in(folder: Path) -> dict[Task, Run]:
    store = Store(folder / "results.sqlite")
    store.open(lambda message: pytest.fail(message))
    try:
        return archive_of(store).runs
    finally:
        store.close()


def losses(run: Run) -> list[float]:
    return [loss for row in run.epochs for loss in (row.train_loss, row.test_loss)]


def alone(task: Task, **changes: object) -> Run:
    setting = setting_from({**task.setting.changed, "processes": 1, **changes}, "test")
    with one_thread():
        *_, run = attempt(Task(setting, task.seed))
    assert isinstance(run, Run)
    return run


@pytest.mark.waits
def test_runs_over_two_processes_are_those_of_one(tmp_path: Path) -> None:
    check_runs_over_two_processes(tmp_path, {})


@pytest.mark.slow  # each start of two processes takes five seconds
@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for the process in /proc")
def test_runs_over_two_processes_are_those_of_one_whatever_is_killed(tmp_path: Path) -> None:
    check_runs_over_two_processes(tmp_path, killed(tmp_path))


def check_runs_over_two_processes(tmp_path: Path, saved: dict[Task, Run]) -> None:
    """They go on from those that are saved, and are the runs of one process."""
    seeds = len(saved) // 2 + 1
    resnet = study_file(tmp_path, RESNET, key="normalised", epochs=1, images=128, arms=["mish"])
    done = on_two(tmp_path, study_file(tmp_path, seeds=seeds), resnet)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("Threads:") == 2
    assert "gloo" not in done.stdout  # a thread of torch's that outlives the command may abort the process
    assert done.stdout.count("Batches over two processes ") == 2  # of each study; one of the processes prints
    runs = runs_in(tmp_path)
    assert all(losses(runs[task]) == losses(run) for task, run in saved.items())
    small = {task: run for task, run in runs.items() if task.setting.network == "cnn6"}
    assert len(small) == 2 * seeds > len(saved)
    assert {(task.activation, task.setting.processes) for task in small} == {("relu", 2), ("mish", 2)}
    assert all(run.finished and len(run.epochs) == 3 for run in small.values())
    for task in [task for task in small if task.seed == 0]:
        is_that_of_one(task, small[task])
    ((task, run),) = [(task, run) for task, run in runs.items() if task not in small]
    is_normalised_over_each_share(task, run)
    assert "over each process's share of it on a CPU" in processes(tmp_path)


def killed(folder: Path) -> dict[Task, Run]:
    """What a study has saved of which one process was killed after the first run: whole runs alone."""
    command = subprocess.Popen(
        arguments(folder, study_file(folder, seeds=40)), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    for _ in range(1200):
        time.sleep(0.1)
        if _runs_kept(folder / "results.sqlite"):
            break
    (follower,) = followers(command.pid)
    assert most_memory(follower) < 1.2e9
    os.kill(follower, signal.SIGKILL)
    _, errors = command.communicate(timeout=120)
    assert command.returncode != 0, errors
    saved = runs_in(folder)
    assert 0 < len(saved) < 80
    assert all(run.finished and len(run.epochs) == 3 for run in saved.values())
    return saved


def is_that_of_one(task: Task, run: Run) -> None:
    one = alone(task)
    assert losses(run) == pytest.approx(losses(one), rel=TOLERANCE)
    assert losses(run) != pytest.approx(losses(alone(task, learning_rate=0.0501)), rel=TOLERANCE)  # it can fail
    assert [row.train_accuracy for row in run.epochs] == pytest.approx(
        [row.train_accuracy for row in one.epochs], abs=1e-6
    )


def is_normalised_over_each_share(task: Task, run: Run) -> None:
    one = losses(alone(task))
    assert losses(run)[:2] == pytest.approx(one[:2], rel=TOLERANCE)  # before training
    assert losses(run)[2] != pytest.approx(one[2], rel=1e-3)
    assert losses(run)[2] == pytest.approx(one[2], rel=0.3)


def processes(folder: Path) -> str:
    """What the records say of the processes."""
    store = Store(folder / "results.sqlite")
    (environment,) = archive_of(store).environments
    store.close()
    assert environment["processes"].startswith("2, started by torchrun; batch normalisation over")
    return environment["processes"]


def followers(parent: int) -> Iterator[int]:
    """The processes of rank 1 that ``parent`` has started."""
    for path in Path("/proc").glob("[0-9]*"):
        try:
            started_by = int((path / "stat").read_text().rsplit(")", 1)[1].split()[1])
            if started_by == parent and b"\0RANK=1\0" in b"\0" + (path / "environ").read_bytes():
                yield int(path.name)
        except OSError:
            continue


def most_memory(process: int) -> int:
    """The bytes that a process held at most: its data set is CIFAR-10 whole, of which the study takes a part."""
    lines = dict(line.split(":", 1) for line in Path(f"/proc/{process}/status").read_text().splitlines())
    return 1024 * int(lines["VmHWM"].split()[0])


def _runs_kept(path: Path) -> int:
    """By SQLite itself, while another process writes."""
    if not path.exists():
        return 0
    with closing(sqlite3.connect(path, timeout=30)) as connection:
        if not connection.execute("select 1 from sqlite_master where name = 'run'").fetchone():
            return 0
        return int(connection.execute("select count(*) from run").fetchone()[0])


@pytest.mark.slow
def test_wrong_use_is_a_message_of_one_process_and_ends_all(tmp_path: Path) -> None:
    done = on_two(tmp_path, study_file(tmp_path), "--workers", "2")
    assert done.returncode != 0
    assert done.stderr.count("actlab: --workers: torchrun has started the processes already") == 1


def test_processes_without_torchrun_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    setting = setting_from({"data": "cifar10", "network": "resnet-v1-20", "processes": 2}, "test")
    with pytest.raises(BadValue, match=r"got 2; start with torchrun --nproc-per-node 2 -m actlab"):
        list(attempt(Task(setting, 0)))
    with pytest.raises(BadValue, match="batch_size must be at least 2 for each process: 4 for 2 of them"):
        setting_from({"data": "cifar10", "network": "resnet-v1-20", "processes": 2, "batch_size": 3}, "test")
    with pytest.raises(BadValue, match="seeds_together and processes exclude each other"):
        setting_from({"data": "cifar10", "network": "cnn6", "hidden": (8,), "processes": 2, "seeds_together": 2}, "t")
    for name, value in (("TORCHELASTIC_RUN_ID", "x"), ("WORLD_SIZE", "2"), ("RANK", "1"), ("LOCAL_WORLD_SIZE", "999")):
        monkeypatch.setenv(name, value)
    assert place_for(True, "cpu")["processes"] == 2
    with pytest.raises(BadValue, match="--workers: torchrun has started the processes already; leave it out, got 2"):
        list(execute([], workers=2))
    with pytest.raises(BadValue, match="expected a GPU for each of the 999 processes of this machine"):
        ranks.refuse(setting.model_copy(update={"device": "cuda"}))
