"""Rewrite a function from its own source, so that some calls go to another activation.

The new function has the globals, closure, defaults and attributes of the old one, and its code is compiled from its own
text. So no mode and no hook runs when it is called, and ``torch.compile``, export, tracing, checkpointing and vmap see
what they would see of code written so.
"""

import linecache
from collections.abc import Callable
from functools import partial
from types import CellType, CodeType, FunctionType, MethodType
from typing import Any

from torch import nn

from actlab.swap.find.code import FunctionSource, Rewritten, compiled, original_of, remember, source_of
from actlab.swap.find.recognise import callables_named
from actlab.swap.find.wrappers import inside
from actlab.swap.replace.edits import OWNER, Edited, edited, text_of
from actlab.swap.replace.recipes import (
    CannotRewrite,
    Edit,
    FunctionRecipe,
    MethodRecipe,
    NoSource,
    Reference,
    SwapStale,
)
from actlab.swap.replace.targets import activation

BASE = "_actlab_base"  # the attribute of a class that swaps made: the user's class under it


def source_for(function: FunctionType) -> FunctionSource:
    """The source a function can be rewritten from; its absence is an error with the reason."""
    source = source_of(function)
    if source is None:
        code = original_of(function).__code__
        raise NoSource(f"the source of {code.co_qualname} is not at hand, or is not what runs ({code.co_filename})")
    return source


def rewritten(function: FunctionType, recipe: FunctionRecipe) -> FunctionType:
    """The function with the changes of ``recipe`` and no others."""
    original = original_of(function)
    source = source_for(original)
    if source.digest != recipe.digest:
        raise SwapStale(
            f"{original.__qualname__} in {source.file} is not the function in which activations were swapped: its text "
            "has changed since. Load the model with the source it was saved with, or swap again and load its weights."
        )
    changed = edited(source, recipe)
    code = _code(source, original.__code__, changed, recipe)
    remember_all(code, Rewritten(original, recipe, changed.node, changed.cells, source.file))
    cells = dict(zip(original.__code__.co_freevars, original.__closure__ or (), strict=True))
    closure = tuple(cells.get(name) or CellType(_value(changed.cells[name])) for name in code.co_freevars)
    return _like(original, code, closure)


def _code(source: FunctionSource, old: CodeType, changed: Edited, recipe: FunctionRecipe) -> CodeType:
    file = f"{source.file} (activations swapped, {abs(hash((old.co_qualname, recipe))):x})"
    lines = text_of(source.file, changed.changes)
    linecache.cache[file] = (sum(map(len, lines)), None, lines, file)  # tracebacks and TorchScript read it there
    free = (*old.co_freevars, *changed.cells)
    try:
        code = compiled(changed.node, source.class_name, free, old.co_flags, file, source.imported)
    except SyntaxError as error:
        raise CannotRewrite(f"the call stands where no other can stand: {error.msg}") from error
    return code.replace(co_qualname=old.co_qualname)


def remember_all(code: CodeType, rewriting: Rewritten) -> None:
    """Note where code comes from, and all code inside of it."""
    remember(code, rewriting)
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            remember_all(constant, rewriting)


def _like(old: FunctionType, code: CodeType, closure: tuple[CellType, ...]) -> FunctionType:
    new = FunctionType(code, old.__globals__, old.__name__, old.__defaults__, closure or None)
    new.__kwdefaults__, new.__annotations__ = old.__kwdefaults__, old.__annotations__
    new.__qualname__, new.__doc__, new.__module__ = old.__qualname__, old.__doc__, old.__module__
    new.__dict__.update(old.__dict__)
    return new


def _value(what: Edit | Reference) -> Callable[..., Any]:
    if isinstance(what, Reference):
        new = rewritten(what.function, what.recipe)
        if what.recipe.bound:
            return lambda owner: partial(new, **{OWNER: owner})
        return _pick_function(what.function, new) if what.how == "pick" else new
    put = activation(what.target, what.in_place)
    return _pick_activation(what.called, put) if what.called else put


def _pick_activation(name: str, new: Callable[..., Any]) -> Callable[..., Any]:
    """What a call that may call anything is to call: the new activation where it would be the old one."""
    olds = callables_named(name)

    def instead(*args: Any, **kwargs: Any) -> Any:
        return new(args[0] if args else kwargs["input"])

    def pick(called: Any) -> Any:
        inner = called.func if isinstance(called, partial) else called
        return instead if inner in olds or (getattr(inner, "__name__", "") in names and _is_bound(inner)) else called

    names = {name, f"{name}_"}

    def _is_bound(inner: Any) -> bool:
        return hasattr(inner, "__self__") and hasattr(type(inner.__self__), "__torch_function__")

    return pick


def _pick_function(old: FunctionType, new: FunctionType) -> Callable[..., Any]:
    code = original_of(old).__code__

    def pick(called: Any) -> Any:
        method = getattr(type(called), "forward" if isinstance(called, nn.Module) else "__call__", None)
        if getattr(method, "__code__", None) is code:  # a module that is new at every call, or an object to call
            return MethodType(new, called)
        if getattr(called, "__code__", None) is not code:
            return called
        return MethodType(new, called.__self__) if isinstance(called, MethodType) else new

    return pick


# ---- through decorators ----------------------------------------------------------------------------------------------


def rebuilt(attribute: Any, recipes: dict[tuple[str, ...], FunctionRecipe]) -> Any:
    """A class's attribute with the functions at the ends of some ways rewritten, decorators and all."""
    if () in recipes:
        attribute = rewritten(attribute, recipes[()])
    for step in sorted({path[0] for path in recipes if path}):
        rest = {path[1:]: recipe for path, recipe in recipes.items() if path and path[0] == step}
        inner = dict(inside(attribute)).get(step)
        if inner is None:
            raise SwapStale(f"{attribute!r} has no {step} any more, in which activations were swapped; swap again.")
        attribute = _with(attribute, step, rebuilt(inner, rest))
    return attribute


def _with(value: Any, step: str, inner: Any) -> Any:
    if isinstance(value, property):
        return property(inner, value.fset, value.fdel, value.__doc__)
    if isinstance(value, partial):
        new = partial(inner, *value.args, **value.keywords)
        new.__dict__.update(value.__dict__)
        return new
    if isinstance(value, MethodType):
        return MethodType(inner, value.__self__)
    if not isinstance(value, FunctionType):
        return type(value)(inner)
    name = step.partition(" ")[2]
    cells = zip(value.__code__.co_freevars, value.__closure__ or (), strict=True)
    closure = tuple(CellType(inner) if free == name else cell for free, cell in cells)
    return _like(value, value.__code__, closure)


def attribute_of(base: type, name: str) -> Any:
    """What a class or its bases define under a name, without binding it; None where none does."""
    return next((vars(cls)[name] for cls in base.__mro__ if name in vars(cls)), None)


def methods_of(base: type, recipes: tuple[MethodRecipe, ...]) -> dict[str, Any]:
    """The attributes of a subclass of ``base`` that carries out some recipes."""
    attributes = {}
    for name in sorted({method.name for method in recipes}):
        attribute = attribute_of(base, name)
        if attribute is None:
            raise SwapStale(
                f"{base.__qualname__} has no {name!r} any more, in which activations were swapped; swap again."
            )
        attributes[name] = rebuilt(attribute, {m.path: m.recipe for m in recipes if m.name == name})
    return attributes


def is_ours(cls: type) -> bool:
    """Whether a class is one that swaps made."""
    return BASE in vars(cls)


def base_of(cls: Any) -> Any:
    """The user's class under one that swaps made."""
    return vars(cls)[BASE] if is_ours(cls) else cls
