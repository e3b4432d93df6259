"""Fused BatchNorm and bias in a network, against torch's own layers one after the other."""

import pytest
import torch
from torch import nn
from torch.nn import functional

from actlab.torch import fused_cuda


@pytest.mark.parametrize("training", [True, False])
def test_normalised_is_batch_norm_then_mish(gpu, training: bool) -> None:
    generator = torch.Generator().manual_seed(0)
    x = torch.randn(4, 6, 5, 5, generator=generator).requires_grad_()
    norm, other = nn.BatchNorm2d(6), nn.BatchNorm2d(6)
    with torch.no_grad():
        norm.weight.copy_(torch.rand(6, generator=generator) + 0.5)
        norm.running_var.copy_(torch.rand(6, generator=generator) + 0.5)
        other.load_state_dict(norm.state_dict())
    norm.train(training)
    right = functional.mish(norm(x))
    right.square().sum().backward()
    wanted, x.grad = x.grad, None
    kept = []
    with torch.autograd.graph.saved_tensors_hooks(lambda t: kept.append(t) or t, lambda t: t):
        numbers = (other.weight, other.bias, other.running_mean, other.running_var)
        y = fused_cuda.normalised("mish", x, *numbers, training=training)
    assert sum(tensor.numel() for tensor in kept) == x.numel() + 5 * 6
    y.square().sum().backward()
    torch.testing.assert_close(y, right, rtol=1e-5, atol=2e-6)
    torch.testing.assert_close(x.grad, wanted, rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(other.weight.grad, norm.weight.grad, rtol=1e-4, atol=1e-4)
    torch.testing.assert_close(other.bias.grad, norm.bias.grad, rtol=1e-4, atol=1e-4)
    torch.testing.assert_close(other.running_mean, norm.running_mean)
    torch.testing.assert_close(other.running_var, norm.running_var)


def test_biased_is_bias_then_activation(gpu) -> None:
    x, bias = torch.randn(3, 5, 4).requires_grad_(), torch.randn(5).requires_grad_()
    right = functional.silu(x + bias.view(1, -1, 1))
    right.square().sum().backward()
    wanted = x.grad, bias.grad
    x.grad = bias.grad = None
    y = fused_cuda.biased("swish", x, bias, (1.0,))
    y.square().sum().backward()
    torch.testing.assert_close(y, right, rtol=1e-6, atol=1e-6)
    torch.testing.assert_close((x.grad, bias.grad), wanted, rtol=1e-4, atol=1e-5)
