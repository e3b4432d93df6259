"""Time of a training step of each network with Mish against ReLU, before and after `actlab.accelerate()`.

    python benchmarks/vision_steps.py [--batch 16] [--rounds 7] [NETWORK ...]

One thread, float32, 32x32 images. ReLU and Mish take turns, so that a busy machine slows both; the ratio is the median
over the rounds, with its lowest and highest. Prints a table in Markdown.
"""

import argparse
import platform
import warnings
from collections.abc import Sequence
from statistics import median
from time import perf_counter

import torch
from torch.nn.functional import cross_entropy

from actlab.torch.accelerate import accelerate
from actlab.vision import network

FAMILIES = (
    *("cnn6", "simplenet", "resnet-v1-20", "resnet-v2-20", "wrn-10-2", "densenet-121", "senet-18", "senet-50"),
    *("mobilenet-v1", "mobilenet-v2", "shufflenet-v1", "shufflenet-v2", "squeezenet", "inception-v3"),
    *("inception-resnet-v2", "xception", "efficientnet-b0", "capsnet"),
)


def step(made: torch.nn.Module, images: torch.Tensor, labels: torch.Tensor) -> float:
    started = perf_counter()
    made.zero_grad()
    cross_entropy(made(images), labels).backward()
    return perf_counter() - started


def ratios(name: str, batch: int, rounds: int) -> tuple[float, list[float]]:
    """Milliseconds of a step with ReLU, and Mish over ReLU, round by round; the first round is thrown away."""
    images = torch.randn(batch, 3, 32, 32, generator=torch.Generator().manual_seed(0))
    labels = torch.arange(batch) % 10
    arms = [network(name, 10, activation, torch.Generator().manual_seed(0)) for activation in ("relu", "mish")]
    times = [[step(made, images, labels) for made in arms] for _ in range(rounds + 1)][1:]
    return 1000 * min(relu for relu, _ in times), [mish / relu for relu, mish in times]


def cell(found: Sequence[float]) -> str:
    return f"{median(found):.2f} ({min(found):.2f} to {max(found):.2f})"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("networks", nargs="*", metavar="NETWORK")
    options.add_argument("--batch", type=int, default=16)
    options.add_argument("--rounds", type=int, default=7)
    given = options.parse_args()
    torch.set_num_threads(1)
    names = given.networks or FAMILIES
    plain = {name: ratios(name, given.batch, given.rounds) for name in names}
    warnings.filterwarnings("error", "actlab runs on plain torch")  # no column that says accelerated and is not
    accelerate()
    fast = {name: ratios(name, given.batch, given.rounds) for name in names}
    print(f"torch {torch.__version__}, {platform.machine()}, one thread, batch {given.batch}, {given.rounds} rounds\n")
    print("| network | step with ReLU, ms | Mish / ReLU | Mish / ReLU after accelerate() |\n|---|---|---|---|")
    for name in names:
        print(f"| {name} | {plain[name][0]:.0f} | {cell(plain[name][1])} | {cell(fast[name][1])} |")


if __name__ == "__main__":
    main()
