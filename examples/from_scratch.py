"""From one neuron to the published experiment: a walk through the network written by hand.

Read it from top to bottom and run it; each part prints what it found. The last part wants MNIST and takes a minute a
function; without MNIST it is left out.
"""

# %% [markdown]
# # From one neuron to the published experiment
#
# A network learns by walking down the slope of its loss. All it needs for that is the slope, and the slope comes out of
# the chain rule, one layer after the other, from the loss back to the data. Everything here is NumPy.

# %%
import numpy as np
from numpy.random import RandomState

import actlab
from actlab.scratch import SGD, Activation, Affine, Data, build, gradient_check, train

# %% [markdown]
# ## One neuron
#
# One neuron with one input computes $z = f(w x + b)$. We want it to put out 1 where it gets 2. The loss is
# $L = (z - 1)^2$, and the chain rule gives, from the loss back to $w$:
# $\partial L / \partial w = 2 (z - 1) \cdot f'(w x + b) \cdot x$.

# %%
w, b, x, wanted = 0.1, 0.0, 2.0, 1.0
for step in range(101):
    u = w * x + b
    z = float(actlab.value("mish", u))
    signal = 2 * (z - wanted) * float(actlab.slope("mish", u))
    if step % 25 == 0:
        print(f"step {step:3d}: the neuron says {z:.4f}, loss {(z - wanted) ** 2:.6f}")
    w -= 0.01 * signal * x
    b -= 0.01 * signal

# %% [markdown]
# ## The slope of an activation is a function of its input
#
# Mish has a minimum, so it takes the same value at two places, with slopes of opposite sign. A layer that kept its
# output only could not know which: it keeps its input.

# %%
for place in (-0.5, -2.2853):
    print(f"mish({place}) = {actlab.value('mish', place):+.4f}, slope {actlab.slope('mish', place):+.4f}")

# %% [markdown]
# ## Layers
#
# A layer is a pair: `forward` keeps what `backward` needs, `backward` turns the gradient for its output into the one
# for its input and leaves the gradients of its own parameters. Below are two layers, run by hand.

# %%
generator = RandomState(0)
affine, activation = Affine(3), Activation("swish")
affine.connect(2, generator)
examples = generator.randn(4, 2)
outputs = activation.forward(affine.forward(examples))
back = affine.backward(activation.backward(np.ones_like(outputs)))
print("outputs", outputs.shape, "gradient for W", affine.gradients["W"].shape, "gradient for the examples", back.shape)

# %% [markdown]
# ## Is the slope right?
#
# Nudge a weight up and down and look at the loss: the difference must be what `backward` says. The check names the
# worst number of every parameter.

# %%
model = build("affine 5, mish, affine 3, softmax", inputs=2, generator=generator)
print(model.summary())
print(gradient_check(model, generator.randn(8, 2), generator.randint(0, 3, 8), generator))

# %% [markdown]
# ## A network that learns to tell two spirals apart
#
# No line separates two spirals that wind around each other; two hidden layers do.

# %%
from actlab.lab.data import plane  # noqa: E402 - a notebook imports where it needs

spiral = plane.load("spiral")
points = Data(spiral.x_train, spiral.y_train, spiral.x_test, spiral.y_test)
for name in ("relu", "tanh", "mish"):
    generator = RandomState(1)
    model = build(f"affine 16, {name}, affine 16, {name}, affine 2, softmax", inputs=2, generator=generator)
    log = train(model, points, SGD(0.1), epochs=150, batch_size=10, generator=generator, progress=False)
    print(f"{name:5} training loss {log[-1].train_loss:.3f}, test accuracy {log[-1].test_accuracy:.1%}")

# %% [markdown]
# ## The published experiment
#
# The same layers, on MNIST, with the weights, the order of the data and the steps of an article of 2019. Two epochs
# take some seconds and give its printed figures; `actlab replay` runs all fifty and compares every number.

# %%
from actlab.errors import BadData  # noqa: E402
from actlab.paper.replay.published import published_logs  # noqa: E402
from actlab.paper.replay.run import Protocol, run  # noqa: E402

try:
    for row in run(Protocol("mish", epochs=2)):
        printed = published_logs()["mish"][row.epoch]
        print(f"epoch {row.epoch}: test loss {row.test_loss:.15f}, published {printed.test_loss:.15f}")
except BadData as error:
    print(f"left out: {error}")
