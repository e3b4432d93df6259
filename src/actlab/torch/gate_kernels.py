"""The kernels of gates: both inputs read in place, and nothing else kept; on a CPU ``torch.ops.actlab_gates.*``.

One operator takes a tensor that holds both inputs along a dimension, one takes two tensors; a backward of each gives
all gradients in one pass. What torch differentiates again, and its transforms, take the emitted code on plain torch.
"""

from functools import cache
from typing import Any

import torch
from torch import Tensor

from actlab.define.gate import Gate, GateChoice
from actlab.define.gates import GATES
from actlab.torch import accelerate_cuda
from actlab.torch.compiled import stays_whole
from actlab.torch.inputs import is_distributed
from actlab.torch.learnable import transformed
from actlab.torch.operators import REDUCED, TYPES, available

MOST_PARAMETERS = 4  # as in kernels.h
_GATES = {gate.key: gate for gate in GATES}
Numbers = tuple[str, float, float, float, float, bool]  # what an operator takes after its tensors and the layout


def native(choice: GateChoice, x: Tensor, other: Tensor | None, dim: int) -> Tensor | None:
    """The gate of ``x`` with both inputs along ``dim``, or of two tensors; None where there is no kernel for that."""
    record = choice.activation
    if not _has_kernel(record) or torch.compiler.is_exporting() or not (_on_gpu(choice, x) if x.is_cuda else x.is_cpu):
        return None
    if x.dtype not in TYPES or transformed() or is_distributed(x):
        return None
    if torch.compiler.is_compiling() and not stays_whole(record, x):  # the compiler fuses it with what is around it
        return None
    if x.is_cpu and not ready():
        return None
    numbers = _numbers(choice, x.dtype)
    with_gradient = torch.is_grad_enabled()
    if other is None:
        place = (dim, choice.layout == "interleaved", choice.gate == "second")
        if with_gradient and x.requires_grad:
            return _Halves.apply(choice, x, place, numbers)  # type: ignore[no-untyped-call, no-any-return]
        return _operators(x).halves(x, *place, *numbers)  # type: ignore[no-any-return]
    if with_gradient and (x.requires_grad or other.requires_grad):
        return _Pair.apply(choice, x, other, numbers)  # type: ignore[no-untyped-call, no-any-return]
    return _operators(x).pair(x, other, *numbers)  # type: ignore[no-any-return]


def _on_gpu(choice: GateChoice, x: Tensor) -> bool:
    """Whether Triton's kernels have it: not in float64, nor rounded in steps; the compiler writes its own."""
    in_steps = choice.rounding == "steps" and x.dtype in REDUCED
    return x.dtype != torch.float64 and not (in_steps or torch.compiler.is_compiling()) and accelerate_cuda.available()


def _operators(x: Tensor) -> Any:
    if x.is_cpu:
        return torch.ops.actlab_gates
    from actlab.kernels.gpu import gates

    return gates


def _has_kernel(gate: Gate) -> bool:
    """Whether it is a gate of the catalogue, or a copy of one, as a copied module has it; not a user's own."""
    known = _GATES.get(gate.key)
    return known is gate or known == gate  # to compare two records takes 2 us


def _numbers(choice: GateChoice, kind: torch.dtype) -> Numbers:
    one, two, three, four = (*choice.parameters.values(), *[0.0] * MOST_PARAMETERS)[:MOST_PARAMETERS]
    return (choice.activation.key, one, two, three, four, choice.rounding == "steps" and kind in REDUCED)


class _Halves(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, choice: GateChoice, x: Tensor, place: tuple[int, bool, bool], numbers: Numbers) -> Tensor:
        ctx.save_for_backward(x)
        ctx.choice, ctx.place, ctx.numbers = choice, place, numbers
        return _operators(x).halves(x, *place, *numbers)  # type: ignore[no-any-return]

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Any:
        (x,) = ctx.saved_tensors
        if _differentiated_again():
            return None, _again(ctx.choice, gradient, (x, None, ctx.place[0]), x)[0], None, None
        return None, _operators(x).halves_backward(gradient, x, *ctx.place, *ctx.numbers), None, None


class _Pair(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, choice: GateChoice, a: Tensor, b: Tensor, numbers: Numbers) -> Tensor:
        ctx.save_for_backward(a, b)
        ctx.choice, ctx.numbers = choice, numbers
        return _operators(a).pair(a, b, *numbers)  # type: ignore[no-any-return]

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Any:
        a, b = ctx.saved_tensors
        if _differentiated_again():
            return None, *_again(ctx.choice, gradient, (a, b, -1), a, b), None
        return None, *_operators(a).pair_backward(gradient, a, b, *ctx.numbers), None


def _differentiated_again() -> bool:
    return torch.is_grad_enabled() and not torch.compiler.is_compiling()


def _again(choice: GateChoice, gradient: Tensor, operands: Any, *inputs: Tensor) -> tuple[Tensor, ...]:
    """The gradients of ``inputs`` as a graph: of the emitted code, which torch differentiates."""
    from actlab.torch.gates import composed

    # New tensors, as one input may depend on the other, whose gradient would then hold that of both.
    apart = [tensor.view_as(tensor) if tensor.requires_grad else tensor.detach().requires_grad_() for tensor in inputs]
    _, other, dim = operands
    value = composed(choice, apart[0], None if other is None else apart[1], dim)
    return torch.autograd.grad(value, apart, gradient, create_graph=True)


# ---- what torch asks of the operators --------------------------------------------------------------------------------

_library = torch.library.Library("actlab_gates", "IMPL")


@cache
def _registered() -> bool:
    if not available():
        return False
    _library.impl("halves", _fake_halves, "Meta")
    _library.impl("halves_backward", lambda _, x, *__: torch.empty_like(x), "Meta")
    _library.impl("pair", lambda a, *_: torch.empty_like(a), "Meta")
    _library.impl("pair_backward", lambda _, a, b, *__: (torch.empty_like(a), torch.empty_like(b)), "Meta")
    return True


def ready() -> bool:
    """Whether the operators are there; a graph takes the answer for constant."""
    return _registered()


vars(ready)["_dynamo_marked_constant"] = True  # as in compiled.py


def _fake_halves(x: Tensor, dim: int, *_: Any) -> Tensor:
    shape = list(x.shape)
    shape[dim] //= 2
    return x.new_empty(shape)
