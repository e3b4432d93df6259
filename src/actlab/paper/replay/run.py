"""The published from-scratch experiment of 2019 (ReLU, Swish and Mish on MNIST), with its settings or with others.

The protocol: pixels / 255 in float32, then float64; affine layers with He weights and the activation between them,
softmax with cross-entropy; ``RandomState(seed)`` draws the weights layer by layer, then one permutation an epoch; plain
SGD over batches in that order. Only the record's stable forms are used, not the article's expressions: where measured
(NumPy 2.4, AVX-512) all 408 figures of the two logs come out alike, the losses within 2e-15 relative over 50 epochs.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

from numpy.random import RandomState

from actlab.define import Choice, choose
from actlab.errors import BadValue
from actlab.lab.data import sets as data
from actlab.scratch import SGD, Data, Model, Row, build, training


@dataclass(frozen=True)
class Protocol:
    """What one run depends on; the defaults are the article's."""

    activation: str = "swish"
    learning_rate: float = 0.1
    hidden: tuple[int, ...] = (100, 50)
    epochs: int = 50
    batch_size: int = 100
    seed: int = 10
    data: str = "mnist"

    def __post_init__(self) -> None:
        if not 0 < self.learning_rate < float("inf"):
            raise BadValue(f"--learning-rate: expected a number greater than 0, got {self.learning_rate}.")
        if not self.hidden or min(self.hidden) < 1:
            raise BadValue(f"--hidden: expected widths of at least 1, such as 100,50, got {list(self.hidden)}.")
        for option, value, least in (("--epochs", self.epochs, 0), ("--batch-size", self.batch_size, 1)):
            if value < least:
                raise BadValue(f"{option}: expected a number of at least {least}, got {value}.")
        if not 0 <= self.seed < 2**32:
            raise BadValue(f"--seed: expected a number from 0 to {2**32 - 1}, got {self.seed}.")
        object.__setattr__(self, "activation", choose(self.activation).key)

    @property
    def choice(self) -> Choice:
        """The activation with its parameters."""
        return choose(self.activation)

    @property
    def title(self) -> str:
        """The activation as it is printed."""
        return self.choice.title

    def network(self, inputs: int, classes: int, generator: RandomState) -> Model:
        """The network, such as ``affine 100, swish, affine 50, swish, affine 10, softmax``."""
        hidden = "".join(f"affine {width}, {self.activation}, " for width in self.hidden)
        return build(f"{hidden}affine {classes}, softmax", inputs, generator)


def run(settings: Protocol) -> Iterator[Row]:
    """Train by the protocol, yielding each row of the log when it is there; row 0 is before training.

    Raises:
        BadData: if the data set is missing or damaged.
        Diverged: in the first epoch whose loss is not finite, with the log so far.
    """
    data_set = data.load(settings.data)
    if settings.batch_size > len(data_set.y_train):
        raise BadValue(
            f"--batch-size: expected 1 to {len(data_set.y_train)}, the number of training examples of {data_set.name}, "
            f"got {settings.batch_size}."
        )
    examples = Data(*(part for split in ("train", "test") for part in (data_set.inputs(split), data_set.labels(split))))
    generator = RandomState(settings.seed)
    model = settings.network(examples.x_train.shape[1], data_set.classes, generator)
    with one_thread_of_blas():
        yield from training(
            model, examples, SGD(settings.learning_rate), settings.epochs, settings.batch_size, generator
        )


def one_thread_of_blas() -> AbstractContextManager[object]:
    """Matrix products on one thread while it is open: with several their sums are rounded in another order."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    limits: AbstractContextManager[object] = threadpool_limits(limits=1, user_api="blas")
    return limits
