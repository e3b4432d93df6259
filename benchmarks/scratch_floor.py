"""How near the hand-written network comes to its matrix products alone, and what an activation costs in it.

The floor is the same products on the same data in NumPy, float64, one thread: for each of the 600 batches of an epoch
three products forward and five back, and at the end of the epoch three over the test set. Nothing else: no copy, no
sum. Floor and runs alternate, epoch by epoch, and the least of each is taken: neighbours on the machine only add time.
Seconds are CPU seconds of this process, which has one thread.

    ACTLAB_DATA=... python benchmarks/scratch_floor.py [ROUNDS]
"""

import sys
from collections.abc import Callable
from itertools import pairwise
from time import process_time

import numpy as np
from numpy.random import RandomState

from actlab.lab.data import sets as data
from actlab.lab.store.environment import environment
from actlab.paper.replay.run import one_thread
from actlab.scratch import SGD, Data, build, training

NAMES = ("relu", "swish", "mish")
WIDTHS = (784, 100, 50, 10)
BATCH = 100


def products(examples: Data) -> Callable[[], None]:
    """All matrix products of one epoch, into arrays made before."""
    weights = [np.zeros(pair) for pair in pairwise(WIDTHS)]
    gradients = [np.zeros_like(weight) for weight in weights]
    values = [np.zeros((BATCH, width)) for width in WIDTHS]
    signals = [np.zeros((BATCH, width)) for width in WIDTHS]
    # Converted and cut beforehand, 100 MB of it again and again: reading it is part of the products, converting is not.
    batches = examples.x_train[:16000].astype(np.float64).reshape(-1, BATCH, WIDTHS[0])
    test = examples.x_test.astype(np.float64)

    def forward(x: np.ndarray, out: list[np.ndarray]) -> None:
        for layer, weight in enumerate(weights):
            x = np.matmul(x, weight, out=out[layer + 1])

    test_values = [np.zeros((1000, width)) for width in WIDTHS]

    def epoch() -> None:
        for step in range(len(examples.x_train) // BATCH):
            x = batches[step % len(batches)]
            forward(x, values)
            for layer in (2, 1, 0):
                np.matmul((values[layer] if layer else x).T, signals[layer + 1], out=gradients[layer])
                if layer:
                    np.matmul(signals[layer + 1], weights[layer].T, out=signals[layer])
        for start in range(0, len(test), 1000):
            forward(test[start : start + 1000], test_values)

    return epoch


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 8
    mnist = data.load("mnist")
    examples = Data(mnist.inputs("train"), mnist.labels("train"), mnist.inputs("test"), mnist.labels("test"))
    runs = {}
    for name in NAMES:
        generator = RandomState(10)
        model = build(f"affine 100, {name}, affine 50, {name}, affine 10, softmax", 784, generator)
        runs[name] = training(model, examples, SGD(0.1), rounds, BATCH, generator)
        next(runs[name])  # row 0
    floor = products(examples)
    seconds: dict[str, list[float]] = {"floor": [], **{name: [] for name in NAMES}}
    with one_thread():
        for _ in range(rounds):
            for name, step in (("floor", floor), *((name, lambda r=run: next(r)) for name, run in runs.items())):
                started = process_time()
                step()
                seconds[name].append(process_time() - started)
    print(", ".join(f"{name} {fact}" for name, fact in environment().items()))
    print(f"one epoch of 784-100-50-10 on MNIST, batches of {BATCH}, least of {rounds}, in CPU seconds of one thread")
    least = {name: min(times) for name, times in seconds.items()}
    for name, time in least.items():
        print(f"{name:6} {time:.3f} s, {time / least['floor']:.2f} of the floor, {time / least['relu']:.3f} of ReLU")


if __name__ == "__main__":
    main()
