"""The models of ``swap_families.py``: for each library its families, how to build one, and inputs it takes.

Weights are random and models small: two layers where a configuration says so. Beside a CPU build of torch, torchvision
imports only when the schemas of two of its operators are defined first: that is done here, not in actlab.
"""

import importlib
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import torch
from transformers_options import OPTIONS, fitting, merged, more_inputs, without_cache

from actlab.swap.verify.tiny import DEPTHS, VOCABULARY, WIDTHS, small_options

# In the names of small models, the smallest first.
SMALL = ("test", "atto", "femto", "pico", "nano", "xxs", "xx_small", "tiny", "xs", "micro", "mini")
SMALL += ("_s", "small", "18", "b0")
# Where the configuration of a family says which activation it has.
SWITCHES = (
    "hidden_act",
    "dense_act_fn",
    "hidden_activation",
    "activation_function",
    "feed_forward_proj",
    "activation",
    "hidden_activations",
)


@dataclass(frozen=True)
class Family:
    """One family: its name, the model taken from it, how to build that, and inputs to try, the first that fit count.

    ``build`` takes the name of an activation to build it with, or None for its own; it raises where there is no choice.
    """

    name: str
    model: str
    build: Callable[[str | None], torch.nn.Module]
    inputs: Callable[[torch.nn.Module], Iterator[Any]]
    others: tuple[Callable[[str | None], torch.nn.Module], ...] = ()  # less small, where the small one does not run


class NoChoiceError(Exception):
    """A library does not let the caller choose the activation of a model."""


def torchvision_importable():
    """Define the operators that torchvision's library would have brought, unless it did."""
    if hasattr(torch.ops.torchvision, "nms"):
        return None
    library = torch.library.Library("torchvision", "DEF")
    for name in ("nms", "qnms"):
        library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    return library


def image(*shape: int) -> torch.Tensor:
    return torch.randn(1, *shape, generator=torch.Generator().manual_seed(0))


def ids(*shape: int) -> torch.Tensor:
    return torch.randint(3, VOCABULARY, shape or (1, 16), generator=torch.Generator().manual_seed(0))


def _only(build: Callable[[], torch.nn.Module]) -> Callable[[str | None], torch.nn.Module]:
    def made(activation: str | None) -> torch.nn.Module:
        if activation is not None:
            raise NoChoiceError
        return build()

    return made


def _images(*shape: int) -> Callable[[torch.nn.Module], Iterator[Any]]:
    return lambda _: iter([image(*shape)])


def torchvision_models() -> Iterator[Family]:
    from torchvision import models

    for name in models.list_models(module=models):
        more = {"init_weights": False} if name in ("inception_v3", "googlenet") else {}
        size = 299 if name == "inception_v3" else 224
        build = _only(lambda name=name, more=more: models.get_model(name, weights=None, **more))
        yield Family(name, name, build, _images(3, size, size))


def timm_models() -> Iterator[Family]:
    import timm

    def rank(name: str) -> Any:
        return next((number for number, token in enumerate(SMALL) if token in name), len(SMALL)), len(name), name

    for family in timm.list_modules():
        names = timm.list_models(module=family)
        if not names:
            continue
        name = min(names, key=rank)
        known = timm.get_pretrained_cfg(name)

        def build(activation: str | None, name: str = name) -> torch.nn.Module:
            options = {} if activation is None else {"act_layer": activation}
            try:
                return timm.create_model(name, pretrained=False, **options)
            except TypeError as error:
                if activation is None:
                    raise
                raise NoChoiceError from error

        yield Family(family, name, build, _images(*(known.input_size if known else (3, 224, 224))))


# ---- transformers ----------------------------------------------------------------------------------------------------


def transformers_models() -> Iterator[Family]:
    import transformers
    from transformers.models.auto.configuration_auto import CONFIG_MAPPING
    from transformers.models.auto.modeling_auto import MODEL_MAPPING

    transformers.logging.set_verbosity_error()
    for kind in sorted(CONFIG_MAPPING):
        configuration = CONFIG_MAPPING[kind]
        if configuration not in MODEL_MAPPING:
            continue

        def build(activation: str | None, configuration: Any, made: Callable[[Any], Any]) -> torch.nn.Module:
            config = made(configuration)
            if activation is not None and not _switch(config, activation):
                raise NoChoiceError
            return transformers.AutoModel.from_config(without_cache(config))

        small, *others = (partial(build, configuration=configuration, made=made) for made in _SIZES)
        yield Family(kind, configuration.__name__, small, _transformers_inputs, tuple(others))


def _with_sections(config: Any) -> Any:
    """The same with a rotation for time, height and width that is as small as the heads: models count on 128."""
    for part in (config, *(value for value in vars(config).values() if hasattr(value, "model_type"))):
        rope, heads = getattr(part, "rope_parameters", None), getattr(part, "num_attention_heads", None)
        if isinstance(rope, dict) and heads:
            width = getattr(part, "head_dim", None) or part.hidden_size // heads
            half = int(width * rope.get("partial_rotary_factor", 1)) // 2
            third = 3 * half // 8
            rope["mrope_section"] = [half - 2 * third, third, third]
    return config


def _with_each_kind(configuration: Any) -> dict[str, Any]:
    """Small options with one layer of each kind that a class has, of a class that does not say it with 8 layers."""
    options, whole = small_options(configuration), configuration()
    kinds = list(dict.fromkeys(vars(whole).get("layer_types") or ()))
    depth = next((name for name in DEPTHS if name in options), None)
    if len(kinds) > 1:
        options["layer_types"] = kinds
    if depth:
        options[depth] = len(kinds) if len(kinds) > 1 else 8
    for name, inner in getattr(configuration, "sub_configs", {}).items():
        if name in options and getattr(inner, "model_type", ""):
            options[name] = _with_each_kind(inner)
    return options


def _small(configuration: Any) -> dict[str, Any]:
    return merged(small_options(configuration), OPTIONS.get(configuration.model_type, {}))


# From the smallest: options that count on each other do not run in every size.
_SIZES: tuple[Callable[[Any], Any], ...] = (
    lambda configuration: configuration(**_small(configuration)),
    lambda configuration: configuration(**fitting(_small(configuration), configuration())),
    lambda configuration: configuration(**_with_each_kind(configuration)),
    lambda configuration: _with_sections(configuration(**small_options(configuration))),
    lambda configuration: configuration(**small_options(configuration, WIDTHS)),
    lambda configuration: configuration(),
)


def _switch(configuration: Any, activation: str) -> bool:
    """Name another activation wherever the configuration names one."""
    changed = False
    for name, value in list(vars(configuration).items()):
        if name in SWITCHES and isinstance(value, str):
            old = value.removeprefix("gated-") if name == "feed_forward_proj" else value
            setattr(configuration, name, value.replace(old, activation))
            changed = True
        elif hasattr(value, "to_dict") and hasattr(value, "model_type"):
            changed = _switch(value, activation) or changed
    return changed


def _transformers_inputs(model: torch.nn.Module) -> Iterator[Any]:
    config: Any = model.config
    taken = set(inspect.signature(type(model).forward).parameters)
    text = {"input_ids"} & taken
    known = {"input_ids": ids(), "decoder_input_ids": ids(), "qformer_input_ids": ids(), "task_inputs": ids()}
    known |= {"bbox": torch.zeros(1, 16, 4).long(), "input_values": image(4000), "pixel_values": _pixels(config)}
    if queries := getattr(config, "num_query_tokens", 0):
        known["input_ids"] = torch.cat([torch.full((1, queries), 5), ids()], 1)  # 5 stands for an image
    known |= {"prompt_pixel_values": known["pixel_values"], "prompt_masks": known["pixel_values"]}
    width = getattr(config, "hidden_size", None) or 64
    known |= {"query_embeds": image(8, width), "visual_feats": image(4, getattr(config, "visual_feat_dim", 4))}
    known |= {"visual_pos": image(4, 4), "past_values": _past(config)} | more_inputs(config, image)
    required = {
        name
        for name, parameter in inspect.signature(type(model).forward).parameters.items()
        if parameter.default is parameter.empty and parameter.kind == parameter.POSITIONAL_OR_KEYWORD and name != "self"
    }
    for chosen in (
        text,
        {"pixel_values"},
        {"pixel_values"} | text,
        text | {"decoder_input_ids"},
        {"input_values"},
        {"input_values", "decoder_input_ids"},
        {"input_values"} | text,
        {"pixel_values", "decoder_input_ids"},
        {"pixel_values", "qformer_input_ids"} | text,
        {"pixel_values", "task_inputs"},
        {"bbox"} | text,
        {"bbox", "pixel_values"} | text,
        {"bbox", "decoder_input_ids"} | text,
        {"visual_feats", "visual_pos"} | text,
        {"query_embeds"},
        {"query_embeds", "encoder_hidden_states"},
        {"past_values"},
        set(_DECISIONS),
        required,
        required | text,
        required | text | {"pixel_values"},
        required | text | {"pixel_values", "decoder_input_ids"},
        {"inputs_embeds"},
    ):
        if chosen and chosen <= taken and chosen <= known.keys():
            yield {name: known[name] for name in sorted(chosen)}
    if "input_values" in taken:
        yield {"input_values": image(1, 4000)}
        yield {"input_values": image(getattr(config, "max_length", None) or 1024, 128)}
    if "past_values" in taken:  # a series without a dimension of its own for channels
        flat = image(known["past_observed_mask"].shape[1])
        names = ("past_time_features", "past_observed_mask", "future_values", "future_time_features")
        for more in (names, ("past_values_padding", "freq"), ("past_values_padding",), ()):
            if taken.issuperset(more):
                yield {"past_values": flat} | {name: known[name] for name in more}
    if "spatial_shapes" in taken:
        patches = image(16, 3 * (getattr(config, "vision_config", config).patch_size ** 2))
        names = {"pixel_attention_mask", "spatial_shapes", *text}
        yield {"pixel_values": patches} | {name: known[name] for name in sorted(names & taken)}
    if "grid_thw" in taken or "image_grid_thw" in taken:
        yield from _patches(config, taken)
    for sound in _sounds(config) if {"input_features", "audio_mel"} & taken else ():
        name = "audio_mel" if "audio_mel" in taken else "input_features"
        yield {name: sound} | ({"audio_mel_mask": torch.zeros(1, sound.shape[1]).bool()} if name == "audio_mel" else {})
        more = {"input_features_mask": torch.ones(1, sound.shape[-1]).long(), "input_values": image(1, 4000)}
        for extra in ("input_ids", "decoder_input_ids", "input_features_mask", "input_values"):
            if extra in taken:
                yield {name: sound, extra: (known | more)[extra]}
    if "pixel_values" in taken:
        frames = getattr(config, "num_frames", 8)
        for number in (frames, 2):
            video = {"pixel_values": _pixels(config).unsqueeze(1).repeat(1, number, 1, 1, 1)}
            yield video
            yield video | {name: known[name] for name in sorted(text | required - {"pixel_values"}) if name in known}
    if "pixel_values_videos" in taken:
        video = {"pixel_values_videos": _pixels(config).unsqueeze(1).repeat(1, 8, 1, 1, 1)}
        yield video
        yield video | {name: known[name] for name in text}


_DECISIONS = ("states", "actions", "rewards", "returns_to_go", "timesteps")


def _pixels(configuration: Any) -> torch.Tensor:
    vision = getattr(configuration, "vision_config", None) or configuration
    size = getattr(vision, "image_size", None) or getattr(configuration, "image_size", None)
    size = size or getattr(configuration, "max_img_size", None) or 224
    size = size if isinstance(size, list | tuple) else [size, size]
    return image(getattr(vision, "num_channels", 3) or 3, *size[-2:])


def _past(configuration: Any) -> torch.Tensor:
    """Time series."""
    return image(getattr(configuration, "context_length", None) or 64, getattr(configuration, "num_input_channels", 1))


def _patches(configuration: Any, taken: set[str]) -> Iterator[Any]:
    """One image as patches, flat or not, with how many there are in time, height and width."""
    patch, merge = getattr(configuration, "patch_size", 14), getattr(configuration, "spatial_merge_size", 2) or 2
    channels = getattr(configuration, "in_channels", None) or getattr(configuration, "num_channels", 3)
    side = 2 * (merge if isinstance(merge, int) else merge[0])
    grid = "grid_thw" if "grid_thw" in taken else "image_grid_thw"
    more: dict[str, Any] = {grid: torch.tensor([[1, side, side]])}
    more |= {"merge_sizes": torch.tensor([1])} if "merge_sizes" in taken else {}
    name = "hidden_states" if "hidden_states" in taken else "pixel_values"
    for shape in (
        (channels * getattr(configuration, "temporal_patch_size", 1) * patch * patch,),
        (channels * patch * patch,),
        (2 * channels * patch * patch,),
        (channels, patch, patch),
    ):
        yield {name: image(side * side, *shape)[0], **more}


def _sounds(configuration: Any) -> Iterator[torch.Tensor]:
    """Spectra: in either order of frequency and time, with any number that may be that of frequencies."""
    names = ("num_mel_bins", "input_feat_per_channel", "feature_size", "feature_projection_input_dim", "input_dim")
    names += ("input_feat_size",)
    parts = [configuration, *(value for value in vars(configuration).values() if hasattr(value, "model_type"))]
    bins = {number: None for part in parts for name in names if isinstance(number := getattr(part, name, None), int)}
    for number in [*bins, 80, 128, 160]:
        yield image(100, number)
        yield image(1, 1024, number)
        yield image(number, 2 * getattr(configuration, "max_source_positions", 50))
        yield image(number, 3000)


# ---- the others ------------------------------------------------------------------------------------------------------


def ultralytics_models() -> Iterator[Family]:
    import ultralytics
    from ultralytics.nn import tasks

    folder = Path(ultralytics.__file__).parent / "cfg" / "models"
    kinds = {"-seg": "SegmentationModel", "-pose": "PoseModel", "-obb": "OBBModel", "-cls": "ClassificationModel"}
    for path in sorted(folder.rglob("*.yaml")):
        kind = next((name for end, name in kinds.items() if end in path.stem), "DetectionModel")
        kind = "RTDETRDetectionModel" if "rtdetr" in path.stem else kind
        kind = "WorldModel" if "world" in path.stem else "YOLOEModel" if path.stem.startswith("yoloe") else kind

        def made(path: Path = path, kind: str = kind) -> torch.nn.Module:
            described = tasks.yaml_model_load(str(path))
            if "n" in described.get("scales", {}):
                described["scale"] = "n"  # the smallest
            return getattr(tasks, kind)(described, verbose=False)

        build = _only(made)
        yield Family(path.stem, path.stem, build, _images(3, 256, 256))


def pytorchcv_models() -> Iterator[Family]:
    from pytorchcv.model_provider import _models, get_model

    families: dict[str, str] = {}
    for name in sorted(_models, key=lambda name: (len(name), name)):
        families.setdefault(_models[name].__module__.rpartition(".")[2], name)
    for family, name in sorted(families.items()):
        build = _only(lambda name=name: get_model(name, pretrained=False))
        yield Family(family, name, build, _images_of_its_size)


def _images_of_its_size(model: torch.nn.Module) -> Iterator[Any]:
    size = getattr(model, "in_size", (224, 224))
    for channels in (getattr(model, "in_channels", 3), 3, 1):
        yield image(channels, *size)
        yield image(channels, *size), image(channels, *size)  # optical flow


def segmentation_models_pytorch_models() -> Iterator[Family]:
    import segmentation_models_pytorch as library

    for name in (
        "Unet",
        "UnetPlusPlus",
        "MAnet",
        "Linknet",
        "FPN",
        "PSPNet",
        "DeepLabV3",
        "DeepLabV3Plus",
        "PAN",
        "UPerNet",
    ):
        for encoder in ("resnet18", "mobilenet_v2", "efficientnet-b0"):
            build = _only(lambda n=name, e=encoder: getattr(library, n)(encoder_name=e, encoder_weights=None))
            yield Family(f"{name} {encoder}", name, build, _images(3, 128, 128))


def monai_models() -> Iterator[Family]:
    from monai.networks import nets

    flat = {"spatial_dims": 2, "in_channels": 1, "out_channels": 2}
    made = {
        "UNet": flat | {"channels": (8, 16, 32), "strides": (2, 2)},
        "BasicUNet": flat | {"features": (8, 8, 16, 32, 32, 8)},
        "AttentionUnet": flat | {"channels": (8, 16, 32), "strides": (2, 2)},
        "SegResNet": flat | {"init_filters": 8},
        "SegResNetVAE": flat | {"init_filters": 8, "input_image_size": (64, 64)},
        "DynUNet": flat | {"kernel_size": [3, 3, 3], "strides": [1, 2, 2], "upsample_kernel_size": [2, 2]},
        "UNETR": flat | {"img_size": 64, "hidden_size": 48, "mlp_dim": 64, "num_heads": 4},
        "SwinUNETR": flat | {"feature_size": 12},
        "DenseNet121": flat,
        "SEResNet50": {"spatial_dims": 2, "in_channels": 3, "num_classes": 2},
        "HighResNet": flat,
        "VNet": flat,
        "EfficientNetBN": {"model_name": "efficientnet-b0", "spatial_dims": 2, "in_channels": 1, "pretrained": False},
        "ViT": {"in_channels": 1, "img_size": 64, "patch_size": 16, "spatial_dims": 2, "hidden_size": 48, "mlp_dim": 64}
        | {"num_layers": 2, "num_heads": 4},
        "MedNeXt": flat | {"init_filters": 8},
        "FlexibleUNet": {"in_channels": 3, "out_channels": 2, "backbone": "resnet18", "spatial_dims": 2},
    }
    for name, options in made.items():
        channels = options["in_channels"]
        build = _only(lambda name=name, options=options: getattr(nets, name)(**options))
        yield Family(name, name, build, _images(channels, 64, 64))


def diffusers_models() -> Iterator[Family]:
    import diffusers as library

    small = {"block_out_channels": (32, 64), "norm_num_groups": 8, "layers_per_block": 1}
    made: dict[str, Any] = {
        "UNet2DModel": (
            small
            | {"sample_size": 16, "down_block_types": ("DownBlock2D", "AttnDownBlock2D")}
            | {"up_block_types": ("AttnUpBlock2D", "UpBlock2D")},
            lambda: (image(3, 16, 16), 1),
        ),
        "UNet2DConditionModel": (
            small
            | {"sample_size": 16, "cross_attention_dim": 32, "attention_head_dim": 8}
            | {"down_block_types": ("CrossAttnDownBlock2D", "DownBlock2D")}
            | {"up_block_types": ("UpBlock2D", "CrossAttnUpBlock2D")},
            lambda: (image(4, 16, 16), 1, image(7, 32)),
        ),
        "AutoencoderKL": (
            small | {"down_block_types": ("DownEncoderBlock2D",) * 2, "up_block_types": ("UpDecoderBlock2D",) * 2},
            lambda: (image(3, 32, 32),),
        ),
        "VQModel": (small, lambda: (image(3, 32, 32),)),
        "DiTTransformer2DModel": (
            {
                "num_attention_heads": 2,
                "attention_head_dim": 16,
                "num_layers": 2,
                "sample_size": 16,
                "norm_num_groups": 1,
            },
            lambda: (image(4, 16, 16), torch.ones(1).long(), torch.ones(1).long()),
        ),
        "PriorTransformer": (
            {"num_attention_heads": 2, "attention_head_dim": 16, "num_layers": 2, "embedding_dim": 32},
            lambda: (image(32), 1, image(32), image(77, 32)),
        ),
    }
    for name, (options, inputs) in made.items():
        build = _only(lambda name=name, options=options: getattr(library, name)(**options))
        yield Family(name, name, build, lambda _, inputs=inputs: iter([inputs()]))


def open_clip_models() -> Iterator[Family]:
    import open_clip

    for name in (
        "RN50",
        "ViT-B-32",
        "ViT-B-32-quickgelu",
        "ViT-S-32",
        "coca_ViT-B-32",
        "convnext_base",
        "MobileCLIP-S1",
    ):
        build = _only(lambda name=name: open_clip.create_model(name))

        def inputs(model: torch.nn.Module) -> Iterator[Any]:
            size = model.visual.image_size
            side = size if isinstance(size, int) else size[0]
            yield image(3, side, side), ids(1, getattr(model, "context_length", 77))

        yield Family(name, name, build, inputs)


def torch_geometric_models() -> Iterator[Family]:
    from torch_geometric import nn

    edges = torch.tensor([[0, 1, 2, 3, 1], [1, 0, 3, 2, 2]])
    nodes = image(4, 16)[0]
    for name in ("GCN", "GraphSAGE", "GIN", "GAT", "EdgeCNN", "MLP"):
        given = {"in_channels": 16, "hidden_channels": 8, "num_layers": 3, "out_channels": 4}

        def build(activation: str | None, name: str = name, given: dict[str, int] = given) -> torch.nn.Module:
            more = {} if activation is None else {"act": activation}
            return getattr(nn.models, name)(**given, **more)

        arguments = (nodes,) if name == "MLP" else (nodes, edges)
        yield Family(name, name, build, lambda _, arguments=arguments: iter([arguments]))
    for name, module, options in (
        ("SchNet", "schnet", {"hidden_channels": 16, "num_filters": 16, "num_interactions": 2}),
        ("DimeNet", "dimenet", None),
    ):
        if options is not None:
            build_it = _only(lambda n=name, o=options: getattr(nn.models, n)(**o))
            yield Family(name, module, build_it, lambda _: iter([(torch.ones(4).long(), image(4, 3)[0])]))


LIBRARIES: dict[str, Callable[[], Iterator[Family]]] = {
    name: globals()[f"{name}_models"]
    for name in (
        "torchvision",
        "timm",
        "transformers",
        "ultralytics",
        "pytorchcv",
        "segmentation_models_pytorch",
        "monai",
        "diffusers",
        "open_clip",
        "torch_geometric",
    )
}


def version(library: str) -> str:
    return str(getattr(importlib.import_module(library), "__version__", "unknown"))
