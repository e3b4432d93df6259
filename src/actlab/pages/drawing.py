"""What every figure shares: colours, style, lines with bands; as SVG text for a page, or as a file."""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import escape
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import LogFormatterSciNotation
from numpy.typing import NDArray

from actlab.errors import BadValue

# Okabe and Ito's colours, told apart by colour-blind readers; the line styles serve those who print in grey.
COLOURS = ("#0072B2", "#E69F00", "#CC3311", "#009E73", "#CC79A7", "#56B4E9", "#8C6D1F", "#7A7A7A")
STYLES = ("-", "--", "-.", ":")
INK = "#010203"  # drawn with this, then replaced by currentColor, which is a page's light or dark text colour
_RAISED = str.maketrans("-\N{MINUS SIGN}0123456789", "\N{SUPERSCRIPT MINUS}" * 2 + "⁰¹²³⁴⁵⁶⁷⁸⁹")
_FORMATS = (".svg", ".png")


FloatArray = NDArray[Any]


@dataclass(frozen=True)
class Curve:
    """A line, perhaps with a band from ``low`` to ``high``; ``n`` seeds stand behind each of its points."""

    title: str
    x: FloatArray
    y: FloatArray
    low: FloatArray | None = None
    high: FloatArray | None = None
    n: int | None = None


def look(index: int) -> tuple[str, str]:
    """Colour and dash of the line with this place: 32 differ.

    >>> len({look(index) for index in range(32)})
    32
    """
    return COLOURS[index % len(COLOURS)], STYLES[(index + index // len(COLOURS)) % len(STYLES)]


def svg(figure: Figure, title: str) -> str:
    """The figure as SVG text to put into a page; a screen reader reads ``title``."""
    return labelled(svg_text(figure), title)


def labelled(text: str, title: str) -> str:
    """The text of an SVG file, to be put into a page; a screen reader reads ``title``."""
    start = text.index("<svg")
    head, rest = text[start:].split(">", 1)
    return f'{head} role="img" aria-label="{escape(title)}">{rest}'


def on_white(text: str) -> str:
    """The text of an SVG file whose ground is transparent, on a white one."""
    head, rest = text[text.index("<svg") :].split(">", 1)
    return f'{text[: text.index("<svg")]}{head}><rect width="100%" height="100%" fill="#ffffff"/>{rest}'


def check_name(path: Path) -> None:
    """Refuse a file name that :func:`save` could not write to, before the work whose result is to be drawn."""
    if path.suffix not in _FORMATS:
        raise BadValue(f"expected a file name that ends in {' or '.join(_FORMATS)}, got {path.name!r}.")


def save(figure: Figure, path: Path) -> None:
    """Write a figure as ``.svg`` or ``.png``, by the ending of ``path``."""
    check_name(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix == ".svg":
        path.write_text(svg_text(figure), "utf-8")
    else:
        figure.savefig(path, dpi=160)


def svg_text(figure: Figure) -> str:
    """The text of an SVG file; what is drawn with :data:`INK` takes the colour of the text around it."""
    out = io.StringIO()
    with style():
        figure.savefig(out, format="svg", metadata={"Date": None})
    figure.set_layout_engine("none")  # laid out now: again for each file took as long as drawing it
    return out.getvalue().replace(INK, "currentColor")


@contextmanager
def style() -> Iterator[None]:
    """The look of every figure: draw inside this context."""
    settings: dict[Any, Any] = {
        "axes.edgecolor": INK,
        "axes.facecolor": "none",
        "axes.grid": True,
        "axes.labelcolor": INK,
        "axes.spines.right": False,
        "axes.spines.top": False,
        "axes.titlesize": "medium",
        "font.size": 10,
        "grid.alpha": 0.25,
        "grid.linewidth": 0.6,
        "svg.fonttype": "none",
        "svg.hashsalt": "actlab",
        "text.color": INK,
        "text.parse_math": False,  # a title of the user's may hold dollars
        "xtick.color": INK,
        "ytick.color": INK,
    }
    with rc_context(settings):
        yield


class Powers(LogFormatterSciNotation):
    """The labels of a logarithmic axis in plain text, such as 10²: texts of figures are not read as formulas."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        """The label of a tick."""
        text = re.sub(r"\$\\mathdefault\{(.*)\}\$", r"\1", super().__call__(x, pos)).replace(
            r"\times", "\N{MULTIPLICATION SIGN}"
        )
        raised = re.sub(r"\^\{(.*)\}", lambda power: power[1].translate(_RAISED), text)
        return raised.removesuffix("\N{MULTIPLICATION SIGN}10" + "0".translate(_RAISED))


def logarithmic(axis: Axis) -> None:
    """Label an axis whose scale is logarithmic."""
    axis.set_major_formatter(Powers())
    axis.set_minor_formatter(Powers())


def draw_line(axis: Axes, curve: Curve, index: int) -> None:
    """Draw a curve with its band, in the colour and dash of its place among the others."""
    colour, dash = look(index)
    axis.plot(curve.x, curve.y, dash, color=colour, label=curve.title, linewidth=1.8)
    if curve.low is not None and curve.high is not None:
        axis.fill_between(curve.x, curve.low, curve.high, color=colour, alpha=0.15, linewidth=0)
