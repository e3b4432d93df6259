"""The subclass of a module's class in which some methods are rewritten, and the modules those methods call.

A module whose calls are swapped becomes an instance of a subclass of its class. New activations with parameters are
attributes of it that are not among its children: a ``Sequential`` that iterates over itself must not run them. They are
in ``named_modules``, so in the state dict, device moves, modes and the optimizer.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from torch import nn
from torch.nn.utils import parametrize

from actlab.swap.find.frames import REDIRECTS
from actlab.swap.replace.recipes import MethodRecipe, joined
from actlab.swap.replace.redirect import redirected
from actlab.swap.replace.rewriting import BASE, base_of, is_ours, methods_of

RECIPES = "_actlab_recipes"
MOUNTED = "_actlab_mounted"  # names of the modules of an instance that are not its children


class Mounted:
    """What a module does with activations that are not its children."""

    def named_modules(self: Any, memo: Any = None, prefix: str = "", remove_duplicate: bool = True) -> Iterator[Any]:
        """The module's own, then the mounted ones."""
        memo = set() if memo is None else memo
        yield from super().named_modules(memo, prefix, remove_duplicate)  # type: ignore[misc]
        for name, module in mounted(self).items():
            yield from module.named_modules(memo, f"{prefix}.{name}" if prefix else name, remove_duplicate)

    def _apply(self: Any, fn: Any, recurse: bool = True) -> Any:
        for module in mounted(self).values() if recurse else ():
            module._apply(fn)
        return super()._apply(fn, recurse)  # type: ignore[misc]

    def apply(self: Any, fn: Any) -> Any:
        """Apply a function to mounted modules as to children."""
        for module in mounted(self).values():
            module.apply(fn)
        return super().apply(fn)  # type: ignore[misc]

    def train(self: Any, mode: bool = True) -> Any:
        """Mounted modules have the mode of the module."""
        for module in mounted(self).values():
            module.train(mode)
        return super().train(mode)  # type: ignore[misc]

    def _slow_forward(self: Any, *args: Any, **kwargs: Any) -> Any:
        """``torch.jit.trace`` knows children alone: it takes the parameters of mounted modules as numbers."""
        learnable = [p for module in mounted(self).values() for p in module.parameters() if p.requires_grad]
        for parameter in learnable:
            parameter.requires_grad_(False)
        try:
            return super()._slow_forward(*args, **kwargs)  # type: ignore[misc]
        finally:
            for parameter in learnable:
                parameter.requires_grad_()

    def _save_to_state_dict(self: Any, destination: Any, prefix: str, keep_vars: bool) -> None:
        super()._save_to_state_dict(destination, prefix, keep_vars)  # type: ignore[misc]
        for name, module in mounted(self).items():
            module.state_dict(destination=destination, prefix=f"{prefix}{name}.", keep_vars=keep_vars)

    def _load_from_state_dict(
        self: Any, state_dict: Any, prefix: str, metadata: Any, strict: bool, missing: Any, unexpected: Any, errors: Any
    ) -> None:
        more: list[str] = []
        super()._load_from_state_dict(state_dict, prefix, metadata, strict, missing, more, errors)  # type: ignore[misc]
        own = tuple(f"{prefix}{name}." for name in mounted(self))
        unexpected += [key for key in more if not key.startswith(own)]
        for name, module in mounted(self).items():
            for inner, part in module.named_modules(prefix=f"{prefix}{name}"):
                part._load_from_state_dict(state_dict, f"{inner}.", metadata, strict, missing, unexpected, errors)


def mounted(module: nn.Module) -> dict[str, nn.Module]:
    """The activations of a module that are not its children, by name."""
    return {name: vars(module)[name] for name in vars(module).get(MOUNTED, ())}


def mount(owner: nn.Module, module: nn.Module, base: str) -> str:
    """Make a module an attribute of another one and not a child; returns the name."""
    number, name = 1, base
    while hasattr(owner, name):
        number += 1
        name = f"{base}_{number}"
    vars(owner)[name] = module
    vars(owner)[MOUNTED] = (*vars(owner).get(MOUNTED, ()), name)
    return name


def recipes_of(cls: type) -> tuple[MethodRecipe, ...]:
    """What was rewritten in a class and those below it."""
    recipes: tuple[MethodRecipe, ...] = ()
    for parent in reversed(cls.__mro__):
        for recipe in vars(parent).get(RECIPES, ()):
            recipes = joined(recipes, recipe)
    return recipes


def change_class(owner: nn.Module, recipes: tuple[MethodRecipe, ...], intercepted: tuple[str, ...]) -> None:
    """Make a module an instance of the subclass in which some methods are rewritten and others are intercepted."""
    current: Any = type(owner)
    hidden = bool(vars(owner).get(MOUNTED))
    if "parametrizations" in owner._modules and parametrize.is_parametrized(owner) and not is_ours(current):
        below = current.__bases__[0]  # torch puts a class of this instance alone on top; ours goes under it
        new = subclass(base_of(below), recipes, intercepted, hidden)
        space = {name: value for name, value in vars(current).items() if name not in ("__dict__", "__weakref__")}
        owner.__class__ = type(current.__name__, (new,), space)
        return
    owner.__class__ = subclass(base_of(current), recipes, intercepted, hidden)


@cache
def subclass(
    base: Any, recipes: tuple[MethodRecipe, ...], intercepted: tuple[str, ...], hidden: bool
) -> type[nn.Module]:
    """The one subclass of ``base`` for some recipes: equal layers share it, so that they are compiled once."""
    space: dict[str, Any] = methods_of(base, recipes)
    space |= {name: redirected(space.get(name) or getattr(base, name), name) for name in intercepted}
    space |= {BASE: base, RECIPES: recipes, "__module__": base.__module__, "__qualname__": base.__qualname__}
    space |= {"__doc__": base.__doc__, "__reduce_ex__": _reduce, "_actlab_made_of": (recipes, intercepted, hidden)}
    return type(base.__name__, (Mounted, base) if hidden else (base,), space)


def _reduce(self: Any, protocol: int) -> Any:
    if not is_ours(type(self)):  # a class that another library has put on top has its own way, or its own refusal
        return object.__reduce_ex__(self, protocol)
    # Pickle looks a class up by its name, which leads to the base: ``rebuild`` makes the subclass again.
    return rebuild, (self._actlab_base, *self._actlab_made_of), object.__reduce_ex__(self, 2)[2]


def rebuild(base: Any, recipes: tuple[MethodRecipe, ...], intercepted: tuple[str, ...], hidden: bool) -> nn.Module:
    """An empty instance of a swapped class, for pickle and deepcopy; refuses a source that has changed."""
    instance: nn.Module = object.__new__(subclass(base, recipes, intercepted, hidden))
    return instance


def intercepted_of(owner: nn.Module) -> tuple[str, ...]:
    """The methods of a module in which calls are intercepted while they run."""
    rules: Mapping[str, Any] = vars(owner).get(REDIRECTS, {})
    return tuple(sorted(rules))
