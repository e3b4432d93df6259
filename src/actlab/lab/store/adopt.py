"""An archive becomes a store again: a study goes on where another machine stopped."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from actlab.errors import BadData
from actlab.lab.plan.plan import Plan
from actlab.lab.plan.run import Epoch, Run, Task
from actlab.lab.store.export import RUNS, read_plans, read_rows
from actlab.lab.store.key import key_of
from actlab.lab.store.store import Store

ARCHIVES = Path("results")

Stored = dict[str, tuple[dict[str, Any], list[Epoch]]]  # by key: the head of a run, and its epochs


def adopt(plan: Plan, store: Store, archives: Path = ARCHIVES, warn: Callable[[str], None] = lambda _: None) -> int:
    """Copy the runs of ``plan`` from the archives in a folder into ``store``; returns how many are new there.

    Takes a run whose key is that of here: setting, seed, data, code and libraries agree. Its record names the machine
    and the environment that trained it. Leaves an archive out that it cannot read, and reports it through ``warn``.
    """
    stored: Stored = {}
    for folder in sorted(path.parent for path in archives.glob(f"*/{RUNS}")):
        try:
            if _holds(folder, plan):
                stored |= read_rows(folder, warn)
        except BadData as error:
            warn(str(error))
    count, runs = 0, dict[Task, Run]()
    tasks: set[Task] = set()
    while stored and (new := [task for task in plan.known_tasks(runs) if task not in tasks]):
        tasks |= set(new)
        for task in new:
            if (key := key_of(task)) in stored:
                count += store.keep(*stored[key])
        runs |= store.runs(new)
    return count


def _holds(folder: Path, plan: Plan) -> bool:
    """Whether the archive has runs of this study, in whatever profile."""
    studies = [document.get("study") for document in read_plans(folder)]
    return any(isinstance(study, dict) and study.get("key") == plan.study.key for study in studies)
