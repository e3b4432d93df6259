"""What an exported program costs, which is plain torch: ``python benchmarks/exported.py [--count 1048576]``.

For each function the operations of ``torch.export``'s program and its time, relative to torch's own module and to ours;
without a gradient, float32, one thread, CPU times, medians of rounds in one process.
"""

import argparse
import statistics
import time
from collections.abc import Callable

import torch

from actlab import nn

ROUNDS = 15
NAMES = ("ReLU", "LeakyReLU", "Hardswish", "Tanh", "Sigmoid", "SiLU", "GELU", "Softplus", "ELU", "Mish")


def seconds(call: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> float:
    """The median time of a call."""
    call(x)
    times = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        call(x)
        times.append(time.process_time() - begin)
    return statistics.median(times)


def main() -> None:
    """Print a line for each function."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--count", type=int, default=1 << 20)
    torch.set_num_threads(1)
    x = torch.randn(parser.parse_args().count, generator=torch.Generator().manual_seed(0)) * 2
    print("| function | operations | us | of torch's | of ours |\n| --- | ---: | ---: | ---: | ---: |")
    with torch.no_grad():
        for name in NAMES:
            ours, theirs = getattr(nn, name)(), getattr(torch.nn, name)()
            program = torch.export.export(ours, (x,)).module()
            operations = sum(node.op == "call_function" for node in program.graph.nodes)
            taken, of_torch, of_ours = (seconds(call, x) for call in (program, theirs, ours))
            print(f"| {name} | {operations} | {taken * 1e6:.0f} | {taken / of_torch:.1f} | {taken / of_ours:.1f} |")


if __name__ == "__main__":
    main()
