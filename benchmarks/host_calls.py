"""Host time of small calls in us, with and without a gradient, beside torch's own: ``python benchmarks/host_calls.py``.

CPU time of one process and one thread, medians of rounds in which all take turns; first with torch's own kernels, then
after ``accelerate()``.
"""

import statistics
import time
from collections.abc import Callable

import torch

import actlab

ROUNDS = 40
CALLS = {16: 200, 32768: 40}


def functions() -> dict[str, Callable[[torch.Tensor], torch.Tensor]]:
    return {
        "F.relu": torch.nn.functional.relu,
        "F.mish": torch.nn.functional.mish,
        "torch.nn.Mish": torch.nn.Mish(),
        "actlab.nn.Mish": actlab.nn.Mish(),
        "actlab.functional.mish": actlab.functional.mish,
        "torch.ops.actlab.mish": torch.ops.actlab.mish,
    }


def call(function: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, gradient: torch.Tensor | None) -> None:
    y = function(x)
    if gradient is not None:
        y.backward(gradient)
        x.grad = None


def measure(n: int, both: bool) -> dict[str, float]:
    x = torch.randn(n, requires_grad=both)
    gradient = torch.ones(n) if both else None
    taken: dict[str, list[float]] = {name: [] for name in functions()}
    for _ in range(ROUNDS):
        for name, function in functions().items():
            start = time.process_time()
            for _ in range(CALLS[n]):
                call(function, x, gradient)
            taken[name].append((time.process_time() - start) / CALLS[n] * 1e6)
    return {name: statistics.median(times) for name, times in taken.items()}


def main() -> None:
    torch.set_num_threads(1)
    actlab.functional.mish(torch.ones(1))  # loads the operators
    show("torch's own kernels")
    actlab.accelerate("mish")
    show("after accelerate()")


def show(heading: str) -> None:
    for n in CALLS:
        for both in (False, True):
            print(f"{heading}: {n} numbers, {'forward and backward' if both else 'forward, no gradient'}")
            with torch.set_grad_enabled(both):
                times = measure(n, both)
            for name, median in times.items():
                print(f"  {name:24} {median:6.1f} {median / times['torch.nn.Mish']:6.2f} of torch.nn.Mish")


if __name__ == "__main__":
    main()
