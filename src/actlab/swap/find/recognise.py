"""Which record a torch function or a computed curve is.

Names are only hints here. The values on a grid in float64 decide, compared with those of every record: so a
hand-written ``x * tanh(softplus(x))`` counts as Mish without a list of formulas.
"""

import inspect
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import compress, product
from math import isfinite
from types import MappingProxyType
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from actlab import arrays
from actlab.define import Choice, choose, names, record
from actlab.define.registry import aliases
from actlab.emit.numpy_mathematics import mathematics
from actlab.emitted import functions_of
from actlab.errors import ActlabError

# 241 points, none of them 0 or a whole number: a kink would make the side that a formula takes there decide.
GRID = np.linspace(-11.93, 11.97, 241)
TOLERANCE = 2e-6  # relative; Gelu and its tanh form differ by 4.7e-4, constants typed with 8 digits by 1e-8
POWERS = (2.0, 3.0, 0.5)  # of a record's values that are functions of their own, such as the square of ReLU
SKETCH = [31, 97, 134, 190]  # points of the grid, on both sides of 0
MOST_CONSTANTS = 8  # numbers of a chain that are tried as parameters, with both signs
MOST_TRIED = 5000  # sets of parameters that are tried of a record: with three parameters all of these numbers

# Classes of torch.nn.modules.activation that are no functions of one element: they mix elements or change the shape.
NOT_ELEMENTWISE = frozenset({"GLU", "MultiheadAttention", "Softmin", "Softmax", "Softmax2d", "LogSoftmax"})

Curve = NDArray[np.float64]


@dataclass(frozen=True)
class Function:
    """What a place computes: a record with parameters where there is one, else torch's own name for it."""

    name: str
    choice: Choice | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict, hash=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "parameters", MappingProxyType(dict(self.parameters)))

    def __str__(self) -> str:
        return self.choice.key if self.choice else self.name

    @property
    def key(self) -> str:
        """The key of the record, or torch's name."""
        return self.choice.activation.key if self.choice else self.name


def plain(name: str) -> str:
    """A name without what differs between a class, a function and a method: ``LeakyReLU`` and ``leaky_relu_``."""
    return name.replace("_", "").lower()


@cache
def torch_classes() -> Mapping[str, Any]:
    """The activation modules of torch itself by plain name, those that work element by element."""
    class_names = nn.modules.activation.__all__
    return {plain(name): getattr(nn, name) for name in class_names if name not in NOT_ELEMENTWISE}


@cache
def shape_changers() -> frozenset[str]:
    """Plain names of torch's activations that are not element by element."""
    return frozenset(plain(name) for name in NOT_ELEMENTWISE)


@cache
def arguments_of(cls: Any) -> tuple[str, ...]:
    """The numbers a torch activation class takes, in the order in which its function takes them."""
    parameters = inspect.signature(cls).parameters
    return tuple(name for name in parameters if name not in ("inplace", "device", "dtype", "value_", "self"))


def named(function: Any) -> str | None:
    """The plain name of a torch activation that a callable is, by its name and home; None for anything else."""
    name = getattr(function, "__name__", None) or ""
    home = getattr(function, "__module__", None) or getattr(getattr(function, "__objclass__", None), "__module__", "")
    if not str(home).startswith("torch") or not name or isinstance(function, type):
        return None
    plain_name = plain(name.split(".")[0])
    return plain_name if plain_name in torch_classes() else None


@cache
def choices_with_curves(keys: tuple[str, ...]) -> list[tuple[Choice, Curve]]:
    """Every record and alias with its curve on the grid; curves that are straight lines are left out."""
    choices = [choose(key) for key in keys] + [choose(alias.key) for alias in aliases()]
    curves = [(choice, curve_of(choice)) for choice in choices]
    return [(choice, curve) for choice, curve in curves if not is_line(curve)]


def curve_of(choice: Choice) -> Curve:
    """The values of a record on the grid, in float64."""
    return np.asarray(arrays.value(choice, GRID), dtype=np.float64)


def is_line(curve: Curve) -> bool:
    """Whether the values lie on one straight line: a scaled or shifted x is no activation."""
    line = curve[0] + (curve[-1] - curve[0]) * (GRID - GRID[0]) / (GRID[-1] - GRID[0])
    return bool(np.allclose(curve, line, rtol=1e-9, atol=1e-9))


def is_step(curve: Curve) -> bool:
    """Whether the values jump at one place and are constant beside it, as those of any function that is steep enough.

    >>> is_step(1 + np.floor(GRID / 16384))
    True
    """
    return bool(np.count_nonzero(np.diff(curve)) == 1)


def follows(curve: Curve, choice: Choice) -> bool:
    """Whether a curve is a record's curve, scaled or shifted: 1.7 * silu(x) is silu and a product after it."""
    expected = curve_of(choice)
    scale, shift = np.polyfit(expected, curve, 1)
    return same(scale * expected + shift, curve)


def power_of(curve: Curve, choices: Iterable[Choice]) -> Function | None:
    """A power of one of some records as a function of its own, which no record has; None where it is none of them.

    >>> power_of(np.maximum(GRID, 0) ** 2, [choose("relu")]).name
    'relu**2'
    """
    if is_line(curve):
        return None
    for choice in choices:
        known = curve_of(choice)
        for power in POWERS if np.all(known > 0) else POWERS[:2]:  # a clamp under a root is a guard
            if same(curve, known**power):
                return Function(f"{choice.key}**{power:g}")
    return None


def raised(inner: Function, power: str) -> Function:
    """The power of a function: the record that has its values, else one that is named after both."""
    with np.errstate(invalid="ignore"):  # the root of a negative number
        choice = by_curve(curve_of(inner.choice) ** float(power)) if inner.choice else None
    return Function(choice.activation.key, choice) if choice else Function(f"{inner}**{power}")


def is_power(function: Function, inner: Function) -> bool:
    """Whether a function is a power of a record's: one that has a record itself, or none."""
    if function.choice is None:
        return function.name.startswith(f"{inner}**")
    return inner.choice is not None and power_of(curve_of(function.choice), [inner.choice]) is not None


def same(a: Curve, b: Curve, tolerance: float = TOLERANCE) -> bool:
    """Whether two curves are the same function within ``tolerance``, relative to the larger of 1 and the value."""
    return bool(np.all(np.abs(a - b) <= tolerance * np.maximum(1.0, np.abs(b))))


def by_curve(curve: Curve, constants: Iterable[float] = (), hint: str | None = None) -> Choice | None:
    """The record whose values ``curve`` has, with defaults or with ``constants`` as parameters; None if there is none.

    ``hint`` is a plain name that is tried first: a leaky ReLU of slope 0.25 has the values of a fresh PReLU.

    >>> by_curve(GRID * np.tanh(np.log1p(np.exp(GRID)))).key
    'mish'
    >>> by_curve(GRID / (1 + np.exp(-1.702 * GRID)), [1.702]).key
    'swish:beta=1.702'
    """
    return _by_curve(np.ascontiguousarray(curve, dtype=np.float64).tobytes(), tuple(constants), hint, names())


@lru_cache(maxsize=4096)
def _by_curve(data: bytes, constants: tuple[float, ...], hint: str | None, keys: tuple[str, ...]) -> Choice | None:
    """Cached, since a network repeats its functions a hundred times: a miss with constants costs about 10 ms."""
    curve = np.frombuffer(data)
    # A square, as of a variance, is what some records become where a number takes their bend away.
    if not np.all(np.isfinite(curve)) or is_line(curve) or same(curve, GRID**2):
        return None
    hinted = tuple(key for key in keys if plain(key) == hint)
    if not hinted and is_step(curve):
        return None
    library = choices_with_curves(keys)
    for choice, values in (*(pair for pair in library if pair[0].activation.key in hinted), *library):
        if same(curve, values):
            return choice
        if choice.activation.key in hinted and (fitted := _with_constants(curve, constants, hinted)):
            return fitted
    return _with_constants(curve, constants, keys)


def _with_constants(curve: Curve, constants: Iterable[float], keys: Iterable[str]) -> Choice | None:
    signed = {sign * float(number) for number in constants if isfinite(number) for sign in (1, -1)}
    numbers = tuple(sorted(signed, key=abs)[: 2 * MOST_CONSTANTS])
    records = sorted((record(key) for key in keys if numbers), key=lambda activation: len(activation.parameters))
    for activation in records:  # those of few parameters first: a soft shrink is a hard one with a bias
        if not activation.parameters:
            continue
        tried, sketches = _sketches(activation.key, numbers)
        near = np.abs(curve[SKETCH] - sketches) <= TOLERANCE * np.maximum(1.0, np.abs(sketches))
        for values in compress(tried, np.all(near, axis=1).tolist()):
            named_values = dict(zip((p.name for p in activation.parameters), values, strict=True))
            if activation.allows(named_values) and same(curve, curve_of(choice := Choice(activation, named_values))):
                return choice
    return None


@lru_cache(maxsize=1 << 10)
def _sketches(key: str, numbers: tuple[float, ...]) -> tuple[list[tuple[float, ...]], Curve]:
    """Sets of parameters, and a few values of a record with each in one call: most sets are refused by these."""
    parameters = record(key).parameters
    most = int(MOST_TRIED ** (1 / len(parameters))) - 1
    columns = (
        (*(number for number in numbers[:most] if parameter.lower <= number <= parameter.upper), parameter.default)
        for parameter in parameters
    )
    tried = list(product(*columns))
    with np.errstate(all="ignore"):
        values = functions_of(record(key))(mathematics, GRID[SKETCH], *np.array(tried).T[..., np.newaxis])
    return tried, np.broadcast_to(values, (len(tried), len(SKETCH)))


def function_with(name: str, function: Any, values: Iterable[Any]) -> Function:
    """What a torch activation of a plain name computes with some arguments, whose values are given."""
    curve = run_on_grid(function)
    choice = None if curve is None else by_curve(curve, constants_in(values), name)
    return Function(choice.activation.key, choice, choice.parameters) if choice else Function(name)


def run_on_grid(function: Any, training: bool = False) -> Curve | None:
    """The values of a callable on the grid; None where it refuses a plain vector or changes its shape.

    The random generator is restored afterwards, and an ``inplace`` function works on a copy.
    """
    x = torch.from_numpy(GRID.copy())
    mode = getattr(function, "training", None)
    without_hooks = function.forward if isinstance(function, nn.Module) else function
    try:
        if mode is not None:
            function.training = training
        with torch.no_grad(), torch.random.fork_rng(devices=[]):
            result = without_hooks(x)
    except Exception:  # whatever a foreign module raises on a vector means: not a function of one element
        return None
    finally:
        if mode is not None:
            function.training = mode
    if not isinstance(result, Tensor) or result.shape != x.shape or not result.is_floating_point():
        return None
    curve: Curve = result.double().numpy()
    return curve


def constants_in(values: Iterable[Any]) -> list[float]:
    """The numbers among some values."""
    return [float(v) for v in values if isinstance(v, int | float) and not isinstance(v, bool)]


def matches(pattern: str, function: Function) -> bool:
    """Whether a text names a function: ``swish`` means any beta, ``swish:beta=2`` this one, ``*`` everything.

    A name that only an alias with fixed parameters has, such as ``silu``, means exactly these.
    """
    if pattern == "*":
        return True
    if plain(pattern) == plain(function.name) and not function.choice:
        return True
    if function.choice is None:
        return False
    try:
        named_choice = choose(pattern)
    except ActlabError:
        return False
    activation = named_choice.activation
    if pattern.strip().lower() in (
        activation.key,
        *(alias.key for alias in activation.aliases if not alias.parameters),
    ):
        return function.choice.activation.key == activation.key
    return function.choice.key == named_choice.key


def known_sources() -> list[str]:
    """Every name that the left side of a mapping may have."""
    taken = {plain(key) for key in names()} | {plain(alias.key) for alias in aliases()}
    return [*names(), *(a.key for a in aliases()), *(name for name in torch_classes() if name not in taken), "*"]


@cache
def callables_named(name: str) -> frozenset[Any]:
    """Every function and tensor method of torch that is the activation with a plain name."""
    homes = (nn.functional, torch, torch.Tensor)
    values = [value for home in homes for key, value in list(vars(home).items()) if plain(key) == name]
    values += [value for key in (name, f"{name}_") if (value := getattr(torch.Tensor, key, None)) is not None]
    return frozenset(value for value in values if named(value) == name)
