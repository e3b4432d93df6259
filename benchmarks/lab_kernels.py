"""CPU time of an epoch in the lab against a hand-written loop, of bfloat16 with our kernels, and of eight seeds at once.

    python benchmarks/lab_kernels.py [--rounds 5] [--only cnn6]

One process, one thread; the sides of a ratio take turns, and the median counts. CPU time: a busy machine slows both
sides of a ratio, but not by the same share. The hand-written loop holds its images as tensors, with their channels
last, and calls the same network with torch's own activations. Prints Markdown.
"""

import argparse
import math
import time
from collections.abc import Callable
from statistics import median

import torch
from torch.nn.functional import cross_entropy

from actlab.lab.execute.attempt import attempt
from actlab.lab.plan.run import Run, Task
from actlab.lab.plan.setting import Setting
from actlab.lab.training.devices import one_thread
from actlab.lab.training.feed import splits
from actlab.lab.training.image_networks import network_of
from actlab.lab.training.kernels import kernels

LAST = {"test": "last epoch", "epochs": 2, "activation": "mish"}
ARTICLE = Setting(data="mnist", train_images=6_000, batch_size=100, **LAST)
CONV = Setting(
    data="mnist", network="conv", hidden=(500,), dropout=0.25, train_images=1_280, batch_size=128, learning_rate=0.01,
    **LAST,
)  # fmt: skip
CNN6 = Setting(
    data="cifar10", network="cnn6", hidden=(512,), filters=(32, 64), dropout=0.25, train_images=640, batch_size=128,
    test_images=500, learning_rate=0.01, **LAST,
)  # fmt: skip


def lab(setting: Setting, seeds: int = 1, **changes: object) -> float:
    """CPU seconds of the second epoch, a seed."""
    asked = setting.model_copy(update={**changes, "seeds_together": seeds})
    runs = [event for event in attempt(*(Task(asked, seed) for seed in range(seeds))) if isinstance(event, Run)]
    assert all(run.finished for run in runs), runs
    return sum(run.epochs[-1].cpu_seconds or math.nan for run in runs) / seeds


def by_hand(setting: Setting) -> float:
    """The same of a plain loop with torch's kernels."""
    training, _, classes = splits(setting)
    network = network_of(setting, tuple(training.images.shape[1:]), classes, 0)
    network.to(memory_format=torch.channels_last)
    images = training.images.contiguous(memory_format=torch.channels_last)
    stepper, order = torch.optim.SGD(network.parameters(), setting.learning_rate), torch.Generator().manual_seed(0)
    network.train()
    with kernels("torch"):
        for _ in range(2):
            started, right, total = time.process_time(), 0, 0.0
            for batch in torch.randperm(len(images), generator=order).split(setting.batch_size):
                scores = network(images[batch])
                loss = cross_entropy(scores, training.labels[batch])
                stepper.zero_grad()
                loss.backward()
                stepper.step()
                right += (scores.argmax(1) == training.labels[batch]).sum().item()
                total += loss.item()
    return time.process_time() - started


RATIOS: dict[str, tuple[Callable[[], float], Callable[[], float]]] = {
    "conv on MNIST, float32, torch's kernels / hand-written": (
        lambda: lab(CONV, kernels="torch"),
        lambda: by_hand(CONV),
    ),
    "cnn6, float32, torch's kernels / hand-written": (lambda: lab(CNN6, kernels="torch"), lambda: by_hand(CNN6)),
    "cnn6, float32, our kernels / torch's": (lambda: lab(CNN6), lambda: lab(CNN6, kernels="torch")),
    "cnn6, bfloat16 and our kernels / float32 and torch's": (
        lambda: lab(CNN6, precision="bfloat16"),
        lambda: lab(CNN6, kernels="torch"),
    ),
    "cnn6, bfloat16 and our kernels, Mish / ReLU": (
        lambda: lab(CNN6, precision="bfloat16"),
        lambda: lab(CNN6, precision="bfloat16", activation="relu"),
    ),
    "article's network, 8 seeds at once, a seed / one alone": (lambda: lab(ARTICLE, 8), lambda: lab(ARTICLE)),
    "article's network, float32, torch's kernels / hand-written": (
        lambda: lab(ARTICLE, kernels="torch"),
        lambda: by_hand(ARTICLE),
    ),
}


def main() -> None:
    """Print a line for each ratio."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--only", default="", help="ratios whose name holds this")
    given = options.parse_args()
    print(f"torch {torch.__version__}, one thread, medians of {given.rounds} rounds, CPU seconds of an epoch\n")
    print("| ratio | median | from | to | above, s | below, s |\n|---|---|---|---|---|---|")
    with one_thread():
        for name, (above, below) in RATIOS.items():
            if given.only not in name:
                continue
            rounds = [(above(), below()) for _ in range(given.rounds + 1)][1:]
            ratios = [one / other for one, other in rounds]
            tops, bottoms = zip(*rounds, strict=True)
            numbers = (median(ratios), min(ratios), max(ratios))
            print(
                f"| {name} | {' | '.join(f'{x:.2f}' for x in numbers)} | {median(tops):.3f} | {median(bottoms):.3f} |"
            )


if __name__ == "__main__":
    main()
