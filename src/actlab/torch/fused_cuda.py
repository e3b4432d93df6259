"""BatchNorm + activation and bias + activation on CUDA, with gradients; the backward pass keeps only the input."""

from typing import Any

import torch
from torch import Tensor

from actlab.torch.storage import refuse_second_derivative

Parameters = tuple[float, ...]


def normalised(
    key: str,
    x: Tensor,
    weight: Tensor,
    bias: Tensor,
    running_mean: Tensor,
    running_var: Tensor,
    *,
    training: bool,
    momentum: float = 0.1,
    eps: float = 1e-5,
    parameters: Parameters = (),
) -> Tensor:
    """The activation ``key`` of BatchNorm of ``x``, of shape (images, channels, ...); the rest as for ``F.batch_norm``.

    In training the running statistics are changed.
    """
    from actlab.kernels.gpu import affine

    with torch.no_grad():
        if training:
            statistics = affine.statistics(x, eps)
            count = x.numel() // x.shape[1]
            variance = (statistics.inverse**-2 - eps) * (count / max(count - 1, 1))
            running_mean.lerp_(statistics.mean.to(running_mean.dtype), momentum)
            running_var.lerp_(variance.to(running_var.dtype), momentum)
        else:
            statistics = affine.Statistics(running_mean.float(), torch.rsqrt(running_var.float() + eps))
    result: Tensor = _Normalised.apply(x, weight, bias, statistics, training, key, parameters)  # type: ignore[no-untyped-call]
    return result


def biased(key: str, x: Tensor, bias: Tensor, parameters: Parameters = ()) -> Tensor:
    """The activation ``key`` of ``x + bias``, one number for each channel of (images, channels, ...)."""
    result: Tensor = _Biased.apply(x, bias, key, parameters)  # type: ignore[no-untyped-call]
    return result


class _Normalised(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, weight: Tensor, bias: Tensor, *others: Any) -> Tensor:
        from actlab.kernels.gpu import affine

        statistics, ctx.training, ctx.key, ctx.parameters = others
        step = affine.normalised(statistics, weight, bias)
        ctx.save_for_backward(x, *step, *statistics)
        ctx.kinds = weight.dtype, bias.dtype
        return affine.forward(ctx.key, x, step, ctx.parameters)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Any:
        from actlab.kernels.gpu import affine

        refuse_second_derivative("torch.nn.BatchNorm2d and an activation behind it")
        x, *numbers = ctx.saved_tensors
        step, statistics = affine.Affine(*numbers[:3]), affine.Statistics(*numbers[3:])
        by_x, by_weight, by_bias = affine.normalised_backward(
            ctx.key, gradient, x, step, statistics, ctx.parameters, through_statistics=ctx.training
        )
        return by_x, by_weight.to(ctx.kinds[0]), by_bias.to(ctx.kinds[1]), None, None, None, None


class _Biased(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, bias: Tensor, key: str, parameters: Parameters) -> Tensor:
        from actlab.kernels.gpu import affine

        ctx.key, ctx.parameters = key, parameters
        ctx.save_for_backward(x, bias)
        return affine.forward(key, x, affine.Affine(bias.float()), parameters)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Any:
        from actlab.kernels.gpu import affine

        refuse_second_derivative("a sum and an activation behind it")
        x, bias = ctx.saved_tensors
        step = affine.Affine(bias.float())
        total, _ = affine.sums(ctx.key, gradient, x, step, ctx.parameters)
        return affine.backward(ctx.key, gradient, x, step, ctx.parameters), total.to(bias.dtype), None, None
