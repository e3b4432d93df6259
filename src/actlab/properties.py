"""What is true of an activation: range, turns, smoothness, limits, moments. Computed from the record, nothing typed in.

Symbols where they decide (branches, flat pieces, smoothness), numbers in float64 for the rest. What oscillates without
end is listed between -WINDOW and WINDOW only. Of an own formula some of it may be out of reach, in the time there is or
at all: it is then named in ``undetermined``, and never a guess. Of the catalogue everything is determined.
"""

import math
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from itertools import pairwise
from types import ModuleType
from typing import Any, TypeVar, cast

import numpy as np
from markupsafe import Markup
from mpmath import mp
from numpy.typing import NDArray

from actlab import exact
from actlab.define import Choice, choose
from actlab.define.expression import x as symbol
from actlab.define.limits import attempted, limited
from actlab.define.pieces import Piece, order_at_cut, pieces
from actlab.emit.numpy_mathematics import mathematics
from actlab.emitted import functions_of
from actlab.errors import BadValue

WINDOW = 20.0
_STEP = 1e-2
_MOST_TURNS_BEYOND = 3
_FAR = 1e6  # where an oscillation is measured that has no limit
_MOST_LOST = 400  # points at which float64 gives no number, and the exact value replaces it, 0.1 ms each
_TINY = 1e-12  # a step or a value below it, relative to 1, is rounding
_REACH, _NODES = 14, 40  # N(0, 1) beyond 14 weighs 1e-44; 40 nodes integrate each unit interval to 1e-15

Array = NDArray[np.float64]
Function = Callable[[Array], Array]
_Found = TypeVar("_Found")


@dataclass(frozen=True)
class Extreme:
    """A value at which a function turns, or the smallest or largest one, with all intervals where it is attained."""

    value: float
    places: tuple[tuple[float, float], ...]  # mostly single points, (x, x)
    without: tuple[float, ...] = ()  # ends of places that do not belong to them: another slope is declared at the kink

    @property
    def x(self) -> float:
        """The place nearest to 0."""
        return min((end for place in self.places for end in place), key=abs)


@dataclass(frozen=True)
class Shape:
    """How a function runs: ``lowest`` and ``highest`` bound it, ``minimum`` and ``maximum`` are there if attained."""

    lowest: float
    highest: float
    minimum: Extreme | None
    maximum: Extreme | None
    monotone: str  # "strictly increasing", "increasing", "decreasing", "strictly decreasing", "constant" or "no"
    turns: tuple[Extreme, ...]


@dataclass(frozen=True)
class Break:
    """A point where the function is differentiable ``order`` times only: -1 is a jump, 0 a kink."""

    x: float
    order: int


@dataclass(frozen=True)
class Asymptote:
    """The line slope * x + intercept that the function approaches."""

    slope: float
    intercept: float


@dataclass(frozen=True)
class Properties:
    """All of it, for one choice of parameters; pairs are (at -inf, at +inf)."""

    key: str
    title: str
    value: Shape
    slope: Shape
    zeros: tuple[tuple[float, float], ...]  # intervals, mostly single points
    breaks: tuple[Break, ...]
    smoothness: int | None  # how often it can be differentiated everywhere; None: endlessly
    limits: tuple[float, float]  # NaN where there is none
    slope_limits: tuple[float, float]
    asymptotes: tuple[Asymptote | None, Asymptote | None]
    saturates: tuple[bool, bool]  # the value tends to a number
    dead: tuple[tuple[float, float], ...]  # intervals where the slope is exactly 0
    lipschitz: float
    symmetry: str  # "odd", "even" or "none"
    mean: float  # of the output, for an N(0, 1) input
    variance: float
    second_moment: float
    slope_second_moment: float
    gain: float  # weights of standard deviation gain / sqrt(inputs) keep the second moment of N(0, 1) inputs
    undetermined: tuple[str, ...] = ()  # fields above that actlab could not determine; they hold nothing

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON, which has no infinities: they are the strings "inf" and "-inf", NaN is null."""
        plain: dict[str, Any] = _plain(asdict(self))
        return plain

    def summary(self) -> tuple[float | str, ...]:
        """Minimum, maximum, largest slope, mean, gain, monotone: the columns of a table of all functions."""
        return (
            self.value.lowest,
            self.value.highest,
            self.slope.highest,
            self.mean,
            self.gain,
            self.value.monotone,
        )

    def describe(self) -> list[tuple[str, str]]:
        """The properties as names and texts to print."""
        return list(_describe(self))

    def _repr_html_(self) -> str:
        rows = Markup("").join(Markup("<tr><th>{}</th><td>{}</td></tr>").format(*row) for row in self.describe())
        return str(Markup("<table><caption>{}</caption>{}</table>").format(self.title, rows))


_PATIENCE = 1.0  # seconds for each part of an own formula; all of them together have 5
_FAILED = object()
_NO_SHAPE = Shape(math.nan, math.nan, None, None, "unknown", ())


class _Attempts:
    """Determines one property after the other, and notes those that it cannot."""

    def __init__(self) -> None:
        self.failed: list[str] = []

    def __call__(self, name: str, otherwise: _Found, find: Callable[[], _Found]) -> _Found:
        outcome = attempted(_PATIENCE, _FAILED, find)
        if outcome is _FAILED:
            self.failed.append(name)
            return otherwise
        return cast(_Found, outcome)


@lru_cache(maxsize=512)
def _properties(choice: Choice) -> Properties:
    value, slope, curvature = (_function(choice, by) for by in ((), ("x",), ("x", "x")))
    attempt = _Attempts()
    nowhere = (math.nan, math.nan)
    no_piece: tuple[Piece, ...] = ()
    no_break: tuple[Break, ...] = ()
    no_zero: tuple[tuple[float, float], ...] = ()
    no_line: tuple[Asymptote | None, Asymptote | None] = (None, None)
    parts = attempt("pieces", no_piece, lambda: pieces(choice))
    limits = attempt("limits", nowhere, lambda: _limits(choice))
    slope_limits = attempt("slope_limits", nowhere, lambda: _limits(choice, "x"))
    shape = attempt("value", _NO_SHAPE, lambda: _shape(parts, 0, value, slope, limits))
    slope_shape = attempt("slope", _NO_SHAPE, lambda: _shape(parts, 1, slope, curvature, slope_limits))
    breaks = attempt("breaks", no_break, lambda: _breaks(parts))
    mean, second, slope_second = attempt("mean", (math.nan,) * 3, lambda: _moments(parts, value, slope))
    jumps = any(jump.order < 0 for jump in breaks)
    return Properties(
        key=choice.key,
        title=choice.title,
        value=shape,
        slope=slope_shape,
        zeros=attempt("zeros", no_zero, lambda: _zeros(parts, value, shape)),
        breaks=breaks,
        smoothness=min((jump.order for jump in breaks), default=None),
        limits=limits,
        slope_limits=slope_limits,
        asymptotes=attempt(
            "asymptotes",
            no_line,
            lambda: (_asymptote(choice, -1, slope_limits[0]), _asymptote(choice, 1, slope_limits[1])),
        ),
        saturates=(math.isfinite(limits[0]), math.isfinite(limits[1])),
        dead=tuple((float(part.low), float(part.high)) for part in parts if part.flat),
        lipschitz=math.inf if jumps else max(abs(slope_shape.lowest), abs(slope_shape.highest)),
        symmetry=attempt("symmetry", "none", lambda: _symmetry(value, parts)),
        mean=mean,
        variance=max(0.0, second - mean * mean),
        second_moment=second,
        slope_second_moment=slope_second,
        gain=1 / math.sqrt(second) if second > 0 else math.inf if second == 0 else math.nan,
        undetermined=_with_what_follows(attempt.failed),
    )


# What cannot be known without something else.
_FOLLOWS = {
    "pieces": ("value", "slope", "zeros", "breaks", "dead", "symmetry"),
    "limits": ("value", "saturates"),
    "slope_limits": ("slope", "asymptotes"),
    "value": ("zeros",),
    "slope": ("lipschitz",),
    "breaks": ("smoothness", "lipschitz"),
    "mean": ("variance", "second_moment", "slope_second_moment", "gain"),
}


def _with_what_follows(failed: Sequence[str]) -> tuple[str, ...]:
    following: list[str] = []
    waiting = list(failed)
    while waiting:
        name = waiting.pop(0)
        if name not in following:
            following.append(name)
            waiting += _FOLLOWS.get(name, ())
    return tuple(name for name in following if name != "pieces")


def _breaks(parts: Sequence[Piece]) -> tuple[Break, ...]:
    orders = ((float(left.high), order_at_cut(left, right)) for left, right in pairwise(parts))
    return tuple(Break(place, order) for place, order in orders if order is not None)


@limited
def properties(activation: str | Choice) -> Properties:
    """Everything that is computed of an activation with its parameters.

    >>> found = properties("mish").value
    >>> print(f"{found.minimum.value:.5f} at {found.minimum.x:.5f}")
    -0.30884 at -1.19243
    """
    return _properties(choose(activation))


def _function(choice: Choice, by: tuple[str, ...]) -> Function:
    function = functions_of(choice.activation, by)
    parameters = [np.float64(number) for number in choice.parameters.values()]

    def run(x: Array) -> Array:
        x = np.asarray(x, dtype=np.float64)
        with np.errstate(all="ignore"):
            values = np.asarray(function(mathematics, x, *parameters))
        lost = np.isnan(values) & np.isfinite(x)
        return _recovered(choice, by, x, values, lost) if lost.any() else values

    return run


def _recovered(choice: Choice, by: tuple[str, ...], x: Array, values: Array, lost: NDArray[np.bool_]) -> Array:
    """Float64 makes 0 * inf of tanh(exp(x))' at 710; the exact value is there."""
    if lost.sum() > _MOST_LOST:
        raise BadValue(f"{choice.key} is not a number at {lost.sum()} of {x.size} points.")
    values = values.copy()
    values[lost] = [float(exact.derivative(choice, float(point), *by, digits=17, floor=-1100)) for point in x[lost]]
    return values


def _limits(choice: Choice, *by: str) -> tuple[float, float]:
    return float(exact.limit(choice, -1, *by)), float(exact.limit(choice, 1, *by))


# Shape ---------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Run:
    """A stretch over which a function goes one way: up (1), down (-1) or neither (0)."""

    sign: int
    low: float
    high: float

    @property
    def jumps(self) -> bool:
        """Whether it is a jump, which has no length."""
        return self.low == self.high


def _shape(
    parts: Sequence[Piece], order: int, function: Function, change: Function, limits: tuple[float, float]
) -> Shape:
    if not parts:
        raise BadValue("the pieces are not known.")
    runs = list(_runs(parts, order, change))
    turns = tuple(_turns(runs, function))
    candidates = list(turns)
    open_ends = [limit for limit in limits if not math.isnan(limit)]
    for part in parts:
        if _constant(part, order):
            middle = _inside(part)
            candidates.append(_extreme_at(float(function(np.array(middle))), float(part.low), float(part.high)))
    for left, right in pairwise(parts):
        place = float(left.high)
        declared = float(function(np.array(place)))
        for end in (_clean(left.at(left.high, order)), _clean(right.at(right.low, order))):
            if abs(end - declared) <= _TINY * (1 + abs(end)):
                candidates.append(_extreme_at(end, place, place))
            else:
                open_ends.append(end)
    for side, limit in zip((-1, 1), limits, strict=True):
        if math.isnan(limit):
            open_ends += _growth(function, side)
    values = [candidate.value for candidate in candidates] + open_ends
    if any(map(math.isnan, values)):
        raise BadValue("a turn or an end has no value.")
    lowest, highest = min(values), max(values)
    return Shape(
        lowest + 0.0,
        highest + 0.0,
        _attained(candidates, lowest, function),
        _attained(candidates, highest, function),
        _monotone(runs),
        turns,
    )


def _constant(part: Piece, order: int) -> bool:
    return not part.expression.diff(symbol, order).has(symbol)


def _inside(part: Piece) -> float:
    low, high = float(part.low), float(part.high)
    if math.isinf(low) or math.isinf(high):
        return 0.0 if math.isinf(low) and math.isinf(high) else high - 1 if math.isinf(low) else low + 1
    return (low + high) / 2


def _extreme_at(value: float, low: float, high: float) -> Extreme:
    return Extreme(value + 0.0, ((low + 0.0, high + 0.0),))


def _attained(candidates: Sequence[Extreme], bound: float, function: Function) -> Extreme | None:
    """All places with that value; a point of a longer interval is not listed by itself."""
    if math.isinf(bound):
        return None
    attained = [one for one in candidates if abs(one.value - bound) <= _TINY * (1 + abs(bound))]
    places = {place for one in attained for place in one.places}
    inner = {place for place in places for other in places if other != place and _within(place, other)}
    outer = sorted(places - inner)
    ends = [end for low, high in outer if low < high for end in (low, high) if math.isfinite(end)]
    without = tuple(end for end in ends if abs(function(np.array(end)) - bound) > _TINY * (1 + abs(bound)))
    return Extreme(attained[0].value, tuple(outer), without) if attained else None


def _within(place: tuple[float, float], other: tuple[float, float]) -> bool:
    return other[0] <= place[0] and place[1] <= other[1]


def _clean(number: Any) -> float:
    return 0.0 if abs(number) < 1e-50 else float(number)


def _growth(function: Function, side: int) -> list[float]:
    """Bounds of an oscillation: infinite where it is a thousand times as wide far out as it is near."""
    near, far = (function(side * (start + np.arange(0, 100, 1e-3))) for start in (0.0, _FAR))
    ends = [float(far.min()), float(far.max())]
    return [math.copysign(math.inf, end) if abs(end) > 1e3 * np.abs(near).max() else end for end in ends]


def _grid(part: Piece) -> Array:
    low, high = float(part.low), float(part.high)
    near = np.arange(-WINDOW, WINDOW + _STEP / 2, _STEP)
    tail = np.geomspace(WINDOW, 1e4, 60)
    points = np.concatenate([-tail[::-1], near, tail])
    if math.isfinite(low) and math.isfinite(high):
        points = np.concatenate([points, np.linspace(low, high, 50)])
    return np.unique(points[(points > low) & (points < high)])


def _runs(parts: Sequence[Piece], order: int, change: Function) -> Iterator[_Run]:
    for index, part in enumerate(parts):
        if index:
            left = parts[index - 1]
            before, after = left.at(left.high, order), part.at(part.low, order)
            if abs(after - before) > _TINY * (1 + abs(before)):
                yield _Run(1 if after > before else -1, float(part.low), float(part.low))
        if _constant(part, order):
            yield _Run(0, float(part.low), float(part.high))
        else:
            yield from _runs_inside(part, change)


def _runs_inside(part: Piece, change: Function) -> Iterator[_Run]:
    points = _grid(part)
    signs = np.sign(change(points))
    points, signs = points[signs != 0], signs[signs != 0]  # a change of exactly 0 is a turn's or has underflowed
    low = float(part.low)
    for place in _changes(points, signs):
        turn = _root(change, points[place], points[place + 1])
        yield _Run(int(signs[place]), low, turn)
        low = turn
    if signs.size:
        yield _Run(int(signs[-1]), low, float(part.high))


def _changes(points: Array, signs: Array) -> Iterator[int]:
    """Where the sign changes; beyond the window only a few times, as more is an oscillation or rounding in a tail."""
    places = np.flatnonzero(signs[1:] != signs[:-1])
    beyond = (points[places] < -WINDOW - _TINY) | (points[places + 1] > WINDOW + _TINY)
    yield from map(int, places if beyond.sum() <= _MOST_TURNS_BEYOND else places[~beyond])


def _root(function: Function, low: float, high: float) -> float:
    from scipy.optimize import brentq

    root = float(brentq(lambda point: float(function(np.array(point))), low, high, xtol=1e-15, rtol=1e-15))
    return 0.0 if abs(root) < _TINY else root


def _turns(runs: Sequence[_Run], function: Function) -> Iterator[Extreme]:
    going = [run for run in runs if run.sign]
    for one, other in pairwise(going):
        if one.sign != other.sign:
            around = np.array([one.high, (one.high + other.low) / 2, other.low])
            if not (one.jumps or other.jumps):  # beside a jump is another branch
                around = np.concatenate([around, np.nextafter(around, -np.inf), np.nextafter(around, np.inf)])
            values = function(around)
            yield _extreme_at(float(values.max() if one.sign > 0 else values.min()), one.high, other.low)


def _monotone(runs: Sequence[_Run]) -> str:
    signs = {run.sign for run in runs}
    if signs >= {1, -1}:
        return "no"
    if signs <= {0}:
        return "constant"
    return ("" if 0 in signs else "strictly ") + ("increasing" if 1 in signs else "decreasing")


# The rest ------------------------------------------------------------------------------------------------------------


def _zeros(parts: Sequence[Piece], value: Function, shape: Shape) -> tuple[tuple[float, float], ...]:
    zeros = [(float(part.low), float(part.high)) for part in parts if part.flat and part.expression == 0]
    places = [turn.x for turn in shape.turns if abs(turn.value) < _TINY]
    places += [float(part.low) for part in parts[1:] if value(np.array(float(part.low))) == 0]
    for part in parts:
        points = _grid(part)
        points = points[np.abs(points) <= WINDOW]
        signs = np.sign(value(points))
        if not part.flat:
            places += [float(point) for point in points[signs == 0]]
        places += [_root(value, points[n], points[n + 1]) for n in np.flatnonzero(signs[1:] * signs[:-1] < 0)]
    alone = sorted({round(place, 12) + 0.0 for place in places})
    alone = [place for place in alone if not any(low <= place <= high for low, high in zeros)]
    return tuple(sorted(zeros + [(place, place) for place in alone]))


def _asymptote(choice: Choice, side: int, slope: float) -> Asymptote | None:
    """The intercept is the limit of value - x * slope: for a line, whatever its slope is, that is what is left."""
    if not math.isfinite(slope):
        return None
    intercepts = []
    with mp.workdps(150):
        for power in (60, 120):
            at = side * 2**power
            value = exact.derivative(choice, at, digits=120, floor=-400)
            intercepts.append(value - at * exact.derivative(choice, at, "x", digits=120, floor=-400))
        near, far = intercepts
        settled = abs(near - far) < mp.mpf(10) ** -12 * (1 + abs(far))
    intercept = float(far) if abs(far) > 1e-15 else 0.0
    return Asymptote(slope, intercept) if settled else None


def _symmetry(value: Function, parts: Sequence[Piece]) -> str:
    points = np.concatenate([np.arange(0.0005, WINDOW, 1e-3), [1e-9, 1e-3]])
    points = points[np.min([np.abs(np.abs(points) - abs(float(p.low))) for p in parts] + [points], axis=0) > 1e-6]
    right, left = value(points), value(-points)
    for name, sign in (("odd", -1), ("even", 1)):
        if np.allclose(left, sign * right, rtol=_TINY, atol=0):
            return name
    return "none"


def _moments(parts: Sequence[Piece], value: Function, slope: Function) -> tuple[float, float, float]:
    cuts = {float(part.low) for part in parts} | {float(n) for n in range(-_REACH, _REACH + 1)}
    ends = sorted(cut for cut in cuts if abs(cut) <= _REACH)
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    x = np.concatenate([(high - low) / 2 * nodes + (high + low) / 2 for low, high in pairwise(ends)])
    w = np.concatenate([(high - low) / 2 * weights for low, high in pairwise(ends)])
    w = w * np.exp(-x * x / 2) / math.sqrt(2 * math.pi)
    values, slopes = value(x), slope(x)
    mean = math.fsum(w * values)
    return (0.0 if abs(mean) < _TINY else mean), math.fsum(w * values**2), math.fsum(w * slopes**2)


# Words ---------------------------------------------------------------------------------------------------------------


UNDETERMINED = "could not be determined"


def _describe(known: Properties) -> Iterator[tuple[str, str]]:
    for title, field, text in _rows(known):
        yield title, UNDETERMINED if field in known.undetermined else text()


def _rows(known: Properties) -> Iterator[tuple[str, str, Callable[[], str]]]:
    """Each line with the field that it tells of."""
    value, slope = known.value, known.slope
    yield "range", "value", lambda: _range(value)
    yield "minimum", "value", lambda: _extreme(value.minimum)
    yield "maximum", "value", lambda: _extreme(value.maximum)
    yield "zeros", "zeros", lambda: _intervals(known.zeros) or "none"
    yield "monotone", "value", lambda: _monotone_text(value)
    yield "slope", "slope", lambda: f"from {_number(slope.lowest)} to {_number(slope.highest)}"
    yield "smallest slope", "slope", lambda: _extreme(slope.minimum)
    yield "largest slope", "slope", lambda: _extreme(slope.maximum)
    yield "slope monotone", "slope", lambda: _monotone_text(slope)
    yield "smoothness", "smoothness", lambda: _smoothness(known)
    yield "limits", "limits", lambda: _pair(map(_limit, known.limits))
    yield "limits of the slope", "slope_limits", lambda: _pair(map(_limit, known.slope_limits))
    yield "asymptotes", "asymptotes", lambda: _pair(map(_line, known.asymptotes))
    yield "saturates", "saturates", lambda: _SATURATES[known.saturates]
    yield "slope exactly 0", "dead", lambda: _intervals(known.dead) or "nowhere over an interval"
    yield "Lipschitz constant", "lipschitz", lambda: _number(known.lipschitz) if known.lipschitz < math.inf else "none"
    yield "symmetry", "symmetry", lambda: known.symmetry
    yield (
        "for N(0, 1) input",
        "mean",
        lambda: (
            f"mean {_number(known.mean)}, variance {_number(known.variance)}, "
            f"mean square {_number(known.second_moment)}, of the slope {_number(known.slope_second_moment)}"
        ),
    )
    yield (
        "gain",
        "gain",
        lambda: f"{_number(known.gain)}, 1 / sqrt(mean square): keeps the scale of activations through layers",
    )


_SATURATES = {
    (True, True): "on both sides",
    (True, False): "on the left",
    (False, True): "on the right",
    (False, False): "no",
}


def _number(number: float) -> str:
    return f"{number:.7g}".replace("inf", "∞").replace("-", "\N{MINUS SIGN}")


def _range(shape: Shape) -> str:
    opening, closing = "[" if shape.minimum else "(", "]" if shape.maximum else ")"
    return f"{opening}{_number(shape.lowest)}, {_number(shape.highest)}{closing}"


def _extreme(extreme: Extreme | None) -> str:
    return (
        "not attained"
        if extreme is None
        else f"{_number(extreme.value)} at {_intervals(extreme.places, extreme.without)}"
    )


def _intervals(places: Sequence[tuple[float, float]], without: Sequence[float] = ()) -> str:
    points = [place for place in places if place[0] == place[1]]
    texts = [_interval(*place, without) for place in places if place not in points]
    if points:
        texts.append("x = " + ", ".join(_number(low) for low, _ in points))
    return " and ".join(texts)


def _interval(low: float, high: float, without: Sequence[float]) -> str:
    less, greater = "<\N{LESS-THAN OR EQUAL TO}", ">\N{GREATER-THAN OR EQUAL TO}"
    from_low, to_high = low not in without, high not in without
    if math.isinf(low) and math.isinf(high):
        return "all x"
    if math.isinf(low):
        return f"x {less[to_high]} {_number(high)}"
    if math.isinf(high):
        return f"x {greater[from_low]} {_number(low)}"
    if from_low and to_high:
        return f"x from {_number(low)} to {_number(high)}"
    return f"{_number(low)} {less[from_low]} x {less[to_high]} {_number(high)}"


def _monotone_text(shape: Shape) -> str:
    if not shape.turns:
        return shape.monotone
    return f"{shape.monotone}, turns at {_intervals([place for turn in shape.turns for place in turn.places])}"


def _smoothness(known: Properties) -> str:
    words = {-1: "jumps", 0: "the slope jumps", 1: "the curvature jumps"}
    places = [
        f"{words.get(one.order, f'derivative {one.order + 1} jumps')} at x = {_number(one.x)}" for one in known.breaks
    ]
    if known.smoothness is None:
        return "differentiable endlessly"
    return ("not continuous" if known.smoothness < 0 else f"C{known.smoothness}") + f": {'; '.join(places)}"


def _limit(number: float) -> str:
    return "none" if math.isnan(number) else _number(number)


def _line(line: Asymptote | None) -> str:
    if line is None:
        return "none"
    if line.slope == 0:
        return f"y = {_number(line.intercept)}"
    start = "x" if line.slope == 1 else f"{_number(line.slope)} x"
    if line.intercept == 0:
        return f"y = {start}"
    return f"y = {start} {'+' if line.intercept > 0 else chr(0x2212)} {_number(abs(line.intercept))}"


def _pair(texts: Any) -> str:
    return "{} at \N{MINUS SIGN}∞, {} at ∞".format(*texts)


def _plain(data: Any) -> Any:
    if isinstance(data, dict):
        return {name: _plain(part) for name, part in data.items()}
    if isinstance(data, list | tuple):
        return [_plain(part) for part in data]
    if isinstance(data, float) and not math.isfinite(data):
        return None if math.isnan(data) else "inf" if data > 0 else "-inf"
    return data


class CallableModule(ModuleType):
    """The module as a function: importing it binds the name ``actlab.properties``, so it is what must answer a call."""

    __call__ = staticmethod(properties)


sys.modules[__name__].__class__ = CallableModule
