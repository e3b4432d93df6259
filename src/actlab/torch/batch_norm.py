"""Batch normalisation and an activation in one, which keeps for both what batch normalisation keeps alone."""

from typing import Any

import torch
from torch import Tensor, fx
from torch.compiler import is_compiling
from torch.nn import functional

from actlab.define import Choice, choose
from actlab.errors import BadType, BadValue
from actlab.torch import accelerate_cuda, fused_cuda, inputs
from actlab.torch.evaluate import evaluate
from actlab.torch.learnable import transformed
from actlab.torch.leaves import leaf
from actlab.torch.operators import REDUCED, operator_of
from actlab.torch.storage import refuse_second_derivative


class BatchNormAct2d(torch.nn.BatchNorm2d):
    """``activation(BatchNorm2d(x))`` for ``[N, channels, H, W]``; the state dict is that of ``torch.nn.BatchNorm2d``.

    The backward pass computes what comes between the two again, from the input that batch normalisation keeps anyway:
    the same bits, and no more memory than with ReLU, for the time of one batch normalisation. No second derivatives,
    but in compiled and exported graphs and in transforms of torch.func, where it is the two one after the other.

    To read ``eps`` is refused: whatever fuses a batch normalisation or makes another of it reads that, such as
    ``SyncBatchNorm.convert_sync_batchnorm`` and ``fuse_conv_bn_eval``, and would lose the activation.

    >>> BatchNormAct2d(3, "mish")(torch.ones(2, 3, 4, 4)).shape
    torch.Size([2, 3, 4, 4])

    Raises:
        BadType: for an input of no float type, or of another one than the weights and averages.
        BadValue: for an input of other dimensions or another number of channels, for one value per channel where the
            batch is normalised by itself, and for reading ``eps``.
    """

    def __init__(self, channels: int, activation: str | Choice, **options: Any) -> None:
        super().__init__(channels, **options)
        self.activation = choose(activation)

    @property
    def eps(self) -> float:
        """What is added to the variance; refused to readers."""
        raise BadValue(
            "BatchNormAct2d does not show its eps: what reads it, such as convert_sync_batchnorm or fuse_conv_bn_eval, "
            "makes something else of the batch normalisation and would lose the activation; put torch.nn.BatchNorm2d, "
            f"which takes the state dict, and actlab.nn.module({self.activation.key!r}) in its place first."
        )

    @eps.setter
    def eps(self, value: float) -> None:
        self.__dict__["eps"] = value

    def __dir__(self) -> list[str]:
        names: list[str] = super().__dir__()  # type: ignore[no-untyped-call]
        return [name for name in names if name != "eps"]  # torch.jit.trace asks for all that stand here

    def forward(self, x: Tensor) -> Tensor:
        """The activation of the normalised ``x``."""
        if isinstance(x, fx.Proxy):
            return leaf(self, x)
        by_batch = self.training or (self.running_mean is None and self.running_var is None)
        # torch.batch_norm checks too; to look at sizes in a trace is warned of.
        if not torch.jit.is_tracing():  # type: ignore[attr-defined, no-untyped-call]
            self._check(x, by_batch)
        updates = self.training and self.track_running_stats
        averages = (self.running_mean, self.running_var) if updates or not self.training else (None, None)
        share, eps = self._share() if updates else 0.0, self.__dict__["eps"]
        record, numbers = self.activation.activation, tuple(self.activation.parameters.values())
        # The bare operator divides by the number of values, which ends the process where a batch is empty.
        if is_compiling() or transformed() or not x.numel():
            normal = functional.batch_norm(x, *averages, self.weight, self.bias, by_batch, share, eps)
            return evaluate(record, normal, numbers)
        parts: tuple[Any, ...] = (self.weight, self.bias, *averages)
        if accelerate_cuda.storage(x) and all(part is not None for part in parts):
            return fused_cuda.normalised(
                record.key, x, *parts, training=self.training, momentum=share, eps=eps, parameters=numbers
            )
        result: Tensor = _Fused.apply(x, *parts, by_batch, share, eps, self.activation)  # type: ignore[no-untyped-call]
        return result

    def _check(self, x: Tensor, by_batch: bool) -> None:
        """Refuse what the bare operator does not: it would read and write beyond its averages, weights and biases."""
        inputs.check(x)
        shape = tuple(x.shape)
        if x.ndim != 4:
            raise BadValue(f"BatchNormAct2d expects an input of shape [N, channels, H, W], got one of shape {shape}.")
        for name in ("running_mean", "running_var", "weight", "bias"):
            _check_part(name, getattr(self, name), x)
        if by_batch and x.numel() == x.shape[1]:
            raise BadValue(
                f"expected more than 1 value per channel to normalise a batch by itself, got an input of shape {shape}"
                "; give it more images, or call eval() on a module with running averages."
            )

    def _share(self) -> float:
        """How much of the running averages this batch makes."""
        if self.num_batches_tracked is not None:
            self.num_batches_tracked.add_(1)
        if self.momentum is not None:
            return self.momentum
        return 1.0 / float(self.num_batches_tracked or 1)

    def __prepare_scriptable__(self) -> torch.nn.Module:
        """What ``torch.jit.script`` takes for it: nothing."""
        raise BadValue(
            "torch.jit.script cannot read BatchNormAct2d; use torch.jit.trace(model, example) or "
            "torch.export.export(model, (example,))."
        )

    def extra_repr(self) -> str:
        """As torch prints it, and the activation."""
        usual = super().extra_repr()  # type: ignore[no-untyped-call]
        return f"{usual}, activation={self.activation.key}"


def _check_part(name: str, part: Tensor | None, x: Tensor) -> None:
    """Refuse averages, weights or biases of another size than the channels of ``x``, or of a type that is not mixed."""
    if part is not None and part.numel() != x.shape[1]:
        raise BadValue(
            f"BatchNormAct2d expects one number of {name} for each channel in dimension 1: an input of shape "
            f"{tuple(x.shape)} has {x.shape[1]}, got {part.numel()}; make it with BatchNormAct2d({x.shape[1]}, ...)."
        )
    types = (x.dtype, torch.float32) if x.dtype in REDUCED else (x.dtype,)
    if part is not None and part.dtype not in types:
        raise BadType(
            f"BatchNormAct2d expects {name} of type {' or '.join(map(str, types))} for an input of {x.dtype}, got "
            f"{part.dtype}; convert the input or the module with to()."
        )


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
