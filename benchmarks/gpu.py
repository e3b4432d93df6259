"""Mish on a GPU: copy, F.relu, F.mish eager and compiled, and ours; and a training step with Mish against ReLU.

    python benchmarks/gpu.py [--out results] [--seconds 180] [PART ...]

Needs a CUDA GPU and Triton; takes about 5 minutes, of which the kernels have 3: what does not fit is left out and named
so. Contenders take turns in an order shuffled anew each round; a cell is the median of the rounds, and the quartiles
are written beside it. Each walks through several sets of tensors that together pass the cache. `ours` is torch's own
function after `accelerate()`, `both` goes through autograd. Launch cost is host time of a call on 16 elements; `ours
from Python` is what it would be without the launcher in C++. Where an addition lies between normalisation and Mish, the
fused arm keeps the output and a bit. Prints one table in Markdown; writes gpu-NAME.json, anew after each row, and
gpu-NAME.svg, named after the GPU; parts that the file has from an earlier call stay in it.
"""

import argparse
import importlib.util
import itertools
import json
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional

import actlab
from actlab.kernels.gpu import launcher
from actlab.nn import BatchNormAct2d, Mish
from actlab.torch import accelerate_cuda

SIZES = (2**16, 2**20, 2**24, 2**28, 2**30)
TYPES = ("float32", "bfloat16", "float16")
DIRECTIONS = ("forward", "backward", "both")
PAST_CACHE = 2**28  # bytes: four times the cache of an H200
ROUNDS, CALLS = 15, 10
MOST_SETS = 1024  # as many as 64K elements of 16 bits need to pass the cache
ARMS = {"relu": "relu", "mish eager": "mish", "mish accelerated": "mish", "mish fused with BatchNorm": "fused"}
NETWORKS = ("resnet50", "cspdarknet53")
GATES, GATE_SIZES, WIDTH = ("swiglu", "geglu_tanh"), (2**24, 2**28), 8192
Row = dict[str, Any]


@contextmanager
def taken(ours: bool, device: str) -> Iterator[None]:
    """Torch's operators are our kernels, as after ``accelerate()``."""
    if ours:
        accelerate_cuda.take_over(["mish"], device.upper())
    yield
    accelerate_cuda.give_back()


def both(function: Callable[[Tensor], Tensor]) -> Callable[[Tensor, Tensor], Any]:
    def run(x: Tensor, gradient: Tensor) -> Any:
        return torch.autograd.grad(function(x.requires_grad_()), x, gradient)

    return run


def contenders(direction: str) -> dict[str, Callable[[Tensor, Tensor], Any]]:
    """Each takes x and a gradient; `ours` is measured while the operators are taken over.

    Copy is the memory that must be moved: two tensors, on the way back three.
    """
    aten = torch.ops.aten
    compiled = torch.compile(functional.mish, dynamic=True)
    if direction == "forward":
        return {
            "copy": lambda x, _: x.clone(),
            "relu": lambda x, _: functional.relu(x),
            "mish eager": lambda x, _: functional.mish(x),
            "mish compiled": lambda x, _: compiled(x),
            "ours": lambda x, _: functional.mish(x),
        }
    if direction == "backward":
        back = torch.compile(lambda g, x: aten.mish_backward(g, x), dynamic=True)
        return {
            "copy": lambda x, g: x + g,
            "relu": lambda x, g: aten.threshold_backward(g, x, 0),
            "mish eager": lambda x, g: aten.mish_backward(g, x),
            "mish compiled": lambda x, g: back(g, x),
            "ours": lambda x, g: aten.mish_backward(g, x),
        }
    return {
        "relu": both(functional.relu),
        "mish eager": both(functional.mish),
        "mish compiled": both(compiled),
        "ours": both(functional.mish),
    }


def sets(size: int, kind: str, device: str) -> list[tuple[Tensor, Tensor]]:
    """Pairs of x ~ N(0, 4) and a gradient; as many as pass the cache."""
    dtype = getattr(torch, kind)
    count = max(1, min(MOST_SETS, PAST_CACHE // (2 * size * dtype.itemsize)))
    made = []
    for _ in range(count):
        x, g = (torch.empty(size, dtype=dtype, device=device).normal_() for _ in range(2))
        made.append((x.mul_(2), g))
    return made


def fits(size: int, kind: str) -> bool:
    """Six tensors at a time: x, gradient, result, its gradient, and what autograd keeps."""
    torch.cuda.empty_cache()  # what torch keeps from smaller sizes counts as taken
    return 6 * size * getattr(torch, kind).itemsize < torch.cuda.mem_get_info()[0]


def seconds(work: Callable[[], Any], device: str) -> float:
    """Time on the GPU between two events, or on the clock."""
    if device != "cuda":
        started = time.perf_counter()
        work()
        return time.perf_counter() - started
    begin, end = (torch.cuda.Event(enable_timing=True) for _ in range(2))
    begin.record()
    work()
    end.record()
    end.synchronize()
    return begin.elapsed_time(end) / 1000


def turns(arms: dict[str, Callable[[Tensor, Tensor], Any]], pairs: list[tuple[Tensor, Tensor]], device: str) -> Row:
    """Seconds a call of each arm, round by round."""
    times: dict[str, list[float]] = {name: [] for name in arms}
    for name, function in arms.items():
        with taken(name == "ours", device):
            for _ in range(3):  # Triton's own launch, the one kept from it, and the one from C++
                function(*pairs[0])
    order, at, generator = list(arms), 0, random.Random(0)
    for _ in range(ROUNDS):
        generator.shuffle(order)
        for name in order:
            start, at = at, at + CALLS

            def work(function: Any = arms[name], start: int = start) -> None:
                for call in range(start, start + CALLS):
                    function(*pairs[call % len(pairs)])

            with taken(name == "ours", device):
                times[name].append(seconds(work, device) / CALLS)
    return times


def kernels(device: str = "cuda", limit: float = 180.0) -> Iterator[Row]:
    """A row for each type, size and direction while there is time, the most telling sizes first."""
    arms = {direction: contenders(direction) for direction in DIRECTIONS}
    started = time.perf_counter()
    for size in sorted(SIZES, key=lambda size: abs(size.bit_length() - 25)):
        for kind in TYPES:
            if device == "cuda" and not fits(size, kind):
                yield {"type": kind, "elements": size, "left out": "memory"}
                continue
            pairs = sets(size, kind, device)
            for direction in DIRECTIONS:
                if time.perf_counter() - started > limit:
                    yield {"type": kind, "elements": size, "direction": direction, "left out": "time"}
                    continue
                yield {
                    "type": kind,
                    "elements": size,
                    "direction": direction,
                    **scaled(turns(arms[direction], pairs, device)),
                }


def scaled(times: dict[str, list[float]]) -> Row:
    """Medians and quartiles in microseconds."""
    return {
        "microseconds": {name: round(1e6 * median(found), 2) for name, found in times.items()},
        "quartiles": {name: [round(1e6 * at, 2) for at in quantiles(found)[::2]] for name, found in times.items()},
    }


# ---- gates -----------------------------------------------------------------------------------------------------------


def gate_contenders(name: str) -> dict[str, Callable[[Tensor], Tensor]]:
    """A gate of both halves: as a model writes it, compiled, by Liger's kernel where that is installed, and ours."""
    inner = functional.silu if name == "swiglu" else partial(functional.gelu, approximate="tanh")

    def eager(x: Tensor) -> Tensor:
        a, b = x.chunk(2, -1)
        return inner(a) * b

    arms = {"eager": eager, "compiled": torch.compile(eager, dynamic=True), "ours": getattr(actlab.functional, name)}
    if importlib.util.find_spec("liger_kernel"):
        from liger_kernel.ops import geglu, swiglu

        liger = swiglu.LigerSiLUMulFunction if name == "swiglu" else geglu.LigerGELUMulFunction
        arms["liger"] = lambda x: liger.apply(*x.chunk(2, -1))
    return arms


def gates(device: str = "cuda", limit: float = 60.0) -> Iterator[Row]:
    """A row for each gate, size, type and direction while there is time; elements are those of both halves."""
    started = time.perf_counter()
    for size, name, kind in itertools.product(GATE_SIZES, GATES, TYPES[:2]):
        arms = gate_contenders(name)
        inputs = [(x.view(-1, min(size, WIDTH)), g.view(-1, min(size, WIDTH))) for x, g in sets(size, kind, device)]
        pairs = [(x, g[:, ::2].contiguous()) for x, g in inputs]
        forward = {arm: lambda x, _, call=call: call(x.detach()) for arm, call in arms.items()}
        for direction, work in (("forward", forward), ("both", {arm: both(call) for arm, call in arms.items()})):
            row = {"gate": name, "type": kind, "elements": size, "direction": direction}
            late = time.perf_counter() - started > limit
            yield {**row, "left out": "time"} if late else {**row, **scaled(turns(work, pairs, device))}


def launch_cost(device: str = "cuda", calls: int = 500) -> Iterator[Row]:
    """Host microseconds of a call on 16 elements; fewer calls than a GPU's queue takes before the host has to wait."""
    x = torch.randn(16, device=device)
    mish = functional.mish
    arms = {"relu": functional.relu, "mish eager": mish, "ours": mish, "ours from Python": mish}
    found: dict[str, list[float]] = {name: [] for name in arms}
    for _ in range(21):
        for name, function in arms.items():
            with taken(name.startswith("ours"), device):
                if name == "ours from Python":
                    launcher.slow_down("aten::mish")
                for _ in range(3):
                    function(x)
                if device == "cuda":
                    torch.cuda.synchronize()
                started = time.perf_counter()
                for _ in range(calls):
                    function(x)
                found[name].append((time.perf_counter() - started) / calls)
    yield scaled(found)


# ---- training steps --------------------------------------------------------------------------------------------------


class Bottleneck(nn.Module):
    """The block of ResNet-50 (He et al. 2015)."""

    def __init__(self, channels: int, width: int, stride: int) -> None:
        super().__init__()
        out = 4 * width
        self.body = nn.Sequential(
            *(nn.Conv2d(channels, width, 1, bias=False), nn.BatchNorm2d(width), nn.Mish()),
            *(nn.Conv2d(width, width, 3, stride, 1, bias=False), nn.BatchNorm2d(width), nn.Mish()),
            *(nn.Conv2d(width, out, 1, bias=False), nn.BatchNorm2d(out)),
        )
        same = stride == 1 and channels == out
        around = (nn.Conv2d(channels, out, 1, stride, bias=False), nn.BatchNorm2d(out))
        self.around = nn.Identity() if same else nn.Sequential(*around)
        self.act = nn.Mish()

    def forward(self, x: Tensor) -> Tensor:
        """The body and what goes round it."""
        return self.act(self.body(x) + self.around(x))


def resnet50() -> nn.Module:
    layers: list[nn.Module] = [nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.BatchNorm2d(64), nn.Mish()]
    layers.append(nn.MaxPool2d(3, 2, 1))
    channels = 64
    for width, blocks, stride in ((64, 3, 1), (128, 4, 2), (256, 6, 2), (512, 3, 2)):
        for block in range(blocks):
            layers.append(Bottleneck(channels, width, stride if block == 0 else 1))
            channels = 4 * width
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 1000))


def cspdarknet53() -> nn.Module:
    path = Path(__file__).parent.parent / "examples" / "swap_cspdarknet53.py"
    specification = importlib.util.spec_from_file_location("swap_cspdarknet53", path)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return nn.Sequential(module.CSPDarknet53(), Last(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(1024, 1000))


class Last(nn.Module):
    """The smallest of several feature maps."""

    def forward(self, features: tuple[Tensor, ...]) -> Tensor:
        """The last of them."""
        return features[-1]


def replaced(module: nn.Module, activation: str) -> nn.Module:
    """Each nn.Mish by "relu" in place, "mish", or "fused" with the normalisation before it."""
    for parent in list(module.modules()):
        names = list(parent._modules)
        for before, name in zip([None, *names], names, strict=False):
            if not isinstance(parent._modules[name], nn.Mish):
                continue
            norm = parent._modules[before] if before else None
            if activation == "relu":
                parent._modules[name] = nn.ReLU(inplace=True)
            elif activation == "fused":
                parent._modules[name] = Mish(saves="output", inplace=True)
            if activation == "fused" and isinstance(norm, nn.BatchNorm2d) and isinstance(parent, nn.Sequential):
                parent._modules[before] = BatchNormAct2d(norm.num_features, "mish")
                parent._modules[name] = nn.Identity()
    return module


def training(device: str = "cuda", batch: int = 64, side: int = 224, rounds: int = 12) -> Iterator[Row]:
    """Milliseconds and peak memory of a step in bfloat16 autocast, channels last."""
    x = torch.randn(batch, 3, side, side, device=device).contiguous(memory_format=torch.channels_last)
    labels = torch.arange(batch, device=device) % 1000
    for network in NETWORKS:
        for arm, activation in ARMS.items():
            made = replaced(globals()[network](), activation)
            made = made.to(device, memory_format=torch.channels_last)
            optimizer = torch.optim.SGD(made.parameters(), lr=1e-3, momentum=0.9)

            def step(made: nn.Module = made, optimizer: Any = optimizer) -> None:
                optimizer.zero_grad()
                with torch.autocast(device, dtype=torch.bfloat16):
                    loss = functional.cross_entropy(made(x), labels)
                loss.backward()
                optimizer.step()

            with taken(arm not in ("relu", "mish eager"), device):
                for _ in range(4):
                    step()
                if device == "cuda":
                    torch.cuda.reset_peak_memory_stats()
                times = [seconds(step, device) for _ in range(rounds)]
            peak = torch.cuda.max_memory_allocated() / 2**20 if device == "cuda" else 0
            low, _, high = (round(1e3 * at, 2) for at in quantiles(times))
            middle = round(1e3 * median(times), 2)
            yield {"network": network, "arm": arm, "milliseconds": middle, "quartiles": [low, high], "MiB": round(peak)}


# ---- what is printed, written and drawn ------------------------------------------------------------------------------


def table(found: Row) -> str:
    arms = ("copy", "relu", "mish eager", "mish compiled", "ours")
    heads = ["type", "elements", "direction", *(f"{arm}, us" for arm in arms), "ours / relu", "eager / ours"]
    lines = [heads, ["---"] * 3 + ["---:"] * 7]
    for row in found.get("kernels", ()):
        times = row.get("microseconds")
        start = [row["type"], str(row["elements"]), row.get("direction", "all")]
        if times is None:
            lines.append([*start, f"left out for {row['left out']}", *[""] * 6])
            continue
        cells = [f"{times[arm]:.4g}" if arm in times else "" for arm in arms]
        ratios = [f"{times['ours'] / times['relu']:.3f}", f"{times['mish eager'] / times['ours']:.2f}"]
        lines.append([*start, *cells, *ratios])
    for cost in (row["microseconds"] for row in found.get("launch cost", ())):
        for ours, word in (("ours", "launch, host time"), ("ours from Python", "the same, ours from Python")):
            cells = ["", *(f"{cost[arm]:.4g}" for arm in ("relu", "mish eager")), "", f"{cost[ours]:.4g}"]
            last = [f"{cost[ours] / cost['relu']:.3f}", f"{cost['mish eager'] / cost[ours]:.2f}"]
            lines.append(["float32", "16", word, *cells, *last])
    for row in found.get("training", ()):
        cells = [f"{row['milliseconds']} ms", f"{row['MiB']} MiB", *[""] * 5]
        lines.append([row["network"], row["arm"], "training step", *cells])
    for row in found.get("gates", ()):
        times = row.get("microseconds", {"left out": 0.0})
        cells = [f"{arm}: {number:.4g}" for arm, number in times.items()]
        start = [f"{row['gate']}, {row['type']}", str(row["elements"]), row["direction"]]
        lines.append([*start, *cells, *[""] * (7 - len(cells))])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def curves(found: Row) -> dict[tuple[str, str], dict[str, list[tuple[int, float]]]]:
    """For each type and direction, each arm's picoseconds an element over the size."""
    result: dict[tuple[str, str], dict[str, list[tuple[int, float]]]] = {}
    for row in sorted(found.get("kernels", ()), key=lambda row: row["elements"]):
        for arm, microseconds in row.get("microseconds", {}).items():
            panel = result.setdefault((row["type"], row["direction"]), {})
            panel.setdefault(arm, []).append((row["elements"], 1e6 * microseconds / row["elements"]))
    return result


def draw(found: Row, path: Path) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(12, 10), layout="constrained")
    axes = figure.subplots(len(TYPES), len(DIRECTIONS), sharex=True, squeeze=False)
    for (kind, direction), panel in curves(found).items():
        one = axes[TYPES.index(kind)][DIRECTIONS.index(direction)]
        for arm, points in panel.items():
            one.loglog(*zip(*points, strict=True), marker="o", label=arm)
        one.set_title(f"{kind}, {direction}")
        one.set(xlabel="elements", ylabel="ps an element")
        one.legend()
    figure.suptitle(f"{found['gpu']}, torch {found['torch']}, Triton {found['triton']}")
    figure.savefig(path)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    options.add_argument("--out", type=Path, default=Path("results"))
    options.add_argument("--seconds", type=float, default=180.0, help="for the kernels; the networks take a minute")
    given = options.parse_args()
    if not torch.cuda.is_available():
        raise SystemExit("expected a CUDA GPU, found none; benchmarks/gpu_slots.py needs none.")
    import triton
    from torch._dynamo import config

    config.recompile_limit = 64  # of F.mish: three types, with and without gradients; with 8 the last may be eager
    given.out.mkdir(parents=True, exist_ok=True)
    path = given.out / f"gpu-{torch.cuda.get_device_name().lower().replace(' ', '-')}.json"
    found: Row = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    found |= {"gpu": torch.cuda.get_device_name(), "torch": torch.__version__, "triton": triton.__version__}
    found |= {"cuda": torch.version.cuda, "rounds": ROUNDS, "calls a round": CALLS}
    for name in given.parts or PARTS:
        found[name] = []
        for row in PARTS[name](given.seconds):
            found[name].append(row)
            path.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    print(f"{found['gpu']}, torch {found['torch']}, Triton {found['triton']}\n\n{table(found)}")
    draw(found, path.with_suffix(".svg"))


PARTS: dict[str, Callable[[float], Iterator[Row]]] = {
    "launch cost": lambda _: launch_cost(),
    "kernels": lambda seconds: kernels(limit=seconds),
    "training": lambda _: training(),
    "gates": lambda seconds: gates(limit=min(seconds, 60.0)),
}


if __name__ == "__main__":
    main()
