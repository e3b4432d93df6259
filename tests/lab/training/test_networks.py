"""The networks of the paper, and what is drawn for them."""

from math import sqrt

import numpy as np
import pytest
import torch
from pydantic import ValidationError

from actlab.lab.plan.run import Task
from actlab.lab.plan.setting import Setting
from actlab.lab.training import networks
from actlab.lab.training.alone import Alone
from actlab.lab.training.feed import splits
from actlab.lab.training.initializers import INITIALIZERS
from actlab.lab.training.rates import rates
from actlab.lab.training.trainer import train
from actlab.properties import properties

MNIST = (1, 28, 28)


def build(setting: Setting, shape: tuple[int, ...] = MNIST, seed: int = 0) -> networks.Network:
    generators = (torch.Generator().manual_seed(seed), torch.Generator().manual_seed(seed + 1))
    return networks.build(setting, shape, 10, *generators)


def weights(network: torch.nn.Module) -> int:
    return sum(parameter.numel() for parameter in network.parameters())


def layers(network: torch.nn.Module) -> int:
    return sum(isinstance(layer, torch.nn.Linear | torch.nn.Conv2d) for layer in network)


def test_the_sweeps_network_has_the_size_that_is_reported() -> None:
    network = build(Setting(data="mnist", network="conv", hidden=(500,), dropout=0.25))
    assert weights(network) == 20 * 26 + 50 * 501 + 5000 * 500 + 500 + 5010  # 2.53 million
    assert layers(network) == 4


def test_lenet_has_the_size_that_is_reported() -> None:
    assert weights(build(Setting(data="mnist", network="lenet", hidden=(500,)))) == 1_256_080


@pytest.mark.parametrize("depth", [15, 25])
@pytest.mark.parametrize("network", ["conv", "mlp"])
def test_depth_counts_weight_layers_in_both_readings(network: str, depth: int) -> None:
    setting = Setting(data="mnist", network=network, hidden=(20,), depth=depth, batch_norm=True, dropout=0.25)
    built = build(setting, (1, 14, 14))
    assert layers(built) == depth
    assert sum(isinstance(layer, torch.nn.BatchNorm1d) for layer in built) == len(built.hidden)


def test_dropout_scales_and_comes_from_its_own_generator() -> None:
    state = torch.random.get_rng_state()
    draws = [networks.Dropout(0.25, torch.Generator().manual_seed(s))(torch.ones(1000, 100)) for s in (0, 0, 1)]
    assert torch.equal(draws[0], draws[1])
    assert not torch.equal(draws[0], draws[2])
    assert draws[0].mean().item() == pytest.approx(1.0, abs=0.01)  # 100,000 draws: standard error 0.002
    assert draws[0].unique().tolist() == pytest.approx([0.0, 4 / 3])
    assert torch.equal(torch.random.get_rng_state(), state)
    off = networks.Dropout(0.5, torch.Generator()).eval()
    assert torch.equal(off(torch.ones(3)), torch.ones(3))


# Keras' definitions, for a dense layer of 400 inputs and 300 outputs: standard deviation and largest value.
DRAWN = {
    "he": (sqrt(2 / 400), None),
    "random_normal": (0.05, None),
    "random_uniform": (0.05 / sqrt(3), 0.05),
    "truncated_normal": (0.05 * 0.8796, 0.1),
    "lecun_uniform": (sqrt(1 / 400), sqrt(3 / 400)),
    "glorot_normal": (sqrt(2 / 700), None),
    "glorot_uniform": (sqrt(2 / 700), sqrt(6 / 700)),
    "he_normal": (sqrt(2 / 400), None),
    "lecun_normal": (sqrt(1 / 400), None),
    "he_uniform": (sqrt(2 / 400), sqrt(6 / 400)),
    "orthogonal": (sqrt(1 / 400), None),
}


@pytest.mark.parametrize("name", INITIALIZERS)
def test_initializers_draw_what_keras_defines(name: str) -> None:
    weight = torch.empty(300, 400)
    INITIALIZERS[name](weight, 400, 300, torch.Generator().manual_seed(0))
    deviation, largest = DRAWN[name]
    assert weight.std().item() == pytest.approx(deviation, rel=0.02)  # 120,000 draws
    assert weight.mean().item() == pytest.approx(0.0, abs=deviation / 50)
    if largest is not None:
        assert weight.abs().max().item() <= largest
    if name == "orthogonal":
        assert torch.allclose(weight @ weight.T, torch.eye(300), atol=1e-5)


def test_only_the_hidden_dense_layers_take_the_dense_initializer() -> None:
    one, other = (
        build(Setting(data="mnist", network="conv", hidden=(30,), dense_initializer=name))
        for name in (None, "random_normal")
    )
    assert torch.equal(one[0].weight, other[0].weight)
    assert not torch.equal(one.hidden[0].weight, other.hidden[0].weight)


def test_penalties_are_sums_over_the_hidden_kernels() -> None:
    setting = Setting(hidden=(8,), l1=0.01, l2=0.02)
    training, _, classes = splits(setting)
    trainee = Alone(setting, [0], training, classes)
    weight = trainee._hidden[0].weight.detach().double().numpy()
    found = trainee._penalty().item()
    assert found == pytest.approx(0.01 * np.abs(weight).sum() + 0.02 * (weight**2).sum(), rel=1e-5)


@pytest.mark.parametrize(
    ("schedule", "wanted"),
    [
        ("constant", (1.0, 1.0, 1.0)),
        ("cosine", (1.0, 0.5, 0.0)),
        ("steps", (1.0, 0.1, 0.01)),
        ("one_cycle", (0.1, 0.75, 0.0)),
    ],
)
def test_schedules(schedule: str, wanted: tuple[float, float, float]) -> None:
    at = rates(Setting(learning_rate=1.0, schedule=schedule), 1000)
    assert (at(0), at(500), at(999)) == pytest.approx(wanted, abs=0.002)


def last(**changes: object) -> object:
    *_, run = train([Task(Setting(hidden=(8,), epochs=2, **changes), 0)])
    return run


def test_noise_in_training_at_test_and_in_both_are_three_things() -> None:
    none, *noisy = (
        last(noise=noise, noise_in=where)
        for noise, where in ((0.0, "both"), (0.5, "training"), (0.5, "test"), (0.5, "both"))
    )
    losses = {run.epochs[-1].test_loss for run in noisy}
    assert len(losses) == 3
    assert noisy[1].epochs[-1].train_loss == none.epochs[-1].train_loss  # noise at test alone trains as without
    assert noisy[0].epochs[-1].train_loss == noisy[2].epochs[-1].train_loss


def test_a_batch_of_one_image_is_joined_to_the_one_before_where_it_would_be_normalised() -> None:
    assert last(train_images=101, batch_size=50, batch_norm=True).finished


@pytest.mark.parametrize("name", ["one_cycle", "cosine", "steps"])
def test_a_schedule_trains(name: str) -> None:
    run = last(schedule=name)
    assert run.epochs[-1].train_loss < run.epochs[0].train_loss


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"network": "resnet"}, "unknown network 'resnet'"),
        ({"initializer": "he_norml"}, "unknown initializer 'he_norml'. Did you mean 'he_normal'"),
        ({"test": "validation"}, "test = 'validation' and validation_images belong together"),
        ({"hidden": (8,), "depth": 1}, "depth must be at least 2 for network 'mlp'"),
    ],
)
def test_what_does_not_fit_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Setting(**changes)


@pytest.mark.parametrize("initializer", ["he", "glorot_uniform", "orthogonal"])
def test_the_gain_of_a_function_scales_weights_behind_it_alone(initializer: str) -> None:
    usual = {"activation": "tanh", "initializer": initializer, "hidden": (30, 20)}
    for changes in ({}, {"data": "mnist", "network": "lenet", "filters": (3, 4)}):
        plain, scaled = (build(Setting(**usual, **changes, gain=gain)) for gain in ("usual", "function"))
        factors = [
            (after.weight / before.weight).nanmedian().item()
            for before, after in zip(plain, scaled, strict=True)
            if isinstance(before, torch.nn.Linear | torch.nn.Conv2d)
        ]
        gain = properties("tanh").gain / (sqrt(2) if initializer == "he" else 1)
        assert factors == pytest.approx([1, *[gain] * (len(factors) - 1)], rel=1e-5)


def test_the_gain_keeps_the_second_moment_through_many_layers() -> None:
    setting = Setting(activation="mish", hidden=(300,), depth=8, initializer="lecun_normal", gain="function")
    x = torch.randn(500, 784, generator=torch.Generator().manual_seed(7)).view(500, 1, 28, 28)
    inner = torch.nn.Sequential(*list(build(setting))[:-2])  # up to what the last activation sees
    assert inner(x).square().mean().item() == pytest.approx(1, rel=0.15)
    assert torch.nn.Sequential(*list(build(setting.model_copy(update={"gain": "usual"})))[:-2])(x).square().mean() < 0.1


def test_the_gain_is_recorded_and_refused_where_it_means_nothing() -> None:
    assert Setting(gain="function").changed["gain"] == "function"
    assert "gain" not in Setting().changed
    with pytest.raises(ValidationError, match="goes with no initializer of a fixed spread, got 'random_normal'"):
        Setting(gain="function", initializer="random_normal")
    with pytest.raises(ValidationError, match="network 'resnet-v1-20' has no gain; leave it out"):
        Setting(gain="function", data="cifar10", network="resnet-v1-20")
