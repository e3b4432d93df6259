"""Looks with more seeds spend the level; the same look again does not."""

from actlab.lab.verdicts.looks import alpha, look_of


def test_all_looks_together_spend_less_than_six_per_cent() -> None:
    assert 0.0599 < sum(alpha(look) for look in range(1, 10_001)) < 0.06


def test_a_look_is_counted_where_it_could_give_a_verdict() -> None:
    assert look_of([], 10) == look_of([5], 10) == look_of([5, 10], 10) == 1
    assert look_of([5, 10], 20) == look_of([10, 20, 40], 20) == 2
    assert look_of([10, 20, 40], 7) == 4  # fewer seeds than before are another look too
    assert look_of([10, 20], 5) == 1
