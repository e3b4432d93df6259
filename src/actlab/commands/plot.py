"""``actlab plot``."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from actlab.errors import BadValue

FARTHEST = 1e100  # beyond, the product of a gate and the ticks of an axis leave the numbers there are


def plot(
    names: Annotated[list[str], typer.Argument(help="Activations, such as: relu leaky_relu:slope=0.05")],
    out: Annotated[Path, typer.Option("--out", "-o", help="A file that ends in .svg or .png.")],
    x_range: Annotated[str, typer.Option("--x", help="From and to along x.")] = "-5,5",
    y_range: Annotated[
        str | None, typer.Option("--y", help="From and to of the value.", show_default="what is drawn")
    ] = None,
) -> None:
    """Draw value and slope of activations, such as: actlab plot relu mish --y=-0.5,2 -o mish.svg. A gate: its maps."""
    from actlab.define import choose
    from actlab.define.registry import is_gate
    from actlab.pages import drawing
    from actlab.report import figures, numbers

    across, along = _range("--x", x_range), None if y_range is None else _range("--y", y_range)
    if any(map(is_gate, names)):
        _plot_gate(names, across, along, out)
        return
    drawn = numbers.function_curves([choose(name) for name in names], across)
    drawing.save(figures.draw_functions(drawn, across, along, transparent=False), out)
    print(f"Chart: {out}", file=sys.stderr)


def _plot_gate(names: list[str], across: tuple[float, float], along: tuple[float, float] | None, out: Path) -> None:
    from actlab.define import choose_gate
    from actlab.pages import drawing
    from actlab.report.surface import draw_surface, surface

    if len(names) > 1 or along is not None:
        raise BadValue("a gate is drawn alone, without --y: its inputs run over --x, its value is a colour.")
    drawing.save(draw_surface(surface(choose_gate(names[0]), across)), out)
    print(f"Chart: {out}", file=sys.stderr)


def _range(option: str, text: str) -> tuple[float, float]:
    try:
        low, high = (float(part) for part in text.split(","))
    except ValueError:
        raise BadValue(f"{option}: expected two numbers such as {option}=-5,5, got {text!r}.") from None
    if not low < high:
        raise BadValue(f"{option}: expected the smaller number first, got {text!r}.")
    if max(-low, high) > FARTHEST:
        raise BadValue(f"{option}: expected numbers from {-FARTHEST:g} to {FARTHEST:g}, got {text!r}.")
    return low, high
