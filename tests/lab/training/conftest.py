"""Real images; in CI they have to be there."""

import os

import pytest

from actlab.lab.data import cifar


@pytest.fixture(scope="session")
def cifar10_is_there() -> None:
    """Skips by name without CIFAR-10."""
    if cifar._cifar_path(cifar._CIFAR["cifar10"]) is None:
        if os.environ.get("CI"):
            pytest.fail("CIFAR-10 must be there in CI")
        pytest.skip("CIFAR-10 is not there (cifar10.npz in ACTLAB_DATA or the user's cache)")
