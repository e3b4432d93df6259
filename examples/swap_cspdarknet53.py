"""CSPDarknet53, the backbone of YOLOv4 (Bochkovskiy, Wang, Liao 2020, arXiv:2004.10934; CSPNet: arXiv:1911.11929).

Written from its description, with random weights: a stem of 32 channels, then five stages that halve the image and have
1, 2, 8, 8 and 4 residual blocks. In each stage one half of the channels passes the blocks, the other goes round them,
and both are joined. Every convolution is followed by batch normalisation and Mish. Run it to see what `find` says:

    actlab find examples/swap_cspdarknet53.py:cspdarknet53 --input 1x3x416x416
"""

import torch
from torch import Tensor, nn

BLOCKS = (1, 2, 8, 8, 4)
STEM = 32


def convolution(channels: int, out: int, size: int, stride: int = 1) -> nn.Sequential:
    """Convolution, batch normalisation, Mish."""
    return nn.Sequential(
        nn.Conv2d(channels, out, size, stride, padding=size // 2, bias=False), nn.BatchNorm2d(out), nn.Mish()
    )


class Residual(nn.Module):
    """Two convolutions, 1x1 and 3x3, added to their input."""

    def __init__(self, channels: int, hidden: int) -> None:
        super().__init__()
        self.reduce = convolution(channels, hidden, 1)
        self.expand = convolution(hidden, channels, 3)

    def forward(self, x: Tensor) -> Tensor:
        """The input plus what the two convolutions make of it."""
        return x + self.expand(self.reduce(x))


class Stage(nn.Module):
    """Halve the image, split the channels, send one part through the blocks, join.

    The first stage keeps all channels in both parts, as the reference network does.
    """

    def __init__(self, channels: int, blocks: int, first: bool) -> None:
        super().__init__()
        out = 2 * channels
        part = out if first else channels
        self.down = convolution(channels, out, 3, stride=2)
        self.around = convolution(out, part, 1)
        self.inside = convolution(out, part, 1)
        self.blocks = nn.Sequential(*(Residual(part, channels if first else part) for _ in range(blocks)))
        self.after = convolution(part, part, 1)
        self.join = convolution(2 * part, out, 1)

    def forward(self, x: Tensor) -> Tensor:
        """Half the height and width, twice the channels."""
        x = self.down(x)
        through = self.after(self.blocks(self.inside(x)))
        return self.join(torch.cat([through, self.around(x)], dim=1))


class CSPDarknet53(nn.Module):
    """The backbone; returns the features at strides 8, 16 and 32, as a detector takes them."""

    def __init__(self) -> None:
        super().__init__()
        self.stem = convolution(3, STEM, 3)
        self.stages = nn.ModuleList(
            Stage(STEM * 2**number, blocks, first=number == 0) for number, blocks in enumerate(BLOCKS)
        )

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        """Three feature maps of 256, 512 and 1024 channels."""
        x = self.stem(x)
        features = []
        for stage in self.stages:
            x = stage(x)
            features.append(x)
        return tuple(features[2:])


def cspdarknet53(seed: int = 0) -> CSPDarknet53:
    """The network in evaluation mode with weights drawn from ``seed``."""
    generator = torch.Generator().manual_seed(seed)
    network = CSPDarknet53()
    for module in network.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, nonlinearity="relu", generator=generator)
    return network.eval()


if __name__ == "__main__":
    from actlab.swap import find

    network = cspdarknet53()
    print(find(network, torch.randn(1, 3, 128, 128), views=()))
