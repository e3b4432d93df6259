"""The training loop: shuffle, forward, backward, step; and the log it leaves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import RandomState

from actlab.errors import ActlabError, BadValue
from actlab.scratch.data import Data, Widener
from actlab.scratch.layers import Array, Labels, cross_entropy
from actlab.scratch.model import Model
from actlab.scratch.optimizers import Optimizer

EVALUATION_ROWS = 200  # at a time: 1.3 MB of MNIST in float64 stay in the cache; the training set would be 376 MB


@dataclass(frozen=True)
class Row:
    """One line of the log. Row 0 is before training, over whole sets; later the training figures are batch means."""

    epoch: int
    train_accuracy: float
    train_loss: float
    test_accuracy: float
    test_loss: float


class Diverged(ActlabError):
    """The loss is no longer a number. ``log`` holds the rows before that happened."""

    def __init__(self, epoch: int, log: list[Row]) -> None:
        super().__init__(
            f"the run diverged in epoch {epoch}: its loss is no longer finite. The log up to epoch {epoch - 1} is "
            "kept. Try a smaller learning rate."
        )
        self.epoch, self.log = epoch, log


def blown_up(log: Sequence[Row]) -> str | None:
    """Say in which epoch the training loss first was over twice that before training, if it was.

    Probabilities are clipped at 1e-7, so a loss stays below 16.2 while the weights run away: such a run is not stopped,
    for its numbers are numbers, but its reader should know.
    """
    first = next((row for row in log if row.epoch and row.train_loss > 2 * log[0].train_loss), None)
    if first is None:
        return None
    return (
        f"the run diverged in epoch {first.epoch}: its training loss was {first.train_loss:.3g}, over twice the "
        f"{log[0].train_loss:.3g} before training. Try a smaller learning rate."
    )


def train(
    model: Model,
    data: Data,
    optimizer: Optimizer,
    epochs: int,
    batch_size: int,
    generator: RandomState,
    progress: bool = True,
) -> list[Row]:
    """Train, with a bar over the epochs, and return the whole log. See :func:`training` for the arguments."""
    from rich.progress import track

    from actlab.terminal import Terminal

    rows = training(model, data, optimizer, epochs, batch_size, generator)
    bar = track(rows, "training", epochs + 1, console=Terminal(stderr=True), disable=not progress)
    return list(bar)


def training(
    model: Model, data: Data, optimizer: Optimizer, epochs: int, batch_size: int, generator: RandomState
) -> Iterator[Row]:
    """Train, yielding each row of the log when it is there.

    Arguments:
        model: changed in place.
        data: the examples; checked against the model before the first step.
        optimizer: steps the parameters after each batch.
        epochs: how often every training example is seen.
        batch_size: how many examples make a step; what is left over at the end of an epoch makes a smaller batch.
        generator: draws one permutation of the training examples at the start of each epoch.

    Raises:
        BadData, BadValue, BadType: for data that does not fit; shapes, indices and classes are named.
        Diverged: at the end of the first epoch whose loss is not finite; the log so far is in it.
    """
    data.check(model.inputs, model.classes)
    if epochs < 0:
        raise BadValue(f"epochs: expected a number of at least 0, got {epochs}.")
    if not 1 <= batch_size <= len(data.x_train):
        raise BadValue(
            f"batch size: expected 1 to {len(data.x_train)}, as many as there are examples, got {batch_size}."
        )
    log = [Row(0, *evaluate(model, data.x_train, data.y_train), *evaluate(model, data.x_test, data.y_test))]
    yield log[0]
    examples = Widener(data.x_train, batch_size)
    for epoch in range(1, epochs + 1):
        order = generator.permutation(len(data.x_train))
        with np.errstate(all="ignore"):  # a run that diverges says so itself, two lines below
            seen = _one_epoch(model, examples, data.y_train[order], batch_size, optimizer, order)
            row = Row(epoch, *seen, *evaluate(model, data.x_test, data.y_test))
        if not np.isfinite([row.train_loss, row.test_loss]).all():
            raise Diverged(epoch, log)
        log.append(row)
        yield row


def evaluate(model: Model, x: Array, y: Labels) -> tuple[float, float]:
    """Accuracy and mean loss over whole sets, with the weights as they are."""
    probabilities = np.empty((len(x), model.classes))
    examples = Widener(x, min(EVALUATION_ROWS, len(x)))
    for start in range(0, len(x), EVALUATION_ROWS):
        part = slice(start, start + EVALUATION_ROWS)
        probabilities[part] = model.forward(examples.rows(part))
    return float((probabilities.argmax(axis=1) == y).mean()), float(cross_entropy(probabilities, y).mean())


def _one_epoch(
    model: Model, examples: Widener, labels: Labels, batch_size: int, optimizer: Optimizer, order: Labels
) -> tuple[float, float]:
    """Step through the batches; accuracy and loss are means over them, each from before its own step."""
    parameters = [(parameter, gradient) for _, _, parameter, gradient in model.parameters()]
    probabilities = np.empty((len(order), model.classes))
    starts = range(0, len(order), batch_size)
    for start in starts:
        part = slice(start, start + batch_size)
        probabilities[part] = model.forward(examples.rows(order[part]), training=True)
        model.backward(labels[part])
        optimizer.step(parameters)
    # All at once at the end: done batch by batch the four small calls would cost 2 % of an epoch.
    losses = np.add.reduceat(cross_entropy(probabilities, labels), starts)
    right = np.add.reduceat(probabilities.argmax(axis=1) == labels, starts, dtype=np.int64)
    sizes = np.diff([*starts, len(order)])
    # The mean of right / sizes over a common denominator: whole numbers, rounded once. 600 quotients, each rounded,
    # differ from the published accuracies in the last bit.
    common = np.lcm.reduce(sizes)
    return int(right @ (common // sizes)) / int(common * len(sizes)), float((losses / sizes).mean())
