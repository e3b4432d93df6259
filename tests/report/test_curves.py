"""The numbers behind the figures."""

import numpy as np
import pytest

from actlab.lab.execute import comparison
from actlab.lab.plan.specification import specify
from actlab.pages import drawing
from actlab.report import curves, figures


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> comparison.Comparison:
    specification = specify(epochs=3, seeds=3, hidden=(16,), activations=("relu", "mish"))
    return comparison.run(specification, tmp_path_factory.mktemp("out"))


def test_training_curves_are_means_with_intervals(found: comparison.Comparison) -> None:
    relu, mish = curves.training_curves(found, "test_accuracy", 100)
    by_hand = np.mean([[100 * row.test_accuracy for row in run.epochs] for run in found.runs[:3]], axis=0)
    np.testing.assert_allclose(relu.y, by_hand, rtol=1e-12)
    assert relu.n == mish.n == 3
    assert np.all(relu.low <= relu.y)
    assert np.all(relu.y <= relu.high)


def test_differences_are_paired(found: comparison.Comparison) -> None:
    (entry,) = curves.differences(found)
    relu, mish = (
        np.array([run.epochs[-1].test_accuracy for run in found.runs if run.task.activation == key])
        for key in ("relu", "mish")
    )
    np.testing.assert_allclose(sorted(entry.seeds), sorted(100 * (mish - relu)), rtol=1e-12)
    assert entry.low <= entry.mean <= entry.high


def test_function_curves_are_value_and_slope() -> None:
    ((value, slope),) = curves.function_curves(["leaky_relu:slope=0.05"], (-5, 5))
    assert value.title == "Leaky ReLU (slope 0.05)"
    assert value.y[0] == pytest.approx(-0.25)
    assert slope.y[0] == pytest.approx(0.05)


def test_the_slope_of_relu_is_drawn_with_a_gap_and_that_of_mish_without() -> None:
    pairs = curves.function_curves(["relu", "mish"], (-5, 5))
    relu, mish = (figures._broken_at_jumps(slope).y for _, slope in pairs)
    assert np.isnan(relu).sum() == 1
    assert not np.isnan(mish).any()


def test_diverged_runs_have_lines_of_their_own(tmp_path) -> None:
    wild = specify(epochs=2, seeds=1, hidden=(16,), activations=("relu",), learning_rate=1e30)
    result = comparison.run(wild, tmp_path)
    assert not curves.training_curves(result, "test_loss")
    (line,) = curves.diverged_curves(result, "test_loss")
    assert line.title == "ReLU, seed 0, diverged"


def test_svg_takes_the_text_colour_of_the_page_and_is_the_same_twice() -> None:
    def draw() -> str:
        return drawing.svg(figures.draw_functions(curves.function_curves(["mish"], (-5, 5)), (-5, 5)), "Mish")

    text = draw()
    assert 'aria-label="Mish"' in text
    assert "currentColor" in text
    assert "#010203" not in text
    assert draw() == text
