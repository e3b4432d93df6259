"""The native operators ``torch.ops.actlab.*``: loading them, and what torch's transforms ask of an operator.

Kernels and derivatives are C++ (``kernels/native``). Here are shapes for fake tensors, the rule for vmap, and the third
derivatives, for which there are no kernels.
"""

import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from actlab.define.activation import Activation
from actlab.define.library import RECORDS
from actlab.emitted import functions_of, load_all
from actlab.errors import Unavailable
from actlab.kernels.build import compiled
from actlab.torch import accelerate_cuda
from actlab.torch.derivatives import Entry, differentiable
from actlab.torch.mathematics import FAR, held, mathematics

load_all()  # before torch.compile looks

Operator = Callable[..., Tensor]
REDUCED = (torch.float16, torch.bfloat16)
TYPES = frozenset((*REDUCED, torch.float32, torch.float64))


@cache
def load() -> Path:
    """Load the operators without their derivatives; both are compiled on first use. Says what is missing."""
    return _load("operators")


@cache
def available() -> bool:
    """Whether the operators and their derivatives are loaded; where they cannot be, one warning says why."""
    try:
        load()
    except Unavailable as error:
        warn_once(str(error))
        return False
    _register()
    return True


@cache
def warn_once(missing: str) -> None:
    """One warning a process: what is missing for native speed and what that costs."""
    warnings.warn(
        f"actlab runs on plain torch: {missing} Without it Mish takes 8 to 16 times as long as ReLU on a CPU "
        "instead of about the same.",
        stacklevel=3,
    )


_entries: dict[str, tuple[Activation, Entry | None]] = {}


def operator_of(activation: Activation) -> Operator | None:
    """The native operator ``f(x, *parameters)`` of a record of the catalogue; None for a user's own function."""
    # By name and identity: the hash of a record takes 5 us, five times as long as the whole call of an operator.
    known = _entries.get(activation.key)
    if known is None or known[0] is not activation:
        native = activation in RECORDS and available()
        known = (activation, _differentiable[activation.key] if native else None)
        _entries[activation.key] = known
    return None if known[1] is None else known[1].operator


def loaded_entry(activation: Activation) -> Entry | None:
    """The ways into the native operator, where a call has loaded it already."""
    known = _entries.get(activation.key)
    return known[1] if known is not None and known[0] is activation else None


def formula(activation: Activation, by: tuple[str, ...], x: Tensor, parameters: tuple[Any, ...]) -> Tensor:
    """The emitted code on plain torch: the value, or the derivative by the variables in ``by``; never ``x`` itself."""
    result = wide_formula(activation, by, x, parameters).to(x.dtype)
    return x.clone() if result is x else result


def wide_formula(activation: Activation, by: tuple[str, ...], x: Tensor, parameters: tuple[Any, ...]) -> Tensor:
    """The same before it is rounded: in float32 for float16 and bfloat16."""
    working = x.float() if x.dtype in REDUCED else x
    if len(by) > 1:  # at its limit there; torch would differentiate 1 / (x * x) at infinity to NaN
        working = held(working, -FAR, FAR)
    numbers = [p.to(working.dtype) if isinstance(p, Tensor) else p for p in parameters]
    result: Tensor = functions_of(activation, by)(mathematics, working, *numbers)
    return result


def _load(name: str) -> Path:
    library = compiled(name, Path(torch.__file__).parent)
    try:
        torch.ops.load_library(str(library))
    except OSError as error:
        raise Unavailable(
            f"native speed needs a build that fits this torch ({error.__cause__ or error})",
            f"Remove {library}; the next call makes another.",
        ) from error
    return library


# ---- what the transforms of torch ask --------------------------------------------------------------------------------

_library = torch.library.Library("actlab", "IMPL")
_kernels = torch.library.Library("actlab_kernels", "IMPL")
_differentiable: dict[str, Entry] = {}


def _register() -> None:
    for library in (_library, _kernels):
        accelerate_cuda.register(library)
        for record in RECORDS:
            _describe(record.key, library)
    for record in RECORDS:
        for suffix in ("", "_", "_backward", "_curvature"):
            _kernels.impl(f"{record.key}{suffix}", torch.library.fallthrough_kernel, "Autograd")
        for suffix in ("", "_backward"):
            _refuse_transforms(getattr(torch.ops.actlab_kernels, f"{record.key}{suffix}").defaults)
        native = getattr(torch.ops.actlab, f"{record.key}_curvature").default
        _library.impl(f"{record.key}_curvature", _curvature(record, native), "Autograd")
        _differentiable[record.key] = differentiable(record, _library)


def _refuse_transforms(operator: Any) -> None:
    """In a transform of torch, and in torch.jit.trace, the caller takes the operator that they know."""

    def refuse(*_: Any) -> None:
        raise RuntimeError(f"{operator} has no derivatives, and no rule for vmap.")

    operator.tags.append(torch.Tag.pointwise)
    _kernels.impl(operator, torch.library.fallthrough_kernel, "Autograd")
    for key in ("FuncTorchDynamicLayerFrontMode", "Tracer"):
        _kernels.impl(operator, refuse, key)


def _describe(key: str, library: torch.library.Library) -> None:
    """What torch asks of an operator: shapes for tensors without data, and a rule for vmap."""
    space = getattr(torch.ops, library.ns)
    value, in_place, *derivatives = (
        getattr(space, f"{key}{suffix}").default for suffix in ("", "_", "_backward", "_curvature")
    )
    # register_fake does the same in 1 ms, most of it to find where it was called: 0.4 s for all.
    library.impl(value, _fake_value, "Meta")
    library.impl(in_place, _fake_in_place, "Meta")
    torch.library.register_vmap(value, _vmap_value(value), lib=library)
    for derivative in derivatives:
        library.impl(derivative, _fake_derivative, "Meta")
        torch.library.register_vmap(derivative, _vmap_derivative(derivative), lib=library)
    for operator in (value, *derivatives):
        operator.tags.append(torch.Tag.pointwise)  # the stable ABI of torch 2.10 takes none


def _fake_value(x: Tensor, *_: float) -> Tensor:
    return torch.empty_like(x)


def _fake_in_place(x: Tensor, *_: float) -> Tensor:
    return x


def _fake_derivative(gradient: Tensor, x: Tensor, *_: float) -> Tensor:
    return torch.empty_like(x, dtype=torch.promote_types(gradient.dtype, x.dtype))


def _vmap_value(operator: Operator) -> Callable[..., tuple[Tensor, int]]:
    def rule(_: Any, dimensions: tuple[Any, ...], x: Tensor, *parameters: float) -> tuple[Tensor, int]:
        return operator(x, *parameters), dimensions[0]

    return rule


def _vmap_derivative(operator: Operator) -> Callable[..., tuple[Tensor, int]]:
    def rule(
        info: Any, dimensions: tuple[Any, ...], gradient: Tensor, x: Tensor, *parameters: float
    ) -> tuple[Tensor, int]:
        batched = [
            tensor.expand(info.batch_size, *tensor.shape) if dimension is None else tensor.movedim(dimension, 0)
            for tensor, dimension in zip((gradient, x), dimensions[:2], strict=True)
        ]
        return operator(*batched, *parameters), 0

    return rule


def _curvature(record: Activation, native: Operator) -> Operator:
    """The second derivative where it is differentiated once more: then torch differentiates the emitted formula."""

    def curvature(gradient: Tensor, x: Tensor, *parameters: float) -> Tensor:
        reverse = torch.is_grad_enabled() and (gradient.requires_grad or x.requires_grad)
        if reverse or torch.autograd.forward_ad._current_level >= 0:
            return gradient * formula(record, ("x", "x"), x, parameters)
        with torch._C._AutoDispatchBelowAutograd():
            return native(gradient, x, *parameters)

    return curvature
