"""The optimizers step as torch's do."""

from collections.abc import Iterator

import numpy as np
import pytest
import torch
from numpy.random import RandomState

from actlab.errors import BadValue
from actlab.scratch import SGD, AdaGrad, Adam, Momentum, Nadam, RMSprop

PAIRS = {
    "sgd": (SGD(0.1), lambda p: torch.optim.SGD(p, lr=0.1)),
    "momentum": (Momentum(0.1, 0.8), lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.8)),
    "adagrad": (AdaGrad(0.1), lambda p: torch.optim.Adagrad(p, lr=0.1)),
    "rmsprop": (RMSprop(0.01), lambda p: torch.optim.RMSprop(p, lr=0.01)),
    "adam": (Adam(0.01), lambda p: torch.optim.Adam(p, lr=0.01)),
    "nadam": (Nadam(0.01), lambda p: torch.optim.NAdam(p, lr=0.01)),
}


@pytest.fixture
def _double() -> Iterator[None]:
    """NAdam keeps the product of its momenta in torch's default type; in float32 it would agree to 1e-9 only."""
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


@pytest.mark.usefixtures("_double")
@pytest.mark.parametrize("name", PAIRS)
def test_thirty_steps_agree_with_torch(name: str) -> None:
    generator = RandomState(0)
    ours, make = PAIRS[name]
    parameters = [generator.randn(3, 4), generator.randn(4)]
    theirs = [torch.tensor(parameter, requires_grad=True) for parameter in parameters]
    stepper = make(theirs)
    start = [parameter.copy() for parameter in parameters]
    for _ in range(30):
        gradients = [generator.randn(*parameter.shape) for parameter in parameters]
        for parameter, gradient in zip(theirs, gradients, strict=True):
            parameter.grad = torch.tensor(gradient)
        stepper.step()
        ours.step(zip(parameters, gradients, strict=True))
    for before, mine, their in zip(start, parameters, theirs, strict=True):
        assert not np.allclose(mine, before)
        np.testing.assert_allclose(mine, their.detach().numpy(), rtol=1e-12, atol=0)


@pytest.mark.parametrize("rate", [0.0, -1.0, float("nan"), float("inf")])
def test_a_rate_that_is_no_rate_is_refused(rate: float) -> None:
    with pytest.raises(BadValue, match="learning rate: expected a number greater than 0, got"):
        SGD(rate)
