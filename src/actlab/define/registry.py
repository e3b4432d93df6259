"""Find a record by its name, and a choice (a record with parameters) by a text such as ``leaky_relu:slope=0.05``."""

from collections.abc import Iterable
from typing import Any

from actlab.define.activation import Activation, Alias, Choice
from actlab.define.gate import WORDS, Gate, GateChoice
from actlab.define.gates import GATES
from actlab.define.library import RECORDS
from actlab.errors import BadValue, UnknownName

_LIBRARY = {activation.key: activation for activation in (*RECORDS, *GATES)}
_records: dict[str, Activation] = {}
_aliases: dict[str, Choice] = {}
_gates: dict[str, Gate] = {}
_gate_aliases: dict[str, GateChoice] = {}


def names() -> tuple[str, ...]:
    """The keys of all known records, in the order of the library."""
    return tuple(_records)


def own() -> tuple[Activation, ...]:
    """The records that were added to those of the library; another process needs them to know their names."""
    return tuple(filter(is_own, (*_records.values(), *_gates.values())))


def is_own(activation: Activation) -> bool:
    """Whether it is none of the library's."""
    return _LIBRARY.get(activation.key) != activation


def adopt(activations: Iterable[Activation]) -> None:
    """Add those records that are not there yet: what :func:`own` gave in another process."""
    for activation in activations:
        if activation not in (_records.get(activation.key), _gates.get(activation.key)):
            register(activation)


def gates() -> tuple[str, ...]:
    """The keys of all known gates, the functions of two inputs."""
    return tuple(_gates)


def is_gate(name: str) -> bool:
    """Whether a name, with parameters or without, is a gate's."""
    return name.partition(":")[0].strip().lower() in _gate_aliases


def gate_aliases() -> tuple[Alias, ...]:
    """The aliases of all known gates."""
    return tuple(alias for gate in _gates.values() for alias in gate.aliases)


def aliases() -> tuple[Alias, ...]:
    """The aliases of all known records."""
    return tuple(alias for activation in _records.values() for alias in activation.aliases)


def record(name: str) -> Activation:
    """The record called ``name``, by its key or an alias."""
    return choose(name).activation


def choose(text: str | Choice) -> Choice:
    """Read ``key`` or ``key:parameter=value,...``; a lone value means the first parameter.

    >>> choose("leaky_relu:slope=0.05").title
    'Leaky ReLU (slope 0.05)'
    >>> choose("silu").key
    'swish'
    """
    if isinstance(text, Choice):
        return text
    name, _, settings = text.strip().partition(":")
    name = name.strip().lower()
    if name in _gate_aliases:
        raise BadValue(f"{name} is a gate, a function of two inputs, where one of one input is expected.")
    if name not in _aliases:
        raise UnknownName("activation", name, _aliases)
    choice = _aliases[name]
    if not settings:
        return choice
    return Choice(choice.activation, {**choice.parameters, **_settings(choice.activation, settings)})


def choose_gate(text: str | GateChoice) -> GateChoice:
    """Read a gate: ``key`` or ``key:parameter=value,...``, with ``layout``, ``gate`` and ``rounding`` among them.

    >>> choose_gate("swiglu:limit=7,alpha=1.702,plus=1,layout=interleaved").layout
    'interleaved'
    """
    if isinstance(text, GateChoice):
        return text
    name, _, settings = text.strip().partition(":")
    name = name.strip().lower()
    if name in _aliases:
        raise BadValue(f"{name} is a function of one input, where a gate, of two, is expected: {', '.join(_gates)}.")
    if name not in _gate_aliases:
        raise UnknownName("gate", name, _gate_aliases)
    choice = _gate_aliases[name]
    if not settings:
        return choice
    parts = settings.split(",")
    words = dict(part.strip().split("=") for part in parts if part.partition("=")[0].strip() in WORDS and "=" in part)
    numbers = ",".join(part for part in parts if part.partition("=")[0].strip() not in WORDS)
    changes = _settings(choice.activation, numbers) if numbers else {}
    return GateChoice(choice.activation, {**choice.parameters, **changes}, **words)


def register(activation: Activation) -> None:
    """Add a record; refuse a key or an alias that exists already."""
    kind: Any = GateChoice if isinstance(activation, Gate) else Choice
    keys = {activation.key: kind(activation, {})}
    keys |= {alias.key: kind(activation, alias.parameters) for alias in activation.aliases}
    taken = {**_aliases, **_gate_aliases}
    for key in keys:
        if key in taken:
            raise BadValue(f"the name {key!r} is taken by {taken[key].activation.title}; choose another one.")
    classes = {activation.class_name, *(alias.class_name for alias in activation.aliases)}
    for other in (*_records.values(), *_gates.values()):
        for name in classes & {other.class_name, *(alias.class_name for alias in other.aliases)}:
            raise BadValue(f"the class {name} is taken by {other.key}; choose another title.")
    if isinstance(activation, Gate):
        _gates[activation.key] = activation
        _gate_aliases.update(keys)
    else:
        _records[activation.key] = activation
        _aliases.update(keys)


def _settings(activation: Activation, text: str) -> dict[str, float]:
    settings: dict[str, float] = {}
    for number, part in enumerate(text.split(",")):
        name, separator, value = part.rpartition("=")
        if not separator:
            if number or not activation.parameters:
                raise BadValue(f"cannot read {part!r} of {activation.key}: write parameter=value.")
            name = activation.parameters[0].name
        try:
            settings[name.strip()] = float(value)
        except ValueError:
            raise BadValue(f"parameter {name.strip()!r} of {activation.key} expects a number, got {value!r}.") from None
    return settings


for _activation in (*RECORDS, *GATES):
    register(_activation)
