"""The score of ``actlab search``: accuracy on a part of the training set that is not trained on."""

from collections.abc import Callable
from math import isfinite
from typing import Any

import torch
from torch import Tensor, nn

from actlab.errors import BadValue
from actlab.lab.data import sets as lab_data
from actlab.lab.training.fitting import Recipe, fit

HELD_OUT = 5  # one image in five of the training set chooses; the test set is not looked at
BATCH, EVALUATION_BATCH = 32, 512
IMAGES = 4  # dimensions of images with channels


def training_inputs(model: nn.Module, data: str) -> Tensor:
    """The inputs of the training set in a shape the model takes: rows of numbers, or images with channels first."""
    loaded = lab_data.load(data)
    rows = torch.from_numpy(loaded.inputs("train"))
    images = rows.view(loaded.x_train.shape)
    images = images.permute(0, 3, 1, 2) if images.ndim == IMAGES else images[:, None]
    problems = []
    for kind, inputs in (("rows", rows), ("images", images)):
        sizes = "x".join(map(str, inputs.shape[1:]))
        if problem := _problem_with(model, inputs[:2], loaded.classes):
            problems.append(f"with {kind} of {sizes}: {problem}")
        else:
            return inputs
    raise BadValue(
        f"expected a classifier of {data}, with at least {loaded.classes} scores each; {'; '.join(problems)}."
    )


@torch.no_grad()
def _problem_with(model: nn.Module, inputs: Tensor, classes: int) -> str:
    try:
        output = _scores(model.eval()(inputs))
    except Exception as error:  # the user's code may raise anything
        return f"{type(error).__name__}: {(str(error).splitlines() or ['no message'])[0]}"
    if isinstance(output, Tensor) and output.ndim == 2 and output.shape[1] >= classes:
        return ""
    return f"it returned {'x'.join(map(str, output.shape)) if isinstance(output, Tensor) else type(output).__name__}"


def classifier_score(inputs: Tensor, data: str, epochs: int, learning_rate: float) -> Callable[[nn.Module, int], float]:
    """A function that trains a model with a seed and returns its accuracy on the held-out part."""
    if epochs < 1 or not learning_rate > 0:
        raise BadValue(f"expected at least 1 epoch and a learning rate above 0, got {epochs} and {learning_rate}.")
    labels = torch.from_numpy(lab_data.load(data).labels("train"))
    plan = Recipe(epochs, BATCH, learning_rate, momentum=0.0, weight_decay=0.0, drops=False, whole_batches=False)
    held = torch.arange(len(labels)) % HELD_OUT == 0
    trained, trained_labels, chosen, chosen_labels = inputs[~held], labels[~held], inputs[held], labels[held]

    def score(model: nn.Module, seed: int) -> float:
        generator = torch.Generator().manual_seed(seed)
        _draw_weights(model, generator)
        for loss in fit(model, trained, trained_labels, plan, generator):
            if not isfinite(loss):
                break
        return _accuracy(model, chosen, chosen_labels)

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
    parts = zip(inputs.split(EVALUATION_BATCH), labels.split(EVALUATION_BATCH), strict=True)
    return sum(int((_scores(model(images)).argmax(1) == right).sum()) for images, right in parts) / len(labels)


def _scores(output: Any) -> Any:
    """The scores of the classes; Ultralytics' classifiers give a tuple outside of training."""
    return output[0] if isinstance(output, tuple) else output
