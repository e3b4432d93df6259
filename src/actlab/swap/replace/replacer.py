"""Carry out a swap on one model, and remember how to undo it."""

from collections.abc import Callable, Iterable
from typing import Any

from torch import fx, nn

from actlab.swap.find.code import rewritten_as, source_of
from actlab.swap.find.frames import REDIRECTS
from actlab.swap.find.places import Place, Slot
from actlab.swap.find.wrappers import unwrapped
from actlab.swap.replace import graphs, redirect
from actlab.swap.replace.encoders import follow_activation
from actlab.swap.replace.methods import (
    MOUNTED,
    change_class,
    intercepted_of,
    mount,
    mounted,
    recipes_of,
)
from actlab.swap.replace.reach import recipes_for
from actlab.swap.replace.recipes import CannotRewrite, MethodRecipe, NoSource, joined
from actlab.swap.replace.report import Swapped
from actlab.swap.replace.rewriting import rebuilt
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


class Replacer:
    """Puts new modules and calls into one model and remembers how to undo it."""

    def __init__(self, model: nn.Module) -> None:
        self.model = model
        self.undo: list[Callable[[], None]] = []
        self.swapped: list[Swapped] = []
        self.new_modules: set[int] = set()  # by id
        self.intercepted: dict[str, str] = {}  # the name of a place and why its function was not rewritten

    def replace(self, place: Place, chosen: Target, names: tuple[str, ...] = ()) -> None:
        """Put a new module in one place; of a shared one in those of its names that are ``names``."""
        names = names or place.names
        if place.call is not None:
            self._call(place, chosen)
        elif place.slots:
            slots = [slot for slot, name in zip(place.slots, place.names, strict=True) if name in names]
            self._fill(place, slots, self._fitted(chosen.build(place.in_place)))
        else:  # the model itself is the activation
            old = self.model
            self.model = _dressed(self._fitted(chosen.build(place.in_place)), old)
            self.undo.append(lambda: setattr(self, "model", old))
        self.swapped.append(Swapped(place, chosen.text, names, chosen.choice))

    def restore(self) -> None:
        """Put everything back as it was, object for object."""
        while self.undo:
            self.undo.pop()()

    def _call(self, place: Place, chosen: Target) -> None:
        assert place.call is not None
        owner = place.call.owner
        if isinstance(owner, fx.GraphModule):
            self.undo.append(graphs.replace(owner, place, chosen, self._fitted))
            return
        before = type(owner), _ours_in(owner)
        self.undo.append(lambda: _put_back(owner, *before))
        child = "" if chosen.is_function else self._mount(owner, place, chosen)
        try:
            for recipe in recipes_for(place, chosen.text, child):
                self._rewrite(owner, recipe)
        except NoSource as error:
            self._intercept(owner, place, chosen, child, str(error))
        except CannotRewrite:
            _put_back(owner, *before)
            raise
        _sweep(owner)

    def _rewrite(self, owner: nn.Module, recipe: MethodRecipe) -> None:
        stored = vars(owner).get(recipe.name)
        function = dict(unwrapped(stored)).get(recipe.path)
        source = None if function is None else source_of(function)
        if function and source and source.digest == recipe.recipe.digest:  # of this instance, which hides the class's
            earlier = rewritten_as(function.__code__)
            both = earlier.recipe.joined(recipe.recipe) if earlier else recipe.recipe
            vars(owner)[recipe.name] = rebuilt(stored, {recipe.path: both})
            self.undo.append(lambda: vars(owner).update({recipe.name: stored}))
        else:
            change_class(owner, joined(recipes_of(type(owner)), recipe), intercepted_of(owner))

    def _intercept(self, owner: nn.Module, place: Place, chosen: Target, child: str, reason: str) -> None:
        assert place.call is not None
        child = child or self._mount(owner, place, chosen)
        rule = redirect.rule_for(owner, place.call, child, place.in_place, place.kind == "expression")
        if rule is None:
            raise CannotRewrite(reason)
        method = redirect.method_of(owner, place.call)
        rules = vars(owner).get(REDIRECTS, {})
        vars(owner)[REDIRECTS] = {**rules, method: (*(r for r in rules.get(method, ()) if r.site != rule.site), rule)}
        change_class(owner, recipes_of(type(owner)), intercepted_of(owner))
        self.intercepted[place.name] = reason

    def _mount(self, owner: nn.Module, place: Place, chosen: Target) -> str:
        new = self._fitted(chosen.build(place.in_place))
        return mount(owner, new.train(owner.training), f"{place.function.key}_call")

    def _fill(self, place: Place, slots: Iterable[Slot], module: nn.Module) -> None:
        new = _dressed(module, place.module) if place.module is not None else module
        for slot in slots:
            old = slot.get()
            slot.set(new)
            self.undo.append(lambda slot=slot, old=old: slot.set(old))  # type: ignore[misc]
            self.undo += follow_activation(self.model, slot)

    def _fitted(self, module: nn.Module) -> nn.Module:
        """On the device and in the float type of the model, and ready for state dicts saved before the swap."""
        example = next((p for p in self.model.parameters() if p.is_floating_point()), None)
        if example is not None and any(True for _ in module.parameters()):
            module.to(example.device, example.dtype)
        for part in module.modules():
            self.new_modules.add(id(part))
            if part._parameters:
                part.register_load_state_dict_pre_hook(_fill_missing)
        return module


def _ours_in(owner: nn.Module) -> dict[str, Any]:
    """The attributes of a module that swaps put there."""
    return {name: vars(owner)[name] for name in (MOUNTED, REDIRECTS, *mounted(owner)) if name in vars(owner)}


def _put_back(owner: nn.Module, cls: type, attributes: dict[str, Any]) -> None:
    """The class of a module and what earlier swaps put there as they were; nothing else is touched."""
    owner.__class__ = cls
    for name in _ours_in(owner):
        del vars(owner)[name]
    vars(owner).update(attributes)


def _sweep(owner: nn.Module) -> None:
    """Drop mounted modules that nothing calls any more, as after the second swap of one call."""
    used = {child for method in recipes_of(type(owner)) for child in method.recipe.children}
    used |= {rule.child for rules in vars(owner).get(REDIRECTS, {}).values() for rule in rules}
    for name in set(mounted(owner)) - used:
        del vars(owner)[name]
        vars(owner)[MOUNTED] = tuple(other for other in vars(owner)[MOUNTED] if other != name)


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
