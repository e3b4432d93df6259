"""One function per record, made from it: ``functional.mish(x)``, ``functional.leaky_relu(x, slope=0.05)``."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from torch import SymFloat, SymInt, Tensor, compiler, is_grad_enabled
from torch._C import _is_tracing as is_tracing
from torch.autograd import forward_ad
from torch.compiler import is_compiling
from torch.overrides import handle_torch_function, has_torch_function_unary

from actlab.define import Choice, choose, gates, names
from actlab.define.activation import Activation
from actlab.define.registry import aliases, gate_aliases, is_gate
from actlab.emitted import docstring
from actlab.errors import ActlabError, BadType, BadValue
from actlab.torch import gates as of_gates
from actlab.torch.derivatives import Entry
from actlab.torch.evaluate import evaluate
from actlab.torch.operators import loaded_entry
from actlab.torch.scripts import scriptable

NOT_YET_KNOWN = (Tensor, SymFloat, SymInt)  # parameters that have no bounds to be checked: learned, or of a graph


def apply(activation: str | Choice, x: Tensor, **parameters: float) -> Tensor:
    """Apply any activation by name.

    Arguments:
        activation: a name such as ``"mish"`` or ``"swish:beta=2"``, or a :class:`~actlab.define.Choice`.
        x: a tensor of any float type and any shape.
        parameters: parameters of the activation, as numbers; the others keep their defaults.

    Returns:
        A tensor of the shape, the type and the device of ``x``.

    Raises:
        BadType: where ``x`` is no tensor of a float type.
        BadValue: for a parameter out of its bounds.
        UnknownName: for a name that no record has.

    Examples:
        >>> import torch
        >>> apply("leaky_relu:slope=0.5", torch.tensor([-1.0, 2.0]))
        tensor([-0.5000,  2.0000])
    """
    choice = choose(activation)
    if has_torch_function_unary(x):  # torch.fx, a find of actlab.swap: they see one call, not what is inside
        return handle_torch_function(apply, (x,), choice.key, x, **parameters)
    if parameters:
        choice = Choice(choice.activation, {**choice.parameters, **parameters})
    return evaluate(choice.activation, x, tuple(choice.parameters.values()))


@cache
def function(name: str) -> Callable[..., Tensor]:
    """The function of one activation: ``function("mish")(x)``."""
    return of_choice(choose(name), name.partition(":")[0])


@lru_cache(maxsize=64)
def at(record: Activation, **parameters: float) -> Callable[[Tensor], Tensor]:
    """The function at these parameters, for calls with a tensor alone; BadValue for one out of its bounds."""
    choice = Choice(record, parameters)
    return of_choice(choice, record.key)


def of_choice(choice: Choice, name: str) -> Callable[..., Tensor]:
    """A new function of that name whose parameters have the values of ``choice`` where a call gives no others."""
    record, defaults = choice.activation, tuple(choice.parameters.values())
    at_defaults = defaults == tuple(parameter.default for parameter in record.parameters)
    native: Entry | None = None

    # A call of few numbers is to cost what torch's own does: these looks take 0.25 us, those on the whole way 1 us.
    def call(x: Tensor, *unnamed: Any, **parameters: Any) -> Tensor:
        nonlocal native
        if (
            native is not None
            and type(x) is Tensor
            and not (unnamed or has_torch_function_unary(x))
            and forward_ad._current_level < 0
            and not compiler._is_exporting_flag
            and x.is_cpu
        ):
            try:
                if parameters or not at_defaults:
                    return native.operator(x, *(numbers(**parameters) if parameters else defaults))
                # A trace would keep a node that is refused; the bare operator is refused before it is there.
                return native.node(x) if x.requires_grad and is_grad_enabled() and not is_tracing() else native.bare(x)
            except (RuntimeError, TypeError):  # another type, a transform, a trace: a look at each takes 0.05 us
                pass
        result = whole(x, *unnamed, **parameters)
        if native is None:
            native = loaded_entry(record)
        return result

    def whole(x: Tensor, *unnamed: Any, **parameters: Any) -> Tensor:
        if unnamed:
            raise BadType(_without_names(name, tuple(choice.parameters), unnamed))
        if has_torch_function_unary(x):
            return handle_torch_function(call, (x,), x, **parameters)
        if not parameters:
            return evaluate(record, x, defaults)
        if any(isinstance(parameter, NOT_YET_KNOWN) for parameter in parameters.values()):
            record.values_of({key: 0.0 for key in parameters if key not in choice.parameters})
            values = {**choice.parameters, **parameters}
            _check_shapes(x, values)
            values = {key: _number(value, x) for key, value in values.items()}
            return evaluate(record, x, tuple(values[key] for key in choice.parameters))
        if is_compiling() or not _are_floats(parameters):
            return apply(choice, x, **parameters)
        return evaluate(record, x, numbers(**parameters))

    @lru_cache(maxsize=64, typed=True)  # to check them takes 4 us, twice as long as a call
    def numbers(**parameters: Any) -> tuple[float, ...]:
        if not _are_floats(parameters):
            raise RuntimeError("Integers and tensors go the whole way.")
        return tuple(Choice(record, {**choice.parameters, **parameters}).parameters.values())

    call.__name__ = call.__qualname__ = name
    call.__module__ = "actlab.functional"
    call.__doc__ = docstring("functional", call.__name__, record)
    # What torch.compile reads in its place, within a function and alone.
    vars(call).update(_torchdynamo_inline=whole, _torchdynamo_orig_callable=whole, _torchdynamo_wrapper_id=id(call))
    return scriptable(call)


def _are_floats(parameters: Mapping[str, Any]) -> bool:
    return all(type(parameter) is float for parameter in parameters.values())


def _without_names(name: str, names: tuple[str, ...], unnamed: tuple[Any, ...]) -> str:
    text = f"{name} expects one tensor and parameters with their names, got {', '.join(map(repr, unnamed))} without; "
    return text + (f"its parameters: {', '.join(names)}." if names else "it has no parameters.")


def _check_shapes(x: Tensor, parameters: Mapping[str, Any]) -> None:
    """Refuse a parameter with another number of channels than the input, and one that is complex."""
    for name, number in parameters.items():
        if isinstance(number, Tensor) and number.is_complex():
            raise BadType(f"parameter {name!r} expects a number or a tensor of real numbers, got {number.dtype}.")
        if isinstance(number, Tensor) and number.numel() != 1 and not _fits(number.shape, x.shape):
            channels = f" such as (1, {x.shape[1]}{', 1' * (x.dim() - 2)}) by channel" if x.dim() > 1 else ""
            raise BadValue(
                f"parameter {name!r} of shape {tuple(number.shape)} does not fit an input of shape {tuple(x.shape)}: "
                f"expected one number, or a shape that broadcasts to it{channels}."
            )


def _fits(shape: Sequence[int], whole: Sequence[int]) -> bool:
    ends = zip(reversed(shape), reversed(whole), strict=False)
    return len(shape) <= len(whole) and all(one in (1, other) for one, other in ends)


def _number(value: Any, x: Tensor) -> Any:
    """A parameter of one number that has more dimensions than ``x`` without them, so that the result has its shape."""
    return value.reshape(()) if isinstance(value, Tensor) and value.dim() > x.dim() else value


def __getattr__(name: str) -> Callable[..., Tensor]:
    if name.startswith("_"):
        raise AttributeError(name)
    try:
        return of_gates.function(name) if is_gate(name) else function(name)
    except ActlabError as error:
        raise AttributeError(str(error)) from None


def __dir__() -> list[str]:
    others = (alias.key for alias in (*aliases(), *gate_aliases()))
    return ["apply", *names(), *gates(), *others]
