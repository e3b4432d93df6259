"""``actlab.plot`` and ``actlab.show``: what the commands print, as pictures and tables in a notebook."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from numpy.typing import NDArray

from actlab.define import Choice, choose
from actlab.explain.derive.slope_forms import slope_forms
from actlab.pages import drawing
from actlab.report import figures, numbers, records
from actlab.terminal import Terminal

RANGE = (-5.0, 5.0)
_WIDTH = 100  # characters


def plot(
    *activations: str | Choice, x: tuple[float, float] = RANGE, y: tuple[float, float] | None = None
) -> NDArray[Any]:
    """Draw value (left) and slope (right) of activations; a notebook shows the figure.

    Arguments:
        activations: names, with parameters where they are not the usual ones.
        x: from and to along x.
        y: from and to of the value; what is drawn where it is None.

    Returns:
        The two axes of matplotlib.
    """
    import matplotlib.pyplot as plt

    figure = plt.figure(figsize=(9.0, 3.6), layout="constrained")
    figures.draw_functions(numbers.function_curves(activations, x), x, y, transparent=False, figure=figure)
    axes: NDArray[Any] = _array(figure.axes)
    return axes


@dataclass(frozen=True)
class Shown:
    """All about one activation: print it, or let a notebook show it."""

    choice: Choice
    rows: tuple[tuple[str, str], ...]
    facts: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        text = io.StringIO()
        records.print_rows(Terminal(file=text, width=_WIDTH), self.choice, self.rows, self.facts)
        return text.getvalue()

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        pairs = numbers.function_curves([self.choice], RANGE)
        picture = drawing.svg(figures.draw_functions(pairs, RANGE), f"Value and slope of {self.choice.title}")
        line = Markup("<tr><th>{}</th><td>{}</td></tr>")
        rows = Markup("").join(line.format(*row) for row in (*self.rows, *self.facts))
        return str(Markup(picture) + Markup("<table>{}</table>").format(rows))


def show(activation: str | Choice) -> Shown:
    """Formula, slope, curvature, parameters, source, properties and a small plot of an activation.

    >>> str(show("mish")).splitlines()[0].split()
    ['name', 'Mish']
    """
    choice = choose(activation)
    forms = [str(form) for form in slope_forms(choice.activation)]
    rows = records.known_rows(choice, forms)
    return Shown(choice, tuple(rows), tuple(records.facts_of(choice)[1]))


def _array(axes: Sequence[Any]) -> NDArray[Any]:
    import numpy as np

    return np.array(axes, dtype=object)
