"""How the time of a function depends on its numbers: the ratios of docs/cpu.md for wide ones and for layers that are alike.

    python benchmarks/widths.py [--names gelu mish] [--instructions avx2] [--count 1048576]

float32, one thread, 32,768 numbers, written into memory that is ready; the best of 30 rounds over that for N(0, 1). The
same numbers come again, and a processor learns which of so many are far out; of 2^20 it does not. Widths are standard
deviations; the last columns are whole layers of one number. Of a gate that is the first half; the other is N(0, 1).
"""

import argparse
import time
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
import torch
from cpu_table import restarted
from torch.nn.functional import gelu

from actlab import functional
from actlab.define import choose
from actlab.define.registry import is_gate
from actlab.kernels import arrays

ROUNDS = 30
WIDTHS = (1.0, 2.0, 3.0, 4.0, 6.0, 10.0, 20.0)
ALIKE = (-50.0, -20.0, 1e-40, 50.0)
NAMES = (
    "gelu",
    "gelu_tanh",
    "swish",
    "mish",
    "sigmoid",
    "softplus",
    "tanh",
    "elu",
    "phish",
    "e_swish",
    "serf",
    "laplace",
    "geglu",
    "geglu_tanh",
    "swiglu",
    "mish_glu",
)


def inputs(count: int) -> dict[str, np.ndarray]:
    """The arrays by their names."""
    random = np.random.default_rng(0)
    wide = {f"N(0, {width * width:g})": random.normal(0, width, count) for width in WIDTHS}
    return {name: x.astype(np.float32) for name, x in {**wide, **{f"{x:g}": np.full(count, x) for x in ALIKE}}.items()}


def best(call: Callable[[], object]) -> float:
    """Seconds of the fastest of all rounds."""
    times = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        call()
        times.append(time.perf_counter() - begin)
    return min(times)


def line(name: str, calls: Sequence[Callable[[], object]]) -> str:
    """Microseconds of the first call, and all times over that."""
    times = [best(call) for call in calls]
    return f"{name:12} {times[0] * 1e6:6.1f} " + " ".join(f"{each / times[0]:5.1f}" for each in times)


def main() -> None:
    """Print a line for each function, and one for torch's GELU."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--names", nargs="*", default=NAMES)
    parser.add_argument("--count", type=int, default=1 << 15)
    options = restarted(parser)
    torch.set_num_threads(1)
    given, y = inputs(options.count), np.empty(options.count, np.float32)
    print(arrays.instructions(), "microseconds of N(0, 1), then times that:", ", ".join(given))
    other = torch.from_numpy(given["N(0, 1)"][::-1].copy())
    for name in options.names:
        if is_gate(name):
            calls = [partial(getattr(functional, name), torch.from_numpy(x), other) for x in given.values()]
        else:
            run = partial(arrays.run, name, "value", parameters=tuple(choose(name).parameters.values()), out=y)
            calls = [partial(run, x) for x in given.values()]
        print(line(name, calls))
    print(line("torch gelu", [partial(gelu, torch.from_numpy(x)) for x in given.values()]))


if __name__ == "__main__":
    main()
