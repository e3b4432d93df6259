"""Augmentation against plain loops, and its randomness."""

import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy

from actlab.errors import BadValue, UnknownName
from actlab.lab.data import augment

STEPS = ("crop", "shift", "flip", "cutout:4", "rotate")


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


@pytest.fixture
def batch() -> torch.Tensor:
    return torch.rand(16, 3, 8, 10, generator=seeded(1)) + 0.5  # nowhere 0


@pytest.mark.parametrize("text", [*STEPS, ",".join(STEPS)])
def test_the_same_seed_gives_the_same_batches_and_another_seed_others(text: str, batch: torch.Tensor) -> None:
    apply = augment.augmentation(text)
    before, untouched = torch.get_rng_state(), batch.clone()
    first = apply(batch, seeded(3))
    assert torch.equal(first, apply(batch, seeded(3)))
    assert not torch.equal(first, apply(batch, seeded(4)))
    assert not torch.equal(first, batch)
    assert first.shape == batch.shape
    assert torch.equal(torch.get_rng_state(), before)
    assert torch.equal(batch, untouched)


def test_none_keeps_the_images(batch: torch.Tensor) -> None:
    assert torch.equal(augment.augmentation("none")(batch, seeded()), batch)


def test_crop_shows_each_image_shifted_with_zeros_from_outside(batch: torch.Tensor) -> None:
    shifts = set()
    for image, shifted in zip(batch, augment.crop(batch, seeded(), 2), strict=True):
        padded = torch.zeros(3, 12, 14)
        padded[:, 2:10, 2:12] = image
        found = [(r, c) for r in range(5) for c in range(5) if torch.equal(shifted, padded[:, r : r + 8, c : c + 10])]
        assert len(found) == 1
        shifts.update(found)
    assert len(shifts) > 8  # of 25, by 16 images


def test_shift_repeats_the_border_and_goes_as_far_as_a_share(batch: torch.Tensor) -> None:
    shifted = augment.shift(batch, seeded(), 0.25)
    assert (shifted >= 0.5).all()  # nothing from outside
    for image, moved in zip(batch, shifted, strict=True):
        padded = np.pad(image.numpy(), ((0, 0), (2, 2), (2, 2)), mode="edge")
        assert any(np.array_equal(moved.numpy(), padded[:, r : r + 8, c : c + 10]) for r in range(5) for c in range(5))


def test_flip_mirrors_each_image_by_itself(batch: torch.Tensor) -> None:
    flipped = augment.flip(batch, seeded())
    kinds = {
        "kept" if torch.equal(a, b) else "mirrored" if torch.equal(a, b.flip(2)) else "neither"
        for a, b in zip(flipped, batch, strict=True)
    }
    assert kinds == {"kept", "mirrored"}
    assert torch.equal(augment.flip(batch, seeded(), 0.0), batch)


def test_cutout_blanks_one_square_that_may_reach_over_the_border() -> None:
    images = torch.ones(400, 2, 9, 11)
    areas = set()
    for image in augment.cutout(images, seeded(), 4):
        rows, columns = torch.nonzero(image[0] == 0, as_tuple=True)
        height, width = (int(where.max() - where.min()) + 1 for where in (rows, columns))
        assert len(rows) == height * width
        assert height <= 4
        assert width <= 4
        assert torch.equal(image[0], image[1])
        areas.add(height * width)
    assert {4, 16} <= areas


def test_rotate_turns_around_the_middle_and_keeps_lengths() -> None:
    """A bright point right of the middle moves on a circle; non-square images must not squeeze it."""
    image = torch.zeros(200, 1, 21, 41)
    image[:, 0, 10, 26] = 1.0  # six pixels right of the middle (10, 20)
    turned = augment.rotate(image, seeded(), 90)
    rows, columns = torch.arange(21.0) - 10, torch.arange(41.0) - 20
    mass = turned[:, 0].sum((1, 2))
    row = (turned[:, 0] * rows[:, None]).sum((1, 2)) / mass
    column = (turned[:, 0] * columns).sum((1, 2)) / mass
    np.testing.assert_allclose(torch.hypot(row, column), 6.0, atol=0.15)
    angles = torch.atan2(row, column)
    assert angles.min() < -1.3
    assert angles.max() > 1.3
    assert torch.allclose(augment.rotate(image, seeded(), 0), image, atol=1e-5)


def test_mixup_is_the_weighted_mean_of_two_images_and_of_their_losses(batch: torch.Tensor) -> None:
    labels = torch.arange(16)
    mixed = augment.mixup(batch, labels, 1.0, seeded(5))
    assert 0 < mixed.share < 1
    partner = mixed.second
    assert torch.equal(partner.sort().values, labels)
    torch.testing.assert_close(mixed.images, mixed.share * batch + (1 - mixed.share) * batch[partner])
    scores = torch.randn(16, 16, generator=seeded(6))
    soft = mixed.share * torch.eye(16) + (1 - mixed.share) * torch.eye(16)[partner]
    torch.testing.assert_close(mixed.loss(scores), cross_entropy(scores, soft))


def test_mixup_draws_from_the_generator_alone(batch: torch.Tensor) -> None:
    labels = torch.arange(16)
    numpy_before, torch_before = np.random.get_state()[1].tolist(), torch.get_rng_state()  # noqa: NPY002
    first, again, other = (augment.mixup(batch, labels, 0.5, seeded(seed)) for seed in (1, 1, 2))
    assert torch.equal(first.images, again.images)
    assert first.share != other.share
    assert np.random.get_state()[1].tolist() == numpy_before  # noqa: NPY002
    assert torch.equal(torch.get_rng_state(), torch_before)


def test_the_shares_of_mixup_follow_the_beta_distribution(batch: torch.Tensor) -> None:
    from scipy.stats import beta, kstest

    generator = seeded(8)
    few, labels = batch[:2, :, :1, :1], torch.arange(2)
    shares = [augment.mixup(few, labels, 0.4, generator).share for _ in range(2000)]
    assert kstest(shares, beta(0.4, 0.4).cdf).pvalue > 1e-3
    assert kstest(shares, beta(0.6, 0.6).cdf).pvalue < 1e-3


def test_alpha_0_mixes_nothing_but_draws_as_much(batch: torch.Tensor) -> None:
    labels = torch.arange(16)
    plain, mixing = seeded(1), seeded(1)
    mixed = augment.mixup(batch, labels, 0.0, plain)
    augment.mixup(batch, labels, 1.0, mixing)
    assert torch.equal(mixed.images, batch)
    scores = torch.randn(16, 16, generator=seeded(6))
    assert mixed.loss(scores).item() == cross_entropy(scores, labels).item()
    assert torch.equal(plain.get_state(), mixing.get_state())


@pytest.mark.parametrize("alpha", [-0.1, float("nan"), float("inf")])
def test_a_wrong_alpha_is_refused(alpha: float, batch: torch.Tensor) -> None:
    with pytest.raises(BadValue, match="alpha of Mixup: expected a number of at least 0, got"):
        augment.mixup(batch, torch.arange(16), alpha, seeded())


def test_unknown_steps_and_numbers_out_of_range_are_refused() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'cutout'"):
        augment.augmentation("crop,cutot")
    with pytest.raises(BadValue, match=r"augmentation flip: expected a number from 0 to 1, got 2\."):
        augment.augmentation("flip:2")
    with pytest.raises(BadValue, match="augmentation crop: expected a number, got 'four'"):
        augment.augmentation("crop:four")
