"""What a swap means for initialisation and learning rate: numbers from the function's properties, marked as advice."""

from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np

from actlab import arrays
from actlab.define import Choice

_Z = np.linspace(-8, 8, 4001)  # the normal density is 5e-15 at the ends; the trapezoid's error is below 1e-6
_WEIGHT = np.exp(-(_Z**2) / 2)


@dataclass(frozen=True)
class Advice:
    """Advice for one pair of functions; the moments are over inputs from N(0, 1)."""

    source: str
    target: str
    source_gain: float
    gain: float
    source_slope: float
    slope: float

    @property
    def text(self) -> str:
        """The advice in words."""
        growth = self.slope * self.gain**2 / (self.source_slope * self.source_gain**2)
        gradient = f"times {growth:.2f} the squared gradient a layer passes back, at initialisation"
        rate = (
            "begin the search for the learning rate a little lower"
            if growth > 1.005
            else "the learning rate may stay, or be a little higher"
        )
        return (
            f"advice for {self.source} -> {self.target}: initialisation gain {self.gain:.3f} instead of "
            f"{self.source_gain:.3f}; {gradient}: {rate}"
        )

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {"from": self.source, "to": self.target, "gain": self.gain, "text": self.text}


def advise(source: Choice, target: Choice) -> Advice:
    """Compare two functions: gain 1 / sqrt(E f(z)^2) keeps the variance, E f'(z)^2 says what becomes of gradients.

    >>> from actlab.define import choose
    >>> round(advise(choose("relu"), choose("mish")).source_gain, 4)
    1.4142
    """
    gains = [1 / sqrt(_mean(arrays.value(choice, _Z) ** 2)) for choice in (source, target)]
    slopes = [_mean(arrays.slope(choice, _Z) ** 2) for choice in (source, target)]
    return Advice(source.key, target.key, gains[0], gains[1], slopes[0], slopes[1])


def _mean(values: Any) -> float:
    return float(np.sum(values * _WEIGHT) / np.sum(_WEIGHT))
