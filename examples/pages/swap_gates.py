import torch
from torch import nn

import actlab


class Block(nn.Module):
    """The MLP of a Llama."""

    def __init__(self):
        super().__init__()
        self.gate, self.up, self.down = nn.Linear(64, 128), nn.Linear(64, 128), nn.Linear(128, 64)

    def forward(self, x):
        """A gate between two layers."""
        return self.down(nn.functional.silu(self.gate(x)) * self.up(x))


x = torch.randn(4, 64)
print(actlab.find(Block(), x).gates)
geglu = actlab.swap(Block(), {"swiglu": "geglu"}, x).model
mish = actlab.swap(Block(), {"swiglu/silu": "mish"}, x).model
