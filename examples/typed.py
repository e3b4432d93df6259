"""The public face as a type checker sees it: ``make types`` reads this file with mypy in its strict mode.

A line with ``type: ignore`` is wrong on purpose: mypy fails if it does not see the mistake.
"""

import numpy as np
import torch

import actlab

x = torch.linspace(-2.0, 2.0, 5)

mish: torch.nn.Module = actlab.nn.Mish(saves="output")
swish = actlab.nn.SiLU(learnable=True)
network = torch.nn.Sequential(torch.nn.Linear(5, 5), mish, swish)
y: torch.Tensor = actlab.functional.leaky_relu(x, slope=0.05)
normed = actlab.nn.BatchNormAct2d(3, "mish")

values = actlab.value("mish", np.linspace(-5.0, 5.0, 11))
slopes = actlab.slope("leaky_relu:slope=0.05", [-1.0, 2.0])
record: actlab.Activation = actlab.record("silu")
choice: actlab.Choice = actlab.choose("swish:beta=2")
snish: actlab.Activation = actlab.define("snish", "x * tanh(log(1 + exp(x)) / 2)")

places = actlab.find(network)
report = actlab.swap(network, {"swish": "mish"})
swapped: torch.nn.Module = report.model
text: str = actlab.explain("mish", at=1.0).markdown()

for wrong in (
    lambda: actlab.nn.Mish(saves="nothing"),  # type: ignore[arg-type]
    lambda: actlab.functional.mish([1.0]),  # type: ignore[arg-type]
):
    try:
        wrong()
    except actlab.ActlabError as error:
        print(error)
