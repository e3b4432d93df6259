"""What a user should know of a swapped model besides its places."""

from collections.abc import Iterator
from typing import Any

import torch
from torch import nn

from actlab.swap.find.grouping import listed
from actlab.swap.replace.replacer import Replacer
from actlab.swap.replace.report import Swapped

CONFIGURATION = "actlab_swap"  # the entry of a configuration that save_pretrained writes: place and new function


def note_in_configuration(work: Replacer, all_swapped: tuple[Swapped, ...]) -> None:
    """Write into the configuration of a transformers model what was swapped: its files hold no activations."""
    model: Any = work.model
    configuration = getattr(model, "config", None)
    if not _saves_configuration(model) or not all_swapped:
        return
    swapped = {name: s.target for s in all_swapped for name in s.names or (s.place.name,)}
    attributes = vars(configuration)
    before = attributes.get(CONFIGURATION)
    attributes[CONFIGURATION] = {**(before or {}), **swapped}
    work.undo.append(
        lambda: attributes.pop(CONFIGURATION) if before is None else attributes.update({CONFIGURATION: before})
    )


def _saves_configuration(model: nn.Module) -> bool:
    return hasattr(model, "save_pretrained") and hasattr(getattr(model, "config", None), "to_dict")


def notes_of(work: Replacer) -> Iterator[str]:
    """The notes of a report."""
    if work.intercepted:
        name, reason = next(iter(work.intercepted.items()))
        yield (
            f"calls intercepted while their method runs, not written into it: {len(work.intercepted)}; such "
            f"methods are slower, torch.compile leaves them to Python, and a part that is computed again after the "
            f"method has returned has the old function. The first: {name}: {reason}"
        )
    if _saves_configuration(work.model) and work.swapped:
        yield (
            "save_pretrained writes weights and configuration, not activations: after from_pretrained call "
            f"actlab.swap.assign(model, model.config.{CONFIGURATION}, inputs)"
        )
    pairs = [s.place.name for s in work.swapped if s.place.follows_convolution]
    if pairs:
        yield (
            f"swapped right after a convolution or linear layer: {len(pairs)}; runtimes fuse it with a ReLU (ONNX "
            f"Runtime, TensorRT, oneDNN, torch's quantised modules), and run two steps now ({listed(pairs)})"
        )
    if any("forward" in vars(m) and not isinstance(m, torch.jit.ScriptModule) for m in work.model.modules()):
        yield (
            "the forward of a module was replaced on the instance: a copy may still call what belongs to the original; "
            "swap with in_place=True, or replace forward after the swap"
        )
