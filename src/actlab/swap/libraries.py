"""Register actlab's functions with other libraries, and swap before the optimizer exists: PyTorch and Lightning."""

from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from typing import Any

import torch
from torch import nn

from actlab.define import choose, names
from actlab.errors import Missing, one_of
from actlab.swap.replace.swapping import swap
from actlab.torch.modules import module

# The table of each library, by name: a name in a config to what makes the module.
TABLES = {
    "transformers": ("transformers.activations", "ACT2FN"),
    "diffusers": ("diffusers.models.activations", "ACT2CLS"),
}


def register(library: str, *activations: str) -> tuple[str, ...]:
    """Add actlab's functions to the names that a library's configs may use: ``hidden_act="snish"``.

    Arguments:
        library: ``"transformers"`` or ``"diffusers"``.
        activations: more names, with parameters, such as ``"leaky_relu:slope=0.05"``. Every function that actlab
            knows, your own too, is added in any case.

    Returns:
        The names that are new. A name that the library has keeps its meaning there.

    Raises:
        Missing: if the library is not installed.
    """
    path, attribute = TABLES[one_of("library", TABLES)(library)]
    try:
        table = getattr(import_module(path), attribute)
    except ImportError:
        raise Missing(library, f"actlab.register({library!r})", f"pip install {library}") from None
    keys = (*names(), *(choose(name).key for name in activations))
    new = tuple(name for name in dict.fromkeys(keys) if name not in table)
    for name in new:
        table[name] = partial(module, name)
    return new


def swapped_before(
    model: nn.Module,
    mapping: Mapping[str, Any],
    make_optimizer: Callable[[Any], torch.optim.Optimizer],
    example_inputs: Any = None,
    **options: Any,
) -> tuple[nn.Module, torch.optim.Optimizer]:
    """Swap, then make the optimizer, so that it holds the parameters of the new activations.

    Arguments:
        model: swapped in a copy.
        mapping: as for :func:`actlab.swap`.
        make_optimizer: takes parameters, such as ``partial(torch.optim.Adam, lr=1e-3)``.
        example_inputs: as for :func:`actlab.swap`.
        options: others of :func:`actlab.swap`, such as ``learnable=True``.

    Returns:
        The swapped model and its optimizer.
    """
    swapped = swap(model, mapping, example_inputs, repeats=0, **options).model
    return swapped, make_optimizer(swapped.parameters())


def lightning_callback(mapping: Mapping[str, Any], **options: Any) -> Any:
    """A callback for Lightning's ``Trainer`` that swaps a module's activations before it makes its optimizers.

    Arguments:
        mapping: as for :func:`actlab.swap`.
        options: others of :func:`actlab.swap`; the module's ``example_input_array`` is used where it has one.

    Raises:
        Missing: if Lightning is not installed.
    """
    try:
        from lightning.pytorch import Callback
    except ImportError:
        raise Missing("Lightning", "the Lightning callback", "pip install 'actlab[lightning]'") from None

    class SwapActivations(Callback):  # type: ignore[misc]  # an extra has no types here
        """Swaps once, before the first fit; ``report`` says what was replaced."""

        report: Any = None

        def setup(self, trainer: Any, pl_module: Any, stage: str) -> None:  # noqa: ARG002 - Lightning's own signature
            """Lightning calls this before ``configure_optimizers``."""
            if self.report is None:
                inputs = getattr(pl_module, "example_input_array", None)
                self.report = swap(pl_module, mapping, inputs, in_place=True, repeats=0, **options)

    return SwapActivations()
