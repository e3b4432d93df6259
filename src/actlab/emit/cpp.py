"""C++ templates over ``V``: the native kernels' vectors (see ``kernels/README.md``), or float and double alone."""

import re
from collections.abc import Iterable, Mapping
from math import inf
from types import MappingProxyType

from actlab.define.activation import Activation
from actlab.define.gate import FACTORS, Gate
from actlab.emit.derivatives import Variables
from actlab.emit.printers import CppPrinter, VectorPrinter
from actlab.emit.program import WORDS_OF_GATES, Program, programs

MOST_PARAMETERS = 4  # the native kernels' arrays of parameters are that long
_NONE: Mapping[str, float] = MappingProxyType({})
_OF_KERNELS = VectorPrinter()
_STANDARD = ("abs", "atan", "cos", "erf", "erfc", "exp", "expm1", "log", "log1p", "pow", "sin", "sqrt", "tanh")
# What the standard library lacks; min and max keep a NaN in either argument, std::fmin and std::fmax drop it.
_HELPERS = {
    "sigmoid": """template <class V> V sigmoid(V u) {
  const V e = std::exp(-std::abs(u));
  return (u < 0 ? e : V(1)) / (1 + e);
}
""",
    "softplus": """template <class V> V softplus(V u) {
  return std::fmax(u, V(0)) + std::log1p(std::exp(-std::abs(u)));
}
""",
    "sign": "template <class V> V sign(V u) { return u > 0 ? V(1) : u < 0 ? V(-1) : u; }\n",
    "where": "template <class V> V where(bool condition, V a, V b) { return condition ? a : b; }\n",
    "max": "template <class V> V max(V a, V b) { return a != a || a > b ? a : b; }\n",
    "min": "template <class V> V min(V a, V b) { return a != a || a < b ? a : b; }\n",
}


def emit(activations: Iterable[Activation], header: str) -> str:
    """The header ``functions.h``: value, slope, curvature and the derivatives by the parameters of every record."""
    records = list(activations)
    parts = [f"// {header}\n#pragma once\n\nnamespace ACTLAB_TARGET {{\n"]
    for record in records:
        bodies = programs(record)
        parts += [_function(_name(record, order), bodies[order]) for order in _orders(record)]
        defaults = ", ".join(repr(parameter.default) for parameter in record.parameters)
        parts.append(f"constexpr double {record.key}_defaults[{MOST_PARAMETERS}] = {{{defaults}}};\n")
    parts.append(
        "}  // namespace ACTLAB_TARGET\n\n// key, number of parameters, their names\n#define ACTLAB_RECORDS(APPLY) \\\n"
    )
    parts.append(
        " \\\n".join(f"  APPLY({record.key}, {len(record.parameters)}, {_names(record)})" for record in records)
    )
    parts.append(
        "\n\n// key, number of parameters, place and name of one that is learned\n#define ACTLAB_LEARNABLE(APPLY) \\\n"
    )
    parts.append(
        " \\\n".join(
            f"  APPLY({record.key}, {len(record.parameters)}, {place}, {parameter.name})"
            for record in records
            for place, parameter in enumerate(record.parameters)
            if parameter.learnable
        )
    )
    return "".join(parts) + "\n"


def emit_gates(gates: Iterable[Gate], header: str) -> str:
    """The header ``gates.h``: value and both slopes of every gate, and its factors g(a) and h(b)."""
    records = list(gates)
    parts = [f"// {header}\n#pragma once\n\nnamespace ACTLAB_TARGET {{\n"]
    parts += [_function(_name(gate, order), programs(gate)[order]) for gate in records for order in _orders(gate)]
    parts.append("}  // namespace ACTLAB_TARGET\n\n// key, number of parameters\n#define ACTLAB_GATES(APPLY) \\\n")
    parts.append(" \\\n".join(f"  APPLY({gate.key}, {len(gate.parameters)})" for gate in records))
    return "".join(parts) + "\n"


def standalone(record: Activation, header: str) -> str:
    """The same for one record over float or double and the standard library alone (C++17), to paste elsewhere."""
    bodies = programs(record)
    defaults = {parameter.name: parameter.default for parameter in record.parameters}
    code = "".join(_function(_name(record, order), bodies[order], CppPrinter(), defaults) for order in _orders(record))

    def used(name: str) -> bool:
        return re.search(rf"\b{name}\(", code) is not None

    space = f"actlab::{record.key}"  # of its own: the helpers of two pasted functions must not meet
    standard = [f"using std::{name};\n" for name in _STANDARD if used(name)]
    helpers = [text for name, text in _HELPERS.items() if used(name)]
    return f"// {header}\n#pragma once\n#include <cmath>\n\n" + "\n".join(
        [f"namespace {space} {{\n{''.join([*standard, *helpers])}", f"{code}}}  // namespace {space}\n"]
    )


def _orders(record: Activation) -> list[Variables]:
    if isinstance(record, Gate):
        factors = [(name,) for name in FACTORS if record.factors]
        return [(), ("a",), ("b",), *factors]
    return [(), ("x",), ("x", "x"), *((parameter.name,) for parameter in record.parameters)]


def _name(record: Activation, order: Variables) -> str:
    if isinstance(record, Gate):
        return f"{record.key}_{WORDS_OF_GATES.get(order) or order[0]}"
    words = {(): "value", ("x",): "slope", ("x", "x"): "curvature"}
    return f"{record.key}_{words.get(order) or f'slope_{order[0]}'}"


def _names(record: Activation) -> str:
    return '"' + ",".join(parameter.name for parameter in record.parameters) + '"'


def _literal(number: float) -> str:
    return "INFINITY" if number == inf else repr(number)


def _function(
    name: str, program: Program, printer: CppPrinter = _OF_KERNELS, defaults: Mapping[str, float] = _NONE
) -> str:
    arguments = ", ".join(
        f"[[maybe_unused]] V {argument}" + (f" = V({_literal(defaults[argument])})" if argument in defaults else "")
        for argument in (*program.inputs, *program.parameters)
    )
    first = program.inputs[0]
    lines = [f"template <class V> inline V {name}({arguments}) {{"]
    lines += [f"  const auto {step} = {printer.doprint(expression)};" for step, expression in program.steps]
    result = printer.doprint(program.result)
    lines.append(f"  return {f'where({first} == {first}, {result}, {first})' if program.nan else result};")
    return "\n".join([*lines, "}\n"])
