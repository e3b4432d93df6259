"""The runs of the archives, trained again with torch's kernels, have the figures that stand in the archives."""

from pathlib import Path

import pytest

from actlab.lab.execute.attempt import attempt
from actlab.lab.plan.run import Epoch, Run, Task
from actlab.lab.store.environment import environment
from actlab.lab.store.export import read_archive
from actlab.lab.training.devices import one_thread

ARCHIVE = Path(__file__).parents[3] / "results" / "mnist-quick"


def shortest(runs: dict[Task, Run], network: str, activation: str) -> Run:
    of_kind = [run for task, run in runs.items() if (task.setting.network, task.activation) == (network, activation)]
    return min((run for run in of_kind if run.finished), key=lambda run: sum(row.seconds for row in run.epochs))


def figures(rows: tuple[Epoch, ...]) -> list[float]:
    return [figure for row in rows for figure in (row.train_loss, row.test_loss, row.test_accuracy)]


def test_archived_runs_repeat_with_torchs_kernels(mnist: object) -> None:
    archive = read_archive(ARCHIVE)
    # 3e-8 between processors with AVX-512; one without it, and AMD's with large matrices, multiplies in another order.
    # 15 layers carry that rounding to a fifth of a figure.
    here = environment()["processor"]
    near = 1e-5 if "avx512f" in here else 1e-2
    deep = 1e-5 if "avx512f" in here and "Intel" in here else 0.3
    for network, activation, tolerance in (("mlp", "relu", deep), ("conv", "mish", near)):
        archived = shortest(archive.runs, network, activation)
        setting = archived.task.setting
        assert (setting.kernels, setting.precision) == ("torch", "float32")
        with one_thread():
            *_, run = attempt(archived.task)
        assert isinstance(run, Run)
        wanted = pytest.approx(figures(archived.epochs), rel=tolerance, nan_ok=True)
        assert figures(run.epochs) == wanted
    other = setting.model_copy(update={"learning_rate": 1.5 * setting.learning_rate, "epochs": 1})
    with one_thread():
        *_, run = attempt(Task(other, archived.task.seed))
    assert len(run.epochs) == 1
    loss = archived.epochs[0].train_loss
    assert loss == pytest.approx(run.epochs[0].train_loss, rel=0.5)  # the same epoch
    assert loss != pytest.approx(run.epochs[0].train_loss, rel=near)  # and it can fail
