"""The record of an activation function: everything that is stated about it, once."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf
from types import MappingProxyType

from actlab.errors import BadType, BadValue, UnknownName


@dataclass(frozen=True)
class Parameter:
    """A number the function depends on besides x, with its default and closed bounds.

    ``at_most`` names another parameter that it may not exceed: the lower end of a clamp, the upper one.
    """

    name: str
    default: float
    lower: float = -inf
    upper: float = inf
    learnable: bool = False
    at_most: str = ""

    def check(self, value: float) -> float:
        """Return ``value`` as a float, or say which bounds it breaks."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise BadType(f"parameter {self.name!r} expects a number, got {value!r}.")
        value = _float(value)
        if value != value:
            raise BadValue(f"parameter {self.name!r} expects a number, got nan.")
        if not self.lower <= value <= self.upper:
            raise BadValue(f"parameter {self.name!r} must lie in [{self.lower:g}, {self.upper:g}], got {value}.")
        if abs(value) == inf:
            raise BadValue(f"parameter {self.name!r} expects a finite number, got {value:g}.")
        return value

    def __post_init__(self) -> None:
        for bound in ("lower", "upper"):
            number = getattr(self, bound)
            if isinstance(number, bool) or not isinstance(number, int | float) or number != number:
                raise BadType(f"parameter {self.name!r}: {bound} expects a number, got {number!r}.")
            object.__setattr__(self, bound, _float(number))
        if self.lower > self.upper:
            raise BadValue(f"parameter {self.name!r}: lower {self.lower:g} is above upper {self.upper:g}.")


@dataclass(frozen=True)
class Kink:
    """A point where the slope jumps, and the value the slope takes there (both may name parameters)."""

    at: str
    slope: str


@dataclass(frozen=True)
class Source:
    """Where a function was proposed."""

    authors: str
    year: int
    title: str
    arxiv: str | None = None

    def __str__(self) -> str:
        where = f", arXiv:{self.arxiv}" if self.arxiv else ""
        year = f" ({self.year})" if self.year else ""
        return f"{self.authors}{year}, {self.title}{where}"


@dataclass(frozen=True)
class Alias:
    """Another name for a function, perhaps with some parameters fixed."""

    key: str
    title: str
    parameters: Mapping[str, float] = field(default_factory=dict, hash=False)

    @property
    def class_name(self) -> str:
        """The name of the torch module, such as ``SiLU``."""
        return _class_name(self.title)


@dataclass(frozen=True)
class Aten:
    """torch's operator of the same function: ``aten::{operator}``, its in-place, ``out=`` and backward forms.

    A call means the record, with its defaults, when its further arguments equal those in ``equal`` and are no less than
    those in ``at_least``.
    """

    operator: str
    equal: Mapping[str, float | str] = field(default_factory=dict, hash=False)
    at_least: Mapping[str, float] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Activation:
    """One activation function.

    ``formula`` is the paper's, in the language of :mod:`actlab.define.expression`. ``stable`` is an equal form without
    overflow or cancellation; its derivatives are derived. ``stable_slope`` is there only where the derived slope would
    cancel, such as 1/(1+x) - x/(1+x)^2 for 1/(1+x)^2; the tests prove it equal. A ``discontinuous`` function jumps at
    one of its kinks. ``tuned_value`` and ``tuned_slope`` are bodies
    made for speed, used by native kernels in place of the derived ones and proved equal by the tests. ``aten`` is
    torch's own operator, which :func:`actlab.accelerate` may replace.
    """

    key: str
    title: str
    formula: str
    source: Source
    stable: str | None = None
    stable_slope: str | None = None
    parameters: tuple[Parameter, ...] = ()
    kinks: tuple[Kink, ...] = ()
    discontinuous: bool = False
    aliases: tuple[Alias, ...] = ()
    tuned_value: str | None = None
    tuned_slope: str | None = None
    aten: Aten | None = None

    @property
    def class_name(self) -> str:
        """The name of the torch module, such as ``LeakyReLU``."""
        return _class_name(self.title)

    @property
    def inputs(self) -> tuple[str, ...]:
        """What the function depends on besides its parameters."""
        return ("x",)

    @property
    def stable_form(self) -> str:
        """The stable form, which is the paper's formula where that is stable already."""
        return self.stable or self.formula

    def values_of(self, numbers: Mapping[str, float]) -> dict[str, float]:
        """Complete ``numbers`` by the defaults, in the record's order, and check names and bounds."""
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in numbers:
            if name not in known:
                if not known:
                    raise BadValue(f"{self.key} has no parameters, got {name!r}.")
                raise UnknownName(f"parameter of {self.key}", name, known)
        values = {name: parameter.check(numbers.get(name, parameter.default)) for name, parameter in known.items()}
        for name, other in ((name, parameter.at_most) for name, parameter in known.items() if parameter.at_most):
            if values[name] > values[other]:
                raise BadValue(
                    f"{self.key} expects {name} to be at most {other}, got {name}={values[name]:g} and "
                    f"{other}={values[other]:g}."
                )
        return values

    def allows(self, numbers: Mapping[str, float]) -> bool:
        """Whether complete parameters lie within their bounds."""
        return all(
            p.lower <= numbers[p.name] <= p.upper and (not p.at_most or numbers[p.name] <= numbers[p.at_most])
            for p in self.parameters
        )


@dataclass(frozen=True)
class Choice:
    """An activation with its parameters set: what a user means by ``swish`` or ``leaky_relu:slope=0.05``."""

    activation: Activation
    parameters: Mapping[str, float] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "parameters", MappingProxyType(self.activation.values_of(self.parameters)))

    def __reduce__(self) -> tuple[type["Choice"], tuple[Activation, dict[str, float]]]:
        return Choice, (self.activation, dict(self.parameters))  # a read-only mapping cannot be pickled

    @property
    def key(self) -> str:
        """The text that names this choice again; parameters at their defaults are left out."""
        changed = self._changed()
        return self.activation.key + (":" + ",".join(f"{k}={v!r}" for k, v in changed.items()) if changed else "")

    @property
    def title(self) -> str:
        """The name to print, such as ``Leaky ReLU (slope 0.05)``."""
        changed = self._changed()
        return self.activation.title + (f" ({', '.join(f'{k} {v:g}' for k, v in changed.items())})" if changed else "")

    def _changed(self) -> dict[str, float]:
        defaults = {parameter.name: parameter.default for parameter in self.activation.parameters}
        return {name: value for name, value in self.parameters.items() if value != defaults[name]}


def _float(number: float) -> float:
    try:
        return float(number)
    except OverflowError:  # an integer beyond float64
        return inf if number > 0 else -inf


def _class_name(title: str) -> str:
    return re.sub(r"[^0-9A-Za-z]", "", title)
