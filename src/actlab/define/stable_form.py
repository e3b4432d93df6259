"""Whether the stable form of an own function is its formula: both are evaluated at many points and must agree.

Every inexact operation gets a random error of one part in 10^400. What two such evaluations agree on is certain, and
only that is compared: where a formula cancels or leaves what can be computed, it refuses no stable form that does not.
"""

import itertools
from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Any

import mpmath
from mpmath import mp, mpf

from actlab.define import language
from actlab.define.activation import Activation
from actlab.errors import BadValue

_DIGITS, _NOISE = 420, 400  # 1 + erf(-37) is 1e-300, and its digits count
_CERTAIN, _NEAR = mpf("1e-20"), mpf("1e-12")  # 1/sqrt(2) with 16 digits, in erf's tail, makes 1e-13
_LEAST, _MOST = mpf(2) ** -1075, mpf(2) ** 1024  # what float64 rounds to 0 and to infinity
_LARGEST = mpf(2) ** 1100  # of an argument: exp needs as many bits as the exponent of its argument says
_EXACT = frozenset({"neg", "abs", "sign", "max", "min", "where", *language.COMPARISONS.values()})

_NEAR_0 = [0.1 + 0.317 * n for n in range(64)]
_FAR = [10.0**n for n in (-300, -100, -30, -10, -5, -3, -2, 2, 3, 4, 5, 7, 10, 30, 100, 300)]
_SIZES = [0.0, *_FAR, *_NEAR_0, 27.0, 36.9, 45.0, 88.5, 104.0, 300.0, 710.0]
_OF_TWO = [-1e10, -104.0, -9.7, -3.2, -1.1, -0.3, -1e-5, 0.0, 1e-10, 0.2, 0.9, 2.6, 7.1, 36.9, 1e4]
_FACTORS = (0.37, 1.83, 5.1, -0.71)  # of the parameters, each a little different
_OPERATIONS = 40_000  # of both forms at all points together, about 1 s; the process of an own formula has 5


class _Undecided(Exception):
    """A number beyond what is computed here."""


def refuse_another_function(record: Activation) -> None:
    """Raise BadValue where the stable form of ``record`` differs from its formula, with the point and both values."""
    if record.stable is None:
        return
    names = (*record.inputs, *(parameter.name for parameter in record.parameters))
    formula, stable = (language.read(text, names) for text in (record.formula, record.stable))
    most = _OPERATIONS // (formula.extent.operations + stable.extent.operations)
    literals = _literals(formula) | _literals(stable)
    with mp.workdps(_DIGITS):
        for values in itertools.islice(_places(record, literals), most):
            expected = _certain(formula, values)
            got = _certain(stable, values) if expected is not None and mpmath.isfinite(expected) else None
            if got is not None and not _agree(expected, got):
                where = ", ".join(f"{name} = {value!r}" for name, value in values.items())
                raise BadValue(
                    f"the stable form of {record.key} is another function: at {where} the formula gives "
                    f"{_printed(expected)} and the stable form {_printed(got)}; expected an equal formula."
                )


def _agree(expected: mpf, got: mpf) -> bool:
    if min(abs(expected), abs(got)) >= _MOST and (expected > 0) == (got > 0):
        return True
    return bool(abs(expected - got) <= _NEAR * abs(expected) + _LEAST)


def _printed(number: mpf) -> str:
    return str(mpmath.nstr(number, 15)) if mpmath.isfinite(number) else "no finite number"


# Where they are compared ---------------------------------------------------------------------------------------------


def _places(record: Activation, literals: set[float]) -> Iterator[dict[str, float]]:
    """Inputs and parameters: the defaults at all points, then other parameters within their bounds at fewer."""
    for step, numbers in enumerate(_parameters(record)):
        special = literals | set(numbers.values())
        near = [number * factor for number in sorted(special) for factor in (1.0, 1 - 1e-6, 1 + 1e-6)]
        sizes = [*near, *(_SIZES if step == 0 else _SIZES[::3])]
        points = [sign * size for size in sizes for sign in (1.0, -1.0)]
        if len(record.inputs) == 1:
            yield from ({"x": point, **numbers} for point in points)
        else:
            for a, b in [*itertools.product(_OF_TWO, _OF_TWO), *itertools.product(points, _OF_TWO[1::5])]:
                yield from ({"a": a, "b": b, **numbers}, {"a": b, "b": a, **numbers})


def _parameters(record: Activation) -> Iterator[dict[str, float]]:
    """The defaults; every parameter made smaller, larger or negative; all at a bound."""
    yield {parameter.name: parameter.default for parameter in record.parameters}
    for factor in _FACTORS if record.parameters else ():
        moved = {
            p.name: min(max((p.default or 1.0) * factor * 1.07**place, p.lower), p.upper)
            for place, p in enumerate(record.parameters)
        }
        if record.allows(moved):
            yield moved
    for end in ("lower", "upper"):
        ends = {p.name: getattr(p, end) for p in record.parameters}
        at_end = {p.name: ends[p.name] if abs(ends[p.name]) < float("inf") else p.default for p in record.parameters}
        if record.parameters and record.allows(at_end):
            yield at_end


def _literals(tree: language.Node) -> set[float]:
    """The numbers that stand in a formula: where it may change."""

    def combine(node: language.Node, parts: tuple[set[float], ...]) -> set[float]:
        return set().union(*parts, {float(node.number)} if node.number is not None else set())

    return language.fold(tree, combine)


# The value of a formula ----------------------------------------------------------------------------------------------


def _certain(tree: language.Node, values: Mapping[str, float]) -> mpf | None:
    """The value to 20 digits, NaN where there is none; None where the digits are not certain."""
    try:
        one, other = (language.fold(tree, _Evaluation(values, seed)) for seed in (1, 2))
    except _Undecided:
        return None
    if mpmath.isnan(one) and mpmath.isnan(other):
        return one
    largest = max(abs(one), abs(other))
    return one if one == other or largest <= _LEAST or abs(one - other) <= _CERTAIN * largest else None


class _Evaluation:
    """What an operation makes of the numbers below it, with a random error where it rounds."""

    def __init__(self, values: Mapping[str, float], seed: int) -> None:
        self._values, self._random = values, Random(seed)

    def __call__(self, node: language.Node, inputs: tuple[Any, ...]) -> Any:
        if not inputs:
            return self._leaf(node)
        if node.operation != "where" and any(map(mpmath.isnan, inputs)):
            return mp.nan
        try:
            result = _FUNCTIONS[node.operation](*inputs)
        except ZeroDivisionError:
            return mp.nan
        if isinstance(result, mpmath.mpc):
            return mp.nan
        return result if node.operation in _EXACT or _is_exact(node.operation, inputs, result) else self._off(result)

    def _leaf(self, node: language.Node) -> mpf:
        if node.number is None:
            return self._off(+mp.pi) if node.name == "pi" else mpf(self._values[node.name])
        value = mpf(node.number.numerator) / node.number.denominator
        return value if node.number.denominator == 1 else self._off(value)

    def _off(self, number: mpf) -> mpf:
        return number * (1 + self._random.uniform(-1, 1) * mpf(10) ** -_NOISE)


def _is_exact(operation: str, inputs: tuple[mpf, ...], result: mpf) -> bool:
    """A sum or a product without rounding: x + 2 - x is 2 to the last digit."""
    if not mpmath.isfinite(result):
        return True
    match operation:
        case "+":
            return bool(result - inputs[0] == inputs[1] and result - inputs[1] == inputs[0])
        case "-":
            return bool(result + inputs[1] == inputs[0] and inputs[0] - result == inputs[1])
        case "*":
            return bool(sum(number.man.bit_length() for number in inputs) <= mp.prec)
    return False


def _within(limit: mpf, function: Callable[[mpf], mpf]) -> Callable[[mpf], mpf]:
    """``function``, which leaves undecided what is larger than ``limit``."""

    def run(u: mpf) -> mpf:
        if mpmath.isfinite(u) and abs(u) > limit:
            raise _Undecided
        return function(u)

    return run


def _saturated(limit: int, function: Callable[[mpf], mpf]) -> Callable[[mpf], mpf]:
    """``function``, which beyond ``limit`` is the sign of its argument in more digits than are computed."""
    return lambda u: function(u) if abs(u) <= limit else mp.sign(u)


_FUNCTIONS: dict[str, Callable[..., Any]] = {
    **language.OPERATORS,
    "exp": _within(_LARGEST, mp.exp),
    "log": mp.log,
    "expm1": _within(_LARGEST, mp.expm1),
    "log1p": mp.log1p,
    "sqrt": mp.sqrt,
    "sin": _within(_LARGEST, mp.sin),
    "cos": _within(_LARGEST, mp.cos),
    "tanh": _saturated(5_000, mp.tanh),  # mpmath takes no tanh(exp(2^400))
    "atan": mp.atan,
    "erf": _saturated(100, mp.erf),
    "erfc": _within(_LARGEST, mp.erfc),
    "abs": abs,
    "sign": mp.sign,
    "sigmoid": _within(_LARGEST, lambda u: 1 / (1 + mp.exp(-u))),
    "softplus": _within(_LARGEST, lambda u: max(u, mpf(0)) + mp.log1p(mp.exp(-abs(u)))),
    "max": max,
    "min": min,
    "where": lambda condition, chosen, otherwise: chosen if condition else otherwise,
}
