"""Time of training several seeds at once against one after another, on the device that is there.

    python benchmarks/seeds_at_once.py [--seeds 4] [--batch 32] [--size 32] [--rounds 5] [--device auto] [NETWORK ...]

An epoch of a few batches of real CIFAR-10 each, with Mish, float32, as the lab trains it (`--seeds-together`). Both
take turns, so that a busy machine slows both; a ratio below 1 says that all at once is faster. Prints Markdown.
"""

import argparse
import platform
from statistics import median

import torch

from actlab.lab.execute.attempt import attempt
from actlab.lab.plan.run import Epoch, Run, Task
from actlab.lab.plan.setting import Setting
from actlab.lab.plan.study import setting_from
from actlab.lab.training.devices import device_for, one_thread

NETWORKS = ("cnn6", "resnet-v1-20", "squeezenet")
CNN6 = {"hidden": (512,), "dropout": 0.25, "filters": (32, 64)}
BATCHES = 8


def setting(name: str, given: argparse.Namespace) -> Setting:
    """Two epochs: the second is timed."""
    common = {"data": "cifar10", "network": name, "activation": "mish", "epochs": 2, "test": "last epoch"}
    sizes = {"train_images": BATCHES * given.batch, "test_images": 1, "batch_size": given.batch}
    form = {"shrink": 32 // given.size, "device": device_for(given.device, True), "learning_rate": 1e-3}
    return setting_from({**common, **sizes, **form, **(CNN6 if name == "cnn6" else {})}, name)


def seconds(*tasks: Task) -> float:
    """Of the second epoch of all ``tasks`` trained at once."""
    found: list[float] = []
    for event in attempt(*tasks):
        if isinstance(event, Run):
            assert event.finished, event.message
        elif isinstance(event[1], Epoch) and event[1].epoch == 2:
            found.append(event[1].seconds)
    return sum(found)


def ratios(asked: Setting, seeds: int, rounds: int) -> tuple[float, list[float]]:
    """Milliseconds of a step of one seed alone, and all at once over one after another, round by round."""
    tasks = [Task(asked, seed) for seed in range(seeds)]
    times = [(sum(map(seconds, tasks)), seconds(*tasks)) for _ in range(rounds + 1)][1:]
    return 1000 * min(apart for apart, _ in times) / seeds / BATCHES, [at_once / apart for apart, at_once in times]


def main() -> None:
    """Print a line for each network."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("networks", nargs="*", metavar="NETWORK")
    options.add_argument("--seeds", type=int, default=4)
    options.add_argument("--batch", type=int, default=32)
    options.add_argument("--size", type=int, default=32, choices=(16, 32), help="rows and columns of the images")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--device", default="auto")
    given = options.parse_args()
    on_gpu = device_for(given.device, True) == "cuda"
    where = torch.cuda.get_device_name() if on_gpu else f"{platform.machine()}, one thread"
    print(
        f"torch {torch.__version__}, {where}, {given.seeds} seeds, batches of {given.batch} images of {given.size} x "
    )
    print(f"{given.size}, {given.rounds} rounds\n")
    print("| network | step of one seed, ms | all at once / one after another |\n|---|---|---|")
    for name in given.networks or NETWORKS:
        with one_thread():
            alone, found = ratios(setting(name, given), given.seeds, given.rounds)
        print(f"| {name} | {alone:.1f} | {median(found):.2f} ({min(found):.2f} to {max(found):.2f}) |", flush=True)


if __name__ == "__main__":
    main()
