"""First weights by name, with the definitions and default parameters of Keras; every draw comes from a generator.

With ``gain = "function"`` weights behind an activation are scaled by that function's gain, so that N(0, 1) in front of
one activation is of second moment 1 in front of the next: the names with "he" have the gain of ReLU, sqrt(2), the
others 1. Without it all arms begin with the same weights.
"""

from collections.abc import Callable
from math import isfinite, sqrt
from typing import TYPE_CHECKING

from actlab.errors import BadValue
from actlab.lab.plan.setting import Setting

if TYPE_CHECKING:
    import torch
    from torch import Tensor

_SPREAD = 0.05  # of random_normal, truncated_normal and random_uniform
_CUT_NORMAL = 0.87962566103423978  # standard deviation of a normal distribution cut at two standard deviations

Draw = Callable[["Tensor", int, int, "torch.Generator"], None]


def _normal(deviation: Callable[[int, int], float]) -> Draw:
    def draw(weight: "Tensor", inputs: int, outputs: int, generator: "torch.Generator") -> None:
        weight.normal_(0.0, deviation(inputs, outputs), generator=generator)

    return draw


def _cut_normal(deviation: Callable[[int, int], float]) -> Draw:
    def draw(weight: "Tensor", inputs: int, outputs: int, generator: "torch.Generator") -> None:
        from torch.nn.init import trunc_normal_

        spread = deviation(inputs, outputs)
        trunc_normal_(weight, 0.0, spread, -2 * spread, 2 * spread, generator=generator)

    return draw


def _uniform(limit: Callable[[int, int], float]) -> Draw:
    def draw(weight: "Tensor", inputs: int, outputs: int, generator: "torch.Generator") -> None:
        bound = limit(inputs, outputs)
        weight.uniform_(-bound, bound, generator=generator)

    return draw


def _orthogonal(weight: "Tensor", inputs: int, outputs: int, generator: "torch.Generator") -> None:  # noqa: ARG001
    from torch.nn.init import orthogonal_

    orthogonal_(weight, generator=generator)


INITIALIZERS: dict[str, Draw] = {
    "he": _normal(lambda i, _: sqrt(2 / i)),  # not cut: that of the published from-scratch experiment
    "random_normal": _normal(lambda *_: _SPREAD),
    "random_uniform": _uniform(lambda *_: _SPREAD),
    "truncated_normal": _cut_normal(lambda *_: _SPREAD),
    "orthogonal": _orthogonal,
    "lecun_uniform": _uniform(lambda i, _: sqrt(3 / i)),
    "glorot_normal": _cut_normal(lambda i, o: sqrt(2 / (i + o)) / _CUT_NORMAL),
    "glorot_uniform": _uniform(lambda i, o: sqrt(6 / (i + o))),
    "he_normal": _cut_normal(lambda i, _: sqrt(2 / i) / _CUT_NORMAL),
    "lecun_normal": _cut_normal(lambda i, _: sqrt(1 / i) / _CUT_NORMAL),
    "he_uniform": _uniform(lambda i, _: sqrt(6 / i)),
}


def scale_of(setting: Setting, initializer: str) -> float:
    """What weights behind an activation are multiplied by after they are drawn.

    Raises:
        BadValue: for a function whose gain is not a number above 0.
    """
    if setting.gain == "usual":
        return 1.0
    from actlab.properties import properties

    gain = properties(setting.activation).gain
    if not isfinite(gain) or gain <= 0:
        raise BadValue(f"gain: {setting.activation} has none (got {gain:g}); leave gain = 'function' out.")
    return gain / sqrt(2) if initializer.startswith("he") else gain
