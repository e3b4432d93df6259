"""Gates both ways against the same written in torch, and against torch.compile of that: one thread, one process.

Prints for each gate and size the medians of the ratios of neighbouring calls, and the bytes kept for backward as ratios
of hooks' counts. Run: ``python benchmarks/gates.py [gate ...] [--millions 1 16] [--seconds 4]``.
"""

import argparse
import statistics
import time
from collections.abc import Callable

import torch
from torch import Tensor

import actlab

F = torch.nn.functional
Call = Callable[[Tensor], Tensor]


def halved(gate: Callable[[Tensor, Tensor], Tensor]) -> Call:
    """The gate of both halves, as a model writes it."""

    def call(x: Tensor) -> Tensor:
        a, b = x.chunk(2, -1)
        return gate(a, b)

    return call


def of_gpt_oss(x: Tensor) -> Tensor:
    """The gate of gpt-oss, as its model writes it."""
    gate, up = x[..., ::2].clamp(max=7.0), x[..., 1::2].clamp(-7.0, 7.0)
    return (up + 1) * (gate * torch.sigmoid(gate * 1.702))


def of_kimi(a: Tensor, b: Tensor) -> Tensor:
    """SiTU-GLU of two halves."""
    return 4 * torch.tanh(a / 4) * torch.sigmoid(a) * (25 * torch.tanh(b / 25))


IN_TORCH: dict[str, Call] = {
    "glu": F.glu,
    "reglu": halved(lambda a, b: F.relu(a) * b),
    "geglu": halved(lambda a, b: F.gelu(a) * b),
    "geglu_tanh": halved(lambda a, b: F.gelu(a, approximate="tanh") * b),
    "swiglu": halved(lambda a, b: F.silu(a) * b),
    "swiglu_oai": of_gpt_oss,
    "swiglu_step": halved(lambda a, b: F.silu(a).clamp(max=7.0) * b.clamp(-7.0, 7.0)),
    "situ_glu": halved(of_kimi),
    "relu2_glu": halved(lambda a, b: F.relu(a).square() * b),
    "mish_glu": halved(lambda a, b: F.mish(a) * b),
}


def kept(call: Call, x: Tensor) -> int:
    """Bytes that torch keeps for backward, a storage counted once."""
    storages: dict[int, int] = {}

    def pack(tensor: Tensor) -> Tensor:
        storages[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        result = call(x)
    del result
    return sum(storages.values())


def seconds(call: Call, x: Tensor, gradient: Tensor) -> float:
    """Processor time of one call and its backward: other programs on the machine do not count."""
    x.grad = None
    start = time.process_time()
    call(x).backward(gradient)
    return time.process_time() - start


def ratios(name: str, x: Tensor, gradient: Tensor, budget: float) -> tuple[float, float]:
    """The gate's time in those of eager and compiled torch: medians over rounds that take turns."""
    torch._dynamo.reset()
    calls = [getattr(actlab.functional, name), IN_TORCH[name], torch.compile(IN_TORCH[name])]
    for call in calls:
        for _ in range(2):
            seconds(call, x, gradient)
    rounds = []
    end = time.process_time() + budget
    while len(rounds) < 5 or time.process_time() < end:
        rounds.append([seconds(call, x, gradient) for call in calls])
    return tuple(statistics.median(one[0] / one[other] for one in rounds) for other in (1, 2))


def main() -> None:
    """One line for each gate, size and type."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("gates", nargs="*", default=list(IN_TORCH))
    options.add_argument("--millions", nargs="*", type=float, default=[1.0, 16.0])
    options.add_argument("--dtype", default="float32")
    options.add_argument("--seconds", type=float, default=4.0)
    given = options.parse_args()
    torch.set_num_threads(1)
    print(f"{'gate':12}{'elements':>10}{'eager':>8}{'compiled':>10}{'kept':>7}")
    for name in given.gates:
        for millions in given.millions:
            shape = (round(millions * 256), 4096)  # 2^20 elements are a million here
            x = (torch.randn(shape) * 2).to(getattr(torch, given.dtype)).requires_grad_()
            gradient = torch.randn(shape[0], shape[1] // 2).to(x.dtype)
            ours = getattr(actlab.functional, name)
            eager, compiled = ratios(name, x, gradient, given.seconds)
            memory = kept(ours, x) / kept(IN_TORCH[name], x)
            print(f"{name:12}{x.numel():>10}{eager:>8.2f}{compiled:>10.2f}{memory:>7.2f}", flush=True)


if __name__ == "__main__":
    main()
