import torch

import actlab

model = torch.nn.Sequential(torch.nn.Conv2d(3, 8, 3), torch.nn.ReLU())
report = actlab.swap(model, {"relu": "mish"}, torch.randn(1, 3, 224, 224), strict=True)
model = report.model  # the swapped copy; the model passed in is unchanged, unless in_place=True
print(report)  # what it swapped in each block, left and missed; outputs' difference, time and memory, advice
report.restore()  # every old object back in its place
