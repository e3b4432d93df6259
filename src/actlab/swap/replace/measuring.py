"""Output and time of a model on its example inputs."""

import statistics
import time
from math import inf
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
    """How far two outputs are apart; None when they hold no finite number.

    NaN beside NaN and an infinity beside the same one do not differ; beside anything else they differ by infinity, and
    so do outputs of different shapes.
    """
    old, new = _tensors(before), _tensors(after)
    if not any(map(_has_numbers, [*old, *new])):
        return None
    if [a.shape for a in old] != [b.shape for b in new]:
        return Difference(inf, inf)
    pairs = list(zip(old, new, strict=True))
    gaps = [_gap(a, b) for a, b in pairs if _is_float(a)]
    sizes = [float(a[a.isfinite()].abs().max()) for a in old if _is_float(a) and a.isfinite().any()]
    absolute, largest = max(gaps, default=0.0), max(sizes, default=0.0)
    changed = sum(int((a != b).sum()) for a, b in pairs if not _is_float(a))
    return Difference(absolute, absolute / largest if largest else absolute, changed)


def _gap(a: Tensor, b: Tensor) -> float:
    gaps = (b - a).abs().masked_fill((a == b) | (a.isnan() & b.isnan()), 0.0).nan_to_num(inf, inf)
    return float(gaps.max()) if gaps.numel() else 0.0


def _has_numbers(tensor: Tensor) -> bool:
    """Whether there is something to compare: NaN beside NaN says nothing of a function."""
    return bool(tensor.isfinite().any())


def _is_float(tensor: Tensor) -> bool:
    return tensor.is_floating_point() or tensor.is_complex()


def _tensors(output: Any) -> list[Tensor]:
    leaves = [leaf.detach() for leaf in _pytree.tree_leaves(output) if isinstance(leaf, Tensor)]
    return [
        leaf.to(torch.complex128 if leaf.is_complex() else torch.float64) if _is_float(leaf) else leaf
        for leaf in leaves
    ]
