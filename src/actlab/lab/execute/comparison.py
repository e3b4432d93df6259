"""The main job: compare activations, keep every number, go on where it stopped."""

import hashlib
import json
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from actlab.errors import OutputTaken
from actlab.lab.data import sets as data
from actlab.lab.execute.engine import engine
from actlab.lab.execute.runner import run_plan
from actlab.lab.plan.run import Run
from actlab.lab.plan.specification import Specification
from actlab.lab.store.environment import environment, versions
from actlab.lab.store.store import Store
from actlab.lab.verdicts.summary import Arm, Pair, arms, pairs
from actlab.pages.write import write_text

STORE, RESULTS, REPORT = "results.sqlite", "results.json", "report.html"


@dataclass(frozen=True)
class Comparison:
    """A finished comparison: what was asked, what came out, and where it was made."""

    specification: Specification
    data_set: dict[str, Any]
    environment: dict[str, str]
    runs: tuple[Run, ...]
    arms: tuple[Arm, ...]
    pairs: tuple[Pair, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain values only; a number that is not finite becomes None."""
        runs = [
            {"task": {"activation": run.task.activation, "seed": run.task.seed}, **_plain(run)} for run in self.runs
        ]
        plain = {
            "specification": self.specification.model_dump(mode="json"),
            "data_set": self.data_set,
            "environment": self.environment,
            "runs": runs,
            "arms": [asdict(arm) for arm in self.arms],
            "pairs": [asdict(pair) for pair in self.pairs],
        }
        cleaned: dict[str, Any] = without_nan(plain)
        return cleaned


def run(
    specification: Specification,
    out: Path,
    workers: int = 1,
    force: bool = False,
    on_event: Callable[[object], None] = lambda _: None,
    on_resume: Callable[[int], None] = lambda _: None,
    warn: Callable[[str], None] = lambda _: None,
) -> Comparison:
    """Run what is not in ``out`` yet, and summarise all of it: a study of one cell.

    Arguments:
        specification: what to compare.
        out: the folder for the store and the results; made if absent.
        workers: processes to train on; the numbers do not depend on it.
        force: replace another comparison that ``out`` holds.
        on_event: called with ``(task, epoch)`` and with each run when it is done.
        on_resume: called once with the number of runs that were there already.
        warn: called with what the user should know and need not act upon.

    Raises:
        OutputTaken: if ``out`` holds another comparison and ``force`` is not given.
        BadData: if the data set is missing or damaged.
        Interrupted: on Ctrl-C; finished runs are in the store.
    """
    data_set = data.load(specification.data)
    plan = specification.plan()
    with _opened(specification, out, force, warn) as store:
        outcome = run_plan(plan, store, engine("processes", workers), on_event, on_resume)
    (cell,) = plan.cells
    tasks = [task for arm in specification.activations for task in plan.judged(cell, arm, outcome.runs)]
    runs = tuple(outcome.runs.get(task) or Run(task, "failed", outcome.failures[task], ()) for task in tasks)
    facts = {
        "name": data_set.name,
        "sha256": data_set.sha256,
        "source": data_set.source,
        "train": len(data_set.y_train),
        "test": len(data_set.y_test),
        "shape": list(data_set.x_train.shape[1:]),
    }
    return Comparison(specification, facts, environment(), runs, tuple(arms(runs)), tuple(pairs(runs)))


def default_folder(specification: Specification) -> Path:
    """``out/compare-digits-1a2b3c4d``: other settings give another folder, more seeds or arms the same one."""
    text = json.dumps({**specification.shared(), **versions()}, sort_keys=True)
    return Path("out") / f"compare-{specification.data}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def write_json(comparison: Comparison, out: Path) -> Path:
    """Write ``results.json``."""
    return write_text(out / RESULTS, json.dumps(comparison.to_json(), indent=1, allow_nan=False) + "\n")


@contextmanager
def _opened(specification: Specification, out: Path, force: bool, warn: Callable[[str], None]) -> Iterator[Store]:
    out.mkdir(parents=True, exist_ok=True)
    if force:
        for old in (*out.glob(f"{STORE}*"), out / RESULTS, out / REPORT):
            old.unlink(missing_ok=True)
    store = Store(out / STORE)
    store.open(warn)
    try:
        _refuse_another(specification, out, store)
        yield store
    finally:
        store.close()


def _refuse_another(specification: Specification, out: Path, store: Store) -> None:
    here = specification.shared()
    for name, document in store.studies().items():
        there = document["study"]["base"] if document["study"]["key"] == "compare" else {"study": name}
        differing = [field for field in {**there, **here} if there.get(field) != here.get(field)]
        if differing:
            words = ", ".join(
                f"{field} is {there.get(field)!r} there and {here.get(field)!r} here" for field in differing
            )
            raise OutputTaken(
                f"{out} holds another comparison: {words}. Choose another --out, or replace it with --force."
            )


def _plain(run: Run) -> dict[str, Any]:
    return {"status": run.status, "message": run.message, "epochs": [asdict(epoch) for epoch in run.epochs]}


def without_nan(value: Any) -> Any:
    """Plain data with None where a number is not finite, which JSON has no word for."""
    match value:
        case dict():
            return {key: without_nan(item) for key, item in value.items()}
        case list() | tuple():
            return [without_nan(item) for item in value]
        case float() if not math.isfinite(value):
            return None
    return value
