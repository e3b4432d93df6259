"""A published comparison recomputed from its means and deviations: which differences it carries, with correction."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import isfinite, nan, sqrt
from pathlib import Path

import numpy as np

from actlab.errors import BadData, UnknownName
from actlab.lab.verdicts.procedure import holm

COLUMNS = ("function", "n", "mean", "deviation")
ALPHA = 0.05
HIGHER, LOWER, NOT_APART, NO_TEST = "higher", "lower", "cannot tell apart", "no test"


@dataclass(frozen=True)
class Row:
    """One function: over ``n`` runs, the mean and the standard deviation."""

    function: str
    n: int
    mean: float
    deviation: float


@dataclass(frozen=True)
class Pair:
    """One function less another: Welch's test, its p after Holm's correction, and the interval that agrees with it.

    ``word``: higher, lower, or cannot tell apart; no test where neither has any spread.
    """

    function: str
    against: str
    difference: float
    low: float
    high: float
    level: float
    p: float
    adjusted_p: float
    word: str


def read(path: Path) -> list[Row]:
    """The table of a CSV file with the columns function, n, mean and deviation.

    Raises:
        BadData: for a file that cannot be read, a missing column, a number that cannot be, or a name that comes twice.
    """
    try:
        lines = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadData(f"{path} cannot be read ({error}).") from None
    head = [] if not lines else [name for name in lines[0] if name is not None]
    if not set(COLUMNS) <= set(head):
        raise BadData(f"{path}: expected the columns {', '.join(COLUMNS)} and at least one row, got {head or 'none'}.")
    rows = [_row(line, f"{path}, line {number}") for number, line in enumerate(lines, 2)]
    names = [row.function for row in rows]
    for name in names:
        if names.count(name) > 1:
            raise BadData(f"{path}: {name!r} comes twice; give each function one row.")
    if len(rows) < 2:
        raise BadData(f"{path}: expected at least two functions to compare, got {len(rows)}.")
    return rows


def compare(rows: Sequence[Row], against: str = "", alpha: float = ALPHA) -> list[Pair]:
    """Every function against every other, or against one; Holm's correction over all of these tests at ``alpha``.

    Raises:
        UnknownName: if ``against`` is not in the table.

    >>> rows = [Row("mish", 23, 87.48, 0.3967), Row("relu", 23, 86.66, 0.584), Row("swish", 23, 87.32, 0.414)]
    >>> [(pair.function, pair.word) for pair in compare(rows, against="mish")]
    [('relu', 'lower'), ('swish', 'cannot tell apart')]
    """
    by_name = {row.function: row for row in rows}
    if against and against not in by_name:
        raise UnknownName("function of the table", against, tuple(by_name))
    others = [row for row in rows if row.function != against]
    pairs = [(row, by_name[against]) for row in others] if against else list(combinations(rows, 2))
    tests = [welch(one, other) for one, other in pairs]
    tested = [index for index, test in enumerate(tests) if isfinite(test.p)]
    adjusted, left = holm(np.array([tests[index].p for index in tested]), len(pairs))
    corrected = {index: (float(adjusted[place]), int(left[place])) for place, index in enumerate(tested)}
    return [
        _pair(one, other, tests[index], *corrected.get(index, (nan, 1)), len(pairs), alpha)
        for index, (one, other) in enumerate(pairs)
    ]


@dataclass(frozen=True)
class Welch:
    """A test of two means: two-sided p, standard error of the difference, degrees of freedom; NaN without spread."""

    p: float
    error: float
    freedom: float

    def half(self, level: float) -> float:
        """The half-width of the interval that errs at ``level``."""
        from scipy.special import stdtrit

        return float(stdtrit(self.freedom, 1 - level / 2)) * self.error


def welch(one: Row, other: Row) -> Welch:
    """Welch's test from means and deviations."""
    from scipy.special import stdtr

    parts = [row.deviation**2 / row.n for row in (one, other)]
    error = sqrt(sum(parts))
    if not error:
        return Welch(nan, nan, nan)
    freedom = sum(parts) ** 2 / sum(part**2 / (row.n - 1) for part, row in zip(parts, (one, other), strict=True))
    return Welch(float(2 * stdtr(freedom, -abs(one.mean - other.mean) / error)), error, freedom)


def tally(rows: Iterable[Row], pairs: Sequence[Pair]) -> list[tuple[Row, int, int, int]]:
    """Each function, from the highest mean on, with how many others it is higher and lower than, and not either."""
    words: dict[str, list[str]] = {row.function: [] for row in rows}
    opposite = {HIGHER: LOWER, LOWER: HIGHER}
    for pair in pairs:
        words[pair.function].append(pair.word)
        words[pair.against].append(opposite.get(pair.word, pair.word))
    ordered = sorted(rows, key=lambda row: -row.mean)
    return [
        (row, words[row.function].count(HIGHER), words[row.function].count(LOWER), words[row.function].count(NOT_APART))
        for row in ordered
    ]


def text(rows: Sequence[Row], pairs: Sequence[Pair], against: str = "") -> str:
    """What the table carries, to print: each comparison with one function, or a count for each function."""
    apart = sum(pair.word in (HIGHER, LOWER) for pair in pairs)
    end = (
        f"{apart} of {len(pairs)} differences are carried by the table: Welch's tests with Holm's correction over all "
        f"{len(pairs)}, at most {ALPHA:.0%} of such tables with an error. The runs must be independent."
    )
    width = max(len(row.function) for row in rows)
    if against:
        ordered = sorted(pairs, key=lambda pair: -pair.difference)
        lines = [
            f"{pair.function:{width}}  {pair.difference:+9.4g} ({pair.low:+.4g} to {pair.high:+.4g})  p "
            f"{pair.adjusted_p:.2g}  {pair.word}"
            for pair in ordered
        ]
        return "\n".join([f"Less {against}, p by Holm:", *lines, end])
    head = f"{'function':{width}}  {'n':>4}  {'mean':>9}  {'deviation':>9}  higher than  lower than  neither"
    lines = [
        f"{row.function:{width}}  {row.n:4}  {row.mean:9.4g}  {row.deviation:9.4g}  {above:11}  {below:10}  {neither:7}"
        for row, above, below, neither in tally(rows, pairs)
    ]
    return "\n".join([head, *lines, end])


def _pair(one: Row, other: Row, test: Welch, adjusted: float, left: int, tests: int, alpha: float) -> Pair:
    difference, apart = one.mean - other.mean, adjusted <= alpha
    level = alpha / (left if apart else tests)
    half = test.half(level)
    word = NO_TEST if not isfinite(test.p) else NOT_APART if not apart else HIGHER if difference > 0 else LOWER
    return Pair(
        one.function,
        other.function,
        difference,
        difference - half,
        difference + half,
        1 - level,
        test.p,
        adjusted,
        word,
    )


def _row(line: dict[str, str | None], where: str) -> Row:
    function = (line["function"] or "").strip()
    if not function:
        raise BadData(f"{where}: expected the name of a function, got an empty field.")
    n, mean, deviation = (_number(line[name], name, where) for name in COLUMNS[1:])
    if n != int(n) or n < 2:
        raise BadData(
            f"{where}: n: expected a whole number of at least 2 runs, got {line['n']}; one run has no spread."
        )
    if deviation < 0:
        raise BadData(f"{where}: deviation: expected a number of at least 0, got {line['deviation']}.")
    return Row(function, int(n), mean, deviation)


def _number(text: str | None, name: str, where: str) -> float:
    try:
        value = float(text or "")
    except ValueError:
        value = nan
    if not isfinite(value):
        raise BadData(f"{where}: {name}: expected a number, got {text!r}.")
    return value
