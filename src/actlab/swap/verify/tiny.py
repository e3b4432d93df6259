"""Small models of transformers with random weights, from a configuration or the name of a class."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from torch import nn

from actlab.errors import BadData, BadValue, Missing, UnknownName
from actlab.swap.verify.configuration import speaks_of_activations
from actlab.swap.verify.elsewhere import meant_by

VOCABULARY = 1000
_TOKENS: dict[str, int] = {"vocab_size": VOCABULARY, "pad_token_id": 0, "bos_token_id": 1, "eos_token_id": 2}
_LAYERS = "num_hidden_layers n_layer n_layers num_layers encoder_layers decoder_layers num_encoder_layers "
_LAYERS += "num_decoder_layers depth num_blocks"
_HEADS = "num_attention_heads n_head n_heads num_heads encoder_attention_heads decoder_attention_heads "
_HEADS += "num_key_value_heads"
_WIDTHS = "hidden_size d_model n_embd embed_dim hidden_dim encoder_hidden_size"
DEPTHS, WIDTHS = frozenset(_LAYERS.split()), frozenset((*_HEADS.split(), *_WIDTHS.split()))
_SMALL = _TOKENS | {
    name: number
    for number, names in (
        (2, f"{_LAYERS} num_experts_per_tok moe_topk top_k_experts num_experts_per_token"),
        (4, f"{_HEADS} num_experts num_local_experts n_routed_experts"),
        (64, _WIDTHS),
        (128, "intermediate_size encoder_ffn_dim decoder_ffn_dim d_ff ffn_dim moe_intermediate_size"),
        (VOCABULARY, "entity_vocab_size"),
    )
    for name in names.split()
}
_MAY_BE_NONE = ("num_key_value_heads",)
_LARGEST_IMAGE, _SMALLER_IMAGE = 512, 256


def small_options(configuration: Any, whole_options: frozenset[str] = frozenset()) -> dict[str, Any]:
    """The options that make a configuration class small: two layers, 64 wide, a thousand words.

    ``whole_options`` keep their size, for a class whose other options count on it.
    """
    whole = configuration()
    options: dict[str, Any] = {}
    for key, number in _SMALL.items():
        value = getattr(whole, key, "absent")
        if key not in whole_options and (isinstance(value, int) or (value is None and key in _MAY_BE_NONE)):
            options[key] = number
    size = getattr(whole, "image_size", None)
    if isinstance(size, int) and size > _LARGEST_IMAGE:
        options["image_size"] = _SMALLER_IMAGE
    elif isinstance(size, list | tuple) and max(size) > _LARGEST_IMAGE:
        options["image_size"] = [_SMALLER_IMAGE] * len(size)
    for name, inner in getattr(configuration, "sub_configs", {}).items():
        part = getattr(whole, name, None)
        try:
            if getattr(inner, "model_type", ""):
                options[name] = small_options(inner, whole_options)
            elif part is not None:
                options[name] = small_options(type(part), whole_options) | {"model_type": part.model_type}
        except Exception:  # a part that has no defaults stays as it is
            options.pop(name, None)
    if isinstance(getattr(whole, "num_heads", None), list | tuple):  # one for each stage, and widths go with them
        options.pop("embed_dim", None)
    if "convnext" in getattr(configuration, "model_type", ""):  # hidden_size stands there for the last stage
        options.pop("hidden_size", None)
    return {name: value for name, value in options.items() if value != {}}


def build(text: str) -> tuple[nn.Module, dict[str, Any]]:
    """The small model that a folder with ``config.json``, such a file, or the name of a class means; its raw keys.

    Its activations and gates are those of the configuration; sizes are small and weights random.
    """
    path = Path(text)
    if "/" in text and not path.exists():
        raise BadValue(f"there is no folder or file {text}; of a model elsewhere, its config.json is enough.")
    path = path / "config.json" if path.is_dir() else path
    if path.suffix == ".json" or path.exists():
        raw = _read(path)
        return _model(_class_of(raw), raw), raw
    return _named(text), {}


def is_meant(text: str) -> bool:
    """Whether a text may name a model of transformers: no function in a file, no ONNX file."""
    return ":" not in text and not text.endswith(".onnx")


def _read(path: Path) -> dict[str, Any]:
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadValue(f"there is no configuration at {path}: {error.strerror}.") from None
    except ValueError as error:
        raise BadData(f"{path} is no JSON: {error}.") from None
    if not isinstance(raw, dict) or "model_type" not in raw:
        raise BadData(f"{path} has no 'model_type', which says what model it is.")
    return raw


def _class_of(raw: dict[str, Any]) -> Any:
    known = _transformers().models.auto.configuration_auto.CONFIG_MAPPING
    if raw["model_type"] not in known:
        raise UnknownName("model type", str(raw["model_type"]), known)
    return known[raw["model_type"]]


def _model(configuration: Any, raw: dict[str, Any]) -> nn.Module:
    options = small_options(configuration)
    _merge(options, raw)
    try:
        return _built(configuration(**options))
    except Exception as error:  # whatever transformers says of a configuration
        for name in _activations(raw):
            meant_by(name)
        raise BadValue(f"transformers builds no small {raw['model_type']}: {type(error).__name__}: {error}.") from error


def _activations(raw: dict[str, Any]) -> Iterator[str]:
    """The names of activations in a configuration and its parts."""
    for key, value in raw.items():
        if isinstance(value, dict):
            yield from _activations(value)
        elif isinstance(value, str) and speaks_of_activations(key):
            yield value.removeprefix("gated-")


def _merge(options: dict[str, Any], raw: dict[str, Any]) -> None:
    """Take over what speaks of activations, in the parts of the configuration too."""
    for key, value in raw.items():
        if isinstance(value, dict) and isinstance(options.get(key), dict):
            _merge(options[key], value)
        elif speaks_of_activations(key):
            options[key] = value


def _named(text: str) -> nn.Module:
    library = _transformers()
    known = library.models.auto.configuration_auto.CONFIG_MAPPING
    if text in known:
        return _built(known[text](**small_options(known[text])))
    cls = getattr(library, text, None)
    configuration = getattr(cls, "config_class", cls)
    if not isinstance(configuration, type) or not hasattr(configuration, "model_type"):
        raise UnknownName("model", text, known)
    config = configuration(**small_options(configuration))
    return _built(config) if cls is configuration or cls is None else cls(config)


def _built(config: Any) -> nn.Module:
    model: nn.Module = _transformers().AutoModel.from_config(config)
    return model


def _transformers() -> Any:
    try:
        import transformers
    except ModuleNotFoundError:
        raise Missing("transformers", "verifying one of its models", "pip install 'actlab[hub]'") from None
    return transformers
