"""The training loop: what it draws, what it logs, what it refuses."""

import re

import numpy as np
import pytest
from numpy.random import RandomState

from actlab.errors import ActlabError
from actlab.lab.data.plane import points
from actlab.scratch import SGD, Adam, Data, Diverged, Row, blown_up, build, evaluate, train, training


def data(dtype: type = np.float64) -> Data:
    x, y = points("gauss", 60, 0.1, RandomState(0))
    return Data(x[:40].astype(dtype), y[:40], x[40:].astype(dtype), y[40:])


def run(
    seed: int = 0,
    epochs: int = 3,
    batch_size: int = 10,
    rate: float = 0.1,
    text: str = "affine 8, mish, affine 2, softmax",
) -> list[Row]:
    generator = RandomState(seed)
    return list(training(build(text, 2, generator), data(), SGD(rate), epochs, batch_size, generator))


def test_the_log_starts_before_training_and_the_loss_falls() -> None:
    log = run(epochs=20)
    assert [row.epoch for row in log] == list(range(21))
    assert log[-1].train_loss < 0.2 * log[0].train_loss
    assert log[-1].test_accuracy == 1


def test_the_seed_matters_and_the_global_generator_does_not() -> None:
    np.random.seed(1)  # noqa: NPY002
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    first = run(seed=0, text="affine 8, mish, dropout 0.2, affine 2, softmax")
    assert np.array_equal(np.random.get_state()[1], before)  # noqa: NPY002
    np.random.seed(2)  # noqa: NPY002
    assert run(seed=0, text="affine 8, mish, dropout 0.2, affine 2, softmax") == first
    assert run(seed=1, text="affine 8, mish, dropout 0.2, affine 2, softmax") != first


def by_hand(batch_size: int) -> list[float]:
    """One epoch of affine 2, softmax, written out: the mean over the batches, each with the weights before its step."""
    stream, examples = RandomState(5), data()
    w, b = stream.randn(2, 2) * np.sqrt(2 / 2), np.zeros(2)
    order = stream.permutation(40)
    losses, scores = [], []
    for start in range(0, 40, batch_size):
        rows = order[start : start + batch_size]
        x, y = examples.x_train[rows], examples.y_train[rows]
        u = x @ w + b
        p = np.exp(u) / np.exp(u).sum(axis=1, keepdims=True)
        losses.append(np.mean(-np.log(p[np.arange(len(y)), y])))
        scores.append(np.mean(p.argmax(axis=1) == y))
        d = (p - np.eye(2)[y]) / len(y)
        w, b = w - 0.1 * x.T @ d, b - 0.1 * d.sum(axis=0)
    return [np.mean(scores), np.mean(losses)]


@pytest.mark.parametrize("batch_size", [10, 40, 12, 1])  # 12 leaves a smaller batch over
def test_training_figures_are_means_over_batches_before_their_step(batch_size: int) -> None:
    row = run(seed=5, epochs=1, batch_size=batch_size, text="affine 2, softmax")[1]
    assert [row.train_accuracy, row.train_loss] == pytest.approx(by_hand(batch_size), rel=1e-13)


def test_float32_examples_are_widened_not_rounded() -> None:
    examples = data(np.float32)
    wide = Data(*(part.astype(np.float64) if part.dtype == np.float32 else part for part in vars(examples).values()))
    logs = []
    for given in (examples, wide):
        generator = RandomState(0)
        logs.append(
            train(
                build("affine 4, tanh, affine 2, softmax", 2, generator),
                given,
                Adam(0.01),
                2,
                7,
                generator,
                progress=False,
            )
        )
    assert logs[0] == logs[1]


def test_evaluation_does_not_depend_on_how_rows_are_cut() -> None:
    generator = RandomState(0)
    model = build("affine 4, tanh, affine 2, softmax", 2, generator)
    x, y = points("xor", 2500, 0, generator)
    accuracy, loss = evaluate(model, x, y)
    p = model.predict(x)
    assert accuracy == (p.argmax(axis=1) == y).mean()
    assert loss == pytest.approx(-np.log(p[np.arange(2500), y]).mean(), rel=1e-14)


def changed(**parts: np.ndarray) -> Data:
    return Data(**{**vars(data()), **parts})


def spoiled(place: tuple[int, int], value: float) -> np.ndarray:
    x = data().x_train.copy()
    x[place] = value
    return x


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            changed(x_train=spoiled((7, 1), np.nan)),
            "the training data: found nan at index [7, 1], but every number must be finite (1 such",
        ),
        (changed(x_train=spoiled((3, 0), np.inf)), "the training data: found inf at index [3, 0]"),
        (
            changed(y_train=np.full(40, 2)),
            "the training labels: found 2 at index [0], but the classes are 0 to 1 (40 such",
        ),
        (changed(y_test=np.full(20, -1)), "the test labels: found -1 at index [0], but the classes are 0 to 1"),
        (changed(y_train=np.zeros(39, int)), "the training data has 40 rows, but [39] labels; expected one a row."),
        (changed(y_train=np.zeros(40)), "the training labels are of type float64; expected whole numbers."),
        (changed(x_train=np.zeros((40, 3))), "the model expects [rows, 2], but the training data is [40, 3]."),
        (changed(x_test=np.zeros((20, 2), int)), "the test data is of type int64; convert it with x.astype(float)."),
    ],
)
def test_data_that_does_not_fit_is_refused(given: Data, message: str) -> None:
    generator = RandomState(0)
    with pytest.raises(ActlabError, match=re.escape(message)):
        next(training(build("affine 2, softmax", 2, generator), given, SGD(0.1), 1, 10, generator))


@pytest.mark.parametrize("batch_size", [0, 41])
def test_a_batch_larger_than_the_data_is_refused(batch_size: int) -> None:
    with pytest.raises(
        ActlabError, match=f"batch size: expected 1 to 40, as many as there are examples, got {batch_size}"
    ):
        run(batch_size=batch_size)


def test_a_run_whose_loss_is_no_number_ends_with_its_epoch_and_keeps_its_log() -> None:
    with pytest.raises(Diverged, match=r"the run diverged in epoch 1: .* The log up to epoch 0 is kept") as caught:
        run(rate=1e200)
    assert caught.value.epoch == 1
    assert [row.epoch for row in caught.value.log] == [0]


def test_a_run_that_blew_up_in_finite_numbers_is_told() -> None:
    log = [Row(0, 0.5, 0.7, 0.5, 0.7), Row(1, 0.5, 1.4, 0.5, 9.0), Row(2, 0.5, 11.0, 0.5, 9.0)]
    assert blown_up(log[:2]) is None
    assert blown_up(log).startswith("the run diverged in epoch 2: its training loss was 11, over twice the 0.7 before")
