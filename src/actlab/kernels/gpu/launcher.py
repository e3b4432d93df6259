"""Hands compiled kernels over to ``launcher.cpp``, which launches them without entering Python.

The launcher reads from the machine code what a kernel expects, and accepts only the one form that it knows. Each is
first launched by both on a small tensor, and handed over if the bits are the same. Else Python goes on launching it.
"""

import re
import warnings
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from actlab.errors import Unavailable
from actlab.kernels.build import compiled

PARAMETERS = re.compile(r"\.entry\s+\w+\s*\(([^)]*)\)")
TENSOR, NUMBER = ".param .u64 .ptr .global", ".param .u64"
MOST_SCRATCH = 2  # pointers behind the arguments, to memory that our kernels do not use: global and for profiling
# What Triton's own launcher asks for beside threads and shared memory; with any of it, that stays in charge.
BESIDES = ("launch_cooperative_grid", "launch_pdl", "global_scratch_size", "profile_scratch_size", "tensordesc_meta")

_quickened: set[str] = set()
_refused: dict[str, str] = {}


@cache
def obstacle() -> str:
    """Why nothing can be launched from C++; empty where it can. The library is compiled on first use."""
    try:
        torch.ops.load_library(str(compiled("launcher", Path(torch.__file__).parent)))
    except (Unavailable, OSError) as error:
        return str(error)
    return ""


def quicken(operator: str, device: str, function: str, usual: tuple[float, ...] = ()) -> None:
    """Let ``operator``, such as ``aten::mish``, launch ``function`` from C++ as soon as that is handed over.

    ``usual`` is what its arguments after the tensors must be; all else goes to the kernel that is registered now.
    """
    if not obstacle():
        _quickened.add(function)
        torch.ops.actlab.gpu_quicken(operator, device, function, operator.endswith("_"), usual)


def slow_down(operator: str) -> None:
    """Undo :func:`quicken`."""
    if not obstacle():
        torch.ops.actlab.gpu_slow_down(operator)


def refused() -> tuple[str, ...]:
    """The functions that C++ does not launch, each with the reason."""
    return tuple(f"{function}: {reason}" for function, reason in _refused.items())


def offer(
    function: str, kernel: Any, even: bool, block: int, inputs: tuple[Tensor, ...], ours: Callable[..., Tensor]
) -> bool:
    """Hand over a compiled kernel of ``function``, if that is wanted; ``ours`` launches it on tensors like ``inputs``.

    False where that must wait: a graph is being captured, or there is no memory left for the comparison.
    """
    if function not in _quickened or function in _refused:
        return True
    if _capturing(inputs[0]):
        return False
    numbers = form_of(kernel, len(inputs) + 1, block)
    try:
        if numbers is None:
            _refuse(function, "it was compiled to a form that is not known here")
        elif not _agree(numbers, even, block, inputs, ours):
            _refuse(function, "launched from C++ it gave another result")
        else:
            torch.ops.actlab.gpu_hand_over(function, even, inputs[0], numbers)
    except torch.OutOfMemoryError:
        return False
    return True


def _capturing(x: Tensor) -> bool:
    return x.is_cuda and torch.cuda.is_current_stream_capturing()


def form_of(kernel: Any, tensors: int, block: int) -> list[int] | None:
    """Function, threads, shared memory, block, number of scratch pointers; None if it wants something else.

    Its arguments are ``tensors`` pointers, the number of elements, and scratch pointers, all of 64 bits.
    """
    match = PARAMETERS.search(kernel.asm.get("ptx", ""))
    types = [" ".join(text.split()) for text in match[1].split(",")] if match else []
    scratch = types[tensors + 1 :]
    known = (
        len(types) > tensors
        and all(text.startswith(TENSOR) for text in (*types[:tensors], *scratch))
        and types[tensors].startswith(NUMBER)
        and not types[tensors].startswith(TENSOR)
        and len(scratch) <= MOST_SCRATCH
        and kernel.metadata.num_ctas == 1
        and not any(getattr(kernel.metadata, name, None) for name in BESIDES)
    )
    threads = kernel.metadata.num_warps * kernel.metadata.target.warp_size
    return [kernel.function, threads, kernel.metadata.shared, block, len(scratch)] if known else None


def _agree(numbers: list[int], even: bool, block: int, inputs: tuple[Tensor, ...], ours: Callable[..., Tensor]) -> bool:
    """Whether a launch from C++ writes the same bits as ``ours``, and none behind them."""
    n = 2 * block if even else block + 77
    samples = [_sample(n, like, low) for like, low in zip(inputs, (-3.0, -110.0)[-len(inputs) :], strict=True)]
    right = torch.cat((ours(*samples), _sample(block, inputs[0], 1.0)))
    got = torch.cat((torch.full_like(samples[0], 7.0), right[n:]))
    done: bool = torch.ops.actlab.gpu_try(numbers, [*samples, got[:n]])
    kind = torch.int16 if got.element_size() == 2 else torch.int32
    return done and torch.equal(got.view(kind), right.view(kind))


def _sample(n: int, like: Tensor, low: float) -> Tensor:
    """Numbers from ``low`` to 25, and at the front what is none."""
    special = torch.tensor([torch.inf, -torch.inf, torch.nan, -0.0], dtype=like.dtype, device=like.device)
    return torch.cat((special, torch.linspace(low, 25.0, n - 4, device=like.device).to(like.dtype)))


def _refuse(function: str, reason: str) -> None:
    _refused[function] = reason
    warnings.warn(f"actlab launches {function} from Python, some microseconds slower a call: {reason}.", stacklevel=2)
