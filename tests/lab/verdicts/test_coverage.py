"""The procedure errs as rarely as it promises, by a small simulation; `make coverage` runs the whole one."""

from math import sqrt
from pathlib import Path

import pytest

from actlab.lab.verdicts import coverage
from actlab.lab.verdicts.coverage import Rates, equivalences, false_alarms, followed, rates

FAMILIES = 150


def at_most(limit: float, families: int = FAMILIES) -> float:
    """The limit and three standard errors of a share of that many families."""
    return limit + 3 * sqrt(limit * (1 - limit) / families)


@pytest.mark.parametrize(
    ("shape", "limit"),
    [("normal", 0.06), ("exponential", 0.06), ("lognormal", 0.15), ("one run in ten collapses", 0.15)],
)
def test_three_comparisons_without_a_difference_err_rarely(shape: str, limit: float) -> None:
    found = rates(shape, comparisons=3, seeds=10, families=FAMILIES)
    assert found.error <= at_most(limit)
    if shape == "normal":
        assert found.power >= 0.8 - 3 * sqrt(0.16 * 4 / FAMILIES)  # a quarter of the families measure it
    else:
        assert found.student > at_most(limit)  # the same bound refuses Student's t with Holm alone


def test_thirty_comparisons_without_a_difference_err_rarely() -> None:
    found = rates("exponential", comparisons=30, seeds=10, families=40)
    assert found.error <= at_most(0.06, 40) < found.student


def test_following_the_advice_three_times_errs_rarely() -> None:
    assert followed("normal", 3, (5, 10, 20, 40), 100) <= at_most(0.06, 100)


def test_equivalent_is_rare_at_the_margin_and_frequent_far_inside() -> None:
    assert equivalences(2.0, 2.0, 3, 10, 60) <= at_most(0.05, 60)
    assert equivalences(0.0, 2.0, 3, 10, 20) == 1.0


def test_false_alarms_of_a_collapse_are_as_rare_as_the_module_states() -> None:
    assert false_alarms("normal", 10, 4000) <= 0.001 + 3 * sqrt(0.001 / 4000)
    assert false_alarms("normal", 5, 4000) <= 0.008 + 3 * sqrt(0.008 / 4000)


def test_the_tables_go_between_the_marks_of_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coverage, "rates", lambda *_, **__: Rates(0.01, 0.02, 0.9))
    monkeypatch.setattr(coverage, "tables", lambda: "NEW")
    page = tmp_path / "page.md"
    page.write_text(f"before\n{coverage.BEGIN}\nold\n{coverage.END}\nafter\n", "utf-8")
    coverage.write(page)
    assert page.read_text("utf-8") == f"before\n{coverage.BEGIN}\n\nNEW\n\n{coverage.END}\nafter\n"
