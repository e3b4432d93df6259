"""SymPy expressions in the languages actlab emits; they differ in the names of functions, numbers and choices only."""

from typing import ClassVar

import sympy
from sympy.printing.precedence import PRECEDENCE
from sympy.printing.pycode import PythonCodePrinter

HIGHEST_PRODUCT = 4  # powers up to this one are written as products: NumPy's pow is slower and less exact


class Printer(PythonCodePrinter):
    """Expressions as ``m.exp(x)``, ``m.where(x, x > 0.0, a, b)``: array code for NumPy and torch."""

    prefix = "m."
    choice = "{prefix}where({like}, {condition}, {chosen}, {otherwise})"
    both, either, negation = "&", "|", "~"
    most_roots = HIGHEST_PRODUCT
    names: ClassVar[dict[str, str]] = {"Abs": "abs", "stable_tanh": "tanh", "stable_erfc": "erfc"}

    def __init__(self, like: str = "x") -> None:
        super().__init__({"fully_qualified_modules": False})
        self.like = like  # the input that numbers in a choice take the type of

    def number(self, value: float) -> str:
        """A constant with all its 17 digits."""
        return repr(value)

    def function(self, name: str) -> str:
        """A function of SymPy's or ours in the language's words."""
        return self.prefix + self.names.get(name, name)

    def parenthesize(self, item: sympy.Basic, level: int, strict: bool = False) -> str:
        """SymPy puts a fraction in parentheses; as a decimal number it needs none."""
        plain = item.is_Number and item.is_nonnegative
        return self._print(item) if plain else str(super().parenthesize(item, level, strict))

    def power(self, base: str, exponent: str) -> str:
        """A power that is no short product."""
        return f"({base})**({exponent})"

    def _print_Function(self, expression: sympy.Function) -> str:
        arguments = ", ".join(self._print(argument) for argument in expression.args)
        return f"{self.function(type(expression).__name__)}({arguments})"

    _print_Abs = _print_sign = _print_exp = _print_log = _print_expm1 = _print_log1p = _print_Function
    _print_sin = _print_cos = _print_atan = _print_erf = _print_Function

    def _print_Piecewise(self, expression: sympy.Piecewise) -> str:
        *branches, (otherwise, _) = [(self._print(value), condition) for value, condition in expression.args]
        for chosen, condition in reversed(branches):
            otherwise = self.choice.format(
                prefix=self.prefix,
                like=self.like,
                condition=self._print(condition),
                chosen=chosen,
                otherwise=otherwise,
            )
        return otherwise

    def _print_And(self, expression: sympy.And) -> str:
        return f" {self.both} ".join(f"({self._print(argument)})" for argument in expression.args)

    def _print_Or(self, expression: sympy.Or) -> str:
        return f" {self.either} ".join(f"({self._print(argument)})" for argument in expression.args)

    def _print_Not(self, expression: sympy.Not) -> str:
        return f"{self.negation}({self._print(expression.args[0])})"

    def _print_Number(self, expression: sympy.Number) -> str:
        return self.number(float(expression))

    _print_Rational = _print_Integer = _print_Half = _print_Zero = _print_One = _print_NegativeOne = _print_Number
    _print_Float = _print_Pi = _print_Exp1 = _print_Number

    def _print_Pow(self, expression: sympy.Pow, rational: bool = False) -> str:
        base, exponent = expression.args
        if expression.is_number and expression.evalf().is_Number:  # SymPy has no number for stable_erfc(1)
            return self.number(float(expression))
        if exponent.is_Rational and exponent.q == 2 and abs(exponent.p) <= self.most_roots:
            root = f"{self.function('sqrt')}({self._print(base)})"
            product = f"({'*'.join([root] * abs(exponent.p))})"
            return product if exponent > 0 else f"({self.number(1.0)}/{product})"
        if exponent == -1:
            return f"({self.number(1.0)}/{self.parenthesize(base, PRECEDENCE['Atom'], strict=True)})"
        if exponent.is_Integer and 2 <= abs(exponent) <= HIGHEST_PRODUCT:
            factor = self.parenthesize(base, PRECEDENCE["Atom"], strict=True)
            product = "*".join([factor] * abs(int(exponent)))
            return f"({product})" if exponent > 0 else f"({self.number(1.0)}/({product}))"
        return self.power(self._print(base), self._print(exponent))


class CppPrinter(Printer):
    """Templates over V: ``where(x > V(0.0), a, b)``."""

    prefix = ""
    choice = "where({condition}, {chosen}, {otherwise})"
    most_roots = 5  # pow is the C library's, whose last bits differ from machine to machine
    names: ClassVar[dict[str, str]] = {**Printer.names, "maximum": "max", "minimum": "min"}

    def number(self, value: float) -> str:
        """A double literal, rounded once to the type of the vector."""
        return f"V({value!r})"

    def power(self, base: str, exponent: str) -> str:
        """By the vector function."""
        return f"pow({base}, {exponent})"


class VectorPrinter(CppPrinter):
    """The same, with a number beside a maximum or minimum as it is: that takes fewer instructions."""

    def _print_maximum(self, expression: sympy.Function) -> str:
        first, second = expression.args
        number = repr(float(second)) if second.is_Number else self._print(second)
        return f"{self.function(type(expression).__name__)}({self._print(first)}, {number})"

    _print_minimum = _print_maximum


class JavaScriptPrinter(Printer):
    """Scalars: ``(x > 0.0 ? a : b)``; what Math lacks is defined at the head of the emitted module."""

    prefix = ""
    choice = "({condition} ? {chosen} : {otherwise})"
    both, either, negation = "&&", "||", "!"
    ours = frozenset({"sigmoid", "softplus", "erf", "erfc"})
    names: ClassVar[dict[str, str]] = {**Printer.names, "maximum": "max", "minimum": "min"}

    def function(self, name: str) -> str:
        """``Math.exp``, or one of ours."""
        word = self.names.get(name, name)
        return word if word in self.ours else f"Math.{word}"


class TritonPrinter(Printer):
    """Blocks of a Triton kernel; the functions are those of the module that the emitted file imports from."""

    prefix = ""
    choice = "where({condition}, {chosen}, {otherwise})"


class NumpyPrinter(Printer):
    """Plain NumPy to paste elsewhere: ``np.where(x > 0.0, a, b)``."""

    prefix = "np."
    choice = "np.where({condition}, {chosen}, {otherwise})"
    ours = frozenset({"sigmoid", "softplus", "erf", "erfc"})  # with an underscore: a record may have the plain name
    names: ClassVar[dict[str, str]] = {**Printer.names, "atan": "arctan"}

    def function(self, name: str) -> str:
        """``np.exp``, or one of those defined above the emitted function."""
        word = self.names.get(name, name)
        return f"_{word}" if word in self.ours else f"np.{word}"
