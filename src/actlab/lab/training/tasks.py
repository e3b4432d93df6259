"""The tasks that a network learns: classes, numbers, or the next token; the loss of each, and its accuracy."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy, mse_loss

from actlab.errors import BadType, BadValue
from actlab.lab.data import brought
from actlab.lab.data.own import CLASSIFICATION, NEXT_TOKEN, REGRESSION
from actlab.lab.data.sets import task_of
from actlab.lab.plan.metric import CALIBRATION_ERROR
from actlab.lab.plan.setting import Setting
from actlab.vision.capsule import margin_loss

Loss = Callable[..., Tensor]
BINS = 15  # of confidence; Guo et al. (2017), "On Calibration of Modern Neural Networks"


def loss_of(setting: Setting) -> Loss:
    """Cross-entropy in nats, over classes or tokens; the mean squared error of numbers.

    A capsule network is trained by the lengths of its capsules.
    """
    if setting.network == "capsnet":
        return margin_loss
    losses: dict[str, Loss] = {
        CLASSIFICATION: cross_entropy,
        REGRESSION: _squared_error,
        NEXT_TOKEN: _over_tokens,
    }
    return losses[task_of(setting.data)]


def right_answers(scores: Tensor, targets: Tensor) -> Tensor:
    """The number of right examples, as a float64: a row of tokens adds its share of right ones, a regression NaN."""
    if targets.is_floating_point():
        return torch.full((), torch.nan, dtype=torch.float64)
    if targets.ndim == 1:
        return (scores.argmax(1) == targets).double().sum().cpu()
    return (scores.argmax(-1) == targets).double().flatten(1).mean(1).sum().cpu()


def scores_of(output: Any, targets: Tensor, classes: int) -> Tensor:
    """The scores in what a user's network returns: a tensor, or what has one under ``logits``.

    Raises:
        BadType: where there is none.
        BadValue: for another shape than the targets need.
    """
    scores = getattr(output, "logits", output)
    if not isinstance(scores, Tensor):
        raise BadType(f"the network returns {type(scores).__name__}; expected a tensor, or something with .logits.")
    if targets.is_floating_point():
        if scores.numel() != targets.numel():
            raise BadValue(f"the network returns {list(scores.shape)} for targets {list(targets.shape)}.")
        return scores.view_as(targets)
    if scores.shape[:-1] != targets.shape or scores.shape[-1] < classes:
        raise BadValue(
            f"the network returns scores {list(scores.shape)}; expected {[*targets.shape, classes]}: one for each of "
            f"the {classes} classes."
        )
    return scores


def scored(name: str, scores: Tensor, targets: Tensor) -> float:
    """One of the scores that a setting asks for, over the whole test set.

    Raises:
        BadValue: for a metric of a user's that gives NaN, or no number.
    """
    if name == CALIBRATION_ERROR:
        return calibration_error(scores, targets)
    result = brought.thing(name)(scores, targets)
    title = brought.title_of(name)
    try:
        value = float(result)
    except (TypeError, ValueError, RuntimeError):
        raise BadType(f"the metric {title} returns {type(result).__name__}; expected a number.") from None
    if value != value and bool(torch.isfinite(scores).all()):
        raise BadValue(
            f"the metric {title} returns NaN for finite scores {list(scores.shape)} and targets "
            f"{list(targets.shape)}; expected a number. Give it a value where it has none, such as 0."
        )
    return value


def calibration_error(scores: Tensor, targets: Tensor) -> float:
    """The expected calibration error: |accuracy - confidence| in each bin of confidence, weighted by its examples."""
    if targets.is_floating_point():
        raise BadValue("calibration_error is for classes and tokens; the targets are numbers.")
    confidence, answers = scores.double().softmax(-1).flatten(0, -2).max(-1)
    right = (answers == targets.flatten()).double()
    bins = (confidence * BINS).long().clamp_max(BINS - 1)
    gaps = torch.zeros(BINS, dtype=torch.float64, device=scores.device).index_add_(0, bins, right - confidence)
    return float(gaps.abs().sum() / len(right))


def _squared_error(scores: Tensor, targets: Tensor) -> Tensor:
    return mse_loss(scores.view_as(targets), targets.to(scores.dtype))


def _over_tokens(scores: Tensor, targets: Tensor) -> Tensor:
    return cross_entropy(scores.flatten(0, -2), targets.flatten())
