"""Evaluate a record on tensors, with its own derivatives: backward, double backward, forward mode and vmap."""

from typing import Any

import torch
from torch import Tensor

from actlab.define.activation import Activation
from actlab.emitted import functions_of
from actlab.errors import BadType
from actlab.torch.mathematics import mathematics

HIGHEST_EMITTED_ORDER = 2  # beyond it torch differentiates the emitted code itself
_REDUCED = (torch.float16, torch.bfloat16)


def evaluate(activation: Activation, x: Tensor, parameters: tuple[Any, ...], by: tuple[str, ...] = ()) -> Tensor:
    """The value, or the derivative by the variables in ``by``, of every element of ``x``.

    Parameters are numbers or tensors that broadcast against ``x``. float16 and bfloat16 are computed in float32 and
    rounded once. Differentiable to any order.
    """
    if not torch.is_floating_point(x):
        raise BadType(f"expected a tensor of a float type, got {x.dtype}; convert it with x.float().")
    if len(by) >= HIGHEST_EMITTED_ORDER:
        return _compute(activation, by, x, parameters)
    result: Tensor = _Evaluation.apply(activation, by, x, *parameters)  # type: ignore[no-untyped-call]
    return result


def _compute(activation: Activation, by: tuple[str, ...], x: Tensor, parameters: tuple[Any, ...]) -> Tensor:
    reduced = x.dtype in _REDUCED
    working = x.float() if reduced else x
    given = [p.to(working.dtype) if isinstance(p, Tensor) else p for p in parameters]
    result: Tensor = functions_of(activation, by)(mathematics, working, *given)
    return result.to(x.dtype) if reduced else result


class _Evaluation(torch.autograd.Function):
    """One emitted function; its derivatives are the next emitted functions."""

    generate_vmap_rule = True

    @staticmethod
    def forward(activation: Activation, by: tuple[str, ...], x: Tensor, *parameters: Any) -> Tensor:
        result = _compute(activation, by, x, parameters)
        return x.clone() if result is x else result  # an autograd function may not hand back its input

    @staticmethod
    def setup_context(ctx: Any, inputs: tuple[Any, ...], output: Tensor) -> None:  # noqa: ARG004  # torch names it
        ctx.activation, ctx.by, x, *parameters = inputs
        ctx.numbers = [None if isinstance(p, Tensor) else p for p in parameters]
        saved = [x, *(p for p in parameters if isinstance(p, Tensor))]
        ctx.save_for_backward(*saved)
        ctx.save_for_forward(*saved)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Any:
        x, parameters = _restore(ctx)
        needed = ctx.needs_input_grad[2:]
        gradients = [
            (gradient * evaluate(ctx.activation, x, parameters, (*ctx.by, name))).sum_to_size(given.shape)
            if need
            else None
            for name, given, need in zip(_variables(ctx.activation), (x, *parameters), needed, strict=True)
        ]
        return None, None, *gradients

    @staticmethod
    def jvp(ctx: Any, *tangents: Any) -> Any:
        x, parameters = _restore(ctx)
        parts = [
            tangent * evaluate(ctx.activation, x, parameters, (*ctx.by, name))
            for name, tangent in zip(_variables(ctx.activation), tangents[2:], strict=True)
            if tangent is not None
        ]
        return sum(parts[1:], start=parts[0])


def _restore(ctx: Any) -> tuple[Tensor, tuple[Any, ...]]:
    x, *tensors = ctx.saved_tensors
    remaining = iter(tensors)
    return x, tuple(next(remaining) if number is None else number for number in ctx.numbers)


def _variables(activation: Activation) -> tuple[str, ...]:
    return ("x", *(parameter.name for parameter in activation.parameters))
