"""Networks learn, on real CIFAR; and ResNet-20 does step by step what a twin in plain torch does."""

import pytest
import torch
from torch.nn.functional import cross_entropy

from actlab.lab.data.augment import augmentation
from actlab.lab.training.fitting import Recipe, fit
from actlab.vision import network
from actlab.vision.capsule import margin_loss

QUICK = ("cnn6", "wrn-10-2")
# One of each family. Where the first steps overshoot, at a lower rate.
FAMILIES = (
    *("cnn6", "simplenet", "resnet-v1-20", "resnet-v2-20", "wrn-10-2", "densenet-121", "senet-18", "mobilenet-v1"),
    *("mobilenet-v2", "shufflenet-v1", "shufflenet-v2", "squeezenet", "inception-v3", "inception-resnet-v2"),
    *("xception", "efficientnet-b0", "capsnet"),
)
RATES = {
    **dict.fromkeys(("mobilenet-v1", "mobilenet-v2", "xception", "inception-resnet-v2"), 0.005),
    **{"efficientnet-b0": 0.003, "shufflenet-v1": 0.002},
}
RATE = 0.02


def falls(name: str, count: int, cifar: tuple[torch.Tensor, torch.Tensor]) -> tuple[float, float]:
    """The mean loss of the first and of the last sixth of one epoch's steps."""
    inputs, labels = cifar[0][:count], cifar[1][:count]
    made = network(name, 10, "mish", torch.Generator().manual_seed(0))
    loss = margin_loss if name == "capsnet" else cross_entropy
    batch = 32
    plan = Recipe(epochs=1, batch_size=batch, learning_rate=RATES.get(name, RATE))
    losses = torch.tensor(list(fit(made, inputs, labels, plan, torch.Generator().manual_seed(1), loss=loss)))
    part = max(2, len(losses) // 6)
    assert len(losses) == count // batch
    assert losses.isfinite().all()
    return losses[:part].mean().item(), losses[-part:].mean().item()


@pytest.mark.parametrize("name", QUICK)
def test_the_loss_falls_within_640_real_images(name: str, cifar: tuple[torch.Tensor, torch.Tensor]) -> None:
    first, last = falls(name, 640, cifar)
    assert last < first


@pytest.mark.slow
@pytest.mark.timeout(7200)  # an image takes up to 800 ms, forwards and backwards on one core
@pytest.mark.parametrize("name", FAMILIES)
def test_the_loss_falls_within_one_epoch_of_2000_images(name: str, cifar: tuple[torch.Tensor, torch.Tensor]) -> None:
    first, last = falls(name, 2000, cifar)
    assert last < 0.98 * first


class TwinBlock(torch.nn.Module):
    def __init__(self, width_in: int, width: int, stride: int) -> None:
        super().__init__()
        self.first = torch.nn.Conv2d(width_in, width, 3, stride, 1)
        self.first_norm = torch.nn.BatchNorm2d(width)
        self.second = torch.nn.Conv2d(width, width, 3, 1, 1)
        self.second_norm = torch.nn.BatchNorm2d(width)
        self.shortcut = torch.nn.Conv2d(width_in, width, 1, stride) if width_in != width else torch.nn.Identity()
        self.act = torch.nn.Mish()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y = self.act(self.first_norm(self.first(x)))
        return self.act(self.second_norm(self.second(y)) + self.shortcut(x))


def twin() -> torch.nn.Module:
    """ResNet-20 written straight from its description."""
    widths = [16, 16, 16, 32, 32, 32, 64, 64, 64]
    blocks = [
        TwinBlock(before, width, 2 if before != width else 1)
        for before, width in zip([16, *widths], widths, strict=False)
    ]
    stem = [torch.nn.Conv2d(3, 16, 3, 1, 1), torch.nn.BatchNorm2d(16), torch.nn.Mish()]
    return torch.nn.Sequential(*stem, *blocks, torch.nn.AvgPool2d(8), torch.nn.Flatten(), torch.nn.Linear(64, 10))


@pytest.mark.parametrize("activation", ["mish", "relu"])
def test_resnet20_equals_a_twin_in_plain_torch_step_by_step(
    activation: str, cifar: tuple[torch.Tensor, torch.Tensor]
) -> None:
    """... and with another activation it does not, so the comparison can fail."""
    ours = network("resnet-v1-20", 10, activation, torch.Generator().manual_seed(5))
    other = twin()
    with torch.no_grad():
        for mine, yours in zip(ours.parameters(), other.parameters(), strict=True):
            yours.copy_(mine)
    rows = torch.randperm(2000, generator=torch.Generator().manual_seed(0))[:128]
    inputs, labels = cifar[0][rows], cifar[1][rows]
    plan = Recipe(epochs=2, batch_size=32, learning_rate=0.05)
    crop = augmentation("crop:4,flip")
    losses = [list(fit(made, inputs, labels, plan, torch.Generator().manual_seed(9), crop)) for made in (ours, other)]
    assert len(losses[0]) == 8
    furthest = max(abs(mine - yours) for mine, yours in zip(*losses, strict=True))
    if activation == "mish":
        assert furthest < 1e-5
    else:
        assert furthest > 1e-2


def test_the_rate_drops_twice_and_an_incomplete_batch_is_left_out() -> None:
    made = torch.nn.Linear(2, 2)
    torch.nn.init.zeros_(made.weight)  # torch draws it from the global generator
    torch.nn.init.zeros_(made.bias)
    inputs, labels = torch.randn(10, 2, generator=torch.Generator().manual_seed(0)), torch.zeros(10, dtype=torch.int64)
    weights, steps = made.weight.detach().clone(), []
    for _ in fit(made, inputs, labels, Recipe(4, 4, 0.1, momentum=0.0, weight_decay=0.0), torch.Generator()):
        steps.append((made.weight.detach() - weights).norm().item())
        weights = made.weight.detach().clone()
    assert len(steps) == 4 * 2
    assert steps[4] < 0.4 * steps[3]
    assert steps[6] < 0.2 * steps[5]


def test_the_same_seed_trains_the_same_network_and_torchs_own_generator_is_left_alone() -> None:
    def losses(seed: int) -> list[float]:
        inputs = torch.randn(32, 3, 12, 12, generator=torch.Generator().manual_seed(0))
        made = network("cnn6", 10, "mish", torch.Generator().manual_seed(1), image_size=12)
        labels = torch.arange(32) % 10
        return list(
            fit(made, inputs, labels, Recipe(2, 8, 0.001), torch.Generator().manual_seed(seed), augmentation("flip"))
        )

    before = torch.get_rng_state()
    assert losses(3) == losses(3)
    assert losses(3) != losses(4)
    assert torch.equal(torch.get_rng_state(), before)
