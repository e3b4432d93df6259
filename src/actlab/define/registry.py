"""Find a record by its name, and a choice (a record with parameters) by a text such as ``leaky_relu:slope=0.05``."""

from collections.abc import Iterable

from actlab.define.activation import Activation, Alias, Choice
from actlab.define.library import RECORDS
from actlab.errors import BadValue, UnknownName

_LIBRARY = {activation.key: activation for activation in RECORDS}
_records: dict[str, Activation] = {}
_aliases: dict[str, Choice] = {}


def names() -> tuple[str, ...]:
    """The keys of all known records, in the order of the library."""
    return tuple(_records)


def own() -> tuple[Activation, ...]:
    """The records that were added to those of the library; another process needs them to know their names."""
    return tuple(filter(is_own, _records.values()))


def is_own(activation: Activation) -> bool:
    """Whether it is none of the library's."""
    return _LIBRARY.get(activation.key) != activation


def adopt(activations: Iterable[Activation]) -> None:
    """Add those records that are not there yet: what :func:`own` gave in another process."""
    for activation in activations:
        if _records.get(activation.key) != activation:
            register(activation)


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
    if name not in _aliases:
        raise UnknownName("activation", name, _aliases)
    found = _aliases[name]
    if not settings:
        return found
    return Choice(found.activation, {**found.parameters, **_settings(found.activation, settings)})


def register(activation: Activation) -> None:
    """Add a record; refuse a key or an alias that exists already."""
    keys = {activation.key: Choice(activation, {})}
    keys |= {alias.key: Choice(activation, alias.parameters) for alias in activation.aliases}
    for key in keys:
        if key in _aliases:
            raise BadValue(f"the name {key!r} is taken by {_aliases[key].activation.title}; choose another one.")
    classes = {activation.class_name, *(alias.class_name for alias in activation.aliases)}
    for other in _records.values():
        for name in classes & {other.class_name, *(alias.class_name for alias in other.aliases)}:
            raise BadValue(f"the class {name} is taken by {other.key}; choose another title.")
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


for _activation in RECORDS:
    register(_activation)
