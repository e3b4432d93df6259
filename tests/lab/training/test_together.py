"""Several seeds at once do what each does alone: same weights, batches, dropout and statistics, kept one by one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from torch.nn.functional import cross_entropy

from actlab.errors import BadValue
from actlab.lab.data.prepare import tensors
from actlab.lab.data.sets import load
from actlab.lab.execute.attempt import attempt, together
from actlab.lab.execute.engine import engine, execute
from actlab.lab.execute.runner import read_outcome, run_plan
from actlab.lab.plan.files import find, parse
from actlab.lab.plan.plan import Plan, from_document
from actlab.lab.plan.run import Run, Task
from actlab.lab.plan.setting import Setting
from actlab.lab.plan.study import setting_from
from actlab.lab.store.store import Store
from actlab.lab.training import image_networks
from actlab.lab.training import together as train_together
from actlab.lab.training.devices import one_thread, place_for
from actlab.lab.training.feed import splits
from actlab.lab.training.seeds import weights_of
from actlab.vision import network

SMALL = {"data": "cifar10", "train_images": 97, "test_images": 50, "shrink": 2, "epochs": 2, "batch_size": 32}
CNN = {**SMALL, "network": "cnn6", "hidden": (8,), "filters": (3, 4), "learning_rate": 0.05}
# Everything that a seed draws or that is laid on its weights.
DRAWN = {"augmentation": "crop:4,flip", "mixup": 0.5, "dropout": 0.3}
LAID_ON = {"l1": 0.01, "l2": 0.01, "weight_decay": 0.01, "schedule": "cosine", "optimizer": "adam"}
# Rounding alone tells the two apart: 1e-7 of a loss where measured, and 2e-5 where batch normalisation passes it on.
TOLERANCE = 2e-4


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    with one_thread():
        yield


@pytest.fixture(autouse=True, scope="module")
def _cifar_is_there(cifar10_is_there: None) -> None:
    """Real images."""


def setting(**changes: object) -> Setting:
    usual = SMALL if "network" in changes else CNN
    return setting_from({**usual, "activation": "mish", "seeds_together": 2, **changes}, "test")


def runs_of(*tasks: Task) -> dict[int, Run]:
    return {event.task.seed: event for event in attempt(*tasks) if isinstance(event, Run)}


def losses(run: Run) -> list[float]:
    return [loss for row in run.epochs for loss in (row.train_loss, row.test_loss)]


def both(asked: Setting, *seeds: int) -> tuple[dict[int, Run], dict[int, Run]]:
    """The seeds at once, and each alone."""
    alone: dict[int, Run] = {}
    for seed in seeds:
        alone |= runs_of(Task(asked.model_copy(update={"seeds_together": 1}), seed))
    return runs_of(*(Task(asked, seed) for seed in seeds)), alone


@pytest.mark.parametrize(
    "changes",
    [
        {**DRAWN, **LAID_ON},
        {"network": "resnet-v1-20", "learning_rate": 0.01},
    ],
    ids=["cnn6 with all there is", "resnet-v1-20"],
)
def test_two_seeds_at_once_are_the_two_apart(changes: dict[str, object]) -> None:
    at_once, alone = both(setting(**changes), 3, 5)
    for seed, run in alone.items():
        assert at_once[seed].status == run.status == "finished"
        assert len(at_once[seed].epochs) == 3
        assert losses(at_once[seed]) == pytest.approx(losses(run), rel=TOLERANCE)
        accuracies = [row.train_accuracy for row in at_once[seed].epochs]
        assert accuracies == pytest.approx([row.train_accuracy for row in run.epochs], abs=0.02)  # two of 97 images
    assert losses(at_once[3]) != pytest.approx(losses(alone[5]), rel=50 * TOLERANCE)  # a wrong seed is noticed


@pytest.mark.parametrize("name", DRAWN)
def test_a_seed_that_draws_what_another_should_is_noticed(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last seed is given dropout, or the batches, of the one before it."""
    asked = setting(**{name: DRAWN[name]})
    _, alone = both(asked, 3, 5)
    if name == "dropout":
        inner = train_together._EachApart.__init__
        monkeypatch.setattr(train_together._EachApart, "__init__", lambda self, all_: inner(self, [all_[0]] * 2))
    else:
        feed = train_together.Feed
        monkeypatch.setattr(train_together, "Feed", lambda split, setting, seed: feed(split, setting, 3))
    at_once = runs_of(Task(asked, 3), Task(asked, 5))
    assert losses(at_once[5]) != pytest.approx(losses(alone[5]), rel=5 * TOLERANCE)


# Without a layer that takes the largest: there the last digit decides which of two inputs has the gradient.
@pytest.mark.parametrize("name", ["resnet-v1-20", "wrn-10-2"])
def test_gradients_and_statistics_of_each_seed_are_as_exact_as_alone(name: str) -> None:
    inputs, labels = tensors(load("cifar10"), "train", "channels", 0, 64)
    asked = setting_from({"data": "cifar10", "network": name, "activation": "mish"}, "test")
    stack = train_together.Stack(
        [image_networks.build(asked, (3, 32, 32), 10, weights_of(seed)) for seed in (0, 1)], asked
    )
    scores = stack(inputs.view(2, 32, *inputs.shape[1:]), 0)
    sum(cross_entropy(scores[at], labels.view(2, 32)[at]) for at in (0, 1)).backward()
    for seed in (0, 1):
        exact = image_networks.build(asked, (3, 32, 32), 10, weights_of(seed)).double()
        cross_entropy(exact(inputs.view(2, 32, *inputs.shape[1:])[seed].double()), labels.view(2, 32)[seed]).backward()
        for place, weight in exact.named_parameters():
            norm = weight.grad.norm()
            if norm > 1e-6:  # a bias in front of batch normalisation has none
                assert (stack.weights[place].grad[seed] - weight.grad).norm() / norm < 5e-5, place
        for place, kept in exact.named_buffers():
            torch.testing.assert_close(stack._statistics[place][seed].double(), kept.double(), rtol=1e-5, atol=1e-6)


FAMILIES = (
    *("simplenet", "resnet-v2-20", "wrn-10-2", "densenet-121", "senet-18", "mobilenet-v1", "mobilenet-v2"),
    *(
        "shufflenet-v1",
        "shufflenet-v2",
        "inception-v3",
        "inception-resnet-v2",
        "xception",
        "efficientnet-b0",
        "capsnet",
    ),
)


@pytest.mark.parametrize("name", FAMILIES)
def test_every_family_can_be_trained_with_several_seeds_at_once(name: str) -> None:
    """A step of each on two images; that the shapes fit is what is asked."""
    asked = setting_from(
        {
            **{"data": "cifar10", "network": name, "activation": "mish", "seeds_together": 2, "test": "last epoch"},
            **{"train_images": 2, "test_images": 2, "epochs": 1, "batch_size": 2, "learning_rate": 1e-4},
        },
        "test",
    )
    at_once = runs_of(Task(asked, 0), Task(asked, 1))
    assert {seed: len(run.epochs) for seed, run in at_once.items()} == {0: 1, 1: 1}


def test_seeds_that_diverge_end_like_those_alone() -> None:
    at_once, alone = both(setting(learning_rate=1e9), 0, 1)
    assert {run.status for run in alone.values()} == {"diverged"}
    assert [(run.status, run.message) for run in at_once.values()] == [
        (run.status, run.message) for run in alone.values()
    ]


def test_one_seed_that_diverges_leaves_the_others_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    build = image_networks.build

    def one_is_broken(*given: object) -> torch.nn.Module:
        made = build(*given)
        if given[-1].initial_seed() == weights_of(4).initial_seed():
            with torch.no_grad():
                made[0].weight.fill_(torch.nan)
        return made

    _, alone = both(setting(epochs=3), 3)
    monkeypatch.setattr(image_networks, "build", one_is_broken)
    at_once = runs_of(Task(setting(epochs=3), 3), Task(setting(epochs=3), 4))
    assert (at_once[4].status, at_once[4].message) == ("diverged", "the loss was no longer finite in epoch 1")
    assert at_once[3].status == "finished"
    assert losses(at_once[3]) == pytest.approx(losses(alone[3]), rel=TOLERANCE)


def test_too_little_memory_for_all_trains_them_one_after_another(monkeypatch: pytest.MonkeyPatch) -> None:
    def short(*_: object) -> None:
        raise torch.OutOfMemoryError("no memory")

    _, alone = both(setting(), 0, 1)
    monkeypatch.setattr(train_together.Together, "_step", short)
    at_once = runs_of(Task(setting(), 0), Task(setting(), 1))
    assert {seed: losses(run) for seed, run in at_once.items()} == {seed: losses(run) for seed, run in alone.items()}


class Peeks(torch.nn.Module):
    """Looks at a number, which vmap cannot."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x if x.sum().item() else -x


def test_what_cannot_be_done_for_several_seeds_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def peeking(*_: object) -> torch.nn.Module:
        made = network("cnn6", 10, "mish", torch.Generator(), 3, 16)
        return torch.nn.Sequential(Peeks(), made)

    monkeypatch.setattr(image_networks, "build", peeking)
    with pytest.raises(BadValue, match=r"seeds_together: torch cannot train cnn6 with mish .*\.item.*; leave it out"):
        runs_of(Task(setting(), 0), Task(setting(), 1))


def test_work_is_as_many_seeds_of_a_setting_as_it_says_in_the_order_they_came() -> None:
    one, other, alone = setting(), setting(activation="relu"), setting(seeds_together=1)
    tasks = [Task(which, seed) for seed in range(3) for which in (one, other, alone)]
    names = {one: "one", other: "other", alone: "alone"}
    found = [[(names[task.setting], task.seed) for task in work] for work in together(tasks)]
    assert found == [
        [("one", 0), ("one", 1)],
        [("other", 0), ("other", 1)],
        [("alone", 0)],
        [("alone", 1)],
        [("one", 2)],
        [("other", 2)],
        [("alone", 2)],
    ]


STUDY = {
    **{"key": "pairs", "title": "Pairs", "arms": ["relu", "mish"], "protocols": ["same rate"]},
    "base": {**CNN, "hidden": [8], "filters": [3, 4]},
    "profiles": {"quick": {"seeds": 3}},
}


def plan() -> Plan:
    return Plan(parse(STUDY), "quick", seeds_together=2)


def kept(store: Store) -> dict[Task, list[float]]:
    return {task: losses(run) for task, run in read_outcome(plan(), store).runs.items()}


def test_each_seed_is_kept_on_its_own_and_an_interrupted_study_goes_on(tmp_path: Path) -> None:
    store = Store(tmp_path / "pairs.sqlite")
    store.open()
    events: list[object] = []

    def cut(event: object) -> None:
        events.append(event)
        if isinstance(event, Run):
            raise ConnectionAbortedError("as if the power had failed")

    with pytest.raises(ConnectionAbortedError):
        run_plan(plan(), store, engine(), cut)
    assert len(kept(store)) == 1  # the first of two that were trained at once
    first = kept(store)
    outcome = run_plan(plan(), store, engine())
    assert len(outcome.runs) == 6
    assert not outcome.failures
    assert first.items() <= kept(store).items()
    whole = Store(tmp_path / "undisturbed.sqlite")
    whole.open()
    run_plan(plan(), whole, engine())
    assert kept(store) == kept(whole)  # to the last digit
    store.close()
    whole.close()


def test_a_plan_remembers_how_many_seeds_and_its_runs_are_told_from_others() -> None:
    asked = from_document(plan().document())
    assert asked.setting(asked.cells[0], "mish").seeds_together == 2
    assert "seeds_together" not in Plan(find("cifar10-mixup"), "smoke").document()
    assert set(plan().known_tasks({})).isdisjoint(Plan(parse(STUDY), "quick").known_tasks({}))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"seeds_together": 0}, "--seeds-together: expected at least 1, got 0"),
        ({"precision": "bfloat"}, "unknown precision 'bfloat'. Did you mean 'bfloat16'"),
    ],
)
def test_wrong_words_are_refused(given: dict[str, object], message: str) -> None:
    with pytest.raises(BadValue, match=message):
        place_for(True, "cpu", **given)


def test_workers_take_work_of_several_seeds() -> None:
    tasks = tuple(Task(setting(), seed) for seed in (3, 5))
    at_once = {event.task.seed: event for event in execute([tasks], workers=2) if isinstance(event, Run)}
    for seed, run in both(setting(), 3, 5)[1].items():
        assert losses(at_once[seed]) == pytest.approx(losses(run), rel=TOLERANCE)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="only Linux tells what a process holds")
def test_an_epoch_of_ten_seeds_leaves_no_holes_in_memory(mnist: object) -> None:
    form = {"data": "mnist", "network": "mlp", "batch_size": 100, "train_images": 10_000, "seeds_together": 10}
    asked = setting_from(form, "test")
    training, _, classes = splits(asked)
    trainee = train_together.Together(asked, range(10), training, classes)
    before = megabytes()
    trainee.one_epoch()
    # Weights, gradients and one batch take 22; 131 where what each step finds stayed between the tensors that it frees.
    assert megabytes() - before < 70


def megabytes() -> int:
    """What this process holds and no file backs."""
    status = Path("/proc/self/status").read_text("utf-8")
    return next(int(line.split()[1]) // 1024 for line in status.splitlines() if line.startswith("RssAnon"))
