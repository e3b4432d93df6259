"""Who trains what: a process claims a task before it trains it, so that processes and machines may share a store."""

import os
import socket
import time
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from actlab.lab.plan.run import Task
from actlab.lab.store import tables
from actlab.lab.store.database import Database, patiently
from actlab.lab.store.key import key_of

STALE_SECONDS = 60.0  # a claim whose beat has stood still so long, by the watcher's own clock, is void


class Claims(Database):
    """The claims in a database; ``owner`` names this process, its start and its machine."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.owner = f"{socket.gethostname()}:{os.getpid()}:{_started(os.getpid())}"
        self._seen: dict[str, tuple[str, int, float]] = {}

    @patiently
    def claim(self, task: Task) -> bool:
        """Take a task for this process, unless it is done or a living process has it."""
        key = key_of(task)
        row = {"key": key, "owner": self.owner, "beat": 0, "label": f"{task.activation}, seed {task.seed}", "epoch": 0}
        with self._explaining(), self._engine.begin() as connection:
            inserted = self._insert(connection, tables.claim, row)
            # Looked at after the insert, which waits for a run that another process is adding at this moment.
            if connection.execute(sa.select(tables.run.c.key).where(tables.run.c.key == key)).first():
                connection.execute(tables.claim.delete().where(tables.claim.c.key == key))
                return False
            if inserted:
                return True
            held = connection.execute(sa.select(tables.claim).where(tables.claim.c.key == key)).first()
            if held is None or not self._void(key, held.owner, held.beat):
                return held is not None and held.owner == self.owner
            taken = (
                tables.claim.update()
                .where(tables.claim.c.key == key, tables.claim.c.owner == held.owner, tables.claim.c.beat == held.beat)
                .values(owner=self.owner, beat=tables.claim.c.beat + 1, epoch=0)
            )
            return connection.execute(taken).rowcount == 1

    def _void(self, key: str, owner: str, beat: int) -> bool:
        try:
            host, process, started = owner.rsplit(":", 2)
            number = int(process)
        except ValueError:  # damaged: no process is called so
            return True
        if host == socket.gethostname():
            return _started(number) != started
        before = self._seen.get(key)
        if before is None or before[:2] != (owner, beat):
            self._seen[key] = (owner, beat, time.monotonic())  # not the wall clock: it may jump
            return False
        return time.monotonic() - before[2] > STALE_SECONDS

    def beat(self, epochs: dict[str, int] | None = None) -> None:
        """Say that this process lives, and how far its tasks are."""
        with self._explaining(), self._engine.begin() as connection:
            connection.execute(
                tables.claim.update().where(tables.claim.c.owner == self.owner).values(beat=tables.claim.c.beat + 1)
            )
            for key, epoch in (epochs or {}).items():
                connection.execute(tables.claim.update().where(tables.claim.c.key == key).values(epoch=epoch))

    @patiently
    def running(self) -> list[tuple[str, int]]:
        """What is being trained: a label and the epoch."""
        with self._explaining(), self._engine.connect() as connection:
            rows = connection.execute(sa.select(tables.claim).order_by(tables.claim.c.label)).all()
        return [(row.label, row.epoch) for row in rows]

    def release(self) -> None:
        """Give back every claim of this process."""
        with self._explaining(), self._engine.begin() as connection:
            connection.execute(tables.claim.delete().where(tables.claim.c.owner == self.owner))


def _started(process: int) -> str:
    """When a process was started, in ticks since boot: a number used again does not pass for the old process."""
    try:
        return Path(f"/proc/{process}/stat").read_text("utf-8").rsplit(")", 1)[1].split()[19]
    except (OSError, IndexError):
        return "gone" if Path("/proc").is_dir() else "unknown"
