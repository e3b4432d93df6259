"""Networks of images in the lab: the loop does what a plain one does; every study of CIFAR runs by its name."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from helpers.command import Call
from torch.nn.functional import cross_entropy

from actlab.errors import BadValue
from actlab.lab.data import cifar
from actlab.lab.data.prepare import tensors
from actlab.lab.data.sets import load
from actlab.lab.execute.attempt import attempt
from actlab.lab.plan import files
from actlab.lab.plan.plan import Plan, from_document
from actlab.lab.plan.run import Run, Task
from actlab.lab.plan.setting import Setting
from actlab.lab.plan.study import setting_from
from actlab.lab.store.key import key_of
from actlab.lab.training import image_networks
from actlab.lab.training.alone import Alone
from actlab.lab.training.devices import device_for, one_thread
from actlab.lab.training.seeds import order_of, weights_of
from actlab.lab.verdicts.findings import find
from actlab.vision import network

SMALL = {"data": "cifar10", "train_images": 96, "test_images": 50, "shrink": 2, "epochs": 2, "batch_size": 32}
CNN = {**SMALL, "network": "cnn6", "hidden": (8,), "filters": (3, 4), "learning_rate": 0.05}


def setting(**changes: object) -> Setting:
    return setting_from({**CNN, "activation": "mish", **changes}, "test")


def run(task: Task) -> Run:
    with one_thread():
        *_, last = attempt(task)
    assert isinstance(last, Run)
    return last


def numbers(found: Run) -> list[tuple[float, ...]]:
    return [(row.train_accuracy, row.train_loss, row.test_accuracy, row.test_loss) for row in found.epochs]


@pytest.fixture(autouse=True, scope="module")
def _cifar_is_there() -> None:
    for name in ("cifar10", "cifar100"):
        if cifar._cifar_path(cifar._CIFAR[name]) is None:
            if os.environ.get("CI"):
                pytest.fail(f"{name} must be there in CI")
            pytest.skip(f"{name} is not there")


def test_it_does_what_a_plain_loop_does() -> None:
    asked = setting_from(
        {**SMALL, "network": "resnet-v1-20", "scaling": "channels", "activation": "mish", "learning_rate": 0.05}, "test"
    )
    found = run(Task(asked, 7))
    made = network("resnet-v1-20", 10, "mish", weights_of(7), 3, 16)
    inputs, labels = tensors(load("cifar10"), "train", "channels", 0, 96)
    inputs = torch.nn.functional.avg_pool2d(inputs, 2)
    stepper, order = torch.optim.SGD(made.parameters(), 0.05), order_of(7)
    for epoch in (1, 2):
        losses = []
        made.train()
        for batch in torch.randperm(96, generator=order).split(32):
            loss = cross_entropy(made(inputs[batch]), labels[batch])
            stepper.zero_grad()
            loss.backward()
            stepper.step()
            losses.append(loss.item())
        assert found.epochs[epoch].train_loss == pytest.approx(sum(losses) / 3, rel=1e-5)
    other = run(Task(asked.model_copy(update={"learning_rate": 0.051}), 7))
    assert other.epochs[2].train_loss != pytest.approx(sum(losses) / 3, rel=1e-5)


def test_the_same_task_gives_the_same_numbers_and_everything_asked_for_has_its_say() -> None:
    plain = run(Task(setting(), 3))
    before = torch.get_rng_state()
    assert numbers(run(Task(setting(), 3))) == numbers(plain)
    assert torch.equal(torch.get_rng_state(), before)
    changes = {
        "augmentation": "crop:4,flip",
        "mixup": 0.5,
        "weight_decay": 0.1,
        "scaling": "half",
        "dropout": 0.5,
        "dense_initializer": "random_normal",
        "l1": 0.01,
        "l2": 0.01,
        "schedule": "cosine",
        "precision": "bfloat16",
        "activation": "relu",
    }
    keys = {key_of(Task(setting(), 3))}
    for name, value in changes.items():
        task = Task(setting(**{name: value}), 3)
        keys.add(key_of(task))
        assert numbers(run(task)) != numbers(plain), name
    assert len(keys) == 1 + len(changes)


class Watch(torch.nn.Module):
    """Keeps what it was trained on."""

    def __init__(self, inner: torch.nn.Module, batches: list[torch.Tensor]) -> None:
        super().__init__()
        self.inner, self.batches = inner, batches

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if self.training:
            self.batches.append(x.clone())
        return self.inner(x)


def watched(build: Callable[..., torch.nn.Module], batches: list[torch.Tensor]) -> Callable[..., torch.nn.Module]:
    return lambda *given: Watch(build(*given), batches)


def test_arms_of_a_seed_see_the_same_images_in_the_same_order() -> None:
    seen = {}
    for activation in ("mish", "relu"):
        made: list[torch.Tensor] = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(image_networks, "build", watched(image_networks.build, made))
            run(Task(setting(activation=activation, augmentation="crop:4,flip", mixup=0.4), 5))
        seen[activation] = made
    assert len(seen["mish"]) == 6
    assert all(torch.equal(one, other) for one, other in zip(seen["mish"], seen["relu"], strict=True))


def test_a_run_that_diverges_says_so() -> None:
    found = run(Task(setting(learning_rate=1e9), 0))
    assert found.status == "diverged"
    assert "no longer finite in epoch" in found.message


BY_NAME = [
    pytest.param(name, marks=pytest.mark.slow) if name == "cifar10-senet50" else name  # 15 s for 50 layers
    for name in files.names()
    if name.startswith("cifar")
]


@pytest.mark.parametrize("name", BY_NAME)
def test_every_study_of_cifar_runs_by_its_name(name: str) -> None:
    plan = Plan(files.find(name), "smoke")
    runs: dict[Task, Run] = {}
    for task in plan.known_tasks(runs):
        runs[task] = run(task)
    found = find(plan, runs)
    assert found.complete
    assert len(found.findings) == len(plan.cells) * len(plan.study.pairs) * len(plan.study.metrics)


def test_the_command_shows_every_study_and_runs_one(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    code, shown, messages = call("study", "show", "cifar*", "--profile", "paper", "--no-timing")
    assert code == 0, messages
    assert all(f"({name}, profile paper)" in shown for name in files.names() if name.startswith("cifar"))
    code, out, messages = call("study", "run", "cifar10-cosine-onecycle", "--profile", "smoke", "--out", tmp_path)
    assert code == 0, messages
    assert "Mish against Swish, same rate" in out
    assert (tmp_path / "report.html").is_file()


def test_pairs_against_a_reference_alone() -> None:
    table = files.find("cifar10-squeezenet")
    assert len(table.pairs) == len(table.arms) - 1 == 33
    assert {against for _, against in table.pairs} == {"mish"}
    with pytest.raises(BadValue, match="unknown reference 'mesh'"):
        files.parse({**table.model_dump(), "reference": "mesh"})


def test_a_plan_remembers_its_device() -> None:
    plan = Plan(files.find("cifar10-mixup"), "smoke", device="cuda")
    assert from_document(plan.document()).setting(plan.cells[0], "mish").device == "cuda"
    assert "device" not in Plan(files.find("cifar10-mixup"), "smoke").document()


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_a_gpu_that_is_not_there_is_refused() -> None:
    assert device_for("auto", True) == "cpu"
    with pytest.raises(BadValue, match="torch sees no GPU here"):
        device_for("cuda", True)
    with pytest.raises(BadValue, match="expected a GPU, and torch sees none"):
        run(Task(setting(device="cuda"), 0))


def test_too_little_memory_names_the_batch_size(monkeypatch: pytest.MonkeyPatch) -> None:
    def short(*_: object) -> None:
        raise torch.OutOfMemoryError("no memory")

    monkeypatch.setattr(Alone, "_step", short)
    found = run(Task(setting(), 0))
    assert found.status == "failed"
    assert "too little memory for batches of 32 images" in found.message


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"network": "resnet-v2-20", "hidden": (8,)}, "network 'resnet-v2-20' has no hidden; leave it out"),
        ({"mixup": -0.1}, "mixup: expected a number of at least 0, got -0.1"),
        ({"hidden": (8, 8)}, "hidden: expected at most 1 of them, got .8, 8"),
        ({"augmentation": "crop:4,flap"}, "unknown augmentation 'flap'. Did you mean 'flip'"),
        ({"network": "resnet-v2-21"}, "unknown network 'resnet-v2-21'. Did you mean 'resnet-v2-2"),
    ],
)
def test_what_does_not_fit_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(BadValue, match=message):
        setting(**changes)
