"""What is emitted for a record: its value and its first and second derivatives by x and by every parameter."""

from itertools import combinations_with_replacement

import sympy

from actlab.define.activation import Activation
from actlab.define.expression import derivative, stable, symbols_of

Variables = tuple[str, ...]  # () is the value, ("x",) the slope, ("x", "x") the curvature, ("x", "beta") a mixed one


def orders(activation: Activation) -> tuple[Variables, ...]:
    """All derivatives up to the second, each named by its variables: x first, then the parameters as declared."""
    names = ("x", *(parameter.name for parameter in activation.parameters))
    return tuple(order for count in range(3) for order in combinations_with_replacement(names, count))


def derivatives(activation: Activation) -> dict[Variables, sympy.Expr]:
    """The stable form and its derivatives as SymPy expressions."""
    return {order: _derivative(activation, order) for order in orders(activation)}


def _derivative(activation: Activation, order: Variables) -> sympy.Expr:
    symbols = symbols_of(activation)
    start, rest = activation.stable_form, order
    if activation.stable_slope is not None and "x" in order:
        start, rest = activation.stable_slope, order[1:]  # x comes first
    return derivative(stable(start, symbols), *(symbols[name] for name in rest))
