"""One run of one arm: its task and its numbers. Plain data, so that it passes between processes."""

import json
from dataclasses import dataclass, field
from math import nan
from typing import NamedTuple

from actlab.lab.plan.setting import Setting


@dataclass(frozen=True)
class Task:
    """Train one setting with one seed."""

    setting: Setting
    seed: int

    @property
    def activation(self) -> str:
        """The key of the activation."""
        return self.setting.activation


class Epoch(NamedTuple):
    """The numbers of one epoch; number 0 is before training. Accuracies lie between 0 and 1, losses are in nats.

    Training accuracy and loss are means over the batches of the epoch, each with the weights before its own update;
    in row 0 they are over the whole training set. What the setting does not ask for is NaN. "Test" is the validation
    set in a run that tunes. Both times are of training alone; of seeds that are trained at once, each one's share.

    A tuple, as a report reads hundreds of thousands: a frozen class takes seven times as long to build.
    """

    epoch: int
    train_accuracy: float
    train_loss: float
    test_accuracy: float
    test_loss: float
    seconds: float
    cpu_seconds: float | None = None  # of the process; older runs have none
    scores: str | None = None  # JSON: what the setting asks for besides, by name

    def score(self, name: str) -> float:
        """One of the scores that the setting asks for; NaN where there is none."""
        return float(json.loads(self.scores or "{}").get(name, nan))


@dataclass(frozen=True)
class Run:
    """A task with its outcome.

    ``finished``; ``diverged``, with the epoch in which the loss stopped being finite: the same on every machine; or
    ``failed``, with the reason, such as a lack of memory: not a property of the task, so it is tried again.
    """

    task: Task
    status: str
    message: str
    epochs: tuple[Epoch, ...] = field(repr=False)

    @property
    def finished(self) -> bool:
        """Whether every epoch has its numbers."""
        return self.status == "finished"
