"""The check of gradients: right ones pass, and every kind of wrong one is found and named."""

import numpy as np
import pytest
from numpy.random import RandomState

from actlab.arrays import slope, value
from actlab.define import names
from actlab.scratch import Activation, Affine, BatchNormalization, Dropout, SoftmaxCrossEntropy, build, gradient_check
from actlab.scratch.model import Model


def check(model: Model, rows: int = 12, size: float = 1.0) -> object:
    generator = RandomState(3)
    return gradient_check(model, size * generator.randn(rows, model.inputs), generator.randint(0, 3, rows), generator)


@pytest.mark.parametrize("name", names())
def test_every_activation_passes(name: str) -> None:
    # Of a square or exp twice: a probability would be 0 and its loss cut off.
    size = 0.3 if abs(value(name, 10.0)) > 30 else 1.0
    found = check(build(f"affine 7, {name}, affine 5, {name}, affine 3, softmax", 4, RandomState(1)), size=size)
    assert found.agrees, str(found)
    assert len(found.worst) == 7  # the data, and W and b of three layers


def test_dropout_and_batch_normalization_pass_and_the_model_stays_as_it_was() -> None:
    generator = RandomState(1)
    model = build("affine 6, batch_normalization, swish, dropout 0.4, affine 3, softmax", 4, generator)
    before = [parameter.copy() for _, _, parameter, _ in model.parameters()]
    mean, mask = model.layers[1].mean.copy(), generator.get_state()[1].copy()
    found = check(model)
    assert found.agrees, str(found)
    assert all(np.array_equal(a, b) for a, (_, _, b, _) in zip(before, model.parameters(), strict=True))
    assert np.array_equal(model.layers[1].mean, mean)
    assert np.array_equal(generator.get_state()[1], mask)


class Scaled(Activation):
    def backward(self, d, to_input=True):
        return 1.001 * super().backward(d, to_input)


class OfTheOutput(Activation):
    def forward(self, x):
        z = super().forward(x)
        self.slope = slope(self.choice, z)
        return z


class NoBias(Affine):
    def backward(self, d, to_input=True):
        result = super().backward(d, to_input)
        self.gradients["b"][:] = 0
        return result


class Transposed(Affine):
    def backward(self, d, to_input=True):
        super().backward(d, to_input)
        return d @ self.parameters["W"]


class ConstantMean(BatchNormalization):
    def backward(self, d, to_input=True):
        self.training = False
        return super().backward(d, to_input)


class Forgetful(Dropout):
    def backward(self, d, to_input=True):
        return d


@pytest.mark.parametrize(
    ("layer", "named"),
    [
        (Scaled("mish"), "layer 1 (affine 4), "),
        (OfTheOutput("swish"), "layer 1 (affine 4), "),
        (NoBias(4), "layer 2 (affine 4), b["),
        (Transposed(4), "layer 1 (affine 4), "),
        (ConstantMean(), "layer 1 (affine 4), W["),
        (Forgetful(0.5), "layer 1 (affine 4), "),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_wrong_backward_is_refused_and_named(layer, named: str) -> None:
    model = Model([Affine(4), layer, Affine(3), SoftmaxCrossEntropy()], 4, RandomState(1))
    found = check(model)
    assert not found.agrees
    wrong = [line for line in str(found).splitlines() if line.startswith("WRONG ")]
    assert any(line.startswith(f"WRONG {named}") for line in wrong), str(found)
    assert all(word in wrong[0] for word in ("analytic ", "numeric ", "relative difference "))
    assert "ok    layer 3 (affine 3), W[" in str(found)  # what lies behind the wrong layer is right
