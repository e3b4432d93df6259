"""Evaluate a record on tensors, with its own derivatives: backward, double backward, forward mode and vmap.

On a CPU, and on CUDA with Triton, that is the native operator. On other devices, for parameters that are tensors, for a
user's own functions, and where nothing can be compiled, it is the emitted code on plain torch; so it is inside
``torch.compile``, which fuses it.
"""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.compiler import is_compiling

from actlab.define.activation import Activation
from actlab.emitted import HIGHEST_ORDER
from actlab.torch import accelerate_cuda, learnable
from actlab.torch.compiled import has_operator
from actlab.torch.inputs import check, is_distributed, of_values
from actlab.torch.learnable import transformed
from actlab.torch.operators import formula, operator_of


def evaluate(activation: Activation, x: Tensor, parameters: tuple[Any, ...], by: tuple[str, ...] = ()) -> Tensor:
    """The value, or the derivative by the variables in ``by``, of every element of ``x``.

    Parameters are numbers or tensors that broadcast to ``x``. float16 and bfloat16 are computed in float32 and
    rounded once. Differentiable to any order.
    """
    tracing = is_compiling()
    check(x)
    if x.is_nested and parameters and _any_tensor(parameters):
        return of_values(lambda numbers: evaluate(activation, numbers, parameters, by), x)
    if not by and not is_distributed(x):
        if parameters and _any_tensor(parameters):
            ours = None if tracing or transformed() else learnable.native(activation, x, parameters, evaluate)
        elif tracing and transformed():  # in a graph torch would lose tangents of an operator
            ours = None
        elif x.is_cpu or (x.is_cuda and accelerate_cuda.available()):
            operator = _in_graph(activation) if tracing else operator_of(activation)
            ours = None if operator is None else operator(x, *parameters)
        else:
            ours = None
        if ours is not None:
            return ours
    if len(by) >= HIGHEST_ORDER or torch.compiler.is_exporting() or transformed():
        return formula(activation, by, x, parameters)
    function = _Traced if tracing else _Evaluation
    return function.apply(activation, by, x, *parameters)  # type: ignore[no-untyped-call, no-any-return]


def _any_tensor(parameters: tuple[Any, ...]) -> bool:
    return any([isinstance(parameter, Tensor) for parameter in parameters])  # noqa: C419  # a generator takes 0.3 us more


def _in_graph(activation: Activation) -> Any:
    """The operator for torch.compile; an exported program is plain torch, so that it runs where actlab is not."""
    if torch.compiler.is_exporting() or not has_operator(activation.key, activation.formula):
        return None
    return getattr(torch.ops.actlab, activation.key).default


class _Traced(torch.autograd.Function):
    """One emitted function with its first derivatives, for torch.compile: it refuses those that define jvp."""

    @staticmethod
    def forward(activation: Activation, by: tuple[str, ...], x: Tensor, *parameters: Any) -> Tensor:
        return formula(activation, by, x, parameters)

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Tensor) -> None:  # noqa: ARG004  # torch names it
        ctx.activation, ctx.by, x, *parameters = inputs
        ctx.numbers = [None if isinstance(p, Tensor) else p for p in parameters]
        saved = [x, *(p for p in parameters if isinstance(p, Tensor))]
        ctx.save_for_backward(*saved)
        ctx.save_for_forward(*saved)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Any:
        return _gradients(ctx, gradient, lambda by, x, parameters: formula(ctx.activation, by, x, parameters))


class _Evaluation(_Traced):
    """One emitted function; its derivatives are the next emitted functions."""

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Any:
        return _gradients(ctx, gradient, lambda by, x, parameters: evaluate(ctx.activation, x, parameters, by))


def _gradients(ctx: Any, gradient: Tensor, derivative: Callable[..., Tensor]) -> Any:
    x, parameters = _restore(ctx)
    needed = ctx.needs_input_grad[2:]
    gradients = [
        (gradient * derivative((*ctx.by, name), x, parameters)).sum_to_size(variable.shape) if need else None
        for name, variable, need in zip(_variables(ctx.activation), (x, *parameters), needed, strict=True)
    ]
    return None, None, *gradients


def _restore(ctx: Any) -> tuple[Tensor, tuple[Any, ...]]:
    x, *tensors = ctx.saved_tensors
    remaining = iter(tensors)
    return x, tuple(next(remaining) if number is None else number for number in ctx.numbers)


def _variables(activation: Activation) -> tuple[str, ...]:
    return ("x", *(parameter.name for parameter in activation.parameters))
