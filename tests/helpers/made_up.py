"""Small studies and made-up runs for tests."""

import numpy as np

from actlab.lab.plan.files import parse
from actlab.lab.plan.plan import Plan
from actlab.lab.plan.run import Epoch, Run, Task
from actlab.lab.plan.study import Study
from actlab.lab.verdicts.findings import Findings, find


def study(**changes: object) -> Study:
    """Two arms on the digits over two widths, runs of a few milliseconds."""
    document = {
        "key": "small",
        "title": "Small",
        "arms": ["relu", "mish"],
        "protocols": ["same rate"],
        "base": {"epochs": 2, "hidden": [4], "train_images": 200, "batch_size": 50, "test": "last epoch"},
        "factors": {"width": {"title": "units", "levels": {"4": {"hidden": [4]}, "8": {"hidden": [8]}}}},
        "profiles": {"quick": {"seeds": 3, "note": "Made up."}},
    }
    return parse({**document, **changes})


FAIR = {"multiples": [0.1, 1.0], "seeds": 1, "validation_images": 200}


def tuned() -> Study:
    """The same with both protocols."""
    return study(protocols=["same rate", "tuned rate"], fair=FAIR)


def finished(task: Task, accuracy: float, loss: float = 0.1, seconds: float = 1.0) -> Run:
    """A run with these last figures."""
    return Run(task, "finished", "", (Epoch(1, accuracy, loss, accuracy, loss, seconds),))


def diverged(task: Task) -> Run:
    """A run that diverged at once."""
    nan = float("nan")
    return Run(task, "diverged", "the loss was no longer finite in epoch 1", (Epoch(1, nan, nan, nan, nan, 1.0),))


def figures(runs: dict[Task, Run]) -> dict[Task, tuple[object, ...]]:
    """Everything but the time, to the last digit; as text, in which NaN equals NaN."""
    return {
        task: (run.status, *(repr((row.train_loss, row.test_loss, row.test_accuracy)) for row in run.epochs))
        for task, run in runs.items()
    }


def all_tasks(plan: Plan) -> list[Task]:
    """The runs of a plan that tunes nothing."""
    return plan.known_tasks({})


def judged(means: dict[str, float], seeds: int = 10, **changes: object) -> tuple[Findings, dict[Task, Run]]:
    """One cell whose arms have these mean accuracies, over seeds with a deviation of 0.2 points."""
    plan = Plan(study(arms=list(means), factors={}, profiles={"quick": {"seeds": seeds}}, **changes), "quick")
    noise = np.random.default_rng(7)
    runs = {
        task: finished(task, mean + 0.002 * noise.standard_normal())
        for arm, mean in means.items()
        for task in plan.judged(plan.cells[0], arm, {})
    }
    return find(plan, runs), runs
