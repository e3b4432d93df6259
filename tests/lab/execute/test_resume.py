"""Kill anything at any time; the same call goes on, and the final tables are those of an undisturbed run."""

import contextlib
import multiprocessing
import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from helpers.made_up import FAIR, figures, study

from actlab.errors import Interrupted
from actlab.lab.execute.engine import engine
from actlab.lab.execute.runner import read_outcome, run_plan
from actlab.lab.plan.plan import Plan
from actlab.lab.plan.run import Run, Task
from actlab.lab.store.store import Store

KILLS = 20
PATHS = [str(Path(__file__).parent), str(Path(__file__).parents[2])]  # of this file, and of the helpers
PLAN = Plan(study(protocols=["same rate", "tuned rate"], fair=FAIR, profiles={"quick": {"seeds": 5}}), "quick")

# Torch is loaded once and a child forked for each trial, before any thread exists: 20 starts would take a minute.
KILLED_AGAIN_AND_AGAIN = """
import os, random, signal, sys, time
from pathlib import Path
sys.path[:0] = sys.argv[1].split(os.pathsep)
from test_resume import PLAN
from actlab.lab.data import sets as data
from actlab.lab.training import trainer
from actlab.lab.execute.engine import engine
from actlab.lab.execute.runner import run_plan
from actlab.lab.store.store import Store

def go_on():
    store = Store(Path(sys.argv[2]))
    store.open()
    run_plan(PLAN, store, engine())
    store.close()

chance = random.Random(int(sys.argv[3]))
kills = 0
while kills < int(sys.argv[4]):
    child = os.fork()
    if child == 0:
        go_on()
        os._exit(0)
    time.sleep(chance.uniform(0.05, 0.45))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    kills += 1
go_on()
"""


def undisturbed(folder: Path) -> dict[Task, Run]:
    store = Store(folder / "undisturbed.sqlite")
    store.open()
    outcome = run_plan(PLAN, store, engine())
    store.close()
    return outcome.runs


def kept(path: Path) -> dict[Task, Run]:
    store = Store(path)
    store.open()
    runs = read_outcome(PLAN, store).runs
    store.close()
    return runs


def test_after_twenty_kills_of_everything_the_tables_are_the_same_to_the_digit(tmp_path: Path) -> None:
    path = tmp_path / "killed.sqlite"
    arguments = [os.pathsep.join(PATHS), str(path), "7", str(KILLS)]
    done = subprocess.run(
        [sys.executable, "-c", KILLED_AGAIN_AND_AGAIN, *arguments],
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert figures(kept(path)) == figures(undisturbed(tmp_path))


def test_killed_workers_cost_nothing_but_time(tmp_path: Path) -> None:
    """Workers are killed at random times until the study is done; runs that lost two are asked for again."""
    store = Store(tmp_path / "killed.sqlite")
    store.open()
    stop, kills, chance = threading.Event(), [0], random.Random(3)

    def hunt() -> None:
        while not stop.wait(chance.uniform(0.2, 1.0)) and kills[0] < 3:
            for child in multiprocessing.active_children()[:1]:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child.pid, signal.SIGKILL)
                    kills[0] += 1

    hunter = threading.Thread(target=hunt)
    hunter.start()
    try:
        outcome = run_plan(PLAN, store, engine(workers=2))
        while outcome.failures:
            outcome = run_plan(PLAN, store, engine(workers=2))
    finally:
        stop.set()
        hunter.join()
        store.close()
    assert kills[0] > 0
    assert figures(outcome.runs) == figures(undisturbed(tmp_path))


@pytest.mark.slow
def test_after_twenty_kills_of_the_command_and_its_workers_the_tables_are_the_same(tmp_path: Path) -> None:
    """The command itself with two workers, its whole process group killed 20 times."""
    path, chance, kills = tmp_path / "killed.sqlite", random.Random(11), 0
    script = (
        "import os, sys; sys.path[:0] = sys.argv[1].split(os.pathsep); from test_resume import *;"
        "store = Store(Path(sys.argv[2]));"
        "store.open(); run_plan(PLAN, store, engine(workers=2)); store.close()"
    )
    command = [sys.executable, "-c", f"if __name__ == '__main__':\n    {script}", os.pathsep.join(PATHS), str(path)]
    while kills < KILLS:
        process = subprocess.Popen(command, start_new_session=True, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(2.0, 6.0))
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        kills += 1
    subprocess.run(command, check=True, timeout=300)
    assert figures(kept(path)) == figures(undisturbed(tmp_path))


def test_a_second_call_trains_nothing(tmp_path: Path) -> None:
    first = undisturbed(tmp_path)
    events: list[object] = []
    store = Store(tmp_path / "undisturbed.sqlite")
    store.open()
    again = run_plan(PLAN, store, engine(), events.append)
    store.close()
    assert not events
    assert figures(again.runs) == figures(first)


def test_control_c_keeps_what_is_finished_and_frees_its_claims(tmp_path: Path) -> None:
    store = Store(tmp_path / "cut.sqlite")
    store.open()

    with pytest.raises(
        Interrupted, match=r"stopped\. \d more runs are finished and kept in .*cut.sqlite; \d+ are left"
    ):
        run_plan(PLAN, store, _interrupted(engine(), 3))
    assert store.running() == []
    assert len(read_outcome(PLAN, store).runs) == 3
    assert figures(run_plan(PLAN, store, engine()).runs) == figures(undisturbed(tmp_path))
    store.close()


def _interrupted(inner, after: int):
    """An engine in which Ctrl-C is pressed after so many runs."""

    def events(tasks):
        finished = 0
        for event in inner(tasks):
            yield event
            finished += isinstance(event, Run)
            if finished == after:
                raise KeyboardInterrupt

    return events


def test_two_machines_that_share_a_store_do_not_do_the_same_twice(tmp_path: Path) -> None:
    path = tmp_path / "shared.sqlite"
    done: dict[str, list[Task]] = {"one": [], "two": []}

    def work(name: str) -> None:
        store = Store(path)
        store.owner = f"{name}:1:1"  # as if on a machine of its own
        store.open()
        run_plan(PLAN, store, engine(), lambda event: done[name].append(event) if not isinstance(event, Run) else None)
        store.close()

    Store(path).open()
    threads = [threading.Thread(target=work, args=(name,)) for name in done]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tasks = [{task for task, _ in events} for events in done.values()]
    assert all(tasks)
    assert tasks[0].isdisjoint(tasks[1])
    assert figures(kept(path)) == figures(undisturbed(tmp_path))


def test_a_clock_that_jumps_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from actlab.lab.store import store as module

    times = iter(["2036-01-01T00:00:00", *["1999-01-01T00:00:00"] * 10_000])
    monkeypatch.setattr(module, "_now", lambda: next(times))
    runs = undisturbed(tmp_path)
    assert all(row.seconds >= 0 for run in runs.values() for row in run.epochs)
    (tmp_path / "undisturbed.sqlite").rename(tmp_path / "jumped.sqlite")
    monkeypatch.undo()
    assert figures(runs) == figures(undisturbed(tmp_path))
