"""The numbers behind tables and figures of one cell."""

import re

import numpy as np
import pytest
from helpers.made_up import judged, study

from actlab.define.library import RECORDS
from actlab.lab.plan.plan import Plan
from actlab.lab.plan.run import Epoch, Run
from actlab.lab.verdicts.findings import find
from actlab.pages import drawing
from actlab.pages.drawing import Curve
from actlab.report import figures, numbers, terminal

SEEDS = 10


def test_arms_are_sorted_and_share_ranks_where_no_verdict_tells_them_apart() -> None:
    found, _ = judged({"relu": 0.90, "swish": 0.951, "mish": 0.95})
    rows = numbers.rows(found, found.plan.cells[0], "test_accuracy")
    assert {row.figure.arm for row in rows[:2]} == {"swish", "mish"}
    assert [row.ranks for row in rows] == ["1-2", "1-2", "3"]


def test_runs_below_a_level_count_with_one_epoch_more_and_the_table_says_how_many(capsys, monkeypatch) -> None:
    late = {"relu": 8, "mish": 9}  # relu reaches 97 % with seeds 0 and 1 alone, mish never
    plan = Plan(study(arms=list(late), factors={}, metrics=["epochs_to_97"]), "quick")
    runs = {
        task: Run(
            task,
            "finished",
            "",
            tuple(Epoch(n, 0, 0, 0.5 + 0.48 * (n >= late[arm] + task.seed // 2), 0, 1.0) for n in range(1, 9)),
        )
        for arm in late
        for task in plan.judged(plan.cells[0], arm, {})
    }
    found = find(plan, runs)
    relu, mish = numbers.rows(found, plan.cells[0], "epochs_to_97")
    assert (relu.epochs_to(0.97), relu.reached(0.97)) == (relu.final, 2)
    assert (mish.epochs_to(0.97).mean, mish.reached(0.97)) == (9.0, 0)
    monkeypatch.setenv("COLUMNS", "120")
    terminal.print_findings(found)
    printed = capsys.readouterr().out
    assert "8.3 ± 1.4, 2 of 3 reached" in printed
    assert re.search(r"not reached +3 of 3, 3 not reached", printed)


def test_ranks_follow_from_verdicts_on_a_reference_alone() -> None:
    found, _ = judged({"tanh": 0.80, "relu": 0.90, "mish": 0.97}, reference="relu")
    rows = numbers.rows(found, found.plan.cells[0], "test_accuracy")
    assert [(row.figure.arm, row.ranks) for row in rows] == [("mish", "1"), ("relu", "2"), ("tanh", "3")]


def test_differences_are_paired_and_few_arms_show_every_pair() -> None:
    found, runs = judged({"relu": 0.95, "mish": 0.951})
    (entry,) = numbers.differences(found, found.plan.cells[0], "test_accuracy")
    relu, mish = (
        np.array([run.epochs[-1].test_accuracy for task, run in runs.items() if task.activation == key])
        for key in ("relu", "mish")
    )
    np.testing.assert_allclose(sorted(entry.seeds), sorted(100 * (mish - relu)), rtol=1e-12)
    assert entry.low <= entry.mean <= entry.high


def test_many_arms_are_drawn_against_the_best_with_their_own_sign() -> None:
    found, _ = judged({"relu": 0.90, "swish": 0.97, "mish": 0.95, "elu": 0.93, "tanh": 0.80})
    entries = numbers.differences(found, found.plan.cells[0], "test_accuracy")
    assert [entry.title.split(" \N{MINUS SIGN} ")[1] for entry in entries] == ["Swish"] * 4
    assert all(entry.mean < 0 and entry.high < 0 and entry.word == "worse" for entry in entries)
    assert [entry.title.split()[0] for entry in entries] == ["Mish", "ELU", "ReLU", "Tanh"]


def test_function_curves_are_value_and_slope() -> None:
    ((value, slope),) = numbers.function_curves(["leaky_relu:slope=0.05"], (-5, 5))
    assert value.title == "Leaky ReLU (slope 0.05)"
    assert value.y[0] == pytest.approx(-0.25)
    assert slope.y[0] == pytest.approx(0.05)


def test_the_slope_of_relu_is_drawn_with_a_gap_and_that_of_mish_without() -> None:
    pairs = numbers.function_curves(["relu", "mish"], (-5, 5))
    relu, mish = (figures._broken_at_jumps(slope).y for _, slope in pairs)
    assert np.isnan(relu).sum() == 1
    assert not np.isnan(mish).any()


def test_only_what_jumps_is_drawn_with_a_gap() -> None:
    """The square of a ReLU is flat over half the range and climbs by more and more over the other."""
    for record in RECORDS:
        ((value, _),) = numbers.function_curves([record.key], (-5, 5))
        gaps = np.isnan(figures._broken_at_jumps(value).y).sum() - np.isnan(value.y).sum()
        assert gaps == 0 or record.discontinuous, record.key


def test_training_curves_are_means_with_intervals() -> None:
    found, runs = judged({"relu": 0.95, "mish": 0.951})
    relu, mish = numbers.training_curves(found, found.plan.cells[0], "test_accuracy")
    by_hand = np.mean([100 * run.epochs[0].test_accuracy for task, run in runs.items() if task.activation == "relu"])
    np.testing.assert_allclose(relu.y, [by_hand], rtol=1e-12)
    assert relu.n == mish.n == SEEDS
    assert np.all(relu.low <= relu.y)
    assert np.all(relu.y <= relu.high)


def test_unfinished_runs_have_lines_of_their_own() -> None:
    _, runs = judged({"relu": 0.95, "mish": 0.951})
    task = next(iter(runs))
    wild = Run(task, "diverged", "the loss was no longer finite in epoch 1", (Epoch(0, 0.1, 2.3, 0.1, 2.3, 0.0),))
    (line,) = numbers.unfinished_curves([wild, *list(runs.values())[1:]], "test_loss")
    assert line.title == "ReLU, seed 0, diverged"


def test_svg_takes_the_text_colour_of_the_page_and_is_the_same_twice() -> None:
    def draw() -> str:
        return drawing.svg(figures.draw_functions(numbers.function_curves(["mish"], (-5, 5)), (-5, 5)), "Mish")

    text = draw()
    assert 'aria-label="Mish"' in text
    assert "currentColor" in text
    assert "#010203" not in text
    assert draw() == text


def test_the_title_of_a_figure_is_text_whatever_it_holds() -> None:
    figure = figures.draw_functions(numbers.function_curves(["mish"], (-5, 5)), (-5, 5))
    assert 'aria-label="&#34;&gt;&lt;script&gt;"' in drawing.svg(figure, '"><script>')


@pytest.mark.parametrize("arms", [2, 51])
def test_the_legend_of_many_arms_takes_no_room_from_the_axes(arms: int) -> None:
    x = np.linspace(-1, 1, 9)
    pairs = [(Curve(f"function {n}", x, x), Curve(f"function {n}", x, x)) for n in range(arms)]
    figure = figures.draw_functions(pairs, (-1, 1))
    figure.draw_without_rendering()
    height = figure.axes[0].get_position().height * figure.get_figheight()
    assert height > 2.5  # inches; with 51 and the height of two it was 0.9


def test_a_long_label_is_cut_where_it_would_leave_no_room() -> None:
    band = Curve("ReLU", np.arange(2), np.ones(2), np.zeros(2), np.ones(2), 3)
    panel = numbers.Panel("title " * 50, ("label " * 50, "4"), (band,))
    figure = figures.draw_panels([panel], "test_accuracy", "factor " * 50)
    figure.draw_without_rendering()  # a warning of the layout is an error here
    (axis,) = figure.axes
    assert [len(label.get_text()) for label in axis.get_xticklabels()] == [figures.LONGEST_LABEL, 1]
