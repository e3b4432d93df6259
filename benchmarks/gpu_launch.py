"""Host time of a call of Mish on 16 elements by how it is launched, with a driver that does nothing; needs no GPU.

    python benchmarks/gpu_launch.py

Tensors lie in the memory of the CPU, and so do those of torch's own ReLU and Mish, which compute: on a GPU both sides
have what the driver takes on top. Needs Triton and a C++ compiler. CPU time; arms take turns, medians of the rounds.
Prints a table in Markdown.
"""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import torch
from torch import Tensor
from torch.nn import functional

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "kernels" / "gpu"))
import stand_in

from actlab.kernels.gpu import launch, launcher, loops, tuned
from actlab.torch import accelerate_cuda

ROUNDS, CALLS = 31, 2000
Call = Callable[[Tensor], Tensor]


def triton(x: Tensor) -> Tensor:
    y = torch.empty_like(x)
    n = x.numel()
    constants = {"VALUE": tuned.mish_value, "BLOCK": launch.BLOCK, "EVEN": False}
    loops.forward[(-(-n // launch.BLOCK), 1, 1)](x, y, n, (), **constants, num_warps=launch.WARPS)
    return y


def from_cpp(taken: bool) -> None:
    """Whether F.mish is ours."""
    accelerate_cuda.take_over(["mish"], "CPU") if taken else accelerate_cuda.give_back()


def from_python(taken: bool) -> None:
    """The same by what is in use where there is no C++ compiler."""
    from_cpp(taken)
    launcher.slow_down("aten::mish")


ARMS: dict[str, tuple[Call, Callable[[bool], None] | None]] = {
    "F.relu, torch's own": (functional.relu, None),
    "F.mish, torch's own": (functional.mish, None),
    "F.mish, ours from C++": (functional.mish, from_cpp),
    "F.mish, ours from Python": (functional.mish, from_python),
    "our kernel by Triton's launch": (triton, None),
}


def seconds(call: Call, x: Tensor) -> float:
    started = time.thread_time()
    for _ in range(CALLS):
        call(x)
    return (time.thread_time() - started) / CALLS


def measure() -> dict[str, float]:
    """Microseconds a call of each arm."""
    x = torch.linspace(-3, 3, 16)
    from_cpp(True)
    for _ in range(4):
        functional.mish(x)
    from_cpp(False)
    stand_in.do_nothing()
    found: dict[str, list[float]] = {name: [] for name in ARMS}
    for _ in range(ROUNDS):
        for name, (call, switch) in ARMS.items():
            if switch:
                switch(True)
            seconds(call, x)
            found[name].append(seconds(call, x))
            if switch:
                switch(False)
    return {name: 1e6 * median(times) for name, times in found.items()}


def main() -> None:
    torch.set_num_threads(1)
    found = measure()
    relu = found["F.relu, torch's own"]
    print(f"torch {torch.__version__}, with a driver that does nothing\n")
    print("| call | us | to F.relu |\n| --- | ---: | ---: |")
    for name, time_of_it in found.items():
        print(f"| {name} | {time_of_it:.2f} | {time_of_it / relu:.2f} |")


if __name__ == "__main__":
    main()
