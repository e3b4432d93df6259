"""``verify``: the check that a callable, a model or a file computes what it should."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, overload

from torch import nn

from actlab.define import Choice, choose, choose_gate, gates, names
from actlab.define.registry import aliases, gate_aliases, is_gate
from actlab.errors import BadType, BadValue, UnknownName
from actlab.swap.loading import load_callable, load_model
from actlab.swap.verify.comparing import compare
from actlab.swap.verify.models import verify_model
from actlab.swap.verify.report import ModelVerified
from actlab.swap.verify.verdict import Verified


@overload
def verify(
    subject: Callable[..., Any],
    against: str | Choice,
    *,
    dtype: str = "float32",
    ulp: float | None = None,
    config: Any = None,
    name: str = "",
) -> Verified: ...
@overload
def verify(subject: nn.Module, against: None = None, *, config: Any = None, name: str = "") -> ModelVerified: ...
@overload
def verify(
    subject: str | Path, against: str | Iterable[str] | None = None, *, config: Any = None, name: str = ""
) -> ModelVerified: ...
def verify(
    subject: Callable[..., Any] | nn.Module | str | Path,
    against: str | Choice | Iterable[str] | None = None,
    *,
    dtype: str = "float32",
    ulp: float | None = None,
    config: Any = None,
    name: str = "",
) -> Verified | ModelVerified:
    """Check that something computes the activation that it should, value and slope.

    Arguments:
        subject: a callable or a module of one input (or two, for a gate); a model of transformers; a folder with
            ``config.json``; the name of a class or a model type of transformers, built small with random weights; or
            an ONNX file.
        against: the activation, such as ``"gelu_tanh"`` or ``"swiglu:limit=7,alpha=1.702,plus=1"``. For a model it is
            what its configuration asks for, so nothing is expected here. For an ONNX file the activations that it may
            have, each of which must be there.
        dtype: the float type of the inputs of a callable.
        ulp: the largest error allowed, in units in the last place of the right result. By default 8 units of the
            largest of 1, the input and the result, which tells functions apart but not good kernels from better ones.
        config: the configuration of a model that carries none.
        name: what to call it in the answer.

    Returns:
        A :class:`~actlab.swap.verify.comparing.Verified` for a callable, else a
        :class:`~actlab.swap.verify.report.ModelVerified` with one for each layer. ``agrees`` says whether all is well;
        print it to read it; ``as_dict()`` is plain data.

    >>> import torch
    >>> print(verify(torch.nn.functional.gelu, "gelu_tanh").actual)
    gelu

    Inputs reach from -10,000 to 10,000, beyond every clamp, with both neighbours of each kink; at the kink itself the
    slope is not compared. A function of arrays has no slope to compare.
    """
    if isinstance(subject, str | Path):
        return _named(str(subject), against, name)
    if not callable(subject):
        raise BadType(f"expected a callable, a model, or the name of one, got {subject!r}.")
    if against is None:
        if not isinstance(subject, nn.Module):
            raise BadValue("a callable needs the activation it should be, such as verify(function, 'mish').")
        return verify_model(subject, config, name)
    if not isinstance(against, str | Choice):
        raise BadType(f"expected the name of one activation, got {against!r}.")
    return compare(subject, _choice(against), name, dtype, ulp)


def _choice(against: str | Choice) -> Choice:
    """A function of one input or a gate; an unknown name gets the nearest of both."""
    if isinstance(against, Choice):
        return against
    try:
        return choose_gate(against) if is_gate(against) else choose(against)
    except UnknownName:
        known = [*names(), *gates(), *(alias.key for alias in (*aliases(), *gate_aliases()))]
        name = against.partition(":")[0]
        if name in known:  # it is a parameter that is unknown
            raise
        raise UnknownName("activation", name, known) from None


def _named(text: str, against: Any, name: str) -> ModelVerified:
    if text.endswith(".onnx"):
        from actlab.swap.verify.files import verify_file

        expected = [against] if isinstance(against, str) else list(against or ())
        return verify_file(text, expected, name)
    if against is not None:
        raise BadValue("a model is compared with its own configuration; give a callable to compare with an activation.")
    from actlab.swap.verify.tiny import build

    model, raw = build(text)
    return verify_model(model, None, name or text, raw)


def verify_command(text: str, against: list[str], dtype: str, ulp: float | None) -> Verified | ModelVerified:
    """What ``actlab verify`` does with its arguments: a function, a model with a configuration, or a name."""
    if ":" not in text:
        return verify(text, against or None)
    if not against:
        return verify_model(load_model(text), None, text)
    if len(against) > 1:
        raise BadValue(f"a function is compared with one activation, got {' and '.join(against)}.")
    return verify(load_callable(text), against[0], dtype=dtype, ulp=ulp, name=text)
