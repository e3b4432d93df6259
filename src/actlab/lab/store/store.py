"""Where the numbers are kept: SQLite in WAL mode, or any database SQLAlchemy opens by URL, such as PostgreSQL.

A run is found by its key, the hash of setting, seed and code; runs and epochs are only ever appended. Several processes
and machines may share a store: a task is claimed before it is trained.
"""

import json
import os
import socket
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache, wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import sqlalchemy as sa

from actlab.errors import ActlabError, BadData, Missing
from actlab.lab.plan.run import Epoch, Run, Task
from actlab.lab.plan.setting import Setting, read
from actlab.lab.store.checksum import checksum, fault
from actlab.lab.store.environment import environment
from actlab.lab.store.key import code_version, key_of

VERSION = 2
BUSY_SECONDS = 30.0  # how long a write waits for another process; a commit takes milliseconds
RETRY_SECONDS = 30.0  # how long a server that went away is waited for; a restart takes a few
FIRST_WAIT, LONGEST_WAIT = 0.1, 5.0
_SETTING_UP = 7_251_014  # of the lock that PostgreSQL holds for whoever makes the tables: any number of our own
STALE_SECONDS = 60.0  # a claim whose beat has stood still so long, by the watcher's own clock, is void
FIGURES = ("train_accuracy", "train_loss", "test_accuracy", "test_loss", "seconds")

_metadata = sa.MetaData()
_meta = sa.Table("meta", _metadata, sa.Column("name", sa.String, primary_key=True), sa.Column("value", sa.String))
_study = sa.Table(
    "study",
    _metadata,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("document", sa.Text, nullable=False),
    sa.Column("started", sa.String, nullable=False),
)
_run = sa.Table(
    "run",
    _metadata,
    sa.Column("key", sa.String(40), primary_key=True),
    sa.Column("activation", sa.String, nullable=False),
    sa.Column("seed", sa.Integer, nullable=False),
    sa.Column("setting", sa.Text, nullable=False),
    sa.Column("status", sa.String, nullable=False),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("code", sa.String, nullable=False),
    sa.Column("environment", sa.Text, nullable=False),
    sa.Column("machine", sa.String, nullable=False),
    sa.Column("finished", sa.String, nullable=False),
    sa.Column("checksum", sa.String(64)),
)
_epoch = sa.Table(
    "epoch",
    _metadata,
    sa.Column("run_key", sa.ForeignKey("run.key"), primary_key=True),
    sa.Column("epoch", sa.Integer, primary_key=True),
    *(sa.Column(name, sa.Double) for name in (*FIGURES, "cpu_seconds")),
    sa.Column("scores", sa.Text),
)
_damaged = sa.Table(
    "damaged",
    _metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("key", sa.String(40), nullable=False),
    sa.Column("fault", sa.Text, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
)
_failure = sa.Table(
    "failure",
    _metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("key", sa.String(40), nullable=False, index=True),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("machine", sa.String, nullable=False),
    sa.Column("at", sa.String, nullable=False),
)
_claim = sa.Table(
    "claim",
    _metadata,
    sa.Column("key", sa.String(40), primary_key=True),
    sa.Column("owner", sa.String, nullable=False),
    sa.Column("beat", sa.Integer, nullable=False),
    sa.Column("label", sa.String, nullable=False),
    sa.Column("epoch", sa.Integer, nullable=False),
)


_look = sa.Table(
    "look",
    _metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("study", sa.String, nullable=False),
    sa.Column("seeds", sa.Integer, nullable=False),
    sa.UniqueConstraint("study", "seeds"),
)


_NEWER = (  # columns that older stores do not have
    ("run", "checksum", "VARCHAR(64)"),
    ("epoch", "cpu_seconds", "DOUBLE PRECISION"),
    ("epoch", "scores", "TEXT"),
)


class StoreFailed(ActlabError):
    """The store cannot be read or written now; what was written is kept."""


P = ParamSpec("P")
T = TypeVar("T")


class _Unreachable(StoreFailed):
    """The server does not answer, or ended the connection; it may be back soon."""


def _patiently(method: Callable[P, T]) -> Callable[P, T]:
    """Try a method again while the server is away, up to `RETRY_SECONDS`; each can be repeated without harm."""

    @wraps(method)
    def tried(*arguments: P.args, **options: P.kwargs) -> T:
        until, pause = time.monotonic() + RETRY_SECONDS, FIRST_WAIT
        while True:
            try:
                return method(*arguments, **options)
            except _Unreachable as error:
                if time.monotonic() + pause > until:
                    raise StoreFailed(f"after trying again for {RETRY_SECONDS:g} s: {error}") from error
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_WAIT)

    return tried


class Store:
    """The runs in one database: a file, or a URL such as ``postgresql+psycopg://user@host/name``."""

    def __init__(self, place: Path | str, busy_seconds: float = BUSY_SECONDS) -> None:
        self.path = place if isinstance(place, Path) else None
        self.place = str(place)
        self.owner = f"{socket.gethostname()}:{os.getpid()}:{_started(os.getpid())}"
        if self.path is not None:
            options: dict[str, Any] = {"connect_args": {"timeout": busy_seconds}}
            self._engine = sa.create_engine(f"sqlite:///{place}", **options)
            sa.event.listen(self._engine, "connect", _full_sync)
        else:
            self._engine = _by_url(self.place)
        self._seen: dict[str, tuple[str, int, float]] = {}
        self._warn: Callable[[str], None] = lambda _: None

    def open(self, warn: Callable[[str], None] = lambda _: None) -> None:
        """Make the tables, or check that they are there.

        Renames a damaged file, begins a new one and reports it through ``warn``; so are runs whose numbers changed.

        Raises:
            BadData: for a store of another version.
            StoreFailed: if it cannot be reached.
        """
        self._warn = warn
        try:
            self._prepare()
        except sa.exc.DatabaseError as error:
            if self.path is None or _kind(error) != "corrupt":
                raise self._explained(error) from error
            aside = self._put_aside()
            warn(f"{self.path} is not a whole store ({error.orig}); it is kept as {aside.name}, a new one is begun.")
            with self._explaining():
                self._prepare()

    def _prepare(self) -> None:
        if self.path is not None:
            with self._engine.connect() as connection:
                connection.execute(sa.text("PRAGMA journal_mode=WAL"))
                found = connection.execute(sa.text("PRAGMA quick_check(1)")).scalar_one()
                if found != "ok":
                    raise sa.exc.DatabaseError(
                        "quick_check", None, Exception(f"database disk image is malformed: {found}")
                    )
        tables = sa.inspect(self._engine).get_table_names()
        if "comparison" in tables:
            raise BadData(
                f"{self.place} was written by the first version of actlab, which kept one comparison a file. Its "
                f"numbers are also in results.json beside it. Move it away, choose another --out, or use --force."
            )
        with self._engine.begin() as connection:
            if self.path is None:  # IF NOT EXISTS alone fails where two processes create the same table at once
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_SETTING_UP)))
            for table in _metadata.sorted_tables:
                connection.execute(sa.schema.CreateTable(table, if_not_exists=True))
                for index in table.indexes:
                    connection.execute(sa.schema.CreateIndex(index, if_not_exists=True))
        for name, column, kind in _NEWER:
            if column not in {found["name"] for found in sa.inspect(self._engine).get_columns(name)}:
                with self._engine.begin() as connection:  # a store from before there was the column
                    connection.execute(sa.text(f"ALTER TABLE {name} ADD COLUMN {column} {kind}"))
        with self._engine.begin() as connection:
            version = connection.execute(sa.select(_meta.c.value).where(_meta.c.name == "version")).scalar()
            if version is None:
                self._insert(connection, _meta, {"name": "version", "value": str(VERSION)})
            elif version != str(VERSION):
                raise BadData(
                    f"{self.place} is a store of version {version}, this actlab reads version {VERSION}. Open it with "
                    f"the actlab that wrote it ('actlab export' there), or choose another --out."
                )

    def _put_aside(self) -> Path:
        assert self.path is not None
        self._engine.dispose()
        number = next(n for n in range(1, 10_000) if not Path(f"{self.path}.damaged-{n}").exists())
        for ending in ("-wal", "-shm", ""):
            old = Path(f"{self.path}{ending}")
            if old.exists():
                old.rename(f"{self.path}.damaged-{number}{ending}")
        return Path(f"{self.path}.damaged-{number}")

    # ---- studies -----------------------------------------------------------------------------------------------------

    @_patiently
    def study(self, name: str) -> dict[str, Any] | None:
        """The document kept under ``name``."""
        with self._explaining(), self._engine.connect() as connection:
            text = connection.execute(sa.select(_study.c.document).where(_study.c.name == name)).scalar()
        return None if text is None else json.loads(text)

    @_patiently
    def studies(self) -> dict[str, dict[str, Any]]:
        """Every document, by name, in the order of their start."""
        with self._explaining(), self._engine.connect() as connection:
            rows = connection.execute(sa.select(_study).order_by(_study.c.started, _study.c.name)).all()
        return {row.name: json.loads(row.document) for row in rows}

    @_patiently
    def keep_study(self, name: str, document: dict[str, Any]) -> None:
        """Keep what is being run under ``name``, for those who watch; the latest counts."""
        row = {"name": name, "document": json.dumps(document), "started": _now()}
        with self._explaining(), self._engine.begin() as connection:
            connection.execute(_study.delete().where(_study.c.name == name))
            connection.execute(_study.insert().values(**row))

    @_patiently
    def looks(self, name: str) -> list[int]:
        """The numbers of seeds at which a study was judged, in their order: see ``verdicts/looks.py``."""
        chosen = sa.select(_look.c.seeds).where(_look.c.study == name).order_by(_look.c.id)
        with self._explaining(), self._engine.connect() as connection:
            return list(connection.execute(chosen).scalars())

    @_patiently
    def count_look(self, name: str, seeds: int) -> list[int]:
        """Note that a study is judged at this number of seeds; the same number again changes nothing."""
        with self._explaining(), self._engine.begin() as connection:
            self._insert(connection, _look, {"study": name, "seeds": seeds})
        return self.looks(name)

    # ---- runs --------------------------------------------------------------------------------------------------------

    @_patiently
    def add(self, run: Run) -> None:
        """Append a run with all its epochs, in one transaction; a failed one leaves its reason and nothing else.

        A run that another machine has added in the meantime stays as it is: it has the same numbers.
        """
        key = key_of(run.task)
        with self._explaining(), self._engine.begin() as connection:
            connection.execute(_claim.delete().where(_claim.c.key == key))
            if run.status == "failed":
                row = {"key": key, "reason": run.message, "machine": socket.gethostname(), "at": _now()}
                connection.execute(_failure.insert().values(**row))
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
        """Append a run that another store has handed out, as it is; says whether it is new and whole."""
        if fault({**head, "checksum": None}, epochs):
            return False
        with self._explaining(), self._engine.begin() as connection:
            return self._keep(connection, head, epochs)

    def _keep(self, connection: sa.Connection, head: Mapping[str, Any], epochs: Sequence[Epoch]) -> bool:
        new = self._insert(connection, _run, {**head, "checksum": checksum(head, epochs)})
        if new:
            connection.execute(_epoch.insert(), [{"run_key": head["key"], **vars(epoch)} for epoch in epochs])
        return new

    @_patiently
    def runs(self, tasks: Collection[Task]) -> dict[Task, Run]:
        """Those of ``tasks`` that are in the store, in their order; a damaged run is not: see :meth:`_whole`."""
        keys = {key_of(task): task for task in tasks}
        heads: dict[str, dict[str, Any]] = {}
        epochs: dict[str, list[Epoch]] = {}
        with self._explaining(), self._engine.connect() as connection:
            for some in _parts(list(keys), 500):
                chosen = sa.select(_run).where(_run.c.key.in_(some))
                heads |= {row.key: dict(row._mapping) for row in connection.execute(chosen)}
                rows = sa.select(_epoch).where(_epoch.c.run_key.in_(some)).order_by(_epoch.c.run_key, _epoch.c.epoch)
                for key, *row in connection.execute(rows):
                    epochs.setdefault(key, []).append(_epoch_of(row))
        whole = self._whole(heads, epochs)
        return {
            task: Run(task, heads[key]["status"], heads[key]["message"], tuple(epochs[key]))
            for key, task in keys.items()
            if key in whole
        }

    def _whole(self, heads: Mapping[str, Mapping[str, Any]], epochs: Mapping[str, list[Epoch]]) -> set[str]:
        """The keys of the runs that are as they were written. Sets the others aside, so that they are trained again."""
        faults = {key: fault(head, epochs.get(key, [])) for key, head in heads.items()}
        for key, found in faults.items():
            if found:
                self._set_aside(key, heads[key], epochs.get(key, []), found)
        return {key for key, found in faults.items() if not found}

    def _set_aside(self, key: str, head: Mapping[str, Any], epochs: Sequence[Epoch], found: str) -> None:
        content = json.dumps({"head": dict(head), "epochs": [vars(row) for row in epochs]}, default=str)
        with self._explaining(), self._engine.begin() as connection:
            connection.execute(_epoch.delete().where(_epoch.c.run_key == key))
            connection.execute(_run.delete().where(_run.c.key == key))
            connection.execute(_damaged.insert().values(key=key, fault=found, content=content))
        self._warn(
            f"a stored run is damaged ({head['activation']}, seed {head['seed']}: {found}). It is set aside in the "
            f"table 'damaged' of {self.place} and will be trained again."
        )

    @_patiently
    def failures(self, tasks: Collection[Task]) -> dict[Task, str]:
        """The last reason of each of ``tasks`` that failed and has no run."""
        with self._explaining(), self._engine.connect() as connection:
            rows = connection.execute(sa.select(_failure).order_by(_failure.c.id)).all()
            done = set(connection.execute(sa.select(_run.c.key)).scalars()) if rows else set()
        keys = {key_of(task): task for task in tasks} if rows else {}
        return {keys[row.key]: row.reason for row in rows if row.key in keys and row.key not in done}

    @_patiently
    def everything(self) -> Iterator[tuple[dict[str, Any], list[Epoch]]]:
        """Each run with its epochs, whatever study it belongs to."""
        with self._explaining(), self._engine.connect() as connection:
            heads = {
                row.key: dict(row._mapping)
                for row in connection.execute(sa.select(_run).order_by(_run.c.finished, _run.c.key))
            }
            epochs: dict[str, list[Epoch]] = {}
            for key, *row in connection.execute(sa.select(_epoch).order_by(_epoch.c.run_key, _epoch.c.epoch)):
                epochs.setdefault(key, []).append(_epoch_of(row))
        whole = self._whole(heads, epochs)
        return ((head, epochs[key]) for key, head in heads.items() if key in whole)

    # ---- claims ------------------------------------------------------------------------------------------------------

    @_patiently
    def claim(self, task: Task) -> bool:
        """Take a task for this process, unless it is done or a living process has it."""
        key = key_of(task)
        row = {"key": key, "owner": self.owner, "beat": 0, "label": f"{task.activation}, seed {task.seed}", "epoch": 0}
        with self._explaining(), self._engine.begin() as connection:
            inserted = self._insert(connection, _claim, row)
            # Looked at after the insert, which waits for a run that another process is adding at this moment.
            if connection.execute(sa.select(_run.c.key).where(_run.c.key == key)).first():
                connection.execute(_claim.delete().where(_claim.c.key == key))
                return False
            if inserted:
                return True
            held = connection.execute(sa.select(_claim).where(_claim.c.key == key)).first()
            if held is None or not self._void(key, held.owner, held.beat):
                return held is not None and held.owner == self.owner
            taken = (
                _claim.update()
                .where(_claim.c.key == key, _claim.c.owner == held.owner, _claim.c.beat == held.beat)
                .values(owner=self.owner, beat=held.beat + 1, epoch=0)
            )
            return connection.execute(taken).rowcount == 1

    def _void(self, key: str, owner: str, beat: int) -> bool:
        host, process, started = owner.rsplit(":", 2)
        if host == socket.gethostname():
            return _started(int(process)) != started
        before = self._seen.get(key)
        if before is None or before[:2] != (owner, beat):
            self._seen[key] = (owner, beat, time.monotonic())  # not the wall clock: it may jump
            return False
        return time.monotonic() - before[2] > STALE_SECONDS

    def beat(self, epochs: dict[str, int] | None = None) -> None:
        """Say that this process lives, and how far its tasks are."""
        with self._explaining(), self._engine.begin() as connection:
            connection.execute(_claim.update().where(_claim.c.owner == self.owner).values(beat=_claim.c.beat + 1))
            for key, epoch in (epochs or {}).items():
                connection.execute(_claim.update().where(_claim.c.key == key).values(epoch=epoch))

    @_patiently
    def running(self) -> list[tuple[str, int]]:
        """What is being trained: a label and the epoch."""
        with self._explaining(), self._engine.connect() as connection:
            rows = connection.execute(sa.select(_claim).order_by(_claim.c.label)).all()
        return [(row.label, row.epoch) for row in rows]

    def release(self) -> None:
        """Give back every claim of this process."""
        with self._explaining(), self._engine.begin() as connection:
            connection.execute(_claim.delete().where(_claim.c.owner == self.owner))

    def close(self) -> None:
        """Fold the write-ahead log into the file."""
        if self.path is not None:
            try:
                with self._engine.connect() as connection:
                    connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))
            except sa.exc.OperationalError:
                pass  # the disk is full or another process reads: the log stays beside the file, nothing is lost
        self._engine.dispose()

    # ---- how the database answers ------------------------------------------------------------------------------------

    def _insert(self, connection: sa.Connection, table: sa.Table, row: dict[str, Any]) -> bool:
        """Insert unless the key is there; says whether it did."""
        from sqlalchemy.dialects import postgresql, sqlite

        kind = {"sqlite": sqlite, "postgresql": postgresql}[self._engine.dialect.name]
        (key,) = table.primary_key.columns
        done = connection.execute(kind.insert(table).values(**row).on_conflict_do_nothing().returning(key))
        return done.first() is not None

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        try:
            yield
        except sa.exc.DatabaseError as error:
            raise self._explained(error) from error

    def _explained(self, error: sa.exc.DatabaseError) -> ActlabError:
        kept = "What was finished before is kept; the same command goes on from there."
        match _kind(error):
            case "full":
                return StoreFailed(f"no space is left for {self.place}. {kept} Make room first.")
            case "locked":
                return StoreFailed(f"{self.place} is locked by another process. {kept} Close that process first.")
            case "corrupt":
                return BadData(f"{self.place} is damaged ({error.orig}). Start again: it will be kept aside.")
        if self.path is None and isinstance(error, sa.exc.OperationalError):
            words = " ".join(str(error.orig).split())  # on one line
            return _Unreachable(f"{self.place} does not answer ({words}). {kept} Start the server first.")
        return StoreFailed(f"{self.place} cannot be used ({error.orig}). {kept}")


def _by_url(url: str) -> sa.Engine:
    try:
        parsed = sa.make_url(url)
        if parsed.get_backend_name() != "postgresql":
            raise BadData(f"expected a URL such as postgresql+psycopg://user@host/name, got {url!r}.")
        return sa.create_engine(parsed, pool_pre_ping=True)
    except sa.exc.ArgumentError:
        raise BadData(f"expected a URL such as postgresql+psycopg://user@host/name, got {url!r}.") from None
    except ImportError as error:
        raise Missing(str(error.name), "a PostgreSQL store", "pip install 'actlab[postgresql]'") from None


def _full_sync(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA synchronous=NORMAL")  # a commit survives the death of the process; 1 ms instead of 10
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _kind(error: sa.exc.DatabaseError) -> str:
    text = str(error.orig).lower()
    if "full" in text or "no space" in text:
        return "full"
    if "locked" in text or "busy" in text:
        return "locked"
    if "malformed" in text or "not a database" in text:
        return "corrupt"
    return "other"


def _started(process: int) -> str:
    """When a process was started, in ticks since boot: a number used again does not pass for the old process."""
    try:
        return Path(f"/proc/{process}/stat").read_text("utf-8").rsplit(")", 1)[1].split()[19]
    except (OSError, IndexError):
        return "gone" if Path("/proc").is_dir() else "unknown"


def _parts(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def _epoch_of(row: Sequence[Any]) -> Epoch:
    number, *figures, cpu_seconds, scores = row
    numbers = dict(zip(FIGURES, map(_number, figures), strict=True))
    return Epoch(number, **numbers, cpu_seconds=cpu_seconds, scores=scores)


def _number(figure: float | None) -> float:
    return float("nan") if figure is None else figure  # SQLite keeps NaN as NULL


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


@cache
def setting_of(text: str) -> Setting:
    """The setting that a run was kept with."""
    return read(json.loads(text))
