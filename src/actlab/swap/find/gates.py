"""Which gate a result of two tensors is: ``silu(a) * b``, chunked or interleaved, with clamps, caps and a constant.

As for functions of one tensor, names do not count: the calls run on pairs of numbers, and the values there identify the
gate.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain as joined
from itertools import islice, product
from typing import Any

import numpy as np

from actlab import arrays
from actlab.define import Choice, GateChoice, choose_gate, gates
from actlab.define.registry import is_gate
from actlab.errors import ActlabError
from actlab.swap.find.frames import Site
from actlab.swap.find.lineage import ORDER, Chain
from actlab.swap.find.recognise import GRID, MOST_CONSTANTS, Curve, same

MOST_CHOICES = 600  # of one gate that are tried; with a limit, an alpha and a plus among five numbers there are 150


@dataclass(frozen=True)
class GatePlace:
    """A gate in a model: both its inputs meet in one call.

    Attributes:
        name: the module that computes it, the gate and the line.
        gate: the gate with its parameters; None for a product with a function in it that no record has.
        site: where the call stands in which the halves meet.
        calls: how often it ran.
        places: the names of the places of its function of one input, which a swap of the gate swaps.
    """

    name: str
    gate: GateChoice
    site: Site
    calls: int
    places: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {
            "name": self.name,
            "gate": self.gate.key,
            "source": f"{self.site.place}: {self.site.text}",
            "calls": self.calls,
            "places": list(self.places),
        }


@dataclass(frozen=True)
class GateMatch:
    """A gate in a run: the calls from both inputs to the result."""

    gate: GateChoice
    event: int
    events: frozenset[int]


def gates_in(chains: Iterable[Chain]) -> Iterator[GateMatch]:
    """The gates among the chains of pairs; of one that has its clamps inside another, the whole."""
    by_event: dict[int, list[Chain]] = {}
    for chain in chains:
        if len(chain.roots) == 2:
            by_event.setdefault(chain.events[-1], []).append(chain)
    matches: list[GateMatch] = []
    for event, ways in by_event.items():
        for chain in sorted(ways, key=lambda chain: -len(chain.events)):
            curve = chain.curve
            if curve is not None and (gate := by_pairs(curve, chain.constants)) is not None:
                matches.append(GateMatch(gate, event, frozenset(chain.events)))
                break
    for match in matches:
        if not any(match.events < other.events for other in matches):
            yield match


def by_pairs(values: Curve, constants: Iterable[float] = ()) -> GateChoice | None:
    """The gate that has these values over the pairs of the grid, its input first or second; None if there is none.

    >>> by_pairs(GRID[ORDER] * GRID / (1 + np.exp(-GRID))).key
    'swiglu'
    """
    return _by_pairs(np.ascontiguousarray(values, dtype=np.float64).tobytes(), tuple(constants), gates())


@lru_cache(maxsize=4096)
def _by_pairs(data: bytes, constants: tuple[float, ...], keys: tuple[str, ...]) -> GateChoice | None:
    values = np.frombuffer(data)
    if not np.all(np.isfinite(values)):
        return None
    plain = (choose_gate(key) for key in keys)
    for gate in joined(plain, joined.from_iterable(_with_numbers(choose_gate(key), constants) for key in keys)):
        for a, b in ((GRID, GRID[ORDER]), (GRID[ORDER], GRID)):
            if same(np.asarray(arrays.value(gate, a, b)), values):
                return gate
    return None


def _with_numbers(gate: GateChoice, constants: tuple[float, ...]) -> Iterator[GateChoice]:
    """A gate with numbers of the calls as its parameters."""
    numbers = sorted({abs(float(number)) for number in constants})[:MOST_CONSTANTS]
    usual = {"limit": (float("inf"),), "plus": (0.0, 1.0), "alpha": (1.0,)}
    options = [
        dict.fromkeys((p.default, *usual.get(p.name, ()), *(numbers if p.name != "plus" else ())))
        for p in gate.activation.parameters
    ]
    for chosen in islice(product(*options), 1, MOST_CHOICES):
        try:
            yield GateChoice(gate.activation, dict(zip(gate.parameters, chosen, strict=True)))
        except ActlabError:  # a number outside of the bounds
            continue


def gate_around(function: Choice) -> GateChoice | None:
    """The gate without clamps that multiplies a function of one input by another input; None if there is none.

    >>> from actlab.define import choose
    >>> gate_around(choose("gelu")).key
    'geglu'
    """
    for gate in (choose_gate(key).activation for key in gates()):
        own = set(gate.naming.values()) | {"limit", "plus"}
        if gate.function == function.activation.key and own == {parameter.name for parameter in gate.parameters}:
            numbers = {gate.naming[name]: number for name, number in function.parameters.items()}
            return GateChoice(gate, {**numbers, "limit": float("inf"), "plus": 0.0})
    return None


def gate_meant_by(pattern: str, gate: GateChoice | None) -> bool:
    """Whether a text names a gate: ``swiglu`` means any limit, ``swiglu:limit=7`` this one."""
    if gate is None or not is_gate(pattern):
        return False
    named = choose_gate(pattern)
    if ":" not in pattern and named.activation.key == pattern.strip().lower():
        return gate.activation.key == named.activation.key
    return gate.key == named.key
