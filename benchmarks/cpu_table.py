"""Every function of the catalogue on this CPU, relative to torch's own and to ReLU: the table of docs/cpu.md.

    python benchmarks/cpu_table.py [--names relu mish] [--rounds 11] [--instructions avx2] [--markdown]

float32, one thread, values N(0, 4), 32,768 and 2^20 of them; CPU times, medians of interleaved rounds. ``own`` is the
time of actlab's function over that of torch's function of the same name, ``relu`` that over torch's ReLU. Goals: own at
most 1; relu at most 3 with 1M values and 8 with 32K, forward; 1.1 for GELU and SiLU with 1M values, both ways.
``--instructions`` restarts with actlab's and torch's kernels, MKL's and oneDNN's too, for that instruction set.
"""

import argparse
import os
import random
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as torchs

import actlab
from actlab import functional
from actlab.kernels import arrays

Call = Callable[[], Any]
SIZES = {"32K": 1 << 15, "1M": 1 << 20}
WARM_SECONDS, ROUND_SECONDS = 0.015, 0.003
GOALS = {("own", "32K"): 1.0, ("own", "1M"): 1.0, ("relu", "32K"): 8.0, ("relu", "1M"): 3.0}
# What torch, MKL and oneDNN, which computes some of its functions, take for an instruction set.
TORCHS = {"avx512": ("avx512", "AVX512", "AVX512_CORE"), "avx2": ("avx2", "AVX2", "AVX2")}
MOST_USED = ("gelu", "gelu_tanh", "swish")  # within 1.1 of ReLU, both ways
# What torch has under the record's name and with its parameters; its hard sigmoid is another function, of equal work.
OWN: dict[str, Callable[[Tensor], Tensor]] = {
    "relu": torchs.relu,
    "relu6": torchs.relu6,
    "threshold": lambda x: torchs.threshold(x, 1.0, 0.0),
    "leaky_relu": torchs.leaky_relu,
    "prelu": lambda x: torchs.prelu(x, torch.full((1,), 0.25)),
    "rrelu": torchs.rrelu,
    "hard_tanh": torchs.hardtanh,
    "hard_sigmoid": torchs.hardsigmoid,
    "hard_shrink": torchs.hardshrink,
    "soft_shrink": torchs.softshrink,
    "elu": torchs.elu,
    "celu": torchs.celu,
    "selu": torchs.selu,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "tanhshrink": torchs.tanhshrink,
    "log_sigmoid": torchs.logsigmoid,
    "softplus": torchs.softplus,
    "softsign": torchs.softsign,
    "swish": torchs.silu,
    "hard_swish": torchs.hardswish,
    "gelu": torchs.gelu,
    "gelu_tanh": lambda x: torchs.gelu(x, approximate="tanh"),
    "mish": torchs.mish,
}


def calls(function: Callable[[Tensor], Tensor], x: Tensor, both: bool) -> Call:
    """Forward alone, or forward and backward through autograd."""
    if not both:
        return torch.no_grad()(lambda: function(x))
    at, gradient = x.clone().requires_grad_(), torch.ones_like(x)

    def run() -> None:
        at.grad = None
        function(at).backward(gradient)

    return run


def seconds_of(call: Call, repeats: int) -> float:
    """CPU seconds of one call."""
    begin = time.process_time()
    for _ in range(repeats):
        call()
    return (time.process_time() - begin) / repeats


def warm(call: Call) -> int:
    """Call for a while, until memory comes from where it will come from; how often that was."""
    end, count = time.process_time() + WARM_SECONDS, 0
    while time.process_time() < end:
        call()
        count += 1
    return count


def measure(rows: dict[str, Call], rounds: int) -> dict[str, float]:
    """The median CPU time of each row; the order is shuffled in each round."""
    repeats = {}
    for name, call in rows.items():
        repeats[name] = max(1, int(warm(call) * ROUND_SECONDS / WARM_SECONDS))
    times: dict[str, list[float]] = {name: [] for name in rows}
    order = list(rows)
    for _ in range(rounds):
        random.shuffle(order)
        for name in order:
            times[name].append(seconds_of(rows[name], repeats[name]))
    return {name: statistics.median(found) for name, found in times.items()}


def table(names: list[str], rounds: int) -> dict[str, dict[tuple[str, str, str], float]]:
    """The ratios of each function, by baseline, direction and size."""
    found: dict[str, dict[tuple[str, str, str], float]] = {name: {} for name in names}
    for size, n in SIZES.items():
        x = 2 * torch.randn(n, generator=torch.Generator().manual_seed(0))
        for direction, both in (("forward", False), ("both", True)):
            for name in names:
                rows = {"ours": calls(getattr(functional, name), x, both), "relu": calls(torchs.relu, x, both)}
                if name in OWN:
                    rows["own"] = calls(OWN[name], x, both)
                seconds = measure(rows, rounds)
                for baseline in ("own", "relu"):
                    if baseline in seconds:
                        found[name][baseline, direction, size] = seconds["ours"] / seconds[baseline]
    return found


def goal(name: str, baseline: str, direction: str, size: str) -> float:
    """What the ratio should be at most; infinity where nothing is asked."""
    if baseline == "relu" and name in MOST_USED and size == "1M":
        return 1.1
    return float("inf") if baseline == "relu" and direction == "both" else GOALS[baseline, size]


def text(name: str, ratios: dict[tuple[str, str, str], float], markdown: bool) -> str:
    """One row; what misses its goal is marked."""
    cells = []
    for baseline in ("own", "relu"):
        for direction in ("forward", "both"):
            for size in SIZES:
                ratio = ratios.get((baseline, direction, size))
                missed = ratio is not None and ratio > goal(name, baseline, direction, size)
                cells.append("" if ratio is None else f"{ratio:.2f}{'!' if missed else ''}")
    return f"| {name} | {' | '.join(cells)} |" if markdown else f"{name:16}" + "".join(f"{cell:>9}" for cell in cells)


def restarted(parser: argparse.ArgumentParser) -> argparse.Namespace:
    """The options, in a process that runs on the instruction set of ``--instructions``."""
    parser.add_argument("--instructions", choices=("avx512", "avx2", "baseline", "portable"))
    options = parser.parse_args()
    if options.instructions and os.environ.get("ACTLAB_INSTRUCTIONS", "avx512") != options.instructions:
        capability, mkl, onednn = TORCHS.get(options.instructions, ("default", "SSE4_2", "SSE41"))
        chosen = {"ACTLAB_INSTRUCTIONS": options.instructions, "ATEN_CPU_CAPABILITY": capability}
        chosen |= {"MKL_ENABLE_INSTRUCTIONS": mkl, "ONEDNN_MAX_CPU_ISA": onednn}
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **chosen})
    return options


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--names", nargs="*", default=list(actlab.names()))
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--markdown", action="store_true")
    options = restarted(parser)
    torch.set_num_threads(1)
    heads = [f"{base} {way} {size}" for base in ("own", "relu") for way in ("fwd", "both") for size in SIZES]
    print(
        f"{arrays.instructions()}, torch {torch.__version__} {torch.backends.cpu.get_cpu_capability()}, against {heads}"
    )
    table(options.names[:1], 1)  # the first function of a process took 5 times as long with 32K
    for name in options.names:
        print(text(name, table([name], options.rounds)[name], options.markdown), flush=True)


if __name__ == "__main__":
    main()
