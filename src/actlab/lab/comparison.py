"""The main job: compare activations, keep every number, go on where it stopped."""

import hashlib
import json
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from actlab.errors import Interrupted
from actlab.lab import data
from actlab.lab.engine import execute
from actlab.lab.environment import environment, versions
from actlab.lab.runs import Epoch, Run, Task
from actlab.lab.specification import Specification
from actlab.lab.store import Store
from actlab.lab.summary import Arm, Pair, arms, pairs

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
        plain = {**asdict(self), "specification": self.specification.model_dump(mode="json")}
        cleaned: dict[str, Any] = _clean(plain)
        return cleaned


def tasks_of(specification: Specification) -> list[Task]:
    """Every run of a comparison, seed by seed, so that an interrupted one has whole pairs."""
    return [Task(key, seed) for seed in specification.seed_numbers for key in specification.activations]


def run(
    specification: Specification,
    out: Path,
    workers: int = 1,
    force: bool = False,
    on_event: Callable[[Epoch | Run], None] = lambda _: None,
    on_resume: Callable[[int], None] = lambda _: None,
) -> Comparison:
    """Run what is not in ``out`` yet, and summarise all of it.

    Arguments:
        specification: what to compare.
        out: the folder for the store and the results; made if absent.
        workers: processes to train on; the numbers do not depend on it.
        force: replace another comparison that ``out`` holds.
        on_event: called with each epoch and run when it is done.
        on_resume: called once with the number of runs that were there already.

    Raises:
        OutputTaken: if ``out`` holds another comparison and ``force`` is not given.
        BadData: if the data set is missing or damaged.
        Interrupted: on Ctrl-C; finished runs are in the store.
    """
    data_set = data.load(specification.data)
    tasks = tasks_of(specification)
    with _opened(specification, out, force) as store:
        done = {run.task for run in store.runs(tasks)}
        on_resume(len(done))
        _train(specification, [task for task in tasks if task not in done], store, workers, on_event)
        runs = tuple(store.runs(sorted(tasks, key=lambda task: specification.activations.index(task.activation))))
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
    return Path("out") / f"compare-{specification.data}-{_shared_key(specification)[:8]}"


def write_json(comparison: Comparison, out: Path) -> Path:
    """Write ``results.json`` under a temporary name, then rename it."""
    path = out / RESULTS
    partial = path.with_suffix(".part")
    partial.write_text(json.dumps(comparison.to_json(), indent=1, allow_nan=False) + "\n", "utf-8")
    return partial.replace(path)


@contextmanager
def _opened(specification: Specification, out: Path, force: bool) -> Iterator[Store]:
    out.mkdir(parents=True, exist_ok=True)
    if force:
        for old in (*out.glob(f"{STORE}*"), out / RESULTS, out / REPORT):
            old.unlink(missing_ok=True)
    store = Store(out / STORE)
    store.open(_shared_key(specification), _shared(specification))
    try:
        yield store
    finally:
        store.close()


def _shared(specification: Specification) -> dict[str, Any]:
    """What all runs in one folder have in common: everything but the arms and the seeds."""
    settings = specification.model_dump(mode="json", exclude={"activations", "seeds", "first_seed"})
    return {**settings, **versions()}


def _shared_key(specification: Specification) -> str:
    return hashlib.sha256(json.dumps(_shared(specification), sort_keys=True).encode()).hexdigest()


def _train(
    specification: Specification,
    tasks: list[Task],
    store: Store,
    workers: int,
    on_event: Callable[[Epoch | Run], None],
) -> None:
    finished = 0
    try:
        for event in execute(specification, tasks, workers):
            if isinstance(event, Run):
                store.add(event)
                finished += 1
            on_event(event)
    except KeyboardInterrupt:
        raise Interrupted(
            f"stopped. {finished} more runs are finished and kept in {store.path}; {len(tasks) - finished} are left. "
            f"The same command goes on from there."
        ) from None


def _clean(value: Any) -> Any:
    match value:
        case dict():
            return {key: _clean(item) for key, item in value.items()}
        case list() | tuple():
            return [_clean(item) for item in value]
        case float() if not math.isfinite(value):
            return None
    return value
