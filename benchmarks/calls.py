"""What a call of 16 numbers costs, and learnable parameters: ratios to torch's and NumPy's own, in one process.

python benchmarks/calls.py: CPU time of one thread, the calls in turns, medians of 25 rounds.
"""

import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch.nn import functional

import actlab

Call = Callable[[], Any]


def medians(calls: dict[str, Call], repeats: int, rounds: int = 25) -> dict[str, float]:
    """Microseconds of each call."""
    found: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            begin = time.process_time()
            for _ in range(repeats):
                call()
            found[name].append((time.process_time() - begin) / repeats * 1e6)
    return {name: statistics.median(times) for name, times in found.items()}


def both(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, g: torch.Tensor) -> Call:
    """Forward and backward."""
    return lambda: function(x).backward(g)


def main() -> None:
    """Print the table."""
    torch.set_num_threads(1)
    x = torch.randn(16)
    leaf, g, array = x.clone().requires_grad_(), torch.ones(16), x.numpy()
    theirs, ours, swish = torch.nn.Mish(), actlab.nn.Mish(), actlab.nn.Swish(learnable=True)
    small = medians(
        {
            "F.relu": lambda: functional.relu(x),
            "nn.Mish": lambda: theirs(x),
            "actlab.nn.Mish": lambda: ours(x),
            "F.relu both": both(functional.relu, leaf, g),
            "nn.Mish both": both(theirs, leaf, g),
            "actlab.nn.Mish both": both(ours, leaf, g),
            "Swish(learnable=True)": lambda: swish(x),
            "Swish(learnable=True) both": both(swish, leaf, g),
            "np.maximum": lambda: np.maximum(array, 0),
            "actlab.value": lambda: actlab.value("mish", array),
        },
        1000,
    )
    large_leaf, large_g = torch.randn(1 << 20).requires_grad_(), torch.randn(1 << 20)
    large = medians(
        {"F.relu": both(functional.relu, large_leaf, large_g), "swish": both(swish, large_leaf, large_g)}, 5, 11
    )
    for name, microseconds in small.items():
        print(f"{name:28} {microseconds:7.2f} us")
    for name, ratio, goal in (
        ("actlab.nn.Mish / nn.Mish", small["actlab.nn.Mish"] / small["nn.Mish"], 1.3),
        ("the same, both ways", small["actlab.nn.Mish both"] / small["nn.Mish both"], 1.3),
        ("actlab.value / np.maximum", small["actlab.value"] / small["np.maximum"], 3),
        ("learnable Swish / F.relu, both", small["Swish(learnable=True) both"] / small["F.relu both"], None),
        ("the same at 1M", large["swish"] / large["F.relu"], None),
    ):
        print(f"{name:32} {ratio:5.2f}" + (f"  goal {goal}" if goal else ""))


if __name__ == "__main__":
    main()
