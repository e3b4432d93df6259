"""The Triton kernels in the place of torch's own on CUDA, and behind ``torch.ops.actlab.*``.

Nothing changes without a GPU or without Triton. float64, complex numbers and arguments that ours do not have go on to
torch's own kernel. The kernels are imported, which imports Triton, when something is taken over.
"""

import importlib.util
import warnings
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import torch
from torch import Tensor

from actlab.define.activation import Activation
from actlab.define.library import RECORDS
from actlab.emitted import functions_of
from actlab.torch.mathematics import mathematics

Kernel = Callable[..., Any]

# By the name of the activation. Eager silu and softplus issue 56 and more instructions an element where ours issue 16
# to 26; what that gains in time is for benchmarks/gpu.py to say.
OPERATORS = {
    "mish": ("mish", "mish_", "mish_backward"),
    "silu": ("silu", "silu_", "silu_backward"),
    "softplus": ("softplus", "softplus_backward"),
}
LEAST_THRESHOLD = 17.0  # from here on torch's linear part of softplus is what rounding gives anyway

_taken: dict[str, torch.library.Library] = {}


@cache
def available() -> bool:
    """Whether there is a GPU that Triton compiles for."""
    return torch.cuda.is_available() and torch.version.hip is None and importlib.util.find_spec("triton") is not None


def take_over(names: Iterable[str] = (), device: str = "CUDA") -> tuple[str, ...]:
    """Replace torch's kernels of the activations ``names`` (all by default); says which operators are replaced."""
    if device != "CUDA" or available():
        for name in names or OPERATORS:
            for operator in OPERATORS.get(name, ()):
                if operator not in _taken:
                    _taken[operator] = _replace(operator, device)
    return taken()


def taken() -> tuple[str, ...]:
    """The operators that are replaced at this moment."""
    return tuple(_taken)


def give_back() -> None:
    """Give every operator back to torch."""
    for library in _taken.values():
        library._destroy()
    _taken.clear()


def _replace(operator: str, device: str) -> torch.library.Library:
    original = torch.library.get_kernel(f"aten::{operator}", device)
    keys = torch._C.DispatchKeySet(getattr(torch._C.DispatchKey, device))
    ours, takes = _kernels()[operator]

    def kernel(x: Tensor, *others: Any, **named: Any) -> Any:
        if takes(x, *others, **named):
            return ours(x, *others)
        return original.call_boxed(keys, x, *others, **named)

    library = torch.library.Library("aten", "IMPL")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch's one warning per process, that an operator is replaced
        library.impl(operator, kernel, device, allow_override=True)
    return library


@cache
def _kernels() -> dict[str, tuple[Kernel, Callable[..., bool]]]:
    """Each operator's kernel and what that takes."""
    from actlab.kernels.gpu import launch

    def value(key: str, *parameters: float) -> Kernel:
        return lambda x, *_: launch.value(key, x, parameters)

    def in_place(key: str, *parameters: float) -> Kernel:
        return lambda x, *_: launch.value(key, x, parameters, out=x)

    def backward(key: str, *parameters: float) -> Kernel:
        return lambda gradient, x, *_: launch.backward(key, gradient, x, parameters)

    def known(x: Tensor) -> bool:
        return x.dtype in launch.TYPES

    def alike(gradient: Tensor, x: Tensor) -> bool:
        return known(x) and gradient.dtype == x.dtype and gradient.shape == x.shape

    def usual(x: Tensor, beta: float = 1, threshold: float = 20) -> bool:
        return known(x) and beta == 1 and threshold >= LEAST_THRESHOLD

    return {
        "mish": (value("mish"), known),
        "mish_": (in_place("mish"), known),
        "mish_backward": (backward("mish"), alike),
        "silu": (value("swish", 1.0), known),
        "silu_": (in_place("swish", 1.0), known),
        "silu_backward": (backward("swish", 1.0), alike),
        "softplus": (value("softplus", 1.0), usual),
        "softplus_backward": (
            backward("softplus", 1.0),
            lambda gradient, x, beta, threshold: alike(gradient, x) and usual(x, beta, threshold),
        ),
    }


def storage(x: Tensor) -> Any:
    """The module of the kernels that keep less, where they take ``x``, else None."""
    if not (x.is_cuda and available() and x.dtype in (torch.float32, torch.bfloat16, torch.float16)):
        return None
    from actlab.kernels.gpu import storage

    return storage


# ---- operators of actlab's own ---------------------------------------------------------------------------------------


def register(library: torch.library.Library) -> None:
    """Give ``torch.ops.actlab.*`` kernels for CUDA tensors, where there is a GPU."""
    if not available():
        return
    from actlab.kernels.gpu import launch

    for record in RECORDS:
        for name, kernel in _operators(record, launch).items():
            library.impl(name, kernel, "CUDA")


def _operators(record: Activation, launch: Any) -> dict[str, Kernel]:
    key = record.key

    def plain(by: tuple[str, ...], x: Tensor, parameters: tuple[float, ...]) -> Tensor:
        wide = x.float() if x.dtype in (torch.float16, torch.bfloat16) else x
        found: Tensor = functions_of(record, by)(mathematics, wide, *parameters)
        return found

    def value(x: Tensor, *parameters: float) -> Tensor:
        known = x.dtype in launch.TYPES
        return launch.value(key, x, parameters) if known else plain((), x, parameters).clone()

    def in_place(x: Tensor, *parameters: float) -> Tensor:
        return launch.value(key, x, parameters, out=x) if x.dtype in launch.TYPES else x.copy_(value(x, *parameters))

    def backward(gradient: Tensor, x: Tensor, *parameters: float) -> Tensor:
        if x.dtype in launch.TYPES and gradient.dtype == x.dtype and gradient.shape == x.shape:
            found: Tensor = launch.backward(key, gradient, x, parameters)
            return found
        kind = torch.promote_types(gradient.dtype, x.dtype)
        return (gradient * plain(("x",), x, parameters)).to(kind)

    def curvature(gradient: Tensor, x: Tensor, *parameters: float) -> Tensor:
        kind = torch.promote_types(gradient.dtype, x.dtype)
        return (gradient * plain(("x", "x"), x, parameters)).to(kind)

    return {key: value, f"{key}_": in_place, f"{key}_backward": backward, f"{key}_curvature": curvature}
