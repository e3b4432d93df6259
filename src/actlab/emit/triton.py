"""Triton: the bodies of the GPU kernels, one ``@triton.jit`` function for each value and slope."""

from collections.abc import Iterable

from actlab.define.activation import Activation
from actlab.emit.derivatives import Variables
from actlab.emit.numpy_mathematics import mathematics
from actlab.emit.printers import TritonPrinter
from actlab.emit.program import FAR, Program, programs

# What the emitted functions call: all that the other array libraries offer, but for shapes and NaN.
MATHEMATICS = tuple(sorted(set(vars(mathematics)) - {"full", "keep_nan"}))
_WORDS: dict[Variables, str] = {(): "value", ("x",): "slope"}


def emit(activation: Activation, header: str) -> str:
    """A module for one record, over a module ``mathematics`` that offers the functions by their plain names."""
    return "\n\n\n".join(
        [f'"""{header}"""\n\nimport triton\nfrom mathematics import {", ".join(MATHEMATICS)}', functions([activation])]
    )


def functions(activations: Iterable[Activation]) -> str:
    """The functions alone."""
    return "\n\n".join(
        _function(f"{activation.key}_{word}", programs(activation)[order])
        for activation in activations
        for order, word in _WORDS.items()
    )


def _function(name: str, program: Program) -> str:
    printer = TritonPrinter()
    lines = ["@triton.jit", f"def {name}({', '.join(['x', *program.parameters])}):"]
    lines += [f"    x = maximum(x, {-FAR!r})"] * program.low + [f"    x = minimum(x, {FAR!r})"] * program.high
    lines += [f"    {step} = {printer.doprint(expression)}" for step, expression in program.steps]
    result = printer.doprint(program.result)
    if program.constant:
        result = f"x * 0.0 + {result}"
    elif program.nan:
        result = f"where(x == x, {result}, x)"
    return "\n".join([*lines, f"    return {result}", ""])
