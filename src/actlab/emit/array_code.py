"""Python code for arrays: one text that runs on NumPy and on torch.

Each function takes ``m``, the mathematics of one array library (see :mod:`actlab.emit.numpy_mathematics` and
:mod:`actlab.torch.mathematics`), then ``x`` and the parameters.
"""

from collections.abc import Iterable
from typing import Any

from actlab.define.activation import Activation
from actlab.define.limits import within_limits
from actlab.emit.derivatives import Variables
from actlab.emit.program import programs, python_text


def emit(activations: Iterable[Activation], header: str) -> str:
    """A module with all functions of ``activations`` and the table ``FUNCTIONS`` that finds them."""
    parts, table = [f'"""{header}"""\n'], ["FUNCTIONS = {"]
    for activation in activations:
        bodies = programs(activation)
        parts += [python_text(program) for program in bodies.values()]
        table.append(f'    "{activation.key}": {{')
        table += [f"        {order!r}: {program.name}," for order, program in bodies.items()]
        table.append("    },")
    return "\n\n".join([*parts, "\n".join([*table, "}"]) + "\n"])


def load(activation: Activation) -> dict[Variables, Any]:
    """The functions of a record that is not in the library, compiled."""
    text = within_limits(activation, emit, (activation,), "A function of the user's own.")
    space: dict[str, Any] = {}
    exec(compile(text, f"<emitted {activation.key}>", "exec"), space)
    functions: dict[Variables, Any] = space["FUNCTIONS"][activation.key]
    return functions
