"""Triton: the bodies of the GPU kernels, one ``@triton.jit`` function for each value and slope; of a gate both slopes.

Where ``kernels/gpu/tuned.py`` has a body written by hand, it takes that one, and never a record's tuned body: SymPy
orders its product ``x * (n / (n + 2))`` anew, and ``x * n`` is infinite in float32 from x = 1.4e21.
"""

import ast
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from actlab.define.activation import Activation
from actlab.define.gate import Gate
from actlab.emit.derivatives import Variables
from actlab.emit.numpy_mathematics import mathematics
from actlab.emit.printers import TritonPrinter
from actlab.emit.program import WORDS_OF_GATES, Program, programs

# What the emitted functions call: all that the other array libraries offer, but for NaN.
MATHEMATICS = tuple(sorted(set(vars(mathematics)) - {"keep_nan"}))
_WORDS: dict[Variables, str] = {(): "value", ("x",): "slope"}
_KERNELS = Path(__file__).resolve().parent.parent / "kernels" / "gpu"
_HELPERS = ("primitives", "polynomials", "mathematics", "tuned")  # in the order of their imports
_NONE: Mapping[str, float] = MappingProxyType({})


def emit(activations: Iterable[Activation], header: str) -> str:
    """A module of the kernels: value and slope of every record, or value and both slopes of every gate."""
    records = list(activations)
    tuned = sorted(name for record in records if _by_hand(record) for name in _names(record))
    more = f"from actlab.kernels.gpu.tuned import {', '.join(tuned)}\n" if tuned else ""
    code = functions(record for record in records if not _by_hand(record))
    used = sorted(_used(code) & set(MATHEMATICS))
    return (
        f'"""{header}"""\n\nimport triton\nimport triton.language as tl  # the interpreter looks for it\n\n'
        f"from actlab.kernels.gpu.mathematics import {', '.join(used)}\n{more}\n\n{code}"
    )


def standalone(activation: Activation, header: str) -> str:
    """The same for one record, with the functions that it calls, to paste elsewhere."""
    defaults = {parameter.name: parameter.default for parameter in activation.parameters}
    parts = _helpers()
    code = "" if _by_hand(activation) else functions([activation], defaults)
    needed = _needed("\n".join(_names(activation)) if _by_hand(activation) else code)
    constants = "\n".join(parts[name] for name in parts if name in needed and name.isupper())
    helpers = [parts[name] for name in parts if name in needed and not name.isupper()]
    imports = "import triton\nimport triton.language as tl\n" + "from triton import knobs\n" * ("knobs." in constants)
    sections = [f'"""{header}"""\n\n{imports}\n{constants}'.rstrip(), *helpers, code.rstrip()]
    return "\n\n\n".join(section for section in sections if section) + "\n"


def functions(activations: Iterable[Activation], defaults: Mapping[str, float] = _NONE) -> str:
    """The functions alone."""
    return "\n\n".join(
        _function(name, programs(activation)[order], defaults)
        for activation in activations
        for name, order in zip(_names(activation), _words(activation), strict=True)
    )


def _words(activation: Activation) -> dict[Variables, str]:
    return WORDS_OF_GATES if isinstance(activation, Gate) else _WORDS


def _names(activation: Activation) -> list[str]:
    return [f"{activation.key}_{word}" for word in _words(activation).values()]


def _by_hand(activation: Activation) -> bool:
    return all(name in _helpers() for name in _names(activation)) and not activation.parameters


def _function(name: str, program: Program, defaults: Mapping[str, float]) -> str:
    printer, first = TritonPrinter(), program.inputs[0]
    arguments = [f"{p}={defaults[p]!r}" if p in defaults else p for p in program.parameters]
    lines = ["@triton.jit", f"def {name}({', '.join([*program.inputs, *arguments])}):"]
    lines += [f"    {step} = {printer.doprint(expression)}" for step, expression in program.steps]
    result = printer.doprint(program.result)
    if program.constant:
        result = f"full({first}, {result})"
    elif program.nan:
        result = f"where({first} == {first}, {result}, {first})"
    return "\n".join([*lines, f"    return {result}", ""])


def _used(code: str) -> set[str]:
    return {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}


@cache
def _helpers() -> dict[str, str]:
    """The text of every function and constant that emitted code may need, by name, in an order that works."""
    helpers = {}
    for module in _HELPERS:
        text = (_KERNELS / f"{module}.py").read_text("utf-8")
        for node in ast.parse(text).body:
            if isinstance(node, ast.FunctionDef):
                first = node.decorator_list[0].lineno
                helpers[node.name] = "\n".join(text.splitlines()[first - 1 : node.end_lineno])
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                helpers[node.targets[0].id] = ast.get_source_segment(text, node) or ""
    return helpers


def _needed(code: str) -> set[str]:
    """The names of those that ``code`` uses, and of those that they use."""
    helpers = _helpers()
    needed: set[str] = set()
    waiting = [code]
    while waiting:
        new = (_used(waiting.pop()) & set(helpers)) - needed
        needed |= new
        waiting += [helpers[name] for name in new]
    return needed
