"""The mathematics that emitted array code runs on, for torch: the name ``m`` in it."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import torch
from torch import Tensor


def _like(x: Tensor, number: Any) -> Tensor:
    return number if isinstance(number, Tensor) else torch.full((), number, dtype=x.dtype, device=x.device)


def _where(x: Tensor, condition: Any, chosen: Any, otherwise: Any) -> Tensor:
    if isinstance(condition, bool):  # of numbers
        return _like(x, chosen if condition else otherwise)
    return torch.where(condition, _like(x, chosen), _like(x, otherwise))


# torch differentiates these itself in exported programs and from the third order on. So every choice is a `where` whose
# chosen branch is right at the point itself and beside it: abs and clamp have the slopes 0 and 1 at a tie, where
# sigmoid and softplus are smooth and ReLU's slope is 0. `where` passes no gradient to what it did not choose: with the
# argument held within +-BEYOND, an infinite input times a slope of 0 is no NaN.

BEYOND = 1e3  # exp(-1e3) is 0 in every type, and erfc(1e3), and tanh's slope
FAR = 1e18  # atan and what is not a polynomial is at its limit there
OVERFLOW = {torch.float32: 88.72284, torch.float64: 709.7827128933841}  # the least numbers whose exp is infinite


def held(u: Tensor, bound: float) -> Tensor:
    """U within +-bound, without a gradient beyond."""
    inside: Tensor = _minimum(_maximum(u, -bound), bound)
    return inside


def _maximum(a: Any, b: Any) -> Any:
    return _one_of(a, b, a <= b)


def _minimum(a: Any, b: Any) -> Any:
    return _one_of(a, b, a >= b)


def _one_of(a: Any, b: Any, second: Any) -> Any:
    """One of two of which either may be a number."""
    if isinstance(second, bool):
        return b if second else a
    if isinstance(b, Tensor):
        second = second | torch.isnan(b)
    return _where(a if isinstance(a, Tensor) else b, second, b, a)


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


def _saturating(function: Callable[[Tensor], Tensor], bound: float = BEYOND) -> Callable[[Tensor], Tensor]:
    """One that no longer moves beyond a bound: its slope there is 0, whatever it is multiplied with."""
    return lambda u: function(held(u, bound))


def _growing(function: Callable[[Tensor], Tensor]) -> Callable[[Tensor], Tensor]:
    """One that overflows: in a branch that was not chosen, 0 times an infinite slope would be a NaN."""
    return lambda u: function(_minimum(_maximum(u, -BEYOND), OVERFLOW.get(u.dtype, BEYOND)))


def _swinging(function: Callable[[Tensor], Tensor]) -> Callable[[Tensor], Tensor]:
    """One without a limit: its slope at infinity is NaN, also times the 0 of a branch that was not chosen."""
    return lambda u: function(torch.where(torch.isinf(u), torch.nan, u))


def _of_numbers_too(function: Callable[[Tensor], Tensor]) -> Callable[[Any], Tensor]:
    """A formula may have a function of parameters alone, such as exp(alpha), and these may be numbers."""
    return lambda u: function(u if isinstance(u, Tensor) else torch.tensor(u, dtype=torch.float64))


_OF_ONE = {
    "abs": torch.abs,
    "atan": _saturating(torch.atan, FAR),
    "cos": _swinging(torch.cos),
    "erf": _saturating(torch.erf),
    "erfc": _saturating(torch.erfc),
    "exp": _growing(torch.exp),
    "expm1": _growing(torch.expm1),
    "log": torch.log,
    "log1p": torch.log1p,
    "sigmoid": _sigmoid,
    "sign": torch.sign,
    "sin": _swinging(torch.sin),
    "softplus": _softplus,
    "sqrt": torch.sqrt,
    "tanh": _saturating(torch.tanh),
}
mathematics = SimpleNamespace(
    full=lambda x, number: torch.zeros_like(x) + number,
    keep_nan=lambda x, y: torch.where(torch.isnan(x), x, y),
    maximum=_maximum,
    minimum=_minimum,
    where=_where,
    **{name: _of_numbers_too(function) for name, function in _OF_ONE.items()},
)
