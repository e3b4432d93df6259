"""Gates on a GPU: both inputs read where they lie in one tensor, or in two, and both slopes written in one pass.

A tensor that holds both inputs along a dimension is runs of ``inner`` numbers, of the first and of the second input in
turn: of whole halves, or interleaved of what lies behind one index. So one of them begins ``inner`` numbers later.
"""

from functools import cache
from typing import Any

import torch
import triton
import triton.language as tl
from torch import Tensor

from actlab.define.registry import choose_gate
from actlab.kernels.gpu import gate_functions
from actlab.kernels.gpu.launch import Launch, Parameters, check
from actlab.kernels.gpu.loops import read, write

BLOCK = 1024  # two inputs and two results are four blocks


@triton.jit
def places(start, at, inner, WIDE: tl.constexpr, PAIR: tl.constexpr):
    """Where the inputs of a block of results lie: the i-th behind i // inner runs of the other input."""
    if PAIR:
        return start + at
    row = start // inner
    within = (start - row * inner) + at
    if WIDE:  # no more than one run ends in a block; a division for each number would cost 20 instructions
        further = (within >= inner).to(tl.int64)
    else:
        further = (within.to(tl.int32) // inner.to(tl.int32)).to(tl.int64)
    return start + at + (row + further) * inner


@triton.jit(do_not_specialize=["n", "inner"])
def forward(
    a,
    b,
    y,
    n: "i64",
    inner: "i64",
    parameters,
    VALUE: tl.constexpr,
    WIDE: tl.constexpr,
    PAIR: tl.constexpr,
    BLOCK: tl.constexpr,
):
    """``y = value(a, b)``."""
    start = tl.program_id(0).to(tl.int64) * BLOCK
    at = tl.arange(0, BLOCK)
    mask = at < n - start
    where = places(start, at, inner, WIDE, PAIR)
    write(y + start, at, mask, VALUE(read(a, where, mask), read(b, where, mask), *parameters))


@triton.jit(do_not_specialize=["n", "inner"])
def backward(
    g,
    a,
    b,
    by_a,
    by_b,
    n: "i64",
    inner: "i64",
    parameters,
    FIRST: tl.constexpr,
    SECOND: tl.constexpr,
    WIDE: tl.constexpr,
    PAIR: tl.constexpr,
    BLOCK: tl.constexpr,
):
    """``g`` times both slopes."""
    start = tl.program_id(0).to(tl.int64) * BLOCK
    at = tl.arange(0, BLOCK)
    mask = at < n - start
    where = places(start, at, inner, WIDE, PAIR)
    first, second, along = read(a, where, mask), read(b, where, mask), read(g + start, at, mask)
    write(by_a, where, mask, along * FIRST(first, second, *parameters))
    write(by_b, where, mask, along * SECOND(first, second, *parameters))


# As the operators of the CPU have it: the gate's key and its parameters come last, perhaps with more numbers behind.


def halves(x: Tensor, dim: int, interleaved: bool, second: bool, key: str, *numbers: float) -> Tensor:
    """The gate ``key`` of ``x``, which holds both inputs along ``dim``; the gate's is the second where ``second``."""
    check(x)
    x = x.contiguous()
    y = x.new_empty([size // 2 if at == dim % x.ndim else size for at, size in enumerate(x.shape)])
    inner = _inner(x, dim, interleaved)
    _run(_forward(key), (*_both(x, inner, second), y), inner, numbers)
    return y


def halves_backward(
    gradient: Tensor, x: Tensor, dim: int, interleaved: bool, second: bool, key: str, *numbers: float
) -> Tensor:
    """The gradient of ``x`` in :func:`halves`."""
    x, gradient = x.contiguous(), gradient.contiguous()
    dx, inner = torch.empty_like(x), _inner(x, dim, interleaved)
    _run(_backward(key), (gradient, *_both(x, inner, second), *_both(dx, inner, second)), inner, numbers)
    return dx


def pair(a: Tensor, b: Tensor, key: str, *numbers: float) -> Tensor:
    """The gate ``key`` of two tensors of one shape and type."""
    check(a)
    y = torch.empty_like(a, memory_format=torch.contiguous_format)
    _run(_forward(key), (a.contiguous(), b.contiguous(), y), 0, numbers)
    return y


def pair_backward(gradient: Tensor, a: Tensor, b: Tensor, key: str, *numbers: float) -> tuple[Tensor, Tensor]:
    """The gradients of both tensors in :func:`pair`."""
    gradient, a, b = gradient.contiguous(), a.contiguous(), b.contiguous()
    by_a, by_b = torch.empty_like(a), torch.empty_like(b)
    _run(_backward(key), (gradient, a, b, by_a, by_b), 0, numbers)
    return by_a, by_b


def _inner(x: Tensor, dim: int, interleaved: bool) -> int:
    behind = x.stride(dim) if x.numel() else 1
    return behind if interleaved else behind * (x.shape[dim] // 2)


def _both(x: Tensor, inner: int, second: bool) -> tuple[Tensor, Tensor]:
    flat = x.view(-1)
    runs = flat, flat[inner:]
    return runs[::-1] if second else runs


def _run(prepared: tuple[Launch, int], tensors: tuple[Tensor, ...], inner: int, numbers: Parameters) -> None:
    launch, count = prepared
    n = min(tensor.numel() for tensor in tensors)
    if not n:
        return
    shape = {"WIDE": inner >= BLOCK, "PAIR": inner == 0}
    grid = (-(-n // BLOCK), 1, 1)
    launch.launch(grid, tensors, (n, inner, numbers[:count]), {**shape, "BLOCK": BLOCK}, tuple(shape.values()))


@cache
def _forward(key: str) -> tuple[Launch, int]:
    return Launch(forward, VALUE=_body(key, "value")), _count(key)


@cache
def _backward(key: str) -> tuple[Launch, int]:
    return Launch(backward, FIRST=_body(key, "by_a"), SECOND=_body(key, "by_b")), _count(key)


def _body(key: str, word: str) -> Any:
    return getattr(gate_functions, f"{key}_{word}")


def _count(key: str) -> int:
    return len(choose_gate(key).parameters)
