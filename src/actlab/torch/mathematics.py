"""The mathematics that emitted array code runs on, for torch: the name ``m`` in it."""

from types import SimpleNamespace
from typing import Any

import torch
from torch import Tensor


def _like(x: Tensor, number: Any) -> Tensor:
    return number if isinstance(number, Tensor) else torch.full((), number, dtype=x.dtype, device=x.device)


def _where(x: Tensor, condition: Tensor, chosen: Any, otherwise: Any) -> Tensor:
    return torch.where(condition, _like(x, chosen), _like(x, otherwise))


# torch differentiates these itself in exported programs and from the third order on. So every choice is a `where` whose
# chosen branch is right at the point itself and beside it: abs and clamp have the slopes 0 and 1 at a tie, where sigmoid
# and softplus are smooth and ReLU's slope is 0. `where` passes no gradient to what it did not choose: with the argument
# held within +-BEYOND, an infinite input times a slope of 0 is no NaN.

BEYOND = 1e3  # exp(-1e3) is 0 in every type


def _maximum(a: Tensor, b: Any) -> Tensor:
    smaller = a <= b if not isinstance(b, Tensor) else (a <= b) | torch.isnan(b)
    return _where(a, smaller, b, a)


def _minimum(a: Tensor, b: Any) -> Tensor:
    larger = a >= b if not isinstance(b, Tensor) else (a >= b) | torch.isnan(b)
    return _where(a, larger, b, a)


def _abs(u: Tensor) -> Tensor:
    return torch.where(u < 0, -u, u)


def _decay(u: Tensor) -> Tensor:
    """exp(-|u|)."""
    return torch.exp(-_minimum(_abs(u), BEYOND))


def _sigmoid(u: Tensor) -> Tensor:
    # torch.sigmoid(-95.0) is 0 in float32, where the value 5.5e-42 is still a subnormal number.
    e = _decay(u)
    return torch.where(u < 0, e, 1.0) / (1.0 + e)


def _softplus(u: Tensor) -> Tensor:
    return torch.where(u < 0, 0.0, u) + torch.log1p(_decay(u))


def _tanh(u: Tensor) -> Tensor:
    # From 20 on it is 1 in every type; its slope 1 - tanh(u)^2 is then an exact 0, whatever is multiplied.
    return torch.tanh(_minimum(_maximum(u, -BEYOND), BEYOND))


mathematics = SimpleNamespace(
    abs=torch.abs,
    atan=torch.atan,
    cos=torch.cos,
    erf=torch.erf,
    erfc=torch.erfc,
    exp=torch.exp,
    expm1=torch.expm1,
    full=lambda x, number: torch.zeros_like(x) + number,
    keep_nan=lambda x, y: torch.where(torch.isnan(x), x, y),
    log=torch.log,
    log1p=torch.log1p,
    maximum=_maximum,
    minimum=_minimum,
    sigmoid=_sigmoid,
    sign=torch.sign,
    sin=torch.sin,
    softplus=_softplus,
    sqrt=torch.sqrt,
    tanh=_tanh,
    where=_where,
)
