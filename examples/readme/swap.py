import torch

import actlab

model = torch.nn.Sequential(torch.nn.Conv2d(3, 8, 3), torch.nn.BatchNorm2d(8), torch.nn.ReLU())
report = actlab.swap(model, {"relu": "mish"}, torch.randn(1, 3, 32, 32), strict=True)
print(report)  # strict=True raises if it misses a place; report.model is the swapped copy
