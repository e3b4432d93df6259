"""Collapsed runs are listed, ordinary ones and those on the good side are not."""

import numpy as np

from actlab.lab.verdicts.collapse import collapsed

ACCURACIES = [0.971, 0.969, 0.972, 0.970, 0.968, 0.971, 0.970, 0.969, 0.971, 0.970]


def test_one_run_at_chance_level_is_found_and_so_are_three() -> None:
    assert collapsed([*ACCURACIES[:4], 0.1, *ACCURACIES[5:]], 1e-4) == [4]
    assert collapsed([0.1, 0.1, *ACCURACIES[2:9], 0.3], 1e-4) == [0, 1, 9]


def test_a_run_on_the_good_side_did_not_collapse() -> None:
    assert collapsed([*ACCURACIES, 1.9], 1e-4) == []


def test_equal_values_do_not_make_one_example_less_a_collapse() -> None:
    assert collapsed([0.9] * 9 + [0.89], resolution=0.01) == []
    assert collapsed([0.9] * 9 + [0.89], resolution=0.0001) == [9]
    assert collapsed([0.9] * 9 + [0.89], resolution=0.0) == [9]


def test_of_four_runs_none_is_far_from_the_others() -> None:
    assert collapsed([0.97, 0.97, 0.971, 0.1], 1e-4) == []
    assert collapsed([0.97, 0.969, 0.971, 0.1, 0.97], 1e-4) == [3]


def test_a_shift_and_a_unit_change_nothing() -> None:
    values = np.array([*ACCURACIES[:9], 0.5])
    assert collapsed(100 * values - 7, 1e-2) == collapsed(values, 1e-4) == [9]
