"""Plain NumPy for one record, to paste into a program that does not have actlab."""

from actlab.define.activation import Activation
from actlab.emit.derivatives import Variables
from actlab.emit.printers import NumpyPrinter
from actlab.emit.program import Program, programs

_WORDS: dict[Variables, str] = {(): "", ("x",): "_slope", ("a",): "_by_a", ("b",): "_by_b"}
_HELPERS = {
    "sigmoid": "def _sigmoid(u):\n    e = np.exp(-np.abs(u))\n    return np.where(u < 0, e, 1.0) / (1.0 + e)\n",
    "softplus": "def _softplus(u):\n    return np.maximum(u, 0.0) + np.log1p(np.exp(-np.abs(u)))\n",
}


def emit(activation: Activation, header: str) -> str:
    """A module with ``key(x)`` and ``key_slope(x)``; parameters are arguments with their defaults.

    Of a gate it has ``key(a, b)``, ``key_by_a(a, b)`` and ``key_by_b(a, b)``.
    """
    bodies = programs(activation)
    code = [_function(activation, bodies[order], suffix) for order, suffix in _WORDS.items() if order in bodies]
    text = "\n".join(code)
    imports = ["import numpy as np"]
    imports += [f"from scipy.special import {name} as _{name}" for name in ("erf", "erfc") if f"_{name}(" in text]
    helpers = [helper for name, helper in _HELPERS.items() if f"_{name}(" in text]
    head = f'"""{header}"""\n\n' + "\n".join(imports)
    return "\n\n\n".join([head, *(part.rstrip() for part in [*helpers, *code])]) + "\n"


def _function(activation: Activation, program: Program, suffix: str) -> str:
    printer = NumpyPrinter()
    first = program.inputs[0]
    arguments = ", ".join([*program.inputs, *(f"{p.name}={p.default!r}" for p in activation.parameters)])
    lines = [f"def {activation.key}{suffix}({arguments}):"]
    lines += [f"    {name} = np.asarray({name}, dtype=float)" for name in program.inputs]
    lines += [f"    {step} = {printer.doprint(expression)}" for step, expression in program.steps]
    result = printer.doprint(program.result)
    if program.constant:
        result = f"np.full_like({first}, {result})"
    elif program.nan:
        result = f"np.where(np.isnan({first}), {first}, {result})"
    return "\n".join([*lines, f"    return {result}"])
