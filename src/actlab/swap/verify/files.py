"""Check that an ONNX file has the activations that it should have, and no others."""

from collections.abc import Sequence
from math import isclose

from actlab.define import Choice, choose
from actlab.errors import ActlabError, BadValue
from actlab.swap import onnx
from actlab.swap.find.recognise import Function
from actlab.swap.verify.report import ModelVerified
from actlab.swap.verify.verdict import AS_CONFIGURED, OTHER, PARAMETER, UNREAD, Verified

_SAME = 1e-6  # relative; float32 keeps 6e-8


def verify_file(path: str, expected: Sequence[str], name: str = "") -> ModelVerified:
    """Compare every activation of a file with a list; each one of the list must be there.

    What a place computes is recognised by its values, whatever its nodes are called.
    """
    if not expected:
        raise BadValue("an ONNX file is compared with a list of activations, such as: actlab verify FILE gelu tanh.")
    choices = [choose(text) for text in expected]
    model = onnx.read(path)
    places = onnx.find(model)
    layers = [_judged(place.name, place.function, choices) for place in places]
    seen = [other for place in places if (other := place.function.choice or _choice(place.function.name))]
    layers += [
        Verified(choice.key, choice.key, OTHER, note="the file has none")
        for choice in choices
        if not any(_near(other, choice) for other in seen)
    ]
    others = tuple(f"{text}, which cannot be looked into" for text in onnx.unseen(model))
    return ModelVerified(name or path, tuple(layers), others)


def _judged(name: str, function: Function, choices: Sequence[Choice]) -> Verified:
    actual = function.choice or _choice(function.name)
    listed = " or ".join(choice.key for choice in choices)
    if actual is None:
        return Verified(name, listed, UNREAD, note=f"actlab has no record of {function.name}")
    if any(_near(actual, choice) for choice in choices):
        return Verified(name, actual.key, AS_CONFIGURED, actual.key)
    near = next((choice for choice in choices if choice.activation == actual.activation), None)
    if near is None:
        return Verified(name, listed, OTHER, actual.key)
    changes = [(p, number, actual.parameters[p]) for p, number in near.parameters.items()]
    differ = tuple(
        (p, expected, number) for p, expected, number in changes if not isclose(expected, number, rel_tol=_SAME)
    )
    return Verified(name, near.key, PARAMETER, actual.key, differ)


def _near(actual: Choice, choice: Choice) -> bool:
    """Whether two choices are one: a file holds its numbers in float32."""
    pairs = zip(actual.parameters.values(), choice.parameters.values(), strict=False)
    return actual.activation == choice.activation and all(isclose(a, b, rel_tol=_SAME) for a, b in pairs)


def _choice(name: str) -> Choice | None:
    try:
        return choose(name)
    except ActlabError:
        return None
