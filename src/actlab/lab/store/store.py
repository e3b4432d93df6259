"""Where the numbers are kept: studies, looks and runs in one database.

A run is looked up by its key, the hash of setting, seed and code; runs and epochs are only ever appended.
"""

import json
import socket
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from itertools import groupby
from math import nan
from operator import itemgetter
from typing import Any

import sqlalchemy as sa

from actlab.errors import BadData
from actlab.lab.plan.run import Epoch, Run, Task
from actlab.lab.plan.setting import Setting, read
from actlab.lab.store import tables
from actlab.lab.store.checksum import checksum, fault, look_sum, sealed, unsealed
from actlab.lab.store.claims import Claims
from actlab.lab.store.database import patiently, without_collection
from actlab.lab.store.environment import environment
from actlab.lab.store.key import code_version, key_of, trained_by
from actlab.lab.store.tables import FIGURES

_DAMAGED = 10**9  # plus its number: the seeds of a look that cannot be read; no study has so many
_AFTER_FIGURES = 1 + len(FIGURES)  # in an epoch's row, the number of the epoch comes first


class Store(Claims):
    """The runs in one database: a file, or a URL such as ``postgresql+psycopg://user@host/name``."""

    # ---- studies -----------------------------------------------------------------------------------------------------

    @patiently
    def study(self, name: str) -> dict[str, Any] | None:
        """The document of the study ``name``."""
        return self.studies().get(name)

    @patiently
    def studies(self) -> dict[str, dict[str, Any]]:
        """Every document, by name, in the order of their start; sets damaged ones aside and reports them.

        Raises:
            BadData: for a damaged one in a store that is only read.
        """
        with self._explaining(), self._engine.connect() as connection:
            rows = connection.execute(
                sa.select(tables.study).order_by(tables.study.c.started, tables.study.c.name)
            ).all()
        plans = {}
        for row in rows:
            try:
                plans[row.name] = unsealed(json.loads(row.document), row.name)
            except (TypeError, ValueError) as error:  # TypeError: of bytes, where SQLite hands out some
                if self._only_read:
                    raise BadData(
                        f"{self.place} is damaged: the plan of {row.name} cannot be read ({error}). The command that "
                        "trains it writes it again."
                    ) from None
                self._set_plan_aside(row.name, str(row.document), str(error))
        return plans

    def _set_plan_aside(self, name: str, document: str, what: str) -> None:
        with self._explaining(), self._engine.begin() as connection:
            connection.execute(tables.study.delete().where(tables.study.c.name == name))
            connection.execute(tables.damaged.insert().values(key=str(name)[:40], fault=what, content=document))
        self._warn(
            f"the plan of {name} is damaged ({what}). It is set aside in the table 'damaged' of {self.place}; the "
            "command that trains it writes it again."
        )

    @patiently
    def keep_study(self, name: str, document: dict[str, Any]) -> None:
        """Store the plan that runs under ``name``, for those who watch; the latest counts."""
        row = {"name": name, "document": json.dumps(sealed(document, name)), "started": _now()}
        with self._explaining(), self._engine.begin() as connection:
            connection.execute(tables.study.delete().where(tables.study.c.name == name))
            connection.execute(tables.study.insert().values(**row))

    @patiently
    def keep_code(self, settings: Iterable[Setting]) -> None:
        """Note the version of the code that trains ``settings`` now, for those who only read."""
        versions = {trained_by(setting): code_version(setting) for setting in settings}
        with self._explaining(), self._engine.begin() as connection:
            for trained, version in versions.items():
                if not self._insert(connection, tables.code, {"trained": trained, "version": version}):
                    chosen = tables.code.update().where(tables.code.c.trained == trained)
                    connection.execute(chosen.values(version=version))

    def _keys(self, tasks: Iterable[Task]) -> dict[str, Task]:
        if not self._only_read:
            return {key_of(task): task for task in tasks}
        with self._explaining(), self._engine.connect() as connection:
            versions = {row.trained: row.version for row in connection.execute(sa.select(tables.code))}
        return {key_of(task, versions.get(trained_by(task.setting), "")): task for task in tasks}

    @patiently
    def looks(self, name: str) -> list[int]:
        """The numbers of seeds at which a study was judged, in their order: see ``verdicts/looks.py``.

        A damaged look counts as one at another number, of every study: a verdict is the stricter for it.
        """
        with self._explaining(), self._engine.connect() as connection:
            rows = connection.execute(sa.select(tables.look).order_by(tables.look.c.id)).all()
        damaged = [row.checksum not in (None, look_sum(row.study, row.seeds)) for row in rows]
        if any(damaged):
            self._warn(f"{sum(damaged)} looks in {self.place} are damaged; each counts as one more at every study.")
        return [
            _DAMAGED + row.id if is_damaged else row.seeds
            for row, is_damaged in zip(rows, damaged, strict=True)
            if is_damaged or row.study == name
        ]

    @patiently
    def count_look(self, name: str, seeds: int) -> list[int]:
        """Note that a study is judged at this number of seeds; the same number again changes nothing."""
        with self._explaining(), self._engine.begin() as connection:
            row = {"study": name, "seeds": seeds, "checksum": look_sum(name, seeds)}
            self._insert(connection, tables.look, row)
        return self.looks(name)

    # ---- runs --------------------------------------------------------------------------------------------------------

    @patiently
    def add(self, run: Run) -> None:
        """Append a run with all its epochs, in one transaction; a failed one leaves its reason and nothing else.

        A run that another machine has added in the meantime stays as it is: it has the same numbers, up to last digits.
        """
        key = key_of(run.task)
        with self._explaining(), self._engine.begin() as connection:
            connection.execute(tables.claim.delete().where(tables.claim.c.key == key))
            if run.status == "failed":
                row = {"key": key, "reason": run.message, "machine": socket.gethostname(), "at": _now()}
                connection.execute(tables.failure.insert().values(**row))
                return
            head = {
                "key": key,
                "activation": run.task.activation,
                "seed": run.task.seed,
                "setting": json.dumps(run.task.setting.changed, sort_keys=True),
                "status": run.status,
                "message": run.message,
                "code": code_version(run.task.setting),
                "environment": json.dumps(environment()),
                "machine": socket.gethostname(),
                "finished": _now(),
            }
            self._keep(connection, head, run.epochs)

    def keep(self, head: Mapping[str, Any], epochs: Sequence[Epoch]) -> bool:
        """Append a run of another store as it is; returns whether it is new and whole."""
        if fault({**head, "checksum": None}, epochs):
            return False
        with self._explaining(), self._engine.begin() as connection:
            return self._keep(connection, head, epochs)

    def _keep(self, connection: sa.Connection, head: Mapping[str, Any], epochs: Sequence[Epoch]) -> bool:
        new = self._insert(connection, tables.run, {**head, "checksum": checksum(head, epochs)})
        if new:
            connection.execute(tables.epoch.insert(), [{"run_key": head["key"], **epoch._asdict()} for epoch in epochs])
        return new

    @patiently
    @without_collection()
    def runs(self, tasks: Collection[Task]) -> dict[Task, Run]:
        """Those of ``tasks`` that are in the store, in their order; a damaged run is not: see :meth:`_whole`."""
        keys = self._keys(tasks)
        heads: dict[str, dict[str, Any]] = {}
        epochs: dict[str, list[Epoch]] = {}
        with self._explaining(), self._engine.connect() as connection:
            for some in _parts(list(keys), 500):
                chosen = sa.select(tables.run).where(tables.run.c.key.in_(some))
                heads |= _heads(connection, chosen)
                epochs |= _epochs(connection, sa.select(tables.epoch).where(tables.epoch.c.run_key.in_(some)))
        whole = self._whole(heads, epochs)
        return {
            task: Run(task, heads[key]["status"], heads[key]["message"], tuple(epochs[key]))
            for key, task in keys.items()
            if key in whole
        }

    @patiently
    def environments(self) -> list[dict[str, str]]:
        """Where the runs come from: each versions and machine once."""
        with self._explaining(), self._engine.connect() as connection:
            texts = connection.execute(sa.select(tables.run.c.environment).distinct()).scalars().all()
        documents = map(_read, texts)
        return [each for each in documents if isinstance(each, dict)]  # a damaged one is reported with its run

    def _whole(self, heads: Mapping[str, Mapping[str, Any]], epochs: Mapping[str, list[Epoch]]) -> set[str]:
        """The keys of the runs that are as they were written. Sets the others aside, so that they are trained again."""
        faults = {key: fault(head, epochs.get(key, [])) or fault_of_words(head) for key, head in heads.items()}
        for key, reason in faults.items():
            if reason:
                self._set_aside(key, heads[key], epochs.get(key, []), reason)
        return {key for key, reason in faults.items() if not reason}

    def _set_aside(self, key: str, head: Mapping[str, Any], epochs: Sequence[Epoch], reason: str) -> None:
        if self._frozen:
            self._warn(
                f"a stored run is damaged ({head['activation']}, seed {head['seed']}: {reason}). It is left out here; "
                "the command that trains it trains it again."
            )
            return
        content = json.dumps({"head": dict(head), "epochs": [row._asdict() for row in epochs]}, default=str)
        with self._explaining(), self._engine.begin() as connection:
            connection.execute(tables.epoch.delete().where(tables.epoch.c.run_key == key))
            connection.execute(tables.run.delete().where(tables.run.c.key == key))
            connection.execute(tables.damaged.insert().values(key=key, fault=reason, content=content))
        self._warn(
            f"a stored run is damaged ({head['activation']}, seed {head['seed']}: {reason}). It is set aside in the "
            f"table 'damaged' of {self.place} and will be trained again."
        )

    @patiently
    def failures(self, tasks: Collection[Task]) -> dict[Task, str]:
        """The last reason of each of ``tasks`` that failed and has no run."""
        with self._explaining(), self._engine.connect() as connection:
            rows = connection.execute(sa.select(tables.failure).order_by(tables.failure.c.id)).all()
            done = set(connection.execute(sa.select(tables.run.c.key)).scalars()) if rows else set()
        keys = self._keys(tasks) if rows else {}
        return {keys[row.key]: row.reason for row in rows if row.key in keys and row.key not in done}

    @patiently
    @without_collection()
    def everything(self) -> Iterator[tuple[dict[str, Any], list[Epoch]]]:
        """Each run with its epochs, whatever study it belongs to."""
        with self._explaining(), self._engine.connect() as connection:
            heads = _heads(connection, sa.select(tables.run).order_by(tables.run.c.finished, tables.run.c.key))
            epochs = _epochs(connection, sa.select(tables.epoch))
        whole = self._whole(heads, epochs)
        return ((head, epochs[key]) for key, head in heads.items() if key in whole)


def _parts(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def _heads(connection: sa.Connection, chosen: sa.Select[Any]) -> dict[str, dict[str, Any]]:
    names = tables.run.columns.keys()
    return {row[0]: dict(zip(names, row, strict=True)) for row in connection.execute(chosen).all()}


def _epochs(connection: sa.Connection, chosen: sa.Select[Any]) -> dict[str, list[Epoch]]:
    """By the key of their run, in their order."""
    ordered = chosen.order_by(tables.epoch.c.run_key, tables.epoch.c.epoch)
    rows = connection.execute(ordered).all()  # a quarter faster than one by one
    return {key: [_epoch_of(row[1:]) for row in some] for key, some in groupby(rows, itemgetter(0))}


def _epoch_of(row: Sequence[Any]) -> Epoch:
    """The epoch of a row; SQLite keeps NaN as NULL."""
    if None in row[:_AFTER_FIGURES]:
        row = [*(nan if figure is None else figure for figure in row[:_AFTER_FIGURES]), *row[_AFTER_FIGURES:]]
    return Epoch._make(row)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


def _read(text: Any) -> Any:
    try:
        return json.loads(text)
    except (TypeError, ValueError):
        return None


def fault_of_words(head: Mapping[str, Any]) -> str:
    """What is wrong with the texts of a run that has no checksum; empty where nothing is."""
    if head["checksum"] is not None:
        return ""
    if not isinstance(_read(head["environment"]), dict):
        return "its environment cannot be read"
    try:
        setting_of(head["setting"])
    except (TypeError, ValueError) as error:  # of JSON, of pydantic, and ours
        return f"its setting cannot be read ({str(error).splitlines()[0]})"
    return ""


@cache
def setting_of(text: str) -> Setting:
    """The setting in the record of a run."""
    return read(json.loads(text))
