"""Check that an ONNX file has the activations that it should have, and no others."""

from collections.abc import Sequence

from actlab.define import Choice, choose
from actlab.errors import ActlabError, BadValue
from actlab.swap import onnx
from actlab.swap.find.recognise import Function
from actlab.swap.verify.report import ModelVerified
from actlab.swap.verify.verdict import AS_CONFIGURED, OTHER, PARAMETER, UNREAD, Verified


def verify_file(path: str, expected: Sequence[str], name: str = "") -> ModelVerified:
    """Compare every activation of a file with a list; each one of the list must be there.

    What a place computes is recognised by its values, whatever its nodes are called.
    """
    if not expected:
        raise BadValue("an ONNX file is compared with a list of activations, such as: actlab verify FILE gelu tanh.")
    choices = [choose(text) for text in expected]
    model = onnx.read(path)
    layers = [_judged(place.name, place.function, choices) for place in onnx.find(model)]
    seen = {layer.actual for layer in layers}
    layers += [
        Verified(choice.key, choice.key, OTHER, note="the file has none")
        for choice in choices
        if choice.key not in seen
    ]
    others = tuple(f"{text}, which cannot be looked into" for text in onnx.unseen(model))
    return ModelVerified(name or path, tuple(layers), others)


def _judged(name: str, function: Function, choices: Sequence[Choice]) -> Verified:
    actual = function.choice or _choice(function.name)
    listed = " or ".join(choice.key for choice in choices)
    if actual is None:
        return Verified(name, listed, UNREAD, note=f"actlab has no record of {function.name}")
    if any(actual == choice for choice in choices):
        return Verified(name, actual.key, AS_CONFIGURED, actual.key)
    near = next((choice for choice in choices if choice.activation == actual.activation), None)
    if near is None:
        return Verified(name, listed, OTHER, actual.key)
    changes = [(p, number, actual.parameters[p]) for p, number in near.parameters.items()]
    differ = tuple(change for change in changes if change[1] != change[2])
    return Verified(name, near.key, PARAMETER, actual.key, differ)


def _choice(name: str) -> Choice | None:
    try:
        return choose(name)
    except ActlabError:
        return None
