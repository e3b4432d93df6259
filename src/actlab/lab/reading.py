"""What a folder of results holds: a store or an archive, judged."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from actlab.errors import BadData
from actlab.lab.data import sets as data
from actlab.lab.execute.folder import STORE
from actlab.lab.plan.run import Run, Task
from actlab.lab.store.environment import environment, mixture
from actlab.lab.store.export import RUNS, Archive, archive_of, read_archive
from actlab.lab.store.store import Store
from actlab.lab.verdicts.findings import Findings, find, seeds_of
from actlab.lab.verdicts.looks import look_of

Warn = Callable[[str], None]


def open_store(place: str | Path, warn: Warn = lambda _: None, only_read: bool = False) -> Store:
    """Open the store at ``place``, a file or a database's URL, and create it where there is none."""
    store = Store(place, only_read=only_read)
    store.open(warn)
    if words := mixture([*store.environments(), *(() if only_read else (environment(),))]):
        warn(f"{store.place}: {words}.")
    return store


def existing_store(folder: str, warn: Warn = lambda _: None) -> Store:
    """Open, to be read, the store of a folder of results, or at a database's URL.

    Raises:
        BadData: if the folder holds none, or a damaged one.
    """
    if "://" in folder:
        return open_store(folder, warn, only_read=True)
    path = Path(folder) / STORE
    if not path.is_file():
        raise BadData(f"{folder} holds no {STORE}; give the --out of 'actlab study run' or 'actlab compare'.")
    return open_store(path, warn, only_read=True)


def load(folder: Path, warn: Warn = lambda _: None) -> tuple[list[Findings], dict[Task, Run], dict[str, str]]:
    """What a folder holds, a store or an archive, whatever code made its runs; the runs; and facts to print.

    Leaves out damaged runs and reports each through ``warn``.
    """
    archive = archive_in(folder, warn)
    return judged(archive), archive.runs, facts_in(archive)


def archive_in(folder: Path, warn: Warn = lambda _: None) -> Archive:
    """All runs and plans of a folder, a store or an archive."""
    if (folder / RUNS).is_file():
        return read_archive(folder, warn)
    store = existing_store(str(folder), warn)
    try:
        return archive_of(store)
    finally:
        store.close()


def judged(archive: Archive) -> list[Findings]:
    """Its studies, judged."""
    studies = []
    for plan in archive.plans:
        look = look_of(archive.looks[plan.name], seeds_of(plan, archive.runs))
        studies.append(find(plan, archive.runs, archive.failures, look))
    return studies


def facts_in(archive: Archive) -> dict[str, str]:
    """Data, versions, machines and code of its runs, in words."""
    return facts_of(archive.environments, archive.codes, {task.setting.data for task in archive.runs})


def facts_of(
    environments: tuple[dict[str, str], ...] = (), codes: tuple[str, ...] = (), data_sets: set[str] | None = None
) -> dict[str, Any]:
    """Hashes of the data sets, versions and machine, and the code of the runs, in words."""
    facts: dict[str, Any] = {}
    for name in sorted(data_sets or ()):
        facts[f"data set {name}"] = f"SHA-256 of the arrays {data.content_of(name)}"
    for environment_of in environments or (environment(),):
        for name, fact in environment_of.items():
            facts[name] = f"{facts[name]}; {fact}" if name in facts and fact not in facts[name] else fact
    if words := mixture(environments):
        facts["last digits"] = words
    if codes:
        facts["code of the runs"] = ", ".join(codes)
    return facts
