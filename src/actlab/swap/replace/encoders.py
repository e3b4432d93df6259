"""torch's transformer layers note which activation they have; fused kernels and nested tensors go by that note."""

from collections.abc import Callable, Iterator
from typing import Any

from torch import nn
from torch.nn import functional as F  # noqa: N812  # the name everybody uses

from actlab.swap.find.places import Slot

_NESTED = "_actlab_nested"  # set on an encoder that used nested tensors before a swap


def follow_activation(model: nn.Module, slot: Slot) -> list[Callable[[], None]]:
    """Note a layer's new activation where its fused kernel, and its encoder, look for it; returns what undoes it."""
    layer: Any = slot.holder
    if "activation_relu_or_gelu" not in vars(layer) or slot.path != ("activation",):
        return []
    undo = [_set(layer, "activation_relu_or_gelu", _number(layer.activation))]
    for encoder in _encoders_of(model, layer):
        if encoder.use_nested_tensor and not layer.activation_relu_or_gelu:
            undo += [_set(encoder, _NESTED, True), _set(encoder, "use_nested_tensor", False)]
        elif vars(encoder).get(_NESTED) and all(part.activation_relu_or_gelu for part in encoder.layers):
            undo += [_set(encoder, _NESTED, False), _set(encoder, "use_nested_tensor", True)]
    return undo


def _number(activation: Any) -> int:
    """Torch's own: 1 for ReLU, 2 for Gelu, and 0 for what its fused kernel does not have."""
    if activation is F.relu or isinstance(activation, nn.ReLU):
        return 1
    return 2 if activation is F.gelu or (isinstance(activation, nn.GELU) and activation.approximate == "none") else 0


def _encoders_of(model: nn.Module, layer: nn.Module) -> Iterator[Any]:
    for module in model.modules():
        if isinstance(module, nn.TransformerEncoder) and any(part is layer for part in module.layers):
            yield module


def _set(holder: nn.Module, name: str, value: Any) -> Callable[[], None]:
    attributes = vars(holder)
    known, before = name in attributes, attributes.get(name)
    attributes[name] = value
    return lambda: attributes.__setitem__(name, before) if known else attributes.pop(name)
