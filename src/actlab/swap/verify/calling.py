"""A callable on NumPy arrays, whatever it takes: tensors or arrays, one input, two, or both in one tensor."""

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actlab.errors import BadValue
from actlab.swap.find.lineage import Chain

Array = NDArray[np.float64]
Function = Callable[..., Any]


class DoesNotRun(BadValue):
    """A callable that raised an error of its own."""


class Called:
    """Runs a callable on some inputs of one shape.

    ``layout`` and ``gate`` say how two inputs lie in the tensor that a callable of one argument takes; without them
    each input is an argument of its own.
    """

    def __init__(self, function: Function, layout: str = "", gate: str = "first") -> None:
        self.function, self.layout, self.gate = function, layout, gate
        self._takes_tensors: bool | None = None

    def __call__(self, inputs: tuple[Array, ...], kind: str) -> tuple[Array, tuple[Array, ...] | None]:
        """Value and, where torch can tell, the slope by each input, in float64."""
        if self._takes_tensors is None:
            few = tuple(array[:4] for array in inputs)
            self._takes_tensors = _is_of_torch(self.function) or self._runs(few, kind)
        return self._with_torch(inputs, kind) if self._takes_tensors else (self._with_numpy(inputs, kind), None)

    def values(self, *inputs: Array) -> Array | None:
        """Values in float64; None where the callable does not take that type."""
        try:
            return self(inputs, "float64")[0]
        except Exception:  # a kernel for 16 bits takes nothing else
            return None

    def _runs(self, inputs: tuple[Array, ...], kind: str) -> bool:
        try:
            self._with_torch(inputs, kind)
        except Exception:  # made for arrays, or wrong: the other way gives the message
            return False
        return True

    def _with_torch(self, inputs: tuple[Array, ...], kind: str) -> tuple[Array, tuple[Array, ...] | None]:
        import torch

        tensors = [torch.from_numpy(x.copy()).to(getattr(torch, kind)).requires_grad_() for x in inputs]
        with torch.enable_grad(), torch.random.fork_rng(devices=[]):
            result = self._run(self._arranged(tensors, torch.stack, torch.cat))
        if not isinstance(result, torch.Tensor) or result.shape != tensors[0].shape:
            raise BadValue(_message(inputs[0].shape, getattr(result, "shape", type(result).__name__)))
        value: Array = result.detach().double().numpy()
        if not result.requires_grad:
            return value, None
        slopes = torch.autograd.grad(result, tensors, torch.ones_like(result), allow_unused=True)
        return value, tuple(np.zeros_like(value) if slope is None else slope.double().numpy() for slope in slopes)

    def _with_numpy(self, inputs: tuple[Array, ...], kind: str) -> Array:
        if kind == "bfloat16":
            raise BadValue("NumPy has no bfloat16: verify a function of arrays in float16, float32 or float64.")
        arrays = [x.astype(kind) for x in inputs]
        result = np.asarray(self._run(self._arranged(arrays, np.stack, np.concatenate)))
        if result.shape != inputs[0].shape:
            raise BadValue(_message(inputs[0].shape, result.shape))
        value: Array = result.astype(np.float64)
        return value

    def _run(self, inputs: list[Any]) -> Any:
        try:
            return self.function(*inputs)
        except Exception as error:  # the callable is not ours
            count = "one tensor or array" if len(inputs) == 1 else f"{len(inputs)} tensors or arrays"
            raise DoesNotRun(
                f"expected a function of {count}, elementwise; calling it ended in {type(error).__name__}: {error}."
            ) from error

    def _arranged(self, inputs: list[Any], stack: Function, join: Function) -> list[Any]:
        if not self.layout:
            return inputs
        ordered = inputs if self.gate == "first" else inputs[::-1]
        return [stack(ordered, -1).reshape(-1) if self.layout == "interleaved" else join(ordered)]


def takes_one(function: Function) -> bool:
    """Whether a callable takes one argument, so that both inputs of a gate lie in one tensor."""
    if isinstance(function, Chain):
        return len(function.roots) == 1
    try:
        signature = inspect.signature(getattr(function, "forward", function))
    except (TypeError, ValueError):  # built into torch
        return True
    needed = [
        parameter
        for parameter in signature.parameters.values()
        if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD)
        and parameter.default is parameter.empty
    ]
    return len(needed) == 1


def _message(expected: Any, shape: Any) -> str:
    return f"expected a result of {tuple(expected)}, one number for each input, got {shape}."


def _is_of_torch(function: Function) -> bool:
    home = str(getattr(function, "__module__", "") or "")
    return home.startswith("torch") or any(
        cls.__module__ == "torch.nn.modules.module" for cls in type(function).__mro__
    )
