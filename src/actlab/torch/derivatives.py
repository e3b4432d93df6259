"""Derivatives of the native operators, in reverse and forward mode: the backward of a record is its next derivative.

torch's stable ABI knows no autograd, so the nodes of the graph are Python's. One costs 2.5 us more each way than one
in C++; a call that wants no gradient goes to the bare kernel, in ``actlab_kernels``, and passes none of this.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, is_grad_enabled
from torch._C import _are_functorch_transforms_active as in_a_transform
from torch._C import _is_tracing as is_tracing
from torch._C._functorch import (
    get_single_level_autograd_function_allowed,
    set_single_level_autograd_function_allowed,
)
from torch.autograd import forward_ad
from torch.autograd.function import _SingleLevelFunction

from actlab.define.activation import Activation

Operator = Callable[..., Tensor]


class Node(_SingleLevelFunction):
    """``torch.autograd.Function`` without the Python around its ``apply``: 1.5 us less a call."""

    @staticmethod
    def _compiled_autograd_key(ctx: Any) -> tuple[int]:
        return (ctx._autograd_function_id,)  # as Function's


@dataclass(frozen=True)
class Entry:
    """The ways into the native operator of a record.

    ``operator`` is ``f(x, *numbers)``, differentiable to any order. The others are ``f(x)`` at the defaults, for
    tensors of a CPU outside of torch's transforms: ``bare`` has no derivative, ``node`` has one.
    """

    operator: Operator
    bare: Operator
    node: Operator


def differentiable(record: Activation, library: torch.library.Library) -> Entry:
    """The ways into the native operator of ``record``.

    Gives the operators ``record.key`` of ``library`` their derivatives too, for callers that are not Python or are in a
    transform of torch.
    """
    key, nothing = record.key, (None,) * len(record.parameters)
    value_kernel, slope_kernel = _kernel(key), _kernel(f"{key}_backward")
    value_bare, slope_bare = _bare(key), _bare(f"{key}_backward")
    any_slope = getattr(torch.ops.actlab, f"{key}_backward").default
    curvature = getattr(torch.ops.actlab, f"{key}_curvature").default

    # The nodes run at every step of a training: what is written out here and not called takes 0.2 to 0.5 us a call.
    class Value(Node):
        @staticmethod
        def forward(ctx: Any, x: Tensor, *numbers: float) -> Tensor:
            ctx.to_save, ctx.numbers = (x,), numbers
            if in_a_transform() or forward_ad._current_level >= 0:
                ctx.save_for_forward(x)
                with _at_the_outer_level():
                    return value_kernel(x, *numbers)
            return value_bare(x, *numbers)

        @staticmethod
        def backward(ctx: Any, gradient: Tensor) -> Any:
            (x,) = ctx.saved_tensors
            if is_grad_enabled() or in_a_transform() or forward_ad._current_level >= 0:
                along_x = any_slope(gradient, x, *ctx.numbers)
            else:
                along_x = slope_bare(gradient, x, *ctx.numbers)
            return (along_x, *nothing) if nothing else along_x

        @staticmethod
        def jvp(ctx: Any, tangent: Tensor, *_: None) -> Any:
            with _at_the_outer_level():
                (x,) = map(_without_tangent, ctx.saved_tensors)
                return any_slope(tangent, x, *ctx.numbers)

    class Slope(Node):
        @staticmethod
        def forward(ctx: Any, gradient: Tensor, x: Tensor, *numbers: float) -> Tensor:
            ctx.to_save, ctx.numbers = (gradient, x), numbers
            ctx.save_for_forward(gradient, x)
            with _at_the_outer_level():
                return slope_kernel(gradient, x, *numbers)

        @staticmethod
        def backward(ctx: Any, along: Tensor) -> Any:
            gradient, x = ctx.saved_tensors
            by_gradient, by_x = ctx.needs_input_grad[:2]
            return (
                any_slope(along, x, *ctx.numbers) if by_gradient else None,
                curvature(along * gradient, x, *ctx.numbers) if by_x else None,
                *nothing,
            )

        @staticmethod
        def jvp(ctx: Any, of_gradient: Tensor | None, of_x: Tensor | None, *_: None) -> Any:
            with _at_the_outer_level():
                gradient, x = map(_without_tangent, ctx.saved_tensors)
                parts = [] if of_gradient is None else [any_slope(of_gradient, x, *ctx.numbers)]
                parts += [] if of_x is None else [curvature(gradient * of_x, x, *ctx.numbers)]
                return sum(parts[1:], start=parts[0])

    apply: Operator = Value.apply  # type: ignore[attr-defined]  # it has none in torch's types
    slope_node: Operator = Slope.apply  # type: ignore[attr-defined]
    operator: Operator = getattr(torch.ops.actlab, key).default

    def value(x: Tensor, *numbers: float) -> Tensor:
        if in_a_transform() or forward_ad._current_level >= 0 or is_tracing():
            return operator(x, *numbers)
        return apply(x, *numbers) if x.requires_grad and is_grad_enabled() else value_bare(x, *numbers)

    library.impl(key, _autograd(value_kernel, apply, 1), "Autograd")
    library.impl(f"{key}_backward", _autograd(slope_kernel, slope_node, 2), "Autograd")
    library.impl(f"{key}_", _in_place(operator, _kernel(f"{key}_")), "Autograd")
    return Entry(value, _bare(key, "defaults"), _at_defaults(record, any_slope))


def _at_defaults(record: Activation, any_slope: Operator) -> Operator:
    """The node of a call at the defaults: numbers from Python take 0.3 us each, both ways."""
    value, slope = _bare(record.key, "defaults"), _bare(f"{record.key}_backward", "defaults")
    numbers = [parameter.default for parameter in record.parameters]

    class Value(Node):
        @staticmethod
        def forward(ctx: Any, x: Tensor) -> Tensor:
            ctx.to_save = (x,)
            return value(x)

        @staticmethod
        def backward(ctx: Any, gradient: Tensor) -> Tensor:
            (x,) = ctx.saved_tensors
            if is_grad_enabled() or in_a_transform() or forward_ad._current_level >= 0:
                return any_slope(gradient, x, *numbers)
            return slope(gradient, x)

    Value._backward_cls.apply = Value.backward  # type: ignore[attr-defined]  # its own looks for `backward`, 0.4 us
    apply: Operator = Value.apply  # type: ignore[attr-defined]
    return apply


def _bare(name: str, overload: str = "default") -> Operator:
    """The operator ``name`` that has no derivatives on any level."""
    # What the operator calls, after 0.3 us.
    kernel: Operator = getattr(getattr(torch.ops.actlab_kernels, name), overload)._op
    return kernel


def _kernel(name: str) -> Operator:
    """The operator ``name`` below the derivatives of this level; inside of a transform an outer level may want them."""
    operator: Operator = getattr(torch.ops.actlab, name).default
    bare = _bare(name)

    def kernel(*arguments: Any) -> Tensor:
        if not in_a_transform():
            return bare(*arguments)
        with torch._C._AutoDispatchBelowAutograd():
            return operator(*arguments)

    return kernel


@contextmanager
def _at_the_outer_level() -> Iterator[None]:
    """In the forward of a node nothing wants a gradient; outside of its transform something may."""
    with torch.enable_grad(), forward_ad._set_fwd_grad_enabled(True):
        yield


def _without_tangent(x: Tensor) -> Tensor:
    """``x`` as it is for the outer levels, whose tangents it keeps."""
    primal: Tensor = forward_ad.unpack_dual(x).primal
    return primal


def _autograd(kernel: Operator, apply: Operator, tensors: int) -> Operator:
    """What the dispatcher calls where a gradient may be needed; the first ``tensors`` arguments are tensors."""

    def autograd(*arguments: Any) -> Tensor:
        for_x = is_grad_enabled() and any(tensor.requires_grad for tensor in arguments[:tensors])
        if not for_x and forward_ad._current_level < 0:
            return kernel(*arguments)
        # Inside of a transform the dispatcher is at one level of it, and the call needs a node of that level.
        before = get_single_level_autograd_function_allowed()
        set_single_level_autograd_function_allowed(True)
        try:
            return apply(*arguments)
        finally:
            set_single_level_autograd_function_allowed(before)

    return autograd


def _in_place(operator: Operator, kernel: Operator) -> Operator:
    """With a gradient to come, the node gets a copy of the input, as in torch's own in-place activations."""

    def autograd(x: Tensor, *numbers: float) -> Tensor:
        if (is_grad_enabled() and x.requires_grad) or forward_ad._current_level >= 0:
            return x.copy_(operator(x.clone(), *numbers))
        kernel(x, *numbers)
        torch.autograd.graph.increment_version(x)
        return x

    return autograd
