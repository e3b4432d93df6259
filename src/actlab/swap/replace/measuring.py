"""Output and time of a model on its example inputs."""

import statistics
import time
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils import _pytree

from actlab.swap.find.running import arguments, run, untouched
from actlab.swap.replace.report import Difference
from actlab.torch import accelerate, operators


class Measured:
    """Output and time of a model before it is changed."""

    def __init__(self, model: nn.Module, example_inputs: Any, repeats: int) -> None:
        self.output: Any = None
        self.seconds: float | None = None
        if example_inputs is not None:
            self.output, self.seconds = measure(model, example_inputs, repeats)


def measure(model: nn.Module, example_inputs: Any, repeats: int) -> tuple[Any, float | None]:
    """A copy of the output, and the median time of ``repeats`` more runs, without gradients; None for no runs."""
    args, kwargs = arguments(example_inputs)
    times = []
    with torch.no_grad(), untouched(model):
        output = _pytree.tree_map_only(Tensor, torch.clone, run(model, *_fresh(args, kwargs)))
    for _ in range(repeats):
        with torch.no_grad(), untouched(model):
            started = time.perf_counter()
            run(model, *_fresh(args, kwargs))
            times.append(time.perf_counter() - started)
    return output, statistics.median(times) if times else None


def accelerated_seconds(model: nn.Module, example_inputs: Any, repeats: int) -> float | None:
    """The time after :func:`actlab.accelerate`, where its kernels are loaded and not in use: a build takes long."""
    ready = operators.available.cache_info().currsize and operators.available()
    if not ready or not repeats or accelerate.accelerated():
        return None
    accelerate.accelerate()
    try:
        return measure(model, example_inputs, repeats)[1]
    finally:
        accelerate.restore()


def _fresh(args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Copies, for a model that writes into its inputs."""
    copied: tuple[tuple[Any, ...], dict[str, Any]] = _pytree.tree_map_only(Tensor, torch.clone, (args, kwargs))
    return copied


def difference(before: Any, after: Any) -> Difference | None:
    """How far two outputs are apart; None when they hold no numbers of one shape."""
    pairs = zip(_tensors(before), _tensors(after), strict=False)
    differences = [
        (float((b - a).abs().max()), float(a.abs().max())) for a, b in pairs if a.shape == b.shape and a.numel()
    ]
    if not differences:
        return None
    absolute, largest = max(d for d, _ in differences), max(size for _, size in differences)
    return Difference(absolute, absolute / largest if largest else absolute)


def _tensors(output: Any) -> list[Tensor]:
    leaves = _pytree.tree_leaves(output)
    return [leaf.detach().double() for leaf in leaves if isinstance(leaf, Tensor) and leaf.is_floating_point()]
