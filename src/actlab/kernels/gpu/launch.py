"""Launch the kernels on tensors: any shape and strides, float32, bfloat16 or float16, any device and stream.

The first call for a type compiles and remembers the result, so that a later call costs one look into a
dictionary, and of torch's operators not even that (launcher.py). Warm up once before capturing a CUDA graph.
"""

from collections.abc import Hashable
from contextlib import AbstractContextManager, nullcontext
from functools import cache, partial
from typing import Any

import torch
from torch import Tensor

from actlab.errors import BadType, BadValue
from actlab.kernels.gpu import functions, launcher, loops, tuned

TYPES = (torch.float32, torch.bfloat16, torch.float16)
BLOCK = 2048  # 16 elements a thread: with 8 the addresses alone cost one slot more for each element
WARPS = 4

# Records whose default parameters have a body in tuned.py of another name, or without parameters.
TUNED = {("mish", ()): "mish", ("swish", (1.0,)): "silu", ("softplus", (1.0,)): "softplus"}

Parameters = tuple[float, ...]


def value(key: str, x: Tensor, parameters: Parameters = (), out: Tensor | None = None) -> Tensor:
    """The function ``key`` of every element of ``x``; ``out`` may be ``x``, else it must not overlap it.

    The result has the strides of ``x`` where those are dense, else those that ``torch.empty_like`` gives.
    """
    y = torch.empty_like(x) if out is None else _output(out, x)
    variant = ("value", key, parameters, x.dtype, x.get_device())
    if not _again(variant, x, y):
        check(x)
        if not dense(y):
            return y.copy_(value(key, x, parameters))
        _over(variant, *_forward(key, parameters, x.dtype != torch.float32), (laid_out(x, y), y))
    return y


def backward(key: str, gradient: Tensor, x: Tensor, parameters: Parameters = (), out: Tensor | None = None) -> Tensor:
    """``gradient`` times the slope of ``key`` at ``x``; ``out`` may be ``gradient`` or ``x``."""
    if gradient.shape != x.shape or gradient.dtype != x.dtype or gradient.device != x.device:
        raise BadValue(f"gradient must be like x, {_kind(x)}, got {_kind(gradient)}.")
    dx = torch.empty_like(x) if out is None else _output(out, x)
    variant = ("backward", key, parameters, x.dtype, x.get_device())
    if not _again(variant, gradient, x, dx):
        check(x)
        if not dense(dx):
            return dx.copy_(backward(key, gradient, x, parameters))
        _over(variant, *_backward(key, parameters), (laid_out(gradient, dx), laid_out(x, dx), dx))
    return dx


# ---- launches again --------------------------------------------------------------------------------------------------


_entries: dict[Hashable, Any] = {}


def _again(variant: tuple[Any, ...], *tensors: Tensor) -> bool:
    """Repeat the last launch of ``variant``; False unless the tensors are contiguous and aligned on this device.

    It takes less than half of the host's time of Triton's own launch (docs/gpu.md), mostly for torch.empty_like.
    """
    n = tensors[0].numel()
    entry = _entries.get((variant, not n % BLOCK))
    if entry is None or not n or torch._C._cuda_getDevice() != entry[0]:
        return False
    for tensor in tensors:
        if not tensor.is_contiguous() or tensor.data_ptr() & 15:
            return False
    device, run, function, metadata, parameters, ordered = entry
    stream = torch._C._cuda_getCurrentRawStream(device)
    run(-(-n // BLOCK), 1, 1, stream, function, metadata, None, None, None, *tensors, n, parameters, *ordered)
    return True


class Launch:
    """A kernel with its compile-time constants; remembers what it compiled by type, device and alignment."""

    def __init__(self, kernel: Any, **constants: Any) -> None:
        self.kernel, self.constants = kernel, constants
        self.entries: dict[Hashable, Any] = {}

    def launch(
        self,
        grid: tuple[int, int, int],
        tensors: tuple[Tensor, ...],
        numbers: tuple[Any, ...],
        constants: dict[str, Any],
        variant: Hashable,
    ) -> Any:
        """Run the kernel; ``variant`` says all that ``numbers`` and ``constants`` change in the compiled code.

        Returns the entry that later launches use, None the first time.
        """
        device = tensors[0].device
        key = (device.index, variant, *[(tensor.dtype, tensor.data_ptr() & 15) for tensor in tensors])
        with _on(device):
            entry = self.entries.get(key)
            if entry is None:
                constants = {**self.constants, **constants}
                compiled = self.kernel[grid](*tensors, *numbers, **constants, num_warps=WARPS)
                if compiled is not None:  # the interpreter compiles nothing
                    ordered = tuple(constants[name] for name in self.kernel.arg_names if name in constants)
                    self.entries[key] = (compiled, compiled.run, compiled.function, compiled.packed_metadata, ordered)
                return None
            _, run, function, metadata, ordered = entry
            stream = torch._C._cuda_getCurrentRawStream(device.index)
            run(*grid, stream, function, metadata, None, None, None, *tensors, *numbers, *ordered)
            return entry


def _on(device: torch.device) -> AbstractContextManager[Any]:
    if device.type != "cuda" or device.index == torch.cuda.current_device():
        return nullcontext()
    return torch.cuda.device(device)


def _over(variant: tuple[Any, ...], launch: Launch, parameters: Parameters, tensors: tuple[Tensor, ...]) -> None:
    """Over all elements of tensors that share one layout; stores what :func:`_again` repeats."""
    n = tensors[0].numel()
    if n == 0:
        return
    even = n % BLOCK == 0
    entry = launch.launch((-(-n // BLOCK), 1, 1), tensors, (n, parameters), {"BLOCK": BLOCK, "EVEN": even}, even)
    if entry is None or (variant, even) in _entries:
        return
    if all(tensor.is_contiguous() and not tensor.data_ptr() & 15 for tensor in tensors):
        compiled, run, function, metadata, ordered = entry
        _entries[(variant, even)] = (tensors[0].get_device(), run, function, metadata, parameters, ordered)
        if not parameters and not _offered(variant, compiled, even, tensors[:-1]):
            del _entries[(variant, even)]  # so that the next call offers it again


def _offered(variant: tuple[Any, ...], compiled: Any, even: bool, inputs: tuple[Tensor, ...]) -> bool:
    word, key, parameters, *_ = variant
    ours = partial(value if word == "value" else backward, key, parameters=parameters)
    return launcher.offer(f"{key} {word}", compiled, even, BLOCK, inputs, ours)


@cache
def _forward(key: str, parameters: Parameters, rounded: bool) -> tuple[Launch, Parameters]:
    body, left = body_of(key, "value", parameters, rounded)
    return Launch(loops.forward, VALUE=body), left


@cache
def _backward(key: str, parameters: Parameters) -> tuple[Launch, Parameters]:
    body, left = body_of(key, "slope", parameters)
    return Launch(loops.backward, SLOPE=body), left


def body_of(key: str, word: str, parameters: Parameters, rounded: bool = False) -> tuple[Any, Parameters]:
    """The function, and the parameters that it takes; one of its own where the result is rounded to 16 bits."""
    name = TUNED.get((key, parameters))
    if name is None:
        return getattr(functions, f"{key}_{word}"), parameters
    short = getattr(tuned, f"{name}_{word}_16", None) if rounded else None
    return short or getattr(tuned, f"{name}_{word}"), ()


# ---- layouts ---------------------------------------------------------------------------------------------------------


def check(x: Tensor) -> None:
    """Refuse types that the kernels do not have."""
    if x.dtype not in TYPES:
        raise BadType(f"expected a tensor of float32, bfloat16 or float16, got {x.dtype}; convert it with x.float().")


def _kind(x: Tensor) -> str:
    return f"{x.dtype} of shape {tuple(x.shape)} on {x.device}"


def _output(out: Tensor, x: Tensor) -> Tensor:
    if out.shape != x.shape or out.dtype != x.dtype or out.device != x.device:
        raise BadValue(f"out must be like x, {_kind(x)}, got {_kind(out)}.")
    return out


def dense(x: Tensor) -> bool:
    """Whether the elements of ``x`` lie side by side in memory, in any order."""
    return x.is_contiguous() or x.stride() == torch.empty_like(x, device="meta").stride()


def laid_out(x: Tensor, like: Tensor) -> Tensor:
    """``x``, or a copy of it with the strides of ``like``, which is dense."""
    same = x.stride() == like.stride() or (x.is_contiguous() and like.is_contiguous())
    return x if same else torch.empty_like(like).copy_(x)
