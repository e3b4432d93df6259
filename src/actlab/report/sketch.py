"""A curve drawn with Braille characters, two dots wide and four high each: a small plot for the terminal."""

from collections.abc import Callable, Iterable
from functools import partial

import numpy as np
from numpy.typing import NDArray

from actlab.arrays import slope, value
from actlab.define import Choice, choose

Function = Callable[[NDArray[np.float64]], NDArray[np.float64]]

_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))  # bit of the dot in row 0-3, column 0-1
_BRAILLE = 0x2800
_STEEP = 0.6  # a step over this part of the height between two columns is a jump and is not joined
_FINE = 1001  # points for the numbers at the left: the lowest may lie between two columns
MARGIN = 8  # for the numbers at the left


def sketch(
    activation: str | Choice, x_range: tuple[float, float] = (-5.0, 5.0), width: int = 32, height: int = 9
) -> list[str]:
    """Value and slope side by side, as lines of text.

    Arguments:
        activation: a name or a choice.
        x_range: from and to along x.
        width: characters of each of the two plots, without its numbers.
        height: lines of them, without the title and the numbers below.

    >>> for line in sketch("relu", width=10, height=2):
    ...     print(line)
             value               slope
           5 ⠀⠀⠀⠀⠀⠅⠀⢀⡴⠚        1 ⠀⠀⠀⠀⠀⠍⠉⠉⠉⠉
           0 ⣀⣀⣀⣀⣀⣥⡞⡉⡀⡀        0 ⣀⣀⣀⣀⣀⡅⡀⡀⡀⡀
             -5       5          -5       5
    """
    choice = choose(activation)
    pair = [("value", partial(value, choice)), ("slope", partial(slope, choice))]
    return side_by_side(pair, x_range, width, height)


def side_by_side(
    functions: Iterable[tuple[str, Function]],
    x_range: tuple[float, float] = (-5.0, 5.0),
    width: int = 32,
    height: int = 9,
) -> list[str]:
    """Two functions of x with their titles, as lines of text; none where there is no room for them."""
    if width < 1:
        return []
    left, right = (_panel(title, function, x_range, width, height) for title, function in functions)
    return [f"{one} {other}".rstrip() for one, other in zip(left, right, strict=True)]


def _panel(title: str, function: Function, x_range: tuple[float, float], width: int, height: int) -> list[str]:
    x = np.linspace(*x_range, 2 * width)
    y = function(x)
    between = function(np.linspace(*x_range, _FINE))
    finite = between[np.isfinite(between)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    y = np.clip(np.nan_to_num(y, nan=low), low, high)  # the slope of sqrt(abs(x)) is infinite at 0
    if high - low < 1e-9 * max(1.0, abs(high)):
        low, high = low - max(1.0, abs(low)), high + max(1.0, abs(high))
    rows = 4 * height
    dots = np.zeros((rows, 2 * width), dtype=bool)

    def row(number: float) -> int:
        return round((high - number) / (high - low) * (rows - 1))

    if low <= 0 <= high:
        dots[row(0.0), ::2] = True
    if x_range[0] <= 0 <= x_range[1]:
        dots[::2, int(np.abs(x).argmin() + 1) // 2 * 2] = True
    before = row(float(y[0]))
    for column, number in enumerate(y):
        now = row(float(number))
        start = before if abs(now - before) < _STEEP * rows else now
        dots[min(start, now) : max(start, now) + 1, column] = True
        before = now
    lines = _characters(dots)
    labels = [f"{high:.3g}"] + [""] * (height - 2) + [f"{low:.3g}"]
    ends = f"{x_range[0]:g}".ljust(width - len(f"{x_range[1]:g}")) + f"{x_range[1]:g}"
    body = [f"{label:>{MARGIN}} {line}" for label, line in zip(labels, lines, strict=True)]
    return [" " * (MARGIN + 1) + title.ljust(width), *body, " " * (MARGIN + 1) + ends]


def _characters(dots: NDArray[np.bool_]) -> list[str]:
    bits = np.array(_DOTS)
    rows, columns = dots.shape
    cells = dots.reshape(rows // 4, 4, columns // 2, 2)
    codes = _BRAILLE + (cells * bits[None, :, None, :]).sum(axis=(1, 3))
    return ["".join(map(chr, line)) for line in codes]
