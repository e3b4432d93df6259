"""One database, opened and checked, its errors explained: SQLite in WAL mode, or a PostgreSQL by its URL."""

import gc
import os
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import sqlalchemy as sa

from actlab.errors import ActlabError, BadData, Missing
from actlab.lab.store import tables

BUSY_SECONDS = 30.0  # how long a write waits for another process; a commit takes milliseconds
RETRY_SECONDS = 30.0  # how long to wait for a server that went away; a restart takes a few
FIRST_WAIT, LONGEST_WAIT = 0.1, 5.0
_SETTING_UP = 7_251_014  # of the lock that PostgreSQL holds for whoever makes the tables: any number of our own


class StoreFailed(ActlabError):
    """The store cannot be read or written now; what was written stays."""


P = ParamSpec("P")
T = TypeVar("T")


class _Unreachable(StoreFailed):
    """The server does not answer, or ended the connection; it may be back soon."""


def patiently(method: Callable[P, T]) -> Callable[P, T]:
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


class Database:
    """A file, or a server by a URL such as ``postgresql+psycopg://user@host/name``.

    With ``only_read`` it looks runs up by the code that trained them last, not by that of this process, so that a
    process with another torch, or without one, can watch a store; and it leaves a damaged file where it is. A file
    that this user may not write, or whose folder she may not, is then read as it is.
    """

    def __init__(self, place: Path | str, busy_seconds: float = BUSY_SECONDS, only_read: bool = False) -> None:
        self._only_read = only_read
        self.path = place if isinstance(place, Path) else None
        self.place = str(place)
        self._frozen = only_read and self.path is not None and not _may_write(self.path)
        if self.path is not None and self._frozen:
            file = self.path
            self._engine = sa.create_engine("sqlite://", creator=lambda: _frozen(file), poolclass=sa.NullPool)
        elif self.path is not None:
            options: dict[str, Any] = {"connect_args": {"timeout": busy_seconds}}
            self._engine = sa.create_engine(f"sqlite:///{place}", **options)
            sa.event.listen(self._engine, "connect", _full_sync)
        else:
            self._engine = _by_url(self.place)
            self.place = _without_password(self.place)  # it goes into messages
        self._warn: Callable[[str], None] = lambda _: None

    @patiently
    def open(self, warn: Callable[[str], None] = lambda _: None) -> None:
        """Make the tables, or check that they are there.

        Unless the store is only read, renames a damaged file, begins a new one and reports it through ``warn``.
        Runs whose numbers changed are reported there too.

        Raises:
            BadData: for a store of another version, or a damaged one that is only read.
            StoreFailed: if it cannot be reached.
        """
        self._warn = warn
        try:
            if self._frozen:
                self._check_tables()
            else:
                self._prepare()
        except sa.exc.DatabaseError as error:
            if self.path is None or self._only_read or _kind(error) != "corrupt":
                raise self._explained(error) from error
            aside = self._put_aside()
            warn(f"{self.path} is not a whole store ({error.orig}); it is kept as {aside.name}, a new one is begun.")
            with self._explaining():
                self._prepare()

    def _prepare(self) -> None:
        if self.path is not None:
            with self._engine.connect() as connection:
                connection.execute(sa.text("PRAGMA journal_mode=WAL"))
                state = connection.execute(sa.text("PRAGMA quick_check(1)")).scalar_one()
                if state != "ok":
                    raise sa.exc.DatabaseError(
                        "quick_check", None, Exception(f"database disk image is malformed: {state}")
                    )
        if "comparison" in sa.inspect(self._engine).get_table_names():
            raise BadData(
                f"{self.place} was written by the first version of actlab, which kept one comparison a file. Its "
                f"numbers are also in results.json beside it. Move it away, choose another --out, or use --force."
            )
        with self._engine.begin() as connection:
            if self.path is None:  # IF NOT EXISTS alone fails where two processes create the same table at once
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_SETTING_UP)))
            for table in tables.metadata.sorted_tables:
                connection.execute(sa.schema.CreateTable(table, if_not_exists=True))
                for index in table.indexes:
                    connection.execute(sa.schema.CreateIndex(index, if_not_exists=True))
        for name, column, kind in tables.NEWER:
            if column not in {entry["name"] for entry in sa.inspect(self._engine).get_columns(name)}:
                with self._engine.begin() as connection:  # a store from before there was the column
                    connection.execute(sa.text(f"ALTER TABLE {name} ADD COLUMN {column} {kind}"))
        with self._engine.begin() as connection:
            version = connection.execute(sa.select(tables.meta.c.value).where(tables.meta.c.name == "version")).scalar()
            if version is None:
                self._insert(connection, tables.meta, {"name": "version", "value": str(tables.VERSION)})
            elif version != str(tables.VERSION):
                raise BadData(
                    f"{self.place} is a store of version {version}, this actlab reads version {tables.VERSION}. "
                    f"Open it with the actlab that wrote it ('actlab export' there), or choose another --out."
                )

    def _check_tables(self) -> None:
        """Refuse a store that would have to be brought up to date first."""
        inspector = sa.inspect(self._engine)
        known = set(inspector.get_table_names())
        lacking = [table.name for table in tables.metadata.sorted_tables if table.name not in known]
        for name, column, _ in tables.NEWER:
            if not lacking and column not in {entry["name"] for entry in inspector.get_columns(name)}:
                lacking.append(f"{name}.{column}")
        if lacking:
            raise BadData(
                f"{self.place} is a store of an earlier actlab (it has no {lacking[0]}), and can only be read here; "
                "expected one that can be brought up to date. Copy its folder to where you may write."
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

    def close(self) -> None:
        """Fold the write-ahead log into the file."""
        if self.path is not None and not self._frozen:
            try:
                with self._engine.connect() as connection:
                    connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))
            except sa.exc.OperationalError:
                pass  # the disk is full or another process reads: the log stays beside the file, nothing is lost
        self._engine.dispose()

    def _insert(self, connection: sa.Connection, table: sa.Table, row: dict[str, Any]) -> bool:
        """Insert unless the key is there; returns whether it did."""
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
        resume = "What was finished before is kept; the same command goes on from there."
        match _kind(error):
            case "full":
                return StoreFailed(f"no space is left for {self.place}. {resume} Make room first.")
            case "locked":
                return StoreFailed(f"{self.place} is locked by another process. {resume} Close that process first.")
            case "corrupt":
                advice = "The command that trains sets it aside and begins a new one."
                return BadData(f"{self.place} is damaged ({error.orig}). {advice}")
        if self.path is None and isinstance(error, sa.exc.OperationalError):
            words = " ".join(str(error.orig).split())  # on one line
            return _Unreachable(f"{self.place} does not answer ({words}). {resume} Start the server first.")
        return StoreFailed(f"{self.place} cannot be used ({error.orig}). {resume}")


def _may_write(path: Path) -> bool:
    """Whether SQLite could, which writes files beside the database too; a file that is not there yet counts."""
    return os.access(path.parent, os.W_OK) and (not path.exists() or os.access(path, os.W_OK))


def _frozen(path: Path) -> sqlite3.Connection:
    """A connection that writes nothing; without a log beside it SQLite needs the word that the file does not change."""
    log = Path(f"{path}-wal")
    is_whole = not log.exists() or not log.stat().st_size
    address = f"{path.resolve().as_uri()}?mode=ro{'&immutable=1' if is_whole else ''}"
    return sqlite3.connect(address, uri=True, check_same_thread=False)


def _by_url(url: str) -> sa.Engine:
    form = "postgresql+psycopg://user@host/name"
    wrong = BadData(f"expected a URL such as {form}, got {_without_password(url)!r}.")
    try:
        parsed = sa.make_url(url)
        if parsed.get_backend_name() != "postgresql":
            raise wrong
        return sa.create_engine(parsed, pool_pre_ping=True)
    except (sa.exc.ArgumentError, ValueError):  # a port that is no number
        raise wrong from None
    except ImportError as error:
        raise Missing(str(error.name), "a PostgreSQL store", "pip install 'actlab[postgresql]'") from None


def _without_password(url: str) -> str:
    return re.sub(r"(password=)[^&]*", r"\1***", re.sub(r"(://[^:@/]*):.*@", r"\1:***@", url))


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


@contextmanager
def without_collection() -> Iterator[None]:
    """Pause the collection of garbage: a quarter of the time in which hundreds of thousands of rows become objects."""
    paused = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if paused:
            gc.enable()
