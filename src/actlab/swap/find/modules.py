"""Which activation a module is as a whole: torch's, actlab's, or one of any library that is of one element."""

import inspect
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from actlab.define import Choice, names
from actlab.swap.find.recognise import (
    GRID,
    Function,
    arguments_of,
    by_curve,
    choices_with_curves,
    constants_in,
    plain,
    power_of,
    run_on_grid,
    same,
    torch_classes,
)
from actlab.torch.modules import ActivationModule

SLOPE_STEP = 0.01  # wide, as some modules compute in single precision
SLOPE_TOLERANCE = 0.02
SLOPES_NEAR = 0.95  # of the points; those beside a kink or a steep step are not near


def by_module(module: nn.Module) -> Function | None:
    """What a module computes, if it is one activation: torch's, actlab's, or any other without parts and parameters.

    Other modules run on the grid and their values decide, so a ``Swish`` of any library counts. A subclass of ReLU with
    a ``forward`` of its own is another module.
    """
    if isinstance(module, ActivationModule):
        return _of_record(module)
    cls = known_class(type(module))
    if cls and not changes_forward(module):
        name = plain(cls.__name__)
        return Function(name, _choice_of(module, name), _numbers(module, arguments_of(cls)))
    if not is_leaf(module) or type(module).__call__ is not nn.Module.__call__ or _takes_more(module.forward):
        return None
    choice = _choice_of(module)
    function = Function(type(module).__name__, choice) if choice else _power(module)
    return function if function and _is_that_alone(module) else None


def _takes_more(forward: Callable[..., Any]) -> bool:
    """Whether what a module computes may depend on an argument besides its input."""
    try:
        return len(inspect.signature(forward).parameters) > 1
    except (TypeError, ValueError):  # compiled code has none
        return False


def known_class(cls: type) -> type | None:
    """The class itself, or the next one it comes from, that is an activation of torch's or actlab's."""
    classes = torch_classes()
    ours = ("actlab.nn", ActivationModule.__module__)
    return next((c for c in cls.__mro__ if classes.get(plain(c.__name__)) is c or c.__module__ in ours), None)


def works_in_place(activation: Any) -> bool:
    """Whether an activation overwrites its input: torch's and actlab's modules say so, other callables are run."""
    if known_class(type(activation)):
        return bool(getattr(activation, "inplace", False))
    x = torch.from_numpy(GRID.copy())
    with torch.no_grad(), torch.random.fork_rng(devices=[]), suppress(Exception):  # of a callable that takes no vector
        getattr(activation, "forward", activation)(x)
    return not np.array_equal(x.numpy(), GRID)


def _is_that_alone(module: nn.Module) -> bool:
    """Whether a module is one function in training too, keeps the type, and has the gradient that its values have."""
    values, trained = run_on_grid(module), run_on_grid(module, training=True)
    if values is None or trained is None or not same(values, trained):
        return False
    return _keeps_type(module) and has_own_slope(module.forward)


def _keeps_type(module: nn.Module) -> bool:
    try:
        with torch.no_grad():
            result = module.forward(torch.from_numpy(GRID).bfloat16())
    except Exception:  # it does not take bfloat16, so there is no type that could change
        return True
    return isinstance(result, Tensor) and result.dtype == torch.bfloat16


def has_own_slope(function: Callable[[Tensor], Tensor]) -> bool:
    """Whether the gradient of a function is the slope of its values, which x * sigmoid(x.detach()) does not have."""
    signs = torch.ones(len(GRID), dtype=torch.float64)
    signs[::2] = -1  # a backward that looks at the gradient from above, as of guided backpropagation, is no slope
    x = torch.from_numpy(GRID.copy()).requires_grad_()
    no_hooks = torch.autograd.graph.saved_tensors_hooks(lambda tensor: tensor, lambda tensor: tensor)
    try:
        with torch.inference_mode(mode=False), torch.enable_grad(), torch.random.fork_rng(devices=[]), no_hooks:
            result = function(x.clone())
            if not result.requires_grad:
                return False
            (gradient,) = torch.autograd.grad(result, x, signs.to(result.dtype))
            above, below = (function(x.detach() + side * SLOPE_STEP) for side in (0.5, -0.5))
    except Exception:  # a kernel without a backward has no gradient that could change
        return True
    slope = (above - below).detach() / SLOPE_STEP
    near = (signs * gradient - slope).abs() <= SLOPE_TOLERANCE * slope.abs().clamp(min=1)
    return bool(near.double().mean() >= SLOPES_NEAR)


def changes_forward(module: nn.Module) -> bool:
    """Whether a module comes from an activation class of torch's or actlab's and runs other code than that class."""
    cls, own = known_class(type(module)), type(module)
    if cls is None:
        return False
    return "forward" in vars(module) or any(getattr(own, n) is not getattr(cls, n) for n in ("forward", "__call__"))


def _power(module: nn.Module) -> Function | None:
    """What a module of another library computes where it is the power of a record: none of its calls is that alone."""
    curve = None if type(module).__module__.startswith("torch.") else run_on_grid(module)
    return None if curve is None else power_of(curve, (choice for choice, _ in choices_with_curves(names())))


def _of_record(module: ActivationModule) -> Function:
    values = {p.name: getattr(module, p.name) for p in module.record.parameters}
    numbers = {name: value for name, value in values.items() if not isinstance(value, Tensor)}
    return Function(module.record.key, Choice(module.record, numbers), values)


def is_leaf(module: nn.Module) -> bool:
    """Whether a module has no parts, parameters or buffers: then it may be one function of one element."""
    if isinstance(module, torch.jit.ScriptModule):
        return False
    return not (module._modules or module._parameters or module._buffers)


def _choice_of(module: nn.Module, hint: str | None = None) -> Choice | None:
    if any(True for _ in module.parameters()):
        return None
    curve = run_on_grid(module)
    code = getattr(type(module).forward, "__code__", None)
    numbers = (*vars(module).values(), *(code.co_consts if code else ()))  # x * torch.sigmoid(1.702 * x)
    return None if curve is None else by_curve(curve, constants_in(numbers), hint)


def _numbers(module: nn.Module, keys: tuple[str, ...]) -> dict[str, Any]:
    values = {name: getattr(module, name) for name in keys if hasattr(module, name)}
    return {name: value for name, value in values.items() if isinstance(value, int | float | str)}
