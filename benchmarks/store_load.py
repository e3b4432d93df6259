"""Load: a store of 20,000 made-up runs, and a comparison of 51 functions by 20 seeds.

Prints the time of a run in the store, of ``actlab watch --once`` and of ``actlab study report``, and the size of the
comparison's report. Usage: ``python benchmarks/store_load.py [FOLDER]``; the files stay in FOLDER.
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from actlab.define import names
from actlab.lab.plan.files import parse
from actlab.lab.plan.plan import Plan
from actlab.lab.plan.run import Epoch, Run, Task
from actlab.lab.plan.study import Study
from actlab.lab.store.store import Store

FUNCTIONS = 51
ARMS, LEVELS, SEEDS, EPOCHS = 5, (20, 10), 20, 10  # 20,000 runs, 220,000 epochs


def main(folder: Path) -> None:
    """Fill both stores, then time what reads them."""
    large, comparison = folder / "large", folder / "comparison"
    _fill(Plan(_study(), "quick"), large)
    _time("watch --once", "watch", str(large), "--once")
    _time("study report", "study", "report", str(large))
    _fill(Plan(_comparison(), "quick"), comparison)
    _time("study report of 51 functions", "study", "report", str(comparison))
    size = (comparison / "report.html").stat().st_size
    print(f"report of {FUNCTIONS} functions by {SEEDS} seeds: {size / 1e6:.2f} MB")


def _study() -> Study:
    widths, rates = LEVELS
    return parse(
        {
            "key": "large",
            "title": "Large",
            "arms": list(names()[:ARMS]),
            "protocols": ["same rate"],
            "base": {"epochs": EPOCHS},
            "factors": {
                "width": {"title": "units", "levels": {str(n): {"hidden": [n]} for n in range(1, widths + 1)}},
                "rate": {
                    "title": "rate",
                    "levels": {f"{n}/100": {"learning_rate": n / 100} for n in range(1, rates + 1)},
                },
            },
            "profiles": {"quick": {"seeds": SEEDS}},
        }
    )


def _comparison() -> Study:
    document = {"key": "compare", "title": "Compare", "arms": list(names()[:FUNCTIONS]), "protocols": ["same rate"]}
    return parse({**document, "base": {"epochs": EPOCHS}, "profiles": {"quick": {"seeds": SEEDS}}})


def _fill(plan: Plan, folder: Path) -> None:
    """Claim and add every run, as the runner does."""
    folder.mkdir(parents=True, exist_ok=True)
    store = Store(folder / "results.sqlite")
    store.open()
    store.keep_study(plan.name, plan.document())
    runs = [_run(task) for task in plan.known_tasks({})]
    started, before = time.perf_counter(), time.process_time()
    for run in runs:
        store.claim(run.task)
        store.add(run)
    passed, used = time.perf_counter() - started, time.process_time() - before
    store.close()
    each = 1000 / len(runs)
    print(f"store: {each * passed:.2f} ms a run, {each * used:.2f} ms of processor time ({len(runs)} runs)", flush=True)


def _run(task: Task) -> Run:
    noise = np.random.default_rng([task.seed, *task.activation.encode()])
    accuracy = np.clip(0.9 - 0.5 * 0.5 ** np.arange(EPOCHS + 1) + 0.01 * noise.standard_normal(), 0, 1)
    rows = (
        Epoch(n, float(value), 1 - float(value), float(value), 1 - float(value), 0.5)
        for n, value in enumerate(accuracy)
    )
    return Run(task, "finished", "", tuple(rows))


def _time(title: str, *words: str) -> None:
    started, before = time.perf_counter(), _processor_seconds()
    subprocess.run([sys.executable, "-m", "actlab", *words], check=True, capture_output=True)
    passed, used = time.perf_counter() - started, _processor_seconds() - before
    print(f"{title}: {passed:.1f} s, {used:.1f} s of processor time", flush=True)


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as folder:
            main(Path(folder))
