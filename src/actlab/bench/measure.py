"""Measure activations on this machine, in one process: what they cost relative to a copy and to ReLU.

Every cell is the median over rounds; the order is shuffled in each round, so that a change of the machine's speed hits
all alike; times are CPU times of the process, which other processes disturb less than the clock on the wall.
"""

import platform
import random
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from actlab.bench.peers import peers, stable_mish
from actlab.bench.training import NETWORKS, step
from actlab.kernels import arrays as native
from actlab.lab.training.devices import one_thread
from actlab.progress import bar
from actlab.torch.accelerate import accelerate, accelerated, restore

SIZES = {"32K": 1 << 15, "1M": 1 << 20, "16M": 1 << 24}
TYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16}
INPUTS: dict[str, Callable[[int, torch.Generator], Tensor]] = {
    "normal": lambda n, generator: 2 * torch.randn(n, generator=generator),
    "x = -50": lambda n, _: torch.full((n,), -50.0),
    "subnormal": lambda n, _: torch.full((n,), 1e-40),
}
TABLES = ("forward into a buffer", "forward", "backward", "backward into a buffer", "forward and backward")
WARM_SECONDS = (
    0.015  # after a pause, results are in memory fresh from the system for about 10 ms of calls: 4 times as slow
)
ROUND_SECONDS = 0.004  # long enough for the clock, short enough for many rounds

Call = Callable[[], Any]


@dataclass(frozen=True)
class Timing:
    """One measurement: the median time of a call and the quartiles, in seconds, and its ratio to the baseline."""

    table: str
    row: str
    type: str
    size: str
    seconds: float
    lower: float
    upper: float
    rounds: int
    ratio: float
    baseline: str

    @property
    def quartiles(self) -> tuple[float, float]:
        """The quartiles as ratios to the baseline; by rounding too, never on the wrong side of `ratio`."""
        return self.ratio * (self.lower / self.seconds), self.ratio * (self.upper / self.seconds)


@dataclass(frozen=True)
class Bench:
    """All cells of a run and where it ran."""

    machine: dict[str, str]
    cells: tuple[Timing, ...]

    def as_dict(self) -> dict[str, Any]:
        """The run as plain data, for JSON."""
        return asdict(self)


def bench(
    sizes: Iterable[str] = tuple(SIZES),
    types: Iterable[str] = tuple(TYPES),
    rounds: int = 21,
    seed: int = 0,
    inputs: Iterable[str] = tuple(INPUTS),
    networks: Iterable[str] = tuple(NETWORKS),
    compare: bool = True,
) -> Bench:
    """Measure forward, backward and both, and training steps, for torch's and actlab's kernels; peers by ``compare``.

    One thread; what torch was set to is put back. A keyboard interrupt ends it with what was measured until then, which
    ``machine`` says.
    """
    sizes, types, inputs, networks = tuple(sizes), tuple(types), tuple(inputs), tuple(networks)
    total = len(types) * (len(inputs) * len(sizes) * len(TABLES) + len(networks))
    before = accelerated().operators
    try:
        with one_thread():
            order = random.Random(seed)
            cells: list[Timing] = []
            tables = chain(_all_calls(sizes, types, inputs, compare, seed), _steps(networks, types, seed))
            stopped = {}
            with bar("measuring", total, unit="tables") as progress:
                try:
                    for done, (table, kind, size, calls) in enumerate(tables):
                        stopped = {"stopped": f"after {done} of {total} tables"}
                        cells += _measure(table, kind, size, calls, rounds, order)
                        progress.advance()
                    stopped = {}
                except KeyboardInterrupt:
                    if not cells:
                        raise
            return Bench(machine() | stopped, tuple(cells))
    finally:
        restore()
        if before:
            accelerate()


Calls = Iterator[tuple[str, str, str, dict[str, Call]]]


def _all_calls(
    sizes: tuple[str, ...], types: tuple[str, ...], inputs: tuple[str, ...], compare: bool, seed: int
) -> Calls:
    for distribution in inputs:
        for kind in types:
            for size in sizes:
                for table, calls in _tables(distribution, TYPES[kind], SIZES[size], seed, compare).items():
                    yield table if distribution == "normal" else f"{table}, {distribution}", kind, size, calls


def _steps(networks: tuple[str, ...], types: tuple[str, ...], seed: int) -> Calls:
    for kind in types:
        for name in networks:
            calls = {
                "relu": step(name, "relu", TYPES[kind], seed),
                "mish": _ours(step(name, "mish", TYPES[kind], seed)),
                "mish of torch": _torchs(step(name, "mish", TYPES[kind], seed)),
            }
            yield "training step", kind, name, calls


def machine() -> dict[str, str]:
    """Processor and versions, as a claim of speed must name them."""
    return {
        "processor": _processor(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "torch": torch.__version__,
        "instructions": accelerate().instructions or "none",
        "threads": "1",
    }


def _processor() -> str:
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


def _tables(distribution: str, kind: torch.dtype, n: int, seed: int, compare: bool) -> dict[str, dict[str, Call]]:
    """The calls of each table; the first is the one the others are compared with."""
    generator = torch.Generator().manual_seed(seed)
    x = INPUTS[distribution](n, generator).to(kind)
    g = torch.randn(n, generator=generator).to(kind)
    y = torch.empty_like(x)
    leaf = x.clone().requires_grad_()
    aten = torch.ops.aten
    tables: tuple[dict[str, Call], ...] = (
        {
            "copy": lambda: y.copy_(x),
            "mish": _ours(lambda: aten.mish.out(x, out=y)),
            "mish of torch": _torchs(lambda: aten.mish.out(x, out=y)),
            "silu": _ours(lambda: aten.silu.out(x, out=y)),
            "silu of torch": _torchs(lambda: aten.silu.out(x, out=y)),
        },
        {
            "relu": lambda: functional.relu(x),
            "mish": _ours(lambda: functional.mish(x)),
            "mish of torch": _torchs(lambda: functional.mish(x)),
            "stable form, eager": lambda: stable_mish(x),
            "silu": _ours(lambda: functional.silu(x)),
            "silu of torch": _torchs(lambda: functional.silu(x)),
            **(peers(x) if compare and distribution == "normal" else {}),
        },
        {
            "relu": lambda: aten.threshold_backward(g, x, 0),
            "mish": _ours(lambda: aten.mish_backward(g, x)),
            "mish of torch": _torchs(lambda: aten.mish_backward(g, x)),
        },
        {
            "copy": lambda: y.copy_(x),
            "relu": lambda: aten.threshold_backward.grad_input(g, x, 0, grad_input=y),
            "mish, from NumPy": _backward_into(y, g, x),
            "silu": _ours(lambda: aten.silu_backward.grad_input(g, x, grad_input=y)),
            "silu of torch": _torchs(lambda: aten.silu_backward.grad_input(g, x, grad_input=y)),
        },
        {
            "relu": lambda: _both(functional.relu, leaf, g),
            "mish": _ours(lambda: _both(functional.mish, leaf, g)),
            "mish of torch": _torchs(lambda: _both(functional.mish, leaf, g)),
            "silu": _ours(lambda: _both(functional.silu, leaf, g)),
            "silu of torch": _torchs(lambda: _both(functional.silu, leaf, g)),
        },
    )
    return dict(zip(TABLES, tables, strict=True))


def _backward_into(y: Tensor, g: Tensor, x: Tensor) -> Call:
    """Torch has no ``out`` for the gradient of Mish; a call through NumPy takes some microseconds more."""
    arrays = [(t.view(torch.uint16) if t.dtype == torch.bfloat16 else t).numpy() for t in (x, g, y)]
    return partial(native.run, "mish", "slope", arrays[0], arrays[1], (), arrays[2])


def _both(function: Callable[[Tensor], Tensor], leaf: Tensor, g: Tensor) -> None:
    leaf.grad = None
    function(leaf).backward(g)


def _ours(call: Call) -> Call:
    call.before = accelerate  # type: ignore[attr-defined]
    return call


def _torchs(call: Call) -> Call:
    call.before = restore  # type: ignore[attr-defined]
    return call


def _measure(
    table: str, kind: str, size: str, calls: dict[str, Call], rounds: int, order: random.Random
) -> list[Timing]:
    repeats = {name: _repeats(call) for name, call in calls.items()}
    times: dict[str, list[float]] = {name: [] for name in calls}
    names = list(calls)
    for _ in range(rounds):
        order.shuffle(names)
        for name in names:
            times[name].append(_time(calls[name], repeats[name]))
    baseline = next(iter(calls))
    base = statistics.median(times[baseline])
    return [_cell(table, name, kind, size, sorted(times[name]), base, baseline) for name in calls]


def _cell(table: str, row: str, kind: str, size: str, times: list[float], base: float, baseline: str) -> Timing:
    median, n = statistics.median(times), len(times)
    return Timing(table, row, kind, size, median, times[n // 4], times[(3 * n) // 4], n, median / base, baseline)


def _repeats(call: Call) -> int:
    once = max(_time(call, 1), 1e-7)
    once = min(once, max(_time(call, 3), 1e-7))
    return max(1, int(ROUND_SECONDS / once))


def _time(call: Call, repeats: int) -> float:
    getattr(call, "before", lambda: None)()
    warm = time.perf_counter() + WARM_SECONDS
    call()  # brings code and data back into the cache after another row has run
    while time.perf_counter() < warm:
        call()
    start = time.process_time()
    for _ in range(repeats):
        call()
    return (time.process_time() - start) / repeats


def as_table(run: Bench) -> str:
    """The run as text: a ratio and the spread of the middle half, one line a row."""
    lines = [", ".join(f"{name} {value}" for name, value in run.machine.items())]
    for table in dict.fromkeys(cell.table for cell in run.cells):
        cells = {(c.row, c.type, c.size): c for c in run.cells if c.table == table}
        columns = list(dict.fromkeys((kind, size) for _, kind, size in cells))
        baseline = next(iter(cells.values())).baseline
        lines += ["", f"{table}, relative to {baseline}"]
        lines.append(" " * 27 + "".join(f"{kind + ' ' + size:>22}" for kind, size in columns))
        for row in dict.fromkeys(name for name, _, _ in cells):
            lines.append(f"{row:27}" + "".join(f"{_text(cells.get((row, *column))):>22}" for column in columns))
    return "\n".join(lines)


def _text(cell: Timing | None) -> str:
    if cell is None:
        return "-"
    lower, upper = cell.quartiles
    return f"{cell.ratio:.2f} ({lower:.2f}-{upper:.2f})"
