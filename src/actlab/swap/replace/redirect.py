"""Intercept calls while a method runs: the way for functions without a source at hand.

The method runs under a ``TorchFunctionMode``, and another activation answers a call that comes from a swapped
instruction. It holds while the method runs and not when a closure of it is computed again later, ``torch.compile``
leaves such methods to Python, and every call of torch in them takes 2 to 5 microseconds more: so it is only the second
choice, and the report says where.
"""

import dis
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType, FunctionType
from typing import Any

import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

from actlab.errors import BadValue
from actlab.swap.find.code import digest_of, original_of
from actlab.swap.find.frames import REDIRECTED, REDIRECTS, Spot, locate, spot_at, spot_of
from actlab.swap.find.places import CallHandle, Part
from actlab.swap.find.wrappers import unwrapped
from actlab.swap.replace.recipes import SwapStale
from actlab.swap.replace.rewriting import base_of


@dataclass(frozen=True)
class Rule:
    """Answer the call at ``site`` by the module ``child``.

    Its input is ``argument`` there, or came in at ``entry``. ``method_digest`` is that of the code of the method.
    """

    site: Spot
    child: str
    argument: int | str | None
    in_place: bool
    expression: bool = False
    entry: Spot | None = None
    entry_argument: int | str | None = None
    parts: tuple[Spot, ...] = ()
    method_digest: str = ""


def rule_for(owner: nn.Module, call: CallHandle, child: str, in_place: bool, expression: bool) -> Rule | None:
    """The rule that answers a call; None for one that did not run, or that another way may make another one."""
    if call.last is None or not call.last.steps or (call.parts and not _is_one_way(call.last, call.parts)):
        return None
    direct, method = call.argument is not None, method_of(owner, call)
    part, key = (None, None) if direct or not call.entries else call.entries[-1]
    return Rule(
        spot_at(call.last.steps[0]),
        child,
        call.argument,
        in_place,
        expression,
        spot_at(part.steps[0]) if part else None,
        key,
        tuple(spot_at(part.steps[0]) for part in call.parts if part.steps),
        _digest(owner, method),
    )


def _is_one_way(last: Part, parts: tuple[Part, ...]) -> bool:
    """Whether an expression stands in one function that never branches: nothing more is known without its source."""
    code = last.steps[0].code
    branches = any(step.opcode in (*dis.hasjrel, *dis.hasjabs) for step in dis.get_instructions(code))
    return not branches and all(part.steps and part.steps[0].code is code for part in parts)


def _digest(owner: nn.Module, method: str) -> str:
    """The digest of the user's method, whatever earlier swaps made of it."""
    function = getattr(base_of(type(owner)), method, None)
    return digest_of(original_of(function).__code__) if isinstance(function, FunctionType) else ""


def method_of(owner: nn.Module, call: CallHandle) -> str:
    """The method under which a call is intercepted: the outermost that was running, ``forward`` where none is known."""
    codes = [step.code for step in call.last.steps] if call.last else []
    for code in reversed(codes):
        for cls in type(owner).__mro__:
            for name, attribute in vars(cls).items() if cls not in (nn.Module, object) else ():
                if any(function.__code__ is code for _, function in unwrapped(attribute)):
                    return name
    return "forward"


def redirected(inner: Callable[..., Any], name: str) -> Callable[..., Any]:
    """The method under a mode, with the same parameters: torch.fx and torch.export read them from the function."""
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
        f"    with _actlab_mode({first}, _actlab_method, _actlab_inner):",
        f"        return _actlab_inner({', '.join(passed)})",
    ]
    exec(compile("\n".join(lines), REDIRECTED, "exec"), space)
    # The instruction of a call is read from Python's frames, which compiled code does not have.
    method: Callable[..., Any] = torch.compiler.disable(space[name], reason="activations are swapped here")
    method.__qualname__, method.__doc__ = inner.__qualname__, inner.__doc__
    return method


class _Redirects(TorchFunctionMode):
    """Active while one method of one module runs."""

    def __init__(self, owner: nn.Module, method: str, inner: Any) -> None:
        super().__init__()
        self._owner = owner
        rules: tuple[Rule, ...] = vars(owner)[REDIRECTS][method]
        _check(rules, owner, method, inner)
        if torch.fx._symbolic_trace.is_fx_symbolic_tracing() and any(rule.expression for rule in rules):
            # Operators on torch.fx's stand-ins are not seen by any mode: the trace would hold the old function.
            raise BadValue(
                f"torch.fx cannot trace {type(owner).__name__}.{method}, in which a hand-written form was swapped "
                "without its source; use torch.export, which can."
            )
        self._rules = {rule.site: rule for rule in rules}
        self._entries = {rule.entry: rule for rule in rules if rule.entry}
        self._inputs: dict[Spot, Any] = {}
        self._known: set[int] = set()

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        if getattr(func, "__name__", "") == "__get__":  # an attribute such as x.shape
            return func(*args, **kwargs)
        self._known = self._known or {id(module) for module in self._owner.modules()}
        location = locate(self._known)
        key = spot_of(location)
        if location.owner is not self._owner or (key not in self._rules and key not in self._entries):
            return func(*args, **kwargs)
        if key in self._entries:
            entry = self._entries[key]
            self._inputs[entry.site] = _argument(entry.entry_argument, args, kwargs)
        if key not in self._rules:
            return func(*args, **kwargs)
        rule = self._rules[key]
        x = self._inputs.pop(key, None) if rule.argument is None else _argument(rule.argument, args, kwargs)
        child = vars(self._owner).get(rule.child)
        if child is None or not isinstance(x, Tensor | torch.fx.Proxy):
            return func(*args, **kwargs)
        if rule.in_place:
            return args[0].copy_(child(x.clone()))  # whoever else holds the tensor must see the change
        return child(x)


def _check(rules: tuple[Rule, ...], owner: nn.Module, method: str, inner: Any) -> None:
    """Refuse a method that is not the one whose instructions the rules name."""
    if not isinstance(inner, FunctionType):
        return
    code = original_of(inner).__code__
    known = _digests(code, code.co_filename)
    for rule in rules:
        if rule.method_digest and rule.method_digest not in known:
            raise SwapStale(
                f"{type(owner).__qualname__}.{method} is not the method in which activations were swapped: its code "
                "has changed since. Load the model with the code it was saved with, or swap again."
            )


@lru_cache(maxsize=1024)
def _digests(code: CodeType, file: str) -> frozenset[str]:  # equal codes of two files are two keys
    inner = (_digests(c, file) for c in code.co_consts if isinstance(c, CodeType))
    return frozenset({digest_of(code)}).union(*inner)


def _argument(which: int | str | None, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    if isinstance(which, int) and which < len(args):
        return args[which]
    return kwargs.get(which if isinstance(which, str) else "input")
