"""What the tests of finding and swapping share."""

from collections.abc import Iterator

import pytest
import torch


@pytest.fixture(autouse=True)
def _seeded() -> Iterator[None]:
    """Modules of torch draw their weights from the global generator: every test starts it at 0 and leaves no trace."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        yield
