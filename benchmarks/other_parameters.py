"""Functions with other parameters than their defaults, as a ratio to torch's own: the paragraph of docs/cpu.md.

    python benchmarks/other_parameters.py

float32, one thread, N(0, 4); forward, then forward and backward, with 32,768 and 2^20 numbers; the best of 9 rounds.
"""

import timeit
from collections.abc import Callable
from functools import partial

import torch
import torch.nn.functional as torchs
from torch import Tensor

from actlab import functional as ours

Function = Callable[[Tensor], Tensor]
CALLS = {1 << 15: 200, 1 << 20: 10}
ROUNDS = 9


def quick_gelu(x: Tensor) -> Tensor:
    """As CLIP has it."""
    return x * torch.sigmoid(1.702 * x)


PAIRS: dict[str, tuple[Function, Function]] = {
    "swish 1.702": (partial(ours.swish, beta=1.702), quick_gelu),
    "softplus 2": (partial(ours.softplus, beta=2.0), partial(torchs.softplus, beta=2.0)),
    "softplus 100, 20": (
        partial(ours.softplus_threshold, beta=100.0),
        partial(torchs.softplus, beta=100.0),
    ),
    "elu 0.5": (partial(ours.elu, alpha=0.5), partial(torchs.elu, alpha=0.5)),
    "celu 0.5": (partial(ours.celu, alpha=0.5), partial(torchs.celu, alpha=0.5)),
    "leaky_relu 0.2": (partial(ours.leaky_relu, slope=0.2), partial(torchs.leaky_relu, negative_slope=0.2)),
    "threshold 0.3": (
        partial(ours.threshold, theta=0.3, value=0.1),
        partial(torchs.threshold, threshold=0.3, value=0.1),
    ),
    "hard_tanh 0.7": (partial(ours.hard_tanh, max_val=0.7), partial(torchs.hardtanh, max_val=0.7)),
    "hard_shrink 0.3": (partial(ours.hard_shrink, lambd=0.3), partial(torchs.hardshrink, lambd=0.3)),
    "soft_shrink 0.3": (partial(ours.soft_shrink, lambd=0.3), partial(torchs.softshrink, lambd=0.3)),
}


def seconds(call: Callable[[], object], number: int) -> float:
    """Of one call, in the fastest round."""
    return min(timeit.repeat(call, number=number, repeat=ROUNDS)) / number


def both_ways(function: Function, x: Tensor, along: Tensor) -> object:
    """Forward and backward."""
    return torch.autograd.grad(function(x), x, along)


def main() -> None:
    """Print a line for each function."""
    torch.set_num_threads(1)
    generator = torch.Generator().manual_seed(0)
    for name, (own, other) in PAIRS.items():
        ratios = []
        for count, number in CALLS.items():
            x, along = torch.randn(count, generator=generator) * 2, torch.ones(count)
            leaf = x.clone().requires_grad_()
            forward = [seconds(partial(function, x), number) for function in (own, other)]
            both = [seconds(partial(both_ways, function, leaf, along), number) for function in (own, other)]
            ratios += [forward[0] / forward[1], both[0] / both[1]]
        print(f"{name:16}", *(f"{ratio:5.2f}" for ratio in ratios), flush=True)


if __name__ == "__main__":
    main()
