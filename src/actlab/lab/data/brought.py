"""What a user brings: data, networks, steps, metrics and activations, each by a name that its content decides.

A setting holds the names alone, so it stays plain data. The things themselves stand here, in this process, and travel
to workers as bytes. Facts about them are plain values: the store has them, and a report needs nothing else.
"""

import re
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from actlab.errors import BadData, BadType
from actlab.lab.data.source import is_users

PREFIX = "own:"
KINDS = {"data": "data set", "network": "network", "step": "step", "metric": "metric", "activation": "activation"}
_NAME = re.compile(rf"{PREFIX}({'|'.join(KINDS)}):([A-Za-z_]\w*):([0-9a-f]{{12,64}})")

_things: dict[str, Any] = {}
_facts: dict[str, dict[str, Any]] = {}


def bring(kind: str, title: str, digest: str, thing: Any, facts: Mapping[str, Any]) -> str:
    """Keep ``thing`` in this process and return its name, ``own:KIND:TITLE:DIGEST``."""
    name = f"{PREFIX}{kind}:{title if title.isidentifier() else kind}:{digest}"
    _things[name] = thing
    _facts[name] = dict(facts)
    return name


def is_brought(name: str) -> bool:
    """Whether ``name`` is that of something a user brought, here or elsewhere."""
    return _NAME.fullmatch(name) is not None


def title_of(name: str) -> str:
    """What a user called it, such as ``make_network``."""
    return name.split(":")[2]


def digest_of(name: str) -> str:
    """The hash of its content."""
    return name.split(":")[3]


def thing(name: str) -> Any:
    """The thing itself.

    Raises:
        BadData: where it is not in this process.
    """
    if name not in _things:
        kind, title = name.split(":")[1:3]
        raise BadData(
            f"the {KINDS[kind]} {title} ({digest_of(name)[:12]}) of these runs is not here; give it again, from Python "
            f"or with the option of 'actlab compare', to train with it."
        )
    return _things[name]


def facts(name: str) -> dict[str, Any]:
    """What is known of it without the thing: plain values; empty where nothing is."""
    return _facts.get(name, {})


def document(names: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The facts of ``names``, for the store of the runs; without names that nobody brought."""
    return {name: facts(name) for name in names if is_brought(name)}


def learn(document: Mapping[str, Mapping[str, Any]]) -> None:
    """The opposite of :func:`document`."""
    for name, known in document.items():
        _facts.setdefault(name, dict(known))


def pack(names: Iterable[str]) -> bytes:
    """Things and facts as bytes for another process.

    Raises:
        BadType: for a thing that cannot be sent, with what to do.
    """
    import cloudpickle

    packed = {}
    for name in names:
        _by_value(thing(name))
        try:
            packed[name] = cloudpickle.dumps((thing(name), facts(name)))
        except Exception as error:  # foreign code says here that it cannot be copied, in whatever way
            kind, title = name.split(":")[1:3]
            raise BadType(
                f"the {KINDS[kind]} {title} cannot be sent to workers ({error}). Use workers=1, or let the function "
                f"make inside itself what cannot be sent (an open file, a lock, a connection, a generator)."
            ) from error
    whole: bytes = cloudpickle.dumps(packed)
    return whole


def unpack(packed: bytes) -> None:
    """The opposite of :func:`pack`."""
    import pickle

    for name, content in pickle.loads(packed).items():
        try:
            _things[name], _facts[name] = pickle.loads(content)
        except Exception as error:  # foreign code runs here
            raise BadType(
                f"{name} cannot be opened in a worker ({type(error).__name__}: {error}). Use workers=1, or put what it "
                "imports where a new process finds it."
            ) from error


def _by_value(thing: Any) -> None:
    """Send a user's module with what is from it: a worker may not find it by its name."""
    import cloudpickle

    module = sys.modules.get(getattr(thing, "__module__", None) or "")
    if module is not None and module.__name__ != "__main__" and is_users(module):
        cloudpickle.register_pickle_by_value(module)
