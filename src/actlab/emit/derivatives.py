"""What is emitted for a record: its value and its first and second derivatives by x and by every parameter."""

from itertools import combinations_with_replacement

import sympy

from actlab.define.activation import Activation
from actlab.define.expression import derivative, stable, symbols_of
from actlab.define.gate import FACTORS, Gate

Variables = tuple[str, ...]  # () is the value, ("x",) the slope, ("x", "x") the curvature, ("x", "beta") a mixed one


def orders(activation: Activation) -> tuple[Variables, ...]:
    """All derivatives up to the second, each named by its variables: inputs first, then the parameters as declared.

    Of a gate those by its inputs alone: nothing learns its parameters.
    """
    names = activation.inputs
    if len(names) == 1:
        names += tuple(parameter.name for parameter in activation.parameters)
    return tuple(order for count in range(3) for order in combinations_with_replacement(names, count))


def derivatives(activation: Activation) -> dict[Variables, tuple[sympy.Expr, ...]]:
    """The stable form and its derivatives as SymPy expressions: the factors of each, one but for gates.

    The factors of a gate are multiplied last: a b sigmoid(a) in another order is inf * 0 where it should be 0.
    """
    factors = {order: _derivative(activation, order) for order in orders(activation)}
    if len(factors[()]) > 1:  # for those who round between the two
        factors |= {(name,): (factor,) for name, factor in zip(FACTORS, factors[()], strict=True)}
    return factors


def _derivative(activation: Activation, order: Variables) -> tuple[sympy.Expr, ...]:
    symbols = symbols_of(activation)
    if isinstance(activation, Gate) and activation.factors:
        return tuple(
            derivative(stable(factor, symbols), *(symbols[name] for name in order if name == variable))
            for factor, variable in zip(activation.factors, activation.inputs, strict=True)
        )
    start, rest = activation.stable_form, order
    if activation.stable_slope is not None and "x" in order:
        start, rest = activation.stable_slope, order[1:]  # x comes first
    return (derivative(stable(start, symbols), *(symbols[name] for name in rest)),)
