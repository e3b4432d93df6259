"""How often the rules of the audit err, by simulation: ``python -m actlab.paper.audit.coverage FILE``.

Writes its tables into FILE between the marks; `make coverage` does it for `docs/audit.md`. Differences spread by 0.1
point, the margin of "at least as good", so that a cell at the margin is one standard deviation below.
"""

import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from math import sqrt
from pathlib import Path

import numpy as np
from scipy.special import stdtr

from actlab.lab.verdicts.coverage import SHAPES, Draw, markdown, put
from actlab.lab.verdicts.procedure import Pairing
from actlab.lab.verdicts.shape import Array
from actlab.paper.audit.rules import AS_GOOD, MARGIN, SHARE, STRICTLY, Comparison, Pool, Unit, Want, decide
from actlab.paper.audit.table import HIGHER, LOWER, Row, compare
from actlab.paper.judgement import CANNOT_TELL, HOLDS

SPREAD, SEEDS = MARGIN, 10
STUDY = 12  # comparisons of a study that has fewer: 4 cells with 3 arms; most have more
# Comparisons of the claims of a whole audit, as its own are: from one to the 24 of the noise claim.
AUDIT = (1, 1, 2, 2, 2, 2, 2, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 6, 6, 6, 6, 8, 12, 12, 12, 24)
POINTS = Unit("points", 2, 100)
CLAIMS = AUDITS = 1000  # shares near .05 err by .007
UP, DOWN = "exponential, long side up", "exponential, long side down"  # an arm's bad runs lie on its own side
DRAWS: dict[str, Draw] = {
    **SHAPES,
    UP: SHAPES["exponential"],
    DOWN: lambda generator, size: -SHAPES["exponential"](generator, size),
}
WHOLE = (
    *((shape, STUDY) for shape in ("normal", "Student's t, 3 degrees", "normal, one common reference", DOWN)),
    (UP, STUDY),
    (UP, 2 * STUDY),
)


def false_holds(cells: int, below: float, shape: str, claims: int, share: float = 1.0) -> tuple[float, float]:
    """The share of claims "at least as good in every cell" that hold though one cell is ``below`` the other.

    All other cells gain 5 points. Returned beside it: the same by the mean over the cells and no cell worse.
    """
    generator = np.random.default_rng(1)
    errors = by_mean = 0
    for _ in range(claims):
        differences = 0.05 + SPREAD * DRAWS[shape](generator, (max(cells, STUDY), SEEDS))
        differences[0] -= 0.05 + below
        by_mean += _holds_by_mean(differences[:cells])
        worst = differences[:1] + MARGIN
        if worst.mean() > 0 and _student(worst)[0] <= 0.05 * share:  # it alone must pass
            errors += decide(_family(differences, AS_GOOD, cells), share=share)[0] == HOLDS
    return errors / claims, by_mean / claims


def errors_without_effect(shape: str, audits: int, study: int = STUDY) -> tuple[float, float]:
    """The share of whole audits without any effect in which a claim holds, or a comparison is worse.

    ``study``: the comparisons of a claim's study, where it has fewer. Beside it: the same by one interval of 95 % a
    claim, over the mean of its cells.
    """
    generator = np.random.default_rng(2)
    wrong = by_mean = 0
    for _ in range(audits):
        families = [SPREAD * DRAWS[shape](generator, (max(cells, study), SEEDS)) for cells in AUDIT]
        wrong += any(_errs(rows, cells) for rows, cells in zip(families, AUDIT, strict=True))
        means = [
            differences[:cells].mean(axis=0, keepdims=True) for differences, cells in zip(families, AUDIT, strict=True)
        ]
        by_mean += any(_student(mean)[0] <= 0.05 for mean in means)
    return wrong / audits, by_mean / audits


def decided_by_divergence(probability: float, cells: int, seeds: int, claims: int) -> tuple[float, float]:
    """The share of claims decided where both arms diverge with the same probability; and by counting without a test."""
    generator = np.random.default_rng(3)
    decided = counted = 0
    for _ in range(claims):
        one, other = generator.random((2, cells, seeds)) < probability
        alone = [(int((a & ~b).sum()), int((b & ~a).sum()), seeds) for a, b in zip(one, other, strict=True)]
        family = [Comparison(f"cell {cell}", AS_GOOD, POINTS, diverged=counts) for cell, counts in enumerate(alone)]
        decided += decide(family, share=1.0)[0] != CANNOT_TELL
        counted += bool((one.sum(axis=1) > other.sum(axis=1)).any())
    return decided / claims, counted / claims


def tables_with_an_error(functions: int, runs: int, tables: int) -> tuple[float, float]:
    """The share of published tables of equal means in which a difference is carried; and without correction.

    Deviations differ between the functions, by a factor of 10.
    """
    generator = np.random.default_rng(4)
    corrected = plain = 0
    for _ in range(tables):
        spread = 10 ** generator.random(functions)
        values = 87 + spread[:, None] * generator.standard_normal((functions, runs))
        rows = [Row(str(i), runs, float(v.mean()), float(v.std(ddof=1))) for i, v in enumerate(values)]
        pairs = compare(rows)
        corrected += any(pair.word in (HIGHER, LOWER) for pair in pairs)
        plain += any(pair.p <= 0.05 for pair in pairs)
    return corrected / tables, plain / tables


def texts() -> Iterator[str]:
    """All tables as Markdown; minutes on two cores."""
    cells, shapes = (1, 3, 6, 22), ("normal", DOWN)
    with ProcessPoolExecutor() as pool:
        jobs = {
            (shape, below, share): [pool.submit(false_holds, number, below, shape, CLAIMS, share) for number in cells]
            for share in (1.0, SHARE)
            for below in (MARGIN, 0.05)
            for shape in shapes
        }
        without = {at: pool.submit(errors_without_effect, at[0], AUDITS, at[1]) for at in WHOLE}
        diverging = {
            (probability, seeds): pool.submit(decided_by_divergence, probability, 6, seeds, 2000)
            for probability in (0.1, 0.3, 0.5)
            for seeds in (10, 20)
        }
        of_tables = {runs: pool.submit(tables_with_an_error, 34, runs, 300) for runs in (3, 5, 23)}
        yield f'Claims "at least as good in every cell" that hold though one cell is below, 10 seeds ({CLAIMS} claims):'
        yield markdown(
            [
                "differences",
                "that cell",
                "level",
                *(f"{number} cell{'s' * (number > 1)}" for number in cells),
                "by the mean, 6 cells",
            ],
            [
                [
                    shape,
                    "at the margin" if below == MARGIN else "5 points below",
                    "5 %" if share == 1 else "of an audit",
                    *(f"{job.result()[0]:.4f}" for job in rates),
                    f"{rates[2].result()[1]:.3f}",
                ]
                for (shape, below, share), rates in jobs.items()
            ],
        )
        yield f"Whole audits of {len(AUDIT)} claims without any effect, in which one errs ({AUDITS} audits):"
        rows = [
            [shape, str(study), *(f"{rate:.3f}" for rate in job.result())] for (shape, study), job in without.items()
        ]
        heads = ["differences", "comparisons of a study", "these rules", "95 % intervals of the mean over the cells"]
        yield markdown(heads, rows)
        yield "Claims of 6 cells decided by divergence where both arms diverge alike, at 5 % (2000 claims):"
        rows = [
            [f"{probability:.0%}", str(seeds), *(f"{rate:.3f}" for rate in job.result())]
            for (probability, seeds), job in diverging.items()
        ]
        yield markdown(["of the runs diverge", "seeds", "exact paired test", "counted without a test"], rows)
        yield "Published tables of 34 functions with equal means, in which a difference is carried (300 tables):"
        rows = [[str(runs), *(f"{rate:.3f}" for rate in job.result())] for runs, job in of_tables.items()]
        yield markdown(["runs each", "Welch and Holm", "Welch without correction"], rows)


def _family(differences: Array, want: Want, cells: int) -> list[Comparison]:
    """The claim asks the first ``cells`` rows; the others are those of the same study that nobody asks."""
    pairings = [Pairing(row, np.zeros(len(row)), 0.0, MARGIN) for row in differences]
    pool = Pool(tuple(pairings))
    return [Comparison(f"cell {cell}", want, POINTS, pairings[cell], pool=pool) for cell in range(cells)]


def _errs(differences: Array, cells: int) -> bool:
    """Whether a claim without an effect holds, or one of its comparisons is worse.

    Where Student's t with Holm sees nothing, the rules do not either.
    """
    if _student(differences[:cells]).min() > 0.05 * SHARE / cells:
        return False
    word, lines = decide(_family(differences, STRICTLY, cells))
    return word == HOLDS or any(line.speaks < 0 and line.word != "equivalent" for line in lines)


def _student(differences: Array) -> Array:
    """The two-sided p of each row."""
    n = differences.shape[1]
    t = differences.mean(axis=1) / differences.std(axis=1, ddof=1) * sqrt(n)
    return np.asarray(2 * stdtr(n - 1, -np.abs(t)))


def _holds_by_mean(differences: Array) -> bool:
    """The rule that this one replaced: the mean over the cells is above 0, and no cell is worse by Holm."""
    mean = differences.mean(axis=0, keepdims=True)
    above = mean.mean() > 0 and _student(mean)[0] <= 0.05
    worse = (differences.mean(axis=1) < 0) & (_student(differences) <= 0.05 / len(differences))
    return bool(above and not worse.any())


def write(path: Path) -> None:
    """Put the tables between the marks of a page."""
    put(path, "\n\n".join(texts()))


if __name__ == "__main__":
    write(Path(sys.argv[1]))
