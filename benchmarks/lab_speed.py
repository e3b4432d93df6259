"""Runs an hour of the lab against a plain PyTorch loop: DataLoader, torch's default threads, one run after another.

python benchmarks/lab_speed.py [--workers 2] [--repeats 3]. Prints a ratio for each network; both sides train the same
epochs on the same images with the same functions, in turns, so that a noisy machine slows both.
"""

import argparse
import statistics
import time

import torch

from actlab.lab import data
from actlab.lab.engine import engine
from actlab.lab.networks import build
from actlab.lab.runs import Run, Task
from actlab.lab.setting import Setting

ARMS = ("relu", "swish", "mish")
SWEEPS = {"network": "conv", "hidden": (500,), "dropout": 0.25}
DEEP = {"hidden": (500,), "depth": 15, "batch_norm": True, "dropout": 0.25}
COMMON = {"data": "mnist", "test": "last epoch"}
SETTINGS = {
    "MLP 784-100-50-10, batches of 100": Setting(train_images=20_000, epochs=2, batch_size=100, **COMMON),
    "MLP of 15 layers of 500, batches of 128": Setting(train_images=2_000, epochs=1, batch_size=128, **DEEP, **COMMON),
    "CNN of the sweeps on 14 x 14, batches of 32": Setting(
        train_images=5_000, shrink=2, epochs=1, batch_size=32, filters=(10, 25), **SWEEPS, **COMMON
    ),
    "CNN of the sweeps as published, batches of 128": Setting(
        train_images=4_000, epochs=1, batch_size=128, learning_rate=0.01, **SWEEPS, **COMMON
    ),
}


class Images(torch.utils.data.Dataset):
    """What a first loop has: an image is converted when it is asked for."""

    def __init__(self, name: str, split: str, count: int | None, shrink: int) -> None:
        found = data.load(name)
        self.images, self.labels, self.shrink = (
            getattr(found, f"x_{split}")[:count],
            found.labels(split)[:count],
            shrink,
        )

    def __len__(self) -> int:
        """How many images there are."""
        return len(self.images)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, int]:
        """An image between 0 and 1, as torchvision's ToTensor gives it, and its class."""
        image = torch.from_numpy(self.images[index]).unsqueeze(0).float().div(255)
        return (torch.nn.functional.avg_pool2d(image, 2) if self.shrink > 1 else image), int(self.labels[index])


def plain(setting: Setting, seed: int) -> float:
    """The loop of a tutorial; returns the accuracy on the test set."""
    torch.manual_seed(seed)
    training = Images(setting.data, "train", setting.train_images, setting.shrink)
    loader = torch.utils.data.DataLoader(training, batch_size=setting.batch_size, shuffle=True)
    testing = torch.utils.data.DataLoader(Images(setting.data, "test", None, setting.shrink), batch_size=1000)
    shape = tuple(training[0][0].shape)
    network = build(setting, shape, 10, torch.Generator().manual_seed(seed), torch.Generator().manual_seed(seed))
    network.to(memory_format=torch.contiguous_format)  # torch's default, which the lab's own networks leave
    stepper = torch.optim.SGD(network.parameters(), lr=setting.learning_rate)
    loss_function = torch.nn.CrossEntropyLoss()
    for _ in range(setting.epochs):
        network.train()
        total, correct = 0.0, 0
        for images, labels in loader:
            stepper.zero_grad()
            outputs = network(images)
            loss = loss_function(outputs, labels)
            loss.backward()
            stepper.step()
            total += loss.item()
            correct += (outputs.argmax(1) == labels).sum().item()
    network.eval()
    with torch.no_grad():
        return sum((network(x).argmax(1) == y).sum().item() for x, y in testing) / 10_000


def runs_an_hour(setting: Setting, run: object) -> float:
    """By the wall clock, over one run of each function."""
    tasks = [Task(setting.model_copy(update={"activation": arm}), seed) for seed in (0, 1) for arm in ARMS]
    started = time.perf_counter()
    run(tasks)
    return 3600 * len(tasks) / (time.perf_counter() - started)


def main() -> None:
    """Print a line for each network."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", default="", help="networks whose name holds this")
    parser.add_argument("--repeats", type=int, default=3)
    given = parser.parse_args()
    print(f"torch {torch.__version__}, {torch.get_num_threads()} threads in the plain loop, {given.workers} workers")
    for name, setting in ((name, setting) for name, setting in SETTINGS.items() if given.only in name):
        ratios, speeds = [], []
        for _ in range(given.repeats):
            ours = runs_an_hour(setting, lambda tasks: _lab(tasks, given.workers))
            theirs = runs_an_hour(setting, lambda tasks: [plain(task.setting, task.seed) for task in tasks])
            ratios.append(ours / theirs)
            speeds.append(ours)
        print(
            f"{name}: {statistics.median(ratios):.2f} times ({min(ratios):.2f} to {max(ratios):.2f}, "
            f"n = {len(ratios)}), "
            f"{statistics.median(speeds):.0f} runs an hour"
        )


def _lab(tasks: list[Task], workers: int) -> None:
    """Workers start within the time: what it costs to begin is part of a study."""
    assert all(event.finished for event in engine("processes", workers)(tasks) if isinstance(event, Run))


if __name__ == "__main__":
    main()
