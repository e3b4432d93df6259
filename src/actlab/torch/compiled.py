"""What torch.compile makes of our operators, and of torch's own that are replaced.

On a CPU a function with an exponential, a sine or the like stays whole, and inductor calls our kernel: alone, at 32K
float32, that takes a third of the time of what inductor emits. What is arithmetic alone, and all on other devices, is
the emitted formula, which inductor fuses with what is around it.
"""

import hashlib
import importlib.abc
import importlib.util
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import cache, partial
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.compiler import config as compiler_config

from actlab.define.activation import Activation
from actlab.define.library import RECORDS
from actlab.emitted import array_functions
from actlab.torch import aten, mathematics
from actlab.torch.operators import REDUCED, TYPES, available, formula, wide_formula

Rule = Callable[..., Any]
Kinds = dict[str, frozenset[torch.dtype]]  # the types that are replaced, by device

_INDUCTOR = "torch._inductor.decomposition"
_TRANSCENDENTAL = re.compile(r"\b(exp|expm1|log|log1p|sin|cos|tanh|atan|erf|erfc|sigmoid|softplus)\(")


def has_operator(key: str, formula_text: str) -> bool:
    """Whether a graph can have the operator of a record: not for a user's own function, nor without kernels."""
    known = any(record.key == key and record.formula == formula_text for record in RECORDS) and available()
    if known:
        _enter()
    return known


# What torch.compiler.assume_constant_result does; that function imports torch._dynamo first, which takes 1.2 s in each
# process, as long as torch itself.
vars(has_operator)["_dynamo_marked_constant"] = True


@cache
def _our_rules() -> dict[Any, Rule]:
    """The rules for our own operators, below autograd too; none where their kernels cannot be had."""
    suffixes = {"": _value, "_backward": _derivative("x"), "_curvature": _derivative("x", "x")}
    operators = {
        getattr(space, record.key + suffix).default: (rule, record)
        for space in (torch.ops.actlab, torch.ops.actlab_kernels)
        for suffix, rule in suffixes.items()
        for record in (RECORDS if available() else ())
    }
    return {operator: partial(rule, operator, record) for operator, (rule, record) in operators.items()}


def stays_whole(record: Activation, x: Tensor) -> bool:
    """Whether a graph calls our kernel, instead of fusing the formula."""
    return x.device.type == "cpu" and x.dtype in TYPES and _TRANSCENDENTAL.search(record.stable_form) is not None


def _value(operator: Any, record: Activation, x: Tensor, *parameters: float) -> Any:
    return _call(operator) if stays_whole(record, x) else formula(record, (), x, parameters)


@cache
def _call(operator: Any) -> Any:
    """Let inductor call the operator; it refuses by itself what has a rule."""
    from torch._inductor.lowering import make_fallback

    make_fallback(operator, warn=False, override_decomp=True)
    return NotImplemented


def _derivative(*by: str) -> Rule:
    def rule(operator: Any, record: Activation, gradient: Tensor, x: Tensor, *parameters: float) -> Any:
        if stays_whole(record, x):
            return _call(operator)
        kind = torch.promote_types(gradient.dtype, x.dtype)
        wide = gradient.float() if gradient.dtype in REDUCED else gradient
        return (wide * wide_formula(record, by, x, parameters)).to(kind)

    return rule


# ---- torch's operators that are replaced -----------------------------------------------------------------------------


def follow(function: aten.Function, types: Iterable[str], device: str = "cpu") -> None:
    """Let graphs call our kernels, or fuse the formula, where torch's operators of ``function`` are replaced."""
    for name in function.operators:
        base, _, overload = name.partition(".")
        if not overload and not base.endswith("_"):  # graphs have no others
            kinds = _kinds.setdefault(base, {})
            kinds[device] = frozenset(getattr(torch, name) for name in types)
            _rules[getattr(torch.ops.aten, base).default] = partial(_replaced, aten.Reader(function, name), kinds)
    _enter()


def _replaced(reader: aten.Reader, kinds: Kinds, *positional: Any, **named: Any) -> Any:
    arguments = reader.read(positional, named)
    x = arguments[reader.tensors[-1]]
    of_device = kinds.get(x.device.type, frozenset())
    if x.device.type == "cpu":
        result = reader.result(arguments, of_device)
        return NotImplemented if result is None else result
    meant = reader.meant(arguments, of_device)
    if meant is None:
        return NotImplemented
    record = next(record for record in reader.function.records if record.key == meant[0])
    tensors = [arguments[tensor] for tensor in reader.tensors]
    if len(tensors) == 1:
        return formula(record, (), x, meant[1])
    return _derivative("x")(None, record, *tensors, *meant[1])


def forget() -> None:
    """Let graphs have torch's own rules again."""
    for operator in _rules:
        for table in _tables():
            before = _before.pop((id(table), operator), None)
            if before is None:
                table.pop(operator, None)
            else:
                table[operator] = before
    _rules.clear()
    _kinds.clear()
    _tag()


# ---- inductor's tables -----------------------------------------------------------------------------------------------

_rules: dict[Any, Rule] = {}  # for operators of torch's
_kinds: dict[str, Kinds] = {}  # by operator
_before: dict[tuple[int, Any], Rule | None] = {}


def _enter() -> None:
    """Write the rules into inductor's tables, now or when it is loaded, which takes a second."""
    if _INDUCTOR in sys.modules:
        _write()
    elif not any(isinstance(finder, _WhenLoaded) for finder in sys.meta_path):
        sys.meta_path.insert(0, _WhenLoaded())
    _tag()


def _write() -> None:
    for table in _tables():
        for operator, rule in {**_our_rules(), **_rules}.items():
            before = _before.setdefault((id(table), operator), table.get(operator))
            table[operator] = _rule_or(rule, before)


def _rule_or(rule: Rule, before: Rule | None) -> Rule:
    def decomposed(*positional: Any, **named: Any) -> Any:
        result = rule(*positional, **named)
        return before(*positional, **named) if result is NotImplemented and before is not None else result

    return decomposed


def _tables() -> list[dict[Any, Any]]:
    inductor: Any = sys.modules.get(_INDUCTOR)
    return [inductor.decompositions, inductor.fast_random_decomps()] if inductor else []


class _WhenLoaded(importlib.abc.MetaPathFinder):
    """Writes the rules as soon as inductor has its tables."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: Any = None) -> ModuleSpec | None:  # noqa: ARG002
        if name != _INDUCTOR:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        if spec is not None and spec.loader is not None:
            spec.loader.exec_module = partial(self._execute, spec.loader.exec_module)  # type: ignore[method-assign]
        return spec

    @staticmethod
    def _execute(original: Callable[[Any], None], module: Any) -> None:
        original(module)
        _write()


@cache
def _version() -> str:
    """What the rules depend on; without it torch would load code that it compiled without them."""
    texts = [
        Path(str(module.__file__)).read_bytes() for module in (array_functions, mathematics, sys.modules[__name__])
    ]
    return hashlib.sha256(b"".join(texts)).hexdigest()[:16]


def _tag() -> None:
    replaced = sorted(
        f"{base}.{dtype}.{device}" for base, kinds in _kinds.items() for device in kinds for dtype in kinds[device]
    )
    ours = f" actlab {_version()} {','.join(replaced)}"
    compiler_config.cache_key_tag = re.sub(r" actlab \S+ \S*", "", compiler_config.cache_key_tag) + ours
