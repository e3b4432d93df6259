"""Every number of a store in one table: CSV, packed or not, or Parquet; and back."""

import csv
import gzip
import io
import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TextIO

from actlab.errors import BadData, BadValue, Missing
from actlab.lab.plan.plan import Plan, from_document
from actlab.lab.plan.run import Epoch, Run, Task
from actlab.lab.store.checksum import fault, sealed, unsealed
from actlab.lab.store.store import Store, fault_of_words, setting_of
from actlab.lab.store.tables import FIGURES

HEAD = ("key", "activation", "seed", "status", "message", "setting", "code", "environment", "machine", "finished")
COLUMNS = (*HEAD, "epoch", *FIGURES, "cpu_seconds", "scores", "checksum")
RUNS, PLANS = "runs.csv.gz", "studies.json"
MOST_CHARACTERS = 2**31  # of an unpacked table: 20,000 runs of 10 epochs take 2**28
MOST_OF_A_LINE = 2**20  # a thousand usual ones
LOOKS = "looks"  # beside a plan in studies.json


@dataclass(frozen=True)
class Archive:
    """What was exported: the plans, the runs, and where they were made."""

    plans: tuple[Plan, ...]
    runs: dict[Task, Run]
    environments: tuple[dict[str, str], ...]
    codes: tuple[str, ...]
    failures: dict[Task, str] = field(default_factory=dict)
    looks: dict[str, list[int]] = field(default_factory=dict)  # by plan: the numbers of seeds it was judged at
    code_of: dict[Task, str] = field(default_factory=dict)  # the version of the code that made each run


def table(store: Store) -> Iterator[dict[str, Any]]:
    """A row for each epoch of each run."""
    for head, epochs in store.everything():
        for epoch in epochs:
            yield {**{name: head[name] for name in HEAD}, **epoch._asdict(), "checksum": head["checksum"]}


def write(store: Store, path: Path) -> Path:
    """Write every epoch of every run to ``.csv``, ``.csv.gz`` or ``.parquet``, by the ending of ``path``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.name.endswith(".parquet"):
        _write_parquet(store, path)
    elif path.name.endswith((".csv", ".csv.gz")):
        text = io.StringIO()
        writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(table(store))
        content = text.getvalue().encode()
        # No time in the head of the file: the same runs give the same bytes.
        path.write_bytes(gzip.compress(content, 9, mtime=0) if path.suffix == ".gz" else content)
    else:
        raise BadValue(f"expected a file name that ends in .csv, .csv.gz or .parquet, got {path.name!r}.")
    return path


def _write_parquet(store: Store, path: Path) -> None:
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise Missing("pyarrow", "writing Parquet", "pip install 'actlab[parquet]'") from None
    parquet.write_table(pyarrow.Table.from_pylist(list(table(store))), path)


def write_archive(store: Store, folder: Path) -> Path:
    """Write runs and plans into ``folder``: all that a report is made from."""
    write(store, folder / RUNS)
    plans = [sealed({**document, LOOKS: store.looks(name)}) for name, document in store.studies().items()]
    (folder / PLANS).write_text(json.dumps(plans, indent=1) + "\n", "utf-8")
    return folder


def read_archive(folder: Path, warn: Callable[[str], None] = lambda _: None) -> Archive:
    """What :func:`write_archive` wrote. Reports the version of the code that made the runs without checking it.

    Leaves out damaged runs and reports each through ``warn``.
    """
    return _archive(read_plans(folder), list(read_rows(folder, warn).values()))


def read_plans(folder: Path) -> list[dict[str, Any]]:
    """The plans of an archive as plain values, with the looks at each.

    Raises:
        BadData: for a file that is missing or damaged.
    """
    try:
        plans = [unsealed(document) for document in json.loads((folder / PLANS).read_text("utf-8"))]
        if not all(isinstance(seeds, int) for plan in plans for seeds in plan.get(LOOKS, [])):
            raise ValueError(f"{LOOKS}: expected numbers of seeds")
    except (OSError, TypeError, ValueError, RecursionError) as error:
        raise _no_archive(folder, error) from None
    return plans


def read_rows(
    folder: Path, warn: Callable[[str], None] = lambda _: None
) -> dict[str, tuple[dict[str, Any], list[Epoch]]]:
    """By key, the head of each run of an archive and its epochs; without damaged runs, each of which ``warn`` hears.

    Raises:
        BadData: for a file that is missing, or so damaged that it is no table of runs.
    """
    try:
        with gzip.open(folder / RUNS, "rt", encoding="utf-8", newline="") as file:
            runs = _rows(_lines(file))
    except (OSError, EOFError, LookupError, TypeError, ValueError, csv.Error, zlib.error) as error:
        raise _no_archive(folder, error) from None
    whole = {}
    for key, (head, epochs) in runs.items():
        if what := fault(head, epochs) or fault_of_words(head):
            warn(f"a run of {folder / RUNS} is damaged ({head['activation']}, seed {head['seed']}: {what}), left out.")
        else:
            whole[key] = head, epochs
    return whole


def _no_archive(folder: Path, error: Exception) -> BadData:
    what = f"no {error}" if isinstance(error, KeyError) else str(error)
    return BadData(f"{folder} holds no archive of studies, or a damaged one ({PLANS} and {RUNS}): {what}.")


def _lines(file: TextIO) -> Iterator[str]:
    """The lines of a packed file, which can be a thousand times as long as it is on the disk."""
    left = MOST_CHARACTERS
    while line := file.readline(MOST_OF_A_LINE):
        left -= len(line)
        if left < 0 or len(line) == MOST_OF_A_LINE:
            raise ValueError(f"expected at most {MOST_CHARACTERS} characters, {MOST_OF_A_LINE - 1} of them in a line")
        yield line


def _rows(lines: Iterable[str]) -> dict[str, tuple[dict[str, Any], list[Epoch]]]:
    rows: dict[str, tuple[dict[str, Any], list[Epoch]]] = {}
    for row in csv.DictReader(lines):
        head = {name: int(row[name]) if name == "seed" else row[name] for name in HEAD}
        head["checksum"] = row.get("checksum") or None  # an older archive has none
        numbers = {name: float(row[name]) if row[name] else float("nan") for name in FIGURES}
        processor = float(row["cpu_seconds"]) if row.get("cpu_seconds") else None  # nor this
        epoch = Epoch(int(row["epoch"]), **numbers, cpu_seconds=processor, scores=row.get("scores") or None)
        rows.setdefault(row["key"], (head, []))[1].append(epoch)
    return rows


def archive_of(store: Store) -> Archive:
    """The archive of an open store; of runs that two versions of the code made, the later counts."""
    archive = _archive(list(store.studies().values()), list(store.everything()))
    tasks = [task for plan in archive.plans for task in plan.known_tasks(archive.runs)]
    looks = {plan.name: store.looks(plan.name) for plan in archive.plans}
    return replace(archive, failures=store.failures(tasks), looks=looks)


def _archive(documents: list[dict[str, Any]], rows: list[tuple[dict[str, Any], list[Epoch]]]) -> Archive:
    looks = [document.pop(LOOKS, []) for document in documents]  # an older archive has none
    plans = tuple(map(from_document, documents))  # first: they define the functions that the runs name
    by_plan = {plan.name: seeds for plan, seeds in zip(plans, looks, strict=True)}
    runs, code_of = {}, {}
    for head, epochs in rows:
        task = Task(setting_of(head["setting"]), head["seed"])
        runs[task] = Run(task, head["status"], head["message"], tuple(epochs))
        code_of[task] = head["code"]
    environments = {head["environment"]: json.loads(head["environment"]) for head, _ in rows}
    codes = tuple(sorted(set(code_of.values())))
    return Archive(plans, runs, tuple(environments.values()), codes, looks=by_plan, code_of=code_of)
