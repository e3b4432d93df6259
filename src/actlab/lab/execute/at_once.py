"""How many seeds of an arm train in one program, where nobody says so: ten of a small dense network on a CPU.

Measured in processor time, a seed of ten against one alone (``benchmarks/dense_at_once.py``): 0.36 on the digits, 0.69
for 784-100-50 on MNIST in batches of 128, 0.82 with widths 200-100, 1.58 with 512-256, whose weights no cache holds.
The number is part of a run's key, because the last digits depend on it: a folder keeps what it began with.
"""

from itertools import pairwise
from math import prod
from pathlib import Path

from actlab.lab.data import sets as data
from actlab.lab.data.brought import is_brought
from actlab.lab.data.own import CLASSIFICATION
from actlab.lab.execute.folder import begun
from actlab.lab.plan.plan import Plan
from actlab.lab.plan.setting import Dense, Setting

MOST = 10  # of the article's network hold 0.7 GB
FEWEST = 8  # ten cost as much as 4 to 7 alone
MOST_WEIGHTS = 100_000


def chosen(plan: Plan, folder: Path | None = None) -> Plan:
    """The plan of a comparison with as many seeds at once as its folder began with, else as are faster."""
    before = begun(folder) if folder is not None else None
    if before is not None:
        return _with(plan, before.place.get("seeds_together", 1))
    settings = [plan.setting(cell, arm) for cell in plan.cells for arm in plan.study.arms]
    return _with(plan, MOST) if len(plan.seeds) >= FEWEST and all(map(_faster, settings)) else plan


def advised(plan: Plan) -> Plan | None:
    """A study with several seeds at once, where its networks are dense and train alone: it may be faster.

    Nobody gets it without asking: studies go on from archives, whose runs have the keys of seeds alone.
    """
    count = min(len(plan.seeds), MOST)
    settings = [plan.setting(cell, plan.study.arms[0]) for cell in plan.cells]
    return (
        _with(plan, count) if count > 1 and all(isinstance(each, Dense) and _alone(each) for each in settings) else None
    )


def _with(plan: Plan, count: int) -> Plan:
    return Plan(plan.study, plan.profile_name, len(plan.seeds), **{**plan.place, "seeds_together": count})


def _alone(setting: Setting) -> bool:
    return setting.seeds_together == setting.processes == 1


def _faster(setting: Setting) -> bool:
    """Whether it was measured; a module of a user's may be none that torch can stack."""
    return (
        isinstance(setting, Dense)
        and _alone(setting)
        and (setting.device, setting.precision) == ("cpu", "float32")
        and not is_brought(setting.activation)
        and data.task_of(setting.data) == CLASSIFICATION
        and _weights(setting) <= MOST_WEIGHTS
    )


def _weights(setting: Dense) -> int:
    loaded = data.load(setting.data)
    widths = (prod(loaded.x_train.shape[1:]), *setting.hidden, loaded.classes)
    return sum(before * after for before, after in pairwise(widths))
