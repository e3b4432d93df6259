"""Batch normalisation and an activation in one, which keeps for both what batch normalisation keeps alone."""

from typing import Any

import torch
from torch import Tensor

from actlab.define import Choice, choose
from actlab.errors import BadValue
from actlab.torch import accelerate_cuda, fused_cuda
from actlab.torch.evaluate import evaluate
from actlab.torch.learnable import transformed
from actlab.torch.operators import operator_of
from actlab.torch.storage import refuse_second_derivative


class BatchNormAct2d(torch.nn.BatchNorm2d):
    """``activation(BatchNorm2d(x))`` for ``[N, channels, H, W]``; the state dict is that of ``torch.nn.BatchNorm2d``.

    The backward pass computes what comes between the two again, from the input that batch normalisation keeps anyway:
    the same bits, and no more memory than with ReLU, for the time of one batch normalisation. No second derivatives,
    but in transforms of torch.func, where it is the two one after the other.

    >>> BatchNormAct2d(3, "mish")(torch.ones(2, 3, 4, 4)).shape
    torch.Size([2, 3, 4, 4])
    """

    def __init__(self, channels: int, activation: str | Choice, **options: Any) -> None:
        super().__init__(channels, **options)
        self.activation = choose(activation)

    def forward(self, x: Tensor) -> Tensor:
        """The activation of the normalised ``x``."""
        self._check_input_dim(x)
        if self.training and x.numel() == x.shape[1]:
            raise BadValue(f"expected more than 1 value per channel when training, got input size {x.shape}.")
        parameters = tuple(self.activation.parameters.values())
        if transformed():
            return evaluate(self.activation.activation, super().forward(x), parameters)
        averaging = self.running_mean is not None
        if (
            self.running_mean is not None
            and self.running_var is not None
            and self.affine
            and accelerate_cuda.storage(x)
        ):
            return fused_cuda.normalised(
                self.activation.activation.key,
                x,
                *(self.weight, self.bias, self.running_mean, self.running_var),
                training=self.training,
                momentum=self._share() if self.training else 0.0,
                eps=self.eps,
                parameters=parameters,
            )
        result: Tensor = _Fused.apply(  # type: ignore[no-untyped-call]
            x,
            self.weight,
            self.bias,
            self.running_mean,
            self.running_var,
            self.training or not averaging,
            self._share() if self.training and averaging else 0.0,
            self.eps,
            self.activation,
        )
        return result

    def _share(self) -> float:
        """How much of the running averages this batch makes."""
        if self.num_batches_tracked is not None:
            self.num_batches_tracked.add_(1)
        if self.momentum is not None:
            return self.momentum
        return 1.0 / float(self.num_batches_tracked or 1)

    def extra_repr(self) -> str:
        """As torch prints it, and the activation."""
        usual = super().extra_repr()  # type: ignore[no-untyped-call]
        return f"{usual}, activation={self.activation.key}"


class _Fused(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any,
        x: Tensor,
        weight: Tensor | None,
        bias: Tensor | None,
        mean: Tensor | None,
        variance: Tensor | None,
        batch: bool,
        share: float,
        eps: float,
        choice: Choice,
    ) -> Tensor:
        z, of_batch, inverse = torch.native_batch_norm(x, weight, bias, mean, variance, batch, share, eps)
        # Outside training the running averages decide; torch refuses a backward after a change of them.
        ctx.save_for_backward(x, weight, bias, None if batch else mean, None if batch else variance, of_batch, inverse)
        ctx.batch, ctx.eps, ctx.choice = batch, eps, choice
        return evaluate(choice.activation, z, tuple(choice.parameters.values()))

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Any:
        refuse_second_derivative("torch.nn.BatchNorm2d and an activation behind it")
        x, weight, bias, mean, variance, of_batch, inverse = ctx.saved_tensors
        z = torch.native_batch_norm(x, weight, bias, mean, variance, ctx.batch, 0.0, ctx.eps)[0]
        gradients = torch.ops.aten.native_batch_norm_backward(
            _backward(ctx.choice, gradient, z),
            x,
            weight,
            mean,
            variance,
            of_batch,
            inverse,
            ctx.batch,
            ctx.eps,
            [ctx.needs_input_grad[0], weight is not None, bias is not None],
        )
        return *gradients, None, None, None, None, None, None


def _backward(choice: Choice, gradient: Tensor, z: Tensor) -> Tensor:
    numbers = tuple(choice.parameters.values())
    if z.is_cpu and operator_of(choice.activation):
        native = getattr(torch.ops.actlab, f"{choice.activation.key}_backward")
        return native(gradient, z, *numbers)  # type: ignore[no-any-return]
    return gradient * evaluate(choice.activation, z, numbers, ("x",))
