"""The score of ``actlab search``: accuracy on a part of the training set that is not trained on."""

from collections.abc import Callable
from math import isfinite

import torch
from torch import Tensor, nn

from actlab.errors import BadValue
from actlab.lab.data import sets as lab_data
from actlab.lab.training.fitting import Recipe, fit

HELD_OUT = 5  # one image in five of the training set chooses; the test set is not looked at
BATCH = 32


def classifier_score(data: str, epochs: int, learning_rate: float) -> Callable[[nn.Module, int], float]:
    """A function that trains a model with a seed and returns its accuracy on the held-out part."""
    if epochs < 1 or not learning_rate > 0:
        raise BadValue(f"expected at least 1 epoch and a learning rate above 0, got {epochs} and {learning_rate}.")
    loaded = lab_data.load(data)
    inputs, labels = torch.from_numpy(loaded.inputs("train")), torch.from_numpy(loaded.labels("train"))
    plan = Recipe(epochs, BATCH, learning_rate, momentum=0.0, weight_decay=0.0, drops=False, whole_batches=False)
    held = torch.arange(len(labels)) % HELD_OUT == 0

    def score(model: nn.Module, seed: int) -> float:
        generator = torch.Generator().manual_seed(seed)
        _draw_weights(model, generator)
        for loss in fit(model, inputs[~held], labels[~held], plan, generator):
            if not isfinite(loss):
                break
        return _accuracy(model, inputs[held], labels[held])

    return score


def held_out(data: str) -> int:
    """How many images the score is an accuracy of."""
    return -(-len(lab_data.load(data).y_train) // HELD_OUT)


def _draw_weights(model: nn.Module, generator: torch.Generator) -> None:
    """Draw the weights anew from the seed, so that the arms of one seed start alike whatever their activations."""
    for module in model.modules():
        weight = getattr(module, "weight", None)
        if isinstance(module, nn.Linear | nn.modules.conv._ConvNd) and isinstance(weight, Tensor):
            nn.init.kaiming_uniform_(weight, generator=generator)
            if module.bias is not None:
                nn.init.zeros_(module.bias)
        elif isinstance(module, nn.modules.batchnorm._BatchNorm):
            module.reset_parameters()


@torch.no_grad()
def _accuracy(model: nn.Module, inputs: Tensor, labels: Tensor) -> float:
    model.eval()
    return float((model(inputs).argmax(1) == labels).double().mean())
