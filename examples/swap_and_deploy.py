"""Put another activation into a finished model, check that none was missed, and hand the model on: a walk in cells."""

# %% [markdown]
# # Swap and deploy
#
# `actlab.find` lists every activation of a model and what it costs; `actlab.swap` replaces them and raises where one
# would be missed.

# %%
import torch
from torch import nn

import actlab

torch.manual_seed(0)
model = nn.Sequential(
    nn.Conv2d(3, 8, 3, padding=1),
    nn.BatchNorm2d(8),
    nn.ReLU(),
    nn.AdaptiveAvgPool2d(4),
    nn.Flatten(),
    nn.Linear(128, 10),
)
image = torch.randn(2, 3, 32, 32)
found = actlab.find(model, image)
print(f"{len(found)} activation: {[str(place.function) for place in found]}")

# %%
report = actlab.swap(model, {"relu": "mish"}, image, strict=True, repeats=0)
print(f"swapped {len(report.swapped)}, missed {len(report.missed)}")
report.model  # noqa: B018 - shown by a notebook

# %% [markdown]
# The swapped model is a copy, and its weights are those of the first: it wants to be trained further. The optimizer has
# to be made behind the swap.

# %%
swapped, optimizer = actlab.swap.swapped_before(
    model, {"relu": "prelu"}, lambda parameters: torch.optim.SGD(parameters, lr=0.1), image, learnable=True
)
print(sum(weight.numel() for weight in swapped.parameters()) - sum(weight.numel() for weight in model.parameters()))

# %% [markdown]
# ## Hand it on
#
# An exported program is plain torch: whoever runs it needs no actlab.

# %%
served = report.model.eval()
program = torch.export.export(served, (image,))
with torch.no_grad():
    print(torch.allclose(program.module()(image), served(image), atol=1e-6))

# %% [markdown]
# What is known of the function that is served now:

# %%
actlab.properties("mish")
