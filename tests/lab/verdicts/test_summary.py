"""What is said of runs: nothing dropped, nothing averaged away."""

import re

import pytest

from actlab.lab.plan.run import Epoch, Run, Task
from actlab.lab.plan.setting import Setting
from actlab.lab.verdicts.summary import arms, pairs


def run(activation: str, seed: int, *test_accuracy: float, status: str = "finished", seconds: float = 1.0) -> Run:
    rows = [Epoch(0, 0.1, 2.3, 0.1, 2.3, 0.0)]
    rows += [Epoch(n, a, 0.1, a, 0.1, seconds) for n, a in enumerate(test_accuracy, 1)]
    message = "" if status == "finished" else f"the loss was no longer finite in epoch {len(test_accuracy)}"
    return Run(Task(Setting(activation=activation), seed), status, message, tuple(rows))


def test_figures_of_an_arm() -> None:
    (arm,) = arms([run("relu", 0, 0.94, 0.96, 0.985), run("relu", 1, 0.96, 0.975, 0.97)])
    assert arm.final_test_accuracy.mean == pytest.approx(0.9775)
    assert arm.best_test_accuracy.mean == pytest.approx(0.98)
    assert {key: (found.mean, found.n) for key, found in arm.first_epoch_over.items()} == {
        "95%": (1.5, 2),
        "97%": (2.5, 2),
        "98%": (3.0, 1),
    }


def test_over_means_over() -> None:
    (arm,) = arms([run("relu", 0, 0.95)])
    assert arm.first_epoch_over["95%"].n == 0


def test_time_is_relative_to_relu_seed_by_seed() -> None:
    found = arms([run("mish", 0, 0.9, seconds=3.0), run("relu", 0, 0.9, seconds=2.0)])
    assert [arm.epoch_time_ratio.mean for arm in found] == [1.5, 1.0]


def test_without_relu_time_is_relative_to_the_first() -> None:
    found = arms([run("mish", 0, 0.9, seconds=3.0), run("swish", 0, 0.9, seconds=6.0)])
    assert [arm.epoch_time_ratio.mean for arm in found] == [1.0, 2.0]


def test_a_diverged_run_is_named_and_forbids_a_verdict() -> None:
    runs = [run("relu", 0, 0.97), run("relu", 1, 0.98), run("mish", 0, 0.99), run("mish", 1, 0.1, status="diverged")]
    relu, mish = arms(runs)
    assert mish.diverged == ("seed 1: the loss was no longer finite in epoch 1",)
    assert (mish.final_test_accuracy.n, mish.seeds) == (1, 2)
    assert not relu.diverged
    (pair,) = pairs(runs)
    assert pair.verdict is None
    assert pair.sentence == "Mish against ReLU: no verdict, for these runs diverged: Mish with seed 1."


def test_an_arm_without_a_finished_run_is_still_there() -> None:
    (arm,) = arms([run("relu", 0, 0.1, status="diverged")])
    assert arm.final_test_accuracy.n == 0


@pytest.mark.parametrize(
    ("gain", "words"),
    [
        ((0.010, 0.011, 0.012), "better: .1.10 points"),
        ((-0.010, -0.011, -0.012), "worse: -1.10 points"),
        ((0.010, -0.011, 0.0), r"cannot tell apart: .*no number of seeds|cannot tell apart: .*more seeds"),
    ],
)
def test_the_sentence_says_the_verdict(gain: tuple[float, ...], words: str) -> None:
    runs = [run("relu", seed, 0.95) for seed in range(3)] + [run("mish", s, 0.95 + g) for s, g in enumerate(gain)]
    (pair,) = pairs(runs)
    assert re.search(words, pair.sentence), pair.sentence
    assert "n = 3 paired seeds" in pair.sentence


def test_one_seed_is_said() -> None:
    (pair,) = pairs([run("relu", 0, 0.95), run("mish", 0, 0.96)])
    assert pair.sentence.endswith("run more seeds for an interval.")
