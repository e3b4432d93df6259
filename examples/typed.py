"""The public face as type checkers see it: ``make types`` reads this file with mypy and pyright, both in strict mode.

A line with ``type: ignore`` is wrong on purpose: both fail if they do not see the mistake.
"""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

import actlab
from actlab.define import Gate, Parameter, choose_gate, own
from actlab.explain import Check, NetworkExplanation, check
from actlab.scratch import Adam, Model, build
from actlab.swap import FindReport, SwapMissed, SwapReport, assign
from actlab.vision import network as network_for_images

x = torch.linspace(-2.0, 2.0, 6)

# Modules and functions
mish: nn.Module = actlab.nn.Mish(saves="output")
swish = actlab.nn.SiLU(learnable=True)
beta: float | Tensor = swish.beta
by_name: actlab.nn.ActivationModule = actlab.nn.module("leaky_relu:slope=0.05")
gate = actlab.nn.SwiGLU(dim=-1)
feed_forward: nn.Module = actlab.nn.GatedMLP(6, 8, gate="swiglu")
normed = actlab.nn.BatchNormAct2d(3, "mish")
network = nn.Sequential(nn.Linear(6, 6), mish, swish, by_name)
y: Tensor = actlab.functional.leaky_relu(x, slope=0.05)
z: Tensor = actlab.functional.swiglu(x, dim=-1) + gate(x)
again: Tensor = actlab.functional.apply("mish", x) + actlab.functional.silu(x)

# Values and slopes of arrays
values: NDArray[np.float32] = actlab.value("mish", np.linspace(-5.0, 5.0, 11, dtype=np.float32))
slopes = actlab.slope("leaky_relu:slope=0.05", [-1.0, 2.0])
curvatures = actlab.derivative("mish", values, "x", "x")
gradients = actlab.backward("mish", values, np.ones_like(values))
total: float = float(values.sum() + slopes.sum() + curvatures.sum() + gradients.sum())

# Records and functions of one's own
names: list[str] = list(actlab.names())
record: actlab.Activation = actlab.record("silu")
choice: actlab.Choice = actlab.choose("swish:beta=2")
facts: list[tuple[str, str]] = actlab.properties(choice).describe()
glu: Gate = choose_gate("glu").activation
snish: actlab.Activation = actlab.define("snish", "x * sin(beta * x) ** 2 / 3", parameters={"beta": 2.0})
mine: list[actlab.Activation] = list(own())
parameters: tuple[Parameter, ...] = snish.parameters

# Swaps
places: FindReport = actlab.find(network)
report: SwapReport = actlab.swap(network, {"swish": "mish"}, x, keep="3", strict=True)
swapped: nn.Module = report.model
again_swapped: SwapReport = assign(network, {"1": "relu"})
try:
    actlab.swap(network, {"gelu": "mish"}, strict=True)
except SwapMissed as missed:
    print(missed)


def register() -> tuple[str, ...]:
    """Needs transformers."""
    return actlab.register("transformers", "mish")


# Comparisons and verification
def make_network(activation: type[nn.Module]) -> nn.Module:
    """A network of the user."""
    return nn.Sequential(nn.Linear(13, 8), activation(), nn.Linear(8, 3))


@actlab.metric(larger_is_better=False, unit="%")
def error_rate(scores: Tensor, labels: Tensor) -> float:
    """A measure of the user."""
    return 100 * float((scores.argmax(1) != labels).float().mean())


data = (np.eye(9, 13), np.arange(9) % 3, np.eye(9, 13), np.arange(9) % 3)
results = actlab.compare(["relu", "mish"], model=make_network, data=data, metric=error_rate, seeds=2, epochs=1)
table: str = str(results) + results.to_json()
study = actlab.study(["relu", "mish"], factors={"batch_size": [2, 4]}, seeds=2, epochs=1, profile="quick")
verified = actlab.verify(torch.nn.functional.mish, against="mish", dtype="float32", ulp=4.0)
is_right: bool = verified.agrees
by_layer: list[str] = [layer.verdict for layer in actlab.verify(network, config={"hidden_act": "mish"})]
fast: bool = bool(actlab.accelerate("mish")) and "mish" in str(actlab.accelerated())

# Explanations
text: str = actlab.explain("mish", at=1.0).markdown()
of_network: NetworkExplanation = actlab.explain("network", "affine 3, mish, affine 2, softmax", label=1)
checked: Check = check(np.tanh, "tanh")

# Further packages
resnet: nn.Module = network_for_images("resnet-v1-20", 10, "mish", torch.Generator().manual_seed(0))
model: Model = build("affine 3, mish, affine 2, softmax", 4, np.random.RandomState(0))
optimizer = Adam(0.01)

for wrong in (
    lambda: actlab.nn.Mish(saves="nothing"),  # type: ignore[arg-type]
    lambda: actlab.functional.mish([1.0]),  # type: ignore[arg-type]
):
    try:
        wrong()
    except actlab.ActlabError as error:
        print(error)
