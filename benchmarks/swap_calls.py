"""What a swapped call costs: eager and compiled, against the same model written with the new function.

    python benchmarks/swap_calls.py [--calls 200] [--compiled]

Eager: a module whose forward makes ``--calls`` calls of F.relu on 16 numbers, swapped to SiLU, against the module
written with F.silu: microseconds more a call, medians of interleaved rounds of process time. The same for
``x * tanh(softplus(x))``.
Compiled (inductor; takes a minute): time of the compiled swapped module relative to the compiled module written so, and
the number of graphs and graph breaks. Then a Mish of 1x64x56x56: torch's module, and what a swap puts in.
"""

import argparse
import statistics
import time
import warnings

import torch
import torch.nn.functional as F  # noqa: N812  # the name everybody uses
from torch import nn

import actlab

ROUNDS = 41


class Calls(nn.Module):
    """Many calls of ReLU."""

    def __init__(self, calls):
        super().__init__()
        self.calls = calls

    def forward(self, x):
        for _ in range(self.calls):
            F.relu(x)
        return F.relu(x)


class CallsSilu(Calls):
    """The same of SiLU."""

    def forward(self, x):
        for _ in range(self.calls):
            F.silu(x)
        return F.silu(x)


class Forms(Calls):
    """Many times Mish, by hand."""

    def forward(self, x):
        for _ in range(self.calls):
            x * torch.tanh(F.softplus(x))
        return x * torch.tanh(F.softplus(x))


class Compiled(nn.Module):
    """Layers with a call and a form by hand."""

    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(256, 256) for _ in range(4))

    def forward(self, x):
        for layer in self.layers:
            x = F.relu(layer(x))
            x = x * torch.tanh(F.softplus(x))
        return x


class CompiledSilu(Compiled):
    """The same, written with SiLU."""

    def forward(self, x):
        for layer in self.layers:
            x = F.silu(layer(x))
            x = F.silu(x)
        return x


def interleaved(first, second, x, repeats=1):
    """Medians of process time for both, in seconds."""
    times = ([], [])
    with torch.no_grad():
        for _ in range(ROUNDS):
            for number, model in enumerate((first, second)):
                started = time.process_time()
                for _ in range(repeats):
                    model(x)
                times[number].append((time.process_time() - started) / repeats)
    return [statistics.median(values) for values in times]


def eager(calls):
    x = torch.randn(16)
    for name, old in (("F.relu(x)", Calls), ("x * tanh(softplus(x))", Forms)):
        swapped = actlab.swap(old(calls), {"relu": "silu", "mish": "silu"}, x, strict=True, repeats=0).model
        ours, theirs = interleaved(swapped, CallsSilu(calls), x)
        more = (ours - theirs) / (calls + 1) * 1e6
        print(f"{name}: {more:+.3f} us a call more than F.silu(x) written so ({theirs / (calls + 1) * 1e6:.2f} us)")


def compiled():
    x = torch.randn(256, 256)
    model, native = Compiled(), CompiledSilu()
    native.load_state_dict(model.state_dict())
    swapped = actlab.swap(model, {"relu": "silu", "mish": "silu"}, x, strict=True, repeats=0).model
    explained = torch._dynamo.explain(swapped)(x)
    print(f"graphs {explained.graph_count}, graph breaks {explained.graph_break_count}")
    torch._dynamo.reset()
    ours, theirs = torch.compile(swapped, fullgraph=True), torch.compile(native, fullgraph=True)
    with torch.no_grad():
        print(f"same output: {torch.equal(ours(x), theirs(x))}")
    first, second = interleaved(ours, theirs, x, 20)
    print(f"compiled: {first / second:.3f} of the model written so ({second * 1e6:.0f} us)")


def mish():
    x = torch.randn(1, 64, 56, 56)
    put = actlab.swap(nn.Sequential(nn.ReLU()), {"relu": "mish"}).model[0]
    ours, theirs = interleaved(put, nn.Mish(), x, 20)
    print(f"Mish of 1x64x56x56: {ours * 1e6:.0f} us, torch's {theirs * 1e6:.0f} us")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--compiled", action="store_true")
    chosen = parser.parse_args()
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    torch.manual_seed(0)
    eager(chosen.calls)
    mish()
    if chosen.compiled:
        compiled()


if __name__ == "__main__":
    main()
