"""Check that a model runs what its configuration asks for."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from math import inf
from typing import Any

import torch
from torch import nn

from actlab.define import Choice, GateChoice, choose_gate, gates
from actlab.define.registry import is_gate
from actlab.errors import ActlabError, UnknownName
from actlab.swap.find.lineage import ORDER, Chain
from actlab.swap.find.places import ROOT
from actlab.swap.find.recognise import GRID
from actlab.swap.verify.calling import Called, DoesNotRun
from actlab.swap.verify.comparing import compare, compare_gate
from actlab.swap.verify.configuration import GENERAL, LIMITS, Request, caps_itself, is_named, request_of
from actlab.swap.verify.elsewhere import meant_by
from actlab.swap.verify.layers import MOST_CHAINS, NOT_CALLED, Layer, Layers, Unread
from actlab.swap.verify.naming import name_of
from actlab.swap.verify.report import ModelVerified
from actlab.swap.verify.verdict import OTHER, UNREAD, Verified


def verify_model(
    model: nn.Module, config: Any = None, name: str = "", raw: Mapping[str, Any] | None = None
) -> ModelVerified:
    """Compare what each layer of a model computes with what its configuration asks for, value and slope.

    Arguments:
        model: a model of transformers, or any other with modules that carry a ``config``.
        config: the configuration, an object or a mapping; by default the model's own.
        name: what to call the model in the answer.
        raw: the configuration as its file has it, to name what no layer reads.
    """
    training = model.training
    try:
        layers, others, keys = _verified(model.eval(), config if config is not None else getattr(model, "config", None))
    finally:
        model.train(training)
    notes = [
        f"{key} = {value} stands in the configuration, and no layer follows it" for key, value in _unused(raw, keys)
    ]
    return ModelVerified(name or type(model).__name__, tuple(layers), tuple(others), tuple(notes))


def _unused(raw: Mapping[str, Any] | None, keys: set[str]) -> Iterator[tuple[str, Any]]:
    for key, value in (raw or {}).items():
        if isinstance(value, dict):
            yield from _unused(value, keys)
        elif key not in keys and key in (*GENERAL, *LIMITS) and value:
            yield key, value


def _verified(model: nn.Module, config: Any) -> tuple[list[Verified], list[str], set[str]]:
    layers, keys = Layers(model), set[str]()
    verdicts: dict[str, Verified] = {}
    others: Counter[str] = Counter()
    every = list(layers)
    ran = [layer for layer in every if isinstance(layer, Layer)]
    called = {layer.name: layer for layer in ran if not layer.attribute}  # by the module itself
    held = {layer.name for layer in ran if is_named(layer.module, layer.attribute)}
    held |= {layers.parent(layer.name)[0] for layer in ran if caps_itself(layer.module) and layer.name != ROOT}
    for layer in every:
        request = request_of(_around(layers, layer.name), layer.attribute, config)
        if request is None or (not layer.attribute and layer.name in held):  # such as a sigmoid of its output
            others.update(_listed(layer))
            continue
        keys |= {request.key, *request.keys}
        verified = _judged(layer, request) if isinstance(layer, Layer) else _unread(layer, request, called)
        before = verdicts.get(layer.name)
        if before is None or before.verdict == UNREAD or verified.agrees:  # what is also called there is no MLP's
            verdicts[layer.name] = verified
    return list(verdicts.values()), [f"{count} {text}" for text, count in others.items()], keys


def _listed(layer: Layer | Unread) -> Iterator[str]:
    """The activations that the configuration does not speak of."""
    if isinstance(layer, Layer) or layer.reason != NOT_CALLED:
        where = type(layer.module).__name__ + ("" if isinstance(layer, Layer) else " (not run)")
        yield from (f"{function} in {where}" for function in layer.functions)


def _around(layers: Layers, name: str) -> list[nn.Module]:
    """A module and all that hold it, the innermost first."""
    modules = [layers.by_name[name]]
    while name != ROOT:
        name = layers.parent(name)[0]
        modules.append(layers.by_name[name])
    return modules


def _unread(layer: Unread, request: Request, called: Mapping[str, Layer]) -> Verified:
    """A layer whose activation did not run: as configured where its module calls the same function by another way.

    The mixers of Mamba hold an activation and hand its name to a function.
    """
    if layer.reason == NOT_CALLED and layer.name in called:
        others = called[layer.name]
        for chain in (chain for chain in others.chains if len(chain.roots) == 1):
            verified = _judged(replace(others, chains=(chain,)), request)
            if verified.agrees:
                return verified
    return Verified(layer.name, f"{request.key}={request.name}", UNREAD, note=layer.reason)


def _judged(layer: Layer, request: Request) -> Verified:
    try:
        choice = choose_gate(request.name) if is_gate(request.name) else meant_by(request.name)
    except UnknownName as error:
        return Verified(layer.name, f"{request.key}={request.name}", UNREAD, note=str(error))
    if choice is None:
        note = "actlab has no record of this function"
        return Verified(layer.name, f"{request.key}={request.name}", UNREAD, note=note)
    tried = []
    chains = layer.chains[:MOST_CHAINS]
    gated = any(len(chain.roots) == 2 and _may_be_gate(chain) for chain in chains)
    for chain in chains:
        if (len(chain.roots) == 2) != gated or (verified := _compared(chain, layer, choice, request)) is None:
            continue
        if verified.agrees:
            return verified
        tried.append(verified)
    nearest = min(tried, key=lambda verdict: (verdict.verdict == OTHER, verdict.actual is None), default=None)
    note = "its function takes something else than one tensor or two"
    return nearest or Verified(layer.name, choice.key, UNREAD, note=note)


def _compared(chain: Chain, layer: Layer, choice: Choice, request: Request) -> Verified | None:
    """Compares one view of a layer with the requested function; None where the view does not run on other numbers."""
    try:
        if isinstance(choice, GateChoice):
            gate = replace(choice, parameters={**choice.parameters, **dict(request.gate)})
            return compare_gate(chain, gate, layer.name) if len(chain.roots) == 2 else None
        if len(chain.roots) == 1:
            return compare(chain, _as_learned(chain, choice), layer.name)
        known = gate_for(choice, dict(request.gate))
        return None if known is None else compare_gate(chain, known, layer.name)
    except DoesNotRun:  # a call of the model's that takes the shapes it ran with and no others
        return None
    except ActlabError:
        raise
    except Exception:  # the same in its gradient
        return None


def _as_learned(chain: Chain, choice: Choice) -> Choice:
    """With the parameters that a model has learned: no configuration states them."""
    if not any(parameter.learnable for parameter in choice.activation.parameters):
        return choice
    actual = name_of(Called(chain), choice)
    return actual if actual is not None and actual.activation == choice.activation else choice


def gate_for(function: Choice, numbers: dict[str, float]) -> GateChoice | None:
    """The gate of a function of one input, with the numbers that a configuration states; None where there is none.

    >>> from actlab.define import choose
    >>> gate_for(choose("silu"), {"limit": 7.0}).key
    'swiglu:limit=7.0'
    """
    for known in map(choose_gate, gates()):
        gate = known.activation
        if gate.function != function.activation.key or gate.clamps_after:
            continue
        own = {gate.naming[name]: number for name, number in function.parameters.items() if name in gate.naming}
        return GateChoice(gate, {"limit": inf, "plus": 0.0, **own, **numbers})
    return None


def _may_be_gate(chain: Chain) -> bool:
    """Whether a function of two tensors is more than a sum: a shortcut that is added is no half of a gate."""
    a, b = torch.from_numpy(GRID.copy()), torch.from_numpy(GRID[ORDER])
    try:
        with torch.no_grad():
            straight = chain(a, b) + chain(a.flip(0), b.flip(0))
            crossed = chain(a, b.flip(0)) + chain(a.flip(0), b)
    except Exception:  # a call of the model's that takes the shapes it ran with and no others
        return False
    return bool(straight.isfinite().all()) and not torch.allclose(straight, crossed)
