"""Losses, right answers and calibration of each task, against the same computed plainly."""

import numpy as np
import pytest
import torch

from actlab.errors import BadType, BadValue
from actlab.lab.execute.attempt import attempt
from actlab.lab.plan.run import Run, Task
from actlab.lab.plan.setting import Setting
from actlab.lab.training.devices import one_thread
from actlab.lab.training.tasks import BINS, calibration_error, right_answers, scores_of


def plain_calibration(scores: np.ndarray, targets: np.ndarray, bins: int) -> float:
    """Bin by bin, as Guo et al. state it."""
    shares = np.exp(scores - scores.max(1, keepdims=True))
    shares /= shares.sum(1, keepdims=True)
    confidence, right = shares.max(1), shares.argmax(1) == targets
    total = 0.0
    for number in range(bins):
        inside = (confidence >= number / bins) & ((confidence < (number + 1) / bins) | (number == bins - 1))
        if inside.any():
            total += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
    return total


def test_calibration_error_is_that_of_its_definition() -> None:
    generator = np.random.default_rng(0)
    scores, targets = 2 * generator.standard_normal((500, 4)), generator.integers(0, 4, 500)
    found = calibration_error(torch.tensor(scores), torch.tensor(targets))
    assert found == pytest.approx(plain_calibration(scores, targets, BINS), rel=1e-12)
    assert found != pytest.approx(plain_calibration(scores, targets, BINS + 1), rel=1e-3)
    sure = torch.eye(4).repeat(5, 1) * 50
    assert calibration_error(sure, torch.arange(4).repeat(5)) == pytest.approx(0, abs=1e-12)
    assert calibration_error(sure, (torch.arange(4).repeat(5) + 1) % 4) == pytest.approx(1)
    with pytest.raises(BadValue, match="is for classes and tokens"):
        calibration_error(torch.zeros(3, 1), torch.zeros(3, 1))


def test_right_answers_of_tokens_are_shares_of_rows_and_of_numbers_there_are_none() -> None:
    scores = torch.eye(3)[torch.tensor([[0, 1], [2, 2]])]
    assert right_answers(scores, torch.tensor([[0, 0], [2, 2]])) == 1.5
    assert right_answers(scores[:, 0], torch.tensor([0, 1])) == 1
    assert right_answers(torch.zeros(2), torch.zeros(2)).isnan()


def test_an_output_of_another_form_is_refused() -> None:
    class Output:
        logits = torch.zeros(2, 3)

    targets = torch.tensor([0, 1])
    assert scores_of(Output(), targets, 3) is Output.logits
    assert scores_of(torch.zeros(2, 1), torch.zeros(2), 1).shape == (2,)
    with pytest.raises(BadType, match=r"the network returns tuple; expected a tensor, or something with .logits"):
        scores_of((torch.zeros(2, 3),), targets, 3)
    with pytest.raises(BadValue, match=r"scores \[2, 2\]; expected \[2, 3\]"):
        scores_of(torch.zeros(2, 2), targets, 3)


def test_seeds_at_once_are_calibrated_as_each_alone() -> None:
    fields = {"train_images": 100, "epochs": 1, "hidden": (4,), "scores": ("calibration_error",), "test": "last epoch"}
    at_once, alone = Setting(**fields, seeds_together=2), Setting(**fields)
    with one_thread():
        both = {e.task.seed: e for e in attempt(Task(at_once, 0), Task(at_once, 1)) if isinstance(e, Run)}
        (one,) = [e for e in attempt(Task(alone, 1)) if isinstance(e, Run)]
    score = one.epochs[-1].score("calibration_error")
    assert both[1].epochs[-1].score("calibration_error") == pytest.approx(score, rel=1e-4)
    assert both[0].epochs[-1].score("calibration_error") != pytest.approx(score, rel=1e-3)
    assert not np.isnan(score)
