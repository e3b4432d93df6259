"""LaTeX of a record: the paper's formula and its slope."""

import json
from collections.abc import Iterable

import sympy

from actlab.define.activation import Activation
from actlab.define.expression import derivative, mathematics, symbols_of, x


def formula(activation: Activation) -> str:
    """The paper's formula as LaTeX."""
    return _text(mathematics(activation.formula, symbols_of(activation)))


def slope(activation: Activation) -> str:
    """The slope of the paper's formula as LaTeX."""
    return _text(derivative(mathematics(activation.formula, symbols_of(activation)), x))


def emit(activations: Iterable[Activation]) -> str:
    """Formula and slope of all records as JSON."""
    formulas = {
        activation.key: {"formula": formula(activation), "slope": slope(activation)} for activation in activations
    }
    return json.dumps(formulas, indent=1) + "\n"


def _text(expression: sympy.Expr) -> str:
    return str(sympy.latex(expression, ln_notation=True, fold_short_frac=False))
