"""Put actlab's kernels in the place of torch's own, in models that nobody has to change.

:func:`accelerate` registers them for operators such as ``aten::mish``; autograd, double backward, forward mode, vmap,
``torch.jit`` and autocast go on through torch's own formulas, which call the faster kernels. ``torch.compile`` gets the
stable form of Mish as decomposition. :func:`restore` takes all of it back.
"""

import warnings
from dataclasses import dataclass
from functools import cache
from typing import Any

import torch
from torch import Tensor
from torch.compiler import config as compiler_config

from actlab.errors import Missing, UnknownName
from actlab.torch import accelerate_cuda
from actlab.torch.operators import available, load, warn_once

# What can be taken over, by the name of the activation. By default it is what was measured to be faster than torch's
# (benchmarks/NOTES.md): everything with AVX-512, Mish alone elsewhere. Integers, complex numbers and arguments that our
# kernels do not have go on to torch's, and so do float64, and float32 in GELU's forward, where torch's is 1.3 times as
# fast and less exact.
OPERATORS = {
    "mish": ("mish", "mish_", "mish.out", "mish_backward"),
    "silu": ("silu", "silu_", "silu.out", "silu_backward", "silu_backward.grad_input"),
    "sigmoid": ("sigmoid", "sigmoid_"),
    "tanh": ("tanh", "tanh_"),
    "softplus": ("softplus", "softplus_backward"),
    "gelu": ("gelu", "gelu_backward"),
    "elu": ("elu", "elu_"),
}
_ON_STABLE_ABI = frozenset((*OPERATORS["mish"], *OPERATORS["silu"]))

_taken: list[str] = []
_decompositions: dict[Any, Any] = {}


@dataclass(frozen=True)
class Acceleration:
    """What was taken over, and why not where nothing was."""

    operators: tuple[str, ...]
    instructions: str | None
    missing: str | None = None
    on_cuda: tuple[str, ...] = ()
    slow_on_cuda: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.operators or self.on_cuda)

    def __str__(self) -> str:
        parts = []
        if self.missing:
            parts.append(f"torch's own kernels are in use: {self.missing}")
        elif not self:
            parts.append("torch's own kernels are in use; actlab.accelerate() replaces them.")
        if self.operators:
            parts.append(f"actlab's {self.instructions} kernels replace {_listed(self.operators)} on the CPU.")
        if self.on_cuda:
            parts.append(f"actlab's Triton kernels replace {_listed(self.on_cuda)} on CUDA.")
        if self.slow_on_cuda:
            reasons = "; ".join(self.slow_on_cuda)
            parts.append(f"Calls there are launched from Python, some microseconds slower: {reasons}")
        return " ".join(parts)


def _listed(operators: tuple[str, ...]) -> str:
    return f"aten::{', aten::'.join(operators)}"


def accelerate(*names: str) -> Acceleration:
    """Replace torch's kernels of the activations ``names``, by default where ours are faster; says what it took over.

    Calling it again adds to what is replaced. Without a compiler, or with torch before 2.10, nothing changes on the CPU
    and one warning says what is missing and what it costs. Without a GPU or Triton nothing changes on CUDA.

    >>> print(accelerate("mish"))  # doctest: +SKIP
    actlab's avx512 kernels replace aten::mish, aten::mish_, aten::mish.out, aten::mish_backward on the CPU.
    """
    for name in names:
        if name not in OPERATORS and name not in accelerate_cuda.OPERATORS:
            raise UnknownName("activation to accelerate", name, {**OPERATORS, **accelerate_cuda.OPERATORS})
    if "mish" in accelerate_cuda.take_over(names):
        _decompose_mish()
    try:
        load()
    except Missing as error:
        warn_once(str(error))
        return Acceleration((), None, str(error), accelerate_cuda.taken(), accelerate_cuda.slow())
    _use_up_warning()
    for name in names or (OPERATORS if _instructions() == "avx512" else ("mish",)):
        for operator in OPERATORS.get(name, ()):
            if operator not in _taken and _take(operator, operator != "gelu"):
                _taken.append(operator)
    if "mish" in _taken:
        _decompose_mish()
    return accelerated()


def _take(operator: str, float32: bool) -> bool:
    if operator in _ON_STABLE_ABI:
        torch.ops.actlab.take_over(operator)
    elif available():
        torch.ops.actlab.replace(operator, float32)
    return operator in _ON_STABLE_ABI or available()


def accelerated() -> Acceleration:
    """What is replaced at this moment."""
    instructions = _instructions() if _taken else None
    return Acceleration(tuple(_taken), instructions, None, accelerate_cuda.taken(), accelerate_cuda.slow())


def restore() -> None:
    """Give every operator back to torch."""
    accelerate_cuda.give_back()
    if _taken:
        torch.ops.actlab.give_back()
        if not _ON_STABLE_ABI.issuperset(_taken):
            torch.ops.actlab.put_back()
        _taken.clear()
    _undo_decompositions()


def _instructions() -> str:
    return str(torch.ops.actlab.instructions())


@cache
def _use_up_warning() -> None:
    """Let torch give its one warning per process, that an operator is replaced, where it can be silenced.

    It goes to standard error when C++ replaces, and is a Python warning when Python does: so Python does it first, for
    a moment.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        library = torch.library.Library("aten", "IMPL")
        library.impl("mish", lambda x: x, "CPU")
        library._destroy()


# ---- torch.compile ---------------------------------------------------------------------------------------------------


def stable_mish(x: Tensor) -> Tensor:
    """Mish in the form that fuses into one loop with one exponential."""
    wide = x.float() if x.dtype in (torch.float16, torch.bfloat16) else x
    e = torch.exp(torch.clamp(wide, max=20.0))
    n = e * (e + 2.0)
    return (wide * (n / (n + 2.0))).to(x.dtype)


def stable_mish_backward(gradient: Tensor, x: Tensor) -> Tensor:
    """The gradient of :func:`stable_mish`, with the same one exponential."""
    wide = x.float() if x.dtype in (torch.float16, torch.bfloat16) else x
    clamped = torch.clamp(wide, max=22.0)
    e = torch.exp(clamped)
    n = e * (e + 2.0)
    r = 1.0 / (n + 2.0)
    return (gradient.to(wide.dtype) * ((n + 4.0 * clamped * e * (1.0 + e) * r) * r)).to(x.dtype)


_STABLE = {
    torch.ops.aten.mish.default: stable_mish,
    torch.ops.aten.mish_backward.default: stable_mish_backward,
}


_CACHE_TAG = "actlab's stable form of Mish"  # or torch would take code from its cache on disk that was made without it


def _decompose_mish() -> None:
    """torch.compile's own decomposition, softplus and tanh, runs 3 times longer than the stable form."""
    if _CACHE_TAG not in compiler_config.cache_key_tag:
        compiler_config.cache_key_tag += _CACHE_TAG
    for table in _decomposition_tables():
        for operator, function in _STABLE.items():
            if table.get(operator) is not function:
                _decompositions[operator] = table.get(operator)
                table[operator] = function


def _undo_decompositions() -> None:
    for table in _decomposition_tables():  # perhaps one more than before, a copy of what was in the first
        for operator, before in _decompositions.items():
            if before is None:
                table.pop(operator, None)
            else:
                table[operator] = before
    _decompositions.clear()
    compiler_config.cache_key_tag = compiler_config.cache_key_tag.replace(_CACHE_TAG, "")


def _decomposition_tables() -> list[dict[Any, Any]]:
    """Inductor copies torch's table when it is first imported, and that at its first use; what exists is changed."""
    import sys

    from torch._decomp import decomposition_table

    tables: list[dict[Any, Any]] = [decomposition_table]
    inductor = sys.modules.get("torch._inductor.decomposition")
    if inductor is not None:
        tables += [inductor.decompositions, inductor.fast_random_decomps()]
    return tables
