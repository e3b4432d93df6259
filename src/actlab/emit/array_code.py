"""Python code for arrays: one text that runs on NumPy and on torch.

Each function takes ``m``, the mathematics of one array library (see :mod:`actlab.emit.numpy_mathematics` and
:mod:`actlab.torch.mathematics`), then ``x`` and the parameters. Where plain evaluation would give a wrong value at
infinity or lose a NaN, a guard is emitted; whether it does is found by running the code, not by a list.
"""

from typing import Any

import numpy as np
import sympy
from sympy.printing.pycode import PythonCodePrinter

from actlab.define.activation import Activation
from actlab.emit.derivatives import Variables, derivatives, orders
from actlab.emit.numpy_mathematics import mathematics

FAR = 1e18  # beyond it every bounded record is at its limit in float64, and x*x still fits float32
HIGHEST_PRODUCT = 4  # powers up to this one are written as products: NumPy's pow is slower and less exact

_NAMES = {
    "Abs": "abs",
    "stable_tanh": "tanh",
    "stable_erfc": "erfc",
}


class _Printer(PythonCodePrinter):
    """SymPy to a Python expression over ``m``."""

    def _print_Function(self, expression: sympy.Function) -> str:
        name = type(expression).__name__
        return f"m.{_NAMES.get(name, name)}({', '.join(self._print(argument) for argument in expression.args)})"

    _print_Abs = _print_sign = _print_exp = _print_log = _print_expm1 = _print_log1p = _print_Function
    _print_sin = _print_cos = _print_atan = _print_erf = _print_Function

    def _print_Piecewise(self, expression: sympy.Piecewise) -> str:
        *branches, (text, _) = [(self._print(value), condition) for value, condition in expression.args]
        for value, condition in reversed(branches):
            text = f"m.where(x, {self._print(condition)}, {value}, {text})"
        return text

    def _print_And(self, expression: sympy.And) -> str:
        return " & ".join(f"({self._print(argument)})" for argument in expression.args)

    def _print_Or(self, expression: sympy.Or) -> str:
        return " | ".join(f"({self._print(argument)})" for argument in expression.args)

    def _print_Not(self, expression: sympy.Not) -> str:
        return f"~({self._print(expression.args[0])})"

    def _print_Rational(self, expression: sympy.Rational) -> str:
        return repr(float(expression))

    def _print_Integer(self, expression: sympy.Integer) -> str:
        return repr(float(expression))

    def _print_NumberSymbol(self, expression: sympy.NumberSymbol) -> str:
        return repr(float(expression))

    _print_Pi = _print_Exp1 = _print_NumberSymbol

    def _print_Pow(self, expression: sympy.Pow, rational: bool = False) -> str:
        base, exponent = expression.args
        if expression.is_number:
            return repr(float(expression))
        if exponent == sympy.Rational(1, 2):
            return f"m.sqrt({self._print(base)})"
        if exponent == sympy.Rational(-1, 2):
            return f"1.0/m.sqrt({self._print(base)})"
        if exponent.is_Integer and 2 <= abs(exponent) <= HIGHEST_PRODUCT:
            product = "*".join([f"({self._print(base)})"] * abs(int(exponent)))
            return f"({product})" if exponent > 0 else f"(1.0/({product}))"
        return str(super()._print_Pow(expression, rational=rational))


_GUARDS = {"low": f"maximum(x, {-FAR!r})", "high": f"minimum(x, {FAR!r})"}

_printer = _Printer({"fully_qualified_modules": False})


def function_name(key: str, order: Variables) -> str:
    """``swish`` for the value, ``swish_by_x`` for the slope, ``swish_by_x_beta`` for a mixed derivative."""
    return f"{key}_by_{'_'.join(order)}" if order else key


def emit(activation: Activation) -> str:
    """The code of all functions of one record."""
    return "\n\n".join(_emit(activation, order, expression) for order, expression in derivatives(activation).items())


def load(activation: Activation) -> dict[Variables, Any]:
    """Emit a record and compile what was emitted: the functions of a record that is not in the library."""
    return _functions(activation, emit(activation))


def _functions(activation: Activation, code: str) -> dict[Variables, Any]:
    space: dict[str, Any] = {}
    exec(compile(code, f"<emitted {activation.key}>", "exec"), space)
    return {order: space[function_name(activation.key, order)] for order in orders(activation)}


def _emit(activation: Activation, order: Variables, expression: sympy.Expr) -> str:
    plain = _text(activation, order, expression, guards=())
    guards = _needed_guards(activation, order, plain)
    return _text(activation, order, expression, guards) if guards else plain


def _text(activation: Activation, order: Variables, expression: sympy.Expr, guards: tuple[str, ...]) -> str:
    arguments = ", ".join(["m", "x", *(parameter.name for parameter in activation.parameters)])
    replacements, (result,) = sympy.cse([expression], symbols=sympy.numbered_symbols("t"))
    lines = [f"def {function_name(activation.key, order)}({arguments}):"]
    lines += [f"    x = m.{_GUARDS[guard]}" for guard in guards if guard in _GUARDS]
    lines += [f"    {symbol} = {_printer.doprint(value)}" for symbol, value in replacements]
    text = _printer.doprint(result)
    if not expression.has(sympy.Symbol("x", real=True)):
        text = f"m.full(x, {text})"
    elif "nan" in guards:
        text = f"m.keep_nan(x, {text})"
    return "\n".join([*lines, f"    return {text}", ""])


def _needed_guards(activation: Activation, order: Variables, code: str) -> tuple[str, ...]:
    """Run the code far out and at NaN, and name the guards without which it goes wrong there."""
    space: dict[str, Any] = {}
    exec(compile(code, "<guard check>", "exec"), space)
    function = space[function_name(activation.key, order)]
    parameters = [np.float32(parameter.default) for parameter in activation.parameters]

    def at(*points: float) -> np.ndarray:
        with np.errstate(all="ignore"):
            return np.asarray(function(mathematics, np.array(points, dtype=np.float32), *parameters))

    guards = []
    for sign, guard in ((-1, "low"), (1, "high")):
        limit, *beyond = at(sign * FAR, sign * 1e30, sign * 3.4e38, sign * np.inf)
        if abs(limit) < FAR**0.5 and not np.allclose(beyond, limit, rtol=1e-6, atol=1e-30):
            guards.append(guard)
    if "full(x" not in code and not np.isnan(at(np.nan)[0]):
        guards.append("nan")
    return tuple(guards)
