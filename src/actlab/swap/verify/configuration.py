"""What the configuration of a model asks for, layer by layer.

Which key of the configuration a layer follows stands in the code that made the layer: ``self.act_fn =
ACT2FN[config.hidden_act]``. Where the code names none, a layer that is an MLP by its class follows the general key.
"""

import ast
import inspect
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from torch import nn

from actlab.errors import ActlabError

# The keys that say which activation the MLPs of a model have, as configurations of transformers spell it.
GENERAL = ("hidden_act", "hidden_activation", "activation_function", "dense_act_fn", "activation", "hidden_activations")
_KEY = re.compile(r"(^|_)(act|activation|activations|act_fn|activation_function|glu_type|act_func)(_|$)")
_NO_NAME = ("activation_dropout",)
_MLP = re.compile(r"^(?!.*head).*(mlp|feed_?forward|ffn|experts?$|intermediate$)|^dense(act|gated)", re.IGNORECASE)
# The caps of SiTU-GLU, by the keys that configurations give them.
CAPS = {"mlp_gate_softcap": "gate_cap", "mlp_up_softcap": "cap"}
LIMITS = ("swiglu_limit", "swiglu_limits", "swiglu_limits_shared")


class NoConfiguration(ActlabError):
    """A model without a configuration that names an activation."""


@dataclass(frozen=True)
class Request:
    """What a configuration asks of a layer: the key, the name there, and the numbers of a gate."""

    key: str
    name: str
    gate: tuple[tuple[str, float], ...] = ()
    keys: tuple[str, ...] = ()  # where the numbers of the gate come from


def speaks_of_activations(key: str) -> bool:
    """Whether a key of a configuration is about the function of an MLP."""
    return bool(_KEY.search(key) and key not in _NO_NAME) or key in GENERAL or "swiglu" in key or "softcap" in key


def request_of(modules: list[nn.Module], attribute: str, config: Any) -> Request | None:
    """What a configuration asks of the activation ``attribute`` of the first of some modules, each inside the next.

    ``config`` is that of the model, for modules that carry none. None where the configuration does not name it.
    """
    cls: Any = type(modules[0])
    keys = [*_keys_in_source(cls, attribute)]
    keys = [*(_keys_handed_over(modules) if keys else ()), *keys]
    if not keys and _MLP.search(cls.__name__):
        keys = list(GENERAL)
    configs = [c for module in modules if (c := getattr(module, "config", None)) is not None]
    for configuration in (*configs, config):
        if caps_itself(modules[0]) and all(isinstance(_get(configuration, key), int | float) for key in CAPS):
            gate = tuple((name, float(_get(configuration, key))) for key, name in CAPS.items())
            return Request(next(iter(CAPS)), "situ_glu", gate, tuple(CAPS))
        for key in keys:
            if isinstance(name := _get(configuration, key), str):
                numbers = list(_gate(modules, configuration))
                gate = tuple((parameter, number) for _, parameter, number in numbers)
                return Request(key, name.removeprefix("gated-"), gate, tuple(source for source, *_ in numbers))
        if keys == [*GENERAL] and (numbers := list(_gate(modules, configuration))):  # SwiGLU by the name of its numbers
            gate = tuple((parameter, number) for _, parameter, number in numbers)
            return Request(numbers[0][0], "silu", gate, tuple(source for source, *_ in numbers))
    return None


def caps_itself(module: nn.Module) -> bool:
    """Whether the code of a module reads the caps of a gate."""
    cls: Any = type(module)
    return CAPS.keys() <= _names_in_source(cls)


def is_named(module: nn.Module, attribute: str) -> bool:
    """Whether the code that made an attribute of a module names an activation by a key."""
    cls: Any = type(module)
    return bool(_keys_in_source(cls, attribute))


def _keys_handed_over(modules: list[nn.Module]) -> tuple[str, ...]:
    """The keys in the call that made a module: ``self.mlp = MLP(config, config.encoder_hidden_act)``."""
    if len(modules) == 1:
        return ()
    outer: Any = type(modules[1])
    names = (name for name, part in modules[1].named_children() if part is modules[0])
    return next((_keys_in_source(outer, name) for name in names), ())


def _get(config: Any, key: str) -> Any:
    return config.get(key) if isinstance(config, dict) else getattr(config, key, None)


def _gate(modules: list[nn.Module], config: Any) -> Iterator[tuple[str, str, float]]:
    """The numbers of a gate that the class reads: the key, the parameter, the number."""
    cls: Any = type(modules[0])
    read = _names_in_source(cls)
    for key in LIMITS:
        limit = _get(config, key)
        if isinstance(limit, list) and any(limit):
            limit = getattr(modules[0], "limit", None)  # one for each layer, and the layer does not say which it is
        if isinstance(limit, int | float) and limit > 0 and (key in read or "limit" in read):
            yield key, "limit", float(limit)
    if isinstance(alpha := _get(config, "swiglu_alpha"), int | float) and {"swiglu_alpha", "alpha"} & read:
        yield "swiglu_alpha", "alpha", float(alpha)
        yield "swiglu_alpha", "plus", 1.0  # OpenAI's form has both, and no configuration a key for this one


@lru_cache(maxsize=1024)
def _keys_in_source(cls: Any, attribute: str) -> tuple[str, ...]:
    """The keys of a configuration in the assignment that made an attribute of a module."""
    if not attribute:
        return ()
    for node in _assignments(cls):
        if any(isinstance(t, ast.Attribute) and t.attr == attribute for t in node.targets):
            names = [
                n.attr if isinstance(n, ast.Attribute) else n.id
                for n in ast.walk(node.value)
                if isinstance(n, ast.Attribute | ast.Name)
            ]
            keys = tuple(name for name in names if _KEY.search(name) and name not in _NO_NAME)
            if keys:
                return tuple(key for key in keys if not key.isupper()) or GENERAL
    return ()


def _assignments(cls: type) -> Iterator[ast.Assign]:
    for base in cls.__mro__:
        if "__init__" in vars(base) and base.__module__.partition(".")[0] not in ("torch", "builtins"):
            yield from (node for node in ast.walk(_tree(base)) if isinstance(node, ast.Assign))


@lru_cache(maxsize=1024)
def _names_in_source(cls: Any) -> frozenset[str]:
    """The attributes that the code of a class and its bases names."""
    bases = [base for base in cls.__mro__ if base.__module__.partition(".")[0] not in ("torch", "builtins")]
    return frozenset(n.attr for base in bases for n in ast.walk(_tree(base)) if isinstance(n, ast.Attribute))


@lru_cache(maxsize=1024)
def _tree(cls: Any) -> ast.Module:
    try:
        return ast.parse(textwrap.dedent(inspect.getsource(cls)))
    except (OSError, TypeError, SyntaxError):  # made in a console, or compiled
        return ast.Module([], [])
