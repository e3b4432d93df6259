import torch

import actlab

print(actlab.accelerate())  # F.mish, nn.SiLU and others now run on actlab's kernels; your models stay as they are
x = torch.randn(1_000_000, requires_grad=True)
torch.nn.functional.mish(x).sum().backward()
