"""Rules on gates: ``{"swiglu": "geglu"}`` and ``{"swiglu/silu": "mish"}``.

What changes is the gate's function of one input, where it stands; the product, the clamps and the constant are the
model's own code and stay. So a gate becomes one that differs in nothing else.
"""

from dataclasses import dataclass
from typing import Any, Protocol

from actlab.define import GateChoice, choose_gate
from actlab.define.registry import is_gate
from actlab.errors import BadValue
from actlab.swap.find.gates import gate_meant_by
from actlab.swap.find.recognise import Function, matches
from actlab.swap.replace.targets import Target, target


class Anywhere(Protocol):
    """A place in a model of any kind."""

    @property
    def function(self) -> Function:
        """What it computes."""

    @property
    def gate(self) -> GateChoice | None:
        """The gate whose function of one input that is."""


@dataclass(frozen=True)
class GateTarget(Target):
    """The function of a gate, in the place of another gate's."""

    gate: GateChoice | None = None


def gate_part(source: Any) -> str:
    """``swiglu`` of ``swiglu/silu``."""
    return str(source).partition("/")[0]


def is_meant(source: str, place: Anywhere) -> bool:
    """Whether the left side of a rule means a place."""
    gate, _, function = source.partition("/")
    if not is_gate(gate):
        return matches(source, place.function)
    return gate_meant_by(gate, place.gate) and (not function or matches(function, place.function))


def target_of(source: Any, value: Any, learnable: bool) -> Target:
    """The right side of a rule: for a gate on the left a gate, else a function of one input."""
    gate, _, function = str(source).partition("/")
    means_gate = isinstance(value, GateChoice) or (isinstance(value, str) and is_gate(value))
    if not is_gate(gate) or function:
        if means_gate:
            raise BadValue(
                f"{value!r} is a gate, which takes the place of a gate, and {source!r} is a function of one input: "
                f"expected one as in {{{str(source)!r}: 'mish'}}, or a gate on both sides, {{'geglu': 'swiglu'}}."
            )
        return target(value, learnable)
    if not means_gate:
        raise BadValue(
            f"{gate!r} is a gate, whose place a gate takes, got {value!r}. To change its function of one input alone "
            f"write {{'{gate}/{choose_gate(gate).function.activation.key}': {value!r}}}."
        )
    chosen = choose_gate(value)
    inner = target(chosen.function.key, learnable)
    return GateTarget(inner.text, inner.choice, inner.factory, inner.learnable, chosen)


def obstacle_of(place: Anywhere, chosen: Target) -> str:
    """Why a gate cannot become another one by a change of its function alone; empty where it can."""
    if not isinstance(chosen, GateTarget) or place.gate is None or chosen.gate is None:
        return ""
    old, new = place.gate, chosen.gate
    if _around(old) == _around(new):
        return ""
    inner = f"{old.activation.key}/{place.function.key}"
    return (
        f"{old.key} and {new.key} differ in their clamps, caps or constant, which are code of the model; to change the "
        f"function alone swap {inner!r} to {new.function.key!r}"
    )


def is_bare(gate: GateChoice) -> bool:
    """Whether it is a function times the other half, and no more."""
    return bool(_around(gate)[1] == (("limit", float("inf")), ("plus", 0.0)))


def _around(gate: GateChoice) -> tuple[Any, ...]:
    """What a gate does besides its function of one input."""
    own = set(gate.activation.naming.values())
    numbers = {name: number for name, number in gate.parameters.items() if name not in own}
    return gate.activation.clamps_after and numbers["limit"] != float("inf"), tuple(sorted(numbers.items()))
