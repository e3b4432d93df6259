"""Which of torch's functions ``actlab.accelerate()`` replaces on a CPU: ``src/actlab/kernels/speed.csv``.

    python benchmarks/takeover.py "AMD Zen 4" [--names mish silu] [--rounds 9] [--instructions avx2]

Each function of torch's that has a kernel here, in each type: its time with our kernel over that with torch's own, for
32,768 and 2^20 numbers of N(0, 4), forward and through autograd; one thread, CPU times, medians of rounds in which both
take turns. Of a function with several forms, such as GELU, the largest ratio counts. ``--instructions`` restarts with
actlab's and torch's kernels for that instruction set. Rows of other sets, functions and processors stay in the file.
"""

import argparse
import csv
import statistics
from collections.abc import Callable
from functools import partial

import torch
from cpu_table import OWN, ROUND_SECONDS, SIZES, WARM_SECONDS, calls, restarted, seconds_of, warm
from torch import Tensor
from torch.nn.functional import hardswish

from actlab.kernels import arrays, speed
from actlab.torch import aten
from actlab.torch.operators import load

TYPES = tuple(aten.TYPES)
FUNCTIONS = {**OWN, "hard_swish": hardswish}


def ratio(name: str, key: str, x: Tensor, both: bool, rounds: int) -> float:
    """Our CPU time over torch's for the record ``key`` of torch's function ``name``."""
    ours, torchs = partial(aten.take_over, aten.functions()[name], TYPES), aten.give_back
    call = calls(FUNCTIONS[key], x, both)
    times: dict[Callable[[], None], list[float]] = {ours: [], torchs: []}
    for _ in range(rounds):
        for change, taken in times.items():
            change()
            repeats = max(1, int(warm(call) * ROUND_SECONDS / WARM_SECONDS))
            taken.append(seconds_of(call, repeats))
    return statistics.median(times[ours]) / statistics.median(times[torchs])


def row(function: aten.Function, kind: str, rounds: int) -> dict[str, str]:
    """The line of one function and type."""
    cells = {}
    for direction, both in (("forward", False), ("both", True)):
        for size, n in SIZES.items():
            x = (2 * torch.randn(n, generator=torch.Generator().manual_seed(0))).to(getattr(torch, kind))
            found = max(ratio(function.name, record.key, x, both, rounds) for record in function.records)
            cells[f"{direction} {size}"] = f"{found:.2f}"
    return {"function": function.name, "instructions": arrays.instructions(), "type": kind, **cells}


def main() -> None:
    """Measure, print and write the rows."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("processor", help="its name, without a comma")
    parser.add_argument("--names", nargs="*", default=list(aten.functions()))
    parser.add_argument("--rounds", type=int, default=9)
    options = restarted(parser)
    torch.set_num_threads(1)
    load()
    new = {}
    for name in options.names:
        for kind in TYPES:
            found = {"processor": options.processor, **row(aten.functions()[name], kind, options.rounds)}
            new[tuple(found[key] for key in speed.KEYS)] = found
            print(*found.values(), flush=True)
    old = {}
    if speed.FILE.exists():
        with speed.FILE.open(newline="") as lines:
            old = {tuple(line[key] for key in speed.KEYS): line for line in csv.DictReader(lines)}
    with speed.FILE.open("w", newline="") as file:
        writer = csv.DictWriter(file, [*speed.KEYS, *speed.CELLS], lineterminator="\n")
        writer.writeheader()
        rows, order = {**old, **new}, list(aten.functions())
        writer.writerows(rows[key] for key in sorted(rows, key=lambda key: (order.index(key[0]), key[1:])))


if __name__ == "__main__":
    main()
