"""A small network explained with real numbers, beside torch."""

import numpy as np
import pytest

from actlab.explain.network import explain_network


def test_every_gradient_agrees_with_differences_of_the_loss() -> None:
    assert explain_network().check.agrees


def test_its_numbers_are_those_of_torch() -> None:
    torch = pytest.importorskip("torch")
    found = explain_network("affine 3, mish, affine 2, softmax", (1.0, -0.5), label=1, seed=4)
    first, second = (stage for stage in found.stages if stage.weights is not None)
    leaves = [torch.tensor(stage.weights, requires_grad=True) for stage in (first, second)]
    x = torch.tensor([[1.0, -0.5]], dtype=torch.float64, requires_grad=True)
    loss = torch.nn.functional.cross_entropy(torch.nn.functional.mish(x @ leaves[0]) @ leaves[1], torch.tensor([1]))
    loss.backward()
    assert found.loss == pytest.approx(loss.item(), rel=1e-12)
    for stage, leaf in zip((first, second), leaves, strict=True):
        np.testing.assert_allclose(stage.weight_gradients, leaf.grad.numpy(), rtol=1e-10, atol=1e-13)
    np.testing.assert_allclose(found.stages[0].gradient, x.grad.numpy()[0], rtol=1e-10)


def test_text_page_and_picture_show_them() -> None:
    found = explain_network()
    assert "dW = x^T d" in str(found)
    assert "softmax" in found.svg()
    assert found.html().count("<svg") == 1
    assert found.markdown().startswith("# affine 3, mish")
