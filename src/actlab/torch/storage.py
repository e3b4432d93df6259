"""Mish that keeps less for its backward pass: its output with one bit more, or its slope in 8 bits.

The input, which torch keeps, is 4 bytes an element that nothing else needs; the output is what the next layer keeps
anyway. Mish falls to its one minimum and rises from there, so the output and the side of the minimum (one bit)
determine the slope; it is read from a table over sqrt(y - minimum), in which the slope is smooth on both sides.
"""

from functools import cache
from typing import Any

import numpy as np
import torch
from torch import Tensor, fx

from actlab import arrays
from actlab.define import record
from actlab.errors import BadValue, UnknownName
from actlab.torch import accelerate_cuda, inputs
from actlab.torch.evaluate import evaluate
from actlab.torch.learnable import transformed
from actlab.torch.leaves import leaf
from actlab.torch.operators import operator_of

_MISH = record("mish")
SAVES = ("input", "output", "byte")
ENTRIES = 8192  # of each side; linear between them the slope is wrong by 3e-6 at most (float32), 64 KiB
TOP = 22.0  # from here on the slope is 1 in float32


class SavingMish(torch.nn.Module):
    """A Mish with a choice of what it keeps for the backward pass, and a real in-place form.

    ``saves="input"`` keeps the input, 4 bytes an element in float32. ``"output"`` keeps the output, which the next
    layer keeps too, and one bit: 0.125 bytes more than ReLU; in float32 the slope is then wrong by 1.5e-4 at most,
    beside the minimum, where the rounding of the output hides the input, and 3e-6 elsewhere. ``"byte"`` keeps the slope
    in 8 bits, 1 byte, wrong by 0.0024 at most. Both refuse second derivatives. With ``inplace=True`` they overwrite the
    input. An exported or compiled graph, and a transform of torch.func, is plain Mish: it chooses itself what it keeps.
    """

    def __init__(self, *unnamed: Any, saves: str = "input", inplace: bool = False, **options: Any) -> None:
        super().__init__(*unnamed, **options)
        if saves not in SAVES:
            raise UnknownName("way to save for the backward pass", saves, SAVES)
        if inplace and saves == "input":
            raise BadValue("in place the input is overwritten; expected saves='output' or saves='byte' with it.")
        self.saves, self.inplace = saves, inplace

    def forward(self, x: Tensor) -> Tensor:
        """Mish of ``x``, a tensor of a float type and any shape."""
        if self.saves == "input":
            return super().forward(x)  # type: ignore[no-any-return]
        if isinstance(x, fx.Proxy):
            return leaf(self, x)
        if torch.compiler.is_compiling() or transformed():
            plain: Tensor = super().forward(x.clone() if self.inplace else x)
            return x.copy_(plain) if self.inplace else plain
        inputs.check(x)
        scheme = _Output if self.saves == "output" else _Byte
        if x.is_nested:
            return inputs.of_values(self.forward, x)
        result: Tensor = scheme.apply(x, self.inplace)  # type: ignore[no-untyped-call]
        return result

    def __prepare_scriptable__(self) -> torch.nn.Module:
        """What ``torch.jit.script`` takes for it."""
        if self.saves != "input":
            raise BadValue(f"torch.jit.script has no saves={self.saves!r}; script nn.Mish(), or use torch.export.")
        return super().__prepare_scriptable__()  # type: ignore[misc, no-any-return]  # of the class it is mixed into

    def extra_repr(self) -> str:
        """What is not as usual."""
        shown = [f"saves={self.saves!r}"] if self.saves != "input" else []
        return ", ".join([*shown, *(["inplace=True"] if self.inplace else [])])


class _Output(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, inplace: bool) -> Tensor:
        kernels = accelerate_cuda.storage(x)
        if kernels:
            y, left = kernels.output_forward("mish", _dirty(ctx, x, inplace), _minimum()[0], in_place=inplace)
        else:
            left = _pack(x < _minimum()[0])
            y = _value(ctx, x, inplace)
        ctx.save_for_backward(y, left)
        return y  # type: ignore[no-any-return]

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Any:
        refuse_second_derivative("nn.Mish(saves='input')")
        y, left = ctx.saved_tensors
        kernels = accelerate_cuda.storage(y)
        if kernels:
            return kernels.output_backward(gradient, y, left, _on(y.device), _minimum()[1], _table()[1]), None
        return (gradient * _slope_from_output(y, _unpack(left, y))).to(y.dtype), None


class _Byte(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor, inplace: bool) -> Tensor:
        low, step = _code()
        kernels = accelerate_cuda.storage(x)
        if kernels:
            y, code = kernels.byte_forward("mish", _dirty(ctx, x, inplace), low, step, in_place=inplace)
            ctx.save_for_backward(code)
            return y  # type: ignore[no-any-return]
        slope = evaluate(_MISH, x, (), ("x",)).float()
        ctx.save_for_backward(slope.sub_(low).div_(step).round_().to(torch.uint8))
        ctx.kind = x.dtype
        return _value(ctx, x, inplace)

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> Any:
        refuse_second_derivative("nn.Mish(saves='input')")
        low, step = _code()
        (code,) = ctx.saved_tensors
        kernels = accelerate_cuda.storage(gradient)
        if kernels:
            return kernels.byte_backward(gradient, code, low, step), None
        return (gradient * code.to(torch.float32).mul_(step).add_(low)).to(ctx.kind), None


def refuse_second_derivative(instead: str) -> None:
    """For a backward that autograd could not differentiate, and would pass over in silence."""
    if torch.is_grad_enabled():  # so it is in a backward pass with create_graph=True only
        raise BadValue(f"there is no second derivative here; expected no create_graph=True, or use {instead}.")


def _dirty(ctx: Any, x: Tensor, inplace: bool) -> Tensor:
    if inplace:
        ctx.mark_dirty(x)
    return x


def _value(ctx: Any, x: Tensor, inplace: bool) -> Tensor:
    if not inplace:
        return evaluate(_MISH, x, ())
    _dirty(ctx, x, inplace)
    if x.is_cpu and operator_of(_MISH):
        return torch.ops.actlab.mish_(x)  # type: ignore[no-any-return]
    return x.copy_(evaluate(_MISH, x, ()))


# ---- the output and a bit --------------------------------------------------------------------------------------------


def _pack(bits: Tensor) -> Tensor:
    padded = torch.nn.functional.pad(bits.flatten().to(torch.uint8), (0, -bits.numel() % 8))
    return (padded.view(-1, 8) << torch.arange(8, dtype=torch.uint8, device=bits.device)).sum(1, dtype=torch.uint8)


def _unpack(packed: Tensor, like: Tensor) -> Tensor:
    bits = (packed[:, None] >> torch.arange(8, dtype=torch.uint8, device=packed.device)) & 1
    return bits.flatten()[: like.numel()].view(like.shape)


@cache
def _minimum() -> tuple[float, float]:
    """Where Mish is least, and how little that is: bisection on the sign of the slope."""
    low, high = -2.0, -1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if arrays.slope("mish", middle) < 0 else (low, middle)
    return low, float(arrays.value("mish", low))


@cache
def _table() -> tuple[Tensor, tuple[float, float]]:
    """Slopes at even steps of sqrt(y - minimum), those right of the minimum and then those left, and entries a unit."""
    at, least = _minimum()
    sides, scales = [], []
    for x in (np.linspace(at, TOP, 2_000_001), at - np.expm1(np.linspace(0, np.log(801), 2_000_001))):
        root = np.sqrt(np.maximum(arrays.value("mish", x) - least, 0))
        end = float(root[-1])
        sides.append(np.interp(np.linspace(0, end, ENTRIES), np.maximum.accumulate(root), arrays.slope("mish", x)))
        scales.append((ENTRIES - 1) / end)
    return torch.from_numpy(np.concatenate(sides)).float(), (scales[0], scales[1])


@cache
def _on(device: torch.device) -> Tensor:
    return _table()[0].to(device)


def _slope_from_output(y: Tensor, left: Tensor) -> Tensor:
    table, (right_scale, left_scale) = _on(y.device), _table()[1]
    wide = y if y.dtype == torch.float64 else y.float()
    root = wide.sub(_minimum()[1]).clamp_(min=0).sqrt_()
    place = torch.where(left.bool(), root * left_scale, root * right_scale).clamp_(max=ENTRIES - 1)
    entry = place.nan_to_num().long().clamp_(max=ENTRIES - 2)
    share = place - entry  # NaN stays
    entry += left.long() * ENTRIES
    lower = table[entry]
    return lower + share * (table[entry + 1] - lower)


# ---- the slope in a byte ---------------------------------------------------------------------------------------------


@cache
def _code() -> tuple[float, float]:
    """The least slope of Mish and the step of the code; slopes lie in [-0.1131, 1.0885], ends at +-2.4 or so."""
    slopes = arrays.slope("mish", np.linspace(-10, 10, 200_001))
    low, high = float(slopes.min()), float(slopes.max())
    return low, (high - low) / 255
