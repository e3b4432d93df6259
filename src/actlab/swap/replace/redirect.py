"""Replace calls inside a module's methods while they run, without touching their source.

A module whose calls are swapped gets a subclass of its class, in which the methods that contain the calls run under a
``TorchFunctionMode``. A call that stands at a swapped place of the source is answered by a submodule instead. So the
model keeps its structure, its state dict, its control flow and ``self.training``, all of which a graph made by tracing
would freeze: torchvision's Inception would lose its auxiliary head. The price is about 2 microseconds for every call of
torch in these methods (a median over the calls of Inception v3, one thread of a Xeon).
"""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from actlab.errors import BadValue
from actlab.swap.find.frames import REDIRECTED, Site, locate
from actlab.swap.find.places import CallHandle

SiteKey = tuple[str, int, int, int, int]
_RULES = "_actlab_redirects"


@dataclass(frozen=True)
class Rule:
    """Answer the call at ``site`` by the submodule ``child``.

    Its input is ``argument`` there, or came in at ``entry``.
    """

    site: SiteKey
    child: str
    argument: int | str | None
    in_place: bool
    expression: bool = False
    entry: SiteKey | None = None
    entry_argument: int | str | None = None
    parts: tuple[SiteKey, ...] = ()


def parts_of(owner: nn.Module) -> set[SiteKey]:
    """The calls inside hand-written forms that were swapped: they still run, and their results are not used."""
    rules = vars(owner).get(_RULES, {}).values()
    return {key for group in rules for rule in group for key in rule.parts}


def key_of(site: Site) -> SiteKey:
    """What tells one call in the source from another: where it begins and ends."""
    return site.file, site.line, site.column, site.end_line, site.end_column


def add(call: CallHandle, child: nn.Module, label: str, in_place: bool, expression: bool = False) -> Callable[[], None]:
    """Redirect a call to ``child``, which becomes a submodule of the owner; returns what undoes it."""
    owner = call.owner
    name = _free_name(owner, f"{label}_line_{call.site.line}")
    direct = call.argument is not None
    entry = key_of(call.entry_site) if call.entry_site and not direct else None
    rule = Rule(
        key_of(call.site),
        name,
        call.argument,
        in_place,
        expression,
        entry,
        None if direct else call.entry_argument,
        tuple(key_of(site) for site in call.parts),
    )
    method = _method(owner, call.site)
    if entry and call.entry_site and _method(owner, call.entry_site) != method:
        method = "forward"
    before_class, before_rules = type(owner), vars(owner).get(_RULES)
    rules: Mapping[str, tuple[Rule, ...]] = before_rules or {}
    owner.add_module(name, child)
    vars(owner)[_RULES] = {**rules, method: (*rules.get(method, ()), rule)}
    base: Any = getattr(before_class, "_actlab_base", before_class)
    owner.__class__ = _subclass(base, tuple(sorted(vars(owner)[_RULES])))

    def undo() -> None:
        del owner._modules[name]
        owner.__class__ = before_class
        if before_rules is None:
            del vars(owner)[_RULES]
        else:
            vars(owner)[_RULES] = before_rules

    return undo


def _free_name(owner: nn.Module, wanted: str) -> str:
    number, name = 1, wanted
    while hasattr(owner, name):
        number += 1
        name = f"{wanted}_{number}"
    return name


def _method(owner: nn.Module, site: Site) -> str:
    """The method of the owner's class that a site is in; ``forward`` for a function outside of it."""
    outer, _, name = site.function.partition(".<locals>")[0].rpartition(".")
    for cls in type(owner).__mro__:
        if cls.__qualname__ == outer and inspect.isfunction(vars(cls).get(name)) and "_actlab_base" not in vars(cls):
            return name
    return "forward"


@cache
def _subclass(base: Any, methods: tuple[str, ...]) -> type[nn.Module]:
    space: dict[str, Any] = {name: _redirected(base, name) for name in methods}
    space |= {"_actlab_base": base, "__module__": base.__module__, "__qualname__": base.__qualname__}
    space |= {"__doc__": base.__doc__, "__reduce_ex__": _reduce, "_actlab_methods": methods}
    return type(base.__name__, (base,), space)


def _reduce(self: Any, protocol: int) -> Any:  # noqa: ARG001  # pickle names it
    # Pickle finds a class by its name, under which it would find the base: the subclass is made anew.
    return _rebuild, (self._actlab_base, self._actlab_methods), vars(self).copy()


def _rebuild(base: Any, methods: tuple[str, ...]) -> nn.Module:
    cls = _subclass(base, methods)
    return cls.__new__(cls)


def _redirected(base: type[nn.Module], name: str) -> Callable[..., Any]:
    """The method under a mode, with the same parameters: torch.fx and torch.export read them from the function."""
    inner = getattr(base, name)
    space: dict[str, Any] = {"_actlab_inner": inner, "_actlab_mode": _Redirects, "_actlab_method": name}
    defined, passed = [], []
    last_kind = None
    for parameter in inspect.signature(inner).parameters.values():
        if parameter.kind is parameter.KEYWORD_ONLY and last_kind not in (
            parameter.VAR_POSITIONAL,
            parameter.KEYWORD_ONLY,
        ):
            defined.append("*")
        stars = "*" if parameter.kind is parameter.VAR_POSITIONAL else ""
        stars = "**" if parameter.kind is parameter.VAR_KEYWORD else stars
        default = ""
        if parameter.default is not parameter.empty:
            space[f"_actlab_{parameter.name}"] = parameter.default
            default = f"=_actlab_{parameter.name}"
        defined.append(f"{stars}{parameter.name}{default}")
        keyword = f"{parameter.name}=" if parameter.kind is parameter.KEYWORD_ONLY else ""
        passed.append(f"{stars}{keyword}{parameter.name}")
        last_kind = parameter.kind
    first = passed[0]
    lines = [
        f"def {name}({', '.join(defined)}):",
        f"    with _actlab_mode({first}, _actlab_method):",
        f"        return _actlab_inner({', '.join(passed)})",
    ]
    exec(compile("\n".join(lines), REDIRECTED, "exec"), space)
    # The source position of a call is read from Python's frames, which compiled code does not have.
    made: Callable[..., Any] = torch.compiler.disable(space[name], reason="activations are swapped here")
    made.__qualname__, made.__doc__ = inner.__qualname__, inner.__doc__
    return made


class _Redirects(TorchFunctionMode):
    """Active while one method of one module runs."""

    def __init__(self, owner: nn.Module, method: str) -> None:
        super().__init__()
        self._owner = owner
        rules = vars(owner)[_RULES][method]
        if _is_fx_tracing() and any(rule.expression for rule in rules):
            # Operators on torch.fx's stand-ins are not seen by any mode: the trace would hold the old function.
            raise BadValue(
                f"torch.fx cannot trace {type(owner).__name__}.{method}, in which a hand-written form was swapped; "
                "use torch.export, which can."
            )
        self._rules = {rule.site: rule for rule in rules}
        self._entries = {rule.entry: rule for rule in rules if rule.entry}
        self._inputs: dict[SiteKey, Any] = {}
        self._known: set[int] = set()

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        if getattr(func, "__name__", "") == "__get__":  # an attribute such as x.shape
            return func(*args, **kwargs)
        self._known = self._known or {id(module) for module in self._owner.modules()}
        location = locate(self._known)
        key = key_of(location.site)
        if location.owner is not self._owner or (key not in self._rules and key not in self._entries):
            return func(*args, **kwargs)
        if key in self._entries:
            entry = self._entries[key]
            self._inputs[entry.site] = _argument(entry.entry_argument, args, kwargs)
        if key not in self._rules:
            return func(*args, **kwargs)
        rule = self._rules[key]
        x = self._inputs.pop(key, None) if rule.argument is None else _argument(rule.argument, args, kwargs)
        child = self._owner._modules[rule.child]
        if child is None or not isinstance(x, Tensor | torch.fx.Proxy):
            return func(*args, **kwargs)
        if rule.in_place:
            return args[0].copy_(child(x.clone()))  # whoever else holds the tensor must see the change
        return child(x)


def _is_fx_tracing() -> bool:
    return bool(torch.fx._symbolic_trace.is_fx_symbolic_tracing())


def _argument(which: int | str | None, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    if isinstance(which, int) and which < len(args):
        return args[which]
    return kwargs.get(which if isinstance(which, str) else "input")
