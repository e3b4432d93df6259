"""The page's verdicts beside the lab's: for the same accuracies the same words, intervals and p values.

Both draw the samples of the pooled shape from one stream, NumPy's PCG64 from seed 0: even these p values are equal.
"""

from collections.abc import Callable
from typing import Any

import pytest
from numpy.random import Generator, default_rng

from actlab.lab.verdicts.procedure import WORDS, Pairing, judge

IMAGE = 0.004  # 250 test points
POINT = 0.01

Family = list[Pairing]
FIGURES = """return engine.judge(given).map(({ word, mean, low, high, level, n, p, check, adjusted }) =>
  [word, n, mean, low, high, level, p, check, adjusted].map((u) => Number.isNaN(u) ? null : u));"""


def rounded(values: Any) -> list[float]:
    return [round(float(value) / IMAGE) * IMAGE for value in values]


def family(draw: Callable[[float], Any], gains: list[float]) -> Family:
    """One arm that gains on each of others; all are rounded to a test point."""
    return [Pairing(rounded(draw(0.9)), rounded(draw(0.9 - gain)), IMAGE, POINT) for gain in gains]


def collapse(generator: Generator) -> Family:
    pairs = family(lambda middle: generator.normal(middle, 0.01, 10), [0.02, 0.0, 0.0, 0.0, 0.0])
    fallen = [*list(pairs[0].against)[:9], 0.1]
    return [Pairing(pairs[0].arm, fallen, IMAGE, POINT), *pairs[1:]]


def images(changes: list[int]) -> Pairing:
    """The arm is right on this many test points more than the other, seed by seed."""
    return Pairing(rounded([0.9 + IMAGE * change for change in changes]), [0.9] * len(changes), IMAGE, POINT)


def families() -> dict[str, Family]:
    g = default_rng(7)
    normal = family(lambda middle: g.normal(middle, 0.01, 10), [0.03, 0.0, 0.012, -0.05])
    outlier = [1, 1.01, 0.99, 1.02, 0.98, 1, 1.01, 0.99, 1, -0.6]
    return {
        "normal": normal,
        "skewed": family(lambda middle: middle - g.exponential(0.02, 10), [0.03, 0.0, 0.005]),
        "one collapse": collapse(g),
        "a collapse for every arm": [Pairing([0.9 + 0.001 * i for i in range(9)] + [0.1], [0.5] * 10, IMAGE)],
        "ties": [images([2, 2, 2, 3, 2, 2, 2, 2, 2, 2]), images([0, 1, 0, 0, 0, 0, 1, 0, 0, 0])],
        "one image each": [images([1] * 10), images([1, -1] * 5), images([0] * 10)],
        "less than an image": [images([0, 1, 1, 1, 1, 1, 1, 1, 1, 1])],
        "equivalent": [images([0, 1, 0, -1, 0, 0, 1, -1, 0, 0])],
        "losses, without a step": [Pairing(g.normal(0.1, 0.05, 10), g.normal(0, 0.05, 10), 0.0)],
        "the check does not confirm": [Pairing(outlier, [0.0] * 10, 0.0)],
        "three seeds": [
            Pairing([0.9, 0.91, 0.9], [0.8, 0.805, 0.81], IMAGE, POINT),
            Pairing([0.8, 0.805, 0.81], [0.9, 0.91, 0.9], IMAGE, POINT),
        ],
        "one seed": [Pairing([0.9], [0.8], IMAGE, POINT)],
        "arms of 6, 10 and 20 seeds": [
            Pairing(rounded(g.normal(0.92, 0.01, n)), rounded(g.normal(0.9, 0.01, n)), IMAGE, POINT)
            for n in (20, 6, 10)
        ],
    }


def of_lab(pairs: Family) -> list[list[Any]]:
    return [
        [v.word, d.n, d.mean, d.low, d.high, d.level, v.p, v.check_p, v.adjusted_p]
        for v in judge(pairs)
        for d in [v.difference]
    ]


def of_page(node, pairs: Family) -> list[list[Any]]:
    given = [
        {"arm": list(p.arm), "against": list(p.against), "resolution": p.resolution, "margin": p.margin} for p in pairs
    ]
    return [[float("nan") if cell is None else cell for cell in row] for row in node(FIGURES, given)]


def agree(page: list[list[Any]], lab: list[list[Any]]) -> None:
    """Quantiles of Student's t are within 1e-12 of SciPy's; sums run in another order."""
    for ours, theirs in zip(page, lab, strict=True):
        assert ours[:2] == theirs[:2]
        assert ours[2:] == pytest.approx(theirs[2:], rel=1e-9, abs=1e-15, nan_ok=True)


@pytest.mark.parametrize("name", families())
def test_the_page_gives_the_words_intervals_and_p_values_of_the_lab(node, name: str) -> None:
    pairs = families()[name]
    agree(of_page(node, pairs), of_lab(pairs))


def test_the_families_reach_every_word() -> None:
    assert {row[0] for pairs in families().values() for row in of_lab(pairs)} == set(WORDS)


def test_a_family_of_other_numbers_does_not_agree(node) -> None:
    pairs = families()["normal"]
    turned = [Pairing(p.against, p.arm, p.resolution, p.margin) for p in pairs]
    with pytest.raises(AssertionError, match="assert"):
        agree(of_page(node, turned), of_lab(pairs))
