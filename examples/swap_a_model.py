"""Put Mish in the place of ReLU in a model that calls it in three ways, and see what the report says."""

import torch
from torch import nn
from torch.nn import functional

from actlab.swap import find
from actlab.swap.replace.swapping import swap


class Network(nn.Module):
    """A module, a call, and a form written by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.second, self.last = nn.Linear(8, 16), nn.Linear(16, 16), nn.Linear(16, 2)
        self.act = nn.ReLU(inplace=True)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Two numbers for every row."""
        x = self.act(self.first(x))
        x = functional.relu(self.second(x))
        return self.last(x * torch.sigmoid(x))


model = Network()
x = torch.randn(4, 8)
print(find(model, x))

report = swap(model, {"relu": "mish", "swish": "mish"}, x, strict=True)
print(report)

back = swap(report.model, {"mish": "relu"}, x)
assert len(back.swapped) == 3
assert report.model.state_dict().keys() == model.state_dict().keys()
