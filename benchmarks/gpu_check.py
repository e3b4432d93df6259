"""Whether the GPU kernels are right on a GPU: bounds, 16 bits, layouts, operators, fused forms, every function.

    python benchmarks/gpu_check.py [--device cuda] [--out FILE.json] [--oracle FILE.npz] [--seconds 120] [NAME ...]

Each check gives rows with a figure and what it may be at most; the file is written after each row, the most telling
checks come first, and what has no time left is named. ``--oracle`` holds the right values of every function, which take
minutes: a file that is not there is written, with ``--device none`` and nothing else. ``--device cpu`` runs the same in
Triton's interpreter. Prints a table in Markdown; exit code 1 where a figure is too large.
"""

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

import actlab
from actlab.kernels.gpu import bounds

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from helpers.measure import KINDS, allowed, errors, points, right, ulp

Row = dict[str, Any]
KEYS = {"mish": ("mish", ()), "silu": ("swish", (1.0,)), "softplus": ("softplus", (1.0,)), "gelu": ("gelu", ())}
BY: dict[str, tuple[str, ...]] = {"value": (), "slope": ("x",)}
TYPES = (torch.float32, torch.bfloat16, torch.float16)
CLOSE = {torch.float32: 2e-6, torch.bfloat16: 2**-8, torch.float16: 2**-11}
SAMPLES = 300_000  # of three kinds; the reference in long double takes a second for each million
# A quotient adds 2 ULP on a GPU, and the allowance was measured with exact ones; no body has more than two.
QUOTIENTS = 2.0
OSCILLATES = {"sine_relu": 1e18, "gcu": 1e100}  # no limit far out


def row(check: str, of: str, figure: float, most: float, unit: str = "", at: Any = "") -> Row:
    return {"check": check, "of": of, "figure": float(figure), "most": most, "unit": unit, "at": str(at)}


def computed(key: str, parameters: tuple[float, ...], word: str, x: Tensor) -> Tensor:
    from actlab.kernels.gpu import launch

    if word == "value":
        return launch.value(key, x, parameters)
    return launch.backward(key, torch.ones_like(x), x, parameters)


def reference(function: str, word: str, x: Tensor) -> Any:
    """In long double, but for gelu, whose error function is not there; in double."""
    kind = np.float64 if function == "gelu" else np.longdouble
    return np.asarray(actlab.derivative(KEYS[function][0], x.cpu().double().numpy().astype(kind), *BY[word]))


# ---- the checks ------------------------------------------------------------------------------------------------------


def stated_bounds(device: str) -> Iterator[Row]:
    """The largest errors in float32, with the exponential and the reciprocal that this GPU has."""
    generator = np.random.default_rng(11)
    parts = [generator.uniform(-110, 22, SAMPLES), generator.uniform(-20, 3, SAMPLES), generator.normal(size=SAMPLES)]
    x = torch.from_numpy(np.concatenate(parts)).float()
    for bound in bounds.FLOAT32:
        got = computed(*KEYS[bound.function], bound.word, x.to(device)).cpu().double().numpy()
        wanted = reference(bound.function, bound.word, x)
        off = np.abs(got - wanted).astype(np.float64)
        normal = np.abs(wanted) >= 2.0**-126
        units = ulp(wanted.astype(np.float64), KINDS["float32"]) if bound.unit == "ULP" else 1.0
        error = np.where(normal, off / units, 0)
        worst = int(np.argmax(error))
        name = f"{bound.function} {bound.word}"
        yield row("bound", name, error[worst], bound.spoilt, bound.unit, x[worst].item().hex())
        subnormal = float(np.max(np.where(normal, 0, off))) / 2.0**-149
        yield row("subnormal", name, subnormal, bounds.SUBNORMAL_SPOILT, "smallest floats")


def sixteen_bits(device: str) -> Iterator[Row]:
    """All inputs of 16 bits: the largest error, and how many results are not the nearest number."""
    for function in KEYS:
        for word in BY:
            for kind in TYPES[1:]:
                x = torch.arange(-(2**15), 2**15, dtype=torch.int32).to(torch.int16).view(kind)
                x = x[torch.isfinite(x)]
                got = computed(*KEYS[function], word, x.to(device)).cpu().double().numpy()
                wanted = reference(function, word, x).astype(np.float64)
                name = str(kind).removeprefix("torch.")
                off = np.abs(got - wanted) / ulp(wanted, KINDS[name])
                listed = len(bounds.EXCEPTIONS.get((function, word, name), ()))
                at = f"{np.count_nonzero(off > 0.5 + 1e-9)} not the nearest, {listed} in the interpreter"
                yield row("16 bits", f"{function} {word} {name}", off.max(), 0.54, "ULP", at)


VIEWS: dict[str, Callable[[Tensor], Tensor]] = {
    "transposed": lambda x: x.mT,
    "every second": lambda x: x[..., ::2],
    "sliced": lambda x: x[:, 1:, 1:],
    "expanded": lambda x: x[:, :1].expand(x.shape),
    "channels last": lambda x: x[None].contiguous(memory_format=torch.channels_last),
    "misaligned": lambda x: x.flatten()[3:],
    "one element": lambda x: x[0, 0, 0],
    "empty": lambda x: x[:0],
    "a block": lambda x: x.repeat(4, 1, 1).flatten()[:2048],
    "blocks and a rest": lambda x: x.repeat(6, 1, 1).flatten()[:4100],
}


def layouts(device: str) -> Iterator[Row]:
    """The same bits as for contiguous tensors, in every layout and in place; four calls, for each launch is another."""
    from actlab.kernels.gpu import launch

    for kind in TYPES:
        whole = (torch.randn(6, 10, 14, generator=torch.Generator().manual_seed(1)) * 4).to(device, kind)
        for name, view in VIEWS.items():
            x, g = view(whole), view(whole.flip(0) + 1)
            y = launch.value("mish", x.contiguous())
            dx = launch.backward("mish", g.contiguous(), x.contiguous())
            wrong = 0
            for _ in range(4):
                wrong += int((launch.value("mish", x) != y).sum() + (launch.backward("mish", g, x) != dx).sum())
            if name != "expanded":
                z = view(whole.clone())
                wrong += int((launch.value("mish", z, out=z) != y).sum())
            yield row("layout", f"{name} {kind}", wrong, 0, "other bits")


def operators(device: str) -> Iterator[Row]:
    """Torch's own functions while they are ours: against float64, under vmap, in a graph, on another stream."""
    from actlab.torch import accelerate_cuda

    accelerate_cuda.take_over(device=device.upper())
    try:
        functions = {"mish": functional.mish, "silu": functional.silu, "softplus": functional.softplus}
        for name, function in functions.items():
            for kind in TYPES:
                x = (torch.randn(7, 3001, generator=torch.Generator().manual_seed(0)) * 3).to(device, kind)
                yield row("operator", f"{name} {kind}", _off(function, x), CLOSE[kind], "relative to 1 + |y|")
        x = torch.randn(5, 700, device=device)
        rows_of_it = torch.stack([functional.mish(line) for line in x])
        yield row("vmap", "mish", int((torch.func.vmap(functional.mish)(x) != rows_of_it).sum()), 0, "other bits")
        if device == "cuda":
            yield from _graphs_and_streams(x)
        yield row(
            "launched from Python", "; ".join(accelerate_cuda.slow()) or "nothing", len(accelerate_cuda.slow()), 0
        )
    finally:
        accelerate_cuda.give_back()


def _off(function: Callable[[Tensor], Tensor], x: Tensor) -> float:
    """The largest difference of value and gradient from those in float64, over several calls."""
    wide = x.double().requires_grad_()
    wanted = function(wide)
    wanted.sum().backward()
    worst = 0.0
    for _ in range(4):
        near = x.clone().requires_grad_()
        y = function(near)
        y.sum().backward()
        for got, wished in ((y.detach(), wanted.detach()), (near.grad, wide.grad)):
            worst = max(worst, float(((got.double() - wished).abs() / (1 + wished.abs())).max()))
    return worst


def _graphs_and_streams(x: Tensor) -> Iterator[Row]:
    y = functional.mish(x)
    torch.cuda.synchronize()
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        z = functional.mish(x)
    graph.replay()
    torch.cuda.synchronize()
    yield row("graph", "mish", int((z != y).sum()), 0, "other bits")
    stream = torch.cuda.Stream()
    stream.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(stream):
        z = functional.mish(x)
    stream.synchronize()
    yield row("stream", "mish", int((z != y).sum()), 0, "other bits")


def fused(device: str) -> Iterator[Row]:
    """BatchNorm and bias with Mish behind them, and the forms that keep less, against torch in float64."""
    from actlab.nn import BatchNormAct2d, Mish
    from actlab.torch.fused_cuda import biased

    generator = torch.Generator().manual_seed(3)
    for shape, layout in (((3, 5, 7, 9), torch.contiguous_format), ((8, 70, 12, 12), torch.channels_last)):
        x = (torch.randn(shape, generator=generator) * 2 + 1).to(device).contiguous(memory_format=layout)
        g = torch.randn(shape, generator=generator).to(device).contiguous(memory_format=layout)
        norm, plain = BatchNormAct2d(shape[1], "mish").to(device), torch.nn.BatchNorm2d(shape[1]).to(device).double()
        yield row("fused", f"BatchNorm {shape}", _apart(norm, lambda z, p=plain: functional.mish(p(z)), x, g), 2e-5)
        bias = torch.randn(shape[1], generator=generator).to(device)
        shifted = bias.double().view(1, -1, 1, 1)
        if device == "cuda":
            off = _apart(lambda z, b=bias: biased("mish", z, b), lambda z, s=shifted: functional.mish(z + s), x, g)
            yield row("fused", f"bias {shape}", off, 2e-5)
        for saves, most in (("output", 2e-4), ("byte", 0.006)):  # from a table; a step of the byte is 0.0047
            keeping = Mish(saves=saves)
            yield row("keeps less", f"{saves} {shape}", _apart(keeping, functional.mish, x, g), most)


def _apart(ours: Callable[[Tensor], Tensor], theirs: Callable[[Tensor], Tensor], x: Tensor, g: Tensor) -> float:
    """The largest difference of value and gradient, relative to the largest of each."""
    found = []
    for function, kind in ((ours, x.dtype), (theirs, torch.float64)):
        z = x.to(kind).clone().requires_grad_()
        y = function(z)
        y.backward(g.to(kind))
        found.append((y.detach().double(), z.grad.double()))
    return max(float((a - b).abs().max() / b.abs().max()) for a, b in zip(*found, strict=True))


def large(device: str) -> Iterator[Row]:
    """The last elements of more than 2^31."""
    from actlab.kernels.gpu import launch

    if device != "cuda":
        return
    x = torch.zeros(2**31 + 100, dtype=torch.bfloat16, device=device)
    x[-100:] = torch.linspace(-5, 5, 100, device=device).bfloat16()
    wanted = launch.value("mish", x[-100:].clone())
    launch.value("mish", x, out=x)
    yield row("large", "2^31 + 100 elements", int((x[-100:] != wanted).sum()), 0, "other bits")


def compiled(device: str) -> Iterator[Row]:
    """F.mish under torch.compile after accelerate(): the stable form, in the compiler's own kernel."""
    if device != "cuda":
        return
    from actlab.torch import accelerate

    accelerate.accelerate("mish")
    try:
        x = torch.randn(4096, device=device) * 4
        yield row("torch.compile", "mish", _off(torch.compile(functional.mish), x), CLOSE[torch.float32])
    finally:
        accelerate.restore()


def catalogue(device: str, oracle: Path | None = None) -> Iterator[Row]:
    """Every function at every size of number, as a share of what the CPU's may be off."""
    held = np.load(oracle) if oracle and oracle.is_file() else None
    for name in actlab.names():
        choice = actlab.choose(name)
        for word, by in BY.items():
            high, low = held[f"{name} {word}"] if held else right(name, by, "float32")
            x = points("float32")
            parameters = tuple(choice.parameters.values())
            got = computed(choice.activation.key, parameters, word, torch.from_numpy(x).float().to(device))
            with np.errstate(all="ignore"):
                ratio = errors(got.cpu().double().numpy(), high, low, KINDS["float32"])
                ratio = np.divide(ratio, allowed(name, by, x, high, KINDS["float32"]))
            ratio = np.where(np.abs(x) < OSCILLATES.get(name, np.inf), np.nan_to_num(ratio, nan=0.0), 0.0)
            worst = int(np.argmax(ratio))
            yield row("function", f"{name} {word}", ratio[worst], QUOTIENTS, "of the CPU's allowance", x[worst])


CHECKS: dict[str, Callable[[str], Iterator[Row]]] = {
    "bounds": stated_bounds,
    "operators": operators,
    "layouts": layouts,
    "bits": sixteen_bits,
    "fused": fused,
    "large": large,
    "compiled": compiled,
    "catalogue": catalogue,
}


# ---- running, writing ------------------------------------------------------------------------------------------------


def rows(device: str, names: list[str], oracle: Path | None, seconds: float) -> Iterator[Row]:
    """All rows of the checks ``names``; an exception is a row too, and the next check goes on."""
    end = time.monotonic() + seconds
    for name in names:
        try:
            for found in CHECKS[name](device, oracle) if name == "catalogue" else CHECKS[name](device):
                yield found
                if time.monotonic() > end:
                    break
        except Exception as error:
            yield row(name, f"{type(error).__name__}: {error}"[:300], 1, 0, "exceptions")
        if time.monotonic() > end:
            yield row(name, f"ended after {seconds:g} seconds", 0, 0)
            return


def wrong(found: Row) -> bool:
    return not found["figure"] <= found["most"]


def table(found: list[Row]) -> str:
    lines = ["| check | of | figure | at most | | at |", "| --- | --- | ---: | ---: | --- | --- |"]
    for one in found:
        cells = [one["check"], one["of"], f"{one['figure']:.3g}", f"{one['most']:.3g}", one["unit"], one["at"]]
        lines.append(f"| {' | '.join(cells)} |{' WRONG' if wrong(one) else ''}")
    return "\n".join(lines)


def write_oracle(path: Path) -> None:
    values = {
        f"{name} {word}": np.stack(right(name, by, "float32")) for name in actlab.names() for word, by in BY.items()
    }
    np.savez_compressed(path, **values)


def interpret() -> None:
    """Have Triton interpret the kernels: it looks at the variable when they are defined."""
    import triton.experimental.gluon  # noqa: F401  (at the first launch it would see the variable)

    os.environ["TRITON_INTERPRET"] = "1"
    from actlab.kernels.gpu import affine, storage  # noqa: F401

    del os.environ["TRITON_INTERPRET"]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("names", nargs="*", metavar="NAME", help=", ".join(CHECKS))
    options.add_argument("--device", choices=("cuda", "cpu", "none"), default="cuda")
    options.add_argument("--out", type=Path, default=Path("results/gpu/check.json"))
    options.add_argument("--oracle", type=Path)
    options.add_argument("--seconds", type=float, default=120.0)
    given = options.parse_args()
    if given.device == "none":
        write_oracle(given.oracle)
        return
    if given.device == "cuda" and not torch.cuda.is_available():
        raise SystemExit("expected a CUDA GPU, found none; --device cpu runs in Triton's interpreter.")
    if given.device == "cpu":
        interpret()
    given.out.parent.mkdir(parents=True, exist_ok=True)
    found: list[Row] = []
    card = torch.cuda.get_device_name() if given.device == "cuda" else "Triton's interpreter"
    with np.errstate(all="ignore"):
        for one in rows(given.device, given.names or list(CHECKS), given.oracle, given.seconds):
            found.append(one)
            if wrong(one):
                print(table([one]).splitlines()[-1], flush=True)
            given.out.write_text(json.dumps({"gpu": card, "torch": torch.__version__, "rows": found}, indent=1) + "\n")
    print(f"{card}, torch {torch.__version__}\n\n{table(found)}\n\n{sum(map(wrong, found))} of {len(found)} are wrong")
    sys.exit(any(map(wrong, found)))


if __name__ == "__main__":
    main()
