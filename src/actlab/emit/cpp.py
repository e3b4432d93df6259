"""C++ for the native kernels: templates over their vector type ``V`` (see ``kernels/README.md``)."""

from collections.abc import Iterable

from actlab.define.activation import Activation
from actlab.emit.derivatives import Variables
from actlab.emit.printers import CppPrinter
from actlab.emit.program import FAR, Program, programs


def emit(activations: Iterable[Activation], header: str) -> str:
    """The header ``functions.h``: value, slope, curvature and the derivatives by the parameters of every record."""
    records = list(activations)
    parts = [f"// {header}\n#pragma once\n\nnamespace ACTLAB_TARGET {{\n"]
    for record in records:
        found = programs(record)
        parts += [_function(_name(record.key, order), found[order]) for order in _orders(record)]
    parts.append(
        "}  // namespace ACTLAB_TARGET\n\n// key, number of parameters, their names\n#define ACTLAB_RECORDS(APPLY) \\\n"
    )
    parts.append(
        " \\\n".join(f"  APPLY({record.key}, {len(record.parameters)}, {_names(record)})" for record in records)
    )
    return "".join(parts) + "\n"


def _orders(record: Activation) -> list[Variables]:
    return [(), ("x",), ("x", "x"), *((parameter.name,) for parameter in record.parameters)]


def _name(key: str, order: Variables) -> str:
    words = {(): "value", ("x",): "slope", ("x", "x"): "curvature"}
    return f"{key}_{words.get(order) or f'slope_{order[0]}'}"


def _names(record: Activation) -> str:
    return '"' + ",".join(parameter.name for parameter in record.parameters) + '"'


def _function(name: str, program: Program) -> str:
    printer = CppPrinter()
    arguments = ", ".join(f"[[maybe_unused]] V {argument}" for argument in ("x", *program.parameters))
    lines = [f"template <class V> inline V {name}({arguments}) {{"]
    lines += [f"  x = max(x, V({-FAR!r}));"] * program.low + [f"  x = min(x, V({FAR!r}));"] * program.high
    lines += [f"  const auto {step} = {printer.doprint(expression)};" for step, expression in program.steps]
    result = printer.doprint(program.result)
    lines.append(f"  return {f'where(x == x, {result}, x)' if program.nan else result};")
    return "\n".join([*lines, "}\n"])
