"""Forward passes that keep less than the input, and their way back; ``actlab.torch.storage`` describes what each keeps.

Codes and bits lie in the order of memory, so a tensor and its gradient must have one layout; dense tensors are taken as
they lie, others are copied.
"""

from functools import cache
from typing import Any

import torch
from torch import Tensor

from actlab.kernels.gpu import loops
from actlab.kernels.gpu.launch import BLOCK, Launch, Parameters, body_of, check, dense, laid_out


def byte_forward(
    key: str, x: Tensor, low: float, step: float, parameters: Parameters = (), *, in_place: bool = False
) -> tuple[Tensor, Tensor]:
    """The function ``key`` of ``x``, and its slope as a byte each: ``low + step * byte``."""
    source, y = _pair(x, in_place)
    code = torch.empty_like(y, dtype=torch.uint8)
    value, left = body_of(key, "value", parameters, x.dtype != torch.float32)
    slope, _ = body_of(key, "slope", parameters)
    _run("forward_byte", (source, y, code), (low, step, left), VALUE=value, SLOPE=slope)
    return _back(x, y, in_place), code


def byte_backward(gradient: Tensor, code: Tensor, low: float, step: float) -> Tensor:
    """``gradient`` times the slope that :func:`byte_forward` kept."""
    dx = torch.empty_like(code, dtype=gradient.dtype)
    _run("backward_byte", (laid_out(gradient, dx), code, dx), (low, step))
    return dx


def output_forward(
    key: str, x: Tensor, least_at: float, parameters: Parameters = (), *, in_place: bool = False
) -> tuple[Tensor, Tensor]:
    """The function ``key`` of ``x``, and eight to a byte whether ``x`` lies left of ``least_at``."""
    source, y = _pair(x, in_place)
    left = torch.empty(-(-x.numel() // 8), dtype=torch.uint8, device=x.device)
    value, numbers = body_of(key, "value", parameters, x.dtype != torch.float32)
    _run("forward_output", (source, y, left), (least_at, numbers), VALUE=value)
    return _back(x, y, in_place), left


def output_backward(
    gradient: Tensor, y: Tensor, left: Tensor, table: Tensor, least: float, scales: tuple[float, float]
) -> Tensor:
    """``gradient`` times the slope at what gave ``y``: ``table`` has it at even steps of ``sqrt(y - least)``.

    First those right of the minimum, then as many left of it; ``scales`` are the entries a unit of both.
    """
    dx = torch.empty_like(y)
    tensors = (laid_out(gradient, dx), laid_out(y, dx), left, table, dx)
    _run("backward_output", tensors, (least, *scales), ENTRIES=len(table) // 2)
    return dx


def _pair(x: Tensor, in_place: bool) -> tuple[Tensor, Tensor]:
    """What is read and what is written; in place both are one, a copy where x has holes."""
    check(x)
    if in_place and dense(x):
        return x, x
    y = torch.empty_like(x)
    return laid_out(x, y), y


def _back(x: Tensor, y: Tensor, in_place: bool) -> Tensor:
    return x.copy_(y) if in_place and x is not y else y


def _run(kernel: str, tensors: tuple[Tensor, ...], numbers: tuple[Any, ...], **constants: Any) -> None:
    n = tensors[0].numel()
    if n:
        launch = _launch(kernel, *constants.items())
        launch.launch((-(-n // BLOCK), 1, 1), tensors, (n, *numbers), {"BLOCK": BLOCK}, ())


@cache
def _launch(kernel: str, *constants: tuple[str, Any]) -> Launch:
    return Launch(getattr(loops, kernel), **dict(constants))
