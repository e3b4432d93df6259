"""The same weights in scratch and in torch give the same values and gradients, layer by layer, to 1e-12."""

import numpy as np
import pytest
import torch
from numpy.random import RandomState

import actlab
from actlab.scratch import Activation, Affine, BatchNormalization, Layer, SoftmaxCrossEntropy, build

TOLERANCE = 1e-12  # relative to the largest number of the array; both sides compute in float64
PUBLISHED = "affine 100, {0}, affine 50, {0}, affine 10, softmax"


def assert_alike(ours: np.ndarray, theirs: torch.Tensor, what: str) -> None:
    wanted = theirs.detach().numpy()
    assert ours.shape == wanted.shape, what
    assert np.abs(ours - wanted).max() <= TOLERANCE * max(np.abs(wanted).max(), 1e-3), what


def counterpart(layer: Layer) -> torch.nn.Module:
    """The torch module with the same parameters."""
    if isinstance(layer, Activation):
        return actlab.nn.Mish() if layer.title == "mish" else _module(layer)
    if isinstance(layer, Affine):
        inputs, outputs = layer.parameters["W"].shape
        module = torch.nn.Linear(inputs, outputs, dtype=torch.float64)
        module.load_state_dict(
            {"weight": torch.tensor(layer.parameters["W"].T), "bias": torch.tensor(layer.parameters["b"])}
        )
        return module
    assert isinstance(layer, BatchNormalization)
    module = torch.nn.BatchNorm1d(len(layer.parameters["gamma"]), dtype=torch.float64)
    module.load_state_dict(
        {
            **module.state_dict(),
            "weight": torch.tensor(layer.parameters["gamma"]),
            "bias": torch.tensor(layer.parameters["beta"]),
        }
    )
    return module


def _module(layer: Activation) -> torch.nn.Module:
    from actlab.torch.modules import module

    return module(layer.choice)


@pytest.mark.parametrize("name", ["relu", "swish", "swish:beta=0.5", "mish", "sigmoid", "tanh", "gelu", "leaky_relu"])
def test_the_published_network_agrees_layer_by_layer(name: str) -> None:
    generator = RandomState(10)
    model = build(PUBLISHED.format(name), 784, generator)
    x, labels = generator.random_sample((100, 784)), generator.randint(0, 10, 100)

    ours, theirs, signals = x, torch.tensor(x, requires_grad=True), []
    first = theirs
    modules = [counterpart(layer) for layer in model.layers]
    for number, (layer, module) in enumerate(zip(model.layers, modules, strict=True), 1):
        ours, theirs = layer.forward(ours), module(theirs)
        theirs.retain_grad()
        signals.append(theirs)
        assert_alike(ours, theirs, f"value of {model.name(number)}")
    assert_alike(model.softmax.forward(ours), torch.softmax(theirs, 1), "softmax")
    assert model.loss(x, labels) == pytest.approx(
        torch.nn.functional.cross_entropy(theirs, torch.tensor(labels)).item(), rel=TOLERANCE
    )

    torch.nn.functional.cross_entropy(theirs, torch.tensor(labels)).backward()
    d = model.softmax.backward(labels)
    for number in range(len(model.layers), 0, -1):
        assert_alike(d, signals[number - 1].grad, f"gradient for the output of {model.name(number)}")
        d = model.layers[number - 1].backward(d)
        if isinstance(modules[number - 1], torch.nn.Linear):
            assert_alike(model.layers[number - 1].gradients["W"].T, modules[number - 1].weight.grad, "W")
            assert_alike(model.layers[number - 1].gradients["b"], modules[number - 1].bias.grad, "b")
    assert_alike(d, first.grad, "gradient for the data")


@pytest.mark.parametrize("training", [True, False])
def test_batch_normalization_agrees(training: bool) -> None:
    generator = RandomState(0)
    layer = BatchNormalization()
    layer.connect(5, generator)
    layer.parameters["gamma"][:] = generator.randn(5)
    layer.parameters["beta"][:] = generator.randn(5)
    module = counterpart(layer)
    for _ in range(3):  # fills the running averages
        x = 3 + generator.randn(20, 5)
        layer.training = True
        layer.forward(x)
        module(torch.tensor(x))
    layer.training = training
    module.train(training)
    if not training:  # torch keeps the variance over n - 1; here it is over n, as the batch itself is normalised
        assert_alike(layer.mean, module.running_mean, "running mean")
        module.running_var.copy_(torch.tensor(layer.variance))
    x, d = 3 + generator.randn(20, 5), generator.randn(20, 5)
    theirs = torch.tensor(x, requires_grad=True)
    output = module(theirs)
    output.backward(torch.tensor(d))
    assert_alike(layer.forward(x), output, "value")
    assert_alike(layer.backward(d), theirs.grad, "x")
    assert_alike(layer.gradients["gamma"], module.weight.grad, "gamma")
    assert_alike(layer.gradients["beta"], module.bias.grad, "beta")


def test_a_loss_of_a_probability_that_vanishes_is_clipped() -> None:
    softmax = SoftmaxCrossEntropy()
    softmax.forward(np.array([[0.0, 800.0]]))
    assert np.array_equal(softmax.p, [[0.0, 1.0]])
    assert np.array_equal(softmax.backward(np.array([0])), [[-1.0, 1.0]])


def test_the_agreement_test_sees_a_slope_that_is_slightly_wrong() -> None:
    right = torch.tensor([1.0, 2.0], dtype=torch.float64)
    with pytest.raises(AssertionError, match="slope"):
        assert_alike(np.array([1.0, 2.0 + 1e-11]), right, "slope")
