"""The generators of a run. None of them knows the activation, so the arms of one seed draw the same."""

import hashlib

import torch


def weights_of(seed: int) -> torch.Generator:
    """What the first weights are drawn from."""
    return torch.Generator().manual_seed(2 * seed)


def order_of(seed: int) -> torch.Generator:
    """What the order of the training images is drawn from, epoch after epoch."""
    return torch.Generator().manual_seed(2 * seed + 1)


def generator(seed: int, purpose: str) -> torch.Generator:
    """One for every other purpose, such as noise."""
    # torch takes 32 bits of a seed; neighbouring seeds of one purpose must not be those of another.
    digest = hashlib.sha256(f"{purpose} {seed}".encode()).digest()
    return torch.Generator().manual_seed(int.from_bytes(digest[:4]))
