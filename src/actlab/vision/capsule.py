"""CapsNet: Sabour et al. (2017), arXiv:1710.09829, without the reconstruction."""

import torch
from torch import Tensor
from torch.nn.functional import one_hot

from actlab.vision.parts import Drawn, Form, convolution

CAPSULES = 32  # kinds of primary capsules
PRIMARY, SECONDARY = 8, 16  # numbers in a capsule
ROUNDS = 3


def capsnet(setting: Form) -> torch.nn.Sequential:
    """A 9x9 convolution with the activation, primary capsules, and a capsule for each class.

    The scores are the lengths of the class capsules, between 0 and 1; the paper trains them with :func:`margin_loss`.
    """
    size = (setting.image_size - 8 - 9) // 2 + 1
    return torch.nn.Sequential(
        convolution(setting.in_channels, 256, 9, bias=True, padding=0),
        setting.activate(),
        convolution(256, CAPSULES * PRIMARY, 9, 2, bias=True, padding=0),
        Routing(CAPSULES * size * size, setting.classes),
    )


def margin_loss(lengths: Tensor, labels: Tensor) -> Tensor:
    """The mean over the images of max(0, 0.9 - length)^2 of the class and half of max(0, length - 0.1)^2 of the others.

    >>> round(margin_loss(torch.tensor([[0.9, 0.1], [0.5, 0.5]]), torch.tensor([0, 1])).item(), 6)
    0.12
    """
    present = one_hot(labels, lengths.shape[1]).to(lengths.dtype)
    missing = (0.9 - lengths).clamp(min=0).square()
    surplus = (lengths - 0.1).clamp(min=0).square()
    return (present * missing + 0.5 * (1 - present) * surplus).sum(1).mean()


def squash(vectors: Tensor) -> Tensor:
    """Keep the direction along the last axis, and map the length s to s^2 / (1 + s^2); 0 stays 0."""
    square = vectors.square().sum(-1, keepdim=True)
    return vectors * (square + 1e-12).rsqrt() * (square / (1 + square))  # the slope of a root at 0 is infinite


class Routing(Drawn):
    """Primary capsules vote for class capsules; votes that agree gain weight over three rounds."""

    def __init__(self, inputs: int, classes: int) -> None:
        super().__init__()
        self.weight = torch.nn.Parameter(torch.empty(classes, inputs, SECONDARY, PRIMARY))

    @torch.no_grad()
    def draw(self, generator: torch.Generator) -> None:
        """Draw N(0, 0.1^2): 32x32 images then start with class capsules of length 0.7, where a slope is left.

        With N(0, 1 / 8), which keeps the length of a vote, they start at 0.97.
        """
        self.weight.normal_(0.0, 0.1, generator=generator)

    def forward(self, x: Tensor) -> Tensor:
        """Images [count, 256, rows, columns] to the lengths of the class capsules [count, classes]."""
        capsules = x.view(len(x), CAPSULES, PRIMARY, -1).transpose(2, 3).reshape(len(x), -1, PRIMARY)
        votes = torch.einsum("cisp,nip->ncis", self.weight, squash(capsules))
        still = votes.detach()  # all rounds but the last weigh the votes without a gradient
        logits = votes.new_zeros(votes.shape[:3])
        for _ in range(ROUNDS - 1):
            outputs = squash(torch.einsum("nci,ncis->ncs", logits.softmax(1), still))
            logits = logits + torch.einsum("ncs,ncis->nci", outputs, still)
        outputs = squash(torch.einsum("nci,ncis->ncs", logits.softmax(1), votes))
        return (outputs.square().sum(-1) + 1e-12).sqrt()
