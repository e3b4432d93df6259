"""Schedules of the learning rate."""

import math
from collections.abc import Callable

from actlab.lab.plan.setting import Setting


def rates(setting: Setting, steps: int) -> Callable[[int], float]:
    """The learning rate of each of ``steps`` steps.

    ``cosine`` falls to 0 along half a wave; ``one_cycle`` climbs from a tenth of the rate over the first third and
    falls to 0; ``steps`` is divided by 10 after a half and after three quarters.
    """
    rate = setting.learning_rate

    def at(step: int) -> float:
        share = step / steps
        match setting.schedule:
            case "cosine":
                return rate * 0.5 * (1 + math.cos(math.pi * share))
            case "one_cycle":
                return rate * (0.1 + 2.7 * share if share < 1 / 3 else 1.5 * (1 - share))
            case "steps":
                return rate * 0.1 ** ((share >= 0.5) + (share >= 0.75))
        return rate

    return at
