"""One loop for every network and form; what is trained alike is trained once; whose kernels is recorded."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
import torch

from actlab.define.activation import Parameter
from actlab.errors import BadValue
from actlab.lab.execute.attempt import attempt, together
from actlab.lab.execute.engine import execute
from actlab.lab.plan.plan import Plan, from_document
from actlab.lab.plan.run import Run, Task
from actlab.lab.plan.setting import Setting, read
from actlab.lab.plan.study import setting_from
from actlab.lab.store.key import key_of
from actlab.lab.training import trainer
from actlab.lab.training.alone import Alone
from actlab.lab.training.devices import one_thread
from actlab.lab.training.feed import splits
from actlab.lab.training.kernels import kernels
from actlab.torch.accelerate import accelerated
from actlab.torch.modules import module

MLP = {"train_images": 200, "epochs": 2, "hidden": (8, 6), "activation": "mish"}
NETWORKS = {
    "mlp": MLP,
    "conv": {"data": "mnist", "network": "conv", "filters": (2, 3), "hidden": (6,), "train_images": 60},
    "lenet": {"data": "mnist", "network": "lenet", "filters": (2, 3), "hidden": (6,), "train_images": 60},
    "points": {"data": "xor", "hidden": (4,), "train_images": 60},
}
PLACES = [(2, 1, 1), (3, 1, 1), (6,)]  # the channels or units before each activation of "conv"
FORMS = {
    "bfloat16": {"precision": "bfloat16"},
    "several seeds": {"seeds_together": 2},
    "torch's kernels": {"kernels": "torch"},
    "decay": {"weight_decay": 0.01, "optimizer": "adamw"},
}


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    with one_thread():
        yield


def setting(**changes: object) -> Setting:
    return setting_from({**MLP, **changes}, "test")


def runs_of(*tasks: Task) -> dict[Task, Run]:
    return {event.task: event for event in attempt(*tasks) if isinstance(event, Run)}


def numbers(run: Run) -> list[float]:
    return [number for row in run.epochs for number in (row.train_loss, row.test_loss, row.test_accuracy)]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("network", NETWORKS)
def test_every_small_network_trains_in_every_form(network: str, form: str, request: pytest.FixtureRequest) -> None:
    asked = setting_from({"epochs": 1, "batch_size": 20, **NETWORKS[network], **FORMS[form]}, "test")
    if asked.data == "mnist":
        request.getfixturevalue("mnist")
    runs = runs_of(*(Task(asked, seed) for seed in range(asked.seeds_together)))
    assert {run.status for run in runs.values()} == {"finished"}, runs
    assert len(runs) == asked.seeds_together


def test_two_seeds_of_a_dense_network_at_once_are_the_two_apart() -> None:
    asked = setting(seeds_together=2, batch_norm=True, dropout=0.2, noise=0.3, noise_in="both", l2=0.001)
    at_once = runs_of(Task(asked, 3), Task(asked, 5))
    for seed in (3, 5):
        (alone,) = runs_of(Task(asked.model_copy(update={"seeds_together": 1}), seed)).values()
        assert numbers(at_once[Task(asked, seed)]) == pytest.approx(numbers(alone), rel=2e-4)
        assert numbers(at_once[Task(asked, 8 - seed)]) != pytest.approx(numbers(alone), rel=1e-2)


def test_runs_that_differ_in_their_tests_alone_share_one_training(monkeypatch: pytest.MonkeyPatch) -> None:
    ways = {
        "every epoch": setting(),
        "last epoch": setting(test="last epoch"),
        "noise": setting(noise=0.5, noise_in="test", test="last epoch"),
        "few": setting(test_images=50),
    }
    tasks = [Task(way, 4) for way in ways.values()]
    assert together([*tasks, Task(setting(learning_rate=0.2), 4)])[0] == tuple(tasks)
    apart = {task: numbers(run) for task in tasks for run in runs_of(task).values()}
    begun: list[int] = []
    inner = Alone.__init__
    monkeypatch.setattr(Alone, "__init__", lambda self, *given: (begun.append(1), inner(self, *given))[1])
    shared = {event.task: event for event in execute([tuple(tasks)]) if isinstance(event, Run)}
    assert len(begun) == 1
    assert all(str(numbers(shared[task])) == str(apart[task]) for task in tasks)  # NaN where there was no test
    assert len({str(found) for found in apart.values()}) == len(ways)  # the tests are told apart


def test_noise_in_training_is_not_shared_with_training_without() -> None:
    assert setting(noise=0.5, noise_in="both").trained == setting(noise=0.5).trained != setting().trained


def test_whose_kernels_is_part_of_a_run_and_ends_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    before = bool(accelerated())  # another test of the process may have left them on
    seen: list[bool] = []
    inner = Alone.one_epoch
    monkeypatch.setattr(Alone, "one_epoch", lambda self: (seen.append(bool(accelerated())), inner(self))[1])
    ours, theirs = Task(setting(), 0), Task(setting(kernels="torch"), 0)
    runs_of(ours)
    runs_of(theirs)
    assert seen == [True, True, False, False]
    assert bool(accelerated()) == before
    assert key_of(ours) != key_of(theirs)


def test_kernels_that_cannot_be_loaded_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from actlab.torch import accelerate as takeover

    missing = takeover.Acceleration((), None, "a compiler is missing.")
    monkeypatch.setattr(takeover, "accelerate", lambda *_: missing)
    with pytest.raises(BadValue, match="kernels: a compiler is missing. Or choose --kernels torch"), kernels("actlab"):
        pass


def test_a_document_older_than_the_kernels_means_those_of_torch() -> None:
    old = {"activation": "mish", "hidden": [8]}
    assert (read(old).kernels, read(old).decayed, read(old).learned) == ("torch", "everything", "none")
    assert read(old).changed == old
    assert read(setting().changed) == setting()
    study = {"key": "s", "title": "S", "protocols": ["same rate"], "profiles": {"quick": {"seeds": 1}}}
    from actlab.lab.plan.files import parse

    plan = Plan(parse(study), "quick")
    assert from_document(plan.document()).known_tasks({}) == plan.known_tasks({})
    older = {name: value for name, value in plan.document().items() if name not in ("kernels", "decayed", "learned")}
    assert {task.setting.kernels for task in from_document(older).known_tasks({})} == {"torch"}


def test_decay_leaves_biases_and_normalisation_alone_unless_everything_is_asked_for() -> None:
    found = {}
    for decayed in ("weights", "everything"):
        asked = setting(batch_norm=True, weight_decay=0.5, decayed=decayed)
        training, _, classes = splits(asked)
        trainee = Alone(asked, [0], training, classes)
        optimizer = trainee._updates.optimizer
        names = {id(weight): name for name, weight in trainee._network.named_parameters()}
        found[decayed] = {
            names[id(weight)] for group in optimizer.param_groups if group["weight_decay"] for weight in group["params"]
        }
        assert sum(len(group["params"]) for group in optimizer.param_groups) == len(names)
    linear = {name for name, part in trainee._network.named_modules() if isinstance(part, torch.nn.Linear)}
    assert found["weights"] == {f"{name}.weight" for name in linear}
    assert found["everything"] == set(names.values())


@pytest.mark.usefixtures("mnist")
@pytest.mark.parametrize(
    ("arm", "learned", "shapes"),
    [
        ("prelu", "usual", {"slope": PLACES}),
        ("srelu", "usual", dict.fromkeys(("left", "left_slope", "right", "right_slope"), PLACES)),
        ("aria2", "usual", dict.fromkeys(("alpha", "beta"), PLACES)),
        ("prelu", "none", {}),
        ("prelu:slope=0.1", "usual", {}),
        ("swish", "usual", {}),
        ("swish", "all", {"beta": PLACES}),
        ("relu", "all", {}),
    ],
)
def test_arms_with_parameters_learn_them_per_channel_and_decay_leaves_them_alone(
    arm: str, learned: str, shapes: dict[str, list[tuple[int, ...]]]
) -> None:
    form = {"weight_decay": 0.1, "learned": learned, "activation": arm, "epochs": 1}
    asked = setting_from({**NETWORKS["conv"], **form}, "test")
    training, _, classes = splits(asked)
    trainee = Alone(asked, [0], training, classes)
    found: dict[str, list[tuple[int, ...]]] = {}
    for name, weight in trainee._network.named_parameters():
        if name.rpartition(".")[2] not in ("weight", "bias"):
            found.setdefault(name.rpartition(".")[2], []).append(tuple(weight.shape))
            last = name.rpartition(".")[2], weight.detach().clone()
    assert found == shapes
    trainee.one_epoch()
    if shapes:
        assert not torch.equal(last[1], weight_named(trainee, last[0]))
    decayed = [len(group["params"]) for group in trainee._updates.optimizer.param_groups if group["weight_decay"]]
    assert decayed == [4]  # the kernels


def weight_named(trainee: Alone, name: str) -> torch.Tensor:
    """The last weight that is called so."""
    return [weight for place, weight in trainee._network.named_parameters() if place.endswith(f".{name}")][-1].detach()


@pytest.mark.parametrize("arm", ["prelu", "srelu"])
def test_learned_parameters_of_two_seeds_at_once_are_those_of_each_alone(arm: str) -> None:
    asked = setting(activation=arm, seeds_together=2)
    at_once = runs_of(Task(asked, 3), Task(asked, 5))
    (alone,) = runs_of(Task(asked.model_copy(update={"seeds_together": 1}), 5)).values()
    assert numbers(at_once[Task(asked, 5)]) == pytest.approx(numbers(alone), rel=2e-4)


@pytest.mark.parametrize("seeds_together", [1, 2])
def test_a_learned_number_beyond_its_bounds_is_in_the_run(monkeypatch: pytest.MonkeyPatch, seeds_together: int) -> None:
    kind = type(module("prelu"))
    asked = setting(activation="prelu", seeds_together=seeds_together)
    assert {run.message for run in runs_of(Task(asked, 0)).values()} == {""}
    narrow = Parameter("slope", 0.25, lower=0.25, upper=0.26, learnable=True)
    monkeypatch.setattr(kind, "record", replace(kind.record, parameters=(narrow,)))
    (run,) = runs_of(Task(asked, 0)).values()
    assert run.finished
    assert re.match(r"slope left \[0\.25, 0\.26\] in \d: it lies in \[0\.\d+, 0\.\d+\]", run.message)


def test_too_little_memory_on_a_cpu_trains_seeds_one_after_another(monkeypatch: pytest.MonkeyPatch) -> None:
    def short(*_: object) -> None:
        raise RuntimeError("DefaultCPUAllocator: not enough memory")

    asked = setting(seeds_together=2)
    monkeypatch.setattr(trainer.Together, "_step", short)
    found = runs_of(Task(asked, 0), Task(asked, 1))
    assert {run.status for run in found.values()} == {"finished"}
