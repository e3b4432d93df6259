"""The functions that the layers of a model compute: each part that holds an activation runs alone, under watch.

It runs on random numbers of a shape that its first layer takes; where that is refused, on what it takes in a run of the
whole model.
"""

import inspect
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import torch
from torch import Tensor, nn

from actlab.swap.find.inventory import Inventory
from actlab.swap.find.joining import Reader
from actlab.swap.find.lineage import Chain
from actlab.swap.find.places import ROOT, Place
from actlab.swap.find.recognise import is_line
from actlab.swap.find.running import untouched
from actlab.swap.find.trace import Trace, Watch
from actlab.swap.find.views import describe
from actlab.swap.verify.whole import Arguments, arguments_of_parts

TOKENS = 4
_OPTIONAL = re.compile("mask|position|past|cache|bias")  # arguments that most layers take as None
MOST_STEPS_OUT = 3  # from the module with the activation to the one that runs alone
NOT_CALLED = "its activation did not run"
MOST_CHAINS = 12  # of one function that are tried: clamps on both halves, a cap, a factor behind


@dataclass(frozen=True)
class Layer:
    """A function that ran in a module, in every way to see it, the longest first.

    ``attribute`` is the name under which the module holds the activation, or empty where it calls a function;
    ``functions`` are the activations that ran, as :func:`actlab.swap.find` names them.
    """

    name: str
    module: nn.Module
    attribute: str
    chains: tuple[Chain, ...]
    functions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Unread:
    """A module with an activation that did not run; ``functions`` are those that its code and its parts name."""

    name: str
    module: nn.Module
    attribute: str
    reason: str
    functions: tuple[str, ...] = ()


class Layers:
    """Runs the parts of a model that hold activations."""

    def __init__(self, model: nn.Module) -> None:
        self.model = model
        self.inventory = Inventory(model)
        self.by_name = {
            name: self.inventory.modules[key] for key, names in self.inventory.names.items() for name in names
        }

    def __iter__(self) -> Iterator[Layer | Unread]:
        seen: set[tuple[str, str]] = set()
        tried: set[str] = set()
        reason = ""
        for (owner, attribute), functions in self._owners():
            if (owner, attribute) in seen:
                continue
            if owner not in tried:
                tried.add(owner)
                trace, reason = self._run_around(owner)
                layers = [layer for layer in (self._layers(trace) if trace else ()) if _key(layer) not in seen]
                seen.update(map(_key, layers))
                yield from layers
            if (owner, attribute) not in seen:
                seen.add((owner, attribute))
                yield Unread(owner, self.by_name[owner], attribute, reason or NOT_CALLED, tuple(functions))

    def _owners(self) -> list[tuple[tuple[str, str], list[str]]]:
        """The modules that hold or call activations, the attribute that holds one, and which; inner ones first."""
        owners: dict[tuple[str, str], list[str]] = {}
        for place in self._static:
            name = place.owner.partition("[")[0]
            owner = self.parent(name) if place.kind == "module" else (name if name in self.by_name else ROOT, "")
            owners.setdefault(owner, []).append(str(place.function))
        return sorted(owners.items(), key=lambda entry: -entry[0][0].count(".") if entry[0][0] != ROOT else 1)

    def parent(self, name: str) -> tuple[str, str]:
        """The name of the module that holds a module, and the attribute."""
        outer, _, attribute = name.rpartition(".")
        return (outer or ROOT, attribute) if name != ROOT else (ROOT, "")

    def _run_around(self, owner: str) -> tuple[Trace | None, str]:
        names = [owner]
        while names[-1] != ROOT and len(names) < MOST_STEPS_OUT:
            names.append(self.parent(names[-1])[0])
        reasons = []
        for module in (self.by_name[name] for name in names):
            trace, reason = self._run(module, _inputs(module, self.model))
            if trace is not None:
                return trace, ""
            reasons.append(reason)
        for module in (self.by_name[name] for name in names if id(self.by_name[name]) in self._arguments):
            trace, _ = self._run(module, iter([self._arguments[id(module)]]))
            if trace is not None:
                return trace, ""
        return None, reasons[0]

    @cached_property
    def _arguments(self) -> dict[int, Arguments]:
        return arguments_of_parts(self.model)

    def _run(self, module: nn.Module, inputs: Iterator[Arguments]) -> tuple[Trace | None, str]:
        reason = "no layer whose width is known"
        for args, kwargs in inputs:
            watching = Watch(self.inventory.known, self.inventory.activations, every=True)
            try:
                with untouched(module), warnings.catch_warnings(), watching.running() as trace:
                    warnings.simplefilter("ignore")
                    module(*args, **kwargs)
            except Exception as error:  # the model is not ours, and the inputs are a guess
                reason = reason if reason.startswith("does not run") else f"does not run alone: {describe(error)}"
                continue
            return trace, ""
        return None, reason

    def _layers(self, trace: Trace) -> Iterator[Layer]:
        """What ran, by the module that it belongs to."""
        groups: dict[tuple[str, str], list[Chain]] = {}
        functions = self._functions(trace)
        for chain in trace.chains:
            if not _is_function(chain):
                continue
            for key in {self._home(trace.events[number].location.owner) for number in chain.events}:
                groups.setdefault(key, []).append(chain)
        for (name, attribute), chains in groups.items():
            ordered = sorted(chains, key=lambda chain: -len(chain.events))
            ran = tuple(functions.get((name, attribute), ()))
            yield Layer(name, self.by_name[name], attribute, tuple(ordered), ran)

    def _functions(self, trace: Trace) -> dict[tuple[str, str], list[str]]:
        """The activations that ran, by the module that they belong to."""
        functions: dict[tuple[str, str], list[str]] = {}
        for place in Reader(self.inventory, trace, self._static).places():
            holder = place.slots[0].holder if place.kind == "attribute" else place.module
            owner = place.call.owner if place.call else holder
            if place.calls and not place.part_of and not place.guards:
                functions.setdefault(self._home(owner), []).append(str(place.function))
        return functions

    @cached_property
    def _static(self) -> list[Place]:
        return [*self.inventory.places(), *self.inventory.calls()]

    def _home(self, owner: nn.Module | None) -> tuple[str, str]:
        """The module that a call belongs to: that which holds it, where it is an activation's own."""
        name = self.inventory.names[id(owner)][0] if owner is not None else ROOT
        if owner is None or name == ROOT or any(True for _ in owner.children()):
            return name, ""
        linear = any(parameter.dim() > 1 for parameter in owner.parameters())
        return (name, "") if linear else self.parent(name)


def _key(layer: Layer) -> tuple[str, str]:
    return layer.name, layer.attribute


def _is_function(chain: Chain) -> bool:
    if len(chain.roots) == 2:
        return True
    curve = chain.curve
    return curve is not None and not is_line(curve)


# ---- inputs ----------------------------------------------------------------------------------------------------------


def _inputs(module: nn.Module, model: nn.Module) -> Iterator[Arguments]:
    """Inputs to try, the likeliest first."""
    known: Any = getattr(model, "dummy_inputs", None)
    if module is model and isinstance(known, dict):
        yield (), known
    names = [name for name, parameter in inspect.signature(module.forward).parameters.items() if _is_needed(parameter)]
    for x in _tensors(module, model):
        if any(re.search("index|indices", name) for name in names[1:]):
            yield _routed(x.reshape(-1, x.shape[-1]), names), {}
        others = (None if _OPTIONAL.search(name) else x.clone() for name in names[1:])
        yield (x, *others), {}


def _is_needed(parameter: inspect.Parameter) -> bool:
    return parameter.default is parameter.empty and parameter.kind in (
        parameter.POSITIONAL_ONLY,
        parameter.POSITIONAL_OR_KEYWORD,
    )


def _routed(x: Tensor, names: list[str]) -> tuple[Any, ...]:
    """Tokens with the experts they go to: all to the first."""
    kinds = {"ind": torch.zeros(len(x), 1, dtype=torch.long)}
    return (x, *(kinds.get("ind") if "ind" in name else torch.ones(len(x), 1) for name in names[1:]))


def _tensors(module: nn.Module, model: nn.Module) -> Iterator[Tensor]:
    generator = torch.Generator().manual_seed(0)
    dtype = next((p.dtype for p in module.parameters() if p.is_floating_point()), torch.float32)
    for shape in dict.fromkeys(_shapes(module, model)):
        yield torch.randn(shape, generator=generator).to(dtype)


def _shapes(module: nn.Module, model: nn.Module) -> Iterator[tuple[int, ...]]:
    for part in module.modules():
        if isinstance(part, nn.Conv2d):
            yield 1, part.in_channels, 16, 16
        elif isinstance(part, nn.Conv1d):
            yield 1, part.in_channels, 64
        elif isinstance(part, nn.Linear):
            yield 1, TOKENS, part.in_features
            yield TOKENS, part.in_features
        elif type(part).__name__ == "Conv1D":  # transformers' transposed linear layer
            weight: Any = part.weight
            yield 1, TOKENS, int(weight.shape[0])
        else:
            continue
        break
    config = getattr(module, "config", None) or getattr(model, "config", None)
    for name in ("hidden_size", "d_model", "n_embd", "embed_dim"):
        if isinstance(width := getattr(config, name, None), int):
            yield 1, TOKENS, width
            yield TOKENS, width
