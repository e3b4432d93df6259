"""A run is a function of specification and seed, and of nothing else."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from actlab.define import choose
from actlab.lab import networks
from actlab.lab.engine import execute
from actlab.lab.optimizers import OPTIMIZERS
from actlab.lab.runs import Epoch, Run, Task
from actlab.lab.specification import Specification, specify

SMALL = specify(epochs=2, seeds=2, hidden=(16, 8))


def runs_of(specification: Specification, tasks: list[Task], workers: int = 1) -> dict[Task, Run]:
    done = [event for event in execute(specification, tasks, workers) if isinstance(event, Run)]
    return {run.task: without_time(run) for run in done}


def without_time(run: Run) -> Run:
    return replace(run, epochs=tuple(replace(row, seconds=0.0) for row in run.epochs))


def tasks(*seeds: int) -> list[Task]:
    return [Task(key, seed) for seed in seeds for key in SMALL.activations]


def test_the_same_task_gives_the_same_numbers_in_one_process_and_in_two() -> None:
    once = runs_of(SMALL, tasks(0, 1))
    assert once == runs_of(SMALL, tasks(0, 1))
    assert once == runs_of(SMALL, tasks(0, 1), workers=2)


def test_another_seed_gives_other_numbers() -> None:
    runs = runs_of(SMALL, tasks(0, 1))
    assert all(runs[Task(key, 0)].epochs != runs[Task(key, 1)].epochs for key in SMALL.activations)


def test_the_global_generators_neither_matter_nor_move() -> None:
    torch.manual_seed(1)
    np.random.seed(1)  # noqa: NPY002  # the legacy generator is what must not matter
    state, legacy = torch.random.get_rng_state(), np.random.get_state()[1].copy()  # noqa: NPY002
    first = runs_of(SMALL, tasks(0))
    assert torch.equal(torch.random.get_rng_state(), state)
    assert np.array_equal(np.random.get_state()[1], legacy)  # noqa: NPY002
    torch.manual_seed(2)
    assert runs_of(SMALL, tasks(0)) == first


def test_arms_of_one_seed_start_from_the_same_weights() -> None:
    def draw(name: str) -> torch.nn.Module:
        return networks.mlp(64, (16, 8), 10, choose(name), torch.Generator().manual_seed(3))

    relu, mish = draw("relu").state_dict(), draw("mish").state_dict()
    assert relu.keys() == mish.keys()
    assert all(torch.equal(relu[name], mish[name]) for name in relu)


def test_weights_have_the_variance_of_he() -> None:
    weight = networks.mlp(400, (300,), 10, choose("relu"), torch.Generator().manual_seed(0))[0].weight
    assert weight.var().item() == pytest.approx(2 / 400, rel=0.02)  # 120,000 draws: standard error 0.4 %


def test_epochs_are_numbered_from_before_training() -> None:
    (run,) = runs_of(SMALL, [Task("mish", 0)]).values()
    assert [row.epoch for row in run.epochs] == [0, 1, 2]
    assert run.epochs[0].test_loss > run.epochs[2].test_loss


def test_the_first_step_equals_plain_torch() -> None:
    """One epoch of one batch against the same network written out with torch's own Mish."""
    specification = specify(epochs=1, hidden=(16,), batch_size=2000)
    (run,) = runs_of(specification, [Task("mish", 7)]).values()
    from actlab.lab import data

    digits = data.load("digits")
    network = networks.mlp(64, (16,), 10, choose("mish"), torch.Generator().manual_seed(14))
    plain = torch.nn.Sequential(network[0], torch.nn.Mish(), network[2])
    x, y = torch.from_numpy(digits.inputs("train")), torch.from_numpy(digits.labels("train"))
    loss = torch.nn.functional.cross_entropy(plain(x), y)
    loss.backward()
    with torch.no_grad():
        for parameter in plain.parameters():
            parameter -= 0.1 * parameter.grad
        test = plain(torch.from_numpy(digits.inputs("test")))
    after = torch.nn.functional.cross_entropy(test, torch.from_numpy(digits.labels("test")))
    # float32 sums over 1,437 rows in two orders: 1e-6 relative.
    assert run.epochs[1].train_loss == pytest.approx(loss.item(), rel=2e-6)
    assert run.epochs[1].test_loss == pytest.approx(after.item(), rel=2e-6)


def test_a_run_whose_loss_explodes_is_diverged_and_keeps_its_epochs() -> None:
    specification = specify(epochs=5, hidden=(16,), learning_rate=1e30)
    (run,) = runs_of(specification, [Task("relu", 0)]).values()
    assert run.status == "diverged"
    assert run.message == f"the loss was no longer finite in epoch {run.epochs[-1].epoch}"
    assert len(run.epochs) < 6


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_lowers_the_loss(name: str) -> None:
    rate = {"adadelta": 1.0, "sgd": 0.1, "momentum": 0.01, "nesterov": 0.01, "adagrad": 0.01}.get(name, 0.001)
    specification = specify(epochs=2, hidden=(16,), optimizer=name, learning_rate=rate)
    (run,) = runs_of(specification, [Task("mish", 0)]).values()
    assert run.epochs[2].train_loss < run.epochs[0].train_loss


def test_every_epoch_is_handed_out_as_it_is_done() -> None:
    events = list(execute(SMALL, [Task("relu", 0)], workers=1))
    assert [type(event) for event in events] == [Epoch, Epoch, Epoch, Run]
