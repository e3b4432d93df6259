"""The article's figures, and ours beside them with every difference."""

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from math import inf

from actlab.errors import UnknownName
from actlab.lab.store.environment import environment
from actlab.paper.replay.run import Protocol, run
from actlab.scratch import Diverged, Row, blown_up

TABLES = ("basic", "beta", "learning-rate", "width")
COLUMNS = ("train_accuracy", "train_loss", "test_accuracy", "test_loss")
THRESHOLDS = (0.95, 0.97, 0.98)
EPOCHS = 50
LOSS_TOLERANCE = 1e-9  # what the first 10 epochs are held to: rounding differs between processors and grows


@dataclass(frozen=True)
class Figures:
    """A row of the article's tables: accuracies in per cent with two digits, first epochs with 95, 97 and 98 %."""

    final_train_accuracy: float
    final_test_accuracy: float
    best_test_accuracy: float
    epochs_to_95: int | None
    epochs_to_97: int | None
    epochs_to_98: int | None


FIGURES = tuple(field.name for field in fields(Figures))


@dataclass(frozen=True)
class TableRow:
    """One published row with ours; ``ours`` is None while there are fewer epochs than published."""

    table: str
    settings: Protocol
    published: Figures
    ours: Figures | None
    message: str = ""

    @property
    def cells(self) -> list[tuple[float | int | None, float | int | None, bool]]:
        """Published, ours, and whether they differ, figure by figure."""
        published = vars(self.published)
        return (
            [(published[name], got, published[name] != got) for name, got in vars(self.ours).items()]
            if self.ours
            else []
        )

    @property
    def differences(self) -> int:
        """How many of the six figures differ."""
        return sum(differs for _, _, differs in self.cells)


@dataclass(frozen=True)
class LogComparison:
    """One published log with ours, as many epochs as both have."""

    settings: Protocol
    published: tuple[Row, ...]
    ours: tuple[Row, ...]

    @property
    def pairs(self) -> list[tuple[Row, Row]]:
        """The published row and ours, epoch by epoch."""
        return list(zip(self.published, self.ours, strict=False))

    @property
    def figures(self) -> int:
        """How many numbers were compared."""
        return len(COLUMNS) * len(self.pairs)

    @property
    def equal_accuracies(self) -> int | None:
        """The last epoch up to which every accuracy is the published one to the last bit."""
        return self._held(lambda name, published, got: published == got or not name.endswith("accuracy"))

    @property
    def held(self) -> int | None:
        """The last epoch up to which accuracies are equal and losses within 1e-9 relative."""
        return self._held(
            lambda name, published, got: (
                published == got or (name.endswith("loss") and abs(got - published) <= LOSS_TOLERANCE * published)
            )
        )

    def largest(self, column: str, through: float = inf) -> float:
        """The largest difference of a column, absolute for accuracies and relative for losses."""
        differences = [0.0]
        for published, got in self.pairs:
            if published.epoch <= through:
                difference = abs(getattr(got, column) - getattr(published, column))
                differences.append(difference / getattr(published, column) if column.endswith("loss") else difference)
        return max(differences)

    @property
    def sentence(self) -> str:
        """How far the replay held, in words."""
        last = self.pairs[-1][0].epoch
        accuracies = "in no epoch" if self.equal_accuracies is None else f"through epoch {self.equal_accuracies}"
        losses = "in no epoch" if self.held is None else f"through epoch {self.held}"
        loss = max(self.largest("train_loss"), self.largest("test_loss"))
        return (
            f"{self.settings.title}: {self.figures} figures over {last} epochs; every accuracy equal {accuracies}, and "
            f"every loss within 1e-9 {losses}; largest relative difference of a loss {loss:.1e}."
        )

    def _held(self, alike: Callable[[str, float, float], bool]) -> int | None:
        last = None
        for published, got in self.pairs:
            if not all(alike(name, getattr(published, name), getattr(got, name)) for name in COLUMNS):
                break
            last = published.epoch
        return last


@dataclass(frozen=True)
class Replay:
    """All that was run: the rows of the tables, the logs, and every run's own log."""

    tables: tuple[TableRow, ...]
    logs: tuple[LogComparison, ...]
    runs: dict[Protocol, tuple[Row, ...]]
    environment: dict[str, str]


@cache
def published_logs() -> dict[str, tuple[Row, ...]]:
    """The two logs of the article, by activation."""
    rows: dict[str, list[Row]] = {}
    for line in _lines("replay_log.csv"):
        rows.setdefault(line["activation"], []).append(Row(int(line["epoch"]), *(float(line[c]) for c in COLUMNS)))
    return {name: tuple(log) for name, log in rows.items()}


@cache
def published_tables() -> tuple[TableRow, ...]:
    """The fifteen rows of the article's tables, with their settings."""
    return tuple(_table_row(line) for line in _lines("replay_tables.csv"))


def rows_of(table: str) -> list[TableRow]:
    """The published rows of one table, or of ``"all"``."""
    if table not in (*TABLES, "all"):
        raise UnknownName("table", table, (*TABLES, "all"))
    return [row for row in published_tables() if table in (row.table, "all")]


def figures_of(log: Sequence[Row]) -> Figures:
    """The six figures of a table, from a log."""
    after = [row for row in log if row.epoch]
    best = max(row.test_accuracy for row in after)
    final_train, final_test, best = (round(100 * a, 2) for a in (log[-1].train_accuracy, log[-1].test_accuracy, best))
    # At least, not over: Swish with beta 2 never got beyond the 98.00 that it reached in the published epoch 30.
    first = [next((row.epoch for row in after if row.test_accuracy >= least), None) for least in THRESHOLDS]
    return Figures(final_train, final_test, best, *first)


def replay(
    table: str,
    epochs: int = EPOCHS,
    on_row: Callable[[Protocol, Row], None] = lambda _settings, _row: None,
    runs_of: Callable[[Protocol], Iterable[Row]] = run,
) -> Replay:
    """Run one of the article's tables, or ``"all"``, and compare; settings that tables share are run once.

    Arguments:
        table: basic, beta, learning-rate, width or all.
        epochs: fewer than 50 compare the logs that far and leave the tables open.
        on_row: called with each row of each log when it is there.
        runs_of: what trains; the tests put published figures here.
    """
    printed = rows_of(table)
    runs: dict[Protocol, tuple[Row, ...]] = {}
    messages: dict[Protocol, str] = {}
    for settings in dict.fromkeys(row.settings for row in printed):
        log: list[Row] = []
        try:
            for row in runs_of(_shortened(settings, epochs)):
                log.append(row)
                on_row(settings, row)
        except Diverged as error:
            messages[settings] = str(error)
        runs[settings] = tuple(log)
        if message := blown_up(log):
            messages[settings] = message
    logs = [
        LogComparison(settings, published, runs[settings])
        for settings, published in ((Protocol(name), log) for name, log in published_logs().items())
        if settings in runs
    ]
    tables = [_filled(row, runs[row.settings], messages.get(row.settings, "")) for row in printed]
    return Replay(tuple(tables), tuple(logs), runs, environment())


def _filled(row: TableRow, log: tuple[Row, ...], message: str) -> TableRow:
    complete = bool(log) and log[-1].epoch == EPOCHS
    return TableRow(row.table, row.settings, row.published, figures_of(log) if complete else None, message)


def _shortened(settings: Protocol, epochs: int) -> Protocol:
    return Protocol(settings.activation, settings.learning_rate, settings.hidden, epochs)


def _table_row(line: dict[str, str]) -> TableRow:
    activation = line["activation"] + (f":beta={line['beta']}" if line["beta"] else "")
    hidden = tuple(map(int, line["hidden"].split("-")))
    settings = Protocol(activation, float(line["learning_rate"]), hidden)
    figures = Figures(
        *(float(line[name]) for name in FIGURES[:3]),  # type: ignore[arg-type]  # three of one type, three of another
        *(int(line[name]) if line[name] else None for name in FIGURES[3:]),
    )
    return TableRow(line["table"].replace("_", "-"), settings, figures, None)


def _lines(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(files("actlab.paper.published").joinpath(name).read_text("utf-8").splitlines()))
