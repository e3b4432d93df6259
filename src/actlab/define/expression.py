"""A formula as SymPy expressions: the tree that :mod:`actlab.define.language` reads, in two readings.

:func:`mathematics` gives plain SymPy, for proofs, LaTeX and exact values.
:func:`stable` keeps ``sigmoid``, ``softplus``, ``tanh``, ``expm1`` and ``log1p`` as single functions whose derivatives
are written without cancellation: 1 - tanh(u)^2 has no correct digit left from u = 19 in float64, the product
4 sigmoid(2u) sigmoid(-2u) keeps them all.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple, cast

import sympy
from sympy.codegen.cfunctions import expm1, log1p

from actlab.define import language
from actlab.define.activation import Activation
from actlab.errors import BadValue

x = sympy.Symbol("x", real=True)
_NOT_REAL = (sympy.zoo, sympy.nan, sympy.oo, -sympy.oo, sympy.I)


class sigmoid(sympy.Function):
    """1 / (1 + exp(-u)), with a slope that keeps its digits in both tails."""

    is_positive = True

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        u = self.args[0]
        return sigmoid(u) * sigmoid(-u)


class softplus(sympy.Function):
    """log(1 + exp(u))."""

    is_positive = True

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return sigmoid(self.args[0])


class maximum(sympy.Function):
    """The larger of two; at a tie the slope is that of the second."""

    is_extended_real = True

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        a, b = self.args
        return _where(_inner(a, b, minimum) > b, *((1, 0) if argindex == 1 else (0, 1)))


class minimum(sympy.Function):
    """The smaller of two; at a tie the slope is that of the second."""

    is_extended_real = True

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        a, b = self.args
        return _where(_inner(a, b, maximum) < b, *((1, 0) if argindex == 1 else (0, 1)))


class stable_erfc(sympy.Function):
    """erfc(u), kept as it is: SymPy turns erfc(-u) into 2 - erfc(u), which loses the tail."""

    is_positive = True

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return -2 / sympy.sqrt(sympy.pi) * sympy.exp(-(self.args[0] ** 2))


class stable_tanh(sympy.Function):
    """tanh(u) with the slope 4 sigmoid(2u) sigmoid(-2u)."""

    is_extended_real = True

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        u = self.args[0]
        return 4 * sigmoid(2 * u) * sigmoid(-2 * u)


def _inner(a: sympy.Expr, b: sympy.Expr, clamp: type[sympy.Function]) -> sympy.Expr:
    """What to compare with ``b`` in place of ``a``: max(u, 0) < 1 is u < 1, which SymPy solves for x where u is linear.

    Else (x + 1) / 2 rounds to 1 at the last number before 1, which has the slope of those beyond.
    """
    if isinstance(a, clamp) and b.is_number:
        u, limit = a.args
        if limit.is_number and (limit < b if clamp is maximum else limit > b):
            return u
    return a


def _where(condition: sympy.Basic, chosen: sympy.Expr, otherwise: sympy.Expr) -> sympy.Expr:
    return sympy.Piecewise((chosen, condition), (otherwise, True))


class Readings(NamedTuple):
    """The two readings of a function of the language."""

    plain: Callable[..., sympy.Expr]
    stable: Callable[..., sympy.Expr]


FUNCTIONS = {
    "exp": Readings(sympy.exp, sympy.exp),
    "log": Readings(sympy.log, sympy.log),
    "expm1": Readings(lambda u: sympy.exp(u) - 1, expm1),
    "log1p": Readings(lambda u: sympy.log(1 + u), log1p),
    "sqrt": Readings(sympy.sqrt, sympy.sqrt),
    "sin": Readings(sympy.sin, sympy.sin),
    "cos": Readings(sympy.cos, sympy.cos),
    "tanh": Readings(sympy.tanh, stable_tanh),
    "atan": Readings(sympy.atan, sympy.atan),
    "erf": Readings(sympy.erf, sympy.erf),
    "erfc": Readings(sympy.erfc, stable_erfc),
    "abs": Readings(sympy.Abs, sympy.Abs),
    "sign": Readings(sympy.sign, sympy.sign),
    "sigmoid": Readings(lambda u: 1 / (1 + sympy.exp(-u)), sigmoid),
    "softplus": Readings(lambda u: sympy.log(1 + sympy.exp(u)), softplus),
    "max": Readings(lambda a, b: _where(a > b, a, b), maximum),
    "min": Readings(lambda a, b: _where(a < b, a, b), minimum),
    "where": Readings(_where, _where),
}


def symbols_of(activation: Activation) -> dict[str, sympy.Symbol]:
    """The symbols a record's formula may use: inputs and parameters, with what their bounds say of the sign."""
    symbols = {name: sympy.Symbol(name, real=True) for name in activation.inputs}
    for parameter in activation.parameters:
        signs = {"nonnegative": True} if parameter.lower == 0 else {"positive": True} if parameter.lower > 0 else {}
        symbols[parameter.name] = sympy.Symbol(parameter.name, real=True, **signs)
    return symbols


def mathematics(text: str, names: Mapping[str, sympy.Symbol] | Iterable[str] = ()) -> sympy.Expr:
    """The formula as plain mathematics, all special functions written out.

    >>> mathematics("x * sigmoid(x)")
    x/(1 + exp(-x))
    """
    return _read(text, _symbols(names), stably=False)


def stable(text: str, names: Mapping[str, sympy.Symbol] | Iterable[str] = ()) -> sympy.Expr:
    """The formula with its stable functions kept, so that derivatives and code made from it are stable too.

    >>> stable("softplus(x)").diff(x)
    sigmoid(x)
    """
    return _stabilise(_read(text, _symbols(names), stably=True))


def _stabilise(expression: sympy.Expr) -> sympy.Expr:
    """Turn common naive forms into the functions above; exp(u) overflows float32 from u = 88.7."""
    u = sympy.Wild("u")
    expression = expression.replace(sympy.log(1 + sympy.exp(u)), lambda u: softplus(u))
    expression = expression.replace(lambda e: e.is_Pow and _is_gate(e), _gate)
    expression = expression.replace(lambda e: e.is_Mul, _gate_of_product)
    return expression.replace(1 + sympy.erf(u), lambda u: stable_erfc(-u))


def _is_gate(power: sympy.Pow) -> bool:
    """(1 + exp(u))^-n: n times sigmoid(-u) as a product."""
    return bool(power.exp.is_Integer and power.exp < 0 and isinstance(power.base - 1, sympy.exp))


def _gate(power: sympy.Pow) -> sympy.Expr:
    return sigmoid(-(power.base - 1).args[0]) ** -power.exp


def _gate_of_product(product: sympy.Mul) -> sympy.Expr:
    """exp(u) sigmoid(-u) is sigmoid(u), whatever else is multiplied."""
    for factor in product.args:
        if isinstance(factor, sympy.exp) and sigmoid(-factor.args[0]) in product.args:
            return product / factor / sigmoid(-factor.args[0]) * sigmoid(factor.args[0])
    return product


def derivative(expression: sympy.Expr, *variables: sympy.Symbol) -> sympy.Expr:
    """Differentiate by each of ``variables`` in turn; a kink adds nothing (no delta functions)."""
    for variable in variables:
        expression = _of_real_numbers(expression).diff(variable).replace(sympy.DiracDelta, lambda *_: sympy.Integer(0))
    return expression.replace(_absolute, sympy.Abs).replace(_signum, sympy.sign)


class _absolute(sympy.Function):
    """|u| of a real u."""

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return _signum(self.args[0])


class _signum(sympy.Function):
    """The sign of a real u."""

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return sympy.Integer(0)


def _of_real_numbers(expression: sympy.Expr) -> sympy.Expr:
    """SymPy does not see that log1p(u) is real, and its slope of |log1p(u)| has real and imaginary parts."""
    for theirs, ours in ((sympy.Abs, _absolute), (sympy.sign, _signum)):
        expression = expression.replace(
            lambda part, theirs=theirs: isinstance(part, theirs) and not part.args[0].is_extended_real,
            lambda part, ours=ours: ours(part.args[0]),
        )
    return expression


def _symbols(names: Mapping[str, sympy.Symbol] | Iterable[str]) -> dict[str, sympy.Expr]:
    symbols = dict(names) if isinstance(names, Mapping) else {name: sympy.Symbol(name, real=True) for name in names}
    return {"x": x, "pi": sympy.pi, **symbols}


def _read(text: str, symbols: Mapping[str, sympy.Expr], stably: bool) -> sympy.Expr:
    def combine(node: language.Node, inputs: tuple[sympy.Basic, ...]) -> sympy.Basic:
        if node.number is not None:
            return sympy.Rational(node.number.numerator, node.number.denominator)
        if not inputs:
            return symbols[node.name]
        if node.operation in language.OPERATORS:
            return language.OPERATORS[node.operation](*inputs)
        if node.operation in ("max", "min", "sign") and node.extent.value is not None:
            return _chosen(node, inputs)
        readings = FUNCTIONS[node.operation]
        return (readings.stable if stably else readings.plain)(*inputs)

    expression = language.fold(language.read(text, symbols.keys() - {"x", "pi"}), combine)
    if _is_never_real(expression):
        raise BadValue(f"the formula divides by zero or leaves the real numbers whatever x is:\n  {text}")
    return expression


def _chosen(node: language.Node, inputs: tuple[sympy.Expr, ...]) -> sympy.Expr:
    """A choice between constants, by their floats: SymPy takes seconds to see that erf(22) is below 1."""
    if node.operation == "sign":
        return sympy.Integer(int(cast(float, node.extent.value)))
    values = [part.extent.value for part in node.inputs]
    return inputs[values.index(node.extent.value)]


def _is_never_real(expression: sympy.Basic) -> bool:
    """Whether 1/0 or the like stands in it, other than in one branch of a choice."""
    if isinstance(expression, sympy.Piecewise):
        return all(_is_never_real(case) for case, _ in expression.args)
    return expression in _NOT_REAL or any(map(_is_never_real, expression.args))
