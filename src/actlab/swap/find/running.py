"""One run of a model on its example inputs, which leaves the model as it was."""

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor, nn

from actlab.errors import BadValue
from actlab.swap.find.inventory import Inventory
from actlab.swap.find.trace import Trace, Watch
from actlab.swap.find.views import describe


def arguments(example_inputs: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Example inputs as positional and named arguments."""
    if isinstance(example_inputs, Mapping):
        return (), dict(example_inputs)
    if isinstance(example_inputs, tuple | list):
        return tuple(example_inputs), {}
    return (example_inputs,), {}


@contextmanager
def untouched(model: nn.Module) -> Iterator[None]:
    """Restore buffers (batch normalisation counts) and the random generator afterwards."""
    buffers = {name: buffer.clone() for name, buffer in model.named_buffers()}
    try:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            yield
    finally:
        with torch.no_grad():
            for name, buffer in model.named_buffers():
                if name in buffers and buffers[name].shape == buffer.shape:
                    buffer.copy_(buffers[name])


def run(model: nn.Module, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    """Run the model; an error names the example inputs and the line of the model that refused them."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return model(*args, **kwargs)
    except Exception as error:  # the user's code may raise anything
        shown = ", ".join([*map(_shown, args), *(f"{name}={_shown(value)}" for name, value in kwargs.items())])
        raise BadValue(
            f"the model does not run on these example inputs ({shown}): {describe(error)}. "
            "Give inputs of the shape and type it is trained with."
        ) from error


def _shown(value: Any) -> str:
    return f"{value.dtype} {'x'.join(map(str, value.shape))}" if isinstance(value, Tensor) else type(value).__name__


def watch(model: nn.Module, inventory: Inventory, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Trace:
    """Run the model once and return the trace of the run."""
    watching = Watch(inventory.known, inventory.activations)
    with untouched(model), watching.running() as trace:
        trace.output = run(model, args, kwargs)
    return trace
