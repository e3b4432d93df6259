"""The mathematics that emitted array code runs on, for torch: the name ``m`` in it."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional


def _like(x: Tensor, number: Any) -> Tensor:
    return number if isinstance(number, Tensor) else torch.full((), number, dtype=x.dtype, device=x.device)


def _where(x: Tensor, condition: Any, chosen: Any, otherwise: Any) -> Tensor:
    if isinstance(condition, bool):  # of numbers
        return _like(x, chosen if condition else otherwise)
    return torch.where(condition, _like(x, chosen), _like(x, otherwise))


# torch differentiates these itself in exported programs and from the third order on. So a tie has the right slope (that
# of clamp is 1, where ReLU's is 0), and arguments are held, so that an infinite input times a slope of 0 is no NaN.

BEYOND = 1e3  # exp(-1e3) is 0 in every type, and erfc(1e3), and tanh's slope
FAR = 1e18  # atan and what is not a polynomial is at its limit there
OVERFLOW = {torch.float32: 88.72284, torch.float64: 709.7827128933841}  # the least numbers whose exp is infinite
FULL = {torch.float32: 20.0, torch.float64: 40.0}  # softplus is its argument from there on


def held(u: Tensor, low: float, high: float) -> Tensor:
    """U within bounds, with the slope 0 at them and beyond."""
    return functional.hardtanh(u, low, high)


def _maximum(a: Any, b: Any) -> Any:
    if isinstance(a, Tensor) and not isinstance(b, Tensor):
        return functional.threshold(a, b, b)  # one operation; a number is chosen at a tie, as below
    return _one_of(a, b, a <= b)


def _minimum(a: Any, b: Any) -> Any:
    if isinstance(a, Tensor) and not isinstance(b, Tensor):
        return -_maximum(-a, -b)
    return _one_of(a, b, a >= b)


def _one_of(a: Any, b: Any, second: Any) -> Any:
    """One of two of which either may be a number."""
    if isinstance(second, bool):
        return b if second else a
    if isinstance(b, Tensor):
        second = second | torch.isnan(b)
    return _where(a if isinstance(a, Tensor) else b, second, b, a)


def _sigmoid(u: Tensor) -> Tensor:
    # torch.sigmoid(-95.0) is 0 in float32, where the value 5.5e-42 is still a subnormal number.
    u = held(u, -BEYOND, BEYOND)
    negative = held(u, -torch.inf, 0.0)
    return torch.exp(negative) / (1.0 + torch.exp(2.0 * negative - u))


def _softplus(u: Tensor) -> Tensor:
    return functional.softplus(u, threshold=FULL[u.dtype])


def _saturating(function: Callable[[Tensor], Tensor], bound: float = BEYOND) -> Callable[[Tensor], Tensor]:
    """One that no longer moves beyond a bound: its slope there is 0, whatever it is multiplied with."""
    return lambda u: function(held(u, -bound, bound))


def _growing(function: Callable[[Tensor], Tensor]) -> Callable[[Tensor], Tensor]:
    """One that overflows: in a branch that was not chosen, 0 times an infinite slope would be a NaN."""
    return lambda u: function(held(u, -BEYOND, OVERFLOW[u.dtype]))


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
