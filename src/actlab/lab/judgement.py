"""What the audit says of one claim."""

from dataclasses import dataclass
from math import isnan

from actlab.lab.statistics import Interval

HOLDS, FAILS, CANNOT_TELL, NOT_RUN = "holds", "does not hold", "cannot tell apart", "not run"


@dataclass(frozen=True)
class Judgement:
    """A verdict with its reasons: effect in words, the interval of a difference, n, and where the numbers are."""

    verdict: str
    effect: str = ""
    interval: str = ""
    n: int | None = None
    where: str = ""


def in_points(found: Interval) -> str:
    """An interval of accuracies in points.

    >>> in_points(Interval(0.001, -0.002, 0.004, 5, 0.95))
    '+0.10 points (-0.20 to +0.40)'
    """
    if isnan(found.low):
        return f"{100 * found.mean:+.2f} points (no interval from one seed)"
    return f"{100 * found.mean:+.2f} points ({100 * found.low:+.2f} to {100 * found.high:+.2f})"
