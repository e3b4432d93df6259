"""Whether a callable computes what a record says: value and slope, at inputs that reach every branch."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from actlab import exact
from actlab.define import Choice, GateChoice
from actlab.define.gate import GATES, LAYOUTS
from actlab.errors import BadValue
from actlab.swap.find.lineage import Chain
from actlab.swap.verify.calling import Called, Function, takes_one
from actlab.swap.verify.inputs import allowed, away_from_kinks, inputs_of, right_of
from actlab.swap.verify.naming import name_of
from actlab.swap.verify.verdict import AS_CONFIGURED, OTHER, PARAMETER, Difference, Verified

Array = NDArray[np.float64]


def compare(
    function: Function, expected: Choice, name: str = "", kind: str = "float32", ulp: float | None = None
) -> Verified:
    """Compare a callable with a choice.

    Arguments:
        function: takes a tensor or an array and returns one of its shape. For a gate it takes both inputs, or one
            tensor of one dimension with both, laid out as the choice says.
        expected: what it should be.
        name: what to call it in the answer.
        kind: the float type of the inputs.
        ulp: the largest error allowed, in units in the last place of the right result. Without it
            :data:`~actlab.swap.verify.inputs.LEAST` units of the largest of 1, the input and the result, which tells
            functions apart and lets a formula written out in ten calls pass.
    """
    if ulp is not None and not ulp >= 0:
        raise BadValue(f"ulp: expected a number of at least 0, got {ulp:g}.")
    label = name or str(getattr(function, "__name__", type(function).__name__))
    if not isinstance(expected, GateChoice):
        called, others = Called(function), []
    elif takes_one(function):
        called = Called(function, expected.layout, expected.gate)
        others = _laid_otherwise(function, expected)
    else:
        called = Called(function)
        others = [(Called(lambda a, b: function(b, a)), "the gate's input is the second argument, not the first")]
    verdict = _compared(called, expected, label, kind, ulp)
    if verdict.agrees:
        return verdict
    for other, note in others:
        if _compared(other, expected, label, kind, ulp).agrees:
            return replace(verdict, verdict=PARAMETER, actual=expected.key, note=note)
    return _named(verdict, called, expected)


def compare_gate(chain: Chain, expected: GateChoice, name: str = "") -> Verified:
    """Compare what a layer does to two tensors with a gate, whichever of the two is its input."""
    ways = [Called(chain), Called(lambda a, b: chain(b, a))]
    verdicts = [_compared(called, expected, name, "float32", None) for called in ways]
    agreeing = next((verdict for verdict in verdicts if verdict.agrees), None)
    if agreeing is not None:
        return agreeing
    named = [_named(verdict, called, expected) for verdict, called in zip(verdicts, ways, strict=True)]
    return min(named, key=lambda verdict: (verdict.verdict == OTHER, verdict.actual is None))


def _compared(called: Called, expected: Choice, name: str, kind: str, ulp: float | None) -> Verified:
    inputs = inputs_of(expected, kind)
    value, slopes = called(inputs, kind)
    right, right_slopes = right_of(expected, kind)
    right, right_slopes = _in_range(right, kind), tuple(_in_range(slope, kind) for slope in right_slopes)
    differences = list(_differences("value", inputs, value, right, allowed(inputs, right, kind, ulp)))
    worst = max(differences, key=lambda item: abs(item.result - item.right), default=None)
    far = away_from_kinks(expected, kind)
    there = tuple(x[far] for x in inputs)
    words = ("slope",) if len(inputs) == 1 else ("slope by a", "slope by b")
    for word, slope, truth in zip(words, slopes or (), right_slopes, strict=bool(slopes)):
        differences += _differences(word, there, slope[far], truth[far], allowed(there, truth[far], kind, ulp))
    verdict = Verified(name, expected.key, AS_CONFIGURED, expected.key, points=len(value), slopes=slopes is not None)
    if not differences:
        return verdict
    return replace(verdict, verdict=OTHER, first=min(differences, key=lambda item: item.at), worst=worst)


def _in_range(right: Array, kind: str) -> Array:
    """The right results, infinite where they are beyond the largest number of a type."""
    digits, _, top = exact.FORMATS[kind]
    return np.where(np.abs(right) <= np.ldexp(1 - 2.0**-digits, top), right, np.copysign(np.inf, right))


def _differences(
    what: str, inputs: tuple[Array, ...], result: Array, right: Array, allowed: Array
) -> Iterator[Difference]:
    with np.errstate(invalid="ignore"):
        wrong = ~(np.abs(result - right) <= allowed) & (result != right)  # a NaN is wrong, both infinite are not
    for *at, one, other, bound in zip(*(x[wrong] for x in (*inputs, result, right, allowed)), strict=True):
        yield Difference(what, tuple(map(float, at)), float(one), float(other), float(bound))


def _named(verdict: Verified, called: Called, expected: Choice) -> Verified:
    """With the function that it is instead: the same with other parameters, another one, or none that is known."""
    actual = name_of(called, expected)
    if actual is None:
        return replace(verdict, verdict=OTHER, actual=None)
    pairs = ((n, e, actual.parameters[n]) for n, e in expected.parameters.items() if n in actual.parameters)
    changes = tuple((n, e, a) for n, e, a in pairs if e != a)
    if actual.activation == expected.activation and not changes:  # right in float64: digits differ, or the slope does
        wrong_slope = verdict.worst is None
        note = "the value is right and the slope is not" if wrong_slope else "its error in this type is too large"
        return replace(verdict, verdict=OTHER, actual=actual.key, note=note)
    if changes and _function(actual) == _function(expected):
        return replace(verdict, verdict=PARAMETER, actual=actual.key, changes=changes)
    return replace(verdict, verdict=OTHER, actual=actual.key)


def _function(choice: Choice) -> object:
    """What makes two choices the same function with other parameters: swiglu and swiglu_oai differ in defaults only."""
    if not isinstance(choice, GateChoice):
        return choice.activation
    return choice.activation.function, choice.activation.clamps_after, tuple(choice.parameters)


def _laid_otherwise(function: Function, expected: GateChoice) -> list[tuple[Called, str]]:
    """The other ways in which both inputs may lie in one tensor."""
    ways = [way for way in product(LAYOUTS, GATES) if way != (expected.layout, expected.gate)]
    usual = f"{expected.layout} with the gate {expected.gate}"
    return [
        (Called(function, layout, gate), f"the inputs lie as {layout} with the gate {gate}, not {usual}")
        for layout, gate in ways
    ]
