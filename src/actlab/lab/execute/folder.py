"""A folder that holds one comparison: its store, its results and its report."""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from actlab.errors import OutputTaken
from actlab.lab.data.brought import is_brought, title_of
from actlab.lab.plan.plan import Plan, from_document
from actlab.lab.store.environment import environment, mixture, versions
from actlab.lab.store.store import Store

STORE, RESULTS, REPORT = "results.sqlite", "results.json", "report.html"


def default_folder(plan: Plan) -> Path:
    """``out/compare-digits-1a2b3c4d``: other settings give another folder; more seeds, more at once or arms do not."""
    text = json.dumps({**_shared(plan), "seeds_together": 1, **versions()}, sort_keys=True)
    data = plan.setting(plan.cells[0], plan.study.arms[0]).data
    title = title_of(data) if is_brought(data) else data
    return Path("out") / f"{plan.study.key}-{title}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def begun(out: Path) -> Plan | None:
    """The plan of the comparison that the folder ``out`` holds, if it holds one."""
    if not (out / STORE).is_file():
        return None
    store = Store(out / STORE)
    store.open()
    try:
        documents = list(store.studies().values())
    finally:
        store.close()
    return from_document(documents[0]) if documents else None


@contextmanager
def opened(plan: Plan, out: Path, force: bool, warn: Callable[[str], None] = lambda _: None) -> Iterator[Store]:
    """The store of the comparison in the folder ``out``, which it makes where there is none.

    Raises:
        OutputTaken: if the folder holds another comparison and ``force`` does not allow to replace it, or is a file.
        BadData: for a store that another version of actlab wrote.
    """
    make(out)
    if force:
        for old in (*out.glob(f"{STORE}*"), out / RESULTS, out / REPORT):
            old.unlink(missing_ok=True)
    store = Store(out / STORE)
    store.open(warn)
    if words := mixture([*store.environments(), environment()]):
        warn(f"{store.place}: {words}.")
    try:
        _refuse_another(plan, out, store)
        yield store
    finally:
        store.close()


def make(out: Path) -> None:
    """Make the folder where there is none.

    Raises:
        OutputTaken: where a file stands.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError):
        raise OutputTaken(f"{out} is no folder. A file stands where a folder is needed; choose another name.") from None


def _shared(plan: Plan) -> dict[str, Any]:
    """What all runs of a comparison have in common: every setting but the arm."""
    (cell,) = plan.cells
    setting = plan.setting(cell, plan.study.arms[0]).model_dump(mode="json")
    return {name: value for name, value in setting.items() if name != "activation"}


def _refuse_another(plan: Plan, out: Path, store: Store) -> None:
    here = _shared(plan)
    for name, document in store.studies().items():
        same_kind = document["study"]["key"] == plan.study.key
        there = _shared(from_document(document)) if same_kind else {"study": name}
        differing = [field for field in {**there, **here} if there.get(field) != here.get(field)]
        if differing:
            words = ", ".join(
                f"{field} is {there.get(field)!r} there and {here.get(field)!r} here" for field in differing
            )
            raise OutputTaken(
                f"{out} holds another comparison: {words}. Choose another --out, or replace it with --force."
            )
