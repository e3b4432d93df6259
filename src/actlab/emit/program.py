"""A derivative as a short program: named steps and a result, with the guards it needs far out and at NaN.

Where plain evaluation would give a wrong value at infinity or lose a NaN, a guard is added. Whether it is needed is
found by running the program, not by a list.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import sympy

from actlab.define.activation import Activation
from actlab.define.expression import maximum, minimum, stable, symbols_of
from actlab.define.gate import FACTORS
from actlab.emit.derivatives import Variables, derivatives
from actlab.emit.numpy_mathematics import mathematics
from actlab.emit.printers import Printer

WORDS_OF_GATES: dict[Variables, str] = {(): "value", ("a",): "by_a", ("b",): "by_b"}
Sides = tuple[bool, ...]  # left and right
FAR = 1e18  # beyond it every bounded record is at its limit in float64, and x*x still fits float32


@dataclass(frozen=True)
class Program:
    """One function of the inputs and the parameters: ``steps`` in order, then ``result``.

    ``nan`` asks to hand on a NaN in the first input that comparisons would lose; ``constant`` says that the result does
    not depend on the inputs.
    """

    name: str
    inputs: tuple[str, ...]
    parameters: tuple[str, ...]
    steps: tuple[tuple[str, sympy.Expr], ...]
    result: sympy.Expr
    constant: bool
    nan: bool = False


def function_name(key: str, order: Variables) -> str:
    """``swish`` for the value, ``swish_by_x`` for the slope, ``swish_by_x_beta`` for a mixed derivative."""
    return f"{key}_by_{'_'.join(order)}" if order else key


@lru_cache(maxsize=256)
def programs(activation: Activation) -> dict[Variables, Program]:
    """The programs of all derivatives up to the second."""
    return {order: _program(activation, order, expression) for order, expression in derivatives(activation).items()}


@lru_cache(maxsize=256)
def tuned_programs(activation: Activation) -> dict[Variables, Program]:
    """The same, with the record's tuned bodies for value and slope where it has them: for scalars and GPUs."""
    symbols = symbols_of(activation)
    bodies: dict[Variables, str | None] = {(): activation.tuned_value, ("x",): activation.tuned_slope}
    tuned = {order: _program(activation, order, (stable(text, symbols),)) for order, text in bodies.items() if text}
    return programs(activation) | tuned


def _program(activation: Activation, order: Variables, factors: tuple[sympy.Expr, ...]) -> Program:
    steps, results = sympy.cse(factors, symbols=sympy.numbered_symbols("t"))
    if len(results) > 1 and 0 not in results:
        named = [(sympy.Symbol(f"t{len(steps) + n}"), result) for n, result in enumerate(results)]
        steps, results = [*steps, *named], [symbol for symbol, _ in named]
    variables = [sympy.Symbol(name, real=True) for name in activation.inputs]
    result = sympy.prod(results)
    plain = Program(
        name=function_name(activation.key, order),
        inputs=activation.inputs,
        parameters=tuple(parameter.name for parameter in activation.parameters),
        steps=tuple((str(symbol), step) for symbol, step in steps),
        result=result,
        constant=result == 0 or not any(factor.has(*variables) for factor in factors),
    )
    return plain if plain.constant or order == FACTORS[1:] else _guarded(_Runs(activation, order, plain))


class _Runs:
    """A program run far out, at the defaults and at other parameters."""

    def __init__(self, activation: Activation, order: Variables, program: Program) -> None:
        self.activation, self.order, self.program = activation, order, program
        self.function = python_function(program)
        self.defaults = {parameter.name: parameter.default for parameter in activation.parameters}

    def __call__(self, parameters: Mapping[str, float], *points: float) -> Any:
        with np.errstate(all="ignore"):
            first = np.array(points, dtype=np.float32)
            others = [np.ones_like(first)] * (len(self.program.inputs) - 1)
            return np.asarray(self.function(mathematics, first, *others, *map(np.float32, parameters.values())))

    def straying(self, parameters: Mapping[str, float]) -> Sides:
        """Whether it leaves its limit far to the left, and far to the right."""
        return self._strays(parameters, -1), self._strays(parameters, 1)

    def _strays(self, parameters: Mapping[str, float], sign: int) -> bool:
        before, limit, *beyond = self(parameters, *(sign * x for x in (FAR / 2, FAR, 1e30, 3.4e38, np.inf)))
        if not abs(limit) < FAR**0.5 or not np.isclose(before, limit, rtol=1e-6, atol=1e-30):
            return False  # it grows or goes on to swing: there is no limit to give
        return not np.allclose(beyond, limit, rtol=1e-6, atol=1e-30)

    def turning(self, sides: Sides) -> list[str]:
        """The parameters whose signs decide on which side the limit is."""
        if sides == sides[::-1]:
            return []
        return [
            name for name, number in self.defaults.items() if self.straying(self._with(name, -number)) == sides[::-1]
        ]

    def growing(self, sides: Sides, turning: list[str]) -> bool:
        """Whether at other parameters it grows on a side where it has a limit at the defaults."""
        numbers = [(name, 2 * number) for name, number in self.defaults.items()]
        if self.order in ((), ("x",)):
            numbers += [(name, 0) for name in self.defaults if name not in turning]
        ends = [end for end, held in zip((-FAR, FAR), sides, strict=True) if held]
        others = [self._with(name, number) for name, number in numbers]
        return any(FAR**0.5 <= abs(y) < np.inf for parameters in others for y in self(parameters, *ends))

    def _with(self, name: str, number: float) -> Mapping[str, float]:
        (parameter,) = (parameter for parameter in self.activation.parameters if parameter.name == name)
        return self.defaults | ({name: number} if parameter.lower <= number <= parameter.upper else {})


def _guarded(run: _Runs) -> Program:
    """The program with its first input held within [-FAR, FAR] on the sides where it would stray from its limit."""
    plain, sides = run.program, run.straying(run.defaults)
    nan = not np.isnan(run(run.defaults, np.nan)[0])
    if not any(sides):
        return replace(plain, nan=nan)
    first, turning = plain.inputs[0], run.turning(sides)
    x, held, far = (sympy.Symbol(name, real=True) for name in (first, f"{first}_held", "at_far"))
    steps = [(name, step.xreplace({x: held})) for name, step in plain.steps]
    result = plain.result.xreplace({x: held})
    if run.growing(sides, turning):
        steps, result = [*steps, (str(far), result)], _beyond(x, held, far)
    return replace(plain, steps=((str(held), _held(x, sides, turning)), *steps), result=result, nan=nan)


def _held(x: sympy.Symbol, sides: Sides, turning: list[str]) -> sympy.Expr:
    def within(low: bool, high: bool) -> sympy.Expr:
        inside = maximum(x, sympy.Float(-FAR)) if low else x
        return minimum(inside, sympy.Float(FAR)) if high else inside

    if not turning:
        return within(*sides)
    sign = sympy.prod(sympy.Symbol(name, real=True) for name in turning)
    return sympy.Piecewise((within(*sides), sign > 0), (within(*reversed(sides)), sign < 0), (x, True))


def _beyond(x: sympy.Symbol, held: sympy.Symbol, at_far: sympy.Symbol) -> sympy.Expr:
    """The result at ``x`` from that at FAR: what is no limit there is a multiple of x."""
    as_it_is = (sympy.Abs(x) <= sympy.Abs(held)) | (sympy.Abs(at_far) < sympy.Float(FAR**0.5))
    return at_far * sympy.Piecewise((1, as_it_is), (sympy.Abs(x) * sympy.Float(1 / FAR), True))


def python_text(program: Program) -> str:
    """The program as Python over ``m``, the mathematics of one array library."""
    first = program.inputs[0]
    printer = Printer(first)
    lines = [f"def {program.name}({', '.join(['m', *program.inputs, *program.parameters])}):"]
    lines += [f"    {name} = {printer.doprint(step)}" for name, step in program.steps]
    result = printer.doprint(program.result)
    if program.constant:
        result = f"m.full({first}, {result})"
    elif program.nan:
        result = f"m.keep_nan({first}, {result})"
    return "\n".join([*lines, f"    return {result}", ""])


def python_function(program: Program) -> Any:
    """The program compiled."""
    space: dict[str, Any] = {}
    exec(compile(python_text(program), f"<emitted {program.name}>", "exec"), space)
    return space[program.name]
