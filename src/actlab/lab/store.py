"""Where the numbers are kept: SQLite in WAL mode through SQLAlchemy, every epoch, only ever appended."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from actlab.errors import BadData, OutputTaken
from actlab.lab.runs import Epoch, Run, Task

_metadata = sa.MetaData()
_comparison = sa.Table(
    "comparison",
    _metadata,
    sa.Column("key", sa.String, primary_key=True),
    sa.Column("setting", sa.String, nullable=False),
)
_run = sa.Table(
    "run",
    _metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("activation", sa.String, nullable=False),
    sa.Column("seed", sa.Integer, nullable=False),
    sa.Column("status", sa.String, nullable=False),
    sa.Column("message", sa.String, nullable=False),
    sa.UniqueConstraint("activation", "seed"),
)
_epoch = sa.Table(
    "epoch",
    _metadata,
    sa.Column("run_id", sa.ForeignKey("run.id"), primary_key=True),
    sa.Column("epoch", sa.Integer, primary_key=True),
    *(sa.Column(name, sa.Float) for name in ("train_accuracy", "train_loss", "test_accuracy", "test_loss", "seconds")),
)


class Store:
    """The runs of one comparison in one file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._engine = sa.create_engine(f"sqlite:///{path}")

    def open(self, key: str, setting: dict[str, Any]) -> None:
        """Make the file, or check that it holds the comparison called ``key``.

        Raises:
            OutputTaken: if it holds another one.
            BadData: if it is not a store.
        """
        try:
            with self._engine.connect() as connection:
                connection.execute(sa.text("PRAGMA journal_mode=WAL"))
            _metadata.create_all(self._engine)
            with self._engine.begin() as connection:
                found = connection.execute(sa.select(_comparison)).first()
                if found is None:
                    connection.execute(_comparison.insert().values(key=key, setting=json.dumps(setting)))
        except sa.exc.DatabaseError as error:
            self._engine.dispose()
            reason = f"{self.path} is not a store of actlab ({error.orig}); move it away or choose another --out."
            raise BadData(reason) from error
        if found is not None and found.key != key:
            raise OutputTaken(
                f"{self.path.parent} holds another comparison: {_differences(json.loads(found.setting), setting)}. "
                f"Choose another --out, or replace it with --force."
            )

    def add(self, run: Run) -> None:
        """Append a run with all its epochs, in one transaction."""
        head = {"activation": run.task.activation, "seed": run.task.seed, "status": run.status, "message": run.message}
        with self._engine.begin() as connection:
            run_id = connection.execute(_run.insert().values(**head).returning(_run.c.id)).scalar_one()
            connection.execute(_epoch.insert(), [{"run_id": run_id, **vars(epoch)} for epoch in run.epochs])

    def runs(self, tasks: Sequence[Task]) -> list[Run]:
        """Those of ``tasks`` that are in the store, in their order."""
        with self._engine.connect() as connection:
            heads = connection.execute(sa.select(_run)).all()
            rows = connection.execute(sa.select(_epoch).order_by(_epoch.c.run_id, _epoch.c.epoch)).all()
        epochs: dict[int, list[Epoch]] = {}
        for run_id, number, *figures in rows:
            epochs.setdefault(run_id, []).append(Epoch(number, *(_number(figure) for figure in figures)))
        stored = {
            Task(head.activation, head.seed): (head.status, head.message, tuple(epochs[head.id])) for head in heads
        }
        return [Run(task, *stored[task]) for task in tasks if task in stored]

    def close(self) -> None:
        """Fold the write-ahead log into the file."""
        with self._engine.connect() as connection:
            connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))
        self._engine.dispose()


def _number(figure: float | None) -> float:
    return float("nan") if figure is None else figure  # SQLite keeps NaN as NULL


def _differences(there: dict[str, Any], here: dict[str, Any]) -> str:
    names = [name for name in {**there, **here} if there.get(name) != here.get(name)]
    return ", ".join(f"{name} is {there.get(name)!r} there and {here.get(name)!r} here" for name in names)
