"""How often the procedure errs and how much it sees, by simulation: ``python -m actlab.lab.verdicts.coverage FILE``.

Writes its tables into FILE between the marks; `make coverage` does it for `docs/verdicts.md`. Differences are in units
of their standard deviation (of the runs that did not collapse), and centred: an error is a "better" or "worse".
"""

import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from math import sqrt
from pathlib import Path

import numpy as np

from actlab.lab.verdicts.collapse import collapsed
from actlab.lab.verdicts.looks import alpha, look_of
from actlab.lab.verdicts.procedure import BETTER, EQUIVALENT, WORSE, Pairing, holm, judge
from actlab.lab.verdicts.shape import Array
from actlab.lab.verdicts.statistics import tail

COLLAPSE, DEPTH = 0.1, 20.0
FEW, MANY = 2000, 600  # families of 3 and of 30 comparisons: shares near .05 err by .005 and .009
BEGIN, END = "<!-- coverage: make coverage writes from here -->", "<!-- coverage: to here -->"
Draw = Callable[[np.random.Generator, tuple[int, ...]], Array]


def _lognormal(generator: np.random.Generator, size: tuple[int, ...]) -> Array:
    return np.asarray(generator.lognormal(size=size) - np.exp(0.5)) / sqrt(np.e * (np.e - 1))


def _collapse(generator: np.random.Generator, size: tuple[int, ...]) -> Array:
    return generator.standard_normal(size) - DEPTH * ((generator.random(size) < COLLAPSE) - COLLAPSE)


def _common_reference(generator: np.random.Generator, size: tuple[int, ...]) -> Array:
    reference = generator.standard_normal((1, *size[1:]))
    return (generator.standard_normal(size) - reference) / sqrt(2)


def _half_exponential(generator: np.random.Generator, size: tuple[int, ...]) -> Array:
    values = generator.standard_normal(size)
    values[::2] = SHAPES["exponential"](generator, values[::2].shape)
    return values


SHAPES: dict[str, Draw] = {
    "normal": lambda generator, size: generator.standard_normal(size),
    "Student's t, 3 degrees": lambda generator, size: generator.standard_t(3, size) / sqrt(3),
    "exponential": lambda generator, size: generator.exponential(size=size) - 1,
    "lognormal": _lognormal,
    "one run in ten collapses": _collapse,
    "normal, one common reference": _common_reference,
    "every other one exponential": _half_exponential,
}


@dataclass(frozen=True)
class Rates:
    """Shares of families: with an error, with one by Student's t and Holm alone, with the true difference seen."""

    error: float
    student: float
    power: float


def rates(shape: str, comparisons: int, seeds: int, families: int, effect: float = 1.5) -> Rates:
    """Errors under no effect, and how often one difference of ``effect`` among them gets its word."""
    generator = np.random.default_rng(1)
    errors, by_student, seen = [], [], []
    for family in range(families):
        differences = SHAPES[shape](generator, (comparisons, seeds))
        by_student.append(_student_sees(differences, 1))
        errors.append(by_student[-1] and _errs(differences, 1))
        if family % 4 == 0:  # a share near .8 needs fewer families than one near .05
            differences[0] += effect
            seen.append(judge(paired(differences))[0].word == BETTER)
    return Rates(float(np.mean(errors)), float(np.mean(by_student)), float(np.mean(seen)))


def followed(shape: str, comparisons: int, looks: Sequence[int], families: int) -> float:
    """The share of families with an error at any of ``looks``, each at that many of the same seeds."""
    generator = np.random.default_rng(2)
    errors = 0
    for _ in range(families):
        differences = SHAPES[shape](generator, (comparisons, looks[-1]))
        numbered = [(differences[:, :seeds], look_of(looks, seeds)) for seeds in looks]
        errors += any(_student_sees(seen, look) and _errs(seen, look) for seen, look in numbered)
    return errors / families


def equivalences(difference: float, margin: float, comparisons: int, seeds: int, families: int) -> float:
    """The share of families with an "equivalent" where every true difference is ``difference``."""
    generator = np.random.default_rng(3)
    wrong = 0
    for _ in range(families):
        values = difference + generator.standard_normal((comparisons, seeds))
        wrong += any(verdict.word == EQUIVALENT for verdict in judge(paired(values, margin)))
    return wrong / families


def false_alarms(shape: str, seeds: int, arms: int) -> float:
    """The share of arms with a run called collapsed where none did."""
    values = -SHAPES[shape](np.random.default_rng(4), (arms, seeds))
    return float(np.mean([bool(collapsed(row, 0.0)) for row in values]))


def paired(differences: Array, margin: float = 0.0) -> list[Pairing]:
    """A family from differences, one row for each comparison."""
    return [Pairing(row, np.zeros(len(row)), 0.0, margin) for row in differences]


def tables() -> str:
    """All of it as Markdown; minutes on two cores."""
    with ProcessPoolExecutor() as pool:
        few = pool.map(partial(rates, comparisons=3, seeds=10, families=FEW), SHAPES)
        many = pool.map(partial(rates, comparisons=30, seeds=10, families=MANY), SHAPES)
        shapes = list(SHAPES)[:5]
        followed_few = pool.map(partial(followed, comparisons=3, looks=(5, 10, 20, 40), families=FEW), shapes)
        rows = [
            [shape, *(f"{rate:.3f}" for case in pair for rate in (case.student, case.error, case.power))]
            for shape, *pair in zip(SHAPES, few, many, strict=True)
        ]
        looks = [[shape, f"{rate:.3f}"] for shape, rate in zip(shapes, followed_few, strict=True)]
    alarms = [[shape, *(f"{false_alarms(shape, n, 20000):.2%}" for n in (5, 6, 8, 10, 20))] for shape in shapes[:4]]
    margins = [
        ["at the margin", *(f"{equivalences(2.0, 2.0, m, 10, 300):.3f}" for m in (3, 30))],
        ["none", *(f"{equivalences(0.0, 2.0, m, 10, 300):.3f}" for m in (3, 30))],
    ]
    head = [f"{what}, {m} comparisons" for m in (3, 30) for what in ("t and Holm alone: error", "error", "power")]
    return "\n\n".join(
        (
            "Families with an error, 10 seeds; power at one difference of 1.5 standard deviations "
            f"({FEW} families of 3, {MANY} of 30):",
            markdown(["differences", *head], rows),
            f"Families of 3 with an error at any of four looks, at 5, 10, 20 and 40 seeds ({FEW} families):",
            markdown(["differences", "error"], looks),
            'Families with an "equivalent", 10 normal differences, margin 2 standard deviations (300 families):',
            markdown(["true difference of each", "3 comparisons", "30 comparisons"], margins),
            "Arms with a run called collapsed where none did (20 000 arms; the bad side is the long one):",
            markdown(["values", *(f"{n} seeds" for n in (5, 6, 8, 10, 20))], alarms),
        )
    )


def write(path: Path) -> None:
    """Put the tables between the marks of a page."""
    put(path, tables())


def put(path: Path, text: str) -> None:
    """Put a text between the marks of a page, in place of what stood there."""
    before, _, rest = path.read_text("utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    path.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", "utf-8")


def _student_sees(differences: Array, look: int) -> bool:
    """Whether Student's t with Holm alone finds a difference; where it does not, the procedure does not either."""
    n = differences.shape[1]
    t = differences.mean(axis=1) / differences.std(axis=1, ddof=1) * sqrt(n)
    return bool(np.any(holm(2 * tail(n - 1, -np.abs(t)), len(t))[0] <= alpha(look)))


def _errs(differences: Array, look: int) -> bool:
    return any(verdict.word in (BETTER, WORSE) for verdict in judge(paired(differences), look=look))


def markdown(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table, its numbers to the right."""
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    write(Path(sys.argv[1]))
