"""Read a record's formula into SymPy, and nothing but mathematics: the parser knows names, numbers and a few functions.

The language: ``x``, the parameters, ``pi``, numbers, ``+ - * / **``, the functions of :data:`FUNCTIONS`,
``where(condition, a, b)`` with one comparison as condition, and names bound before use, ``e = exp(x); e / (1 + e)``.

Two readings of the same text. :func:`mathematics` gives plain SymPy, for proofs, LaTeX and exact values.
:func:`stable` keeps ``sigmoid``, ``softplus``, ``tanh``, ``expm1`` and ``log1p`` as single functions whose derivatives
are written without cancellation: 1 - tanh(u)^2 has no correct digit left from u = 19 in float64, the product
4 sigmoid(2u) sigmoid(-2u) keeps them all.
"""

import ast
from collections.abc import Callable, Iterable, Mapping
from math import isfinite
from typing import NamedTuple

import sympy
from sympy.codegen.cfunctions import expm1, log1p

from actlab.define.activation import Activation
from actlab.errors import BadValue

LONGEST_FORMULA = 2000  # characters; the longest record has about 150
LARGEST_NUMBER = 4096  # bits; keeps a formula such as 9**9**9 from filling the memory

x = sympy.Symbol("x", real=True)


class sigmoid(sympy.Function):
    """1 / (1 + exp(-u)), with a slope that keeps its digits in both tails."""

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        u = self.args[0]
        return sigmoid(u) * sigmoid(-u)


class softplus(sympy.Function):
    """log(1 + exp(u))."""

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return sigmoid(self.args[0])


class maximum(sympy.Function):
    """The larger of two; at a tie the slope is that of the second."""

    is_extended_real = True

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        a, b = self.args
        return _where(a > b, *((1, 0) if argindex == 1 else (0, 1)))


class minimum(sympy.Function):
    """The smaller of two; at a tie the slope is that of the second."""

    is_extended_real = True

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        a, b = self.args
        return _where(a < b, *((1, 0) if argindex == 1 else (0, 1)))


class stable_erfc(sympy.Function):
    """erfc(u), kept as it is: SymPy turns erfc(-u) into 2 - erfc(u), which loses the tail."""

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        return -2 / sympy.sqrt(sympy.pi) * sympy.exp(-(self.args[0] ** 2))


class stable_tanh(sympy.Function):
    """tanh(u) with the slope 4 sigmoid(2u) sigmoid(-2u)."""

    def fdiff(self, argindex: int = 1) -> sympy.Expr:
        u = self.args[0]
        return 4 * sigmoid(2 * u) * sigmoid(-2 * u)


def _where(condition: sympy.Basic, chosen: sympy.Expr, otherwise: sympy.Expr) -> sympy.Expr:
    return sympy.Piecewise((chosen, condition), (otherwise, True))


class Known(NamedTuple):
    """A function of the language: how many arguments it takes, and its two readings."""

    arguments: int
    plain: Callable[..., sympy.Expr]
    stable: Callable[..., sympy.Expr]


FUNCTIONS = {
    "exp": Known(1, sympy.exp, sympy.exp),
    "log": Known(1, sympy.log, sympy.log),
    "expm1": Known(1, lambda u: sympy.exp(u) - 1, expm1),
    "log1p": Known(1, lambda u: sympy.log(1 + u), log1p),
    "sqrt": Known(1, sympy.sqrt, sympy.sqrt),
    "sin": Known(1, sympy.sin, sympy.sin),
    "cos": Known(1, sympy.cos, sympy.cos),
    "tanh": Known(1, sympy.tanh, stable_tanh),
    "atan": Known(1, sympy.atan, sympy.atan),
    "erf": Known(1, sympy.erf, sympy.erf),
    "erfc": Known(1, sympy.erfc, stable_erfc),
    "abs": Known(1, sympy.Abs, sympy.Abs),
    "sign": Known(1, sympy.sign, sympy.sign),
    "sigmoid": Known(1, lambda u: 1 / (1 + sympy.exp(-u)), sigmoid),
    "softplus": Known(1, lambda u: sympy.log(1 + sympy.exp(u)), softplus),
    "max": Known(2, lambda a, b: _where(a > b, a, b), maximum),
    "min": Known(2, lambda a, b: _where(a < b, a, b), minimum),
    "where": Known(3, _where, _where),
}

_OPERATORS: dict[type[ast.AST], Callable[..., sympy.Expr]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.UAdd: lambda a: a,
    ast.USub: lambda a: -a,
    ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b,
    ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b,
}


def symbols_of(activation: Activation) -> dict[str, sympy.Symbol]:
    """The symbols a record's formula may use: ``x`` and its parameters, with what their bounds say of the sign."""
    symbols = {"x": x}
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
        expression = expression.diff(variable).replace(sympy.DiracDelta, lambda *_: sympy.Integer(0))
    return expression


def _symbols(names: Mapping[str, sympy.Symbol] | Iterable[str]) -> dict[str, sympy.Expr]:
    given = dict(names) if isinstance(names, Mapping) else {name: sympy.Symbol(name, real=True) for name in names}
    return {"x": x, "pi": sympy.pi, **given}


def _read(text: str, symbols: dict[str, sympy.Expr], stably: bool) -> sympy.Expr:
    if len(text) > LONGEST_FORMULA:
        raise BadValue(f"the formula has {len(text)} characters, more than {LONGEST_FORMULA}.")
    text = " ".join(text.split())
    *bindings, last = text.split(";")
    offset = 0
    for binding in bindings:
        name, separator, body = binding.partition("=")
        if not separator or not name.strip().isidentifier():
            raise BadValue(f"cannot read {binding.strip()!r} in the formula {text!r}: write name = expression.")
        symbols[name.strip()] = _Reader(text, offset + len(name) + 1, symbols, stably).read(body)
        offset += len(binding) + 1
    return _Reader(text, offset, symbols, stably).read(last)


class _Reader:
    """Walks the syntax tree of one expression and refuses everything that is not mathematics."""

    def __init__(self, text: str, offset: int, symbols: Mapping[str, sympy.Expr], stably: bool) -> None:
        self.text, self.offset, self.symbols, self.stably = text, offset, symbols, stably

    def read(self, body: str) -> sympy.Expr:
        self.offset += len(body) - len(body.lstrip())
        try:
            result = self._visit(ast.parse(body.strip(), mode="eval").body)
        except SyntaxError as error:
            raise self._refuse("a syntax error", (error.offset or len(body)) - 1) from None
        except (RecursionError, MemoryError):
            raise self._refuse("too many operations inside each other", 0) from None
        if not isinstance(result, sympy.Expr):
            raise self._refuse("a condition where a number is expected", 0)
        return result

    def _visit(self, node: ast.AST) -> sympy.Expr:
        match node:
            case ast.Constant(value=int() | float() as number) if not isinstance(number, bool) and isfinite(number):
                return sympy.Rational(repr(number))
            case ast.Name(id=name):
                if name in self.symbols:
                    return self.symbols[name]
                known = ", ".join([*self.symbols, *FUNCTIONS])
                raise self._refuse(f"the unknown name {name!r} (known: {known})", node.col_offset)
            case ast.UnaryOp(op=op, operand=operand) if type(op) in _OPERATORS:
                return _OPERATORS[type(op)](self._visit(operand))
            case ast.BinOp(left=left, op=ast.Pow(), right=right):
                return self._power(self._visit(left), self._visit(right), node)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
                return _OPERATORS[type(op)](self._visit(left), self._visit(right))
            case ast.Compare(left=left, ops=[op], comparators=[right]) if type(op) in _OPERATORS:
                return _OPERATORS[type(op)](self._visit(left), self._visit(right))
            case ast.Call(func=ast.Name(id=name), args=arguments, keywords=[]):
                return self._call(name, arguments, node)
        raise self._refuse("something that is not mathematics", getattr(node, "col_offset", 0))

    def _power(self, base: sympy.Expr, exponent: sympy.Expr, node: ast.AST) -> sympy.Expr:
        bits = max(base.p.bit_length(), base.q.bit_length()) if base.is_Rational else 1
        if exponent.is_number and bits * abs(exponent) > LARGEST_NUMBER:
            raise self._refuse("a power that is too large", getattr(node, "col_offset", 0))
        return base**exponent

    def _call(self, name: str, arguments: list[ast.expr], node: ast.AST) -> sympy.Expr:
        column = getattr(node, "col_offset", 0)
        if name not in FUNCTIONS:
            raise self._refuse(f"the unknown function {name!r} (known: {', '.join(FUNCTIONS)})", column)
        known = FUNCTIONS[name]
        if len(arguments) != known.arguments:
            raise self._refuse(f"{name} with {len(arguments)} arguments instead of {known.arguments}", column)
        function = known.stable if self.stably else known.plain
        return function(*(self._visit(argument) for argument in arguments))

    def _refuse(self, what: str, column: int) -> BadValue:
        position = self.offset + column
        return BadValue(f"the formula has {what} at position {position + 1}:\n  {self.text}\n  {' ' * position}^")
