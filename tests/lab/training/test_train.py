"""A run is a function of specification and seed, and of nothing else."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from actlab.lab.execute.engine import execute
from actlab.lab.plan.run import Run, Task
from actlab.lab.plan.setting import Setting
from actlab.lab.training import networks
from actlab.lab.training.optimizers import OPTIMIZERS

ARMS = ("relu", "swish", "mish")
SMALL = Setting(epochs=2, hidden=(16, 8))


def runs_of(tasks: list[Task], workers: int = 1) -> dict[Task, Run]:
    done = [event for event in execute(tasks, workers) if isinstance(event, Run)]
    return {run.task: without_time(run) for run in done}


def without_time(run: Run) -> Run:
    return replace(run, epochs=tuple(row._replace(seconds=0.0, cpu_seconds=0.0) for row in run.epochs))


def tasks(*seeds: int) -> list[Task]:
    return [Task(arm(SMALL, key), seed) for seed in seeds for key in ARMS]


def build(setting: Setting, shape: tuple[int, ...], seed: int) -> networks.Network:
    return networks.build(setting, shape, 10, torch.Generator().manual_seed(seed), torch.Generator())


def arm(setting: Setting, activation: str) -> Setting:
    return setting.model_copy(update={"activation": activation})


def test_the_same_task_gives_the_same_numbers_in_one_process_and_in_two() -> None:
    once = runs_of(tasks(0, 1))
    assert once == runs_of(tasks(0, 1))
    assert once == runs_of(tasks(0, 1), workers=2)


def test_another_seed_gives_other_numbers() -> None:
    runs = runs_of(tasks(0, 1))
    assert all(runs[Task(arm(SMALL, k), 0)].epochs != runs[Task(arm(SMALL, k), 1)].epochs for k in ARMS)


def test_the_global_generators_neither_matter_nor_move() -> None:
    torch.manual_seed(1)
    np.random.seed(1)  # noqa: NPY002  # the legacy generator is what must not matter
    state, legacy = torch.random.get_rng_state(), np.random.get_state()[1].copy()  # noqa: NPY002
    first = runs_of(tasks(0))
    assert torch.equal(torch.random.get_rng_state(), state)
    assert np.array_equal(np.random.get_state()[1], legacy)  # noqa: NPY002
    torch.manual_seed(2)
    assert runs_of(tasks(0)) == first


def test_arms_of_one_seed_start_from_the_same_weights() -> None:
    def draw(name: str) -> torch.nn.Module:
        return build(arm(SMALL, name), (1, 8, 8), 3)

    relu, mish = draw("relu").state_dict(), draw("mish").state_dict()
    assert relu.keys() == mish.keys()
    assert all(torch.equal(relu[name], mish[name]) for name in relu)


def test_weights_have_the_variance_of_he() -> None:
    weight = build(Setting(hidden=(300,)), (1, 20, 20), 0).hidden[0].weight
    assert weight.var().item() == pytest.approx(2 / 400, rel=0.02)  # 120,000 draws: standard error 0.4 %


def test_epochs_are_numbered_from_before_training() -> None:
    (run,) = runs_of([Task(arm(SMALL, "mish"), 0)]).values()
    assert [row.epoch for row in run.epochs] == [0, 1, 2]
    assert run.epochs[0].test_loss > run.epochs[2].test_loss


def test_the_first_step_equals_plain_torch() -> None:
    """One epoch of one batch against the same network written out with torch's own Mish."""
    setting = Setting(activation="mish", epochs=1, hidden=(16,), batch_size=2000)
    (run,) = runs_of([Task(setting, 7)]).values()
    from actlab.lab.data import sets as data

    digits = data.load("digits")
    network = build(setting, (1, 8, 8), 14)
    plain = torch.nn.Sequential(network.hidden[0], torch.nn.Mish(), network[-1])
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
    (run,) = runs_of([Task(Setting(epochs=5, hidden=(16,), learning_rate=1e30), 0)]).values()
    assert run.status == "diverged"
    assert run.message == f"the loss was no longer finite in epoch {run.epochs[-1].epoch}"
    assert len(run.epochs) < 6


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_every_optimizer_lowers_the_loss(name: str) -> None:
    rate = {"adadelta": 1.0, "sgd": 0.1, "momentum": 0.01, "nesterov": 0.01, "adagrad": 0.01}.get(name, 0.001)
    setting = Setting(activation="mish", epochs=2, hidden=(16,), optimizer=name, learning_rate=rate)
    (run,) = runs_of([Task(setting, 0)]).values()
    assert run.epochs[2].train_loss < run.epochs[0].train_loss


def test_every_epoch_is_handed_out_as_it_is_done() -> None:
    *epochs, run = execute([Task(SMALL, 0)])
    assert [epoch.epoch for _, epoch in epochs] == [0, 1, 2]
    assert tuple(epoch for _, epoch in epochs) == run.epochs


@pytest.mark.parametrize("name", ["circle", "gauss"])
def test_points_of_the_plane_are_learned(name: str) -> None:
    setting = Setting(activation="mish", data=name, hidden=(8, 8), epochs=60, batch_size=10, learning_rate=0.03)
    (run,) = runs_of([Task(setting, 0)]).values()
    assert run.epochs[-1].test_accuracy > 0.95


def test_points_refuse_what_only_images_have() -> None:
    for changes in ({"network": "conv"}, {"shrink": 2}):
        with pytest.raises(ValueError, match="'xor' are points, not images"):
            Setting(data="xor", **changes)
