import torch

import actlab

network = torch.nn.Sequential(
    torch.nn.Linear(784, 100),
    actlab.nn.Mish(saves="output"),  # keeps what the next layer keeps too
    torch.nn.Linear(100, 10),
)
swish = actlab.nn.Swish(learnable=True)  # beta becomes a torch.nn.Parameter
network(torch.randn(32, 784)).sum().backward()
