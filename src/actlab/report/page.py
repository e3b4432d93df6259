"""The report of a comparison: one HTML file that opens from disk, with everything inside it."""

from math import isnan
from pathlib import Path

from markupsafe import Markup

from actlab import __version__
from actlab.lab.execute.comparison import REPORT, Comparison
from actlab.lab.verdicts.statistics import Interval
from actlab.lab.verdicts.summary import POINTS, THRESHOLDS
from actlab.pages import drawing
from actlab.pages.render import render as page
from actlab.pages.write import write_text
from actlab.report import curves, figures

FUNCTION_RANGE = (-5.0, 5.0)


def render(comparison: Comparison) -> str:
    """The page as HTML text."""
    values = {
        "comparison": comparison,
        "thresholds": [f"{threshold:.0%}" for threshold in THRESHOLDS],
        "figures": {name: Markup(text) for name, text in _figures(comparison).items()},
        "version": __version__,
    }
    return page("actlab.report", "comparison.html.j2", values, {"percent": percent, "number": number})


def write(comparison: Comparison, out: Path) -> Path:
    """Write ``report.html`` into ``out`` under a temporary name, then rename it."""
    return write_text(out / REPORT, render(comparison))


def percent(found: Interval) -> Markup:
    """A mean in per cent with its interval below it.

    >>> print(percent(Interval(0.9756, 0.9711, 0.9801, 5, 0.95)))
    97.56<small>[97.11, 98.01]</small>
    """
    return number(Interval(POINTS * found.mean, POINTS * found.low, POINTS * found.high, found.n, found.level), 2)


def number(found: Interval, digits: int = 1) -> Markup:
    """A mean with so many digits after the point, its interval below it; a dash where there is no value."""
    if found.n == 0:
        return Markup("\N{EN DASH}")
    text = Markup(f"{found.mean:.{digits}f}")
    band = Markup(f"<small>[{found.low:.{digits}f}, {found.high:.{digits}f}]</small>")
    return text if isnan(found.low) else text + band


def _figures(comparison: Comparison) -> dict[str, str]:
    accuracy = curves.training_curves(comparison, "test_accuracy", POINTS)
    loss = curves.training_curves(comparison, "test_loss")
    diverged = tuple(
        curves.diverged_curves(comparison, figure, scale)
        for figure, scale in (("test_accuracy", POINTS), ("test_loss", 1.0))
    )
    functions = curves.function_curves(comparison.specification.activations, FUNCTION_RANGE)
    drawn = {
        "training": (
            figures.draw_training(accuracy, loss, (diverged[0], diverged[1])),
            "Test accuracy and test loss over the epochs, mean and 95 % interval over the seeds",
        ),
        "functions": (figures.draw_functions(functions, FUNCTION_RANGE), "Value and slope of each function"),
    }
    found = [entry for entry in curves.differences(comparison) if not isnan(entry.low)]
    if found:
        drawn["differences"] = (figures.draw_differences(found), "Paired differences of final test accuracy")
    return {name: drawing.svg(figure, title) for name, (figure, title) in drawn.items()}
