"""Whether a callable computes what a record says: value and slope, at inputs that reach every branch."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actlab import exact
from actlab.define import Choice, names, record
from actlab.define.same import fitted, snapped
from actlab.errors import BadValue
from actlab.golden import kinks, points
from actlab.swap.find.recognise import GRID, by_curve, is_line, plain

Array = NDArray[np.float64]
Function = Callable[..., Any]

FARTHEST = 1e4  # beyond, a cube or a square leaves float32 and every formula ends in its own way
LEAST = 8  # units in the last place of the largest of 1, the input and the result: a formula of ten calls keeps so much
NEAR_KINK = 4  # units in the last place: x + 3 rounds onto the kink of a hard sigmoid
AS_CONFIGURED, OTHER, PARAMETER, UNREAD = (
    "as configured",
    "other function",
    "parameter differs",
    "could not be read",
)


@dataclass(frozen=True)
class Difference:
    """One input at which a result is further off than allowed."""

    what: str  # value or slope
    at: tuple[float, ...]
    result: float
    right: float
    allowed: float

    def __str__(self) -> str:
        where = f"x = {self.at[0]:.9g}" if len(self.at) == 1 else f"a = {self.at[0]:.9g}, b = {self.at[1]:.9g}"
        off = abs(self.result - self.right)
        return f"{self.what} at {where}: {self.result:.9g}, right {self.right:.9g}, off by {off:.3g}"


@dataclass(frozen=True)
class Verified:
    """What one callable or one layer computes, beside what it should.

    Attributes:
        name: the callable, the layer or the place.
        expected: the choice it should be.
        verdict: ``as configured``, ``other function``, ``parameter differs`` or ``could not be read``.
        actual: the choice it is, where one has its values.
        changes: for parameters that differ, the name, what is expected and what it is.
        first: the first input, from the left, at which value or slope is wrong.
        worst: the input at which the value is wrong by most.
        points: how many inputs were tried.
        slopes: whether slopes were compared.
        note: what else there is to say.
    """

    name: str
    expected: str
    verdict: str
    actual: str | None = None
    changes: tuple[tuple[str, float, float], ...] = ()
    first: Difference | None = None
    worst: Difference | None = None
    points: int = 0
    slopes: bool = False
    note: str = ""

    @property
    def agrees(self) -> bool:
        """Whether it is as configured."""
        return self.verdict == AS_CONFIGURED

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        found = {
            "name": self.name,
            "expected": self.expected,
            "verdict": self.verdict,
            "actual": self.actual,
            "changes": [{"parameter": name, "expected": e, "actual": a} for name, e, a in self.changes],
            "points": self.points,
            "slopes": self.slopes,
            "note": self.note,
        }
        for name in ("first", "worst"):
            difference = getattr(self, name)
            found[name] = None if difference is None else vars(difference) | {"at": list(difference.at)}
        return found

    def __str__(self) -> str:
        return f"{self.name}: {self.sentence}"

    @property
    def sentence(self) -> str:
        """The verdict with its reason, without the name."""
        parts = [f"{self.verdict} ({self.expected}"]
        if self.verdict == OTHER:
            parts[0] = f"{OTHER} ({self.actual or 'none that actlab knows'} instead of {self.expected}"
        elif self.changes:
            shown = ", ".join(f"{name} {a:.6g} instead of {e:.6g}" for name, e, a in self.changes)
            parts[0] = f"{PARAMETER} ({self.expected}: {shown}"
        elif self.points:
            parts[0] += f", {'value and slope' if self.slopes else 'value'} at {self.points} inputs"
        parts[0] += ")"
        parts += [f"first {self.first}"] if self.first else []
        parts += [f"worst {self.worst}"] if self.worst and self.worst != self.first else []
        parts += [self.note] if self.note else []
        return "; ".join(parts)


def compare(
    function: Function, expected: Choice, name: str = "", kind: str = "float32", ulp: float | None = None
) -> Verified:
    """Compare a callable with a choice.

    Arguments:
        function: takes a tensor or an array and returns one of its shape.
        expected: what it should be.
        name: what to call it in the answer.
        kind: the float type of the inputs.
        ulp: the largest error allowed, in units in the last place of the right result. Without it
            :data:`LEAST` units of the largest of 1, the input and the result, which tells functions apart and lets a
            formula written out in ten calls pass.
    """
    called = Called(function)
    x = _inputs(expected, kind)
    value, slope = called(x, kind)
    right = _right(expected, kind)
    differences = list(_differences("value", x, value, right[0], _allowed(x, right[0], kind, ulp)))
    worst = max(differences, key=lambda found: abs(found.result - found.right), default=None)
    if slope is not None:
        far = _away_from_kinks(x, expected, kind)
        found = _differences("slope", x, slope, right[1], _allowed(x, right[1], kind, ulp))
        differences += [difference for difference, is_far in found_with(found, x, far) if is_far]
    label = name or str(getattr(function, "__name__", type(function).__name__))
    made = Verified(label, expected.key, AS_CONFIGURED, expected.key, points=len(x), slopes=slope is not None)
    if not differences:
        return made
    first = min(differences, key=lambda found: found.at)
    made = replace(made, first=first, worst=worst)
    return named(made, expected, called)


def found_with(found: Iterator[Difference], x: Array, far: NDArray[np.bool_]) -> Iterator[tuple[Difference, bool]]:
    """Each difference, and whether its input is one of the chosen ones."""
    chosen = set(x[far].tolist())
    return ((difference, difference.at[0] in chosen) for difference in found)


def named(made: Verified, expected: Choice, called: "Called") -> Verified:
    """With the function that it is instead: the same with other parameters, another one, or none that is known."""
    curve = called.curve()
    actual = None if curve is None else _choice(curve, expected)
    if actual is None:
        return replace(made, verdict=OTHER, actual=None)
    if actual.key == expected.key:  # right in float64: what differs is a matter of digits, or of the slope
        reason = "the function is this one; its error in this type is larger than allowed"
        wrong_slope = made.first is not None and made.first.what == "slope" and made.worst is None
        reason = "the value is right and the slope is not" if wrong_slope else reason
        return replace(made, verdict=OTHER, actual=actual.key, note=reason)
    if actual.activation == expected.activation:
        pairs = ((n, e, actual.parameters[n]) for n, e in expected.parameters.items())
        return replace(
            made, verdict=PARAMETER, actual=actual.key, changes=tuple((n, e, a) for n, e, a in pairs if e != a)
        )
    return replace(made, verdict=OTHER, actual=actual.key)


def _choice(curve: Callable[[Array], Array], expected: Choice) -> Choice | None:
    """The choice whose values a function has: with parameters at their defaults, else fitted, its own record first."""
    from actlab.define.same import POINTS

    on_grid = curve(GRID)
    if not np.isfinite(on_grid).all():
        return None
    if (same := by_curve(on_grid, expected.parameters.values(), plain(expected.activation.key))) is not None:
        return same
    if is_line(on_grid):
        return None
    wanted = curve(POINTS)
    records = [expected.activation, *(record(key) for key in names() if record(key) != expected.activation)]
    for candidate in (found for found in records if found.parameters):
        if (fit := fitted(candidate, wanted)) is not None:
            return next(snapped(fit), fit)
    return None


class Called:
    """A callable on NumPy arrays, whatever it takes: tensors, with a slope from autograd, else arrays without one."""

    def __init__(self, function: Function) -> None:
        self.function = function
        self._takes_tensors: bool | None = None

    def __call__(self, x: Array, kind: str) -> tuple[Array, Array | None]:
        """Value and, where torch can tell, slope, in float64."""
        if self._takes_tensors is None:
            self._takes_tensors = _is_of_torch(self.function) or self._runs(x[:4], kind)
        return self._with_torch(x, kind) if self._takes_tensors else (self._with_numpy(x, kind), None)

    def curve(self) -> Callable[[Array], Array] | None:
        """Values in float64; None where it does not take that type."""

        def values(x: Array) -> Array:
            return self(x, "float64")[0]

        try:
            values(GRID[:4])
        except Exception:  # a kernel for 16 bits takes nothing else
            return None
        return values

    def _runs(self, x: Array, kind: str) -> bool:
        try:
            self._with_torch(x, kind)
        except Exception:  # made for arrays, or wrong: the other way gives the message
            return False
        return True

    def _with_torch(self, x: Array, kind: str) -> tuple[Array, Array | None]:
        import torch

        tensor = torch.from_numpy(x.copy()).to(getattr(torch, kind)).requires_grad_()
        with torch.enable_grad(), torch.random.fork_rng(devices=[]):
            result = self.function(tensor)
        if not isinstance(result, torch.Tensor) or result.shape != tensor.shape:
            raise BadValue(_shape_message(x.shape, getattr(result, "shape", type(result).__name__)))
        if not result.requires_grad:
            return result.detach().double().numpy(), None
        (slope,) = torch.autograd.grad(result, tensor, torch.ones_like(result))
        return result.detach().double().numpy(), slope.double().numpy()

    def _with_numpy(self, x: Array, kind: str) -> Array:
        if kind == "bfloat16":
            raise BadValue("NumPy has no bfloat16: verify a function of arrays in float16, float32 or float64.")
        result = np.asarray(self.function(x.astype(kind)))
        if result.shape != x.shape:
            raise BadValue(_shape_message(x.shape, result.shape))
        made: Array = result.astype(np.float64)
        return made


def _shape_message(expected: Any, shape: Any) -> str:
    return f"expected a function that returns the shape it takes, {tuple(expected)}, got {shape}."


def _is_of_torch(function: Function) -> bool:
    home = str(getattr(inspect.unwrap(function), "__module__", "") or "")
    return home.startswith("torch") or any(
        cls.__module__ == "torch.nn.modules.module" for cls in type(function).__mro__
    )


@lru_cache(maxsize=256)
def _inputs(choice: Choice, kind: str) -> Array:
    x = points(choice, kind)
    return x[np.abs(x) <= FARTHEST]


@lru_cache(maxsize=256)
def _right(choice: Choice, kind: str) -> tuple[Array, Array]:
    x = _inputs(choice, kind)
    return tuple(exact.pairs(choice, x, *by)[0] for by in ((), ("x",)))  # type: ignore[return-value]


def _allowed(x: Array, right: Array, kind: str, ulp: float | None) -> Array:
    digits, lowest, _ = exact.FORMATS[kind]
    unit = 2.0 ** (1 - digits)
    if ulp is not None:
        return np.maximum(ulp * unit * 2.0 ** np.floor(np.log2(np.maximum(np.abs(right), 2.0**-1000))), 2.0**lowest)
    size = np.maximum(np.maximum(np.abs(x), np.abs(right)), 1.0)
    # The rounding of the exponent alone costs exp(x) as many units as x has.
    return unit * np.maximum(LEAST * size, np.minimum(np.abs(x), 128.0) * np.abs(right))


def _differences(what: str, x: Array, result: Array, right: Array, allowed: Array) -> Iterator[Difference]:
    wrong = ~(np.abs(result - right) <= allowed)  # a NaN is wrong
    for at, *numbers in zip(x[wrong], result[wrong], right[wrong], allowed[wrong], strict=True):
        yield Difference(what, (float(at),), *map(float, numbers))


def _away_from_kinks(x: Array, choice: Choice, kind: str) -> NDArray[np.bool_]:
    unit = 2.0 ** (1 - exact.FORMATS[kind][0])
    far = np.ones(len(x), dtype=bool)
    for kink in kinks(choice):
        far &= np.abs(x - kink) > NEAR_KINK * unit * max(1.0, abs(kink))
    return far
