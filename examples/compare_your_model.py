"""Compare activations in a model of your own, on data of your own: a walk in cells."""

# %% [markdown]
# # Compare activations in your model
#
# Bring a function that takes an activation factory and makes your network, and your data as four arrays. Every function
# of one seed starts from the same weights and sees the same batches in the same order, so that their difference is
# measured seed by seed.

# %%
from sklearn.datasets import load_digits
from torch import nn

import actlab

x, y = load_digits(return_X_y=True)
x = (x / 16).astype("float32")


def make_network(activation):
    """Two hidden layers; ``activation()`` is a new module."""
    return nn.Sequential(
        nn.Linear(64, 32), activation(), nn.Dropout(0.1), nn.Linear(32, 32), activation(), nn.Linear(32, 10)
    )


results = actlab.compare(
    ["relu", "swish", "mish"],
    model=make_network,
    data=(x[:1400], y[:1400], x[1400:], y[1400:]),
    seeds=8,
    epochs=10,
    learning_rate=0.003,
    metric=["test_accuracy", "calibration_error"],
    progress=False,
)
results  # noqa: B018 - shown by a notebook

# %% [markdown]
# Every number is there: as rows, as a table for a paper, as a figure.

# %%
results.frame().groupby("function")[["test_accuracy", "calibration_error"]].mean().round(4)

# %%
print(results.table("latex"))

# %%
axes = results.plot("seeds")

# %%
axes = results.plot("differences")

# %% [markdown]
# What a paper says of it, and whom it cites:

# %%
print(results.methods())

# %%
print(results.bibtex())

# %% [markdown]
# ## A function of your own
#
# A formula, or any callable that makes a module. `results.verdicts()` has a row for each pair.

# %%
if "bent" not in actlab.names():
    actlab.define("bent", "x * tanh(exp(x / 2))")


class Snake(nn.Module):
    """A module of one's own."""

    def forward(self, x):
        """Element by element."""
        return x + x.sin() ** 2


more = actlab.compare(
    ["relu", "bent", Snake],
    model=make_network,
    data=(x[:1400], y[:1400], x[1400:], y[1400:]),
    seeds=6,
    epochs=5,
    learning_rate=0.003,
    against="relu",
    progress=False,
)
for row in more.verdicts():
    print(row["sentence"])

# %%
axes = actlab.plot("relu", "bent", "mish")
