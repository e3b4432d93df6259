"""The numbers that the paper and its repository report, one a row, as they were read."""

import csv
import gzip
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import nan
from typing import Any

from actlab.define import choose
from actlab.errors import UnknownName

METRICS = {"test_accuracy": ("test_top1_acc_pct", 0.01), "test_loss": ("test_loss_ce", 1.0)}
TEN_TIMES = ("test_loss_as_reported", 0.1)  # most tables print ten times the cross-entropy


@dataclass(frozen=True)
class Reported:
    """One reported number."""

    experiment: str
    dataset: str
    network: str
    factor: str
    level: str
    activation: str
    metric: str
    value: float
    std: float
    runs: str
    source: str


@cache
def rows(experiment: str = "") -> tuple[Reported, ...]:
    """The reported numbers of an experiment such as ``"E01-mnist-depth"``, or of those that begin so, or all."""
    packed = files("actlab.paper.published") / "mish_paper_results.csv.gz"
    text = gzip.decompress(packed.read_bytes()).decode("utf-8")
    lines = csv.DictReader(text.splitlines())
    return tuple(_row(row) for row in lines if row["experiment"].startswith(experiment))


def _row(row: dict[str, Any]) -> Reported:
    return Reported(**{**row, "value": _number(row["value"]), "std": _number(row["std"])})


def figures(experiment: str, metric: str) -> dict[tuple[str, str], float]:
    """What is reported for each (level, activation key), as accuracy between 0 and 1 or cross-entropy in nats.

    In a table of networks the network is the level.
    """
    name, scale = METRICS[metric]
    # Where two sources report the same point, the repository's comes before the poster's.
    table = sorted(rows(experiment), key=lambda row: "poster" in row.source)
    if metric == "test_loss" and not any(row.metric == name for row in table):
        name, scale = TEN_TIMES
    numbers: dict[tuple[str, str], float] = {}
    for row in table:
        if row.metric == name:
            numbers.setdefault((row.level or row.network, _key(row.activation)), row.value * scale)
    return numbers


def _key(title: str) -> str:
    plain = title.lower().replace("swish-1", "swish").replace(" ", "_")
    try:
        return choose(plain).key
    except UnknownName:
        return plain


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:  # nothing, or a bound such as <0.0001
        return nan
