"""The record of a gate: a function of two inputs, the gate's input ``a`` and the other half ``b``.

All gates of today's models are one family, g(a) h(b): g is a record of one input, perhaps with a clamp before or after
it, and h clamps, caps or shifts. :func:`gate_of` writes the formula of one member from the record of its g.
"""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import inf
from typing import Any

from actlab.define.activation import Activation, Choice, Parameter, Source
from actlab.define.library import RECORDS
from actlab.errors import BadType, UnknownName

LAYOUTS = ("halves", "interleaved")
GATES = ("first", "second")  # which half is the gate's input
ROUNDINGS = ("once", "steps")
FACTORS = ("first", "other")  # what the factors of a gate's value are called: g(a) and h(b)
WORDS = {"layout": LAYOUTS, "gate": GATES, "rounding": ROUNDINGS}


class Limit(Parameter):
    """A clamp, which may be infinite: none."""

    def check(self, value: float) -> float:
        """Return ``value`` as a float, or say which bounds it breaks."""
        return inf if value == inf else super().check(value)


@dataclass(frozen=True)
class Gate(Activation):
    """One gate. ``formula`` and ``stable`` are in ``a``, ``b`` and the parameters.

    ``function`` is the key of the record g, and ``naming`` says what its parameters are called here. Where one tensor
    holds both inputs, ``layout`` says how (``halves`` or ``interleaved``) and ``gate`` which one is ``a``. A gate of a
    user's own has no ``function`` and no ``factors``, which are the stable forms of g(a) and h(b).
    """

    function: str = ""
    factors: tuple[str, ...] = ()
    naming: Mapping[str, str] = field(default_factory=dict, hash=False)
    clamps_after: bool = False
    layout: str = "halves"
    gate: str = "first"

    @property
    def inputs(self) -> tuple[str, ...]:
        """What the function depends on besides its parameters."""
        return ("a", "b")


@dataclass(frozen=True)
class GateChoice(Choice):
    """A gate with its parameters, layout and rounding set: ``swiglu:limit=7,alpha=1.702,plus=1,layout=interleaved``.

    ``rounding`` is for float16 and bfloat16: ``once`` rounds the result alone, ``steps`` also g(a) and h(b), as a
    program does that computes one after the other.
    """

    layout: str = ""
    gate: str = ""
    rounding: str = "once"

    activation: Gate

    def __post_init__(self) -> None:
        super().__post_init__()
        for word in ("layout", "gate"):
            if not getattr(self, word):
                object.__setattr__(self, word, getattr(self.activation, word))
        for word, known in WORDS.items():
            check_word(word, getattr(self, word), known)

    def __reduce__(self) -> Any:
        return GateChoice, (self.activation, dict(self.parameters), self.layout, self.gate, self.rounding)

    @property
    def key(self) -> str:
        """The text that names this choice again."""
        text, words = super().key, self._words()
        return text + (":" if words and ":" not in text else "," if words else "") + ",".join(words)

    def _words(self) -> list[str]:
        usual = {"layout": self.activation.layout, "gate": self.activation.gate, "rounding": "once"}
        return [f"{word}={getattr(self, word)}" for word in WORDS if getattr(self, word) != usual[word]]

    @property
    def function(self) -> Choice:
        """The function g of one input with its parameters, without any clamp."""
        record, numbers = _record(self.activation.function), self.parameters
        naming = self.activation.naming
        return Choice(record, {p.name: numbers[naming[p.name]] for p in record.parameters if p.name in naming})


def check_word(word: str, value: Any, known: tuple[str, ...]) -> None:
    """Refuse what is none of the known words."""
    if not isinstance(value, str):
        raise BadType(f"{word} expects one of {', '.join(known)}, got {value!r}.")
    if value not in known:
        raise UnknownName(word, value, known)


def gate_of(
    key: str,
    title: str,
    function: str,
    source: Source,
    *,
    parameters: tuple[Parameter, ...] = (),
    naming: Mapping[str, str] | None = None,
    limit: float = inf,
    plus: float = 0.0,
    cap: Parameter | None = None,
    clamps_after: bool = False,
    **more: Any,
) -> Gate:
    """The gate g(a) h(b) of the record ``function``.

    ``limit`` clamps a from above and b on both sides; where the gate ``clamps_after``, g(a) in the place of a. ``cap``
    is the parameter c of a smooth bound c tanh(b / c), and ``plus`` is added to b at last. A limit that is infinite
    and a plus that is 0 stand in the formula, so that they can be set.
    """
    record = _record(function)
    naming = dict(naming or {})
    gate = Gate(
        key=key,
        title=title,
        formula="",
        source=source,
        parameters=(*parameters, *((cap,) if cap else ()), Limit("limit", limit, lower=0.0), Parameter("plus", plus)),
        function=function,
        naming=naming,
        clamps_after=clamps_after,
        **more,
    )
    factors = _factors(gate, record.stable_form, limited=True, shifted=True)
    formula = product(*_factors(gate, record.formula, limited=True, shifted=True))
    return replace(gate, formula=formula, stable=product(*factors), factors=factors)


def _factors(gate: Gate, body: str, *, limited: bool, shifted: bool) -> tuple[str, str]:
    """g(a) and h(b), where g has the formula ``body`` in x."""
    before = limited and not gate.clamps_after
    for name, here in {**gate.naming, "x": "u" if before else "a"}.items():
        body = re.sub(rf"\b{name}\b", here, body)
    *bindings, first = [part.strip() for part in body.split(";")]
    bindings = ["u = min(limit, a)"] * before + bindings
    if limited and gate.clamps_after:
        first = f"min(limit, {first})"
    other = "max(-limit, min(limit, b))" if limited else "b"
    if any(parameter.name == "cap" for parameter in gate.parameters):
        other = f"cap * tanh({other} / cap)"
    return "; ".join([*bindings, first]), f"{other} + plus" if shifted else other


def product(one: str, other: str) -> str:
    """The formula of a product of two, of which the first may bind names."""
    *bindings, last = one.split("; ")
    return "; ".join([*bindings, f"{_bracketed(last)} * {_bracketed(other)}"])


def _bracketed(text: str) -> str:
    return text if isinstance(ast.parse(text, mode="eval").body, ast.Name | ast.Call) else f"({text})"


def plain(choice: GateChoice) -> str:
    """The paper's formula of a choice, without a clamp that is infinite and a plus that is 0.

    >>> from actlab.define import choose_gate
    >>> plain(choose_gate("swiglu"))
    '(a / (1 + exp(-alpha * a))) * b'
    """
    if not choice.activation.function:
        return choice.activation.formula
    return product(*_plain_factors(choice))


def shape_of(choice: GateChoice) -> Gate:
    """The gate without the parameters that do nothing, the others with the numbers of ``choice`` as defaults."""
    gate, numbers = choice.activation, choice.parameters
    idle = {"limit"} if numbers.get("limit") == inf else set()
    idle |= {"plus"} if numbers.get("plus") == 0 else set()
    parameters = tuple(replace(p, default=numbers[p.name]) for p in gate.parameters if p.name not in idle)
    if not gate.function:
        return replace(gate, parameters=parameters)
    stable = _record(gate.function).stable_form
    factors = _factors(gate, stable, limited="limit" not in idle, shifted="plus" not in idle)
    return replace(gate, parameters=parameters, formula=plain(choice), stable=product(*factors), factors=factors)


def factors_of(choice: GateChoice) -> tuple[str, str]:
    """The paper's formulas of g and h, each in ``x``, without a clamp that is infinite and a plus that is 0."""
    first, other = _plain_factors(choice)
    return re.sub(r"\ba\b", "x", first), re.sub(r"\bb\b", "x", other)


def _plain_factors(choice: GateChoice) -> tuple[str, str]:
    gate, numbers = choice.activation, choice.parameters
    body = _record(gate.function).formula
    return _factors(gate, body, limited=numbers["limit"] != inf, shifted=numbers["plus"] != 0)


def _record(key: str) -> Activation:
    return next(record for record in RECORDS if record.key == key)
