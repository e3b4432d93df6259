"""torch's own operators on our kernels: a call, in place, with ``out=`` and backward, all of a function or none.

A call that ours do not have, by its type, its arguments or sizes to broadcast, goes on as it came to torch's own
kernel. That is held under the same schema in the namespace ``torch_own``. Operators whose arguments the stable ABI of
torch carries are replaced in C++ (``kernels/native/torch_ops.cpp``); ``Scalar`` it does not carry, so those that have
Scalars (softplus, ELU) are entered from Python, 2 us a call.
"""

import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import torch
from torch import Tensor

from actlab.define.activation import Activation
from actlab.define.library import RECORDS
from actlab.kernels import speed

Kernel = Callable[..., Any]
TYPES = {"float32": 0, "float64": 1, "bfloat16": 2, "float16": 3}  # the bits of take_over(), as in kernels.h
BACKWARD_OF_OUTPUT = frozenset(("output", "result"))  # what such a backward takes; it is no slope at x, and torch's own


@dataclass(frozen=True)
class Function:
    """One function of torch's with all its operators, and the records that its calls may mean."""

    name: str
    records: tuple[Activation, ...]

    @cached_property
    def operators(self) -> tuple[str, ...]:
        """Those that have a CPU kernel: ``silu``, ``silu.out``, ``silu_``, ``silu_backward``, ..."""
        names = []
        for base in (self.name, f"{self.name}_", f"{self.name}_backward"):
            packet = getattr(torch.ops.aten, base, None)
            for overload in packet.overloads() if packet else ():
                name = base if overload == "default" else f"{base}.{overload}"
                if _has_cpu_kernel(name) and not BACKWARD_OF_OUTPUT & {a.name for a in schema_of(name).arguments}:
                    names.append(name)
        return tuple(names)

    @cached_property
    def enters_python(self) -> bool:
        """Whether an argument is a Scalar, which the stable ABI does not carry."""
        return any(str(argument.type) == "number" for argument in schema_of(self.name).arguments)

    def types(self, instructions: str) -> tuple[str, ...]:
        """The types in which ours was measured to be faster; where it was in none, those in which others do."""
        return self.faster(instructions) or ("float32", "bfloat16", "float16")

    def faster(self, instructions: str) -> tuple[str, ...]:
        """The types in which ours was measured to be faster, for every record."""
        faster_types = speed.faster(instructions).get(self.name, frozenset())
        return tuple(name for name in TYPES if name in faster_types)


@cache
def functions() -> Mapping[str, Function]:
    """What may be replaced, by the name in torch; records without a CPU operator there are not in it."""
    names = dict.fromkeys(record.aten.operator for record in RECORDS if record.aten)
    return {name: Function(name, tuple(r for r in RECORDS if r.aten and r.aten.operator == name)) for name in names}


def schema_of(name: str) -> Any:
    """The schema of ``aten::{name}``."""
    base, _, overload = name.partition(".")
    return getattr(getattr(torch.ops.aten, base), overload or "default")._schema


def _has_cpu_kernel(name: str) -> bool:
    try:
        return bool(torch._C._dispatch_has_kernel_for_dispatch_key(f"aten::{name}", "CPU"))
    except RuntimeError:  # an overload for numbers alone, of torch.jit
        return False


# ---- torch's own kernels ---------------------------------------------------------------------------------------------

_own = torch.library.Library("torch_own", "DEF")
_CPU = torch._C.DispatchKeySet(torch._C.DispatchKey.CPU)


@cache
def hold(name: str) -> Kernel:
    """The kernel that ``aten::{name}`` has on the CPU before ours is there, also as ``torch_own::{name}``."""
    kernel = torch.library.get_kernel(f"aten::{name}", "CPU")

    def call(*arguments: Any, **named: Any) -> Any:
        return kernel.call_boxed(_CPU, *arguments, **named)

    def for_native(*arguments: Any, **named: Any) -> Any:
        try:
            return call(*arguments, **named)
        except Exception as error:  # of whatever kind; C++ raises it again with these words
            torch.ops.actlab.refuse(str(error))
            return arguments[0]

    _own.define(str(schema_of(name)).removeprefix("aten::"))
    _own.impl(name, for_native, "CPU")
    return call


# ---- ours in their place ---------------------------------------------------------------------------------------------

_libraries: dict[str, torch.library.Library] = {}  # of those that are entered from Python
_ours: dict[str, str] = {}  # operator: what torch says of its kernel while it is ours


def take_over(function: Function, types: tuple[str, ...]) -> None:
    """Put our kernels in the place of torch's; again where another library has replaced them since."""
    for name in function.operators:
        hold(name)
    if function.enters_python:
        kinds = frozenset(getattr(torch, name) for name in types)
        library = torch.library.Library("aten", "IMPL")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # torch's one warning per process, that an operator is replaced
            for name in function.operators:
                library.impl(name, _kernel(function, name, kinds), "CPU", allow_override=True)
        _libraries[function.name] = library
    else:
        torch.ops.actlab.take_over(function.name, sum(1 << TYPES[name] for name in types))
    _ours.update({name: _state_of(name) for name in function.operators})


def taken() -> tuple[str, ...]:
    """The operators whose calls reach our kernels at this moment: none that another library has registered since."""
    return tuple(name for name, state in _ours.items() if _state_of(name) == state)


def give_back() -> None:
    """Give every operator back to torch."""
    if len(_ours) > len(_libraries):
        torch.ops.actlab.give_back()
    for library in _libraries.values():
        library._destroy()
    _libraries.clear()
    _ours.clear()


def _state_of(name: str) -> str:
    """What the dispatcher says of the kernels that a call with and without gradient meets first."""
    return " ".join(str(torch.library.get_kernel(f"aten::{name}", key)) for key in ("CPU", "AutogradCPU"))


class Reader:
    """Reads the calls of one operator: its tensors, and the record with the parameters that they mean."""

    def __init__(self, function: Function, name: str) -> None:
        arguments = schema_of(name).arguments
        self.function = function
        self.names = tuple(argument.name for argument in arguments)
        self.defaults = {a.name: a.default_value for a in arguments if a.has_default_value()}
        self.tensors = tuple(a.name for a in arguments if str(a.type) == "Tensor" and not a.is_out)
        self.out = next((a.name for a in arguments if a.is_out), None)
        self.in_place = name.endswith("_")
        suffix = "_backward" if len(self.tensors) == 2 else ""
        self.suffix = suffix

    @cached_property
    def kernels(self) -> dict[str, Kernel]:
        """Ours, by the key of the record."""
        return {r.key: getattr(torch.ops.actlab, r.key + self.suffix).default for r in self.function.records}

    def read(self, positional: tuple[Any, ...], named: Mapping[str, Any]) -> dict[str, Any]:
        """Every argument by its name."""
        return {**self.defaults, **dict(zip(self.names, positional, strict=False)), **named}

    def meant(
        self, arguments: Mapping[str, Any], kinds: frozenset[torch.dtype]
    ) -> tuple[str, tuple[float, ...]] | None:
        """The record and its parameters; None where the call means none, or its tensors are not all alike."""
        x, first = arguments[self.tensors[-1]], arguments[self.tensors[0]]
        if x.dtype not in kinds or first.dtype != x.dtype or first.shape != x.shape:
            return None
        return _meant(self.function, arguments)

    def result(self, arguments: Mapping[str, Any], kinds: frozenset[torch.dtype]) -> Tensor | None:
        """What our kernel gives; None where it does not have the call."""
        meant = self.meant(arguments, kinds)
        if meant is None:
            return None
        key, numbers = meant
        result: Tensor = self.kernels[key](*(arguments[tensor] for tensor in self.tensors), *numbers)
        return result


def _meant(function: Function, arguments: Mapping[str, Any]) -> tuple[str, tuple[float, ...]] | None:
    """The record and its parameters that a call means; None where it means none."""
    for record in function.records:
        aten = record.aten
        if (
            aten is not None
            and all(arguments[name] == value for name, value in aten.equal.items())
            and all(arguments[name] >= value for name, value in aten.at_least.items())
            and not arguments.get("is_result")  # the backward of ELU in place, from its output
        ):
            return record.key, tuple(p.default for p in record.parameters)
    return None


def _kernel(function: Function, name: str, kinds: frozenset[torch.dtype]) -> Kernel:
    """The kernel of an operator whose arguments only Python can read."""
    own, reader = hold(name), Reader(function, name)

    def kernel(*positional: Any, **named: Any) -> Any:
        arguments = reader.read(positional, named)
        y = reader.result(arguments, kinds)
        if y is None:
            return own(*positional, **named)
        if not (reader.in_place or reader.out):
            return y
        x = arguments[reader.tensors[-1]]
        target = arguments[reader.out] if reader.out else x
        usual = reader.in_place or (
            target.dtype == x.dtype and target.shape == x.shape and not _share(target, arguments)
        )
        if not usual or torch._debug_has_internal_overlap(target) == 1:
            own(*positional, **named)  # checks and resizes it, and refuses what it refuses
        return target.copy_(y)

    def _share(target: Tensor, arguments: Mapping[str, Any]) -> bool:
        return any(
            target.untyped_storage().data_ptr() == arguments[tensor].untyped_storage().data_ptr()
            for tensor in reader.tensors
        )

    return kernel
