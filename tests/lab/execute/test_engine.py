"""A task that loses every worker, wrong use and lack of memory; test_resume kills workers that are replaced."""

import multiprocessing
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from actlab.errors import BadData
from actlab.kernels import cache
from actlab.lab.execute.engine import execute
from actlab.lab.plan.run import Run, Task
from actlab.lab.plan.setting import Setting

TASKS = [Task(Setting(activation=key, epochs=20, hidden=(16,)), seed) for seed in (0, 1) for key in ("relu", "mish")]


def test_a_task_that_loses_every_worker_fails_with_advice() -> None:
    stop = threading.Event()

    def hunt() -> None:
        while not stop.is_set():
            for child in multiprocessing.active_children():
                child.kill()
            time.sleep(0.05)

    hunter = threading.Thread(target=hunt)
    hunter.start()
    try:
        runs = [event for event in execute(TASKS, workers=2) if isinstance(event, Run)]
    finally:
        stop.set()
        hunter.join()
    assert {run.task for run in runs} == set(TASKS)
    for run in runs:
        assert (run.status, run.epochs) == ("failed", ())
        assert "ended 2 times with exit code -9; it may have run out of memory: try fewer --workers" in run.message


def test_wrong_use_seen_by_a_worker_reaches_the_caller(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ACTLAB_DATA", str(tmp_path))
    monkeypatch.setenv("ACTLAB_CACHE", os.environ.get("ACTLAB_CACHE") or str(cache._of_user()))  # compiled kernels
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    (tmp_path / "mnist.npz").write_bytes(b"nothing")
    with pytest.raises(BadData, match="mnist.npz cannot be read"):
        list(execute([Task(Setting(data="mnist"), 0)], workers=2))


def test_a_lack_of_memory_is_a_failed_run_and_the_others_go_on() -> None:
    huge = Task(Setting(epochs=1, hidden=(4_000_000, 4_000_000)), 0)
    small = Task(Setting(epochs=1, hidden=(4,)), 0)
    failed, finished = (event for event in execute([huge, small]) if isinstance(event, Run))
    assert failed.status == "failed"
    assert failed.message.startswith("too little memory for 64,000,000,000,000 bytes more; choose a smaller network")
    assert finished.status == "finished"


def test_tasks_are_taken_only_when_a_worker_is_free_and_closing_early_leaves_none_behind() -> None:
    taken = []

    def source() -> Iterator[Task]:
        for task in TASKS:
            taken.append(task)
            yield task

    events = execute(source(), workers=2)
    next(events)
    events.close()
    assert len(taken) == 2
    assert not multiprocessing.active_children()
