"""Carry out a swap on one model, and remember how to undo it."""

from collections.abc import Callable
from typing import Any

from torch import nn

from actlab.swap.find.places import Place
from actlab.swap.replace import redirect
from actlab.swap.replace.report import Swapped
from actlab.swap.replace.targets import Target

_HOOKS = (
    "_forward_hooks",
    "_forward_hooks_with_kwargs",
    "_forward_hooks_always_called",
    "_forward_pre_hooks",
    "_forward_pre_hooks_with_kwargs",
    "_backward_hooks",
    "_backward_pre_hooks",
)


class Work:
    """Carries out a plan on one model and remembers how to undo it."""

    def __init__(self, model: nn.Module) -> None:
        self.model = model
        self.undo: list[Callable[[], None]] = []
        self.swapped: list[Swapped] = []
        self.made: set[int] = set()

    def replace(self, place: Place, chosen: Target) -> None:
        """Put a new module in one place."""
        made = self._fitted(chosen.build(place.in_place))
        self.made |= {id(part) for part in made.modules()}
        if place.call is not None:
            self.undo.append(
                redirect.add(place.call, made, place.function.key, place.in_place, place.kind == "expression")
            )
        elif place.slots:
            self._fill(place, made)
        else:  # the model itself is the activation
            old = self.model
            self.model = _dressed(made, old)
            self.undo.append(lambda: setattr(self, "model", old))
        self.swapped.append(Swapped(place, chosen.text))

    def _fill(self, place: Place, made: nn.Module) -> None:
        new = _dressed(made, place.module) if place.module is not None else made
        for slot in place.slots:
            old = slot.get()
            slot.set(new)
            self.undo.append(lambda slot=slot, old=old: slot.set(old))  # type: ignore[misc]
            # torch's fused encoder kernel asks this number, not the attribute, which function it is to run.
            if "activation_relu_or_gelu" in vars(slot.holder) and slot.path == ("activation",):
                number = slot.holder.activation_relu_or_gelu
                setattr(slot.holder, "activation_relu_or_gelu", 0)  # noqa: B010  # typed as a tensor by torch
                self.undo.append(lambda h=slot.holder, n=number: setattr(h, "activation_relu_or_gelu", n))  # type: ignore[misc]

    def _fitted(self, made: nn.Module) -> nn.Module:
        """On the device and in the float type of the model, and ready for state dicts saved before the swap."""
        example = next((p for p in self.model.parameters() if p.is_floating_point()), None)
        if example is not None and any(True for _ in made.parameters()):
            made.to(example.device, example.dtype)
        for part in made.modules():
            if part._parameters:
                part.register_load_state_dict_pre_hook(_fill_missing)
        return made


def _dressed(new: nn.Module, old: nn.Module) -> nn.Module:
    """Give a new module the mode and the hooks of the one it replaces."""
    new.train(old.training)
    for name in _HOOKS:
        getattr(new, name).update(getattr(old, name))
    if old._parameters:
        new._actlab_dropped = tuple(old._parameters)  # type: ignore[assignment]
        new.register_load_state_dict_pre_hook(_drop_stale)
    return new


def _fill_missing(module: nn.Module, state_dict: dict[str, Any], prefix: str, *_: Any) -> None:
    """A state dict saved before the swap lacks the new parameters; they keep their values."""
    for name, parameter in module._parameters.items():
        if parameter is not None:
            state_dict.setdefault(prefix + name, parameter.detach().clone())


def _drop_stale(module: nn.Module, state_dict: dict[str, Any], prefix: str, *_: Any) -> None:
    """A state dict saved before the swap has the parameters of what was replaced, such as PReLU's weight."""
    for name in vars(module)["_actlab_dropped"]:
        if name not in module._parameters:
            state_dict.pop(prefix + name, None)
