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

from actlab.swap.verify.tiny import VOCABULARY, small_options

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
    whole: Callable[[str | None], torch.nn.Module] | None = None  # in its own size, where the small one does not run


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

        def build(activation: str | None, configuration: Any = configuration, small: bool = True) -> torch.nn.Module:
            made = configuration(**small_options(configuration)) if small else configuration()
            if activation is not None and not _switch(made, activation):
                raise NoChoiceError
            return transformers.AutoModel.from_config(made)

        yield Family(kind, configuration.__name__, build, _transformers_inputs, partial(build, small=False))


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
    taken = set(inspect.signature(type(model).forward).parameters)
    found = {"input_ids": ids(), "decoder_input_ids": ids(), "pixel_values": _pixels(model.config)}
    found |= {"input_values": image(4000), "input_features": _features(model.config)}
    text = {"input_ids"} & taken
    for chosen in (
        text,
        {"pixel_values"},
        {"pixel_values"} | text,
        text | {"decoder_input_ids"},
        {"input_values"},
        {"input_features"},
        {"input_values", "decoder_input_ids"},
        {"input_features", "decoder_input_ids"},
        {"input_values"} | text,
        {"input_features"} | text,
        {"pixel_values", "decoder_input_ids"},
    ):
        if chosen and chosen <= taken:
            yield {name: found[name] for name in sorted(chosen)}
    if "pixel_values" in taken:
        frames = getattr(model.config, "num_frames", 8)
        video = _pixels(model.config).unsqueeze(1).repeat(1, frames, 1, 1, 1)
        yield {"pixel_values": video}
    if "pixel_values_videos" in taken:
        yield {"pixel_values_videos": _pixels(model.config).unsqueeze(1).repeat(1, 8, 1, 1, 1)}


def _pixels(configuration: Any) -> torch.Tensor:
    vision = getattr(configuration, "vision_config", None) or configuration
    size = getattr(vision, "image_size", None) or getattr(configuration, "image_size", None) or 224
    size = size if isinstance(size, list | tuple) else [size, size]
    return image(getattr(vision, "num_channels", 3) or 3, *size[-2:])


def _features(configuration: Any) -> torch.Tensor:
    bins = getattr(configuration, "num_mel_bins", 80)
    length = 2 * getattr(configuration, "max_source_positions", 100)
    if getattr(configuration, "model_type", "") in ("whisper", "qwen2_audio_encoder"):
        return image(bins, length)
    return image(100, getattr(configuration, "input_feat_per_channel", getattr(configuration, "feature_size", bins)))


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
        size = 32 if "cifar" in name else 224
        yield Family(family, name, _only(lambda name=name: get_model(name, pretrained=False)), _images(3, size, size))


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
