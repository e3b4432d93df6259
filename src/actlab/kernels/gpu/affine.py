"""BatchNorm + activation and bias + activation as one kernel each way.

The backward pass needs only ``x``: what the activation saw is computed from it again, so that in a network the
activation costs no memory beside the normalisation.
"""

from functools import cache
from typing import Any, NamedTuple

import torch
from torch import Tensor

from actlab.errors import BadValue
from actlab.kernels.gpu import loops
from actlab.kernels.gpu.launch import Launch, Parameters, body_of, check

TILE = 2048  # elements
PROGRAMS = 1024  # that share the sums of all channels: a GPU has about 130 processors for a few of them each


class Layout(NamedTuple):
    """A tensor of (images, channels, ...) as rows and columns; ``last``: channels are the columns."""

    rows: int
    columns: int
    channels: int
    last: bool

    @property
    def tile(self) -> tuple[int, int]:
        """Rows and columns of a tile."""
        width = min(TILE, 1 << max(self.columns - 1, 0).bit_length())
        return TILE // width, width


class Affine(NamedTuple):
    """What each channel goes through before the activation: ``(x - center) scale + shift``; only a shift for a bias.

    All are float32 of shape (channels,).
    """

    shift: Tensor
    center: Tensor | None = None
    scale: Tensor | None = None

    @property
    def tensors(self) -> tuple[Tensor, Tensor, Tensor]:
        """Center, scale and shift, as the kernels take them."""
        return (self.shift if self.center is None else self.center, self.scale_or_shift, self.shift)

    @property
    def scale_or_shift(self) -> Tensor:
        """A tensor to hand over where there is no scale."""
        return self.shift if self.scale is None else self.scale


def forward(key: str, x: Tensor, affine: Affine, parameters: Parameters = (), *, in_place: bool = False) -> Tensor:
    """The function ``key`` of ``(x - center) scale + shift``, for ``x`` of shape (images, channels, ...)."""
    x, layout = _laid_out(x, affine)
    y = x if in_place else torch.empty_like(x)
    body, left = body_of(key, "value", parameters, x.dtype != torch.float32)
    _run("affine_forward", body, left, layout, (x, *affine.tensors, y), affine)
    return y


def backward(
    key: str,
    gradient: Tensor,
    x: Tensor,
    affine: Affine,
    parameters: Parameters = (),
    linear: tuple[Tensor, Tensor, Tensor] | None = None,
) -> Tensor:
    """``by_g gradient slope + by_x (x - center) + rest`` with ``linear`` = (by_g, by_x, rest); else the first alone."""
    x, layout = _laid_out(x, affine)
    gradient = _like(gradient, x)
    dx = torch.empty_like(x)
    body, left = body_of(key, "slope", parameters)
    if (linear is None) != (affine.center is None):
        raise BadValue("linear needs both a center and a scale, and they need linear.")
    factors = (affine.shift,) * 3 if linear is None else linear
    _run("affine_backward", body, left, layout, (gradient, x, *affine.tensors, *factors, dx), affine)
    return dx


def sums(key: str, gradient: Tensor, x: Tensor, affine: Affine, parameters: Parameters = ()) -> tuple[Tensor, Tensor]:
    """For each channel the sums of ``gradient slope`` and of ``gradient slope (x - center)``, in float32."""
    x, layout = _laid_out(x, affine)
    rows, width = layout.tile
    images = layout.rows if layout.last else layout.rows // layout.channels
    groups = -(-layout.channels // width) if layout.last else layout.channels
    parts = max(1, min(PROGRAMS // groups, -(-images // rows)))
    partial_sums = torch.empty((2, parts, layout.channels), dtype=torch.float32, device=x.device)
    body, left = body_of(key, "slope", parameters)
    tensors = (_like(gradient, x), x, *affine.tensors, partial_sums)
    constants = {"NORMALISED": affine.center is not None, "LAST": layout.last, "ROWS": rows, "COLUMNS": width}
    numbers = (images, layout.columns, layout.channels, left)
    _launch("affine_sums", body).launch((groups, parts, 1), tensors, numbers, constants, _variant(layout))
    total, moment = partial_sums.sum(1)
    return total, moment


class Statistics(NamedTuple):
    """Of each channel the mean and one over the standard deviation, float32 of shape (channels,)."""

    mean: Tensor
    inverse: Tensor


def statistics(x: Tensor, eps: float) -> Statistics:
    """Those of a batch of shape (images, channels, ...)."""
    if x.is_cuda:
        return Statistics(*torch.batch_norm_stats(x, eps))
    variance, mean = torch.var_mean(x.float(), [0, *range(2, x.dim())], correction=0)
    return Statistics(mean, torch.rsqrt(variance + eps))


def normalised(of_batch: Statistics, weight: Tensor, bias: Tensor) -> Affine:
    """The normalisation by ``of_batch``, then ``weight`` and ``bias``."""
    return Affine(shift=bias.float(), center=of_batch.mean, scale=weight.float() * of_batch.inverse)


def normalised_backward(
    key: str,
    gradient: Tensor,
    x: Tensor,
    affine: Affine,
    of_batch: Statistics,
    parameters: Parameters = (),
    *,
    through_statistics: bool = True,
) -> tuple[Tensor, Tensor, Tensor]:
    """The gradients by x, weight and bias of ``forward(key, x, normalised(statistics(x), weight, bias))``.

    Without ``through_statistics`` they are constants, as at inference.
    """
    assert affine.scale is not None
    total, moment = sums(key, gradient, x, affine, parameters)
    share = affine.scale * (through_statistics / (x.numel() // x.shape[1]))
    linear = (affine.scale, -share * of_batch.inverse**2 * moment, -share * total)
    return backward(key, gradient, x, affine, parameters, linear), moment * of_batch.inverse, total


def _laid_out(x: Tensor, affine: Affine) -> tuple[Tensor, Layout]:
    check(x)
    if x.dim() < 2 or affine.shift.shape != (x.shape[1],):
        expected, got = "x of shape (images, channels, ...) and (channels,) numbers", tuple(affine.shift.shape)
        raise BadValue(f"expected {expected}, got {tuple(x.shape)} and {got}.")
    images, channels = x.shape[:2]
    if x.dim() == 4 and x.is_contiguous(memory_format=torch.channels_last) and not x.is_contiguous():
        return x, Layout(x.numel() // channels, channels, channels, last=True)
    if x.dim() == 2:
        return x.contiguous(), Layout(images, channels, channels, last=True)
    return x.contiguous(), Layout(images * channels, x.numel() // max(images * channels, 1), channels, last=False)


def _like(gradient: Tensor, x: Tensor) -> Tensor:
    same = gradient.stride() == x.stride() and gradient.dtype == x.dtype
    return gradient if same else torch.empty_like(x).copy_(gradient)


def _run(
    kernel: str, body: Any, parameters: Parameters, layout: Layout, tensors: tuple[Tensor, ...], affine: Affine
) -> None:
    rows, width = layout.tile
    grid = (-(-layout.rows // rows) * -(-layout.columns // width), 1, 1)
    constants = {"NORMALISED": affine.center is not None, "LAST": layout.last, "ROWS": rows, "COLUMNS": width}
    numbers = (layout.rows, layout.columns, layout.channels, parameters)
    if layout.rows and layout.columns:
        _launch(kernel, body).launch(grid, tensors, numbers, constants, _variant(layout))


def _variant(layout: Layout) -> tuple[Any, ...]:
    """All of a layout that changes the compiled code; Triton looks at whether ``columns`` is 1 or a multiple of 16."""
    return layout.tile, layout.last, layout.columns == 1, layout.columns % 16 == 0


@cache
def _launch(kernel: str, body: Any) -> Launch:
    return Launch(getattr(loops, kernel), **{"VALUE" if kernel == "affine_forward" else "SLOPE": body})
