import torch
from torch import nn

import actlab

model = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU())
inputs = torch.randn(1, 3, 32, 32)
report = actlab.swap(model, {"relu": "mish"}, inputs, strict=True)
print(report)  # strict=True raises if it misses a place
model = report.model  # the swapped copy
