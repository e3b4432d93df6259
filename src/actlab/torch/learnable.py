"""Parameters that are learned, one number each: the native value, and one kernel for the slopes in x and in them.

The kernel reads x and the gradient once and sums what the parameters get in float64. Parameters with a value for each
channel, other devices and what torch differentiates again take the emitted code on plain torch.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import torch
from torch import Tensor, is_grad_enabled
from torch._C import _are_functorch_transforms_active as in_a_transform
from torch._C import _is_tracing as is_tracing
from torch.autograd import forward_ad
from torch.nn import Parameter

from actlab.define.activation import Activation
from actlab.torch.derivatives import Node
from actlab.torch.operators import TYPES, operator_of

Derivative = Callable[[Activation, Tensor, tuple[Any, ...], tuple[str, ...]], Tensor]


def transformed() -> bool:
    """Whether torch differentiates the single operations of this call: a transform, forward mode, ``torch.jit``."""
    return in_a_transform() or forward_ad._current_level >= 0 or is_tracing()


vars(transformed)["_dynamo_marked_constant"] = True  # as in compiled.py; a graph is for the transforms it was made in


def native(activation: Activation, x: Tensor, parameters: tuple[Any, ...], derivative: Derivative) -> Tensor | None:
    """The value with tensors among the parameters, where the kernel has it; ``derivative`` is for a second one."""
    if not (x.is_cpu and x.dtype in TYPES and operator_of(activation)) or torch._C._len_torch_dispatch_stack():
        return None  # or there may be no numbers behind the tensors
    for parameter, number in zip(activation.parameters, parameters, strict=True):
        if isinstance(number, Tensor) and not (parameter.learnable and _is_a_number(number)):
            return None
    value, node = _functions(activation.key)
    for number in (x, *parameters):
        if isinstance(number, Tensor) and number.requires_grad and is_grad_enabled():
            result: Tensor = node.apply(activation, derivative, x, *parameters)
            return result
    plain: Tensor = value(x, *_numbers(parameters))
    return plain


def _is_a_number(tensor: Tensor) -> bool:
    return type(tensor) in (Tensor, Parameter) and tensor.is_cpu and tensor.numel() == 1


def _numbers(parameters: tuple[Any, ...]) -> list[float]:
    return [number.item() if isinstance(number, Tensor) else number for number in parameters]


@cache
def _functions(key: str) -> tuple[Callable[..., Tensor], Any]:
    value = getattr(torch.ops.actlab_kernels, key).default._op
    gradients = getattr(torch.ops.actlab_kernels, f"{key}_gradients").default._op

    class Value(Node):
        @staticmethod
        def forward(ctx: Any, activation: Activation, derivative: Derivative, x: Tensor, *parameters: Any) -> Tensor:
            ctx.to_save = (x, *(parameter for parameter in parameters if isinstance(parameter, Tensor)))
            ctx.activation, ctx.derivative, ctx.parameters = activation, derivative, parameters
            ctx.numbers = _numbers(parameters)
            result: Tensor = value(x, *ctx.numbers)
            return result

        @staticmethod
        def backward(ctx: Any, gradient: Tensor) -> Any:
            x, *tensors = ctx.saved_tensors
            saved = iter(tensors)
            parameters = tuple(
                next(saved) if isinstance(parameter, Tensor) else parameter for parameter in ctx.parameters
            )
            if is_grad_enabled() or transformed():
                return None, None, *_again(ctx, gradient, x, parameters)
            dx, sums = gradients(gradient, x, *ctx.numbers)
            slopes = (
                sums[place].to(parameter.dtype).view(parameter.shape) if needed else None
                for place, (parameter, needed) in enumerate(zip(parameters, ctx.needs_input_grad[3:], strict=True))
            )
            return None, None, dx if ctx.needs_input_grad[2] else None, *slopes

    return value, Value


def _again(ctx: Any, gradient: Tensor, x: Tensor, parameters: tuple[Any, ...]) -> Any:
    """The same gradients, to be differentiated once more."""
    names = ("x", *(parameter.name for parameter in ctx.activation.parameters))
    for name, variable, needed in zip(names, (x, *parameters), ctx.needs_input_grad[2:], strict=True):
        yield (
            (gradient * ctx.derivative(ctx.activation, x, parameters, (name,)))
            .sum_to_size(variable.shape)
            .to(variable.dtype)
            if needed
            else None
        )
