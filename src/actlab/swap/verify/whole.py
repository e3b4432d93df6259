"""One run of a whole model, to learn what its parts take: for those that do not run alone on a guess."""

import inspect
import warnings
from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor, nn

from actlab.swap.find.running import untouched

TOKENS, WORDS, IMAGE, SOUND, BANDS = 16, 64, 224, 4000, 80

Arguments = tuple[tuple[Any, ...], dict[str, Any]]


def arguments_of_parts(model: nn.Module) -> dict[int, Arguments]:
    """What each part of a model took in its first call, by the part's id; of a run that failed, what came before."""
    taken: dict[int, Arguments] = {}

    def note(module: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        if id(module) not in taken:
            taken[id(module)] = _copied((args, kwargs))

    hooks = [module.register_forward_pre_hook(note, with_kwargs=True) for module in model.modules()]
    try:
        for inputs in _inputs(model):
            try:
                with torch.no_grad(), untouched(model), warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    model(**inputs)
            except Exception:  # the model is not ours, and the inputs are a guess
                continue
            break
    finally:
        for hook in hooks:
            hook.remove()
    taken.pop(id(model), None)
    return taken


def _copied(value: Any) -> Any:
    if isinstance(value, Tensor):
        return value.detach().clone()
    if isinstance(value, tuple | list) and type(value) in (tuple, list):
        return type(value)(map(_copied, value))
    if type(value) is dict:
        return {key: _copied(item) for key, item in value.items()}
    return value


def _inputs(model: nn.Module) -> Iterator[dict[str, Any]]:
    """Inputs of a whole model by name, those that it needs least of first."""
    known: Any = getattr(model, "dummy_inputs", None)
    names = inspect.signature(model.forward).parameters
    more = {"use_cache": False} if "use_cache" in names else {}
    if isinstance(known, dict):
        yield known | more
    tensors = _tensors(model)
    for chosen in (
        ("input_ids",),
        ("pixel_values",),
        ("pixel_values", "input_ids"),
        ("input_ids", "decoder_input_ids"),
        ("input_values",),
        ("input_features",),
        ("input_features", "decoder_input_ids"),
        ("input_features", "input_ids"),
        ("pixel_values_videos",),
    ):
        if all(name in names for name in chosen):
            yield {name: tensors[name] for name in chosen} | more


def _tensors(model: nn.Module) -> dict[str, Tensor]:
    config: Any = getattr(model, "config", None)
    generator = torch.Generator().manual_seed(0)
    vision = getattr(config, "vision_config", None) or config
    size = getattr(vision, "image_size", None) or IMAGE
    height, width = size if isinstance(size, list | tuple) else (size, size)
    image = torch.randn(1, getattr(vision, "num_channels", 3) or 3, height, width, generator=generator)
    bands = next((n for name in ("num_mel_bins", "feature_size") if (n := getattr(config, name, None))), BANDS)
    length = 2 * getattr(config, "max_source_positions", IMAGE)
    ids = torch.randint(3, WORDS, (1, TOKENS), generator=generator)
    return {
        "input_ids": ids,
        "decoder_input_ids": ids,
        "pixel_values": image,
        "pixel_values_videos": image.unsqueeze(1).repeat(1, getattr(config, "num_frames", 2), 1, 1, 1),
        "input_values": torch.randn(1, SOUND, generator=generator),
        "input_features": torch.randn(1, bands, length, generator=generator),
    }
