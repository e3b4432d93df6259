"""The claim that Mish replaces ReLU in any model: small networks of several families, swapped and trained a little."""

from math import isfinite

from actlab.paper.judgement import HOLDS, REFUTED, Judgement

NETWORKS = ("cnn6", "resnet-v1-20", "resnet-v2-20", "senet-18", "mobilenet-v2", "shufflenet-v2", "squeezenet")
SIDE, IMAGES = 32, 2  # the batch of the three steps


def replaces_relu() -> Judgement:
    """M7: every ReLU is found, outputs keep their shape, and a few steps of training stay finite.

    No number of networks shows "any model"; one in which it fails refutes it.
    """
    from actlab.lab.training.devices import one_thread

    with one_thread():  # on a busy machine several threads wait for one another: a minute instead of seconds
        faults = [fault for name in NETWORKS if (fault := _fault(name))]
    return Judgement(
        REFUTED if faults else HOLDS,
        f"{len(NETWORKS) - len(faults)} of {len(NETWORKS)} networks: no ReLU left, same output shape, finite loss over "
        "three steps" + "".join(f"; {fault}" for fault in faults),
        n=len(NETWORKS),
        where="actlab.vision's networks through actlab.swap; models of other libraries: docs/swap.md",
        scale=f"{len(NETWORKS)} of actlab's own networks, three steps each",
    )


def _fault(name: str) -> str:
    """What is wrong with a swapped network, or nothing."""
    import torch

    from actlab.define import choose
    from actlab.lab.training.fitting import Recipe, fit
    from actlab.swap.replace.swapping import swap
    from actlab.vision import network

    generator = torch.Generator().manual_seed(0)
    model = network(name, 10, choose("relu"), generator).eval()
    images = torch.rand((IMAGES, 3, SIDE, SIDE), generator=generator)
    report = swap(model, {"relu": "mish"}, images, repeats=0)
    if report.missed or not report.swapped:
        return f"{name}: {len(report.swapped)} swapped, {len(report.missed)} missed"
    with torch.no_grad():
        if report.model(images).shape != model(images).shape:
            return f"{name}: another output shape"
    labels = torch.arange(IMAGES) % 10
    losses = list(fit(report.model, images, labels, Recipe(3, IMAGES, learning_rate=0.01), generator))
    return "" if all(map(isfinite, losses)) else f"{name}: the loss is not finite"
