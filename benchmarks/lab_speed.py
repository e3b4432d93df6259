"""Runs an hour of the lab against a plain PyTorch loop: DataLoader, torch's default threads, one run after another.

python benchmarks/lab_speed.py [--workers 2] [--repeats 3]. Prints two ratios for each network, the memory of a worker
and how long workers take to start. Both sides train the same epochs on the same images with the same functions, in
turns, so that a noisy machine slows both. The plain loop gets its images once as torchvision's MNIST and ToTensor hand
them out, by way of Pillow, and once as tensors that are made ready in one step.
"""

import argparse
import statistics
import time
from multiprocessing import active_children
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from actlab.lab.data import sets as data
from actlab.lab.execute.engine import engine
from actlab.lab.plan.run import Run, Task
from actlab.lab.plan.setting import Setting
from actlab.lab.training.networks import build

ARMS = ("relu", "swish", "mish")
SEEDS = 6  # of the lab: enough runs that the last ones, on one worker alone, do not decide
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
    """What a first loop has: an image is converted when it is asked for, as in torchvision's MNIST with ToTensor."""

    def __init__(self, name: str, split: str, count: int | None, shrink: int, by_pillow: bool) -> None:
        found = data.load(name)
        self.images, self.labels = torch.from_numpy(getattr(found, f"x_{split}")[:count]), found.labels(split)[:count]
        self.shrink, self.by_pillow = shrink, by_pillow

    def __len__(self) -> int:
        """How many images there are."""
        return len(self.images)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, int]:
        """An image between 0 and 1, [1, rows, columns], and its class."""
        image = self.images[index]
        if self.by_pillow:
            pixels = np.array(Image.fromarray(image.numpy()), np.uint8, copy=True)
            image = torch.from_numpy(pixels).view(*pixels.shape, 1).permute(2, 0, 1).contiguous().float().div(255)
        else:
            image = image.unsqueeze(0).float().div(255)
        return (torch.nn.functional.avg_pool2d(image, 2) if self.shrink > 1 else image), int(self.labels[index])


def plain(task: Task, by_pillow: bool) -> float:
    """The loop of a tutorial; returns the accuracy on the test set."""
    setting, seed = task.setting, task.seed
    torch.manual_seed(seed)
    training = Images(setting.data, "train", setting.train_images, setting.shrink, by_pillow)
    loader = torch.utils.data.DataLoader(training, batch_size=setting.batch_size, shuffle=True)
    testing = torch.utils.data.DataLoader(
        Images(setting.data, "test", None, setting.shrink, by_pillow), batch_size=1000
    )
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


def tasks_of(setting: Setting, seeds: int) -> list[Task]:
    """A run of each function with each seed."""
    return [Task(setting.model_copy(update={"activation": arm}), seed) for seed in range(seeds) for arm in ARMS]


def plain_rate(setting: Setting, by_pillow: bool) -> float:
    """Runs an hour by the wall clock, over one run of each function."""
    started = time.perf_counter()
    for task in tasks_of(setting, 1):
        plain(task, by_pillow)
    return 3600 * len(ARMS) / (time.perf_counter() - started)


def lab_rate(setting: Setting, workers: int) -> tuple[float, float, float]:
    """Runs an hour once every worker has finished its first, seconds until then, and the largest worker in MB."""
    started, warm, done, memory = time.perf_counter(), 0.0, 0, 0.0
    for event in engine("processes", workers)(tasks_of(setting, SEEDS)):
        if isinstance(event, Run):
            assert event.finished
            done += 1
            warm = time.perf_counter() if done == workers else warm
            memory = max([memory, *map(_resident, active_children())])
    return 3600 * (done - workers) / (time.perf_counter() - warm), warm - started, memory


def _resident(process: object) -> float:
    """The most that a process has held, in MB."""
    lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def main() -> None:
    """Print a line for each network."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", default="", help="networks whose name holds this")
    parser.add_argument("--repeats", type=int, default=3)
    given = parser.parse_args()
    print(f"torch {torch.__version__}, {torch.get_num_threads()} threads in the plain loop, {given.workers} workers")
    for name, setting in ((name, setting) for name, setting in SETTINGS.items() if given.only in name):
        rounds = []
        for _ in range(given.repeats):
            rate, start, memory = lab_rate(setting, given.workers)
            rounds.append((rate / plain_rate(setting, True), rate / plain_rate(setting, False), rate, start, memory))
        by_pillow, ready, rates, starts, memories = zip(*rounds, strict=True)
        print(
            f"{name}: {_spread(by_pillow)} times the loop with torchvision's images, {_spread(ready)} times that with "
            f"tensors; {statistics.median(rates):.0f} runs an hour; workers ready after {max(starts):.1f} s, at most "
            f"{max(memories):.0f} MB each",
            flush=True,
        )


def _spread(values: tuple[float, ...]) -> str:
    return f"{statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f}, n = {len(values)})"


if __name__ == "__main__":
    main()
