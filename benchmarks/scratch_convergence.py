"""Epochs until the loss settles on four classic sets in the plane, for five activations over 20 seeds.

Two hidden layers of eight, batches of 10, plain SGD at 0.03 as in the neural-network playground, 250 points. An article
reads off that playground, from one run each: ReLU 61, tanh over 100, sigmoid over 1000 epochs, without naming the set.
A loss has settled where it stays within 5 % of the way from its start to its lowest, for as long as it took to get
there; a run that did not is counted as "not settled", and the median is then over the others. Functions of one seed
start from the same weights and see the same order.

    python benchmarks/scratch_convergence.py [EPOCHS] [SEEDS]
"""

import sys
from statistics import median

from numpy.random import RandomState

from actlab.define import choose
from actlab.lab.data import plane
from actlab.paper.replay.run import one_thread
from actlab.scratch import SGD, Data, build, training

NAMES = ("sigmoid", "tanh", "relu", "swish", "mish")
RATE, BATCH = 0.03, 10


def losses(kind: str, name: str, seed: int, epochs: int) -> list[float]:
    """The training loss, epoch by epoch; the first is from before training."""
    generator = RandomState(seed)
    found = plane.load(kind)
    model = build(f"affine 8, {name}, affine 8, {name}, affine 2, softmax", 2, generator)
    data = Data(found.x_train, found.y_train, found.x_test, found.y_test)
    return [row.train_loss for row in training(model, data, SGD(RATE), epochs, BATCH, generator)]


def main() -> None:
    epochs, seeds = (int(given) for given in [*sys.argv[1:], *("1000", "20")[len(sys.argv) - 1 :]])
    print(f"epochs until the loss settles, median (lowest to highest) of {seeds} seeds, at most {epochs} epochs")
    with one_thread():
        for kind in plane.KINDS:
            for name in NAMES:
                logs = [losses(kind, name, seed, epochs) for seed in range(seeds)]
                settled = [plane.settled(log) for log in logs]
                inside = sorted(epoch for epoch in settled if epoch is not None)
                spread = f"{median(inside):6g} ({inside[0]} to {inside[-1]})" if inside else "     -"
                final = median(log[-1] for log in logs)
                missing = f", {seeds - len(inside)} not settled" if len(inside) < seeds else ""
                print(f"{kind:7} {choose(name).title:8} {spread:22} final loss {final:.4f}{missing}", flush=True)


if __name__ == "__main__":
    main()
