"""The mathematics that emitted array code runs on, for torch: the name ``m`` in it."""

from types import SimpleNamespace
from typing import Any

import torch
from torch import Tensor


def _like(x: Tensor, number: Any) -> Tensor:
    return number if isinstance(number, Tensor) else torch.full((), number, dtype=x.dtype, device=x.device)


def _where(x: Tensor, condition: Tensor, chosen: Any, otherwise: Any) -> Tensor:
    return torch.where(condition, _like(x, chosen), _like(x, otherwise))


def _maximum(a: Tensor, b: Any) -> Tensor:
    return torch.maximum(a, b) if isinstance(b, Tensor) else torch.clamp(a, min=b)


def _minimum(a: Tensor, b: Any) -> Tensor:
    return torch.minimum(a, b) if isinstance(b, Tensor) else torch.clamp(a, max=b)


def _sigmoid(u: Tensor) -> Tensor:
    # torch.sigmoid(-95.0) is 0 in float32, where the value 5.5e-42 is still a subnormal number.
    e = torch.exp(-torch.abs(u))
    return torch.where(u < 0, e, 1.0) / (1.0 + e)


def _softplus(u: Tensor) -> Tensor:
    return torch.clamp(u, min=0.0) + torch.log1p(torch.exp(-torch.abs(u)))


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
    tanh=torch.tanh,
    where=_where,
)
