"""A derivative as a short program: named steps and a result, with the guards it needs far out and at NaN.

Where plain evaluation would give a wrong value at infinity or lose a NaN, a guard is added. Whether it is needed is
found by running the program, not by a list.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import sympy

from actlab.define.activation import Activation
from actlab.define.expression import stable, symbols_of
from actlab.define.gate import FACTORS
from actlab.emit.derivatives import Variables, derivatives
from actlab.emit.numpy_mathematics import mathematics
from actlab.emit.printers import Printer

WORDS_OF_GATES: dict[Variables, str] = {(): "value", ("a",): "by_a", ("b",): "by_b"}
FAR = 1e18  # beyond it every bounded record is at its limit in float64, and x*x still fits float32


@dataclass(frozen=True)
class Program:
    """One function of the inputs and the parameters: ``steps`` in order, then ``result``.

    ``low`` and ``high`` ask to move the first input into [-FAR, FAR] first, ``nan`` to hand on a NaN in it that
    comparisons would lose; ``constant`` says that the result does not depend on the inputs.
    """

    name: str
    inputs: tuple[str, ...]
    parameters: tuple[str, ...]
    steps: tuple[tuple[str, sympy.Expr], ...]
    result: sympy.Expr
    constant: bool
    low: bool = False
    high: bool = False
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
    return plain if plain.constant or order == FACTORS[1:] else _guarded(activation, plain)


def _guarded(activation: Activation, plain: Program) -> Program:
    function = python_function(plain)
    parameters = [np.float32(parameter.default) for parameter in activation.parameters]

    def at(*points: float) -> Any:
        with np.errstate(all="ignore"):
            first = np.array(points, dtype=np.float32)
            others = [np.ones_like(first)] * (len(plain.inputs) - 1)
            return np.asarray(function(mathematics, first, *others, *parameters))

    def strays(sign: int) -> bool:
        before, limit, *beyond = at(sign * FAR / 2, sign * FAR, sign * 1e30, sign * 3.4e38, sign * np.inf)
        if not abs(limit) < FAR**0.5 or not np.isclose(before, limit, rtol=1e-6, atol=1e-30):
            return False  # it grows or goes on to swing: there is no limit to give
        return not np.allclose(beyond, limit, rtol=1e-6, atol=1e-30)

    guards = {"low": strays(-1), "high": strays(1), "nan": not np.isnan(at(np.nan)[0])}
    return Program(**{**vars(plain), **guards})


def python_text(program: Program) -> str:
    """The program as Python over ``m``, the mathematics of one array library."""
    first = program.inputs[0]
    printer = Printer(first)
    lines = [f"def {program.name}({', '.join(['m', *program.inputs, *program.parameters])}):"]
    lines += [f"    {first} = m.maximum({first}, {-FAR!r})"] * program.low
    lines += [f"    {first} = m.minimum({first}, {FAR!r})"] * program.high
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
