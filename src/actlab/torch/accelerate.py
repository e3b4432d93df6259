"""Put actlab's kernels in the place of torch's own, in models that nobody has to change.

:func:`accelerate` registers them for operators such as ``aten::mish``; autograd, double backward, forward mode, vmap,
``torch.jit`` and autocast go on through torch's own formulas, which call the faster kernels, and ``torch.compile``
calls them too. :func:`restore` takes all of it back.
"""

import warnings
from dataclasses import dataclass
from functools import cache

import torch

from actlab.errors import Unavailable, UnknownName
from actlab.torch import accelerate_cuda, aten, compiled
from actlab.torch.operators import load, warn_once


@dataclass(frozen=True)
class Acceleration:
    """Which operators actlab runs, and the reason where it runs none."""

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
    """Replace torch's kernels of the functions ``names``, by default where ours are faster; says what it took over.

    A function is replaced with all its operators, a call, in place, ``out=`` and backward. Types and arguments that
    ours do not have go on to torch's own kernel. Calling it again adds to what is replaced, and takes back what another
    library has registered since. Without a compiler, or with torch before 2.10, nothing changes on the CPU and one
    warning says what is missing and what it costs. Without a GPU or Triton nothing changes on CUDA. Call it, and
    ``restore``, while no other thread computes: torch does not guard its table of operators.

    >>> print(accelerate("mish"))  # doctest: +SKIP
    actlab's avx512 kernels replace aten::mish, aten::mish.out, aten::mish_, aten::mish_backward on the CPU.
    """
    known = aten.functions()
    for name in names:
        if name not in known and name not in accelerate_cuda.OPERATORS:
            raise UnknownName("activation to accelerate", name, {**known, **accelerate_cuda.OPERATORS})
    if accelerate_cuda.take_over(names):
        for name in names or accelerate_cuda.OPERATORS:
            if name in accelerate_cuda.OPERATORS:
                compiled.follow(known[name], accelerate_cuda.TYPES, "cuda")
    try:
        load()
    except Unavailable as error:
        warn_once(str(error))
        return Acceleration((), None, str(error), accelerate_cuda.taken(), accelerate_cuda.slow())
    _use_up_warning()
    for name in names or [name for name, function in known.items() if function.faster(_instructions())]:
        if name in known:
            types = known[name].types(_instructions())
            aten.take_over(known[name], types)
            compiled.follow(known[name], types)
    return accelerated()


def accelerated() -> Acceleration:
    """What is replaced at this moment."""
    operators = aten.taken()
    instructions = _instructions() if operators else None
    return Acceleration(operators, instructions, None, accelerate_cuda.taken(), accelerate_cuda.slow())


def restore() -> None:
    """Give every operator back to torch, while no other thread computes."""
    accelerate_cuda.give_back()
    aten.give_back()
    compiled.forget()


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
