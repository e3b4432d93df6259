"""The activations a model holds, seen without running it: modules, stored functions, scripted code, source."""

import functools
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import BuiltinFunctionType, FunctionType
from typing import Any

import torch
from torch import nn

from actlab.swap.find.frames import Site
from actlab.swap.find.modules import by_module, changes_forward, works_in_place
from actlab.swap.find.places import ROOT, CallHandle, Place, Slot
from actlab.swap.find.recognise import Function, function_with, named, plain
from actlab.swap.find.source import calls_in, decides_by_data
from actlab.swap.find.trace import activation_kernels
from actlab.torch.modules import ActivationModule

DEEPEST_CONTAINER = 3  # lists in dicts in lists: deeper ones are not looked into
_TORCHS_OWN = frozenset(vars(nn.Module()))


class Inventory:
    """The modules of a model by identity and name, and the places seen without a run."""

    def __init__(self, model: nn.Module) -> None:
        self.model = model
        self.slots: dict[int, list[Slot]] = {}
        self.names: dict[int, list[str]] = {id(model): [ROOT]}
        self.modules: dict[int, nn.Module] = {id(model): model}
        self.functions: list[tuple[str, Slot, Function]] = []
        self._walk(model, "")
        self.activations = self._activations()

    @property
    def known(self) -> Mapping[int, str]:
        """The first name of every module by its id."""
        return {key: names[0] for key, names in self.names.items()}

    def places(self) -> Iterator[Place]:
        """All places, without calls in the source."""
        for key, function in self.activations.items():
            names, module = self.names[key], self.modules[key]
            yield Place(
                names[0],
                function,
                "module",
                in_place=works_in_place(module),
                names=tuple(names),
                obstacle=_obstacle(module),
                slots=tuple(self.slots.get(key, ())),
                module=module,
            )
        for name, slot, function in self.functions:
            if id(slot.holder) in self.activations:
                continue  # as in those of transformers: the module as a whole is the place
            yield Place(name, function, "attribute", works_in_place(slot.get()), names=(name,), slots=(slot,))
        for key, module in self.modules.items():
            if isinstance(module, torch.jit.ScriptModule):
                yield from _scripted(self.names[key][0], module)
            elif isinstance(module, nn.RNNBase | nn.RNNCellBase):
                yield from _recurrent(self.names[key][0], module)

    def calls(self) -> Iterator[Place]:
        """The calls in the source of the methods of every module that is not an activation itself."""
        for key, module in self.modules.items():
            if key in self.activations or isinstance(module, torch.jit.ScriptModule):
                continue
            for call in calls_in(module):
                place = call_place(self.names[key][0], module, call.site, call.function, call.in_place)
                handle = CallHandle(module, call.site, 0, function=call.holder, node=call.node)
                yield replace(place, call=handle, guards=call.guards, obstacle=call.obstacle)

    def _walk(self, module: nn.Module, prefix: str) -> None:
        for name, child in module._modules.items():
            if child is not None:
                self._register(child, Slot(module, (name,)), f"{prefix}{name}")
        if isinstance(module, torch.jit.ScriptModule):
            return
        for name, value in vars(module).items():
            if name not in _TORCHS_OWN:
                self._look_into(value, Slot(module, (name,)), f"{prefix}{name}", 0)

    def _register(self, module: nn.Module, slot: Slot, name: str) -> None:
        key = id(module)
        self.slots.setdefault(key, []).append(slot)
        new = key not in self.modules
        self.modules[key] = module
        self.names.setdefault(key, []).append(name)
        if new:
            self._walk(module, f"{name}.")

    def _look_into(self, value: Any, slot: Slot, name: str, depth: int) -> None:
        if isinstance(value, nn.Module):
            self._register(value, slot, name)
        elif isinstance(value, dict | list | tuple) and depth < DEEPEST_CONTAINER:
            for key, item in value.items() if isinstance(value, dict) else enumerate(value):
                self._look_into(item, Slot(slot.holder, (*slot.path, key)), f"{name}[{key!r}]", depth + 1)
        elif function := function_of(value):
            self.functions.append((name, slot, function))

    def _activations(self) -> dict[int, Function]:
        candidates = {key: module for key, module in self.modules.items() if not _inside_script(module)}
        functions = {key: by_module(module) for key, module in candidates.items()}
        activations = {key: function for key, function in functions.items() if function is not None}
        return {key: function for key, function in activations.items() if not _partly_seen(self.modules[key])}


def _obstacle(module: nn.Module) -> str:
    """Of a class that adds to the function of a class of actlab's: its code calls no function that could be another."""
    if not isinstance(module, ActivationModule) or not changes_forward(module):
        return ""
    return f"{type(module).__name__} is a subclass of actlab's {module.record.class_name} with a forward of its own"


def call_place(owner_name: str, owner: nn.Module, site: Site, function: Function, in_place: bool = False) -> Place:
    """The place of a call that a redirect can reach, with the input as first argument."""
    name = f"{owner_name}:{function.key}@{site.line}"
    return Place(name, function, "call", in_place, (), site, calls=None, call=CallHandle(owner, site, 0))


def function_of(value: Any) -> Function | None:
    """The activation that a stored function of torch's, or a partial of one, computes."""
    inner: Any = value
    constants: list[Any] = []
    while isinstance(inner, functools.partial):
        constants += [*inner.args, *inner.keywords.values()]
        inner = inner.func
    if not isinstance(inner, FunctionType | BuiltinFunctionType) or not (name := named(inner)):
        return None
    return function_with(name, value, constants)


def _recurrent(name: str, module: Any) -> Iterator[Place]:
    """The gates of torch's recurrent layers, which no view of a run shows: their kernels are whole layers."""
    simple = getattr(module, "nonlinearity", None) or {"RNN_TANH": "tanh", "RNN_RELU": "relu"}.get(
        getattr(module, "mode", "")
    )
    for function in [simple] if simple else ["sigmoid", "tanh"]:
        reason = f"a gate inside torch's own {type(module).__name__}, which takes no other"
        label = f"{name}:{function}"
        yield Place(label, Function(function), "hidden", names=(label,), obstacle=reason)


def _partly_seen(module: nn.Module) -> bool:
    """Whether a run on the grid would show one branch of several."""
    if isinstance(module, ActivationModule):
        return False  # its forward chooses how to compute the one function that it is
    return not type(module).__module__.startswith("torch.") and decides_by_data(type(module).forward)


def _inside_script(module: nn.Module) -> bool:
    return isinstance(module, torch.jit.ScriptModule)


def _scripted(name: str, module: Any) -> Iterator[Place]:
    """The activations in the code of a scripted module itself, not of its parts."""
    try:
        nodes = list(module.graph.nodes())
    except RuntimeError:  # a scripted container has no forward
        return
    for node in nodes:
        kind = node.kind().rpartition("::")[2].rstrip("_")
        if kind == "CallFunction":
            kind = plain(str(next(node.inputs()).node()).partition('name="')[2].partition('"')[0])
        if kind not in activation_kernels():
            continue
        where = re.search(r'File "([^"]+)", line (\d+)', node.sourceRange())
        site = Site(where[1], "forward", int(where[2]), 0, int(where[2]), -1) if where else None
        reason = "inside TorchScript, which runs without Python; swap before scripting, then script again"
        label = f"{name}:{kind}@{site.line}" if site else f"{name}:{kind}"
        yield Place(label, Function(kind), "hidden", names=(label,), site=site, obstacle=reason)
