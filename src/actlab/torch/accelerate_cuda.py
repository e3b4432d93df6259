"""The Triton kernels in the place of torch's own on CUDA, and behind ``torch.ops.actlab.*``.

Nothing changes without a GPU or without Triton. float64, complex numbers and arguments that ours do not have go on to
torch's own kernel. The usual call does not enter Python (``kernels/gpu/launcher.py``) unless a C++ compiler is missing.
The first takeover imports the kernels and with them Triton.
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
TYPES = ("float32", "bfloat16", "float16")
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


def slow() -> tuple[str, ...]:
    """Why calls of what is replaced enter Python; empty where the usual ones do not."""
    from actlab.kernels.gpu import launcher

    obstacle = launcher.obstacle() if _taken else ""
    return (obstacle,) if obstacle else launcher.refused()


def give_back() -> None:
    """Give every operator back to torch."""
    from actlab.kernels.gpu import launcher

    for operator, library in _taken.items():
        launcher.slow_down(f"aten::{operator}")
        library._destroy()
    _taken.clear()


def _replace(operator: str, device: str) -> torch.library.Library:
    from actlab.kernels.gpu import launcher

    original = torch.library.get_kernel(f"aten::{operator}", device)
    keys = torch._C.DispatchKeySet(getattr(torch._C.DispatchKey, device))
    function, usual, ours, takes = _kernels()[operator]

    def kernel(x: Tensor, *others: Any, **named: Any) -> Any:
        if takes(x, *others, **named):
            return ours(x, *others)
        return original.call_boxed(keys, x, *others, **named)

    library = torch.library.Library("aten", "IMPL")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch's one warning per process, that an operator is replaced
        library.impl(operator, kernel, device, allow_override=True)
    launcher.quicken(f"aten::{operator}", device, function, usual)
    return library


@cache
def _kernels() -> dict[str, tuple[str, tuple[float, ...], Kernel, Callable[..., bool]]]:
    """Of each operator the launched function, the usual numbers behind the tensors, the kernel, and what that takes."""
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

    def linear(x: Tensor, beta: float = 1, threshold: float = 20) -> bool:
        return known(x) and beta == 1 and threshold >= LEAST_THRESHOLD

    def linear_alike(gradient: Tensor, x: Tensor, beta: float, threshold: float) -> bool:
        return alike(gradient, x) and linear(x, beta, threshold)

    return {
        "mish": ("mish value", (), value("mish"), known),
        "mish_": ("mish value", (), in_place("mish"), known),
        "mish_backward": ("mish backward", (), backward("mish"), alike),
        "silu": ("swish value", (), value("swish", 1.0), known),
        "silu_": ("swish value", (), in_place("swish", 1.0), known),
        "silu_backward": ("swish backward", (), backward("swish", 1.0), alike),
        "softplus": ("softplus value", (1.0, 20.0), value("softplus", 1.0), linear),
        "softplus_backward": ("softplus backward", (1.0, 20.0), backward("softplus", 1.0), linear_alike),
    }


def storage(x: Tensor) -> Any:
    """The module of the kernels that keep less, where they take ``x``, else None."""
    if not (x.is_cuda and available() and x.dtype in (torch.float32, torch.bfloat16, torch.float16)):
        return None
    from actlab.kernels.gpu import storage

    return storage


# ---- operators of actlab's own ---------------------------------------------------------------------------------------


def register(library: torch.library.Library, device: str = "CUDA") -> None:
    """Give ``torch.ops.actlab.*`` kernels for CUDA tensors, where there is a GPU."""
    if device == "CUDA" and not available():
        return
    from actlab.kernels.gpu import launch, launcher

    for record in RECORDS:
        for name, kernel in _operators(record, launch).items():
            library.impl(name, kernel, device)
        key, usual = record.key, tuple(parameter.default for parameter in record.parameters)
        if not launch.body_of(key, "value", usual)[1]:
            for name, word in ((key, "value"), (f"{key}_", "value"), (f"{key}_backward", "backward")):
                launcher.quicken(f"{library.ns}::{name}", device, f"{key} {word}", usual)


def _operators(record: Activation, launch: Any) -> dict[str, Kernel]:
    key = record.key

    def plain(by: tuple[str, ...], x: Tensor, parameters: tuple[float, ...]) -> Tensor:
        wide = x.float() if x.dtype in (torch.float16, torch.bfloat16) else x
        result: Tensor = functions_of(record, by)(mathematics, wide, *parameters)
        return result

    def value(x: Tensor, *parameters: float) -> Tensor:
        known = x.dtype in launch.TYPES
        return launch.value(key, x, parameters) if known else plain((), x, parameters).clone()

    def in_place(x: Tensor, *parameters: float) -> Tensor:
        return launch.value(key, x, parameters, out=x) if x.dtype in launch.TYPES else x.copy_(value(x, *parameters))

    def backward(gradient: Tensor, x: Tensor, *parameters: float) -> Tensor:
        if x.dtype in launch.TYPES and gradient.dtype == x.dtype and gradient.shape == x.shape:
            result: Tensor = launch.backward(key, gradient, x, parameters)
            return result
        kind = torch.promote_types(gradient.dtype, x.dtype)
        return (gradient * plain(("x",), x, parameters)).to(kind)

    def curvature(gradient: Tensor, x: Tensor, *parameters: float) -> Tensor:
        kind = torch.promote_types(gradient.dtype, x.dtype)
        return (gradient * plain(("x", "x"), x, parameters)).to(kind)

    return {key: value, f"{key}_": in_place, f"{key}_backward": backward, f"{key}_curvature": curvature}
