"""Roughness, outputs over a plane, losses around a network, gradients over depth: against what can be worked out."""

import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy

from actlab.errors import BadValue, UnknownName
from actlab.landscape import numbers as landscape
from actlab.landscape.numbers import Surface
from actlab.landscape.runs import Training, depth_runs, loss_runs
from actlab.vision import network
from actlab.vision.parts import draw, linear


def surface(function, points: int = 81) -> Surface:
    line = np.linspace(0.0, 1.0, points)
    x, y = np.meshgrid(line, line)
    return Surface(line, line, function(x, y))


def test_roughness_is_the_mean_laplacian_and_does_not_depend_on_scale_or_grid() -> None:
    found = landscape.roughness(surface(lambda x, y: (x**2 + y**2) / 2))
    assert found.bend == pytest.approx(2.0)  # each second derivative is 1, over a range of 1
    scaled = landscape.roughness(surface(lambda x, y: -700 * (x**2 + y**2) + 5, points=41))
    assert scaled.bend == pytest.approx(found.bend)
    assert found.sharpest == pytest.approx(0.01, abs=1e-3)


def test_steepness_is_the_mean_length_of_the_gradient() -> None:
    assert landscape.roughness(surface(lambda x, y: 3 * x + 4 * y)).steepness == pytest.approx(5 / 7)


def test_an_edge_holds_all_bend_in_a_small_part() -> None:
    edge = landscape.roughness(surface(lambda x, y: np.abs(x - 0.5)))
    smooth = landscape.roughness(surface(lambda x, y: np.sqrt((x - 0.5) ** 2 + 0.05)))
    assert edge.sharpest > 0.7
    assert smooth.sharpest < 0.05
    assert edge.bend == pytest.approx(4, rel=0.05)  # a jump of the slope by 2, over a range of a half


def test_a_constant_surface_has_no_roughness() -> None:
    assert np.isnan(landscape.roughness(surface(lambda x, y: 0 * x)).bend)


def test_a_surface_that_is_not_finite_has_no_roughness() -> None:
    assert np.isnan(landscape.roughness(surface(lambda x, y: np.where(x > 0.5, np.nan, y))).bend)


@pytest.fixture(scope="module")
def outputs() -> dict[str, landscape.OutputArm]:
    arms = landscape.output_landscape(["relu", "leaky_relu", "swish", "mish"], range(8), points=101)
    return {arm.activation: arm for arm in arms}


def test_relu_is_sharp_and_mish_smooth(outputs: dict[str, landscape.OutputArm]) -> None:
    sharp = {key: arm.over_seeds("sharpest").mean for key, arm in outputs.items()}
    bend = {key: arm.over_seeds("bend").mean for key, arm in outputs.items()}
    for smooth in ("swish", "mish"):
        for kinked in ("relu", "leaky_relu"):
            assert sharp[kinked] > 4 * sharp[smooth]
            assert bend[kinked] > 3 * bend[smooth]


def test_constant_networks_are_counted_and_left_out(outputs: dict[str, landscape.OutputArm]) -> None:
    relu = outputs["relu"]
    assert relu.constant == sum(np.ptp(found.values) == 0 for found in relu.surfaces) > 0
    assert relu.over_seeds("bend").n == 8 - relu.constant
    assert outputs["mish"].constant == 0


def test_arms_of_one_seed_have_the_same_weights() -> None:
    """ReLU and leaky ReLU of slope 0 are one function, so their outputs are equal; those of other seeds are not."""
    one, other = landscape.output_landscape(["relu", "leaky_relu:slope=0"], [1, 3], points=11)
    for a, b in zip(one.surfaces, other.surfaces, strict=True):
        np.testing.assert_array_equal(a.values, b.values)
    assert not np.array_equal(one.surfaces[0].values, one.surfaces[1].values)


def test_rows_are_y_and_columns_are_x() -> None:
    (arm,) = landscape.output_landscape(["mish"], [2], points=5)
    generator = torch.Generator().manual_seed(2)
    x = torch.tensor([[2.5, 10.0]], dtype=torch.float64)
    for width_in, width_out in ((2, 64), (64, 32), (32, 16), (16, 1)):
        bound = width_in**-0.5
        weight = torch.empty(width_out, width_in, dtype=torch.float64).uniform_(-bound, bound, generator=generator)
        bias = torch.empty(width_out, dtype=torch.float64).uniform_(-bound, bound, generator=generator)
        x = torch.nn.functional.mish(x @ weight.T + bias)
    assert arm.surfaces[0].values[4, 1] == pytest.approx(x.item())
    assert arm.surfaces[0].values[1, 4] != pytest.approx(x.item())


@pytest.fixture
def small() -> tuple[torch.nn.Module, torch.Tensor, torch.Tensor]:
    made = network("wrn-10-2", 3, "mish", torch.Generator().manual_seed(0), in_channels=1, image_size=8)
    images = torch.randn(12, 1, 8, 8, generator=torch.Generator().manual_seed(1))
    return made, images, torch.arange(12) % 3


def test_a_filter_of_a_direction_is_as_long_as_the_filter_of_the_network(small) -> None:
    made = small[0]
    first, second = landscape.draw_directions(made, torch.Generator().manual_seed(4))
    scaled = landscape.filter_normalised(made, first)
    for weights, direction, raw in zip(made.parameters(), scaled, first, strict=True):
        if weights.dim() < 2:
            assert not direction.any()
            continue
        torch.testing.assert_close(direction.flatten(1).norm(dim=1), weights.detach().flatten(1).norm(dim=1))
        cosine = torch.nn.functional.cosine_similarity(direction.flatten(1), raw.flatten(1))
        torch.testing.assert_close(cosine, torch.ones_like(cosine))
    assert not any(torch.equal(a, b) for a, b in zip(first, second, strict=True))


def test_all_arms_walk_along_the_same_directions(small) -> None:
    other = network("wrn-10-2", 3, "relu", torch.Generator().manual_seed(7), in_channels=1, image_size=8)
    drawn = [landscape.draw_directions(made, torch.Generator().manual_seed(4)) for made in (small[0], other)]
    for mine, yours in zip(*(first + second for first, second in drawn), strict=True):
        assert torch.equal(mine, yours)


def test_the_middle_of_the_surface_is_the_network_and_its_weights_come_back(small) -> None:
    made, images, labels = small
    before = {name: value.clone() for name, value in made.state_dict().items()}
    directions = landscape.draw_directions(made, torch.Generator().manual_seed(4))
    steps = []
    found = landscape.loss_surface(made, images, labels, directions, points=3, happened=lambda: steps.append(1))
    assert len(steps) == 9
    assert made.training
    for name, value in made.state_dict().items():
        assert torch.equal(value, before[name]), name
    made.eval()
    assert landscape.centre(found) == pytest.approx(cross_entropy(made(images), labels).item())
    with torch.no_grad():  # the last column of the first row: x = 1, y = -1
        first, second = (landscape.filter_normalised(made, direction) for direction in directions)
        for weights, along, across in zip(made.parameters(), first, second, strict=True):
            weights.add_(along - across)
        assert found.values[0, 2] == pytest.approx(cross_entropy(made(images), labels).item(), rel=1e-5)


def test_weights_come_back_when_the_walk_is_stopped(small) -> None:
    made, images, labels = small
    before = [weights.detach().clone() for weights in made.parameters()]

    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        landscape.loss_surface(made, images, labels, landscape.draw_directions(made, torch.Generator()), 3, 1.0, stop)
    assert all(torch.equal(weights, start) for weights, start in zip(made.parameters(), before, strict=True))


def test_even_or_too_few_points_are_refused(small) -> None:
    directions = landscape.draw_directions(small[0], torch.Generator())
    with pytest.raises(
        BadValue, match="points: expected an odd number, so that the trained network itself is one, got 4"
    ):
        landscape.loss_surface(*small, directions, points=4)
    with pytest.raises(BadValue, match="points: expected at least 3, got 1"):
        landscape.loss_surface(*small, directions, points=1)
    with pytest.raises(BadValue, match="gain: expected a number greater than 0, at most 1e.30, got 0"):
        landscape.output_landscape(["mish"], [0], gain=0.0)


def dense(activation: torch.nn.Module, biases: float = 0.0) -> torch.nn.Module:
    made = torch.nn.Sequential(linear(4, 6), activation, linear(6, 3))
    draw(made, torch.Generator().manual_seed(0))
    with torch.no_grad():
        made[0].bias[:2] = biases
    return made


def test_dead_units_are_those_whose_slope_is_zero_for_every_image() -> None:
    inputs = torch.randn(50, 4, generator=torch.Generator().manual_seed(1))
    (layer,) = landscape.depth_profile(
        dense(torch.nn.ReLU(), biases=-100.0), inputs, torch.zeros(50, dtype=torch.int64)
    )
    assert (layer.number, layer.units) == (1, 6)
    assert layer.dead == pytest.approx(2 / 6)
    assert 2 / 6 < layer.flat < 1
    (alive,) = landscape.depth_profile(dense(torch.nn.Mish()), inputs, torch.zeros(50, dtype=torch.int64))
    assert alive.dead == 0
    (saturated,) = landscape.depth_profile(dense(torch.nn.Mish(), -100.0), inputs, torch.zeros(50, dtype=torch.int64))
    assert saturated.dead == pytest.approx(2 / 6)


def test_gradient_norms_are_those_of_the_single_images() -> None:
    made = dense(torch.nn.Mish())
    inputs = torch.randn(5, 4, generator=torch.Generator().manual_seed(1))
    labels = torch.tensor([0, 1, 2, 0, 1])
    norms = []
    for image, label in zip(inputs, labels, strict=True):
        before = (image @ made[0].weight.T + made[0].bias).detach().requires_grad_()
        loss = cross_entropy(made[2](made[1](before))[None], label[None])
        norms.append(torch.autograd.grad(loss, before)[0].norm().item())
    (layer,) = landscape.depth_profile(made, inputs, labels)
    assert layer.gradient == pytest.approx(np.sqrt(np.mean(np.square(norms))), rel=1e-5)
    assert all(weights.grad is None for weights in made.parameters())


def test_a_profile_leaves_the_network_as_it_was_and_goes_in_order(small) -> None:
    made, images, labels = small
    before = {name: value.clone() for name, value in made.state_dict().items()}
    layers = landscape.depth_profile(made, images, labels)
    assert [layer.number for layer in layers] == list(range(1, 8))
    assert [layer.units for layer in layers] == [16, 32, 32, 64, 64, 128, 128]
    assert all(torch.equal(value, before[name]) for name, value in made.state_dict().items())
    assert not any(part._forward_pre_hooks for part in made.modules())


def test_runs_are_a_function_of_the_seed_and_arms_start_alike() -> None:
    training = Training(network="cnn6", data="digits", images=64, epochs=2, learning_rate=0.01, batch_size=32)
    with pytest.raises(BadValue, match="image_size of cnn6: expected at least 12, got 8"):
        next(depth_runs(["mish"], [0], training))
    training = Training(network="mlp", images=64, epochs=2, batch_size=32, depth=3, width=16, learning_rate=0.01)
    mish, again, other = (next(depth_runs(["mish"], [seed], training)) for seed in (0, 0, 1))
    assert mish == again
    assert mish.losses != other.losses
    assert len(mish.losses) == 4
    relu, leaky = depth_runs(["relu", "leaky_relu:slope=0"], [0], training)
    np.testing.assert_allclose(relu.losses, leaky.losses, rtol=1e-5)


def test_a_loss_run_is_trained_and_then_walked_around() -> None:
    titles: list[str] = []
    training = Training(network="wrn-10-2", images=256, epochs=2, batch_size=32, learning_rate=0.05)
    (run,) = loss_runs(["mish"], [0], training, points=3, happened=titles.append)
    assert titles == ["Mish"] * 9
    assert len(run.losses) == 16
    assert run.losses[-1] < run.losses[0]
    assert landscape.centre(run.surface) < run.surface.values[0, 0]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"network": "resnet-v1-21"}, "unknown network 'resnet-v1-21'. Did you mean 'resnet-v1-"),
        ({"epochs": -1}, "epochs: expected at least 0, got -1"),
        ({"images": 0}, "images: expected at least 1, got 0"),
        ({"learning_rate": 0.0}, "learning_rate: expected a number greater than 0, at most 1e.30, got 0"),
        ({"augmentation": "crop:-3"}, "augmentation crop: expected a number from 0 to 64, got -3"),
    ],
)
def test_wrong_settings_are_refused(wrong: dict[str, object], message: str) -> None:
    with pytest.raises((BadValue, UnknownName), match=message):
        Training(**wrong)
