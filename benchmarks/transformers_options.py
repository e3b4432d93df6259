"""What small models of transformers need beside small sizes: options that count on each other, and inputs by name."""

from typing import Any

import torch

WIDTH, HEAD, TIME = 64, 16, 8  # of the small models: 4 heads of 16; steps that a time series looks ahead

# Where a class has such an option beside its width or its heads, it must be this.
FITTING = {
    name: number
    for number, names in (
        (WIDTH, "codebook_dim text_hidden_size out_hidden_size audio_hidden_size adapter_input_size upsample_groups"),
        (HEAD, "rotary_dim head_dim v_head_dim kv_lora_rank q_lora_rank"),
        (HEAD // 2, "qk_rope_head_dim qk_nope_head_dim mamba_d_state"),
        (1, "n_group topk_group"),
        (16, "num_queries"),
        (2, "text_length num_experts_per_tok num_experts_per_token moe_topk"),
        (1000, "vocab_size_per_layer_input"),
    )
    for name in names.split()
}
_SERIES = {"prediction_length": TIME, "context_length": 16, "lags_sequence": [1, 2, 3], "num_time_features": 1}
# By the kind of a model; over the small options.
OPTIONS: dict[str, dict[str, Any]] = {
    "autoformer": _SERIES,
    "informer": _SERIES,
    "time_series_transformer": _SERIES,
    "chameleon": {"vocabulary_map": {"<image>": 4}},
    "emu3": {"vocabulary_map": {"<image>": 4}},
    "esm": {"vocab_size": 33, "pad_token_id": 1, "mask_token_id": 32},
    "gpt_neo": {"attention_types": [[["global", "local"], 1]]},
    "mamba2": {"num_heads": 8, "head_dim": 16, "state_size": 16},
    "funnel": {"num_hidden_layers": ..., "num_blocks": ..., "block_sizes": [2, 1]},
    "prophetnet": {"num_hidden_layers": ...},
    "gemma3n_text": {"num_kv_shared_layers": 0},
    "gemma3n": {"text_config": {"num_kv_shared_layers": 0}},
    "blip-2": {"image_token_index": 5},
    "instructblip": {"image_token_index": 5},
    "instructblipvideo": {"video_token_index": 5},
    "zaya": {"num_experts_per_tok": 1},
    "xmod": {"default_language": "en_XX"},
    "deepseek_v2": {"num_experts_per_tok": 2, "topk_method": "greedy", "n_group": 1, "topk_group": 1},
}


def merged(options: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:
    """Both; parts of a configuration part by part, and ``...`` leaves an option out."""
    result = dict(options)
    for name, value in more.items():
        old = result.get(name)
        result[name] = merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return {name: value for name, value in result.items() if value is not ...}


def fitting(options: dict[str, Any], whole: Any) -> dict[str, Any]:
    """Small options with those that must fit them, in all parts of a configuration."""
    result = dict(options)
    for name, part in options.items():
        if isinstance(part, dict):
            result[name] = fitting(part, getattr(whole, name, None))
    for name, number in FITTING.items():
        value = getattr(whole, name, "absent")
        if isinstance(value, int) or (value is None and name == "head_dim"):
            result[name] = number
    return result


def without_cache(configuration: Any) -> Any:
    """The same for one pass: a cache is for words one after another."""
    for part in (configuration, *vars(configuration).values()):
        if hasattr(part, "use_cache") and hasattr(part, "model_type"):
            part.use_cache = False
    return configuration


def more_inputs(configuration: Any, draw: Any) -> dict[str, torch.Tensor]:
    """Inputs by the names of a forward's arguments; ``draw(*sizes)`` makes a tensor with one more dimension, 1."""
    lags = max(getattr(configuration, "lags_sequence", None) or [0])
    past = (getattr(configuration, "context_length", None) or 64) + lags
    width = getattr(configuration, "encoder_hidden_size", None) or getattr(configuration, "hidden_size", None) or WIDTH
    states, actions = getattr(configuration, "state_dim", 17), getattr(configuration, "act_dim", 4)
    return {
        "states": draw(5, states),
        "actions": draw(5, actions),
        "rewards": draw(5, 1),
        "returns_to_go": draw(5, 1),
        "timesteps": torch.arange(5)[None],
        "past_time_features": draw(past, 1),
        "past_observed_mask": torch.ones(1, past),
        "past_values_padding": torch.zeros(1, past).long(),
        "freq": torch.zeros(1, 1).long(),
        "future_values": draw(TIME),
        "future_time_features": draw(TIME, 1),
        "encoder_hidden_states": draw(8, width),
        "inputs_embeds": draw(8, width),
        "pixel_attention_mask": torch.ones(1, 16).long(),
        "spatial_shapes": torch.tensor([[4, 4]]),
    }
