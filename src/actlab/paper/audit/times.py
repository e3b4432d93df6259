"""M9, what Mish costs in time: from interleaved measurements that `benchmarks/step_times.py` wrote, and nothing else.

Times of a study's epochs are none: its arms ran at different hours beside different neighbours.
"""

import csv
from dataclasses import dataclass
from math import log10
from pathlib import Path

from actlab.define import choose
from actlab.errors import BadData
from actlab.lab.verdicts.procedure import Pairing
from actlab.paper.audit.rules import MORE, Comparison, Pool, Unit

TIMES = "times.csv"
COLUMNS = ("network", "kernels", "activation", "round", "cpu_seconds")
ARTICLE = "the article's network in NumPy"  # the only one whose time an article gives and that runs here
OURS = "actlab's"
RATIO = Unit("times", 3, ratio=True)


@dataclass(frozen=True)
class Times:
    """CPU seconds of a few steps by (network, kernels), then by activation, round by round; and where they lie."""

    seconds: dict[tuple[str, str], dict[str, list[float]]]
    where: str

    def comparisons(self, published: bool) -> list[Comparison]:
        """Mish over ReLU and over Swish, round by round: of the article's network, or of the others.

        With torch's kernels the comparison decides; with ours it stands beside.
        """
        return [
            _comparison(network, kernels, other, by, self.where)
            for (network, kernels), by in self.seconds.items()
            if (network == ARTICLE) == published
            for other in ("relu", "swish")
        ]


def is_times(folder: Path) -> bool:
    """Whether a folder holds such measurements."""
    return (folder / TIMES).is_file()


def read(folder: Path) -> Times:
    """The measurements of a folder.

    Raises:
        BadData: for a file with other columns, or with a time that is not a number above 0.
    """
    measured: dict[tuple[str, str], dict[str, list[float]]] = {}
    with (folder / TIMES).open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise BadData(f"{folder / TIMES}: expected the columns {', '.join(COLUMNS)}, got {rows.fieldnames}.")
        for number, row in enumerate(rows, 2):
            try:
                seconds = float(row["cpu_seconds"])
            except (TypeError, ValueError):
                seconds = 0.0
            if not 0 < seconds < float("inf"):
                raise BadData(
                    f"{folder / TIMES}, line {number}: expected seconds above 0, got {row['cpu_seconds']!r}; "
                    "measure again with benchmarks/step_times.py."
                )
            measured.setdefault((row["network"], row["kernels"]), {}).setdefault(row["activation"], []).append(seconds)
    return Times(measured, str(folder))


def _comparison(network: str, kernels: str, other: str, by: dict[str, list[float]], where: str) -> Comparison:
    mine, theirs = ([log10(seconds) for seconds in by.get(name, [])] for name in ("mish", other))
    rounds = min(len(mine), len(theirs))
    pairing = Pairing(mine[:rounds], theirs[:rounds], 0.0) if rounds else None
    return Comparison(
        f"Mish over {choose(other).title}: {network}, {kernels} kernels",
        MORE,
        RATIO,
        pairing,
        why="" if pairing else "not measured",
        decides=kernels != OURS,
        study=where,
        pool=Pool(),
    )
