"""CPU time of training steps with ReLU, Swish and Mish, interleaved: what the audit's claim on time (M9) rests on.

    python benchmarks/step_times.py results/step-times [--rounds 12]

One process, one thread. In each round every side takes a turn, in a new order, so that a change of the machine's speed
hits all alike; round by round the audit compares them. The article's network is trained in NumPy as `actlab replay`
does it; it and a convolutional network are trained in torch with torch's kernels and with actlab's. Needs MNIST and
CIFAR-10.
"""

import argparse
import csv
import random
import time
from pathlib import Path

from numpy.random import RandomState

from actlab.lab.data import sets
from actlab.lab.execute.attempt import attempt
from actlab.lab.plan.run import Run, Task
from actlab.lab.plan.setting import Setting
from actlab.lab.training.devices import one_thread
from actlab.paper.audit.times import ARTICLE, COLUMNS, TIMES
from actlab.paper.replay.run import Protocol
from actlab.paper.replay.run import one_thread as one_thread_of_blas
from actlab.scratch import SGD, Data, training

ARMS = ("relu", "swish", "mish")
IMAGES = 3_000  # 30 steps of the article's 600 an epoch
LAST = {"test": "last epoch", "epochs": 2, "test_images": 100}
NETWORKS = {
    "the article's network in torch": Setting(data="mnist", train_images=IMAGES, batch_size=100, **LAST),
    "6 convolutions on CIFAR-10": Setting(
        data="cifar10", network="cnn6", hidden=(512,), filters=(32, 64), dropout=0.25, train_images=256,
        batch_size=128, learning_rate=0.01, **LAST,
    ),
}  # fmt: skip


def in_numpy(activation: str) -> float:
    data_set = sets.load("mnist")
    x, y = data_set.inputs("train")[:IMAGES], data_set.labels("train")[:IMAGES]
    generator = RandomState(10)
    protocol = Protocol(activation)
    model = protocol.network(x.shape[1], data_set.classes, generator)
    with one_thread_of_blas():
        rows = training(model, Data(x, y, x[:100], y[:100]), SGD(0.1), 2, 100, generator)
        next(rows), next(rows)  # the first epoch warms up
        started = time.process_time()
        next(rows)
        return time.process_time() - started


def in_torch(setting: Setting, kernels: str, activation: str) -> float:
    asked = setting.model_copy(update={"activation": activation, "kernels": kernels})
    (run,) = [event for event in attempt(Task(asked, 0)) if isinstance(event, Run)]
    assert run.finished, run
    return run.epochs[-1].cpu_seconds or 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--rounds", type=int, default=12)
    asked = parser.parse_args()
    sides = {(ARTICLE, "NumPy's", arm): (in_numpy, (arm,)) for arm in ARMS}
    for name, setting in NETWORKS.items():
        for kernels in ("torch", "actlab"):
            sides |= {(name, f"{kernels}'s", arm): (in_torch, (setting, kernels, arm)) for arm in ARMS}
    order, rows = random.Random(0), []
    with one_thread():
        for number in range(asked.rounds + 1):
            for side in order.sample(list(sides), len(sides)):
                call, arguments = sides[side]
                seconds = call(*arguments)
                if number:  # the first round warms up
                    rows.append((*side, number, f"{seconds:.6f}"))
            print(f"round {number} of {asked.rounds}", flush=True)
    asked.out.mkdir(parents=True, exist_ok=True)
    with (asked.out / TIMES).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(sorted(rows, key=lambda row: (row[0], row[1], row[2], row[3])))


if __name__ == "__main__":
    main()
