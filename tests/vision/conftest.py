"""Real images for the networks, and one thread, as a run has."""

import os
from collections.abc import Iterator
from dataclasses import replace

import pytest
import torch

from actlab.lab.data import cifar as cifar_files
from actlab.lab.data.prepare import tensors
from actlab.lab.data.sets import load

COUNT = 2000


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def cifar() -> tuple[torch.Tensor, torch.Tensor]:
    """2,000 real training images of CIFAR-10 and their classes."""
    if cifar_files._cifar_path(cifar_files._CIFAR["cifar10"]) is None:
        if os.environ.get("CI"):
            pytest.fail("CIFAR-10 must be there in CI")
        pytest.skip("CIFAR-10 is not there (cifar10.npz in ACTLAB_DATA or the user's cache)")
    data_set = load("cifar10")
    few = replace(data_set, x_train=data_set.x_train[:COUNT], y_train=data_set.y_train[:COUNT])
    return tensors(few, "train")
